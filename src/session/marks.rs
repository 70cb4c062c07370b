//! Where sections begin in one recording, as people write it down: seconds, or minutes and seconds, in a list.

use std::fmt;

use crate::time::Offset;

/// How to write one, for error messages.
const FORM: &str = "seconds, or minutes and seconds, such as 31.2 or 1:02.5";

/// A place in a recording, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// As it was written.
    pub text: String,
    /// The place.
    pub at: Offset,
}

/// Places in the order in which they were written; whether that is the order of time is not looked at yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marks(pub Vec<Mark>);

/// Why a text is no list of places.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    /// There is nothing between two separators, or nothing at all.
    #[error("there is a time missing in the list; expected {FORM}, with commas between them")]
    Missing,
    /// One of them is no time.
    #[error("\"{text}\" is no time; expected {FORM}")]
    NoTime {
        /// As it was written.
        text: String,
    },
    /// A minute or an hour has sixty parts.
    #[error("\"{text}\" has {found} where less than 60 is expected, as in 1:02.5")]
    TooMany {
        /// As it was written.
        text: String,
        /// The part that is too large.
        found: String,
    },
}

impl Marks {
    /// Reads a list such as `31.2,52,1:02`; commas, semicolons or, where there is neither, spaces stand between.
    ///
    /// # Errors
    /// When something in it is no time.
    pub fn parse(list: &str) -> Result<Self, MarkError> {
        let list = list.trim();
        let separated = list.contains([',', ';']);
        let list = list.strip_suffix([',', ';']).unwrap_or(list);
        let parts: Vec<&str> = if separated {
            list.split([',', ';']).map(str::trim).collect()
        } else {
            list.split_whitespace().collect()
        };
        if parts.is_empty() {
            return Err(MarkError::Missing);
        }
        let marks = parts.into_iter().map(mark).collect::<Result<_, _>>();
        marks.map(Self)
    }
}

impl fmt::Display for Marks {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<&str> = self.0.iter().map(|mark| mark.text.as_str()).collect();
        out.write_str(&texts.join(","))
    }
}

/// Reads `31.2`, `31.2s`, `1:02`, `1:02:03.5` or `1m02s`.
fn mark(text: &str) -> Result<Mark, MarkError> {
    if text.is_empty() {
        return Err(MarkError::Missing);
    }
    let no_time = || MarkError::NoTime {
        text: text.to_owned(),
    };
    let mut plain = text.to_ascii_lowercase().replace(['h', 'm'], ":");
    plain.retain(|letter| !letter.is_whitespace());
    let plain = plain.strip_suffix('s').unwrap_or(&plain);
    // `2m` is 2 minutes and no seconds.
    let plain = plain
        .strip_suffix(':')
        .map_or(plain.to_owned(), |whole| format!("{whole}:0"));
    let parts: Vec<&str> = plain.split(':').collect();
    if parts.len() > 3 {
        return Err(no_time());
    }
    let mut seconds = 0.0;
    for (index, part) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = match part.split_once('.') {
            Some((whole, fraction)) => is_last && digits(whole) && digits(fraction),
            None => digits(part),
        };
        let number: f64 = part.parse().map_err(|_| no_time())?;
        if !well_formed || number > 1e6 {
            return Err(no_time());
        }
        if index > 0 && number >= 60.0 {
            return Err(MarkError::TooMany {
                text: text.to_owned(),
                found: (*part).to_owned(),
            });
        }
        seconds = 60.0 * seconds + number;
    }
    Ok(Mark {
        text: text.to_owned(),
        at: Offset::from_seconds(seconds),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(list: &str) -> Vec<f64> {
        let marks = Marks::parse(list).unwrap_or_else(|error| panic!("{list}: {error}"));
        marks.0.iter().map(|mark| mark.at.as_seconds()).collect()
    }

    #[test]
    fn places_are_read_as_people_write_them() {
        for (list, expected) in [
            ("31.2,52,140,161", &[31.2, 52.0, 140.0, 161.0][..]),
            ("0:12.4", &[12.4]),
            ("0:12.4, 1:02, 1:02:03.5", &[12.4, 62.0, 3723.5]),
            ("12.4s, 52s", &[12.4, 52.0]),
            ("12.4 s; 52 s;", &[12.4, 52.0]),
            ("31.2 52 1:40", &[31.2, 52.0, 100.0]),
            ("1m02s,2m,1h0m1s", &[62.0, 120.0, 3601.0]),
            ("75:10", &[4510.0]),
            (" .5 , 1. ", &[0.5, 1.0]),
        ] {
            assert_eq!(seconds(list), expected, "{list}");
        }
    }

    #[test]
    fn what_is_no_place_is_named() {
        for (list, message) in [
            (
                "",
                "there is a time missing in the list; expected seconds, or minutes and seconds, such as 31.2 or 1:02.5, with commas between them",
            ),
            (
                "1,,2",
                "there is a time missing in the list; expected seconds, or minutes and seconds, such as 31.2 or 1:02.5, with commas between them",
            ),
            (
                "1,two",
                "\"two\" is no time; expected seconds, or minutes and seconds, such as 31.2 or 1:02.5",
            ),
            (
                "-3",
                "\"-3\" is no time; expected seconds, or minutes and seconds, such as 31.2 or 1:02.5",
            ),
            (
                "1e3",
                "\"1e3\" is no time; expected seconds, or minutes and seconds, such as 31.2 or 1:02.5",
            ),
            (
                "inf",
                "\"inf\" is no time; expected seconds, or minutes and seconds, such as 31.2 or 1:02.5",
            ),
            (
                "1:2:3:4",
                "\"1:2:3:4\" is no time; expected seconds, or minutes and seconds, such as 31.2 or 1:02.5",
            ),
            (
                "0:75",
                "\"0:75\" has 75 where less than 60 is expected, as in 1:02.5",
            ),
        ] {
            assert_eq!(
                Marks::parse(list).unwrap_err().to_string(),
                message,
                "{list}"
            );
        }
    }

    #[test]
    fn a_list_is_shown_as_it_was_written() {
        assert_eq!(Marks::parse("0:12.4, 52").unwrap().to_string(), "0:12.4,52");
    }
}
