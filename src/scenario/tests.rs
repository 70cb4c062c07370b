//! The loader as an author meets it: what a small right file becomes, and every message that a wrong one gets.

use std::collections::HashSet;
use std::mem::discriminant;

use proptest::prelude::*;

use super::fault::FaultKind;
use super::faults::{Faults, Look};
use super::{Scenario, SectionKind};
use std::time::Duration;

/// As small as a file may be and still use every part.
const RIGHT: &str = r#"title = "A small story"
question = "What did you do?"
home_principle = "ownership"
vocabulary = ["webhook"]

[[section]]
kind = "action"
target = "30s"
ceiling = "45s"
signals = ["I traced", { say = "I wrote", any = ["I coded"], hint = "Say it." }]
red_flags = [{ pattern = "they did it", why = "It hides you." }]
example = """
I traced it
over two lines.

I wrote it."""
mistake = { what = "Rambling.", cost = "Nobody listens." }

[[section]]
id = "end"
kind = "reflection"
target = "15s"

[[level]]
id = "senior"
target = "1m"
ceiling = "1m 30s"
reflection_signals = ["the gap"]

[[principle]]
id = "ownership"
leading_signals = ["I wrote", "the gap"]
play_down = [{ topic = "architecture", any = ["gateway"] }]

[[follow_up]]
question = "Why?"
key_phrase = "because it mattered"
asked_when_missing = ["I traced"]

[weak_answer]
text = "They fixed it."
problems = [{ quote = "They fixed", why = "Not you." }]

[[quiz]]
question = "Which?"
options = ["this", "that"]
best = "that"
because = "It is."
"#;

fn parse(source: &str) -> Result<Scenario, Faults> {
    Scenario::parse("small", "small.toml", source)
}

/// The right file with `from` replaced by `to`, which must make it wrong.
fn wrong(from: &str, to: &str) -> Faults {
    assert!(RIGHT.contains(from), "{from:?} is not in the right file");
    match parse(&RIGHT.replacen(from, to, 1)) {
        Ok(_) => panic!("{to:?} instead of {from:?} passed"),
        Err(faults) => faults,
    }
}

#[test]
fn a_small_file_says_what_it_means_and_gets_the_rest_by_itself() {
    let scenario = parse(RIGHT).unwrap_or_else(|faults| panic!("{faults}"));
    let action = scenario.section("action").unwrap();
    assert_eq!(action.title, "Action");
    assert_eq!(action.ceiling, Some(Duration::from_secs(45)));
    assert_eq!(action.example, "I traced it over two lines.\n\nI wrote it.");
    let ways: Vec<&str> = action.signals[1]
        .patterns
        .iter()
        .map(|it| it.source.as_str())
        .collect();
    assert_eq!(ways, ["I wrote", "I coded"]);
    assert_eq!(scenario.sections[1].kind, SectionKind::Reflection);
    assert_eq!(scenario.language, "en");
    assert_eq!(scenario.quiz[0].best, 1);
    assert_eq!(scenario.follow_ups[0].target, Duration::from_secs(45));
    assert_eq!(scenario.principle("ownership").unwrap().title, "Ownership");
}

#[test]
fn a_story_without_levels_and_principles_can_be_told_all_the_same() {
    let scenario =
        parse("title = \"t\"\nquestion = \"q\"\n[[section]]\nkind = \"action\"\ntarget = \"1m\"");
    let scenario = scenario.unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(scenario.levels.len(), 1);
    assert_eq!(scenario.home_principle, scenario.principles[0].id);
}

