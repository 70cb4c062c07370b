//! Puts the chunks of a section together: one line of words without overlaps, the voice, and what was taken out.

use std::ops::Range;

use super::guards::Candidate;
use super::hear::Heard;
use crate::speech::chunk::Chunk;
use crate::time::{Offset, SPEECH_RATE_HZ, Span};
use crate::transcript::{Filler, Removed, Word};

/// The words of the chunks heard so far, each from the chunk whose core holds its middle, so that what two chunks
/// both hear in their context counts once.
pub(super) fn words<'a>(parts: impl Iterator<Item = (&'a Chunk, &'a Heard)>) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (chunk, heard) in parts {
        let core = span_of(&chunk.core);
        for candidate in heard.words.iter().filter(|word| within(core, word.span)) {
            words.push(settle(candidate, words.last()));
        }
    }
    words
}

/// What guards took out, in order.
pub(super) fn removed<'a>(parts: impl Iterator<Item = (&'a Chunk, &'a Heard)>) -> Vec<Removed> {
    parts
        .flat_map(|(chunk, heard)| {
            let core = span_of(&chunk.core);
            (heard.removed.iter()).filter(move |words| within(core, words.span))
        })
        .cloned()
        .collect()
}

/// Hesitations beside the words, in order.
pub(super) fn fillers<'a>(parts: impl Iterator<Item = (&'a Chunk, &'a Heard)>) -> Vec<Filler> {
    parts
        .flat_map(|(chunk, heard)| {
            let core = span_of(&chunk.core);
            (heard.fillers.iter()).filter(move |filler| within(core, filler.span))
        })
        .cloned()
        .collect()
}

/// Speech that was not understood, in order and apart.
pub(super) fn not_understood<'a>(parts: impl Iterator<Item = (&'a Chunk, &'a Heard)>) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for span in parts.flat_map(|(_, heard)| &heard.not_understood) {
        match found.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(*span),
            _ => found.push(*span),
        }
    }
    found
}

fn within(core: Span, span: Span) -> bool {
    core.contains(span.start + span.length() / 2)
}

/// A word that begins no earlier than the one before it ends.
fn settle(candidate: &Candidate, before: Option<&Word>) -> Word {
    let earliest = before.map_or(Offset::START, |word| word.span.end);
    let start = candidate.span.start.max(earliest);
    Word {
        text: candidate.text.clone(),
        span: Span::new(start, candidate.span.end.max(start)),
        p: candidate.p,
        heard: candidate.heard.clone(),
    }
}

/// Samples to a span.
pub(super) fn span_of(samples: &Range<usize>) -> Span {
    Span::new(
        Offset::from_samples(samples.start as u64, SPEECH_RATE_HZ),
        Offset::from_samples(samples.end as u64, SPEECH_RATE_HZ),
    )
}
