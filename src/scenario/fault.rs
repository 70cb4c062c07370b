//! What can be wrong with a scenario file, where, and what to do about it.
//!
//! A [`Fault`] is data: a kind with fields and a place in the file. The words for every kind stand in this file and
//! nowhere else; `faults.rs` shows them with the lines that they are in.

use std::ops::Range;

use super::duration::{self, DurationError};
use super::values::KINDS;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where, in bytes of the file.
    pub at: Range<usize>,
}

/// What can be wrong with a scenario file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// It is not TOML.
    #[error("this is not valid TOML: {message}")]
    Syntax {
        /// The parser's words.
        message: String,
    },
    /// A key that nothing reads.
    #[error("unknown key `{key}` in {table}")]
    UnknownKey {
        /// The key.
        key: String,
        /// The table, for people.
        table: &'static str,
        /// The key that was probably meant.
        near: Option<&'static str>,
        /// The keys that the table may have.
        known: Vec<&'static str>,
    },
    /// A key that has to be there.
    #[error("the key `{key}` is missing in {table}")]
    MissingKey {
        /// The key.
        key: &'static str,
        /// The table, for people.
        table: &'static str,
        /// How to write it.
        like: &'static str,
    },
    /// A value of another type.
    #[error("`{key}` should be {expected}, but this is {found}")]
    WrongType {
        /// The key.
        key: String,
        /// What it should be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
        /// How to write it.
        like: String,
    },
    /// A text with nothing in it.
    #[error("`{key}` is empty")]
    Empty {
        /// The key.
        key: &'static str,
    },
    /// Longer than makes sense.
    #[error("`{key}` has {letters} letters, and {most} are the most that it may have")]
    TooLong {
        /// The key.
        key: &'static str,
        /// How many it has.
        letters: usize,
        /// How many it may have.
        most: usize,
    },
    /// Not a length of time.
    #[error("\"{text}\" is not a length of time: {why}")]
    BadDuration {
        /// As written.
        text: String,
        /// Why not.
        why: DurationError,
    },
    /// An id with letters that cannot stand in a file's name or be typed easily.
    #[error("\"{id}\" cannot be an id")]
    BadId {
        /// As written.
        id: String,
    },
    /// Two of the same name.
    #[error("there are two {what} called \"{name}\"")]
    Duplicate {
        /// What they are, in the plural.
        what: &'static str,
        /// Their name.
        name: String,
    },
    /// Not a kind of section.
    #[error("there is no kind of section called \"{found}\"")]
    UnknownKind {
        /// As written.
        found: String,
        /// The kind that was probably meant.
        near: Option<&'static str>,
    },
    /// A name that stands for something else in the file, which is not there.
    #[error("there is no {what} \"{name}\" in this file")]
    UnknownName {
        /// What it should name.
        what: &'static str,
        /// As written.
        name: String,
        /// The name that was probably meant.
        near: Option<String>,
        /// The names that are there.
        known: Vec<String>,
    },
    /// Words that are said to stand in the weak answer and do not.
    #[error("the words \"{quote}\" do not stand in the weak answer")]
    QuoteNotThere {
        /// The words.
        quote: String,
    },
    /// A ceiling that is not over its target.
    #[error("the ceiling {ceiling} is under the target {target}")]
    CeilingUnderTarget {
        /// As written.
        ceiling: String,
        /// As written, or the sum of the sections' targets.
        target: String,
    },
    /// A pattern that does not follow the language of signals.
    #[error("{message}")]
    Pattern {
        /// What, found, expected.
        message: String,
        /// The next step.
        help: Option<String>,
    },
    /// A story without parts.
    #[error("the scenario has no sections")]
    NoSections,
    /// A choice between fewer than two options.
    #[error("a quiz question needs at least two options")]
    TooFewOptions,
    /// A signal among the words that the recogniser is told to expect.
    #[error("\"{word}\" is a signal, so it cannot be in the vocabulary")]
    SignalInVocabulary {
        /// The word.
        word: String,
    },
    /// Signals for a reflection that the story does not have.
    #[error("the level has signals for the reflection, but no section is of kind \"reflection\"")]
    NoReflection,
    /// A language code of another form.
    #[error("\"{code}\" is not a two-letter language code")]
    BadLanguage {
        /// As written.
        code: String,
    },
}

impl FaultKind {
    /// The few words beside the caret.
    pub(super) fn label(&self) -> String {
        let label = match self {
            Self::Syntax { .. } | Self::Pattern { .. } => "here",
            Self::UnknownKey { .. } => "nothing reads this",
            Self::MissingKey { key, .. } => return format!("needs `{key}`"),
            Self::WrongType { expected, .. } => return format!("should be {expected}"),
            Self::Empty { .. } => "write something here",
            Self::TooLong { .. } => "too long",
            Self::BadDuration { .. } => "not a length of time",
            Self::BadId { .. } => "not an id",
            Self::Duplicate { .. } => "the second one",
            Self::UnknownKind { .. } | Self::UnknownName { .. } => "not known",
            Self::QuoteNotThere { .. } => "not in `text`",
            Self::CeilingUnderTarget { .. } => "under the target",
            Self::NoSections => "no [[section]] follows",
            Self::TooFewOptions => "too few",
            Self::SignalInVocabulary { .. } => "a signal",
            Self::NoReflection => "used by nothing",
            Self::BadLanguage { .. } => "not a code",
        };
        label.to_owned()
    }

    /// The next step.
    pub(super) fn help(&self) -> Option<String> {
        let help = match self {
            Self::UnknownKey { near, known, .. } => return Some(offer(*near, "known keys", known)),
            Self::UnknownKind { near, .. } => return Some(offer(*near, "kinds", &KINDS)),
            Self::UnknownName { near, known, .. } => {
                return Some(offer(near.as_deref(), "there are", known));
            }
            Self::MissingKey { like, .. } => return Some(format!("write it like this: {like}")),
            Self::WrongType { like, .. } => return Some(format!("write it like this: {like}")),
            Self::Pattern { help, .. } => return help.clone(),
            Self::Syntax { .. } => {
                "texts stand in quotes, each key on its own line, and parts that there may be several of in double brackets: [[section]]"
            }
            Self::Empty { .. } => "write a text, or leave the key out if it may be",
            Self::TooLong { .. } => "shorten it, or is this the text of something else?",
            Self::BadDuration { .. } => duration::EXAMPLES,
            Self::BadId { .. } => {
                "use lower-case letters, digits and hyphens, 40 at most: it names files"
            }
            Self::Duplicate { .. } => "rename one of them, or take one out",
            Self::QuoteNotThere { .. } => "copy the words from `text`, letter for letter",
            Self::CeilingUnderTarget { .. } => {
                "make the ceiling at least as long as the target, or leave it out"
            }
            Self::NoSections => {
                "add at least one: [[section]] with kind, target and signals; see scenarios/README.md"
            }
            Self::TooFewOptions => "write the best option and some plausible wrong ones",
            Self::SignalInVocabulary { .. } => {
                "the recogniser is told to expect these words, so a signal could be heard unsaid"
            }
            Self::NoReflection => {
                "give a section the kind \"reflection\", or take these signals out"
            }
            Self::BadLanguage { .. } => "write it like this: language = \"en\"",
        };
        Some(help.to_owned())
    }
}

fn offer<S: AsRef<str>>(near: Option<&str>, what: &str, known: &[S]) -> String {
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    let all = if known.is_empty() {
        "there are none".to_owned()
    } else {
        format!("{what}: {}", known.join(", "))
    };
    match near {
        Some(near) => format!("did you mean `{near}`? {all}"),
        None => all,
    }
}
