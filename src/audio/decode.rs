//! Reads what people have: WAV of any kind, FLAC, MP3, M4A (AAC) and Ogg Vorbis. The only file that knows symphonia.
//!
//! A [`Decoder`] gives one channel of the sound, block by block. A packet that cannot be read becomes lost frames, as
//! on a microphone; a file of which too much cannot be read is refused when it is opened, by [`survey`].

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as CodecError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::units::Duration;

use super::channel::strongest;
use super::wav;

/// A file in which more than this share of the packets cannot be read counts as damaged.
const MOST_BAD_PACKETS: f64 = 0.02;

/// A file that ends before this share of the length that it claims counts as damaged.
const LEAST_OF_CLAIMED: f64 = 0.98;

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

/// What a file holds, found by reading all of it once.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Frames a second.
    pub rate_hz: u32,
    /// Length in frames, lost ones included.
    pub frames: u64,
    /// Number of channels.
    pub channels: usize,
    /// The strongest channel over the whole file, counted from zero.
    pub strongest: usize,
}

/// Reads the whole file once, and keeps none of it: is it sound, how long, and on which channel is the voice?
///
/// # Errors
/// When it is not a sound file, is of a kind that is not read here, holds nothing, or is damaged.
pub fn survey(path: &Path) -> Result<Survey, InputError> {
    let mut decoder = Decoder::open(path)?;
    let mut energy = Vec::new();
    let (mut frames, mut packets, mut bad) = (0u64, 0u64, 0u64);
    while let Some(block) = decoder
        .next_block()
        .map_err(|error| damaged(path, &error))?
    {
        packets += 1;
        match block {
            Block::Lost(count) => {
                bad += 1;
                frames += count;
            }
            Block::Frames(count) => {
                energy.resize(decoder.channels.max(1), 0.0f64);
                for frame in decoder.interleaved.chunks_exact(decoder.channels) {
                    for (sum, &sample) in energy.iter_mut().zip(frame) {
                        *sum += f64::from(sample) * f64::from(sample);
                    }
                }
                frames += count;
            }
        }
    }
    check_whole(path, &decoder, frames, packets, bad)?;
    Ok(Survey {
        rate_hz: decoder.rate_hz,
        frames,
        channels: decoder.channels,
        strongest: strongest(&energy),
    })
}

fn check_whole(
    path: &Path,
    decoder: &Decoder,
    frames: u64,
    packets: u64,
    bad: u64,
) -> Result<(), InputError> {
    let rate = f64::from(decoder.rate_hz);
    if bad > 0 && bad as f64 > MOST_BAD_PACKETS * packets as f64 {
        return Err(InputError::Damaged {
            path: path.to_owned(),
            found: format!("{bad} of {packets} pieces cannot be read"),
        });
    }
    if let Some(claimed) = decoder.claimed_frames
        && (frames as f64) < LEAST_OF_CLAIMED * claimed as f64
    {
        return Err(InputError::Damaged {
            path: path.to_owned(),
            found: format!(
                "it ends after {:.1} s, and should be {:.1} s long",
                frames as f64 / rate,
                claimed as f64 / rate
            ),
        });
    }
    if frames == 0 {
        return Err(InputError::NoSound {
            path: path.to_owned(),
        });
    }
    Ok(())
}

fn damaged(path: &Path, error: &io::Error) -> InputError {
    InputError::Damaged {
        path: path.to_owned(),
        found: error.to_string(),
    }
}

/// What [`Decoder::next_block`] brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// So many frames, read with [`Decoder::channel`].
    Frames(u64),
    /// So many frames could not be read.
    Lost(u64),
}

/// Decodes one file from its start.
pub struct Decoder {
    format: Box<dyn FormatReader>,
    codec: Box<dyn AudioDecoder>,
    track: u32,
    /// Seconds that one unit of a packet's duration lasts.
    unit_s: f64,
    rate_hz: u32,
    channels: usize,
    claimed_frames: Option<u64>,
    interleaved: Vec<f32>,
}

