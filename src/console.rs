//! Standard output and standard error. Nothing else in this program writes to them; clippy sees to that.
//!
//! Stories, transcripts, notes, names of devices, folders and files, and the system's own messages may hold escape
//! sequences and signs that turn the direction of text. All of that is left out of what is written here, so that no
//! text can steer the terminal. The program's own colours and cursor movements pass because [`ours`] has marked them
//! with a number that nobody outside this process can guess.

#![allow(
    clippy::disallowed_methods,
    reason = "this is the place that writes to the standard streams"
)]

use std::fmt::Display;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, OnceLock, PoisonError};

/// Why the first text for standard output that was lost could not be written.
static LOST: Mutex<Option<(io::ErrorKind, String)>> = Mutex::new(None);

/// A standard stream that lets through only what is harmless. Lines are written when they are complete; the rest with
/// [`Write::flush`], or when this is dropped.
#[derive(Debug)]
pub struct Stream {
    to: To,
    pending: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    Out,
    Err,
}

/// Standard output: reports, lists, JSON. What cannot be written is an error here, and once more in [`finish`].
#[must_use]
pub fn out() -> Stream {
    Stream::new(To::Out)
}

/// Standard error: whatever accompanies a command.
#[must_use]
pub fn err() -> Stream {
    Stream::new(To::Err)
}

/// Writes a line to standard output.
///
/// # Errors
/// When it cannot be written.
pub fn say(line: impl Display) -> io::Result<()> {
    writeln!(out(), "{line}")
}

/// Writes a line to standard error. Where that is closed or full, nobody is left to tell.
pub fn note(line: impl Display) {
    let _ = writeln!(err(), "{line}");
}

/// Writes `text` to standard error and stays on its line.
pub fn ask(text: impl Display) {
    let mut err = err();
    let _ = write!(err, "{text}").and_then(|()| err.flush());
}

/// Takes back the last `columns` columns of the line on standard error.
pub fn rub_out(columns: usize) {
    let back = "\u{8}".repeat(columns);
    let blank = " ".repeat(columns);
    let mut err = io::stderr();
    let _ = write!(err, "{back}{blank}{back}").and_then(|()| err.flush());
}

/// Writes out what is left, and tells whether all that went to standard output has arrived.
///
/// # Errors
/// When some of it was lost; the first reason.
pub fn finish() -> io::Result<()> {
    let flushed = io::stdout().flush().map_err(lost);
    let _ = io::stderr().flush();
    match LOST.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some((kind, reason)) => Err(io::Error::new(kind, reason)),
        None => flushed,
    }
}

impl Stream {
    fn new(to: To) -> Self {
        Self {
            to,
            pending: Vec::new(),
        }
    }

    /// Says that UTF-8 follows, in the way that spreadsheets understand; nothing on a terminal.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn byte_order_mark(&mut self) -> io::Result<()> {
        match self.to {
            To::Out if !out_is_terminal() => {
                io::stdout().write_all("\u{feff}".as_bytes()).map_err(lost)
            }
            _ => Ok(()),
        }
    }

    /// Writes the first `length` bytes of what is pending.
    fn send(&mut self, length: usize) -> io::Result<()> {
        let rest = self.pending.split_off(length);
        let text = std::mem::replace(&mut self.pending, rest);
        let text = harmless(&String::from_utf8_lossy(&text), mark());
        match self.to {
            To::Out => io::stdout().lock().write_all(text.as_bytes()).map_err(lost),
            To::Err => io::stderr().lock().write_all(text.as_bytes()),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        if let Some(end) = self.pending.iter().rposition(|byte| *byte == b'\n') {
            self.send(end + 1)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send(self.pending.len())?;
        match self.to {
            To::Out => io::stdout().flush().map_err(lost),
            To::Err => io::stderr().flush(),
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if !self.pending.is_empty() {
            // What is lost of standard output is told by `finish`.
            let _ = self.flush();
        }
    }
}

/// Notes that text for standard output was lost, and says so in the error.
fn lost(error: io::Error) -> io::Error {
    let reason = format!("The output could not be written: {error}.");
    let mut first = LOST.lock().unwrap_or_else(PoisonError::into_inner);
    first.get_or_insert_with(|| (error.kind(), reason.clone()));
    io::Error::new(error.kind(), reason)
}

/// What an escape sequence of this program has after its `ESC [` until it is written.
fn mark() -> &'static str {
    static MARK: OnceLock<String> = OnceLock::new();
    MARK.get_or_init(|| format!("{};", RandomState::new().hash_one("rehearse")))
}

/// `text`, in which every escape sequence is this program's own, marked so that [`Stream`] lets them pass.
#[must_use]
pub fn ours(text: &str) -> String {
    text.replace("\u{1b}[", &format!("\u{1b}[{}", mark()))
}

/// `text` without signs that steer a terminal or hide in it. Sequences with `mark` lose the mark and stay.
fn harmless(text: &str, mark: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|sign| is_unprintable(sign) && !matches!(sign, '\n' | '\t')) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let sequence = rest.strip_prefix("\u{1b}[");
        if let Some(own) = sequence.and_then(|sequence| sequence.strip_prefix(mark)) {
            kept.push_str("\u{1b}[");
            rest = own;
        } else {
            // The end of a line as spreadsheets want it is no way back to its beginning.
            let skipped = rest.chars().next().map_or(0, char::len_utf8);
            if rest.starts_with("\r\n") {
                kept.push('\r');
            }
            rest = &rest[skipped..];
        }
    }
    kept.push_str(rest);
    kept
}

