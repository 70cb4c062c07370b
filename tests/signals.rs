//! The signal checker held to its goals on the labelled sets, and properties that no text may break.

#![allow(clippy::panic, clippy::expect_used)]

#[path = "score/set.rs"]
mod set;

use proptest::prelude::*;
use rehearse::scenario::Section;
use rehearse::scenario::catalog::Catalog;
use rehearse::signals::{Checker, State};
use rehearse::transcript::written;
use set::{answers, root, rows, score};

/// The goals are a precision of 0.98, a recall of 0.92 and no denied signal ticked. They are not reached yet on the set
/// that nothing was tuned on; these floors keep what is (`make score` prints it).
#[test]
fn the_untouched_set_is_ticked_no_worse_than_it_was() {
    let score = score(&rows(&root().join("tests/signals/heldout.jsonl")));
    let said = score.states["said"];
    assert!(
        said.precision() >= 0.935,
        "precision of said: {:.3}",
        said.precision()
    );
    assert!(
        said.recall() >= 0.85,
        "recall of said: {:.3}",
        said.recall()
    );
    assert!(said.f1() >= 0.89, "F1 of said: {:.3}", said.f1());
    assert!(
        score.denied_ticked <= 3,
        "{} denied signals ticked",
        score.denied_ticked
    );
}

#[test]
fn the_tuned_set_meets_the_goals() {
    let score = score(&rows(&root().join("tests/signals/dev.jsonl")));
    let said = score.states["said"];
    assert!(
        said.precision() >= 0.99 && said.recall() >= 0.965,
        "{:#?}",
        score.wrong
    );
}

/// Two thirds of it are traps and wordings far from the labels, over six stories; three of those have bare labels only.
#[test]
fn the_practice_set_is_ticked_no_worse_than_it_was() {
    let score = score(&rows(&root().join("tests/signals/practice.jsonl")));
    let said = score.states["said"];
    assert!(
        said.precision() >= 0.975 && said.recall() >= 0.885 && score.denied_ticked <= 1,
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

fn state(text: &str, label: &str) -> State {
    let scenario = Catalog::new(None)
        .load("webhook-drop")
        .expect("shipped")
        .scenario;
    let action = scenario.section("action").expect("an action");
    let found = Checker::new(&[action], &scenario.vocabulary).find(&[&written(text)], &[]);
    found[0]
        .iter()
        .find(|finding| finding.say == label)
        .expect("the signal")
        .state
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn unrelated_sentences_never_take_away_what_was_said(before in "[a-z]{3,9}( [a-z]{3,9}){0,6}", after in "[a-z]{3,9}( [a-z]{3,9}){0,6}") {
        let text = format!("The {before} was there. I traced the failures to a race condition. The {after} was there.");
        prop_assert_eq!(state(&text, "I traced"), State::Said, "{}", text);
    }

    #[test]
    fn nothing_panics_on_any_text(text in "\\PC{0,200}") {
        let scenario = Catalog::new(None).load("webhook-drop").expect("shipped").scenario;
        let sections: Vec<&Section> = scenario.sections.iter().collect();
        let spoken = written(&text);
        let told = vec![&spoken[..]; sections.len()];
        let _ = Checker::new(&sections, &scenario.vocabulary).find(&told, &[]);
        for section in sections {
            let _ = rehearse::review::flags::find(section, &spoken);
        }
        let _ = (rehearse::review::ownership::read(&spoken), rehearse::review::impact::read(&spoken));
    }

    #[test]
    fn nothing_panics_on_words_that_mean_much(text in prop::collection::vec(prop::sample::select(vec![
        "I", "we", "not", "no", "nobody", "did", "was", "had", "to", "and", "or", "but", "that", "who", "if", "would", "the", "a",
        "traced", "wrote", "writing", "trace", "fix", "logs", "point", "zero", "three", "percent", "hundred", "$8K", "week", "in",
        "half", "from", "by", "me", "you", "know", "um", "S", "L", "O", "said,", "\"I", "it?", "sorry", "no,", "pull", "request.", "'d",
    ]), 0..60)) {
        let scenario = Catalog::new(None).load("webhook-drop").expect("shipped").scenario;
        let sections: Vec<&Section> = scenario.sections.iter().collect();
        let spoken = written(&text.join(" "));
        let told = vec![&spoken[..]; sections.len()];
        let _ = Checker::new(&sections, &scenario.vocabulary).find(&told, &[]);
        let _ = (rehearse::review::ownership::read(&spoken), rehearse::review::impact::read(&spoken));
        let _ = rehearse::review::flags::find(sections[2], &spoken);
    }
}
