//! What to change in the next take: at most three points, first things first.
//!
//! The order is a coach's. A story whose deeds or results a listener cannot write down fails whatever its pace, so
//! what is missing from Action, Task and Result comes first; then what was denied; then what weakens; then length,
//! pace, pauses and fillers. A section gives at most one point about its content, so that one slip is not told twice.
//! Where nothing is wrong the point says what to keep.

mod content;
mod delivery;

use std::time::Duration;

use super::impact::Link;
use super::{Limits, Overall, RedFlag, SectionReview, SectionState};
use crate::scenario::plan::Plan;
use crate::time::{Offset, Span};

/// How many points a person can keep in mind for the next take.
pub const MOST: usize = 3;

/// How much each kind of point weighs: the order of importance, read from the top. What moves a point within its kind
/// (how many signals are missing, how long a pause was) never lifts it over the next kind but one.
mod weight {
    pub(super) const NOTHING_HEARD: f64 = 900.0;
    pub(super) const SOUND_LOST: f64 = 880.0;
    /// Signals missing from Action, Task or Result; up to 240 more when all of them are.
    pub(super) const EVIDENCE_MISSING: f64 = 600.0;
    /// No deed, no number: as grave as half of the section's signals missing.
    pub(super) const NO_EVIDENCE: f64 = 700.0;
    pub(super) const DENIED: f64 = 580.0;
    /// Signals missing from Situation or Reflection; up to 240 more when all of them are.
    pub(super) const MISSING: f64 = 500.0;
    pub(super) const NEAR: f64 = 450.0;
    /// Red flags; up to 50 more by their kind and number.
    pub(super) const FLAGGED: f64 = 390.0;
    pub(super) const PLAYED_DOWN: f64 = 370.0;
    pub(super) const TOO_LONG: f64 = 350.0;
    pub(super) const PACE: f64 = 280.0;
    pub(super) const PAUSE: f64 = 260.0;
    pub(super) const FILLERS: f64 = 240.0;
    /// From here on nothing is wrong; it could be better.
    pub(super) const LONG: f64 = 200.0;
    pub(super) const SHORT: f64 = 190.0;
    pub(super) const LINK: f64 = 160.0;
    pub(super) const PACE_MENTION: f64 = 150.0;
    pub(super) const PAUSE_MENTION: f64 = 140.0;
    pub(super) const MISPLACED: f64 = 130.0;
    pub(super) const FILLERS_MENTION: f64 = 120.0;
}

/// A finding that is worth one of the three points, as data.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// The id of the section that it is about; `None`: the whole.
    pub section: Option<String>,
    /// What was found.
    pub finding: Finding,
}

/// Words that show a finding, with their place.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// As heard.
    pub quote: String,
    /// Where; `None` when the words have no place.
    pub at: Option<Offset>,
}

/// Everything that can become a point for the next take.
#[derive(Debug, Clone, PartialEq)]
pub enum Finding {
    /// Nothing was heard.
    Silent,
    /// Signals were not said.
    MissingSignals {
        /// Their labels, those that lead under the principle first.
        say: Vec<String>,
        /// How many signals the section wants.
        of: usize,
        /// What was said in their stead.
        flag: Option<RedFlag>,
    },
    /// A signal was said only in part, and no other is missing.
    NearSignal {
        /// Its label.
        say: String,
        /// What was said of it.
        evidence: Evidence,
        /// What to add, by the scenario's author.
        hint: Option<String>,
    },
    /// A signal was said in another section only, and no other is missing.
    Misplaced {
        /// Its label.
        say: String,
        /// The id of the section in which it was said.
        said_in: String,
        /// What was said.
        evidence: Evidence,
    },
    /// The action holds no deed that starts from "I".
    NoDeed {
        /// What was said in its stead.
        flag: Option<RedFlag>,
    },
    /// The result holds no number that says what changed or what it was worth.
    NoNumber {
        /// What was said in its stead.
        flag: Option<RedFlag>,
    },
    /// Links of the chain of impact were not heard; the numbers were.
    MissingLinks {
        /// Which, in the order of the chain.
        links: Vec<Link>,
    },
    /// A topic that the principle wants in the background took much of the time.
    PlayedDown {
        /// The topic.
        topic: String,
        /// Time on it.
        time: Duration,
        /// Time of the section's speech.
        of: Duration,
    },
    /// The opposite of a signal was said.
    DeniedSignal {
        /// Its label.
        say: String,
        /// What was said.
        evidence: Evidence,
        /// Labels of the section's signals that were not said either.
        missing: Vec<String>,
    },
    /// A red flag.
    Flag {
        /// The first of its kind in the section.
        flag: RedFlag,
        /// How many of its kind the section holds.
        count: usize,
    },
    /// Far longer than it should be.
    TooLong {
        /// From the first word to the last.
        duration: Duration,
        /// Target.
        target: Duration,
        /// Ceiling, where one is set.
        ceiling: Option<Duration>,
        /// How much of the length was silence.
        silent: Duration,
    },
    /// Longer than the target by more than a fifth.
    Long {
        /// From the first word to the last.
        duration: Duration,
        /// Target.
        target: Duration,
        /// How much of the length was silence.
        silent: Duration,
    },
    /// Under 60 % of the target.
    TooShort {
        /// From the first word to the last.
        duration: Duration,
        /// Target.
        target: Duration,
        /// How much of the length was silence.
        silent: Duration,
    },
    /// Too fast.
    TooFast {
        /// Words a minute, lowest and highest that can be claimed.
        wpm: (f64, f64),
        /// The fastest that is quiet.
        up_to: f64,
    },
    /// Too slow.
    TooSlow {
        /// Words a minute, lowest and highest that can be claimed.
        wpm: (f64, f64),
        /// The slowest that is quiet.
        from: f64,
    },
    /// A long silence.
    LongPause {
        /// Where.
        span: Span,
        /// Whether it splits a clause.
        mid_clause: bool,
    },
    /// Many fillers.
    Fillers {
        /// How many were heard.
        count: usize,
        /// How many a minute.
        per_minute: f64,
        /// Where they crowd, if they do.
        cluster: Option<Span>,
    },
    /// Much sound was lost.
    LostSound {
        /// How much in all.
        lost: Duration,
    },
    /// Nothing to change.
    Keep {
        /// Number of signals said.
        said: usize,
    },
}

