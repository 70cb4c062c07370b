//! The page of a take in the store: its report, its scenario and its sound put together.

use super::{Page, RenderError, Sound, SoundError, render};
use crate::output::report::Report;
use crate::scenario::Scenario;
use crate::take::Take;

/// Where the sound of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SoundPlace {
    /// In the WAV files beside it: for the take's own folder.
    Beside,
    /// Inside it: one file to send, about 43 kB for a second of speech.
    Inside,
}

/// A page, and what it had to do without.
#[derive(Debug)]
pub struct TakePage {
    /// The page.
    pub html: String,
    /// Sections whose sound is not on it, and why. For the user to know; the rest of the page is whole.
    pub silent: Vec<SoundError>,
}

/// The page of `take` with its `report`. `scenario` is the story as it was told, where it can still be read.
///
/// # Errors
/// When a template does not fit its values.
pub fn page_of_take(
    take: &Take,
    report: &Report,
    scenario: Option<&Scenario>,
    place: SoundPlace,
) -> Result<TakePage, RenderError> {
    let (mut sounds, mut silent) = (Vec::new(), Vec::new());
    let sections = report.sections.iter().map(|section| &section.section);
    let replies = report.replies.iter().map(|reply| &reply.section);
    for id in sections.chain(replies) {
        let attempt = take.record().section(id).and_then(|told| told.counted());
        let (Some(wav), Some(attempt)) = (take.wav(id), attempt) else {
            continue;
        };
        let sound = match place {
            SoundPlace::Beside => Sound::beside(id, &wav, attempt.part),
            SoundPlace::Inside => Sound::inside(id, &wav, attempt.part),
        };
        match sound {
            Ok(sound) => sounds.push(sound),
            Err(error) => silent.push(error),
        }
    }
    let html = render(&Page {
        report,
        scenario,
        sounds: &sounds,
    })?;
    Ok(TakePage { html, silent })
}
