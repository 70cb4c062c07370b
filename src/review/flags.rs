//! Red flags: what weakens an answer when it is said.
//!
//! Who did what is read from the clauses: "we" and others in the action, passives that hide the doer. Phrases that
//! weaken any answer stand in `flags.toml`, those of a story in its own file. Credit to others is no flag: "their lead
//! reviewed it" takes nothing from the speaker.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{FlagKind, RedFlag};
use crate::scenario::{Section, SectionKind};
use crate::signals::clause::Doer;
use crate::signals::deeds::{Deed, deeds};
use crate::signals::pattern::Pattern;
use crate::signals::search::Search;
use crate::time::Span;
use crate::transcript::Word;

const GENERAL: &str = include_str!("flags.toml");

/// The most words of a clause that a flag quotes.
const QUOTE: usize = 8;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    flag: Vec<Rule>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    kind: FlagKind,
    sections: Vec<SectionKind>,
    why: String,
    say: Vec<String>,
}

static RULES: LazyLock<Vec<Rule>> =
    LazyLock::new(|| toml::from_str::<File>(GENERAL).unwrap_or_default().flag);

/// The general phrases, each with the rule that it belongs to, ready to be looked for.
fn general() -> (Vec<usize>, Search) {
    let mut owners = Vec::new();
    let mut patterns = Vec::new();
    for (rule, known) in RULES.iter().enumerate() {
        for pattern in known
            .say
            .iter()
            .filter_map(|source| Pattern::parse(source).ok())
        {
            owners.push(rule);
            patterns.push(pattern);
        }
    }
    (owners, Search::new(&patterns.iter().collect::<Vec<_>>()))
}

thread_local! {
    static PREPARED: RefCell<(Vec<usize>, Search)> = RefCell::new(general());
}

