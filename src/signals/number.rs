//! The number reader: words and digits to values with a unit and a period.
//!
//! "Zero point three percent", "0.3%", "3/10 of a percent" and "three in a thousand" are one value; so are "$8K",
//! "8,000 dollars" and "eight grand". Ordinals ("the first") are no numbers. Sees tokens, gives [`Quantity`]s.

use super::normal::{Break, Piece, Token, piece};
use super::tags;

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
        const DIGITS: [&str; 10] = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        ];
        const TEENS: [&str; 10] = [
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ];
        const TENS: [&str; 8] = [
            "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
        ];
        let place = |list: &[&str]| {
            let found = list.iter().position(|&known| known == word)?;
            u8::try_from(found).ok()
        };
        if let Some(n) = place(&DIGITS) {
            return Self::Digit(n);
        }
        if let Some(n) = place(&TEENS) {
            return Self::Teen(10 + n);
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
    share_units(&mut found);
    scan.add_shares(&mut found);
    for quantity in &mut found {
        scan.add_period(quantity);
        scan.add_role(quantity);
    }
    found
}

/// "From 40 to 15 minutes": the number without a unit takes its neighbour's.
fn share_units(found: &mut [Quantity]) {
    for index in 1..found.len() {
        let (left, right) = (found[index - 1], found[index]);
        if right.start - left.end > 2 {
            continue;
        }
        if left.unit == Unit::Plain && right.unit != Unit::Plain {
            found[index - 1] = with_unit(left, right.unit);
        } else if right.unit == Unit::Plain && left.unit != Unit::Plain && right.face != 1.0 {
            found[index] = with_unit(right, left.unit);
        }
    }
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

/// A walk over tokens that reads numbers.
struct Scan<'a> {
    tokens: &'a [Token],
    is: &'a dyn Fn(usize, &str) -> bool,
}

