//! Clauses: who does what, whether it is denied, and whether it happened at all.
//!
//! A rough reading that needs no punctuation: closed classes of words and the forms of verbs decide. It is made to be
//! right about the speaker's own deeds, and to say "somebody else" or "not real" when in doubt. `build.rs` cuts the
//! words into clauses, `mood.rs` says which of them happened, `role.rs` says what a word does inside its clause.

mod answer;
mod build;
mod complement;
mod mood;
mod negation;
mod outside;
mod quoted;
mod role;
mod supposed;
mod taken_up;
mod withdrawn;

use super::normal::{Break, Reader, Token};
use super::number::Num;
use super::tags;

pub use role::{Kind, Role};

/// Who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doer {
    /// The speaker alone, or first of all.
    I,
    /// "We".
    We,
    /// "Priya and I".
    Joint,
    /// Somebody else.
    Other,
    /// A thing.
    It,
    /// "Nobody": it was not done.
    Nobody,
    /// A passive without an agent.
    Hidden,
    /// Not said.
    None,
}

/// Whether it happened. The less real of two is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Mood {
    /// It is told as a fact.
    #[default]
    Real,
    /// The speaker had a part in it, nearly did it, tried to, or is not sure.
    Half,
    /// It was decided.
    Decided,
    /// A plan, a wish, a task.
    Intended,
    /// What would follow from a condition, or should have been.
    Unreal,
    /// A condition.
    Supposed,
    /// A question.
    Asked,
    /// Somebody else's words.
    Quoted,
}

/// One clause: a verb, whoever does it, and what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// Where its subject stands; empty when it has none of its own.
    pub subject: std::ops::Range<usize>,
    /// Who does it.
    pub doer: Doer,
    /// First token of the verb group, helping verbs included.
    pub verb: Option<usize>,
    /// The verb itself.
    pub main: Option<usize>,
    /// Whether the doer comes from the clause before it.
    pub carried: bool,
    /// Whether its subject suffers it.
    pub passive: bool,
    /// Whether the verb is denied.
    pub negated: bool,
    /// Whether it happened.
    pub mood: Mood,
    /// Number of its sentence.
    pub sentence: usize,
    /// Whether it depends on another clause.
    pub dependent: bool,
    /// Whether the verb stands before its subject: "did I".
    pub inverted: bool,
    /// Whether a clause around it says that the opposite is true: "it is not that".
    pub flipped: bool,
    /// What was said later about whether it was done: "but I didn't".
    pub settled: Option<bool>,
}

/// The clauses of a stretch of speech.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The clauses, in order; together they cover all tokens.
    pub clauses: Vec<Clause>,
    /// For every token, the index of its clause.
    pub of: Vec<usize>,
    /// For every token, whether a negator reaches it.
    pub denied: Vec<bool>,
    /// For every token, the number of its sentence.
    pub sentence: Vec<usize>,
}

/// Tokens with a way to their texts.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'a> {
    /// The tokens.
    pub tokens: &'a [Token],
    /// Who read them.
    pub reader: &'a Reader,
}

impl Heard<'_> {
    /// The text of token `at`; empty outside.
    #[must_use]
    pub fn text(&self, at: usize) -> &str {
        let form = self
            .tokens
            .get(at)
            .and_then(|token| self.reader.known(token.form));
        form.map_or("", |form| form.text.as_str())
    }

    /// Whether token `at` is `word`.
    #[must_use]
    pub fn is(&self, at: usize, word: &str) -> bool {
        self.text(at) == word
    }

    /// Whether token `at` is one of `words`.
    #[must_use]
    pub fn any(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.text(at))
    }

    /// Whether token `at` belongs to one of `classes`.
    #[must_use]
    pub fn has(&self, at: usize, classes: tags::Tags) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.tags & classes != 0)
    }

    /// Whether token `at` is a number or a part of one.
    #[must_use]
    pub fn numbered(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.num != Num::None)
    }

    /// What stood before token `at`.
    #[must_use]
    pub fn before(&self, at: usize) -> Break {
        self.tokens.get(at).map_or_else(
            || {
                self.tokens
                    .last()
                    .map_or(Break::Stop, |last| last.after.max(Break::Stop))
            },
            |token| token.before,
        )
    }

    /// How many tokens there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether nothing was heard.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// The first place from `at` on, and before `end`, that is no adverb.
    #[must_use]
    pub fn past_adverbs(&self, mut at: usize, end: usize) -> usize {
        while at < end && self.has(at, tags::ADVERB | tags::ALMOST | tags::NOT) {
            at += 1;
        }
        at
    }

    /// The last place before `at`, and not before `start`, that is no adverb; `None` when there is none.
    #[must_use]
    pub fn before_adverbs(&self, at: usize, start: usize) -> Option<usize> {
        (start..at).rev().find(|&index| {
            !self.has(index, tags::ADVERB | tags::ALMOST) || self.has(index, tags::AND)
        })
    }

    /// The first token of the written word that token `at` belongs to: of "load-tested", "load".
    #[must_use]
    pub fn lead(&self, at: usize) -> usize {
        let word = self.tokens.get(at).map(|token| token.word);
        let same = |index: &usize| self.tokens.get(*index).map(|token| token.word) == word;
        (0..at).rev().take_while(same).last().unwrap_or(at)
    }

    /// Whether "'d" at `at` stands for "would" and not for "had".
    #[must_use]
    pub fn would(&self, at: usize) -> bool {
        self.is(at, "'d")
            && !self.has(self.past_adverbs(at + 1, self.len()), tags::PAST)
            && !self.any(
                self.past_adverbs(at + 1, self.len()),
                &["been", "had", "gone", "done"],
            )
    }

    /// Whether token `at` is a helping verb that shows time: it makes a clause of the noun before it.
    #[must_use]
    pub fn finite_aux(&self, at: usize) -> bool {
        (self.has(at, tags::AUX) || self.is(at, "'d")) && !self.has(at, tags::NON_FINITE)
    }
}

impl Reading {
    /// Reads `heard`.
    #[must_use]
    pub fn of(heard: Heard<'_>) -> Self {
        let mut reading = build::clauses(heard);
        mood::judge(heard, &mut reading);
        reading
    }

    /// The clause of token `at`.
    #[must_use]
    pub fn clause(&self, at: usize) -> Option<&Clause> {
        self.of.get(at).and_then(|&index| self.clauses.get(index))
    }

    /// What the word at `at` does: a deed of somebody's, or only a name of something.
    #[must_use]
    pub fn role(&self, heard: Heard<'_>, at: usize) -> Role {
        role::role(self, heard, at)
    }
}
