//! Prints every sentence that the wording can make, so that all of them are read together.

mod measures;

use super::*;
use crate::output::report::Point;
use crate::output::sample::report;
use crate::review::first::First;
use crate::review::impact::{self as chain, Link};
use crate::review::ownership::{Actor, Claim, Ownership};
use crate::review::topics::Share;
use crate::review::{Advice, Evidence, FillerRate, Finding, Grade, Pace, Pause, sample};
use crate::time::Span;
use crate::transcript::{Certainty, Filler, Guard, Removed, WordTimes};

fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn at(start_s: f64, end_s: f64) -> Span {
    Span::from_seconds(start_s, end_s)
}

fn evidence(quote: &str) -> Evidence {
    Evidence {
        quote: quote.to_owned(),
        at: Some(Offset::from_seconds(12.3)),
    }
}

fn flag(kind: FlagKind, quote: &str, instead: Option<&str>) -> RedFlag {
    RedFlag {
        kind,
        quote: quote.to_owned(),
        span: at(12.3, 13.0),
        why: String::new(),
        sure: true,
        instead: instead.map(str::to_owned),
    }
}

fn flags() -> Vec<RedFlag> {
    vec![
        flag(FlagKind::We, "We traced it", Some("I traced it")),
        flag(FlagKind::Others, "they fixed it", None),
        flag(FlagKind::Passive, "it was fixed", None),
        flag(FlagKind::Assigned, "I was assigned", None),
        flag(FlagKind::HandOff, "I escalated it", None),
        flag(FlagKind::EmptyResult, "things got better", None),
        flag(FlagKind::GenericLesson, "communication is important", None),
        flag(FlagKind::Scenario, "three regions", None),
    ]
}

