//! Recorded sound as a [`Capture`]: the same frames that a microphone would give, as fast as they are asked for.
//!
//! [`SoundFile::open`] reads the whole file once, so that a file that cannot be used is refused before anybody waits
//! for it, and so that the channel with the voice is known from the
//! first frame on. [`SoundFile::capture`] then gives the
//! whole, [`SoundFile::section`] a stretch of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::decode::{Block, Decoder, InputError, Survey, survey};
use super::route::Route;
use super::spool::{STANDARD_INPUT, Spool, is_standard_input, spool};
use super::{Arrived, Capture, CaptureError};
use crate::time::{Offset, Span, length_of_samples};

/// How the names of sound files end, without the dot, in any case; also of kinds that are not read. Which kind a file is
/// and whether it is read is decided by its first bytes.
pub const ENDINGS: [&str; 24] = [
    "wav", "flac", "mp3", "m4a", "ogg", "opus", "aac", "mp4", "webm", "mov", "aif", "aiff", "caf",
    "oga", "mka", "mkv", "m4b", "3gp", "wave", "w64", "rf64", "weba", "amr", "wma",
];

/// The largest sample of a file that went beyond full scale, when it is given out.
const FULL_SCALE: f32 = 0.999;

/// A sound file that has been read through and found good.
#[derive(Debug, Clone)]
pub struct SoundFile {
    path: PathBuf,
    /// What came through a pipe, for as long as it is needed.
    spool: Option<Arc<Spool>>,
    name: String,
    survey: Survey,
}

impl SoundFile {
    /// Reads a file through; with `-`, what is piped into the program.
    ///
    /// # Errors
    /// When it cannot be opened, is not a sound file, is of a kind that is not read here, empty or damaged.
    pub fn open(path: &Path) -> Result<Self, InputError> {
        let spool = spool(path)?.map(Arc::new);
        let shown = if is_standard_input(path) {
            Path::new(STANDARD_INPUT)
        } else {
            path
        };
        let path = spool.as_ref().map_or(path, |spool| spool.path());
        let survey = survey(path).map_err(|error| error.about(shown))?;
        let name = shown.file_name().map_or_else(
            || shown.display().to_string(),
            |name| name.to_string_lossy().into_owned(),
        );
        Ok(Self {
            path: path.to_owned(),
            spool,
            name,
            survey,
        })
    }

    /// What a person calls it: its name without the folder.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Frames a second.
    #[must_use]
    pub fn rate_hz(&self) -> u32 {
        self.survey.rate_hz
    }

    /// How long it is.
    #[must_use]
    pub fn length(&self) -> Duration {
        length_of_samples(self.survey.frames, self.survey.rate_hz)
    }

    /// Which track is heard, counted from 1, and of how many that hold sound.
    #[must_use]
    pub fn track(&self) -> (usize, usize) {
        (self.survey.track.index + 1, self.survey.track.of)
    }

    /// Which of several tracks is heard and why, for the user.
    #[must_use]
    pub fn remark(&self) -> Option<String> {
        let (track, of) = self.track();
        (of > 1).then(|| {
            format!(
                "{} has {of} audio tracks. Track {track} is used: the voice is heard best there.",
                self.name
            )
        })
    }

    /// The whole file.
    ///
    /// # Errors
    /// When it cannot be opened a second time.
    pub fn capture(&self) -> Result<FileCapture, InputError> {
        self.frames(0, u64::MAX)
    }

    /// The stretch `span` of it, counted from its first sample; what lies beyond its end is left out.
    ///
    /// Stretches that meet share no frame and leave none out.
    ///
    /// # Errors
    /// When it cannot be opened a second time.
    pub fn section(&self, span: Span) -> Result<FileCapture, InputError> {
        let frame = |place: Offset| place.to_samples(self.survey.rate_hz);
        self.frames(frame(span.start), frame(span.end))
    }

    fn frames(&self, from: u64, to: u64) -> Result<FileCapture, InputError> {
        Ok(FileCapture {
            decoder: Decoder::open(&self.path, self.survey.track.index)?,
            _spool: self.spool.clone(),
            route: self.survey.route.clone(),
            // Full scale is all that a recording of 16 bit holds: beyond it everything would be cut.
            gain: (self.survey.peak > 1.0).then(|| FULL_SCALE / self.survey.peak),
            rate_hz: self.survey.rate_hz,
            name: self.name.clone(),
            remark: self.remark(),
            at: 0,
            from,
            to,
        })
    }
}

/// A file, or a stretch of one, as a source of frames.
pub struct FileCapture {
    decoder: Decoder,
    _spool: Option<Arc<Spool>>,
    route: Route,
    gain: Option<f32>,
    rate_hz: u32,
    name: String,
    remark: Option<String>,
    /// The next frame that the decoder will bring.
    at: u64,
    from: u64,
    to: u64,
}

impl Capture for FileCapture {
    fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn remark(&self) -> Option<String> {
        self.remark.clone()
    }

    fn is_live(&self) -> bool {
        false
    }

    fn read(&mut self, _patience: Duration, into: &mut Vec<f32>) -> Result<Arrived, CaptureError> {
        while self.at < self.to {
            let block = self
                .decoder
                .next_block()
                .map_err(|error| CaptureError::Unreadable {
                    file: self.name.clone(),
                    reason: error.to_string(),
                })?;
            let Some(block) = block else { break };
            let (Block::Frames(count) | Block::Lost(count)) = block;
            let (start, end) = (self.at, self.at.saturating_add(count));
            self.at = end;
            let wanted = start.max(self.from)..end.min(self.to);
            if wanted.is_empty() {
                continue;
            }
            let take = wanted.end - wanted.start;
            if matches!(block, Block::Lost(_)) {
                return Ok(Arrived::Lost(take));
            }
            let (mut at, before) = (wanted.start, into.len());
            while at < wanted.end {
                let (channel, until) = self.route.at(at);
                let until = until.min(wanted.end);
                let frames = self.decoder.channel(channel).skip((at - start) as usize);
                into.extend(frames.take((until - at) as usize));
                at = until;
            }
            if let Some(gain) = self.gain {
                into[before..].iter_mut().for_each(|sample| *sample *= gain);
            }
            return Ok(Arrived::Frames(take as usize));
        }
        Ok(Arrived::End)
    }
}
