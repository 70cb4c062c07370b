//! Names and jargon of the story, put right where the recogniser misheard them: "webbook" is `webhook`.
//!
//! Two things must agree before a word is changed: what was written must sound like the term, phone by phone, and the
//! sound itself must fit the term about as well as what was written. What was heard is kept beside it. Numbers,
//! negators and pronouns are never touched: a report must not change what somebody claimed. English only.

use std::time::Duration;

use super::align::Sounding;
use super::guards::Candidate;
use super::run_together::{self, Doubt};
use crate::pronounce::edits::edits;
use crate::pronounce::{Lexicon, Phone};
use crate::time::Span;

/// A term that may have been said.
struct Term {
    text: String,
    plain: String,
    ways: Vec<Vec<Phone>>,
}

/// The terms of a scenario, ready to be compared.
pub struct Vocabulary {
    terms: Vec<Term>,
}

/// Terms shorter than this, in phones, are too easily found in other words.
const SHORTEST: usize = 4;

/// How far, as a part of its phones, something written may be from a term when it is no English word.
const UNKNOWN_WORD: f32 = 0.42;

/// The same when it is made of English words, which the recogniser prefers for a reason.
const KNOWN_WORDS: f32 = 0.22;

/// How much worse, in log likelihood a frame, the sound may fit the term than what was written.
pub(super) const LENIENT: f32 = 1.5;
const STRICT: f32 = 0.3;

/// Words further apart than this are not spoken as one.
const APART: Duration = Duration::from_millis(300);

/// Words that are never changed, nor any phrase that holds one.
pub(super) const UNTOUCHED: [&str; 34] = [
    "no", "not", "never", "none", "nothing", "nobody", "without", "neither", "nor", "i", "we",
    "he", "she", "they", "you", "it", "me", "us", "them", "my", "our", "their", "zero", "one",
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "hundred",
];

/// Small words that no misheard term begins or ends with: they belong to the sentence.
const EDGES: [&str; 27] = [
    "the", "a", "an", "of", "to", "in", "on", "at", "by", "for", "from", "with", "and", "or",
    "but", "so", "that", "this", "its", "was", "is", "were", "are", "had", "has", "have", "as",
];

impl Vocabulary {
    /// From the terms as the scenario writes them.
    #[must_use]
    pub fn new(terms: &[String], lexicon: &Lexicon) -> Self {
        let mut ready = Vec::new();
        for text in terms {
            for form in [text.clone(), format!("{text}s")] {
                let ways = lexicon.sounds(&form);
                if ways.iter().any(|way| way.len() >= SHORTEST) {
                    ready.push(Term {
                        plain: plain(&form),
                        text: form,
                        ways,
                    });
                }
            }
        }
        Self { terms: ready }
    }

    /// Puts right what was misheard in the words of one chunk, whose sound is `sounding`, `begin` microseconds into
    /// the section.
    #[must_use]
    pub fn correct(
        &self,
        words: Vec<Candidate>,
        sounding: &Sounding<'_>,
        begin: Duration,
    ) -> Vec<Candidate> {
        let mut found: Vec<Match<'_>> = (0..words.len())
            .filter_map(|first| self.best(first, &words[first..], sounding, begin))
            .collect();
        // The nearest first: "webbook" is the term, not "the webbook".
        found.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        let mut taken: Vec<Match<'_>> = Vec::new();
        for one in found {
            if taken.iter().all(|other| !one.meets(other)) {
                taken.push(one);
            }
        }
        let mut corrected: Vec<Candidate> = Vec::with_capacity(words.len());
        let mut at = 0;
        while at < words.len() {
            if let Some(one) = taken.iter().find(|one| one.words.start == at) {
                corrected.push(replaced(&words[one.words.clone()], one.term));
                at = one.words.end;
            } else {
                corrected.push(words[at].clone());
                at += 1;
            }
        }
        corrected
    }

    /// Word `at` of the chunk, which is no word, taken apart where a term was written as one with the word beside it.
    #[must_use]
    pub fn apart(
        &self,
        words: &[Candidate],
        at: usize,
        sounding: &Sounding<'_>,
        begin: Duration,
    ) -> Option<[Candidate; 2]> {
        let terms = self.terms.iter().flat_map(|term| {
            let ways = term.ways.iter();
            ways.map(|way| (term.text.as_str(), way.as_slice()))
        });
        let word = &words[at];
        // A word across a pause says nothing about where this one begins or ends.
        let near =
            |first: &Candidate, second: &Candidate| second.span.start - first.span.end < APART;
        let before = at.checked_sub(1).map(|before| &words[before]);
        let before = before.filter(|before| near(before, word));
        let after = words.get(at + 1).filter(|after| near(word, after));
        let start = before.unwrap_or(word).span.start - begin;
        let end = after.unwrap_or(word).span.end - begin;
        let doubt = Doubt {
            written: &word.text,
            before: before.map(|before| before.text.as_str()),
            after: after.map(|after| after.text.as_str()),
            span: start..end,
        };
        let (said, share) = run_together::apart(&doubt, terms, sounding)?;
        Some(halves(word, &said, share))
    }

