//! Whole runs of the program on recorded answers, with the real model: what it ticks, what its JSON holds, and (in
//! `take.rs`) what it keeps and prints, and that a take can be read and heard again. The three answers and what a fair
//! listener ticks in them are in `tests/fixtures/voices`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail loudly, as the tests do"
)]

#[path = "../support/mod.rs"]
mod support;

mod input;
mod judged;
mod take;

use std::collections::BTreeSet;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;
use support::program::{Program, Said, repository, voice};
use support::sound;

const SECTIONS: [&str; 5] = ["situation", "task", "action", "result", "reflection"];

/// The three answers, each told once for all tests: a run takes several seconds.
struct Told {
    strong: (Program, Value),
    partial: (Program, Value),
    weak: (Program, Value),
}

fn told() -> &'static Told {
    static TOLD: OnceLock<Told> = OnceLock::new();
    TOLD.get_or_init(|| Told {
        strong: tell("strong"),
        partial: tell("partial"),
        weak: tell("weak"),
    })
}

fn tell(answer: &str) -> (Program, Value) {
    let program = Program::new();
    let folder = format!("tests/fixtures/voices/{answer}");
    let said = program.run(&["run", "webhook-drop", "--input", &folder, "--json", "-"]);
    let report = json(&said);
    (program, report)
}

fn json(said: &Said) -> Value {
    assert_eq!(said.code, 0, "{}", said.err);
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error} in:\n{}", said.out))
}

fn sections(report: &Value) -> &[Value] {
    report["sections"].as_array().unwrap()
}

