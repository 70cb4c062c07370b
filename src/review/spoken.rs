//! How long somebody spoke: from the first word to the last. Targets and ceilings are held against that, for a listener
//! sits through a silence in the middle and not through the waiting before and after. What was silent is told apart.

use std::iter::Sum;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SectionReview;
use crate::time::{Offset, Span, seconds};

/// A silence of this length is told apart from the speech around it.
pub const LONG_SILENCE: Duration = Duration::from_secs(3);

/// The length of a telling, in parts. All in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct SpokenTime {
    /// From the first word to the last: what target and ceiling are held against. Where nobody listened, the length of
    /// the recording; 0 when nothing was said.
    #[serde(rename = "spoken_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub spoken: Duration,
    /// How much of it was silence, in silences of 3 s or more.
    #[serde(rename = "silent_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub silent: Duration,
    /// Before the first word.
    #[serde(rename = "before_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub before: Duration,
    /// After the last word.
    #[serde(rename = "after_s", with = "seconds")]
    #[schemars(with = "f64")]
    pub after: Duration,
}

impl SpokenTime {
    /// That of `section`, from where its words lie and where it was silent.
    #[must_use]
    pub(super) fn of(section: &SectionReview) -> Self {
        if !section.transcribed {
            return Self::all(section.duration);
        }
        let words = section.transcript.iter().map(|word| word.span);
        let words = words.chain(section.not_understood.iter().copied());
        let words = words.reduce(Span::cover);
        let speech = section.speech.or(words).filter(|_| words.is_some());
        let Some(speech) = speech.filter(|speech| !speech.length().is_zero()) else {
            return Self::default();
        };
        let long = section.pauses.iter().map(|pause| pause.span.length());
        Self {
            spoken: speech.length(),
            silent: long.filter(|length| *length >= LONG_SILENCE).sum(),
            before: speech.start.since_start(),
            after: (Offset::START + section.duration) - speech.end,
        }
    }

    /// A telling of which no silence is known.
    #[must_use]
    pub fn all(spoken: Duration) -> Self {
        Self {
            spoken,
            ..Self::default()
        }
    }

    /// What was spoken without the long silences.
    #[must_use]
    pub fn speech(self) -> Duration {
        self.spoken.saturating_sub(self.silent)
    }
}

impl Sum for SpokenTime {
    fn sum<I: Iterator<Item = Self>>(times: I) -> Self {
        times.fold(Self::default(), |sum, time| Self {
            spoken: sum.spoken + time.spoken,
            silent: sum.silent + time.silent,
            before: sum.before + time.before,
            after: sum.after + time.after,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, SectionState, Timing, Told, review, sample};
    use super::*;

    /// The situation, with a target of 30 s, told as `script`, and `after_s` of silence at its end.
    fn told(script: &str, after_s: u64) -> SectionReview {
        let scenario = sample::scenario();
        let plan = sample::plan(&scenario);
        let heard = sample::heard(script);
        let told = Told {
            section: "situation",
            state: SectionState::Complete,
            length: heard.length + Duration::from_secs(after_s),
            transcript: Some(&heard),
            gaps: &[],
        };
        review(&scenario, &plan, &[told], &Limits::default())
            .sections
            .remove(0)
    }

    /// About `seconds` of speech.
    fn speech(seconds: usize) -> String {
        // A word of six letters and a stop lasts 0.47 s.
        vec!["notice."; seconds * 100 / 47].join(" ")
    }

    fn rounded(section: &SectionReview) -> [u64; 4] {
        let time = section.spoken_time();
        [time.spoken, time.silent, time.before, time.after]
            .map(|length| length.as_secs_f64().round() as u64)
    }

    #[test]
    fn waiting_before_and_after_is_no_part_of_the_telling() {
        let section = told(&format!("<7> {}", speech(21)), 7);
        assert_eq!(rounded(&section), [21, 0, 7, 7]);
        assert_eq!(section.timing, Timing::InTime);
        assert_eq!(section.duration.as_secs(), 34);
    }

    #[test]
    fn a_silence_in_the_middle_counts_and_is_told_apart() {
        let section = told(&format!("<7> {} <7> {}", speech(11), speech(10)), 7);
        assert_eq!(rounded(&section), [28, 7, 7, 7]);
        assert_eq!(section.timing, Timing::InTime);
    }

    #[test]
    fn waiting_makes_no_short_answer_in_time() {
        for script in [
            format!("<20> {}", speech(8)),
            format!("{} <14> {}", speech(4), speech(4)),
        ] {
            assert_eq!(told(&script, 15).timing, Timing::Short, "{script}");
        }
    }

    #[test]
    fn what_nobody_listened_to_is_as_long_as_its_recording() {
        let mut section = told(&speech(5), 5);
        (section.transcribed, section.time) = (false, None);
        assert_eq!(section.spoken_time().spoken, section.duration);
    }

    #[test]
    fn a_report_of_an_earlier_version_has_the_same_time() {
        let mut section = told(&format!("<7> {} <7> {}", speech(11), speech(10)), 7);
        let time = section.spoken_time();
        section.time = None;
        assert_eq!(section.spoken_time(), time);
        section.speech = None;
        assert_eq!(section.spoken_time(), time);
    }
}
