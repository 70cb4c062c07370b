//! The values that the page's templates lay out, and those that its script reads. Everything is text, a number or a
//! class name by now; nothing here decides what was right or wrong.

use std::time::Duration;

use serde::Serialize;
use serde_json::json;

use super::Page;
use super::axis::Axis;
use super::clock;
use super::pace::PaceChart;
use super::reply::{self, ReplyView};
use super::section::SectionView;
use super::timeline::Timeline;
use super::transcript::{flag_name, signal_name};
use crate::output::lookup::{
    level, principle, section_title, state_label, story, title_of_section,
};
use crate::output::report::Report;
use crate::output::wording;
use crate::review::Timing;
use crate::review::corrections::{settled, verdict};
use crate::signals::{SignalFinding, State};
use crate::time::Offset;
use crate::transcript::Word;

/// How much is played before a finding, in seconds: enough to hear how the sentence began.
pub const LEAD_IN_S: f64 = 2.0;

/// The whole page.
#[derive(Debug, Serialize)]
pub struct View {
    head: Head,
    points: Vec<PointView>,
    timeline: Timeline,
    timeline_words: Vec<TimeRow>,
    sections: Vec<SectionView>,
    pace: PaceChart,
    replies: Vec<ReplyView>,
    notes: Vec<String>,
    /// What the user wrote down about the whole.
    your_notes: Vec<String>,
    with_sound: bool,
    /// Whether any section has speech that was not understood.
    has_unclear: bool,
}

/// What stands at the top.
#[derive(Debug, Serialize)]
struct Head {
    question: String,
    story: String,
    level: String,
    principle: String,
    date: String,
    begun: String,
    take: String,
    model: String,
    total: String,
    target: String,
    ceiling: Option<String>,
    /// How much of the total was silence, in words.
    silent: Option<String>,
    /// How the total stands to its target, in words.
    verdict: &'static str,
    said: usize,
    signals: usize,
}

#[derive(Debug, Serialize)]
struct PointView {
    section: String,
    section_id: String,
    advice: String,
}

/// A section of the timeline, in words.
#[derive(Debug, Serialize)]
struct TimeRow {
    title: String,
    starts: String,
    took: String,
    target: String,
    ceiling: String,
    said: String,
    flags: usize,
}

/// A row of the table of signals.
#[derive(Debug, Serialize)]
pub struct SignalRow {
    /// Its name on the page; see [`signal_name`].
    pub name: String,
    /// The label.
    pub say: String,
    /// What counts, the user's word included.
    pub state: &'static str,
    /// The same for people.
    pub label: &'static str,
    /// What the program had found.
    pub found: &'static str,
    /// The same for people.
    pub found_label: &'static str,
    /// The words, as heard.
    pub quote: String,
    /// What the recogniser wrote, where sound made the match.
    pub heard: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// When, as a clock on the section's own time.
    pub at: Option<String>,
    /// Where to play from, in seconds on that section's time.
    pub play_s: f64,
    /// The section in which it was said.
    pub said_in: String,
    /// That section's title, where it is not the signal's own.
    pub elsewhere: Option<String>,
    /// Whether the user's word counts here.
    pub corrected: bool,
    /// Whether the principle wants it first.
    pub leading: bool,
}

impl View {
    /// Turns a page's parts into values.
    pub fn new(page: &Page<'_>) -> Self {
        let Page { report, sounds, .. } = *page;
        let axis = Axis::new(report);
        let sections = || report.sections.iter().enumerate();
        Self {
            head: Head::new(report),
            points: points(report),
            timeline: Timeline::new(report, sounds, &axis),
            timeline_words: sections()
                .map(|(index, _)| time_row(report, &axis, index))
                .collect(),
            sections: sections()
                .map(|(index, _)| SectionView::new(page, index))
                .collect(),
            replies: reply::views(page),
            pace: PaceChart::new(report, &axis),
            notes: report.notes.clone(),
            your_notes: report.other_notes().map(str::to_owned).collect(),
            with_sound: !sounds.is_empty(),
            has_unclear: (page.report.sections.iter())
                .any(|section| !section.not_understood.is_empty()),
        }
    }
}

