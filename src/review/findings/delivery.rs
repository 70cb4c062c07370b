//! What the delivery calls for: lost sound, length, pace, pauses, fillers.

use std::time::Duration;

use super::{Advice, Candidate, Cause, Finding, about, about_all, weight};
use crate::review::{Grade, Limits, Overall, SectionReview, SpokenTime, Timing};
use crate::scenario::plan::Plan;
use crate::time::length_from_seconds;

/// What one section's delivery calls for.
pub(super) fn of_section(section: &SectionReview, limits: &Limits) -> Vec<Candidate> {
    [
        lost_sound(section),
        length(section),
        pauses(section, limits),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Lost sound is worth a point only when it is much of the section; all of it is in the report's notes.
fn lost_sound(section: &SectionReview) -> Option<Candidate> {
    let lost: Duration = section.gaps.iter().map(|gap| gap.length()).sum();
    let much = !section.duration.is_zero() && lost > section.duration / 20;
    much.then(|| {
        about(
            section,
            Cause::Sound,
            weight::SOUND_LOST,
            Finding::LostSound { lost },
        )
    })
}

fn length(section: &SectionReview) -> Option<Candidate> {
    let time = section.spoken_time();
    let (duration, silent, target) = (time.spoken, time.silent, section.target);
    let over = duration.as_secs_f64() / target.as_secs_f64().max(1.0);
    let (weighs, finding) = match section.timing {
        Timing::TooLong => {
            let ceiling = section.ceiling_s.map(length_from_seconds);
            let finding = Finding::TooLong {
                duration,
                target,
                ceiling,
                silent,
            };
            (weight::TOO_LONG + over.min(5.0), finding)
        }
        Timing::Long => {
            let finding = Finding::Long {
                duration,
                target,
                silent,
            };
            (weight::LONG + over, finding)
        }
        Timing::Short => {
            let finding = Finding::TooShort {
                duration,
                target,
                silent,
            };
            (weight::SHORT - over, finding)
        }
        Timing::InTime | Timing::Unknown => return None,
    };
    Some(about(section, Cause::Time, weighs, finding))
}

/// The whole answer is named only where no single section explains its length.
pub(super) fn whole_length(
    sections: &[SectionReview],
    overall: &Overall,
    plan: &Plan,
) -> Option<Candidate> {
    let time: SpokenTime = sections.iter().map(SectionReview::spoken_time).sum();
    let (duration, silent, target) = (time.spoken, time.silent, plan.target);
    let (weighs, finding) = match overall.timing {
        Timing::TooLong => {
            let ceiling = plan.ceiling;
            let finding = Finding::TooLong {
                duration,
                target,
                ceiling,
                silent,
            };
            (weight::TOO_LONG - 5.0, finding)
        }
        Timing::Long => {
            let finding = Finding::Long {
                duration,
                target,
                silent,
            };
            (weight::LONG - 5.0, finding)
        }
        Timing::Short => {
            let finding = Finding::TooShort {
                duration,
                target,
                silent,
            };
            (weight::SHORT + 1.0, finding)
        }
        Timing::InTime | Timing::Unknown => return None,
    };
    Some(about_all(Cause::Time, weighs, finding))
}

/// Too fast or too slow over everything that was said.
pub(super) fn pace(overall: &Overall, limits: &Limits) -> Option<Candidate> {
    let pace = overall.pace.as_ref()?;
    let weighs = match pace.grade {
        Grade::Flag => weight::PACE,
        Grade::Mention => weight::PACE_MENTION,
        Grade::Quiet | Grade::Unknown => return None,
    };
    let wpm = (pace.low, pace.high);
    let finding = if pace.low > limits.pace.1 {
        Finding::TooFast {
            wpm,
            up_to: limits.pace.1,
        }
    } else {
        Finding::TooSlow {
            wpm,
            from: limits.pace.0,
        }
    };
    Some(about_all(Cause::Pace, weighs, finding))
}

/// The longest pause that is worth a word.
fn pauses(section: &SectionReview, limits: &Limits) -> Option<Candidate> {
    let pause = section
        .pauses
        .iter()
        .filter(|pause| pause.grade >= Grade::Mention)
        .max_by_key(|pause| (pause.grade, pause.span.length()))?;
    let base = if pause.span.length() >= limits.pause_flag {
        weight::PAUSE
    } else {
        weight::PAUSE_MENTION
    };
    let finding = Finding::LongPause {
        span: pause.span,
        mid_clause: pause.mid_clause,
    };
    let weighs = base + pause.span.length().as_secs_f64().min(19.0);
    Some(about(section, Cause::Pauses, weighs, finding))
}

/// Too many fillers over everything that was said, and where they crowd most.
pub(super) fn fillers(told: &[&SectionReview], overall: &Overall) -> Option<Candidate> {
    let rate = overall.filler_rate.as_ref()?;
    let weighs = match rate.grade {
        Grade::Flag => weight::FILLERS,
        Grade::Mention => weight::FILLERS_MENTION,
        Grade::Quiet | Grade::Unknown => return None,
    };
    let crowded = told.iter().find_map(|section| {
        let cluster = section.filler_rate.as_ref()?.clusters.first()?;
        Some((section.section.clone(), *cluster))
    });
    let (section, cluster) = crowded.unzip();
    Some(Candidate {
        weight: weighs,
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