impl Decoder {
    /// Opens a file and finds its sound.
    ///
    /// # Errors
    /// When it cannot be opened, is not a sound file, or is of a kind that is not read here.
    pub fn open(path: &Path) -> Result<Self, InputError> {
        let (source, is_wav) = source(path)?;
        let hint = Hint::new();
        let stream = MediaSourceStream::new(source, Default::default());
        let format = symphonia::default::get_probe()
            .probe(
                &hint,
                stream,
                FormatOptions::default(),
                MetadataOptions::default(),
            )
            .map_err(|error| not_opened(path, &error))?;
        let track = format
            .default_track(TrackType::Audio)
            .ok_or_else(|| unsupported(path))?;
        let params = track
            .codec_params
            .as_ref()
            .and_then(|params| params.audio())
            .ok_or_else(|| unsupported(path))?;
        let codec = symphonia::default::get_codecs()
            .make_audio_decoder(params, &AudioDecoderOptions::default())
            .map_err(|_| unsupported(path))?;
        let rate_hz = params
            .sample_rate
            .filter(|&rate| rate > 0)
            .ok_or_else(|| unsupported(path))?;
        let unit_s = track.time_base.map_or(1.0 / f64::from(rate_hz), |base| {
            f64::from(base.numer.get()) / f64::from(base.denom.get())
        });
        Ok(Self {
            rate_hz,
            unit_s,
            channels: params
                .channels
                .as_ref()
                .map_or(1, |found| found.count().max(1)),
            // A WAV's own claim was set right by `source`; other kinds write theirs when they are finished.
            claimed_frames: track.num_frames.filter(|_| !is_wav),
            track: track.id,
            codec,
            format,
            interleaved: Vec::new(),
        })
    }

    /// Reads on; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on. What was read before was good.
    pub fn next_block(&mut self) -> io::Result<Option<Block>> {
        loop {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => return Ok(None),
                Err(CodecError::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    return Ok(None);
                }
                Err(error) => return Err(as_io(error)),
            };
            if packet.track_id != self.track {
                continue;
            }
            let expected = self.frames_in(packet.dur);
            match self.codec.decode(&packet) {
                Ok(sound) => {
                    self.channels = sound.spec().channels().count().max(1);
                    sound.copy_to_vec_interleaved(&mut self.interleaved);
                    let frames = (self.interleaved.len() / self.channels) as u64;
                    if frames > 0 {
                        return Ok(Some(Block::Frames(frames)));
                    }
                }
                Err(CodecError::DecodeError(_)) => return Ok(Some(Block::Lost(expected))),
                Err(error) => return Err(as_io(error)),
            }
        }
    }

    fn frames_in(&self, length: Duration) -> u64 {
        (length.get() as f64 * self.unit_s * f64::from(self.rate_hz)).round() as u64
    }

    /// One channel of the frames that [`Decoder::next_block`] brought; the last one when there are fewer.
    pub fn channel(&self, channel: usize) -> impl Iterator<Item = f32> {
        let channel = channel.min(self.channels - 1);
        self.interleaved
            .chunks_exact(self.channels)
            .map(move |frame| frame[channel])
    }
}

fn not_opened(path: &Path, error: &CodecError) -> InputError {
    match error {
        CodecError::DecodeError(found) => InputError::Damaged {
            path: path.to_owned(),
            found: (*found).to_owned(),
        },
        _ => InputError::NotAudio {
            path: path.to_owned(),
        },
    }
}

fn unsupported(path: &Path) -> InputError {
    InputError::Unsupported {
        path: path.to_owned(),
        kind: "sound of a kind".to_owned(),
    }
}

/// The bytes to decode, and whether they are a WAV's.
fn source(path: &Path) -> Result<(Box<dyn MediaSource>, bool), InputError> {
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
    let is_wav = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WAVE");
    if is_wav {
        return Ok((wav_source(path, file)?, true));
    }
    file.rewind().map_err(failed)?;
    Ok((Box::new(file), false))
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

/// A WAV as symphonia likes it best: a plain header that tells the truth, then the sound. That also spares it the
/// many ways in which recorders fill the header.
fn wav_source(path: &Path, mut file: File) -> Result<Box<dyn MediaSource>, InputError> {
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
    Ok(Box::new(Spliced {
        head,
        file,
        data_start: found.data_start,
        data_bytes: found.data_bytes,
        at: 0,
    }))
}

/// A header from memory, and behind it a stretch of a file.
struct Spliced {
    head: Vec<u8>,
    file: File,
    data_start: u64,
    data_bytes: u64,
    at: u64,
}

impl Spliced {
    fn length(&self) -> u64 {
        self.head.len() as u64 + self.data_bytes
    }
}

impl Read for Spliced {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let head = self.head.len() as u64;
        let count = if self.at < head {
            let mut rest = &self.head[self.at as usize..];
            rest.read(into)?
        } else {
            let left = self.length().saturating_sub(self.at);
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(into.len());
            self.file
                .seek(SeekFrom::Start(self.data_start + self.at - head))?;
            self.file.read(&mut into[..most])?
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Spliced {
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

impl MediaSource for Spliced {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length())
    }
}

fn as_io(error: CodecError) -> io::Error {
    match error {
        CodecError::IoError(error) => error,
        other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
    }
}
