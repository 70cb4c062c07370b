//! Sounds made for the ear's tests: speech with silences at known places, and what is no speech at all.
#![allow(
    dead_code,
    reason = "each program that includes this file uses its part"
)]
#![allow(
    clippy::unwrap_used,
    reason = "what tests share is test, and fails loudly"
)]

use std::f64::consts::TAU;

use crate::measure::{Clip, RATE, Silence, noise, rms, sound};

/// A clip's words with a silence of known length after every `every`-th or soon after, and where the silences are.
///
/// The silence holds the noise that lies under the clips. It is put only where there is sound on both sides: inside the
/// closure of a "t" nobody could say where it begins. Labelled gaps of the clip itself are given too.
pub fn with_silences(clip: &Clip, every: usize, seed: u64) -> (Vec<f32>, Vec<Silence>) {
    let original = sound(&clip.path);
    let mut lengths = Lengths(seed);
    let (mut made, mut silences, mut from) = (Vec::new(), Vec::<Silence>::new(), 0);
    let mut since = 0;
    for (index, pair) in clip.words.windows(2).enumerate() {
        since += 1;
        let (Some(end), Some(start)) = (pair[0].end_s, pair[1].start_s) else {
            continue;
        };
        let at = (end * RATE as f64) as usize;
        made.extend_from_slice(&original[from..at.max(from)]);
        from = at.max(from);
        let begins = made.len() as f64 / RATE as f64;
        let mut length = start - end;
        let clear = sounds(&original, end, -1.0) && sounds(&original, start, 1.0);
        // Nobody says a short word between two silences.
        let lonely = silences
            .last()
            .is_some_and(|last| begins - last.end_s < 0.4 && last.end_s - last.start_s > 0.2);
        if since >= every && clear && !lonely {
            since = 0;
            let added = lengths.next();
            made.extend(noise(
                -55.0,
                (added * RATE as f64) as usize,
                seed + index as u64,
            ));
            length += added;
        }
        silences.push(Silence {
            start_s: begins,
            end_s: begins + length,
        });
    }
    made.extend_from_slice(&original[from..]);
    (made, silences)
}

/// Whether the 30 ms before (-1.0) or after (1.0) a place hold sound.
fn sounds(sound: &[f32], place_s: f64, side: f64) -> bool {
    let [a, b] = [place_s, place_s + 0.03 * side].map(|s| (s * RATE as f64) as usize);
    let part = &sound[a.min(b).min(sound.len())..a.max(b).min(sound.len())];
    20.0 * rms(part).log10() > -35.0
}

/// Lengths of 0.3 to 4 s, the same for the same seed.
struct Lengths(u64);

impl Lengths {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        0.3 + 3.7 * ((self.0 >> 33) as f64 / (1u64 << 31) as f64)
    }
}

/// What is no speech, with its name: every one must give zero words.
pub fn no_speech() -> Vec<(&'static str, Vec<f32>)> {
    let second = RATE;
    vec![
        ("digital silence", vec![0.0; 12 * second]),
        ("room noise", noise(-55.0, 12 * second, 1)),
        ("loud white noise", noise(-25.0, 12 * second, 2)),
        ("rumble", low(&noise(-20.0, 12 * second, 3), 0.02)),
        ("mains hum", hum(12 * second)),
        ("keyboard", clicks(12 * second)),
        ("music", music(14 * second)),
        ("cough", coughs(8 * second)),
        ("breath", breaths(12 * second)),
        (
            "tone",
            (0..8 * second).map(|n| 0.2 * wave(440.0, n)).collect(),
        ),
    ]
}

fn wave(hz: f64, n: usize) -> f32 {
    (TAU * hz * n as f64 / RATE as f64).sin() as f32
}

/// A one-pole low pass; `keep` is how much of each new sample gets through.
fn low(sound: &[f32], keep: f32) -> Vec<f32> {
    let mut held = 0.0;
    sound
        .iter()
        .map(|x| {
            held += keep * (x - held);
            held
        })
        .collect()
}

fn hum(samples: usize) -> Vec<f32> {
    let room = noise(-60.0, samples, 4);
    let parts = [(50.0, 0.03), (100.0, 0.02), (150.0, 0.01), (250.0, 0.004)];
    (0..samples)
        .map(|n| {
            room[n]
                + parts
                    .iter()
                    .map(|(hz, peak)| peak * wave(*hz, n))
                    .sum::<f32>()
        })
        .collect()
}

fn clicks(samples: usize) -> Vec<f32> {
    let mut made = noise(-60.0, samples, 5);
    let mut at = RATE / 3;
    let mut step = 7usize;
    while at + 800 < samples {
        let strike = noise(-12.0, 320, at as u64);
        for (n, x) in strike.iter().enumerate() {
            made[at + n] += x * (-(n as f32) / 60.0).exp();
        }
        step = step * 31 % 97;
        at += RATE / 10 + step * RATE / 300;
    }
    made
}

fn music(samples: usize) -> Vec<f32> {
    const TUNE: [f64; 8] = [262.0, 330.0, 392.0, 523.0, 440.0, 349.0, 294.0, 392.0];
    let mut made = noise(-60.0, samples, 6);
    for (n, x) in made.iter_mut().enumerate() {
        let beat = n / (RATE / 2);
        let within = (n % (RATE / 2)) as f32 / RATE as f32;
        let decay = (-3.0 * within).exp() * (within * 200.0).min(1.0);
        for (harmonic, peak) in [
            (1.0, 0.2),
            (2.0, 0.1),
            (3.0, 0.05),
            (0.5, 0.15),
            (1.5, 0.08),
        ] {
            *x += peak * decay * wave(TUNE[beat % TUNE.len()] * harmonic, n);
        }
    }
    made
}

fn coughs(samples: usize) -> Vec<f32> {
    let mut made = noise(-58.0, samples, 7);
    for start in [RATE, RATE + RATE / 2, 4 * RATE] {
        let burst = low(&noise(-4.0, RATE / 3, start as u64), 0.35);
        for (n, x) in burst.iter().enumerate() {
            let rise = (n as f32 / 200.0).min(1.0);
            made[start + n] += x * rise * (-(n as f32) / 1_600.0).exp();
        }
    }
    made
}

fn breaths(samples: usize) -> Vec<f32> {
    let mut made = noise(-60.0, samples, 8);
    let mut start = RATE / 2;
    while start + RATE < samples {
        let air = low(&noise(-22.0, RATE, start as u64), 0.5);
        for (n, x) in air.iter().enumerate() {
            made[start + n] += x
                * (std::f32::consts::PI * n as f32 / RATE as f32)
                    .sin()
                    .powi(2);
        }
        start += 2 * RATE;
    }
    made
}
