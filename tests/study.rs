//! The shipped stories as a person meets them before speaking: their own examples pass their own checks, and `list`,
//! `show` and `study` can be read on a terminal and without one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail loudly, as the tests do"
)]

mod support;

use std::time::Duration;

use rehearse::review::{Limits, SectionReview, SectionState, Told, review};
use rehearse::scenario::Scenario;
use rehearse::scenario::catalog::Catalog;
use rehearse::scenario::plan::Plan;
use rehearse::signals::State;
use rehearse::time::Span;
use rehearse::transcript::{Transcript, Word};
use support::program::Program;

fn shipped() -> Vec<Scenario> {
    let entries = Catalog::default().entries().unwrap();
    entries
        .into_iter()
        .map(|entry| entry.found.unwrap().scenario)
        .collect()
}

/// `text` as if it had been heard, one word every 0.4 s.
fn heard(text: &str) -> Transcript {
    let word = |(index, text): (usize, &str)| Word {
        text: text.to_owned(),
        span: Span::from_seconds(index as f64 * 0.4, index as f64 * 0.4 + 0.35),
        p: 1.0,
        heard: None,
    };
    let words: Vec<Word> = text.split_whitespace().enumerate().map(word).collect();
    let length = Duration::from_secs_f64(words.len() as f64 * 0.4);
    Transcript {
        words,
        ..Transcript::silent("text", "en", length)
    }
}

/// The sections of `plan`, each told as `text` has it.
fn told(scenario: &Scenario, plan: &Plan, text: impl Fn(usize) -> String) -> Vec<SectionReview> {
    let heard: Vec<Transcript> = (0..plan.sections.len())
        .map(|index| heard(&text(index)))
        .collect();
    let told: Vec<Told<'_>> = plan
        .sections
        .iter()
        .zip(&heard)
        .map(|(section, transcript)| Told {
            section: &section.id,
            state: SectionState::Complete,
            length: Duration::from_secs(20),
            transcript: Some(transcript),
            gaps: &[],
        })
        .collect();
    review(scenario, plan, &told, &Limits::default()).sections
}

#[test]
fn every_example_says_all_its_signals_and_nothing_that_a_coach_objects_to() {
    let mut wrong = Vec::new();
    for story in shipped() {
        for level in &story.levels {
            let plan = Plan::new(&story, level, &story.principles[0], None);
            for section in told(&story, &plan, |index| plan.sections[index].example.clone()) {
                let place = format!("{} {} {}", story.id, level.id, section.section);
                for signal in section
                    .signals
                    .iter()
                    .filter(|signal| signal.state != State::Said)
                {
                    wrong.push(format!(
                        "{place}: {:?} {} {:?}",
                        signal.state, signal.say, signal.quote
                    ));
                }
                for flag in &section.red_flags {
                    wrong.push(format!("{place}: flag {:?} {:?}", flag.kind, flag.quote));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_weak_answers_say_no_signal_and_are_flagged() {
    let mut wrong = Vec::new();
    for story in shipped() {
        let plan = Plan::new(&story, &story.levels[1], &story.principles[0], None);
        let weak = &story.weak_answer.as_ref().unwrap().text;
        for section in told(&story, &plan, |_| weak.clone()) {
            for signal in section
                .signals
                .iter()
                .filter(|signal| signal.state == State::Said)
            {
                wrong.push(format!(
                    "{} {}: {} {:?}",
                    story.id, section.section, signal.say, signal.quote
                ));
            }
            if section.section == "action" && section.red_flags.len() < 2 {
                wrong.push(format!("{}: {:?}", story.id, section.red_flags));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_strong_reply_holds_its_key_phrase_and_no_weak_one_does() {
    let mut wrong = Vec::new();
    for story in shipped() {
        for next in &story.follow_ups {
            for (text, expected) in [(&next.strong, true), (&next.weak, false)] {
                let judged = rehearse::review::reply::judge(
                    "follow-up-1",
                    next,
                    Duration::from_secs(30),
                    Some(&heard(text)),
                    &story.vocabulary,
                );
                let state = judged.key_phrase.unwrap().state;
                if (state == State::Said) != expected {
                    wrong.push(format!(
                        "{}: {} in {text:?}: {:?}",
                        story.id, next.key_phrase.say, state
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Keys that answer the quiz of the first story, two of three right, and walk to the end.
const WALK: &str = "\n\n\n\n\n\n\n\n2\n\n4\n\n3\n\n\n\n\n\n\n\n\n\n";

#[test]
fn a_walk_without_a_terminal_is_lines_only_and_its_score_is_known_the_next_time() {
    let program = Program::new();
    let walk = || program.run_with_lines(program.command(["study", "webhook-drop"]), WALK);
    let first = walk();
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(first.out.contains("2 of 3 best answers."), "{}", first.out);
    assert!(!first.out.contains("Last time"), "{}", first.out);
    assert!(
        first
            .out
            .ends_with("Say it now: rehearse run webhook-drop\n"),
        "{}",
        first.out
    );
    let second = walk();
    assert!(second.out.contains("Last time, on 20"), "{}", second.out);
    for text in [&first.out, &first.err, &second.out, &second.err] {
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }
}

#[test]
fn whoever_stops_before_the_quiz_leaves_no_trace() {
    let program = Program::new();
    let said = program.run_with_lines(
        program.command(["study", "slow-checkout", "--plain"]),
        "\nq\n",
    );
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.is_ascii(), "{}", said.out);
    assert!(!program.data().join("study.json").exists());
}

#[test]
fn list_and_show_write_no_escape_sequence_into_a_pipe() {
    let program = Program::new();
    for arguments in [
        &["list"][..],
        &["show", "webhook-drop"],
        &["show", "webhook-drop", "--plain"],
    ] {
        let said = program.run(arguments);
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{arguments:?}");
        assert!(
            said.out.contains("calculated risk that paid off"),
            "{}",
            said.out
        );
        assert!(!said.out.contains('\u{1b}'), "{arguments:?}");
    }
}

#[test]
fn show_follows_the_level_the_principle_and_the_budget() {
    let program = Program::new();
    let said = program.run(&[
        "show",
        "webhook-drop",
        "--level",
        "Senior",
        "--principle",
        "ownership",
        "--budget",
        "90s",
    ]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    for expected in [
        "Senior SDE",
        "prevents the next one",
        "51 % of its own time",
        "ownership  Ownership (chosen)",
    ] {
        assert!(said.out.contains(expected), "{expected}: {}", said.out);
    }
}

#[test]
fn a_wrong_file_is_shown_with_its_mistakes_and_listed_as_unusable() {
    let program = Program::new();
    let own = program.data().join("scenarios");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(
        own.join("mine.toml"),
        "title = \"Mine\"\nquestion = \"Q?\"\n[[section]]\nkind = \"action\"\ntarget = \"90\"\n",
    )
    .unwrap();
    let shown = program.run(&["show", "mine"]);
    assert_eq!((shown.code, shown.out.as_str()), (2, ""));
    for expected in [
        "\"90\" is not a length of time",
        "mine.toml:5:10",
        "write it like \"30s\"",
    ] {
        assert!(shown.err.contains(expected), "{expected}: {}", shown.err);
    }
    let listed = program.run(&["list"]);
    assert_eq!(listed.code, 0);
    assert!(
        listed
            .out
            .contains("1 thing needs mending; see it with `rehearse show mine`"),
        "{}",
        listed.out
    );
}
