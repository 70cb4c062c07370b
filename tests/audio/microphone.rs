//! The microphone, heard through cpal as a user's program hears it, with a sound server of the test's own behind it.
//!
//! The sound server is found through the environment, which belongs to a whole process. So each test starts this very
//! program again with the environment of its own server, to play one of the roles at the end of this file.

use std::path::Path;
use std::process::Child;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

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

/// Plays `length_s` of tone while a role records, and checks that every one of its cycles has been recorded.
fn hear_a_tone(mut server: VirtualMicrophone, device: &str, length_s: u64, sides: Sides) {
    let folder = tempfile::tempdir().unwrap();
    let tone = folder.path().join("tone.wav");
    let mono = sound::tone(440.0, 0.5, RATE, Duration::from_secs(length_s));
    match sides {
        Sides::One => sound::write_wav(&tone, RATE, &mono),
        Sides::RightOfTwo => sound::write_stereo(&tone, RATE, &vec![0.0; mono.len()], &mono),
    }
    let child = command("microphone::record_until_told", folder.path())
        .envs(server.environment())
        .env("DEVICE", device)
        .spawn()
        .unwrap();
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
    let off_s = heard.len() as f64 / f64::from(RATE) - length_s as f64;
    assert!(off_s.abs() < 0.001, "{off_s:+.4} s");
    // A peak of 0.5 is -6.02 dBFS; a sine's RMS lies 3.01 dB below its peak.
    let level = sound::rms_dbfs(heard);
    assert!((level + 9.03).abs() < 0.2, "{level} dBFS");
    let cycles = heard
        .windows(2)
        .filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0)
        .count() as u64;
    assert!(
        440 * length_s - cycles <= 1,
        "{cycles} cycles: frames are missing"
    );
    let steepest = heard
        .windows(2)
        .map(|pair| (pair[1] - pair[0]).abs())
        .fold(0.0, f32::max);
    assert!(steepest < 0.03, "a click of {steepest}: frames are missing");
}

enum Sides {
    One,
    RightOfTwo,
}

#[test]
fn three_seconds_of_tone_are_recorded_whole_and_as_loud_as_they_were() {
    hear_a_tone(VirtualMicrophone::start(), "", 3, Sides::One);
}

#[test]
fn a_headset_that_speaks_on_the_right_side_only_is_heard_at_full_strength() {
    let server = VirtualMicrophone::with_sinks(&["sink_name=headset rate=48000 channels=2"]);
    hear_a_tone(server, "", 2, Sides::RightOfTwo);
}

#[test]
fn the_voice_is_recorded_whatever_is_louder_on_the_other_channel() {
    let second = Duration::from_secs(1);
    for (what, louder) in [
        ("a constant", vec![0.3; RATE as usize * 12]),
        ("hum", sound::tone(50.0, 0.5, RATE, 12 * second)),
    ] {
        let mut server = VirtualMicrophone::with_sinks(&["sink_name=pair rate=48000 channels=2"]);
        let folder = tempfile::tempdir().unwrap();
        let both = folder.path().join("both.wav");
        let mut voice = sound::noise(-60.0, RATE, 2 * second);
        voice.extend(spoken(8 * second));
        sound::write_stereo(&both, RATE, &louder, &voice);
        let child = command("microphone::record_until_told", folder.path())
            .envs(server.environment())
            .env("DEVICE", "")
            .spawn()
            .unwrap();
        wait_for(&folder.path().join("listening"));
        server.play_to_the_end(&both);
        std::thread::sleep(second / 2);
        std::fs::write(folder.path().join("stop"), "").unwrap();
        ends_well(child);

        let (_, frames) = sound::read_wav(&folder.path().join("section.wav"));
        // The last 7 s of the voice, and what follows it.
        let tail = &frames[frames.len() - 7 * RATE as usize - RATE as usize / 2..];
        let mean: f32 = tail.iter().sum::<f32>() / tail.len() as f32;
        assert!(mean.abs() < 0.005, "{what}: {mean}");
        let hum = strength_at(50.0, tail);
        assert!(hum < 0.02, "{what}: {hum}");
        let off_db = sound::rms_dbfs(tail) - sound::rms_dbfs(&voice[3 * RATE as usize..]);
        assert!(off_db.abs() < 1.5, "{what}: {off_db} dB off");
    }
}

/// So much of a recorded answer, at [`RATE`].
fn spoken(length: Duration) -> Vec<f32> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/voices/strong/task.wav");
    let (rate_hz, frames) = sound::read_wav(&path);
    let times = (RATE / rate_hz) as usize;
    let count = (f64::from(RATE) * length.as_secs_f64()) as usize;
    (0..count).map(|n| frames[n / times]).collect()
}

