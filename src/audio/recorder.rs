//! Writes the recording of one section: a WAV on disk that is playable at every moment, and 16 kHz samples for the recogniser.
//!
//! The file is 16 bit, mono, at the device's own rate. Its header is brought up to date when it is created and after
//! every [`CHECKPOINT_MS`] of sound, so that after `kill -9` it plays up to the last checkpoint, and
//! [`super::wav::repair`] finds what was written after that. Places are counted in samples of this file: a lost
//! frame is written as silence, so time stays true, and paused time is not in it. A thread beside makes sure once a
//! second that what is in the file survives a power cut (`syncing.rs`). The only file that knows hound.

use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hound::{SampleFormat, WavSpec, WavWriter};

use super::meter::{Level, Loudness, Meter};
use super::recording::{RecordError, Recording};
use super::resample::Resampler;
use super::syncing::Syncing;
use super::wav;
use crate::disk::{self, Written};
use crate::time::{Offset, PauseMark, Span, length_of_samples};

/// The header is at most so many milliseconds of sound behind the file.
pub const CHECKPOINT_MS: u32 = 250;

/// Frames that fit into a WAV, whose length fields have 32 bits: 2 bytes a frame, room left for the header.
const MOST_FRAMES: u64 = (u32::MAX as u64 - 1024) / 2;

/// Lost frames are written in pieces of this size.
const SILENCE: [f32; 4096] = [0.0; 4096];

/// Writes one section's WAV, meters it, and gives out the same sound at 16 kHz.
pub struct Recorder {
    path: PathBuf,
    rate_hz: u32,
    /// `None` once writing has failed or the file is finished.
    writer: Option<WavWriter<BufWriter<Written>>>,
    syncing: Syncing,
    frames: u64,
    safe_frames: u64,
    checkpoint_frames: u64,
    gaps: Vec<Span>,
    pauses: Vec<PauseMark>,
    paused: Option<Paused>,
    resampler: Resampler,
    meter: Meter,
    /// The frames in hand as the file holds them.
    kept: Vec<i16>,
    /// The same as numbers, for the resampler.
    heard: Vec<f32>,
}

struct Paused {
    at: Offset,
    frames: u64,
}

impl Recorder {
    /// Begins a recording in a new file, readable by its owner only.
    ///
    /// # Errors
    /// When the file exists already (a recording is never written over), cannot be made, or `rate_hz` is zero.
    pub fn create(path: &Path, rate_hz: u32) -> Result<Self, RecordError> {
        let resampler = Resampler::new(rate_hz).map_err(Arc::new)?;
        let failed = |source: io::Error| RecordError::Create {
            path: path.to_owned(),
            source: Arc::new(source),
        };
        let spec = WavSpec {
            channels: 1,
            sample_rate: rate_hz,
            bits_per_sample: 16,
            sample_format: SampleFormat::Int,
        };
        let file = disk::create_new(path).map_err(failed)?;
        let syncing = file.try_clone().and_then(Syncing::start).map_err(failed)?;
        let mut writer =
            WavWriter::new(BufWriter::new(file), spec).map_err(|error| failed(as_io(error)))?;
        writer.flush().map_err(|error| failed(as_io(error)))?;
        Ok(Self {
            path: path.to_owned(),
            rate_hz,
            writer: Some(writer),
            syncing,
            frames: 0,
            safe_frames: 0,
            checkpoint_frames: u64::from(rate_hz) * u64::from(CHECKPOINT_MS) / 1000,
            gaps: Vec::new(),
            pauses: Vec::new(),
            paused: None,
            resampler,
            meter: Meter::new(rate_hz),
            kept: Vec::new(),
            heard: Vec::new(),
        })
    }

    /// Records `frames` (-1.0 to 1.0) and appends what is ready at 16 kHz to `speech`. While paused they are counted
    /// and dropped.
    ///
    /// # Errors
    /// When the disk does not take them. What was written before stays playable, and further frames are refused.
    pub fn push(&mut self, frames: &[f32], speech: &mut Vec<f32>) -> Result<(), RecordError> {
        if let Some(paused) = &mut self.paused {
            paused.frames += frames.len() as u64;
            return Ok(());
        }
        self.meter.push(frames);
        self.write(frames, speech)
    }

    /// Records that `frames` frames were lost here: silence of that length, and a gap to report.
    ///
    /// # Errors
    /// As [`Recorder::push`].
    pub fn lost(&mut self, frames: u64, speech: &mut Vec<f32>) -> Result<(), RecordError> {
        if let Some(paused) = &mut self.paused {
            paused.frames += frames;
            return Ok(());
        }
        let start = self.frames;
        let mut left = frames;
        let mut written = Ok(());
        while left > 0 && written.is_ok() {
            let count = left.min(SILENCE.len() as u64);
            written = self.write(&SILENCE[..count as usize], speech);
            left -= count;
        }
        let gap = Span::new(self.offset(start), self.offset(self.frames));
        match self.gaps.last_mut() {
            Some(last) if last.end == gap.start => last.end = gap.end,
            _ => self.gaps.push(gap),
        }
        written
    }

    /// Stops the clock: what follows is not recorded. Does nothing when it is stopped already.
    pub fn pause(&mut self) {
        if self.paused.is_none() {
            self.paused = Some(Paused {
                at: self.offset(self.frames),
                frames: 0,
            });
        }
    }

