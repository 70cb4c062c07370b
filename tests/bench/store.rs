//! How long a list and the history of 5 000 takes take, run as users run them. The promise is 0.3 s.
//!
//! The takes are copies of one with the report in `tests/fixtures/reports/strong.json`, which is of the size that real
//! ones have. The first list makes the index; the others find it.

#![allow(clippy::unwrap_used)] // A bench that cannot run shall stop.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rehearse::take::{Header, Mode, Moment, SectionRecord, Store};

const TAKES: usize = 5000;
const RUNS: usize = 9;
const PROMISE: Duration = Duration::from_millis(300);

fn main() {
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
        let mut times: Vec<Duration> = (0..RUNS).map(|_| run(home.path(), command)).collect();
        times.sort_unstable();
        let (median, worst) = (times[RUNS / 2], times[RUNS - 1]);
        let kept = if worst <= PROMISE { "kept" } else { "MISSED" };
        println!(
            "  {:30}  {:>6.0} ms at the median, {:.0} at the worst of {RUNS}; promise of {:.0}: {kept}",
            command.join(" "),
            millis(median),
            millis(worst),
            millis(PROMISE),
        );
    }
}

fn fill(store: &Store) {
    let header = Header {
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
        sections: ["situation", "task", "action", "result", "reflection"]
            .map(|id| SectionRecord::new(id, Duration::from_secs(35), None))
            .to_vec(),
    };
    let mut first = store.begin(header, Moment::now()).unwrap();
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

fn run(home: &Path, command: &[&str]) -> Duration {
    let begun = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_rehearse"))
        .arg("--data-dir")
        .arg(home)
        .args(command)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    begun.elapsed()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