/// The signals of each section that are in `state`, by their labels.
fn signals(report: &Value, state: &str) -> Vec<(String, BTreeSet<String>)> {
    let in_state = |section: &Value| {
        let of_state = |signal: &&Value| signal["state"] == state;
        let signals = section["signals"].as_array().unwrap();
        signals
            .iter()
            .filter(of_state)
            .map(|signal| text(&signal["say"]))
            .collect()
    };
    sections(report)
        .iter()
        .map(|section| (text(&section["section"]), in_state(section)))
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// What a fair listener puts down as `state` in each section of `answer`.
fn labelled(answer: &str, state: &str) -> Vec<(String, BTreeSet<String>)> {
    let labels = std::fs::read_to_string(repository("tests/fixtures/voices/answers.json")).unwrap();
    let labels: Value = serde_json::from_str(&labels).unwrap();
    let answers = labels["answers"].as_array().unwrap();
    let answer = answers.iter().find(|one| one["id"] == answer).unwrap();
    let of = |section: &str| {
        let signals = answer["sections"][section][state].as_array();
        signals
            .map(|signals| signals.iter().map(text).collect())
            .unwrap_or_default()
    };
    SECTIONS
        .map(|section| (section.to_owned(), of(section)))
        .to_vec()
}

fn words(report: &Value) -> Vec<Value> {
    let sections = sections(report).iter();
    sections
        .map(|section| section["transcript"].clone())
        .collect()
}

#[test]
fn the_strong_answer_has_all_its_signals_ticked() {
    let (_, report) = &told().strong;
    assert_eq!(signals(report, "said"), labelled("strong", "said"));
    let ticked: usize = labelled("strong", "said")
        .iter()
        .map(|(_, said)| said.len())
        .sum();
    assert_eq!(ticked, 23, "the labels themselves");
}

#[test]
fn the_partial_and_the_weak_answer_have_none_ticked_that_was_not_said() {
    for (answer, (_, report)) in [("partial", &told().partial), ("weak", &told().weak)] {
        for ((section, ticked), (_, said)) in signals(report, "said")
            .into_iter()
            .zip(labelled(answer, "said"))
        {
            let wrong: Vec<&String> = ticked.difference(&said).collect();
            assert!(wrong.is_empty(), "{answer}, {section}: {wrong:?}");
        }
    }
}

#[test]
fn what_was_denied_or_said_in_part_is_shown_as_that() {
    // The recogniser hears "WebEx" for "webhooks" in one sentence; what it garbles is shown as near, never lost.
    let (_, partial) = &told().partial;
    let (said, near) = (signals(partial, "said"), signals(partial, "near"));
    for (index, (section, labelled)) in labelled("partial", "said").into_iter().enumerate() {
        let shown: BTreeSet<String> = said[index].1.union(&near[index].1).cloned().collect();
        let lost: Vec<&String> = labelled.difference(&shown).collect();
        assert!(lost.is_empty(), "{section}: {lost:?}");
    }
    for ((section, near), (_, labelled)) in near.into_iter().zip(labelled("partial", "near")) {
        assert!(
            near.is_superset(&labelled),
            "{section}: {near:?} lacks some of {labelled:?}"
        );
    }
    assert_eq!(signals(partial, "denied"), labelled("partial", "denied"));
    let (_, weak) = &told().weak;
    for ((section, denied), (_, labelled)) in signals(weak, "denied")
        .into_iter()
        .zip(labelled("weak", "denied"))
    {
        assert!(
            denied.is_superset(&labelled),
            "{section}: {denied:?} lacks some of {labelled:?}"
        );
    }
}

/// The contract of the report's JSON: what must be in each object, by name.
fn holds(value: &Value, names: &[&str]) {
    let object = value.as_object().unwrap_or_else(|| panic!("{value}"));
    for name in names {
        assert!(object.contains_key(*name), "no {name} in {value}");
    }
}

#[test]
fn the_json_keeps_its_contract() {
    let answers = told();
    let mut seen = BTreeSet::new();
    for (_, report) in [&answers.strong, &answers.partial, &answers.weak] {
        assert_eq!(report["schema"], 1);
        assert_eq!(report["scenario"], "webhook-drop");
        assert_eq!(report["level"], "sde2");
        assert_eq!(report["model"], "base-q8_0");
        assert_eq!(report["total"]["target_s"], 175.0);
        holds(report, &["take", "total", "sections", "next"]);
        holds(&report["total"], &["duration_s"]);
        let ids: Vec<String> = sections(report)
            .iter()
            .map(|section| text(&section["section"]))
            .collect();
        assert_eq!(ids, SECTIONS);
        for section in sections(report) {
            holds(
                section,
                &[
                    "state",
                    "duration_s",
                    "target_s",
                    "ceiling_s",
                    "words",
                    "wpm",
                ],
            );
            let lists: [(&str, &[&str]); 6] = [
                ("transcript", &["text", "start_s", "end_s", "p"]),
                (
                    "signals",
                    &["say", "state", "quote", "start_s", "end_s", "section"],
                ),
                ("red_flags", &["kind", "quote", "start_s", "end_s", "why"]),
                ("pauses", &["start_s", "end_s"]),
                ("fillers", &["text", "start_s", "end_s", "certainty"]),
                ("gaps", &["start_s", "end_s"]),
            ];
            for (list, names) in lists {
                for item in section[list].as_array().unwrap() {
                    holds(item, names);
                    seen.insert(list);
                }
            }
        }
        let next = report["next"].as_array().unwrap();
        assert!((1..=3).contains(&next.len()), "{} points", next.len());
        for point in next {
            holds(point, &["finding", "section", "advice"]);
        }
    }
    for list in ["transcript", "signals", "red_flags"] {
        assert!(seen.contains(list), "no answer has any {list}");
    }
}

#[test]
fn sections_last_what_was_recorded_and_every_quote_lies_inside() {
    let (_, report) = &told().strong;
    let mut whole = 0.0;
    for section in sections(report) {
        let id = text(&section["section"]);
        let (rate, frames) = sound::read_wav(&voice("strong", &id));
        let length_s = frames.len() as f64 / f64::from(rate);
        let found_s = section["duration_s"].as_f64().unwrap();
        assert!((found_s - length_s).abs() < 0.002, "{id}: {found_s} s");
        assert_eq!(section["state"], "complete", "{id}");
        assert_eq!(section["gaps"].as_array().unwrap().len(), 0, "{id}");
        whole += found_s;
        for part in ["transcript", "signals"] {
            for item in section[part].as_array().unwrap() {
                let (start, end) = (item["start_s"].as_f64(), item["end_s"].as_f64());
                let (Some(start), Some(end)) = (start, end) else {
                    assert_eq!(item["state"], "missing", "{id}: {item}");
                    continue;
                };
                let inside = start >= 0.0 && start <= end && end <= length_s + 0.01;
                assert!(inside, "{id}: {item}");
            }
        }
    }
    let total = report["total"]["duration_s"].as_f64().unwrap();
    assert!(
        (total - whole).abs() < 0.01,
        "{total} s, sections {whole} s"
    );
}

#[test]
fn one_recording_with_marks_says_the_same_as_a_file_a_section() {
    let (_, by_section) = &told().strong;
    let program = Program::new();
    let (mut all, mut marks) = (Vec::new(), Vec::new());
    let mut rate = 0;
    for section in SECTIONS {
        if !all.is_empty() {
            marks.push((all.len() as f64 / f64::from(rate)).to_string());
        }
        let (its_rate, frames) = sound::read_wav(&voice("strong", section));
        rate = its_rate;
        all.extend(frames);
    }
    let file = program.path("answer.wav");
    sound::write_wav(&file, rate, &all);
    // The last one as minutes and seconds, and with spaces, as people write them.
    if let Some(last) = marks.last_mut() {
        let seconds: f64 = last.parse().unwrap();
        *last = format!("{}:{}", (seconds / 60.0).floor(), seconds % 60.0);
    }
    let marks = marks.join(", ");
    let said = program.run(&[
        "run",
        "webhook-drop",
        "--input",
        file.to_str().unwrap(),
        "--marks",
        &marks,
        "--json",
        "-",
    ]);
    let report = json(&said);
    assert_eq!(signals(&report, "said"), signals(by_section, "said"));
    for (one, other) in sections(&report).iter().zip(sections(by_section)) {
        let (one, other) = (&one["duration_s"], &other["duration_s"]);
        let apart = one.as_f64().unwrap() - other.as_f64().unwrap();
        assert!(apart.abs() < 0.002, "{one} s and {other} s");
    }
}

#[test]
fn silence_and_noise_give_no_words_and_are_called_silent() {
    let program = Program::new();
    let folder = program.path("quiet");
    std::fs::create_dir(&folder).unwrap();
    let silence = vec![0.0; 5 * 16_000];
    sound::write_wav(&folder.join("situation.wav"), 16_000, &silence);
    let noise = sound::noise(-35.0, 16_000, Duration::from_secs(5));
    sound::write_wav(&folder.join("task.wav"), 16_000, &noise);
    let input = folder.to_str().unwrap();
    let report = json(&program.run(&["run", "webhook-drop", "--input", input, "--json", "-"]));
    for section in &sections(&report)[..2] {
        assert_eq!(section["transcript"].as_array().unwrap().len(), 0);
        assert_eq!(section["state"], "silent", "{}", section["section"]);
    }
    for section in &sections(&report)[2..] {
        assert_eq!(section["state"], "skipped", "{}", section["section"]);
    }
}
