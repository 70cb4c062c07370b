//! `make score`: precision, recall and F1 of the signal checker on the labelled sets, for every state and every kind of
//! trap, and on the recorded answers, both as they were written and as the shipped model hears them. The tuned sets and
//! the untouched ones stand apart; single judgements are never shown for the untouched ones.

#![allow(clippy::panic, clippy::expect_used)] // A bench stops at the first thing that is not as it should be.

#[path = "../signals/flags.rs"]
mod flags;
#[path = "../ear/measure.rs"]
mod measure;
mod set;

use std::collections::BTreeMap;
use std::path::Path;

use rehearse::scenario::catalog::Catalog;
use rehearse::session::assess;
use rehearse::transcript::Word;
use set::{Row, Score, Tally, answers, is_own, root, rows, score, score_words};

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
        "practice: tuned on, stories of other jobs too",
        &score(&rows(&sets.join("practice.jsonl"))),
        show("practice"),
    );
    let untouched = sets.join("heldout.jsonl");
    if Path::new(&untouched).exists() {
        table("heldout: never tuned on", &score(&rows(&untouched)), false);
    }
    let (own, shipped): (Vec<Row>, Vec<Row>) =
        (rows(&sets.join("fresh.jsonl")).into_iter()).partition(|row| is_own(&row.scenario));
    table(
        "fresh, the shipped stories: never tuned on, by another author",
        &score(&shipped),
        false,
    );
    table(
        "fresh, nine stories with bare labels: never tuned on, by three more authors",
        &score(&own),
        false,
    );
    flagged();
    recorded();
}

/// The sentences for red flags, which the rules were tuned on.
fn flagged() {
    let (tallies, wrong) = flags::score();
    println!("\nsentences for red flags: tuned on");
    for (kind, tally) in &tallies {
        line(kind, tally);
    }
    if show("flags") {
        for wrong in &wrong {
            println!("{wrong}");
        }
    }
}

/// The three recorded answers: what they say, and what is heard of it.
fn recorded() {
    let rows = answers();
    table("recorded answers, as text", &score(&rows), show("answers"));
    let heard = hear();
    let found = score_words(&rows, |row| heard[&row.id].clone());
    let model = measure::model();
    let model = model.file_stem().unwrap_or_default().to_string_lossy();
    let title = format!("recorded answers, as heard by {model}");
    table(&title, &found, false);
    println!(
        "judgements in which labels and hearing disagree: {}",
        found.wrong.len()
    );
    for wrong in &found.wrong {
        println!("  {wrong}");
    }
}

/// What the shipped model hears in every section of the recorded answers, by the id of its row, under the conditions of
/// a rehearsal: the story's names are known, its signals are not.
fn hear() -> BTreeMap<String, Vec<Word>> {
    let scenario = Catalog::new(None)
        .load("webhook-drop")
        .expect("a shipped scenario")
        .scenario;
    let clips = measure::answers();
    let jobs = clips.iter().map(|(_, clip)| {
        let hearing = assess::hearing(&scenario, &clip.file);
        (measure::sound(&clip.path), hearing)
    });
    let heard = measure::ear().transcribe_all(jobs.collect(), |_| ());
    let heard = heard.expect("the recorded answers are heard");
    let ids = clips.iter().map(|(id, clip)| format!("{id} {}", clip.file));
    ids.zip(heard.into_iter().map(|heard| heard.words))
        .collect()
}

/// `SCORE_SHOW=dev,practice,fresh,answers,flags,set` lists what went wrong.
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
