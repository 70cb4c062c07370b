//! Reads what people have: WAV of any kind, FLAC, MP3, M4A (AAC), Opus, Ogg, WebM and Matroska, AIFF and CAF. The only
//! file that knows symphonia.
//!
//! A [`Decoder`] gives the sound of one track, block by block. A packet that cannot be read becomes lost frames, as
//! on a microphone; a file of which too much cannot be read is refused when it is opened, by [`survey`]. What a header
//! says about rate and length is never trusted alone: the rate is that of the decoded sound, and no memory is taken for
//! a length.

use std::io;
use std::path::{Path, PathBuf};

use symphonia::core::audio::layouts::{CHANNEL_LAYOUT_MONO, CHANNEL_LAYOUT_STEREO};
use symphonia::core::codecs::audio::well_known::{CODEC_ID_AAC, CODEC_ID_MP3, CODEC_ID_OPUS};
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error as CodecError;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, Track};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;
use symphonia::core::units::{Duration, Timestamp};

use super::elementary::{Format, Frames, Piece};
use super::opus::{self, OpusDecoder};
use super::route::Route;
use super::sample::{bounded, is_damaged};
pub use super::source::InputError;
use super::source::{Kind, RATES_HZ, Source};
use super::voice::VoiceMeter;

/// A file in which more than this share of the packets cannot be read counts as damaged.
const MOST_BAD_PACKETS: f64 = 0.02;

/// A file that ends before this share of the length that it claims counts as damaged.
const LEAST_OF_CLAIMED: f64 = 0.98;

/// A file that is shorter by less than this than it claims is whole, in seconds: the last packet is seldom full.
const LAST_PACKET_S: f64 = 0.15;

/// A packet that cannot be read becomes at most so much silence, in milliseconds, whatever the file says about its
/// length. No packet of a codec for speech is longer.
const MOST_LOST_MS: u64 = 200;

/// What is said about a recording that was joined to a good one.
const JOINED_UNREADABLE: &str = "another recording was joined to it, and that one cannot be read";

/// The most channels that are read; of a room full of microphones, and not of a header that lies.
const MOST_CHANNELS: usize = 64;

/// The longest packet that a decoder makes room for, in frames. FLAC's are the longest, at 65 535.
const MOST_PACKET_FRAMES: u64 = 1 << 17;

/// The most tracks that are listened to for a voice.
const MOST_TRACKS: usize = 16;

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
    /// The track with the voice, of those that hold sound.
    pub track: TrackChoice,
    /// Samples that were no sound at all and became silence, or full scale, in stretches that are not lost.
    pub damaged_samples: u64,
    /// The largest sample on any channel; above 1 in some files of float samples.
    pub peak: f32,
}

/// A track of a file, counted from zero, and of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackChoice {
    /// Its number among the tracks that hold sound.
    pub index: usize,
    /// The number of tracks that hold sound.
    pub of: usize,
}

/// Reads the whole file once, and keeps none of it: is it sound, how long, and where is the voice?
///
/// # Errors
/// When it is not a sound file, is of a kind that is not read here, holds nothing, or is damaged.
pub fn survey(path: &Path) -> Result<Survey, InputError> {
    let first = Decoder::open(path, 0)?;
    let of = first.tracks;
    let mut best = survey_track(path, first, of > 1);
    for index in 1..of.min(MOST_TRACKS) {
        let next = Decoder::open(path, index).and_then(|track| survey_track(path, track, true));
        let has_more = match (&best, &next) {
            (Ok((_, most)), Ok((_, voice))) => voice > most,
            (Err(_), Ok(_)) => true,
            (_, Err(_)) => false,
        };
        if has_more {
            best = next;
        }
    }
    best.map(|(survey, _)| survey)
}

