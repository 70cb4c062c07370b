//! Names for people: from the scenario where it is there, from the id where it is not.

use crate::output::report::Report;
use crate::scenario::{Scenario, Section};
use crate::signals::State;

/// Names for the parts of one report.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The story, when its file is still there.
    pub scenario: Option<&'a Scenario>,
}

impl<'a> Names<'a> {
    /// The section as its author wrote it.
    pub fn section(self, id: &str) -> Option<&'a Section> {
        self.scenario?.section(id)
    }

    /// The section's title.
    pub fn section_title(self, id: &str) -> String {
        self.section(id)
            .map_or_else(|| title_of(id), |section| section.title.clone())
    }

    /// The title of the level that was told.
    pub fn level(self, report: &Report) -> String {
        self.scenario
            .and_then(|scenario| scenario.level(&report.level))
            .map_or_else(|| title_of(&report.level), |level| level.title.clone())
    }

    /// The title of the principle that it was aimed at.
    pub fn principle(self, report: &Report) -> String {
        self.scenario
            .and_then(|scenario| scenario.principle(&report.principle))
            .map_or_else(
                || title_of(&report.principle),
                |principle| principle.title.clone(),
            )
    }

    /// The story's title.
    pub fn story(self, report: &Report) -> String {
        self.scenario
            .map_or_else(|| title_of(&report.scenario), |story| story.title.clone())
    }
}

/// An id as a title: `bias-for-action` as `Bias for action`.
fn title_of(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// The name of a state in class names and icons.
pub fn state_key(state: State) -> &'static str {
    match state {
        State::Said => "said",
        State::Near => "near",
        State::Elsewhere => "elsewhere",
        State::Denied => "denied",
        State::Missing => "missing",
    }
}

/// A state as a person reads it.
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
    fn without_its_scenario_an_id_still_reads_as_a_title() {
        let names = Names { scenario: None };
        assert_eq!(names.section_title("situation"), "Situation");
        assert_eq!(title_of("bias-for-action"), "Bias for action");
        assert_eq!(title_of(""), "");
    }
}
