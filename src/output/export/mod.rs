//! A report in the forms that other programs read: Markdown, CSV, JSON, subtitles, plain text. Pure: a report in, a
//! text out.

mod captions;
mod markdown;
mod table;

use super::json;
use super::report::Report;
use super::text::tame;
use super::wording;
use crate::review::{SectionReview, SectionState};

/// The forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The report as a Markdown document.
    Markdown,
    /// Every finding as a row of one table.
    Csv,
    /// The report's JSON.
    Json,
    /// The words as subtitles, SubRip.
    Srt,
    /// The words as subtitles, WebVTT.
    Vtt,
    /// The words alone.
    Text,
}

impl Format {
    /// All forms, in the order of a help text.
    pub const ALL: [Self; 6] = [
        Self::Markdown,
        Self::Csv,
        Self::Json,
        Self::Srt,
        Self::Vtt,
        Self::Text,
    ];

    /// What the user types, and how a file of it ends.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Srt => "srt",
            Self::Vtt => "vtt",
            Self::Text => "txt",
        }
    }

    /// The form that is called `name`, or whose files end so; capitals do not matter.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("markdown") {
            return Some(Self::Markdown);
        }
        Self::ALL
            .into_iter()
            .find(|format| format.name().eq_ignore_ascii_case(name))
    }
}

/// `report` as `format`. With `section` only the section with this id is in it, and the times of subtitles count from
/// its own start; otherwise the sections are laid end to end, as they would play one after the other.
///
/// # Errors
/// When the report cannot be written as JSON, which no report that was read or made can cause.
pub fn export(
    report: &Report,
    format: Format,
    section: Option<&str>,
) -> Result<String, serde_json::Error> {
    let one = section.map(|id| only(report, id));
    let report = one.as_ref().unwrap_or(report);
    Ok(match format {
        Format::Markdown => markdown::document(report),
        Format::Csv => table::rows(report),
        Format::Json => json::text(report)?,
        Format::Srt => captions::srt(report),
        Format::Vtt => captions::vtt(report),
        Format::Text => text(report),
    })
}

fn only(report: &Report, id: &str) -> Report {
    let mut report = report.clone();
    report.sections.retain(|section| section.section == id);
    report
}

/// The sections that were told at all.
fn told(report: &Report) -> impl Iterator<Item = &SectionReview> {
    report
        .sections
        .iter()
        .filter(|section| section.state != SectionState::Skipped)
}

/// What was said, section by section.
fn text(report: &Report) -> String {
    let sections: Vec<String> = told(report)
        .map(|section| {
            let said = said(section).unwrap_or_else(|| format!("[{}]", silence(section)));
            format!("{}\n{said}\n", tame(wording::title(section)))
        })
        .collect();
    sections.join("\n")
}

/// The words of a section, and where there was speech that was not understood; `None` when there is neither.
fn said(section: &SectionReview) -> Option<String> {
    let text = tame(&wording::transcript(
        &section.transcript,
        &section.not_understood,
    ));
    (!text.is_empty()).then_some(text)
}

/// Why a section has no words.
fn silence(section: &SectionReview) -> &'static str {
    if section.transcribed {
        wording::NOTHING_HEARD
    } else {
        wording::NOT_TRANSCRIBED
    }
}

#[cfg(test)]
mod tests;
