//! The number reader: words and digits to values with a unit and a period.
//!
//! "Zero point three percent", "0.3%", "3/10 of a percent" and "three in a thousand" are one value; so are "$8K",
//! "8,000 dollars" and "eight grand". Ordinals ("the first") are no numbers. Sees tokens, gives [`Quantity`]s.

mod scan;
#[cfg(test)]
mod tests;

use super::normal::{Break, Piece, Token, piece};
use super::tags;
use crate::numerals::{ONES, TENS};

use scan::Scan;

/// What a token is worth as a part of a number.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Num {
    /// Nothing.
    #[default]
    None,
    /// "Zero" to "nine", and "oh".
    Digit(u8),
    /// "Ten" to "nineteen".
    Teen(u8),
    /// "Twenty" to "ninety".
    Tens(u8),
    /// "Hundred".
    Hundred,
    /// "Thousand", "million", "k"; "grand" counts money.
    Scale(f64, bool),
    /// Written in digits.
    Value(f64),
    /// "Point".
    Point,
    /// "Half".
    Half,
    /// "Third", "tenths": what a fraction divides by.
    Nth(u32),
    /// "Dozen".
    Dozen,
    /// "Once", "twice", "double": so many times.
    Times(u8),
    /// "%", "percent".
    Percent,
    /// "Basis points" are hundredths of a percent; this is "basis".
    Basis,
    /// A currency.
    Money(Currency),
    /// A unit of time.
    Time(TimeUnit),
    /// "Weekly": a period in one word.
    Periodic(TimeUnit),
    /// "x" and "fold" after a number.
    Fold,
    /// "/" between digits.
    Slash,
}

/// A currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Currency {
    /// US dollars, and dollars without a country.
    Usd,
    /// Euros.
    Eur,
    /// Pounds sterling.
    Gbp,
}

/// A unit of time, also as a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// A thousandth of a second.
    Millisecond,
    /// A second.
    Second,
    /// 60 seconds.
    Minute,
    /// 60 minutes.
    Hour,
    /// 24 hours; a night counts as one.
    Day,
    /// 7 days.
    Week,
    /// 14 days.
    Fortnight,
    /// A twelfth of a year.
    Month,
    /// A quarter of a year.
    Quarter,
    /// 365.25 days.
    Year,
}

impl TimeUnit {
    /// Its length in seconds; months and quarters as parts of a year of 365.25 days.
    #[must_use]
    pub fn seconds(self) -> f64 {
        match self {
            Self::Millisecond => 0.001,
            Self::Second => 1.0,
            Self::Minute => 60.0,
            Self::Hour => 3600.0,
            Self::Day => 86_400.0,
            Self::Week => 604_800.0,
            Self::Fortnight => 1_209_600.0,
            Self::Month => 2_629_800.0,
            Self::Quarter => 7_889_400.0,
            Self::Year => 31_557_600.0,
        }
    }
}

/// What a value counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Unit {
    /// Things, or nothing said.
    Plain,
    /// Percent.
    Percent,
    /// Money; `None`: no currency said ("eight grand").
    Money(Option<Currency>),
    /// Time; the value is in seconds.
    Time(TimeUnit),
    /// So many times.
    Fold,
}

/// A value as said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// The value: in percent, in whole units of the currency, in seconds, or as counted.
    pub value: f64,
    /// The number itself, before its unit turned it into `value`: 40 for "40 minutes".
    pub face: f64,
    /// What it counts.
    pub unit: Unit,
    /// "A week", "per week", "weekly".
    pub period: Option<TimeUnit>,
    /// Whether it is a share given by two numbers, "one in three hundred", so that it stands for a rounded percentage.
    pub share: bool,
    /// Where a change starts or ends.
    pub role: Role,
}

/// What a quantity is in a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// Nothing said.
    #[default]
    Any,
    /// "From" it.
    From,
    /// "To" it.
    To,
    /// "By" it.
    By,
}

impl Num {
    /// What a word in lower case is worth.
    #[must_use]
    pub fn of_word(word: &str) -> Self {
        let place = |list: &[&str]| {
            let found = list.iter().position(|&known| known == word)?;
            u8::try_from(found).ok()
        };
        match place(&ONES) {
            Some(n @ 0..10) => return Self::Digit(n),
            Some(n) => return Self::Teen(n),
            None => {}
        }
        if let Some(n) = place(&TENS) {
            return Self::Tens(20 + 10 * n);
        }
        Self::of_unit(word)
    }

