//! Where a rehearsal shows itself: a few lines that are drawn anew at the bottom of the terminal, or, for screen
//! readers and logs, lines that are only ever appended. Everything goes to standard error; reports go to standard
//! output.

use std::time::Duration;

use textwrap::{Options, WordSplitter};

use super::drawn::Drawn;
use super::live::{self, Moment, Stage};
use crate::console;

/// A place to show a rehearsal on.
pub trait Screen {
    /// Appends lines that stay.
    fn say(&mut self, text: &str);

    /// Shows a moment of a section being spoken, in place of the one before.
    fn show(&mut self, moment: &Moment<'_>);

    /// How far a piece of work has come, 0 to 1, in place of what was shown before.
    fn working(&mut self, what: &str, done: f64);

    /// Counts down: so many whole seconds are left, and so much of the time is over, 0 to 1.
    fn count_down(&mut self, what: &str, seconds_left: u64, done: f64) {
        self.working(&format!("{what} {seconds_left}"), done);
    }

    /// Shows a line of words that are being heard, in place of the one before.
    fn caption(&mut self, line: &str);

    /// Takes away what [`Screen::show`] and [`Screen::working`] drew.
    fn clear(&mut self);

    /// Columns to wrap text at.
    fn width(&self) -> usize;
}

/// A terminal with fewer columns or lines shows a clock that nobody can read.
const LEAST_TO_DRAW: (usize, usize) = (20, 4);

/// The screen of this process: drawn where standard error is a terminal that can draw and is large enough, else, or
/// when `plain`, appended.
#[must_use]
pub fn open(plain: bool) -> Box<dyn Screen> {
    let large = console::size()
        .is_some_and(|(columns, lines)| columns >= LEAST_TO_DRAW.0 && lines >= LEAST_TO_DRAW.1);
    if plain || is_dumb() || !large || !console::err_is_terminal() {
        Box::new(Appended::default())
    } else {
        Box::new(Drawn::default())
    }
}

/// Whether the terminal is none that can move its cursor, or of no known kind.
#[cfg(unix)]
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb")
}

#[cfg(not(unix))]
fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// Columns of this terminal, 80 when there is none or it does not tell; text is never set wider than 100, nor narrower
/// than 20.
#[must_use]
pub fn terminal_width() -> usize {
    // Without this, text in a file would be as wide as the terminal from which the program was started.
    if !(console::out_is_terminal() || console::err_is_terminal()) {
        return 80;
    }
    let (columns, _) = console::size().unwrap_or((80, 24));
    columns.clamp(20, 100)
}

/// `text` in lines of at most `width` columns. Words with hyphens stay whole: "Ctrl-C" is a key.
#[must_use]
pub fn filled(text: &str, width: usize) -> String {
    let options = Options::new(width).word_splitter(WordSplitter::NoHyphenation);
    textwrap::fill(text, options)
}

/// Lines of this terminal; `None` when there is none, or it does not tell.
#[must_use]
pub fn terminal_height() -> Option<usize> {
    console::size().map(|(_, lines)| lines)
}

/// Lines that are only appended: one at the start, at the target, at the ceiling.
#[derive(Default)]
struct Appended {
    /// What was last said of the section being spoken.
    last: Option<(Stage, bool)>,
    /// What it was called then.
    heading: String,
    /// The work last named.
    work: String,
    /// Words that are being heard and have not been said yet.
    caption: String,
}

impl Appended {
    fn line(text: &str) {
        console::note(filled(text, terminal_width()));
    }
}

impl Screen for Appended {
    fn say(&mut self, text: &str) {
        Self::line(text);
    }

    fn show(&mut self, moment: &Moment<'_>) {
        let now = (
            live::stage(moment.elapsed, moment.target, moment.ceiling),
            moment.paused,
        );
        let at = live::clock(moment.elapsed);
        if self.last.is_some() && self.heading != moment.heading {
            Self::line(&format!("{at} {}.", moment.heading));
        }
        moment.heading.clone_into(&mut self.heading);
        if self.last == Some(now) {
            return;
        }
        let target = live::clock(moment.target);
        match (self.last, now) {
            (None, _) => {
                let ceiling = moment.ceiling.map_or_else(String::new, |most| {
                    format!(", at most {}", live::clock(most))
                });
                Self::line(&format!(
                    "Recording {}. Target {target}{ceiling}. Keys: {}",
                    moment.heading,
                    live::keys(moment.keys)
                ));
            }
            (_, (_, true)) => Self::line(&format!("{at} Paused. The clock stands still.")),
            (Some((_, true)), _) => Self::line(&format!("{at} Going on.")),
            (_, (Stage::PastTarget, _)) => Self::line(&format!(
                "{at} Past the target of {target}. Come to the point."
            )),
            (_, (Stage::PastCeiling, _)) => {
                Self::line(&format!("{at} Too long. Finish this sentence."))
            }
            (_, (Stage::Within, _)) => {}
        }
        self.last = Some(now);
    }

    fn working(&mut self, what: &str, _done: f64) {
        if self.work != what {
            what.clone_into(&mut self.work);
            Self::line(what);
        }
    }

    fn count_down(&mut self, what: &str, seconds_left: u64, done: f64) {
        // Who has every line read aloud needs the beginning and the end of it.
        if self.work.is_empty() || seconds_left <= 3 {
            self.working(&format!("{what} {seconds_left}"), done);
        }
    }

    fn caption(&mut self, line: &str) {
        // Only whole lines are appended: when a new one begins, the last is said.
        if !line.starts_with(self.caption.as_str()) {
            Self::line(&self.caption);
        }
        line.clone_into(&mut self.caption);
    }

    fn clear(&mut self) {
        if !self.caption.is_empty() {
            Self::line(&std::mem::take(&mut self.caption));
        }
        self.last = None;
        self.work.clear();
    }

    fn width(&self) -> usize {
        terminal_width()
    }
}

/// How often the screen is drawn anew while someone speaks.
pub const TICK: Duration = Duration::from_millis(100);
