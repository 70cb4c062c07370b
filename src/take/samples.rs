//! Headers, moments and transcripts for the store's tests.

use std::time::Duration;

use super::Moment;
use super::record::{Header, Mode, SectionRecord};
use crate::time::Span;
use crate::transcript::{Transcript, Word};

/// A webhook story of two sections.
pub fn header() -> Header {
    let seconds = Duration::from_secs;
    Header {
        scenario: "webhook-drop".to_owned(),
        question: "Tell me about a time you took a calculated risk that paid off.".to_owned(),
        level: "sde2".to_owned(),
        principle: "bias-for-action".to_owned(),
        mode: Mode::Practice,
        language: "en".to_owned(),
        budget: None,
        target: seconds(120),
        ceiling: None,
        device: "Test microphone".to_owned(),
        model: "base-q8_0".to_owned(),
        sections: vec![
            SectionRecord::new("situation", seconds(30), Some(seconds(45))),
            SectionRecord::new("action", seconds(90), None),
        ],
    }
}

/// 23 November 2026, four minutes past nine in the evening.
pub fn moment() -> Moment {
    moment_at(4)
}

/// The same evening at another minute.
pub fn moment_at(minute: u8) -> Moment {
    Moment::parse(&format!("2026-11-23T21:{minute:02}:12+01:00")).unwrap()
}

/// Words, half a second each.
pub fn transcript(text: &str) -> Transcript {
    let mut heard = Transcript::silent("base-q8_0", "en", Duration::from_secs(10));
    let starts = (0..).map(|index| f64::from(index) * 0.5);
    heard.words = text
        .split_whitespace()
        .zip(starts)
        .map(|(text, start)| Word {
            text: text.to_owned(),
            span: Span::from_seconds(start, start + 0.5),
            p: 0.9,
            heard: None,
        })
        .collect();
    heard
}
