//! Finds in a transcript what the story needs: which signals were said, in which words, and which were not.
//!
//! Sees only values: words in, findings out.

pub mod clause;
pub mod compile;
pub mod deeds;
pub mod find;
pub mod label;
pub mod literal;
pub mod map;
pub mod matching;
pub mod normal;
pub mod number;
pub mod outcome;
mod parse;
pub mod pattern;
pub mod search;
pub mod sound;
pub mod story;
pub mod tags;
pub mod text;
pub mod thesaurus;
pub mod words;

pub use find::{Checker, find};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scenario::Section;
use crate::time::Offset;
use crate::transcript::Word;

/// As [`find()`], for words in `language`: its two-letter code. Whatever is not English is compared word for word.
#[must_use]
pub fn find_in(
    language: &str,
    sections: &[Spoken<'_>],
    leading: &[String],
    vocabulary: &[String],
) -> Vec<Vec<SignalFinding>> {
    if language == "en" {
        find(sections, leading, vocabulary)
    } else {
        literal::find(sections, leading)
    }
}

/// What became of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Said, in its section.
    Said,
    /// Close wording, or a part of it is missing: shown, not counted.
    Near,
    /// Said, in another section.
    Elsewhere,
    /// The opposite was said.
    Denied,
    /// Not heard.
    Missing,
}

/// A signal of a section and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SignalFinding {
    /// The signal's label.
    pub say: String,
    /// What became of it. In a report on a take the user's word counts.
    pub state: State,
    /// What the program found, where the user's word counts in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<State>,
    /// The words that decided it, as heard; empty when missing.
    pub quote: String,
    /// Where they start; `None` when missing.
    pub start_s: Option<Offset>,
    /// Where they end; `None` when missing.
    pub end_s: Option<Offset>,
    /// The section in which they were said; the signal's own when missing.
    pub section: String,
    /// What the recogniser wrote, where sound and not spelling made the match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
    /// What to do about it, when it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Whether the principle of this telling wants it first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leading: bool,
}

impl SignalFinding {
    /// What the program found, whatever the user says.
    #[must_use]
    pub fn found(&self) -> State {
        self.judged.unwrap_or(self.state)
    }
}

/// The words of one section of one telling.
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'a> {
    /// The section that was to be told.
    pub section: &'a Section,
    /// What was heard; empty when nothing was.
    pub words: &'a [Word],
}
