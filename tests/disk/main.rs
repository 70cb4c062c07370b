//! The disk at its worst: power cuts, full and failing disks, programs that die at any access, and files that were made
//! to do harm. What was spoken is playable, old takes are as they were, and the program says what happened.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail loudly, as the tests do"
)]

#[path = "../support/mod.rs"]
mod support;

mod bad_section;
mod faults;
mod hostile;
mod power_cut;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rehearse::take::{AttemptState, Ended, Header, Mode, Moment, SectionRecord, Store, TakeWriter};

use support::sound;

const REPORT: &str = include_str!("../fixtures/reports/strong.json");
const SCENARIO: &str = include_str!("../../scenarios/webhook-drop.toml");
const SECTIONS: [&str; 5] = ["situation", "task", "action", "result", "reflection"];

/// A take of the webhook story that was begun in this minute of an evening in November 2026.
fn begin(store: &Store, minute: u8) -> TakeWriter {
    let begun = Moment::parse(&format!("2026-11-23T21:{minute:02}:12+01:00")).unwrap();
    let header = Header {
        scenario: "webhook-drop".to_owned(),
        question: "Tell me about a time you took a calculated risk that paid off.".to_owned(),
        level: "sde2".to_owned(),
        principle: "bias-for-action".to_owned(),
        mode: Mode::Practice,
        language: "en".to_owned(),
        budget: None,
        target: Duration::from_secs(175),
        ceiling: None,
        device: "Test microphone".to_owned(),
        model: "base-q8_0".to_owned(),
        sections: SECTIONS
            .map(|id| SectionRecord::new(id, Duration::from_secs(35), None))
            .to_vec(),
    };
    let mut writer = store.begin(header, begun).unwrap();
    writer.save_scenario(SCENARIO).unwrap();
    writer
}

/// Records a second of noise as the next telling of `section`, ended or cut off.
fn tell(writer: &mut TakeWriter, section: &str, ends: bool) -> PathBuf {
    let wav = writer.begin_attempt(section, 16_000).unwrap();
    sound::write_wav(
        &wav,
        16_000,
        &sound::noise(-40.0, 16_000, Duration::from_secs(1)),
    );
    if ends {
        let ended = Ended {
            state: AttemptState::Complete,
            length: Duration::from_secs(1),
            gaps: Vec::new(),
            pauses: Vec::new(),
            marks: Vec::new(),
        };
        writer.end_attempt(section, ended).unwrap();
    }
    wav
}

/// Every file below `dir`, by its path from there, with what is in it. Locks are left out.
fn contents(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with(".lock") {
                let name = path.strip_prefix(dir).unwrap().to_owned();
                all.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    all.sort();
    all
}

/// The number of frames that any player finds in a WAV.
fn frames(wav: &Path) -> u32 {
    let reader = hound::WavReader::open(wav);
    reader
        .unwrap_or_else(|error| panic!("{}: {error}", wav.display()))
        .duration()
}
