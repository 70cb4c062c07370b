//! Every finding as a row of one table, for spreadsheets: what kind of row it is stands in the first column.

use super::told;
use crate::output::csv;
use crate::output::report::Report;
use crate::output::wording;
use crate::review::SectionReview;
use crate::review::corrections::{settled, verdict};
use crate::signals::State;
use crate::time::{Offset, Span};

const COLUMNS: [&str; 9] = [
    "take", "section", "row", "what", "state", "start_s", "end_s", "quote", "note",
];

/// One row, without the take's name.
struct Row<'a> {
    section: &'a str,
    kind: &'static str,
    what: String,
    state: String,
    start: Option<Offset>,
    end: Option<Offset>,
    quote: String,
    note: String,
}

/// `report` as comma-separated values (RFC 4180), with a line of column names first.
pub(super) fn rows(report: &Report) -> String {
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    let seconds = |at: Option<Offset>| {
        at.map(|at| format!("{:.3}", at.as_seconds()))
            .unwrap_or_default()
    };
    let of_sections = told(report).flat_map(|section| section_rows(section, report));
    let of_the_whole = report.other_notes().map(|note| Row {
        note: note.to_owned(),
        ..row("", "your note")
    });
    for row in of_sections.chain(of_the_whole) {
        rows.push(vec![
            report.take.clone(),
            row.section.to_owned(),
            row.kind.to_owned(),
            row.what,
            row.state,
            seconds(row.start),
            seconds(row.end),
            row.quote,
            row.note,
        ]);
    }
    csv::table(&rows, "\r\n")
}

fn section_rows<'a>(section: &'a SectionReview, report: &Report) -> Vec<Row<'a>> {
    let mut rows = vec![whole(section)];
    rows.extend(section.signals.iter().map(|signal| {
        let own_word = verdict(&report.corrections, &section.section, &signal.say).is_some();
        let elsewhere = (signal.section != section.section).then_some(signal.section.as_str());
        let note = match (own_word, elsewhere) {
            (true, _) => "your correction".to_owned(),
            (false, Some(elsewhere)) => format!("said in {elsewhere}"),
            (false, None) => String::new(),
        };
        let state = settled(&report.corrections, &section.section, signal);
        // What the user says was not said has no words.
        let taken_back = own_word && state == State::Missing;
        let quote = Some(signal.quote.clone()).filter(|_| !taken_back);
        Row {
            what: signal.say.clone(),
            state: wording::state(state).to_owned(),
            start: signal.start_s.filter(|_| !taken_back),
            end: signal.end_s.filter(|_| !taken_back),
            quote: quote.unwrap_or_default(),
            note,
            ..row(&section.section, "signal")
        }
    }));
    rows.extend(section.red_flags.iter().map(|flag| Row {
        what: name(&flag.kind),
        state: if flag.sure {
            String::new()
        } else {
            "perhaps".to_owned()
        },
        quote: flag.quote.clone(),
        note: wording::objection(flag),
        ..placed(section, "red flag", flag.span)
    }));
    rows.extend(section.pauses.iter().map(|pause| Row {
        what: format!("{:.1}", pause.span.length().as_secs_f64()),
        note: if pause.mid_clause {
            "inside a sentence".to_owned()
        } else {
            String::new()
        },
        ..placed(section, "pause", pause.span)
    }));
    rows.extend(section.fillers.iter().map(|filler| Row {
        what: filler.text.clone(),
        state: name(&filler.certainty),
        ..placed(section, "filler", filler.span)
    }));
    rows.extend(report.notes_on(&section.section).map(|note| Row {
        note: note.to_owned(),
        ..row(&section.section, "your note")
    }));
    rows.extend((section.not_understood.iter()).map(|span| Row {
        what: format!("{:.1}", span.length().as_secs_f64()),
        ..placed(section, "not understood", *span)
    }));
    rows.extend(
        section
            .gaps
            .iter()
            .map(|gap| placed(section, "lost sound", *gap)),
    );
    rows
}

fn whole(section: &SectionReview) -> Row<'_> {
    let end = Offset::START + section.duration;
    let pace = section.pace.as_ref().map(wording::pace);
    Row {
        what: wording::title(section).to_owned(),
        state: name(&section.state),
        note: format!(
            "{} of {}{}",
            wording::length(wording::took(section)),
            wording::set_length(section.target),
            pace.map(|pace| format!(", {pace}")).unwrap_or_default()
        ),
        ..placed(section, "section", Span::new(Offset::START, end))
    }
}

fn row<'a>(section: &'a str, kind: &'static str) -> Row<'a> {
    Row {
        section,
        kind,
        what: String::new(),
        state: String::new(),
        start: None,
        end: None,
        quote: String::new(),
        note: String::new(),
    }
}

fn placed<'a>(section: &'a SectionReview, kind: &'static str, span: Span) -> Row<'a> {
    Row {
        start: Some(span.start),
        end: Some(span.end),
        ..row(&section.section, kind)
    }
}

/// The name that a value has in the report's JSON.
fn name(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
