//! `rehearse play`: hear a take, with its words running along.

use std::io::IsTerminal;
use std::time::Duration;

use super::common::Common;
use super::exit::Outcome;
use crate::scenario::lookup::Unknown;
use crate::scenario::nearest::nearest;
use crate::session::{SessionError, keys, play, screen};
use crate::take::{Take, WHOLE_ANSWER};
use crate::time::Offset;

/// What `play` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The take: its name or the beginning of it, `latest` or `previous`
    #[arg(default_value = "latest")]
    pub take: String,
    /// Only this section
    #[arg(long, value_name = "SECTION")]
    pub section: Option<String>,
    /// Begin so many seconds into the first section that is played
    #[arg(long, value_name = "SECONDS", default_value_t = 0.0)]
    pub from: f64,
}

/// Runs `rehearse play`.
///
/// # Errors
/// When there is no such take or section, or no loudspeaker.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let take = common.mended_store()?.take(&args.take)?;
    let sections = match &args.section {
        Some(asked) => vec![known(&take, asked)?],
        None => told(&take)
            .into_iter()
            .filter(|id| id != WHOLE_ANSWER)
            .collect(),
    };
    let mut screen = screen::open(common.plain);
    // Without a terminal there are no keys to stop it with, and the end of the input is no wish to stop.
    let mut keys = match std::io::stdin().is_terminal() {
        true => Some(keys::open().map_err(SessionError::Terminal)?),
        false => None,
    };
    let mut from = Offset::from_seconds(args.from);
    if keys.is_some() {
        screen.say("Any key stops.");
    }
    for id in sections {
        screen.say(&format!("\n{id}"));
        let mut stopped = false;
        play::section(&take, &id, from, screen.as_mut(), || {
            stopped |= keys
                .as_mut()
                .is_some_and(|keys| keys.next(Duration::ZERO).is_some());
            stopped
        })?;
        if stopped {
            break;
        }
        from = Offset::START;
    }
    Ok(Outcome::Done)
}

/// Ids of the sections that were told, in their order.
fn told(take: &Take) -> Vec<String> {
    let told = take
        .record()
        .sections
        .iter()
        .filter(|section| section.counted().is_some());
    told.map(|section| section.id.clone()).collect()
}

fn known(take: &Take, asked: &str) -> Result<String, Unknown> {
    let known = told(take);
    known
        .iter()
        .find(|id| id.eq_ignore_ascii_case(asked))
        .cloned()
        .ok_or_else(|| Unknown {
            what: "told section",
            asked: asked.to_owned(),
            scenario: take.id().to_owned(),
            near: nearest(asked, known.iter().map(String::as_str)).map(str::to_owned),
            known: known.clone(),
        })
}
