//! Two takes of the same story side by side: what became longer, what was gained and lost, which facts changed, and
//! how much was said word for word the same.
//!
//! [`Comparison::of`] sees two reports and nothing else; [`print()`] puts the result into words.

mod facts;
mod print;
mod verbatim;

use std::time::Duration;

use super::lookup;
use super::report::Report;
use crate::review::corrections::settled;
use crate::review::{SectionReview, SectionState};
use crate::signals::{SignalFinding, State};
use crate::time::Offset;

pub use facts::FactChange;
pub use print::print;
pub use verbatim::Verbatim;

/// What changed from one take to the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// Titles of the sections that both told, when one of them told others as well: all but the times of single
    /// sections is of these. Empty when both told the same.
    pub only: Vec<String>,
    /// The earlier take, as the user reads it.
    pub before: Side,
    /// The later one.
    pub after: Side,
    /// Sections that at least one of them told, in the order of the later one.
    pub sections: Vec<SectionChange>,
    /// Signals said now and not before.
    pub gained: Vec<SignalChange>,
    /// Signals said before and not now.
    pub lost: Vec<SignalChange>,
    /// Red flags of the earlier take that the later one does not have.
    pub flags_gone: Vec<FlagChange>,
    /// Red flags that the later take has and the earlier does not.
    pub flags_new: Vec<FlagChange>,
    /// Values that are not what they were.
    pub facts: Vec<FactChange>,
    /// How much was said word for word the same.
    pub verbatim: Verbatim,
}

/// One of the two takes in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Its name.
    pub take: String,
    /// When it was begun, ISO 8601.
    pub begun: String,
    /// For people: the level and the principle that it was told for.
    pub aim: (String, String),
    /// Length of the whole.
    pub duration: Duration,
    /// Signals said, the user's corrections counted.
    pub said: usize,
    /// Signals that its sections wanted.
    pub signals: usize,
    /// Words a minute; `None` when too little was said.
    pub wpm: Option<f64>,
    /// Fillers a minute; `None` when nothing was said.
    pub fillers_per_minute: Option<f64>,
}

/// The length of a section in both takes.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionChange {
    /// Its title.
    pub title: String,
    /// Its length before; `None` when it was not told.
    pub before: Option<Duration>,
    /// Its length now; `None` when it was not told.
    pub after: Option<Duration>,
    /// What it should take now.
    pub target: Duration,
}

/// A signal that was gained or lost.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalChange {
    /// The title of its section.
    pub section: String,
    /// Its label.
    pub say: String,
    /// What became of it in the take where it was not said.
    pub otherwise: State,
    /// The words in the take where it was said; empty when only the user says that it was.
    pub quote: String,
    /// Where they start.
    pub at: Option<Offset>,
}

/// A red flag that is gone or new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagChange {
    /// The title of its section.
    pub section: String,
    /// The words.
    pub quote: String,
}

impl Comparison {
    /// Compares two reports on takes of one scenario, as far as both told the same sections; `None` when they share
    /// none.
    #[must_use]
    pub fn of(before: &Report, after: &Report) -> Option<Self> {
        let (told_before, told_after) = (told(before), told(after));
        let shared: Vec<&str> = told_after
            .iter()
            .copied()
            .filter(|id| told_before.contains(id))
            .collect();
        if shared.is_empty() {
            return None;
        }
        let sections = section_changes(before, after);
        let whole = shared.len() == told_before.len() && shared.len() == told_after.len();
        if whole {
            return Some(Self::of_shared(before, after, sections, Vec::new()));
        }
        let titles = after
            .sections
            .iter()
            .filter(|section| shared.contains(&section.section.as_str()))
            .map(lookup::section_title)
            .collect();
        let (before, after) = (part_of(before, &shared), part_of(after, &shared));
        Some(Self::of_shared(&before, &after, sections, titles))
    }

    fn of_shared(
        before: &Report,
        after: &Report,
        sections: Vec<SectionChange>,
        only: Vec<String>,
    ) -> Self {
        Self {
            only,
            before: Side::of(before),
            after: Side::of(after),
            sections,
            gained: newly_said(before, after),
            lost: newly_said(after, before),
            flags_gone: flags_only_in(before, after),
            flags_new: flags_only_in(after, before),
            facts: facts::changes(before, after),
            verbatim: Verbatim::of(before, after),
        }
    }
}

