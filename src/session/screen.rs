//! Where a rehearsal shows itself: a few lines that are drawn anew at the bottom of the terminal, or, for screen
//! readers and logs, lines that are only ever appended. Everything goes to standard error; reports go to standard
//! output.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::live::{self, Moment, Stage};

/// A place to show a rehearsal on.
pub trait Screen {
    /// Appends lines that stay.
    fn say(&mut self, text: &str);

    /// Shows a moment of a section being spoken, in place of the one before.
    fn show(&mut self, moment: &Moment<'_>);

    /// How far a piece of work has come, 0 to 1, in place of what was shown before.
    fn working(&mut self, what: &str, done: f64);

    /// Shows a line of words that are being heard, in place of the one before.
    fn caption(&mut self, line: &str);

    /// Takes away what [`Screen::show`] and [`Screen::working`] drew.
    fn clear(&mut self);

    /// Columns to wrap text at.
    fn width(&self) -> usize;
}

/// The screen of this process: drawn where standard error is a terminal that can draw, else, or when `plain`, appended.
#[must_use]
pub fn open(plain: bool) -> Box<dyn Screen> {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    if plain || dumb || !io::stderr().is_terminal() {
        Box::new(Appended::default())
    } else {
        let area = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(20));
        Box::new(Drawn {
            area,
            lines: Vec::new(),
        })
    }
}

/// Columns of this terminal, 80 when there is none; text is never set wider than 100.
#[must_use]
pub fn terminal_width() -> usize {
    // Without this, text in a file would be as wide as the terminal from which the program was started.
    if !(io::stdout().is_terminal() || io::stderr().is_terminal()) {
        return 80;
    }
    let (columns, _) = crossterm::terminal::size().unwrap_or((80, 24));
    usize::from(columns).clamp(40, 100)
}

/// Lines of this terminal; `None` when there is none.
#[must_use]
pub fn terminal_height() -> Option<usize> {
    let (_, lines) = crossterm::terminal::size().ok()?;
    Some(usize::from(lines))
}

/// Lines drawn by indicatif, one bar each.
struct Drawn {
    area: MultiProgress,
    lines: Vec<ProgressBar>,
}

impl Drawn {
    fn draw(&mut self, lines: &[String]) {
        while self.lines.len() > lines.len() {
            if let Some(line) = self.lines.pop() {
                line.finish_and_clear();
                self.area.remove(&line);
            }
        }
        while self.lines.len() < lines.len() {
            let style = ProgressStyle::with_template("{msg}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            self.lines
                .push(self.area.add(ProgressBar::new(1).with_style(style)));
        }
        for (bar, line) in self.lines.iter().zip(lines) {
            bar.set_message(line.clone());
        }
    }
}

impl Screen for Drawn {
    fn say(&mut self, text: &str) {
        // Above the drawn lines when there are any. A closed terminal is noticed by the keys.
        let _ = self.area.println(textwrap::fill(text, self.width()));
    }

    fn show(&mut self, moment: &Moment<'_>) {
        let lines = live::lines(moment, self.width());
        self.draw(&lines);
    }

    fn working(&mut self, what: &str, done: f64) {
        let cells = (done.clamp(0.0, 1.0) * 20.0).round() as usize;
        self.draw(&[format!(
            "{what} [{}{}]",
            "#".repeat(cells),
            ".".repeat(20 - cells)
        )]);
    }

    fn caption(&mut self, line: &str) {
        self.draw(&[line.to_owned()]);
    }

    fn clear(&mut self) {
        self.draw(&[]);
        let _ = self.area.clear();
    }

    fn width(&self) -> usize {
        // The last column stays free: a line that fills it makes terminals and indicatif differ on where the next begins.
        terminal_width().saturating_sub(1)
    }
}

/// Lines that are only appended: one at the start, at the target, at the ceiling.
#[derive(Default)]
struct Appended {
    /// What was last said of the section being spoken.
    last: Option<(Stage, bool)>,
    /// The work last named.
    work: String,
    /// Words that are being heard and have not been said yet.
    caption: String,
}

impl Appended {
    fn line(text: &str) {
        // Nobody is left to tell when standard error is closed.
        let _ = writeln!(io::stderr(), "{}", textwrap::fill(text, terminal_width()));
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
        if self.last == Some(now) {
            return;
        }
        let at = live::clock(moment.elapsed);
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
