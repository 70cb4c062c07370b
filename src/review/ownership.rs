//! Ownership: every clause of the action with its doer, and how the others could be said from "I".

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::work::is_change;
use crate::signals::clause::Doer;
use crate::signals::deeds::{Deed, deeds};
use crate::signals::tags;
use crate::signals::words::Grammar;
use crate::time::Span;
use crate::transcript::{Word, text};

/// Who did what, clause by clause.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Ownership {
    /// Clauses in which the speaker did something, in order.
    pub own: Vec<Claim>,
    /// Clauses in which somebody else did, or nobody is named, in order.
    pub others: Vec<Claim>,
}

/// One clause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// Who did it.
    pub doer: Actor,
    /// The verb, as heard.
    pub verb: String,
    /// The words.
    pub quote: String,
    /// Where they are.
    #[serde(flatten)]
    pub span: Span,
    /// The same from "I", where it can be said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The speaker.
    I,
    /// The speaker with others: "we", "Priya and I".
    We,
    /// Somebody else.
    Others,
    /// A passive that names nobody.
    Nobody,
}

/// Who did what in `words`. Wishes, plans, questions, denials and mere states are left out, and so is what things do.
#[must_use]
pub fn read(words: &[Word]) -> Ownership {
    let mut ownership = Ownership::default();
    let mut last = None;
    for deed in deeds(words) {
        let begins = last != Some(deed.sentence);
        last = Some(deed.sentence);
        let actor = match deed.doer {
            Doer::I => Actor::I,
            // "They kept asking. Drafted replies.": a sentence without a subject is most often the speaker's.
            Doer::Other if begins && deed.subject.is_empty() && !deed.passive => Actor::I,
            Doer::We | Doer::Joint => Actor::We,
            Doer::Other => Actor::Others,
            Doer::Hidden => Actor::Nobody,
            Doer::It | Doer::Nobody | Doer::None => continue,
        };
        let told = deed.past || actor == Actor::I;
        let hidden = actor != Actor::Nobody || hides_a_deed(&deed, words, |_| false);
        let empty = actor == Actor::We && names_no_deed(&deed);
        if !deed.real || !deed.active || !told || !hidden || empty {
            continue;
        }
        let Some(claim) = claim(actor, &deed, words) else {
            continue;
        };
        if actor == Actor::I {
            ownership.own.push(claim)
        } else {
            ownership.others.push(claim)
        }
    }
    ownership
}

fn claim(doer: Actor, deed: &Deed, words: &[Word]) -> Option<Claim> {
    let quoted = words.get(spoken(deed, words))?;
    let (first, last) = (quoted.first()?, quoted.last()?);
    let instead = match doer {
        Actor::We | Actor::Nobody => as_own(deed, words),
        Actor::I | Actor::Others => None,
    };
    Some(Claim {
        doer,
        verb: deed.verb.clone(),
        quote: plain(quoted),
        span: Span::new(first.span.start, last.span.end),
        instead,
    })
}

/// The words of a clause as they are quoted: from its subject on, or from its verb where the subject carries over, and
/// without the "and" that leads to the next one.
pub(super) fn spoken(deed: &Deed, words: &[Word]) -> Range<usize> {
    let start = if deed.subject.is_empty() {
        deed.verb_words.start.min(deed.words.end)
    } else {
        deed.subject.start.max(deed.words.start)
    };
    let what = start > deed.words.start && word(start - 1, words) == "what";
    let start = if what { start - 1 } else { start };
    let start = if word(start, words) == "who" {
        whose(start, words)
    } else {
        start
    };
    let mut end = deed.words.end;
    while end > start + 1
        && matches!(
            word(end - 1, words).as_str(),
            "and" | "or" | "but" | "so" | "then" | "because"
        )
    {
        end -= 1;
    }
    start..end
}

/// Where "it was me who" and "I was the one who" begin.
fn whose(who: usize, words: &[Word]) -> usize {
    const NEAR: usize = 6;
    (who.saturating_sub(NEAR)..who)
        .rev()
        .take_while(|&at| !words[at].text.ends_with(['.', '?', '!']))
        .find(|&at| matches!(word(at, words).as_str(), "it" | "i"))
        .unwrap_or(who)
}

/// "The first thing that we did": the deed itself is told elsewhere.
pub(super) fn names_no_deed(deed: &Deed) -> bool {
    deed.verb == "did" && deed.verb_words.end >= deed.words.end
}

