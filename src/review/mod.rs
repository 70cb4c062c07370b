//! Judges a telling: time, pace, pauses, fillers, ownership, impact, signals. Pure: values in, values out.
//!
//! [`Review`] says what happened. Which words a person reads about it is decided in `output/wording.rs`.

pub mod clause;
pub mod corrections;
pub mod fillers;
pub mod findings;
pub mod first;
pub mod flags;
mod found;
pub mod impact;
pub mod limits;
pub mod ownership;
pub mod pace;
pub mod pauses;
pub mod reply;
#[cfg(test)]
pub(crate) mod sample;
pub mod spoken;
pub mod timing;
pub mod topics;
mod work;

use std::collections::HashSet;
use std::time::Duration;

use corrections::Correction;
pub use findings::{Advice, Evidence, Finding};
pub use found::{
    FillerRate, FlagKind, Overall, Pace, Pause, RedFlag, Review, SectionReview, SectionState,
};
pub use limits::{Grade, Limits};
pub use spoken::SpokenTime;
pub use timing::Timing;

use crate::scenario::plan::Plan;
use crate::scenario::{Scenario, Section, SectionKind, Topic};
use crate::signals::{self, SignalFinding, Spoken, State};
use crate::time::Span;
use crate::transcript::Transcript;

/// One section as it was told.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The section's id.
    pub section: &'a str,
    /// Complete, partial or skipped. Whether it was silent is decided here.
    pub state: SectionState,
    /// Length of the recording; zero when it was written and not spoken.
    pub length: Duration,
    /// What was heard; `None` when nobody listened, so that nothing is known of its words.
    pub transcript: Option<&'a Transcript>,
    /// Where sound was lost, in order, apart.
    pub gaps: &'a [Span],
}

