//! What a review says: the types that [`super::review`] fills and that the report's JSON holds.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::findings::Advice;
use super::first::First;
use super::impact;
use super::limits::Grade;
use super::ownership::Ownership;
use super::spoken::SpokenTime;
use super::timing::Timing;
use super::topics;
use crate::scenario::SectionKind;
use crate::signals::SignalFinding;
use crate::time::{Span, seconds};
use crate::transcript::{Filler, Removed, Word, WordTimes};

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
    /// What is measured over all sections together.
    pub overall: Overall,
    /// What matters most for the next take, first things first; at most three.
    pub next: Vec<Advice>,
}

/// One section, judged. Serialises as a section of the report's JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SectionReview {
    /// The section's id.
    pub section: String,
    /// For people: "Situation"; empty in reports that do not hold it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What the section is for; `None` in reports that do not hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SectionKind>,
    /// How much of it is there.
    pub state: SectionState,
    /// Whether somebody listened: false where it was recorded and never transcribed, so that its words are unknown.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub transcribed: bool,
    /// Length of the recording, in seconds.
    #[serde(rename = "duration_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub duration: Duration,
    /// How much of it was spoken; see [`SectionReview::spoken_time`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<SpokenTime>,
    /// What it should have been, in seconds.
    #[serde(rename = "target_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub target: Duration,
    /// What it must not pass, in seconds.
    pub ceiling_s: Option<f64>,
    /// How the spoken time stands to both.
    #[serde(default)]
    pub timing: Timing,
    /// From the first word to the last, or where there are none the first voice; `None` when there was neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speech: Option<Span>,
    /// Time of speaking, in seconds: from the first voice to the last, without pauses of 1 s or more and lost sound.
    #[serde(rename = "speaking_s", with = "seconds", default)]
    #[schemars(with = "f64")]
    pub speaking: Duration,
    /// Time with a voice in it, in seconds; 0 when the contour is unknown.
    #[serde(rename = "voiced_s", with = "seconds", default)]
    #[schemars(with = "f64")]
    pub voiced: Duration,
    /// Number of words spoken, fillers left out.
    pub words: usize,
    /// Words a minute over speaking time, pauses under 1 s included and speech that was not understood left out; 0 when
    /// nothing was said.
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
    /// Who did what, in the action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ownership: Option<Ownership>,
    /// The chain of impact in the result, every link in order; empty elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub impact: Vec<impact::Said>,
    /// Topics that this telling wants in the background and that took time here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub played_down: Vec<topics::Share>,
    /// Pauses of 1 s or more, in order.
    pub pauses: Vec<Pause>,
    /// Fillers, in order.
    pub fillers: Vec<Filler>,
    /// How many fillers a minute and where they crowd; `None` when it could not be measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filler_rate: Option<FillerRate>,
    /// Where frames were lost and silence stands in for them.
    pub gaps: Vec<Span>,
    /// Words that the recogniser wrote and a guard took out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Removed>,
    /// Speech that no word stands for, in order: what is missing may have been said there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_understood: Vec<Span>,
    /// How the places of the words were found; `None` when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word_times: Option<WordTimes>,
    /// Two-letter code of the language that was heard; empty when nothing was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
}

impl SectionReview {
    /// How long was spoken and how long was silent; worked out for reports of earlier versions, which do not hold it.
    #[must_use]
    pub fn spoken_time(&self) -> SpokenTime {
        self.time.unwrap_or_else(|| SpokenTime::of(self))
    }

    /// Time of speech that was not understood.
    #[must_use]
    pub fn unclear(&self) -> Duration {
        self.not_understood.iter().map(|span| span.length()).sum()
    }
}

/// What is measured over all sections together.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Overall {
    /// How the spoken time of all sections stands to the level's time; unknown unless every section was told to its end.
    pub timing: Timing,
    /// Number of words spoken, fillers left out.
    pub words: usize,
    /// Pace over all sections; `None` when too little was said.
    pub pace: Option<Pace>,
    /// Fillers over all sections; `None` when nothing was said.
    pub filler_rate: Option<FillerRate>,
    /// How soon the first problem, deed and number came.
    #[serde(default)]
    pub first: First,
    /// Number of signals said in their section.
    pub said: usize,
    /// Number of signals that the sections want which were told and heard.
    pub signals: usize,
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
    /// Words a minute over voiced time only; 0 when the voiced time is unknown. Reported, not graded.
    pub articulation_wpm: f64,
    /// How it stands to the norm; in doubt quiet.
    #[serde(default)]
    pub grade: Grade,
}

/// A silence inside a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pause {
    /// Where it is.
    #[serde(flatten)]
    pub span: Span,
    /// Whether it splits a clause; false in doubt.
    pub mid_clause: bool,
    /// How it stands to the norm.
    #[serde(default)]
    pub grade: Grade,
}

/// How often fillers came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FillerRate {
    /// How many were heard.
    pub count: usize,
    /// How many more there may have been.
    pub possible: usize,
    /// Those heard, a minute of speech, pauses included.
    pub per_minute: f64,
    /// How it stands to the norm.
    pub grade: Grade,
    /// Where three came within ten seconds.
    pub clusters: Vec<Span>,
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
    /// Whether a listener surely objects. What only might weaken is shown below and is no point for the next take.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub sure: bool,
    /// Words to say instead, where the words that were said give them.
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

fn yes() -> bool {
    true
}
