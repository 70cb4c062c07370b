//! The microphone, heard through cpal as a user's program hears it, with a sound server of the test's own behind it.
//!
//! The sound server is found through the environment, which belongs to a whole process. So each test starts this very
//! program again with the environment of its own server, to play one of the roles at the end of this file.

use std::path::Path;
use std::process::Child;
use std::time::Duration;

use crate::role::{command, ends_well, folder, wait_for};
use crate::support::pulse::VirtualMicrophone;
use crate::support::sound;
use rehearse::audio::microphone::{self, Microphone, OpenError};
use rehearse::audio::preflight::Problem;
use rehearse::audio::recording_thread::{Begin, Finished, NewSection, RecordingThread, State};
use rehearse::audio::{Capture as _, CaptureError};

const RATE: u32 = 48_000;

/// Plays a role of this file at this sound server.
fn at(server: &VirtualMicrophone, name: &str, folder: &Path) -> Child {
    command(&format!("microphone::{name}"), folder)
        .envs(server.environment())
        .spawn()
        .unwrap()
}

#[test]
fn three_seconds_of_tone_are_recorded_whole_and_as_loud_as_they_were() {
    let mut server = VirtualMicrophone::start();
    let folder = tempfile::tempdir().unwrap();
    let tone = folder.path().join("tone.wav");
    sound::write_wav(
        &tone,
        RATE,
        &sound::tone(440.0, 0.5, RATE, Duration::from_secs(3)),
    );
    let child = at(&server, "record_until_told", folder.path());
    wait_for(&folder.path().join("listening"));
    server.play_to_the_end(&tone);
    std::thread::sleep(Duration::from_millis(500));
    std::fs::write(folder.path().join("stop"), "").unwrap();
    ends_well(child);

    let (rate, frames) = sound::read_wav(&folder.path().join("section.wav"));
    assert_eq!(rate, RATE);
    let first = frames.iter().position(|frame| frame.abs() > 0.01).unwrap();
    let last = frames.iter().rposition(|frame| frame.abs() > 0.01).unwrap();
    let heard = &frames[first..=last];
    let length_s = heard.len() as f64 / f64::from(RATE);
    assert!((length_s - 3.0).abs() < 0.001, "{length_s} s");
    // A peak of 0.5 is -6.02 dBFS; a sine's RMS lies 3.01 dB below its peak.
    let level = sound::rms_dbfs(heard);
    assert!((level + 9.03).abs() < 0.2, "{level} dBFS");
    let cycles = heard
        .windows(2)
        .filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0)
        .count();
    assert!(
        (1319..=1320).contains(&cycles),
        "{cycles} cycles: frames are missing"
    );
    let steepest = heard
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).abs())
        .fold(0.0, f32::max);
    assert!(steepest < 0.03, "a click of {steepest}: frames are missing");
}

#[test]
fn a_microphone_that_hears_exact_silence_is_called_muted() {
    let server = VirtualMicrophone::start();
    ends_well(at(&server, "find_it_muted", Path::new("")));
}

#[test]
fn a_sound_server_that_dies_ends_the_stream_and_leaves_a_playable_file() {
    let mut server = VirtualMicrophone::start();
    let folder = tempfile::tempdir().unwrap();
    server.hear_a_room(Duration::from_secs(60));
    let child = at(&server, "record_until_it_breaks", folder.path());
    wait_for(&folder.path().join("listening"));
    std::thread::sleep(Duration::from_secs(2));
    server.kill();
    ends_well(child);

    let (_, frames) = sound::read_wav(&folder.path().join("section.wav"));
    let length_s = frames.len() as f64 / f64::from(RATE);
    assert!((1.7..3.0).contains(&length_s), "{length_s} s");
    let level = sound::rms_dbfs(&frames[RATE as usize / 2..]);
    assert!((level + 60.0).abs() < 1.0, "{level} dBFS");
}

#[test]
fn the_devices_of_the_sound_server_are_listed_and_found_by_name() {
    let server = VirtualMicrophone::with_sinks(&[
        "sink_name=left sink_properties=device.description=Headset",
        "sink_name=right sink_properties=device.description=Webcam",
    ]);
    let chosen = server
        .command("pactl")
        .args(["set-default-source", "right.monitor"])
        .status()
        .unwrap();
    assert!(chosen.success());
    ends_well(at(&server, "list_two_monitors", Path::new("")));
}

