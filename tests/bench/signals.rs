//! `cargo bench --bench signals`: how long a check of a section takes, and how that grows with words and with signals.
//!
//! The goal: 10 000 checks of a 200-word section within a second on one core, that is 100 us a check.

#![allow(clippy::expect_used)] // A bench stops at the first thing that is not as it should be.

use std::time::Instant;

use rehearse::scenario::Section;
use rehearse::scenario::catalog::Catalog;
use rehearse::signals::Checker;
use rehearse::signals::pattern::Pattern;
use rehearse::transcript::Word;

const TEXT: &str = "First I pulled the webhook delivery logs from the Platform team's monitoring. I traced the failures to \
a race condition in their retry logic. I reproduced the race on my own machine, to be sure that it was the root cause. \
Then I wrote a minimal fix. I added an alert on the dead letter queue, so that a future drop would be seen. I submitted a \
ready to merge pull request, and I coordinated the deployment with their engineers. ";

fn main() {
    let scenario = Catalog::new(None)
        .load("webhook-drop")
        .expect("a shipped scenario")
        .scenario;
    let action = scenario.section("action").expect("an action").clone();
    println!(
        "{:<28} {:>8} {:>12} {:>16}",
        "", "words", "us a check", "10 000 checks"
    );
    for words in [50, 100, 200, 400, 800] {
        measure("words", &action, &scenario.vocabulary, words);
    }
    for times in [2, 4, 8] {
        let mut larger = action.clone();
        for round in 1..times {
            for signal in &action.signals {
                let mut signal = signal.clone();
                let verb = [
                    "cleaned", "sorted", "counted", "painted", "carried", "mixed", "opened",
                ][round % 7];
                signal
                    .patterns
                    .push(Pattern::parse(&format!("I {verb} .. {round}")).expect("a pattern"));
                larger.signals.push(signal);
            }
        }
        measure(
            &format!("{} signals", larger.signals.len()),
            &larger,
            &scenario.vocabulary,
            200,
        );
    }
}

fn measure(name: &str, section: &Section, vocabulary: &[String], count: usize) {
    let source = TEXT.split_whitespace().cycle().take(count);
    let words: Vec<Word> = source.map(Word::written).collect();
    let mut checker = Checker::new(&[section], vocabulary);
    checker.find(&[&words], &[]);
    let rounds = 2000;
    let start = Instant::now();
    for _ in 0..rounds {
        std::hint::black_box(checker.find(&[std::hint::black_box(&words)], &[]));
    }
    let micros = start.elapsed().as_secs_f64() * 1e6 / f64::from(rounds);
    println!(
        "{name:<28} {count:>8} {micros:>12.1} {:>14.2} s",
        micros / 100.0
    );
}