/// Whether a passive hides a step of the story: one that changes something, or that `names` knows as the story's own.
/// What things go through day by day ("the bread was baked at night"), states, and what is done to the speaker is none.
pub(super) fn hides_a_deed(deed: &Deed, words: &[Word], names: impl Fn(&str) -> bool) -> bool {
    let first = word(deed.subject.start, words);
    let speaker = matches!(
        first.as_str(),
        "i" | "we" | "which" | "who" | "that" | "there" | "my"
    );
    let grammar = Grammar::shared();
    let rest: Vec<String> = (deed.verb_words.end..deed.words.end)
        .map(|at| word(at, words))
        .collect();
    let named = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS | tags::OBJECT | tags::AGENT;
    let agent = rest
        .windows(2)
        .any(|pair| pair[0] == "by" && pair[1] != "us" && grammar.tags(&pair[1]) & named != 0);
    let stored = deed.verb == "written"
        && rest
            .first()
            .is_some_and(|next| matches!(next.as_str(), "to" | "on" | "in" | "into"));
    let to_me = rest.iter().any(|word| word == "me");
    let habit = (deed.words.clone()).any(|at| grammar.tags(&word(at, words)) & tags::HABIT != 0)
        || rest.windows(2).any(|pair| {
            matches!(pair[0].as_str(), "every" | "each" | "a" | "at")
                && grammar.tags(&pair[1]) & tags::TIME != 0
                && (pair[0] != "a" || rest[0] == "twice" || rest[0] == "once")
        });
    let step = is_change(&deed.verb) || names(&deed.verb) || decided(deed, words);
    step && deed.past && !(speaker || agent || to_me || habit || stored || deed.aside)
}

/// "The decision was made".
fn decided(deed: &Deed, words: &[Word]) -> bool {
    let thing = word(deed.subject.end.saturating_sub(1), words);
    deed.verb == "made"
        && matches!(
            thing.as_str(),
            "decision"
                | "plan"
                | "change"
                | "changes"
                | "choice"
                | "agreement"
                | "call"
                | "improvements"
        )
}

