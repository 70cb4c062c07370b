//! Where in the file a part of a text stands. A text's value and what is written differ: quotes, escapes, line ends.

use std::ops::Range;

/// The place in the file of `inside`, a byte range of the value of the text that stands at `literal` in `source`.
pub(super) fn place_inside(
    source: &str,
    literal: &Range<usize>,
    inside: &Range<usize>,
) -> Range<usize> {
    let text = source.get(literal.clone()).unwrap_or_default();
    let (delimiter, escapes) = match text.as_bytes() {
        [b'"', b'"', b'"', ..] => (3, true),
        [b'\'', b'\'', b'\'', ..] => (3, false),
        [b'"', ..] => (1, true),
        _ => (1, false),
    };
    let body = text.get(delimiter..).unwrap_or_default();
    // A line end right after three quotes is not part of the text.
    let skipped = match body.as_bytes() {
        [b'\r', b'\n', ..] if delimiter == 3 => 2,
        [b'\n', ..] if delimiter == 3 => 1,
        _ => 0,
    };
    let body = body.get(skipped..).unwrap_or_default();
    let start = literal.start + delimiter + skipped;
    let place = |index: usize| {
        let written = if escapes {
            written_before(body, index)
        } else {
            index
        };
        (start + written).min(literal.end)
    };
    place(inside.start)..place(inside.end)
}

/// How many bytes of `body`, a text with TOML's escapes, make the first `index` bytes of its value.
fn written_before(body: &str, index: usize) -> usize {
    let mut value = 0;
    let mut written = 0;
    while value < index {
        let rest = body.get(written..).unwrap_or_default();
        let mut letters = rest.chars();
        let (taken, made) = match letters.next() {
            None => break,
            Some('\\') => match letters.next() {
                Some('x') => escaped(rest, 2),
                Some('u') => escaped(rest, 4),
                Some('U') => escaped(rest, 8),
                // A backslash at a line's end swallows the white space that follows.
                Some(space) if space.is_whitespace() => {
                    let after = rest.get(1..).unwrap_or_default();
                    (1 + after.len() - after.trim_start().len(), 0)
                }
                _ => (2, 1),
            },
            Some(letter) => (letter.len_utf8(), letter.len_utf8()),
        };
        written += taken;
        value += made;
    }
    written
}

/// Length and value's length of a numbered escape with `digits` digits at the start of `rest`.
fn escaped(rest: &str, digits: usize) -> (usize, usize) {
    let letter = rest
        .get(2..2 + digits)
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .and_then(char::from_u32);
    (2 + digits, letter.map_or(1, char::len_utf8))
}
