//! Reads the source of a pattern. The grammar is documented for authors in `scenarios/README.md`.

use std::ops::Range;

use super::normal::Reader;
use super::number::{Quantity, quantities};
use super::pattern::{Node, NumberWish, PatternError};

/// How many words `..` spans when no number follows.
const GAP: usize = 6;

/// How deep brackets may nest: deeper is a slip, and must not exhaust the stack.
const DEPTH: usize = 16;

/// The tree of `source`.
pub(super) fn pattern(source: &str) -> Result<Node, PatternError> {
    let mut parser = Parser {
        source,
        at: 0,
        depth: 0,
    };
    let node = parser.sequence("")?;
    if let Some(found) = parser.peek() {
        let at = parser.at..parser.at + found.len_utf8();
        return Err(error(
            format!("found `{found}` where a word was expected"),
            at,
            Some(format!(
                "remove it, or open the bracket that this `{found}` closes"
            )),
        ));
    }
    if !has_word(&node) {
        return Err(error(
            "this pattern holds no word or number that must be heard".to_owned(),
            0..source.len(),
            Some(
                "write at least one word that is neither optional nor a gap, such as `I traced`"
                    .to_owned(),
            ),
        ));
    }
    Ok(node)
}

/// Whether something must be heard for `node` to match.
fn has_word(node: &Node) -> bool {
    match node {
        Node::Gap(_) | Node::Maybe(_) => false,
        Node::Sequence(nodes) | Node::All(nodes) => nodes.iter().any(has_word),
        Node::Either(nodes) => !nodes.is_empty() && nodes.iter().all(has_word),
        Node::Doer(node) | Node::No(node) => has_word(node),
        _ => true,
    }
}

