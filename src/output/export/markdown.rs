//! The report as a Markdown document: for notes, a wiki, or a coach who asked for it.

use super::{said, silence, told};
use crate::output::report::Report;
use crate::output::text::tame;
use crate::output::wording;
use crate::review::SectionReview;
use crate::review::corrections::{settled, verdict};
use crate::signals::State;
use crate::time::length_from_seconds;

/// `report` as one document.
pub(super) fn document(report: &Report) -> String {
    let mut parts = vec![head(report)];
    if !report.next.is_empty() {
        let points: Vec<String> = report
            .next
            .iter()
            .enumerate()
            .map(|(index, point)| format!("{}. {}", index + 1, escaped(&point.advice)))
            .collect();
        parts.push(format!("## For the next take\n\n{}", points.join("\n")));
    }
    parts.extend(told(report).map(|part| section(part, report)));
    if !report.notes.is_empty() {
        let notes: Vec<String> = report
            .notes
            .iter()
            .map(|note| format!("- {}", escaped(note)))
            .collect();
        parts.push(format!("## Notes\n\n{}", notes.join("\n")));
    }
    let own: Vec<String> = report
        .other_notes()
        .map(|note| format!("- {}", escaped(note)))
        .collect();
    if !own.is_empty() {
        parts.push(format!("## Your notes\n\n{}", own.join("\n")));
    }
    format!("{}\n", parts.join("\n\n"))
}

fn head(report: &Report) -> String {
    let title = if report.title.is_empty() {
        &report.scenario
    } else {
        &report.title
    };
    let time = report.spoken_time();
    let mut length = wording::length(time.spoken);
    let silent = wording::silent(time).map(|silent| format!(" ({silent})"));
    length.push_str(&silent.unwrap_or_default());
    let target = wording::set_length(length_from_seconds(report.total.target_s));
    let mut facts = vec![
        format!("- Level: {}", escaped(&report.level)),
        format!("- Principle: {}", escaped(&report.principle)),
        format!("- Time: {length} of {target}"),
    ];
    if !report.begun.is_empty() {
        facts.insert(0, format!("- Begun: {}", escaped(&report.begun)));
    }
    format!(
        "# {}\n\n> {}\n\n{}",
        escaped(title),
        escaped(&report.question),
        facts.join("\n")
    )
}

fn section(section: &SectionReview, report: &Report) -> String {
    let mut parts = vec![format!(
        "## {}\n\n{}",
        escaped(wording::title(section)),
        measures(section)
    )];
    let notes = report.notes_on(&section.section).map(wording::your_note);
    parts.extend(notes.map(|note| escaped(&note)));
    if !section.signals.is_empty() {
        parts.push(signals(section, report));
    }
    if !section.red_flags.is_empty() {
        let flags: Vec<String> = section
            .red_flags
            .iter()
            .map(|flag| {
                let quote = wording::cited(&flag.quote, Some(flag.span.start));
                escaped(&format!("{quote}. {}", wording::objection(flag)))
            })
            .collect();
        parts.push(format!("Red flags:\n\n- {}", flags.join("\n- ")));
    }
    let words = match said(section) {
        Some(words) => escaped(&words),
        None => format!("*{}*", silence(section)),
    };
    parts.push(format!("> {words}"));
    parts.join("\n\n")
}

/// Length, pace, pauses and fillers, as a list.
fn measures(section: &SectionReview) -> String {
    let mut length = format!(
        "{} of {}",
        wording::length(wording::took(section)),
        wording::set_length(section.target)
    );
    let time = section.spoken_time();
    let silent = wording::silent(time).unwrap_or_default();
    for part in [
        wording::timing(section).as_str(),
        silent.as_str(),
        wording::telling(section),
    ] {
        if !part.is_empty() {
            length.push_str(&format!(", {part}"));
        }
    }
    let mut facts = vec![length];
    facts.extend(wording::waiting(time));
    facts.extend(section.pace.as_ref().map(wording::pace));
    if !section.pauses.is_empty() {
        facts.push(wording::pauses(&section.pauses));
    }
    if !section.fillers.is_empty() {
        facts.push(format!("fillers: {}", wording::fillers(&section.fillers)));
    }
    let facts: Vec<String> = facts
        .iter()
        .map(|fact| format!("- {}", escaped(fact)))
        .collect();
    facts.join("\n")
}

fn signals(section: &SectionReview, report: &Report) -> String {
    let mut rows = vec![
        "| signal | | time | words |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    for signal in &section.signals {
        let state = settled(&report.corrections, &section.section, signal);
        let own_word = verdict(&report.corrections, &section.section, &signal.say).is_some();
        let shown = match (own_word, state) {
            (true, state) => wording::corrected(state),
            (false, state) => wording::state(state),
        };
        let shown = if state == State::Said {
            shown.to_owned()
        } else {
            format!("**{shown}**")
        };
        // What the user says was not said has no words.
        let taken_back = own_word && state == State::Missing;
        let start = signal.start_s.filter(|_| !taken_back);
        let time = start.map(wording::place).unwrap_or_default();
        let quote = if signal.quote.is_empty() || taken_back {
            String::new()
        } else {
            wording::quoted(&signal.quote)
        };
        let say = escaped(&signal.say);
        rows.push(format!(
            "| {say} | {shown} | {time} | {} |",
            escaped(&quote)
        ));
    }
    rows.join("\n")
}

/// `text` on one line, with every sign that Markdown might read as its own escaped.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let line = tame(&text.replace(['\n', '\r', '\t'], " "));
    for (index, sign) in line.chars().enumerate() {
        let opens_a_list = index == 0 && "-+".contains(sign);
        if opens_a_list || "\\`*_[]<>|#~$".contains(sign) {
            safe.push('\\');
        }
        safe.push(sign);
    }
    safe
}
