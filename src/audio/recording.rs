//! The recording of one section: a WAV on disk that is playable at every moment, and 16 kHz samples for the recogniser.
//!
//! The file is 16 bit, mono, at the device's own rate. Its header is brought up to date when it is created and after
//! every [`CHECKPOINT_MS`] of sound, so that after `kill -9` it plays up to the last checkpoint, and
//! [`super::wav::repair`] finds what was written after that. Places are counted in samples of this file: a lost
//! frame is written as silence, so time stays true, and paused time is not in it. The only file that knows hound.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use hound::{SampleFormat, WavSpec, WavWriter};

use super::meter::{Level, Loudness, Meter};
use super::resample::{ResampleError, Resampler};
use super::wav;
use crate::time::{Offset, Span, length_of_samples};

/// The header is at most so many milliseconds of sound behind the file.
pub const CHECKPOINT_MS: u32 = 250;

/// Frames that fit into a WAV, whose length fields have 32 bits: 2 bytes a frame, room left for the header.
const MOST_FRAMES: u64 = (u32::MAX as u64 - 1024) / 2;

/// Lost frames are written in pieces of this size.
const SILENCE: [f32; 4096] = [0.0; 4096];

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
    /// Where it was paused, in order.
    pub pauses: Vec<PauseMark>,
    /// How loud it was.
    pub loudness: Loudness,
}

/// A place where the speaker stopped the clock. The recording goes on there as if no time had passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PauseMark {
    /// The place in the recording.
    pub at: Offset,
    /// How long it was paused, counted in frames that were heard and not kept.
    pub paused: Duration,
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

