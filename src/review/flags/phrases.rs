//! Phrases that weaken: those of any story, from `general.toml`, and those that the story's author named.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{Slip, with_own_step};
use crate::review::FlagKind;
use crate::review::clause::bare;
use crate::scenario::{Section, SectionKind};
use crate::signals::clause::Doer;
use crate::signals::deeds::{Deed, deeds};
use crate::signals::number::Role;
use crate::signals::pattern::Pattern;
use crate::signals::search::{Match, Search, numbers};
use crate::signals::tags;
use crate::signals::words::Grammar;
use crate::transcript::Word;

const GENERAL: &str = include_str!("general.toml");

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// What `$name` stands for in a phrase.
    list: BTreeMap<String, String>,
    flag: Vec<Rule>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    kind: FlagKind,
    sections: Vec<SectionKind>,
    why: String,
    say: Vec<String>,
    /// Whether a word of the section's own signals in the same sentence makes it no slip.
    #[serde(default)]
    unless_of_the_story: bool,
    /// Whether it counts only where its sentence ends with it: "I sent them a message", and not "with the cause".
    #[serde(default)]
    alone: bool,
    /// Whether it only might weaken the answer.
    #[serde(default)]
    unsure: bool,
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let file = toml::from_str::<File>(GENERAL).unwrap_or_default();
    let lists = file.list;
    let in_full = |mut rule: Rule| {
        rule.say = rule.say.iter().map(|say| in_full(say, &lists)).collect();
        rule
    };
    file.flag.into_iter().map(in_full).collect()
});

/// `say` with every `$name` written out, also one inside a list.
fn in_full(say: &str, lists: &BTreeMap<String, String>) -> String {
    let write_out = |say: String, (name, words): (&String, &String)| {
        say.replace(&format!("${name}"), &format!("({words})"))
    };
    let once = lists.iter().fold(say.to_owned(), write_out);
    lists.iter().fold(once, write_out)
}

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

/// The phrases of `words` that weaken the section.
pub(super) fn find(section: &Section, clauses: &[Deed], words: &[Word]) -> Vec<Slip> {
    let mut slips = of_the_story(section, words);
    PREPARED.with_borrow_mut(|(owners, search)| {
        for place in search.find(words) {
            let rule = &RULES[owners[place.pattern]];
            // A lesson is often a wish: "one should always ask".
            let told = place.real || rule.kind == FlagKind::GenericLesson && !place.denied;
            if !told {
                continue;
            }
            let meant = rule.sections.contains(&section.kind)
                && (!rule.alone || ends_with_it(&place.words, words))
                && !excused(rule, &place, section, clauses, words);
            if meant {
                slips.push(Slip {
                    kind: rule.kind,
                    words: in_its_clause(place.words, clauses, words),
                    why: rule.why.clone(),
                    instead: None,
                    sure: !rule.unsure,
                });
            }
        }
    });
    slips
}

fn of_the_story(section: &Section, words: &[Word]) -> Vec<Slip> {
    let own: Vec<&Pattern> = section.red_flags.iter().map(|rule| &rule.pattern).collect();
    if own.is_empty() {
        return Vec::new();
    }
    let found = Search::new(&own).find(words).into_iter();
    found
        .filter(|place| place.real)
        .map(|place| Slip {
            kind: FlagKind::Scenario,
            why: section.red_flags[place.pattern].why.clone(),
            words: place.words,
            instead: None,
            sure: true,
        })
        .collect()
}

/// The most words that a phrase may grow to.
const CLAUSE: usize = 12;

/// A phrase is understood with what stands around it: "details" with "matter", "to fix" with "it". Its clause, where
/// that is short.
fn in_its_clause(place: Range<usize>, clauses: &[Deed], words: &[Word]) -> Range<usize> {
    let of = |at: usize| clauses.iter().find(|deed| deed.words.contains(&at));
    let opens = |at: &usize| {
        let word = words.get(*at).map(|word| bare(&word.text));
        matches!(
            word.as_deref(),
            Some("that" | "and" | "but" | "so" | "then")
        )
    };
    let start = of(place.start)
        .filter(|deed| !deed.subject.is_empty())
        .map_or(place.start, |deed| deed.subject.start.min(place.start));
    let start = (start..place.start)
        .find(|at| !opens(at))
        .unwrap_or(place.start);
    let end = of(place.end.saturating_sub(1)).map_or(place.end, |deed| deed.words.end);
    let end = end.max(place.end);
    if end - start <= CLAUSE {
        start..end
    } else if place.end - start <= CLAUSE {
        start..place.end
    } else {
        place
    }
}

/// Whether nothing follows `place` in its sentence, or only when it was: "he asked me last week".
fn ends_with_it(place: &Range<usize>, words: &[Word]) -> bool {
    let (_, last) = sentence(place, words);
    let pause = words
        .get(place.end.saturating_sub(1))
        .is_some_and(|word| word.text.ends_with(','));
    let next = words.get(place.end..last).unwrap_or(&[]);
    let mut next = next.iter().take(2).map(|word| bare(&word.text));
    let grammar = Grammar::shared();
    let when = next
        .clone()
        .any(|word| grammar.tags(&word) & tags::TIME != 0)
        && !next.any(|word| word == "every");
    pause || when || place.end >= last
}

