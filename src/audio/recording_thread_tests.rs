//! A scripted source shows what the thread makes of frames, losses, ends and failures.

use super::*;
use crate::audio::Arrived;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

const RATE: u32 = 16_000;
const SOON: Duration = Duration::from_secs(10);

/// What the scripted source does next.
enum Step {
    Frames(Vec<f32>),
    Lost(u64),
    Fail,
    End,
}

/// A live source that does what the test tells it, and nothing else.
struct Scripted {
    steps: Receiver<Step>,
    live: bool,
}

impl Capture for Scripted {
    fn rate_hz(&self) -> u32 {
        RATE
    }

    fn name(&self) -> &str {
        "scripted"
    }

    fn is_live(&self) -> bool {
        self.live
    }

    fn read(&mut self, patience: Duration, into: &mut Vec<f32>) -> Result<Arrived, CaptureError> {
        match self.steps.recv_timeout(patience) {
            Ok(Step::Frames(frames)) => {
                into.extend(&frames);
                Ok(Arrived::Frames(frames.len()))
            }
            Ok(Step::Lost(count)) => Ok(Arrived::Lost(count)),
            Ok(Step::End) => Ok(Arrived::End),
            Ok(Step::Fail) => Err(CaptureError::DeviceLost {
                device: "scripted".to_owned(),
            }),
            Err(_) => Ok(Arrived::Frames(0)),
        }
    }
}

struct Bench {
    folder: tempfile::TempDir,
    steps: Sender<Step>,
    thread: RecordingThread,
}

impl Bench {
    fn new(live: bool) -> Self {
        let (steps, script) = channel();
        let capture = Scripted {
            steps: script,
            live,
        };
        Self {
            folder: tempfile::tempdir().unwrap(),
            steps,
            thread: RecordingThread::start(Box::new(capture)).unwrap(),
        }
    }

    /// A section whose 16 kHz samples can be received; the receiver ends when the section has.
    fn section(&self, name: &str) -> (NewSection, Receiver<Vec<f32>>) {
        let (sender, receiver) = channel();
        let section = NewSection {
            path: self.folder.path().join(name),
            speech: Box::new(move |samples| {
                let _ = sender.send(samples.to_vec());
            }),
        };
        (section, receiver)
    }

    fn send(&self, value: f32, count: usize) {
        self.steps.send(Step::Frames(vec![value; count])).unwrap();
    }

    fn wait_recorded(&self, frames: u64) {
        let length = crate::time::length_of_samples(frames, RATE);
        let status = self.thread.wait(SOON, |status| status.recorded >= length);
        assert_eq!(status.recorded, length);
    }
}

fn samples(path: &Path) -> Vec<i16> {
    hound::WavReader::open(path)
        .unwrap()
        .samples::<i16>()
        .map(Result::unwrap)
        .collect()
}

fn runs(samples: &[i16]) -> Vec<(i16, usize)> {
    let mut runs: Vec<(i16, usize)> = Vec::new();
    for &sample in samples {
        match runs.last_mut() {
            Some((value, count)) if *value == sample => *count += 1,
            _ => runs.push((sample, 1)),
        }
    }
    runs
}

const A: f32 = 1_000.0 / 32_768.0;
const B: f32 = 2_000.0 / 32_768.0;

#[test]
fn a_section_and_the_next_share_no_frame_and_lose_none() {
    let bench = Bench::new(true);
    let (first, heard_first) = bench.section("first.wav");
    let (second, heard_second) = bench.section("second.wav");
    bench.thread.begin(first, Begin::Now).unwrap();
    bench.send(A, 800);
    bench.wait_recorded(800);
    let (finished, begun) = bench.thread.next(second).unwrap();
    begun.unwrap();
    bench.send(B, 900);
    bench.wait_recorded(900);
    let first = finished.unwrap().recording;
    let second = bench.thread.end().unwrap().unwrap().recording;
    assert_eq!(runs(&samples(&first.path)), [(1000, 800)]);
    assert_eq!(runs(&samples(&second.path)), [(2000, 900)]);
    assert_eq!(heard_first.iter().flatten().count(), 800);
    assert_eq!(heard_second.iter().flatten().count(), 900);
}

#[test]
fn words_spoken_before_the_section_began_can_be_reached_back_to() {
    let bench = Bench::new(true);
    bench.send(A, 4_000);
    bench.send(B, 1_600);
    let heard = Duration::from_millis(350);
    let _ = bench
        .thread
        .wait(SOON, |status| status.heard.heard >= heard);
    let (section, _speech) = bench.section("task.wav");
    bench
        .thread
        .begin(section, Begin::Back(Duration::from_millis(200)))
        .unwrap();
    let recording = bench.thread.end().unwrap().unwrap().recording;
    assert_eq!(
        runs(&samples(&recording.path)),
        [(1000, 1600), (2000, 1600)]
    );
}