fn error(message: String, at: Range<usize>, help: Option<String>) -> PatternError {
    PatternError { message, at, help }
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or("")
    }

    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        let rest = self.rest();
        let skipped = rest.len() - rest.trim_start().len();
        self.at += skipped;
        self.rest().chars().next()
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    /// Items up to one of `ends` or the end of the source.
    fn sequence(&mut self, ends: &str) -> Result<Node, PatternError> {
        let mut items = Vec::new();
        while let Some(next) = self.peek() {
            if ends.contains(next) || ")]}|&>".contains(next) {
                break;
            }
            items.push(self.item()?);
        }
        Ok(match items.len() {
            1 => items.remove(0),
            _ => Node::Sequence(items),
        })
    }

    fn item(&mut self) -> Result<Node, PatternError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(error(
                format!("brackets nest more than {DEPTH} deep"),
                self.at..self.source.len(),
                Some("write two patterns instead".to_owned()),
            ));
        }
        let start = self.at;
        let node = match self.peek() {
            Some('(') => self.bracket('(', ')', '|').map(Node::Either),
            Some('[') => self
                .bracket('[', ']', '|')
                .map(|nodes| Node::Maybe(Box::new(Node::Either(nodes)))),
            Some('{') => self.bracket('{', '}', '&').map(Node::All),
            Some('<') => self.number(),
            Some('~') => self.marked('~').map(Node::Like),
            Some('@') => self.marked('@').map(Node::Name),
            Some('=') => self.marked('=').map(Node::Exact),
            Some('.') => self.gap(),
            _ => self.word(start),
        };
        self.depth -= 1;
        node
    }

    fn bracket(
        &mut self,
        open: char,
        close: char,
        between: char,
    ) -> Result<Vec<Node>, PatternError> {
        let start = self.at;
        self.take(open);
        let mut nodes = Vec::new();
        loop {
            let before = self.at;
            let node = self.sequence("")?;
            if matches!(&node, Node::Sequence(items) if items.is_empty()) {
                return Err(error(
                    format!("nothing stands here between `{open}` and `{close}`"),
                    before..self.at.max(before + 1).min(self.source.len()),
                    Some(format!("write a word, or remove the `{between}`")),
                ));
            }
            nodes.push(node);
            if self.take(between) {
                continue;
            }
            if self.take(close) {
                return Ok(nodes);
            }
            let found = self
                .peek()
                .map_or("the end".to_owned(), |found| format!("`{found}`"));
            return Err(error(
                format!(
                    "this `{open}` is never closed: found {found}, expected `{between}` or `{close}`"
                ),
                start..start + open.len_utf8(),
                Some(format!("add `{close}` where the choice ends")),
            ));
        }
    }

    /// The word or the words in parentheses after a mark.
    fn marked(&mut self, mark: char) -> Result<String, PatternError> {
        let start = self.at;
        self.take(mark);
        if self.rest().starts_with('(') {
            self.at += 1;
            let end = self.rest().find(')').ok_or_else(|| {
                error(
                    format!("the words after `{mark}(` are never closed"),
                    start..start + 2,
                    Some("add `)` after the last of them".to_owned()),
                )
            })?;
            let words = self.rest()[..end].trim().to_owned();
            self.at += end + 1;
            if words.is_empty() {
                return Err(error(
                    format!("no word stands after `{mark}`"),
                    start..self.at,
                    None,
                ));
            }
            return Ok(words.to_lowercase());
        }
        let word = self.plain_word();
        if word.is_empty() {
            return Err(error(
                format!("no word stands after `{mark}`"),
                start..start + 1,
                Some(format!(
                    "write the word without a space after it: `{mark}trace`"
                )),
            ));
        }
        Ok(word.to_lowercase())
    }

    fn plain_word(&mut self) -> String {
        let rest = self.rest();
        let end = rest.find(|c: char| {
            !(c.is_alphanumeric() || matches!(c, '\'' | '-' | '\u{2019}' | '%' | '$' | '.' | ','))
        });
        let mut word = &rest[..end.unwrap_or(rest.len())];
        if let Some(dots) = word.find("..") {
            word = &word[..dots];
        }
        let word = word.to_owned();
        self.at += word.len();
        word.trim_matches([',', '.']).to_owned()
    }

    fn gap(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        let dots = self.rest().chars().take_while(|&c| c == '.').count();
        self.at += dots;
        let digits: String = self
            .rest()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        self.at += digits.len();
        if dots != 2 {
            return Err(error(
                format!("found {dots} dots; a gap is written with two"),
                start..start + dots,
                Some("write `..` for up to 6 words between, `..9` for up to 9".to_owned()),
            ));
        }
        match digits.parse::<usize>() {
            Ok(words @ 1..=30) => Ok(Node::Gap(words)),
            Err(_) if digits.is_empty() => Ok(Node::Gap(GAP)),
            _ => Err(error(
                format!("a gap of {digits} words cannot be; expected 1 to 30"),
                start..self.at,
                None,
            )),
        }
    }

    /// A plain word; "I" and "no" take what follows with them.
    fn word(&mut self, start: usize) -> Result<Node, PatternError> {
        let word = self.plain_word();
        if word.is_empty() {
            let found = self.peek().unwrap_or(' ');
            return Err(error(
                format!("found `{found}`, which means nothing in a pattern"),
                self.at..self.at + found.len_utf8(),
                Some("words, `( | )`, `[ ]`, `{ & }`, `<number>`, `..`, `~like`, `=exact` and `@name` can stand here".to_owned()),
            ));
        }
        let takes = match word.as_str() {
            "I" => Node::Doer as fn(Box<Node>) -> Node,
            "no" | "not" => Node::No,
            _ => return Ok(Node::Word(word.to_lowercase())),
        };
        match self.peek() {
            // Among alternatives, or before a gap, a negator is a word like any other.
            Some(')' | ']' | '}' | '|' | '&' | '.') if word != "I" => Ok(Node::Word(word)),
            None if word != "I" && start > 0 => Ok(Node::Word(word)),
            None | Some(')' | ']' | '}' | '|' | '&' | '.') => Err(error(
                format!("nothing follows `{word}`"),
                start..start + word.len(),
                Some(format!(
                    "write what it belongs to: `{word} {}`",
                    if word == "I" { "traced" } else { "ticket" }
                )),
            )),
            Some(_) => Ok(takes(Box::new(self.item()?))),
        }
    }

    fn number(&mut self) -> Result<Node, PatternError> {
        let start = self.at;
        self.take('<');
        let end = self.rest().find('>').ok_or_else(|| {
            error(
                "this `<` is never closed: expected a number and `>`".to_owned(),
                start..start + 1,
                Some("write `<0.3 %>` or `<8000 dollars a week>`".to_owned()),
            )
        })?;
        let inner = self.rest()[..end].to_owned();
        self.at += end + 1;
        let wishes = wishes(&inner);
        match wishes.len() {
            0 => Err(error(
                format!("no number is found in `{}`", inner.trim()),
                start + 1..start + 1 + inner.len(),
                Some("write it as `0.3 %`, `8000 dollars a week`, `from 40 to 15 minutes` or `any percent`".to_owned()),
            )),
            1 => Ok(wishes.into_iter().next().map_or(Node::Gap(1), Node::Number)),
            _ => Ok(Node::All(wishes.into_iter().map(Node::Number).collect())),
        }
    }
}

