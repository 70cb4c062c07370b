//! From the device's rate to the 16 kHz that the recogniser hears, as the frames come in.
//!
//! Two promises: the samples that come out depend on the samples that went in and not on the sizes of the buffers
//! that brought them, and `n` frames at `rate_hz` become exactly `round(n * 16000 / rate_hz)` samples, the first of
//! them at the place of the first frame (the filter's delay is cut off). The only file that knows rubato.

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{Fft, FixedSync, Indexing, Resampler as _};

use crate::time::SPEECH_RATE_HZ;

/// Blocks a second, about, that are transformed together. A block of 32 ms is short enough to wait for, and long
/// enough that the pass band ends within a few percent of 8 kHz. Rates that share no large divisor with 16 kHz get
/// longer ones.
const BLOCKS_A_SECOND: usize = 31;

/// Why resampling failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResampleError {
    /// No resampler exists for this rate.
    #[error("Sound at {rate_hz} Hz cannot be converted to 16000 Hz: {reason}")]
    Rate {
        /// The rate asked for, in frames a second.
        rate_hz: u32,
        /// What the resampler says.
        reason: String,
    },
    /// The resampler refused a block.
    #[error("Converting the sound to 16000 Hz failed: {reason}")]
    Block {
        /// What the resampler says.
        reason: String,
    },
}

/// A running conversion of one recording to 16 kHz.
pub struct Resampler {
    rate_hz: u32,
    /// `None` when the source is at 16 kHz already.
    engine: Option<Engine>,
    frames_in: u64,
    samples_out: u64,
}

struct Engine {
    fft: Fft<f32>,
    waiting: Vec<f32>,
    block: Vec<f32>,
    /// Samples of the filter's delay that still have to be thrown away.
    delay_left: usize,
}

impl Resampler {
    /// A conversion from `rate_hz` frames a second.
    ///
    /// # Errors
    /// When the rate is zero or cannot be converted.
    pub fn new(rate_hz: u32) -> Result<Self, ResampleError> {
        let engine = if rate_hz == SPEECH_RATE_HZ {
            None
        } else {
            Some(Engine::new(rate_hz)?)
        };
        Ok(Self {
            rate_hz,
            engine,
            frames_in: 0,
            samples_out: 0,
        })
    }

    /// Takes `frames` and appends what is ready to `into`; up to a block stays inside.
    ///
    /// # Errors
    /// When the resampler refuses a block, which its own contract excludes.
    pub fn push(&mut self, frames: &[f32], into: &mut Vec<f32>) -> Result<(), ResampleError> {
        self.frames_in += frames.len() as u64;
        let before = into.len();
        match &mut self.engine {
            None => into.extend_from_slice(frames),
            Some(engine) => engine.push(frames, into)?,
        }
        self.samples_out += (into.len() - before) as u64;
        Ok(())
    }

    /// Appends what is still inside, so that the whole has its exact length.
    ///
    /// # Errors
    /// As [`Resampler::push`].
    pub fn finish(mut self, into: &mut Vec<f32>) -> Result<(), ResampleError> {
        let wanted = converted_length(self.frames_in, self.rate_hz);
        let Some(engine) = &mut self.engine else {
            return Ok(());
        };
        while self.samples_out < wanted {
            let before = into.len();
            engine.flush(into)?;
            self.samples_out += (into.len() - before) as u64;
        }
        // A block can hold more than the recording's own length; those samples belong to the zeros behind its end.
        let surplus = usize::try_from(self.samples_out - wanted).unwrap_or(0);
        into.truncate(into.len().saturating_sub(surplus));
        Ok(())
    }
}

impl Engine {
    fn new(rate_hz: u32) -> Result<Self, ResampleError> {
        let fft = Fft::<f32>::new(
            rate_hz as usize,
            SPEECH_RATE_HZ as usize,
            block_frames(rate_hz as usize),
            1,
            FixedSync::Both,
        )
        .map_err(|error| ResampleError::Rate {
            rate_hz,
            reason: error.to_string(),
        })?;
        Ok(Self {
            waiting: Vec::with_capacity(2 * fft.input_frames_max()),
            block: vec![0.0; fft.output_frames_max()],
            delay_left: fft.output_delay(),
            fft,
        })
    }

    fn push(&mut self, frames: &[f32], into: &mut Vec<f32>) -> Result<(), ResampleError> {
        self.waiting.extend_from_slice(frames);
        let size = self.fft.input_frames_next();
        let mut done = 0;
        while self.waiting.len() - done >= size {
            self.convert(done, None, into)?;
            done += size;
        }
        self.waiting.drain(..done);
        Ok(())
    }

