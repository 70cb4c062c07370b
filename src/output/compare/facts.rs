//! Facts that are not what they were: "0.3 %" became "3 %", "$8K" became "$80K". A listener who asks twice hears it.
//!
//! Numbers are read as the signals read them. A value that only one telling has is paired with a value of the same
//! kind that only the other has, when both stand in the same section or among the same words. What finds no partner
//! was added or left out, and is no contradiction.

use std::collections::BTreeSet;

use crate::output::lookup;
use crate::output::report::Report;
use crate::review::SectionReview;
use crate::signals::normal::{Reader, Token};
use crate::signals::number::{Quantity, TimeUnit, Unit, quantities};
use crate::time::Offset;

/// Words on each side that tell what a number is about.
const AROUND: usize = 6;
/// Shorter words tell nothing.
const LEAST_LETTERS: usize = 4;
/// Values nearer than this share of each other are one value, rounded.
const SAME: f64 = 0.001;

/// A value that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct FactChange {
    /// The title of the section where the later take says it.
    pub section: String,
    /// The words before.
    pub before: String,
    /// The words now.
    pub after: String,
    /// Where they start now, in that section.
    pub at: Offset,
}

/// A number with what it is about.
struct Fact {
    section: String,
    title: String,
    kind: Kind,
    value: f64,
    period: Option<TimeUnit>,
    words: String,
    at: Offset,
    about: BTreeSet<String>,
}

/// What can be compared with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Count,
    Percent,
    Money,
    Time,
    Fold,
}

/// The values that changed from one report to the other, in the order of the later one.
pub fn changes(before: &Report, after: &Report) -> Vec<FactChange> {
    let (before, after) = (facts(before), facts(after));
    let only = |these: &[Fact], others: &[Fact]| -> Vec<usize> {
        let alone = |at: &usize| !others.iter().any(|other| same(&these[*at], other));
        (0..these.len()).filter(alone).collect()
    };
    let (mut old, new) = (only(&before, &after), only(&after, &before));
    let mut found = Vec::new();
    for now in new {
        let now = &after[now];
        let best = old
            .iter()
            .enumerate()
            .filter_map(|(place, then)| Some((likeness(&before[*then], now)?, place)))
            .max_by(|left, right| left.0.cmp(&right.0).then(right.1.cmp(&left.1)));
        if let Some((_, place)) = best {
            let then = &before[old.remove(place)];
            found.push(FactChange {
                section: now.title.clone(),
                before: then.words.clone(),
                after: now.words.clone(),
                at: now.at,
            });
        }
    }
    found
}

/// How much two facts are about the same thing; `None` when they are not.
fn likeness(then: &Fact, now: &Fact) -> Option<usize> {
    let shared = then.about.intersection(&now.about).count();
    let here = usize::from(then.section == now.section);
    let enough = match now.kind {
        // Counts are everywhere ("two teams", "three steps"): only the same thing in the same section.
        Kind::Count => here == 1 && shared >= 2,
        _ => here == 1 || shared >= 2,
    };
    (then.kind == now.kind && enough).then_some(shared + 2 * here)
}

fn same(left: &Fact, right: &Fact) -> bool {
    let apart = (left.value - right.value).abs();
    let period = match (left.period, right.period) {
        (Some(left), Some(right)) => left == right,
        _ => true,
    };
    left.kind == right.kind
        && period
        && apart
            <= SAME
                * left
                    .value
                    .abs()
                    .max(right.value.abs())
                    .max(f64::MIN_POSITIVE)
}

fn facts(report: &Report) -> Vec<Fact> {
    let mut reader = Reader::default();
    report
        .sections
        .iter()
        .flat_map(|section| facts_of(section, &mut reader))
        .collect()
}