/// The peak of a tone of `hz` in `frames`.
fn strength_at(hz: f64, frames: &[f32]) -> f64 {
    let (mut sine, mut cosine) = (0.0, 0.0);
    for (n, &frame) in frames.iter().enumerate() {
        let angle = std::f64::consts::TAU * hz * n as f64 / f64::from(RATE);
        sine += f64::from(frame) * angle.sin();
        cosine += f64::from(frame) * angle.cos();
    }
    2.0 * f64::hypot(sine, cosine) / frames.len() as f64
}

#[test]
fn the_same_tone_comes_through_alsa() {
    // What ALSA calls "pulse" leads to the same sound server through libasound and cpal.
    hear_a_tone(VirtualMicrophone::start(), "alsa:pulse", 3, Sides::One);
}

#[test]
fn a_machine_busy_with_other_work_loses_nothing() {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let busy = AtomicBool::new(true);
    std::thread::scope(|scope| {
        for _ in 0..2 * cores {
            scope.spawn(|| {
                while busy.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        // Whatever happens, the others have to stop, or the scope never ends.
        let heard = std::panic::catch_unwind(|| {
            hear_a_tone(VirtualMicrophone::start(), "", 5, Sides::One);
        });
        busy.store(false, Ordering::Relaxed);
        if let Err(panic) = heard {
            std::panic::resume_unwind(panic);
        }
    });
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
fn a_microphone_that_is_unplugged_is_lost_and_another_can_be_opened() {
    let server = VirtualMicrophone::with_sinks(&[
        "sink_name=usb rate=48000 sink_properties=device.description=Webcam",
        "sink_name=other rate=48000 sink_properties=device.description=Headset",
    ]);
    let folder = tempfile::tempdir().unwrap();
    let child = command("microphone::go_on_with_another", folder.path())
        .envs(server.environment())
        .spawn()
        .unwrap();
    wait_for(&folder.path().join("listening"));
    std::thread::sleep(Duration::from_millis(500));
    server.unplug("usb");
    ends_well(child);
    let (_, frames) = sound::read_wav(&folder.path().join("section.wav"));
    assert!(frames.len() > RATE as usize / 3, "{} frames", frames.len());
}

#[test]
fn a_microphone_that_is_muted_in_the_mixer_is_shown_as_that() {
    let server = VirtualMicrophone::start();
    server.pactl(&["set-source-mute", "speaker.monitor", "1"]);
    ends_well(at(&server, "find_it_muted_in_the_mixer", Path::new("")));
}

#[test]
fn the_devices_of_the_sound_server_are_listed_and_found_by_name() {
    let server = VirtualMicrophone::with_sinks(&[
        "sink_name=left sink_properties=device.description=Headset",
        "sink_name=right sink_properties=device.description=Webcam",
    ]);
    server.pactl(&["set-default-source", "right.monitor"]);
    ends_well(at(&server, "list_two_monitors", Path::new("")));
}

#[test]
fn a_sound_server_that_hangs_is_told_and_nobody_waits_for_it() {
    let server = VirtualMicrophone::start();
    server.hang();
    ends_well(at(&server, "find_the_server_hanging", Path::new("")));
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
    let device = std::env::var("DEVICE").unwrap_or_default();
    open(Some(device.as_str()).filter(|device| !device.is_empty()))
}

fn open(device: Option<&str>) -> RecordingThread {
    let microphone = Microphone::open(device).unwrap();
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
fn go_on_with_another() {
    let thread = open(Some("webcam"));
    begin(&thread);
    let status = thread.wait(Duration::from_secs(15), |status| {
        matches!(status.state, State::Failed(_))
    });
    let lost = CaptureError::DeviceLost {
        device: "Monitor of Webcam".to_owned(),
    };
    assert_eq!(status.state, State::Failed(lost));
    assert!(end(&thread).trouble.is_none());
    assert!(matches!(
        Microphone::open(Some("webcam")).err(),
        Some(OpenError::NotFound { .. })
    ));
    assert_eq!(open(None).name(), "Monitor of Headset");
}

#[test]
#[ignore = "a role: other tests here start it in a process of its own"]
fn find_it_muted_in_the_mixer() {
    let microphone = Microphone::open(None).unwrap();
    assert!(microphone.device().muted);
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
fn find_the_server_hanging() {
    let began = Instant::now();
    assert_eq!(microphone::devices(), Err(OpenError::ServerHangs));
    assert_eq!(Microphone::open(None).err(), Some(OpenError::ServerHangs));
    assert!(began.elapsed() < Duration::from_secs(10));
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
