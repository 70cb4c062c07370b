//! The live half of the ear's bench: how long after the key that ends a section its report is there, and whether a
//! recording loses frames while the machine is busy.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rehearse::audio::microphone::Microphone;
use rehearse::audio::recording_thread::{Begin, NewSection, RecordingThread, State};
use rehearse::output::report::{Report, Source};
use rehearse::output::terminal::{self, Style};
use rehearse::review::{self, Limits, SectionState, Told};
use rehearse::scenario::Scenario;
use rehearse::scenario::plan::Plan;
use rehearse::session::assess;
use rehearse::transcribe::live::Ear;
use rehearse::transcript::Transcript;

use crate::support::pulse::VirtualMicrophone;
use crate::support::sound;
use crate::{ear, sections};

/// Feeds a section of 90 s in real time, `runs` times, and says how long its report took after the last sample.
pub fn latency(ear: &Ear, scenario: &Scenario, runs: usize) {
    let speech = ninety_seconds();
    let waits = (0..runs).map(|_| key_to_report(ear, scenario, &speech));
    print_waits("key to report", &speech, waits.collect());
}

/// The same with a section of 30 s, by turns on a machine that does nothing else and on one whose every core is busy
/// with another program, and how many times as long it takes then.
pub fn latency_under_load(ear: &Ear, scenario: &Scenario, runs: usize) {
    let sections = sections();
    let speech = [sections[0].0.as_slice(), &sections[1].0].concat();
    let (mut idle, mut busy) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        idle.push(key_to_report(ear, scenario, &speech));
        let _load = Load::on_every_core();
        busy.push(key_to_report(ear, scenario, &speech));
    }
    let idle = print_waits("key to report, idle", &speech, idle);
    let busy = print_waits("the same, cores busy", &speech, busy);
    println!(
        "{:<22} {:>7.2} times as long when every core is busy with another program",
        "",
        busy.as_secs_f64() / idle.as_secs_f64()
    );
}

/// Feeds `speech` in real time, and gives the time from its last sample to its report.
fn key_to_report(ear: &Ear, scenario: &Scenario, speech: &[f32]) -> Duration {
    let mut listening = ear.listen(assess::hearing(scenario, "action")).unwrap();
    let begun = Instant::now();
    for (index, piece) in speech.chunks(1_600).enumerate() {
        let due = Duration::from_millis(100) * (index as u32 + 1);
        thread::sleep(due.saturating_sub(begun.elapsed()));
        listening.push(piece);
    }
    let key = Instant::now();
    let transcript = listening.finish().wait().unwrap();
    assert!(report(scenario, &transcript).len() > 500);
    key.elapsed()
}

/// Prints the median and the worst, and gives the median.
fn print_waits(what: &str, speech: &[f32], mut waits: Vec<Duration>) -> Duration {
    waits.sort();
    let (median, worst) = (waits[waits.len() / 2], waits[waits.len() - 1]);
    println!(
        "{what:<22} {:>8.1} s  median {:.2} s, worst {:.2} s of {}",
        speech.len() as f64 / 16_000.0,
        median.as_secs_f64(),
        worst.as_secs_f64(),
        waits.len()
    );
    median
}

/// The environment variable that makes this program keep one core busy until it is killed.
pub const SPINS: &str = "REHEARSE_BENCH_SPINS";

/// Other programs that want every core, until it is dropped.
struct Load(Vec<Child>);

impl Load {
    fn on_every_core() -> Self {
        let program = std::env::current_exe().unwrap();
        let spinning = || Command::new(&program).env(SPINS, "1").spawn().unwrap();
        let cores = thread::available_parallelism().map_or(2, usize::from);
        Self((0..cores).map(|_| spinning()).collect())
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        for child in &mut self.0 {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
}

/// The strong answer and its second section again, which end where a sentence ends: about 90 s.
fn ninety_seconds() -> Vec<f32> {
    let all: Vec<Vec<f32>> = sections().into_iter().map(|(speech, _)| speech).collect();
    let again = all[1].clone();
    [all.concat(), again].concat()
}

/// The report on one section, as the screen shows it.
fn report(scenario: &Scenario, transcript: &Transcript) -> Vec<u8> {
    let level = scenario.usual_level().unwrap();
    let principle = scenario.find_principle(&scenario.home_principle).unwrap();
    let mut plan = Plan::new(scenario, level, principle, None);
    plan.keep(&["action"]);
    let told = Told {
        section: "action",
        state: SectionState::Complete,
        length: transcript.length,
        transcript: Some(transcript),
        gaps: &[],
    };
    let review = review::review(scenario, &plan, &[told], &Limits::default());
    let source = Source {
        take: String::new(),
        begun: String::new(),
        model: transcript.model.clone(),
    };
    let mut page = Vec::new();
    let style = Style {
        width: 80,
        colour: false,
        plain: false,
    };
    let report = Report::new(scenario, &plan, review, source, None);
    terminal::print(&report, &mut page, style).unwrap();
    page
}

/// The environment variable that names the folder of [`record_while_busy`], which runs in a process of its own: the
/// sound server is found through the environment.
pub const ROLE: &str = "REHEARSE_BENCH_RECORDS_IN";

/// Records 90 s from a sound server of its own while every core is kept busy and the ear listens, and counts what is
/// lost.
pub fn busy() {
    if Command::new("pulseaudio")
        .arg("--version")
        .output()
        .is_err()
    {
        println!(
            "recording on a busy machine is not measured: pulseaudio is not installed (.ci/setup test)"
        );
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let speech = folder.path().join("speech.wav");
    sound::write_wav(&speech, 16_000, &ninety_seconds());
    let mut server = VirtualMicrophone::start();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .env(ROLE, folder.path())
        .envs(server.environment())
        .spawn()
        .unwrap();
    while !folder.path().join("listening").exists() {
        assert!(child.try_wait().unwrap().is_none(), "the recording ended");
        thread::sleep(Duration::from_millis(50));
    }
    server.play_to_the_end(&speech);
    std::fs::write(folder.path().join("stop"), "").unwrap();
    assert!(child.wait().unwrap().success());
}

/// The process that records for [`busy`].
pub fn record_while_busy(folder: &Path) {
    let (ear, scenario) = ear();
    let line = Arc::new(Mutex::new(
        ear.listen(assess::hearing(&scenario, "action")).unwrap(),
    ));
    let sink = Arc::clone(&line);
    let thread = RecordingThread::start(Box::new(Microphone::open(None).unwrap())).unwrap();
    let status = thread.wait(Duration::from_secs(5), |status| {
        status.state == State::Listening
    });
    assert_eq!(status.state, State::Listening);
    let section = NewSection {
        path: folder.join("section.wav"),
        speech: Box::new(move |samples| sink.lock().unwrap().push(samples)),
    };
    let busy = AtomicBool::new(true);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while busy.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        thread.begin(section, Begin::Now).unwrap();
        std::fs::write(folder.join("listening"), "").unwrap();
        let stop: PathBuf = folder.join("stop");
        while !stop.exists() {
            thread::sleep(Duration::from_millis(100));
        }
        let finished = thread.end().unwrap().unwrap();
        busy.store(false, Ordering::Relaxed);
        let recording = finished.recording;
        let lost: Duration = recording.gaps.iter().map(|gap| gap.length()).sum();
        println!(
            "{:<22} {:>8.1} s  {} frames lost, every core busy with other work",
            "recording",
            recording.length.as_secs_f64(),
            (lost.as_secs_f64() * f64::from(recording.rate_hz)).round()
        );
    });
    drop(thread);
}
