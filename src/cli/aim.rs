//! How a story is told this time: the flags that every way of rehearsing shares.

use std::time::Duration;

use anyhow::Context as _;

use crate::scenario::plan::Plan;
use crate::scenario::{Scenario, duration};

/// How a story is told: level, principle, time.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Aim {
    /// The level of the job: sets the time for the whole and the reflection
    #[arg(long, value_name = "LEVEL", help_heading = "Aim")]
    pub level: Option<String>,
    /// Aim the story at this principle
    #[arg(long, value_name = "PRINCIPLE", help_heading = "Aim")]
    pub principle: Option<String>,
    /// Time for the whole answer, such as 90s or 2m30s; section times scale with it
    #[arg(long, value_name = "TIME", value_parser = duration::parse, help_heading = "Aim")]
    pub budget: Option<Duration>,
}

/// The shortest time in which anything can be said. A shorter target would be shown as 0:00.
const SHORTEST: Duration = Duration::from_secs(1);

/// The time for the whole leaves a section none.
#[derive(Debug, thiserror::Error)]
#[error(
    "--budget {}s leaves {section} only {:.1} s; with --budget {}s or more every section gets its second",
    budget.as_secs(), left.as_secs_f64(), enough.as_secs()
)]
pub struct TooLittleTime {
    budget: Duration,
    section: String,
    left: Duration,
    enough: Duration,
}

impl Aim {
    /// The plan for a telling of `scenario`, whole or of the section `only`.
    ///
    /// # Errors
    /// When the scenario has no such level, principle or section, or a section gets too little time.
    pub fn plan(&self, scenario: &Scenario, only: Option<&str>) -> anyhow::Result<Plan> {
        let level = match &self.level {
            Some(id) => scenario.find_level(id)?,
            None => scenario.usual_level().context("The story has no level.")?,
        };
        let principle = scenario.find_principle(
            self.principle
                .as_deref()
                .unwrap_or(&scenario.home_principle),
        )?;
        let mut plan = Plan::new(scenario, level, principle, self.budget);
        if let Some(only) = only {
            plan.keep(&[scenario.find_section(only)?.id.as_str()]);
        }
        self.check_time(&plan)?;
        Ok(plan)
    }

    fn check_time(&self, plan: &Plan) -> Result<(), TooLittleTime> {
        let shortest = plan.sections.iter().min_by_key(|section| section.target);
        let (Some(budget), Some(section)) = (self.budget, shortest) else {
            return Ok(());
        };
        if section.target >= SHORTEST {
            return Ok(());
        }
        let share = section.target.as_secs_f64() / budget.as_secs_f64();
        Err(TooLittleTime {
            budget,
            section: section.title.clone(),
            left: section.target,
            enough: Duration::from_secs((SHORTEST.as_secs_f64() / share).ceil() as u64),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::catalog::Catalog;

    fn plan(seconds: u64, only: Option<&str>) -> anyhow::Result<Plan> {
        let story = Catalog::default().load("webhook-drop").unwrap().scenario;
        let budget = Some(Duration::from_secs(seconds));
        let aim = Aim {
            budget,
            ..Aim::default()
        };
        aim.plan(&story, only)
    }

    #[test]
    fn a_budget_that_leaves_a_section_no_second_is_refused_with_one_that_does() {
        let error = plan(5, None).unwrap_err().to_string();
        assert_eq!(
            error,
            "--budget 5s leaves Reflection only 0.4 s; with --budget 12s or more every section gets its second"
        );
        assert!(plan(11, None).is_err());
        let least = plan(12, None).unwrap();
        assert!(
            least
                .sections
                .iter()
                .all(|section| section.target >= SHORTEST)
        );
    }

    #[test]
    fn only_sections_that_are_told_need_time() {
        assert!(plan(10, Some("task")).is_ok());
        assert!(plan(5, Some("task")).is_err());
        assert!(plan(5, Some("action")).is_ok());
    }
}
