//! Recordings that are cut short: by `kill -9` in the middle of a word, and by a disk that is full.

use std::path::Path;
use std::time::{Duration, Instant};

use rehearse::audio::meter::Level;
use rehearse::audio::recording::{RecordError, Recorder};
use rehearse::audio::wav;

use crate::role::{command, command_after, ends_well, folder, wait_for};
use crate::support::sound;

const RATE: u32 = 48_000;

/// Frame `n` of the sound that is recorded here; tells frames apart over more than half a second.
fn frame(n: usize) -> f32 {
    (n % 32_000) as f32 / 32_768.0
}

fn assert_is_its_beginning(frames: &[f32]) {
    for (n, &found) in frames.iter().enumerate() {
        assert!((found - frame(n)).abs() < 1e-6, "frame {n} is {found}");
    }
}

#[test]
fn a_recording_killed_in_the_middle_keeps_all_but_the_last_half_second() {
    let scratch = tempfile::tempdir().unwrap();
    let mut child = command("recording::record_in_real_time", scratch.path())
        .spawn()
        .unwrap();
    wait_for(&scratch.path().join("recording"));
    let began = Instant::now();
    std::thread::sleep(Duration::from_millis(2_345));
    // SIGKILL: nothing in the process can prepare for it.
    child.kill().unwrap();
    let lasted_s = began.elapsed().as_secs_f64();
    child.wait().unwrap();

    let path = scratch.path().join("section.wav");
    let (_, frames) = sound::read_wav(&path);
    let kept_s = frames.len() as f64 / f64::from(RATE);
    assert!(
        kept_s > lasted_s - 0.5 && kept_s < lasted_s + 0.1,
        "{kept_s} of {lasted_s} s"
    );
    assert_is_its_beginning(&frames);

    let repaired = wav::repair(&path).unwrap();
    assert!(repaired.frames >= frames.len() as u64);
    let (_, frames) = sound::read_wav(&path);
    assert_eq!(frames.len() as u64, repaired.frames);
    assert_is_its_beginning(&frames);
}

#[test]
fn a_full_disk_is_told_and_what_was_recorded_before_is_playable() {
    let scratch = tempfile::tempdir().unwrap();
    // A limit on the size of files is as good as a full disk: 256 blocks of 512 bytes.
    let limit = "trap '' XFSZ; ulimit -f 256";
    ends_well(
        command_after(limit, "recording::record_until_refused", scratch.path())
            .spawn()
            .unwrap(),
    );
    let (_, frames) = sound::read_wav(&scratch.path().join("section.wav"));
    let most = 256 * 512 / 2;
    assert!(
        frames.len() > most - 4_096 && frames.len() < most,
        "{} frames",
        frames.len()
    );
    assert_is_its_beginning(&frames);
}

fn push_to(recorder: &mut Recorder, from: usize, count: usize) -> Result<(), RecordError> {
    let frames: Vec<f32> = (from..from + count).map(frame).collect();
    recorder.push(&frames, &mut Vec::new())
}

#[test]
#[ignore = "a role: other tests here start it in a process of its own"]
fn record_in_real_time() {
    let mut recorder = Recorder::create(&folder().join("section.wav"), RATE).unwrap();
    std::fs::write(folder().join("recording"), "").unwrap();
    let began = Instant::now();
    let mut written = 0;
    loop {
        let due = (began.elapsed().as_secs_f64() * f64::from(RATE)) as usize;
        push_to(&mut recorder, written, due - written).unwrap();
        written = due;
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
#[ignore = "a role: other tests here start it in a process of its own"]
fn record_until_refused() {
    let path = folder().join("section.wav");
    let mut recorder = Recorder::create(&path, RATE).unwrap();
    let mut written = 0;
    let error = loop {
        assert!(written < 10 * RATE as usize, "nothing was refused");
        if let Err(error) = push_to(&mut recorder, written, 480) {
            break error;
        }
        written += 480;
    };
    let RecordError::Write {
        path: named,
        kept_s,
        ..
    } = &error
    else {
        panic!("{error:?}")
    };
    assert_eq!(named, &path);
    assert!((1.3..1.37).contains(kept_s), "{kept_s} s");
    assert!(matches!(
        push_to(&mut recorder, 0, 480),
        Err(RecordError::Stopped)
    ));
    assert_ne!(recorder.level(), Level::default());
    let (recording, _) = recorder.finish(&mut Vec::new());
    assert!((recording.length.as_secs_f64() - kept_s).abs() < 1e-6);
    assert!(Path::new(&recording.path).exists());
}