#[test]
fn reaching_back_stops_at_a_loss() {
    let bench = Bench::new(true);
    bench.send(A, 1_600);
    bench.steps.send(Step::Lost(100)).unwrap();
    bench.send(B, 1_600);
    let heard = Duration::from_millis(200);
    let _ = bench
        .thread
        .wait(SOON, |status| status.heard.heard >= heard);
    let (section, _speech) = bench.section("task.wav");
    bench
        .thread
        .begin(section, Begin::Back(REACH_BACK))
        .unwrap();
    let recording = bench.thread.end().unwrap().unwrap().recording;
    assert_eq!(runs(&samples(&recording.path)), [(2000, 1600)]);
}

#[test]
fn a_microphone_that_dies_leaves_what_was_recorded_and_says_why() {
    let bench = Bench::new(true);
    let (section, speech) = bench.section("task.wav");
    bench.thread.begin(section, Begin::Now).unwrap();
    bench.send(A, 800);
    bench.steps.send(Step::Lost(160)).unwrap();
    bench.steps.send(Step::Fail).unwrap();
    let status = bench
        .thread
        .wait(SOON, |status| matches!(status.state, State::Failed(_)));
    assert_eq!(
        status.state,
        State::Failed(CaptureError::DeviceLost {
            device: "scripted".to_owned()
        })
    );
    assert_eq!(status.lost, Duration::from_millis(10));
    let path = bench.folder.path().join("task.wav");
    assert_eq!(samples(&path).len(), 960, "playable before it is ended");
    let finished = bench.thread.end().unwrap().unwrap();
    assert!(finished.trouble.is_none());
    assert_eq!(finished.recording.gaps.len(), 1);
    assert_eq!(speech.iter().flatten().count(), 960);
}

#[test]
fn a_file_waits_for_its_section_and_for_the_end_of_a_pause() {
    let bench = Bench::new(false);
    bench.send(A, 800);
    let (section, _speech) = bench.section("task.wav");
    bench.thread.begin(section, Begin::Now).unwrap();
    bench.wait_recorded(800);
    bench.thread.pause();
    let _ = bench.thread.wait(SOON, |status| status.paused);
    bench.thread.resume();
    bench.send(B, 700);
    bench.steps.send(Step::End).unwrap();
    let status = bench
        .thread
        .wait(SOON, |status| status.state == State::Ended);
    assert!(
        status.recording,
        "the end of the source is not the end of the section"
    );
    let recording = bench.thread.end().unwrap().unwrap().recording;
    assert_eq!(runs(&samples(&recording.path)), [(1000, 800), (2000, 700)]);
    assert_eq!(recording.pauses.len(), 1);
}

#[test]
fn a_file_that_cannot_be_made_is_told_and_the_section_before_it_is_kept() {
    let bench = Bench::new(true);
    let (first, _speech) = bench.section("task.wav");
    bench.thread.begin(first, Begin::Now).unwrap();
    bench.send(A, 800);
    bench.wait_recorded(800);
    let (again, _speech) = bench.section("task.wav");
    let (finished, begun) = bench.thread.next(again).unwrap();
    assert!(matches!(begun, Err(RecordError::Create { .. })));
    assert_eq!(samples(&finished.unwrap().recording.path).len(), 800);
    assert!(bench.thread.end().unwrap().is_none());
}

#[test]
fn a_thread_that_is_dropped_closes_its_recording() {
    let bench = Bench::new(true);
    let (section, speech) = bench.section("task.wav");
    bench.thread.begin(section, Begin::Now).unwrap();
    bench.send(A, 777);
    bench.wait_recorded(777);
    let path = bench.folder.path().join("task.wav");
    drop(bench.thread);
    assert_eq!(samples(&path).len(), 777);
    assert_eq!(speech.iter().flatten().count(), 777);
}

#[test]
fn the_checks_see_what_was_heard_before_any_section() {
    let bench = Bench::new(true);
    bench.send(0.0, 16_000);
    let second = Duration::from_secs(1);
    let _ = bench
        .thread
        .wait(SOON, |status| status.heard.heard >= second);
    assert_eq!(bench.thread.problems(), [Problem::Muted { zeros: second }]);
    bench.thread.listen_anew();
    let _ = bench
        .thread
        .wait(SOON, |status| status.heard.heard.is_zero());
    for _ in 0..10 {
        bench.send(0.1, 400);
        bench.send(-0.1, 400);
    }
    let half = Duration::from_millis(500);
    let _ = bench.thread.wait(SOON, |status| status.heard.heard == half);
    assert_eq!(bench.thread.problems(), []);
}
