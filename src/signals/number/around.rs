//! What stands around the numbers of a text: a neighbour's unit, shares of two numbers, "a week", and "from" and "to".

use super::*;
use crate::signals::normal::Break;

impl Scan<'_> {
    /// "From 40 to 15 minutes", "from 90 to 55 thousand": a number without a unit or a scale takes its neighbour's. "40
    /// nurses, ten minutes each" are two things.
    pub(super) fn share_units(&self, found: &mut [Quantity]) {
        const LINKS: [&str; 9] = [
            "to", "and", "or", "down", "up", "only", "just", "versus", "plus",
        ];
        for index in 1..found.len() {
            let (left, right) = (found[index - 1], found[index]);
            let mut between = left.end..right.start;
            if !(1..=2).contains(&between.len()) || !between.all(|at| self.any(at, &LINKS)) {
                continue;
            }
            if left.face < 1000.0
                && self.word(right.start - 1, "to")
                && let Some(scale) = self
                    .scale_of(right)
                    .filter(|_| self.scale_of(left).is_none())
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
                && !self.word(right.start - 1, "and")
            {
                found[index] = with_unit(right, left.unit);
            }
        }
    }

    /// What its last scale word makes of a number: a thousand, in "55 thousand dollars".
    fn scale_of(&self, quantity: Quantity) -> Option<f64> {
        let words = self.tokens.get(quantity.start..quantity.end)?.iter().rev();
        words.into_iter().find_map(|token| match token.num {
            Num::Scale(scale, _) => Some(scale),
            _ => None,
        })
    }

    /// "Of a thousand webhooks three were lost": the whole before its part.
    fn share_of(&self, whole: Quantity, part: Quantity) -> Option<Quantity> {
        let plain = whole.unit == Unit::Plain && part.unit == Unit::Plain;
        let between = whole.end..part.start;
        let stop = between
            .clone()
            .any(|at| self.tokens[at].tags & (tags::AUX | tags::AND) != 0);
        let of = self.word(whole.start.wrapping_sub(1), "of");
        let less = part.value > 0.0 && part.value < whole.value && whole.value >= 5.0;
        (plain && of && less && !stop && between.len() <= 3).then(|| Quantity {
            share: true,
            ..self.made(
                whole.start,
                part.end,
                100.0 * part.value / whole.value,
                Unit::Percent,
            )
        })
    }

    /// "One in three hundred", "3 out of 5", "three webhooks in every thousand": shares in percent, beside the numbers.
    pub(super) fn add_shares(&self, found: &mut Vec<Quantity>) {
        let mut shares = Vec::new();
        for pair in found.windows(2) {
            let (left, right) = (pair[0], pair[1]);
            shares.extend(self.share_of(left, right));
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
            let link = between.clone().any(|at| self.any(at, &["in", "of", "per"]));
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
        // "Forty in a month" counts what a month brings.
        let month = self.word(quantity.end, "in") && self.word(quantity.end + 1, "a");
        let brings = match self.num(quantity.end + 2) {
            Num::Time(unit) if month && quantity.unit == Unit::Plain => Some(unit),
            _ => None,
        };
        let found = brings.or_else(|| after.clone().find_map(|at| self.period(at)));
        // "Every night at two": a time of day.
        let at = self.word(quantity.start.wrapping_sub(1), "at") && quantity.unit == Unit::Plain;
        quantity.period = found.or_else(|| {
            if at {
                return None;
            }
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
        let each = self.any(at, &["per", "each", "every", "/"]);
        let article = self.any(at, &["a", "an", "the"]);
        let length = at > 0
            && self.any(
                at - 1,
                &["in", "for", "within", "after", "of", "about", "took"],
            );
        if !(each || (article && !length)) {
            return None;
        }
        let skip = usize::from(self.any(at + 1, &["single", "given"]));
        match self.num(at + 1 + skip) {
            Num::Time(unit) => Some(unit),
            _ => None,
        }
    }

    /// What preposition leads to the number.
    pub(super) fn add_role(&self, quantity: &mut Quantity) {
        const ROLES: [(&str, Role); 5] = [
            ("from", Role::From),
            ("to", Role::To),
            ("by", Role::By),
            ("until", Role::To),
            ("till", Role::To),
        ];
        const LIGHT: [&str; 8] = [
            "just", "under", "over", "below", "like", "average", "around", "about",
        ];
        for at in (quantity.start.saturating_sub(4)..quantity.start).rev() {
            if self.tokens[at + 1].before >= Break::Stop {
                return;
            }
            if let Some((_, role)) = ROLES.iter().find(|(word, _)| self.word(at, word)) {
                quantity.role = *role;
                return;
            }
            let light = tags::ADVERB | tags::ARTICLE | tags::ALMOST | tags::MINE;
            if self.tokens[at].tags & light == 0 && !self.any(at, &LIGHT) {
                return;
            }
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