impl Side {
    fn of(report: &Report) -> Self {
        let signals = || {
            report.sections.iter().flat_map(|section| {
                let signals = section.signals.iter();
                signals.map(|signal| settled(&report.corrections, &section.section, signal))
            })
        };
        Self {
            take: report.take.clone(),
            begun: report.begun.clone(),
            aim: (lookup::level(report), lookup::principle(report)),
            duration: report.spoken_time().spoken,
            said: signals().filter(|state| *state == State::Said).count(),
            signals: signals().count(),
            wpm: report.overall.pace.as_ref().map(|pace| pace.wpm),
            fillers_per_minute: report
                .overall
                .filler_rate
                .as_ref()
                .map(|rate| rate.per_minute),
        }
    }
}

/// Ids of the sections that were told.
fn told(report: &Report) -> Vec<&str> {
    let told = report
        .sections
        .iter()
        .filter(|section| section.state != SectionState::Skipped);
    told.map(|section| section.section.as_str()).collect()
}

/// `report` as if only the sections `ids` had been told. Its overall figures are made of theirs.
fn part_of(report: &Report, ids: &[&str]) -> Report {
    let mut part = report.clone();
    part.sections
        .retain(|section| ids.contains(&section.section.as_str()));
    let length: Duration = part.sections.iter().map(|section| section.duration).sum();
    part.total.duration_s = length.as_secs_f64();
    part.total.time = None;
    let paced = part
        .sections
        .iter()
        .filter_map(|section| Some((section.words as f64, section.pace.as_ref()?.wpm)))
        .filter(|(_, wpm)| *wpm > 0.0);
    let (words, minutes) = paced.fold((0.0, 0.0), |(words, minutes), (more, wpm)| {
        (words + more, minutes + more / wpm)
    });
    match &mut part.overall.pace {
        Some(pace) if minutes > 0.0 => pace.wpm = words / minutes,
        pace => *pace = None,
    }
    let fillers: usize = part
        .sections
        .iter()
        .map(|section| section.fillers.len())
        .sum();
    match &mut part.overall.filler_rate {
        Some(rate) if !length.is_zero() => {
            rate.per_minute = fillers as f64 * 60.0 / length.as_secs_f64();
        }
        rate => *rate = None,
    }
    part
}

fn section_of<'a>(report: &'a Report, id: &str) -> Option<&'a SectionReview> {
    report.sections.iter().find(|section| section.section == id)
}

fn section_changes(before: &Report, after: &Report) -> Vec<SectionChange> {
    let told = |section: &SectionReview| {
        let told = section.state != SectionState::Skipped;
        told.then(|| crate::output::wording::took(section))
    };
    let gone = before
        .sections
        .iter()
        .filter(|section| section_of(after, &section.section).is_none());
    after
        .sections
        .iter()
        .chain(gone)
        .map(|section| SectionChange {
            title: lookup::section_title(section),
            before: section_of(before, &section.section).and_then(told),
            after: section_of(after, &section.section).and_then(told),
            target: section.target,
        })
        .filter(|change| change.before.is_some() || change.after.is_some())
        .collect()
}

/// Signals that `now` said and `then` did not, though it was asked for them and its section was heard.
fn newly_said(then: &Report, now: &Report) -> Vec<SignalChange> {
    let mut found = Vec::new();
    for section in &now.sections {
        let Some(other) = section_of(then, &section.section).filter(|other| heard(other)) else {
            continue;
        };
        for signal in &section.signals {
            let state = |report: &Report, signal: &SignalFinding| {
                settled(&report.corrections, &section.section, signal)
            };
            let earlier = other.signals.iter().find(|one| one.say == signal.say);
            let otherwise = earlier.map(|earlier| state(then, earlier));
            match otherwise {
                Some(otherwise)
                    if otherwise != State::Said && state(now, signal) == State::Said =>
                {
                    let by_ear = signal.state == State::Said;
                    found.push(SignalChange {
                        section: lookup::section_title(section),
                        say: signal.say.clone(),
                        otherwise,
                        quote: signal.quote.clone(),
                        at: signal.start_s.filter(|_| by_ear),
                    });
                }
                _ => {}
            }
        }
    }
    found
}

fn heard(section: &SectionReview) -> bool {
    section.state != SectionState::Skipped && section.transcribed
}