#[test]
fn a_machine_without_a_microphone_is_told_so_and_nothing_else_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    // An empty ALSA configuration is a machine on which libasound finds nothing, and complains a great deal.
    let child = command("microphone::find_no_microphone", folder.path())
        .env("HOME", folder.path())
        .env("XDG_RUNTIME_DIR", folder.path())
        .spawn()
        .unwrap();
    let noise = ends_well(child);
    assert!(!noise.contains("ALSA"), "{noise}");
}

fn start() -> RecordingThread {
    let microphone = Microphone::open(None).unwrap();
    assert_eq!(microphone.rate_hz(), RATE);
    let thread = RecordingThread::start(Box::new(microphone)).unwrap();
    let status = thread.wait(Duration::from_secs(5), |status| {
        status.state == State::Listening
    });
    assert_eq!(status.state, State::Listening);
    thread
}

fn begin(thread: &RecordingThread) {
    let section = NewSection {
        path: folder().join("section.wav"),
        speech: Box::new(|_| {}),
    };
    thread.begin(section, Begin::Now).unwrap();
    std::fs::write(folder().join("listening"), "").unwrap();
}

fn end(thread: &RecordingThread) -> Finished {
    thread.end().unwrap().unwrap()
}

#[test]
#[ignore = "a role: other tests here start it in a process of its own"]
fn record_until_told() {
    let thread = start();
    begin(&thread);
    wait_for(&folder().join("stop"));
    let finished = end(&thread);
    assert!(finished.trouble.is_none());
    assert_eq!(finished.recording.gaps, []);
}

#[test]
#[ignore = "a role: other tests here start it in a process of its own"]
fn find_it_muted() {
    let thread = start();
    let second = Duration::from_secs(1);
    let _ = thread.wait(second * 5, |status| status.heard.heard > second);
    let problems = thread.problems();
    assert!(
        matches!(problems[..], [Problem::Muted { zeros }] if zeros >= second),
        "{problems:?}"
    );
}

#[test]
#[ignore = "a role: other tests here start it in a process of its own"]
fn record_until_it_breaks() {
    let thread = start();
    begin(&thread);
    let status = thread.wait(Duration::from_secs(15), |status| {
        matches!(status.state, State::Failed(_))
    });
    let State::Failed(error) = status.state else {
        panic!("still {:?} 15 s after it died", status.state)
    };
    assert!(
        matches!(
            error,
            CaptureError::DeviceLost { .. } | CaptureError::StreamBroken { .. }
        ),
        "{error:?}"
    );
    assert!(end(&thread).trouble.is_none());
    assert!(matches!(
        Microphone::open(None),
        Err(OpenError::NoMicrophone | OpenError::Gone { .. })
    ));
}

#[test]
#[ignore = "a role: other tests here start it in a process of its own"]
fn list_two_monitors() {
    let devices = microphone::devices().unwrap();
    let shown: Vec<_> = devices
        .iter()
        .map(|device| {
            (
                device.name.as_str(),
                device.id.as_str(),
                device.default,
                device.offered,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("Monitor of Webcam", "pulseaudio:right.monitor", true, true),
            (
                "Monitor of Headset",
                "pulseaudio:left.monitor",
                false,
                false
            ),
        ]
    );
    for asked in [
        "headset",
        "pulseaudio:left.monitor",
        "left.monitor",
        "Monitor of Headset",
    ] {
        let microphone = Microphone::open(Some(asked)).unwrap();
        assert_eq!(microphone.name(), "Monitor of Headset", "{asked}");
    }
    let error = Microphone::open(Some("Yeti")).err().unwrap();
    assert_eq!(
        error.to_string(),
        "No microphone is called \"Yeti\". There is: Monitor of Webcam. `rehearse devices` lists all."
    );
}

#[test]
#[ignore = "a role: other tests here start it in a process of its own"]
fn find_no_microphone() {
    assert_eq!(microphone::devices(), Err(OpenError::NoMicrophone));
    assert_eq!(Microphone::open(None).err(), Some(OpenError::NoMicrophone));
    let error = Microphone::open(Some("Yeti")).err().unwrap();
    assert_eq!(
        error.to_string(),
        "No microphone is called \"Yeti\". There is none; `rehearse devices` lists what is found."
    );
}
