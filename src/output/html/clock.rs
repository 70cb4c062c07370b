//! Times as the page writes them where tenths would only distract: places as `0:24`, dates as `4 May 2026, 21:14`.
//! Measured lengths are written as on the terminal; see [`crate::output::wording`].

use crate::take::Moment;

/// Seconds as minutes and seconds, rounded down: the clock that a person would have read. Negative values and those
/// that are no number are zero.
pub fn clock(seconds: f64) -> String {
    let whole = if seconds.is_finite() {
        seconds.max(0.0) as u64
    } else {
        0
    };
    if whole >= 3600 {
        format!("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
    } else {
        format!("{}:{:02}", whole / 60, whole % 60)
    }
}

/// A length as minutes and seconds, rounded to the nearest second.
pub fn length(seconds: f64) -> String {
    clock(seconds.round())
}

/// `2026-05-04T21:14:03+02:00` as `4 May 2026, 21:14`; anything that does not look like that, unchanged.
pub fn date(begun: &str) -> String {
    Moment::parse(begun).map_or_else(|| begun.to_owned(), |moment| moment.for_people())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_second_that_has_begun_and_a_length_the_nearest() {
        assert_eq!(clock(59.9), "0:59");
        assert_eq!(length(59.9), "1:00");
        assert_eq!(clock(3725.0), "1:02:05");
        assert_eq!(clock(f64::NAN), "0:00");
    }

    #[test]
    fn a_date_is_written_for_people_and_an_odd_one_is_left_alone() {
        assert_eq!(date("2026-05-04T21:14:03+02:00"), "4 May 2026, 21:14");
        assert_eq!(date("yesterday"), "yesterday");
    }
}
