//! A sound file as bytes to be decoded: what kind of file it is by its first bytes, without tags before
//! it, and a WAV with its header set right.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::elementary::tag_bytes;
use super::spool::STANDARD_INPUT;
use super::{joined, wav};

/// Rates that sound has, in frames a second: from half of a telephone's to the highest that converters offer.
pub const RATES_HZ: std::ops::RangeInclusive<u32> = 4_000..=768_000;

/// The kinds that are read, for a person.
pub const KINDS: &str = "WAV, FLAC, MP3, M4A, Opus, Ogg, WebM, AIFF, CAF";

/// Why a file cannot be used as a recording.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The system does not give it out.
    #[error("{path} cannot be opened: {source}.", path = path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It has no bytes.
    #[error("{path} is empty (0 bytes). Was the recording saved?", path = path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// It is sound, of length zero.
    #[error("{path} holds no sound (0 samples). Was the recording saved?", path = path.display())]
    NoSound {
        /// The file.
        path: PathBuf,
    },
    /// It is nothing that is known as sound.
    #[error("{path} is not a sound file that rehearse knows ({KINDS}). If it is sound, convert it: {}", convert(path), path = path.display())]
    NotAudio {
        /// The file.
        path: PathBuf,
    },
    /// It is sound in a way of writing that is not read here, such as Speex.
    #[error("{path} is {kind}, which rehearse does not read. Convert it: {}", convert(path), path = path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// What it is, as far as that is known.
        kind: String,
    },
    /// Its rate is none that sound has.
    #[error("{path} says that it has {rate_hz} samples a second, and sound has {} to {}. Export it again, for example at 48000.", RATES_HZ.start(), RATES_HZ.end(), path = path.display())]
    Rate {
        /// The file.
        path: PathBuf,
        /// Frames a second, as the file says.
        rate_hz: u32,
    },
    /// It was joined from recordings that have different rates.
    #[error("{path} is joined from recordings of different kinds: {first_hz} samples a second at first, {then_hz} from {after_s:.1} s on. Make it one kind: {}", convert(path), path = path.display())]
    Joined {
        /// The file.
        path: PathBuf,
        /// Frames a second at first.
        first_hz: u32,
        /// Frames a second later.
        then_hz: u32,
        /// From where on, in seconds.
        after_s: f64,
    },
    /// Too much of it cannot be read.
    #[error("{path} is damaged: {found}. To rescue what is left of it: {}", convert(path), path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        found: String,
    },
    /// It is to come through standard input, and that is the keyboard.
    #[error("Nothing is piped in. Give the recording's file, or pipe it in: cat FILE | rehearse …")]
    Nothing,
    /// What comes through a pipe could not be kept while it is read.
    #[error("What comes from {path} cannot be kept in {folder} while it is read: {source}. Make room there, or save it to a file and give that.", path = path.display(), folder = folder.display())]
    NotKept {
        /// The pipe.
        path: PathBuf,
        /// The folder for temporary files.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A pipe brought more than a recording has.
    #[error("More than {most_gb} GB came from {path}. Save it to a file and give that.", path = path.display())]
    TooMuch {
        /// The pipe.
        path: PathBuf,
        /// The most that is taken, in GB.
        most_gb: u64,
    },
}

impl InputError {
    /// The same error about the sound that a person calls `name`.
    #[must_use]
    pub(super) fn about(mut self, name: &Path) -> Self {
        match &mut self {
            Self::Open { path, .. }
            | Self::Empty { path }
            | Self::NoSound { path }
            | Self::NotAudio { path }
            | Self::Unsupported { path, .. }
            | Self::Damaged { path, .. }
            | Self::Rate { path, .. }
            | Self::Joined { path, .. }
            | Self::NotKept { path, .. }
            | Self::TooMuch { path, .. } => name.clone_into(path),
            Self::Nothing => {}
        }
        self
    }
}

