//! What is played through the loudspeakers, as a microphone beside them hears it.

use std::time::{Duration, Instant};

use rehearse::audio::playback;
use rehearse::time::Span;

use crate::role::{command, ends_well, folder, wait_for};
use crate::support::pulse::VirtualMicrophone;
use crate::support::sound;

const RATE: u32 = 48_000;

#[test]
fn everything_is_played_to_its_end_and_the_place_told_is_the_place_heard() {
    let server = VirtualMicrophone::start();
    let scratch = tempfile::tempdir().unwrap();
    let recorder = command("microphone::record_until_told", scratch.path())
        .envs(server.environment())
        .spawn()
        .unwrap();
    wait_for(&scratch.path().join("listening"));
    let player = command("playback::play_the_tone", scratch.path())
        .envs(server.environment())
        .spawn()
        .unwrap();
    ends_well(player);
    std::thread::sleep(Duration::from_millis(300));
    std::fs::write(scratch.path().join("stop"), "").unwrap();
    ends_well(recorder);

    let (_, frames) = sound::read_wav(&scratch.path().join("section.wav"));
    let first = frames.iter().position(|frame| frame.abs() > 0.01).unwrap();
    let last = frames.iter().rposition(|frame| frame.abs() > 0.01).unwrap();
    let length_s = (last - first) as f64 / f64::from(RATE);
    assert!(
        (length_s - 3.0).abs() < 0.02,
        "{length_s} s of 3 s were heard"
    );
}

#[test]
#[ignore = "a role: other tests here start it in a process of its own"]
fn play_the_tone() {
    let tone = sound::tone(440.0, 0.5, 16_000, Duration::from_secs(4));
    let mut told = Vec::new();
    let mut began = None;
    playback::play(&tone, 16_000, Span::from_seconds(1.0, 4.0), |at| {
        let now = Instant::now();
        let heard_s = at.as_seconds() - 1.0;
        if heard_s > 0.0 {
            let began = *began.get_or_insert(now - Duration::from_secs_f64(heard_s));
            told.push((now - began).as_secs_f64() - heard_s);
        }
        false
    })
    .unwrap();
    let took_s = began.unwrap().elapsed().as_secs_f64();
    assert!((2.9..3.6).contains(&took_s), "3 s took {took_s} s");
    let worst = told.iter().fold(0.0f64, |worst, off| worst.max(off.abs()));
    assert!(worst < 0.2, "the place told was off by {worst} s");
    assert!(told.len() > 50, "told {} times in 3 s", told.len());
    assert!(folder().exists());
}
