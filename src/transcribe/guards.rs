//! Keeps out words that nobody said. Every guard names the case that it is there for; what it takes out is kept with
//! its reason.
//!
//! The first guard is elsewhere: where the detector hears no voice the recogniser is not asked at all. These look at
//! what it wrote: at the whole chunk ([`loops`]), then at each word ([`sift`]).

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::time::Span;
use crate::transcript::{Guard, Removed};

/// A word on its way through the guards, in its section's time.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// As written.
    pub text: String,
    /// Its place.
    pub span: Span,
    /// The recogniser's probability.
    pub p: f32,
    /// How well the sound fits the word's phones (0 is perfect), where that is known.
    pub fit: Option<f32>,
    /// The part of its span with a voice in it, 0 to 1.
    pub voiced: f32,
    /// What the recogniser wrote, when `text` is a correction.
    pub heard: Option<String>,
}

/// Text that zlib shortens more than this repeats itself: Whisper's own measure and value.
const COMPRESSIBLE: f64 = 2.4;

/// Text shorter than this, in bytes, says nothing by its compression.
const TELLING: usize = 60;

/// Words a second that nobody speaks.
const TOO_FAST: f64 = 6.0;

/// A word needs a voice in this part of its span.
const VOICED: f32 = 0.3;

/// A fit under this is another sound: silence, noise, or another word.
const MISFIT: f32 = -9.0;

/// Phrases that Whisper writes where nobody speaks, from the subtitles that it learned from.
const PHANTOMS: [&str; 14] = [
    "thank you",
    "thank you very much",
    "thank you for watching",
    "thanks for watching",
    "thanks",
    "bye",
    "bye bye",
    "you",
    "oh",
    "yeah",
    "oh yeah",
    "okay",
    "please subscribe",
    "subtitles by the amara org community",
];

/// What is wrong with a chunk as a whole, if anything: the recogniser was looping or raving.
#[must_use]
pub fn loops(words: &[Candidate], speech_s: f64) -> Option<Guard> {
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    if compression(&text.join(" ")) > COMPRESSIBLE {
        return Some(Guard::Compressible);
    }
    if repeats(words).is_some() {
        return Some(Guard::Repeated);
    }
    (words.len() > 3 && words.len() as f64 > speech_s.max(0.5) * TOO_FAST).then_some(Guard::TooFast)
}

fn compression(text: &str) -> f64 {
    if text.len() < TELLING {
        return 0.0;
    }
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    match packed
        .write_all(text.as_bytes())
        .and_then(|()| packed.finish())
    {
        Ok(bytes) => text.len() as f64 / bytes.len().max(1) as f64,
        Err(_) => 0.0,
    }
}

/// The first phrase that stands three times in a row (four times for a single word, which people do say): the words
/// from its second copy to its last.
fn repeats(words: &[Candidate]) -> Option<std::ops::Range<usize>> {
    let plain: Vec<String> = words.iter().map(|word| plain(&word.text)).collect();
    for start in 0..plain.len() {
        for size in 1..=(plain.len() - start) / 3 {
            let phrase = &plain[start..start + size];
            let copies = plain[start..]
                .chunks_exact(size)
                .take_while(|copy| *copy == phrase)
                .count();
            if copies >= 4 || (copies == 3 && size > 1) {
                return Some(start + size..start + size * copies);
            }
        }
    }
    None
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric() || *c == '\'')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Parts `words` into those that stay and those that a guard takes out. `fault` is what [`loops`] still finds after
/// the second try.
#[must_use]
pub fn sift(words: Vec<Candidate>, fault: Option<Guard>) -> (Vec<Candidate>, Vec<Removed>) {
    let looped = match fault {
        Some(Guard::Repeated | Guard::Compressible) => repeats(&words).unwrap_or(0..0),
        _ => 0..0,
    };
    let phantoms = phantoms(&words);
    let mut kept = Vec::with_capacity(words.len());
    let mut removed: Vec<(Guard, Candidate)> = Vec::new();
    for (at, word) in words.into_iter().enumerate() {
        let reason = if looped.contains(&at) && !sounds_right(&word) {
            Some(Guard::Repeated)
        } else if word.voiced < VOICED {
            Some(Guard::Unvoiced)
        } else if fault == Some(Guard::TooFast) && !sounds_right(&word) {
            Some(Guard::TooFast)
        } else if phantoms.contains(&at) {
            Some(Guard::Phantom)
        } else {
            None
        };
        match reason {
            Some(reason) => removed.push((reason, word)),
            None => kept.push(word),
        }
    }
    (kept, join(removed))
}

/// Words that were written where something else was spoken.
pub(super) fn misfits(words: Vec<Candidate>) -> Vec<Removed> {
    join(
        words
            .into_iter()
            .map(|word| (Guard::Misfit, word))
            .collect(),
    )
}

/// Whether the sound is that of the word, and a voice.
pub(super) fn sounds_right(word: &Candidate) -> bool {
    word.fit.is_some_and(|fit| fit > MISFIT) && word.voiced >= VOICED
}

