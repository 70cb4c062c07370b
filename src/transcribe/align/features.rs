//! What the sound is like every 10 ms: the features that the phone models were trained on.
//!
//! Mel cepstra as CMU Sphinx computes them (pre-emphasis 0.97, 25.6 ms Hamming windows, 25 filters from 130 to
//! 6 800 Hz, noise taken out, 13 liftered coefficients, mean removed), with their slopes and curvature. Every number
//! here is Sphinx's own: the models fit nothing else.

use std::f64::consts::PI;
use std::sync::Arc;

use realfft::{RealFftPlanner, RealToComplex};

/// Samples from one frame to the next: 10 ms at 16 kHz.
pub const STEP: usize = 160;

/// Coefficients of a stream.
pub const WIDTH: usize = 13;

/// Cepstra, slopes, curvature: what one frame is judged by.
pub type Frame = [[f32; WIDTH]; 3];

const WINDOW: usize = 410;
const FFT: usize = 512;
const FILTERS: usize = 25;
const LOWEST_HZ: f64 = 130.0;
const HIGHEST_HZ: f64 = 6_800.0;
const RATE_HZ: f64 = 16_000.0;
const LIFTER: f64 = 22.0;

/// Computes features; made once, used for any number of chunks.
pub struct Features {
    fft: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    filters: Vec<Filter>,
    cosines: Vec<[f32; FILTERS]>,
}

/// A triangle over some bins of the spectrum.
struct Filter {
    first: usize,
    weights: Vec<f32>,
}

impl Features {
    /// Prepares the tables.
    #[must_use]
    pub fn new() -> Self {
        let window = (0..WINDOW)
            .map(|i| (0.54 - 0.46 * (2.0 * PI * i as f64 / (WINDOW - 1) as f64).cos()) as f32)
            .collect();
        Self {
            fft: RealFftPlanner::new().plan_fft_forward(FFT),
            window,
            filters: mel_filters(),
            cosines: cosines(),
        }
    }

    /// The frames of `samples` (16 kHz, -1.0 to 1.0), one every [`STEP`]; at least one unless there are no samples.
    #[must_use]
    pub fn frames(&self, samples: &[f32]) -> Vec<Frame> {
        if samples.is_empty() {
            return Vec::new();
        }
        let mut bands = self.bands(&in_a_room(samples));
        take_noise_out(&mut bands);
        let mut cepstra: Vec<[f32; WIDTH]> = bands.iter().map(|band| self.cepstrum(band)).collect();
        take_mean_out(&mut cepstra);
        with_slopes(&cepstra)
    }

    /// Energy in the mel bands, a row a frame, on the scale of 16-bit samples.
    fn bands(&self, samples: &[f32]) -> Vec<[f32; FILTERS]> {
        let count = samples.len().saturating_sub(WINDOW) / STEP + 1;
        let mut frame = vec![0.0f32; FFT];
        let mut spectrum = self.fft.make_output_vec();
        let mut scratch = self.fft.make_scratch_vec();
        let mut rows = Vec::with_capacity(count);
        for index in 0..count {
            let start = index * STEP;
            frame.fill(0.0);
            let end = (start + WINDOW).min(samples.len());
            for (i, sample) in samples[start..end].iter().enumerate() {
                let before = if start + i == 0 {
                    samples[0]
                } else {
                    samples[start + i - 1]
                };
                frame[i] = (sample - 0.97 * before) * 32_768.0 * self.window[i];
            }
            let mut row = [0.0; FILTERS];
            // The lengths are this planner's own, so it cannot fail; a frame of zeros would only blur one boundary.
            if (self.fft)
                .process_with_scratch(&mut frame, &mut spectrum, &mut scratch)
                .is_ok()
            {
                for (value, filter) in row.iter_mut().zip(&self.filters) {
                    let bins = &spectrum[filter.first..filter.first + filter.weights.len()];
                    *value = bins
                        .iter()
                        .zip(&filter.weights)
                        .map(|(bin, weight)| bin.norm_sqr() * weight)
                        .sum();
                }
            }
            rows.push(row);
        }
        rows
    }

    fn cepstrum(&self, band: &[f32; FILTERS]) -> [f32; WIDTH] {
        let logs = band.map(|energy| (energy + 1e-4).ln());
        let mut cepstrum = [0.0; WIDTH];
        for (value, row) in cepstrum.iter_mut().zip(&self.cosines) {
            *value = row
                .iter()
                .zip(&logs)
                .map(|(cosine, log)| cosine * log)
                .sum();
        }
        cepstrum
    }
}

/// Peak of the noise that is added, of full scale: about -66 dBFS, under that of a quiet room.
const ROOM: f32 = 0.000_87;

/// `samples` with the noise of a quiet room. The models were trained on rooms: to them, digital silence between the
/// words of a synthetic or gated voice sounds as much like a vowel as like silence. The same samples always get the
/// same noise.
fn in_a_room(samples: &[f32]) -> Vec<f32> {
    let mut state = 0x9e37_79b9_u32;
    let mut noise = || {
        // Marsaglia's xorshift: any even noise will do.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (state as f32 / u32::MAX as f32 * 2.0 - 1.0) * ROOM
    };
    samples.iter().map(|sample| sample + noise()).collect()
}