impl Scan<'_> {
    fn num(&self, at: usize) -> Num {
        self.tokens.get(at).map_or(Num::None, |token| token.num)
    }

    fn word(&self, at: usize, word: &str) -> bool {
        at < self.tokens.len() && (self.is)(at, word)
    }

    /// Whether nothing but words stands between `at - 1` and `at`.
    fn joined(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.before == Break::None && !token.repair)
    }

    /// A quantity that starts at `start`.
    fn quantity(&mut self, start: usize) -> Option<Quantity> {
        let (money, at) = match self.num(start) {
            Num::Money(currency) => (Some(currency), start + 1),
            _ => (None, start),
        };
        if let Num::Times(n) = self.num(at) {
            return Some(self.made(start, at + 1, f64::from(n), Unit::Fold));
        }
        let (value, mut end, mut big) = self.amount(at).or_else(|| self.one_unit(at))?;
        let mut unit = match money {
            Some(currency) => Unit::Money(Some(currency)),
            None => Unit::Plain,
        };
        if let Num::Scale(_, true) = self.num(end.saturating_sub(1)) {
            unit = Unit::Money(None);
            big = true;
        }
        let of = if self.word(end, "of")
            && (self.word(end + 1, "a")
                || self.word(end + 1, "an")
                || self.word(end + 1, "one")
                || self.num(end + 1) == Num::Value(1.0))
        {
            2
        } else {
            usize::from(
                self.word(end, "a") && value.fract() != 0.0
                    || self.word(end, "an") && value.fract() != 0.0,
            )
        };
        match self.num(end + of) {
            Num::Percent => {
                end += of + 1;
                end += usize::from(self.word(end, "points") || self.word(end, "point"));
                unit = Unit::Percent;
            }
            Num::Basis => {
                let made = self.made(start, end + 2, value / 100.0, Unit::Percent);
                return Some(made);
            }
            Num::Money(currency) => {
                end += of + 1;
                unit = Unit::Money(Some(currency));
            }
            Num::Time(time)
                if unit == Unit::Plain && !(big && of > 0) && self.unit_follows(end, of) =>
            {
                end += of + 1;
                let mut made = self.made(start, end, value * time.seconds(), Unit::Time(time));
                made.face = value;
                if self.word(end, "and")
                    && self.word(end + 1, "a")
                    && self.num(end + 2) == Num::Half
                {
                    made.end += 3;
                    made.face += 0.5;
                    made.value += 0.5 * time.seconds();
                }
                return Some(made);
            }
            Num::Fold if of == 0 => {
                end += 1;
                unit = Unit::Fold;
            }
            _ if self.word(end, "per") && self.word(end + 1, "cent") => {
                end += 2;
                unit = Unit::Percent;
            }
            _ => {}
        }
        Some(self.made(start, end, value, unit))
    }

    fn unit_follows(&self, end: usize, of: usize) -> bool {
        of > 0 || self.joined(end)
    }

    fn made(&self, start: usize, end: usize, value: f64, unit: Unit) -> Quantity {
        Quantity {
            start,
            end: end.min(self.tokens.len()),
            value,
            face: value,
            unit,
            period: None,
            share: false,
            role: Role::Any,
        }
    }

    /// "A second", "a day": one of a unit of time.
    fn one_unit(&self, at: usize) -> Option<(f64, usize, bool)> {
        let article = self.word(at, "a") || self.word(at, "an");
        (article && matches!(self.num(at + 1), Num::Time(_))).then_some((1.0, at + 1, false))
    }

    /// A bare number: its value, where it ends, and whether a scale word made it big.
    fn amount(&self, start: usize) -> Option<(f64, usize, bool)> {
        let article = self.word(start, "a") || self.word(start, "an") || self.word(start, "one");
        if article && self.num(start + 1) == Num::Half && !self.word(start, "one") {
            return Some((0.5, start + 2, false));
        }
        if self.num(start) == Num::Half {
            return Some((0.5, start + 1, false));
        }
        if article
            && let Some(part) = self.part(start + 1)
            && (self.word(start + 2, "of") || self.word(start, "one") && part != 0.25)
        {
            return Some((part, start + 2, false));
        }
        let (mut value, mut end) = if self.word(start, "a")
            && matches!(
                self.num(start + 1),
                Num::Hundred | Num::Scale(..) | Num::Dozen
            ) {
            self.cardinal(start + 1)?
        } else {
            self.cardinal(start)?
        };
        let mut big = false;
        if self.word(end, "and") && self.word(end + 1, "a") && self.num(end + 2) == Num::Half {
            let last = self.num(end - 1);
            value += match last {
                Num::Scale(scale, _) => scale / 2.0,
                Num::Hundred => 50.0,
                _ => 0.5,
            };
            end += 3;
        }
        while let Num::Scale(scale, _) = self.num(end) {
            if !self.joined(end) {
                break;
            }
            value *= scale;
            end += 1;
            big = true;
        }
        if self.num(end) == Num::Slash
            && let Num::Value(below) = self.num(end + 1)
            && below != 0.0
        {
            return Some((value / below, end + 2, false));
        }
        if value >= 1.0
            && let Some(part) = self.part(end)
            && self.joined(end)
            && (self.word(end + 1, "of")
                || self.num(end + 1) == Num::Percent
                || value > 1.0 && self.plural(end))
        {
            return Some((value * part, end + 1, false));
        }
        Some((value, end, big))
    }

    fn plural(&self, at: usize) -> bool {
        [
            "thirds",
            "quarters",
            "fourths",
            "fifths",
            "sixths",
            "eighths",
            "tenths",
            "hundredths",
            "thousandths",
        ]
        .iter()
        .any(|word| self.word(at, word))
    }

    /// What "third" or "quarter" at `at` divides one into.
    fn part(&self, at: usize) -> Option<f64> {
        match self.num(at) {
            Num::Nth(n) => Some(1.0 / f64::from(n)),
            Num::Time(TimeUnit::Quarter) => Some(0.25),
            _ => None,
        }
    }

    /// A whole or decimal number in words or digits.
    fn cardinal(&self, start: usize) -> Option<(f64, usize)> {
        let (whole, end) = match self.num(start) {
            Num::Value(value) => (value, start + 1),
            Num::Point
                if matches!(
                    self.num(start + 1),
                    Num::Digit(_) | Num::Tens(_) | Num::Teen(_) | Num::Value(_)
                ) || self.word(start + 1, "oh") =>
            {
                (0.0, start)
            }
            _ => self.whole(start)?,
        };
        if self.num(end) != Num::Point {
            return Some((whole, end));
        }
        let (decimals, after) = self.decimals(end + 1);
        if decimals.is_empty() {
            return (end > start).then_some((whole, end));
        }
        let value = format!("{whole}.{decimals}").parse().unwrap_or(whole);
        Some((value, after))
    }

    /// The digits after "point", one word a digit, or one number for all of them.
    fn decimals(&self, start: usize) -> (String, usize) {
        let mut digits = String::new();
        let mut at = start;
        loop {
            match self.num(at) {
                Num::Digit(n) => digits.push_str(&n.to_string()),
                Num::Teen(n) => digits.push_str(&n.to_string()),
                Num::Tens(n) => match self.num(at + 1) {
                    Num::Digit(unit) if unit > 0 => {
                        digits.push_str(&(n + unit).to_string());
                        at += 1;
                    }
                    _ => digits.push_str(&n.to_string()),
                },
                Num::Value(value) if value.fract() == 0.0 && digits.is_empty() => {
                    digits.push_str(&value.to_string());
                }
                _ if self.word(at, "oh") || self.word(at, "o") => digits.push('0'),
                _ => break,
            }
            at += 1;
            if !self.joined(at) {
                break;
            }
        }
        (digits, at)
    }

    /// A whole number in words; "and" may stand after hundreds and thousands.
    fn whole(&self, start: usize) -> Option<(f64, usize)> {
        let (mut total, mut group, mut at, mut seen) = (0.0, 0.0, start, false);
        let mut last = Num::None;
        loop {
            let here = self.num(at);
            if at > start && !self.joined(at) {
                break;
            }
            match here {
                Num::Digit(n) => match last {
                    Num::None | Num::Hundred | Num::Scale(..) => group += f64::from(n),
                    Num::Tens(_) if n > 0 => group += f64::from(n),
                    _ => break,
                },
                Num::Teen(n) | Num::Tens(n) => match last {
                    Num::None | Num::Hundred | Num::Scale(..) => group += f64::from(n),
                    // "One eighty" and "nineteen ninety".
                    Num::Digit(d) if d > 0 && group < 10.0 => group = group * 100.0 + f64::from(n),
                    Num::Teen(_) | Num::Tens(_) if total == 0.0 => {
                        group = group * 100.0 + f64::from(n)
                    }
                    _ => break,
                },
                Num::Hundred if group < 100.0 => {
                    group = if group == 0.0 { 100.0 } else { group * 100.0 }
                }
                Num::Scale(scale, _) if last != Num::None || at == start => {
                    if total != 0.0 && scale >= total {
                        break;
                    }
                    total += if group == 0.0 { scale } else { group * scale };
                    group = 0.0;
                }
                Num::Dozen if !matches!(last, Num::Scale(..)) => {
                    group = if group == 0.0 { 12.0 } else { group * 12.0 }
                }
                _ if seen
                    && self.word(at, "and")
                    && matches!(last, Num::Hundred | Num::Scale(..))
                    && matches!(
                        self.num(at + 1),
                        Num::Digit(_) | Num::Teen(_) | Num::Tens(_)
                    )
                    && self.joined(at + 1) =>
                {
                    at += 1;
                    continue;
                }
                _ => break,
            }
            // A scale alone ("k", "thousand") is no number.
            if at == start && matches!(here, Num::Scale(..)) && !self.one_before(start) {
                return None;
            }
            last = here;
            seen = true;
            at += 1;
        }
        seen.then_some((total + group, at))
    }

    /// Whether "a", "every" or "per" makes one of the scale word at `at`.
    fn one_before(&self, at: usize) -> bool {
        let words = ["a", "every", "each", "per"];
        at > 0 && words.iter().any(|word| self.word(at - 1, word))
    }

    /// "One in three hundred", "3 out of 5", "three webhooks in every thousand": shares in percent, beside the numbers.
    fn add_shares(&self, found: &mut Vec<Quantity>) {
        let mut shares = Vec::new();
        for pair in found.windows(2) {
            let (left, right) = (pair[0], pair[1]);
            if left.unit != Unit::Plain
                || right.unit != Unit::Plain
                || right.value <= left.value
                || left.value <= 0.0
            {
                continue;
            }
            let between = left.end..right.start;
            let near = between.len() <= 5
                && self.tokens[between.start..right.start + 1]
                    .iter()
                    .skip(1)
                    .all(|t| t.before < Break::Stop);
            let link = between
                .clone()
                .any(|at| ["in", "of", "per"].iter().any(|word| self.word(at, word)));
            let stop = between
                .clone()
                .any(|at| self.tokens[at].tags & (tags::AUX | tags::PAST | tags::AND) != 0);
            if near && link && !stop {
                shares.push(Quantity {
                    share: true,
                    ..self.made(
                        left.start,
                        right.end,
                        100.0 * left.value / right.value,
                        Unit::Percent,
                    )
                });
            }
        }
        // "Three per thousand" has no article that would make a number of its second half.
        found.extend(shares);
        found.sort_by_key(|quantity| (quantity.start, quantity.end));
    }

    /// "A week" after a number is that number's period and no length of its own.
    fn drop_periods(&self, found: &mut Vec<Quantity>) {
        let mut last: Option<usize> = None;
        found.retain(|quantity| {
            let article = self.tokens[quantity.start].tags & tags::ARTICLE != 0;
            let unit = matches!(quantity.unit, Unit::Time(_)) && article && quantity.face == 1.0;
            let near = last.is_some_and(|end| quantity.start - end <= 9);
            let length =
                quantity.start > 0 && self.tokens[quantity.start - 1].tags & tags::PREPOSITION != 0;
            let keep = !(unit && near && !length);
            if keep {
                last = Some(quantity.end);
            }
            keep
        });
    }

    /// The nearest "a week" after the number, or before it in the same sentence.
    fn add_period(&self, quantity: &mut Quantity) {
        let after = (quantity.end..self.tokens.len().min(quantity.end + 9))
            .take_while(|&at| self.tokens[at].before < Break::Stop);
        let found = after.clone().find_map(|at| self.period(at));
        quantity.period = found.or_else(|| {
            (quantity.start.saturating_sub(9)..quantity.start)
                .rev()
                .take_while(|&at| self.tokens[at + 1].before < Break::Stop)
                .find_map(|at| self.period(at))
        });
    }

    /// "A week", "per single week", "every week", "weekly" at `at`. "In a week" is a length, not a period.
    fn period(&self, at: usize) -> Option<TimeUnit> {
        if let Num::Periodic(unit) = self.num(at) {
            return Some(unit);
        }
        let each = ["per", "each", "every", "/"]
            .iter()
            .any(|word| self.word(at, word));
        let article = self.word(at, "a") || self.word(at, "an") || self.word(at, "the");
        let length = at > 0
            && ["in", "for", "within", "after", "of", "about", "took"]
                .iter()
                .any(|word| self.word(at - 1, word));
        if !(each || (article && !length)) {
            return None;
        }
        let skip = usize::from(self.word(at + 1, "single") || self.word(at + 1, "given"));
        match self.num(at + 1 + skip) {
            Num::Time(unit) => Some(unit),
            _ => None,
        }
    }

    /// What preposition leads to the number.
    fn add_role(&self, quantity: &mut Quantity) {
        let back = (quantity.start.saturating_sub(4)..quantity.start).rev();
        for at in back {
            if self.tokens[at + 1].before >= Break::Stop {
                return;
            }
            for (word, role) in [
                ("from", Role::From),
                ("to", Role::To),
                ("by", Role::By),
                ("until", Role::To),
                ("till", Role::To),
            ] {
                if self.word(at, word) {
                    quantity.role = role;
                    return;
                }
            }
            let light = self.tokens[at].tags
                & (tags::ADVERB | tags::ARTICLE | tags::ALMOST | tags::MINE)
                != 0
                || [
                    "just", "under", "over", "below", "like", "under", "average", "around", "about",
                ]
                .iter()
                .any(|word| self.word(at, word));
            if !light {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::normal::Reader;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<Quantity> {
        let mut reader = Reader::default();
        let tokens = reader.tokens(text.split_whitespace());
        let is = |at: usize, word: &str| {
            let form = tokens.get(at).and_then(|token| reader.known(token.form));
            form.is_some_and(|form| form.text == word)
        };
        quantities(&tokens, &is)
    }

    fn one(text: &str) -> Quantity {
        let found = read(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        found[0]
    }

    #[test]
    fn a_share_is_one_value_however_it_is_said() {
        for text in [
            "zero point three percent",
            "0.3%",
            "0.3 %",
            ".3 percent",
            "point three percent",
            "The point 3% rate",
            "3/10 of a percent",
            "three tenths of a percent",
            "three tenths of one percent",
            "oh point three percent",
            "nought point three per cent",
            "0 point 3 percent",
            "thirty basis points",
        ] {
            let found = read(text);
            let quantity = found
                .iter()
                .find(|q| q.unit == Unit::Percent)
                .unwrap_or_else(|| panic!("{text}: {found:?}"));
            assert!((quantity.value - 0.3).abs() < 1e-9, "{text}: {quantity:?}");
        }
        for text in [
            "three in a thousand",
            "3 out of 1,000",
            "three webhooks in every thousand",
            "three payments in a thousand",
        ] {
            let share = read(text)
                .into_iter()
                .find(|q| q.share)
                .unwrap_or_else(|| panic!("{text}"));
            assert!((share.value - 0.3).abs() < 1e-9, "{text}");
        }
        let share = read("one in three hundred")
            .into_iter()
            .find(|q| q.share)
            .unwrap();
        assert!((share.value - 1.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn money_keeps_its_period() {
        for text in [
            "$8K a week",
            "8,000 dollars per week",
            "eight grand a week",
            "eight thousand dollars every single week",
            "$8,000 of revenue each week",
            "8 thousand bucks weekly",
            "$8k/week",
            "weekly we lost 8,000 dollars",
            "eight thousand dollars in lost revenue per week",
            "8 K dollars per weak",
            "$8 thousand a week",
        ] {
            let found = read(text);
            let money = found
                .iter()
                .find(|q| matches!(q.unit, Unit::Money(_)))
                .unwrap_or_else(|| panic!("{text}: {found:?}"));
            assert_eq!(
                (money.value, money.period),
                (8000.0, Some(TimeUnit::Week)),
                "{text}"
            );
        }
        assert_eq!(one("8k").value, 8000.0);
        assert_eq!(one("$8K in the end").period, None);
    }

    #[test]
    fn lengths_are_told_from_periods() {
        assert_eq!(one("forty minutes").value, 2400.0);
        assert_eq!(one("a quarter of an hour").value, 900.0);
        assert_eq!(one("half an hour").value, 1800.0);
        assert_eq!(one("an hour and a half").value, 5400.0);
        assert_eq!(one("900ms").value, 0.9);
        assert_eq!(one("4.2s").value, 4.2);
        assert_eq!(one("four point two seconds").value, 4.2);
        assert_eq!(one("a hundred eighty millis").value, 0.18);
        assert_eq!(one("two weeks").unit, Unit::Time(TimeUnit::Week));
    }

    #[test]
    fn a_change_shares_its_unit_and_knows_its_ends() {
        let found = read("cut from 40 to 15 minutes");
        assert_eq!(
            found.iter().map(|q| (q.value, q.role)).collect::<Vec<_>>(),
            [(2400.0, Role::From), (900.0, Role::To)]
        );
        let found = read("dropped from 4.2 seconds to 0.9");
        assert_eq!(
            found.iter().map(|q| q.value).collect::<Vec<_>>(),
            [4.2, 0.9]
        );
        assert_eq!(one("fell by twelve percent").role, Role::By);
    }

    #[test]
    fn words_that_only_look_like_numbers_are_none() {
        for text in [
            "the first",
            "on the second floor",
            "a third time",
            "the quarter",
            "grand idea",
            "no point",
        ] {
            assert!(read(text).is_empty(), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn large_round_numbers_are_read() {
        for (text, value) in [
            ("twenty five hundred", 2500.0),
            ("a million and a half", 1.5e6),
            ("one point two million", 1.2e6),
            ("two hundred and fifty thousand", 250_000.0),
            ("a dozen", 12.0),
            ("two dozen", 24.0),
            ("1.5M", 1.5e6),
            ("three hundred", 300.0),
            ("twenty twenty two", 2022.0),
            ("one eighty", 180.0),
            ("eight and a half thousand", 8500.0),
        ] {
            assert_eq!(one(text).value, value, "{text}");
        }
    }

    /// English words for a whole number, written apart from the reader so that it can judge it.
    fn words(n: u32) -> String {
        const ONES: [&str; 20] = [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ];
        const TENS: [&str; 10] = [
            "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
        ];
        let join = |head: String, rest: u32, and: &str| {
            if rest == 0 {
                head
            } else {
                format!("{head}{and}{}", words(rest))
            }
        };
        match n {
            0..20 => ONES[n as usize].to_owned(),
            20..100 if n.is_multiple_of(10) => TENS[n as usize / 10].to_owned(),
            20..100 => format!("{}-{}", TENS[n as usize / 10], ONES[n as usize % 10]),
            100..1000 => join(format!("{} hundred", words(n / 100)), n % 100, " and "),
            1000..1_000_000 => join(
                format!("{} thousand", words(n / 1000)),
                n % 1000,
                if n % 1000 < 100 { " and " } else { " " },
            ),
            _ => join(
                format!("{} million", words(n / 1_000_000)),
                n % 1_000_000,
                " ",
            ),
        }
    }

    #[test]
    fn every_whole_number_to_a_million_survives_its_words() {
        let mut reader = Reader::default();
        for n in 0..=1_000_000 {
            let text = words(n);
            let tokens = reader.tokens(text.split_whitespace());
            let is = |at: usize, word: &str| {
                tokens
                    .get(at)
                    .and_then(|t| reader.known(t.form))
                    .is_some_and(|f| f.text == word)
            };
            let found = quantities(&tokens, &is);
            assert!(
                found.len() == 1 && found[0].value == f64::from(n),
                "{text}: {found:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn decimals_percents_and_money_survive_their_words(whole in 0u32..=1_000_000, digits in prop::collection::vec(0u32..10, 1..4)) {
            let spoken: Vec<String> = digits.iter().map(|&digit| words(digit)).collect();
            let written: String = digits.iter().map(u32::to_string).collect();
            let value: f64 = format!("{whole}.{written}").parse().unwrap();
            let text = format!("{} point {}", words(whole), spoken.join(" "));
            prop_assert_eq!(one(&text).value, value);
            let percent = one(&format!("{text} percent"));
            prop_assert_eq!((percent.value, percent.unit), (value, Unit::Percent));
            prop_assert_eq!(one(&format!("{value}%")).value, value);
            let money = one(&format!("{} dollars a week", words(whole)));
            prop_assert_eq!((money.value, money.unit, money.period), (f64::from(whole), Unit::Money(Some(Currency::Usd)), Some(TimeUnit::Week)));
            prop_assert_eq!(one(&format!("${whole}")).value, f64::from(whole));
        }
    }
}
