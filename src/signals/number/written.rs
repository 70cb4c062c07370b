//! Takes a word apart that is written with digits or signs: "$8,000/week", "900ms", "3-5", "42nd".

use super::Num;
use crate::signals::normal::{Piece, piece};

/// "$8,000/week" in its parts; `None` when no digit leads.
pub(in crate::signals) fn pieces_of_number(text: &str) -> Option<Vec<Piece>> {
    if text == "%" {
        return Some(vec![piece("percent")]);
    }
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() || (first == '.' && starts_with_digit(&rest[1..])) {
            let (value, length) = digits(rest);
            let ordinal = ["st", "nd", "rd", "th"].iter().any(|end| {
                rest[length..].starts_with(end)
                    && !rest[length + 2..].starts_with(char::is_alphabetic)
            });
            out.push(Piece {
                text: rest[..length].trim_matches('.').to_owned(),
                num: if ordinal {
                    Num::None
                } else {
                    Num::Value(value)
                },
                possessive: false,
            });
            length + if ordinal { 2 } else { 0 }
        } else if first.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphabetic() && c != '\'');
            let word = &rest[..end.unwrap_or(rest.len())];
            out.extend(suffix(word, !out.is_empty()));
            word.len()
        } else {
            out.extend(sign(first, out.is_empty()));
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    Some(out)
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// The value at the start and its length in bytes; "8,000" has its commas left out, "4.2." ends before the dot.
fn digits(text: &str) -> (f64, usize) {
    let bytes = text.as_bytes();
    let mut length = 0;
    let mut plain = String::new();
    let mut dot = false;
    while let Some(&byte) = bytes.get(length) {
        let digit_next = bytes.get(length + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            b'0'..=b'9' => plain.push(char::from(byte)),
            b',' if digit_next && !dot => {}
            b'.' if digit_next && !dot => {
                dot = true;
                plain.push('.');
            }
            _ => break,
        }
        length += 1;
    }
    (plain.parse().unwrap_or(0.0), length)
}

/// What letters after digits stand for: "900ms", "10x", "8k".
fn suffix(word: &str, after_digits: bool) -> Vec<Piece> {
    let whole = if after_digits {
        match word {
            "s" => "seconds",
            "m" | "mm" => "million",
            "b" => "billion",
            "h" => "hours",
            "d" => "days",
            other => other,
        }
    } else {
        word
    };
    whole
        .split('\'')
        .filter(|part| !part.is_empty())
        .map(piece)
        .collect()
}

fn sign(sign: char, leads: bool) -> Option<Piece> {
    match sign {
        '%' => Some(piece("percent")),
        '$' | '€' | '£' => Some(piece(&sign.to_string())),
        '/' => Some(Piece {
            num: Num::Slash,
            ..piece("/")
        }),
        '-' | '\u{2013}' if !leads => Some(piece("to")),
        '+' if !leads => Some(piece("plus")),
        _ => None,
    }
}
