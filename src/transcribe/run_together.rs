//! A name of the story that the recogniser wrote as one with the word beside it: "WebAkrilibility" is
//! `webhook reliability`.
//!
//! Only what is no word at all is looked at. Every word of the dictionary may be the other half; those whose sounds come
//! nearest to what was written are tried on the sound itself, and the best of them must fit it about as well as what
//! was written. Negators and numbers are never guessed, and the words of the story's signals not preferred: a tick must
//! not come from hoping for it.

use std::ops::Range;

use super::align::Sounding;
use super::vocabulary::{LENIENT, UNTOUCHED};
use crate::pronounce::edits::step;
use crate::pronounce::{Lexicon, Phone, phone};
use crate::time::Offset;

/// Shorter halves, in phones, would be found in anything.
const SHORTEST: usize = 4;

/// How far, as a part of its phones, what was written may be from the two words: the recogniser garbles its own
/// inventions, so the sound has the last word.
const NEAR: f32 = 0.5;

/// How far the beginning or the end of it may be from the term alone.
const NEAR_TERM: f32 = 0.42;

/// How much of a log likelihood a frame it costs to be as far as can be from what was written: of two words that fit the
/// sound alike, the recogniser's letters decide.
const LETTERS: f32 = 3.0;

/// How many of the nearest are tried on the sound.
const TRIED: usize = 300;

/// Two words that may stand for one that was written.
struct Guess {
    words: [String; 2],
    /// The first word's part of the sounds.
    share: f32,
    distance: f32,
}

/// What is no word, with its neighbours: where one word ends and the next begins is not certain, so the sound is asked
/// about all of them.
pub(super) struct Doubt<'a> {
    /// As written.
    pub written: &'a str,
    /// The word before it.
    pub before: Option<&'a str>,
    /// The word after it.
    pub after: Option<&'a str>,
    /// The place of all three in the chunk.
    pub span: Range<Offset>,
}

/// What was said instead: one of `terms` (as written, and its sounds) and a word of the dictionary beside it; and which
/// part of the sounds, 0 to 1, is the first of the two.
pub(super) fn apart<'t>(
    doubt: &Doubt<'_>,
    terms: impl Iterator<Item = (&'t str, &'t [Phone])>,
    sounding: &Sounding<'_>,
) -> Option<([String; 2], f32)> {
    let lexicon = sounding.lexicon();
    let sounds = lexicon.sounds(doubt.written);
    let mut guesses: Vec<Guess> = terms
        .flat_map(|term| sounds.iter().map(move |way| (term, way)))
        .flat_map(|((text, term), way)| beside(way, text, term, lexicon))
        .collect();
    guesses.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    guesses.truncate(TRIED);
    let fit = |text: &str| {
        let words = [doubt.before, Some(text), doubt.after];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        sounding.likelihood(&words, doubt.span.clone())
    };
    let heard = fit(doubt.written)?;
    let tried = guesses
        .into_iter()
        .filter_map(|guess| Some((fit(&guess.words.join(" "))?, guess)));
    let (fit, best) = tried.max_by(|a, b| {
        let worth = |(fit, guess): &(f32, Guess)| fit - LETTERS * guess.distance;
        worth(a).total_cmp(&worth(b))
    })?;
    (fit + LENIENT >= heard).then_some((best.words, best.share))
}