/// What makes a phrase harmless: the number that stands with it, the story's own words, what the speaker did in the
/// same sentence, or that they were told to leave it alone.
fn excused(
    rule: &Rule,
    place: &Match,
    section: &Section,
    clauses: &[Deed],
    words: &[Word],
) -> bool {
    let at = |index: usize| words.get(index).map(|word| bare(&word.text));
    let back = at(place.words.end).is_some_and(|next| next == "myself" || next == "me");
    let clause = clauses
        .iter()
        .find(|deed| deed.words.contains(&place.words.start));
    match rule.kind {
        FlagKind::EmptyResult => measured(&place.words, words),
        FlagKind::HandOff => {
            back || clause
                .is_some_and(|deed| with_own_step(clauses, deed.sentence, &place.words, words))
        }
        FlagKind::Assigned => told_to_stop(&place.words, words) || against(&place.words, words),
        _ => rule.unless_of_the_story && names_the_story(section, &place.words, words),
    }
}

/// "My boss told me to leave it", "to my face": no task was given.
fn told_to_stop(place: &Range<usize>, words: &[Word]) -> bool {
    const STOPS: &str =
        "leave wait stop ignore forget drop not stay quit keep calm relax go accept skip hide let";
    let is_to = |at: &usize| words.get(*at).is_some_and(|word| bare(&word.text) == "to");
    let to = [place.end.wrapping_sub(1), place.end]
        .into_iter()
        .find(is_to);
    let Some(next) = to.and_then(|to| words.get(to + 1)) else {
        return false;
    };
    let next = bare(&next.text);
    next == "my" || STOPS.split_whitespace().any(|stop| stop == next)
}

/// Whether the speaker turns against it in the same sentence: "but I kept digging", "I refused".
fn against(place: &Range<usize>, words: &[Word]) -> bool {
    let (_, last) = sentence(place, words);
    let rest = words.get(place.end..last).unwrap_or(&[]);
    let rest: Vec<String> = rest.iter().map(|word| bare(&word.text)).collect();
    let but = rest
        .iter()
        .position(|word| word == "but")
        .is_some_and(|but| rest[but..].iter().take(3).any(|word| word == "i"));
    but || rest
        .iter()
        .any(|word| matches!(word.as_str(), "anyway" | "refused" | "instead"))
}

/// Whether the claim at `place` has its number: "the page is faster, 900 milliseconds instead of four seconds". The
/// claim reaches to the end of its sentence, and on to the next clause that speaks of something else.
fn measured(place: &Range<usize>, words: &[Word]) -> bool {
    let (start, end) = claim_around(place, words);
    numbers(words).iter().any(|number| {
        let counts = number.has_unit()
            || number.quantity.role != Role::Any
            || number.quantity.value > 2.0
            || number.quantity.value == 0.0;
        counts && start <= number.words.start && number.words.end <= end
    })
}

fn claim_around(place: &Range<usize>, words: &[Word]) -> (usize, usize) {
    let (mut start, mut end) = (0, words.len());
    for deed in deeds(words).iter().filter(|deed| leads(deed, words)) {
        if deed.words.start <= place.start {
            start = deed.words.start;
        } else if deed.words.start >= place.end {
            end = end.min(deed.words.start);
        }
    }
    // A number that comes later in the sentence tells what was meant.
    (start, end.max(sentence(place, words).1))
}

/// Whether a clause speaks of something else than the one before it: its subject is its own, and no "it" or "which".
fn leads(deed: &Deed, words: &[Word]) -> bool {
    let subject = words.get(deed.subject.clone()).unwrap_or(&[]);
    let pronoun = subject
        .last()
        .is_some_and(|word| matches!(bare(&word.text).as_str(), "it" | "that" | "this" | "which"));
    !(subject.is_empty() || pronoun && deed.doer == Doer::It)
}

/// From the first word of the sentence around `place` to one past its last.
fn sentence(place: &Range<usize>, words: &[Word]) -> (usize, usize) {
    let stop = |at: &usize| {
        words
            .get(*at)
            .is_some_and(|word| word.text.ends_with(['.', '?', '!']))
    };
    let first = (0..place.start).rev().find(stop).map_or(0, |at| at + 1);
    let last = (place.end.saturating_sub(1)..words.len()).find(stop);
    (first, last.map_or(words.len(), |at| at + 1))
}

/// Whether the sentence around `place` has a word of the section's signals: a lesson of this story, not of any.
fn names_the_story(section: &Section, place: &Range<usize>, words: &[Word]) -> bool {
    const LEAST_LETTERS: usize = 4;
    let grammar = Grammar::shared();
    let stems = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words
            .filter(|word| word.len() >= LEAST_LETTERS || word.chars().all(char::is_uppercase))
            .filter(|word| !word.is_empty())
            .map(|word| grammar.stem(&word.to_lowercase()))
            .collect()
    };
    let own: Vec<String> = section
        .signals
        .iter()
        .flat_map(|signal| stems(&signal.say))
        .collect();
    let (first, last) = sentence(place, words);
    let told = words.get(first..last).unwrap_or(&[]).iter();
    told.flat_map(|word| stems(&word.text))
        .any(|stem| own.contains(&stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_general_phrase_parses() {
        let file: File = toml::from_str(GENERAL).unwrap();
        assert_eq!(RULES.len(), file.flag.len());
        for source in RULES.iter().flat_map(|rule| &rule.say) {
            assert!(!source.contains('$'), "{source}");
            Pattern::parse(source).unwrap_or_else(|error| panic!("{source}: {error}"));
        }
    }
}
