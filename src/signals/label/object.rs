//! What a deed is done to: a thing of the story, or one of daily life.

use super::*;
use crate::signals::number::Unit;

/// How an object lies outside the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::signals) enum Other {
    /// A plain noun that the story does not speak of.
    Unknown,
    /// A thing of daily life or of any office.
    Thing,
}

/// Whether the object behind `end` is a plain noun that neither the story nor trouble in general speaks of.
pub(in crate::signals) fn off_story(text: &Text<'_>, story: &Story, end: usize) -> Option<Other> {
    let heard = text.heard;
    if heard.is(end, "that") || text.reading.of.get(end) != text.reading.of.get(end.wrapping_sub(1))
    {
        return None;
    }
    let head = object_head(heard, end)?;
    if story.desk(heard, head) || (end..head).any(|at| story.area(heard, at)) {
        return Some(Other::Thing);
    }
    let determined = heard.has(end, tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS);
    let plain = heard.has(head, tags::KNOWN)
        && (heard.has(head, tags::MOSTLY_NOUN)
            || determined && heard.has(head, tags::NOUN | tags::VERB | tags::VERB_S));
    let other = tags::VAGUE
        | tags::IT
        | tags::OBJECT
        | tags::AGENT
        | tags::SOMEBODY
        | tags::ADVERB
        | tags::PAST;
    let told = (end..head + 1).any(|at| {
        let named = story.speaks_of(heard, at) && !heard.has(at, tags::MOSTLY_ADJ);
        // "Two candidates" are counted; "a 14 minute handover" is measured.
        let measured = (text.numbers.iter())
            .any(|number| number.start <= at && at < number.end && number.unit != Unit::Plain);
        named || measured || heard.has(at, tags::GENERAL) || at == head && heard.numbered(at)
    });
    if !plain || heard.has(head, other) || told {
        return None;
    }
    // "A scratch on my bike": what it belongs to tells.
    let reach = heard.len().min(head + 6);
    let foreign = (head..reach)
        .take_while(|&at| heard.before(at) < Break::Comma && !heard.has(at, tags::AND))
        .any(|at| story.foreign(heard, at));
    Some(if foreign {
        Other::Thing
    } else {
        Other::Unknown
    })
}
