//! A scenario as it will be told this time: a level, a principle and a time for the whole applied to it.

use std::time::Duration;

use super::{Level, Principle, Scenario, Section, SectionKind, Signal};

/// What one telling is measured against. Its sections stand in the order of speaking.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The scenario's id.
    pub scenario: String,
    /// The level's id.
    pub level: String,
    /// The id of the principle that it is aimed at.
    pub principle: String,
    /// Time for the whole answer.
    pub target: Duration,
    /// The longest that is still right for the whole; `None` when nothing sets one.
    pub ceiling: Option<Duration>,
    /// How much the sections' own times were stretched (above 1) or compressed (below 1).
    pub scale: f64,
    /// The sections, with times scaled and signals of the level.
    pub sections: Vec<Section>,
    /// Labels of the signals that lead under the principle.
    pub leading_signals: Vec<String>,
}

impl Plan {
    /// Applies `level` and `principle`, and `budget` in place of the level's own time.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        level: &Level,
        principle: &Principle,
        budget: Option<Duration>,
    ) -> Self {
        let own: Duration = scenario.sections.iter().map(|section| section.target).sum();
        let target = budget.or(level.target).unwrap_or(own);
        let scale = if own.is_zero() {
            1.0
        } else {
            target.as_secs_f64() / own.as_secs_f64()
        };
        Self {
            scenario: scenario.id.clone(),
            level: level.id.clone(),
            principle: principle.id.clone(),
            target,
            ceiling: if budget.is_some() {
                None
            } else {
                level.ceiling
            },
            scale,
            sections: scenario
                .sections
                .iter()
                .map(|section| fitted(section, level, scale))
                .collect(),
            leading_signals: principle.leading_signals.clone(),
        }
    }

    /// Leaves only the sections with these ids. When any is left out, the time for the whole is the sum of the rest,
    /// without a ceiling.
    pub fn keep(&mut self, ids: &[&str]) {
        let all = self.sections.len();
        self.sections
            .retain(|section| ids.contains(&section.id.as_str()));
        if self.sections.len() < all {
            self.target = self.sections.iter().map(|section| section.target).sum();
            self.ceiling = None;
        }
    }

    /// The section with this id.
    #[must_use]
    pub fn section(&self, id: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == id)
    }
}

fn fitted(section: &Section, level: &Level, scale: f64) -> Section {
    let mut section = section.clone();
    section.target = section.target.mul_f64(scale);
    section.ceiling = section.ceiling.map(|ceiling| ceiling.mul_f64(scale));
    if section.kind == SectionKind::Reflection {
        if !level.reflection_signals.is_empty() {
            section.signals = Vec::<Signal>::clone(&level.reflection_signals);
        }
        if !level.reflection_example.is_empty() {
            section.example.clone_from(&level.reflection_example);
        }
    }
    section
}
