//! Lines on a terminal: wrapped to its width, coloured where colour is allowed, plain where nothing but letters may
//! appear.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ink};

use crate::console::ours;
pub use crate::console::tame;

/// What the terminal can show and what the user wants of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns; fewer than 20 count as 20.
    pub width: usize,
    /// Whether colour and bold are allowed. They never carry a meaning alone.
    pub colour: bool,
    /// Letters, digits and ASCII punctuation only: for screen readers and logs. Wins over `colour`.
    pub plain: bool,
}

impl Style {
    /// Plain text, 80 columns.
    pub const PLAIN: Self = Self {
        width: 80,
        colour: false,
        plain: true,
    };
}

/// How a stretch of text is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A heading.
    Heading,
    /// As it should be.
    Good,
    /// Worth a look.
    Warn,
    /// Worth changing.
    Bad,
    /// Of second importance.
    Aside,
}

/// Writes wrapped lines in one style.
#[derive(Debug)]
pub struct Page<'a, W> {
    out: &'a mut W,
    style: Style,
}

impl<'a, W: Write> Page<'a, W> {
    /// A page on `out`.
    pub fn new(out: &'a mut W, style: Style) -> Self {
        let width = style.width.max(20);
        let colour = style.colour && !style.plain;
        Self {
            out,
            style: Style {
                width,
                colour,
                ..style
            },
        }
    }

    /// The style in force.
    #[must_use]
    pub fn style(&self) -> Style {
        self.style
    }

    /// `text` in `tone`, where colour is allowed.
    #[must_use]
    pub fn tinted(&self, tone: Tone, text: &str) -> String {
        if !self.style.colour || text.is_empty() {
            return text.to_owned();
        }
        let ink = match tone {
            Tone::Heading => Ink::new().bold(),
            Tone::Good => Ink::new().fg_color(Some(AnsiColor::Green.into())),
            Tone::Warn => Ink::new().fg_color(Some(AnsiColor::Yellow.into())).bold(),
            Tone::Bad => Ink::new().fg_color(Some(AnsiColor::Red.into())).bold(),
            Tone::Aside => Ink::new().dimmed(),
        };
        format!(
            "{}{text}{}",
            ours(&ink.to_string()),
            ours(&format!("{ink:#}"))
        )
    }

    /// An empty line.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// `text`, wrapped.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        self.hanging("", text)
    }

    /// A heading and, at the right edge, a note; below the heading when both do not fit. Empty: no note.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn heading(&mut self, title: &str, note: &str) -> io::Result<()> {
        if self.style.plain {
            let sign = if note.is_empty() { "" } else { ": " };
            return self.line(&format!("{title}{sign}{note}"));
        }
        let taken = columns(title) + columns(note) + 2;
        if note.is_empty() || taken > self.style.width {
            self.line(&self.tinted(Tone::Heading, title))?;
            return if note.is_empty() {
                Ok(())
            } else {
                self.hanging("  ", note)
            };
        }
        let rule = "─".repeat(self.style.width - taken);
        let (title, rule) = (
            self.tinted(Tone::Heading, title),
            self.tinted(Tone::Aside, &rule),
        );
        writeln!(self.out, "{title} {rule} {note}")
    }

    /// The paragraphs of `text`, which an empty line parts, each as in [`Page::hanging`]; nothing for an empty text.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn paragraphs(&mut self, lead: &str, text: &str) -> io::Result<()> {
        let rest = " ".repeat(columns(lead));
        for (number, paragraph) in text.split("\n\n").filter(|it| !it.is_empty()).enumerate() {
            if number > 0 {
                self.blank()?;
            }
            self.hanging(if number == 0 { lead } else { &rest }, paragraph)?;
        }
        Ok(())
    }

    /// `text`, wrapped, with `lead` before its first line and as much space before the others. Words that no-break
    /// spaces join stay on one line.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn hanging(&mut self, lead: &str, text: &str) -> io::Result<()> {
        let (lead, text) = if self.style.plain {
            (ascii(lead), ascii(text))
        } else {
            (lead.to_owned(), text.to_owned())
        };
        let rest = " ".repeat(textwrap::core::display_width(&lead));
        let options = textwrap::Options::new(self.style.width)
            .initial_indent(&lead)
            .subsequent_indent(&rest)
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
        for line in textwrap::wrap(&text, options) {
            writeln!(self.out, "{}", line.trim_end().replace('\u{a0}', " "))?;
        }
        Ok(())
    }
}

/// `items` in one text that wraps between them and never inside one.
#[must_use]
pub fn listed<S: AsRef<str>>(items: &[S], separator: &str) -> String {
    let whole: Vec<String> = items
        .iter()
        .map(|item| item.as_ref().replace(' ', "\u{a0}"))
        .collect();
    whole.join(separator)
}

/// `text` broken into lines of at most `width` columns.
#[must_use]
pub fn broken(text: &str, width: usize) -> String {
    textwrap::fill(text, width)
}

/// Columns that `text` takes, escape sequences not counted.
#[must_use]
pub fn columns(text: &str) -> usize {
    textwrap::core::display_width(text)
}

/// `text` and spaces up to `width` columns.
#[must_use]
pub fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(columns(text));
    format!("{text}{}", " ".repeat(missing))
}

/// `text` with the signs that this program writes itself turned into ASCII. Other letters stay: a name is a name.
#[must_use]
pub fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '“' | '”' | '„' => plain.push('"'),
            '‘' | '’' => plain.push('\''),
            '–' | '—' | '−' => plain.push('-'),
            '…' => plain.push_str("..."),
            '·' => plain.push('|'),
            sign if crate::console::is_unprintable(sign) && sign != '\n' => {}
            sign => plain.push(sign),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(style: Style, lead: &str, text: &str) -> String {
        let mut out = Vec::new();
        Page::new(&mut out, style).hanging(lead, text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn lines_wrap_under_their_text_and_not_under_their_lead() {
        let style = Style {
            width: 40,
            ..Style::PLAIN
        };
        let text = "one two three four five six seven eight nine ten";
        assert_eq!(
            written(style, "  1. ", text),
            "  1. one two three four five six seven\n     eight nine ten\n"
        );
    }

    #[test]
    fn plain_text_has_no_sign_that_a_screen_reader_stumbles_over() {
        assert_eq!(
            written(Style::PLAIN, "", "“I’m here” – 0:03 … a · b"),
            "\"I'm here\" - 0:03 ... a | b\n"
        );
    }

    #[test]
    fn colour_takes_no_columns_and_vanishes_when_it_is_not_allowed() {
        let mut out = Vec::new();
        let rich = Style {
            width: 80,
            colour: true,
            plain: false,
        };
        let page = Page::new(&mut out, rich);
        let tinted = page.tinted(Tone::Good, "said");
        assert!(tinted.contains('\u{1b}'));
        assert_eq!(columns(&tinted), 4);
        let mut out = Vec::new();
        let page = Page::new(
            &mut out,
            Style {
                plain: true,
                ..rich
            },
        );
        assert_eq!(page.tinted(Tone::Good, "said"), "said");
    }

    #[test]
    fn heard_words_cannot_steer_the_terminal() {
        assert_eq!(tame("a\u{1b}[2Jb\u{7}"), "a[2Jb");
    }
}
