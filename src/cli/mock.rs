//! `rehearse mock` and `rehearse followups`: the interview, and its second half alone.

use super::aim::Aim;
use super::common::Common;
use super::ending::Ending;
use super::exit::Outcome;
use super::microphone;
use crate::scenario::FollowUp;
use crate::session::mock;
use crate::session::practice::Story;
use crate::session::studio::Studio;
use crate::take::{Mode, TakeWriter};

/// Follow-up questions that an interviewer asks when nobody says how many.
pub const FOLLOW_UPS: usize = 2;

/// What `mock` takes.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// The story: a name from `rehearse list`, or a file such as ./my-story.toml
    #[arg(required_unless_present = "random")]
    pub scenario: Option<String>,
    /// Any story
    #[arg(long, conflicts_with = "scenario")]
    pub random: bool,
    /// How many follow-up questions to ask
    #[arg(long, value_name = "N", default_value_t = FOLLOW_UPS)]
    pub follow_ups: usize,
    /// How the story is to be told.
    #[command(flatten)]
    pub aim: Aim,
    /// The microphone.
    #[command(flatten)]
    pub microphone: microphone::AtMicrophone,
    /// What becomes of the report.
    #[command(flatten)]
    pub ending: Ending,
}

/// What `followups` takes.
#[derive(Debug, clap::Args)]
pub struct DrillArgs {
    /// The story: a name from `rehearse list`, or a file such as ./my-story.toml
    pub scenario: String,
    /// The microphone.
    #[command(flatten)]
    pub microphone: microphone::AtMicrophone,
    /// What becomes of the report.
    #[command(flatten)]
    pub ending: Ending,
}

/// There is nothing to drill.
#[derive(Debug, thiserror::Error)]
#[error(
    "\"{title}\" has no follow-up questions. Add some to its file as [[follow_up]], or tell the story: rehearse run {typed}"
)]
pub struct NoFollowUps {
    title: String,
    typed: String,
}

/// Runs `rehearse mock`.
///
/// # Errors
/// When the story, the microphone, the model or the store is at fault.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let catalog = common.catalog();
    let loaded = match &args.scenario {
        Some(name) => common.story(name)?,
        None => common.story(&any_of(&catalog.names()?))?,
    };
    let plan = args.aim.plan(&loaded.scenario, None)?;
    let principle = loaded.scenario.find_principle(&plan.principle)?;
    let story = Story {
        scenario: &loaded.scenario,
        plan: &plan,
        principle,
    };
    let tell = |studio: &mut Studio<'_>, take: &mut TakeWriter| {
        mock::interview(studio, take, story, args.follow_ups)
    };
    let rehearsed = args
        .microphone
        .rehearse(common, &loaded, story, Mode::Mock, tell)?;
    args.ending.after(common, rehearsed)
}

/// Runs `rehearse followups`.
///
/// # Errors
/// When the story, the microphone, the model or the store is at fault.
pub fn drill(common: &Common, args: &DrillArgs) -> anyhow::Result<Outcome> {
    let loaded = common.story(&args.scenario)?;
    if loaded.scenario.follow_ups.is_empty() {
        return Err(NoFollowUps {
            title: loaded.scenario.title,
            typed: loaded.scenario.typed,
        }
        .into());
    }
    let mut plan = Aim::default().plan(&loaded.scenario, None)?;
    plan.keep(&[]);
    let principle = loaded.scenario.find_principle(&plan.principle)?;
    let story = Story {
        scenario: &loaded.scenario,
        plan: &plan,
        principle,
    };
    let asked: Vec<&FollowUp> = loaded.scenario.follow_ups.iter().collect();
    let tell =
        |studio: &mut Studio<'_>, take: &mut TakeWriter| mock::drill(studio, take, story, &asked);
    let rehearsed = args
        .microphone
        .rehearse(common, &loaded, story, Mode::FollowUps, tell)?;
    args.ending.after(common, rehearsed)
}

/// One of `names`, by the clock: nobody needs to be kept from guessing it.
fn any_of(names: &[String]) -> String {
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    let pick = now.subsec_nanos() as usize % names.len().max(1);
    names.get(pick).cloned().unwrap_or_default()
}
