//! Words that only hold the floor: "um" and its kin, and "you know", "like", "kind of" where they mean nothing.
//!
//! A hesitation is one wherever it stands. The others are words of the language, so they count only where their
//! surroundings leave no sense for them: set off by commas, silence or hesitation. In doubt a word is not a filler: a
//! false charge teaches the speaker to distrust the report. English only. How many are too many is said in `rate.rs`.

mod rate;

pub use rate::{grade, measure};

use std::time::Duration;

use super::clause::bare;
use crate::time::Span;
use crate::transcript::{Certainty, Filler, Transcript, Word};

/// Hesitations with every run of one letter written once: "ummm" is "um", "hmm" is "hm".
const HESITATIONS: &[&str] = &["ah", "eh", "er", "erm", "hm", "m", "mhm", "uh", "uhm", "um"];

/// Words that a stretch of speech may open with; a filler after one of them stands at a boundary.
const JOINS: &[&str] = &["and", "because", "but", "or", "so", "then", "well"];

/// Words before "kind of" and "sort of" that leave them no sense but a hedge.
const BEFORE_HEDGE: &[&str] = &[
    "am", "and", "are", "be", "been", "but", "felt", "got", "had", "he", "i", "i'm", "is", "it",
    "it's", "just", "really", "seemed", "she", "so", "that's", "they", "they're", "was", "we",
    "we're", "were",
];

/// Words after "kind of" that give "kind" its own sense: "it was kind of you".
const KINDNESS: &[&str] = &["her", "him", "me", "them", "us", "you"];

/// Words before "like" that need it: "looked like", "something like".
const NEEDS_LIKE: &[&str] = &[
    "anything",
    "be",
    "feel",
    "feels",
    "felt",
    "look",
    "looked",
    "looks",
    "nothing",
    "seem",
    "seemed",
    "seems",
    "something",
    "sound",
    "sounded",
    "sounds",
    "stuff",
    "things",
    "would",
];

/// A silence of this length sets words apart as a comma does.
const SETS_APART: Duration = Duration::from_millis(300);

/// Whether this word is a hesitation and nothing else. "ER", all capitals, is a name.
#[must_use]
pub fn is_hesitation(text: &str) -> bool {
    let letters = text.trim_matches(|c: char| !c.is_alphanumeric());
    let name = letters.len() > 1 && letters.chars().all(char::is_uppercase);
    if letters.chars().count() < 2 || name {
        return false;
    }
    let mut single: Vec<char> = letters.to_lowercase().chars().collect();
    single.dedup();
    let single: String = single.into_iter().collect();
    letters.to_lowercase() != "err" && HESITATIONS.contains(&single.as_str())
}

/// A filler in the words, as a range of their indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// Index of its first word.
    pub first: usize,
    /// How many words it is made of.
    pub words: usize,
}

/// The fillers that the recogniser wrote, in order.
#[must_use]
pub fn spots(words: &[Word]) -> Vec<Spot> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let length = filler_at(words, at);
        if length > 0 {
            found.push(Spot {
                first: at,
                words: length,
            });
        }
        at += length.max(1);
    }
    found
}

/// Number of words of the filler that begins at `at`; 0 when none does.
fn filler_at(words: &[Word], at: usize) -> usize {
    if is_hesitation(&words[at].text) {
        return 1;
    }
    let this = bare(&words[at].text);
    let next = words.get(at + 1).map(|word| bare(&word.text));
    let is_filler = match (this.as_str(), next.as_deref()) {
        ("you", Some("know")) | ("i", Some("mean")) => {
            return if opens(words, at) && closes(words, at + 1) {
                2
            } else {
                0
            };
        }
        ("kind" | "sort", Some("of")) => return if hedges(words, at) { 2 } else { 0 },
        ("like", _) => like(words, at),
        ("basically", _) => opens(words, at),
        ("actually", _) => opens(words, at) && closes(words, at),
        _ => false,
    };
    usize::from(is_filler)
}

fn hedges(words: &[Word], at: usize) -> bool {
    let before = before(words, at);
    let after = words.get(at + 2).map(|word| bare(&word.text));
    let kindness = after.is_some_and(|after| KINDNESS.contains(&after.as_str()));
    let hesitates = at > 0 && is_hesitation(&words[at - 1].text);
    !kindness && (hesitates || BEFORE_HEDGE.contains(&before.as_str()))
}

fn like(words: &[Word], at: usize) -> bool {
    if NEEDS_LIKE.contains(&before(words, at).as_str()) {
        return false;
    }
    let hesitates = at > 0 && is_hesitation(&words[at - 1].text);
    let hesitation_follows = words
        .get(at + 1)
        .is_some_and(|word| is_hesitation(&word.text));
    hesitates || hesitation_follows || (opens(words, at) && words[at].text.ends_with(','))
}

