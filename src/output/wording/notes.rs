//! How far a report can be trusted, in words: what was lost, cut off, left out or not measured.

use std::time::Duration;

use super::points::title;
use super::{counted, listed, place, quoted, seconds, set_length};
use crate::console::shell_word;
use crate::review::{SectionReview, SectionState};
use crate::scenario::plan::Plan;
use crate::signals::State;
use crate::transcript::{Guard, WordTimes};

/// More words than these are counted and not shown.
const MOST_REMOVED: usize = 3;

/// What a reader should know about `sections`, told by `plan`.
#[must_use]
pub fn notes(sections: &[SectionReview], plan: &Plan) -> Vec<String> {
    let mut notes = Vec::new();
    notes.extend(scaled(plan));
    notes.extend(survived(sections, plan));
    notes.extend(skipped(sections));
    for section in sections {
        notes.extend(cut_off(section));
        notes.extend(lost(section));
        notes.extend(not_understood(section));
    }
    notes.extend(unheard(sections));
    notes.extend(rough_times(sections));
    notes.extend(other_language(sections));
    notes.extend(removed(sections));
    notes
}

/// How the sections of an answer told in one piece were found; `unsure` holds the titles of those whose beginning
/// could as well be elsewhere.
#[must_use]
pub fn divided(unsure: &[String]) -> String {
    let found = "The sections were found from your words, since none was marked.";
    match unsure {
        [] => format!("{found} Every beginning is clear."),
        [one] => format!("{found} Where {one} begins is not sure."),
        more => format!("{found} Where {} begin is not sure.", listed(more, 5)),
    }
}

fn scaled(plan: &Plan) -> Option<String> {
    let percent = (plan.scale * 100.0).round();
    ((plan.scale - 1.0).abs() > 0.005).then(|| {
        format!(
            "Every target is {percent:.0} % of the story's own, so that the whole answer fits {}.",
            set_length(plan.target)
        )
    })
}

/// Which signals are still there in an answer that was told in another time than the level's.
fn survived(sections: &[SectionReview], plan: &Plan) -> Option<String> {
    plan.budget?;
    let all = sections.iter().flat_map(|section| &section.signals);
    let said: Vec<String> = all
        .clone()
        .filter(|signal| signal.state == State::Said)
        .map(|signal| quoted(&signal.say))
        .collect();
    let (all, time) = (all.count(), set_length(plan.target));
    match said.len() {
        0 => Some(format!("None of {all} signals survived in {time}.")),
        some => Some(format!(
            "Of {all} signals {some} survived in {time}: {}.",
            listed(&said, some)
        )),
    }
}

/// That a section was told more than once, which telling counts, and how to choose another.
#[must_use]
pub fn told_again(title: &str, section: &str, take: &str, counted: usize, told: usize) -> String {
    let other = if counted == told { told - 1 } else { told };
    let take = shell_word(take);
    format!(
        "{title} was told {told} times; number {counted} counts. Another: rehearse review {take} --use {section}:{other}"
    )
}

fn skipped(sections: &[SectionReview]) -> Option<String> {
    let titles = titles(sections, |section| section.state == SectionState::Skipped);
    match titles.len() {
        0 => None,
        1 => Some(format!("{} was not told.", listed(&titles, 5))),
        _ => Some(format!("{} were not told.", listed(&titles, 5))),
    }
}

fn cut_off(section: &SectionReview) -> Option<String> {
    (section.state == SectionState::Partial).then(|| {
        format!(
            "{} was cut off. Only what was recorded is judged.",
            title(section)
        )
    })
}

fn lost(section: &SectionReview) -> Option<String> {
    let lost: Duration = section.gaps.iter().map(|gap| gap.length()).sum();
    if lost.is_zero() {
        return None;
    }
    let lost = if lost < Duration::from_millis(100) {
        "Less than 0.1 s".to_owned()
    } else {
        seconds(lost)
    };
    Some(format!(
        "{lost} of sound was lost in {}. Silence stands in its place, and words may be missing there.",
        title(section)
    ))
}

fn not_understood(section: &SectionReview) -> Option<String> {
    let count = section.not_understood.len();
    let (what, there) = match count {
        0 => return None,
        1 => ("1 stretch of speech".to_owned(), "it"),
        more => (format!("{more} stretches of speech"), "them"),
    };
    let was = if count == 1 { "was" } else { "were" };
    Some(format!(
        "{what} in {} ({}) {was} not understood. Points that are missing may have been said in {there}.",
        title(section),
        seconds(section.unclear())
    ))
}

fn unheard(sections: &[SectionReview]) -> Option<String> {
    let titles = titles(sections, |section| !section.transcribed);
    (!titles.is_empty()).then(|| {
        format!(
            "Not transcribed yet: {}. What was said there is unknown until “rehearse review --again”.",
            listed(&titles, 5)
        )
    })
}

fn rough_times(sections: &[SectionReview]) -> Option<String> {
    sections
        .iter()
        .any(|section| section.word_times == Some(WordTimes::Contour))
        .then(|| {
            "The program does not know this model well enough to place single words. Times of words are rough."
                .to_owned()
        })
}

fn other_language(sections: &[SectionReview]) -> Option<String> {
    sections
        .iter()
        .any(|section| !section.language.is_empty() && section.language != "en")
        .then(|| {
            "Only English is understood in depth. Signals were compared word for word, without forms, numbers or negation; fillers were not counted; whether a pause splits a sentence was judged by punctuation alone."
                .to_owned()
        })
}

fn removed(sections: &[SectionReview]) -> Option<String> {
    let all: Vec<String> = sections
        .iter()
        .flat_map(|section| {
            section.removed.iter().map(|removed| {
                let at = place(removed.span.start);
                let why = reason(removed.reason);
                format!("{} ({} {at}, {why})", quoted(&removed.text), title(section))
            })
        })
        .collect();
    if all.is_empty() {
        return None;
    }
    let count = counted(all.len(), "piece of text was", "pieces of text were");
    Some(format!(
        "{count} left out, because the recogniser most likely invented it: {}.",
        listed(&all, MOST_REMOVED)
    ))
}

/// Why a piece of text was left out.
fn reason(guard: Guard) -> &'static str {
    match guard {
        Guard::Unvoiced => "no voice there",
        Guard::Compressible | Guard::Repeated => "it repeated itself",
        Guard::TooFast => "faster than anyone speaks",
        Guard::Phantom => "it writes that into silence",
        Guard::Misfit => "something else was said there",
    }
}

fn titles(sections: &[SectionReview], which: fn(&SectionReview) -> bool) -> Vec<String> {
    sections
        .iter()
        .filter(|section| which(section))
        .map(|section| title(section).to_owned())
        .collect()
}