#[test]
fn the_page_about_the_format_names_every_key_and_its_small_story_can_be_told() {
    let page = include_str!("../../scenarios/README.md");
    let small = page
        .split("```toml")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .unwrap();
    parse(small).unwrap_or_else(|faults| panic!("{faults}"));
    let mut keys = HashSet::new();
    for head in [
        "",
        "[[section]]",
        "[[level]]",
        "[[principle]]",
        "[[follow_up]]",
        "[weak_answer]",
        "[[quiz]]",
    ] {
        for fault in parse(&format!("{head}\nunknown = 1")).unwrap_err().faults {
            if let FaultKind::UnknownKey { known, .. } = fault.kind {
                keys.extend(known);
            }
        }
    }
    assert!(keys.len() > 40, "{keys:?}");
    for key in keys {
        let named = [format!("`{key}`"), format!("[{key}]"), format!("{key} =")];
        assert!(
            named.iter().any(|name| page.contains(name)),
            "{key} is not on the page"
        );
    }
}

/// What an author may get wrong: what of the right file, and what stands there instead.
const MISTAKES: [(&str, &str); 29] = [
    ("title = \"A small story\"", "titel = \"A small story\""),
    ("\"A small story\"", "\"A small story"),
    ("\"A small story\"", "\"  \""),
    ("\"What did you do?\"", "5"),
    ("\"ownership\"", "\"owner\""),
    ("[\"webhook\"]", "\"webhook\""),
    ("\"webhook\"", "\"i traced\""),
    ("vocabulary", "language = \"english\"\nvocabulary"),
    ("[[section]]", "[section]"),
    ("\"action\"", "\"akshun\""),
    ("\"action\"", "\"reflections\""),
    ("target = \"30s\"\n", ""),
    ("\"30s\"", "30"),
    ("\"30s\"", "\"30\""),
    ("\"30s\"", "\"half a minute\""),
    ("\"45s\"", "\"20s\""),
    ("\"I traced\"", "\"I wrote\""),
    ("\"I traced\"", "7"),
    ("hint =", "hints ="),
    (", why = \"It hides you.\"", ""),
    ("\"end\"", "\"action\""),
    ("\"end\"", "\"The end\""),
    ("kind = \"reflection\"", "kind = \"result\""),
    ("\"1m 30s\"", "\"1m 30s 5\""),
    ("\"the gap\"]\nplay_down", "\"the gab\"]\nplay_down"),
    ("\"They fixed\"", "\"they fixed\""),
    ("[\"this\", \"that\"]", "[\"that\"]"),
    ("best = \"that\"", "best = \"those\""),
    ("key_phrase = \"because it mattered\"\n", ""),
];

#[test]
fn every_message_to_the_letter() {
    let mut shown = String::new();
    let mut kinds = HashSet::new();
    let empty = parse("").err().into_iter();
    for faults in MISTAKES
        .iter()
        .map(|(from, to)| wrong(from, to))
        .chain(empty)
    {
        kinds.extend(faults.faults.iter().map(|fault| discriminant(&fault.kind)));
        let drawn = Look::Drawn {
            colour: false,
            width: 80,
        };
        shown.push_str(&faults.render(drawn));
        shown.push_str("\n\n================\n\n");
    }
    insta::assert_snapshot!(shown);
    assert_eq!(
        kinds.len(),
        number_of_kinds(),
        "a kind of fault is not shown here"
    );
}

/// Fails to compile when a kind is added, so that its message is added to the test above. Messages about patterns are
/// worded, and tested, where patterns are parsed.
fn number_of_kinds() -> usize {
    match FaultKind::NoSections {
        FaultKind::Syntax { .. }
        | FaultKind::UnknownKey { .. }
        | FaultKind::MissingKey { .. }
        | FaultKind::WrongType { .. }
        | FaultKind::Empty { .. }
        | FaultKind::BadDuration { .. }
        | FaultKind::BadId { .. }
        | FaultKind::Duplicate { .. }
        | FaultKind::UnknownKind { .. }
        | FaultKind::UnknownName { .. }
        | FaultKind::QuoteNotThere { .. }
        | FaultKind::CeilingUnderTarget { .. }
        | FaultKind::Pattern { .. }
        | FaultKind::NoSections
        | FaultKind::TooFewOptions
        | FaultKind::SignalInVocabulary { .. }
        | FaultKind::NoReflection
        | FaultKind::BadLanguage { .. } => 18 - 1,
        // Its text is as long as its name says; tests/mutation/story.rs has it.
        FaultKind::TooLong { .. } => 0,
    }
}

