//! Looks for any patterns in any words, without a signal around them: red flags, topics, links of a chain.

use std::ops::Range;

use super::clause::Mood;
use super::compile::{How, Terms, Tree};
use super::matching::Matcher;
use super::normal::{Reader, Token};
use super::number::{Quantity, Unit, quantities};
use super::pattern::Pattern;
use super::text::{Memory, Text};
use crate::transcript::Word;

/// Patterns ready to be looked for.
#[derive(Debug)]
pub struct Search {
    reader: Reader,
    terms: Terms,
    memory: Memory,
    trees: Vec<(Tree, bool)>,
}

/// A pattern's place in the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Index of the pattern.
    pub pattern: usize,
    /// The words, by index.
    pub words: Range<usize>,
    /// Whether it is told as a fact, and not denied.
    pub real: bool,
    /// Whether it is denied.
    pub denied: bool,
}

impl Search {
    /// Prepares `patterns`.
    #[must_use]
    pub fn new(patterns: &[&Pattern]) -> Self {
        let mut reader = Reader::default();
        let mut terms = Terms::default();
        let trees = patterns
            .iter()
            .map(|pattern| {
                let tree = terms.tree(&mut reader, &pattern.node, 0, false);
                (tree, pattern.node.denies())
            })
            .collect();
        terms.rank();
        Self {
            reader,
            terms,
            memory: Memory::default(),
            trees,
        }
    }

    /// Every place of every pattern in `words`, in order; of places that share words and a pattern, the first.
    pub fn find(&mut self, words: &[Word]) -> Vec<Match> {
        let tokens = self
            .reader
            .tokens(words.iter().map(|word| word.text.as_str()));
        let text = Text::new(&tokens, &self.reader, &self.terms, &mut self.memory);
        let matcher = Matcher { text: &text };
        let mut out: Vec<Match> = Vec::new();
        for (pattern, (tree, denies)) in self.trees.iter().enumerate() {
            for found in matcher.all(tree) {
                if found.touched.iter().any(|touch| touch.how >= How::Misheard) {
                    continue;
                }
                let (mood, opposite) = matcher.claim(&found);
                let words = words_of(&tokens, found.start..found.end);
                if out
                    .last()
                    .is_some_and(|last| last.pattern == pattern && words.start < last.words.end)
                {
                    continue;
                }
                let denied = opposite && !*denies;
                let real = matches!(mood, Mood::Real | Mood::Half | Mood::Decided) && !denied;
                out.push(Match {
                    pattern,
                    words,
                    real,
                    denied,
                });
            }
        }
        out.sort_by_key(|found| (found.words.start, found.words.end));
        out
    }
}

/// The words that tokens come from.
pub(super) fn words_of(tokens: &[Token], range: Range<usize>) -> Range<usize> {
    match tokens
        .get(range)
        .map(|tokens| (tokens.first(), tokens.last()))
    {
        Some((Some(first), Some(last))) => first.word as usize..last.last as usize + 1,
        _ => 0..0,
    }
}

/// A number in the words.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The words, by index.
    pub words: Range<usize>,
    /// Its value and unit.
    pub quantity: Quantity,
}

impl Number {
    /// Whether a unit was said with it.
    #[must_use]
    pub fn has_unit(&self) -> bool {
        self.quantity.unit != Unit::Plain
    }
}

/// Every number in `words`, in order.
#[must_use]
pub fn numbers(words: &[Word]) -> Vec<Number> {
    let mut reader = Reader::default();
    let tokens = reader.tokens(words.iter().map(|word| word.text.as_str()));
    let is = |at: usize, word: &str| {
        let form = tokens.get(at).and_then(|token| reader.known(token.form));
        form.is_some_and(|form| form.text == word)
    };
    let found = quantities(&tokens, &is).into_iter();
    found
        .map(|quantity| Number {
            words: words_of(&tokens, quantity.start..quantity.end),
            quantity,
        })
        .collect()
}