impl Head {
    fn new(report: &Report) -> Self {
        let total = &report.total;
        Self {
            question: report.question.clone(),
            story: story(report),
            level: level(report),
            principle: principle(report),
            date: clock::date(&report.begun),
            begun: report.begun.clone(),
            take: report.take.clone(),
            model: report.model.clone(),
            total: clock::length(report.spoken_time().spoken.as_secs_f64()),
            silent: wording::silent(report.spoken_time()),
            target: clock::length(total.target_s),
            ceiling: total.ceiling_s.map(clock::length),
            verdict: verdict_on(report.overall.timing),
            said: report
                .sections
                .iter()
                .map(|section| said(report, section))
                .sum(),
            signals: report
                .sections
                .iter()
                .map(|section| section.signals.len())
                .sum(),
        }
    }
}

/// How the whole stands to its time, in words; empty when that is unknown.
fn verdict_on(timing: Timing) -> &'static str {
    match timing {
        Timing::Unknown => "",
        Timing::Short => "short",
        Timing::InTime => "in time",
        Timing::Long => "long",
        Timing::TooLong => "too long",
    }
}

/// Signals of `section` that count as said.
fn said(report: &Report, section: &crate::review::SectionReview) -> usize {
    let counts = |signal: &&SignalFinding| {
        settled(&report.corrections, &section.section, signal) == State::Said
    };
    section.signals.iter().filter(counts).count()
}

fn points(report: &Report) -> Vec<PointView> {
    let point = |point: &crate::output::report::Point| PointView {
        section: if point.section.is_empty() {
            "The whole answer".to_owned()
        } else {
            title_of_section(report, &point.section)
        },
        section_id: point.section.clone(),
        advice: point.advice.clone(),
    };
    report.next.iter().map(point).collect()
}

fn time_row(report: &Report, axis: &Axis, index: usize) -> TimeRow {
    let section = &report.sections[index];
    TimeRow {
        title: section_title(section),
        starts: clock::clock(axis.starts_s[index]),
        took: wording::length(wording::took(section)),
        target: wording::set_length(section.target),
        ceiling: section
            .ceiling_s
            .map_or_else(|| "\u{2013}".to_owned(), clock::length),
        said: format!("{} of {}", said(report, section), section.signals.len()),
        flags: section.red_flags.len(),
    }
}

/// The rows of the table of signals for section number `index`.
pub fn signal_rows(report: &Report, index: usize) -> Vec<SignalRow> {
    let Some(section) = report.sections.get(index) else {
        return Vec::new();
    };
    let row = |(number, signal): (usize, &SignalFinding)| {
        let state = settled(&report.corrections, &section.section, signal);
        let start_s = signal.start_s.map(|start| start.as_seconds());
        SignalRow {
            name: signal_name(index, number),
            say: signal.say.clone(),
            state: wording::state(state),
            label: state_label(state),
            found: wording::state(signal.found()),
            found_label: state_label(signal.found()),
            quote: signal.quote.clone(),
            heard: wording::by_sound(&signal.quote, signal.heard.as_deref()),
            hint: signal
                .hint
                .clone()
                .or_else(|| Some(wording::hint(signal)).filter(|hint| !hint.is_empty())),
            at: start_s.map(clock::clock),
            play_s: start_s.map_or(0.0, lead_in),
            said_in: signal.section.clone(),
            elsewhere: (signal.section != section.section)
                .then(|| title_of_section(report, &signal.section)),
            corrected: verdict(&report.corrections, &section.section, &signal.say).is_some(),
            leading: signal.leading,
        }
    };
    section.signals.iter().enumerate().map(row).collect()
}

/// Where to begin so that what lies at `start_s` is heard in its sentence.
pub fn lead_in(start_s: f64) -> f64 {
    ((start_s - LEAD_IN_S).max(0.0) * 1000.0).round() / 1000.0
}

