//! One section as the page shows it: its transcript, what stands in the margin beside it, its rows in the table of
//! signals, and the author's example and coaching.

use serde::Serialize;

use super::Page;
use super::clock;
use super::lookup::Names;
use super::transcript::{self, Run, flag_name};
use super::view::{SignalRow, against_target, lead_in, signal_rows};
use crate::review::{RedFlag, SectionReview, SectionState};
use crate::scenario::Section;

/// Everything about one section.
#[derive(Debug, Serialize)]
pub struct SectionView {
    id: String,
    number: usize,
    title: String,
    /// What is not as it should be with its recording, in words.
    condition: Option<&'static str>,
    skipped: bool,
    took: String,
    target: String,
    verdict: String,
    facts: Vec<String>,
    /// Where its sound is.
    source: Option<String>,
    paragraphs: Vec<Vec<Run>>,
    signals: Vec<SignalRow>,
    flags: Vec<FlagNote>,
    author: Option<Author>,
}

/// A red flag in the margin.
#[derive(Debug, Serialize)]
struct FlagNote {
    name: String,
    quote: String,
    why: String,
    instead: Option<String>,
    at: String,
    play_s: f64,
}

/// What the scenario's author says about the section.
#[derive(Debug, Serialize)]
struct Author {
    example: String,
    coach: String,
    mistake: String,
    cost: String,
}

impl SectionView {
    /// Section number `index` of `page`.
    pub fn new(page: &Page<'_>, names: Names<'_>, index: usize) -> Self {
        let section = &page.report.sections[index];
        let (took, target) = (section.duration.as_secs_f64(), section.target.as_secs_f64());
        let skipped = section.state == SectionState::Skipped;
        Self {
            id: section.section.clone(),
            number: index + 1,
            title: names.section_title(&section.section),
            condition: condition(section.state),
            skipped,
            took: clock::length(took),
            target: clock::length(target),
            verdict: if skipped {
                String::new()
            } else {
                against_target(took, target, section.ceiling_s)
            },
            facts: facts(section),
            source: page
                .sounds
                .iter()
                .find(|sound| sound.section == section.section)
                .map(|sound| sound.source.clone()),
            paragraphs: transcript::paragraphs(page.report, names, index),
            signals: signal_rows(page.report, names, index),
            flags: section
                .red_flags
                .iter()
                .enumerate()
                .map(|(number, flag)| FlagNote::new(index, number, flag))
                .collect(),
            author: names.section(&section.section).map(Author::new),
        }
    }
}

impl FlagNote {
    fn new(section: usize, number: usize, flag: &RedFlag) -> Self {
        let start_s = flag.span.start.as_seconds();
        Self {
            name: flag_name(section, number),
            quote: flag.quote.clone(),
            why: flag.why.clone(),
            instead: flag.instead.clone(),
            at: clock::clock(start_s),
            play_s: lead_in(start_s),
        }
    }
}

impl Author {
    fn new(section: &Section) -> Self {
        Self {
            example: section.example.clone(),
            coach: section.coach.clone(),
            mistake: section.mistake.what.clone(),
            cost: section.mistake.cost.clone(),
        }
    }
}

fn condition(state: SectionState) -> Option<&'static str> {
    match state {
        SectionState::Complete => None,
        SectionState::Partial => Some("Cut off before its end"),
        SectionState::Skipped => Some("Not told in this take"),
        SectionState::Silent => Some("No speech was heard in it"),
    }
}

/// The measures of a section in a few words each; nothing where nothing was said.
fn facts(section: &SectionReview) -> Vec<String> {
    if section.words == 0 {
        return Vec::new();
    }
    let mut facts = vec![format!("{:.0} words a minute", section.wpm)];
    if let Some(pace) = &section.pace
        && pace.high - pace.low >= 1.0
    {
        facts = vec![format!(
            "{:.0} to {:.0} words a minute",
            pace.low, pace.high
        )];
    }
    facts.extend(counted(section.pauses.len(), "pause", "pauses"));
    facts.extend(counted(section.fillers.len(), "filler", "fillers"));
    facts
}

fn counted(count: usize, one: &str, many: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{count} {many}")),
    }
}