/// A command that converts `path` to something that can be read.
fn convert(path: &Path) -> String {
    if path == Path::new(STANDARD_INPUT) {
        return "ffmpeg -i RECORDING RECORDING.wav".to_owned();
    }
    let mut to = path.with_extension("wav");
    if to == path {
        to = path.with_extension("converted.wav");
    }
    format!("ffmpeg -i \"{}\" \"{}\"", path.display(), to.display())
}

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RIFF WAVE.
    Wav,
    /// FLAC.
    Flac,
    /// Ogg.
    Ogg,
    /// MP4 and its relatives, such as M4A.
    Mp4,
    /// Matroska, and WebM, which is one.
    Matroska,
    /// AIFF and AIFF-C.
    Aiff,
    /// Core Audio Format.
    Caf,
    /// MP3 or AAC without a container, or nothing that is known.
    Other,
}

impl Kind {
    /// For a person, with its article.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wav => "a WAV",
            Self::Flac => "a FLAC file",
            Self::Ogg => "an Ogg file",
            Self::Mp4 => "an M4A or MP4 file",
            Self::Matroska => "a WebM or Matroska file",
            Self::Aiff => "an AIFF file",
            Self::Caf => "a Core Audio file",
            Self::Other => "a file",
        }
    }

    fn of(head: &[u8]) -> Self {
        let is_riff = [b"RIFF", b"RF64", b"BW64"]
            .iter()
            .any(|name| head.starts_with(*name));
        if is_riff && head.get(8..12) == Some(b"WAVE")
            || head.starts_with(b"riff") && head.get(24..28) == Some(b"wave")
        {
            Self::Wav
        } else if head.starts_with(b"fLaC") {
            Self::Flac
        } else if head.starts_with(b"OggS") {
            Self::Ogg
        } else if head.get(4..8) == Some(b"ftyp") {
            Self::Mp4
        } else if head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) {
            Self::Matroska
        } else if head.starts_with(b"FORM") && head.get(8..11) == Some(b"AIF") {
            Self::Aiff
        } else if head.starts_with(b"caff") {
            Self::Caf
        } else {
            Self::Other
        }
    }
}

/// The bytes to decode: a header from memory, which may be empty, and behind it a stretch of a file.
///
/// A WAV gets a plain header that tells the truth. That spares the decoder the many ways in which recorders fill it,
/// and a crash leaves it.
pub struct Source {
    kind: Kind,
    head: Vec<u8>,
    file: File,
    body_start: u64,
    body_bytes: u64,
    /// Where in the file another recording begins, behind this one.
    next: Option<u64>,
    at: u64,
}

impl Source {
    /// Opens the recording that begins at the place `start` of a file: 0, or [`Source::next`] of the one before.
    ///
    /// # Errors
    /// When it cannot be opened, is empty, holds no sound, or is of a kind that is known and not read here.
    pub fn open(path: &Path, start: u64) -> Result<Self, InputError> {
        let failed = |source| InputError::Open {
            path: path.to_owned(),
            source,
        };
        let mut file = File::open(path).map_err(failed)?;
        let body_start = after_tags(&mut file, start).map_err(failed)?;
        let head = head_at(&mut file, body_start).map_err(failed)?;
        if head.is_empty() {
            return Err(InputError::Empty {
                path: path.to_owned(),
            });
        }
        if let Some(kind) = unread_kind(&head) {
            return Err(InputError::Unsupported {
                path: path.to_owned(),
                kind: kind.to_owned(),
            });
        }
        let end = file.seek(SeekFrom::End(0)).map_err(failed)?;
        let mut source = Self {
            kind: Kind::of(&head),
            head: Vec::new(),
            file,
            body_start,
            body_bytes: end.saturating_sub(body_start),
            next: None,
            at: 0,
        };
        if source.kind == Kind::Wav {
            source.take_wav(path)?;
        } else {
            source.end_before_next().map_err(failed)?;
        }
        source.at = 0;
        Ok(source)
    }

