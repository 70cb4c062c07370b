//! From 16 kHz samples to words with places.
//!
//! [`Transcriber`] is one engine on one thread; `whisper.rs` is the real one and the only file that knows whisper-rs,
//! `scripted.rs` plays given words for tests. [`live::Ear`] feeds engines with chunks while the person speaks, and
//! makes one [`crate::transcript::Transcript`] of what they give back.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::pronounce::DamagedError;
use crate::speech::Stretch;
use crate::speech::vad::{DetectError, Detector};
use crate::time::Span;

pub mod align;
mod cores;
mod coverage;
pub mod guards;
mod hear;
pub mod live;
#[cfg(test)]
mod live_tests;
pub mod model;
mod pool;
mod run_together;
pub mod scripted;
mod section;
pub mod vocabulary;
pub mod whisper;

/// What the engine should know before it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearing {
    /// What is being heard: the section's id. Chooses the script in `scripted.rs`; nothing else looks at it.
    pub label: String,
    /// Two-letter code of the language spoken.
    pub language: String,
    /// Names and jargon of the story; never its signals.
    pub vocabulary: Vec<String>,
}

impl Hearing {
    /// English, with no vocabulary.
    #[must_use]
    pub fn english(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            language: "en".to_owned(),
            vocabulary: Vec::new(),
        }
    }
}

/// How much of the machine an engine may use, and when it should give up.
#[derive(Debug, Clone, Copy)]
pub struct Effort<'a> {
    /// Threads, at least one. More than there are free cores is ruinous: ggml's workers spin.
    pub threads: usize,
    /// Set from outside when the result is no longer wanted.
    pub abandon: &'a Arc<AtomicBool>,
    /// How much the encoder looks at.
    pub window: Window,
}

/// How much the encoder looks at, whatever the length of the chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// What the chunk needs and a margin: two to three times as fast.
    Fitted,
    /// The 30 s that the model was trained with, and its time tokens: slower, and a second opinion.
    Full,
}

/// A word as an engine gives it, before any guard has looked at it.
#[derive(Debug, Clone, PartialEq)]
pub struct RawWord {
    /// As written, punctuation included, no spaces around.
    pub text: String,
    /// Place in the samples that were given; `None` when the engine does not say.
    pub span: Option<Span>,
    /// Mean probability of its tokens, 0 to 1.
    pub p: f32,
}

/// One speech recogniser, used from one thread at a time.
pub trait Transcriber: Send {
    /// The words in `stretch`, in order; spans count from its first sample.
    ///
    /// # Errors
    /// When the engine fails; the samples may be given again. [`TranscribeError::Abandoned`] when it was told to stop.
    fn transcribe(
        &mut self,
        stretch: Stretch<'_>,
        hearing: &Hearing,
        effort: Effort<'_>,
    ) -> Result<Vec<RawWord>, TranscribeError>;

    /// How likely it is, 0 to 1, that the speech in `stretch` is in the language of `hearing`; `None` when the engine
    /// cannot tell languages apart.
    ///
    /// # Errors
    /// Those of [`Transcriber::transcribe`].
    fn language_p(
        &mut self,
        _stretch: Stretch<'_>,
        _hearing: &Hearing,
        _effort: Effort<'_>,
    ) -> Result<Option<f32>, TranscribeError> {
        Ok(None)
    }
}

/// Makes engines and voice detectors, which share what is heavy: the model is loaded once.
pub trait Engines: Send + Sync {
    /// The model's name, such as `base-q8_0`.
    fn model(&self) -> &str;

    /// A recogniser of its own for one worker.
    ///
    /// # Errors
    /// When there is no memory for it.
    fn transcriber(&self) -> Result<Box<dyn Transcriber>, TranscribeError>;

    /// A voice detector of its own for one section.
    ///
    /// # Errors
    /// When its model cannot be read.
    fn detector(&self, hearing: &Hearing) -> Result<Box<dyn Detector>, TranscribeError>;
}

/// Why there are no words.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum TranscribeError {
    /// The engine said no.
    #[error("the recogniser failed on a stretch of {seconds:.1} s: {reason}")]
    Engine {
        /// Length of what it was given.
        seconds: f64,
        /// What it said.
        reason: String,
    },
    /// The result was no longer wanted.
    #[error("the recogniser was told to stop")]
    Abandoned,
    /// A model file could not be loaded.
    #[error(
        "the model file {} cannot be used: {reason}\nFetch it again with `rehearse models fetch`, or choose another with --model",
        path.display()
    )]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The model does not know the language.
    #[error("the model {model} does not know the language \"{language}\"; {hint}")]
    Language {
        /// What was asked for.
        language: String,
        /// The model's name.
        model: String,
        /// What to do.
        hint: String,
    },
    /// The voice detector failed.
    #[error(transparent)]
    Detector(#[from] DetectError),
    /// The aligner failed.
    #[error(transparent)]
    Aligner(#[from] DamagedError),
    /// A worker died; its section is incomplete.
    #[error(
        "the recogniser stopped before the section was done; `rehearse review --again` tries once more"
    )]
    Gone,
}
