//! A sound file as bytes to be decoded: what kind of file it is by its first bytes, and a WAV with its header set right.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::wav;

/// Rates that sound has, in frames a second: from half of a telephone's to the highest that converters offer.
pub const RATES_HZ: std::ops::RangeInclusive<u32> = 4_000..=768_000;

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
    #[error("{path} is not a sound file that rehearse knows (WAV, FLAC, MP3, M4A, Ogg Vorbis). If it is sound, convert it: {}", convert(path), path = path.display())]
    NotAudio {
        /// The file.
        path: PathBuf,
    },
    /// It is sound in a way of writing that is not read here, such as Opus.
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
    /// Too much of it cannot be read.
    #[error("{path} is damaged: {found}. To rescue what is left of it: {}", convert(path), path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        found: String,
    },
}

/// A command that converts `path` to something that can be read.
fn convert(path: &Path) -> String {
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
            Self::Other => "a file",
        }
    }

    fn of(head: &[u8]) -> Self {
        if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WAVE") {
            Self::Wav
        } else if head.starts_with(b"fLaC") {
            Self::Flac
        } else if head.starts_with(b"OggS") {
            Self::Ogg
        } else if head.get(4..8) == Some(b"ftyp") {
            Self::Mp4
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
    at: u64,
}

impl Source {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be opened, is empty, holds no sound, or is of a kind that is known and not read here.
    pub fn open(path: &Path) -> Result<Self, InputError> {
        let failed = |source| InputError::Open {
            path: path.to_owned(),
            source,
        };
        let mut file = File::open(path).map_err(failed)?;
        let mut head = Vec::new();
        Read::by_ref(&mut file)
            .take(64)
            .read_to_end(&mut head)
            .map_err(failed)?;
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
        let kind = Kind::of(&head);
        if kind == Kind::Wav {
            return Self::wav(path, file);
        }
        let body_bytes = file.seek(SeekFrom::End(0)).map_err(failed)?;
        Ok(Self {
            kind,
            head: Vec::new(),
            file,
            body_start: 0,
            body_bytes,
            at: 0,
        })
    }

    fn wav(path: &Path, mut file: File) -> Result<Self, InputError> {
        let found = wav::layout(&mut file).map_err(|source| InputError::Open {
            path: path.to_owned(),
            source,
        })?;
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
        let head = wav::plain_header(&found).ok_or_else(|| InputError::Unsupported {
            path: path.to_owned(),
            kind: wav::describe(&found),
        })?;
        Ok(Self {
            kind: Kind::Wav,
            head,
            file,
            body_start: found.data_start,
            body_bytes: found.data_bytes,
            at: 0,
        })
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

/// What a file is by its first bytes, when it is known and not read here.
fn unread_kind(head: &[u8]) -> Option<&'static str> {
    let has = |mark: &[u8]| head.windows(mark.len()).any(|part| part == mark);
    if head.starts_with(b"OggS") && has(b"OpusHead") {
        Some("Opus sound")
    } else if head.starts_with(b"OggS") && has(b"Speex") {
        Some("Speex sound")
    } else if head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) {
        Some("a WebM or Matroska file")
    } else if head.starts_with(b"#!AMR") {
        Some("AMR sound")
    } else if head.starts_with(b"FORM") {
        Some("an AIFF file")
    } else if head.starts_with(b"caff") {
        Some("a Core Audio file")
    } else if head.starts_with(&[0x30, 0x26, 0xB2, 0x75]) {
        Some("Windows Media sound")
    } else if head.starts_with(b"RF64") || head.starts_with(b"BW64") {
        Some("a WAV of the 64-bit kind")
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
        self.at = u64::try_from(place).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
