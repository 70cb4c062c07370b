//! The report: a review with its take's circumstances and its advice in words. Its JSON is a contract: fields are
//! added, never renamed; times are seconds from the first sample of their section.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::review::SectionReview;
use crate::review::corrections::Correction;

/// The version of the report that this program writes and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// A report on one take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The scenario's id.
    pub scenario: String,
    /// What the interviewer asked.
    pub question: String,
    /// The level's id.
    pub level: String,
    /// The principle's id.
    pub principle: String,
    /// The take's name in the store; empty when nothing was stored.
    pub take: String,
    /// When it was begun, ISO 8601 with the local offset; empty when nothing was stored.
    pub begun: String,
    /// The model's name, or "text" when no sound was heard.
    pub model: String,
    /// The whole answer.
    pub total: Total,
    /// The sections, in the order of speaking.
    pub sections: Vec<SectionReview>,
    /// What to do in the next take, first things first; at most three.
    pub next: Vec<Point>,
    /// Where the user says that a judgement was wrong; see [`crate::review::corrections::settled`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// What a reader should know about how far this report can be trusted, in words.
    pub notes: Vec<String>,
}

/// Time of the whole answer, in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Total {
    /// What it took.
    pub duration_s: f64,
    /// What it should take.
    pub target_s: f64,
    /// The longest that is still right; `None` when nothing sets one.
    pub ceiling_s: Option<f64>,
}

/// One thing to do in the next take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// What was found: the name of the kind, such as `missing_signals`.
    pub finding: String,
    /// The section that it is about; empty: the whole.
    pub section: String,
    /// What to do, in a sentence or two.
    pub advice: String,
}