/// Whether word `at` begins a stretch of its own: after punctuation, a joining word, a hesitation, a silence.
fn opens(words: &[Word], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|index| words.get(index)) else {
        return true;
    };
    before
        .text
        .ends_with([',', '.', '?', '!', ';', ':', '…', '-', '–', '—'])
        || is_hesitation(&before.text)
        || JOINS.contains(&bare(&before.text).as_str())
        || words[at].span.start - before.span.end >= SETS_APART
}

/// Whether word `at` ends a stretch of its own.
fn closes(words: &[Word], at: usize) -> bool {
    let Some(after) = words.get(at + 1) else {
        return true;
    };
    words[at]
        .text
        .ends_with([',', '.', '?', '!', ';', ':', '…', '-', '–', '—'])
        || is_hesitation(&after.text)
        || after.span.start - words[at].span.end >= SETS_APART
}

fn before(words: &[Word], at: usize) -> String {
    at.checked_sub(1)
        .and_then(|index| words.get(index))
        .map(|word| bare(&word.text))
        .unwrap_or_default()
}

/// The fillers of a section: those in its words and those that were found beside them, each counted once.
#[must_use]
pub fn fillers(heard: &Transcript, spots: &[Spot]) -> Vec<Filler> {
    let mut all: Vec<Filler> = spots.iter().map(|spot| written(heard, spot)).collect();
    for found in &heard.fillers {
        let twin = all
            .iter_mut()
            .find(|known| known.span.overlap(found.span).is_some());
        match twin {
            Some(known) if found.certainty == Certainty::Heard => {
                known.certainty = Certainty::Heard;
            }
            Some(_) => {}
            None => all.push(found.clone()),
        }
    }
    all.sort_by_key(|filler| filler.span);
    all
}

fn written(heard: &Transcript, spot: &Spot) -> Filler {
    let words = &heard.words[spot.first..spot.first + spot.words];
    let text: Vec<String> = words.iter().map(|word| bare(&word.text)).collect();
    Filler {
        text: text.join(" "),
        span: words
            .iter()
            .map(|word| word.span)
            .reduce(Span::cover)
            .unwrap_or_default(),
        certainty: Certainty::Heard,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::heard;
    use super::*;

    fn found(script: &str) -> Vec<String> {
        let heard = heard(script);
        fillers(&heard, &spots(&heard.words))
            .into_iter()
            .map(|filler| filler.text)
            .collect()
    }

    fn none(script: &str) {
        assert_eq!(found(script), Vec::<String>::new(), "{script}");
    }

    #[test]
    fn hesitations_are_fillers_wherever_they_stand() {
        assert_eq!(
            found("So, um, I, uh, pulled the, er, logs, hmm. Ummm, mm."),
            ["um", "uh", "er", "hmm", "ummm", "mm"]
        );
    }

    #[test]
    fn names_and_words_that_look_like_hesitations_are_none() {
        none("The ER team may err. A plan M. Uh-huh is a word.");
    }

    #[test]
    fn you_know_and_i_mean_count_only_when_set_apart() {
        assert_eq!(
            found("And, you know, it broke. I mean, it was, you know."),
            ["you know", "i mean", "you know"]
        );
        assert_eq!(found("So you know, it broke."), ["you know"]);
        none("Do you know what I mean? As you know the team was new. I let you know about it.");
        none("You know that the service failed. What I mean is this.");
    }

    #[test]
    fn like_counts_when_commas_or_hesitations_leave_it_no_sense() {
        assert_eq!(
            found("It was, like, broken. And like, um, it took like uh days."),
            ["like", "like", "um", "like", "uh"]
        );
        none("I would like to say it looked like, well, a race. Services like payments fail.");
        none("Something like that. It works like a queue. I like it.");
    }

    #[test]
    fn kind_of_and_sort_of_count_as_hedges_only() {
        assert_eq!(
            found("It was kind of broken and I sort of knew."),
            ["kind of", "sort of"]
        );
        none(
            "This kind of failure needs a new sort of alert. What kind of fix? That was kind of you.",
        );
    }

    #[test]
    fn basically_opens_a_clause_and_actually_stands_apart() {
        assert_eq!(found("So basically the queue died."), ["basically"]);
        assert_eq!(found("And, actually, it died."), ["actually"]);
        none("I actually traced it. It was basically the same. I actually, in the end, wrote it.");
    }

    #[test]
    fn a_filler_that_was_written_and_heard_counts_once() {
        let mut heard = heard("So, um, I pulled the logs.");
        heard.fillers = vec![
            Filler {
                text: "um".to_owned(),
                span: heard.words[1].span,
                certainty: Certainty::Possible,
            },
            Filler {
                text: "uh".to_owned(),
                span: Span::from_seconds(9.0, 9.3),
                certainty: Certainty::Possible,
            },
        ];
        let all = fillers(&heard, &spots(&heard.words));
        let told: Vec<_> = all
            .iter()
            .map(|filler| (filler.text.as_str(), filler.certainty))
            .collect();
        assert_eq!(
            told,
            [("um", Certainty::Heard), ("uh", Certainty::Possible)]
        );
    }
}
