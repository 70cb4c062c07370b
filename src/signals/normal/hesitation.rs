//! What a speaker says on the way to saying it: hesitations, repeats, and words that take something back.

use super::super::number::Num;
use super::super::tags;
use super::{Break, Reader, Token};

impl Reader {
    /// Takes out "um" and "you know", and marks where the speaker took something back.
    pub(super) fn drop_hesitations(&self, tokens: &mut Vec<Token>) {
        let texts: Vec<&str> = tokens
            .iter()
            .map(|t| self.forms[t.form as usize].text.as_str())
            .collect();
        let mut keep = vec![true; tokens.len()];
        let mut repairs = vec![false; tokens.len() + 1];
        let mut at = 0;
        while at < tokens.len() {
            let previous = at.checked_sub(1).map_or("", |index| texts[index]);
            let (length, repair) = hesitation(&texts[at..], previous, &tokens[at..]);
            keep[at..at + length].fill(false);
            if repair {
                repairs[at + length] = true;
            }
            at += length.max(1);
        }
        let mut before = Break::None;
        let mut repair = false;
        let mut out = Vec::with_capacity(tokens.len());
        for (index, token) in tokens.iter().enumerate() {
            repair |= repairs[index];
            before = before.max(token.before);
            if keep[index] {
                out.push(Token {
                    before,
                    repair,
                    ..*token
                });
                (before, repair) = (Break::None, false);
            }
        }
        *tokens = out;
    }
}

/// How many words from the start only hold the floor, and whether they take back what came before.
fn hesitation(texts: &[&str], previous: &str, tokens: &[Token]) -> (usize, bool) {
    if tokens[0].tags & tags::FILLER != 0 {
        return (1, false);
    }
    let kind = [
        "a", "this", "that", "what", "which", "some", "any", "every", "the", "same", "all", "of",
    ];
    match texts {
        ["you", "know", rest @ ..]
            if !["do", "did", "if", "as", "let", "don"].contains(&previous)
                && !matches!(
                    rest.first(),
                    Some(&("what" | "how" | "the" | "that" | "nothing" | "anything"))
                ) =>
        {
            (2, false)
        }
        ["i", "mean", ..] => (2, true),
        ["sort" | "kind", "of", ..] if !kind.contains(&previous) => (2, false),
        ["no" | "oh", "wait", ..]
        | ["no", "sorry", ..]
        | ["wait", "no", ..]
        | ["sorry", "no", ..]
        | ["scratch", "that", ..]
        | ["or", "rather", ..] => (2, true),
        ["what", "s", "it", "called", ..] => (4, false),
        ["what", "is", "it", "called", ..] => (4, false),
        ["sorry", ..] => (1, true),
        ["no", _, ..] if tokens[0].before == Break::Comma && tokens[1].before == Break::Comma => {
            (1, true)
        }
        // "I was like, no way": there it gives what was said.
        ["like", _, ..]
            if tokens[0].before == Break::None
                && ["was", "is", "am", "are", "were"].contains(&previous) =>
        {
            (0, false)
        }
        ["well" | "like" | "okay" | "ok" | "yeah", _, ..] if tokens[1].before == Break::Comma => {
            (1, false)
        }
        ["right", _, ..]
            if tokens[1].before == Break::Comma && tokens[0].before == Break::Comma =>
        {
            (1, false)
        }
        ["okay" | "ok" | "yeah", ..] => (1, false),
        _ => (0, false),
    }
}

/// "I was I was looking": of words said twice in a row, the first go. Numbers are never touched.
pub(super) fn drop_repeats(tokens: &mut Vec<Token>) {
    for length in [4, 3, 2, 1] {
        let mut at = 0;
        while at + 2 * length <= tokens.len() {
            let (first, second) = (
                &tokens[at..at + length],
                &tokens[at + length..at + 2 * length],
            );
            let same = first
                .iter()
                .zip(second)
                .all(|(a, b)| a.form == b.form && a.num == Num::None && b.before < Break::Stop);
            if same {
                let (before, repair) = (tokens[at].before, tokens[at].repair);
                tokens.drain(at..at + length);
                tokens[at].before = before;
                tokens[at].repair |= repair;
            } else {
                at += 1;
            }
        }
    }
}
