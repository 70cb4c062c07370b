//! Tries a model on this machine: how long it takes to load, and to write down six seconds of speech.
//!
//! While somebody speaks, chunks are transcribed as they end; when they stop, about so much is left to do. So the
//! time for the clip is about the time that they wait for their report.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use super::ModelChoice;
use crate::transcribe::live::{Ear, EarOptions};
use crate::transcribe::whisper::ModelSource;
use crate::transcribe::{Hearing, TranscribeError};
use crate::transcript::Word;

/// Six seconds of the recorded answer in `tests/fixtures/voices/strong/action.wav` (a synthetic voice, CC0), 16 kHz,
/// 16 bit, mono, with a header of 44 bytes.
static CLIP: &[u8] = include_bytes!("clip.wav");
const HEADER: usize = 44;

/// The longest wait after the last word that does not feel like one.
pub const PROMPT: Duration = Duration::from_secs(1);

/// How a model did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trial {
    /// Time until it could listen.
    pub load: Duration,
    /// Time from the clip's last sample to its words.
    pub wait: Duration,
    /// Words that it heard; the clip has sixteen or so.
    pub words: usize,
}

impl Trial {
    /// Whether reports are ready when people stop speaking.
    #[must_use]
    pub fn is_prompt(self) -> bool {
        self.wait <= PROMPT
    }
}

/// Loads `model` and lets it hear the clip twice; the quicker time counts, since the first warms up caches.
///
/// # Errors
/// When the model or the voice detector cannot be used.
pub fn try_out(model: &ModelChoice, detector: &Path) -> Result<Trial, TranscribeError> {
    let begun = Instant::now();
    let options = EarOptions::default();
    let ear = Ear::load(&model.name, &model.source, detector, &options)?;
    let load = begun.elapsed();
    let samples = clip();
    let mut best = Trial {
        load,
        wait: Duration::MAX,
        words: 0,
    };
    for _ in 0..2 {
        let mut listening = ear.listen(Hearing::english("clip"))?;
        let begun = Instant::now();
        listening.push(&samples);
        let transcript = listening.finish().wait()?;
        best.wait = best.wait.min(begun.elapsed());
        best.words = transcript.words.len();
    }
    Ok(best)
}

/// Words of the clip, in small letters.
const SAID: [&str; 9] = [
    "first",
    "pulled",
    "delivery",
    "logs",
    "from",
    "platform",
    "monitoring",
    "traced",
    "failures",
];
/// So many of them any model that understands English writes.
const UNDERSTOOD: usize = 3;
/// A model for another language may write none of them; it writes so many different words and is this sure of them.
const FEWEST: usize = 5;
const SURE: f32 = 0.5;

/// Loads `model` on one core and says whether it writes the clip's speech down as speech.
///
/// # Errors
/// When the model or the voice detector cannot be used.
pub fn understands(
    model: impl Into<ModelSource>,
    detector: &Path,
) -> Result<bool, TranscribeError> {
    let options = EarOptions {
        cores: 1,
        ..EarOptions::default()
    };
    let ear = Ear::load("on-trial", model, detector, &options)?;
    let mut listening = ear.listen(Hearing::english("clip"))?;
    listening.push(&clip());
    Ok(is_speech(&listening.finish().wait()?.words))
}

fn is_speech(words: &[Word]) -> bool {
    let plain = |word: &Word| -> String {
        let letters = word.text.chars().filter(|c| c.is_alphanumeric());
        letters.collect::<String>().to_lowercase()
    };
    let different: BTreeSet<String> = words.iter().map(plain).collect();
    let understood = SAID
        .iter()
        .filter(|said| different.contains(**said))
        .count();
    let sureness = words.iter().map(|word| word.p).sum::<f32>() / words.len().max(1) as f32;
    understood >= UNDERSTOOD || (different.len() >= FEWEST && sureness >= SURE)
}

fn clip() -> Vec<f32> {
    let (samples, _) = CLIP[HEADER..].as_chunks::<2>();
    samples
        .iter()
        .map(|sample| f32::from(i16::from_le_bytes(*sample)) / 32_768.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{SPEECH_RATE_HZ, Span, length_of_samples};
    use crate::transcribe::model::Models;

    #[test]
    fn the_clip_is_six_seconds_that_are_not_silent() {
        assert_eq!(&CLIP[36..40], b"data", "the header is as long as we skip");
        let samples = clip();
        let length = length_of_samples(samples.len() as u64, SPEECH_RATE_HZ);
        assert_eq!(length, Duration::from_secs(6));
        let loudest = samples
            .iter()
            .fold(0.0, |loudest: f32, sample| loudest.max(sample.abs()));
        assert!(loudest > 0.1 && loudest <= 1.0);
    }

    fn words(text: &str, p: f32) -> Vec<Word> {
        let word = |text: &str| Word {
            text: text.to_owned(),
            span: Span::default(),
            p,
            heard: None,
        };
        text.split_whitespace().map(word).collect()
    }

    #[test]
    fn speech_is_told_from_what_a_broken_model_writes() {
        assert!(is_speech(&words(
            "First, I pulled the webhook delivery logs",
            0.4
        )));
        assert!(is_speech(&words("Fürst ai puld de vebhuk", 0.6)));
        assert!(!is_speech(&[]));
        assert!(!is_speech(&words("!!!! !!!! !!!! !!!! !!!! !!!!", 0.9)));
        assert!(!is_speech(&words("ardon Ki obl vest 7 quant", 0.02)));
    }

    #[test]
    fn the_shipped_model_hears_the_clip() {
        let nowhere = tempfile::tempdir().unwrap();
        let models = Models::new(nowhere.path());
        let detector = models.voice_detector().unwrap();
        let trial = try_out(&models.find(None).unwrap(), &detector).unwrap();
        assert!((12..=22).contains(&trial.words), "{trial:?}");
        assert!(trial.wait > Duration::ZERO && trial.wait < Duration::from_secs(600));
    }
}
