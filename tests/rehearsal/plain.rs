//! Without a screen: lines that are only appended, for screen readers, logs and terminals that cannot draw.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::terminal::PATIENCE;
use crate::{ENDS_WITHIN, Person, USUAL, duration_s, section};

/// Nothing but text and line ends: no escape sequence, no cursor control.
fn only_lines(written: &[u8]) {
    let control = written
        .iter()
        .any(|byte| byte.is_ascii_control() && !matches!(byte, b'\r' | b'\n'));
    assert!(!control, "{}", String::from_utf8_lossy(written));
}

#[test]
fn a_plain_rehearsal_in_a_terminal_only_appends_lines() {
    let mut person = Person::new();
    let arguments = ["--plain", "run", "webhook-drop", "--section", "task"];
    let mut terminal = person.starts(&arguments, USUAL);
    terminal.wait_for("Enter start   q stop");
    terminal.press("\r");
    terminal.wait_for("Recording Task (1 of 1). Target 0:20. Keys: Enter done");
    person.says("weak", "task");
    terminal.press("\r");
    terminal.wait_for("Enter next");
    terminal.press("q");
    terminal.wait_for("The whole answer");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    assert!(terminal.is_restored());
    only_lines(&terminal.written());
}

#[test]
fn a_hands_free_rehearsal_needs_no_key_and_says_which_signals_survived() {
    let person = Person::new();
    let arguments = [
        "--plain",
        "run",
        "webhook-drop",
        "--section",
        "task",
        "--hands-free",
        "--budget",
        "10s",
    ];
    let mut terminal = person.starts(&arguments, USUAL);
    for said in [
        "Starts in 8",
        "Recording Task (1 of 1). Target 0:01.",
        "Past the target of 0:01.",
        "Next section in 8",
        "The whole answer",
        "None of 4 signals survived in 0:01.",
    ] {
        terminal.wait_for(said);
    }
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    only_lines(&terminal.written());
    let text = terminal.text();
    assert!(
        text.contains("Starts in 3") && !text.contains("Starts in 5"),
        "{text}"
    );
    let told_s = duration_s(section(&person.report(), "task"));
    assert!((1.0..2.5).contains(&told_s), "{told_s} s");
}

#[test]
fn a_dumb_terminal_under_script_gets_lines_and_nothing_else() {
    let person = Person::new();
    let log = person.program.path("typescript");
    let rehearse = crate::support::program::binary().display();
    let command = format!("{rehearse} run webhook-drop --section task");
    // The words of util-linux's `script`: a terminal of its own, whose output goes to a file as it comes.
    let mut script = std::process::Command::new("script");
    script
        .args(["--quiet", "--return", "--flush", "--command", &command])
        .arg(&log)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("TERM", "dumb")
        .envs(person.program.environment())
        .envs(person.server.environment())
        .stdin(Stdio::piped())
        .stdout(Stdio::null());
    let mut child = script
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start script (Debian package bsdutils): {error}"));
    let mut keys = child.stdin.take().unwrap();
    let mut press = |key: &str, after: &str| {
        wait_for(&log, after);
        std::io::Write::write_all(&mut keys, key.as_bytes()).unwrap();
    };
    press("\r", "Enter start   q stop");
    wait_for(&log, "Recording Task (1 of 1).");
    // Long enough for the first sound to be there.
    std::thread::sleep(Duration::from_secs(1));
    press("\r", "Recording Task (1 of 1).");
    press("q", "Enter next");
    wait_for(&log, "The whole answer");
    let until = Instant::now() + ENDS_WITHIN;
    while child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < until, "script is still there");
        std::thread::sleep(Duration::from_millis(20));
    }
    let written = std::fs::read(&log).unwrap();
    only_lines(&written);
}

fn wait_for(log: &std::path::Path, text: &str) {
    let until = Instant::now() + PATIENCE;
    loop {
        let written = std::fs::read(log).unwrap_or_default();
        let written = String::from_utf8_lossy(&written);
        if written.contains(text) {
            return;
        }
        assert!(Instant::now() < until, "\"{text}\" is not in:\n{written}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
