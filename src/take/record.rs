//! What `take.json` holds: what was to be told, and what became of each section so far.
//!
//! A record is true at every moment of a take: it is written before a section is recorded and again after it. A
//! section that still says `recording` in a take that nobody holds was cut off.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Moment;
use crate::disk;
use crate::review::SectionState;
use crate::scenario::Scenario;
use crate::scenario::plan::Plan;
use crate::time::{Offset, PauseMark, Span, seconds};

/// The version of `take.json` that this program writes and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// The id under which an answer that was told in one piece is kept, beside those of its sections.
pub const WHOLE_ANSWER: &str = "answer";

/// How the answer was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Section by section.
    Practice,
    /// In one go, without help.
    Mock,
    /// Replies to follow-up questions only.
    FollowUps,
}

/// Where a take stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakeState {
    /// Being told, or cut off without anybody having noticed yet.
    Open,
    /// Ended by the user or by its own end.
    Finished,
    /// Cut off; what was recorded has been repaired.
    Interrupted,
}

/// What is known when a take begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// The scenario's id.
    pub scenario: String,
    /// What the interviewer asks.
    pub question: String,
    /// The level's id.
    pub level: String,
    /// The principle's id.
    pub principle: String,
    /// How the answer is given.
    pub mode: Mode,
    /// Two-letter code of the language spoken.
    pub language: String,
    /// The time for the whole that the user asked for, in place of the level's.
    pub budget: Option<Duration>,
    /// What the whole should take.
    pub target: Duration,
    /// What the whole must not pass.
    pub ceiling: Option<Duration>,
    /// The microphone's name, or the file's or folder's that was read instead.
    pub device: String,
    /// The speech model's name.
    pub model: String,
    /// The sections that will be told, in order.
    pub sections: Vec<SectionRecord>,
}

impl Header {
    /// The telling of `scenario` as `plan` has it; `device` and `model` are left empty.
    #[must_use]
    pub fn new(scenario: &Scenario, plan: &Plan, mode: Mode) -> Self {
        Self {
            scenario: scenario.id.clone(),
            question: scenario.question.clone(),
            level: plan.level.clone(),
            principle: plan.principle.clone(),
            mode,
            language: scenario.language.clone(),
            budget: plan.budget,
            target: plan.target,
            ceiling: plan.ceiling,
            device: String::new(),
            model: String::new(),
            sections: plan
                .sections
                .iter()
                .map(|section| SectionRecord::new(&section.id, section.target, section.ceiling))
                .collect(),
        }
    }
}

/// A take, as `take.json` has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TakeRecord {
    /// The version of this form.
    pub schema: u32,
    /// Its name. The folder's name is what counts when the user has renamed it.
    pub id: String,
    /// Where it stands.
    pub state: TakeState,
    /// The scenario's id.
    pub scenario: String,
    /// What the interviewer asked.
    pub question: String,
    /// The level's id.
    pub level: String,
    /// The principle's id.
    pub principle: String,
    /// How the answer was given.
    pub mode: Mode,
    /// Two-letter code of the language spoken.
    pub language: String,
    /// When it was begun.
    pub begun: Moment,
    /// The time for the whole that the user asked for, in seconds.
    #[serde(rename = "budget_s", with = "some_seconds", default)]
    pub budget: Option<Duration>,
    /// What the whole should have taken, in seconds.
    #[serde(rename = "target_s", with = "seconds")]
    pub target: Duration,
    /// What the whole should not have passed, in seconds.
    #[serde(rename = "ceiling_s", with = "some_seconds", default)]
    pub ceiling: Option<Duration>,
    /// The version of this program that recorded it.
    pub program: String,
    /// The microphone's name, or the file's or folder's that was read instead.
    pub device: String,
    /// The speech model's name.
    pub model: String,
    /// Its sections, in the order of the plan; follow-up replies after them.
    pub sections: Vec<SectionRecord>,
    /// How one recording of the whole answer became sections; `None` when each was recorded by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub division: Option<Division>,
    /// What the user wrote down, oldest first.
    #[serde(default)]
    pub notes: Vec<Note>,
}

/// How one recording of the whole answer became sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Division {
    /// By the places that the speaker marked.
    Marked,
    /// By the words that were heard.
    Heard {
        /// Ids of sections whose beginning could as well be elsewhere.
        unsure: Vec<String>,
    },
}

/// One section of a take and every telling of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SectionRecord {
    /// The section's id, which names its files.
    pub id: String,
    /// The follow-up question that was asked; `None` for the parts of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What it should take, in seconds.
    #[serde(rename = "target_s", with = "seconds")]
    pub target: Duration,
    /// What it must not pass, in seconds.
    #[serde(rename = "ceiling_s", with = "some_seconds", default)]
    pub ceiling: Option<Duration>,
    /// Every telling, oldest first.
    #[serde(default)]
    pub attempts: Vec<Attempt>,
    /// The attempt that the user picked, counted from 1; `None`: the last counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picked: Option<usize>,
}

impl SectionRecord {
    /// A section that is still to be told.
    #[must_use]
    pub fn new(id: &str, target: Duration, ceiling: Option<Duration>) -> Self {
        Self {
            id: id.to_owned(),
            question: None,
            target,
            ceiling,
            attempts: Vec::new(),
            picked: None,
        }
    }

    /// The number, from 1, of the attempt that counts: the user's pick, else the last. `None` when there is none.
    #[must_use]
    pub fn counted_number(&self) -> Option<usize> {
        let last = self.attempts.len();
        let number = self
            .picked
            .filter(|picked| (1..=last).contains(picked))
            .unwrap_or(last);
        (number > 0).then_some(number)
    }

    /// The attempt that counts.
    #[must_use]
    pub fn counted(&self) -> Option<&Attempt> {
        self.counted_number()
            .and_then(|number| self.attempts.get(number - 1))
    }

