//! Goes through the tokens and puts the words of each number together with its unit, period and part in a change.

use super::*;

/// A walk over tokens that reads numbers.
pub(super) struct Scan<'a> {
    pub(super) tokens: &'a [Token],
    pub(super) is: &'a dyn Fn(usize, &str) -> bool,
}

impl Scan<'_> {
    pub(super) fn num(&self, at: usize) -> Num {
        self.tokens.get(at).map_or(Num::None, |token| token.num)
    }

    pub(super) fn word(&self, at: usize, word: &str) -> bool {
        at < self.tokens.len() && (self.is)(at, word)
    }

    /// Whether nothing but words stands between `at - 1` and `at`.
    pub(super) fn joined(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.before == Break::None && !token.repair)
    }

    /// A quantity that starts at `start`.
    pub(super) fn quantity(&mut self, start: usize) -> Option<Quantity> {
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
            Num::Money(currency) if self.unit_follows(end, of) => {
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

    pub(super) fn unit_follows(&self, end: usize, of: usize) -> bool {
        of > 0 || self.joined(end)
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
    pub(super) fn one_unit(&self, at: usize) -> Option<(f64, usize, bool)> {
        let article = self.word(at, "a") || self.word(at, "an");
        // "A second supplier", "a minute detail".
        let counts = (self.tokens.get(at + 2)).is_some_and(|next| {
            let small = tags::SMALL | tags::TIME | tags::ADVERB | tags::PAST;
            next.before == Break::None && next.tags & tags::NOUN != 0 && next.tags & small == 0
        });
        let ordinal = counts && (self.word(at + 1, "second") || self.word(at + 1, "minute"));
        let unit = matches!(self.num(at + 1), Num::Time(_)) && !ordinal;
        (article && unit).then_some((1.0, at + 1, false))
    }

    /// A bare number: its value, where it ends, and whether a scale word made it big.
    pub(super) fn amount(&self, start: usize) -> Option<(f64, usize, bool)> {
        let article = self.word(start, "a") || self.word(start, "an") || self.word(start, "one");
        if article && self.num(start + 1) == Num::Half && !self.word(start, "one") {
            return Some((0.5, start + 2, false));
        }
        if self.num(start) == Num::Half {
            return Some((0.5, start + 1, false));
        }
        if article
            && let Some(part) = self.part(start + 1)
            && (self.word(start + 2, "of")
                || self.word(start, "one") && part != 0.25
                || start > 0 && self.word(start - 1, "by"))
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

    pub(super) fn plural(&self, at: usize) -> bool {
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
    pub(super) fn part(&self, at: usize) -> Option<f64> {
        match self.num(at) {
            Num::Nth(n) => Some(1.0 / f64::from(n)),
            Num::Time(TimeUnit::Quarter) => Some(0.25),
            _ => None,
        }
    }

    /// A whole or decimal number in words or digits.
    pub(super) fn cardinal(&self, start: usize) -> Option<(f64, usize)> {
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
    pub(super) fn decimals(&self, start: usize) -> (String, usize) {
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
    pub(super) fn whole(&self, start: usize) -> Option<(f64, usize)> {
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
    pub(super) fn one_before(&self, at: usize) -> bool {
        let words = ["a", "every", "each", "per"];
        at > 0 && words.iter().any(|word| self.word(at - 1, word))
    }

    /// "One in three hundred", "3 out of 5", "three webhooks in every thousand": shares in percent, beside the numbers.
    pub(super) fn add_shares(&self, found: &mut Vec<Quantity>) {
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
    pub(super) fn drop_periods(&self, found: &mut Vec<Quantity>) {
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
    pub(super) fn add_period(&self, quantity: &mut Quantity) {
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
    pub(super) fn period(&self, at: usize) -> Option<TimeUnit> {
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
    pub(super) fn add_role(&self, quantity: &mut Quantity) {
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
