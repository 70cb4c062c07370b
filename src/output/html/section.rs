//! One section as the page shows it: its transcript, what stands in the margin beside it, its rows in the table of
//! signals, and the author's example and coaching.

use serde::Serialize;

use super::Page;
use super::clock;
use super::transcript::{self, Run, flag_name};
use super::view::{SignalRow, lead_in, signal_rows};
use crate::output::lookup::section_title;
use crate::output::wording;
use crate::review::{RedFlag, SectionReview, SectionState};
use crate::scenario::Section;

/// Everything about one section.
#[derive(Debug, Serialize)]
pub struct SectionView {
    id: String,
    number: usize,
    title: String,
    /// What is not as it should be with its recording, in words; empty when nothing.
    condition: &'static str,
    skipped: bool,
    took: String,
    target: String,
    verdict: String,
    facts: Vec<String>,
    /// What the user wrote down about it.
    your_notes: Vec<String>,
    /// Where its sound is.
    source: Option<String>,
    paragraphs: Vec<Vec<Run>>,
    signals: Vec<SignalRow>,
    flags: Vec<FlagNote>,
    told: Vec<Told>,
    author: Option<Author>,
}

/// What was found in the telling besides signals: who did what, what came of it, what should stay short.
#[derive(Debug, Serialize)]
struct Told {
    title: &'static str,
    lines: Vec<String>,
}

/// A red flag in the margin.
#[derive(Debug, Serialize)]
struct FlagNote {
    name: String,
    quote: String,
    why: String,
    /// Whether a listener surely objects.
    sure: bool,
    /// What to do about it; empty where nobody knows.
    mend: String,
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
    pub fn new(page: &Page<'_>, index: usize) -> Self {
        let section = &page.report.sections[index];
        let author = page
            .scenario
            .and_then(|scenario| scenario.section(&section.section));
        let flags = section.red_flags.iter().enumerate();
        Self {
            id: section.section.clone(),
            number: index + 1,
            title: section_title(section),
            condition: condition(section),
            skipped: section.state == SectionState::Skipped,
            took: wording::length(wording::took(section)),
            target: wording::set_length(section.target),
            verdict: wording::timing(section),
            facts: facts(section),
            your_notes: page
                .report
                .notes_on(&section.section)
                .map(wording::your_note)
                .collect(),
            source: page
                .sounds
                .iter()
                .find(|sound| sound.section == section.section)
                .map(|sound| sound.source.clone()),
            paragraphs: transcript::paragraphs(page.report, index),
            signals: signal_rows(page.report, index),
            flags: flags
                .map(|(number, flag)| FlagNote::new(index, number, flag))
                .collect(),
            told: told(section),
            author: author.map(Author::new),
        }
    }
}

impl FlagNote {
    fn new(section: usize, number: usize, flag: &RedFlag) -> Self {
        let start_s = flag.span.start.as_seconds();
        Self {
            name: flag_name(section, number),
            quote: wording::quoted(&flag.quote),
            why: if flag.why.trim().is_empty() {
                wording::why(flag.kind).to_owned()
            } else {
                flag.why.clone()
            },
            sure: flag.sure,
            mend: wording::mend(flag),
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

fn told(section: &SectionReview) -> Vec<Told> {
    let deeds = section.ownership.as_ref().map(wording::deeds);
    let topics = section.played_down.iter().map(wording::played_down);
    let parts = [
        ("Who did what", deeds.unwrap_or_default()),
        ("What came of it", wording::links(&section.impact)),
        ("What this telling wants short", topics.collect()),
    ];
    let heard = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
    heard.map(|(title, lines)| Told { title, lines }).collect()
}

fn condition(section: &SectionReview) -> &'static str {
    if section.state != SectionState::Skipped && !section.transcribed {
        "not transcribed yet: the words are unknown"
    } else {
        wording::telling(section)
    }
}

/// The measures of a section in a few words each; nothing where nothing was said.
fn facts(section: &SectionReview) -> Vec<String> {
    let mut facts = Vec::new();
    let time = section.spoken_time();
    facts.extend(wording::silent(time));
    facts.extend(wording::waiting(time));
    facts.extend(section.pace.as_ref().map(wording::pace));
    if !section.pauses.is_empty() {
        facts.push(wording::counted(section.pauses.len(), "pause", "pauses"));
    }
    if !section.not_understood.is_empty() {
        facts.push(format!(
            "{} not understood, so what is missing may have been said",
            wording::seconds(section.unclear())
        ));
    }
    facts.extend(
        section
            .filler_rate
            .as_ref()
            .filter(|rate| rate.count + rate.possible > 0)
            .map(wording::filler_rate),
    );
    facts
}
