//! What a deed is done to: a thing of the story, or one of daily life.

use super::*;
use crate::signals::number::Unit;
use crate::signals::story::figurative;

/// How an object lies outside the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::signals) enum Other {
    /// A plain noun that the story does not speak of.
    Unknown,
    /// A thing of daily life or of any office.
    Thing,
}

/// What a deed is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Object {
    /// A thing of the story, or one that nothing speaks against.
    Story,
    /// A plain noun that the story does not speak of.
    Unknown,
    /// A thing of daily life, or a person where the story has a thing.
    Other,
}

impl Label {
    /// What the deed is done to at this place; `known` says that it is the story's thing or that nothing was done.
    pub(super) fn object(
        &self,
        text: &Text<'_>,
        story: &Story,
        found: &Found,
        known: bool,
    ) -> Object {
        let heard = text.heard;
        let person = object_head(heard, found.end).is_some_and(|head| {
            !heard.is(found.end, "to")
                && heard.has(head, tags::AGENT | tags::SOMEBODY)
                && !heard.has(head, tags::SUBJECT)
        });
        let clause_follows = heard.is(found.end, "that")
            || text.reading.of.get(found.end) != text.reading.of.get(found.start);
        let exempt = known || clause_follows || self.people;
        let him = heard.any(found.end, &["him", "her"]) && heard.has(found.end, tags::OBJECT);
        let last = found.end.wrapping_sub(1);
        let company = (found.start..found.end).any(|at| heard.is(at, "with"))
            || heard.is(last, "together") && last == found.start + 1;
        let alone = self.parts.is_empty();
        let strange =
            (person && !company || him && !self.people) && !self.objects.is_empty() && alone;
        let determiner = tags::ARTICLE | tags::MINE | tags::OURS | tags::THEIRS;
        let verb = text.verb_in(found.start, found.end);
        let split = verb + 1 < found.end && heard.has(verb + 1, determiner);
        let other = off_story(text, story, if split { verb + 1 } else { found.end });
        let particle = split && heard.has(last, tags::PREPOSITION);
        let mut first = found.touched.iter().take(1);
        let one_word = |from: usize, to: usize| {
            to <= from + 1 || heard.tokens[from].word == heard.tokens[to - 1].word
        };
        let single = particle || first.all(|touch| one_word(touch.start, touch.end));
        if !exempt && (strange || other == Some(Other::Thing)) {
            Object::Other
        } else if other.is_some() && alone && single {
            Object::Unknown
        } else {
            Object::Story
        }
    }

    /// Whether the deed that ends before `end` is done to what the example does it to, or to what the story speaks of
    /// where the example names nothing.
    pub(super) fn about(&self, text: &Text<'_>, story: &Story, end: usize) -> bool {
        let matcher = Matcher { text };
        let names = |at: usize| {
            let mut objects = self.objects.iter();
            if self.objects.is_empty() {
                story.speaks_of(text.heard, at)
            } else {
                objects.any(|object| !matcher.at(object, at).is_empty())
            }
        };
        behind(text, end).any(names) || ahead(text, end).any(names)
    }
}

/// The tokens behind a deed that may say what it is done to: up to the next deed.
fn behind<'a>(text: &'a Text<'_>, end: usize) -> impl Iterator<Item = usize> + 'a {
    let own = text.reading.of.get(end.wrapping_sub(1)).copied();
    (end..text.heard.len().min(end + 12)).take_while(move |&at| {
        let clause = text.reading.clause(at);
        let apart = text.reading.of.get(at).copied() != own
            && clause.is_some_and(|clause| clause.carried || clause.doer == Doer::I);
        text.heard.before(at) < Break::Stop && !apart
    })
}

/// The tokens ahead of a deed that its object may stand in: "an alert, which I set up", "the alert, I made that".
fn ahead(text: &Text<'_>, end: usize) -> std::ops::Range<usize> {
    let heard = text.heard;
    let Some(clause) = text.reading.clause(end.wrapping_sub(1)) else {
        return 0..0;
    };
    let taken_up = heard.any(end, &["it", "that", "this", "them", "those", "one"]);
    let relative =
        heard.any(clause.start, &["which", "that"]) && clause.start < clause.subject.start;
    let open = heard.before(end) >= Break::Comma
        || end >= heard.len()
        || heard.has(end, tags::TIME | tags::ADVERB);
    if !(taken_up || relative && object_head(heard, end).is_none() || relative && open) {
        return 0..0;
    }
    let first = clause.start.min(clause.subject.start);
    first.saturating_sub(10)..first
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
    if !plain || heard.has(head, other) || told || figurative(heard, head) {
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
