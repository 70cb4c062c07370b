//! What is kept of a recorded answer, what can be had from it later, and how the program ends.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::support::program::{Program, voice};
use super::support::{self, sound};
use super::{SECTIONS, json, signals, told, words};

#[test]
fn a_recording_is_kept_bit_by_bit_and_only_its_owner_may_read_the_take() {
    let (program, _) = &told().strong;
    let take = only_take(program);
    for section in SECTIONS {
        let kept = sound::read_wav(&take.join(format!("{section}.wav")));
        assert!(
            kept == sound::read_wav(&voice("strong", section)),
            "{section}"
        );
    }
    let mut places = vec![program.data()];
    let mut files = 0;
    while let Some(place) = places.pop() {
        let mode = place.metadata().unwrap().permissions().mode() & 0o777;
        if place.is_dir() {
            assert_eq!(mode, 0o700, "{}", place.display());
            places.extend(place.read_dir().unwrap().map(|entry| entry.unwrap().path()));
        } else {
            assert_eq!(mode, 0o600, "{}", place.display());
            files += 1;
        }
    }
    assert!(files >= 12, "only {files} files");
}

fn only_take(program: &Program) -> PathBuf {
    let takes = program.takes();
    assert_eq!(takes.len(), 1, "{takes:?}");
    takes[0].clone()
}

#[test]
fn a_stored_report_is_printed_without_any_model() {
    let (program, report) = &told().partial;
    // With this, every attempt to use a model ends the program.
    let review = |arguments: &[&str]| {
        let mut command = program.command(arguments);
        command.env("REHEARSE_MODEL", program.path("no-model.bin"));
        support::program::said(command.output().unwrap())
    };
    let stored = review(&["review", "latest", "--json", "-"]);
    let stored = json(&stored);
    assert_eq!(signals(&stored, "said"), signals(report, "said"));
    assert_eq!(words(&stored), words(report));
    assert_eq!(stored["next"], report["next"]);

    let printed = review(&["review"]);
    assert_eq!(printed.code, 0, "{}", printed.err);
    for line in ["Situation", "For the next take", "The whole answer"] {
        assert!(printed.out.contains(line), "{}", printed.out);
    }
    let wide = printed.out.lines().map(|line| line.chars().count()).max();
    assert!(wide <= Some(80), "{wide:?} columns:\n{}", printed.out);

    let again = review(&["review", "--again"]);
    assert_eq!(again.code, 3, "the model is used after all: {}", again.out);
}

#[test]
fn a_take_heard_again_has_the_same_words_to_the_letter() {
    let (program, first) = &told().weak;
    let again = json(&program.run(&["review", "--again", "--json", "-"]));
    assert_eq!(words(&again), words(first));
    assert_eq!(again["next"], first["next"]);
    assert_eq!(again["take"], first["take"]);
}

#[test]
fn the_exit_code_says_whether_what_was_asked_for_was_found() {
    let code = |program: &Program, finding: &str| {
        let said = program.run(&["review", "--fail-on", finding]);
        assert!(!said.out.is_empty(), "the report is printed all the same");
        said.code
    };
    let (strong, weak) = (&told().strong.0, &told().weak.0);
    for finding in ["denied", "flags", "too-long", "incomplete"] {
        assert_eq!(code(strong, finding), 0, "strong, {finding}");
    }
    for finding in ["missing", "flags", "denied,flags"] {
        assert_eq!(code(weak, finding), 1, "weak, {finding}");
    }
    let wrong = weak.run(&["review", "--fail-on", "everything"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("possible values"), "{}", wrong.err);
}

#[test]
fn plain_text_and_a_dumb_terminal_get_no_escape_sequence() {
    let program = Program::new();
    let task = voice("strong", "task");
    let arguments = ["run", "webhook-drop", "--section", "task", "--input"];
    let run = |more: &[&str], term: &str| {
        let mut command = program.command(arguments);
        command.arg(&task).args(more).env("TERM", term);
        support::program::said(command.output().unwrap())
    };
    for (said, how) in [
        (run(&["--plain"], "xterm-256color"), "--plain"),
        (run(&[], "dumb"), "TERM=dumb"),
        (run(&[], "xterm-256color"), "a pipe"),
    ] {
        assert_eq!(said.code, 0, "{how}: {}", said.err);
        for text in [&said.out, &said.err] {
            let control = |letter: char| letter.is_control() && letter != '\n';
            assert!(!text.contains(control), "{how}: {text:?}");
        }
        assert!(said.out.contains("Task"), "{how}: {}", said.out);
    }
    let drawn = |letter: char| ('\u{2500}'..='\u{259f}').contains(&letter);
    let plain = run(&["--plain"], "xterm-256color");
    assert!(!plain.out.contains(drawn), "{}", plain.out);
}

#[test]
fn a_report_can_be_written_to_a_file_beside_the_printed_one() {
    let (program, report) = &told().partial;
    let path = program.path("report.json");
    let said = program.run(&["review", "--json", path.to_str().unwrap()]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("For the next take"), "{}", said.out);
    let written: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!(words(&written), words(report));
    let nowhere = Path::new("/nowhere/report.json");
    let said = program.run(&["review", "--json", nowhere.to_str().unwrap()]);
    assert!(
        said.err
            .starts_with("error: /nowhere/report.json cannot be written."),
        "{}",
        said.err
    );
    assert_eq!(said.code, 2);
}
