//! The signal checker held to its goals on the labelled sets, and properties that no text may break.

#![allow(clippy::panic, clippy::expect_used)]

#[path = "signals/own_words.rs"]
mod own_words;
#[path = "score/set.rs"]
mod set;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use rehearse::scenario::Section;
use rehearse::scenario::catalog::Catalog;
use rehearse::signals::{Checker, State};
use rehearse::transcript::written;
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

/// What a third one wrote about three stories of their own, with bare labels.
#[test]
fn fresh_stories_with_bare_labels_are_ticked_no_worse_than_they_were() {
    let fresh = rows(&root().join("tests/signals/fresh.jsonl")).into_iter();
    let own: Vec<_> = fresh.filter(|row| is_own(&row.scenario)).collect();
    keeps(&own, (0.955, 0.81, 0.88), 3);
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

/// Two thirds of it are traps and wordings far from the labels, over fifteen stories; twelve have bare labels only.
#[test]
fn the_practice_set_is_ticked_no_worse_than_it_was() {
    let score = score(&rows(&root().join("tests/signals/practice.jsonl")));
    let said = score.states["said"];
    assert!(
        said.precision() >= 0.974 && said.recall() >= 0.868 && score.denied_ticked <= 6,
        "{:#?}",
        score.wrong
    );
}

/// The constructions of `frames.toml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Frames {
    deed_said: Vec<String>,
    deed_not_said: Vec<String>,
    lack_said: Vec<String>,
    lack_not_said: Vec<String>,
    claim_said: Vec<String>,
    claim_not_said: Vec<String>,
    another: Vec<Another>,
}

/// Sentences about another thing than the story's, for a label of a section.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Another {
    story: String,
    section: String,
    label: String,
    texts: Vec<String>,
}

/// A story's section, a label, and what is put into the frames for it.
type Filled<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, &'a str)]);

const DEEDS: [Filled<'_>; 3] = [
    (
        "webhook-drop",
        "action",
        "I traced",
        &[
            ("{B}", "trace"),
            ("{P}", "traced"),
            ("{G}", "tracing"),
            ("{R}", "traced"),
            ("{O}", "the failures to a race condition"),
        ],
    ),
    (
        "webhook-drop",
        "action",
        "I wrote",
        &[
            ("{B}", "write"),
            ("{P}", "wrote"),
            ("{G}", "writing"),
            ("{R}", "written"),
            ("{O}", "a small fix"),
        ],
    ),
    (
        "night-shift-handover",
        "action",
        "I piloted it",
        &[
            ("{B}", "pilot"),
            ("{P}", "piloted"),
            ("{G}", "piloting"),
            ("{R}", "piloted"),
            ("{O}", "the checklist on one ward"),
        ],
    ),
];

const LACKS: [Filled<'_>; 2] = [
    (
        "webhook-drop",
        "situation",
        "no ticket",
        &[("{A}", "a ticket"), ("{X}", "ticket"), ("{C}", "Tickets")],
    ),
    (
        "slow-checkout",
        "result",
        "no rollback",
        &[
            ("{A}", "a rollback"),
            ("{X}", "rollback"),
            ("{C}", "Rollbacks"),
        ],
    ),
];

const CLAIMS: [Filled<'_>; 2] = [
    (
        "slow-checkout",
        "result",
        "abandonment fell by 12%",
        &[
            ("{S}", "abandonment"),
            ("{B}", "fall by 12%"),
            ("{P}", "fell by 12%"),
        ],
    ),
    (
        "night-shift-handover",
        "result",
        "missed doses fell from nine to one",
        &[
            ("{S}", "missed doses"),
            ("{B}", "fall from nine to one"),
            ("{P}", "fell from nine to one"),
        ],
    ),
];

/// Checkers of sections, by story and section: making one takes longer than using it.
type Checkers = BTreeMap<(String, String), Checker>;

/// The sentences of `frames` whose label is ticked, and should not be, or the other way round.
fn misread(
    checkers: &mut Checkers,
    fillings: &[Filled<'_>],
    frames: &[String],
    ticked: bool,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (story, section, label, parts) in fillings {
        let place = (story.to_string(), section.to_string());
        let checker = checkers.entry(place).or_insert_with(|| {
            let scenario = Catalog::new(None).load(story).expect("shipped").scenario;
            let own = scenario.section(section).expect("a section");
            Checker::new(&[own], &scenario.vocabulary)
        });
        for frame in frames {
            let fill = |text: String, (hole, word): &(&str, &str)| text.replace(hole, word);
            let text = parts.iter().fold(frame.clone(), fill);
            let (first, rest) = text.split_at(1);
            let text = first.to_uppercase() + rest;
            let found = checker.find(&[&written(&text)], &[]);
            let state = found[0].iter().find(|finding| finding.say == *label);
            if (state.expect("the signal").state == State::Said) != ticked {
                wrong.push(text);
            }
        }
    }
    wrong
}

#[test]
fn a_construction_is_read_alike_for_every_verb_thing_and_claim() {
    let path = root().join("tests/signals/frames.toml");
    let text = std::fs::read_to_string(path).expect("the frames");
    let frames: Frames = toml::from_str(&text).expect("the frames");
    let checkers = &mut Checkers::new();
    let mut wrong = misread(checkers, &DEEDS, &frames.deed_said, true);
    wrong.extend(misread(checkers, &DEEDS, &frames.deed_not_said, false));
    wrong.extend(misread(checkers, &LACKS, &frames.lack_said, true));
    wrong.extend(misread(checkers, &LACKS, &frames.lack_not_said, false));
    wrong.extend(misread(checkers, &CLAIMS, &frames.claim_said, true));
    wrong.extend(misread(checkers, &CLAIMS, &frames.claim_not_said, false));
    for another in &frames.another {
        let filled = (another.story.as_str(), another.section.as_str());
        let filled = [(filled.0, filled.1, another.label.as_str(), &[][..])];
        wrong.extend(misread(checkers, &filled, &another.texts, false));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
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
