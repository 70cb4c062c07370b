//! The file, the gaps, the pauses, and what the recogniser is given of them.

use super::*;
use crate::time::SPEECH_RATE_HZ;

const RATE: u32 = 48_000;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Frames that can be told apart after 16-bit rounding.
fn ramp(from: usize, count: usize) -> Vec<f32> {
    (from..from + count)
        .map(|n| (n % 30_000) as f32 / 32_768.0)
        .collect()
}

fn samples(path: &Path) -> Vec<i16> {
    let mut reader = hound::WavReader::open(path).unwrap();
    assert_eq!(reader.spec().channels, 1);
    reader.samples::<i16>().map(Result::unwrap).collect()
}

#[test]
fn what_goes_in_is_in_the_file_and_at_16_khz() {
    let folder = folder();
    let path = folder.path().join("task.wav");
    let mut speech = Vec::new();
    let mut recorder = Recorder::create(&path, RATE).unwrap();
    for part in ramp(0, 96_000).chunks(700) {
        recorder.push(part, &mut speech).unwrap();
    }
    let (recording, trouble) = recorder.finish(&mut speech);
    trouble.unwrap();
    assert_eq!(recording.length, Duration::from_secs(2));
    assert_eq!(speech.len(), 2 * SPEECH_RATE_HZ as usize);
    let wanted: Vec<i16> = (0..96_000).map(|n| (n % 30_000) as i16).collect();
    assert_eq!(samples(&path), wanted);
}

#[test]
fn the_file_plays_to_the_last_checkpoint_while_it_is_being_written() {
    let folder = folder();
    let path = folder.path().join("task.wav");
    let mut recorder = Recorder::create(&path, RATE).unwrap();
    assert_eq!(samples(&path).len(), 0, "playable when it is made");
    recorder.push(&ramp(0, 60_000), &mut Vec::new()).unwrap();
    let there = samples(&path).len() as u32;
    assert!(60_000 - there <= RATE * CHECKPOINT_MS / 1000, "{there}");
    // As after kill -9: nothing is closed, nothing is flushed.
    std::mem::forget(recorder);
    assert_eq!(samples(&path).len() as u32, there);
}

#[test]
fn lost_frames_are_silence_and_a_gap_at_their_place() {
    let folder = folder();
    let path = folder.path().join("task.wav");
    let mut speech = Vec::new();
    let mut recorder = Recorder::create(&path, RATE).unwrap();
    recorder.push(&[0.5; 48_000], &mut speech).unwrap();
    recorder.lost(20_000, &mut speech).unwrap();
    recorder.lost(4_000, &mut speech).unwrap();
    recorder.push(&[0.5; 24_000], &mut speech).unwrap();
    let (recording, _) = recorder.finish(&mut speech);
    assert_eq!(recording.gaps, [Span::from_seconds(1.0, 1.5)]);
    assert_eq!(recording.length, Duration::from_secs(2));
    let samples = samples(&path);
    assert!(samples[48_000..72_000].iter().all(|&sample| sample == 0));
    assert!(samples[72_000..].iter().all(|&sample| sample == 16_384));
    assert_eq!(speech.len(), 32_000);
}

#[test]
fn paused_time_is_not_recorded_and_its_mark_is() {
    let folder = folder();
    let mut recorder = Recorder::create(&folder.path().join("task.wav"), RATE).unwrap();
    let mut speech = Vec::new();
    recorder.push(&ramp(0, 48_000), &mut speech).unwrap();
    recorder.pause();
    recorder.push(&ramp(0, 90_000), &mut speech).unwrap();
    recorder.lost(6_000, &mut speech).unwrap();
    recorder.resume();
    recorder.push(&ramp(0, 24_000), &mut speech).unwrap();
    recorder.pause();
    let (recording, _) = recorder.finish(&mut speech);
    let mark = |at, paused| PauseMark {
        at: Offset::from_seconds(at),
        lasted: Duration::from_secs(paused),
    };
    assert_eq!(recording.pauses, [mark(1.0, 2), mark(1.5, 0)]);
    assert_eq!(recording.length, Duration::from_millis(1500));
    assert_eq!(recording.gaps, []);
}

#[test]
fn a_recording_is_never_written_over() {
    let folder = folder();
    let path = folder.path().join("task.wav");
    std::fs::write(&path, "what somebody said").unwrap();
    let error = Recorder::create(&path, RATE).err().unwrap();
    let RecordError::Create { source, .. } = error else {
        panic!("{error}")
    };
    assert_eq!(source.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(std::fs::read(&path).unwrap(), b"what somebody said");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let path = folder.path().join("task.wav");
    let _recorder = Recorder::create(&path, RATE).unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_recogniser_hears_what_the_file_holds() {
    let folder = folder();
    let path = folder.path().join("task.wav");
    let between = |n: usize| ((n as f32) * 0.000_37).sin() * 0.3;
    let spoken: Vec<f32> = (0..48_000).map(between).collect();
    let (mut live, mut later) = (Vec::new(), Vec::new());
    let mut recorder = Recorder::create(&path, RATE).unwrap();
    for part in spoken.chunks(700) {
        recorder.push(part, &mut live).unwrap();
    }
    recorder.finish(&mut live).1.unwrap();

    let kept = samples(&path);
    let file: Vec<f32> = kept.iter().map(|&frame| from_16_bit(frame)).collect();
    let mut resampler = Resampler::new(RATE).unwrap();
    resampler.push(&file, &mut later).unwrap();
    resampler.finish(&mut later).unwrap();
    assert_eq!(live, later);
    let again: Vec<i16> = file.iter().map(|&frame| to_16_bit(frame)).collect();
    assert_eq!(again, kept, "bit by bit");
}

#[test]
fn values_beyond_full_scale_are_cut_and_nonsense_is_silence() {
    assert_eq!(to_16_bit(2.0), 32_767);
    assert_eq!(to_16_bit(-2.0), -32_768);
    assert_eq!(to_16_bit(f32::NAN), 0);
}
