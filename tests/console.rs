//! What the program writes, wherever it goes: to a disk that is full, to a reader that has gone, and to a terminal that
//! somebody else's text would like to steer. No command panics, and only the program's own escape sequences come out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail loudly, as the tests do"
)]

mod support;

use std::ffi::OsString;
use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use support::program::{Program, Said, repository, said, voice};
use support::terminal::Terminal;

const TASK: &str = "tests/fixtures/voices/strong/task.wav";

/// A program with two takes of one section.
fn with_takes() -> Program {
    let program = Program::new();
    for _ in 0..2 {
        let said = program.run(&["run", "webhook-drop", "--section", "task", "--input", TASK]);
        assert_eq!(said.code, 0, "{}", said.err);
    }
    program
}

/// Every command that ends by itself, and whether it writes to standard output.
fn commands() -> Vec<(Vec<&'static str>, bool)> {
    let printing: &[&[&str]] = &[
        &["--help"],
        &["--version"],
        &["list"],
        &["show", "webhook-drop"],
        &["study", "webhook-drop"],
        &[
            "check",
            "webhook-drop",
            "--section",
            "task",
            "--text",
            "I took ownership",
        ],
        &[
            "check",
            "webhook-drop",
            "--section",
            "task",
            "--text",
            "I",
            "--json",
            "-",
            "--explain",
        ],
        &["run", "webhook-drop", "--section", "task", "--input", TASK],
        &[
            "run",
            "webhook-drop",
            "--section",
            "task",
            "--input",
            TASK,
            "--json",
            "-",
        ],
        &["review"],
        &["review", "--html"],
        &["review", "--json", "-"],
        &["takes"],
        &["history"],
        &["history", "--csv"],
        &["compare"],
        &["correct", "latest", "no ticket", "said"],
        &["models"],
        &["export"],
        &["export", "--format", "csv"],
        &["export", "--format", "json"],
        &["export", "--format", "srt"],
        &["export", "--format", "vtt"],
        &["export", "--format", "txt"],
        &["transcribe", TASK],
        &["transcribe", TASK, "--json", "-"],
    ];
    let silent: &[&[&str]] = &[
        &["history", "--html"],
        &["transcribe", TASK, "--json", "/dev/null"],
        &["run", "nothing-of-this-name"],
        &["--no-such-flag"],
        &["devices"],
        &["takes", "--older", "1d", "--delete"],
        &["delete", "latest"],
        &["delete", "latest", "--yes"],
    ];
    let all = |commands: &[&[&'static str]], prints| -> Vec<_> {
        let commands = commands.iter();
        commands.map(|command| (command.to_vec(), prints)).collect()
    };
    [all(printing, true), all(silent, false)].concat()
}

fn run(program: &Program, arguments: &[&str], out: Stdio, err: Stdio) -> Said {
    let mut command = program.command(arguments);
    said(command.stdout(out).stderr(err).output().unwrap())
}

fn full() -> Stdio {
    Stdio::from(File::options().write(true).open("/dev/full").unwrap())
}

/// A pipe whose reader has gone.
fn abandoned() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

/// How each command ends when everything that it writes arrives.
fn as_usual(program: &Program, arguments: &[&str]) -> i32 {
    run(program, arguments, Stdio::piped(), Stdio::piped()).code
}

#[test]
fn output_that_a_full_disk_swallows_is_told_and_is_no_success() {
    let program = with_takes();
    for (arguments, prints) in commands() {
        let said = run(&program, &arguments, full(), Stdio::piped());
        assert!(
            !said.err.contains("panicked"),
            "{arguments:?}: {}",
            said.err
        );
        if prints {
            assert_eq!(said.code, 3, "{arguments:?}: {}", said.err);
            assert_eq!(
                said.err
                    .matches("The output could not be written: No space left on device")
                    .count(),
                1,
                "{arguments:?}: {}",
                said.err
            );
        } else {
            assert!(
                !said.err.contains("could not be written"),
                "{arguments:?}: {}",
                said.err
            );
        }
    }
}

#[test]
fn a_reader_that_has_gone_is_no_error_whatever_the_command() {
    let program = with_takes();
    for (arguments, prints) in commands() {
        let said = run(&program, &arguments, abandoned(), Stdio::piped());
        assert!(
            !said.err.contains("panicked"),
            "{arguments:?}: {}",
            said.err
        );
        assert!(
            !said.err.contains("could not be written"),
            "{arguments:?}: {}",
            said.err
        );
        if prints {
            assert_eq!(said.code, 0, "{arguments:?}: {}", said.err);
        }
    }
}

#[test]
fn a_full_or_closed_standard_error_changes_nothing_but_what_is_told() {
    let kinds: [fn() -> Stdio; 2] = [full, abandoned];
    let usual = with_takes();
    let here: Vec<Program> = kinds.iter().map(|_| with_takes()).collect();
    for (arguments, _) in commands() {
        let code = as_usual(&usual, &arguments);
        for (kind, program) in kinds.iter().zip(&here) {
            let said = run(program, &arguments, Stdio::piped(), kind());
            assert_eq!(said.code, code, "{arguments:?}");
        }
    }
    // Both at once.
    let program = with_takes();
    for (arguments, prints) in commands() {
        let code = run(&program, &arguments, full(), full()).code;
        assert!(code == 3 || !prints, "{arguments:?}: {code}");
    }
}

/// Everything that steers a terminal or hides in it, with words between that must come out. Magenta on blue, blinking,
/// is none of the program's own colours.
const HOSTILE: &str = "one\u{1b}[35;44;5mtwo\u{1b}[2J\u{1b}]0;owned\u{7}three\u{9b}31m\u{9d}x\u{9c}four\rfive\u{8}\u{8}\
    \u{202e}six\u{2066}\u{200b}\u{200f}seven\u{feff}\u{e0041}\u{1b}c\u{1b}[?1049h\u{7f}eight";

/// As it stands in a story's file.
fn in_toml(text: &str) -> String {
    let sign = |sign: char| match sign {
        '"' | '\\' => format!("\\{sign}"),
        sign if sign.is_ascii_graphic() || sign == ' ' => sign.to_string(),
        sign => format!("\\U{:08x}", u32::from(sign)),
    };
    text.chars().map(sign).collect()
}

/// The webhook story with hostile texts everywhere, as the story `hostile` of this user.
fn hostile_story(program: &Program) -> PathBuf {
    let shipped = std::fs::read_to_string(repository("scenarios/webhook-drop.toml")).unwrap();
    let hostile = in_toml(HOSTILE);
    let mut story = String::new();
    for line in shipped.lines() {
        // What says something to a person; ids, kinds, times and references stay.
        let said = [
            "title",
            "question",
            "family",
            "coach",
            "what",
            "cost",
            "example",
            "why",
            "probes",
            "weak",
            "strong",
            "bar",
            "reflection",
            "lead_with",
        ];
        let free = line
            .split_once(" = \"")
            .filter(|(key, _)| said.contains(key));
        match free {
            Some((key, rest)) if !rest.starts_with("\"\"") => {
                story.push_str(&format!("{key} = \"{hostile} {rest}\n"));
            }
            _ => story.push_str(&format!("{line}\n")),
        }
    }
    assert!(story.matches(&hostile).count() > 20, "{story}");
    let folder = program.data().join("scenarios");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("hostile.toml");
    std::fs::write(&path, story).unwrap();
    path
}

/// Asserts that `written` holds text, line ends, and the program's own escape sequences: colours, and the movements with
/// which the live lines are drawn.
fn only_our_own(written: &[u8], what: &[&str]) {
    let text = String::from_utf8(written.to_vec()).unwrap();
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|sign: char| sign.is_control() || is_hidden(sign)) {
        let sequence = &rest[at..];
        let length = our_own(sequence);
        assert!(
            length > 0,
            "{what:?} writes {:?} in:\n{}",
            sequence.chars().take(12).collect::<String>(),
            text.escape_debug()
        );
        rest = &sequence[length..];
    }
}