/// What one track holds, and how much voice when that `has_rivals`.
fn survey_track(
    path: &Path,
    mut decoder: Decoder,
    has_rivals: bool,
) -> Result<(Survey, f32), InputError> {
    let mut meters: Vec<VoiceMeter> = Vec::new();
    let (mut frames, mut packets) = (0u64, 0u64);
    let mut peak = 0.0f32;
    loop {
        let block = match decoder.next_block() {
            Ok(Some(block)) => block,
            Ok(None) => break,
            Err(error) => return Err(error.of_file(path)),
        };
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
                let measured = decoder.channels > 1 || has_rivals;
                while measured && meters.len() < decoder.channels {
                    let mut meter = VoiceMeter::new(decoder.rate_hz);
                    meter.push_silence(frames);
                    meters.push(meter);
                }
                let sizes = decoder.interleaved.iter().map(|sample| sample.abs());
                peak = sizes.fold(peak, f32::max);
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
    let voice = meters.iter().map(VoiceMeter::score).fold(0.0, f32::max);
    let survey = Survey {
        rate_hz: decoder.rate_hz,
        frames,
        channels: decoder.channels,
        route: Route::of(&meters),
        track: TrackChoice {
            index: decoder.index,
            of: decoder.tracks,
        },
        damaged_samples: decoder.damaged_samples,
        peak,
    };
    Ok((survey, voice))
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
            found: format!("{bad} of {} pieces cannot be read", packets.max(bad)),
        });
    }
    let (length_s, claimed_s) = (frames as f64 / rate, decoder.claimed_s());
    if length_s < (LEAST_OF_CLAIMED * claimed_s).min(claimed_s - LAST_PACKET_S) {
        return Err(InputError::Damaged {
            path: path.to_owned(),
            found: format!("it ends after {length_s:.1} s, and should be {claimed_s:.1} s long"),
        });
    }
    if frames == 0 {
        return Err(InputError::NoSound {
            path: path.to_owned(),
        });
    }
    Ok(())
}

/// Why a file cannot be read on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The system does not give it out.
    #[error(transparent)]
    Read(#[from] io::Error),
    /// What is there makes no sense.
    #[error("{0}")]
    Broken(String),
    /// Its rate is none that sound has.
    #[error("it has {0} samples a second")]
    Rate(u32),
    /// Its rate changes.
    #[error("it changes from {first_hz} to {then_hz} samples a second")]
    Joined {
        /// Frames a second at first.
        first_hz: u32,
        /// Frames a second later.
        then_hz: u32,
        /// Frames before the change.
        after: u64,
    },
}

impl DecodeError {
    fn of_file(self, path: &Path) -> InputError {
        let path = path.to_owned();
        match self {
            Self::Read(error) => InputError::Damaged {
                path,
                found: error.to_string(),
            },
            Self::Broken(found) => InputError::Damaged { path, found },
            Self::Rate(rate_hz) => InputError::Rate { path, rate_hz },
            Self::Joined {
                first_hz,
                then_hz,
                after,
            } => InputError::Joined {
                path,
                first_hz,
                then_hz,
                after_s: after as f64 / f64::from(first_hz),
            },
        }
    }
}

