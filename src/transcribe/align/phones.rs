//! How likely a frame of sound is under every English phone: the acoustic model, read from `assets/align-en`.
//!
//! CMU Sphinx's en-us model, its phones without context only: for every phone three streams of Gaussians, shared by
//! its three states, which weigh them differently. See `assets/align-en/README.md` for source, licence and format.

use std::io::Read;

use flate2::read::GzDecoder;

use super::features::{Frame, WIDTH};
use crate::pronounce::DamagedError;
use crate::pronounce::phone::NAMES;

const PACKED: &[u8] = include_bytes!("../../../assets/align-en/phones.bin.gz");

/// States of a phone: its beginning, middle and end.
pub const STATES: usize = 3;

/// Gaussians of a stream.
const GAUSSIANS: usize = 32;

/// How far under the best phone's any likelihood may lie: one odd frame must not veto a word.
const DEPTH: f32 = 20.0;

/// Log likelihoods of one frame under each phone's states.
pub type Scores = Vec<[f32; STATES]>;

type Lane = [f32; GAUSSIANS];

struct Stream {
    constants: Lane,
    means: [Lane; WIDTH],
    half_inverse_variances: [Lane; WIDTH],
    weights: [Lane; STATES],
}

/// How the phones of English sound, in the order of their names.
pub struct Phones {
    streams: Vec<[Stream; 3]>,
}

impl Phones {
    /// Reads the model that is built into the program.
    ///
    /// # Errors
    /// When it is not in the shape that `make.py` writes.
    pub fn load() -> Result<Self, DamagedError> {
        let damaged = || DamagedError {
            part: "phones.bin.gz",
        };
        let mut bytes = Vec::new();
        GzDecoder::new(PACKED)
            .read_to_end(&mut bytes)
            .map_err(|_| damaged())?;
        let mut reader = Reader(&bytes);
        let (count, gaussians) = reader.header().ok_or_else(damaged)?;
        if gaussians != GAUSSIANS || count != NAMES.len() {
            return Err(damaged());
        }
        let mut streams = Vec::with_capacity(count);
        for name in NAMES {
            let found = reader.name().ok_or_else(damaged)?;
            if found != name {
                return Err(damaged());
            }
            streams.push(reader.streams().ok_or_else(damaged)?);
        }
        Ok(Self { streams })
    }

    /// How likely `frame` is under each state of each phone.
    #[must_use]
    pub fn scores(&self, frame: &Frame) -> Scores {
        let mut scores: Scores = (self.streams.iter())
            .map(|streams| {
                let mut total = [0.0; STATES];
                for (stream, values) in streams.iter().zip(frame) {
                    for (sum, score) in total.iter_mut().zip(stream.scores(values)) {
                        *sum += score;
                    }
                }
                total
            })
            .collect();
        let best = scores.iter().flatten().copied().fold(f32::MIN, f32::max);
        for score in scores.iter_mut().flatten() {
            *score = score.max(best - DEPTH);
        }
        scores
    }
}

impl Stream {
    fn scores(&self, values: &[f32; WIDTH]) -> [f32; STATES] {
        let mut logs = self.constants;
        for (i, value) in values.iter().enumerate() {
            let (means, weights) = (&self.means[i], &self.half_inverse_variances[i]);
            for g in 0..GAUSSIANS {
                let off = value - means[g];
                logs[g] -= off * off * weights[g];
            }
        }
        let best = logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let likely = logs.map(|log| (log - best).exp());
        self.weights.map(|weights| {
            let sum: f32 = weights.iter().zip(&likely).map(|(w, p)| w * p).sum();
            // A floor as in training, so that one odd stream cannot veto a phone.
            best + sum.max(1e-7).ln()
        })
    }
}

/// Takes values off the front of the file.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (front, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(front)
    }

    fn number(&mut self) -> Option<usize> {
        let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    fn header(&mut self) -> Option<(usize, usize)> {
        (self.take(4)? == b"PHN1").then_some(())?;
        Some((self.number()?, self.number()?))
    }

    fn name(&mut self) -> Option<String> {
        let length = usize::from(*self.take(1)?.first()?);
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    fn lane(&mut self) -> Option<Lane> {
        let bytes = self.take(4 * GAUSSIANS)?;
        let mut lane = [0.0; GAUSSIANS];
        for (value, bytes) in lane.iter_mut().zip(bytes.chunks_exact(4)) {
            *value = f32::from_le_bytes(bytes.try_into().ok()?);
        }
        Some(lane)
    }

    fn lanes<const N: usize>(&mut self) -> Option<[Lane; N]> {
        let mut lanes = [[0.0; GAUSSIANS]; N];
        for lane in &mut lanes {
            *lane = self.lane()?;
        }
        Some(lanes)
    }

    fn stream(&mut self) -> Option<Stream> {
        Some(Stream {
            constants: self.lane()?,
            means: self.lanes()?,
            half_inverse_variances: self.lanes()?,
            weights: self.lanes()?,
        })
    }

    fn streams(&mut self) -> Option<[Stream; 3]> {
        Some([self.stream()?, self.stream()?, self.stream()?])
    }
}
