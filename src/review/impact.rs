//! Impact: the chain that a result should tell, from the number before to who uses it now, link by link.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::signals::number::{Role, Unit};
use crate::signals::pattern::Pattern;
use crate::signals::search::{Number, Search, numbers};
use crate::time::Span;
use crate::transcript::Word;

/// A link of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// The number before.
    Before,
    /// The number after.
    After,
    /// What it is counted in.
    Unit,
    /// Per week, a month, a year.
    Period,
    /// Money, or people it matters to.
    Worth,
    /// Who else took it up.
    Adoption,
}

/// A link and the words that say it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// The link.
    pub link: Link,
    /// The words; empty when it is missing.
    pub quote: String,
    /// Where they are; `None` when it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Span>,
}

const PEOPLE: &str = "(customer | customers | user | users | client | clients | merchant | merchants | patient | patients | people | subscriber | subscribers | order | orders | revenue | dollars | sales | accounts | shoppers | students)";
const ADOPTION: [&str; 4] = [
    "~adopt .. (standard | default | template | pattern | approach | checklist | dashboard | tool)",
    "(adopted | rolled out | standard | default | template) .. (team | teams | site | sites | company | org | everyone | department | group | all | every)",
    "(team | teams | site | sites | others | company) .. (use | uses | used | adopted | adopt | copied | picked up | work with | works with) .. (it | my | this | the | our)",
    "(part of | became | become) [the | their | our] .. (standard | default | template | process)",
];

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let sources = std::iter::once(PEOPLE).chain(ADOPTION);
    sources
        .filter_map(|source| Pattern::parse(source).ok())
        .collect()
});

thread_local! {
    static SEARCH: RefCell<Search> = RefCell::new(Search::new(&PATTERNS.iter().collect::<Vec<_>>()));
}

/// The chain in `words`, every link in order, the missing ones without words.
#[must_use]
pub fn read(words: &[Word]) -> Vec<Said> {
    let numbers = numbers(words);
    let found = SEARCH.with_borrow_mut(|search| search.find(words));
    let real = |wanted: Range<usize>| {
        found
            .iter()
            .find(|place| place.real && wanted.contains(&place.pattern))
            .map(|place| place.words.clone())
    };
    let (before, after) = change(&numbers, words);
    let money = numbers
        .iter()
        .find(|number| matches!(number.quantity.unit, Unit::Money(_)));
    let links = [
        (Link::Before, before),
        (Link::After, after),
        (
            Link::Unit,
            numbers
                .iter()
                .find(|number| number.has_unit())
                .map(|number| number.words.clone()),
        ),
        (
            Link::Period,
            numbers
                .iter()
                .find(|number| number.quantity.period.is_some())
                .map(|number| number.words.clone()),
        ),
        (
            Link::Worth,
            money
                .map(|number| number.words.clone())
                .or_else(|| real(0..1)),
        ),
        (Link::Adoption, real(1..PATTERNS.len())),
    ];
    links
        .into_iter()
        .map(|(link, range)| said(link, range, words))
        .collect()
}

/// The number before a change and the one after it.
fn change(numbers: &[Number], words: &[Word]) -> (Option<Range<usize>>, Option<Range<usize>>) {
    let role = |wanted: Role| numbers.iter().find(|number| number.quantity.role == wanted);
    let plain: Vec<&Number> = numbers
        .iter()
        .filter(|number| !number.quantity.share)
        .collect();
    let to = role(Role::To).or_else(|| {
        plain
            .iter()
            .copied()
            .find(|number| number.quantity.value == 0.0)
    });
    let earlier = |after: &Number| {
        plain
            .iter()
            .copied()
            .rev()
            .find(|number| number.words.end <= after.words.start && same(number, after))
    };
    let from = role(Role::From)
        .or_else(|| to.and_then(earlier))
        .or_else(|| {
            plain
                .iter()
                .copied()
                .find(|number| used_to_be(number, words))
        });
    let after = to.or_else(|| {
        from.and_then(|from| {
            plain
                .iter()
                .copied()
                .find(|number| number.words.start >= from.words.end && same(number, from))
        })
    });
    (
        from.map(|number| number.words.clone()),
        after.map(|number| number.words.clone()),
    )
}

/// Whether two numbers can be the ends of one change.
fn same(a: &Number, b: &Number) -> bool {
    let kind = |number: &Number| std::mem::discriminant(&number.quantity.unit);
    kind(a) == kind(b) || a.quantity.value == 0.0 || b.quantity.value == 0.0
}

/// "It had been", "it used to be" before the number.
fn used_to_be(number: &Number, words: &[Word]) -> bool {
    let lead = &words[number.words.start.saturating_sub(4)..number.words.start.min(words.len())];
    let texts: Vec<String> = lead
        .iter()
        .map(|word| super::clause::bare(&word.text))
        .collect();
    texts.windows(2).any(|pair| {
        matches!(
            (pair[0].as_str(), pair[1].as_str()),
            ("had", "been") | ("used", "to")
        )
    }) || texts
        .iter()
        .any(|text| text == "before" || text == "previously")
}

fn said(link: Link, range: Option<Range<usize>>, words: &[Word]) -> Said {
    let quoted = range.and_then(|range| words.get(range)).unwrap_or(&[]);
    let texts: Vec<&str> = quoted.iter().map(|word| word.text.as_str()).collect();
    let at = quoted
        .first()
        .zip(quoted.last())
        .map(|(first, last)| Span::new(first.span.start, last.span.end));
    Said {
        link,
        quote: texts.join(" "),
        at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::written;

    fn missing(text: &str) -> Vec<Link> {
        let words = written(text);
        read(&words)
            .into_iter()
            .filter(|said| said.at.is_none())
            .map(|said| said.link)
            .collect()
    }

    #[test]
    fn a_whole_chain_misses_nothing() {
        let text = "The 0.3% drop rate went to zero, and eight thousand dollars a week was recovered. The Platform team adopted my alert pattern as the standard in their template.";
        assert!(missing(text).is_empty(), "{:?}", missing(text));
    }

    #[test]
    fn an_empty_result_misses_everything() {
        assert_eq!(
            missing("Things got better and the team was happy.").len(),
            6
        );
    }

    #[test]
    fn the_link_that_is_missing_is_named() {
        assert_eq!(
            missing("Handover went from 40 to 15 minutes."),
            [Link::Period, Link::Worth, Link::Adoption]
        );
    }
}
