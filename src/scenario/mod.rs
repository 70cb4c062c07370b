//! A story and what a listener should hear in it, as checked.
//!
//! `file.rs` reads what the author wrote and keeps the places; `check.rs` turns it into the types here or says, with
//! a caret, what is wrong. Whoever holds a [`Scenario`] need not validate it again. `plan.rs` applies a level, a
//! principle and a time budget to it.

use std::time::Duration;

pub mod catalog;
mod check;
pub mod duration;
pub mod fault;
pub mod faults;
mod file;
pub mod lookup;
pub mod nearest;
mod place;
pub mod plan;
pub mod shipped;
mod table;
#[cfg(test)]
mod tests;
mod values;

use crate::signals::pattern::Pattern;

/// A checked scenario: at least one section, unique ids, every reference resolved, every pattern parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// The file's name without `.toml`.
    pub id: String,
    /// What the user types to name it, ready for a shell: its id, or the path of its file.
    pub typed: String,
    /// A few words for lists.
    pub title: String,
    /// What the interviewer asks, to the letter.
    pub question: String,
    /// The family of questions, such as "Amazon Leadership Principles".
    pub family: String,
    /// The id of the principle that the story shows first, one of `principles`.
    pub home_principle: String,
    /// Two-letter code of the language that it is told in.
    pub language: String,
    /// What happened, in a paragraph: the study sheet's overview.
    pub story: String,
    /// What to take away from studying it.
    pub takeaways: Vec<String>,
    /// Names and jargon that the recogniser should know. Never the signals.
    pub vocabulary: Vec<String>,
    /// The parts of the answer, in the order of speaking.
    pub sections: Vec<Section>,
    /// The levels that the story is told at; never empty.
    pub levels: Vec<Level>,
    /// The ways to re-aim it; never empty.
    pub principles: Vec<Principle>,
    /// What the interviewer may ask next.
    pub follow_ups: Vec<FollowUp>,
    /// A weak answer to the same question, taken apart.
    pub weak_answer: Option<WeakAnswer>,
    /// Questions about telling the story.
    pub quiz: Vec<QuizQuestion>,
}

/// What a section is for, which decides how it is measured: ownership in the action, impact in the result.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    serde::Deserialize,
    serde::Serialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// Where and when, and the problem.
    Situation,
    /// What was the speaker's to do, and what was not.
    Task,
    /// What the speaker did.
    Action,
    /// What came of it.
    Result,
    /// What the speaker took from it.
    Reflection,
}

/// One part of the answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Lower case, unique in the scenario; names the files of a take.
    pub id: String,
    /// For people: "Situation".
    pub title: String,
    /// What it is for.
    pub kind: SectionKind,
    /// How long it should take.
    pub target: Duration,
    /// What it must not pass; `None` when the author set none.
    pub ceiling: Option<Duration>,
    /// What a listener must be able to write down, in the order of telling.
    pub signals: Vec<Signal>,
    /// What a coach objects to when it is said here.
    pub red_flags: Vec<FlagRule>,
    /// A good telling, in the author's words.
    pub example: String,
    /// How to tell it.
    pub coach: String,
    /// What people get wrong.
    pub mistake: Mistake,
}

/// A phrase that the listener must hear.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// The label, to the letter as the story has it.
    pub say: String,
    /// What to do when it was missing; `None` lets the program word it.
    pub hint: Option<String>,
    /// Ways of saying it; never empty: a bare label makes its own.
    pub patterns: Vec<Pattern>,
    /// Ways of saying only a part of it, which are shown and not counted.
    pub near: Vec<Pattern>,
    /// Ways of saying its opposite.
    pub denied_by: Vec<Pattern>,
}

/// Something that weakens the answer when it is said.
#[derive(Debug, Clone, PartialEq)]
pub struct FlagRule {
    /// What was said.
    pub pattern: Pattern,
    /// Why a coach objects.
    pub why: String,
}

/// A common mistake and its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What people say or do.
    pub what: String,
    /// What it costs them.
    pub cost: String,
}

/// A level of the job, with its own time and bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// What the user types: `sde1`.
    pub id: String,
    /// For people: "Senior SDE".
    pub title: String,
    /// Time for the whole answer; `None`: the sum of the sections' targets.
    pub target: Option<Duration>,
    /// The longest that is still right for the whole, where the level gives a range.
    pub ceiling: Option<Duration>,
    /// What the bar wants here.
    pub bar: String,
    /// What the reflection should hold at this level.
    pub reflection: String,
    /// Signals of the reflection at this level; empty: those of the section itself.
    pub reflection_signals: Vec<Signal>,
    /// A good reflection at this level, in the author's words; empty: that of the section itself.
    pub reflection_example: String,
}

/// A way to aim the same story.
#[derive(Debug, Clone, PartialEq)]
pub struct Principle {
    /// What the user types: `bias-for-action`.
    pub id: String,
    /// For people: "Bias for Action".
    pub title: String,
    /// What to open with.
    pub lead_with: String,
    /// What to bring out.
    pub emphasise: Vec<String>,
    /// What to leave in the background, each topic with the words that betray it.
    pub play_down: Vec<Topic>,
    /// Labels of the signals that lead.
    pub leading_signals: Vec<String>,
}

/// A topic that can take up time.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// For people: "system architecture in detail".
    pub title: String,
    /// What is said when one is on it.
    pub patterns: Vec<Pattern>,
}

/// A question that may follow.
#[derive(Debug, Clone, PartialEq)]
pub struct FollowUp {
    /// The question.
    pub question: String,
    /// What it is meant to find out.
    pub probes: String,
    /// A weak answer.
    pub weak: String,
    /// Why it is weak.
    pub weak_because: String,
    /// What a strong answer holds.
    pub strong_holds: Vec<String>,
    /// A strong answer, in the author's words.
    pub strong: String,
    /// The phrase to remember, checked as a signal.
    pub key_phrase: Signal,
    /// How long a reply may take.
    pub target: Duration,
    /// Labels of signals whose absence makes this the question to ask.
    pub asked_when_missing: Vec<String>,
}

/// A weak answer, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeakAnswer {
    /// The answer, in the author's words.
    pub text: String,
    /// Which words of it, and what is wrong with them.
    pub problems: Vec<Problem>,
    /// What a bar raiser takes from it.
    pub verdict: String,
}

/// Words of a weak answer and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The words, as they stand in the answer.
    pub quote: String,
    /// What is wrong.
    pub why: String,
}

/// A question with one best answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuizQuestion {
    /// The question.
    pub question: String,
    /// The options, at least two, in the order to show.
    pub options: Vec<String>,
    /// Index of the best option.
    pub best: usize,
    /// Why it is the best.
    pub because: String,
}

impl Scenario {
    /// The section with this id.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The level with this id.
    #[must_use]
    pub fn level(&self, id: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.id == id)
    }

    /// The principle with this id.
    #[must_use]
    pub fn principle(&self, id: &str) -> Option<&Principle> {
        self.principles.iter().find(|principle| principle.id == id)
    }
}
