//! Whole screens of every mode, compared as text: what a person sees at 80 by 24 and at 60 by 20.
//!
//! Nobody speaks here, so that the same words stand there on every run; what moves by itself (clock, bar, level) is
//! set to its rest.

use std::time::Duration;

use insta::assert_snapshot;

use crate::support::program::Program;
use crate::support::pulse::VirtualMicrophone;
use crate::support::terminal::Terminal;
use crate::{ENDS_WITHIN, NARROW, USUAL, fits, room};

const SIZES: [(u16, u16); 2] = [USUAL, NARROW];

fn starts(server: &VirtualMicrophone, arguments: &[&str], size: (u16, u16)) -> (Program, Terminal) {
    let program = Program::new();
    let terminal = Terminal::start(&program, &server.environment(), arguments, size);
    (program, terminal)
}

/// The screen once it holds `text`, with what moves by itself at rest.
fn screen(terminal: &mut Terminal, text: &str, size: (u16, u16)) -> String {
    let screen = still(terminal, text);
    fits(&screen, size);
    screen
}

fn still(terminal: &mut Terminal, text: &str) -> String {
    terminal.wait_for(text);
    // What belongs to the same screen follows at once.
    std::thread::sleep(Duration::from_millis(250));
    let screen = terminal.screen();
    let lines: Vec<String> = screen.lines().map(at_rest).collect();
    lines.join("\n").trim_end().to_owned()
}

/// A line of the live screen with its clock, bar and level at rest.
fn at_rest(line: &str) -> String {
    if line.starts_with('[') && line.ends_with(']') || line.starts_with("level [") {
        return line.replace('#', ".");
    }
    let clock = line.get(1..2) == Some(":");
    if let (true, Some((_, rest))) = (clock, line.split_once(" left")) {
        return format!("#:## left{rest}").trim_end().to_owned();
    }
    if let (true, Some((_, rest))) = (clock, line.split_once(" of ")) {
        return format!("#:##.# of {rest}").trim_end().to_owned();
    }
    match line.find(" / ") {
        Some(at) if line[..at].ends_with(|last: char| last.is_ascii_digit()) => {
            format!("{}#:##{}", &line[..at - 4], &line[at..])
        }
        _ => line.trim_end().to_owned(),
    }
}

fn leaves(mut terminal: Terminal) {
    terminal.ends_within(ENDS_WITHIN);
    assert!(terminal.is_restored());
}

#[test]
fn practice_looks_like_this() {
    let server = room();
    for size in SIZES {
        let name = |what: &str| format!("practice_{what}_{}", size.0);
        let arguments = ["run", "webhook-drop", "--section", "task", "--live"];
        let (_program, mut terminal) = starts(&server, &arguments, size);
        let ready = screen(&mut terminal, "Enter start", size);
        assert_snapshot!(name("ready"), ready);
        terminal.press("\r");
        let speaking = screen(&mut terminal, "I took ownership", size);
        assert_snapshot!(name("speaking"), speaking);
        terminal.press("p");
        let paused = screen(&mut terminal, "p go on", size);
        assert_snapshot!(name("paused"), paused);
        terminal.press("\r");
        terminal.wait_for("No speech was heard");
        let after = screen(&mut terminal, "q stop", size);
        assert_snapshot!(name("after"), after);
        terminal.press("q");
        leaves(terminal);
    }
}

#[test]
fn a_mock_interview_looks_like_this() {
    let server = room();
    for size in SIZES {
        let name = |what: &str| format!("mock_{what}_{}", size.0);
        let (_program, mut terminal) = starts(&server, &["mock", "webhook-drop"], size);
        let ready = screen(&mut terminal, "Enter start", size);
        assert_snapshot!(name("ready"), ready);
        terminal.press("\r");
        terminal.wait_for("end of answer");
        terminal.press(" ");
        let speaking = screen(&mut terminal, "Your answer, section 2", size);
        assert_snapshot!(name("speaking"), speaking);
        terminal.press("\r");
        let asked = screen(&mut terminal, "Your reply (1 of 2)", size);
        assert_snapshot!(name("follow_up"), asked);
        terminal.press("\u{3}");
        leaves(terminal);
    }
}

#[test]
fn a_drill_of_follow_ups_looks_like_this() {
    let server = room();
    for size in SIZES {
        let (_program, mut terminal) = starts(&server, &["followups", "webhook-drop"], size);
        terminal.wait_for("Enter start");
        terminal.press("\r");
        let asked = screen(&mut terminal, "Your reply (1 of", size);
        assert_snapshot!(format!("followups_{}", size.0), asked);
        terminal.press("q");
        leaves(terminal);
    }
}

#[test]
fn study_looks_like_this() {
    let server = room();
    for size in SIZES {
        let (_program, mut terminal) = starts(&server, &["study", "webhook-drop"], size);
        // A rule fills the whole width here.
        let first = still(&mut terminal, "q: stop");
        assert_snapshot!(format!("study_{}", size.0), first);
        terminal.press("q");
        leaves(terminal);
    }
}

#[test]
fn the_picker_looks_like_this_and_remembers() {
    let server = room();
    for size in SIZES {
        let (program, mut terminal) = starts(&server, &[], size);
        terminal.wait_for("Which story?");
        terminal.wait_for("q leave");
        terminal.press("3");
        terminal.wait_for("How?");
        terminal.wait_for("q leave");
        terminal.press("1");
        terminal.wait_for("At which level?");
        terminal.wait_for("q leave");
        terminal.press("3");
        let last = screen(&mut terminal, "Aimed at which principle?", size);
        assert_snapshot!(format!("picker_{}", size.0), last);
        terminal.press("2");
        terminal.wait_for("Enter: ");
        terminal.press("q");
        leaves(terminal);
        // The same choices are taken on Enter the next time.
        let mut terminal = Terminal::start(&program, &server.environment(), &[], size);
        for remembered in [
            "> 3  Dropped webhooks",
            "> 1  Study",
            "> 3  Senior",
            "> 2  Ownership",
        ] {
            terminal.wait_for(remembered);
            terminal.wait_for("q leave");
            terminal.press("\r");
        }
        terminal.wait_for("Enter: ");
        terminal.press("q");
        leaves(terminal);
    }
}

#[test]
fn a_window_that_is_resized_while_somebody_speaks_still_shows_one_clock() {
    let server = room();
    let arguments = ["run", "webhook-drop", "--section", "task"];
    let (_program, mut terminal) = starts(&server, &arguments, USUAL);
    terminal.wait_for("Enter start");
    terminal.press("\r");
    terminal.wait_for("0:01 / 0:20");
    for size in [NARROW, (100, 30), (60, 8), USUAL] {
        terminal.resize(size);
        terminal.wait_for("Enter done");
        std::thread::sleep(Duration::from_millis(400));
        let screen = terminal.screen();
        let clock: Vec<&str> = screen
            .lines()
            .filter(|line| line.contains("Task (1 of 1)"))
            .collect();
        assert!(
            clock.last().is_some_and(|line| line.ends_with("/ 0:20")),
            "{size:?}:\n{screen}"
        );
        assert_eq!(
            screen.matches("Enter done").count(),
            1,
            "{size:?}:\n{screen}"
        );
        let last = screen.trim_end().lines().last();
        assert!(
            last.is_some_and(|line| line.starts_with("Enter done")),
            "{size:?}:\n{screen}"
        );
    }
    terminal.press("q");
    terminal.wait_for("The whole answer");
    leaves(terminal);
}
