//! Decodes Opus packets with libopus, as messengers and browsers record them. The only file that knows opusic-c.
//!
//! Always at 48 kHz. The first samples, which only let the decoder settle, are left out, and the gain that the header
//! asks for is applied.

#![allow(
    unsafe_code,
    reason = "opusic-c forgot to say that this one of its decoders may move to another thread"
)]

use opusic_c::multistream::{Config, Decoder};
use opusic_c::{ErrorCode, SampleRate};

/// Frames a second that come out.
pub const RATE_HZ: u32 = 48_000;

/// The longest packet, in frames: 120 ms.
const LONGEST: usize = 5_760;

/// The most channels of a stream whose channels have a meaning (RFC 7845).
const MOST_CHANNELS: usize = 8;

/// What cannot be decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpusError {
    /// The header makes no sense, or more channels than can be decoded.
    #[error("its Opus header makes no sense")]
    Header,
    /// A packet is damaged.
    #[error("an Opus packet is damaged")]
    Packet,
}

/// Decodes the packets of one stream in their order.
pub struct OpusDecoder {
    inner: Decoder,
    channels: usize,
    /// Frames still to be left out.
    settling: usize,
    block: Vec<f32>,
}

// SAFETY: the decoder is one block of memory that nothing else points to, and libopus keeps no state of a thread.
unsafe impl Send for OpusDecoder {}

/// What the identification header says.
struct Head {
    channels: usize,
    settling: u16,
    gain: i16,
    streams: u8,
    coupled: u8,
    mapping: Vec<u8>,
}

impl OpusDecoder {
    /// For a stream with the identification header `head`; without one, for one or two channels.
    ///
    /// # Errors
    /// When the header makes no sense.
    pub fn new(head: Option<&[u8]>, channels: usize) -> Result<Self, OpusError> {
        let head = match head.filter(|head| head.starts_with(b"OpusHead")) {
            Some(head) => Head::read(head).ok_or(OpusError::Header)?,
            None => Head::plain(channels.clamp(1, 2)),
        };
        let mut inner = head.decoder().ok_or(OpusError::Header)?;
        inner
            .set_gain(i32::from(head.gain))
            .map_err(|_| OpusError::Header)?;
        Ok(Self {
            inner,
            channels: head.channels,
            settling: usize::from(head.settling),
            block: vec![0.0; LONGEST * head.channels],
        })
    }

    /// Number of channels.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Decodes the next packet into `into`, all channels of a frame side by side, in place of what it held.
    ///
    /// # Errors
    /// When the packet is damaged. The next one can be decoded all the same.
    pub fn decode(&mut self, packet: &[u8], into: &mut Vec<f32>) -> Result<(), OpusError> {
        into.clear();
        if packet.is_empty() {
            return Err(OpusError::Packet);
        }
        let frames = self
            .inner
            .decode_float_to_slice(packet, &mut self.block, false)
            .map_err(|_: ErrorCode| OpusError::Packet)?
            .min(LONGEST);
        let skip = self.settling.min(frames);
        self.settling -= skip;
        into.extend_from_slice(&self.block[skip * self.channels..frames * self.channels]);
        Ok(())
    }
}

impl Head {
    fn plain(channels: usize) -> Self {
        Self {
            channels,
            settling: 0,
            gain: 0,
            streams: 1,
            coupled: u8::from(channels == 2),
            mapping: vec![0, 1],
        }
    }

    fn read(head: &[u8]) -> Option<Self> {
        let &[version, channels, s0, s1, _, _, _, _, g0, g1, family, ..] = head.get(8..)? else {
            return None;
        };
        // MP4 writes version 0, and its numbers the other way round.
        let (settling, gain) = if version == 0 {
            (u16::from_be_bytes([s0, s1]), i16::from_be_bytes([g0, g1]))
        } else {
            (u16::from_le_bytes([s0, s1]), i16::from_le_bytes([g0, g1]))
        };
        let channels = usize::from(channels);
        let mut read = Self {
            settling,
            gain,
            ..Self::plain(channels)
        };
        match (family, channels) {
            (0, 1 | 2) => {}
            (0, _) | (_, 0) => return None,
            (_, MOST_CHANNELS..) if channels > MOST_CHANNELS => return None,
            _ => {
                (read.streams, read.coupled) = (*head.get(19)?, *head.get(20)?);
                read.mapping = head.get(21..21 + channels)?.to_vec();
            }
        }
        Some(read)
    }

    fn decoder(&self) -> Option<Decoder> {
        match self.channels {
            1 => self.with::<1>(),
            2 => self.with::<2>(),
            3 => self.with::<3>(),
            4 => self.with::<4>(),
            5 => self.with::<5>(),
            6 => self.with::<6>(),
            7 => self.with::<7>(),
            MOST_CHANNELS => self.with::<MOST_CHANNELS>(),
            _ => None,
        }
    }

    fn with<const CHANNELS: usize>(&self) -> Option<Decoder> {
        let mapping = self.mapping.get(..CHANNELS)?.try_into().ok()?;
        let config = Config::<CHANNELS>::try_new(self.streams, self.coupled, mapping)?;
        Decoder::new(config, SampleRate::Hz48000).ok()
    }
}
