//! Whether a number of the text is the one that a pattern asks for.

use super::{Found, Matcher, Touch};
use crate::signals::compile::How;
use crate::signals::normal::Break;
use crate::signals::number::{Quantity, Role, Unit};
use crate::signals::pattern::NumberWish;
use crate::signals::tags;

impl Matcher<'_, '_> {
    pub(super) fn number(&self, wish: &NumberWish, at: usize) -> Vec<Found> {
        let numbers = self.text.numbers.iter().filter(|number| number.start == at);
        numbers
            .filter(|number| fits(wish, number) || self.counts_times(wish, number))
            .filter(|number| !self.counts_others(wish, number))
            .map(|number| Found {
                start: at,
                end: number.end,
                touched: vec![Touch {
                    start: at,
                    end: number.end,
                    how: How::Said,
                    denied: false,
                    done: false,
                }],
            })
            .collect()
    }

    /// "We failed to install it twice" tells of two installations; "twice as fast" does not.
    fn counts_times(&self, wish: &NumberWish, number: &Quantity) -> bool {
        let heard = self.text.heard;
        let compared = heard.any(
            number.end,
            &[
                "as", "more", "less", "the", "faster", "higher", "slower", "better",
            ],
        );
        wish.like.unit == Unit::Plain
            && number.unit == Unit::Fold
            && wish
                .value
                .is_some_and(|value| (value - number.value).abs() < 1e-9)
            && number.value >= 2.0
            && !compared
    }

    /// "8K webhooks" are no money.
    fn counts_others(&self, wish: &NumberWish, number: &Quantity) -> bool {
        let heard = self.text.heard;
        let next = number.end;
        matches!(wish.like.unit, Unit::Money(_))
            && number.unit == Unit::Plain
            && heard.before(next) == Break::None
            && (heard.has(next, tags::NOUN) || !heard.has(next, tags::KNOWN))
            && heard.text(next).ends_with('s')
            && !heard.has(next, tags::TIME | tags::SMALL | tags::PAST)
    }
}

/// Whether `number` is what `wish` asks for.
#[must_use]
pub fn fits(wish: &NumberWish, number: &Quantity) -> bool {
    let Some(value) = wish.value else {
        return same_kind(wish.like.unit, number.unit);
    };
    let slack = wish.tolerance;
    let close = |a: f64, b: f64| (a - b).abs() <= (slack * b.abs()).max(1e-9 * b.abs().max(1.0));
    let zero = value == 0.0;
    let same = same_kind(wish.like.unit, number.unit) || zero && number.value == 0.0;
    let unsaid = wish.unit_optional && number.unit == Unit::Plain && !number.share;
    // "Five times a day" counts what happens a day.
    let often = wish.like.unit == Unit::Plain
        && number.unit == Unit::Fold
        && wish.like.period.is_some()
        && number.period == wish.like.period;
    let amount = (same || often) && close(number.value, value)
        || unsaid && close(number.face, wish.like.face)
        || fraction(wish.like, *number)
        || fraction(*number, wish.like);
    let period = wish.like.period.is_none() || wish.like.period == number.period;
    let swapped = matches!(
        (wish.like.role, number.role),
        (Role::From | Role::By, Role::To) | (Role::To, Role::From)
    );
    amount && period && !swapped
}

/// Whether `part` is a fraction and `percent` the same in percent, rounded as people round: a third is 33%.
fn fraction(part: Quantity, percent: Quantity) -> bool {
    part.unit == Unit::Plain
        && part.value > 0.0
        && part.value < 1.0
        && percent.unit == Unit::Percent
        && (part.value * 100.0 - percent.value).abs() < 0.5
}

fn same_kind(wished: Unit, heard: Unit) -> bool {
    match (wished, heard) {
        (Unit::Money(Some(a)), Unit::Money(Some(b))) => a == b,
        (Unit::Money(_), Unit::Money(_)) | (Unit::Time(_), Unit::Time(_)) => true,
        (a, b) => a == b,
    }
}