/// What the script needs: where sections and words lie, the findings in the order of speaking, and who corrected what.
/// Replies to follow-up questions come after the sections, apart from the timeline.
pub fn script_data(page: &Page<'_>) -> serde_json::Value {
    let report = page.report;
    let axis = Axis::new(report);
    let mut sections: Vec<serde_json::Value> = report
        .sections
        .iter()
        .zip(&axis.starts_s)
        .map(|(section, start_s)| {
            let mut place = heard(
                page,
                &section.section,
                section.duration,
                &section.transcript,
            );
            place["title"] = section_title(section).into();
            place["start"] = (*start_s).into();
            place
        })
        .collect();
    sections.extend(report.replies.iter().map(|reply| {
        let mut place = heard(page, &reply.section, reply.duration, &reply.transcript);
        place["title"] = reply.question.as_str().into();
        place["start"] = axis.length_s.into();
        place["apart"] = true.into();
        place
    }));
    json!({
        "take": report.take,
        "axis": axis.length_s,
        "leadIn": LEAD_IN_S,
        "sections": sections,
        "findings": findings(report),
        "corrections": report.corrections,
    })
}

/// Something that can be heard: its id, its length, where it begins in its sound, and where its words lie in it.
fn heard(page: &Page<'_>, id: &str, length: Duration, words: &[Word]) -> serde_json::Value {
    let sound = page.sounds.iter().find(|sound| sound.section == id);
    let thousandths = |place: Offset| (place.as_seconds() * 1000.0).round() / 1000.0;
    let words: Vec<[f64; 2]> = words
        .iter()
        .map(|word| [word.span.start, word.span.end].map(thousandths))
        .collect();
    json!({
        "id": id,
        "length": length.as_secs_f64(),
        "begins": sound.map_or(0.0, |sound| sound.begins.as_seconds()),
        "words": words,
    })
}

/// Signals and red flags that can be heard, in the order of speaking: `[name, section, seconds]`.
fn findings(report: &Report) -> Vec<serde_json::Value> {
    let position = |id: &str| {
        report
            .sections
            .iter()
            .position(|section| section.section == id)
    };
    let mut found: Vec<(usize, f64, String)> = Vec::new();
    for (index, section) in report.sections.iter().enumerate() {
        for (number, signal) in section.signals.iter().enumerate() {
            if let (Some(start), Some(place)) = (signal.start_s, position(&signal.section)) {
                found.push((place, start.as_seconds(), signal_name(index, number)));
            }
        }
        for (number, flag) in section.red_flags.iter().enumerate() {
            found.push((
                index,
                flag.span.start.as_seconds(),
                flag_name(index, number),
            ));
        }
    }
    found.sort_by(|left, right| left.0.cmp(&right.0).then(left.1.total_cmp(&right.1)));
    let plain = |(section, at, name)| json!([name, section, at]);
    found.into_iter().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn a_finding_is_played_from_two_seconds_before_and_never_from_before_the_start() {
        assert_eq!(lead_in(12.5), 10.5);
        assert_eq!(lead_in(1.2), 0.0);
    }

    #[test]
    fn findings_come_in_the_order_of_speaking() {
        let report = fixtures::report("partial");
        let found = findings(&report);
        let key = |value: &serde_json::Value| {
            (
                value[1].as_u64().unwrap(),
                (value[2].as_f64().unwrap() * 1000.0) as u64,
            )
        };
        let keys: Vec<_> = found.iter().map(key).collect();
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        assert_eq!(keys, sorted);
        assert!(found.len() > 10);
    }

    #[test]
    fn the_users_word_counts_in_the_total() {
        let mut report = fixtures::report("strong");
        let before = Head::new(&report).said;
        report
            .corrections
            .push(crate::review::corrections::Correction {
                section: "task".to_owned(),
                say: "no ticket".to_owned(),
                state: crate::review::corrections::Verdict::Missing,
            });
        assert_eq!(Head::new(&report).said, before - 1);
    }
}
