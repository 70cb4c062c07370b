//! Goes through the tokens and puts the words of each number together with its unit. What stands around a number is
//! read in `around.rs`.

use super::*;
use crate::signals::normal::Break;

/// A walk over tokens that reads numbers.
pub(super) struct Scan<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) is: &'a dyn Fn(usize, &str) -> bool,
}

/// Words between a number and its unit that leave it as it is.
const FULL: [&str; 9] = [
    "full", "whole", "more", "entire", "extra", "further", "long", "straight", "solid",
];

impl Scan<'_> {
    pub(super) fn num(&self, at: usize) -> Num {
        self.tokens.get(at).map_or(Num::None, |token| token.num)
    }

    pub(super) fn word(&self, at: usize, word: &str) -> bool {
        at < self.tokens.len() && (self.is)(at, word)
    }

    /// Whether nothing but words stands between `at - 1` and `at`.
    fn joined(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.before == Break::None && !token.repair)
    }

    /// Whether one of `words` stands at `at`.
    pub(super) fn any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.word(at, word))
    }

    /// A quantity that starts at `start`.
    pub(super) fn quantity(&self, start: usize) -> Option<Quantity> {
        let (lead, at) = match self.num(start) {
            Num::Money(currency) => (Unit::Money(Some(currency)), start + 1),
            _ => (Unit::Plain, start),
        };
        if let Num::Times(n) = self.num(at) {
            return Some(self.made(start, at + 1, f64::from(n), Unit::Fold));
        }
        let (value, end, big) = self.amount(at).or_else(|| self.one_unit(at))?;
        let (unit, big) = match self.num(end.saturating_sub(1)) {
            Num::Scale(_, true) => (Unit::Money(None), true),
            _ => (lead, big),
        };
        Some(self.with_unit_behind(self.made(start, end, value, unit), big))
    }

    /// `number` with the unit that follows it: "percent", "of a second", "per cent". `big`: it ends in a scale word.
    fn with_unit_behind(&self, number: Quantity, big: bool) -> Quantity {
        let Quantity {
            start, end, value, ..
        } = number;
        let of = self.words_to_unit(end, value);
        let follows = of > 0 || self.joined(end);
        let after = end + of + 1;
        let (end, unit) = match self.num(end + of) {
            Num::Percent => {
                let points = self.any(after, &["points", "point"]);
                (after + usize::from(points), Unit::Percent)
            }
            Num::Basis => return self.made(start, end + 2, value / 100.0, Unit::Percent),
            Num::Money(currency) if follows => (after, Unit::Money(Some(currency))),
            Num::Time(time) if number.unit == Unit::Plain && !(big && of > 0) && follows => {
                return self.length(start, after, value, time);
            }
            Num::Fold if of == 0 => (after, Unit::Fold),
            _ if self.word(end, "per") && self.word(end + 1, "cent") => (end + 2, Unit::Percent),
            _ => return number,
        };
        self.made(start, end, value, unit)
    }

    /// How many words lead from a number to its unit: "of a" second, half "an" hour.
    fn words_to_unit(&self, at: usize, value: f64) -> usize {
        let one = self.any(at + 1, &["a", "an", "one"]) || self.num(at + 1) == Num::Value(1.0);
        if self.word(at, "of") && one {
            return 2;
        }
        // "Three full days", "two more years".
        let whole = self.any(at, &FULL) && matches!(self.num(at + 1), Num::Time(_));
        usize::from(whole || value.fract() != 0.0 && self.any(at, &["a", "an"]))
    }

    /// So many of `time`, up to `end` or to "and a half" there.
    fn length(&self, start: usize, end: usize, count: f64, time: TimeUnit) -> Quantity {
        let half = self.and_a_half(end);
        let count = if half { count + 0.5 } else { count };
        let end = if half { end + 3 } else { end };
        Quantity {
            face: count,
            ..self.made(start, end, count * time.seconds(), Unit::Time(time))
        }
    }

    fn and_a_half(&self, at: usize) -> bool {
        self.word(at, "and") && self.word(at + 1, "a") && self.num(at + 2) == Num::Half
    }

    pub(super) fn made(&self, start: usize, end: usize, value: f64, unit: Unit) -> Quantity {
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
        let article = self.any(at, &["a", "an"]);
        // "A second supplier", "a minute detail".
        let counts = (self.tokens.get(at + 2)).is_some_and(|next| {
            let small = tags::SMALL | tags::TIME | tags::ADVERB | tags::PAST;
            next.before == Break::None && next.tags & tags::NOUN != 0 && next.tags & small == 0
        });
        let ordinal = counts && self.any(at + 1, &["second", "minute"]);
        let unit = matches!(self.num(at + 1), Num::Time(_)) && !ordinal;
        (article && unit).then_some((1.0, at + 1, false))
    }

    /// "Half a", "one third", "a quarter of": a part of one, and where it ends.
    fn fraction(&self, start: usize) -> Option<(f64, usize)> {
        if self.num(start) == Num::Half {
            return Some((0.5, start + 1));
        }
        // "Every third review".
        if let (true, Num::Nth(n)) = (self.word(start, "every"), self.num(start + 1)) {
            return Some((1.0 / f64::from(n), start + 2));
        }
        let one = self.word(start, "one");
        if !one && !self.any(start, &["a", "an"]) {
            return None;
        }
        if !one && self.num(start + 1) == Num::Half {
            return Some((0.5, start + 2));
        }
        let part = self.part(start + 1)?;
        let meant = self.any(
            start + 2,
            &["of", "fewer", "less", "more", "lower", "higher"],
        ) || one && part != 0.25
            || start > 0 && self.word(start - 1, "by");
        meant.then_some((part, start + 2))
    }

    /// "Half a million", "a quarter of a million": `part`, and what it is a part of behind `end`.
    fn part_of_scale(&self, part: f64, end: usize) -> (f64, usize, bool) {
        let at = end + usize::from(self.word(end, "of"));
        match self.num(at + 1) {
            Num::Scale(scale, _) if self.word(at, "a") => (part * scale, at + 2, true),
            Num::Dozen if self.word(at, "a") => (part * 12.0, at + 2, false),
            _ => (part, end, false),
        }
    }

    /// A bare number: its value, where it ends, and whether a scale word made it big.
    fn amount(&self, start: usize) -> Option<(f64, usize, bool)> {
        if let Some((part, end)) = self.fraction(start) {
            return Some(self.part_of_scale(part, end));
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
        if self.and_a_half(end) {
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
        const PARTS: [&str; 9] = [
            "thirds",
            "quarters",
            "fourths",
            "fifths",
            "sixths",
            "eighths",
            "tenths",
            "hundredths",
            "thousandths",
        ];
        self.any(at, &PARTS)
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
            // "150 000".
            Num::Value(value)
                if (1.0..1000.0).contains(&value)
                    && self.word(start + 1, "000")
                    && self.joined(start + 1) =>
            {
                (value * 1000.0, start + 2)
            }
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
                _ if self.any(at, &["oh", "o"]) => digits.push('0'),
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
        at > 0 && self.any(at - 1, &["a", "every", "each", "per"])
    }
}
