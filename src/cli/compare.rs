//! `rehearse compare`: what changed from one take to another.

use std::io::Write;

use super::common::Common;
use super::exit::Outcome;
use super::review::scenario_of;
use crate::console::{self, shell_word};
use crate::output::compare::{Comparison, print};
use crate::output::report::Report;
use crate::review::SectionState;
use crate::session::assess;
use crate::take::{Store, StoreError, Take, TakeSummary};

/// What `compare` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A take: its name or the beginning of it, `latest` or `previous`; without it, the last two takes of one story
    pub one: Option<String>,
    /// The other; without it, the latest of the same story. Which of them is the earlier one is found by itself
    pub other: Option<String>,
}

/// Two takes that cannot be compared.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// They tell different stories.
    #[error(
        "{} tells {} and {} tells {}; only takes of one story can be compared. `rehearse takes {}` lists those of the first",
        one.0, one.1, other.0, other.1, shell_word(&one.1)
    )]
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
    /// No earlier take tells its story.
    #[error("there is no earlier take of {story} to compare {take} with; tell it once more first")]
    Earliest {
        /// Its name.
        take: String,
        /// Its story.
        story: String,
    },
    /// No two takes go together.
    #[error(
        "no two takes tell the same part of one story yet, so there is nothing to compare; `rehearse takes` lists them"
    )]
    NoPair,
    /// They tell different sections of one story.
    #[error("{one} and {other} have no section in common, so there is nothing to compare")]
    NothingShared {
        /// Name of one.
        one: String,
        /// Name of the other.
        other: String,
    },
    /// It was never judged, and its story cannot be read.
    #[error(
        "{take} has no report, and its story cannot be read; see: rehearse review {}",
        shell_word(take)
    )]
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
    let (one, other) = chosen(&store, args)?;
    let mut takes = [store.take(&one)?, store.take(&other)?];
    takes.sort_by(|left, right| left.record().begun.cmp(&right.record().begun));
    let [before, after] = &takes;
    fit(before, after)?;
    let change = Comparison::of(&report_of(common, before)?, &report_of(common, after)?);
    let change = change.ok_or_else(|| CompareError::NothingShared {
        one: before.id().to_owned(),
        other: after.id().to_owned(),
    })?;
    let mut out = console::out();
    print(&change, &mut out, common.style())?;
    out.flush()?;
    Ok(Outcome::Done)
}

const PREVIOUS: &str = "previous";

/// The names of the two takes that are meant. "previous", and what is not named, is a take of the same story as the
/// other one.
fn chosen(store: &Store, args: &Args) -> anyhow::Result<(String, String)> {
    let takes = || -> Result<Vec<TakeSummary>, StoreError> { Ok(store.list()?.takes) };
    let named = |asked: &str| store.name(asked);
    Ok(match (args.one.as_deref(), args.other.as_deref()) {
        (None, _) => {
            // Says in its own words that there is no take at all.
            let _ = named("latest")?;
            last_pair(&takes()?).ok_or(CompareError::NoPair)?
        }
        (Some(PREVIOUS), None) => {
            let latest = named("latest")?;
            (before(&takes()?, &latest)?, latest)
        }
        (Some(PREVIOUS), Some(other)) if other != PREVIOUS => {
            let other = named(other)?;
            (before(&takes()?, &other)?, other)
        }
        (Some(one), Some(PREVIOUS)) => {
            let one = named(one)?;
            (before(&takes()?, &one)?, one)
        }
        (Some(one), Some(other)) => (named(one)?, named(other)?),
        (Some(one), None) => {
            let one = named(one)?;
            let takes = takes()?;
            let latest = latest_like(&takes, &one);
            let other = latest.map_or_else(|| before(&takes, &one), Ok)?;
            (one, other)
        }
    })
}

/// Whether both tell one story, and a section of it in common as far as that is known.
fn go_together(one: &TakeSummary, other: &TakeSummary) -> bool {
    let told = |take: &TakeSummary, id: &str| {
        let mut sections = take.sections.iter();
        sections.any(|section| section.id == id && section.state != SectionState::Skipped)
    };
    let unknown = one.sections.is_empty() || other.sections.is_empty();
    let mut sections = one.sections.iter();
    one.scenario == other.scenario
        && (unknown || sections.any(|own| told(one, &own.id) && told(other, &own.id)))
}

/// The newest take that goes together with an earlier one, and that one. `takes` come oldest first.
fn last_pair(takes: &[TakeSummary]) -> Option<(String, String)> {
    takes.iter().enumerate().rev().find_map(|(place, after)| {
        let mut earlier = takes[..place].iter().rev();
        let before = earlier.find(|before| go_together(before, after))?;
        Some((before.id.clone(), after.id.clone()))
    })
}

/// The last take before the one called `id` that goes together with it.
fn before(takes: &[TakeSummary], id: &str) -> anyhow::Result<String> {
    let Some(place) = takes.iter().position(|take| take.id == id) else {
        // A damaged one: the store says what is wrong with it.
        return Ok(id.to_owned());
    };
    let take = &takes[place];
    let mut earlier = takes[..place].iter().rev();
    match earlier.find(|before| go_together(before, take)) {
        Some(before) => Ok(before.id.clone()),
        None => Err(CompareError::Earliest {
            take: take.id.clone(),
            story: take.scenario.clone(),
        }
        .into()),
    }
}

/// The newest take after the one called `id` that goes together with it.
fn latest_like(takes: &[TakeSummary], id: &str) -> Option<String> {
    let place = takes.iter().position(|take| take.id == id)?;
    let mut later = takes[place + 1..].iter().rev();
    let latest = later.find(|later| go_together(&takes[place], later))?;
    Some(latest.id.clone())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::history::tests::take;

    /// Takes of these stories, a day each, oldest first.
    fn takes(stories: &[&str]) -> Vec<TakeSummary> {
        let told = |(day, story): (u8, &&str)| {
            let mut take = take(day, 2);
            take.id = format!("{story}-{day}");
            take.scenario = (*story).to_owned();
            take
        };
        (1..).zip(stories).map(told).collect()
    }

    fn pair(one: &str, other: &str) -> Option<(String, String)> {
        Some((one.to_owned(), other.to_owned()))
    }

    #[test]
    fn the_last_two_takes_of_one_story_are_chosen_whatever_was_told_between_them() {
        assert_eq!(last_pair(&takes(&["a", "a", "b", "a"])), pair("a-2", "a-4"));
        assert_eq!(last_pair(&takes(&["a", "a", "b"])), pair("a-1", "a-2"));
        assert_eq!(last_pair(&takes(&["a", "b"])), None);
        assert_eq!(last_pair(&[]), None);
    }

    #[test]
    fn previous_is_the_one_before_of_the_same_story() {
        let takes = takes(&["a", "b", "a"]);
        assert_eq!(before(&takes, "a-3").unwrap(), "a-1");
        let error = before(&takes, "b-2").unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no earlier take of b to compare b-2 with; tell it once more first"
        );
        assert_eq!(latest_like(&takes, "a-1").as_deref(), Some("a-3"));
        assert_eq!(latest_like(&takes, "a-3"), None);
    }

    #[test]
    fn takes_of_different_sections_are_no_pair() {
        let mut takes = takes(&["a", "a", "a"]);
        takes[1].sections.truncate(1);
        takes[2].sections.remove(0);
        assert_eq!(last_pair(&takes), pair("a-1", "a-3"));
    }
}