/// Whether `sign` has no shape of its own: it steers a terminal, turns the direction of text, or cannot be seen.
#[must_use]
pub fn is_unprintable(sign: char) -> bool {
    sign.is_control()
        || matches!(sign,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// `text` on one line and without unprintable signs, for values that stand inside a line.
#[must_use]
pub fn tame(text: &str) -> String {
    text.chars().filter(|sign| !is_unprintable(*sign)).collect()
}

/// `text` as one word of a command that can be pasted into a shell.
#[must_use]
pub fn shell_word(text: &str) -> String {
    let harmless = |sign: char| sign.is_alphanumeric() || "_-./:@%+=,".contains(sign);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(harmless) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// Whether standard output is a terminal.
#[must_use]
pub fn out_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard error is a terminal.
#[must_use]
pub fn err_is_terminal() -> bool {
    io::stderr().is_terminal()
}

/// Whether standard output may be coloured.
#[must_use]
pub fn colours_out() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

/// Whether standard error may be coloured.
#[must_use]
pub fn colours_err() -> bool {
    anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never
}

/// Columns and lines of the terminal; `None` when there is none, or it does not tell, as on a serial line.
#[must_use]
pub fn size() -> Option<(usize, usize)> {
    let (columns, lines) = window()?;
    (columns > 0 && lines > 0).then_some((columns.into(), lines.into()))
}

#[cfg(unix)]
fn window() -> Option<(u16, u16)> {
    use rustix::termios::tcgetwinsize;
    let size = tcgetwinsize(io::stdout())
        .or_else(|_| tcgetwinsize(io::stderr()))
        .or_else(|_| tcgetwinsize(io::stdin()))
        .ok()?;
    Some((size.ws_col, size.ws_row))
}

#[cfg(not(unix))]
fn window() -> Option<(u16, u16)> {
    crossterm::terminal::size().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_left_out_and_the_text_stays() {
        for (hostile, harmless_text) in [
            ("a\u{1b}[2Jb", "a[2Jb"),
            ("\u{1b}]0;title\u{7}x", "]0;titlex"),
            ("\u{9b}31mx", "31mx"),
            ("one\rtwo\u{8}\u{7f}", "onetwo"),
            ("exe.\u{202e}gpj", "exe.gpj"),
            ("a\u{200b}b\u{feff}c\u{2066}d\u{e0041}", "abcd"),
            ("line\n\ttab\r\n", "line\n\ttab\r\n"),
            ("größe “日本” é 👍\u{fe0f}", "größe “日本” é 👍\u{fe0f}"),
        ] {
            assert_eq!(harmless(hostile, "7;"), harmless_text, "{hostile:?}");
        }
    }

    #[test]
    fn only_sequences_with_the_mark_of_this_process_pass() {
        assert_eq!(
            harmless("\u{1b}[7;31mred\u{1b}[7;0m", "7;"),
            "\u{1b}[31mred\u{1b}[0m"
        );
        assert_eq!(harmless("\u{1b}[8;31mred", "7;"), "[8;31mred");
        assert_eq!(harmless("\u{1b}\u{1b}[7;31m", "7;"), "\u{1b}[31m");
        assert_eq!(
            harmless(&ours("\u{1b}[1G\u{1b}[K"), mark()),
            "\u{1b}[1G\u{1b}[K"
        );
    }

    #[test]
    fn a_word_for_a_shell_is_quoted_where_it_must_be() {
        for (text, word) in [
            ("webhook-drop", "webhook-drop"),
            ("./größe_2.toml", "./größe_2.toml"),
            ("my story", "'my story'"),
            ("it's", "'it'\\''s'"),
            ("$(rm x)", "'$(rm x)'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(text), word);
        }
    }

    #[test]
    fn a_value_inside_a_line_stays_on_it() {
        assert_eq!(tame("Head\nset\t\u{1b}[1m"), "Headset[1m");
    }
}