    /// Ends where another recording begins.
    fn end_before_next(&mut self) -> io::Result<()> {
        let next = match self.kind {
            Kind::Flac => joined::next_flac(self)?,
            Kind::Mp4 => joined::next_mp4(self)?,
            _ => None,
        };
        if let Some(next) = next {
            self.body_bytes = next;
            self.next = Some(self.body_start + next);
        }
        Ok(())
    }

    /// Takes the sound of a WAV, with a plain header before it.
    fn take_wav(&mut self, path: &Path) -> Result<(), InputError> {
        let failed = |source| InputError::Open {
            path: path.to_owned(),
            source,
        };
        let mut found = wav::layout(self).map_err(failed)?;
        if found.is_none() {
            found = wav::long_layout(self).map_err(failed)?;
        }
        let Some(found) = found else {
            return Err(InputError::Damaged {
                path: path.to_owned(),
                found: "it begins as a WAV, and no sound follows".to_owned(),
            });
        };
        if found.frames() == 0 {
            return Err(InputError::NoSound {
                path: path.to_owned(),
            });
        }
        let head = match found.encoding {
            wav::Encoding::Other(0x50 | 0x55) => {
                self.kind = Kind::Other;
                Some(Vec::new())
            }
            _ => wav::plain_header(&found),
        };
        let next = wav::next_recording(self, &found).map_err(failed)?;
        self.head = head.ok_or_else(|| InputError::Unsupported {
            path: path.to_owned(),
            kind: wav::describe(&found),
        })?;
        self.next = next.map(|next| self.body_start + next);
        self.body_start += found.data_start;
        self.body_bytes = found.data_bytes;
        Ok(())
    }

    /// Where in the file another recording begins, behind this one.
    #[must_use]
    pub fn next(&self) -> Option<u64> {
        self.next
    }

    /// What the file is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Number of bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.head.len() as u64 + self.body_bytes
    }
}

/// Up to 64 bytes from the place `at` on.
fn head_at(file: &mut File, at: u64) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.seek(SeekFrom::Start(at))?;
    Read::by_ref(file).take(64).read_to_end(&mut head)?;
    Ok(head)
}

/// Where the sound from `at` on begins: behind the ID3 tags there, however large the pictures in them are.
fn after_tags(file: &mut File, mut at: u64) -> io::Result<u64> {
    let end = file.seek(SeekFrom::End(0))?;
    loop {
        let head = head_at(file, at)?;
        match tag_bytes(&head).filter(|_| head.starts_with(b"ID3")) {
            Some(bytes) if at + bytes < end => at += bytes,
            _ => return Ok(at),
        }
    }
}

/// What a file is by its first bytes, when it is known and not read here.
fn unread_kind(head: &[u8]) -> Option<&'static str> {
    let has = |mark: &[u8]| head.windows(mark.len()).any(|part| part == mark);
    if head.starts_with(b"OggS") && has(b"Speex") {
        Some("Speex sound")
    } else if head.starts_with(b"#!AMR") {
        Some("AMR sound")
    } else if head.starts_with(&[0x30, 0x26, 0xB2, 0x75]) {
        Some("Windows Media sound")
    } else {
        None
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let head = self.head.len() as u64;
        let count = if self.at < head {
            let mut rest = &self.head[self.at as usize..];
            rest.read(into)?
        } else {
            let left = self.length().saturating_sub(self.at);
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(into.len());
            if most == 0 {
                return Ok(0);
            }
            self.file
                .seek(SeekFrom::Start(self.body_start + self.at - head))?;
            self.file.read(&mut into[..most])?
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => i128::from(place),
            SeekFrom::End(back) => i128::from(self.length()) + i128::from(back),
            SeekFrom::Current(on) => i128::from(self.at) + i128::from(on),
        };
        // Where no file reaches, nothing is read; the system would refuse the place.
        let place = place.min(i128::from(i64::MAX));
        self.at = u64::try_from(place).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
