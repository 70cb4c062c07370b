//! How a written word was probably said: "0.3%" is "zero point three percent", "SDE2" is "s d e two".
//!
//! Only for finding where it was said and what sounds like it, so a reading that is nearly right is good enough.

use crate::numerals::{ONES, TENS};

/// The likely readings of `written`, each a list of plain lower-case words; empty when nothing in it can be said.
#[must_use]
pub fn readings(written: &str) -> Vec<Vec<String>> {
    let mut readings: Vec<Vec<String>> = vec![Vec::new()];
    let pieces = pieces(written);
    let money = pieces.iter().any(|piece| matches!(piece, Piece::Sign('$')));
    for (at, piece) in pieces.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| pieces.get(at));
        let ways = match piece {
            Piece::Number(digits) => number(digits),
            Piece::Letters(letters) => letters_said(letters, before),
            Piece::Sign('%') => vec![words("percent")],
            Piece::Sign('&') => vec![words("and")],
            Piece::Sign('+') => vec![words("plus")],
            Piece::Sign(_) => continue,
        };
        readings = combine(&readings, &ways);
    }
    if money {
        readings
            .iter_mut()
            .for_each(|reading| reading.push("dollars".to_owned()));
    }
    readings.retain(|reading| !reading.is_empty());
    readings.truncate(MOST);
    readings
}

/// Readings of one written word that are tried; more would only slow the search.
const MOST: usize = 6;

enum Piece {
    Letters(String),
    Number(String),
    Sign(char),
}

fn pieces(written: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let letters: Vec<char> = written.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let between_digits = || {
            let digit = |at: Option<usize>| {
                at.and_then(|at| letters.get(at))
                    .is_some_and(char::is_ascii_digit)
            };
            digit(at.checked_sub(1)) && digit(Some(at + 1))
        };
        match (letter, pieces.last_mut()) {
            (',', _) if between_digits() => {}
            ('.', Some(Piece::Number(digits))) if between_digits() => digits.push('.'),
            (c, Some(Piece::Number(digits))) if c.is_ascii_digit() => digits.push(c),
            (c, _) if c.is_ascii_digit() => pieces.push(Piece::Number(c.to_string())),
            ('’' | '\'', Some(Piece::Letters(word))) => word.push('\''),
            (c, Some(Piece::Letters(word))) if c.is_alphabetic() => word.push(c),
            (c, _) if c.is_alphabetic() => pieces.push(Piece::Letters(c.to_string())),
            (c, _) => pieces.push(Piece::Sign(c)),
        }
    }
    pieces
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

fn combine(heads: &[Vec<String>], tails: &[Vec<String>]) -> Vec<Vec<String>> {
    heads
        .iter()
        .flat_map(|head| {
            tails
                .iter()
                .map(move |tail| [head.as_slice(), tail].concat())
        })
        .take(MOST)
        .collect()
}

fn letters_said(letters: &str, before: Option<&Piece>) -> Vec<Vec<String>> {
    let lower = letters.to_lowercase();
    let word = lower.trim_end_matches('\'').to_owned();
    if matches!(before, Some(Piece::Number(_))) {
        match lower.as_str() {
            "k" => return vec![words("k"), words("thousand")],
            "m" => return vec![words("million"), words("m")],
            "x" => return vec![words("x"), words("times")],
            // The ending of "3rd" is in the number's own reading, near enough.
            "st" | "nd" | "rd" | "th" => return vec![Vec::new()],
            _ => {}
        }
    }
    let capitals = letters.chars().filter(|c| c.is_uppercase()).count();
    let length = letters.chars().count();
    if length > 1 && length <= 5 && capitals == length {
        let spelled = lower.chars().map(String::from).collect();
        return vec![spelled, vec![word]];
    }
    vec![vec![word]]
}

fn number(digits: &str) -> Vec<Vec<String>> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.is_empty() {
        return whole_number(whole);
    }
    let mut tail = words("point");
    tail.extend(fraction.chars().map(digit));
    let mut ways = combine(&whole_number(whole), std::slice::from_ref(&tail));
    if whole == "0" {
        ways.push(tail);
    }
    ways
}

fn whole_number(digits: &str) -> Vec<Vec<String>> {
    let one_by_one = || digits.chars().map(digit).collect::<Vec<_>>();
    let Ok(value) = digits.parse::<u64>() else {
        return vec![one_by_one()];
    };
    if value >= 1_000_000_000_000 || (digits.len() > 1 && digits.starts_with('0')) {
        return vec![one_by_one()];
    }
    let mut ways = vec![cardinal(value)];
    if (1_100..2_100).contains(&value) {
        // A year: nineteen eighty four.
        let rest = value % 100;
        let mut pair = cardinal(value / 100);
        pair.extend(if rest == 0 {
            words("hundred")
        } else {
            cardinal(rest)
        });
        ways.push(pair);
    }
    ways
}

fn digit(c: char) -> String {
    let value = c.to_digit(10).unwrap_or(0) as usize;
    ONES[value].to_owned()
}

const GROUPS: [(u64, &str); 4] = [
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
    (100, "hundred"),
];

fn cardinal(value: u64) -> Vec<String> {
    if let Some(word) = usize::try_from(value).ok().and_then(|at| ONES.get(at)) {
        return words(word);
    }
    for (size, name) in GROUPS {
        if value >= size {
            let mut said = cardinal(value / size);
            said.push(name.to_owned());
            if !value.is_multiple_of(size) {
                said.extend(cardinal(value % size));
            }
            return said;
        }
    }
    let mut said = words(TENS[(value / 10 - 2) as usize]);
    if !value.is_multiple_of(10) {
        said.extend(cardinal(value % 10));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(written: &str) -> Vec<String> {
        readings(written)
            .into_iter()
            .map(|words| words.join(" "))
            .collect()
    }

    #[test]
    fn numbers_are_read_with_their_units() {
        assert_eq!(
            said("0.3%"),
            ["zero point three percent", "point three percent"]
        );
        assert_eq!(said("$8,000"), ["eight thousand dollars"]);
        assert_eq!(said("$8K,"), ["eight k dollars", "eight thousand dollars"]);
        assert_eq!(
            said("2024"),
            ["two thousand twenty four", "twenty twenty four"]
        );
        assert_eq!(
            said("1,250,017"),
            ["one million two hundred fifty thousand seventeen"]
        );
    }

    #[test]
    fn capitals_are_spelled_or_read() {
        assert_eq!(said("SDE2"), ["s d e two", "sde two"]);
        assert_eq!(said("I"), ["i"]);
    }

    #[test]
    fn punctuation_is_not_said_and_hyphens_part_words() {
        assert_eq!(said("\"team's,\""), ["team's"]);
        assert_eq!(said("ready-to-merge"), ["ready to merge"]);
        assert!(said("--").is_empty());
    }

    #[test]
    fn endless_digits_are_read_one_by_one() {
        assert_eq!(said("007"), ["zero zero seven"]);
        assert_eq!(readings(&"9".repeat(30))[0].len(), 30);
    }
}
