//! The language of signals: what a scenario's author writes, parsed.
//!
//! A [`Pattern`] comes from an author's source or from a signal's bare label. It knows nothing about what was heard.

use std::ops::Range;

/// One parsed pattern.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// As the author wrote it.
    pub source: String,
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
        if !source.chars().any(char::is_alphanumeric) {
            return Err(PatternError {
                message: "this pattern holds no word".to_owned(),
                at: 0..source.len(),
                help: Some(
                    "write at least one word that must be heard, such as `I traced`".to_owned(),
                ),
            });
        }
        Ok(Self {
            source: source.to_owned(),
        })
    }

    /// The pattern that a bare label makes by itself. A signal's label is always its first pattern; those that the
    /// author writes are further ways of saying it.
    #[must_use]
    pub fn label(say: &str) -> Self {
        Self {
            source: say.to_owned(),
        }
    }
}
