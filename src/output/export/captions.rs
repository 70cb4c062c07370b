//! The words as subtitles: short cues that break where the speaker breathes.

use std::time::Duration;

use super::told;
use crate::output::report::Report;
use crate::output::text::{broken, tame};
use crate::output::wording;
use crate::time::{Offset, Span};
use crate::transcript::Word;

/// Letters in a line of a cue, as broadcasters set them.
const LINE: usize = 42;

/// Letters in a cue: two lines, less what breaking them between words may waste.
const MOST_LETTERS: usize = 2 * LINE - 8;

/// No cue stands longer.
const LONGEST: Duration = Duration::from_secs(7);

/// A silence of this length ends a cue.
const BREATH: Duration = Duration::from_millis(600);

/// A cue shorter than this cannot be read; it stays until then, or until the next begins.
const SHORTEST: Duration = Duration::from_secs(1);

/// A line of text and when it stands on the screen.
#[derive(Debug, Clone, PartialEq)]
struct Cue {
    span: Span,
    text: String,
}

/// `report`'s words as SubRip.
pub(super) fn srt(report: &Report) -> String {
    let cues: Vec<String> = cues(report)
        .iter()
        .enumerate()
        .map(|(index, cue)| {
            let (start, end) = (stamp(cue.span.start, ','), stamp(cue.span.end, ','));
            // A line such as "-->" inside the text would begin a cue of its own for some players.
            let text = broken(&cue.text.replace("-->", "->"), LINE);
            format!("{}\n{start} --> {end}\n{text}\n", index + 1)
        })
        .collect();
    cues.join("\n")
}

/// `report`'s words as WebVTT.
pub(super) fn vtt(report: &Report) -> String {
    let mut text = "WEBVTT\n".to_owned();
    for cue in cues(report) {
        let (start, end) = (stamp(cue.span.start, '.'), stamp(cue.span.end, '.'));
        let words = broken(&cue.text, LINE)
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        text.push_str(&format!("\n{start} --> {end}\n{words}\n"));
    }
    text
}

/// The cues of all sections, laid end to end.
fn cues(report: &Report) -> Vec<Cue> {
    let mut all = Vec::new();
    let mut begun = Duration::ZERO;
    for section in told(report) {
        let words: Vec<&Word> = section
            .transcript
            .iter()
            .filter(|word| !tame(word.text.trim()).is_empty())
            .collect();
        let mut of_section = grouped(&words);
        of_section.extend((section.not_understood.iter()).map(|span| Cue {
            span: *span,
            text: format!("[{}]", wording::not_understood(*span)),
        }));
        of_section.sort_by_key(|cue| cue.span);
        lengthen(&mut of_section, section.duration);
        all.extend(of_section.into_iter().map(|cue| Cue {
            span: cue.span.later(begun),
            ..cue
        }));
        begun += section.duration;
    }
    all
}

fn grouped(words: &[&Word]) -> Vec<Cue> {
    let mut cues: Vec<Cue> = Vec::new();
    for word in words {
        let text = tame(word.text.trim());
        match cues.last_mut() {
            Some(cue) if belongs(cue, word, &text) => {
                cue.text.push(' ');
                cue.text.push_str(&text);
                cue.span = cue.span.cover(word.span);
            }
            _ => cues.push(Cue {
                span: word.span,
                text,
            }),
        }
    }
    cues
}

fn belongs(cue: &Cue, word: &Word, text: &str) -> bool {
    let ended = cue.text.ends_with(['.', '?', '!']);
    let letters = cue.text.chars().count() + 1 + text.chars().count();
    !ended
        && letters <= MOST_LETTERS
        && word.span.start - cue.span.end < BREATH
        && word.span.end - cue.span.start <= LONGEST
}

/// Keeps cues in order and apart, and on the screen long enough to be read.
fn lengthen(cues: &mut [Cue], section: Duration) {
    let mut limit = Offset::START + section;
    for cue in cues.iter_mut().rev() {
        let end = cue.span.end.max(cue.span.start + SHORTEST).min(limit);
        cue.span = Span::new(cue.span.start, end.max(cue.span.start));
        limit = cue.span.start;
    }
}

/// `00:01:02,345`, with `mark` before the milliseconds.
fn stamp(at: Offset, mark: char) -> String {
    let ms = at.since_start().as_millis();
    let (hours, minutes) = (ms / 3_600_000, ms / 60_000 % 60);
    let (seconds, ms) = (ms / 1000 % 60, ms % 1000);
    format!("{hours:02}:{minutes:02}:{seconds:02}{mark}{ms:03}")
}
