//! How loud it is: for the bar on the screen, and for the checks before the first word.
//!
//! Levels are in dBFS: 0 is a full-scale square wave, a loud voice peaks around -12, a quiet room lies near -60. A
//! constant that a device adds to everything is no sound and counts for nothing, save in peaks.
//! Silence of exact zeros is reported as [`SILENCE_DBFS`], never as minus infinity.

use std::time::Duration;

use crate::time::length_of_samples;

/// What exact silence is reported as, in dBFS: below the last bit of 16-bit sound.
pub const SILENCE_DBFS: f32 = -120.0;

/// From this share of full scale on, a sample counts as clipped.
pub const CLIPPED: f32 = 0.99;

/// Length of the blocks whose levels are collected, in blocks a second. 50 ms is long enough for a stable level of
/// voiced speech and short enough to fall between words.
const BLOCKS_A_SECOND: u32 = 20;

/// Levels measured over everything that was heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Loudness {
    /// How much was heard.
    pub heard: Duration,
    /// The largest sample, in dBFS.
    pub peak_dbfs: f32,
    /// Over everything, in dBFS.
    pub rms_dbfs: f32,
    /// What the room does when nobody speaks: the level that 10 % of the 50 ms blocks stay under, in dBFS.
    pub floor_dbfs: f32,
    /// The louder parts: the level that 95 % of the 50 ms blocks stay under, in dBFS. Speech, when there was any.
    pub loud_dbfs: f32,
    /// Share of samples at 0.99 of full scale or above, 0 to 1.
    pub clipped_share: f64,
    /// The longest run of exact zeros.
    pub longest_zeros: Duration,
    /// The run of exact zeros at the end, so far.
    pub zeros_now: Duration,
}

/// The level of the last 50 ms, for a meter on the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// The largest sample, in dBFS.
    pub peak_dbfs: f32,
    /// In dBFS.
    pub rms_dbfs: f32,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            peak_dbfs: SILENCE_DBFS,
            rms_dbfs: SILENCE_DBFS,
        }
    }
}

/// Measures frames as they come.
#[derive(Debug, Clone)]
pub struct Meter {
    rate_hz: u32,
    block_frames: u32,
    level: Level,
    block: Tally,
    all: Tally,
    clipped: u64,
    zeros_now: u64,
    longest_zeros: u64,
    /// How many 50 ms blocks had each level, a decibel a place, from [`SILENCE_DBFS`] up to 0.
    levels: [u32; 121],
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    frames: u64,
    sum: f64,
    energy: f64,
    peak: f32,
}

impl Tally {
    fn add(&mut self, sample: f32) {
        self.frames += 1;
        self.sum += f64::from(sample);
        self.energy += f64::from(sample) * f64::from(sample);
        self.peak = self.peak.max(sample.abs());
    }

    fn rms_dbfs(self) -> f32 {
        if self.frames == 0 {
            return SILENCE_DBFS;
        }
        let (mean, power) = (
            self.sum / self.frames as f64,
            self.energy / self.frames as f64,
        );
        dbfs((power - mean * mean).max(0.0).sqrt() as f32)
    }
}

impl Meter {
    /// A meter for frames at `rate_hz`.
    #[must_use]
    pub fn new(rate_hz: u32) -> Self {
        Self {
            rate_hz,
            block_frames: (rate_hz / BLOCKS_A_SECOND).max(1),
            level: Level::default(),
            block: Tally::default(),
            all: Tally::default(),
            clipped: 0,
            zeros_now: 0,
            longest_zeros: 0,
            levels: [0; 121],
        }
    }

    /// Takes the next frames. Values that are not numbers count as silence.
    pub fn push(&mut self, frames: &[f32]) {
        for &frame in frames {
            let sample = if frame.is_finite() { frame } else { 0.0 };
            self.all.add(sample);
            self.block.add(sample);
            if sample.abs() >= CLIPPED {
                self.clipped += 1;
            }
            if sample == 0.0 {
                self.zeros_now += 1;
                self.longest_zeros = self.longest_zeros.max(self.zeros_now);
            } else {
                self.zeros_now = 0;
            }
            if self.block.frames >= u64::from(self.block_frames) {
                self.close_block();
            }
        }
    }

