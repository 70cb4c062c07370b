//! Rehearsals as people do them: the program in a real terminal, a microphone that hears recorded answers in real time,
//! real keys and the real model. What is on the screen is compared as text, what is kept is opened and measured, and
//! whatever ends a rehearsal, the terminal is given back and what was spoken is there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail loudly, as the tests do"
)]

#[path = "../support/mod.rs"]
mod support;

mod endings;
mod hangup;
mod loss;
mod microphone;
mod mock;
mod plain;
mod practice;
mod screens;
mod sizes;

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use support::program::{Program, voice};
use support::pulse::VirtualMicrophone;
use support::terminal::Terminal;

const SECTIONS: [&str; 5] = ["situation", "task", "action", "result", "reflection"];
const USUAL: (u16, u16) = (80, 24);
const NARROW: (u16, u16) = (60, 20);

/// How long the program may take to end once it was told to. It needs less than one second; CI machines are busy.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

/// How far a section may be from what was played.
const TOLERANCE_S: f64 = 0.3;

/// A microphone that hears a quiet room.
fn room() -> VirtualMicrophone {
    let mut server = VirtualMicrophone::start();
    server.hear_a_room(Duration::from_secs(300));
    server
}

/// A person at a microphone that hears a quiet room.
struct Person {
    server: VirtualMicrophone,
    program: Program,
}

impl Person {
    fn new() -> Self {
        Self {
            server: room(),
            program: Program::new(),
        }
    }

    fn starts(&self, arguments: &[&str], size: (u16, u16)) -> Terminal {
        Terminal::start(&self.program, &self.server.environment(), arguments, size)
    }

    fn says(&mut self, answer: &str, section: &str) {
        self.server.play_to_the_end(&voice(answer, section));
    }

    /// The stored report on the only take.
    fn report(&self) -> Value {
        self.review(&[])
    }

    fn review(&self, more: &[&str]) -> Value {
        assert_eq!(self.program.takes().len(), 1, "{:?}", self.program.takes());
        let said = self
            .program
            .run(&[&["review", "--json", "-"], more].concat());
        assert_eq!(said.code, 0, "{}", said.err);
        serde_json::from_str(&said.out).unwrap()
    }
}

fn section<'a>(report: &'a Value, id: &str) -> &'a Value {
    let sections = report["sections"].as_array().unwrap();
    sections
        .iter()
        .find(|section| section["section"] == id)
        .unwrap_or_else(|| panic!("no section {id}"))
}

fn ticked(section: &Value) -> BTreeSet<String> {
    let signals = section["signals"].as_array().unwrap().iter();
    signals
        .filter(|signal| signal["state"] == "said")
        .map(|signal| signal["say"].as_str().unwrap().to_owned())
        .collect()
}

fn duration_s(section: &Value) -> f64 {
    section["duration_s"].as_f64().unwrap()
}

/// No line runs over the edge: the program leaves the last column free, so a row that fills it was broken there.
fn fits(screen: &str, (columns, _): (u16, u16)) {
    for row in screen.lines() {
        let filled = row.trim_end().chars().count();
        assert!(filled < usize::from(columns), "{row:?} in:\n{screen}");
    }
}