/// A point that may be worth making: how much, about what, and what it is.
#[derive(Debug)]
struct Candidate {
    weight: f64,
    cause: Cause,
    advice: Advice,
}

/// What a point comes from. Two points with one cause would tell the same thing twice.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    Content(String),
    /// Only where one section is judged alone.
    Opposite,
    Time,
    Pace,
    Pauses,
    Fillers,
    Sound,
}

/// The points for the next take, of all `sections`.
#[must_use]
pub fn next(
    sections: &[SectionReview],
    overall: &Overall,
    plan: &Plan,
    limits: &Limits,
) -> Vec<Advice> {
    let told: Vec<&SectionReview> = sections
        .iter()
        .filter(|section| section.state != SectionState::Skipped)
        .collect();
    if told.is_empty() {
        return Vec::new();
    }
    if told.iter().all(|section| {
        section.transcribed && section.words == 0 && section.not_understood.is_empty()
    }) {
        return vec![Advice {
            section: None,
            finding: Finding::Silent,
        }];
    }
    let mut candidates = Vec::new();
    for section in &told {
        candidates.extend(content::points(section));
        candidates.extend(delivery::of_section(section, limits));
    }
    candidates.extend(delivery::whole_length(sections, overall, plan));
    candidates.extend(delivery::pace(overall, limits));
    candidates.extend(delivery::fillers(&told, overall));
    let points = chosen(candidates);
    if points.is_empty() && told.iter().any(|section| section.words > 0) {
        return vec![Advice {
            section: None,
            finding: Finding::Keep { said: overall.said },
        }];
    }
    points
}

/// The points about one section alone, for the moment when it ends. What was denied is told beside what is missing:
/// nothing is worse to say again, and no other section waits for a place.
#[must_use]
pub fn of_section(section: &SectionReview, limits: &Limits) -> Vec<Advice> {
    let overall = Overall {
        pace: section.pace.clone(),
        filler_rate: section.filler_rate.clone(),
        ..Overall::default()
    };
    let mut candidates = Vec::new();
    candidates.extend(content::points(section).into_iter().map(set_apart));
    candidates.extend(delivery::of_section(section, limits));
    candidates.extend(delivery::pace(&overall, limits));
    candidates.extend(delivery::fillers(&[section], &overall));
    chosen(candidates)
}

/// Gives a denied signal a point of its own. What is missing has one too, and need not be named in it.
fn set_apart(mut candidate: Candidate) -> Candidate {
    if let Finding::DeniedSignal { missing, .. } = &mut candidate.advice.finding {
        missing.clear();
        candidate.cause = Cause::Opposite;
    }
    candidate
}

/// The heaviest candidates, one of a cause, and a signal that two sections want named once.
fn chosen(mut candidates: Vec<Candidate>) -> Vec<Advice> {
    candidates.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let mut causes: Vec<Cause> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    let mut points = Vec::new();
    for candidate in candidates {
        if points.len() == MOST {
            break;
        }
        let labels = labels(&candidate.advice.finding);
        let told_already = !labels.is_empty() && labels.iter().all(|label| named.contains(label));
        if causes.contains(&candidate.cause) || told_already {
            continue;
        }
        named.extend(labels);
        causes.push(candidate.cause);
        points.push(candidate.advice);
    }
    points
}

fn labels(finding: &Finding) -> Vec<String> {
    match finding {
        Finding::MissingSignals { say, .. } => say.clone(),
        Finding::NearSignal { say, .. } | Finding::Misplaced { say, .. } => vec![say.clone()],
        Finding::DeniedSignal { say, missing, .. } => {
            missing.iter().chain([say]).cloned().collect()
        }
        _ => Vec::new(),
    }
}

fn about(section: &SectionReview, cause: Cause, weight: f64, finding: Finding) -> Candidate {
    Candidate {
        weight,
        cause,
        advice: Advice {
            section: Some(section.section.clone()),
            finding,
        },
    }
}

fn about_all(cause: Cause, weight: f64, finding: Finding) -> Candidate {
    Candidate {
        weight,
        cause,
        advice: Advice {
            section: None,
            finding,
        },
    }
}

#[cfg(test)]
mod tests;