fn is_hidden(sign: char) -> bool {
    matches!(sign, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Length of the harmless sign or sequence with which `text` begins; 0: it is none of ours.
fn our_own(text: &str) -> usize {
    if text.starts_with(['\n', '\r', '\t']) {
        return 1;
    }
    let Some(rest) = text.strip_prefix("\u{1b}[") else {
        return 0;
    };
    let end = rest.find(|sign: char| !(sign.is_ascii_digit() || sign == ';'));
    let Some(end) = end else { return 0 };
    let (parameters, last) = (&rest[..end], &rest[end..=end]);
    let ours = match last {
        "m" => parameters
            .split(';')
            .all(|code| ["", "0", "1", "2", "4", "31", "32", "33", "35", "36"].contains(&code)),
        "A" | "G" | "J" | "K" => true,
        _ => false,
    };
    if ours { 2 + end + 1 } else { 0 }
}

#[test]
fn nothing_but_our_own_sequences_reaches_a_terminal() {
    let program = Program::new();
    let story = hostile_story(&program);
    let mut wrong = std::fs::read_to_string(&story).unwrap();
    wrong = wrong.replacen("target = \"30s\"", &format!("target = \"{HOSTILE}\""), 1);
    std::fs::write(program.path("wrong.toml"), wrong).unwrap();
    // A folder and a file with such names, as a download or an archive may hold.
    let name = HOSTILE.replace('/', "");
    let folder = program.path(&name);
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(voice("strong", "task"), folder.join("task.wav")).unwrap();
    let file = program.path(&format!("{name}.wav"));
    std::fs::copy(voice("strong", "task"), &file).unwrap();
    let text = |path: &std::path::Path| path.to_str().unwrap().to_owned();
    let (folder, file, wrong) = (
        text(&folder),
        text(&file),
        text(&program.path("wrong.toml")),
    );
    let own_dir = format!("{folder}/data");

    let run: Vec<&str> = vec!["run", "hostile", "--section", "task", "--input", &folder];
    let commands: Vec<Vec<&str>> = vec![
        run.clone(),
        run,
        vec!["list"],
        vec!["show", "hostile"],
        vec![
            "check",
            "hostile",
            "--section",
            "task",
            "--text",
            HOSTILE,
            "--explain",
        ],
        vec![
            "check",
            "hostile",
            "--section",
            "task",
            "--text",
            HOSTILE,
            "--json",
            "-",
        ],
        vec!["review"],
        vec!["review", "--json", "-"],
        vec!["review", "--html"],
        vec!["takes"],
        vec!["history"],
        vec!["history", "--csv"],
        vec!["compare"],
        vec!["correct", "latest", "no ticket", "said"],
        vec!["export"],
        vec!["export", "--format", "csv"],
        vec!["export", "--format", "srt"],
        vec!["export", "--format", "txt"],
        vec!["transcribe", &file],
        vec!["models"],
        // Errors, with what was typed and with what the system says.
        vec!["show", HOSTILE],
        vec!["show", &wrong],
        vec!["--plain", "show", &wrong],
        vec![HOSTILE],
        vec!["list", HOSTILE],
        vec!["run", "hostile", "--section", HOSTILE],
        vec!["run", "hostile", "--budget", HOSTILE],
        vec!["run", "hostile", "--level", HOSTILE],
        vec!["run", "hostile", "--device", HOSTILE],
        vec!["run", "hostile", "--input", HOSTILE],
        vec!["review", HOSTILE],
        vec!["history", HOSTILE],
        vec!["takes", HOSTILE],
        vec!["compare", HOSTILE, "latest"],
        vec!["correct", "latest", HOSTILE, "said"],
        vec!["play", HOSTILE],
        vec!["delete", HOSTILE],
        vec!["--model", HOSTILE, "transcribe", &file],
        vec!["models", "fetch", HOSTILE],
        vec!["--data-dir", &own_dir, "takes"],
        vec!["--data-dir", &own_dir, "list"],
        vec!["--scenarios", &folder, "list"],
        vec!["export", "--output", &file],
    ];
    for colour in ["auto", "always"] {
        for command in &commands {
            let arguments = [&["--color", colour], command.as_slice()].concat();
            let mut terminal = Terminal::start(&program, &[], &arguments, (80, 24));
            terminal.ends_within(Duration::from_secs(60));
            only_our_own(&terminal.written(), command);
            assert!(!terminal.text().contains("panicked"), "{command:?}");
        }
    }
    // The words themselves are shown, and colours with them.
    let mut terminal = Terminal::start(&program, &[], &["show", "hostile"], (80, 24));
    terminal.ends_within(Duration::from_secs(60));
    let text = terminal
        .text()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    for word in ["one", "two", "three", "eight"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    assert!(
        terminal
            .written()
            .windows(4)
            .any(|bytes| bytes == b"\x1b[1m")
    );
}

#[test]
fn nothing_but_our_own_sequences_is_piped_either() {
    let program = Program::new();
    hostile_story(&program);
    for arguments in [
        &["list"][..],
        &["--color", "always", "show", "hostile"],
        &["show", HOSTILE],
        &[
            "check",
            "hostile",
            "--section",
            "task",
            "--text",
            HOSTILE,
            "--json",
            "-",
        ],
        &["study", "hostile"],
    ] {
        let said = program.run(arguments);
        only_our_own(said.out.as_bytes(), arguments);
        only_our_own(said.err.as_bytes(), arguments);
    }
}

/// A program whose store has one take, of the hostile story.
fn hostile_take() -> Program {
    let program = Program::new();
    hostile_story(&program);
    let folder = program.path("recorded");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(voice("strong", "task"), folder.join("task.wav")).unwrap();
    let folder = folder.to_str().unwrap();
    let said = program.run(&["run", "hostile", "--section", "task", "--input", folder]);
    assert_eq!(said.code, 0, "{}", said.err);
    program
}

#[test]
fn questions_and_screens_are_asked_with_tame_words() {
    let program = hostile_take();
    // A take whose folder has been renamed, as the user may.
    let take = program.takes().remove(0);
    let renamed: OsString = HOSTILE.replace('/', "").into();
    std::fs::rename(&take, take.with_file_name(renamed)).unwrap();
    let shown: [(&[&str], &str, &str); 3] = [
        (&["study", "hostile"], "q: stop", "q"),
        (&[], "Which story?", "q"),
        (&["delete", "latest"], "[y/N]", "n\r"),
    ];
    for (arguments, question, answer) in shown {
        let mut terminal = Terminal::start(&program, &[], arguments, (80, 24));
        terminal.wait_for(question);
        terminal.press(answer);
        assert_eq!(terminal.ends_within(Duration::from_secs(10)), Some(0));
        only_our_own(&terminal.written(), arguments);
    }
}

#[test]
fn files_written_for_people_hold_no_control_characters() {
    let program = hostile_take();
    for ending in ["md", "csv", "srt", "vtt", "txt"] {
        let path = program.path(&format!("out.{ending}"));
        let said = program.run(&["export", "--output", path.to_str().unwrap()]);
        assert_eq!(said.code, 0, "{}", said.err);
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        only_our_own(text.as_bytes(), &[ending]);
        assert!(!text.contains('\u{1b}'), "{ending}");
    }
    let said = program.run(&["review", "--html"]);
    assert_eq!(said.code, 0, "{}", said.err);
    let page = std::fs::read_to_string(program.takes()[0].join("report.html")).unwrap();
    let steers = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\t');
    let found = page.find(|sign: char| steers(sign) || is_hidden(sign));
    let near = found.map(|at| page[at..].chars().take(60).collect::<String>());
    assert_eq!(near, None);
}
