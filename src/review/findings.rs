//! What to change in the next take: at most three points, first things first.
//!
//! The order is a coach's. A story whose deeds or results a listener cannot write down fails whatever its pace, so
//! what is missing from Action, Task and Result comes first; then what was denied; then what weakens; then length,
//! pace, pauses and fillers. A section gives at most one point about its content, so that one slip is not told twice.
//! Where nothing is wrong the point says what to keep.

use std::time::Duration;

use super::{FlagKind, Grade, Limits, Overall, RedFlag, SectionReview, SectionState, Timing};
use crate::scenario::SectionKind;
use crate::scenario::plan::Plan;
use crate::signals::{SignalFinding, State};
use crate::time::{Offset, Span};

/// How many points a person can keep in mind for the next take.
pub const MOST: usize = 3;

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
        /// Length.
        duration: Duration,
        /// Target.
        target: Duration,
        /// Ceiling, where one is set.
        ceiling: Option<Duration>,
    },
    /// Longer than the target by more than a fifth.
    Long {
        /// Length.
        duration: Duration,
        /// Target.
        target: Duration,
    },
    /// Under 60 % of the target.
    TooShort {
        /// Length.
        duration: Duration,
        /// Target.
        target: Duration,
    },
    /// Too fast.
    TooFast {
        /// Words a minute, lowest and highest that can be claimed.
        wpm: (f64, f64),
    },
    /// Too slow.
    TooSlow {
        /// Words a minute, lowest and highest that can be claimed.
        wpm: (f64, f64),
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
    if told
        .iter()
        .all(|section| section.transcribed && section.words == 0)
    {
        return vec![Advice {
            section: None,
            finding: Finding::Silent,
        }];
    }
    let mut candidates = Vec::new();
    for section in &told {
        candidates.extend(content(section));
        candidates.extend(lost_sound(section));
        candidates.extend(length(section));
        candidates.extend(pauses(section, limits));
    }
    candidates.extend(whole_length(sections, overall, plan));
    candidates.extend(pace(overall, limits));
    candidates.extend(fillers(&told, overall));
    let points = chosen(candidates);
    if points.is_empty() && told.iter().any(|section| section.words > 0) {
        return vec![Advice {
            section: None,
            finding: Finding::Keep { said: overall.said },
        }];
    }
    points
}

