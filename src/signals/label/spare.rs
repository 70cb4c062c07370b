//! What of a label a speaker may leave out or tell otherwise: words that say little, seasons, what ties a measure to its
//! thing.

use super::*;

/// Words that only tie a measure to its thing: "took 50 minutes", "14 minutes long", "worth $300K".
pub(super) const TIES: [&str; 19] = [
    "take",
    "takes",
    "took",
    "last",
    "lasts",
    "lasted",
    "need",
    "needed",
    "long",
    "wide",
    "high",
    "deep",
    "worth",
    "total",
    "other",
    "more",
    "further",
    "additional",
    "least",
];

/// Whether the words up to `end` are one though they begin with a preposition.
pub(super) fn whole(heard: Heard<'_>, at: usize, end: usize) -> bool {
    let words: Vec<&str> = (at..end).map(|at| heard.text(at)).collect();
    [
        "on time",
        "in time",
        "out of date",
        "in person",
        "by hand",
        "on site",
        "in public",
    ]
    .contains(&words.join(" ").as_str())
}

/// "Before the spring term": in a label that names the time, any way of reaching it is told.
pub(super) fn season(heard: Heard<'_>, at: usize) -> bool {
    heard.is(at, "before")
        && (at + 1..heard.len().min(at + 4))
            .any(|next| heard.has(next, tags::TIME) || heard.any(next, &["season", "term"]))
}

/// Whether a label says when something is due: "campaign started in six weeks". Then a plan tells it, too.
pub(super) fn due(tokens: &[Token], reader: &Reader) -> bool {
    let heard = Heard { tokens, reader };
    let numbers = quantities(tokens, &|at, word| heard.is(at, word));
    numbers.iter().any(|number| {
        let lead = number.start.wrapping_sub(1);
        matches!(number.unit, Unit::Time(_)) && heard.any(lead, &["in", "within"])
    })
}

pub(super) fn is_generic(word: &str) -> bool {
    let stem = Grammar::shared().stem(word);
    Thesaurus::shared().generic().contains(&stem)
}
