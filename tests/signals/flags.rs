//! Red flags on the sentences of `flags.txt`: sixty of each kind that a coach objects to and sixty that nobody does.
//! They are a development set: the rules were tuned on them, so the figures say what holds and not how good it is.

use std::collections::BTreeMap;

use rehearse::review::flags;
use rehearse::scenario::{Scenario, Section};
use rehearse::transcript::written;

use crate::set::Tally;

const SENTENCES: &str = include_str!("flags.txt");
const STORY: &str = include_str!("flags.toml");

/// A sentence, its section, and the kind of red flag that it is about.
struct Sentence<'a> {
    kind: &'a str,
    section: &'a str,
    /// Whether a coach objects to it.
    flagged: bool,
    text: &'a str,
}

fn sentences() -> Vec<Sentence<'static>> {
    let (mut kind, mut section) = ("", "");
    let mut sentences = Vec::new();
    for line in SENTENCES.lines().filter(|line| !line.trim().is_empty()) {
        if let Some(heading) = line.strip_prefix("== ") {
            (kind, section) = heading.split_once(' ').expect("a kind and a section");
        } else if let Some((mark @ ("+" | "-"), text)) = line.split_once(' ') {
            let flagged = mark == "+";
            sentences.push(Sentence {
                kind,
                section,
                flagged,
                text,
            });
        } else {
            assert!(line.starts_with('#'), "{line}");
        }
    }
    sentences
}

/// How the sentences of each kind are judged, and a line for each that is judged wrongly. A flag of any kind on an
/// honest sentence is one too many.
pub fn score() -> (BTreeMap<&'static str, Tally>, Vec<String>) {
    let story = Scenario::parse("flags", "flags.toml", STORY).expect("a story");
    let section = |id: &str| -> &Section { story.section(id).expect("a section") };
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut wrong = Vec::new();
    for sentence in sentences() {
        let found = flags::find(section(sentence.section), &written(sentence.text));
        let kinds: Vec<String> = found.iter().map(kind).collect();
        let tally = tallies.entry(sentence.kind).or_default();
        if sentence.flagged && kinds.iter().any(|kind| kind == sentence.kind) {
            tally.hit += 1;
        } else if sentence.flagged {
            tally.missed += 1;
            wrong.push(format!(
                "missed {}, got {kinds:?}: {}",
                sentence.kind, sentence.text
            ));
        } else if !found.is_empty() {
            tally.extra += 1;
            wrong.push(format!(
                "honest ({}), got {kinds:?}: {}",
                sentence.kind, sentence.text
            ));
        }
    }
    (tallies, wrong)
}

fn kind(flag: &rehearse::review::RedFlag) -> String {
    let kind = serde_json::to_value(flag.kind).expect("a kind");
    kind.as_str().unwrap_or_default().to_owned()
}

#[test]
fn honest_sentences_are_left_alone_and_weak_ones_found() {
    let (tallies, wrong) = score();
    let wrong = wrong.join("\n");
    assert_eq!(tallies.len(), 7);
    for (kind, tally) in tallies {
        let keeps = tally.precision() >= 0.965 && tally.recall() >= 0.8;
        assert!(keeps, "{kind}: {tally:?}\n{wrong}");
    }
}
