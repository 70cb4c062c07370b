//! Impact: the chain that a result should tell, from the number before to who uses it now, link by link.

mod change;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::review::clause::bare;
use crate::signals::clause::Doer;
use crate::signals::deeds::deeds;
use crate::signals::number::Unit;
use crate::signals::pattern::Pattern;
use crate::signals::search::{Number, Search, numbers};
use crate::signals::tags;
use crate::signals::words::Grammar;
use crate::time::Span;
use crate::transcript::{Word, text};

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

/// Money is worth something by itself; these are people, and what they pay for.
const PEOPLE: &str = "(customer | customers | user | users | client | clients | merchant | merchants | patient | patients | people | subscriber | subscribers | order | orders | revenue | dollars | sales | accounts | shoppers | student | students | nurse | nurses | developer | developers | employee | employees | staff | colleagues | teacher | teachers | passenger | passengers | visitor | visitors | member | members | tenant | tenants | reader | readers | caller | callers | family | families | driver | drivers | guest | guests)";
const NOTHING: &str = "(to | is | are | was | were | had | it | got) (nothing | none | nil | no (drops | losses | errors | failures | incidents | complaints))";
const ADOPTION: [&str; 6] = [
    "~adopt .. (standard | default | template | pattern | approach | checklist | dashboard | tool)",
    "(adopted | rolled out | standard | default | template) .. (team | teams | site | sites | company | org | everyone | department | group | all | every)",
    "(team | teams | site | sites | ward | wards | department | others | company | everyone | everybody | colleagues) [now | also | all] (use | uses | used | adopt | adopts | adopted | copy | copied | picked up | work with | works with | switched | moved | took over) [over] [to] .. (it | my | this | the | our | mine)",
    "(department | company | team | org | management | hospital | school | they) [then | also] (rolled it out | rolled out | introduced it)",
    "(part of | became | become | is | it is | now) [the | their | our | a] [new | company] (standard | default | template | process)",
    "(on | in | across | by) (all | every | each | both) ..1 (ward | wards | team | teams | site | sites | department | departments | service | services | store | stores | school | schools | region | regions)",
];

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let sources = [PEOPLE, NOTHING].into_iter().chain(ADOPTION);
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
    let change = change::read(&numbers, words);
    let unit = unit(&numbers, change.before.as_ref(), words);
    let period = numbers
        .iter()
        .filter_map(|number| with_period(number, &numbers, words))
        .min_by_key(Range::len);
    let money =
        |number: &&Number| matches!(number.quantity.unit, Unit::Money(_)) && !bare_zero(number);
    let worth = plainest(&numbers, money, words).or_else(|| real(0..1));
    // "To nothing": the number is the last of it.
    let nothing = real(1..2).map(|range| range.start + 1..range.end);
    let links = [
        (Link::Before, change.before),
        (Link::After, change.after.or(nothing)),
        (Link::Unit, unit),
        (Link::Period, period),
        (Link::Worth, worth),
        (
            Link::Adoption,
            real(2..PATTERNS.len()).map(|range| whole_clause(range, words)),
        ),
    ];
    links
        .into_iter()
        .map(|(link, range)| said(link, range, words))
        .collect()
}

/// A zero borrows its unit from the number that it is compared with.
fn bare_zero(number: &Number) -> bool {
    number.quantity.value == 0.0 && number.words.len() == 1
}

/// The first of the wished numbers, those first that name their unit themselves: "from 60 to 85 percent".
fn plainest(
    numbers: &[Number],
    wished: impl Fn(&&Number) -> bool,
    words: &[Word],
) -> Option<Range<usize>> {
    let named = |number: &&Number| {
        let own = words.get(number.words.clone()).unwrap_or(&[]);
        own.len() > 1
            || own
                .iter()
                .any(|word| word.text.contains(['%', '$', '€', '£']) || glued_unit(&word.text))
    };
    let found = numbers.iter().filter(&wished).find(named);
    let found = found.or_else(|| numbers.iter().find(&wished));
    found.map(|number| number.words.clone())
}

/// "900ms", "8K".
fn glued_unit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(char::is_alphabetic)
}

/// What is counted: a number with its unit, or the things themselves. A length of time that only says when ("within
/// two days") comes last.
fn unit(numbers: &[Number], before: Option<&Range<usize>>, words: &[Word]) -> Option<Range<usize>> {
    let with_unit = |number: &&Number| {
        number.has_unit() && number.quantity.unit != Unit::Fold && !bare_zero(number)
    };
    let dated = |number: &Number| {
        let lead = number.words.start.checked_sub(1);
        lead.and_then(|at| words.get(at)).is_some_and(|word| {
            matches!(
                bare(&word.text).as_str(),
                "in" | "within" | "after" | "since" | "until" | "before"
            )
        })
    };
    plainest(numbers, |number| with_unit(number) && !dated(number), words)
        .or_else(|| counted(before, words))
        .or_else(|| numbers.iter().find_map(|number| things(number, words)))
        .or_else(|| plainest(numbers, with_unit, words))
}