/// The clause said from "I": "we figured out the cause" gives "I figured out the cause", "a fix was written" gives
/// "I wrote a fix". `None` unless the clause is simple enough for the result to be English for sure: one verb, the
/// subject in front, and no word that means more than one person.
#[must_use]
pub fn as_own(deed: &Deed, words: &[Word]) -> Option<String> {
    /// Words behind the verb in a clause that is still simple.
    const MOST: usize = 12;
    let end = spoken(deed, words).end;
    let rest = plain(words.get(deed.verb_words.end..end)?);
    let rest = rest.strip_suffix(" together").unwrap_or(&rest);
    let rest = rest.strip_prefix("by us").unwrap_or(rest).trim();
    let many = |word: &str| {
        matches!(
            word,
            "together" | "other" | "another" | "both" | "all" | "us" | "each" | "by" | "we"
        )
    };
    let behind = rest.split_whitespace();
    if behind.clone().count() > MOST || behind.map(super::clause::bare).any(|word| many(&word)) {
        return None;
    }
    let said = if deed.passive {
        let (done, thing) = (past_of(&deed.verb)?, suffered(deed, words)?);
        format!("I {done} {thing} {rest}")
    } else {
        let carried = deed.subject.is_empty();
        // "And then we wrote" begins with its subject, "in May we wrote" does not.
        let leads_in = tags::AND | tags::BUT | tags::ADVERB;
        let fronted = (deed.words.start..deed.subject.start).any(|at| {
            let before = word(at, words);
            let small = Grammar::shared().tags(&before) & leads_in != 0;
            !small && !matches!(before.as_str(), "so" | "then")
        });
        if !carried && fronted {
            return None;
        }
        let verb = first_person(&plain(words.get(deed.verb_words.clone())?))?;
        format!("{verb} {rest}")
    };
    let said = said.replace("ourselves", "myself");
    Some(said.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What a passive was done to, as an object: "they were printed" gives "them". Empty for the "it" of "it was decided".
/// `None` when it is more than a short noun.
fn suffered(deed: &Deed, words: &[Word]) -> Option<String> {
    const MOST: usize = 5;
    let thing = lower_first(&plain(words.get(deed.subject.clone())?));
    if thing == "it" && decides(&deed.verb) {
        return Some(String::new());
    }
    let nouns: Vec<&str> = thing.split(' ').collect();
    let small = |noun: &&str| {
        let tags = Grammar::shared().tags(&super::clause::bare(noun));
        tags & (tags::NOBODY | tags::WHO | tags::AND | tags::SUBORDINATE | tags::THERE) != 0
    };
    match nouns.as_slice() {
        ["they"] => Some("them".to_owned()),
        ["it" | "this" | "that"] => Some(thing),
        ["i" | "I" | "we" | "he" | "she" | "you" | "", ..] => None,
        nouns if nouns.len() > MOST || nouns.iter().any(small) => None,
        _ => Some(thing),
    }
}

/// The verb of "we" as that of "I": "we've built" gives "I've built", "were looking" gives "I was looking".
fn first_person(verb: &str) -> Option<String> {
    // "What happened is we were": the verb of "we" comes after it.
    let verb = verb.rsplit_once(" we ").map_or(verb, |(_, own)| own);
    let (head, tail) = verb.split_once(' ').unwrap_or((verb, ""));
    let head = head.replace('\u{2019}', "'").to_lowercase();
    let head = match head.as_str() {
        "" => return None,
        "we've" => "I've".to_owned(),
        "we'd" => "I'd".to_owned(),
        "we're" | "are" => "I am".to_owned(),
        "we'll" => "I'll".to_owned(),
        "were" => "I was".to_owned(),
        _ => return Some(format!("I {verb}")),
    };
    Some(format!("{head} {tail}"))
}

/// Whether what was said with "it" and this verb follows in a clause of its own.
fn decides(verb: &str) -> bool {
    matches!(
        verb,
        "decided" | "suggested" | "proposed" | "found" | "discovered" | "concluded"
    )
}

/// "Written" as "wrote"; a regular form stays. `None` where neither is known.
fn past_of(participle: &str) -> Option<&str> {
    let irregular = Grammar::shared().past(participle);
    irregular.or_else(|| participle.ends_with("ed").then_some(participle))
}

fn word(at: usize, words: &[Word]) -> String {
    words
        .get(at)
        .map(|word| super::clause::bare(&word.text))
        .unwrap_or_default()
}

fn plain(words: &[Word]) -> String {
    text(words)
        .trim_end_matches([',', '.', ';', ':', '?', '!'])
        .to_owned()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if !text.starts_with("I ") => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::written;

    #[test]
    fn a_list_carries_its_doer() {
        let found = read(&written(
            "I reproduced the race, wrote a fix and added an alert.",
        ));
        let verbs: Vec<&str> = found.own.iter().map(|claim| claim.verb.as_str()).collect();
        assert_eq!(verbs, ["reproduced", "wrote", "added"]);
        assert!(found.others.is_empty());
    }

    #[test]
    fn what_others_did_gets_a_rewrite_where_there_is_one() {
        let found = read(&written(
            "We figured out the root cause together. A fix was written. They fixed it.",
        ));
        let rewrites: Vec<Option<&str>> = found
            .others
            .iter()
            .map(|claim| claim.instead.as_deref())
            .collect();
        assert_eq!(
            rewrites,
            [
                Some("I figured out the root cause"),
                Some("I wrote a fix"),
                None
            ]
        );
    }

    #[test]
    fn a_rewrite_is_english() {
        for (text, rewrite) in [
            ("We've built a small tool.", Some("I've built a small tool")),
            (
                "We were looking at the retries.",
                Some("I was looking at the retries"),
            ),
            (
                "The fix has been written and then it shipped.",
                Some("I wrote the fix"),
            ),
            (
                "It was decided that the team would wait.",
                Some("I decided"),
            ),
            ("We ourselves wrote it.", Some("I wrote it")),
            ("Some tests were added.", Some("I added some tests")),
            (
                "They were rewritten in a week.",
                Some("I rewrote them in a week"),
            ),
            ("In May we wrote the script.", Some("I wrote the script")),
            ("We helped each other.", None),
            ("We wrote it with all of them.", None),
            (
                "I and my colleague were writing the tool.",
                Some("I was writing the tool"),
            ),
        ] {
            let found = read(&written(text));
            let first = found.others.first().map(|claim| claim.instead.as_deref());
            assert_eq!(first, Some(rewrite), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_hides_no_deed_is_not_counted() {
        for text in [
            "The message got lost.",
            "Our fix was merged.",
            "We use Kafka in three regions.",
            "The workers were retrying it.",
        ] {
            assert!(read(&written(text)).others.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_sentence_without_a_subject_is_the_speakers_own() {
        let found = read(&written("The customers kept asking. Drafted replies."));
        assert_eq!((found.own.len(), found.others.len()), (1, 1), "{found:?}");
    }

    #[test]
    fn wishes_and_denials_are_no_deeds() {
        let found = read(&written("I would have traced it. I did not write the fix."));
        assert!(found.own.is_empty(), "{found:?}");
    }
}