impl Default for Features {
    fn default() -> Self {
        Self::new()
    }
}

fn mel_filters() -> Vec<Filter> {
    let mel = |hz: f64| 2_595.0 * (1.0 + hz / 700.0).log10();
    let hertz = |mel: f64| 700.0 * (10f64.powf(mel / 2_595.0) - 1.0);
    let (low, bin_hz) = (mel(LOWEST_HZ), RATE_HZ / FFT as f64);
    let step = (mel(HIGHEST_HZ) - low) / (FILTERS + 1) as f64;
    // Corners are rounded to bins, as in training.
    let corner = |i: usize| (hertz(low + i as f64 * step) / bin_hz).round() * bin_hz;
    (0..FILTERS)
        .map(|i| {
            let (left, middle, right) = (corner(i), corner(i + 1), corner(i + 2));
            let first = (left / bin_hz).round() as usize;
            let last = (right / bin_hz).round() as usize;
            let area = 2.0 / (right - left);
            let weights = (first..=last.min(FFT / 2 - 1))
                .map(|bin| {
                    let hz = bin as f64 * bin_hz;
                    let rise = (hz - left) / (middle - left);
                    let fall = (right - hz) / (right - middle);
                    (rise.min(fall) * area) as f32
                })
                .collect();
            Filter { first, weights }
        })
        .collect()
}

/// The cosine transform with the lifter worked in.
fn cosines() -> Vec<[f32; FILTERS]> {
    (0..WIDTH)
        .map(|i| {
            let unit = if i == 0 { 1.0 } else { 2.0 } / FILTERS as f64;
            let lift = 1.0 + LIFTER / 2.0 * (i as f64 * PI / LIFTER).sin();
            std::array::from_fn(|j| {
                let angle = PI / FILTERS as f64 * i as f64 * (j as f64 + 0.5);
                (angle.cos() * unit.sqrt() * lift) as f32
            })
        })
        .collect()
}

/// Sphinx's noise removal: follows the lower envelope of each band and scales bands down where only it is left.
fn take_noise_out(bands: &mut [[f32; FILTERS]]) {
    const MOST: f32 = 20.0;
    let Some(first) = bands.first() else { return };
    let mut power = *first;
    let mut noise = first.map(|energy| energy / MOST);
    let mut floor = noise;
    let mut peak = [0.0f32; FILTERS];
    for row in bands {
        let mut gain = [0.0f32; FILTERS];
        for i in 0..FILTERS {
            power[i] = 0.7 * power[i] + 0.3 * row[i];
            noise[i] = lower_envelope(noise[i], power[i]);
            let mut signal = (power[i] - noise[i]).max(1.0);
            floor[i] = lower_envelope(floor[i], signal);
            let now = signal;
            peak[i] *= 0.85;
            if signal < 0.85 * peak[i] {
                signal = peak[i] * 0.2;
            }
            peak[i] = peak[i].max(now);
            signal = signal.max(floor[i]);
            gain[i] = (signal / power[i].max(f32::MIN_POSITIVE)).clamp(1.0 / MOST, MOST);
        }
        for (i, value) in row.iter_mut().enumerate() {
            let near = &gain[i.saturating_sub(4)..(i + 5).min(FILTERS)];
            *value *= near.iter().sum::<f32>() / near.len() as f32;
        }
    }
}

fn lower_envelope(envelope: f32, value: f32) -> f32 {
    let keep = if value >= envelope { 0.995 } else { 0.5 };
    keep * envelope + (1.0 - keep) * value
}

/// Removes the chunk's mean, which is the voice's and the microphone's, not the phones'.
fn take_mean_out(cepstra: &mut [[f32; WIDTH]]) {
    let mut sum = [0.0f64; WIDTH];
    let mut count = 0u32;
    // Frames without energy would pull the mean away from the voice.
    for frame in cepstra.iter().filter(|frame| frame[0] >= 0.0) {
        for (total, value) in sum.iter_mut().zip(frame) {
            *total += f64::from(*value);
        }
        count += 1;
    }
    let mean = sum.map(|total| (total / f64::from(count.max(1))) as f32);
    for frame in cepstra {
        for (value, mean) in frame.iter_mut().zip(mean) {
            *value -= mean;
        }
    }
}

fn with_slopes(cepstra: &[[f32; WIDTH]]) -> Vec<Frame> {
    let last = cepstra.len().saturating_sub(1);
    let at = |frame: usize, by: isize| &cepstra[frame.saturating_add_signed(by).min(last)];
    (0..cepstra.len())
        .map(|t| {
            let slope = std::array::from_fn(|i| at(t, 2)[i] - at(t, -2)[i]);
            let curve = std::array::from_fn(|i| {
                (at(t, 3)[i] - at(t, -1)[i]) - (at(t, 1)[i] - at(t, -3)[i])
            });
            [cepstra[t], slope, curve]
        })
        .collect()
}
