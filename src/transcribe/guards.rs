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

fn sounds_right(word: &Candidate) -> bool {
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