/// Judges what was told against `plan`. Sections of the plan that `told` does not hold count as skipped; what `told`
/// holds beyond the plan is not looked at.
#[must_use]
pub fn review(scenario: &Scenario, plan: &Plan, told: &[Told<'_>], limits: &Limits) -> Review {
    let told: Vec<Option<&Told<'_>>> = plan
        .sections
        .iter()
        .map(|section| told.iter().find(|told| told.section == section.id))
        .collect();
    let mut signals = find_signals(scenario, plan, &told).into_iter();
    let principle = scenario.principle(&plan.principle);
    let played_down = principle.map_or(&[][..], |principle| &principle.play_down);
    let sections: Vec<SectionReview> = plan
        .sections
        .iter()
        .zip(&told)
        .map(|(section, told)| {
            let found = signals.next().unwrap_or_default();
            let mut judged = judge(section, *told, found, limits);
            deepen(section, played_down, &mut judged);
            judged
        })
        .collect();
    conclude(plan, sections, limits)
}

/// `review` as the user's corrections have it: what they say about a signal counts in the totals and in the points.
#[must_use]
pub fn corrected(
    review: Review,
    corrections: &[Correction],
    plan: &Plan,
    limits: &Limits,
) -> Review {
    let mut sections = review.sections;
    for section in &mut sections {
        corrections::apply(corrections, section);
    }
    conclude(plan, sections, limits)
}

/// What judged sections of `plan` amount to together.
#[must_use]
pub fn conclude(plan: &Plan, sections: Vec<SectionReview>, limits: &Limits) -> Review {
    let overall = overall(plan, &sections, limits);
    let next = findings::next(&sections, &overall, plan, limits);
    Review {
        duration: sections.iter().map(|section| section.duration).sum(),
        sections,
        overall,
        next,
    }
}

/// The signals of each section of the plan, in its order; none for a section that nobody heard.
fn find_signals(
    scenario: &Scenario,
    plan: &Plan,
    told: &[Option<&Told<'_>>],
) -> Vec<Vec<SignalFinding>> {
    let spoken: Vec<Spoken<'_>> = plan
        .sections
        .iter()
        .zip(told)
        .map(|(section, told)| Spoken {
            section,
            words: told
                .and_then(|told| told.transcript)
                .map_or(&[], |heard| heard.words.as_slice()),
        })
        .collect();
    let mut heard = told
        .iter()
        .filter_map(|told| told.and_then(|told| told.transcript));
    let language = heard.next().map_or("en", |heard| &heard.language);
    signals::find_in(
        language,
        &spoken,
        &plan.leading_signals,
        &scenario.vocabulary,
    )
}

fn judge(
    section: &Section,
    told: Option<&Told<'_>>,
    signals: Vec<SignalFinding>,
    limits: &Limits,
) -> SectionReview {
    let blank = blank(section);
    let Some(told) = told.filter(|told| told.state != SectionState::Skipped) else {
        return blank;
    };
    let recorded = SectionReview {
        state: told.state,
        transcribed: told.transcript.is_some(),
        duration: told.length,
        gaps: told.gaps.to_vec(),
        ..blank
    };
    let reviewed = match told.transcript {
        Some(heard) => listened(recorded, heard, signals, limits),
        None => recorded,
    };
    let time = SpokenTime::of(&reviewed);
    SectionReview {
        time: Some(time),
        timing: Timing::of(
            reviewed.state,
            time,
            section.target,
            section.ceiling,
            limits,
        ),
        ..reviewed
    }
}

/// Adds what the words say beyond the signals: red flags, who did what, the chain of impact. English only.
fn deepen(section: &Section, played_down: &[Topic], judged: &mut SectionReview) {
    if judged.transcript.is_empty() || judged.language != "en" {
        return;
    }
    judged.red_flags = flags::find(section, &judged.transcript);
    judged.played_down = topics::read(played_down, &judged.transcript);
    match section.kind {
        SectionKind::Action => judged.ownership = Some(ownership::read(&judged.transcript)),
        SectionKind::Result => judged.impact = impact::read(&judged.transcript),
        SectionKind::Situation | SectionKind::Task | SectionKind::Reflection => {}
    }
}

/// A section of which nothing is known.
fn blank(section: &Section) -> SectionReview {
    SectionReview {
        section: section.id.clone(),
        title: section.title.clone(),
        kind: Some(section.kind),
        state: SectionState::Skipped,
        transcribed: true,
        duration: Duration::ZERO,
        time: None,
        target: section.target,
        ceiling_s: section.ceiling.map(|ceiling| ceiling.as_secs_f64()),
        timing: Timing::Unknown,
        speech: None,
        speaking: Duration::ZERO,
        voiced: Duration::ZERO,
        words: 0,
        wpm: 0.0,
        pace: None,
        transcript: Vec::new(),
        signals: Vec::new(),
        red_flags: Vec::new(),
        ownership: None,
        impact: Vec::new(),
        played_down: Vec::new(),
        pauses: Vec::new(),
        fillers: Vec::new(),
        filler_rate: None,
        gaps: Vec::new(),
        removed: Vec::new(),
        not_understood: Vec::new(),
        word_times: None,
        language: String::new(),
    }
}

fn listened(
    recorded: SectionReview,
    heard: &Transcript,
    signals: Vec<SignalFinding>,
    limits: &Limits,
) -> SectionReview {
    let english = heard.language == "en";
    let spots = if english {
        fillers::spots(&heard.words)
    } else {
        Vec::new()
    };
    let held: HashSet<usize> = spots
        .iter()
        .flat_map(|spot| spot.first..spot.first + spot.words)
        .collect();
    let words = heard
        .words
        .iter()
        .enumerate()
        .filter(|(index, word)| {
            !held.contains(index) && word.text.chars().any(char::is_alphanumeric)
        })
        .count();
    let contour = pauses::contour(heard, limits);
    let speaking = pace::speaking_time(contour.speech, &contour.silences, &recorded.gaps);
    let voiced: Duration = heard.voiced.iter().map(|voice| voice.length()).sum();
    // Words are counted where they were understood, so their time is, too.
    let unclear: Duration = heard.not_understood.iter().map(|span| span.length()).sum();
    let (told_in, voiced_in) = (
        speaking.saturating_sub(unclear),
        voiced.saturating_sub(unclear),
    );
    let fillers = fillers::fillers(heard, &spots);
    let held_forth =
        pace::speaking_time(contour.speech, &[], &recorded.gaps).saturating_sub(unclear);
    SectionReview {
        state: if heard.is_silent() && recorded.state == SectionState::Complete {
            SectionState::Silent
        } else {
            recorded.state
        },
        speech: contour.speech,
        speaking,
        voiced,
        words,
        wpm: pace::per_minute(words, told_in),
        pace: pace::measure(words, told_in, voiced_in, limits),
        transcript: heard.words.clone(),
        signals,
        pauses: pauses::pauses(heard, &contour.silences, &recorded.gaps, limits),
        filler_rate: fillers::measure(&fillers, held_forth, limits).filter(|_| english),
        fillers,
        removed: heard.removed.clone(),
        not_understood: heard.not_understood.clone(),
        word_times: (!heard.words.is_empty()).then_some(heard.word_times),
        language: heard.language.clone(),
        ..recorded
    }
}

fn overall(plan: &Plan, sections: &[SectionReview], limits: &Limits) -> Overall {
    let told_to_the_end = sections
        .iter()
        .all(|section| section.state == SectionState::Complete);
    let sum = |of: fn(&SectionReview) -> Duration| -> Duration { sections.iter().map(of).sum() };
    let words = sections.iter().map(|section| section.words).sum();
    let signals = sections.iter().flat_map(|section| &section.signals);
    Overall {
        timing: if told_to_the_end {
            Timing::of(
                SectionState::Complete,
                sections.iter().map(SectionReview::spoken_time).sum(),
                plan.target,
                plan.ceiling,
                limits,
            )
        } else {
            Timing::Unknown
        },
        words,
        pace: pace::measure(
            words,
            sum(|section| section.speaking.saturating_sub(section.unclear())),
            sum(|section| section.voiced.saturating_sub(section.unclear())),
            limits,
        ),
        filler_rate: overall_fillers(sections, limits),
        first: first::read(
            &sections
                .iter()
                .map(|section| (&section.transcript[..], section.spoken_time()))
                .collect::<Vec<_>>(),
        ),
        said: signals
            .clone()
            .filter(|signal| signal.state == State::Said)
            .count(),
        signals: signals.count(),
    }
}

fn overall_fillers(sections: &[SectionReview], limits: &Limits) -> Option<FillerRate> {
    let measured: Vec<(&FillerRate, Duration)> = sections
        .iter()
        .filter_map(|section| {
            let time = pace::speaking_time(section.speech, &[], &section.gaps)
                .saturating_sub(section.unclear());
            Some((section.filler_rate.as_ref()?, time))
        })
        .collect();
    let time: Duration = measured.iter().map(|(_, time)| *time).sum();
    if time.is_zero() {
        return None;
    }
    let count = measured.iter().map(|(rate, _)| rate.count).sum();
    let per_minute = pace::per_minute(count, time);
    let crowded = measured.iter().any(|(rate, _)| !rate.clusters.is_empty());
    Some(FillerRate {
        count,
        possible: measured.iter().map(|(rate, _)| rate.possible).sum(),
        per_minute,
        grade: fillers::grade(count, per_minute, crowded, limits),
        clusters: Vec::new(),
    })
}

#[cfg(test)]
mod tests;