fn facts_of(section: &SectionReview, reader: &mut Reader) -> Vec<Fact> {
    let tokens = reader.tokens(section.transcript.iter().map(|word| word.text.as_str()));
    let text = |at: usize| {
        let form = tokens.get(at).and_then(|token| reader.known(token.form));
        form.map_or("", |form| form.text.as_str())
    };
    let found = quantities(&tokens, &|at, word| text(at) == word);
    found
        .iter()
        .filter_map(|quantity| {
            let (words, at) = said(section, &tokens, quantity)?;
            let from = quantity.start.saturating_sub(AROUND);
            let to = (quantity.end + AROUND).min(tokens.len());
            let about = (from..quantity.start)
                .chain(quantity.end..to)
                .map(text)
                .filter(|word| word.chars().count() >= LEAST_LETTERS)
                .map(str::to_owned)
                .collect();
            Some(Fact {
                section: section.section.clone(),
                title: lookup::section_title(section),
                kind: kind(quantity.unit),
                value: quantity.value,
                period: quantity.period,
                words,
                at,
                about,
            })
        })
        .collect()
}

/// The words of a quantity as they were heard, without the punctuation around them, and where they start.
fn said(
    section: &SectionReview,
    tokens: &[Token],
    quantity: &Quantity,
) -> Option<(String, Offset)> {
    let first = tokens.get(quantity.start)?.word as usize;
    let last = tokens.get(quantity.end.checked_sub(1)?)?.last as usize;
    let words = section.transcript.get(first..=last)?;
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let joined = texts.join(" ");
    let trimmed = joined
        .trim_end_matches(['.', ',', ';', ':', '!', '?'])
        .to_owned();
    Some((trimmed, words.first()?.span.start))
}

fn kind(unit: Unit) -> Kind {
    match unit {
        Unit::Plain => Kind::Count,
        Unit::Percent => Kind::Percent,
        Unit::Money(_) => Kind::Money,
        Unit::Time(_) => Kind::Time,
        Unit::Fold => Kind::Fold,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::html::fixtures;
    use super::*;
    use crate::time::Span;
    use crate::transcript::Word;

    /// The strong answer's report with `text` as its result.
    fn with_result(text: &str) -> Report {
        let mut report = fixtures::report("strong");
        report.sections[3].transcript = text
            .split(' ')
            .zip(0_u32..)
            .map(|(word, at)| Word {
                text: word.to_owned(),
                span: Span::from_seconds(f64::from(at), f64::from(at) + 0.5),
                p: 0.9,
                heard: None,
            })
            .collect();
        for section in report
            .sections
            .iter_mut()
            .filter(|one| one.section != "result")
        {
            section.transcript.clear();
        }
        report
    }

    fn changed(before: &str, after: &str) -> Vec<(String, String)> {
        changes(&with_result(before), &with_result(after))
            .into_iter()
            .map(|change| (change.before, change.after))
            .collect()
    }

    fn pair(before: &str, after: &str) -> (String, String) {
        (before.to_owned(), after.to_owned())
    }

    #[test]
    fn a_value_that_grew_by_a_slip_is_found() {
        assert_eq!(
            changed(
                "The 0.3% drop rate went to zero and $8K a week came back.",
                "The 3% drop rate went to zero and $80K a week came back."
            ),
            [pair("0.3%", "3%"), pair("$8K", "$80K")]
        );
    }

    #[test]
    fn the_same_value_in_other_words_is_no_change() {
        assert_eq!(
            changed(
                "The 0.3% drop rate went to zero and we got back $8K a week.",
                "The zero point three percent drop rate went to zero and eight thousand dollars a week came back."
            ),
            []
        );
    }

    #[test]
    fn a_value_that_was_only_added_is_no_change() {
        assert_eq!(
            changed(
                "The drop rate went to zero.",
                "The 0.3% drop rate went to zero."
            ),
            []
        );
    }

    #[test]
    fn a_percentage_is_never_taken_for_money() {
        assert_eq!(changed("It saved 20% a week.", "It saved $20 a week."), []);
    }

    #[test]
    fn counts_change_only_where_the_same_things_are_counted() {
        assert_eq!(
            changed(
                "I convinced three platform engineers to review it.",
                "I convinced five platform engineers to review it."
            ),
            [pair("three", "five")]
        );
        assert_eq!(changed("I wrote two tests.", "It took four meetings."), []);
    }
}
