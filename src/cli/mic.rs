//! `rehearse mic`: is this microphone fit for a rehearsal, and what should be changed?

use std::time::Duration;

use super::common::Common;
use super::exit::Outcome;
use crate::audio::Capture;
use crate::audio::microphone::Microphone;
use crate::audio::preflight::{FIRST_SOUND_WITHIN, Severity};
use crate::audio::recording_thread::{RecordingThread, State};
use crate::session::screen::{self, TICK};
use crate::session::{SessionError, script};

/// What `mic` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The microphone: a name, a part of it, or an id from `rehearse devices`
    #[arg(long, value_name = "NAME")]
    pub device: Option<String>,
}

/// How long the person is listened to.
const SAMPLE: Duration = Duration::from_secs(5);

/// Runs `rehearse mic`.
///
/// # Errors
/// When there is no microphone, or nothing is heard from it.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let microphone: Box<dyn Capture> =
        Box::new(Microphone::open(args.device.as_deref()).map_err(SessionError::from)?);
    let (device, rate_hz) = (microphone.name().to_owned(), microphone.rate_hz());
    let thread = RecordingThread::start(microphone).map_err(SessionError::from)?;
    let patience = FIRST_SOUND_WITHIN + Duration::from_millis(200);
    let first = thread.wait(patience, |status| status.state != State::Waiting);
    if let State::Failed(error) = first.state {
        return Err(SessionError::from(error).into());
    }
    let mut screen = screen::open(common.plain);
    screen.say(&format!(
        "Microphone: {device}, {rate_hz} Hz. Say a sentence or two, as in an interview."
    ));
    thread.listen_anew();
    let heard = loop {
        let status = thread.status();
        if status.heard.heard >= SAMPLE || matches!(status.state, State::Failed(_) | State::Ended) {
            break status.heard;
        }
        let done = status.heard.heard.as_secs_f64() / SAMPLE.as_secs_f64();
        screen.working("Listening", done);
        std::thread::sleep(TICK);
        if thread
            .problems()
            .iter()
            .any(|problem| problem.severity() == Severity::Fault)
        {
            break thread.status().heard;
        }
    };
    screen.clear();
    let problems = thread.problems();
    if let Some(fault) = problems
        .iter()
        .find(|problem| problem.severity() == Severity::Fault)
    {
        return Err(SessionError::DeafMicrophone {
            device,
            problem: *fault,
        }
        .into());
    }
    anstream::println!("{}", script::microphone(&heard));
    for problem in &problems {
        anstream::println!("{}", script::microphone_problem(*problem, &device));
    }
    if problems.is_empty() {
        anstream::println!("Good to go.");
    }
    Ok(Outcome::Done)
}
