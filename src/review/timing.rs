//! Length against target and ceiling.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Grade, Limits, SectionState, SpokenTime};

/// How a length stands to what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// Cut off, silent, skipped, or never spoken aloud: its length says nothing.
    #[default]
    Unknown,
    /// Under 60 % of the target.
    Short,
    /// Near the target, or shorter than it by less than would matter.
    InTime,
    /// More than 20 % over the target, and not over the ceiling.
    Long,
    /// Over the ceiling; where none is set, half as long again as the target.
    TooLong,
}

impl Timing {
    /// How `time` stands to `target` and `ceiling`. A telling is long with its silences and short without them: no
    /// waiting brings it into time.
    #[must_use]
    pub fn of(
        state: SectionState,
        time: SpokenTime,
        target: Duration,
        ceiling: Option<Duration>,
        limits: &Limits,
    ) -> Self {
        let cut_off = state == SectionState::Partial;
        if matches!(state, SectionState::Skipped | SectionState::Silent)
            || time.spoken.is_zero()
            || target.is_zero()
        {
            return Self::Unknown;
        }
        let highest = ceiling.unwrap_or_else(|| target.mul_f64(limits.far_too_long));
        if time.spoken > highest {
            Self::TooLong
        } else if time.spoken > target.mul_f64(limits.long) {
            Self::Long
        } else if cut_off {
            Self::Unknown
        } else if time.speech() < target.mul_f64(limits.short) {
            Self::Short
        } else {
            Self::InTime
        }
    }

    /// How much attention it asks for.
    #[must_use]
    pub fn grade(self) -> Grade {
        match self {
            Self::Unknown => Grade::Unknown,
            Self::InTime => Grade::Quiet,
            Self::Short | Self::Long => Grade::Mention,
            Self::TooLong => Grade::Flag,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(duration_s: f64, ceiling_s: Option<f64>) -> Timing {
        Timing::of(
            SectionState::Complete,
            SpokenTime::all(Duration::from_secs_f64(duration_s)),
            Duration::from_secs(30),
            ceiling_s.map(Duration::from_secs_f64),
            &Limits::default(),
        )
    }

    #[test]
    fn a_little_over_or_under_the_target_is_in_time() {
        for duration_s in [18.0, 24.0, 30.0, 36.0] {
            assert_eq!(of(duration_s, Some(45.0)), Timing::InTime, "{duration_s}");
        }
    }

    #[test]
    fn the_ceiling_itself_is_still_allowed() {
        assert_eq!(of(36.1, Some(45.0)), Timing::Long);
        assert_eq!(of(45.0, Some(45.0)), Timing::Long);
        assert_eq!(of(45.1, Some(45.0)), Timing::TooLong);
    }

    #[test]
    fn without_a_ceiling_half_as_long_again_is_too_long() {
        assert_eq!(of(45.0, None), Timing::Long);
        assert_eq!(of(45.1, None), Timing::TooLong);
    }

    #[test]
    fn under_sixty_percent_is_short() {
        assert_eq!(of(17.9, None), Timing::Short);
    }

    #[test]
    fn a_section_that_was_cut_off_is_never_called_short_but_may_be_too_long() {
        let cut = |duration_s| {
            Timing::of(
                SectionState::Partial,
                SpokenTime::all(Duration::from_secs(duration_s)),
                Duration::from_secs(30),
                Some(Duration::from_secs(45)),
                &Limits::default(),
            )
        };
        assert_eq!(cut(5), Timing::Unknown);
        assert_eq!(cut(50), Timing::TooLong);
    }

    #[test]
    fn silence_and_text_have_no_length_to_judge() {
        assert_eq!(of(0.0, None), Timing::Unknown);
        let silent = Timing::of(
            SectionState::Silent,
            SpokenTime::all(Duration::from_secs(50)),
            Duration::from_secs(30),
            None,
            &Limits::default(),
        );
        assert_eq!(silent, Timing::Unknown);
    }
}
