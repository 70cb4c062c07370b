//! The language of signals: what a scenario's author writes, parsed.

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
    pub at: std::ops::Range<usize>,
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
        })
    }
}
