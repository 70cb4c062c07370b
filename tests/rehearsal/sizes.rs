//! Windows that are small, tell no size, or cannot draw: nothing is wiped, nothing floods, and the clock can be read.

use std::time::Duration;

use crate::support::program::Program;
use crate::support::terminal::Terminal;
use crate::{ENDS_WITHIN, room};

/// How often the cursor was sent up, and by how many lines at most.
fn ups(written: &[u8]) -> (usize, u32) {
    let text = String::from_utf8_lossy(written);
    let ups: Vec<u32> = text
        .split("\u{1b}[")
        .filter_map(|rest| {
            let end = rest.find(|sign: char| !sign.is_ascii_digit())?;
            rest[end..]
                .starts_with('A')
                .then(|| rest[..end].parse().unwrap())
        })
        .collect();
    (ups.len(), ups.iter().copied().max().unwrap_or(0))
}

#[test]
fn a_small_window_shows_one_clock_and_keeps_what_stands_above_it() {
    let server = room();
    for (columns, rows) in [(30, 8), (20, 5), (60, 4)] {
        let program = Program::new();
        let arguments = ["run", "webhook-drop", "--section", "task", "--live"];
        let mut terminal =
            Terminal::start(&program, &server.environment(), &arguments, (columns, rows));
        terminal.wait_for("Enter start");
        terminal.press("\r");
        terminal.wait_for("0:02 / 0:20");
        let screen = terminal.screen();
        assert_eq!(
            screen.matches(" / 0:20").count(),
            1,
            "{columns}x{rows}:\n{screen}"
        );
        let written = terminal.written();
        let (_, highest) = ups(&written);
        assert!(
            highest < u32::from(rows),
            "{columns}x{rows}: up by {highest}"
        );
        // Nothing scrolled away but what was appended: the live lines were never written twice into the scrollback.
        let text = terminal.text();
        assert!(text.contains("Let them hear"), "{text}");
        terminal.press("q");
        terminal.ends_within(ENDS_WITHIN * 2);
        assert!(terminal.is_restored());
    }
}

#[test]
fn a_window_of_no_known_size_or_kind_gets_lines_that_are_only_appended() {
    let server = room();
    let usual = Some("xterm-256color");
    for (size, kind) in [
        ((0, 0), usual),
        ((1, 1), usual),
        ((80, 1), usual),
        ((80, 24), None),
        ((80, 24), Some("")),
        ((80, 24), Some("dumb")),
    ] {
        let program = Program::new();
        let arguments = ["run", "webhook-drop", "--section", "task"];
        let mut terminal =
            Terminal::of_kind(&program, &server.environment(), &arguments, size, kind);
        terminal.wait_for("Enter start");
        terminal.press("\r");
        terminal.wait_for("Recording Task");
        std::thread::sleep(Duration::from_secs(2));
        terminal.press("q");
        terminal.wait_for("whole answer");
        terminal.ends_within(ENDS_WITHIN * 2);
        assert_eq!(ups(&terminal.written()).0, 0, "{size:?}, {kind:?}");
        assert!(terminal.is_restored());
    }
}

#[test]
fn a_window_that_is_made_tiny_while_somebody_speaks_is_not_wiped() {
    let server = room();
    let program = Program::new();
    let arguments = ["run", "webhook-drop", "--section", "task"];
    let mut terminal = Terminal::start(&program, &server.environment(), &arguments, (80, 24));
    terminal.wait_for("Enter start");
    terminal.press("\r");
    terminal.wait_for("0:01 / 0:20");
    for size in [(30, 8), (12, 3), (30, 8), (80, 24)] {
        terminal.resize(size);
        std::thread::sleep(Duration::from_millis(600));
    }
    terminal.wait_for("Enter done");
    let screen = terminal.screen();
    let last = screen.trim_end().lines().last().unwrap();
    assert!(last.starts_with("Enter done"), "{screen}");
    terminal.press("q");
    terminal.wait_for("whole answer");
    terminal.ends_within(ENDS_WITHIN);
}