/// Red flags of `here` that `other` does not have: the same words in the same section are the same flag.
fn flags_only_in(here: &Report, other: &Report) -> Vec<FlagChange> {
    let mut found = Vec::new();
    for section in &here.sections {
        let known: Vec<String> = section_of(other, &section.section)
            .map(|section| section.red_flags.iter())
            .into_iter()
            .flatten()
            .map(|flag| bare(&flag.quote))
            .collect();
        let new = section
            .red_flags
            .iter()
            .filter(|flag| flag.sure && !known.contains(&bare(&flag.quote)));
        found.extend(new.map(|flag| FlagChange {
            section: lookup::section_title(section),
            quote: flag.quote.clone(),
        }));
    }
    found
}

/// Words in lower case without punctuation, with single spaces.
fn bare(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(bare_word).collect();
    words.join(" ")
}

fn bare_word(word: &str) -> String {
    word.to_lowercase()
        .chars()
        .filter(|letter| letter.is_alphanumeric() || *letter == '\'')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::html::fixtures;
    use super::*;
    use crate::review::corrections::{Correction, Verdict};

    #[test]
    fn a_take_against_itself_shows_no_change() {
        let report = fixtures::report("strong");
        let same = Comparison::of(&report, &report).unwrap();
        assert!(same.gained.is_empty() && same.lost.is_empty());
        assert!(same.flags_gone.is_empty() && same.flags_new.is_empty());
        assert!(same.facts.is_empty(), "{:?}", same.facts);
        assert_eq!(same.verbatim.share, 1.0);
        assert!(same.sections.iter().all(|one| one.before == one.after));
    }

    #[test]
    fn gained_one_way_is_lost_the_other() {
        let (partial, strong) = (fixtures::report("partial"), fixtures::report("strong"));
        let there = Comparison::of(&partial, &strong).unwrap();
        let back = Comparison::of(&strong, &partial).unwrap();
        assert!(!there.gained.is_empty());
        assert_eq!(there.gained, back.lost);
        assert_eq!(there.lost, back.gained);
        assert_eq!(there.flags_gone, back.flags_new);
        assert_eq!(there.flags_gone.len(), 3);
        let labels: Vec<&str> = there.gained.iter().map(|one| one.say.as_str()).collect();
        assert!(labels.contains(&"I submitted"), "{labels:?}");
    }

    #[test]
    fn a_section_that_was_not_told_loses_nothing() {
        let whole = fixtures::report("strong");
        let mut short = whole.clone();
        let last = short.sections.last_mut().unwrap();
        last.state = SectionState::Skipped;
        (last.duration, last.time) = (Duration::ZERO, None);
        for signal in &mut last.signals {
            signal.state = State::Missing;
        }
        let change = Comparison::of(&short, &whole).unwrap();
        assert!(change.gained.is_empty(), "{:?}", change.gained);
        assert_eq!(change.sections.last().unwrap().before, None);
    }

    #[test]
    fn one_section_is_compared_with_the_same_one_of_a_whole_answer() {
        let whole = fixtures::report("strong");
        let mut alone = fixtures::report("partial");
        alone.sections.retain(|section| section.section == "action");
        let change = Comparison::of(&alone, &whole).unwrap();
        assert_eq!(change.only, ["Action"]);
        let action = section_of(&whole, "action").unwrap();
        assert_eq!(change.after.duration, action.spoken_time().spoken);
        assert_eq!(change.after.signals, action.signals.len());
        assert_eq!(change.before.signals, change.after.signals);
        assert!(
            change
                .gained
                .iter()
                .all(|signal| signal.section == "Action")
        );
        let wpm = change.after.wpm.unwrap();
        assert!(
            (wpm - action.pace.as_ref().unwrap().wpm).abs() < 0.1,
            "{wpm}"
        );
        let there = |title: &str| {
            let sections = change.sections.iter();
            sections.clone().find(|section| section.title == title)
        };
        assert_eq!(there("Task").unwrap().before, None);
        assert!(Comparison::of(&alone, &alone).unwrap().only.is_empty());
        let mut other = fixtures::report("strong");
        other.sections.retain(|section| section.section == "task");
        assert_eq!(Comparison::of(&alone, &other), None);
    }

    #[test]
    fn the_users_word_counts_on_both_sides() {
        let before = fixtures::report("strong");
        let mut after = before.clone();
        after.corrections.push(Correction {
            section: "action".to_owned(),
            say: "I pulled".to_owned(),
            state: Verdict::Missing,
        });
        let change = Comparison::of(&before, &after).unwrap();
        assert_eq!(change.lost.len(), 1);
        assert_eq!(change.lost[0].otherwise, State::Missing);
    }
}
