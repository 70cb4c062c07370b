//! `rehearse review`: the report on a take again, from what is stored; finishing and hearing anew when asked.

use anyhow::Context as _;

use super::common::Common;
use super::ending::Ending;
use super::exit::Outcome;
use super::page::PageArgs;
use crate::console;
use crate::output::report::Report;
use crate::scenario::Scenario;
use crate::session::again::Wanted;
use crate::session::practice::Story;
use crate::session::{SessionError, again, assess, screen};
use crate::take::{Store, Take};

/// What `review` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The take: its name or the beginning of it, `latest` or `previous`
    #[arg(default_value = "latest")]
    pub take: String,
    /// Transcribe what was recorded and never transcribed, as after a crash
    #[arg(long)]
    pub finish: bool,
    /// Transcribe everything anew, such as with another --model
    #[arg(long)]
    pub again: bool,
    /// Let an earlier telling of a section count, by its number: action:1
    #[arg(long = "use", value_name = "SECTION:N", value_parser = telling)]
    pub tellings: Vec<Telling>,
    /// A page of it.
    #[command(flatten)]
    pub page: PageArgs,
    /// What becomes of the report.
    #[command(flatten)]
    pub ending: Ending,
}

impl Args {
    fn wanted(&self) -> Option<Wanted> {
        if self.again {
            Some(Wanted::Everything)
        } else {
            // A telling that was broken off has no words until it is asked for.
            (self.finish || !self.tellings.is_empty()).then_some(Wanted::Unheard)
        }
    }
}

/// A telling of a section, by its number from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    section: String,
    number: usize,
}

/// Reads "action:1".
fn telling(text: &str) -> Result<Telling, String> {
    let wrong = || "expected a section and the number of a telling, such as action:1".to_owned();
    let (section, number) = text.split_once(':').ok_or_else(wrong)?;
    match number.parse() {
        Ok(number @ 1..) if !section.is_empty() => Ok(Telling {
            section: section.to_owned(),
            number,
        }),
        _ => Err(wrong()),
    }
}

/// Runs `rehearse review`.
///
/// # Errors
/// When the take, its scenario or the model is at fault.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let store = common.mended_store()?;
    let take = store.take(&args.take)?;
    if !args.tellings.is_empty() {
        let mut writer = store.edit(take.id())?;
        for telling in &args.tellings {
            writer.pick(&telling.section, telling.number)?;
        }
    }
    let take = store.take(take.id())?;
    let (report, scenario) = match args.wanted() {
        Some(wanted) => hear(common, &store, &take, wanted)?,
        None => report_of(common, &take)?,
    };
    let take = store.take(take.id())?;
    if args.page.wanted() {
        args.page.make(&store, &take, &report, &scenario)?;
    }
    args.ending.finish(common, &report)
}

/// The report on a take from what is stored, and the story that it tells.
///
/// # Errors
/// When the take or its story cannot be read.
pub fn report_of(common: &Common, take: &Take) -> anyhow::Result<(Report, Scenario)> {
    let scenario = scenario_of(common, take)?;
    let plan = assess::plan_of(take.record(), &scenario).context("The story has no level.")?;
    let usual = assess::usual(&common.store()?, take, &plan);
    let report = assess::report(take, &scenario, &plan, usual)?;
    Ok((report, scenario))
}

/// The scenario as it was when the take was told; where it was not kept, as it is now.
pub(super) fn scenario_of(common: &Common, take: &Take) -> anyhow::Result<Scenario> {
    let id = &take.record().scenario;
    let Some(source) = take.scenario_source()? else {
        return Ok(common.catalog().load(id)?.scenario);
    };
    let mut scenario = Scenario::parse(id, &format!("{id}.toml"), &source)
        .map_err(|faults| SessionError::Scenario(Box::new(faults)))?;
    // A story that was told from a file elsewhere has no name in the catalog; the take keeps a copy of it.
    if common.catalog().load(id).is_err() {
        let copy = take.dir().join("scenario.toml");
        scenario.typed = console::shell_word(&copy.display().to_string());
    }
    Ok(scenario)
}

/// Transcribes what is wanted, keeps the new report, and ends the take.
fn hear(
    common: &Common,
    store: &Store,
    take: &Take,
    wanted: Wanted,
) -> anyhow::Result<(Report, Scenario)> {
    let scenario = scenario_of(common, take)?;
    let plan = assess::plan_of(take.record(), &scenario).context("The story has no level.")?;
    let principle = scenario.find_principle(&plan.principle)?;
    let story = Story {
        scenario: &scenario,
        plan: &plan,
        principle,
    };
    let mut writer = store.edit(take.id())?;
    if again::is_needed(writer.take(), wanted)? {
        let chosen = common.choose_model()?;
        let mut screen = screen::open(common.plain);
        screen.working("Loading the model", 0.0);
        let ear = chosen.load(&take.record().language)?;
        for (section, error) in again::hear(&mut writer, story, &ear, wanted, screen.as_mut())? {
            console::note(format!("{section} was passed over: {error}"));
        }
    }
    let report = assess::conclude(writer, &story, store)?;
    Ok((report, scenario))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telling_is_a_section_and_a_number_from_1() {
        let action = Telling {
            section: "action".to_owned(),
            number: 2,
        };
        assert_eq!(telling("action:2"), Ok(action));
        for wrong in ["action", "action:0", "action:x", ":1", "2"] {
            assert!(telling(wrong).is_err(), "{wrong}");
        }
    }
}
