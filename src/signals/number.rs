//! The number reader: words and digits to values with a unit and a period.
//!
//! "Zero point three percent", "0.3%", "3/10 of a percent" and "three in a thousand" are one value; so are "$8K",
//! "8,000 dollars" and "eight grand". Ordinals ("the first") are no numbers. Sees tokens, gives [`Quantity`]s.

mod around;
mod scan;
mod written;

#[cfg(test)]
mod tests;

use super::normal::Token;
use super::tags;
use crate::numerals::{ONES, TENS};

use scan::Scan;
pub(super) use written::pieces_of_number;

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
            "week" | "weeks" | "wk" => Self::Time(Week),
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

/// Every quantity in `tokens`, in order. `is` tells whether the token at a place is a given word.
pub fn quantities(tokens: &[Token], is: &dyn Fn(usize, &str) -> bool) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    let scan = Scan { tokens, is };
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
    scan.share_units(&mut found);
    scan.add_shares(&mut found);
    for quantity in &mut found {
        scan.add_period(quantity);
        scan.add_role(quantity);
    }
    found
}
