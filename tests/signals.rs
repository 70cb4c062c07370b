//! The signal checker held to its goals on the labelled sets, on every construction, and to properties that no text
//! may break.

#![allow(clippy::panic, clippy::expect_used)]

#[path = "signals/flags.rs"]
mod flags;
#[path = "signals/frames.rs"]
mod frames;
#[path = "signals/own_words.rs"]
mod own_words;
#[path = "signals/properties.rs"]
mod properties;
#[path = "score/set.rs"]
mod set;

use set::{Row, answers, is_own, root, rows, score};

/// The goals are a precision of 0.98, a recall of 0.92 and no denied signal ticked. They are not reached yet on this set,
/// with its many traps and wordings far from the labels; the floors keep what is (`make score` prints it).
#[test]
fn the_untouched_set_is_ticked_no_worse_than_it_was() {
    let untouched = rows(&root().join("tests/signals/heldout.jsonl"));
    keeps(&untouched, (0.945, 0.88, 0.912), 3);
}

/// What another author wrote about the shipped stories as ordinary people tell them: here the goals are reached.
#[test]
fn the_fresh_set_meets_the_goals() {
    let fresh = rows(&root().join("tests/signals/fresh.jsonl")).into_iter();
    let shipped: Vec<_> = fresh.filter(|row| !is_own(&row.scenario)).collect();
    keeps(&shipped, (0.98, 0.94, 0.96), 0);
}

/// What three more wrote about nine stories of their own, with bare labels.
#[test]
fn fresh_stories_with_bare_labels_are_ticked_no_worse_than_they_were() {
    let fresh = rows(&root().join("tests/signals/fresh.jsonl")).into_iter();
    let own: Vec<_> = fresh.filter(|row| is_own(&row.scenario)).collect();
    keeps(&own, (0.965, 0.80, 0.875), 3);
}

/// That `rows` are ticked with at least this precision, recall and F1, and at most so many denied signals.
fn keeps(rows: &[Row], (precision, recall, f1): (f64, f64, f64), denied: usize) {
    let score = score(rows);
    let said = score.states["said"];
    assert!(
        said.precision() >= precision,
        "precision of said: {:.3}",
        said.precision()
    );
    assert!(
        said.recall() >= recall,
        "recall of said: {:.3}",
        said.recall()
    );
    assert!(said.f1() >= f1, "F1 of said: {:.3}", said.f1());
    assert!(
        score.denied_ticked <= denied,
        "{} denied signals ticked",
        score.denied_ticked
    );
}

#[test]
fn the_tuned_set_meets_the_goals() {
    let score = score(&rows(&root().join("tests/signals/dev.jsonl")));
    let said = score.states["said"];
    assert!(
        said.precision() >= 0.995 && said.recall() >= 0.97,
        "{:#?}",
        score.wrong
    );
}

/// Most of it are traps and wordings far from the labels, over 35 stories; 32 have bare labels only.
#[test]
fn the_practice_set_is_ticked_no_worse_than_it_was() {
    let score = score(&rows(&root().join("tests/signals/practice.jsonl")));
    let said = score.states["said"];
    assert!(
        said.precision() >= 0.965 && said.recall() >= 0.83 && score.denied_ticked <= 3,
        "{:#?}",
        score.wrong
    );
}

#[test]
fn the_recorded_answers_are_ticked_as_a_fair_listener_would() {
    let score = score(&answers());
    let said = score.states["said"];
    assert_eq!((said.extra, said.missed), (0, 0), "{:#?}", score.wrong);
    assert_eq!(
        score.states["near"].missed + score.states["denied"].missed,
        0,
        "{:#?}",
        score.wrong
    );
}
