//! The language of signals: what a scenario's author writes, as a tree.
//!
//! A [`Pattern`] comes from an author's source or from a signal's bare label. It knows nothing about what was heard,
//! and its words are still words: `compile.rs` looks them up in the thesaurus.

use std::ops::Range;

use super::number::Quantity;
use super::parse;

/// Words that deny what they stand with.
pub const DENIERS: [&str; 17] = [
    "no", "not", "nobody", "nothing", "none", "never", "without", "neither", "nor", "zero", "lack",
    "lacked", "hardly", "missing", "cannot", "nowhere",
    // "No ticket" as it was heard in one word.
    "notic",
];

/// One parsed pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// As the author wrote it.
    pub source: String,
    /// What it asks for.
    pub node: Node,
    /// Whether the source is a bare label, whose meaning the program works out by itself.
    pub label: bool,
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// A word, by its stem.
    Word(String),
    /// A word in exactly this form: `=written`.
    Exact(String),
    /// A word or whatever the thesaurus lets stand for it: `~trace`, `~(pull request)`.
    Like(String),
    /// A name of the scenario's vocabulary, by sound: `@webhook`.
    Name(String),
    /// A number: `<0.3 %>`.
    Number(NumberWish),
    /// Done by the speaker: `I traced`.
    Doer(Box<Node>),
    /// Denied: `no ticket`.
    No(Box<Node>),
    /// One after the other, with at most a few small words between.
    Sequence(Vec<Node>),
    /// One of several: `(a | b)`.
    Either(Vec<Node>),
    /// All of several, in any order: `{a & b}`.
    All(Vec<Node>),
    /// May be left out: `[a]`.
    Maybe(Box<Node>),
    /// So many words of any kind, at most: `..`, `..9`.
    Gap(usize),
}

/// A number that must be heard.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberWish {
    /// What to compare with; `None`: any number of the unit in `like`.
    pub value: Option<f64>,
    /// The number as written: its unit, its period and its part in a change.
    pub like: Quantity,
    /// How far off it may be, as a share of the value.
    pub tolerance: f64,
    /// Whether a unit that was not said is taken for granted.
    pub unit_optional: bool,
}

/// What is wrong with a pattern, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// What, found, expected.
    pub message: String,
    /// Byte range in the pattern's source.
    pub at: Range<usize>,
    /// The next step.
    pub help: Option<String>,
}

impl Pattern {
    /// Parses one pattern.
    ///
    /// # Errors
    /// With the place, when the source does not follow the grammar of `scenarios/README.md`.
    pub fn parse(source: &str) -> Result<Self, PatternError> {
        Ok(Self {
            source: source.to_owned(),
            node: parse::pattern(source)?,
            label: false,
        })
    }

    /// The pattern that a bare label makes by itself. A signal's label is always its first pattern; those that the
    /// author writes are further ways of saying it.
    #[must_use]
    pub fn label(say: &str) -> Self {
        let words = say.split_whitespace();
        Self {
            source: say.to_owned(),
            node: Node::Sequence(words.map(|word| Node::Word(word.to_owned())).collect()),
            label: true,
        }
    }
}

impl Node {
    /// Whether the pattern itself speaks of something denied, so that a denial is no contradiction.
    #[must_use]
    pub fn denies(&self) -> bool {
        match self {
            Self::No(_) => true,
            Self::Word(word) | Self::Exact(word) => DENIERS.contains(&word.as_str()),
            Self::Doer(node) | Self::Maybe(node) => node.denies(),
            Self::Sequence(nodes) | Self::Either(nodes) | Self::All(nodes) => {
                nodes.iter().any(Self::denies)
            }
            _ => false,
        }
    }
}
