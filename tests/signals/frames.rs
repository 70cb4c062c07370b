//! The constructions of `frames.toml`, each filled with the verbs, things and claims of several stories.

use std::collections::BTreeMap;

use rehearse::scenario::catalog::Catalog;
use rehearse::signals::{Checker, State};
use rehearse::transcript::written;

use crate::set::{root, story_of};

/// The constructions of `frames.toml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Frames {
    deed_said: Vec<String>,
    deed_not_said: Vec<String>,
    lack_said: Vec<String>,
    lack_not_said: Vec<String>,
    lack_denied: Vec<String>,
    claim_said: Vec<String>,
    claim_not_said: Vec<String>,
    claim_denied: Vec<String>,
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

/// Labels of a story without patterns.
const BARE_LACKS: [Filled<'_>; 2] = [
    (
        "failed-imports",
        "situation",
        "no bug report",
        &[
            ("{A}", "a bug report"),
            ("{X}", "bug report"),
            ("{C}", "Bug reports"),
        ],
    ),
    (
        "late-windows",
        "result",
        "no penalty",
        &[
            ("{A}", "a penalty"),
            ("{X}", "penalty"),
            ("{C}", "Penalties"),
        ],
    ),
];

const BARE_CLAIMS: [Filled<'_>; 2] = [
    (
        "stubborn-drivers",
        "result",
        "accidents fell by a fifth",
        &[
            ("{S}", "accidents"),
            ("{B}", "fall by a fifth"),
            ("{P}", "fell by a fifth"),
        ],
    ),
    (
        "stubborn-drivers",
        "result",
        "accidents fell by a fifth",
        &[("{S}", "accidents"), ("{B}", "fall"), ("{P}", "fell")],
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

/// The sentences of `frames` whose label is not in the state that it should be in.
fn misread(
    checkers: &mut Checkers,
    fillings: &[Filled<'_>],
    frames: &[String],
    right: fn(State) -> bool,
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (story, section, label, parts) in fillings {
        let place = (story.to_string(), section.to_string());
        let checker = checkers.entry(place).or_insert_with(|| {
            let scenario = Catalog::new(None)
                .load(&story_of(story))
                .expect("a story")
                .scenario;
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
            if !right(state.expect("the signal").state) {
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
    let said = |state| state == State::Said;
    let not_said = |state| state != State::Said;
    let denied = |state| state == State::Denied;
    let mut wrong = misread(checkers, &DEEDS, &frames.deed_said, said);
    wrong.extend(misread(checkers, &DEEDS, &frames.deed_not_said, not_said));
    wrong.extend(misread(checkers, &LACKS, &frames.lack_said, said));
    wrong.extend(misread(checkers, &LACKS, &frames.lack_not_said, not_said));
    wrong.extend(misread(checkers, &LACKS, &frames.lack_denied, denied));
    wrong.extend(misread(checkers, &BARE_LACKS, &frames.lack_denied, denied));
    wrong.extend(misread(checkers, &CLAIMS, &frames.claim_said, said));
    wrong.extend(misread(checkers, &CLAIMS, &frames.claim_not_said, not_said));
    wrong.extend(misread(checkers, &CLAIMS, &frames.claim_denied, denied));
    wrong.extend(misread(
        checkers,
        &BARE_CLAIMS,
        &frames.claim_denied,
        denied,
    ));
    for another in &frames.another {
        let filled = (another.story.as_str(), another.section.as_str());
        let filled = [(filled.0, filled.1, another.label.as_str(), &[][..])];
        wrong.extend(misread(checkers, &filled, &another.texts, not_said));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
