//! What one way of saying a signal came to at one place, and why.

use super::clause::{Doer, Mood};

/// What a place in the text is worth for a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It says the signal.
    Said,
    /// It comes close.
    Near,
    /// It says the opposite.
    Denied,
    /// It does not count.
    Refused,
}

/// Why a place is worth what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Everything that was asked for is there.
    Complete,
    /// An author's pattern for "close" or "opposite" stands there.
    Authored,
    /// Somebody else did it, or nobody.
    Doer(Doer),
    /// It is denied.
    Negated,
    /// It was not denied, and should have been.
    NotNegated,
    /// It did not happen: a wish, a question, somebody else's words.
    Mood(Mood),
    /// Words or numbers of the signal are missing: how many of how many are there.
    Parts {
        /// Found.
        found: usize,
        /// Asked for.
        of: usize,
    },
    /// It leaves out that it is the only one.
    NotOnly,
    /// A number is another one, or missing.
    Number,
    /// A word was only like it in sound.
    Sound,
    /// It speaks of something outside the story.
    Object,
    /// The word is there as a name, not as a deed.
    NoDeed,
}

/// One place.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What it is worth.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// First token of the deed or of what was asked for.
    pub verb: usize,
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// Tokens that were taken for something that they only sound like: first and one past the last.
    pub misheard: Option<(usize, usize)>,
    /// Index of the way of saying it, in the signal's own order.
    pub way: usize,
}

/// How a mood bears on a claim about what happened.
#[must_use]
pub fn of_mood(mood: Mood) -> Verdict {
    match mood {
        Mood::Real => Verdict::Said,
        Mood::Half | Mood::Decided => Verdict::Near,
        Mood::Intended | Mood::Unreal | Mood::Supposed | Mood::Asked | Mood::Quoted => {
            Verdict::Refused
        }
    }
}
