//! Names for people: from the report where it holds them, from the id where it is older than they are.

use crate::output::report::Report;
use crate::review::SectionReview;
use crate::signals::State;

/// The section's title.
pub fn section_title(section: &SectionReview) -> String {
    given(&section.title, &section.section)
}

/// The title of the section called `id`.
pub fn title_of_section(report: &Report, id: &str) -> String {
    let section = report.sections.iter().find(|section| section.section == id);
    section.map_or_else(|| title_of(id), section_title)
}

/// The story's title.
pub fn story(report: &Report) -> String {
    given(&report.title, &report.scenario)
}

/// The title of the level that was told.
pub fn level(report: &Report) -> String {
    given(&report.level_title, &report.level)
}

/// The title of the principle that it was aimed at.
pub fn principle(report: &Report) -> String {
    given(&report.principle_title, &report.principle)
}

fn given(title: &str, id: &str) -> String {
    if title.is_empty() {
        title_of(id)
    } else {
        title.to_owned()
    }
}

/// An id as a title: `bias-for-action` as `Bias for action`.
pub fn title_of(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A state as the page's labels have it; longer than a terminal's one word.
pub fn state_label(state: State) -> &'static str {
    match state {
        State::Said => "Said",
        State::Near => "Nearly said",
        State::Elsewhere => "In another section",
        State::Denied => "The opposite was said",
        State::Missing => "Not heard",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_without_titles_still_reads_well() {
        assert_eq!(given("", "bias-for-action"), "Bias for action");
        assert_eq!(
            given("Bias for Action", "bias-for-action"),
            "Bias for Action"
        );
        assert_eq!(title_of(""), "");
    }
}
