//! From sound to a recording on disk and to the 16 kHz that the recogniser hears.
//!
//! A [`Capture`] gives mono frames at its own rate: the microphone in real time, a file as fast as it is asked.
//! What follows is the same for both: a [`recording_thread::RecordingThread`] reads it and gives the frames to a
//! [`recording::Recorder`], which writes the take's WAV, resamples, and meters.

use std::time::Duration;

mod channel;
mod choose;
pub mod decode;
mod device_input;
mod elementary;
pub mod file;
mod input;
mod joined;
pub mod meter;
pub mod microphone;
mod opus;
mod patience;
pub mod playback;
pub mod preflight;
mod quiet;
mod recorder;
pub mod recording;
pub mod recording_thread;
pub mod resample;
mod ring;
mod route;
mod sample;
mod sound_server;
mod source;
mod spool;
mod standstill;
mod syncing;
pub mod tee;
mod voice;
pub mod wav;
pub mod whole;
mod worker;

/// A source of mono frames. Made by `microphone.rs` (cpal) and by `file.rs` (WAV and what phones record).
pub trait Capture: Send {
    /// Frames a second, for as long as this source lives.
    fn rate_hz(&self) -> u32;

    /// What a person calls it: the device's name or the file's.
    fn name(&self) -> &str;

    /// What the user should be told about it, in a sentence or two; `None` when nothing was chosen for them.
    fn remark(&self) -> Option<String> {
        None
    }

    /// Whether frames are lost when nobody reads: true for a microphone, false for a file.
    fn is_live(&self) -> bool;

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
    #[error(
        "The microphone \"{device}\" is gone. Plug it in again, or choose another: `rehearse devices` lists them."
    )]
    DeviceLost {
        /// Its name.
        device: String,
    },
    /// The stream broke and the device may still be there: try it again.
    #[error(
        "The recording from \"{device}\" stopped: {reason}. Try again with the same microphone."
    )]
    StreamBroken {
        /// Its name.
        device: String,
        /// What the system says.
        reason: String,
    },
    /// The device opened, and no sound arrived in all that time.
    #[error(
        "The microphone \"{device}\" sends nothing (waited {waited_s} s). \
         Check that it is switched on, or choose another: `rehearse devices` lists them."
    )]
    NothingArrives {
        /// Its name.
        device: String,
        /// How long nothing came, in whole seconds.
        waited_s: u64,
    },
    /// A file that could be read when it was opened cannot be read now.
    #[error("{file} can no longer be read: {reason}. Is the disk still there?")]
    Unreadable {
        /// Its path.
        file: String,
        /// What the system says.
        reason: String,
    },
}