/// The words of the dictionary that stand before or after `term` in `way`.
fn beside(way: &[Phone], text: &str, term: &[Phone], lexicon: &Lexicon) -> Vec<Guess> {
    if term.len() < SHORTEST || way.len() < term.len() + SHORTEST {
        return Vec::new();
    }
    let forward = Reading::new(way.to_vec(), term.to_vec());
    let backward = Reading::new(turned(way), turned(term));
    if !forward.begins && !backward.begins {
        return Vec::new();
    }
    // A word that differs more in length than the edits that are allowed cannot be it.
    let rest = way.len() - term.len();
    let slack = (NEAR * way.len() as f32) as usize;
    let lengths = rest.saturating_sub(slack).max(SHORTEST)..=rest + slack;
    let mut guesses = Vec::new();
    for (word, sounds) in lexicon.listed(lengths) {
        if UNTOUCHED.contains(&word) {
            continue;
        }
        let longest = way.len().max(term.len() + sounds.len()) as f32;
        let share = term.len() as f32 / (term.len() + sounds.len()) as f32;
        let mut weigh = |edits: Option<f32>, [first, second]: [&str; 2], share: f32| {
            let distance = edits.map_or(f32::INFINITY, |edits| edits / longest);
            if distance <= NEAR {
                guesses.push(Guess {
                    words: [first.to_owned(), second.to_owned()],
                    share,
                    distance,
                });
            }
        };
        weigh(forward.edits(&sounds), [text, word], share);
        let back = backward.edits(&turned(&sounds));
        weigh(back, [word, text], 1.0 - share);
    }
    guesses
}

fn turned(phones: &[Phone]) -> Vec<Phone> {
    phones.iter().rev().copied().collect()
}

/// What was written, in one direction, with the term read off its beginning.
struct Reading {
    way: Vec<Phone>,
    /// Edits from the term to each beginning of `way`.
    row: Vec<f32>,
    /// Whether one of those beginnings is near enough to be the term.
    begins: bool,
}

impl Reading {
    fn new(way: Vec<Phone>, term: Vec<Phone>) -> Self {
        let mut row: Vec<f32> = (0..=way.len()).map(|at| at as f32).collect();
        let sounds = term.len() as f32;
        for phone in term {
            step(&mut row, phone, &way, unlike);
        }
        let nearest = row.iter().copied().fold(f32::INFINITY, f32::min);
        Self {
            begins: nearest <= NEAR_TERM * sounds,
            way,
            row,
        }
    }

    /// Edits to the whole of it when `sounds` follow the term.
    fn edits(&self, sounds: &[Phone]) -> Option<f32> {
        if !self.begins {
            return None;
        }
        let mut row = self.row.clone();
        for phone in sounds {
            step(&mut row, *phone, &self.way, unlike);
        }
        row.last().copied()
    }
}

/// What it costs to put one phone for another: a vowel for a vowel is half an edit, since they are what a recogniser that
/// spells an unknown word gets wrong.
fn unlike(a: Phone, b: Phone) -> f32 {
    if a == b {
        0.0
    } else if phone::is_vowel(a) && phone::is_vowel(b) {
        0.5
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guesses(written: &str, term: &str) -> Vec<(String, f32)> {
        let lexicon = Lexicon::english().unwrap();
        let (written, term_sounds) = (lexicon.sounds(written), lexicon.sounds(term));
        beside(&written[0], term, &term_sounds[0], lexicon)
            .into_iter()
            .map(|guess| (guess.words.join(" "), guess.distance))
            .collect()
    }

    #[test]
    fn a_name_and_a_word_written_as_one_are_among_the_guesses() {
        for (written, term, said) in [
            ("webakrilibility", "webhook", "webhook reliability"),
            ("WebAkulibility", "webhook", "webhook reliability"),
            ("grafannadashbord", "Grafana", "Grafana dashboard"),
            ("paymintwebuk", "webhook", "payment webhook"),
        ] {
            let found = guesses(written, term);
            assert!(found.iter().any(|(text, _)| text == said), "{written}");
        }
    }

    #[test]
    fn a_word_that_does_not_begin_or_end_like_the_name_has_no_guess() {
        for written in ["grafannadashbord", "instentaneus", "organzational"] {
            assert_eq!(guesses(written, "webhook"), [], "{written}");
        }
    }

    #[test]
    fn a_vowel_for_a_vowel_is_half_an_edit() {
        let lexicon = Lexicon::english().unwrap();
        let edits = |a: &str, b: &str| {
            let (a, b) = (lexicon.sounds(a), lexicon.sounds(b));
            let reading = Reading::new(b[0].clone(), Vec::new());
            reading.edits(&a[0])
        };
        assert_eq!(edits("bit", "bet"), Some(0.5));
        assert_eq!(edits("bit", "pit"), Some(1.0));
        assert_eq!(edits("bit", "bits"), Some(1.0));
    }
}
