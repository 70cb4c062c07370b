//! What no text may break: unrelated sentences change nothing, and nothing panics.

use std::cell::RefCell;

use proptest::prelude::*;
use rehearse::scenario::Section;
use rehearse::scenario::catalog::Catalog;
use rehearse::signals::{Checker, State};
use rehearse::transcript::written;

/// A section of a shipped story, ready to be checked, and its own telling sentence by sentence.
struct Told {
    name: String,
    checker: RefCell<Checker>,
    section: Section,
    sentences: Vec<String>,
}

/// Every section of the shipped stories.
fn sections() -> Vec<Told> {
    let catalog = Catalog::new(None);
    let mut told = Vec::new();
    for story in ["webhook-drop", "slow-checkout", "night-shift-handover"] {
        let scenario = catalog.load(story).expect("shipped").scenario;
        for section in &scenario.sections {
            let example = section.example.replace('\n', " ");
            let sentences = example.split_inclusive(". ").map(str::trim);
            told.push(Told {
                name: format!("{story} {}", section.id),
                checker: RefCell::new(Checker::new(&[section], &scenario.vocabulary)),
                section: section.clone(),
                sentences: sentences.map(str::to_owned).collect(),
            });
        }
    }
    told
}

impl Told {
    /// The labels that are said in `text`.
    fn said(&self, text: &str) -> Vec<String> {
        let found = self.checker.borrow_mut().find(&[&written(text)], &[]);
        let said = found[0]
            .iter()
            .filter(|finding| finding.state == State::Said);
        said.map(|finding| finding.say.clone()).collect()
    }

    /// The example with a sentence before the one at `place`, or after the last.
    fn with(&self, sentence: &str, place: usize) -> String {
        let mut sentences: Vec<&str> = self.sentences.iter().map(String::as_str).collect();
        sentences.insert(place.min(sentences.len()), sentence);
        sentences.join(" ")
    }
}

thread_local! {
    static TOLD: Vec<Told> = sections();
}

/// Reads `text` as every section of every story, in every way that a review does.
fn read_everywhere(text: &str) {
    let spoken = written(text);
    TOLD.with(|sections| {
        for told in sections {
            told.said(text);
            let _ = rehearse::review::flags::find(&told.section, &spoken);
        }
    });
    let _ = rehearse::review::ownership::read(&spoken);
    let _ = rehearse::review::impact::read(&spoken);
}

/// A sentence of real words about something else: denied, done by others, wished, asked, or quoted.
fn unrelated() -> impl Strategy<Value = String> {
    let who = prop::sample::select(vec![
        "Nobody",
        "No one at the gym",
        "My cousin",
        "They",
        "My neighbour",
        "The painter",
        "Two of my friends",
        "Everybody",
        "Our landlord",
    ]);
    let did = prop::sample::select(vec![
        "never painted",
        "did not repair",
        "could not find",
        "had not washed",
        "wrote about",
        "traced",
        "decided against",
        "was not able to sell",
        "would have bought",
        "refused to clean",
        "borrowed",
        "said no to",
    ]);
    let what = prop::sample::select(vec![
        "the kitchen table",
        "an old bicycle",
        "the garden fence",
        "a blue umbrella",
        "the piano",
        "her winter coat",
        "any of the apples",
        "the wedding cake",
    ]);
    let tail = prop::sample::select(vec![
        "",
        " last summer",
        ", not even once",
        " without a reason",
        ", I hope",
        ", and it was not easy",
        ", which nobody liked",
    ]);
    let whole = prop::sample::select(vec![
        "The weather was not good.",
        "Why would anybody do that?",
        "It never snows here, no matter what they say.",
        "My sister said, \"I never liked the sea.\"",
        "If it had rained, nobody would have come.",
        "I was not hungry at all.",
        "Neither of them had a car.",
    ]);
    let made = (who, did, what, tail)
        .prop_map(|(who, did, what, tail)| format!("{who} {did} {what}{tail}."));
    prop_oneof![3 => made, 1 => whole.prop_map(str::to_owned)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn unrelated_sentences_never_take_away_what_was_said(sentence in unrelated(), place in 0usize..8) {
        TOLD.with(|sections| {
            for told in sections {
                let before = told.said(&told.sentences.join(" "));
                prop_assert_eq!(before.len(), told.section.signals.len(), "{}", told.name);
                let text = told.with(&sentence, place);
                prop_assert_eq!(told.said(&text), before, "{}: {}", told.name, text);
            }
            Ok(())
        })?;
    }

    #[test]
    fn nothing_panics_on_any_text(text in prop_oneof!["\\PC{0,200}", Just("I!0a ".to_owned())]) {
        read_everywhere(&text);
    }

    #[test]
    fn nothing_panics_on_words_that_mean_much(text in prop::collection::vec(prop::sample::select(vec![
        "I", "we", "not", "no", "nobody", "did", "was", "had", "to", "and", "or", "but", "that", "who", "if", "would", "the", "a",
        "traced", "wrote", "writing", "trace", "fix", "logs", "point", "zero", "three", "percent", "hundred", "$8K", "week", "in",
        "half", "from", "by", "me", "you", "know", "um", "S", "L", "O", "said,", "\"I", "it?", "sorry", "no,", "pull", "request.", "'d",
    ]), 0..60)) {
        read_everywhere(&text.join(" "));
    }
}
