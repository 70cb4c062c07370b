//! Every sentence that a report says about a take, and no other file's: findings in, words out.
//!
//! Plain and short, for somebody tired who may not have grown up with English. A sentence says no more than was heard
//! and shows the words that it rests on. The tests print them all.

mod measures;
mod notes;
mod points;

pub use measures::{
    deeds, filler_rate, fillers, first, impact, link, links, ownership, pace, pauses, played_down,
    words_a_minute,
};
pub use notes::{divided, notes, told_again};
pub use points::{point, title};

use std::time::Duration;

use super::report::Usual;
use crate::review::spoken::{LONG_SILENCE, SpokenTime};
use crate::review::{FlagKind, RedFlag, SectionReview, SectionState, Timing};
use crate::signals::{SignalFinding, State};
use crate::time::{Offset, Span, length_from_seconds};
use crate::transcript::Word;

/// A place as minutes, seconds and tenths: `0:31.2`.
#[must_use]
pub fn place(at: Offset) -> String {
    length(at.since_start())
}

/// A measured length as minutes, seconds and tenths: `1:02.4`.
#[must_use]
pub fn length(length: Duration) -> String {
    let tenths = (length.as_secs_f64() * 10.0).round() as u64;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

/// A length that somebody set: `1:30`, with tenths only where there are any.
#[must_use]
pub fn set_length(set: Duration) -> String {
    let text = length(set);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A short length in seconds: `1.4 s`.
#[must_use]
pub fn seconds(length: Duration) -> String {
    format!("{:.1} s", length.as_secs_f64())
}

/// What stands in place of speech that was not understood: `3.1 s of speech not understood`.
#[must_use]
pub fn not_understood(span: Span) -> String {
    format!("{} of speech not understood", seconds(span.length()))
}

/// The same as a sentence with its place, for a list of findings.
#[must_use]
pub fn speech_not_understood(span: Span) -> String {
    format!(
        "{} {} of speech were not understood. What is missing may have been said there.",
        place(span.start),
        seconds(span.length())
    )
}

/// Words with single spaces between them, and in square brackets at its place what was not understood.
#[must_use]
pub fn transcript(words: &[Word], not_understood: &[Span]) -> String {
    let middle = |span: Span| span.start + span.length() / 2;
    let mut unclear = not_understood.iter().peekable();
    let mark = |span: &Span| format!("[{}]", self::not_understood(*span));
    let mut parts: Vec<String> = Vec::new();
    for word in words {
        while let Some(span) = unclear.next_if(|span| middle(**span) < middle(word.span)) {
            parts.push(mark(span));
        }
        parts.push(word.text.trim().to_owned());
    }
    parts.extend(unclear.map(mark));
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
}

/// Words as they were heard, in quotation marks, without the punctuation at their ends.
#[must_use]
pub fn quoted(words: &str) -> String {
    let words = words
        .trim()
        .trim_end_matches(['.', ',', ';', ':'])
        .trim_end();
    format!("“{words}”")
}

/// A place and the words that are heard there: `0:03.1 “I noticed”`.
#[must_use]
pub fn placed(words: &str, at: Option<Offset>) -> String {
    match at {
        _ if words.trim().is_empty() => String::new(),
        Some(at) => format!("{} {}", place(at), quoted(words)),
        None => quoted(words),
    }
}

/// What the recogniser wrote where the words were taken by their sound; `None` where they were written as such.
///
/// `quote` is what the report shows as said. The same words need not stand there twice.
#[must_use]
pub fn by_sound(quote: &str, heard: Option<&str>) -> Option<String> {
    let bare = |text: &str| {
        text.trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase()
    };
    heard.map(|heard| {
        if bare(heard) == bare(quote) {
            "taken by its sound".to_owned()
        } else {
            format!("heard as {}", quoted(heard))
        }
    })
}

/// Quoted words with the place where they start.
#[must_use]
pub fn cited(words: &str, at: Option<Offset>) -> String {
    match at {
        Some(at) => format!("{} ({})", quoted(words), place(at)),
        None => quoted(words),
    }
}

/// `a`, `a and b`, `a, b and c`; of more than `most`, the first ones and how many more.
#[must_use]
pub fn listed(items: &[String], most: usize) -> String {
    let shown: Vec<&str> = if items.len() > most {
        items.iter().take(most).map(String::as_str).collect()
    } else {
        items.iter().map(String::as_str).collect()
    };
    let hidden = items.len() - shown.len();
    match (shown.as_slice(), hidden) {
        ([], _) => String::new(),
        (shown, 1..) => format!("{} and {hidden} more", shown.join(", ")),
        ([only], 0) => (*only).to_owned(),
        ([first @ .., last], 0) => format!("{} and {last}", first.join(", ")),
    }
}

/// `1 pause`, `2 pauses`.
#[must_use]
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What became of a signal, in one word.
#[must_use]
pub fn state(state: State) -> &'static str {
    match state {
        State::Said => "said",
        State::Near => "near",
        State::Elsewhere => "elsewhere",
        State::Denied => "denied",
        State::Missing => "missing",
    }
}

/// What to do about a signal that was not said; empty for one that was.
#[must_use]
pub fn hint(signal: &SignalFinding) -> String {
    let say = quoted(&signal.say);
    match signal.state {
        State::Said => String::new(),
        State::Near | State::Missing => format!("Say it in so many words: {say}."),
        State::Elsewhere => format!("Say {say} here, too."),
        State::Denied => format!("The story needs {say}."),
    }
}

/// Why a listener objects to a kind of words.
#[must_use]
pub fn why(kind: FlagKind) -> &'static str {
    match kind {
        FlagKind::We => "“We” hides what you did yourself.",
        FlagKind::Others => "The listener hears that somebody else did it.",
        FlagKind::Passive => "Nobody hears who did it.",
        FlagKind::Assigned => "The listener hears that it was given to you.",
        FlagKind::HandOff => "Passing it on is not solving it.",
        FlagKind::EmptyResult => "It cannot be measured.",
        FlagKind::GenericLesson => "It fits any story.",
        FlagKind::Scenario => "It weakens this story.",
    }
}

