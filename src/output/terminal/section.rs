//! One section of the report: its length on a bar, its signals, its red flags, how it was spoken.

use std::io::{self, Write};

use super::Page;
use crate::output::report::Report;
use crate::output::text::{Tone, columns, padded, tame};
use crate::output::wording;
use crate::review::corrections::{settled, verdict};
use crate::review::{SectionReview, Timing};
use crate::signals::{SignalFinding, State};
use crate::time::length_from_seconds;

/// Columns of the longest word for a finding in plain text, "elsewhere", and a space.
const WORD_COLUMNS: usize = 10;

/// A column narrower than this is harder to read than lines below.
const LEAST_COLUMN: usize = 38;

/// How far lines below a label are set in.
const BELOW: usize = 6;

/// Writes `section`, one of `report`.
///
/// # Errors
/// Those of the writer.
pub(super) fn print<W: Write>(
    section: &SectionReview,
    report: &Report,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.blank()?;
    heading(section, report, page)?;
    for note in report.notes_on(&section.section) {
        page.hanging("  ", &tame(&wording::your_note(note)))?;
    }
    if !section.transcribed {
        return page.hanging("  ", wording::NOT_TRANSCRIBED);
    }
    if section.transcript.is_empty() && section.not_understood.is_empty() {
        return Ok(());
    }
    signals(section, report, page)?;
    for flag in &section.red_flags {
        let quote = wording::placed(&flag.quote, Some(flag.span.start));
        let why = wording::objection(flag);
        let lead = if flag.sure {
            lead(page, Tone::Bad, "!", "red flag")
        } else {
            lead(page, Tone::Aside, "?", "perhaps")
        };
        page.hanging(&lead, &tame(&format!("{quote}. {why}")))?;
    }
    for span in &section.not_understood {
        let lead = lead(page, Tone::Warn, "?", "unclear");
        let text = wording::speech_not_understood(*span);
        page.hanging(&lead, &text)?;
    }
    measures(section, report, page)
}

fn heading<W: Write>(
    section: &SectionReview,
    report: &Report,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let title = tame(wording::title(section));
    let own = report
        .usual
        .as_ref()
        .and_then(|usual| usual.sections.get(&section.section))
        .map(|seconds| wording::length(length_from_seconds(*seconds)));
    let facts = wording::beside(against_target(section), own);
    if page.style().plain {
        return page.hanging(&format!("{title}: "), &facts);
    }
    let bar = bar(section, page);
    let gap = if bar.is_empty() { "" } else { "  " };
    let title = page.tinted(Tone::Heading, &padded(&title, 10));
    page.hanging(&format!("{title}  {bar}{gap}"), &facts)
}

/// `0:28.4 of 0:30, in time`, and how it was told when it was not told to its end.
pub(super) fn against_target(section: &SectionReview) -> String {
    let target = wording::set_length(section.target);
    let took = wording::took(section);
    let mut text = if took.is_zero() {
        format!("target {target}")
    } else {
        format!("{} of {target}", wording::length(took))
    };
    let timing = wording::timing(section);
    let silent = wording::silent(section.spoken_time()).unwrap_or_default();
    for part in [timing.as_str(), silent.as_str(), wording::telling(section)] {
        if !part.is_empty() {
            text.push_str(", ");
            text.push_str(part);
        }
    }
    text
}

/// The length as a bar on which target and ceiling are marked; empty where there is no length.
fn bar<W: Write>(section: &SectionReview, page: &Page<'_, W>) -> String {
    let took = wording::took(section);
    if took.is_zero() || section.target.is_zero() {
        return String::new();
    }
    let cells = (page.style().width / 5).clamp(10, 20);
    let duration = took.as_secs_f64();
    let target = section.target.as_secs_f64();
    let end = section.ceiling_s.unwrap_or(target * 1.5).max(duration);
    let cell = |seconds: f64| ((seconds / end * cells as f64).round() as usize).min(cells);
    let target = cell(target).saturating_sub(1);
    let ceiling = section
        .ceiling_s
        .map(|ceiling| cell(ceiling).saturating_sub(1));
    let drawn: String = (0..cells)
        .map(|index| {
            if Some(index) == ceiling {
                '┃'
            } else if index == target {
                '│'
            } else if index < cell(duration) {
                '━'
            } else {
                '╌'
            }
        })
        .collect();
    let tone = match section.timing {
        Timing::InTime => Tone::Good,
        Timing::TooLong => Tone::Bad,
        Timing::Long | Timing::Short => Tone::Warn,
        Timing::Unknown => Tone::Aside,
    };
    page.tinted(tone, &drawn)
}