    /// How much of the section is there. A recording that goes on counts as partial.
    #[must_use]
    pub fn state(&self) -> SectionState {
        match self.counted().map(|attempt| attempt.state) {
            None => SectionState::Skipped,
            Some(AttemptState::Complete) => SectionState::Complete,
            Some(AttemptState::Silent) => SectionState::Silent,
            Some(AttemptState::Partial | AttemptState::Recording) => SectionState::Partial,
        }
    }
}

/// How a telling of a section ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    /// Not yet ended, or cut off without anybody having noticed yet.
    Recording,
    /// Told to its end.
    Complete,
    /// Cut off.
    Partial,
    /// Recorded, and no speech in it.
    Silent,
}

/// One telling of a section.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The WAV file's name in the take's folder.
    pub wav: String,
    /// The stretch of the file that belongs to the section; `None`: all of it. Times in transcripts and reviews
    /// count from the start of this stretch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Span>,
    /// How it ended.
    pub state: AttemptState,
    /// Frames a second in the file.
    pub rate_hz: u32,
    /// How long it is, in seconds; zero while it is being recorded.
    #[serde(rename = "length_s", with = "seconds")]
    pub length: Duration,
    /// Where frames were lost and silence stands in for them.
    #[serde(default)]
    pub gaps: Vec<Span>,
    /// Where the user paused. Paused time is not in the recording.
    #[serde(default)]
    pub pauses: Vec<PauseMark>,
    /// Where in the answer the user said that a section ends, in seconds.
    #[serde(rename = "marks_s", default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Offset>,
}

/// Something that the user wrote down.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// The section that it is about; `None`: the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// When it was written.
    pub at: Moment,
    /// The words.
    pub text: String,
}

impl TakeRecord {
    /// A take that has just begun and has no recording yet.
    #[must_use]
    pub fn new(id: &str, header: Header, begun: Moment) -> Self {
        Self {
            schema: SCHEMA,
            id: id.to_owned(),
            state: TakeState::Open,
            scenario: header.scenario,
            question: header.question,
            level: header.level,
            principle: header.principle,
            mode: header.mode,
            language: header.language,
            begun,
            budget: header.budget,
            target: header.target,
            ceiling: header.ceiling,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            device: header.device,
            model: header.model,
            sections: header.sections,
            division: None,
            notes: Vec::new(),
        }
    }

    /// Checks that every name in it is a plain one, so that none leads out of the take's folder; says which is not.
    pub(super) fn check_names(&self) -> Result<(), String> {
        let wrong =
            |what: &str, name: &str| format!("it names {what} {name:?}, which is no plain name");
        if self.scenario.contains(['/', '\0']) {
            return Err(wrong("the story", &self.scenario));
        }
        for section in &self.sections {
            if !disk::is_plain_name(&section.id) {
                return Err(wrong("a section", &section.id));
            }
            for Attempt { wav, .. } in &section.attempts {
                if !(disk::is_plain_name(wav) && wav.ends_with(".wav")) {
                    return Err(wrong("the recording", wav));
                }
            }
        }
        Ok(())
    }

    /// The section with this id.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&SectionRecord> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// Length of the attempts that count, together: those of the answer's sections; where it was never divided, the
    /// undivided answer; where there is no answer, the replies.
    #[must_use]
    pub fn duration(&self) -> Duration {
        let total = |wanted: &dyn Fn(&SectionRecord) -> bool| -> Duration {
            let sections = self.sections.iter().filter(|section| wanted(section));
            sections
                .filter_map(SectionRecord::counted)
                .map(|attempt| attempt.length)
                .sum()
        };
        let of_parts = total(&|section| section.question.is_none() && section.id != WHOLE_ANSWER);
        let of_whole = total(&|section| section.id == WHOLE_ANSWER);
        let of_replies = total(&|section| section.question.is_some());
        [of_parts, of_whole, of_replies]
            .into_iter()
            .find(|length| !length.is_zero())
            .unwrap_or_default()
    }
}

/// Writes an `Option<Duration>` as seconds or null.
pub(super) mod some_seconds {
    use super::{Duration, seconds};
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(length: &Option<Duration>, out: S) -> Result<S::Ok, S::Error> {
        match length {
            Some(length) => seconds::serialize(length, out),
            None => out.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Duration>, D::Error> {
        #[derive(Deserialize)]
        struct Seconds(#[serde(with = "seconds")] Duration);
        Ok(Option::<Seconds>::deserialize(input)?.map(|Seconds(length)| length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(state: AttemptState) -> Attempt {
        Attempt {
            wav: "action.wav".to_owned(),
            part: None,
            state,
            rate_hz: 48_000,
            length: Duration::from_secs(1),
            gaps: Vec::new(),
            pauses: Vec::new(),
            marks: Vec::new(),
        }
    }

    fn section(states: &[AttemptState]) -> SectionRecord {
        let mut section = SectionRecord::new("action", Duration::from_secs(90), None);
        section.attempts = states.iter().copied().map(attempt).collect();
        section
    }

    #[test]
    fn the_last_attempt_counts_unless_another_is_picked() {
        let mut section = section(&[AttemptState::Complete, AttemptState::Partial]);
        assert_eq!(section.state(), SectionState::Partial);
        section.picked = Some(1);
        assert_eq!(section.state(), SectionState::Complete);
        section.picked = Some(7);
        assert_eq!(
            section.counted_number(),
            Some(2),
            "a pick of nothing is no pick"
        );
    }

    #[test]
    fn a_section_without_an_attempt_was_skipped() {
        assert_eq!(section(&[]).state(), SectionState::Skipped);
        assert_eq!(section(&[]).counted(), None);
    }
}