/// What to do about a kind of words; empty where only the scenario's author knows.
#[must_use]
pub fn remedy(kind: FlagKind) -> &'static str {
    match kind {
        FlagKind::We | FlagKind::Passive => "Say what you did, and start with “I”.",
        FlagKind::Others => "Say what you did for it to happen.",
        FlagKind::Assigned => "Say what you saw and that you decided to act.",
        FlagKind::HandOff => "Say what you brought with it: the cause, the fix, the plan.",
        FlagKind::EmptyResult => "Give the number before, the number after, and what it was worth.",
        FlagKind::GenericLesson => "Say what only this story taught you.",
        FlagKind::Scenario => "",
    }
}

/// What to do about `flag`: the words to say, or what its kind calls for; empty where neither is known.
#[must_use]
pub fn mend(flag: &RedFlag) -> String {
    match &flag.instead {
        Some(instead) => format!("Say {}.", quoted(instead)),
        None => remedy(flag.kind).to_owned(),
    }
}

/// Why a listener objects to `flag`, its own reason or that of its kind, and what to do about it.
#[must_use]
pub fn objection(flag: &RedFlag) -> String {
    let reason = if flag.why.trim().is_empty() {
        why(flag.kind)
    } else {
        flag.why.trim()
    };
    let doubt = if flag.sure { "" } else { "Perhaps no fault: " };
    let reason = if flag.sure {
        reason.to_owned()
    } else {
        lower_first(reason)
    };
    format!("{doubt}{reason} {}", mend(flag))
        .trim_end()
        .to_owned()
}

/// `text` as it goes on in a sentence.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// How a section's length stands to its target and ceiling, in a few words; empty when that is unknown.
#[must_use]
pub fn timing(section: &SectionReview) -> String {
    let ceiling = section.ceiling_s.map(length_from_seconds);
    let spoken = section.spoken_time().spoken;
    verdict(section.timing, spoken, section.target, ceiling)
}

/// How long a section was: what was spoken, or where nobody knows that, what was recorded.
#[must_use]
pub fn took(section: &SectionReview) -> Duration {
    let spoken = section.spoken_time().spoken;
    if spoken.is_zero() {
        section.duration
    } else {
        spoken
    }
}

/// How much of a telling was silence: `7.0 s of it silent`; `None` when it was not.
#[must_use]
pub fn silent(time: SpokenTime) -> Option<String> {
    (!time.silent.is_zero()).then(|| format!("{} of it silent", seconds(time.silent)))
}