/// The words of phantom phrases that stand alone or at the chunk's edge and have little sound to show for themselves.
fn phantoms(words: &[Candidate]) -> Vec<usize> {
    let plain: Vec<String> = words.iter().map(|word| plain(&word.text)).collect();
    let doubtful = |range: std::ops::Range<usize>| {
        let count = range.len() as f32;
        let part = &words[range];
        let voiced = part.iter().map(|word| word.voiced).sum::<f32>() / count;
        let p = part.iter().map(|word| word.p).sum::<f32>() / count;
        let misfit = part.iter().filter_map(|word| word.fit).fold(0.0, f32::min) < MISFIT;
        voiced < 0.5 || p < 0.4 || misfit
    };
    let mut found = Vec::new();
    for phrase in PHANTOMS {
        let size = phrase.split(' ').count();
        if size > plain.len() {
            continue;
        }
        for range in [0..size, plain.len() - size..plain.len()] {
            if plain[range.clone()].join(" ") == phrase && doubtful(range.clone()) {
                found.extend(range);
            }
        }
    }
    found
}

/// Neighbours that were taken out for the same reason become one entry.
fn join(removed: Vec<(Guard, Candidate)>) -> Vec<Removed> {
    let mut joined: Vec<Removed> = Vec::new();
    for (reason, word) in removed {
        match joined.last_mut() {
            Some(last) if last.reason == reason => {
                last.text.push(' ');
                last.text.push_str(&word.text);
                last.span = last.span.cover(word.span);
            }
            _ => joined.push(Removed {
                text: word.text,
                span: word.span,
                reason,
            }),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of 300 ms, every one well voiced, likely and fitting.
    fn said(text: &str) -> Vec<Candidate> {
        let words = text.split(' ').enumerate();
        words
            .map(|(at, word)| Candidate {
                text: word.to_owned(),
                span: Span::from_seconds(0.4 * at as f64, 0.4 * at as f64 + 0.3),
                p: 0.9,
                fit: Some(-3.0),
                voiced: 1.0,
                heard: None,
            })
            .collect()
    }

    fn text(words: &[Candidate]) -> String {
        let words: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        words.join(" ")
    }

    /// What is left and what is taken out, after the chunk as a whole was looked at.
    fn guarded(words: Vec<Candidate>) -> (String, Vec<(String, Guard)>) {
        let fault = loops(&words, 0.4 * words.len() as f64);
        let (kept, removed) = sift(words, fault);
        let removed = removed.into_iter().map(|words| (words.text, words.reason));
        (text(&kept), removed.collect())
    }

    #[test]
    fn what_was_said_stays() {
        for line in [
            "I traced the failures to a race condition in their retry logic.",
            "No, no, no, that was not ours.",
            "Thank you. I noticed that nothing alerted on it.",
            "It was very very slow.",
        ] {
            assert_eq!(guarded(said(line)), (line.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn a_word_without_a_voice_is_taken_out() {
        let mut words = said("I wrote a fix. Amen.");
        words[4].voiced = 0.1;
        let expected = vec![("Amen.".to_owned(), Guard::Unvoiced)];
        assert_eq!(guarded(words), ("I wrote a fix.".to_owned(), expected));
    }

    #[test]
    fn a_phrase_in_a_loop_is_kept_once_where_its_copies_have_no_sound() {
        let mut words = said("and then it failed and then it failed and then it failed");
        words[4..]
            .iter_mut()
            .for_each(|word| word.fit = Some(-14.0));
        let (kept, removed) = guarded(words);
        assert_eq!(kept, "and then it failed");
        assert_eq!(removed.len(), 1);
        assert_eq!(removed[0].1, Guard::Repeated);
    }

    #[test]
    fn a_phrase_that_somebody_does_repeat_stays() {
        let line = "and then it failed and then it failed and then it failed";
        assert_eq!(guarded(said(line)).0, line);
    }

    #[test]
    fn text_that_compresses_too_well_is_a_fault() {
        let line = ["so we did"; 12].join(" ");
        assert_eq!(loops(&said(&line), 40.0), Some(Guard::Compressible));
        let mut words = said(&line);
        words[3..]
            .iter_mut()
            .for_each(|word| word.fit = Some(-14.0));
        assert_eq!(sift(words, Some(Guard::Compressible)).0.len(), 3);
    }

    #[test]
    fn more_words_than_anyone_can_say_are_a_fault_and_those_without_sound_go() {
        let mut words = said("we looked at every one of the logs that we had there then");
        assert_eq!(loops(&words, 1.5), Some(Guard::TooFast));
        words[6..]
            .iter_mut()
            .for_each(|word| word.fit = Some(-14.0));
        let (kept, removed) = sift(words, Some(Guard::TooFast));
        assert_eq!(text(&kept), "we looked at every one of");
        assert_eq!(removed[0].reason, Guard::TooFast);
        assert_eq!(removed[0].text, "the logs that we had there then");
    }

    #[test]
    fn a_phantom_goes_when_it_has_little_sound_and_stays_when_it_was_said() {
        let mut words = said("That was it. Thank you.");
        assert_eq!(guarded(words.clone()).0, "That was it. Thank you.");
        words[3..].iter_mut().for_each(|word| word.p = 0.2);
        let expected = vec![("Thank you.".to_owned(), Guard::Phantom)];
        assert_eq!(guarded(words), ("That was it.".to_owned(), expected));
    }
}