    fn close_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        self.level = Level {
            peak_dbfs: dbfs(block.peak),
            rms_dbfs: block.rms_dbfs(),
        };
        let place = (self.level.rms_dbfs - SILENCE_DBFS).round();
        let place = (place.max(0.0) as usize).min(self.levels.len() - 1);
        self.levels[place] += 1;
    }

    /// The level of the last whole 50 ms.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// Everything so far.
    #[must_use]
    pub fn loudness(&self) -> Loudness {
        let length = |frames| length_of_samples(frames, self.rate_hz);
        Loudness {
            heard: length(self.all.frames),
            peak_dbfs: dbfs(self.all.peak),
            rms_dbfs: self.all.rms_dbfs(),
            floor_dbfs: self.level_above(0.10),
            loud_dbfs: self.level_above(0.95),
            clipped_share: if self.all.frames == 0 {
                0.0
            } else {
                self.clipped as f64 / self.all.frames as f64
            },
            longest_zeros: length(self.longest_zeros),
            zeros_now: length(self.zeros_now),
        }
    }

    /// The level that `share` of the blocks stay at or under.
    fn level_above(&self, share: f64) -> f32 {
        let blocks: u32 = self.levels.iter().sum();
        let wanted = (f64::from(blocks) * share).ceil().max(1.0);
        let mut seen = 0.0;
        for (place, &count) in self.levels.iter().enumerate() {
            seen += f64::from(count);
            if seen >= wanted {
                return SILENCE_DBFS + place as f32;
            }
        }
        SILENCE_DBFS
    }
}

/// An amplitude (1.0 is full scale) in dBFS, at least [`SILENCE_DBFS`].
#[must_use]
pub fn dbfs(amplitude: f32) -> f32 {
    if amplitude > 0.0 {
        (20.0 * amplitude.log10()).max(SILENCE_DBFS)
    } else {
        SILENCE_DBFS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(frames: &[f32]) -> Loudness {
        let mut meter = Meter::new(16_000);
        for part in frames.chunks(333) {
            meter.push(part);
        }
        meter.loudness()
    }

    #[test]
    fn a_half_scale_square_wave_is_6_db_down() {
        let loudness = heard(&[0.5, -0.5].repeat(8_000));
        assert!((loudness.rms_dbfs + 6.02).abs() < 0.01);
        assert!((loudness.peak_dbfs + 6.02).abs() < 0.01);
        assert_eq!(loudness.heard, Duration::from_secs(1));
    }

    #[test]
    fn the_floor_is_the_room_and_the_loud_part_is_the_voice() {
        let mut frames = [0.001, -0.001].repeat(12_000);
        frames.extend([0.1, -0.1].repeat(4_000));
        let loudness = heard(&frames);
        assert!((loudness.floor_dbfs + 60.0).abs() <= 1.0, "{loudness:?}");
        assert!((loudness.loud_dbfs + 20.0).abs() <= 1.0, "{loudness:?}");
    }

    #[test]
    fn runs_of_exact_zeros_are_measured_and_noise_is_not_one() {
        let mut frames = vec![0.000_03; 100];
        frames.extend([0.0; 8_000]);
        frames.extend([0.000_03; 100]);
        frames.extend([0.0; 1_600]);
        let loudness = heard(&frames);
        assert_eq!(loudness.longest_zeros, Duration::from_millis(500));
        assert_eq!(loudness.zeros_now, Duration::from_millis(100));
    }

    #[test]
    fn clipped_samples_are_counted() {
        let mut frames = vec![0.2; 990];
        frames.extend([1.0, -1.0, 0.99, 0.989, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2]);
        assert!((heard(&frames).clipped_share - 0.003).abs() < 1e-9);
    }

    #[test]
    fn a_constant_is_no_sound() {
        let frames: Vec<f32> = [0.31, 0.29].repeat(8_000);
        let loudness = heard(&frames);
        assert!((loudness.rms_dbfs + 40.0).abs() < 0.01, "{loudness:?}");
        assert!((loudness.loud_dbfs + 40.0).abs() <= 1.0, "{loudness:?}");
    }

    #[test]
    fn nothing_heard_and_nonsense_are_silence() {
        assert_eq!(heard(&[]).rms_dbfs, SILENCE_DBFS);
        assert_eq!(heard(&[f32::NAN; 100]).peak_dbfs, SILENCE_DBFS);
    }
}
