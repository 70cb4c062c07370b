//! `make bench`: how fast the recogniser is on this machine, with the shipped model. One table; figures hold for the
//! machine that is named above it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench fails loudly"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rehearse::audio::file::SoundFile;
use rehearse::audio::whole;
use rehearse::scenario::catalog::Catalog;
use rehearse::session::assess;
use rehearse::transcribe::Hearing;
use rehearse::transcribe::live::{Ear, EarOptions};
use rehearse::transcribe::model::Models;

/// How often each measurement is repeated; the median is shown.
const RUNS: usize = 3;

fn main() {
    let models = Models::new(Path::new("target/bench-data"));
    let (model, detector) = (models.find(None).unwrap(), models.voice_detector().unwrap());
    let options = EarOptions::default();
    println!(
        "{}, {} cores, model {}",
        processor(),
        options.cores,
        model.name
    );
    let begun = Instant::now();
    let ear = Ear::load(&model.name, &model.path, &detector, &options).unwrap();
    println!(
        "{:<22} {:>8.2} s",
        "loading the model",
        begun.elapsed().as_secs_f64()
    );
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
    measure("one section (action)", &ear, &one);
    measure("the whole answer", &ear, &sections);
    println!("{:<22} {:>7} MB", "peak memory", peak_memory_kb() / 1024);
}

fn measure(what: &str, ear: &Ear, sections: &[(Vec<f32>, Hearing)]) {
    let sound: f64 = sections
        .iter()
        .map(|(speech, _)| speech.len() as f64 / 16_000.0)
        .sum();
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            ear.transcribe_all(sections.to_vec(), |_| ()).unwrap();
            begun.elapsed()
        })
        .collect();
    times.sort();
    let time = times[RUNS / 2].as_secs_f64();
    println!(
        "{what:<22} {sound:>8.1} s {time:>8.2} s {:>18.3}",
        time / sound
    );
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
