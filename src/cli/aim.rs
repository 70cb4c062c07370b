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

impl Aim {
    /// The plan for a telling of `scenario`.
    ///
    /// # Errors
    /// When the scenario has no such level or principle.
    pub fn plan(&self, scenario: &Scenario) -> anyhow::Result<Plan> {
        let level = match &self.level {
            Some(id) => scenario.find_level(id)?,
            None => scenario.usual_level().context("The story has no level.")?,
        };
        let principle = scenario.find_principle(
            self.principle
                .as_deref()
                .unwrap_or(&scenario.home_principle),
        )?;
        Ok(Plan::new(scenario, level, principle, self.budget))
    }
}
