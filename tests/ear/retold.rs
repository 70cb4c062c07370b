//! Sentences told again: the same sound two or three times in a row, and how many of the words are heard, told to be
//! missing, or lost without a word.
#![allow(
    dead_code,
    reason = "each program that includes this file uses its part"
)]
#![allow(
    clippy::unwrap_used,
    reason = "what tests share is test, and fails loudly"
)]

use rehearse::transcript::Transcript;

use crate::measure::{Clip, Labelled, RATE, noise, pairs, plain, sound};

/// What lies between two tellings: a quiet room.
const ROOM_DBFS: f64 = -60.0;

/// How far beside a stretch that was not understood a lost word's place may be estimated, in seconds.
const BESIDE_S: f64 = 0.3;

/// How far outside its telling a word may be placed, in seconds.
const ASTRAY_S: f64 = 0.3;

/// A sound in which something is told several times, and where.
pub struct Retold {
    /// Its name.
    pub name: String,
    /// What is told, once.
    pub text: String,
    /// The sound of all tellings.
    pub sound: Vec<f32>,
    /// Where each telling begins and ends, in seconds.
    pub tellings: Vec<(f64, f64)>,
}

impl Retold {
    /// `once` told `times` times with `gap_s` seconds between.
    pub fn new(name: &str, text: &str, once: &[f32], times: usize, gap_s: f64) -> Self {
        let (mut sound, mut tellings) = (Vec::new(), Vec::new());
        let seconds = |samples: usize| samples as f64 / RATE as f64;
        for telling in 0..times {
            if telling > 0 {
                let gap = (gap_s * RATE as f64) as usize;
                sound.extend(noise(ROOM_DBFS, gap, telling as u64));
            }
            let begin = sound.len();
            sound.extend_from_slice(once);
            tellings.push((seconds(begin), seconds(sound.len())));
        }
        Self {
            name: format!("{name} x{times} {gap_s}"),
            text: text.to_owned(),
            sound,
            tellings,
        }
    }
}

/// How often, and with how many seconds between.
pub const WAYS: [(usize, f64); 6] = [(1, 0.0), (2, 0.2), (2, 0.6), (2, 1.2), (3, 0.2), (3, 0.6)];

/// Whole clips: name, text, sound.
pub fn whole(clips: &[Clip]) -> Vec<(String, String, Vec<f32>)> {
    let named = clips.iter();
    named
        .map(|clip| (clip.file.clone(), clip.said(), sound(&clip.path)))
        .collect()
}

/// The sentences of clips with labelled words, each by itself: what lies between silences of 0.3 s or more.
pub fn sentences(clips: &[Clip]) -> Vec<(String, String, Vec<f32>)> {
    const APART_S: f64 = 0.3;
    let mut found = Vec::new();
    for clip in clips {
        let all = sound(&clip.path);
        let placed: Vec<(&Labelled, f64, f64)> = (clip.words.iter())
            .filter_map(|word| Some((word, word.start_s?, word.end_s?)))
            .collect();
        let apart = |a: &(_, f64, f64), b: &(_, f64, f64)| b.1 - a.2 < APART_S;
        for (index, words) in placed.chunk_by(apart).enumerate() {
            let at = |s: f64| ((s.max(0.0) * RATE as f64) as usize).min(all.len());
            let (from, to) = (at(words[0].1 - 0.1), at(words[words.len() - 1].2 + 0.1));
            let text: Vec<&str> = words.iter().map(|(word, ..)| word.w.as_str()).collect();
            let name = format!("{}#{index}", clip.file);
            found.push((name, text.join(" "), all[from..to].to_vec()));
        }
    }
    found
}

/// What became of the words of sounds that were told again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fate {
    /// Words said.
    pub said: usize,
    /// Words that stand in the transcript, right or misheard.
    pub heard: usize,
    /// Words in stretches that are told to be not understood.
    pub told: usize,
    /// Words of which the transcript says nothing.
    pub lost: usize,
    /// Words that nobody said.
    pub extra: usize,
    /// Words placed outside of their telling.
    pub astray: usize,
    /// Word errors.
    pub errors: usize,
}

impl Fate {
    /// Compares what was heard with what was told.
    pub fn of(retold: &Retold, transcript: &Transcript) -> Self {
        let once = plain(&retold.text);
        let said: Vec<String> = retold.tellings.iter().flat_map(|_| once.clone()).collect();
        // A written word may be several spoken ones.
        let heard: Vec<(String, f64)> = (transcript.words.iter())
            .flat_map(|word| {
                let middle = (word.span.start.as_seconds() + word.span.end.as_seconds()) / 2.0;
                plain(&word.text).into_iter().map(move |w| (w, middle))
            })
            .collect();
        let texts: Vec<String> = heard.iter().map(|(word, _)| word.clone()).collect();
        let pairs = pairs(&said, &texts);
        let letters: usize = once.iter().map(String::len).sum();
        let mut fate = Self {
            said: said.len(),
            heard: pairs.len(),
            extra: heard.len() - pairs.len(),
            ..Self::default()
        };
        for (s, h) in &pairs {
            let (begin, end) = retold.tellings[s / once.len()];
            let place = heard[*h].1;
            fate.astray += usize::from(place < begin - ASTRAY_S || place > end + ASTRAY_S);
            fate.errors += usize::from(said[*s] != texts[*h]);
        }
        for s in (0..said.len()).filter(|s| !pairs.iter().any(|(paired, _)| paired == s)) {
            let (begin, end) = retold.tellings[s / once.len()];
            let before: usize = once[..s % once.len()].iter().map(String::len).sum();
            let within = (before as f64 + once[s % once.len()].len() as f64 / 2.0) / letters as f64;
            let place = begin + (end - begin) * within;
            let told = transcript.not_understood.iter().any(|span| {
                span.start.as_seconds() - BESIDE_S <= place
                    && place <= span.end.as_seconds() + BESIDE_S
            });
            if told {
                fate.told += 1;
            } else {
                fate.lost += 1;
            }
        }
        fate.errors += fate.lost + fate.told + fate.extra;
        fate
    }

    /// Adds another comparison.
    pub fn add(&mut self, other: Self) {
        self.said += other.said;
        self.heard += other.heard;
        self.told += other.told;
        self.lost += other.lost;
        self.extra += other.extra;
        self.astray += other.astray;
        self.errors += other.errors;
    }
}