/// The numbers in `text`, each as something to ask for; `±10%` at the end loosens them all.
pub(super) fn wishes(text: &str) -> Vec<NumberWish> {
    let (text, tolerance) = match text.split_once('\u{b1}').or_else(|| text.split_once("+-")) {
        Some((text, slack)) => {
            let percent: f64 = slack
                .trim()
                .trim_end_matches('%')
                .trim()
                .parse()
                .unwrap_or(0.0);
            (text, percent / 100.0)
        }
        None => (text, 0.0),
    };
    let any = text.trim().strip_prefix("any ");
    let text = any.map_or(text.to_owned(), |unit| format!("2 {unit}"));
    let found = read(&text);
    let many = found.len() > 1;
    found
        .into_iter()
        .map(|like| NumberWish {
            value: any.is_none().then_some(like.value),
            like,
            tolerance,
            unit_optional: many || like.period.is_some(),
        })
        .collect()
}

/// The quantities of a short text by itself.
pub(super) fn read(text: &str) -> Vec<Quantity> {
    let mut reader = Reader::default();
    let tokens = reader.tokens(text.split_whitespace());
    let is = |at: usize, word: &str| {
        let form = tokens.get(at).and_then(|token| reader.known(token.form));
        form.is_some_and(|form| form.text == word)
    };
    quantities(&tokens, &is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mistakes_are_told_at_their_place() {
        for (source, at, message) in [
            ("(log", 0..1, "this `(` is never closed"),
            ("I traced )", 9..10, "found `)` where a word was expected"),
            ("no", 0..2, "nothing follows `no`"),
            ("I (pulled | )", 11..12, "nothing stands here"),
            ("drop <rate>", 6..10, "no number is found in `rate`"),
            ("[just] ..", 0..9, "holds no word"),
            ("a ... b", 2..5, "found 3 dots"),
            ("a ..99 b", 2..6, "a gap of 99 words"),
            ("", 0..0, "holds no word"),
            ("a ! b", 2..3, "found `!`, which means nothing"),
        ] {
            let error = pattern(source).unwrap_err();
            assert_eq!(error.at, at, "{source}: {error}");
            assert!(error.message.contains(message), "{source}: {error}");
        }
    }

    #[test]
    fn i_and_no_take_the_next_item_with_them() {
        let node = pattern("I not (add | buy) servers").unwrap();
        let Node::Sequence(items) = node else {
            panic!("{node:?}")
        };
        assert!(
            matches!(&items[0], Node::Doer(inner) if matches!(**inner, Node::No(_))),
            "{items:?}"
        );
        assert_eq!(items.len(), 2);
    }

    proptest! {
        #[test]
        fn no_source_makes_the_parser_panic(source in "\\PC{0,40}") {
            let _ = pattern(&source);
        }

        #[test]
        fn every_error_points_inside_its_source(source in "[a-zI(){}<>|&~@=. 0-9%]{0,30}") {
            if let Err(error) = pattern(&source) {
                prop_assert!(error.at.start <= error.at.end && error.at.end <= source.len(), "{error:?}");
                prop_assert!(source.get(error.at.clone()).is_some());
            }
        }
    }
}