/// The signals, those that lead under the principle first.
fn signals<W: Write>(
    section: &SectionReview,
    report: &Report,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let mut signals: Vec<&SignalFinding> = section.signals.iter().collect();
    signals.sort_by_key(|signal| !signal.leading);
    let labels: Vec<String> = signals.iter().map(|signal| label(signal)).collect();
    let widest = labels
        .iter()
        .map(|label| columns(label))
        .max()
        .unwrap_or_default()
        .min(page.style().width * 2 / 5);
    for (signal, label) in signals.into_iter().zip(&labels) {
        let state = settled(&report.corrections, &section.section, signal);
        let own_word = verdict(&report.corrections, &section.section, &signal.say).is_some();
        let text = if own_word {
            wording::corrected(state).to_owned()
        } else {
            evidence(signal, report)
        };
        row(state, label, &tame(&text), widest, page)?;
    }
    Ok(())
}

/// The signal's label, with a mark where the principle wants it first.
fn label(signal: &SignalFinding) -> String {
    let mark = if signal.leading { " *" } else { "" };
    format!("{}{mark}", tame(&signal.say))
}

fn row<W: Write>(
    state: State,
    say: &str,
    text: &str,
    widest: usize,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let (mark, tone) = match state {
        State::Said => ("✓", Tone::Good),
        State::Near => ("~", Tone::Warn),
        State::Elsewhere => ("→", Tone::Warn),
        State::Denied => ("✗", Tone::Bad),
        State::Missing => ("○", Tone::Bad),
    };
    let lead = lead(page, tone, mark, wording::state(state));
    if page.style().plain {
        return page.hanging(&lead, &format!("{say}: {text}"));
    }
    let column = columns(&lead) + widest + 2;
    let wide = page.style().width;
    if columns(&lead) + columns(say).max(widest) + 2 + columns(text) <= wide {
        return page.hanging(&format!("{lead}{}  ", padded(say, widest)), text);
    }
    if columns(say) <= widest && wide.saturating_sub(column) >= LEAST_COLUMN {
        return page.hanging(&format!("{lead}{}  ", padded(say, widest)), text);
    }
    page.hanging(&lead, say)?;
    let indent = if wide.saturating_sub(column) >= LEAST_COLUMN {
        column
    } else {
        BELOW
    };
    page.hanging(&" ".repeat(indent), text)
}

/// The mark before a finding; in plain text its word.
fn lead<W: Write>(page: &Page<'_, W>, tone: Tone, mark: &str, word: &str) -> String {
    if page.style().plain {
        format!("  {}", padded(word, WORD_COLUMNS))
    } else {
        format!("  {} ", page.tinted(tone, mark))
    }
}

/// What shows what became of a signal, and what to do about it.
fn evidence(signal: &SignalFinding, report: &Report) -> String {
    let mut text = wording::placed(&signal.quote, signal.start_s);
    if let Some(heard) = wording::by_sound(&signal.quote, signal.heard.as_deref()) {
        text.push_str(&format!(", {heard}"));
    }
    let hint = signal.hint.clone().unwrap_or_else(|| wording::hint(signal));
    match signal.state {
        State::Said => text,
        State::Missing if signal.hint.is_some() => format!("{}. {hint}", wording::NOT_HEARD),
        State::Missing => wording::NOT_HEARD.to_owned(),
        State::Near => format!("{text}, {}. {hint}", wording::CLOSE),
        State::Denied => format!("{text}, {}. {hint}", wording::OPPOSITE),
        State::Elsewhere => {
            let there = report
                .sections
                .iter()
                .find(|section| section.section == signal.section)
                .map_or(signal.section.as_str(), wording::title);
            format!("{text} in {there}. {hint}")
        }
    }
}

/// How it was spoken: pace, pauses, fillers.
fn measures<W: Write>(
    section: &SectionReview,
    report: &Report,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let mut facts: Vec<String> = section.ownership.iter().map(wording::ownership).collect();
    if !section.impact.is_empty() {
        facts.push(wording::impact(&section.impact));
    }
    facts.extend(section.played_down.iter().map(wording::played_down));
    if let Some(pace) = &section.pace {
        let own = report.usual.as_ref().and_then(|usual| usual.wpm);
        let own = own.map(|wpm| format!("{wpm:.0}"));
        facts.push(wording::beside(wording::pace(pace), own));
    }
    facts.extend(wording::waiting(section.spoken_time()));
    if !section.pauses.is_empty() {
        facts.push(wording::pauses(&section.pauses));
    }
    if let Some(rate) = &section.filler_rate
        && !section.fillers.is_empty()
    {
        let fillers = wording::fillers(&section.fillers);
        facts.push(format!("{}: {fillers}", wording::filler_rate(rate)));
    }
    for fact in facts {
        page.hanging("    ", &tame(&fact))?;
    }
    Ok(())
}