/// How long it was silent before the first word and after the last, where that was long; it does not count.
#[must_use]
pub fn waiting(time: SpokenTime) -> Option<String> {
    let long = |length: Duration| (length >= LONG_SILENCE).then(|| seconds(length));
    let silence = match (long(time.before), long(time.after)) {
        (None, None) => return None,
        (Some(before), None) => format!("{before} of silence before the first word"),
        (None, Some(after)) => format!("{after} of silence after the last word"),
        (Some(before), Some(after)) => {
            format!("{before} of silence before the first word and {after} after the last")
        }
    };
    Some(format!("not counted: {silence}"))
}

/// What the user wrote down: `Your note: breathe first`.
#[must_use]
pub fn your_note(note: &str) -> String {
    format!("Your note: {}", note.trim())
}

/// How a length stands to its target and ceiling, in a few words; empty when that is unknown.
#[must_use]
pub fn verdict(
    timing: Timing,
    duration: Duration,
    target: Duration,
    ceiling: Option<Duration>,
) -> String {
    let over = |limit: Duration| length(duration.saturating_sub(limit));
    match (timing, ceiling) {
        (Timing::Unknown, _) => String::new(),
        (Timing::InTime, _) => "in time".to_owned(),
        (Timing::Short, _) => "short".to_owned(),
        (Timing::Long, _) => format!("{} over target", over(target)),
        (Timing::TooLong, None) => format!("too long, {} over target", over(target)),
        (Timing::TooLong, Some(ceiling)) => {
            format!("too long, {} over the ceiling", over(ceiling))
        }
    }
}

/// How a section was told when it was not told to its end; empty when it was.
#[must_use]
pub fn telling(section: &SectionReview) -> &'static str {
    match section.state {
        SectionState::Skipped => "not told",
        SectionState::Silent => "nothing was heard",
        SectionState::Partial if section.transcribed && section.transcript.is_empty() => {
            "cut off; nothing was heard"
        }
        SectionState::Partial => "cut off",
        SectionState::Complete => "",
    }
}

/// What stands in place of evidence where there is none.
pub const NOT_HEARD: &str = "not heard";

/// What is said of words that come close to a signal.
pub const CLOSE: &str = "close, but not all of it";

/// What is said of words that deny a signal.
pub const OPPOSITE: &str = "the opposite";

/// What stands in place of the words of a section in which there were none.
pub const NOTHING_HEARD: &str = "Nothing was heard.";

/// What stands in place of the findings of a section that was recorded and never transcribed.
pub const NOT_TRANSCRIBED: &str = "Not transcribed yet, so the words are unknown.";

/// What stands in place of evidence where the user's own word counts.
#[must_use]
pub fn corrected(state: State) -> &'static str {
    match state {
        State::Missing => "not said (your correction)",
        _ => "said (your correction)",
    }
}

/// How many of the signals that lead under a principle were said.
#[must_use]
pub fn leading_said(said: usize, of: usize, principle: &str) -> String {
    if said == of {
        return format!("all {of} that {principle} wants first (marked *)");
    }
    format!("{said} of the {of} that {principle} wants first (marked *)")
}

/// What to open with, in the author's words.
#[must_use]
pub fn lead_with(words: &str) -> String {
    format!("Lead with: {}", words.trim())
}

/// What the bar wants at a level, in the author's words.
#[must_use]
pub fn bar(level: &str, words: &str) -> String {
    format!("{level} wants: {}", words.trim())
}

/// A measure with the user's own median beside it, where there is one.
#[must_use]
pub fn beside(measure: String, usual: Option<String>) -> String {
    match usual {
        Some(usual) => format!("{measure}; usually {usual}"),
        None => measure,
    }
}

/// What "usually" rests on.
#[must_use]
pub fn usual(usual: &Usual) -> String {
    format!(
        "“Usually” is the middle value of your last {} takes of this story.",
        usual.takes
    )
}

/// `5 of 6 signals said`.
#[must_use]
pub fn signals_said(said: usize, of: usize) -> String {
    format!("{said} of {} said", counted(of, "signal", "signals"))
}

#[cfg(test)]
mod tests;
