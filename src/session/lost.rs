//! The microphone is gone in the middle of a rehearsal: says so, and goes on with another.

use super::SessionError;
use super::keys::Key;
use super::live::key_lines;
use super::script;
use super::studio::Studio;
use super::task::Then;
use crate::audio::CaptureError;
use crate::audio::microphone;
use crate::take::TakeWriter;

/// Tells that the microphone is gone, what is kept, and lets the person choose. [`Then::Redo`]: another one is open.
///
/// # Errors
/// When the take cannot be written.
pub fn go_on(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    error: &CaptureError,
) -> Result<Then, SessionError> {
    studio.screen.say(&script::lost(error));
    if studio.hands_free {
        // Nobody can reach a key: the system's own choice, or the end.
        return match studio.change_microphone(None) {
            Ok(()) => heard_again(studio, take),
            Err(error) => {
                studio.screen.say(&error.to_string());
                Ok(Then::Stop)
            }
        };
    }
    match choose(studio, "tell this part again") {
        Then::Redo => heard_again(studio, take),
        other => Ok(other),
    }
}

/// Lets the person go on with the microphone that is there, which is what `enter` does, or with another.
/// [`Then::Redo`]: it is open. [`Then::Stop`] and [`Then::Hangup`]: the person leaves, or has left.
pub fn choose(studio: &mut Studio<'_>, enter: &str) -> Then {
    let keys = [("Enter", enter), ("d", "another microphone"), ("q", "stop")];
    loop {
        let width = studio.screen.width();
        studio.screen.say(&key_lines(&keys, width));
        let asked = match studio.key() {
            Key::Enter | Key::Space => None,
            Key::Char('d') => match ask_which(studio) {
                Some(name) => Some(name),
                None => continue,
            },
            Key::Char('q') | Key::Escape | Key::Interrupt => return Then::Stop,
            Key::Hangup => return Then::Hangup,
            _ => continue,
        };
        match studio.change_microphone(asked.as_deref()) {
            Ok(()) => return Then::Redo,
            Err(error) => studio.screen.say(&error.to_string()),
        }
    }
}

fn heard_again(studio: &mut Studio<'_>, take: &mut TakeWriter) -> Result<Then, SessionError> {
    studio.screen.say(&script::listening(studio.device()));
    take.set_device(studio.device())?;
    Ok(Then::Redo)
}

/// Shows which microphones there are and asks for one. `None` when the person breaks off.
fn ask_which(studio: &mut Studio<'_>) -> Option<String> {
    match microphone::devices() {
        Ok(devices) => {
            let offered = devices.iter().filter(|device| device.offered);
            let names: Vec<&str> = offered.map(|device| device.name.as_str()).collect();
            studio
                .screen
                .say(&format!("There is now: {}", names.join(", ")));
        }
        Err(error) => studio.screen.say(&error.to_string()),
    }
    let name = studio.keys.line("Microphone (a part of its name): ")?;
    (!name.trim().is_empty()).then(|| name.trim().to_owned())
}