    /// Converts what waits, filled up with zeros to a whole block.
    fn flush(&mut self, into: &mut Vec<f32>) -> Result<(), ResampleError> {
        let left = self.waiting.len();
        self.convert(0, Some(left), into)?;
        self.waiting.clear();
        Ok(())
    }

    fn convert(
        &mut self,
        from: usize,
        partial: Option<usize>,
        into: &mut Vec<f32>,
    ) -> Result<(), ResampleError> {
        let indexing = Indexing {
            input_offset: from,
            partial_len: partial,
            ..Indexing::default()
        };
        let refused = |error: &dyn std::fmt::Display| ResampleError::Block {
            reason: error.to_string(),
        };
        let room = self.block.len();
        let input = SequentialSlice::new(&self.waiting, 1, self.waiting.len())
            .map_err(|error| refused(&error))?;
        let mut output =
            SequentialSlice::new_mut(&mut self.block, 1, room).map_err(|error| refused(&error))?;
        let (_, made) = self
            .fft
            .process_into_buffer(&input, &mut output, Some(&indexing))
            .map_err(|error| refused(&error))?;
        let cut = self.delay_left.min(made);
        self.delay_left -= cut;
        into.extend_from_slice(&self.block[cut..made]);
        Ok(())
    }
}

/// The block to ask for: an even multiple of the shortest one that both rates divide. The delay is half a block, and
/// half of an odd block would be half a sample beside it.
fn block_frames(rate_hz: usize) -> usize {
    let shortest = rate_hz / greatest_divisor(rate_hz, SPEECH_RATE_HZ as usize).max(1);
    let count = (rate_hz / BLOCKS_A_SECOND).div_ceil(shortest.max(1)).max(1);
    shortest * count.next_multiple_of(2)
}

fn greatest_divisor(a: usize, b: usize) -> usize {
    if b == 0 {
        a
    } else {
        greatest_divisor(b, a % b)
    }
}

/// How many 16 kHz samples `frames` at `rate_hz` become.
#[must_use]
pub fn converted_length(frames: u64, rate_hz: u32) -> u64 {
    let rate = u128::from(rate_hz.max(1));
    let samples = (u128::from(frames) * u128::from(SPEECH_RATE_HZ) + rate / 2) / rate;
    u64::try_from(samples).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn convert(rate_hz: u32, frames: &[f32], sizes: &[usize]) -> Vec<f32> {
        let mut resampler = Resampler::new(rate_hz).unwrap();
        let mut out = Vec::new();
        let mut rest = frames;
        let mut sizes = sizes.iter().copied().cycle();
        while !rest.is_empty() {
            let size = sizes.next().unwrap().clamp(1, rest.len());
            resampler.push(&rest[..size], &mut out).unwrap();
            rest = &rest[size..];
        }
        resampler.finish(&mut out).unwrap();
        out
    }

    fn tone(rate_hz: u32, hz: f64, frames: usize) -> Vec<f32> {
        (0..frames)
            .map(|n| {
                (0.5 * (std::f64::consts::TAU * hz * n as f64 / f64::from(rate_hz)).sin()) as f32
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_comes_out_does_not_depend_on_the_buffers_that_brought_it(
            rate in prop::sample::select(vec![8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000u32]),
            frames in 0usize..20_000,
            sizes in prop::collection::vec(1usize..5_000, 1..8),
        ) {
            let input = tone(rate, 440.0, frames);
            let whole = convert(rate, &input, &[frames.max(1)]);
            prop_assert_eq!(&convert(rate, &input, &sizes), &whole);
            prop_assert_eq!(whole.len() as u64, converted_length(frames as u64, rate));
        }
    }

    #[test]
    fn a_tone_keeps_its_place_and_its_strength() {
        for rate in [
            8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 176_400, 192_000,
        ] {
            let out = convert(rate, &tone(rate, 440.0, rate as usize), &[480]);
            let wanted = tone(SPEECH_RATE_HZ, 440.0, SPEECH_RATE_HZ as usize);
            // The first and last milliseconds ring: the filter sees the silence around the tone.
            let worst = out[400..15_600]
                .iter()
                .zip(&wanted[400..15_600])
                .map(|(a, b)| (a - b).abs())
                .fold(0.0f32, f32::max);
            assert!(worst < 0.003, "{rate} Hz: off by {worst}");
        }
    }

    #[test]
    fn what_lies_above_8_khz_does_not_come_back_as_something_else() {
        let out = convert(48_000, &tone(48_000, 11_000.0, 48_000), &[480]);
        let loudest = out[400..15_600].iter().fold(0.0f32, |a, b| a.max(b.abs()));
        assert!(loudest < 0.001, "{loudest}");
    }

    #[test]
    fn a_rate_of_zero_is_refused() {
        assert!(matches!(
            Resampler::new(0),
            Err(ResampleError::Rate { rate_hz: 0, .. })
        ));
    }
}