#[test]
fn plain_messages_are_sentences_with_their_place() {
    insta::assert_snapshot!(wrong("\"30s\"", "\"30\"").render(Look::Plain), @r#"
    small.toml, line 8, column 10: "30" is not a length of time: it has no unit, `s` or `m`
        target = "30"
        write it like "30s", "2m" or "2m30s"

    1 thing needs mending in small.toml
    "#);
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let source = RIGHT
        .replace("\"30s\"", "\"30\"")
        .replace("\"They fixed\"", "\"nobody\"")
        .replace("best = \"that\"", "best = \"those\"");
    let faults = parse(&source).unwrap_err();
    assert_eq!(faults.faults.len(), 3);
}

#[test]
fn a_file_cannot_steer_the_terminal() {
    for source in [
        "title = \"\u{1b}[2J\"",
        "\"\\u001b[2J\" = 1",
        "question = \"\u{9b}2J\"\nx = 1",
    ] {
        let faults = parse(source).unwrap_err();
        for look in [
            Look::Plain,
            Look::Drawn {
                colour: false,
                width: 80,
            },
        ] {
            assert!(
                !faults.render(look).contains(['\u{1b}', '\u{9b}']),
                "{source:?}"
            );
        }
    }
}

#[test]
fn a_pattern_is_pointed_at_inside_its_text() {
    let faults = wrong("\"I coded\"", "\"\\t...\"");
    let source = RIGHT.replacen("\"I coded\"", "\"\\t...\"", 1);
    assert_eq!(&source[faults.faults[0].at.clone()], "...");
}

proptest! {
    #[test]
    fn no_text_panics_the_loader(text in "\\PC*") {
        let _ = parse(&text);
    }

    #[test]
    fn no_toml_panics_the_loader(text in toml_like()) {
        if let Err(faults) = parse(&text) {
            let _ = faults.render(Look::Plain);
            let _ = faults.render(Look::Drawn { colour: true, width: 20 });
        }
    }

    #[test]
    fn a_damaged_file_is_told_never_a_panic(at in 0..RIGHT.len(), put in "\\PC{0,3}", cut in 0usize..30) {
        let end = (at + cut).min(RIGHT.len());
        let _ = parse(&format!("{}{put}{}", &RIGHT[..at], &RIGHT[end..])).map_err(|faults| faults.to_string());
    }
}

/// Keys of the format with values of any type, in any order.
fn toml_like() -> impl Strategy<Value = String> {
    let keys = [
        "title",
        "question",
        "kind",
        "id",
        "target",
        "ceiling",
        "signals",
        "say",
        "any",
        "options",
        "best",
        "problems",
        "quote",
        "play_down",
        "mistake",
        "key_phrase",
        "unknown",
    ];
    let heads = [
        "[[section]]",
        "[[level]]",
        "[[principle]]",
        "[[follow_up]]",
        "[weak_answer]",
        "[[quiz]]",
        "",
    ];
    let values = [
        "\"\"",
        "\"30s\"",
        "\"é\\u0301\\n\"",
        "'x'",
        "3",
        "-1.5",
        "true",
        "1979-05-27",
        "[]",
        "{}",
        "[\"a\", \"a\"]",
        "[{}]",
        "{ say = \"a\", any = [\"\\\\\"] }",
        "\"\"\"\n\n\"\"\"",
        "[[1]]",
    ];
    let line = (
        prop::sample::select(heads.to_vec()),
        prop::collection::vec(
            (
                prop::sample::select(keys.to_vec()),
                prop::sample::select(values.to_vec()),
            ),
            0..6,
        ),
    );
    prop::collection::vec(line, 0..8).prop_map(|tables| {
        let mut text = String::new();
        for (head, pairs) in tables {
            text.push_str(head);
            text.push('\n');
            let mut seen = HashSet::new();
            for (key, value) in pairs {
                if seen.insert(key) {
                    text.push_str(&format!("{key} = {value}\n"));
                }
            }
        }
        text
    })
}
