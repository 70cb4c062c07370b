//! Judges a telling: time, pace, pauses, fillers, ownership, impact, signals. Pure: values in, values out.
//!
//! [`Review`] says what happened. Which words a person reads about it is decided in `output/wording.rs`.

pub mod corrections;

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::signals::SignalFinding;
use crate::time::{Offset, Span, seconds};
use crate::transcript::{Filler, Word};

/// How much of a section is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SectionState {
    /// Told to its end.
    Complete,
    /// Cut off: the program or the microphone died, or the user stopped.
    Partial,
    /// Never begun.
    Skipped,
    /// Recorded, and no speech in it.
    Silent,
}

/// The whole telling, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Sum of the sections' lengths.
    pub duration: Duration,
    /// The sections, in the order of the plan.
    pub sections: Vec<SectionReview>,
    /// What matters most for the next take, first things first; at most three.
    pub next: Vec<Advice>,
}

/// One section, judged. Serialises as a section of the report's JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SectionReview {
    /// The section's id.
    pub section: String,
    /// How much of it is there.
    pub state: SectionState,
    /// Length of the recording, in seconds.
    #[serde(rename = "duration_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub duration: Duration,
    /// What it should have been, in seconds.
    #[serde(rename = "target_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub target: Duration,
    /// What it must not pass, in seconds.
    pub ceiling_s: Option<f64>,
    /// Number of words spoken, fillers left out.
    pub words: usize,
    /// Words a minute over speaking time, pauses under 1 s included; 0 when nothing was said.
    pub wpm: f64,
    /// Measured pace in full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<Pace>,
    /// The words with their places.
    pub transcript: Vec<Word>,
    /// Every signal of the section, in the scenario's order.
    pub signals: Vec<SignalFinding>,
    /// What a coach would object to, in order.
    pub red_flags: Vec<RedFlag>,
    /// Pauses of 1 s or more, in order.
    pub pauses: Vec<Pause>,
    /// Fillers, in order.
    pub fillers: Vec<Filler>,
    /// Where frames were lost and silence stands in for them.
    pub gaps: Vec<Span>,
}

/// How fast it was spoken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pace {
    /// Words a minute over speaking time, pauses under 1 s included.
    pub wpm: f64,
    /// The lowest that the few words allow to claim; equals `wpm` from 50 words on.
    pub low: f64,
    /// The highest that the few words allow to claim.
    pub high: f64,
    /// Words a minute over voiced time only. Reported, not graded.
    pub articulation_wpm: f64,
}

/// A silence inside a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pause {
    /// Where it is.
    #[serde(flatten)]
    pub span: Span,
    /// Whether it splits a clause.
    pub mid_clause: bool,
}

/// Something said that weakens the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RedFlag {
    /// Its kind.
    pub kind: FlagKind,
    /// The words, as heard.
    pub quote: String,
    /// Where they are.
    #[serde(flatten)]
    pub span: Span,
    /// Why a coach objects.
    pub why: String,
    /// What to say instead, where there is a plain answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}

/// Kinds of red flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    /// "We" did what "I" should have done.
    We,
    /// Somebody else did it.
    Others,
    /// A passive that hides who did it.
    Passive,
    /// It was assigned or suggested.
    Assigned,
    /// It was handed on.
    HandOff,
    /// A result without substance.
    EmptyResult,
    /// A lesson that fits any story.
    GenericLesson,
    /// One that the scenario's author named.
    Scenario,
}

/// A finding that is worth one of the three points, as data.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// The section that it is about; `None`: the whole.
    pub section: Option<String>,
    /// What was found.
    pub finding: Finding,
}

/// Everything that can become a point for the next take.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// Nothing was heard.
    Silent,
    /// Signals were not said.
    MissingSignals {
        /// Their labels.
        say: Vec<String>,
    },
    /// The opposite of a signal was said.
    DeniedSignal {
        /// Its label.
        say: String,
        /// The words.
        quote: String,
    },
    /// Longer than the ceiling.
    OverCeiling {
        /// By how much.
        by: Duration,
    },
    /// Under 60 % of the target.
    TooShort {
        /// Length.
        duration: Duration,
        /// Target.
        target: Duration,
    },
    /// A red flag.
    Flag {
        /// The flag.
        flag: RedFlag,
    },
    /// Too fast or too slow.
    Pace {
        /// Words a minute.
        wpm: f64,
    },
    /// A long silence.
    LongPause {
        /// Where.
        span: Span,
    },
    /// Many fillers.
    Fillers {
        /// How many a minute.
        per_minute: f64,
        /// The first.
        first: Offset,
    },
    /// Frames were lost.
    Gap {
        /// How much in all.
        lost: Duration,
    },
}