/// "200 tickets".
fn things(number: &Number, words: &[Word]) -> Option<Range<usize>> {
    let next = words.get(number.words.end)?;
    let last = words.get(number.words.end.checked_sub(1)?)?;
    let tags = Grammar::shared().tags(&bare(&next.text));
    let named = tags & (tags::NOUN | tags::AGENT | tags::SOMEBODY) != 0
        && tags & (tags::ADVERB | tags::PREPOSITION | tags::ARTICLE) == 0;
    let parted = last.text.ends_with([',', '.', ';']);
    (named && !parted && number.quantity.period.is_none())
        .then(|| number.words.start..number.words.end + 1)
}

/// "Missed doses went from five to one": what is counted is the subject of the clause in which the number stands.
fn counted(before: Option<&Range<usize>>, words: &[Word]) -> Option<Range<usize>> {
    let at = before?.start;
    let clause = deeds(words)
        .into_iter()
        .find(|deed| deed.words.contains(&at))?;
    let named = clause.doer == Doer::It && !clause.subject.is_empty();
    let pronoun = words
        .get(clause.subject.start)
        .is_some_and(|word| matches!(bare(&word.text).as_str(), "it" | "that" | "this" | "which"));
    (named && !pronoun).then_some(clause.subject)
}

/// The number with the words that say in what time: "$8K a week". `None` where they stand with another number.
fn with_period(number: &Number, numbers: &[Number], words: &[Word]) -> Option<Range<usize>> {
    /// Words between a number and its period: "dollars of revenue every single week".
    const NEAR: usize = 6;
    let start = number.words.start;
    let timed = matches!(number.quantity.unit, Unit::Time(_));
    if !timed && number.words.clone().any(|at| names_period(at, words)) {
        return Some(number.words.clone());
    }
    let next = numbers
        .iter()
        .map(|other| other.words.start)
        .filter(|&other| other >= number.words.end)
        .min()
        .unwrap_or(words.len());
    // A sentence ends what a number says; a zero has no period of its own.
    let stop = |at: usize| {
        words
            .get(at)
            .is_none_or(|word| word.text.ends_with(['.', '?', '!']))
    };
    let last = (number.words.end.saturating_sub(1)..words.len()).find(|&at| stop(at));
    let end = next
        .min(number.words.end + NEAR)
        .min(last.map_or(words.len(), |last| last + 1));
    if bare_zero(number) {
        return None;
    }
    let found = (number.words.end..end).find(|&at| names_period(at, words))?;
    Some(start..found + 1)
}

/// "Weekly", or the "week" of "a week".
fn names_period(at: usize, words: &[Word]) -> bool {
    let text = |at: usize| {
        words
            .get(at)
            .map(|word| bare(&word.text))
            .unwrap_or_default()
    };
    let word = text(at);
    let adverb = matches!(
        word.as_str(),
        "weekly" | "monthly" | "yearly" | "daily" | "annually" | "hourly" | "nightly" | "quarterly"
    );
    let each = at > 0
        && matches!(
            text(at - 1).as_str(),
            "a" | "an" | "per" | "each" | "every" | "single"
        );
    let time = Grammar::shared().tags(&word) & tags::TIME != 0
        || matches!(word.as_str(), "shift" | "quarter" | "sprint");
    adverb || each && time || word.contains("/week") || word.contains("/month")
}

/// The clause around `range` from its subject on, where it is short enough to quote.
fn whole_clause(range: Range<usize>, words: &[Word]) -> Range<usize> {
    const MOST: usize = 12;
    let clause = deeds(words)
        .into_iter()
        .find(|deed| deed.words.contains(&range.start) && !deed.subject.is_empty());
    let whole =
        clause.map(|deed| deed.subject.start.min(range.start)..deed.words.end.max(range.end));
    whole.filter(|whole| whole.len() <= MOST).unwrap_or(range)
}

fn said(link: Link, range: Option<Range<usize>>, words: &[Word]) -> Said {
    let quoted = range.and_then(|range| words.get(range)).unwrap_or(&[]);
    let at = quoted
        .first()
        .zip(quoted.last())
        .map(|(first, last)| Span::new(first.span.start, last.span.end));
    Said {
        link,
        quote: text(quoted),
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

    fn quote(link: Link, text: &str) -> String {
        let words = written(text);
        let found = read(&words).into_iter().find(|said| said.link == link);
        found.map(|said| said.quote).unwrap_or_default()
    }

    #[test]
    fn each_link_shows_the_words_that_say_it() {
        let text = "The 0.3% drop rate went to zero, so about $8K a week was recovered.";
        assert_eq!(quote(Link::Before, text), "0.3%");
        assert_eq!(quote(Link::After, text), "zero,");
        assert_eq!(quote(Link::Period, text), "$8K a week");
        assert_eq!(quote(Link::Worth, text), "$8K");
        let apart = "The drop rate went to zero. We saved some money every week.";
        assert_eq!(quote(Link::Period, apart), "");
        assert_eq!(
            quote(Link::Unit, "Missed doses went from five a month to one."),
            "Missed doses"
        );
        assert_eq!(quote(Link::Unit, "We closed 200 tickets."), "200 tickets.");
        assert_eq!(
            quote(Link::After, "The losses went from 0.3 percent to nothing."),
            "nothing."
        );
    }

    #[test]
    fn who_took_it_up_is_heard_in_many_words() {
        for text in [
            "Everyone switched to mine.",
            "Four wards copied the checklist.",
            "It fell to fifteen on all six wards.",
            "The department rolled it out to all courses.",
            "It became the default in our template.",
        ] {
            assert!(!quote(Link::Adoption, text).is_empty(), "{text}");
        }
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
