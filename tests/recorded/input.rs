//! What may be given in place of the microphone: folders with files of any kind and name, one recording with or without
//! marks, pipes.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use super::support::program::{Program, Said, repository, said, voice};
use super::support::sound;
use super::{SECTIONS, json, sections, text};

/// A folder with these files, each a copy of another.
fn folder(program: &Program, files: &[(&str, &Path)]) -> String {
    let folder = program.path("answer");
    std::fs::create_dir(&folder).unwrap();
    for (name, from) in files {
        std::fs::copy(from, folder.join(name)).unwrap();
    }
    folder.to_str().unwrap().to_owned()
}

fn kept(name: &str) -> std::path::PathBuf {
    repository("tests/audio").join(name)
}

fn run(program: &Program, input: &str) -> Said {
    program.run(&["run", "webhook-drop", "--input", input, "--json", "-"])
}

/// The states of the sections, in order.
fn states(report: &Value) -> Vec<String> {
    let states = sections(report).iter();
    states.map(|section| text(&section["state"])).collect()
}

#[test]
fn a_folder_of_mixed_kinds_is_read_whole_and_what_is_left_out_is_named() {
    let program = Program::new();
    let input = folder(
        &program,
        &[
            ("Situation.FLAC", &kept("files/voice.flac")),
            ("task.WAV", &kept("files/int16.wav")),
            ("action.Mp3", &kept("files/voice.mp3")),
            ("result.M4A", &kept("files/voice.m4a")),
            ("reflection.wav", &kept("files/float32.wav")),
            ("reflection.wma", &kept("broken/gsm.wav")),
            ("beach.ogg", &kept("files/voice.ogg")),
            ("notes.txt", &kept("README.md")),
            (".hidden.wav", &kept("files/int16.wav")),
        ],
    );
    std::fs::create_dir(Path::new(&input).join("old")).unwrap();
    let ran = run(&program, &input);
    assert_eq!(states(&json(&ran)), ["complete"; 5], "{}", ran.err);
    let err = ran.err.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = format!(
        "Not used from {input}: reflection.wma (cannot be read, and reflection.wav can), \
         beach.ogg (not named after a section), old (a folder)."
    );
    assert!(err.contains(&expected), "{err}");
}

#[test]
fn a_section_that_was_not_asked_for_is_not_told_as_left_out() {
    let program = Program::new();
    let short = kept("files/int16.wav");
    let input = folder(&program, &[("task.wav", &short), ("action.wav", &short)]);
    let ran = program.run(&[
        "run",
        "webhook-drop",
        "--section",
        "task",
        "--input",
        &input,
        "--json",
        "-",
    ]);
    assert_eq!(states(&json(&ran)), ["complete"]);
    assert!(!ran.err.contains("Not used"), "{}", ran.err);
}

#[test]
fn a_section_with_two_recordings_or_one_that_cannot_be_read_is_an_error() {
    for (files, expected) in [
        (
            [
                ("task.m4a", "files/voice.m4a"),
                ("Task.WAV", "files/int16.wav"),
            ],
            "holds more than one recording of task: Task.WAV and task.m4a\nexpected: one file a section; move the others away",
        ),
        (
            [
                ("task.wav", "broken/gsm.wav"),
                ("action.wav", "files/int16.wav"),
            ],
            "task.wav is a WAV",
        ),
    ] {
        let program = Program::new();
        let files = files.map(|(name, from)| (name, kept(from)));
        let files: Vec<(&str, &Path)> = files
            .iter()
            .map(|(name, from)| (*name, from.as_path()))
            .collect();
        let ran = run(&program, &folder(&program, &files));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(expected), "{}", ran.err);
        assert_eq!(program.takes(), [] as [&Path; 0]);
    }
}

/// The strong answer in one file, and where its sections begin, in seconds.
fn one_file(program: &Program) -> (String, Vec<f64>) {
    let (mut all, mut begins, mut rate_hz) = (Vec::new(), Vec::new(), 0);
    for section in SECTIONS {
        let (its_rate_hz, frames) = sound::read_wav(&voice("strong", section));
        rate_hz = its_rate_hz;
        begins.push(all.len() as f64 / f64::from(rate_hz));
        all.extend(frames);
    }
    let file = program.path("answer.wav");
    sound::write_wav(&file, rate_hz, &all);
    (file.to_str().unwrap().to_owned(), begins)
}

#[test]
fn one_recording_without_marks_has_its_sections_found_from_the_words() {
    let program = Program::new();
    let (file, begins) = one_file(&program);
    let report = json(&run(&program, &file));
    assert_eq!(states(&report), ["complete"; 5]);
    let mut at = 0.0;
    for (section, begins) in sections(&report).iter().zip(begins) {
        assert!(
            (at - begins).abs() < 5.0,
            "{}: {at} s, not {begins} s",
            section["section"]
        );
        at += section["duration_s"].as_f64().unwrap();
    }
    let notes = report["notes"].to_string();
    assert!(notes.contains("sections"), "{notes}");
    let again = json(&program.run(&["review", "--again", "--json", "-"]));
    assert_eq!(super::words(&again), super::words(&report));
}

#[test]
fn a_recording_comes_through_a_pipe_and_nothing_of_it_stays_behind() {
    let program = Program::new();
    let temporary = program.path("temporary");
    std::fs::create_dir(&temporary).unwrap();
    let from_pipe = |arguments: &[&str], file: &Path| {
        let mut command = program.command(arguments);
        command.env("TMPDIR", &temporary);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let bytes = std::fs::read(file).unwrap();
        // Who refuses it does not read to its end.
        let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), &bytes);
        let said = said(child.wait_with_output().unwrap());
        assert_eq!(temporary.read_dir().unwrap().count(), 0);
        said
    };
    let task = [
        "run",
        "webhook-drop",
        "--section",
        "task",
        "--json",
        "-",
        "--input",
    ];
    for (name, file) in [("-", "files/voice.mp3"), ("/dev/stdin", "files/voice.flac")] {
        let ran = from_pipe(&[&task[..], &[name]].concat(), &kept(file));
        assert_eq!(states(&json(&ran)), ["complete"], "{name}");
    }
    let refused = from_pipe(&["transcribe", "-"], &kept("README.md"));
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(
        refused
            .err
            .starts_with("error: standard input is not a sound file"),
        "{}",
        refused.err
    );
    let nothing = program.run(&["transcribe", "-"]);
    assert_eq!(nothing.code, 2);
    assert!(
        nothing.err.starts_with("error: standard input is empty"),
        "{}",
        nothing.err
    );
}

#[test]
fn a_named_pipe_is_read_like_a_file() {
    let program = Program::new();
    let pipe = program.path("answer.fifo");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let writer = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::copy(kept("files/int16.wav"), pipe)
    });
    let ran = program.run(&[
        "run",
        "webhook-drop",
        "--section",
        "task",
        "--json",
        "-",
        "--input",
        pipe.to_str().unwrap(),
    ]);
    assert_eq!(states(&json(&ran)), ["complete"]);
    writer.join().unwrap().unwrap();
}