/// Writes one section's WAV, meters it, and gives out the same sound at 16 kHz.
pub struct Recorder {
    path: PathBuf,
    rate_hz: u32,
    /// `None` once writing has failed or the file is finished.
    writer: Option<WavWriter<BufWriter<File>>>,
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
        let file = new_file(path).map_err(failed)?;
        let mut writer =
            WavWriter::new(BufWriter::new(file), spec).map_err(|error| failed(as_io(error)))?;
        writer.flush().map_err(|error| failed(as_io(error)))?;
        Ok(Self {
            path: path.to_owned(),
            rate_hz,
            writer: Some(writer),
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
                paused: length_of_samples(paused.frames, self.rate_hz),
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
        match writer.flush() {
            Ok(()) => {
                self.safe_frames = self.frames;
                Ok(())
            }
            Err(error) => Err(self.give_up(as_io(error))),
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

fn new_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

fn as_io(error: hound::Error) -> io::Error {
    match error {
        hound::Error::IoError(error) => error,
        other => io::Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SPEECH_RATE_HZ;

    const RATE: u32 = 48_000;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    /// Frames that can be told apart after 16-bit rounding.
    fn ramp(from: usize, count: usize) -> Vec<f32> {
        (from..from + count)
            .map(|n| (n % 30_000) as f32 / 32_768.0)
            .collect()
    }

    fn samples(path: &Path) -> Vec<i16> {
        let mut reader = hound::WavReader::open(path).unwrap();
        assert_eq!(reader.spec().channels, 1);
        reader.samples::<i16>().map(Result::unwrap).collect()
    }

    #[test]
    fn what_goes_in_is_in_the_file_and_at_16_khz() {
        let folder = folder();
        let path = folder.path().join("task.wav");
        let mut speech = Vec::new();
        let mut recorder = Recorder::create(&path, RATE).unwrap();
        for part in ramp(0, 96_000).chunks(700) {
            recorder.push(part, &mut speech).unwrap();
        }
        let (recording, trouble) = recorder.finish(&mut speech);
        trouble.unwrap();
        assert_eq!(recording.length, Duration::from_secs(2));
        assert_eq!(speech.len(), 2 * SPEECH_RATE_HZ as usize);
        let wanted: Vec<i16> = (0..96_000).map(|n| (n % 30_000) as i16).collect();
        assert_eq!(samples(&path), wanted);
    }

    #[test]
    fn the_file_plays_to_the_last_checkpoint_while_it_is_being_written() {
        let folder = folder();
        let path = folder.path().join("task.wav");
        let mut recorder = Recorder::create(&path, RATE).unwrap();
        assert_eq!(samples(&path).len(), 0, "playable when it is made");
        recorder.push(&ramp(0, 60_000), &mut Vec::new()).unwrap();
        let there = samples(&path).len() as u32;
        assert!(60_000 - there <= RATE * CHECKPOINT_MS / 1000, "{there}");
        // As after kill -9: nothing is closed, nothing is flushed.
        std::mem::forget(recorder);
        assert_eq!(samples(&path).len() as u32, there);
    }

    #[test]
    fn lost_frames_are_silence_and_a_gap_at_their_place() {
        let folder = folder();
        let path = folder.path().join("task.wav");
        let mut speech = Vec::new();
        let mut recorder = Recorder::create(&path, RATE).unwrap();
        recorder.push(&[0.5; 48_000], &mut speech).unwrap();
        recorder.lost(20_000, &mut speech).unwrap();
        recorder.lost(4_000, &mut speech).unwrap();
        recorder.push(&[0.5; 24_000], &mut speech).unwrap();
        let (recording, _) = recorder.finish(&mut speech);
        assert_eq!(recording.gaps, [Span::from_seconds(1.0, 1.5)]);
        assert_eq!(recording.length, Duration::from_secs(2));
        let samples = samples(&path);
        assert!(samples[48_000..72_000].iter().all(|&sample| sample == 0));
        assert!(samples[72_000..].iter().all(|&sample| sample == 16_384));
        assert_eq!(speech.len(), 32_000);
    }

    #[test]
    fn paused_time_is_not_recorded_and_its_mark_is() {
        let folder = folder();
        let mut recorder = Recorder::create(&folder.path().join("task.wav"), RATE).unwrap();
        let mut speech = Vec::new();
        recorder.push(&ramp(0, 48_000), &mut speech).unwrap();
        recorder.pause();
        recorder.push(&ramp(0, 90_000), &mut speech).unwrap();
        recorder.lost(6_000, &mut speech).unwrap();
        recorder.resume();
        recorder.push(&ramp(0, 24_000), &mut speech).unwrap();
        recorder.pause();
        let (recording, _) = recorder.finish(&mut speech);
        let mark = |at, paused| PauseMark {
            at: Offset::from_seconds(at),
            paused: Duration::from_secs(paused),
        };
        assert_eq!(recording.pauses, [mark(1.0, 2), mark(1.5, 0)]);
        assert_eq!(recording.length, Duration::from_millis(1500));
        assert_eq!(recording.gaps, []);
    }

    #[test]
    fn a_recording_is_never_written_over() {
        let folder = folder();
        let path = folder.path().join("task.wav");
        std::fs::write(&path, "what somebody said").unwrap();
        let error = Recorder::create(&path, RATE).err().unwrap();
        let RecordError::Create { source, .. } = error else {
            panic!("{error}")
        };
        assert_eq!(source.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"what somebody said");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder();
        let path = folder.path().join("task.wav");
        let _recorder = Recorder::create(&path, RATE).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_recogniser_hears_what_the_file_holds() {
        let folder = folder();
        let path = folder.path().join("task.wav");
        let between = |n: usize| ((n as f32) * 0.000_37).sin() * 0.3;
        let spoken: Vec<f32> = (0..48_000).map(between).collect();
        let (mut live, mut later) = (Vec::new(), Vec::new());
        let mut recorder = Recorder::create(&path, RATE).unwrap();
        for part in spoken.chunks(700) {
            recorder.push(part, &mut live).unwrap();
        }
        recorder.finish(&mut live).1.unwrap();

        let kept = samples(&path);
        let file: Vec<f32> = kept.iter().map(|&frame| from_16_bit(frame)).collect();
        let mut resampler = Resampler::new(RATE).unwrap();
        resampler.push(&file, &mut later).unwrap();
        resampler.finish(&mut later).unwrap();
        assert_eq!(live, later);
        let again: Vec<i16> = file.iter().map(|&frame| to_16_bit(frame)).collect();
        assert_eq!(again, kept, "bit by bit");
    }

    #[test]
    fn values_beyond_full_scale_are_cut_and_nonsense_is_silence() {
        assert_eq!(to_16_bit(2.0), 32_767);
        assert_eq!(to_16_bit(-2.0), -32_768);
        assert_eq!(to_16_bit(f32::NAN), 0);
    }
}
