//! What the ear's tests, its bench and its score share: sounds, the model, and how far words are from the truth.
#![allow(
    dead_code,
    reason = "each program that includes this file uses its part"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "what tests share is test, and fails loudly"
)]

#[path = "../support/noise.rs"]
mod white_noise;

use std::path::{Path, PathBuf};

use rehearse::audio::file::SoundFile;
use rehearse::audio::whole;
use rehearse::pronounce::spoken;
use rehearse::transcribe::Hearing;
use rehearse::transcribe::live::{Ear, EarOptions};
use rehearse::transcript::{Transcript, Word};
use serde::Deserialize;

/// 16 kHz.
pub const RATE: usize = 16_000;

/// The repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The shipped model's file.
pub fn model() -> PathBuf {
    root().join("models/ggml-base-q8_0.bin")
}

/// The shipped voice detector's file.
pub fn detector() -> PathBuf {
    root().join("models/ggml-silero-v6.2.3.bin")
}

/// The shipped model with its workers.
pub fn ear() -> Ear {
    Ear::load("base-q8_0", &model(), &detector(), &EarOptions::default()).unwrap()
}

/// A sound file at 16 kHz.
pub fn sound(path: &Path) -> Vec<f32> {
    let file = SoundFile::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    whole::speech(file.capture().unwrap()).unwrap()
}

/// What the ear hears in each of the sounds.
pub fn hear(ear: &Ear, sounds: Vec<Vec<f32>>) -> Vec<Transcript> {
    let english = Hearing::english("test");
    let jobs = sounds.into_iter().map(|sound| (sound, english.clone()));
    ear.transcribe_all(jobs.collect(), |_| ()).unwrap()
}

/// People's voices, which are not part of the repository; `None`, and a word about it, when they are not there.
pub fn people(set: &str) -> Option<Vec<Clip>> {
    let folder = std::env::var_os("REHEARSE_PEOPLE")
        .map_or_else(|| root().join("../shared/testdata/people"), PathBuf::from);
    if !folder.join(set).join("truth.json").exists() {
        println!(
            "people's voices ({set}) are not measured: {} is not there; REHEARSE_PEOPLE names another place",
            folder.display()
        );
        return None;
    }
    Some(clips(&folder.join(set).join("truth.json")))
}

/// The sentences with known word times that come with the repository.
pub fn sentences() -> Vec<Clip> {
    clips(&root().join("tests/ear/words/words.json"))
}

/// The three recorded answers, section by section.
pub fn answers() -> Vec<(String, Clip)> {
    let folder = root().join("tests/fixtures/voices");
    let text = std::fs::read_to_string(folder.join("answers.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut clips = Vec::new();
    for answer in truth["answers"].as_array().unwrap() {
        let id = answer["id"].as_str().unwrap();
        for section in ["situation", "task", "action", "result", "reflection"] {
            let clip = Clip {
                file: section.to_owned(),
                text: answer["sections"][section]["text"]
                    .as_str()
                    .unwrap()
                    .to_owned(),
                path: folder.join(id).join(format!("{section}.wav")),
                ..Clip::default()
            };
            clips.push((id.to_owned(), clip));
        }
    }
    clips
}

fn clips(list: &Path) -> Vec<Clip> {
    #[derive(Deserialize)]
    struct Truth {
        clips: Vec<Clip>,
    }
    let text = std::fs::read_to_string(list).unwrap();
    let mut truth: Truth = serde_json::from_str(&text).unwrap();
    for clip in &mut truth.clips {
        clip.path = list.with_file_name(&clip.file);
    }
    truth.clips
}

/// A recording and what is known about it.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Clip {
    /// Its name.
    pub file: String,
    /// What is said, when that is not in `words`.
    #[serde(default)]
    pub text: String,
    /// Words with times.
    #[serde(default)]
    pub words: Vec<Labelled>,
    /// How exact their times are.
    #[serde(default)]
    pub words_tolerance_s: f64,
    /// Hesitations.
    #[serde(default)]
    pub fillers: Vec<Labelled>,
    /// Silences between phrases.
    #[serde(default)]
    pub pauses: Vec<Silence>,
    /// Where it is.
    #[serde(skip)]
    pub path: PathBuf,
}

/// A word and where it is; a place that the synthesizer does not tell is `None`.
#[derive(Debug, Clone, Deserialize)]
pub struct Labelled {
    /// The word.
    pub w: String,
    /// Where it begins.
    pub start_s: Option<f64>,
    /// Where it ends.
    pub end_s: Option<f64>,
}

/// A silence.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Silence {
    /// Where it begins.
    pub start_s: f64,
    /// Where it ends.
    pub end_s: f64,
}

impl Clip {
    /// What is said.
    pub fn said(&self) -> String {
        if self.text.is_empty() {
            let words: Vec<&str> = self.words.iter().map(|word| word.w.as_str()).collect();
            words.join(" ")
        } else {
            self.text.clone()
        }
    }
}

/// Text as it is spoken, for comparing: numbers as words, contractions open, hesitations left out.
pub fn plain(text: &str) -> Vec<String> {
    let mut plain = Vec::new();
    for written in text
        .replace(['-', '’'], " ")
        .replace(" s ", "s ")
        .split_whitespace()
    {
        let reading = spoken::readings(written)
            .into_iter()
            .next()
            .unwrap_or_default();
        for word in reading {
            plain.extend(open(&word).into_iter().filter(|word| !is_hesitation(word)));
        }
    }
    plain
}

fn is_hesitation(word: &str) -> bool {
    ["um", "uh", "er", "mm", "hmm", "erm"].contains(&word)
}

