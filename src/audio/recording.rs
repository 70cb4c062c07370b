//! The recording of one section, as it is when it has ended, and what can go wrong on the way.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::meter::Loudness;
pub use super::recorder::{CHECKPOINT_MS, Recorder};
use super::resample::ResampleError;
use crate::time::{PauseMark, Span};

/// A finished recording of one section.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Where it is.
    pub path: PathBuf,
    /// Frames a second in the file.
    pub rate_hz: u32,
    /// Length of the file, paused time left out, silence for lost frames included.
    pub length: Duration,
    /// Where frames were lost and silence stands in for them, in order.
    pub gaps: Vec<Span>,
    /// Where it was paused, in order; how long is counted in frames that were heard and not kept.
    pub pauses: Vec<PauseMark>,
    /// How loud it was.
    pub loudness: Loudness,
}

/// Why a recording could not be written on. What was written before stays playable.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The file could not be made.
    #[error("The recording cannot be saved to {path}: {source}. Check that the folder exists and can be written to.", path = path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// Writing failed: the disk is full, or gone.
    #[error("The recording stopped after {kept_s:.1} s because {path} could not be written: {source}. What was recorded before is kept. Make room on the disk, then record again.", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Length of what is safely in the file, in seconds.
        kept_s: f64,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// The file has reached the size that a WAV can have.
    #[error("The recording stopped after {kept_s:.0} s: {path} has reached 4 GB, the most that a WAV file can hold.", path = path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// Its length in seconds.
        kept_s: f64,
    },
    /// The sound could not be converted for the recogniser.
    #[error(transparent)]
    Resample(#[from] Arc<ResampleError>),
    /// The thread that records has ended, so nothing can be asked of it any more.
    #[error("The recorder has stopped. What was recorded before is kept; start the section again.")]
    Stopped,
}
