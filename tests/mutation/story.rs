//! Story files: every damaged one is a story that can be planned, or a list of mistakes that can be shown.

use std::time::{Duration, Instant};

use rehearse::scenario::Scenario;
use rehearse::scenario::faults::Look;
use rehearse::scenario::plan::Plan;

use crate::mutate::{Corpus, Original};

const WORDS: &[&[u8]] = &[
    b"[[section]]",
    b"[[level]]",
    b"[section]",
    b"kind = ",
    b"target = ",
    b"signals = [",
    b"\"\"\"",
    b"\"",
    b"\"999999999999h\"",
    b"\"0s\"",
    b"\"-5s\"",
    b"1e300",
    b"((((((((",
    b"|||",
    b"{a,b}",
    b"\\u0000",
    b"\xFF",
    b"\xE2\x80\xAE",
    b"]",
    b"=",
];

/// One second takes longer on a busy machine.
const WITHIN: Duration = Duration::from_secs(20);

fn check(bytes: &[u8]) -> Result<(), String> {
    let Ok(source) = std::str::from_utf8(bytes) else {
        // Refused before it is read as a story.
        return Ok(());
    };
    let begun = Instant::now();
    match Scenario::parse("story", "story.toml", source) {
        Ok(scenario) => {
            for level in &scenario.levels {
                for principle in &scenario.principles {
                    let plan =
                        Plan::new(&scenario, level, principle, Some(Duration::from_secs(60)));
                    if plan.sections.is_empty() {
                        return Err("a story without a section passed".to_owned());
                    }
                }
            }
        }
        Err(faults) => {
            if faults.render(Look::Plain).trim().is_empty() {
                return Err("mistakes without words".to_owned());
            }
        }
    }
    let took = begun.elapsed();
    if took > WITHIN {
        Err(format!("took {took:.1?}"))
    } else {
        Ok(())
    }
}

#[test]
fn damaged_stories_are_stories_or_mistakes_that_can_be_shown() {
    let file = |name: &str| {
        let path = format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        Original {
            name: name.to_owned(),
            bytes: std::fs::read(path).unwrap(),
        }
    };
    let originals = ["webhook-drop", "slow-checkout", "night-shift-handover"].map(file);
    let corpus = Corpus {
        originals: &originals,
        words: WORDS,
        count: 1_200,
    };
    corpus.each(|input| check(&input.bytes));
}

#[test]
fn a_story_with_a_label_of_a_megabyte_is_refused_at_once() {
    let story = |label: &str, pattern: &str| {
        format!(
            "title = \"t\"\nquestion = \"q\"\n[[section]]\nkind = \"action\"\ntarget = \"30s\"\n\
             signals = [{{ say = \"{label}\", any = [\"{pattern}\"] }}]\n"
        )
    };
    let long = "we wrote it ".repeat(80_000);
    for source in [story(&long, "x"), story("x", &long)] {
        let begun = Instant::now();
        let faults = Scenario::parse("story", "story.toml", &source).unwrap_err();
        let told = faults.render(Look::Plain);
        assert!(
            told.contains("500 are the most that it may have"),
            "{:.500}",
            told
        );
        assert!(begun.elapsed() < WITHIN, "{:?}", begun.elapsed());
    }
    assert!(Scenario::parse("story", "story.toml", &story("I wrote it", "I wrote")).is_ok());
}