fn labels(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

fn missing(say: &[&str], of: usize, flag: Option<RedFlag>) -> Finding {
    Finding::MissingSignals {
        say: labels(say),
        of,
        flag,
    }
}

fn near(say: &str, quote: &str, hint: Option<&str>) -> Finding {
    Finding::NearSignal {
        say: say.to_owned(),
        evidence: evidence(quote),
        hint: hint.map(str::to_owned),
    }
}

fn denied(missing: &[&str]) -> Finding {
    Finding::DeniedSignal {
        say: "no ticket".to_owned(),
        evidence: evidence("There was already a ticket"),
        missing: labels(missing),
    }
}

fn say(section: Option<&str>, finding: Finding) -> String {
    let advice = Advice {
        section: section.map(str::to_owned),
        finding,
    };
    let sections = report("strong").sections;
    let Point {
        finding, advice, ..
    } = point(&advice, &sections, "webhook-drop");
    format!("{finding}: {advice}")
}

type About = (Option<&'static str>, Finding);

fn content_findings() -> Vec<About> {
    let deeds = ["I pulled", "I traced", "I reproduced", "I wrote", "I added"];
    let misplaced = Finding::Misplaced {
        say: "not mine".to_owned(),
        said_in: "situation".to_owned(),
        evidence: evidence("It was not my service"),
    };
    let week = Some("Name the week: “$8K a week”.");
    let drop = "The drop rate went down to zero.";
    let mut all = vec![
        (None, Finding::Silent),
        (Some("action"), Finding::Silent),
        (Some("situation"), missing(&["no alert"], 6, None)),
        (
            Some("situation"),
            missing(&["no alert", "no ticket"], 3, None),
        ),
        (
            Some("task"),
            missing(&["not mine"], 1, Some(flags()[3].clone())),
        ),
        (Some("action"), missing(&deeds, 7, Some(flags()[0].clone()))),
        (Some("action"), missing(&deeds[..2], 7, None)),
        (
            Some("result"),
            missing(&["$8K recovered per week"], 1, None),
        ),
        (
            Some("reflection"),
            missing(&["organizational gap"], 1, None),
        ),
        (
            Some("result"),
            near("0.3% drop rate went to zero", drop, None),
        ),
        (
            Some("result"),
            near("$8K recovered per week", "we saved $8K", week),
        ),
        (Some("task"), misplaced),
        (Some("task"), denied(&[])),
        (Some("task"), denied(&["I took ownership"])),
    ];
    let topic = "system architecture in detail".to_owned();
    let links = |links: &[Link]| Finding::MissingLinks {
        links: links.to_vec(),
    };
    all.extend([
        (Some("action"), Finding::NoDeed { flag: None }),
        (
            Some("action"),
            Finding::NoDeed {
                flag: Some(flags()[1].clone()),
            },
        ),
        (
            Some("result"),
            Finding::NoNumber {
                flag: Some(flags()[5].clone()),
            },
        ),
        (Some("result"), links(&[Link::Adoption])),
        (
            Some("result"),
            links(&[Link::Before, Link::Unit, Link::Period, Link::Worth]),
        ),
        (
            Some("situation"),
            Finding::PlayedDown {
                topic,
                time: secs(38),
                of: secs(61),
            },
        ),
    ]);
    for (index, flag) in flags().into_iter().enumerate() {
        let count = index % 3 + 1;
        all.push((Some("action"), Finding::Flag { flag, count }));
    }
    all
}

fn delivery_findings() -> Vec<About> {
    let (duration, target) = (Duration::from_millis(52_140), secs(30));
    let too_long = |ceiling| Finding::TooLong {
        duration,
        target,
        ceiling,
        silent: Duration::ZERO,
    };
    let short = || Finding::TooShort {
        duration: secs(5),
        target,
        silent: Duration::ZERO,
    };
    let long = |silent| Finding::Long {
        duration,
        target,
        silent,
    };
    let paused = Finding::TooLong {
        duration,
        target,
        ceiling: Some(secs(45)),
        silent: secs(18),
    };
    let pause = |mid_clause| Finding::LongPause {
        span: at(41.3, 47.5),
        mid_clause,
    };
    let fillers = |cluster| Finding::Fillers {
        count: 14,
        per_minute: 12.4,
        cluster,
    };
    let lost = Duration::from_millis(4210);
    vec![
        (Some("situation"), too_long(Some(secs(45)))),
        (None, too_long(None)),
        (Some("situation"), paused),
        (Some("task"), long(Duration::ZERO)),
        (Some("task"), long(secs(18))),
        (Some("task"), long(secs(4))),
        (Some("task"), short()),
        (Some("action"), short()),
        (Some("result"), short()),
        (
            None,
            Finding::TooFast {
                wpm: (192.3, 192.3),
                up_to: 170.0,
            },
        ),
        (
            None,
            Finding::TooSlow {
                wpm: (70.0, 110.0),
                from: 120.0,
            },
        ),
        (Some("action"), pause(true)),
        (Some("action"), pause(false)),
        (None, fillers(None)),
        (Some("situation"), fillers(Some(at(12.0, 19.0)))),
        (Some("action"), Finding::LostSound { lost }),
        (None, Finding::Keep { said: 23 }),
        (None, Finding::Keep { said: 0 }),
    ]
}

#[test]
fn every_point_in_words() {
    let all: Vec<String> = content_findings()
        .into_iter()
        .chain(delivery_findings())
        .map(|(section, finding)| say(section, finding))
        .collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn every_note_in_words() {
    let scenario = sample::scenario();
    let plan = crate::scenario::plan::Plan {
        scale: 0.686,
        target: secs(120),
        ..sample::plan(&scenario)
    };
    let mut sections = report("strong").sections;
    sections[0].state = SectionState::Partial;
    sections[0].gaps = vec![at(1.0, 1.4), at(3.0, 3.01)];
    sections[1].state = SectionState::Skipped;
    sections[2].transcribed = false;
    sections[2].gaps = vec![at(1.0, 1.04)];
    sections[3].word_times = Some(WordTimes::Contour);
    sections[3].language = "de".to_owned();
    let removed = |reason| Removed {
        text: "Thank you.".to_owned(),
        span: at(9.0, 9.5),
        reason,
    };
    sections[4].removed = vec![removed(Guard::Unvoiced), removed(Guard::Misfit)];
    sections[3].not_understood = vec![at(2.0, 5.1)];
    sections[4].not_understood = vec![at(2.0, 5.1), at(7.0, 8.9)];
    let first = notes(&sections, &plan);
    sections[4].removed = [Guard::Repeated, Guard::TooFast, Guard::Phantom]
        .map(removed)
        .to_vec();
    let last = notes(&sections, &plan).pop();
    insta::assert_snapshot!(format!("{}\n{}", first.join("\n"), last.unwrap()));
}

#[test]
fn every_hint_and_objection_in_words() {
    let signal = |state| SignalFinding {
        say: "no ticket".to_owned(),
        state,
        judged: None,
        quote: "there was a ticket".to_owned(),
        start_s: None,
        end_s: None,
        section: "task".to_owned(),
        heard: None,
        hint: None,
        leading: false,
    };
    let states = [
        State::Said,
        State::Near,
        State::Elsewhere,
        State::Denied,
        State::Missing,
    ];
    let hints = states.map(|of| format!("{}: {}", state(of), hint(&signal(of))));
    let objections: Vec<String> = flags().iter().map(objection).collect();
    let corrected = [State::Said, State::Missing].map(corrected);
    let all = [
        hints.join("\n"),
        objections.join("\n"),
        corrected.join("\n"),
    ];
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn speech_that_was_not_understood_stands_among_the_words_at_its_place() {
    let words = [("I", 1.0), ("pulled", 1.4), ("logs.", 6.0)].map(|(text, start_s)| Word {
        span: at(start_s, start_s + 0.3),
        ..Word::written(text)
    });
    let text = transcript(&words, &[at(2.0, 5.1), at(7.0, 8.0)]);
    let expected =
        "I pulled [3.1 s of speech not understood] logs. [1.0 s of speech not understood]";
    assert_eq!(text, expected);
    assert_eq!(transcript(&[], &[]), "");
}

#[test]
fn times_are_minutes_seconds_and_tenths() {
    assert_eq!(place(Offset::from_seconds(31.24)), "0:31.2");
    assert_eq!(place(Offset::from_seconds(59.96)), "1:00.0");
    assert_eq!(length(Duration::from_secs_f64(172.05)), "2:52.1");
    assert_eq!(set_length(Duration::from_secs(90)), "1:30");
    assert_eq!(set_length(Duration::from_secs_f64(20.6)), "0:20.6");
}

#[test]
fn lists_say_how_much_they_leave_out() {
    let items = |count: usize| -> Vec<String> {
        ["a", "b", "c", "d", "e"][..count]
            .iter()
            .map(|item| (*item).to_owned())
            .collect()
    };
    assert_eq!(listed(&items(0), 3), "");
    assert_eq!(listed(&items(1), 3), "a");
    assert_eq!(listed(&items(3), 3), "a, b and c");
    assert_eq!(listed(&items(5), 3), "a, b, c and 2 more");
}

#[test]
fn a_quote_loses_the_comma_at_its_end_and_keeps_its_question_mark() {
    assert_eq!(quoted("I pulled,"), "“I pulled”");
    assert_eq!(quoted("did I?"), "“did I?”");
}