    fn of_unit(word: &str) -> Self {
        use TimeUnit::{Day, Hour, Millisecond, Minute, Month, Quarter, Second, Week, Year};
        match word {
            "nought" | "naught" | "nil" => Self::Digit(0),
            "hundred" | "hundreds" => Self::Hundred,
            "thousand" | "thousands" | "k" => Self::Scale(1e3, false),
            "grand" => Self::Scale(1e3, true),
            "million" | "millions" | "mio" => Self::Scale(1e6, false),
            "billion" | "billions" | "bn" => Self::Scale(1e9, false),
            "point" => Self::Point,
            "half" => Self::Half,
            "third" | "thirds" => Self::Nth(3),
            "quarter" => Self::Time(Quarter),
            "quarters" => Self::Time(Quarter),
            "fourth" | "fourths" => Self::Nth(4),
            "fifth" | "fifths" => Self::Nth(5),
            "sixth" | "sixths" => Self::Nth(6),
            "eighth" | "eighths" => Self::Nth(8),
            "tenth" | "tenths" => Self::Nth(10),
            "hundredth" | "hundredths" => Self::Nth(100),
            "thousandth" | "thousandths" => Self::Nth(1000),
            "dozen" | "dozens" => Self::Dozen,
            "twice" => Self::Times(2),
            "thrice" => Self::Times(3),
            "percent" | "pct" | "%" | "percentage" => Self::Percent,
            "basis" => Self::Basis,
            "dollar" | "dollars" | "buck" | "bucks" | "usd" | "$" => Self::Money(Currency::Usd),
            "euro" | "euros" | "eur" | "€" => Self::Money(Currency::Eur),
            "pound" | "pounds" | "gbp" | "quid" | "£" => Self::Money(Currency::Gbp),
            "ms" | "millis" | "millisecond" | "milliseconds" | "msec" | "msecs" => {
                Self::Time(Millisecond)
            }
            "second" | "seconds" | "sec" | "secs" => Self::Time(Second),
            "minute" | "minutes" | "min" | "mins" => Self::Time(Minute),
            "hour" | "hours" | "hr" | "hrs" => Self::Time(Hour),
            "day" | "days" | "night" | "nights" => Self::Time(Day),
            "week" | "weeks" | "wk" | "weak" => Self::Time(Week),
            "fortnight" | "fortnights" => Self::Time(TimeUnit::Fortnight),
            "month" | "months" => Self::Time(Month),
            "year" | "years" | "annum" => Self::Time(Year),
            "hourly" => Self::Periodic(Hour),
            "daily" | "nightly" => Self::Periodic(Day),
            "weekly" => Self::Periodic(Week),
            "monthly" => Self::Periodic(Month),
            "quarterly" => Self::Periodic(Quarter),
            "annually" | "annual" | "yearly" => Self::Periodic(Year),
            "fold" | "x" | "times" => Self::Fold,
            _ => Self::None,
        }
    }
}

/// "$8,000/week" in its parts; `None` when no digit leads.
pub(super) fn pieces_of_number(text: &str) -> Option<Vec<Piece>> {
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

/// Every quantity in `tokens`, in order. `is` tells whether the token at a place is a given word.
pub fn quantities(tokens: &[Token], is: &dyn Fn(usize, &str) -> bool) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut scan = Scan { tokens, is };
    while at < tokens.len() {
        let named = at > 0
            && tokens[at].word == tokens[at - 1].word
            && tokens[at - 1].num == Num::None
            && tokens[at - 1].tags & (tags::PREPOSITION | tags::AND) == 0
            && matches!(tokens[at].num, Num::Value(_));
        if named || tokens[at].num == Num::None && tokens[at].tags & tags::ARTICLE == 0 {
            at += 1;
            continue;
        }
        match scan.quantity(at) {
            Some(quantity) => {
                at = quantity.end.max(at + 1);
                found.push(quantity);
            }
            None => at += 1,
        }
    }
    scan.drop_periods(&mut found);
    share_units(tokens, is, &mut found);
    scan.add_shares(&mut found);
    for quantity in &mut found {
        scan.add_period(quantity);
        scan.add_role(quantity);
    }
    found
}

/// "From 40 to 15 minutes", "from 90 to 55 thousand": a number without a unit or a scale takes its neighbour's. "40
/// nurses, ten minutes each" are two things.
fn share_units(tokens: &[Token], is: &dyn Fn(usize, &str) -> bool, found: &mut [Quantity]) {
    const LINKS: [&str; 9] = [
        "to", "and", "or", "down", "up", "only", "just", "versus", "plus",
    ];
    for index in 1..found.len() {
        let (left, right) = (found[index - 1], found[index]);
        let mut between = left.end..right.start;
        if !(1..=2).contains(&between.len())
            || !between.all(|at| LINKS.iter().any(|link| is(at, link)))
        {
            continue;
        }
        if left.face < 1000.0
            && is(right.start - 1, "to")
            && let Some(scale) =
                scale_of(tokens, right).filter(|_| scale_of(tokens, left).is_none())
        {
            found[index - 1].value *= scale;
            found[index - 1].face *= scale;
        }
        let left = found[index - 1];
        if left.unit == Unit::Plain && right.unit != Unit::Plain {
            found[index - 1] = with_unit(left, right.unit);
        } else if right.unit == Unit::Plain
            && left.unit != Unit::Plain
            && right.face != 1.0
            && !is(right.start - 1, "and")
        {
            found[index] = with_unit(right, left.unit);
        }
    }
}

/// What its last scale word makes of a number: a thousand, in "55 thousand dollars".
fn scale_of(tokens: &[Token], quantity: Quantity) -> Option<f64> {
    let words = tokens.get(quantity.start..quantity.end)?.iter().rev();
    words.into_iter().find_map(|token| match token.num {
        Num::Scale(scale, _) => Some(scale),
        _ => None,
    })
}

fn with_unit(quantity: Quantity, unit: Unit) -> Quantity {
    let value = match unit {
        Unit::Time(time) => quantity.face * time.seconds(),
        _ => quantity.face,
    };
    Quantity {
        unit,
        value,
        ..quantity
    }
}
