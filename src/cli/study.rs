//! `rehearse study`: the walk through a story before anything is said.

use std::io::IsTerminal;

use super::aim::Aim;
use super::common::Common;
use super::exit::Outcome;
use crate::console;
use crate::session::study::Study;
use crate::session::study::score::Scores;
use crate::session::study::walk::Walk;
use crate::session::{SessionError, keys, screen};
use crate::take::Moment;

/// What `study` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The story: a name from `rehearse list`, or a file such as ./my-story.toml
    pub scenario: String,
    /// How the story is to be told.
    #[command(flatten)]
    pub aim: Aim,
}

/// Runs `rehearse study`.
///
/// # Errors
/// When the story, its level or its principle is not there, the terminal is not to be used, or nothing can be printed.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let loaded = common.catalog().load(&args.scenario)?;
    let plan = args.aim.plan(&loaded.scenario, None)?;
    let scores = Scores::open(&common.data_dir()?);
    let walk = Walk {
        style: common.style(),
        height: screen_height(common.plain),
        last_score: scores.last(&loaded.scenario.id)?,
    };
    let mut study = Study::new(&loaded.scenario, &plan);
    let mut keys = keys::open().map_err(SessionError::Terminal)?;
    walk.lead(&mut study, keys.as_mut(), &mut console::out())?;
    drop(keys);
    let score = study.score();
    if score.answered > 0 {
        scores.keep(&loaded.scenario.id, score, &Moment::now())?;
    }
    Ok(Outcome::Done)
}

/// Lines of the terminal that is read and printed to; `None` when it is none, or when everything is to be appended.
fn screen_height(plain: bool) -> Option<usize> {
    let terminal = console::out_is_terminal() && std::io::stdin().is_terminal();
    if plain || !terminal {
        return None;
    }
    screen::terminal_height()
}
