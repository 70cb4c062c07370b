//! How fast it was spoken: words a minute over the time of speaking, in which pauses under a second count.
//!
//! Few words say little about a pace: a sentence of long words is slow by its words alone. Below 50 words the pace is
//! therefore a range. Its width follows from how unlike each other the times of single words are: over the 71 words
//! with hand-made or exact times in our labelled clips (8 speakers), the time from one word's start to the next one's
//! has a standard deviation of 0.63 of its mean, so the mean over n words is known to 1.96 * 0.65 / sqrt(n).

use std::time::Duration;

use super::{Grade, Limits, Pace};
use crate::time::Span;

/// Standard deviation of the time that a word takes, as a share of its mean; see the top of this file.
const WORD_TIME_SPREAD: f64 = 0.65;

/// How many standard errors hold 95 of 100 cases.
const STANDARD_ERRORS: f64 = 1.96;

/// With fewer words not even a range says anything.
const LEAST_WORDS: usize = 10;

/// From the first to the last voice, without `pauses` and without the `gaps` where sound was lost.
#[must_use]
pub fn speaking_time(speech: Option<Span>, pauses: &[Span], gaps: &[Span]) -> Duration {
    let Some(speech) = speech else {
        return Duration::ZERO;
    };
    let paused: Duration = pauses
        .iter()
        .filter_map(|pause| pause.overlap(speech))
        .map(Span::length)
        .sum();
    let lost: Duration = gaps
        .iter()
        .filter_map(|gap| gap.overlap(speech))
        .map(|gap| without(gap, pauses))
        .sum();
    speech.length().saturating_sub(paused).saturating_sub(lost)
}

/// The length of `span` that no stretch of `others` covers; `others` must not overlap each other.
#[must_use]
pub fn without(span: Span, others: &[Span]) -> Duration {
    let covered: Duration = others
        .iter()
        .filter_map(|other| other.overlap(span))
        .map(Span::length)
        .sum();
    span.length().saturating_sub(covered)
}

/// The pace of `words` words; `None` when the time or the words are too few for any claim.
#[must_use]
pub fn measure(
    words: usize,
    speaking: Duration,
    voiced: Duration,
    limits: &Limits,
) -> Option<Pace> {
    if words < LEAST_WORDS || speaking.is_zero() {
        return None;
    }
    let wpm = per_minute(words, speaking);
    let (low, high) = if words < limits.pace_words {
        let doubt = STANDARD_ERRORS * WORD_TIME_SPREAD / (words as f64).sqrt();
        (tens(wpm / (1.0 + doubt)), tens(wpm / (1.0 - doubt)))
    } else {
        (wpm, wpm)
    };
    Some(Pace {
        wpm,
        low,
        high,
        articulation_wpm: per_minute(words, voiced),
        grade: grade(low, high, limits),
    })
}

/// `count` a minute, to a tenth; 0 in no time.
#[must_use]
pub fn per_minute(count: usize, time: Duration) -> f64 {
    if time.is_zero() {
        0.0
    } else {
        tenth(count as f64 * 60.0 / time.as_secs_f64())
    }
}

/// The ends of a range are estimates, and are given as such.
fn tens(value: f64) -> f64 {
    (value / 10.0).round() * 10.0
}

/// More digits than this nobody measured.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// A range is judged by the value in it that speaks best for the speaker.
fn grade(low: f64, high: f64, limits: &Limits) -> Grade {
    let meets = |norm: (f64, f64)| low.round() <= norm.1 && high.round() >= norm.0;
    if meets(limits.pace) {
        Grade::Quiet
    } else if meets(limits.pace_mention) {
        Grade::Mention
    } else {
        Grade::Flag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn graded(words: usize, seconds: u64) -> Grade {
        let time = Duration::from_secs(seconds);
        measure(words, time, time, &Limits::default())
            .unwrap()
            .grade
    }

    #[test]
    fn pace_is_words_over_speaking_time() {
        let pace = measure(150, MINUTE, Duration::from_secs(50), &Limits::default()).unwrap();
        assert_eq!((pace.wpm, pace.low, pace.high), (150.0, 150.0, 150.0));
        assert_eq!(pace.articulation_wpm, 180.0);
    }

    #[test]
    fn the_norm_grades_the_pace() {
        assert_eq!(graded(120, 60), Grade::Quiet);
        assert_eq!(graded(170, 60), Grade::Quiet);
        assert_eq!(graded(119, 60), Grade::Mention);
        assert_eq!(graded(180, 60), Grade::Mention);
        assert_eq!(graded(109, 60), Grade::Flag);
        assert_eq!(graded(181, 60), Grade::Flag);
    }

    #[test]
    fn under_fifty_words_the_pace_is_a_range_and_in_doubt_quiet() {
        let time = Duration::from_secs(10);
        let pace = measure(32, time, time, &Limits::default()).unwrap();
        assert_eq!((pace.low, pace.high), (160.0, 250.0));
        assert_eq!(pace.grade, Grade::Quiet);
        assert_eq!(graded(49, 10), Grade::Flag);
    }

    #[test]
    fn under_ten_words_nothing_is_claimed() {
        assert_eq!(measure(9, MINUTE, MINUTE, &Limits::default()), None);
        assert_eq!(
            measure(90, Duration::ZERO, MINUTE, &Limits::default()),
            None
        );
    }

    #[test]
    fn long_pauses_and_lost_sound_are_not_speaking_time() {
        let speaking = speaking_time(
            Some(Span::from_seconds(2.0, 20.0)),
            &[Span::from_seconds(5.0, 7.0)],
            &[Span::from_seconds(6.5, 8.0), Span::from_seconds(19.0, 25.0)],
        );
        assert_eq!(speaking, Duration::from_secs(14));
    }
}
