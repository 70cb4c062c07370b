//! Reads what people have: WAV of any kind, FLAC, MP3, M4A (AAC) and Ogg Vorbis. The only file that knows symphonia.
//!
//! A [`Decoder`] gives one channel of the sound, block by block. A packet that cannot be read becomes lost frames, as
//! on a microphone; a file of which too much cannot be read is refused when it is opened, by [`survey`].

use std::io;
use std::path::Path;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as CodecError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::units::Duration;

use super::route::Route;
use super::sample::{bounded, is_damaged};
pub use super::source::InputError;
use super::source::{Kind, RATES_HZ, Source};
use super::voice::VoiceMeter;

/// A file in which more than this share of the packets cannot be read counts as damaged.
const MOST_BAD_PACKETS: f64 = 0.02;

/// A file that ends before this share of the length that it claims counts as damaged.
const LEAST_OF_CLAIMED: f64 = 0.98;

/// A packet that cannot be read becomes at most so much silence, in milliseconds, whatever the file says about its
/// length. No packet of a codec for speech is longer.
const MOST_LOST_MS: u64 = 200;

/// The most channels that are read; of a room full of microphones, and not of a header that lies.
const MOST_CHANNELS: usize = 64;

/// What a file holds, found by reading all of it once.
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    /// Frames a second.
    pub rate_hz: u32,
    /// Length in frames, lost ones included.
    pub frames: u64,
    /// Number of channels.
    pub channels: usize,
    /// On which channel the voice is, from where on.
    pub route: Route,
}

/// Reads the whole file once, and keeps none of it: is it sound, how long, and on which channel is the voice?
///
/// # Errors
/// When it is not a sound file, is of a kind that is not read here, holds nothing, or is damaged.
pub fn survey(path: &Path) -> Result<Survey, InputError> {
    let mut decoder = Decoder::open(path)?;
    let mut meters: Vec<VoiceMeter> = Vec::new();
    let (mut frames, mut packets) = (0u64, 0u64);
    while let Some(block) = decoder
        .next_block()
        .map_err(|error| damaged(path, &error))?
    {
        packets += 1;
        match block {
            Block::Lost(count) => {
                frames += count;
                for meter in &mut meters {
                    meter.push_silence(count);
                }
            }
            Block::Frames(count) => {
                // A channel that comes later was silent before.
                while decoder.channels > 1 && meters.len() < decoder.channels {
                    let mut meter = VoiceMeter::new(decoder.rate_hz);
                    meter.push_silence(frames);
                    meters.push(meter);
                }
                for (channel, meter) in meters.iter_mut().enumerate() {
                    for sample in decoder.channel(channel) {
                        meter.push(sample);
                    }
                }
                frames += count;
            }
        }
    }
    check_whole(path, &decoder, frames, packets)?;
    Ok(Survey {
        rate_hz: decoder.rate_hz,
        frames,
        channels: decoder.channels,
        route: Route::of(&meters),
    })
}

fn check_whole(
    path: &Path,
    decoder: &Decoder,
    frames: u64,
    packets: u64,
) -> Result<(), InputError> {
    let (rate, bad) = (f64::from(decoder.rate_hz), decoder.bad_packets);
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
    /// So many frames could not be read, or held no sound.
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
    /// Packets so far that could not be decoded.
    bad_packets: u64,
    interleaved: Vec<f32>,
}

impl Decoder {
    /// Opens a file and finds its sound.
    ///
    /// # Errors
    /// When it cannot be opened, is not a sound file, or is of a kind that is not read here.
    pub fn open(path: &Path) -> Result<Self, InputError> {
        let source = Source::open(path)?;
        let kind = source.kind();
        let stream = MediaSourceStream::new(Box::new(source), Default::default());
        let format = symphonia::default::get_probe()
            .probe(
                &Hint::new(),
                stream,
                FormatOptions::default(),
                MetadataOptions::default(),
            )
            .map_err(|error| not_opened(path, kind, &error))?;
        let unsupported = || InputError::Unsupported {
            path: path.to_owned(),
            kind: format!("{} whose sound is of an unknown kind", kind.name()),
        };
        let track = format
            .default_track(TrackType::Audio)
            .ok_or_else(unsupported)?;
        let params = track
            .codec_params
            .as_ref()
            .and_then(|params| params.audio())
            .ok_or_else(unsupported)?;
        let codec = symphonia::default::get_codecs()
            .make_audio_decoder(params, &AudioDecoderOptions::default())
            .map_err(|_| unsupported())?;
        let rate_hz = params
            .sample_rate
            .filter(|&rate| rate > 0)
            .ok_or_else(unsupported)?;
        let unit_s = track.time_base.map_or(1.0 / f64::from(rate_hz), |base| {
            f64::from(base.numer.get()) / f64::from(base.denom.get())
        });
        if !RATES_HZ.contains(&rate_hz) {
            return Err(InputError::Rate {
                path: path.to_owned(),
                rate_hz,
            });
        }
        let channels = params
            .channels
            .as_ref()
            .map_or(1, |found| found.count().max(1));
        if channels > MOST_CHANNELS {
            return Err(InputError::Unsupported {
                path: path.to_owned(),
                kind: format!("{} with {channels} channels", kind.name()),
            });
        }
        Ok(Self {
            rate_hz,
            unit_s,
            channels,
            // A WAV's own claim was set right by `source`; other kinds write theirs when they are finished.
            claimed_frames: track.num_frames.filter(|_| kind != Kind::Wav),
            track: track.id,
            codec,
            format,
            bad_packets: 0,
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
                        return Ok(Some(self.checked(frames)));
                    }
                }
                Err(CodecError::DecodeError(_)) => {
                    self.bad_packets += 1;
                    return Ok(Some(Block::Lost(expected)));
                }
                Err(error) => return Err(as_io(error)),
            }
        }
    }

    /// Makes every sample a number within full scale. A block counts as lost when half of every channel is damaged.
    fn checked(&mut self, frames: u64) -> Block {
        let mut damaged = vec![0u64; self.channels];
        for frame in self.interleaved.chunks_exact_mut(self.channels) {
            for (sample, damaged) in frame.iter_mut().zip(&mut damaged) {
                *damaged += u64::from(is_damaged(*sample));
                *sample = bounded(*sample);
            }
        }
        if damaged.iter().all(|&damaged| 2 * damaged > frames) {
            Block::Lost(frames)
        } else {
            Block::Frames(frames)
        }
    }

    fn frames_in(&self, length: Duration) -> u64 {
        let frames = (length.get() as f64 * self.unit_s * f64::from(self.rate_hz)).round() as u64;
        frames.min(u64::from(self.rate_hz) * MOST_LOST_MS / 1000)
    }

    /// One channel of the frames that [`Decoder::next_block`] brought; the last one when there are fewer.
    pub fn channel(&self, channel: usize) -> impl Iterator<Item = f32> {
        let channel = channel.min(self.channels - 1);
        self.interleaved
            .chunks_exact(self.channels)
            .map(move |frame| frame[channel])
    }
}

/// Symphonia could not open it: damaged, when its first bytes are those of a kind that is read.
fn not_opened(path: &Path, kind: Kind, error: &CodecError) -> InputError {
    let path = path.to_owned();
    match (kind, error) {
        (Kind::Other, _) => InputError::NotAudio { path },
        (_, CodecError::DecodeError(found)) => InputError::Damaged {
            path,
            found: (*found).to_owned(),
        },
        _ => InputError::Damaged {
            path,
            found: format!("it begins as {}, and the rest does not fit", kind.name()),
        },
    }
}

impl MediaSource for Source {
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
