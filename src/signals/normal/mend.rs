//! Small words that recognisers and hurried writers take apart or confuse: "no body", "with out", "per weak".
//!
//! What only joins what belongs together is as good as said. A negator, a number or an "I" that is put for another word
//! is a guess, and its token says so: nothing is ticked or denied by a guess.

use super::{Break, Reader, Token};
use crate::signals::number::Num;
use crate::signals::tags;

/// Two words that are one, and that one.
const APART: [(&str, &[&str], &str); 9] = [
    ("no", &["body", "one"], "nobody"),
    ("every", &["one"], "everyone"),
    ("every", &["body"], "everybody"),
    ("some", &["body", "one"], "somebody"),
    ("any", &["body", "one"], "anybody"),
    ("with", &["out"], "without"),
    ("out", &["side"], "outside"),
    ("in", &["side"], "inside"),
    ("my", &["self"], "myself"),
];

/// Mends `tokens`, which `reader` made.
pub(super) fn small_words(reader: &mut Reader, tokens: &mut Vec<Token>) {
    let mut at = 0;
    while at < tokens.len() {
        if let Some(word) = joined(reader, tokens, at) {
            put(reader, &mut tokens[at], &word);
            tokens[at].last = tokens[at + 1].last;
            tokens[at].after = tokens[at + 1].after;
            tokens.remove(at + 1);
        }
        if let Some((word, guessed)) = meant(reader, tokens, at) {
            put(reader, &mut tokens[at], word);
            tokens[at].guessed |= guessed;
        }
        at += 1;
    }
}

fn put(reader: &mut Reader, token: &mut Token, word: &str) {
    let form = reader.form(word);
    let known = &reader.forms[form as usize];
    (token.form, token.stem, token.tags) = (form, known.stem, known.tags);
    token.num = Num::of_word(word);
}

/// The one word that the tokens at `at` and behind it are.
fn joined(reader: &Reader, tokens: &[Token], at: usize) -> Option<String> {
    let (left, right) = (tokens[at], *tokens.get(at + 1)?);
    if right.before != Break::None || left.possessive {
        return None;
    }
    let text = |token: Token| reader.forms[token.form as usize].text.as_str();
    let (first, second) = (text(left), text(right));
    let then = tokens.get(at + 2).filter(|next| next.before == Break::None);
    let known = APART
        .iter()
        .find(|(head, tails, _)| *head == first && tails.contains(&second));
    if let Some((_, _, whole)) = known {
        // "It went with out of date keys".
        let of = then.is_some_and(|next| text(*next) == "of");
        return (*whole != "without" || !of).then(|| (*whole).to_owned());
    }
    let gerund = then.is_some_and(|next| next.tags & tags::ING != 0);
    if (first, second) == ("be", "for") && gerund {
        return Some("before".to_owned());
    }
    // "A lert": the second half is no word, and the two are one.
    let broken = first == "a" && right.tags == 0 && right.num == Num::None && second.len() >= 3;
    let whole = format!("{first}{second}");
    (broken && crate::signals::words::speech(&whole).is_some()).then_some(whole)
}

