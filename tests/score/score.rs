//! `make score`: precision, recall and F1 of the signal checker on the labelled sets, for every state and every kind of
//! trap. The tuned set and the untouched one stand apart; single judgements are shown for the tuned one only.

#![allow(clippy::panic, clippy::expect_used)] // A bench stops at the first thing that is not as it should be.

mod set;

use std::path::Path;

use set::{Score, Tally, answers, root, rows, score};

fn main() {
    if let Ok(path) = std::env::var("SCORE_SET") {
        table(&path, &score(&rows(Path::new(&path))), show("set"));
        return;
    }
    let sets = root().join("tests/signals");
    table(
        "dev: tuned on",
        &score(&rows(&sets.join("dev.jsonl"))),
        show("dev"),
    );
    table(
        "practice: tuned on, three stories more",
        &score(&rows(&sets.join("practice.jsonl"))),
        show("practice"),
    );
    let untouched = sets.join("heldout.jsonl");
    if Path::new(&untouched).exists() {
        table("heldout: never tuned on", &score(&rows(&untouched)), false);
    }
    let mut recorded = score(&answers());
    recorded.flags.clear();
    recorded.wrong.retain(|line| !line.contains("flag extra"));
    table("recorded answers, as text", &recorded, show("answers"));
}

/// `SCORE_SHOW=dev,practice,answers,set` lists what went wrong.
fn show(name: &str) -> bool {
    std::env::var("SCORE_SHOW").is_ok_and(|wanted| wanted.split(',').any(|part| part == name))
}

fn table(title: &str, score: &Score, show: bool) {
    println!(
        "\n{title}: {} texts, {} judgements",
        score.rows, score.signals
    );
    println!(
        "{:<24} {:>6} {:>6} {:>6} {:>10} {:>8} {:>6}",
        "", "right", "extra", "missed", "precision", "recall", "F1"
    );
    for (state, tally) in &score.states {
        line(state, tally);
    }
    println!("said, by kind of text:");
    for (kind, (_, tally)) in &score.kinds {
        line(kind, tally);
    }
    println!("denied signals ticked: {}", score.denied_ticked);
    if !score.flags.is_empty() {
        println!("red flags:");
        for (kind, tally) in &score.flags {
            line(kind, tally);
        }
    }
    if show {
        for wrong in &score.wrong {
            println!("{wrong}");
        }
    }
}

fn line(name: &str, tally: &Tally) {
    println!(
        "{name:<24} {:>6} {:>6} {:>6} {:>10.3} {:>8.3} {:>6.3}",
        tally.hit,
        tally.extra,
        tally.missed,
        tally.precision(),
        tally.recall(),
        tally.f1()
    );
}