impl From<CodecError> for DecodeError {
    fn from(error: CodecError) -> Self {
        match error {
            CodecError::IoError(error) => Self::Read(error),
            CodecError::DecodeError(found) => Self::Broken(found.to_owned()),
            other => Self::Broken(other.to_string()),
        }
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

/// Decodes one track of a file from its start.
pub struct Decoder {
    path: PathBuf,
    /// Where in the file another recording begins.
    next: Option<u64>,
    packets: Packets,
    codec: Codec,
    /// The track among those that hold sound, and their number.
    index: usize,
    tracks: usize,
    /// As the file says, until the first block was decoded; after that, the truth.
    rate_hz: u32,
    channels: usize,
    /// Frames so far.
    frames: u64,
    /// Length that the file's finished parts and tables claim, in seconds.
    claimed_s: f64,
    /// Packets so far that could not be decoded.
    bad_packets: u64,
    damaged_samples: u64,
    interleaved: Vec<f32>,
}

/// Where packets come from.
enum Packets {
    Container {
        format: Box<dyn FormatReader>,
        track: u32,
        /// Seconds that one unit of a packet's duration lasts.
        unit_s: f64,
    },
    Elementary(Frames<Source>),
}

/// What makes sound of packets.
enum Codec {
    Symphonia(Box<dyn AudioDecoder>),
    Opus(Box<OpusDecoder>),
}

impl Decoder {
    /// Opens a file and finds its track number `index` of those that hold sound.
    ///
    /// # Errors
    /// When it cannot be opened, is not a sound file, or is of a kind that is not read here.
    pub fn open(path: &Path, index: usize) -> Result<Self, InputError> {
        Self::open_at(path, 0, index)
    }

    fn open_at(path: &Path, start: u64, index: usize) -> Result<Self, InputError> {
        let source = Source::open(path, start)?;
        match source.kind() {
            Kind::Other => Self::elementary(path, source),
            kind => Self::container(path, kind, source, index),
        }
    }

    fn container(
        path: &Path,
        kind: Kind,
        source: Source,
        index: usize,
    ) -> Result<Self, InputError> {
        let next = source.next();
        let stream = MediaSourceStream::new(Box::new(source), Default::default());
        let format = symphonia::default::get_probe()
            .probe(
                &Hint::new(),
                stream,
                FormatOptions::default(),
                MetadataOptions::default(),
            )
            .map_err(|error| not_opened(path, kind, &error))?;
        let unsupported = |what: String| InputError::Unsupported {
            path: path.to_owned(),
            kind: format!("{} {what}", kind.name()),
        };
        let mut found: Vec<_> = format.tracks().iter().filter_map(readable).collect();
        let tracks = found.len();
        if index >= tracks {
            return Err(unsupported("whose sound is of an unknown kind".to_owned()));
        }
        let (track, codec) = found.swap_remove(index);
        if track.channels > MOST_CHANNELS {
            return Err(unsupported(format!("with {} channels", track.channels)));
        }
        Ok(Self {
            path: path.to_owned(),
            next,
            codec,
            index,
            tracks,
            rate_hz: track.rate_hz,
            channels: track.channels,
            // A WAV's own claim was set right by `source`; other kinds write theirs when they are finished.
            claimed_s: if kind == Kind::Wav {
                0.0
            } else {
                track.claimed_s
            },
            packets: Packets::Container {
                track: track.id,
                unit_s: track.unit_s,
                format,
            },
            frames: 0,
            bad_packets: 0,
            damaged_samples: 0,
            interleaved: Vec::new(),
        })
    }

    fn elementary(path: &Path, source: Source) -> Result<Self, InputError> {
        let (length, next) = (source.length(), source.next());
        let frames = Frames::find(source, length).map_err(|source| InputError::Open {
            path: path.to_owned(),
            source,
        })?;
        let not_audio = || InputError::NotAudio {
            path: path.to_owned(),
        };
        let frames = frames.ok_or_else(not_audio)?;
        let format = frames.format().ok_or_else(not_audio)?;
        let codec = Codec::elementary(format).ok_or_else(|| InputError::Unsupported {
            path: path.to_owned(),
            kind: "AAC of a kind that is too complex".to_owned(),
        })?;
        Ok(Self {
            path: path.to_owned(),
            next,
            packets: Packets::Elementary(frames),
            codec,
            index: 0,
            tracks: 1,
            rate_hz: format.rate_hz,
            channels: usize::from(format.channels),
            frames: 0,
            claimed_s: 0.0,
            bad_packets: 0,
            damaged_samples: 0,
            interleaved: Vec::new(),
        })
    }

    /// How long the file says that it is, in seconds; 0 when it does not say.
    fn claimed_s(&self) -> f64 {
        match &self.packets {
            Packets::Container { .. } => self.claimed_s,
            Packets::Elementary(frames) => {
                frames.cut_off().unwrap_or(0) as f64 / f64::from(self.rate_hz.max(1))
            }
        }
    }

    /// Reads on; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on. What was read before was good.
    pub fn next_block(&mut self) -> Result<Option<Block>, DecodeError> {
        loop {
            let block = match &self.packets {
                Packets::Container { .. } => self.next_of_container()?,
                Packets::Elementary(_) => self.next_of_elementary()?,
            };
            let Some(block) = block else {
                if self.go_on()? {
                    continue;
                }
                return Ok(None);
            };
            let (Block::Frames(count) | Block::Lost(count)) = block;
            self.frames += count;
            if count > 0 {
                return Ok(Some(block));
            }
        }
    }

    /// Takes up the recording that is joined to the one that has ended; whether there is one.
    fn go_on(&mut self) -> Result<bool, DecodeError> {
        let Some(start) = self.next.take() else {
            return Ok(false);
        };
        let next = Self::open_at(&self.path, start, self.index)
            .or_else(|_| Self::open_at(&self.path, start, 0))
            .map_err(|_| DecodeError::Broken(JOINED_UNREADABLE.to_owned()))?;
        self.claimed_s += next.claimed_s();
        (self.packets, self.codec, self.next) = (next.packets, next.codec, next.next);
        Ok(true)
    }

    fn next_of_container(&mut self) -> Result<Option<Block>, DecodeError> {
        let Packets::Container {
            format,
            track,
            unit_s,
        } = &mut self.packets
        else {
            return Ok(None);
        };
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            Ok(None) => return Ok(None),
            Err(CodecError::IoError(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Ok(None);
            }
            Err(CodecError::ResetRequired) => return self.restart().map(|()| Some(Block::Lost(0))),
            Err(error) => return Err(error.into()),
        };
        if packet.track_id != *track {
            return Ok(Some(Block::Lost(0)));
        }
        let length_s = packet.block_dur().get() as f64 * *unit_s;
        let filling_s = packet.trim_end.get() as f64 * *unit_s;
        let block = self.decode(&packet, length_s, 0)?;
        Ok(Some(match self.codec {
            Codec::Opus(_) => self.cut_end(block, filling_s),
            // The other codecs do that themselves.
            Codec::Symphonia(_) => block,
        }))
    }

    /// Takes up the next of the recordings that are joined in an Ogg file.
    fn restart(&mut self) -> Result<(), DecodeError> {
        let Packets::Container {
            format,
            track,
            unit_s,
        } = &mut self.packets
        else {
            return Ok(());
        };
        let (next, codec) = format
            .tracks()
            .iter()
            .find_map(readable)
            .ok_or_else(|| DecodeError::Broken(JOINED_UNREADABLE.to_owned()))?;
        (*track, *unit_s) = (next.id, next.unit_s);
        self.claimed_s += next.claimed_s;
        self.codec = codec;
        Ok(())
    }

    fn next_of_elementary(&mut self) -> Result<Option<Block>, DecodeError> {
        let Packets::Elementary(frames) = &mut self.packets else {
            return Ok(None);
        };
        let known = frames.format();
        let (format, data, run_in, filling) = match frames.next()? {
            Some(Piece::Frame {
                format,
                data,
                run_in,
                filling,
            }) => (format, data, run_in, filling),
            Some(Piece::Noise { frames, samples }) => {
                self.bad_packets += frames;
                let longest = u64::from(self.rate_hz) * MOST_LOST_MS / 1000;
                return Ok(Some(Block::Lost(
                    (frames * u64::from(samples)).min(longest),
                )));
            }
            None => return Ok(None),
        };
        if known != Some(format) {
            self.codec = Codec::elementary(format)
                .ok_or_else(|| DecodeError::Broken(JOINED_UNREADABLE.to_owned()))?;
        }
        let rate = f64::from(format.rate_hz);
        let packet = Packet::new(0, Timestamp::ZERO, Duration::new(0), data);
        let block = self.decode(&packet, f64::from(format.samples) / rate, run_in as usize)?;
        Ok(Some(self.cut_end(block, f64::from(filling) / rate)))
    }

    /// Decodes a packet that should last `length_s`, without its first `run_in` frames.
    fn decode(
        &mut self,
        packet: &Packet,
        length_s: f64,
        run_in: usize,
    ) -> Result<Block, DecodeError> {
        let decoded = match &mut self.codec {
            Codec::Symphonia(codec) => match codec.decode(packet) {
                Ok(sound) => {
                    let spec = sound.spec();
                    let found = (spec.rate(), spec.channels().count().max(1));
                    sound.copy_to_vec_interleaved(&mut self.interleaved);
                    Some(found)
                }
                Err(CodecError::DecodeError(_)) => None,
                Err(error) => return Err(error.into()),
            },
            Codec::Opus(codec) => codec
                .decode(&packet.data, &mut self.interleaved)
                .ok()
                .map(|()| (opus::RATE_HZ, codec.channels())),
        };
        let Some((rate_hz, channels)) = decoded else {
            self.bad_packets += 1;
            let frames = (length_s * f64::from(self.rate_hz)).round() as u64;
            let longest = u64::from(self.rate_hz) * MOST_LOST_MS / 1000;
            return Ok(Block::Lost(frames.min(longest)));
        };
        self.channels = channels;
        let run_in = (run_in * channels).min(self.interleaved.len());
        self.interleaved.drain(..run_in);
        if !self.interleaved.is_empty() {
            self.settle_rate(rate_hz)?;
        }
        Ok(self.checked())
    }

    /// The first block tells the rate; the others have to have the same.
    fn settle_rate(&mut self, rate_hz: u32) -> Result<(), DecodeError> {
        if !RATES_HZ.contains(&rate_hz) {
            return Err(DecodeError::Rate(rate_hz));
        }
        if self.frames == 0 {
            self.rate_hz = rate_hz;
        }
        if self.rate_hz != rate_hz {
            return Err(DecodeError::Joined {
                first_hz: self.rate_hz,
                then_hz: rate_hz,
                after: self.frames,
            });
        }
        Ok(())
    }

    /// Makes every sample a number, and what is no sound at all one within full scale; sound louder than that stays as
    /// it is, to be made quieter as a whole. A block counts as lost when half of every channel is damaged.
    fn checked(&mut self) -> Block {
        let frames = (self.interleaved.len() / self.channels) as u64;
        let mut damaged = vec![0u64; self.channels];
        for frame in self.interleaved.chunks_exact_mut(self.channels) {
            for (sample, damaged) in frame.iter_mut().zip(&mut damaged) {
                if is_damaged(*sample) {
                    *damaged += 1;
                    *sample = bounded(*sample);
                }
            }
        }
        if damaged.iter().all(|&damaged| 2 * damaged > frames) {
            return Block::Lost(frames);
        }
        self.damaged_samples += damaged.iter().sum::<u64>();
        Block::Frames(frames)
    }

    /// `block` without what only fills it at its end.
    fn cut_end(&mut self, block: Block, filling_s: f64) -> Block {
        let filling = (filling_s * f64::from(self.rate_hz)).round() as u64;
        let Block::Frames(frames) = block else {
            return block;
        };
        let kept = frames.saturating_sub(filling);
        self.interleaved.truncate(kept as usize * self.channels);
        Block::Frames(kept)
    }

    /// One channel of the frames that [`Decoder::next_block`] brought; the last one when there are fewer.
    pub fn channel(&self, channel: usize) -> impl Iterator<Item = f32> {
        let channel = channel.min(self.channels - 1);
        self.interleaved
            .chunks_exact(self.channels)
            .map(move |frame| frame[channel])
    }
}

impl Codec {
    /// What decodes a track with these parameters, if anything here does.
    fn of(params: &AudioCodecParameters) -> Option<Self> {
        let channels = params.channels.as_ref().map_or(1, |found| found.count());
        let packet_frames = params.max_frames_per_packet.max(params.frames_per_block);
        if packet_frames.is_some_and(|frames| frames > MOST_PACKET_FRAMES) {
            return None;
        }
        if params.codec == CODEC_ID_OPUS {
            let decoder = OpusDecoder::new(params.extra_data.as_deref(), channels).ok()?;
            return Some(Self::Opus(Box::new(decoder)));
        }
        let plain = params
            .extra_data
            .as_deref()
            .filter(|_| params.codec == CODEC_ID_AAC);
        let mut params = params.clone();
        if let Some(plain) = plain.and_then(plain_aac) {
            params.with_extra_data(plain.into());
        }
        let codecs = symphonia::default::get_codecs();
        let decoder = codecs.make_audio_decoder(&params, &AudioDecoderOptions::default());
        decoder.ok().map(Self::Symphonia)
    }

    fn elementary(format: Format) -> Option<Self> {
        let mut params = AudioCodecParameters::new();
        params
            .for_codec(if format.is_aac {
                CODEC_ID_AAC
            } else {
                CODEC_ID_MP3
            })
            .with_sample_rate(format.rate_hz)
            .with_channels(match format.channels {
                1 => CHANNEL_LAYOUT_MONO,
                2 => CHANNEL_LAYOUT_STEREO,
                _ => return None,
            });
        Self::of(&params)
    }
}

/// What is taken from a container's description of a track.
struct Described {
    id: u32,
    rate_hz: u32,
    channels: usize,
    /// Seconds that one unit of its times lasts.
    unit_s: f64,
    /// How long it says that it is, in seconds; 0 when it does not say.
    claimed_s: f64,
}

/// A track, and what decodes it; `None` when it holds no sound, or none that can be decoded.
fn readable(track: &Track) -> Option<(Described, Codec)> {
    let params = track.codec_params.as_ref()?.audio()?;
    let codec = Codec::of(params)?;
    let rate_hz = params.sample_rate.unwrap_or(0);
    let unit_s = track
        .time_base
        .map_or(1.0 / f64::from(rate_hz.max(1)), |base| {
            f64::from(base.numer.get()) / f64::from(base.denom.get())
        });
    let units = track.duration.map_or(0, Duration::get);
    let counted_s = track.num_frames.unwrap_or(0) as f64 / f64::from(rate_hz.max(1));
    let described = Described {
        id: track.id,
        rate_hz,
        channels: params
            .channels
            .as_ref()
            .map_or(1, |found| found.count().max(1)),
        unit_s,
        claimed_s: if units > 0 {
            units as f64 * unit_s
        } else {
            counted_s
        },
    };
    Some((described, codec))
}

/// The configuration of AAC without its extensions for high efficiency. What remains is the same sound at half the
/// rate, which is enough for speech. `None` when there is no plain low-complexity sound below them.
fn plain_aac(config: &[u8]) -> Option<Vec<u8>> {
    let mut bits = Bits::of(config);
    let mut kind = bits.object();
    let (rate, rate_bits) = bits.rate();
    let channels = bits.take(4);
    // Spectral band replication, also with parametric stereo.
    if kind == 5 || kind == 29 {
        bits.rate();
        kind = bits.object();
    }
    let is_short = bits.take(1) == 1;
    let plain = (2 << rate_bits | rate) << 7 | channels << 3;
    let length = (5 + rate_bits + 7usize).div_ceil(8);
    let plain = plain << (8 * length - (5 + rate_bits + 7));
    let bytes = plain.to_be_bytes();
    (kind == 2 && !is_short).then(|| bytes[bytes.len() - length..].to_vec())
}

/// The first bits of a configuration, the highest first.
struct Bits(u128);

impl Bits {
    fn of(bytes: &[u8]) -> Self {
        let mut first = [0; 16];
        let length = bytes.len().min(first.len());
        first[..length].copy_from_slice(&bytes[..length]);
        Self(u128::from_be_bytes(first))
    }

    fn take(&mut self, count: u32) -> u128 {
        let taken = self.0 >> (128 - count);
        self.0 <<= count;
        taken
    }

    fn object(&mut self) -> u128 {
        match self.take(5) {
            31 => 32 + self.take(6),
            kind => kind,
        }
    }

    /// A rate by its number, or written out, and how many bits that takes.
    fn rate(&mut self) -> (u128, usize) {
        match self.take(4) {
            15 => (15 << 24 | self.take(24), 28),
            number => (number, 4),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_of_aac_are_taken_off_its_configuration() {
        for (what, config, wanted) in [
            (
                "plain, 44.1 kHz stereo",
                &[0x12, 0x10][..],
                Some(&[0x12, 0x10][..]),
            ),
            (
                "explicit, 22.05 kHz below",
                &[0x2B, 0x92, 0x08, 0x00],
                Some(&[0x13, 0x90]),
            ),
            (
                "with parametric stereo",
                &[0xEB, 0x8A, 0x08, 0x00],
                Some(&[0x13, 0x88]),
            ),
            (
                "backward compatible",
                &[0x13, 0x10, 0x56, 0xE5, 0x98],
                Some(&[0x13, 0x10]),
            ),
            (
                "a rate in full",
                &[0x17, 0x80, 0x1F, 0x40, 0x08],
                Some(&[0x17, 0x80, 0x1F, 0x40, 0x08]),
            ),
            ("main profile", &[0x0A, 0x10], None),
            ("frames of 960", &[0x12, 0x14], None),
            ("nothing", &[], None),
        ] {
            assert_eq!(plain_aac(config).as_deref(), wanted, "{what}");
        }
    }
}
