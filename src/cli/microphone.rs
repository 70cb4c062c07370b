//! A rehearsal at the microphone, as all modes set it up: check first, keep as it goes, report at the end.

use std::io::{self, IsTerminal};

use anyhow::Context as _;

use super::common::Common;
use super::exit::tell;
use crate::audio::Capture;
use crate::audio::microphone::{Microphone, hidden_server};
use crate::audio::recording_thread::RecordingThread;
use crate::output::report::Report;
use crate::scenario::catalog::Loaded;
use crate::scenario::plan::Plan;
use crate::session::practice::Story;
use crate::session::studio::Studio;
use crate::session::{SessionError, assess, keys, screen, script};
use crate::take::{Header, Mode, Moment, Store, TakeWriter};

/// What a rehearsal came to.
#[derive(Debug)]
pub enum Rehearsed {
    /// It is in the take, and this is its report.
    Told(Box<Report>),
    /// The person left before anything was recorded; there is no take.
    Nothing,
    /// The terminal was closed or the input ended. `kept` is the take, where anything was recorded.
    Left {
        /// Its name.
        kept: Option<String>,
        /// Whether there was a terminal in the beginning.
        at_terminal: bool,
    },
}

/// Which microphone, and whose hands.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct AtMicrophone {
    /// The microphone: a name, a part of it, or an id from `rehearse devices`
    #[arg(long, value_name = "NAME", help_heading = "Microphone")]
    pub device: Option<String>,
    /// Advance by the clock, for those who cannot reach a key
    #[arg(long, help_heading = "Microphone")]
    pub hands_free: bool,
}

impl AtMicrophone {
    /// Checks everything that a rehearsal needs, then lets `tell` run it, and makes the report.
    ///
    /// # Errors
    /// When the microphone, the model or the store is at fault. What was spoken is kept.
    pub fn rehearse(
        &self,
        common: &Common,
        loaded: &Loaded,
        story: Story<'_>,
        mode: Mode,
        tell: impl FnOnce(&mut Studio<'_>, &mut TakeWriter) -> Result<bool, SessionError>,
    ) -> anyhow::Result<Rehearsed> {
        // Asked now: a terminal that was closed is none any more.
        let at_terminal = io::stdin().is_terminal();
        let store = common.mended_store()?;
        let chosen = common.choose_model()?;
        note_hidden_server();
        let open = |asked: Option<&str>| -> Result<Box<dyn Capture>, SessionError> {
            Ok(Box::new(Microphone::open(
                asked.or(self.device.as_deref()),
            )?))
        };
        // The microphone before the model: it warms up while the model loads, and who has none should not wait.
        let microphone = RecordingThread::start(open(None)?).map_err(SessionError::from)?;
        let mut screen = screen::open(common.plain);
        let keys = if self.hands_free {
            keys::open_if_any()
        } else {
            keys::open()
        };
        let mut keys = keys.map_err(SessionError::Terminal)?;
        screen.working("Loading the model", 0.0);
        let ear = chosen.load(&story.scenario.language)?;
        screen.clear();
        let mut studio = Studio::new(keys.as_mut(), screen.as_mut(), &ear, &open, microphone);
        studio.hands_free = self.hands_free;
        studio.check()?;
        let mut take = begin(
            loaded,
            story.plan,
            mode,
            studio.device(),
            &chosen.model.name,
            &store,
        )?;
        if !take.is_locked() {
            studio.screen.say(script::NO_LOCKS);
        }
        let told = tell(&mut studio, &mut take);
        let somebody_is_there = told
            .with_context(|| format!("What you said is kept in the take {}.", take.take().id()))?;
        drop(keys);
        if take.take().record().duration().is_zero() {
            take.discard_if_empty()?;
            return Ok(if somebody_is_there {
                Rehearsed::Nothing
            } else {
                Rehearsed::Left {
                    kept: None,
                    at_terminal,
                }
            });
        }
        let id = take.take().id().to_owned();
        let report = assess::conclude(take, &story, &store)?;
        Ok(if somebody_is_there {
            Rehearsed::Told(Box::new(report))
        } else {
            Rehearsed::Left {
                kept: Some(id),
                at_terminal,
            }
        })
    }
}

/// Says when the environment points to a sound server that is not there, so that its microphones are missing.
pub fn note_hidden_server() {
    if let Some(hidden) = hidden_server() {
        tell(&hidden.to_string());
    }
}

/// Begins the take that everything is kept in.
///
/// # Errors
/// When the store cannot be written.
pub fn begin(
    loaded: &Loaded,
    plan: &Plan,
    mode: Mode,
    device: &str,
    model: &str,
    store: &Store,
) -> Result<TakeWriter, SessionError> {
    let header = Header {
        device: device.to_owned(),
        model: model.to_owned(),
        ..Header::new(&loaded.scenario, plan, mode)
    };
    let mut take = store.begin(header, Moment::now())?;
    if let Err(error) = take.save_scenario(&loaded.source) {
        // The first failure is the one to tell.
        let _ = take.discard_if_empty();
        return Err(error.into());
    }
    Ok(take)
}