fn open(word: &str) -> Vec<String> {
    const WHOLE: [(&str, &str); 10] = [
        ("won't", "will not"),
        ("can't", "can not"),
        ("cannot", "can not"),
        ("okay", "ok"),
        ("mister", "mr"),
        ("alright", "all right"),
        ("gonna", "going to"),
        ("favourite", "favorite"),
        ("organisational", "organizational"),
        ("postmortem", "post mortem"),
    ];
    const ENDINGS: [(&str, &str); 6] = [
        ("n't", " not"),
        ("'ll", " will"),
        ("'ve", " have"),
        ("'re", " are"),
        ("'m", " am"),
        ("'s", " is"),
    ];
    let split = |text: &str| text.split(' ').map(str::to_owned).collect();
    if let Some((_, whole)) = WHOLE.iter().find(|(short, _)| *short == word) {
        return split(whole);
    }
    for (ending, whole) in ENDINGS {
        if let Some(stem) = word.strip_suffix(ending) {
            return split(&format!("{stem}{whole}"));
        }
    }
    split(word.trim_matches('\''))
}

/// Word errors against the number of words.
#[derive(Debug, Clone, Copy, Default)]
pub struct Errors {
    /// Words wrong, missing or too many.
    pub errors: usize,
    /// Words said.
    pub words: usize,
}

impl Errors {
    /// Compares what was heard with what was said.
    pub fn of(said: &str, heard: &str) -> Self {
        let (said, heard) = (plain(said), plain(heard));
        let pairs = pairs(&said, &heard);
        let right = pairs.iter().filter(|(s, h)| said[*s] == heard[*h]).count();
        // Every word of the longer side that has no equal partner is an error; exchanges count once.
        let exchanged = pairs.len() - right;
        Self {
            errors: exchanged + (said.len() - pairs.len()) + (heard.len() - pairs.len()),
            words: said.len(),
        }
    }

    /// Adds another comparison.
    pub fn add(&mut self, other: Self) {
        self.errors += other.errors;
        self.words += other.words;
    }

    /// Errors in a hundred words.
    pub fn percent(self) -> f64 {
        100.0 * self.errors as f64 / self.words.max(1) as f64
    }
}

/// Which word of `a` stands for which of `b`, by the fewest edits.
pub fn pairs(a: &[String], b: &[String]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut cost = vec![0usize; (a.len() + 1) * width];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            cost[i * width + j] = match (i, j) {
                (0, j) => j,
                (i, 0) => i,
                (i, j) => {
                    let exchange =
                        cost[(i - 1) * width + j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    exchange
                        .min(cost[(i - 1) * width + j] + 1)
                        .min(cost[i * width + j - 1] + 1)
                }
            };
        }
    }
    let (mut i, mut j) = (a.len(), b.len());
    let mut pairs = Vec::new();
    while i > 0 && j > 0 {
        let here = cost[i * width + j];
        if here == cost[(i - 1) * width + j - 1] + usize::from(a[i - 1] != b[j - 1]) {
            pairs.push((i - 1, j - 1));
            (i, j) = (i - 1, j - 1);
        } else if here == cost[(i - 1) * width + j] + 1 {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    pairs.reverse();
    pairs
}

/// Distances in seconds between where words are and where they were found.
#[derive(Debug, Clone, Default)]
pub struct Boundaries {
    /// Of starts.
    pub starts: Vec<f64>,
    /// Of ends.
    pub ends: Vec<f64>,
    /// Labelled words that were heard.
    pub matched: usize,
    /// Labelled words.
    pub labelled: usize,
}

impl Boundaries {
    /// Adds what was heard in a clip. Only words that were heard right are compared.
    pub fn add(&mut self, truth: &[Labelled], heard: &[Word]) {
        let key = |text: &str| {
            let letters = text.chars().filter(|c| c.is_alphanumeric() || *c == '\'');
            letters.flat_map(char::to_lowercase).collect::<String>()
        };
        let said: Vec<String> = truth.iter().map(|word| key(&word.w)).collect();
        let found: Vec<String> = heard.iter().map(|word| key(&word.text)).collect();
        self.labelled += said.len();
        for (s, h) in pairs(&said, &found) {
            if said[s] != found[h] {
                continue;
            }
            self.matched += 1;
            let (start, end) = (
                heard[h].span.start.as_seconds(),
                heard[h].span.end.as_seconds(),
            );
            self.starts
                .extend(truth[s].start_s.map(|truth| start - truth));
            self.ends.extend(truth[s].end_s.map(|truth| end - truth));
        }
    }

    /// Starts and ends together.
    pub fn all(&self) -> Vec<f64> {
        [self.starts.as_slice(), &self.ends].concat()
    }
}

/// The absolute value that `part` of the values stay under, in milliseconds.
pub fn quantile_ms(values: &[f64], part: f64) -> f64 {
    let mut sorted: Vec<f64> = values.iter().map(|value| value.abs()).collect();
    sorted.sort_by(f64::total_cmp);
    let at = ((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(at).map_or(f64::NAN, |value| value * 1000.0)
}

/// White noise at a level, the same for the same seed.
pub fn noise(rms_dbfs: f64, samples: usize, seed: u64) -> Vec<f32> {
    let state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    white_noise::white(rms_dbfs, samples, state)
}

/// Root mean square of a sound.
pub fn rms(sound: &[f32]) -> f64 {
    let power: f64 = sound.iter().map(|x| f64::from(*x).powi(2)).sum();
    (power / sound.len().max(1) as f64).sqrt()
}
