//! `rehearse compare`: what changed from one take to another.

use std::io::Write;

use super::common::Common;
use super::exit::Outcome;
use super::review::scenario_of;
use crate::output::compare::{Comparison, print};
use crate::output::report::Report;
use crate::session::assess;
use crate::take::Take;

/// What `compare` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A take: its name or the beginning of it, `latest` or `previous`
    #[arg(default_value = "previous")]
    pub one: String,
    /// The other; which of them is the earlier one is found by itself
    #[arg(default_value = "latest")]
    pub other: String,
}

/// Two takes that cannot be compared.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// They tell different stories.
    #[error("{} tells {} and {} tells {}; only takes of one story can be compared", one.0, one.1, other.0, other.1)]
    OtherStory {
        /// Name and story of one.
        one: (String, String),
        /// Name and story of the other.
        other: (String, String),
    },
    /// There is one take only.
    #[error("{take} cannot be compared with itself; `rehearse takes` lists the others")]
    Same {
        /// Its name.
        take: String,
    },
    /// It was never judged, and its story cannot be read.
    #[error("{take} has no report, and its story cannot be read; see: rehearse review {take}")]
    NoReport {
        /// Its name.
        take: String,
    },
}

/// Runs `rehearse compare`.
///
/// # Errors
/// When there are no such takes, or they do not go together.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let store = common.mended_store()?;
    let mut takes = [store.take(&args.one)?, store.take(&args.other)?];
    takes.sort_by(|left, right| left.record().begun.cmp(&right.record().begun));
    let [before, after] = &takes;
    fit(before, after)?;
    let change = Comparison::of(&report_of(common, before)?, &report_of(common, after)?);
    let mut out = anstream::stdout().lock();
    print(&change, &mut out, common.style())?;
    out.flush()?;
    Ok(Outcome::Done)
}

fn fit(one: &Take, other: &Take) -> Result<(), CompareError> {
    let story = |take: &Take| (take.id().to_owned(), take.record().scenario.clone());
    if one.id() == other.id() {
        Err(CompareError::Same {
            take: one.id().to_owned(),
        })
    } else if one.record().scenario != other.record().scenario {
        Err(CompareError::OtherStory {
            one: story(one),
            other: story(other),
        })
    } else {
        Ok(())
    }
}

/// The take, judged as it would be judged today; where its story cannot be read any more, as it was judged then.
fn report_of(common: &Common, take: &Take) -> anyhow::Result<Report> {
    if let Ok(scenario) = scenario_of(common, take)
        && let Some(plan) = assess::plan_of(take.record(), &scenario)
    {
        return Ok(assess::report(take, &scenario, &plan, None)?);
    }
    let mut report = take.report()?.ok_or_else(|| CompareError::NoReport {
        take: take.id().to_owned(),
    })?;
    report.corrections = take.corrections()?.corrections;
    Ok(report)
}
