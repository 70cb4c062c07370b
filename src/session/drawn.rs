//! A few lines at the bottom of the terminal that are drawn anew in place, below text that stays.
//!
//! Text that stays is written as plain lines and nothing else, so that a terminal whose window changes its width can
//! set it anew. (indicatif, which draws such lines as well, fills every line above them with blanks; after a resize
//! they are strewn over the screen.) The cursor is never hidden: nothing has to be put back when the program dies.

use std::io::{self, Write};

use crossterm::cursor::{MoveToColumn, MoveUp};
use crossterm::queue;
use crossterm::terminal::{Clear, ClearType};
use textwrap::core::display_width;

use super::live::{self, Moment};
use super::screen::{Screen, filled, terminal_width};
use crate::console::{self, ours, tame};

/// The screen of a terminal that can draw.
#[derive(Default)]
pub struct Drawn {
    /// What is drawn now. The cursor stands at the beginning of the line below.
    lines: Vec<String>,
    /// Columns of the terminal when that was drawn.
    columns: usize,
}

impl Drawn {
    fn draw(&mut self, mut lines: Vec<String>) {
        let (columns, rows) = size();
        // What does not fit could never be taken away again.
        lines.truncate(rows.saturating_sub(1).max(1));
        for line in &mut lines {
            // The last column stays free, as everywhere; a wider line would take a second row.
            *line = live::cut(&tame(line), columns.saturating_sub(1).max(1));
        }
        if lines == self.lines && columns == self.columns {
            return;
        }
        let mut out = Vec::new();
        // Writing to memory does not fail.
        let _ = self
            .back(&mut out, columns)
            .and_then(|()| write_lines(&mut out, &lines));
        send(&out);
        (self.lines, self.columns) = (lines, columns);
    }

    /// Moves to the first of the drawn lines. A window that became narrower has set each over several rows.
    fn back(&self, out: &mut Vec<u8>, columns: usize) -> io::Result<()> {
        let rows = self.lines.iter().map(|line| rows_of(line, columns)).sum();
        if rows > 0 {
            queue!(out, MoveToColumn(0), MoveUp(rows))?;
        }
        Ok(())
    }
}

/// Writes lines over whatever is there, and takes away what is left below them. Nothing is cleared first: that blinks.
fn write_lines(out: &mut Vec<u8>, lines: &[String]) -> io::Result<()> {
    for line in lines {
        write!(out, "{line}")?;
        queue!(out, Clear(ClearType::UntilNewLine))?;
        writeln!(out)?;
    }
    queue!(out, Clear(ClearType::FromCursorDown))
}

/// Rows that a line takes in a terminal with so many columns.
fn rows_of(line: &str, columns: usize) -> u16 {
    u16::try_from(display_width(line).div_ceil(columns.max(1)).max(1)).unwrap_or(u16::MAX)
}

fn size() -> (usize, usize) {
    console::size().unwrap_or((80, 24))
}

/// Writes what was laid out, in which all text is tame and all escape sequences are our own. A closed terminal is
/// noticed by the keys.
fn send(out: &[u8]) {
    let text = ours(&String::from_utf8_lossy(out));
    let mut err = console::err();
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

impl Screen for Drawn {
    fn say(&mut self, text: &str) {
        let (columns, _) = size();
        let said: Vec<String> = filled(text, self.width())
            .lines()
            .chain(text.is_empty().then_some(""))
            .map(tame)
            .collect();
        let mut out = Vec::new();
        let _ = self
            .back(&mut out, columns)
            .and_then(|()| {
                if self.lines.is_empty() {
                    said.iter().try_for_each(|line| writeln!(out, "{line}"))
                } else {
                    write_lines(&mut out, &said)
                }
            })
            .and_then(|()| {
                self.lines
                    .iter()
                    .try_for_each(|line| writeln!(out, "{line}"))
            });
        send(&out);
        self.columns = columns;
    }

    fn show(&mut self, moment: &Moment<'_>) {
        self.draw(live::lines(moment, self.width()));
    }

    fn working(&mut self, what: &str, done: f64) {
        let cells = (done.clamp(0.0, 1.0) * 20.0).round() as usize;
        let bar = format!("[{}{}]", "#".repeat(cells), ".".repeat(20 - cells));
        self.draw(vec![live::cut(&format!("{what} {bar}"), self.width())]);
    }

    fn caption(&mut self, line: &str) {
        self.draw(vec![live::cut(line, self.width())]);
    }

    fn clear(&mut self) {
        if !self.lines.is_empty() {
            self.draw(Vec::new());
        }
    }

    fn width(&self) -> usize {
        // The last column stays free: terminals differ on where the cursor is after a line that fills it.
        terminal_width().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_takes_as_many_rows_as_a_narrower_window_sets_it_over() {
        assert_eq!(rows_of("", 80), 1);
        assert_eq!(rows_of(&"x".repeat(80), 80), 1);
        assert_eq!(rows_of(&"x".repeat(81), 80), 2);
        assert_eq!(rows_of(&"x".repeat(79), 30), 3);
    }

    #[test]
    fn lines_are_written_over_those_before_without_clearing_the_screen_first() {
        let drawn = Drawn {
            lines: vec!["one".to_owned(), "two".to_owned()],
            columns: 80,
        };
        let mut out = Vec::new();
        drawn.back(&mut out, 80).unwrap();
        write_lines(&mut out, &["1".to_owned()]).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\u{1b}[1G\u{1b}[2A1\u{1b}[K\n\u{1b}[J"
        );
    }
}
