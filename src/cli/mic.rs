//! `rehearse mic`: is this microphone fit for a rehearsal, and what should be changed?

use super::common::Common;
use super::exit::Outcome;
use super::microphone::note_hidden_server;
use crate::audio::microphone::Microphone;
use crate::console;
use crate::session::screen::{self, filled, terminal_width};
use crate::session::{SessionError, keys, mic, script};

/// What `mic` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The microphone: a name, a part of it, or an id from `rehearse devices`
    #[arg(long, value_name = "NAME")]
    pub device: Option<String>,
    /// Do not play the sample back
    #[arg(long)]
    pub silent: bool,
}

/// Runs `rehearse mic`.
///
/// # Errors
/// When there is no microphone, or nothing is heard from it.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    note_hidden_server();
    let microphone = Microphone::open(args.device.as_deref()).map_err(SessionError::from)?;
    let mut screen = screen::open(common.plain);
    let mut keys = keys::open_if_any().map_err(SessionError::Terminal)?;
    let heard = mic::listen(Box::new(microphone), keys.as_mut(), screen.as_mut())?;
    let Some(sample) = heard else {
        return Ok(Outcome::Done);
    };
    console::say(script::microphone(&sample.heard, sample.rate_hz))?;
    let advice = script::microphone_advice(&sample.heard, &sample.problems, &sample.device);
    for line in advice {
        console::say(filled(&line, terminal_width()))?;
    }
    if !args.silent {
        mic::play_back(&sample, keys.as_mut(), screen.as_mut());
    }
    Ok(Outcome::Done)
}
