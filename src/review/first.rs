//! How soon it came: the first problem, the first "I" with a deed, the first number, counted from the first word of the
//! answer. Waiting before and after a section does not count.

use std::cell::RefCell;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SpokenTime;
use super::clause::bare;
use crate::signals::clause::Doer;
use crate::signals::deeds::deeds;
use crate::signals::number::Role;
use crate::signals::pattern::Pattern;
use crate::signals::search::{Number, Search, numbers};
use crate::transcript::Word;

/// Seconds until each was first said; `None` when it never was.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct First {
    /// Something wrong: a loss, a failure, a risk.
    pub problem_s: Option<f64>,
    /// "I" with a verb of doing.
    pub deed_s: Option<f64>,
    /// A number.
    pub number_s: Option<f64>,
}

/// What tells that something is wrong.
const PROBLEM: &str = "(problem | fail | failure | failing | lose | losing | lost | drop | dropping | dropped | error | bug | broken | broke | slow | outage | incident | miss | missed | missing | complain | delay | late | risk | crash | leak | wrong | stuck | cost | costing | never arrived | churn | gap | vulnerable | breach | conflict | blocked | struggle | struggling | behind schedule | vanish | disappear)";

static PATTERN: LazyLock<Option<Pattern>> = LazyLock::new(|| Pattern::parse(PROBLEM).ok());

thread_local! {
    static SEARCH: RefCell<Search> = RefCell::new(Search::new(&PATTERN.iter().collect::<Vec<_>>()));
}

/// When each was first said. `sections` holds each section's words and its time, in order.
#[must_use]
pub fn read(sections: &[(&[Word], SpokenTime)]) -> First {
    let mut first = First::default();
    let mut begun = 0.0;
    for (words, time) in sections {
        let at = |index: usize| {
            words
                .get(index)
                .map(|word| word.span.start.as_seconds() - time.before.as_secs_f64())
                .map(|at| to_milliseconds(begun + at.max(0.0)))
        };
        if first.problem_s.is_none() {
            let told = |search: &mut Search| {
                let mut found = search.find(words).into_iter();
                found.find(|place| !place.denied && !named_away(place.words.start, words))
            };
            let place = SEARCH.with_borrow_mut(told);
            first.problem_s = place.and_then(|place| at(place.words.start));
        }
        if first.deed_s.is_none() {
            let deed = deeds(words)
                .into_iter()
                .find(|deed| deed.doer == Doer::I && deed.real && deed.active);
            first.deed_s = deed.and_then(|deed| {
                at(if deed.subject.is_empty() {
                    deed.verb_words.start
                } else {
                    deed.subject.start
                })
            });
        }
        if first.number_s.is_none() {
            first.number_s = numbers(words)
                .iter()
                .find(|number| measures(number))
                .and_then(|number| at(number.words.start));
        }
        begun += time.spoken.as_secs_f64();
    }
    first
}

/// "No problem", "without any big problem".
fn named_away(at: usize, words: &[Word]) -> bool {
    const NEAR: usize = 3;
    let before = words.get(at.saturating_sub(NEAR)..at).unwrap_or(&[]);
    let stop = |word: &Word| word.text.ends_with(['.', '?', '!', ',']);
    let from = before.iter().rposition(stop).map_or(0, |at| at + 1);
    before[from..]
        .iter()
        .any(|word| matches!(bare(&word.text).as_str(), "no" | "without" | "zero"))
}

/// Whether a number tells a size: "one of our services", "SDE two" and "in 2023" do not.
fn measures(number: &Number) -> bool {
    let quantity = &number.quantity;
    let small = quantity.value == quantity.value.trunc() && (1.0..=2.0).contains(&quantity.value);
    let year =
        quantity.value == quantity.value.trunc() && (1990.0..2040.0).contains(&quantity.value);
    number.has_unit() || quantity.role != Role::Any || quantity.period.is_some() || !small && !year
}

/// Seconds to three places, as every place in a report is written.
fn to_milliseconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Span;
    use std::time::Duration;

    #[test]
    fn a_rank_a_year_and_a_problem_that_was_not_there_do_not_count() {
        let length = SpokenTime::all(Duration::from_secs(10));
        for text in [
            "I was an SDE two, and in 2023 I joined.",
            "There was no problem at all.",
            "One of our services changed.",
        ] {
            let words = crate::transcript::written(text);
            let found = read(&[(&words, length)]);
            assert_eq!((found.number_s, found.problem_s), (None, None), "{text}");
        }
        let words = crate::transcript::written("It cost two dollars.");
        assert!(read(&[(&words, length)]).number_s.is_some());
    }

    #[test]
    fn seconds_are_counted_through_the_whole_answer() {
        let words = |text: &str| -> Vec<Word> {
            let texts = text.split_whitespace().enumerate();
            texts
                .map(|(index, text)| Word {
                    text: text.to_owned(),
                    span: Span::from_seconds(index as f64, index as f64 + 0.5),
                    p: 1.0,
                    heard: None,
                })
                .collect()
        };
        let (early, late) = (
            words("Our webhooks were being dropped."),
            words("So I traced all 40 of them."),
        );
        let found = read(&[
            (&early, SpokenTime::all(Duration::from_secs(10))),
            (&late, SpokenTime::all(Duration::from_secs(10))),
        ]);
        assert_eq!(
            (found.problem_s, found.deed_s, found.number_s),
            (Some(4.0), Some(11.0), Some(14.0))
        );
    }
}
