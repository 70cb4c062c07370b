//! Silences inside a section, from the voiced contour and not from the gaps between words.
//!
//! What lies before the first word and after the last is not a pause but waiting. A silence in which sound was lost is
//! no pause either: nobody knows whether the speaker was silent.

use super::clause::splits;
use super::{Grade, Limits, Pause};
use crate::time::{Offset, Span};
use crate::transcript::{Certainty, Transcript, Word};

/// Where the speaking began and ended, and the long silences between.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contour {
    /// From the first word to the last; where there are none, from the first voice to the last; `None` when there was
    /// neither.
    pub speech: Option<Span>,
    /// Silences of [`Limits::pause`] or more within the speech, in order.
    pub silences: Vec<Span>,
}

/// Reads the contour of a section.
#[must_use]
pub fn contour(heard: &Transcript, limits: &Limits) -> Contour {
    let voices = heard.voiced.iter().copied().reduce(Span::cover);
    let speech = spoken(heard).or(voices);
    let between = heard.voiced.windows(2);
    let between = between.map(|pair| Span::new(pair[0].end, pair[1].start));
    let inside = |silence: &Span| speech.is_some_and(|speech| speech.contains(middle(*silence)));
    Contour {
        speech,
        silences: between
            .filter(|silence| silence.length() >= limits.pause)
            .filter(inside)
            .collect(),
    }
}

/// The silences that are pauses, each with what it splits.
#[must_use]
pub fn pauses(heard: &Transcript, silences: &[Span], gaps: &[Span], limits: &Limits) -> Vec<Pause> {
    silences
        .iter()
        .filter(|silence| gaps.iter().all(|gap| gap.overlap(**silence).is_none()))
        .map(|silence| pause(heard, *silence, limits))
        .collect()
}

fn pause(heard: &Transcript, span: Span, limits: &Limits) -> Pause {
    let mid_clause = match neighbours(&heard.words, span) {
        Some((before, after)) => {
            let between = before.span.cover(after.span);
            let unclear = |span: &Span| span.overlap(between).is_some();
            // Nobody knows the words beside the silence then.
            !heard.not_understood.iter().any(unclear)
                && splits(before, after, heard.language == "en")
        }
        None => false,
    };
    let grade = if span.length() >= limits.pause_flag {
        Grade::Flag
    } else if mid_clause && span.length() >= limits.pause_mid_clause {
        Grade::Mention
    } else {
        Grade::Quiet
    };
    Pause {
        span,
        mid_clause,
        grade,
    }
}

/// The last word before `silence` and the first after it, fillers passed over.
fn neighbours(words: &[Word], silence: Span) -> Option<(&Word, &Word)> {
    let centre = middle(silence);
    let after = words.partition_point(|word| middle(word.span) < centre);
    let (earlier, later) = words.split_at(after);
    let says_something = |word: &&Word| !super::fillers::is_hesitation(&word.text);
    Some((
        earlier.iter().rev().find(says_something)?,
        later.iter().find(says_something)?,
    ))
}

/// From the first word, filler that was heard, or speech that was not understood to the last.
fn spoken(heard: &Transcript) -> Option<Span> {
    heard
        .words
        .iter()
        .map(|word| word.span)
        .chain(
            heard
                .fillers
                .iter()
                .filter(|filler| filler.certainty == Certainty::Heard)
                .map(|filler| filler.span),
        )
        .chain(heard.not_understood.iter().copied())
        .reduce(Span::cover)
        .filter(|span| !span.length().is_zero())
}

fn middle(span: Span) -> Offset {
    span.start + span.length() / 2
}

#[cfg(test)]
mod tests {
    use super::super::sample::heard;
    use super::*;

    fn measured(script: &str) -> Vec<Pause> {
        let heard = heard(script);
        let limits = Limits::default();
        pauses(&heard, &contour(&heard, &limits).silences, &[], &limits)
    }

    #[test]
    fn a_silence_of_a_second_is_listed_and_a_shorter_one_is_not() {
        let found = measured("I pulled the logs. <1.0> Then I traced it <0.9> to the cause.");
        assert_eq!(found.len(), 1);
        assert!(!found[0].mid_clause);
        assert_eq!(found[0].grade, Grade::Quiet);
    }

    #[test]
    fn waiting_before_the_first_word_and_after_the_last_is_no_pause() {
        assert_eq!(measured("<4> I pulled the logs. <5>"), []);
    }

    #[test]
    fn a_knock_before_the_first_word_does_not_make_the_waiting_a_pause() {
        let mut heard = heard("<4> I pulled the logs.");
        heard.voiced.insert(0, Span::from_seconds(0.5, 0.6));
        let contour = contour(&heard, &Limits::default());
        assert_eq!(contour.silences, []);
        assert_eq!(contour.speech.unwrap().start, Offset::from_seconds(4.0));
    }

    #[test]
    fn inside_a_clause_two_and_a_half_seconds_are_worth_a_word() {
        let found = measured("I traced it to the <2.5> race condition. <3> Then I wrote a fix.");
        assert_eq!(found.len(), 2);
        assert!(found[0].mid_clause);
        assert_eq!(found[0].grade, Grade::Mention);
        assert!(!found[1].mid_clause);
        assert_eq!(found[1].grade, Grade::Quiet);
    }

    #[test]
    fn six_seconds_are_too_long_anywhere() {
        let found = measured("I pulled the logs. <6> Then I traced it.");
        assert_eq!(found[0].grade, Grade::Flag);
    }

    #[test]
    fn a_filler_beside_the_silence_does_not_hide_the_clause() {
        let found = measured("I traced it to the, um, <1.5> race condition.");
        assert!(found[0].mid_clause);
    }

    #[test]
    fn where_sound_was_lost_nobody_knows_of_a_pause() {
        let heard = heard("I pulled the logs. <3> Then I traced it.");
        let limits = Limits::default();
        let silences = contour(&heard, &limits).silences;
        let lost = [Span::new(silences[0].start, silences[0].end)];
        assert_eq!(pauses(&heard, &silences, &lost, &limits), []);
    }
}
