//! How long the store's commands take, run as users run them: a list and the history of 5 000 takes, promised in 0.3 s,
//! and the review of a take of thirty minutes, promised in 1 s.
//!
//! The takes are copies of one with the report in `tests/fixtures/reports/strong.json`, which is of the size that real
//! ones have. The first list makes the index; the others find it.

#![allow(clippy::unwrap_used)] // A bench that cannot run shall stop.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rehearse::output::report::Report;
use rehearse::take::{AttemptState, Ended, Header, Mode, Moment, SectionRecord, Store};
use rehearse::time::Span;
use rehearse::transcript::{Transcript, Word};

const TAKES: usize = 5000;
const RUNS: usize = 9;
const LIST: Duration = Duration::from_millis(300);
const REVIEW: Duration = Duration::from_secs(1);
const SECTIONS: [&str; 5] = ["situation", "task", "action", "result", "reflection"];

fn main() {
    many_takes();
    half_an_hour();
}

fn many_takes() {
    let home = tempfile::tempdir().unwrap();
    fill(&Store::open(home.path()));
    println!("\n{TAKES} takes");
    let first = run(home.path(), &["takes", "--all"]);
    println!(
        "  takes --all, without an index   {:>6.0} ms",
        millis(first)
    );
    for command in [
        &["takes", "--all"][..],
        &["takes"],
        &["history", "--csv"],
        &["history"],
    ] {
        time(home.path(), command, LIST);
    }
}

/// Reviews what is kept of thirty minutes: six a section, a word every 0.4 s.
fn half_an_hour() {
    let home = tempfile::tempdir().unwrap();
    tell_half_an_hour(&Store::open(home.path()));
    println!("\n1 take of 30 minutes");
    for command in [
        &["review", "latest"][..],
        &["review", "latest", "--html"],
        &["export", "latest", "--format", "md"],
    ] {
        time(home.path(), command, REVIEW);
    }
}

fn time(home: &Path, command: &[&str], promise: Duration) {
    let mut times: Vec<Duration> = (0..RUNS).map(|_| run(home, command)).collect();
    times.sort_unstable();
    let (median, worst) = (times[RUNS / 2], times[RUNS - 1]);
    let kept = if worst <= promise { "kept" } else { "MISSED" };
    println!(
        "  {:30}  {:>6.0} ms at the median, {:.0} at the worst of {RUNS}; promise of {:.0}: {kept}",
        command.join(" "),
        millis(median),
        millis(worst),
        millis(promise),
    );
}

fn tell_half_an_hour(store: &Store) {
    let report: Report =
        serde_json::from_str(include_str!("../fixtures/reports/strong.json")).unwrap();
    let mut take = store.begin(header(), Moment::now()).unwrap();
    let scenario = include_str!("../../scenarios/webhook-drop.toml");
    take.save_scenario(scenario).unwrap();
    for (id, told) in SECTIONS.into_iter().zip(&report.sections) {
        let length = Duration::from_secs(360);
        let wav = take.begin_attempt(id, 48_000).unwrap();
        write_tone(&wav, length);
        let ended = Ended {
            state: AttemptState::Complete,
            length,
            gaps: Vec::new(),
            pauses: Vec::new(),
            marks: Vec::new(),
        };
        take.end_attempt(id, ended).unwrap();
        let words: Vec<Word> = (0..900)
            .map(|index| {
                let at = f64::from(index) * 0.4;
                Word {
                    span: Span::from_seconds(at, at + 0.35),
                    ..told.transcript[index as usize % told.transcript.len()].clone()
                }
            })
            .collect();
        let transcript = Transcript {
            voiced: words.iter().map(|word| word.span).collect(),
            words,
            ..Transcript::silent("base-q8_0", "en", length)
        };
        take.save_transcript(id, 1, &transcript).unwrap();
    }
    take.finish().unwrap();
}

fn write_tone(path: &Path, length: Duration) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 48_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut wav = hound::WavWriter::create(path, spec).unwrap();
    for index in 0..48_000 * length.as_secs() {
        let sample = (index as f64 * 0.05).sin() * 4000.0;
        wav.write_sample(sample as i16).unwrap();
    }
    wav.finalize().unwrap();
}

fn fill(store: &Store) {
    let mut first = store.begin(header(), Moment::now()).unwrap();
    let report = include_str!("../fixtures/reports/strong.json");
    first
        .save_report(&serde_json::from_str(report).unwrap())
        .unwrap();
    first.finish().unwrap();
    let first = first.into_take();
    for number in 1..TAKES {
        let copy = store
            .takes_dir()
            .join(format!("{}-{number:04}", first.id()));
        fs::create_dir(&copy).unwrap();
        for file in ["take.json", "review.json"] {
            fs::copy(first.dir().join(file), copy.join(file)).unwrap();
        }
    }
}

fn header() -> Header {
    Header {
        scenario: "webhook-drop".to_owned(),
        question: "Tell me about a time you took a calculated risk that paid off.".to_owned(),
        level: "sde2".to_owned(),
        principle: "bias-for-action".to_owned(),
        mode: Mode::Practice,
        language: "en".to_owned(),
        budget: None,
        target: Duration::from_secs(175),
        ceiling: None,
        device: "Bench".to_owned(),
        model: "base-q8_0".to_owned(),
        sections: SECTIONS
            .map(|id| SectionRecord::new(id, Duration::from_secs(35), None))
            .to_vec(),
    }
}

fn run(home: &Path, command: &[&str]) -> Duration {
    let begun = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_rehearse"))
        .arg("--data-dir")
        .arg(home)
        .args(command)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    begun.elapsed()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
