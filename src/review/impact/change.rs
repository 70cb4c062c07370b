//! The two numbers of a change: what it was and what it is now.

use std::ops::Range;

use crate::review::clause::bare;
use crate::signals::number::{Role, Unit};
use crate::signals::search::Number;
use crate::transcript::Word;

/// Where the numbers stand.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) before: Option<Range<usize>>,
    pub(super) after: Option<Range<usize>>,
}

/// The number before a change and the one after it.
pub(super) fn read(numbers: &[Number], words: &[Word]) -> Change {
    // "One in three hundred" is one value; its parts are none.
    let shares: Vec<&Number> = numbers.iter().filter(|n| n.quantity.share).collect();
    let part = |number: &Number| {
        shares.iter().any(|share| {
            share.words.start <= number.words.start && number.words.end <= share.words.end
        })
    };
    let plain: Vec<&Number> = numbers
        .iter()
        .filter(|number| !number.quantity.share && !part(number))
        .collect();
    let role = |wanted: Role| {
        plain
            .iter()
            .copied()
            .find(|number| number.quantity.role == wanted)
    };
    let to = role(Role::To)
        .or_else(|| plain.iter().copied().find(|n| n.quantity.value == 0.0))
        .or_else(|| plain.iter().copied().find(|n| is_now(n, words)));
    let earlier = |after: &Number| {
        plain
            .iter()
            .copied()
            .rev()
            .find(|number| number.words.end <= after.words.start && same(number, after))
    };
    let from = role(Role::From)
        .or_else(|| plain.iter().copied().find(|n| was_once(n, words)))
        .or_else(|| to.and_then(earlier))
        .or_else(|| shares.iter().copied().find(|n| was_once(n, words)));
    let after = to.or_else(|| {
        let from = from?;
        let later = |number: &&Number| number.words.start >= from.words.end && same(number, from);
        let instead = |number: &&Number| number.words.end <= from.words.start && same(number, from);
        let found = plain.iter().copied().find(later);
        found.or_else(|| plain.iter().copied().rev().find(instead))
    });
    Change {
        before: from.map(|number| number.words.clone()),
        after: after.map(|number| number.words.clone()),
    }
}

/// Whether two numbers can be the ends of one change.
fn same(a: &Number, b: &Number) -> bool {
    let kind = |number: &Number| std::mem::discriminant(&number.quantity.unit);
    // "From 8 percent, now it is 5": the second end need not name its unit again.
    let near = a.words.start.abs_diff(b.words.start) <= 8;
    let unnamed = |number: &Number| number.quantity.unit == Unit::Plain;
    kind(a) == kind(b)
        || a.quantity.value == 0.0
        || b.quantity.value == 0.0
        || near && (unnamed(a) || unnamed(b))
}

/// The few words before a number, in its sentence, lower case.
fn lead(number: &Number, words: &[Word]) -> Vec<String> {
    const WORDS: usize = 5;
    let start = number.words.start.saturating_sub(WORDS);
    let before = words
        .get(start..number.words.start.min(words.len()))
        .unwrap_or(&[]);
    let stop = |word: &Word| word.text.ends_with(['.', '?', '!']);
    let from = before.iter().rposition(stop).map_or(0, |at| at + 1);
    before[from..].iter().map(|word| bare(&word.text)).collect()
}

/// "It had been", "it used to be", "instead of", "down from", "before that" before the number.
fn was_once(number: &Number, words: &[Word]) -> bool {
    let lead = lead(number, words);
    let pair = |a: &str, b: &str| lead.windows(2).any(|pair| pair[0] == a && pair[1] == b);
    let last = |word: &str| lead.iter().rev().take(4).any(|text| text == word);
    pair("had", "been")
        || pair("used", "to")
        || pair("instead", "of")
        || pair("rather", "than")
        || last("before")
        || last("previously")
        || last("originally")
}

/// "Now it is", "today" before the number.
fn is_now(number: &Number, words: &[Word]) -> bool {
    let lead = lead(number, words);
    lead.iter()
        .any(|text| matches!(text.as_str(), "now" | "today" | "afterwards"))
        && !was_once(number, words)
}
