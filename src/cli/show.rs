//! `rehearse show`: the study sheet of a story.

use std::io::Write;

use super::aim::Aim;
use super::common::Common;
use super::exit::Outcome;
use crate::console;
use crate::output::sheet;

/// What `show` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The story: a name from `rehearse list`, or a file such as ./my-story.toml
    pub scenario: String,
    /// How the story is to be told.
    #[command(flatten)]
    pub aim: Aim,
}

/// Runs `rehearse show`.
///
/// # Errors
/// When the story, its level or its principle is not there, or nothing can be printed.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let loaded = common.catalog().load(&args.scenario)?;
    let plan = args.aim.plan(&loaded.scenario, None)?;
    let mut out = console::out();
    sheet::print(&loaded.scenario, &plan, &mut out, common.style())?;
    out.flush()?;
    Ok(Outcome::Done)
}
