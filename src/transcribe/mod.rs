//! From 16 kHz samples to words with places.
//!
//! [`Transcriber`] is one engine on one thread; `whisper.rs` is the real one and the only file that knows whisper-rs,
//! `scripted.rs` plays given words for tests. `live.rs` feeds it chunks while the person speaks.

use crate::time::Span;

/// What the engine should know before it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hearing {
    /// Two-letter code of the language spoken.
    pub language: String,
    /// Names and jargon of the story; never its signals.
    pub vocabulary: Vec<String>,
}

/// A word as an engine gives it, before any guard has looked at it.
#[derive(Debug, Clone, PartialEq)]
pub struct RawWord {
    /// As written, punctuation included, no spaces around.
    pub text: String,
    /// Place in the samples that were given; `None` for the engine's unaligned words.
    pub span: Option<Span>,
    /// Mean probability of its tokens, 0 to 1.
    pub p: f32,
}

/// One speech recogniser, used from one thread at a time.
pub trait Transcriber: Send {
    /// The words in `samples` (16 kHz, mono), in order.
    ///
    /// # Errors
    /// When the engine fails; the samples may be given again.
    fn transcribe(
        &mut self,
        samples: &[f32],
        hearing: &Hearing,
    ) -> Result<Vec<RawWord>, TranscribeError>;
}

/// Why an engine gave no words.
#[derive(Debug, thiserror::Error)]
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
}