/// The red flags in what was said in `section`, in order of their words.
#[must_use]
pub fn find(section: &Section, words: &[Word]) -> Vec<RedFlag> {
    let mut found: Vec<(Range<usize>, RedFlag)> = Vec::new();
    let own: Vec<&Pattern> = section.red_flags.iter().map(|rule| &rule.pattern).collect();
    if !own.is_empty() {
        for place in Search::new(&own)
            .find(words)
            .into_iter()
            .filter(|place| place.real)
        {
            let rule = &section.red_flags[place.pattern];
            add(
                &mut found,
                words,
                place.words,
                FlagKind::Scenario,
                &rule.why,
                None,
            );
        }
    }
    PREPARED.with_borrow_mut(|(owners, search)| {
        for place in search.find(words).into_iter().filter(|place| place.real) {
            let rule = &RULES[owners[place.pattern]];
            if rule.sections.contains(&section.kind) {
                add(&mut found, words, place.words, rule.kind, &rule.why, None);
            }
        }
    });
    if section.kind == SectionKind::Action {
        for deed in deeds(words)
            .iter()
            .filter(|deed| deed.real && !quoting(deed, words))
        {
            by_doer(deed, words, &mut found);
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found.into_iter().map(|(_, flag)| flag).collect()
}

/// "We figured out", "they fixed it", "it was decided".
fn by_doer(deed: &Deed, words: &[Word], found: &mut Vec<(Range<usize>, RedFlag)>) {
    let range = deed.words.start.max(deed.subject.start)
        ..deed
            .words
            .end
            .min(deed.words.start.max(deed.subject.start) + QUOTE);
    let range = if deed.subject.is_empty() {
        deed.verb_words.start..deed.words.end.min(deed.verb_words.start + QUOTE)
    } else {
        range
    };
    match deed.doer {
        Doer::We if deed.active && deed.past && !deed.passive && !deed.taken_back => {
            let instead = super::ownership::as_own(deed, words);
            add(
                found,
                words,
                range,
                FlagKind::We,
                "“We” hides what you did yourself.",
                instead,
            );
        }
        Doer::Other
            if takes_over(&deed.verb) && deed.past && !deed.passive && !credit(deed, words) =>
        {
            let why = "Somebody else did it: what you did is hidden.";
            add(found, words, range, FlagKind::Others, why, None);
        }
        Doer::Hidden if deed.passive && deed.past && !deed.dependent && hides(deed, words) => {
            let instead = super::ownership::as_own(deed, words);
            add(
                found,
                words,
                range,
                FlagKind::Passive,
                "The sentence does not say who did it.",
                instead,
            );
        }
        _ => {}
    }
}

/// "The consultant wrote, ..." only leads to what somebody said.
fn quoting(deed: &Deed, words: &[Word]) -> bool {
    let next = words
        .get(deed.words.end)
        .is_some_and(|word| word.text.starts_with(['"', '\u{201c}']));
    next && deed.words.len() <= 5
}

/// Verbs that take the deed from the speaker when somebody else does them.
fn takes_over(verb: &str) -> bool {
    const VERBS: [&str; 40] = [
        "fixed",
        "fix",
        "found",
        "find",
        "figured",
        "solved",
        "traced",
        "wrote",
        "written",
        "built",
        "did",
        "implemented",
        "reproduced",
        "handled",
        "resolved",
        "developed",
        "created",
        "made",
        "designed",
        "repaired",
        "coded",
        "pulled",
        "patched",
        "debugged",
        "investigated",
        "discovered",
        "identified",
        "rewrote",
        "led",
        "ran",
        "drove",
        "deployed",
        "tested",
        "profiled",
        "trained",
        "measured",
        "timed",
        "added",
        "submitted",
        "drafted",
    ];
    VERBS.contains(&verb)
}

/// "Their engineers rolled it out with me", "the team that had built it": no deed is taken from the speaker.
fn credit(deed: &Deed, words: &[Word]) -> bool {
    let texts = words.get(deed.words.clone()).unwrap_or(&[]);
    texts.iter().any(|word| {
        matches!(
            super::clause::bare(&word.text).as_str(),
            "me" | "myself" | "originally"
        )
    }) && !texts
        .iter()
        .any(|word| super::clause::bare(&word.text) == "for")
}

/// Whether the passive hides a deed of the story: states and accidents ("was broken", "were lost") do not.
fn hides(deed: &Deed, words: &[Word]) -> bool {
    const STATES: [&str; 46] = [
        "based",
        "located",
        "called",
        "named",
        "known",
        "expected",
        "required",
        "related",
        "limited",
        "lost",
        "dropped",
        "broken",
        "involved",
        "interested",
        "supposed",
        "allowed",
        "owned",
        "affected",
        "failed",
        "gone",
        "needed",
        "used",
        "worried",
        "surprised",
        "tired",
        "stuck",
        "concerned",
        "excited",
        "scared",
        "impressed",
        "blocked",
        "overloaded",
        "delayed",
        "closed",
        "configured",
        "written",
        "hidden",
        "shared",
        "asked",
        "assigned",
        "told",
        "given",
        "promoted",
        "caused",
        "triggered",
        "retried",
    ];
    let first = words
        .get(deed.subject.start)
        .map(|word| super::clause::bare(&word.text))
        .unwrap_or_default();
    let speaker = matches!(
        first.as_str(),
        "i" | "we" | "which" | "who" | "that" | "there"
    );
    let told_to_use = deed.verb == "told" && !speaker;
    let written = deed.verb == "written" && !speaker;
    !speaker && (told_to_use || written || !STATES.contains(&deed.verb.as_str()))
}

fn add(
    found: &mut Vec<(Range<usize>, RedFlag)>,
    words: &[Word],
    range: Range<usize>,
    kind: FlagKind,
    why: &str,
    instead: Option<String>,
) {
    let quoted = words.get(range.clone()).unwrap_or(&[]);
    let (Some(first), Some(last)) = (quoted.first(), quoted.last()) else {
        return;
    };
    let known = found.iter().any(|(other, flag)| {
        flag.kind == kind && other.start < range.end && range.start < other.end
    });
    if known {
        return;
    }
    let texts: Vec<&str> = quoted.iter().map(|word| word.text.as_str()).collect();
    let flag = RedFlag {
        kind,
        quote: texts.join(" "),
        span: Span::new(first.span.start, last.span.end),
        why: why.to_owned(),
        instead,
    };
    found.push((range, flag));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::written;

    #[test]
    fn every_general_phrase_parses() {
        let file: File = toml::from_str(GENERAL).unwrap();
        for source in file.flag.iter().flat_map(|rule| &rule.say) {
            Pattern::parse(source).unwrap_or_else(|error| panic!("{source}: {error}"));
        }
    }

    fn kinds(kind: SectionKind, text: &str) -> Vec<FlagKind> {
        let scenario = crate::review::sample::scenario();
        let section = scenario
            .sections
            .iter()
            .find(|section| section.kind == kind)
            .unwrap();
        let words = written(text);
        find(section, &words)
            .into_iter()
            .map(|flag| flag.kind)
            .collect()
    }

    #[test]
    fn what_a_coach_objects_to_in_the_action_is_flagged() {
        assert_eq!(
            kinds(
                SectionKind::Action,
                "We figured out the root cause together."
            ),
            [FlagKind::We]
        );
        assert_eq!(
            kinds(SectionKind::Action, "They fixed it quickly."),
            [FlagKind::Others]
        );
        assert_eq!(
            kinds(SectionKind::Action, "The decision was made to wait."),
            [FlagKind::Passive]
        );
        assert_eq!(
            kinds(SectionKind::Action, "I escalated it to the Platform team."),
            [FlagKind::HandOff]
        );
    }

    #[test]
    fn credit_to_others_is_no_flag() {
        for text in [
            "I coordinated the deployment with their engineers.",
            "Their lead reviewed it.",
            "I pulled the logs.",
        ] {
            assert!(kinds(SectionKind::Action, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_flag_counts_only_where_it_weakens() {
        assert!(
            kinds(
                SectionKind::Result,
                "We recovered eight thousand dollars a week."
            )
            .is_empty()
        );
        assert_eq!(
            kinds(
                SectionKind::Result,
                "Things got better and the team was happy."
            ),
            [FlagKind::EmptyResult; 2]
        );
        assert_eq!(
            kinds(
                SectionKind::Task,
                "My manager suggested that I take a look."
            ),
            [FlagKind::Assigned]
        );
        assert_eq!(
            kinds(
                SectionKind::Reflection,
                "I learned that communication is important."
            ),
            [FlagKind::GenericLesson]
        );
    }
}
