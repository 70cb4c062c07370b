//! `make bench`: how fast the recogniser is on this machine, with the shipped model. Figures hold for the machine that
//! is named above them.
//!
//! `BENCH_EAR=files,live,load,busy` chooses parts; `BENCH_LIVE=20` sets how often the live sections are spoken.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench fails loudly"
)]

#[path = "live.rs"]
mod live;
#[path = "../support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rehearse::audio::file::SoundFile;
use rehearse::audio::whole;
use rehearse::scenario::Scenario;
use rehearse::scenario::catalog::Catalog;
use rehearse::session::assess;
use rehearse::transcribe::Hearing;
use rehearse::transcribe::live::{Ear, EarOptions};
use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters};

/// How often each measurement is repeated; the median is shown.
const RUNS: usize = 3;

fn main() {
    if let Some(folder) = std::env::var_os(live::ROLE) {
        live::record_while_busy(Path::new(&folder));
        rehearse::leave::at_once(0);
    }
    if std::env::var_os(live::SPINS).is_some() {
        loop {
            std::hint::spin_loop();
        }
    }
    println!(
        "{}, {} cores, model {MODEL}",
        processor(),
        EarOptions::default().cores,
    );
    let begun = Instant::now();
    let (ear, scenario) = ear();
    println!(
        "{:<22} {:>8.2} s",
        "loading the model",
        begun.elapsed().as_secs_f64()
    );
    if wanted("files") {
        from_files(&ear);
    }
    let runs = std::env::var("BENCH_LIVE").ok();
    let runs = runs.and_then(|runs| runs.parse().ok()).unwrap_or(2).max(1);
    if wanted("live") {
        live::latency(&ear, &scenario, runs);
    }
    if wanted("load") {
        live::latency_under_load(&ear, &scenario, runs);
    }
    println!("{:<22} {:>7} MB", "peak memory", peak_memory_kb() / 1024);
    if wanted("busy") {
        live::busy();
    }
}

fn wanted(part: &str) -> bool {
    let parts = std::env::var("BENCH_EAR").unwrap_or_default();
    parts.is_empty() || parts.split(',').any(|wanted| wanted == part)
}

/// The shipped model and the voice detector, from the folder that the bench is started in.
const MODEL: &str = "base-q8_0";
const MODEL_FILE: &str = "models/ggml-base-q8_0.bin";
const DETECTOR_FILE: &str = "models/ggml-silero-v6.2.3.bin";

/// The shipped model with its workers, and the story that is told.
fn ear() -> (Ear, Scenario) {
    let options = EarOptions::default();
    let (model, detector) = (PathBuf::from(MODEL_FILE), Path::new(DETECTOR_FILE));
    let ear = Ear::load(MODEL, &model, detector, &options).unwrap();
    let scenario = Catalog::new(None).load("webhook-drop").unwrap().scenario;
    (ear, scenario)
}

fn from_files(ear: &Ear) {
    println!(
        "{:<22} {:>10} {:>10} {:>18}",
        "", "sound", "time", "real-time factor"
    );
    let sections = sections();
    let one: Vec<_> = sections
        .iter()
        .filter(|(_, hearing)| hearing.label == "action")
        .cloned()
        .collect();
    measure("one section (action)", &one, || {
        ear.transcribe_all(one.clone(), |_| ()).unwrap();
    });
    let ours = measure("the whole answer", &sections, || {
        ear.transcribe_all(sections.clone(), |_| ()).unwrap();
    });
    let speech: Vec<f32> = sections
        .iter()
        .flat_map(|(speech, _)| speech.clone())
        .collect();
    let context =
        WhisperContext::new_with_params(MODEL_FILE, WhisperContextParameters::default()).unwrap();
    let plain = measure("one plain Whisper pass", &sections, || {
        single_pass(&context, &speech)
    });
    println!(
        "{:<22} {:>7.2} times as fast as the plain pass (greedy, two threads, the same model)",
        "",
        plain.as_secs_f64() / ours.as_secs_f64()
    );
}

/// What somebody would write who calls Whisper without more ado: the yardstick.
fn single_pass(context: &WhisperContext, speech: &[f32]) {
    let mut parameters = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    parameters.set_n_threads(2);
    parameters.set_language(Some("en"));
    parameters.set_print_progress(false);
    let mut state = context.create_state().unwrap();
    state.full(parameters, speech).unwrap();
    assert!(state.full_n_segments() > 0);
}

/// Does the work a few times, prints the median and gives it.
fn measure(what: &str, sections: &[(Vec<f32>, Hearing)], work: impl Fn()) -> Duration {
    let sound: f64 = sections
        .iter()
        .map(|(speech, _)| speech.len() as f64 / 16_000.0)
        .sum();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort();
    let time = times[RUNS / 2].as_secs_f64();
    println!(
        "{what:<22} {sound:>8.1} s {time:>8.2} s {:>18.3}",
        time / sound
    );
    times[RUNS / 2]
}

/// The recorded strong answer, section by section.
fn sections() -> Vec<(Vec<f32>, Hearing)> {
    let dir = PathBuf::from("tests/fixtures/voices/strong");
    let scenario = Catalog::new(None).load("webhook-drop").unwrap().scenario;
    let read = |id: &String| {
        let file = SoundFile::open(&dir.join(format!("{id}.wav"))).unwrap();
        (
            whole::speech(file.capture().unwrap()).unwrap(),
            assess::hearing(&scenario, id),
        )
    };
    scenario
        .sections
        .iter()
        .map(|section| read(&section.id))
        .collect()
}

fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    name.map_or_else(
        || std::env::consts::ARCH.to_owned(),
        |(_, name)| name.trim().to_owned(),
    )
}

/// The most memory that this process ever held, in kB; 0 where the system does not tell.
fn peak_memory_kb() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}
