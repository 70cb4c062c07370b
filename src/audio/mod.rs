//! From sound to a recording on disk and to the 16 kHz that the recogniser hears.
//!
//! A [`Capture`] gives mono frames at its own rate: the microphone in real time, a file as fast as it is asked.
//! What follows is the same for both: the recorder writes them to the take's WAV, resamples, and meters.

use std::time::Duration;

/// A source of mono frames. Made by `microphone.rs` (cpal) and by `file.rs` (WAV and what phones record).
pub trait Capture: Send {
    /// Frames a second, for as long as this source lives.
    fn rate_hz(&self) -> u32;

    /// What a person calls it: the device's name or the file's.
    fn name(&self) -> &str;

    /// Appends the frames that arrived since the last call to `into` (-1.0 to 1.0), waiting for at most `patience`
    /// until there is at least one.
    ///
    /// # Errors
    /// When the source is gone; frames that came before that have been given out by earlier calls.
    fn read(&mut self, patience: Duration, into: &mut Vec<f32>) -> Result<Arrived, CaptureError>;
}

/// What a [`Capture::read`] brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// So many frames were appended, zero when patience ran out.
    Frames(usize),
    /// So many frames were lost before whatever is read next; silence of that length belongs here.
    Lost(u64),
    /// The source has ended; nothing more will come.
    End,
}

/// Why a source gives no more frames, by what the caller can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// The device was unplugged or its server went away: offer another.
    #[error("the microphone \"{device}\" is gone")]
    DeviceLost {
        /// Its name.
        device: String,
    },
    /// The stream broke and the device may still be there: try it again.
    #[error("the recording from \"{device}\" stopped: {reason}")]
    StreamBroken {
        /// Its name.
        device: String,
        /// What the system says.
        reason: String,
    },
}
