//! What the words of a section call for: signals that are missing, near, denied or out of place, and red flags.

use super::{Candidate, Cause, Evidence, Finding, about, weight};
use crate::review::impact::Link;
use crate::review::{FlagKind, RedFlag, SectionReview};
use crate::scenario::SectionKind;
use crate::signals::{SignalFinding, State};
use crate::time::length_from_seconds;

/// With fewer words a section is too short for what is not in it to mean anything.
const LEAST_WORDS: usize = 8;

/// A topic in the background may take this share of a section, or this many seconds, before it is worth a word.
const MUCH: f64 = 0.4;
const LEAST_TOPIC_S: f64 = 8.0;

/// At most one point for each way of putting it, all of one cause.
pub(super) fn points(section: &SectionReview) -> Vec<Candidate> {
    if !section.transcribed {
        return Vec::new();
    }
    let point = |weight, finding| {
        let cause = Cause::Content(section.section.clone());
        about(section, cause, weight, finding)
    };
    if section.words == 0 && !section.not_understood.is_empty() {
        return Vec::new();
    }
    if section.words == 0 {
        return vec![point(weight::NOTHING_HEARD, Finding::Silent)];
    }
    [
        denied(section).map(|finding| point(weight::DENIED + importance(section), finding)),
        missing(section).map(|(share, finding)| {
            let base = if is_evidence(section) {
                weight::EVIDENCE_MISSING
            } else {
                weight::MISSING
            };
            point(base + importance(section) + share * 200.0, finding)
        }),
        near(section).map(|finding| point(weight::NEAR + importance(section), finding)),
        no_deed(section).map(|finding| point(weight::NO_EVIDENCE, finding)),
        impact(section).map(|(weight, finding)| point(weight, finding)),
        played_down(section).map(|finding| point(weight::PLAYED_DOWN, finding)),
        misplaced(section).map(|finding| point(weight::MISPLACED + importance(section), finding)),
        flag(section).map(|(flag, count)| {
            let number = 5.0 * count.min(3) as f64;
            point(
                weight::FLAGGED + gravity(flag.kind) + number,
                Finding::Flag { flag, count },
            )
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

fn no_deed(section: &SectionReview) -> Option<Finding> {
    let ownership = section.ownership.as_ref()?;
    let told = section.words >= LEAST_WORDS;
    (told && ownership.own.is_empty()).then(|| Finding::NoDeed {
        flag: flag(section).map(|(flag, _)| flag),
    })
}

/// What the chain of impact lacks: all of its numbers, or some of its links.
fn impact(section: &SectionReview) -> Option<(f64, Finding)> {
    if section.words < LEAST_WORDS {
        return None;
    }
    let missing: Vec<Link> = section
        .impact
        .iter()
        .filter(|said| said.at.is_none())
        .map(|said| said.link)
        .collect();
    let numbers = [Link::Before, Link::After, Link::Worth];
    if section.impact.is_empty() || missing.is_empty() {
        None
    } else if numbers.iter().all(|link| missing.contains(link)) {
        let flag = flag(section).map(|(flag, _)| flag);
        Some((weight::NO_EVIDENCE, Finding::NoNumber { flag }))
    } else {
        Some((weight::LINK, Finding::MissingLinks { links: missing }))
    }
}

/// The topic that took the most of the section, when it took much.
fn played_down(section: &SectionReview) -> Option<Finding> {
    let topic = section
        .played_down
        .iter()
        .filter(|share| share.seconds >= LEAST_TOPIC_S && share.seconds >= share.of_s * MUCH)
        .max_by(|a, b| a.seconds.total_cmp(&b.seconds))?;
    Some(Finding::PlayedDown {
        topic: topic.topic.clone(),
        time: length_from_seconds(topic.seconds),
        of: length_from_seconds(topic.of_s),
    })
}

fn misplaced(section: &SectionReview) -> Option<Finding> {
    let misplaced = labels_in(section, State::Elsewhere).into_iter().next()?;
    Some(Finding::Misplaced {
        say: misplaced.say.clone(),
        said_in: misplaced.section.clone(),
        evidence: evidence(misplaced),
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
    for flag in section.red_flags.iter().filter(|flag| flag.sure) {
        if gravest.is_none_or(|known| gravity(flag.kind) > gravity(known.kind)) {
            gravest = Some(flag);
        }
    }
    let gravest = gravest?;
    let count = section
        .red_flags
        .iter()
        .filter(|flag| flag.sure && flag.kind == gravest.kind)
        .count();
    Some((gravest.clone(), count))
}

/// How grave a kind of flag is, 0 to 35.
fn gravity(kind: FlagKind) -> f64 {
    match kind {
        FlagKind::Assigned => 35.0,
        FlagKind::We | FlagKind::Others => 30.0,
        FlagKind::HandOff => 25.0,
        FlagKind::EmptyResult => 20.0,
        FlagKind::Scenario => 15.0,
        FlagKind::Passive => 10.0,
        FlagKind::GenericLesson => 5.0,
    }
}