/// The points about one section alone, for the moment when it ends.
#[must_use]
pub fn of_section(section: &SectionReview, limits: &Limits) -> Vec<Advice> {
    let overall = Overall {
        pace: section.pace.clone(),
        filler_rate: section.filler_rate.clone(),
        ..Overall::default()
    };
    let mut candidates = Vec::new();
    candidates.extend(content(section));
    candidates.extend(lost_sound(section));
    candidates.extend(length(section));
    candidates.extend(pauses(section, limits));
    candidates.extend(pace(&overall, limits));
    candidates.extend(fillers(&[section], &overall));
    chosen(candidates)
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
        Finding::NearSignal { say, .. } => vec![say.clone()],
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

/// What the words of a section call for: at most one point for each way of putting it, all of one cause.
fn content(section: &SectionReview) -> Vec<Candidate> {
    if !section.transcribed {
        return Vec::new();
    }
    let point = |weight, finding| {
        let cause = Cause::Content(section.section.clone());
        about(section, cause, weight, finding)
    };
    if section.words == 0 {
        return vec![point(900.0, Finding::Silent)];
    }
    [
        denied(section).map(|finding| point(580.0 + importance(section), finding)),
        missing(section).map(|(share, finding)| {
            let base = if is_evidence(section) { 600.0 } else { 500.0 };
            point(base + importance(section) + share * 200.0, finding)
        }),
        near(section).map(|finding| point(450.0 + importance(section), finding)),
        flag(section).map(|(flag, count)| {
            let weight = flag_weight(flag.kind) + 5.0 * count.min(4) as f64;
            point(weight, Finding::Flag { flag, count })
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether the section carries the story's evidence: what was the speaker's to do, what they did, what came of it.
fn is_evidence(section: &SectionReview) -> bool {
    matches!(
        section.kind,
        Some(SectionKind::Action | SectionKind::Task | SectionKind::Result)
    )
}

/// Decides between equals.
fn importance(section: &SectionReview) -> f64 {
    match section.kind {
        Some(SectionKind::Action) => 5.0,
        Some(SectionKind::Result) => 4.0,
        Some(SectionKind::Task) => 3.0,
        Some(SectionKind::Situation) => 2.0,
        Some(SectionKind::Reflection) | None => 1.0,
    }
}

/// What is missing, and its share of the section; what is only near weighs half.
fn missing(section: &SectionReview) -> Option<(f64, Finding)> {
    let mut gone = labels_in(section, State::Missing);
    if gone.is_empty() {
        return None;
    }
    gone.sort_by_key(|signal| !signal.leading);
    let denied = labels_in(section, State::Denied).len();
    let near = labels_in(section, State::Near).len();
    let weighed = (gone.len() + denied) as f64 + near as f64 / 2.0;
    let leading = gone.iter().filter(|signal| signal.leading).count() as f64;
    let all = section.signals.len() as f64;
    let finding = Finding::MissingSignals {
        say: gone.iter().map(|signal| signal.say.clone()).collect(),
        of: section.signals.len(),
        flag: flag(section).map(|(flag, _)| flag),
    };
    Some((weighed / all + 0.2 * leading / all, finding))
}

fn denied(section: &SectionReview) -> Option<Finding> {
    let denied = labels_in(section, State::Denied).into_iter().next()?;
    Some(Finding::DeniedSignal {
        say: denied.say.clone(),
        evidence: evidence(denied),
        missing: labels_in(section, State::Missing)
            .iter()
            .map(|signal| signal.say.clone())
            .collect(),
    })
}

fn near(section: &SectionReview) -> Option<Finding> {
    let near = labels_in(section, State::Near).into_iter().next()?;
    Some(Finding::NearSignal {
        say: near.say.clone(),
        evidence: evidence(near),
        hint: near.hint.clone(),
    })
}

fn labels_in(section: &SectionReview, state: State) -> Vec<&SignalFinding> {
    section
        .signals
        .iter()
        .filter(|signal| signal.state == state)
        .collect()
}

fn evidence(signal: &SignalFinding) -> Evidence {
    Evidence {
        quote: signal.quote.clone(),
        at: signal.start_s,
    }
}

/// The gravest flag of the section and how many of its kind there are.
fn flag(section: &SectionReview) -> Option<(RedFlag, usize)> {
    let mut gravest: Option<&RedFlag> = None;
    for flag in &section.red_flags {
        if gravest.is_none_or(|known| flag_weight(flag.kind) > flag_weight(known.kind)) {
            gravest = Some(flag);
        }
    }
    let gravest = gravest?;
    let count = section
        .red_flags
        .iter()
        .filter(|flag| flag.kind == gravest.kind)
        .count();
    Some((gravest.clone(), count))
}

fn flag_weight(kind: FlagKind) -> f64 {
    match kind {
        FlagKind::Assigned => 440.0,
        FlagKind::We | FlagKind::Others => 435.0,
        FlagKind::HandOff => 430.0,
        FlagKind::EmptyResult => 425.0,
        FlagKind::Scenario => 420.0,
        FlagKind::Passive => 415.0,
        FlagKind::GenericLesson => 410.0,
    }
}

/// Lost sound is worth a point only when it is much of the section; all of it is in the report's notes.
fn lost_sound(section: &SectionReview) -> Option<Candidate> {
    let lost: Duration = section.gaps.iter().map(|gap| gap.length()).sum();
    let much = !section.duration.is_zero() && lost > section.duration / 20;
    much.then(|| about(section, Cause::Sound, 700.0, Finding::LostSound { lost }))
}

fn length(section: &SectionReview) -> Option<Candidate> {
    let (duration, target) = (section.duration, section.target);
    let over = duration.as_secs_f64() / target.as_secs_f64().max(1.0);
    let (weight, finding) = match section.timing {
        Timing::TooLong => {
            let ceiling = section.ceiling_s.map(Duration::from_secs_f64);
            let finding = Finding::TooLong {
                duration,
                target,
                ceiling,
            };
            (350.0 + over.min(5.0) * 4.0, finding)
        }
        Timing::Long => (200.0 + over, Finding::Long { duration, target }),
        Timing::Short => (190.0 - over, Finding::TooShort { duration, target }),
        Timing::InTime | Timing::Unknown => return None,
    };
    Some(about(section, Cause::Time, weight, finding))
}

/// The whole answer is named only where no single section explains its length.
fn whole_length(sections: &[SectionReview], overall: &Overall, plan: &Plan) -> Option<Candidate> {
    let duration = sections.iter().map(|section| section.duration).sum();
    let target = plan.target;
    let (weight, finding) = match overall.timing {
        Timing::TooLong => {
            let ceiling = plan.ceiling;
            let finding = Finding::TooLong {
                duration,
                target,
                ceiling,
            };
            (345.0, finding)
        }
        Timing::Long => (195.0, Finding::Long { duration, target }),
        Timing::Short => (191.0, Finding::TooShort { duration, target }),
        Timing::InTime | Timing::Unknown => return None,
    };
    Some(about_all(Cause::Time, weight, finding))
}

fn pace(overall: &Overall, limits: &Limits) -> Option<Candidate> {
    let pace = overall.pace.as_ref()?;
    let weight = match pace.grade {
        Grade::Flag => 280.0,
        Grade::Mention => 150.0,
        Grade::Quiet | Grade::Unknown => return None,
    };
    let wpm = (pace.low, pace.high);
    let finding = if pace.low > limits.pace.1 {
        Finding::TooFast { wpm }
    } else {
        Finding::TooSlow { wpm }
    };
    Some(about_all(Cause::Pace, weight, finding))
}

/// The longest pause that is worth a word.
fn pauses(section: &SectionReview, limits: &Limits) -> Option<Candidate> {
    let pause = section
        .pauses
        .iter()
        .filter(|pause| pause.grade >= Grade::Mention)
        .max_by_key(|pause| (pause.grade, pause.span.length()))?;
    let base = if pause.span.length() >= limits.pause_flag {
        260.0
    } else {
        140.0
    };
    let finding = Finding::LongPause {
        span: pause.span,
        mid_clause: pause.mid_clause,
    };
    let weight = base + pause.span.length().as_secs_f64().min(19.0);
    Some(about(section, Cause::Pauses, weight, finding))
}

fn fillers(told: &[&SectionReview], overall: &Overall) -> Option<Candidate> {
    let rate = overall.filler_rate.as_ref()?;
    let weight = match rate.grade {
        Grade::Flag => 240.0,
        Grade::Mention => 120.0,
        Grade::Quiet | Grade::Unknown => return None,
    };
    let crowded = told.iter().find_map(|section| {
        let cluster = section.filler_rate.as_ref()?.clusters.first()?;
        Some((section.section.clone(), *cluster))
    });
    let (section, cluster) = crowded.unzip();
    Some(Candidate {
        weight,
        cause: Cause::Fillers,
        advice: Advice {
            section,
            finding: Finding::Fillers {
                count: rate.count,
                per_minute: rate.per_minute,
                cluster,
            },
        },
    })
}
