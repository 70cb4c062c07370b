//! What is wrong with a scenario file, where, and what to do about it.
//!
//! A [`Fault`] is data: a kind with fields and a place in the file. The words for every kind stand in this file and
//! nowhere else. [`Faults`] holds all that one file has, so that an author mends them in one go; it shows itself
//! with the file's name, the line and a caret.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource,
    NarratableReportHandler, SourceCode,
};

use super::duration::{self, DurationError};
use super::nearest::did_you_mean;

/// More than these are counted, not shown.
const SHOWN_AT_MOST: usize = 20;

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
    #[error("This is not valid TOML: {message}.")]
    Syntax {
        /// The parser's words.
        message: String,
    },
    /// A key that nothing reads.
    #[error("Unknown key `{key}` in {table}.")]
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
    #[error("The key `{key}` is missing in {table}.")]
    MissingKey {
        /// The key.
        key: &'static str,
        /// The table, for people.
        table: &'static str,
        /// How to write it.
        like: &'static str,
    },
    /// A value of another type.
    #[error("`{key}` should be {expected}, but this is {found}.")]
    WrongType {
        /// The key.
        key: String,
        /// What it should be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
        /// How to write it.
        like: &'static str,
    },
    /// A text with nothing in it.
    #[error("`{key}` is empty.")]
    Empty {
        /// The key.
        key: &'static str,
    },
    /// Not a length of time.
    #[error("\"{text}\" is not a length of time: {why}.")]
    BadDuration {
        /// As written.
        text: String,
        /// Why not.
        why: DurationError,
    },
    /// An id with letters that cannot stand in a file's name or be typed easily.
    #[error("\"{id}\" cannot be an id.")]
    BadId {
        /// As written.
        id: String,
    },
    /// Two of the same name.
    #[error("There are two {what} called \"{name}\".")]
    Duplicate {
        /// What they are, in the plural.
        what: &'static str,
        /// Their name.
        name: String,
    },
    /// Not a kind of section.
    #[error("There is no kind of section called \"{found}\".")]
    UnknownKind {
        /// As written.
        found: String,
        /// The kind that was probably meant.
        near: Option<&'static str>,
    },
    /// A name that stands for something else in the file, which is not there.
    #[error("There is no {what} \"{name}\" in this file.")]
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
    #[error("The words \"{quote}\" do not stand in the weak answer.")]
    QuoteNotThere {
        /// The words.
        quote: String,
    },
    /// A ceiling that is not over its target.
    #[error("The ceiling {ceiling} is under the target {target}.")]
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
    #[error("The scenario has no sections.")]
    NoSections,
    /// A choice between fewer than two options.
    #[error("A quiz question needs at least two options.")]
    TooFewOptions,
    /// A signal among the words that the recogniser is told to expect.
    #[error("\"{word}\" is a signal, so it cannot be in the vocabulary.")]
    SignalInVocabulary {
        /// The word.
        word: String,
    },
    /// Signals for a reflection that the story does not have.
    #[error("The level has signals for the reflection, but no section is of kind \"reflection\".")]
    NoReflection,
    /// A language code of another form.
    #[error("\"{code}\" is not a two-letter language code.")]
    BadLanguage {
        /// As written.
        code: String,
    },
}

impl FaultKind {
    /// The few words beside the caret.
    fn label(&self) -> String {
        match self {
            Self::Syntax { .. } => "here".into(),
            Self::UnknownKey { .. } => "nothing reads this".into(),
            Self::MissingKey { key, .. } => format!("needs `{key}`"),
            Self::WrongType { expected, .. } => format!("should be {expected}"),
            Self::Empty { .. } => "write something here".into(),
            Self::BadDuration { .. } => "not a length of time".into(),
            Self::BadId { .. } => "not an id".into(),
            Self::Duplicate { .. } => "the second one".into(),
            Self::UnknownKind { .. } | Self::UnknownName { .. } => "not known".into(),
            Self::QuoteNotThere { .. } => "not in `text`".into(),
            Self::CeilingUnderTarget { .. } => "under the target".into(),
            Self::Pattern { .. } => "here".into(),
            Self::NoSections => "no [[section]] follows".into(),
            Self::TooFewOptions => "too few".into(),
            Self::SignalInVocabulary { .. } => "a signal".into(),
            Self::NoReflection => "used by nothing".into(),
            Self::BadLanguage { .. } => "not a code".into(),
        }
    }

