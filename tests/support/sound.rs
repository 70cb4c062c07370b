//! Sound made and measured by tests.

use std::path::Path;
use std::time::Duration;

/// A tone of `hz` with the given peak, in frames at `rate_hz`.
pub fn tone(hz: f64, peak: f64, rate_hz: u32, length: Duration) -> Vec<f32> {
    (0..frames(rate_hz, length))
        .map(|n| (peak * (std::f64::consts::TAU * hz * n as f64 / f64::from(rate_hz)).sin()) as f32)
        .collect()
}

/// White noise at a level, the same on every run.
pub fn noise(rms_dbfs: f64, rate_hz: u32, length: Duration) -> Vec<f32> {
    super::noise::white(rms_dbfs, frames(rate_hz, length), 0x2545_F491_4F6C_DD1D)
}

/// Writes 16-bit mono.
pub fn write_wav(path: &Path, rate_hz: u32, frames: &[f32]) {
    write(path, rate_hz, 1, frames.iter().copied());
}

/// Writes 16-bit stereo.
pub fn write_stereo(path: &Path, rate_hz: u32, left: &[f32], right: &[f32]) {
    let both = left
        .iter()
        .zip(right)
        .flat_map(|(&left, &right)| [left, right]);
    write(path, rate_hz, 2, both);
}

fn write(path: &Path, rate_hz: u32, channels: u16, samples: impl Iterator<Item = f32>) {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate_hz,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for sample in samples {
        writer
            .write_sample((sample * 32_768.0).round() as i16)
            .unwrap();
    }
    writer.finalize().unwrap();
}

/// Reads 16-bit mono.
pub fn read_wav(path: &Path) -> (u32, Vec<f32>) {
    let mut reader = hound::WavReader::open(path).unwrap();
    let frames = reader
        .samples::<i16>()
        .map(|sample| f32::from(sample.unwrap()) / 32_768.0)
        .collect();
    (reader.spec().sample_rate, frames)
}

/// Root mean square in dBFS.
pub fn rms_dbfs(frames: &[f32]) -> f64 {
    let energy: f64 = frames.iter().map(|&frame| f64::from(frame).powi(2)).sum();
    10.0 * (energy / frames.len().max(1) as f64).log10()
}

fn frames(rate_hz: u32, length: Duration) -> usize {
    (f64::from(rate_hz) * length.as_secs_f64()).round() as usize
}
