//! The report: a review with its take's circumstances and its advice in words. Its JSON is a contract: fields are
//! added, never renamed; times are seconds from the first sample of their section.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use super::usual::Usual;
use super::wording;
use crate::review::corrections::Correction;
use crate::review::reply::Reply;
use crate::review::{Overall, Review, SectionReview, SpokenTime};
use crate::scenario::Scenario;
use crate::scenario::plan::Plan;

/// The version of the report that this program writes and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// A report on one take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The scenario's id.
    pub scenario: String,
    /// The scenario's title, for people; empty in reports that do not hold it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What the interviewer asked.
    pub question: String,
    /// The level's id.
    pub level: String,
    /// The level's title, for people; empty in reports that do not hold it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub level_title: String,
    /// What the bar wants at this level, in the author's words; empty in reports that do not hold it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bar: String,
    /// The principle's id.
    pub principle: String,
    /// The principle's title, for people; empty in reports that do not hold it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub principle_title: String,
    /// What to open with under this principle, in the author's words; empty in reports that do not hold it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lead_with: String,
    /// The take's name in the store; empty when nothing was stored.
    pub take: String,
    /// When it was begun, ISO 8601 with the local offset; empty when nothing was stored.
    pub begun: String,
    /// The model's name, or "text" when no sound was heard.
    pub model: String,
    /// The whole answer.
    pub total: Total,
    /// What is measured over all sections together.
    #[serde(default)]
    pub overall: Overall,
    /// What this user usually does; `None` until enough takes exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual: Option<Usual>,
    /// The sections, in the order of speaking.
    pub sections: Vec<SectionReview>,
    /// What to do in the next take, first things first; at most three.
    pub next: Vec<Point>,
    /// Replies to follow-up questions, in the order of asking.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<Reply>,
    /// Where the user says that a judgement was wrong. The states of the signals, the totals and the points already
    /// follow it; what the program had found is in the signal's `judged`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// What a reader should know about how far this report can be trusted, in words.
    pub notes: Vec<String>,
    /// What the user wrote down while rehearsing, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub your_notes: Vec<YourNote>,
}

/// Something that the user wrote down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct YourNote {
    /// The id of the section that it is about; empty: the whole.
    pub section: String,
    /// The words.
    pub text: String,
}

/// Time of the whole answer, in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Total {
    /// Length of the recordings together.
    pub duration_s: f64,
    /// How much of it was spoken, which is what target and ceiling are held against; see [`Report::spoken_time`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<SpokenTime>,
    /// What it should take.
    pub target_s: f64,
    /// The longest that is still right; `None` when nothing sets one.
    pub ceiling_s: Option<f64>,
}

/// Where a report comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The take's name in the store; empty when nothing was stored.
    pub take: String,
    /// When it was begun, ISO 8601 with the local offset; empty when nothing was stored.
    pub begun: String,
    /// The model's name, or "text" when no sound was heard.
    pub model: String,
}

impl Report {
    /// The report on `review`, a telling of `scenario` by `plan`. `usual` holds the user's own medians.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        plan: &Plan,
        review: Review,
        source: Source,
        usual: Option<Usual>,
    ) -> Self {
        let next = review
            .next
            .iter()
            .map(|advice| wording::point(advice, &review.sections, &scenario.typed))
            .collect();
        let notes = wording::notes(&review.sections, plan);
        let time = review.sections.iter().map(SectionReview::spoken_time).sum();
        let level = scenario.level(&plan.level);
        let principle = scenario.principle(&plan.principle);
        Self {
            schema: SCHEMA,
            scenario: scenario.id.clone(),
            title: scenario.title.clone(),
            question: scenario.question.clone(),
            level: plan.level.clone(),
            level_title: level.map(|level| level.title.clone()).unwrap_or_default(),
            bar: level.map(|level| level.bar.clone()).unwrap_or_default(),
            principle: plan.principle.clone(),
            principle_title: principle
                .map(|principle| principle.title.clone())
                .unwrap_or_default(),
            lead_with: principle
                .map(|principle| principle.lead_with.clone())
                .unwrap_or_default(),
            take: source.take,
            begun: source.begun,
            model: source.model,
            total: Total {
                duration_s: rounded(review.duration),
                time: Some(time),
                target_s: rounded(plan.target),
                ceiling_s: plan.ceiling.map(rounded),
            },
            overall: review.overall,
            usual,
            sections: review.sections,
            next,
            replies: Vec::new(),
            corrections: Vec::new(),
            notes,
            your_notes: Vec::new(),
        }
    }

    /// How long was spoken and how long was silent, over all sections.
    #[must_use]
    pub fn spoken_time(&self) -> SpokenTime {
        let all = self.sections.iter().map(SectionReview::spoken_time);
        self.total.time.unwrap_or_else(|| all.sum())
    }

    /// What the user wrote down about the section `id`; about the whole, when it is empty.
    pub fn notes_on<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let on = self
            .your_notes
            .iter()
            .filter(move |note| note.section == id);
        on.map(|note| note.text.as_str())
    }

    /// What the user wrote down about the whole, or about something that is no section of the report.
    pub fn other_notes(&self) -> impl Iterator<Item = &str> {
        let known = |id: &str| self.sections.iter().any(|section| section.section == id);
        let others = self
            .your_notes
            .iter()
            .filter(move |note| !known(&note.section));
        others.map(|note| note.text.as_str())
    }
}

/// Seconds, to the millisecond.
fn rounded(length: Duration) -> f64 {
    (length.as_secs_f64() * 1000.0).round() / 1000.0
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