    /// The next step.
    fn help(&self) -> Option<String> {
        match self {
            Self::Syntax { .. } => {
                Some("Texts stand in quotes, and every key stands on a line of its own.".into())
            }
            Self::UnknownKey { near, known, .. } => Some(offer(*near, "Known keys", known)),
            Self::MissingKey { like, .. } | Self::WrongType { like, .. } => {
                Some(format!("Write it like this: {like}"))
            }
            Self::Empty { .. } => Some("Write a text, or leave an optional key out.".into()),
            Self::BadDuration { .. } => Some(duration::EXAMPLES.into()),
            Self::BadId { .. } => Some(
                "Use lower-case letters, digits and hyphens, 40 at most; it names files.".into(),
            ),
            Self::Duplicate { .. } => Some("Rename one of them, or take one out.".into()),
            Self::UnknownKind { near, .. } => Some(offer(*near, "Kinds", &super::check::KINDS)),
            Self::UnknownName { near, known, .. } => Some(offer(near.as_deref(), "There are", known)),
            Self::QuoteNotThere { .. } => {
                Some("Copy the words from `text`, letter for letter.".into())
            }
            Self::CeilingUnderTarget { .. } => {
                Some("Make the ceiling at least as long as the target, or leave it out.".into())
            }
            Self::Pattern { help, .. } => help.clone(),
            Self::NoSections => Some(
                "Add at least one: [[section]] with kind, target and signals. See scenarios/README.md."
                    .into(),
            ),
            Self::TooFewOptions => Some("Write the best option and some plausible wrong ones.".into()),
            Self::SignalInVocabulary { .. } => Some(
                "The vocabulary tells the recogniser what to expect; a signal there could be heard unsaid."
                    .into(),
            ),
            Self::NoReflection => {
                Some("Give a section the kind \"reflection\", or take these signals out.".into())
            }
            Self::BadLanguage { .. } => Some("Write it like this: language = \"en\"".into()),
        }
    }
}

fn offer<S: AsRef<str>>(near: Option<&str>, what: &str, known: &[S]) -> String {
    let near = did_you_mean(near);
    if known.is_empty() {
        return if near.is_empty() {
            "There are none.".into()
        } else {
            near
        };
    }
    let known: Vec<&str> = known.iter().map(AsRef::as_ref).collect();
    let gap = if near.is_empty() { "" } else { " " };
    format!("{near}{gap}{what}: {}.", known.join(", "))
}

/// Collects faults while a file is read and checked, so that the first one does not hide the others.
#[derive(Debug, Default)]
pub(super) struct Sink {
    faults: RefCell<Vec<Fault>>,
}

impl Sink {
    pub(super) fn add(&self, kind: FaultKind, at: &Range<usize>) {
        self.faults.borrow_mut().push(Fault {
            kind,
            at: at.clone(),
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.faults.borrow().is_empty()
    }

    /// All faults in the order of the file.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        faults.sort_by_key(|fault| fault.at.start);
        faults
    }
}

/// How faults are to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Sentences only: for screen readers and logs.
    Plain,
    /// With lines drawn, `width` columns wide.
    Drawn {
        /// Whether colours may be used.
        colour: bool,
        /// Columns.
        width: usize,
    },
}

/// Everything that is wrong with one scenario file; never empty.
#[derive(Debug, Clone)]
pub struct Faults {
    /// The file's name, as the user knows it.
    pub name: String,
    /// What is wrong, in the order of the file.
    pub faults: Vec<Fault>,
    source: Arc<str>,
}

impl Faults {
    pub(super) fn new(name: &str, source: &str, faults: Vec<Fault>) -> Self {
        Self {
            name: name.to_owned(),
            faults,
            source: source.into(),
        }
    }

    /// The faults with the lines that they are in, and a last line that counts them.
    #[must_use]
    pub fn render(&self, look: Look) -> String {
        let source = NamedSource::new(&self.name, Arc::clone(&self.source));
        let mut out = String::new();
        for fault in self.faults.iter().take(SHOWN_AT_MOST) {
            let pointed = Pointed {
                fault,
                source: &source,
                length: self.source.len(),
            };
            // Writing into a string does not fail; if it did, the sentence alone would still be right.
            if draw(&mut out, &pointed, look).is_err() {
                out.push_str(&fault.kind.to_string());
            }
            out.truncate(out.trim_end().len());
            out.push_str("\n\n");
        }
        let more = self.faults.len().saturating_sub(SHOWN_AT_MOST);
        if more > 0 {
            out.push_str(&format!("And {more} more.\n\n"));
        }
        let things = match self.faults.len() {
            1 => "1 thing needs".to_owned(),
            count => format!("{count} things need"),
        };
        out.push_str(&format!("{things} mending in {}.", self.name));
        out
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.render(Look::Drawn {
            colour: false,
            width: 80,
        }))
    }
}

impl std::error::Error for Faults {}

fn draw(out: &mut String, pointed: &Pointed<'_>, look: Look) -> fmt::Result {
    match look {
        Look::Plain => NarratableReportHandler::new()
            .with_context_lines(0)
            .render_report(out, pointed),
        Look::Drawn { colour, width } => {
            let theme = if colour {
                GraphicalTheme::unicode()
            } else {
                GraphicalTheme::unicode_nocolor()
            };
            GraphicalReportHandler::new_themed(theme)
                .with_width(width)
                .with_links(false)
                .with_context_lines(0)
                .render_report(out, pointed)
        }
    }
}

/// A fault together with its file, in the form that miette shows.
struct Pointed<'a> {
    fault: &'a Fault,
    source: &'a NamedSource<Arc<str>>,
    length: usize,
}

impl fmt::Debug for Pointed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.fault, out)
    }
}

impl fmt::Display for Pointed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.fault.kind, out)
    }
}

impl std::error::Error for Pointed<'_> {}

impl Diagnostic for Pointed<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.fault.kind.help().map(|help| Box::new(help) as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let start = self.fault.at.start.min(self.length);
        let end = self.fault.at.end.clamp(start, self.length);
        let label = LabeledSpan::new(Some(self.fault.kind.label()), start, end - start);
        Some(Box::new(std::iter::once(label)))
    }
}
