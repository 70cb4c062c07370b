//! Plays what a take holds, with the words running along.

use super::SessionError;
use super::screen::Screen;
use crate::audio::file::SoundFile;
use crate::audio::{playback, whole};
use crate::take::Take;
use crate::time::{Offset, Span};

/// Plays the counted telling of `section` from `from` on. `stop` is asked about every 30 ms. The words appear on the
/// screen as they are heard.
///
/// # Errors
/// When there is no sound, or no loudspeaker.
pub fn section(
    take: &Take,
    section: &str,
    from: Offset,
    screen: &mut dyn Screen,
    mut stop: impl FnMut() -> bool,
) -> Result<(), SessionError> {
    let Some(path) = take.sound(section)? else {
        return Ok(());
    };
    let part = take
        .record()
        .section(section)
        .and_then(|told| told.counted()?.part);
    let file = SoundFile::open(&path)?;
    let part = part.unwrap_or(Span::new(Offset::START, Offset::START + file.length()));
    let frames =
        whole::frames(file.section(Span::new(part.start + from.since_start(), part.end))?)?;
    let words = take
        .transcript(section)?
        .map(|heard| heard.words)
        .unwrap_or_default();
    let all = Span::new(Offset::START, Offset::START + part.length());
    let mut next = words
        .iter()
        .position(|word| word.span.end > from)
        .unwrap_or(words.len());
    let mut line = String::new();
    playback::play(&frames, file.rate_hz(), all, |at| {
        let at = from + at.since_start();
        while let Some(word) = words.get(next).filter(|word| word.span.start <= at) {
            line = joined(&line, &word.text, screen.width());
            screen.caption(&line);
            next += 1;
        }
        stop()
    })?;
    screen.clear();
    Ok(())
}

/// `line` with `word` behind it; a new line when they do not fit into `width` together.
fn joined(line: &str, word: &str, width: usize) -> String {
    let together = if line.is_empty() {
        word.to_owned()
    } else {
        format!("{line} {word}")
    };
    if textwrap::core::display_width(&together) < width {
        together
    } else {
        word.to_owned()
    }
}
