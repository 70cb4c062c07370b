//! Lengths of time as people write them in a scenario or after `--budget`: `30s`, `1m`, `2m30s`, `2m 55s`.
//!
//! Whole minutes and seconds only. A friendlier parser would take hours, days and fractions too, and every one of
//! those is a slip here: no spoken answer takes `30h`.

use std::fmt;
use std::time::Duration;

/// The longest that a scenario may ask for.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// Why a text is no length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DurationError {
    /// Nothing in it.
    Empty,
    /// Only digits: seconds or minutes?
    NoUnit,
    /// It does not follow the form at all.
    Form,
    /// Zero.
    Zero,
    /// Over an hour.
    TooLong,
}

impl fmt::Display for DurationError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Empty => "it is empty",
            Self::NoUnit => "it has no unit, `s` or `m`",
            Self::Form => "only minutes and seconds can stand here",
            Self::Zero => "it is zero",
            Self::TooLong => "it is over an hour",
        })
    }
}

impl std::error::Error for DurationError {}

/// How to write a length of time, for help texts.
pub const EXAMPLES: &str = "write it like \"30s\", \"2m\" or \"2m30s\"";

/// Reads `30s`, `1m`, `2m30s`, `2m 55s`: minutes, seconds or both, spaces anywhere between, any case.
///
/// # Errors
/// When the text has another form, is zero or is over an hour.
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    if compact.is_empty() {
        return Err(DurationError::Empty);
    }
    if compact.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DurationError::NoUnit);
    }
    let (minutes, rest) = match compact.split_once('m') {
        Some((minutes, rest)) => (number(minutes)?, rest),
        None => (0, compact.as_str()),
    };
    let seconds = match rest.strip_suffix('s') {
        Some(seconds) => number(seconds)?,
        None if rest.is_empty() => 0,
        None => return Err(DurationError::Form),
    };
    let length = minutes
        .checked_mul(60)
        .and_then(|whole| whole.checked_add(seconds))
        .map_or(Duration::MAX, Duration::from_secs);
    if length.is_zero() {
        Err(DurationError::Zero)
    } else if length > LONGEST {
        Err(DurationError::TooLong)
    } else {
        Ok(length)
    }
}

fn number(digits: &str) -> Result<u64, DurationError> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DurationError::Form);
    }
    // Digits only, so what does not parse is too big.
    digits.parse().map_err(|_| DurationError::TooLong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn minutes_seconds_and_both_are_read() {
        for (text, seconds) in [
            ("30s", 30),
            ("1m", 60),
            ("2m30s", 150),
            ("2m 55s", 175),
            (" 90 s ", 90),
            ("1M5S", 65),
            ("60m", 3600),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_says_why() {
        for (text, why) in [
            ("", DurationError::Empty),
            ("  ", DurationError::Empty),
            ("30", DurationError::NoUnit),
            ("30 seconds", DurationError::Form),
            ("m30s", DurationError::Form),
            ("s", DurationError::Form),
            ("1m2m", DurationError::Form),
            ("30s1m", DurationError::Form),
            ("1.5m", DurationError::Form),
            ("-5s", DurationError::Form),
            ("1h", DurationError::Form),
            ("0s", DurationError::Zero),
            ("0m0s", DurationError::Zero),
            ("61m", DurationError::TooLong),
            ("99999999999999999999s", DurationError::TooLong),
            ("999999999999999999m", DurationError::TooLong),
        ] {
            assert_eq!(parse(text), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minutes in 0u64..60, seconds in 0u64..60) {
            prop_assume!(minutes + seconds > 0);
            let expected = Ok(Duration::from_secs(minutes * 60 + seconds));
            prop_assert_eq!(parse(&format!("{minutes}m{seconds}s")), expected);
            prop_assert_eq!(parse(&format!("{minutes}m {seconds}s")), expected);
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = parse(&text);
        }
    }
}
