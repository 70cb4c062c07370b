//! The check of a microphone: listens to a sample, says what was measured and what to change, and plays it back.

use std::time::Duration;

use super::keys::{Key, Keys};
use super::screen::{Screen, TICK};
use super::{SessionError, script};
use crate::audio::meter::Loudness;
use crate::audio::preflight::{FIRST_SOUND_WITHIN, Problem, Severity};
use crate::audio::recording_thread::{RecordingThread, State};
use crate::audio::tee::{Kept, Tee};
use crate::audio::{Capture, playback};
use crate::time::{Offset, Span, length_of_samples};

/// How long the person is listened to.
const SAMPLE: Duration = Duration::from_secs(5);

/// What was heard of a microphone.
pub struct Sample {
    /// Its name.
    pub device: String,
    /// Frames a second.
    pub rate_hz: u32,
    /// How loud it was.
    pub heard: Loudness,
    /// What should be changed; none of them makes it useless.
    pub problems: Vec<Problem>,
    frames: Vec<f32>,
}

/// Listens to `microphone` for a few seconds, while the person says something. `None` when the person leaves.
///
/// # Errors
/// When nothing is heard from it, or it is lost meanwhile.
pub fn listen(
    microphone: Box<dyn Capture>,
    keys: &mut dyn Keys,
    screen: &mut dyn Screen,
) -> Result<Option<Sample>, SessionError> {
    let (device, rate_hz) = (microphone.name().to_owned(), microphone.rate_hz());
    let (tee, kept) = Tee::new(microphone);
    let thread = RecordingThread::start(Box::new(tee))?;
    let patience = FIRST_SOUND_WITHIN + Duration::from_millis(200);
    // Whatever it comes to, the loop below sees it.
    let _ = thread.wait(patience, |status| status.state != State::Waiting);
    screen.say(&format!(
        "Microphone: {device}. Say a sentence or two, as in an interview."
    ));
    thread.listen_anew();
    let heard = loop {
        let status = thread.status();
        if let State::Failed(error) = status.state {
            return Err(error.into());
        }
        let problems = thread.problems();
        let fault = |problem: &&Problem| problem.severity() == Severity::Fault;
        if let Some(fault) = problems.iter().find(fault) {
            screen.clear();
            let problem = *fault;
            return Err(SessionError::DeafMicrophone { device, problem });
        }
        if status.heard.heard >= SAMPLE {
            break status.heard;
        }
        let done = status.heard.heard.as_secs_f64() / SAMPLE.as_secs_f64();
        screen.working("Listening", done);
        if leaves(keys.next(TICK)) {
            screen.clear();
            return Ok(None);
        }
    };
    screen.clear();
    let problems = thread.problems();
    Ok(Some(Sample {
        frames: sample_of(&kept, rate_hz),
        device,
        rate_hz,
        heard,
        problems,
    }))
}

fn sample_of(kept: &Kept, rate_hz: u32) -> Vec<f32> {
    kept.last(rate_hz as usize * SAMPLE.as_secs() as usize)
}

fn leaves(key: Option<Key>) -> bool {
    matches!(
        key,
        Some(Key::Char('q') | Key::Escape | Key::Interrupt | Key::Hangup)
    )
}

/// Plays the sample, so that the person hears what was heard. Any key stops it. That nothing can be played is told.
pub fn play_back(sample: &Sample, keys: &mut dyn Keys, screen: &mut dyn Screen) {
    screen.say(script::YOUR_SAMPLE);
    let length = length_of_samples(sample.frames.len() as u64, sample.rate_hz);
    let all = Span::new(Offset::START, Offset::START + length);
    let played = playback::play(&sample.frames, sample.rate_hz, all, |_| {
        keys.next(Duration::ZERO).is_some()
    });
    if let Err(error) = played {
        screen.say(&error.to_string());
    }
}
