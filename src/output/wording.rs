//! Every sentence that a report says about a take, and no other file's: findings in, words out.
//!
//! Plain and short, for somebody tired who may not have grown up with English. A sentence says no more than was heard
//! and shows the words that it rests on. The tests print them all.

mod notes;
mod points;

pub use notes::notes;
pub use points::{point, title};

use std::time::Duration;

use crate::review::{
    FillerRate, FlagKind, Grade, Pace, Pause, RedFlag, SectionReview, SectionState, Timing,
};
use crate::signals::{SignalFinding, State};
use crate::time::Offset;

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

/// Words as they were heard, in quotation marks, without the punctuation at their ends.
#[must_use]
pub fn quoted(words: &str) -> String {
    let words = words
        .trim()
        .trim_end_matches(['.', ',', ';', ':'])
        .trim_end();
    format!("“{words}”")
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
        State::Near => format!("Close to {say}, but not all of it."),
        State::Elsewhere => format!("Say {say} in its own section, too."),
        State::Denied => format!("This says the opposite of {say}."),
        State::Missing => format!("Say it in so many words: {say}."),
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

/// Why a listener objects to `flag`: its own reason, or that of its kind.
#[must_use]
pub fn objection(flag: &RedFlag) -> String {
    let reason = if flag.why.trim().is_empty() {
        why(flag.kind)
    } else {
        flag.why.trim()
    };
    match &flag.instead {
        Some(instead) => format!("{reason} Say {}.", quoted(instead)),
        None => reason.to_owned(),
    }
}

/// How a length stands to its target, in a few words; empty when that is unknown.
#[must_use]
pub fn timing(section: &SectionReview) -> String {
    let (duration, target) = (section.duration, section.target);
    let over_target = length(duration.saturating_sub(target));
    match (section.timing, section.ceiling_s) {
        (Timing::Unknown, _) => String::new(),
        (Timing::InTime, _) => "in time".to_owned(),
        (Timing::Short, _) => "short".to_owned(),
        (Timing::Long, _) => format!("{over_target} over target"),
        (Timing::TooLong, None) => format!("too long, {over_target} over target"),
        (Timing::TooLong, Some(ceiling)) => {
            let over = duration.saturating_sub(Duration::from_secs_f64(ceiling.max(0.0)));
            format!("too long, {} over its ceiling", length(over))
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

/// A pace with its verdict: `152 words a minute`.
#[must_use]
pub fn pace(pace: &Pace) -> String {
    let (low, high) = (pace.low.round(), pace.high.round());
    let number = if low < high {
        let (low, high) = (tens(pace.low), tens(pace.high));
        format!("between {low} and {high} words a minute, too few words to say closer")
    } else {
        format!("{low} words a minute")
    };
    match (pace.grade, pace.wpm < 145.0) {
        (Grade::Quiet | Grade::Unknown, _) => number,
        (Grade::Mention, true) => format!("{number}, a little slow"),
        (Grade::Mention, false) => format!("{number}, a little fast"),
        (Grade::Flag, true) => format!("{number}, slow"),
        (Grade::Flag, false) => format!("{number}, fast"),
    }
}

fn tens(value: f64) -> u64 {
    (value / 10.0).round() as u64 * 10
}

/// A pause with its place: `2.6 s at 0:12.3, inside a sentence`.
#[must_use]
pub fn pause(pause: &Pause) -> String {
    let inside = if pause.mid_clause {
        ", inside a sentence"
    } else {
        ""
    };
    let at = place(pause.span.start);
    format!("{} at {at}{inside}", seconds(pause.span.length()))
}

/// How often fillers came: `4 fillers, 7 a minute`.
#[must_use]
pub fn filler_rate(rate: &FillerRate) -> String {
    let mut text = counted(rate.count, "filler", "fillers");
    if rate.count > 2 {
        text.push_str(&format!(", about {:.0} a minute", rate.per_minute));
    }
    if rate.possible > 0 {
        text.push_str(&format!(", and perhaps {} more", rate.possible));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_minutes_seconds_and_tenths() {
        assert_eq!(place(Offset::from_seconds(31.24)), "0:31.2");
        assert_eq!(place(Offset::from_seconds(59.96)), "1:00.0");
        assert_eq!(length(Duration::from_secs_f64(172.05)), "2:52.1");
        assert_eq!(set_length(Duration::from_secs(90)), "1:30");
        assert_eq!(set_length(Duration::from_secs_f64(20.6)), "0:20.6");
    }

    #[test]
    fn lists_say_how_much_they_leave_out() {
        let items = |count: usize| -> Vec<String> {
            ["a", "b", "c", "d", "e"][..count]
                .iter()
                .map(|item| (*item).to_owned())
                .collect()
        };
        assert_eq!(listed(&items(0), 3), "");
        assert_eq!(listed(&items(1), 3), "a");
        assert_eq!(listed(&items(3), 3), "a, b and c");
        assert_eq!(listed(&items(5), 3), "a, b, c and 2 more");
    }

    #[test]
    fn a_quote_loses_the_comma_at_its_end_and_keeps_its_question_mark() {
        assert_eq!(quoted("I pulled,"), "“I pulled”");
        assert_eq!(quoted("did I?"), "“did I?”");
    }
}