    /// The term that the first of `words` stand for, if any; the first is word `first` of the chunk.
    fn best(
        &self,
        first: usize,
        words: &[Candidate],
        sounding: &Sounding<'_>,
        begin: Duration,
    ) -> Option<Match<'_>> {
        let mut best: Option<Match<'_>> = None;
        for count in 1..=words.len().min(4) {
            let heard = &words[..count];
            if !one_phrase(heard) {
                break;
            }
            if self.stands_in(heard) {
                // It is there already, perhaps with a word beside it.
                break;
            }
            if EDGES.contains(&plain(&heard[0].text).as_str())
                || EDGES.contains(&plain(&heard[count - 1].text).as_str())
            {
                continue;
            }
            let text = join(heard);
            let ways = sounding.lexicon().sounds(&text);
            let known = heard
                .iter()
                .all(|word| sounding.lexicon().knows(&word.text));
            let limit = if known { KNOWN_WORDS } else { UNKNOWN_WORD };
            for term in &self.terms {
                let distance = distance(&ways, &term.ways);
                if distance > limit || best.as_ref().is_some_and(|best| best.distance <= distance) {
                    continue;
                }
                let (start, end) = (
                    heard[0].span.start - begin,
                    heard[count - 1].span.end - begin,
                );
                let margin = if known { STRICT } else { LENIENT };
                if sounding.prefers(&term.text, &text, start..end, margin) {
                    best = Some(Match {
                        words: first..first + count,
                        distance,
                        term,
                    });
                }
            }
        }
        best
    }

    /// Whether a term is written out at the end of `heard`, also with an ending: "the Platform team's".
    fn stands_in(&self, heard: &[Candidate]) -> bool {
        (0..heard.len()).any(|from| {
            let text = plain(&join(&heard[from..]));
            self.terms
                .iter()
                .any(|term| text == term.plain || text.strip_suffix('s') == Some(&term.plain))
        })
    }
}

/// A term in place of some words.
struct Match<'a> {
    words: std::ops::Range<usize>,
    distance: f32,
    term: &'a Term,
}

impl Match<'_> {
    fn meets(&self, other: &Self) -> bool {
        self.words.start < other.words.end && other.words.start < self.words.end
    }
}

/// Whether `word` is written in one of the terms, or is one with an ending.
#[must_use]
pub fn holds(terms: &[String], word: &str) -> bool {
    let word = plain(word);
    let bare = word.strip_suffix('s').unwrap_or(&word);
    terms.iter().any(|term| plain(term).contains(bare))
}

/// Whether the words are spoken as one and hold nothing that must not be changed.
fn one_phrase(words: &[Candidate]) -> bool {
    let inner = &words[..words.len() - 1];
    let split = inner
        .iter()
        .any(|word| word.text.ends_with(['.', '?', '!', ',', ';', ':']));
    let apart = words
        .windows(2)
        .any(|pair| pair[1].span.start - pair[0].span.end > APART);
    let fixed = words.iter().any(|word| {
        let plain = plain(&word.text);
        UNTOUCHED.contains(&plain.as_str()) || plain.chars().any(|c| c.is_ascii_digit())
    });
    !split && !apart && !fixed
}

fn join(words: &[Candidate]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.join(" ")
}

/// Letters and digits only: "dead-letter queue" and "dead letter queue" are the same.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn replaced(heard: &[Candidate], term: &Term) -> Candidate {
    let text = join(heard);
    let (_, punctuation) = unpunctuated(&text);
    let span = heard
        .iter()
        .map(|word| word.span)
        .reduce(Span::cover)
        .unwrap_or_default();
    Candidate {
        text: format!("{}{punctuation}", term.text),
        span,
        p: heard.iter().map(|word| word.p).fold(1.0, f32::min),
        fit: None,
        voiced: heard.iter().map(|word| word.voiced).sum::<f32>() / heard.len() as f32,
        heard: Some(text),
    }
}

/// A word as the two that it was; its place and its letters are shared as the sounds are.
fn halves(word: &Candidate, said: &[String; 2], share: f32) -> [Candidate; 2] {
    let (written, punctuation) = unpunctuated(&word.text);
    let letters = (written.chars().count() as f32 * share).round() as usize;
    let cut = written.char_indices().nth(letters);
    let (first, second) = written.split_at(cut.map_or(written.len(), |(at, _)| at));
    let middle = word.span.start + word.span.length().mul_f32(share);
    let half = |text: String, span: Span, heard: &str| Candidate {
        text,
        span,
        heard: Some(heard.to_owned()),
        ..word.clone()
    };
    [
        half(said[0].clone(), Span::new(word.span.start, middle), first),
        half(
            format!("{}{punctuation}", said[1]),
            Span::new(middle, word.span.end),
            second,
        ),
    ]
}

/// What is written, and the punctuation behind it.
fn unpunctuated(text: &str) -> (&str, &str) {
    let bare = text.trim_end_matches(|c: char| c.is_ascii_punctuation());
    text.split_at(bare.len())
}

/// The least weighted edit distance between two sets of pronunciations, as a part of the longer's length.
fn distance(a: &[Vec<Phone>], b: &[Vec<Phone>]) -> f32 {
    let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
    let unlike = |x, y| if x == y { 0.0 } else { 1.0 };
    pairs
        .map(|(x, y)| edits(x, y, unlike) / x.len().max(y.len()).max(1) as f32)
        .fold(f32::INFINITY, f32::min)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_was_two_shares_its_place_and_letters_as_the_sounds_are() {
        let word = Candidate {
            text: "WebAkrilibility.".to_owned(),
            span: Span::from_seconds(1.0, 2.0),
            p: 0.3,
            fit: None,
            voiced: 1.0,
            heard: None,
        };
        let said = ["webhook".to_owned(), "reliability".to_owned()];
        let [first, second] = halves(&word, &said, 0.35);
        assert_eq!(
            (first.text.as_str(), first.heard.as_deref()),
            ("webhook", Some("WebAk"))
        );
        assert_eq!(second.text, "reliability.");
        assert_eq!(second.heard.as_deref(), Some("rilibility"));
        assert_eq!(first.span.length().as_millis(), 349);
        assert_eq!(first.span.end, second.span.start);
        assert_eq!(second.span.end, word.span.end);
    }
}
