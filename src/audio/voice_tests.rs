//! Sounds that are voices and sounds that are none, made from nothing, at [`RATE`].

use std::f32::consts::TAU;

use super::*;

/// Samples a second of everything made here.
pub const RATE: u32 = 16_000;

fn count(length_s: f32) -> usize {
    (length_s * RATE as f32) as usize
}

fn made(length_s: f32, sample: impl FnMut(usize) -> f32) -> Vec<f32> {
    (0..count(length_s)).map(sample).collect()
}

/// Something like a voice: harmonics of a pitch that rises and falls, in syllables with pauses between groups of them.
pub fn voice(peak: f32, length_s: f32) -> Vec<f32> {
    let mut phase = 0.0f32;
    made(length_s, |n| {
        let t = n as f32 / RATE as f32;
        let pitch_hz = 130.0 + 25.0 * (TAU * 0.7 * t).sin() + 8.0 * (TAU * 3.1 * t).sin();
        phase = (phase + pitch_hz / RATE as f32).fract();
        let syllable = (TAU * 2.1 * t).sin().max(0.0);
        let group = if t % 2.0 < 1.6 { 1.0 } else { 0.0 };
        let tone: f32 = (1..12)
            .map(|k| (TAU * phase * k as f32).sin() / k as f32)
            .sum();
        0.6 * peak * syllable * group * tone
    })
}

pub fn silence(length_s: f32) -> Vec<f32> {
    vec![0.0; count(length_s)]
}

pub fn constant(value: f32, length_s: f32) -> Vec<f32> {
    vec![value; count(length_s)]
}

/// A mains hum with its harmonics.
pub fn hum(hz: f32, peak: f32, length_s: f32) -> Vec<f32> {
    made(length_s, |n| {
        let t = n as f32 / RATE as f32;
        let tone: f32 = [(1.0, 1.0), (2.0, 0.5), (3.0, 0.6), (5.0, 0.4), (7.0, 0.3)]
            .iter()
            .map(|(k, part)| part * (TAU * hz * k * t).sin())
            .sum();
        0.4 * peak * tone
    })
}

/// White noise at a level.
pub fn noise(level_dbfs: f32, length_s: f32) -> Vec<f32> {
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let peak = 10f32.powf(level_dbfs / 20.0) * 3f32.sqrt();
    made(length_s, |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        peak * (2.0 * ((state >> 40) as f32 / (1u32 << 24) as f32) - 1.0)
    })
}

/// A metronome: a short burst of noise twice a second.
pub fn clicks(peak: f32, length_s: f32) -> Vec<f32> {
    let burst = noise(-4.8, length_s);
    made(length_s, |n| {
        peak * burst[n] * (-((n % 8_000) as f32) / 12.0).exp()
    })
}

/// Notes of a quarter of a second that ring out, each with its harmonics.
pub fn melody(peak: f32, length_s: f32) -> Vec<f32> {
    const NOTES_HZ: [f32; 6] = [220.0, 262.0, 330.0, 294.0, 247.0, 196.0];
    made(length_s, |n| {
        let (note, at) = (n / 4_000, (n % 4_000) as f32 / RATE as f32);
        let hz = NOTES_HZ[note % NOTES_HZ.len()];
        let tone: f32 = (1..6)
            .map(|k| (TAU * hz * k as f32 * at).sin() / k as f32)
            .sum();
        0.5 * peak * (-12.0 * at).exp() * tone
    })
}

/// Sounds at the same time.
pub fn together(sounds: &[&[f32]]) -> Vec<f32> {
    let length = sounds.iter().map(|sound| sound.len()).min().unwrap();
    (0..length)
        .map(|n| sounds.iter().map(|sound| sound[n]).sum())
        .collect()
}

fn score(samples: &[f32]) -> f32 {
    let mut meter = VoiceMeter::new(RATE);
    samples.iter().for_each(|sample| meter.push(*sample));
    meter.score()
}

#[test]
fn a_voice_scores_and_nothing_else_does() {
    let speech = score(&together(&[&voice(0.1, 6.0), &noise(-70.0, 6.0)]));
    assert!(speech > 1.0, "{speech}");
    for (what, sound) in [
        ("silence", silence(6.0)),
        ("a constant", constant(0.3, 6.0)),
        ("hum of 50 Hz", hum(50.0, 0.9, 6.0)),
        ("hum of 60 Hz", hum(60.0, 0.9, 6.0)),
        ("hiss", noise(-10.0, 6.0)),
        ("clicks", clicks(0.9, 6.0)),
        ("a melody", melody(0.9, 6.0)),
    ] {
        let found = score(&sound);
        assert!(found < speech / 20.0, "{what}: {found}, a voice {speech}");
    }
}

#[test]
fn a_voice_scores_on_top_of_a_constant_and_at_every_level() {
    let speech = together(&[&voice(0.2, 6.0), &noise(-70.0, 6.0)]);
    let whole = score(&speech);
    let lifted: Vec<f32> = speech.iter().map(|sample| sample + 0.3).collect();
    assert!((score(&lifted) / whole - 1.0).abs() < 0.1);
    let quiet: Vec<f32> = speech.iter().map(|sample| sample * 0.003).collect();
    assert!(score(&quiet) > 0.0);
    let loud: Vec<f32> = speech.iter().map(|sample| sample * 20.0).collect();
    assert!(score(&loud) > whole);
}

#[test]
fn what_is_no_number_counts_as_silence() {
    let mut speech = together(&[&voice(0.2, 4.0), &noise(-70.0, 4.0)]);
    let whole = score(&speech);
    speech[20_000] = f32::NAN;
    speech[30_000] = f32::INFINITY;
    assert!((score(&speech) / whole - 1.0).abs() < 0.1);
}

#[test]
fn every_rate_has_its_frames_of_about_32_ms() {
    for rate_hz in [
        1, 4_000, 8_000, 11_025, 16_000, 44_100, 48_000, 96_000, 192_000, 768_000,
    ] {
        let mut analyser = Analyser::new(rate_hz);
        let samples = analyser.frame_samples();
        let frames = (0..3 * samples).filter(|n| analyser.push((*n % 7) as f32 / 7.0).is_some());
        assert_eq!(frames.count(), 3, "{rate_hz} Hz");
        let frame_s = samples as f32 / rate_hz as f32;
        assert!(
            rate_hz == 1 || (0.025..0.04).contains(&frame_s),
            "{rate_hz} Hz: {frame_s} s"
        );
    }
}
