//! Everything that is wrong with one scenario file, so that an author mends it in one go: collected while the file is
//! read and checked, shown with the file's name, the line and a caret. The only file that knows miette.

use std::cell::RefCell;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode,
};

use super::fault::{Fault, FaultKind};
use crate::console::is_unprintable;

/// More than these are counted, not shown.
const SHOWN_AT_MOST: usize = 10;

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
            name: tame(name),
            faults,
            source: tame(source).into(),
        }
    }

    /// The faults with the lines that they are in, and a last line that counts them.
    #[must_use]
    pub fn render(&self, look: Look) -> String {
        let mut out = String::new();
        for fault in self.faults.iter().take(SHOWN_AT_MOST) {
            let shown = match look {
                Look::Plain => self.in_sentences(fault),
                Look::Drawn { colour, width } => self.drawn(fault, colour, width),
            };
            out.push_str(shown.trim_end());
            out.push_str("\n\n");
        }
        let more = self.faults.len().saturating_sub(SHOWN_AT_MOST);
        if more > 0 {
            out.push_str(&format!("and {more} more\n\n"));
        }
        let things = match self.faults.len() {
            1 => "1 thing needs".to_owned(),
            count => format!("{count} things need"),
        };
        out.push_str(&format!("{things} mending in {}", self.name));
        out
    }

    /// "my.toml, line 9, column 10: ..." with the line and the next step below.
    fn in_sentences(&self, fault: &Fault) -> String {
        let before = self.source.get(..fault.at.start).unwrap_or(&self.source);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let number = before.matches('\n').count() + 1;
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        let line = self
            .source
            .get(line_start..)
            .and_then(|rest| rest.lines().next());
        let said = tame(&fault.kind.to_string());
        let mut out = format!("{}, line {number}, column {column}: {said}", self.name);
        for below in [line.map(str::to_owned), fault.kind.help()]
            .into_iter()
            .flatten()
        {
            out.push_str("\n    ");
            out.push_str(tame(&below).trim());
        }
        out
    }

    fn drawn(&self, fault: &Fault, colour: bool, width: usize) -> String {
        let pointed = Pointed {
            fault,
            source: NamedSource::new(&self.name, Arc::clone(&self.source)),
            length: self.source.len(),
        };
        let theme = if colour {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let mut out = String::new();
        let drawn = GraphicalReportHandler::new_themed(theme)
            .with_width(width)
            .with_links(false)
            .render_report(&mut out, &pointed);
        // Writing into a string does not fail; if it did, the sentences would still be right.
        drawn.map_or_else(|_| self.in_sentences(fault), |()| out)
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

/// `text` with a question mark for every byte of an unprintable sign, so that a file cannot steer the terminal and
/// places in it stay true.
fn tame(text: &str) -> String {
    let mut tamed = String::with_capacity(text.len());
    for sign in text.chars() {
        if is_unprintable(sign) && !matches!(sign, '\n' | '\r' | '\t') {
            tamed.extend(std::iter::repeat_n('?', sign.len_utf8()));
        } else {
            tamed.push(sign);
        }
    }
    tamed
}

/// A fault together with its file, in the form that miette shows.
struct Pointed<'a> {
    fault: &'a Fault,
    source: NamedSource<Arc<str>>,
    length: usize,
}

impl fmt::Debug for Pointed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.fault, out)
    }
}

impl fmt::Display for Pointed<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&tame(&self.fault.kind.to_string()))
    }
}

impl std::error::Error for Pointed<'_> {}

impl Diagnostic for Pointed<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.fault
            .kind
            .help()
            .map(|help| Box::new(tame(&help)) as _)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let start = self.fault.at.start.min(self.length);
        let end = self.fault.at.end.clamp(start, self.length);
        let label = LabeledSpan::new(Some(self.fault.kind.label()), start, end - start);
        Some(Box::new(std::iter::once(label)))
    }
}
