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
    /// The time for the whole that was asked for in place of the level's.
    pub budget: Option<Duration>,
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
            budget,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::catalog::Catalog;
    use proptest::prelude::*;

    fn story() -> Scenario {
        Catalog::default().load("webhook-drop").unwrap().scenario
    }

    fn plan(level: &str, budget: Option<u64>) -> Plan {
        let story = story();
        let level = story.level(level).unwrap();
        let budget = budget.map(Duration::from_secs);
        Plan::new(&story, level, &story.principles[0], budget)
    }

    fn seconds(length: Option<Duration>) -> Option<f64> {
        length.map(|length| (length.as_secs_f64() * 100.0).round() / 100.0)
    }

    #[test]
    fn a_level_without_a_time_takes_the_sections_as_they_are() {
        let plan = plan("sde2", None);
        assert_eq!(plan.scale, 1.0);
        assert_eq!(plan.target, Duration::from_secs(175));
        assert_eq!(plan.ceiling, None);
        assert_eq!(plan.sections, story().sections);
    }

    #[test]
    fn a_level_with_a_time_scales_targets_and_ceilings() {
        let plan = plan("sde1", None);
        let situation = plan.section("situation").unwrap();
        assert_eq!(seconds(Some(situation.target)), Some(20.57));
        assert_eq!(seconds(situation.ceiling), Some(30.86));
        assert_eq!(plan.section("action").unwrap().ceiling, None);
    }

    #[test]
    fn a_level_with_a_range_keeps_its_longest() {
        let plan = plan("senior", None);
        assert_eq!(seconds(Some(plan.target)), Some(150.0));
        assert_eq!(seconds(plan.ceiling), Some(180.0));
    }

    #[test]
    fn a_budget_goes_before_the_levels_own_time() {
        let plan = plan("senior", Some(90));
        assert_eq!(plan.target, Duration::from_secs(90));
        assert_eq!(plan.ceiling, None);
        assert_eq!(
            seconds(Some(plan.section("action").unwrap().target)),
            Some(46.29)
        );
    }

    #[test]
    fn a_level_swaps_what_the_reflection_holds_and_nothing_else() {
        let (own, senior) = (plan("sde2", None), plan("senior", None));
        let says = |plan: &Plan, id: &str| -> Vec<String> {
            let signals = &plan.section(id).unwrap().signals;
            signals.iter().map(|signal| signal.say.clone()).collect()
        };
        for id in ["situation", "task", "action", "result"] {
            assert_eq!(says(&own, id), says(&senior, id));
        }
        assert!(says(&senior, "reflection").contains(&"prevents the next one".to_owned()));
        assert!(says(&own, "reflection").contains(&"cross-team visibility".to_owned()));
        assert!(
            senior
                .section("reflection")
                .unwrap()
                .example
                .contains("zero visibility")
        );
    }

    #[test]
    fn a_principle_names_the_signals_that_lead() {
        let story = story();
        let ownership = story.principle("ownership").unwrap();
        let plan = Plan::new(&story, &story.levels[1], ownership, None);
        assert_eq!(plan.principle, "ownership");
        assert!(plan.leading_signals.contains(&"outside my team".to_owned()));
        assert!(!plan.leading_signals.contains(&"I traced".to_owned()));
    }

    #[test]
    fn a_part_of_the_story_has_the_time_of_its_part() {
        let mut plan = plan("senior", None);
        plan.keep(&["task", "result"]);
        assert_eq!(seconds(Some(plan.target)), Some(34.29));
        assert_eq!(plan.ceiling, None);
    }

    proptest! {
        #[test]
        fn the_sections_share_any_time_in_their_own_proportion(budget in 1u64..3600) {
            let plan = plan("sde2", Some(budget));
            let sum: Duration = plan.sections.iter().map(|section| section.target).sum();
            prop_assert!(sum.abs_diff(plan.target) < Duration::from_micros(1));
            for (section, own) in plan.sections.iter().zip(&story().sections) {
                prop_assert!(section.ceiling.is_none_or(|ceiling| ceiling >= section.target));
                let share = section.target.as_secs_f64() / plan.target.as_secs_f64();
                prop_assert!((share - own.target.as_secs_f64() / 175.0).abs() < 1e-6);
            }
        }
    }
}