/// The word that was meant by the one at `at`, and whether that is a guess.
fn meant(reader: &Reader, tokens: &[Token], at: usize) -> Option<(&'static str, bool)> {
    let text = |at: usize| {
        let token = tokens.get(at)?;
        Some(reader.forms[token.form as usize].text.as_str())
    };
    let is = |at: usize, words: &[&str]| text(at).is_some_and(|text| words.contains(&text));
    let has = |at: usize, tags: tags::Tags| tokens.get(at).is_some_and(|t| t.tags & tags != 0);
    let before = at.wrapping_sub(1);
    let close = tokens
        .get(at + 1)
        .is_some_and(|next| next.before == Break::None);
    let matter = at + 1 < tokens.len() && !has(at + 1, tags::SMALL | tags::ADVERB | tags::TIME);
    let number = |at: usize| tokens.get(at).is_some_and(|token| token.num != Num::None);
    let plural = |at: usize| text(at).is_some_and(|text| text.ends_with('s'));
    match text(at)? {
        "of" if is(before, &["would", "could", "should", "might", "must"]) => Some(("have", false)),
        "when" if close && has(before, tags::NOUN) && is(at + 1, &["to", "from", "down", "up"]) => {
            Some(("went", false))
        }
        "weak" if is(before, &["per", "each", "every"]) => Some(("week", false)),
        "weak" if is(before, &["a"]) && (!close || has(at + 1, tags::SMALL)) => {
            Some(("week", false))
        }
        "knot" => Some(("not", true)),
        "know" if close && is(at + 1, &["body"]) => Some(("no", true)),
        "know" if close && matter && !knower(tokens, at) => Some(("no", true)),
        "now"
            if close
                && matter
                && has(at + 1, tags::NOUN)
                && !plural(at + 1)
                && !number(at + 1)
                && has(before, tags::BE | tags::HAVE) =>
        {
            Some(("no", true))
        }
        "eye" if close && has(at + 1, tags::PAST) && opens(tokens, at) => Some(("i", true)),
        "for" if close && is(at + 1, &["point"]) && number(at + 2) => Some(("four", true)),
        "won"
            if close
                && is(
                    at + 1,
                    &["second", "minute", "hour", "day", "week", "month"],
                ) =>
        {
            Some(("one", true))
        }
        "too" if close && has(at + 1, tags::TIME) && plural(at + 1) => Some(("two", true)),
        _ => None,
    }
}

/// Whether a clause may begin at `at`.
fn opens(tokens: &[Token], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    let joins = tags::AND | tags::BUT | tags::ADVERB;
    tokens[at].before != Break::None || before.is_none_or(|token| token.tags & joins != 0)
}

/// Whether somebody stands before `at` who can know, or what asks for a verb: "I know", "to know".
fn knower(tokens: &[Token], at: usize) -> bool {
    let asks = tags::SUBJECT
        | tags::YOU
        | tags::WHO
        | tags::SOMEBODY
        | tags::NOBODY
        | tags::AGENT
        | tags::DO
        | tags::WOULD
        | tags::WILL
        | tags::CAN
        | tags::NOT
        | tags::ADVERB
        | tags::PREPOSITION;
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    before.is_some_and(|token| token.tags & asks != 0 && tokens[at].before == Break::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of `text`, a guessed one with a question mark.
    fn mended(text: &str) -> String {
        let mut reader = Reader::default();
        let tokens = reader.tokens(text.split(' '));
        let words = tokens.iter().map(|token| {
            let form = &reader.known(token.form).unwrap().text;
            format!("{form}{}", if token.guessed { "?" } else { "" })
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_belongs_together_is_one_word() {
        for (text, whole) in [
            ("no body asked", "nobody asked"),
            ("with out changing it", "without changing it"),
            ("measure be for blaming", "measure before blaming"),
            ("no a lert", "no alert"),
            ("i should of asked", "i should have asked"),
            ("8 dollars per weak", "8 dollars per week"),
        ] {
            assert_eq!(mended(text), whole);
        }
    }

    #[test]
    fn what_stands_as_it_should_is_left_alone() {
        for text in [
            "i know alerts",
            "it went with out of date keys",
            "that would be for him",
            "it was a weak spot",
            "my eye fell on it",
            "there are now four teams",
        ] {
            assert_eq!(mended(text), text);
        }
    }

    #[test]
    fn a_negator_a_number_or_an_i_is_only_guessed() {
        for (text, guess) in [
            ("there was know alert", "there was no? alert"),
            ("it was knot mine", "it was not? mine"),
            ("for point two seconds", "four? point two seconds"),
            ("in too weeks", "in two? weeks"),
            ("eye shadowed them", "i? shadowed them"),
        ] {
            assert_eq!(mended(text), guess);
        }
    }
}