    /// Goes on after [`Recorder::pause`] and keeps a mark. Does nothing when it is not paused.
    pub fn resume(&mut self) {
        if let Some(paused) = self.paused.take() {
            self.pauses.push(PauseMark {
                at: paused.at,
                lasted: length_of_samples(paused.frames, self.rate_hz),
            });
        }
    }

    /// Whether the clock is stopped.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// Length of what is recorded so far.
    #[must_use]
    pub fn length(&self) -> Duration {
        length_of_samples(self.frames, self.rate_hz)
    }

    /// Where frames were lost and silence stands in for them, in order.
    #[must_use]
    pub fn gaps(&self) -> &[Span] {
        &self.gaps
    }

    /// Where it was paused, in order. A pause that goes on lasts as long as it has lasted so far.
    #[must_use]
    pub fn pauses(&self) -> Vec<PauseMark> {
        let now = self.paused.as_ref().map(|paused| PauseMark {
            at: paused.at,
            lasted: length_of_samples(paused.frames, self.rate_hz),
        });
        self.pauses.iter().copied().chain(now).collect()
    }

    /// How much of it stands in for lost frames.
    #[must_use]
    pub fn lost_length(&self) -> Duration {
        self.gaps.iter().map(|gap| gap.length()).sum()
    }

    /// The level of the last 50 ms.
    #[must_use]
    pub fn level(&self) -> Level {
        self.meter.level()
    }

    /// Levels over the recording so far.
    #[must_use]
    pub fn loudness(&self) -> Loudness {
        self.meter.loudness()
    }

    /// Brings the header up to date, so that everything recorded so far survives the death of this process.
    ///
    /// # Errors
    /// As [`Recorder::push`].
    pub fn checkpoint(&mut self) -> Result<(), RecordError> {
        let Some(writer) = &mut self.writer else {
            return Ok(());
        };
        let written = writer.flush().map_err(as_io);
        match written.and_then(|()| self.syncing.ask()) {
            Ok(()) => {
                self.safe_frames = self.frames;
                Ok(())
            }
            Err(error) => Err(self.give_up(error)),
        }
    }

    /// Ends the recording, and appends the last of it at 16 kHz to `speech`.
    ///
    /// The recording is returned in every case; the error says that its end could not be written.
    pub fn finish(mut self, speech: &mut Vec<f32>) -> (Recording, Result<(), RecordError>) {
        self.resume();
        let written = self.checkpoint();
        if let Some(writer) = self.writer.take() {
            // The checkpoint has just written everything; nothing is left that could fail.
            let _ = writer.finalize();
        }
        let converted = self
            .resampler
            .finish(speech)
            .map_err(|error| RecordError::Resample(Arc::new(error)));
        let length = length_of_samples(self.safe_frames, self.rate_hz);
        let end = Offset::START + length;
        self.gaps.retain(|gap| gap.start < end);
        let recording = Recording {
            path: self.path,
            rate_hz: self.rate_hz,
            length,
            gaps: self.gaps,
            pauses: self.pauses,
            loudness: self.meter.loudness(),
        };
        (recording, written.and(converted))
    }

    fn write(&mut self, frames: &[f32], speech: &mut Vec<f32>) -> Result<(), RecordError> {
        // The recogniser hears what the file holds, so that a take heard again gives the same words to the letter.
        self.kept.clear();
        self.kept
            .extend(frames.iter().map(|&frame| to_16_bit(frame)));
        self.heard.clear();
        self.heard
            .extend(self.kept.iter().map(|&frame| from_16_bit(frame)));
        self.resampler.push(&self.heard, speech).map_err(Arc::new)?;
        for index in 0..self.kept.len() {
            if self.frames >= MOST_FRAMES {
                self.checkpoint()?;
                self.writer = None;
                return Err(RecordError::TooLong {
                    path: self.path.clone(),
                    kept_s: self.length().as_secs_f64(),
                });
            }
            let Some(writer) = &mut self.writer else {
                return Err(RecordError::Stopped);
            };
            match writer.write_sample(self.kept[index]) {
                Ok(()) => self.frames += 1,
                Err(error) => return Err(self.give_up(as_io(error))),
            }
            if self.frames - self.safe_frames >= self.checkpoint_frames {
                self.checkpoint()?;
            }
        }
        Ok(())
    }

    /// Writing failed: lets go of the file and makes what is in it playable.
    fn give_up(&mut self, source: io::Error) -> RecordError {
        self.writer = None;
        // A full disk still lets the header be written over in place; when even that fails, the last checkpoint holds.
        if let Ok(wav::Repair { frames, .. }) = wav::repair(&self.path) {
            self.safe_frames = frames;
        }
        self.frames = self.safe_frames;
        RecordError::Write {
            path: self.path.clone(),
            kept_s: self.length().as_secs_f64(),
            source: Arc::new(source),
        }
    }

    fn offset(&self, frame: u64) -> Offset {
        Offset::from_samples(frame, self.rate_hz)
    }
}

/// Values beyond full scale are cut, values that are not numbers become silence. The scale is the one with which
/// files are read, so that a 16-bit recording is kept bit by bit.
fn to_16_bit(frame: f32) -> i16 {
    (frame * 32_768.0).round() as i16
}

/// What a reader of the file makes of a frame.
fn from_16_bit(frame: i16) -> f32 {
    f32::from(frame) / 32_768.0
}

fn as_io(error: hound::Error) -> io::Error {
    match error {
        hound::Error::IoError(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
#[path = "recorder_tests.rs"]
mod tests;
