//! Words as heard, made canonical: tokens with a stem, a class and a number value, and the way back to the words.
//!
//! Case, punctuation, contractions, hyphens, hesitations, stutters and repeats are gone; letters spelled out are one
//! word again. A token decides nothing. Reading is remembered by word, since speech repeats its words.

mod hesitation;
mod mend;

use super::map::Map;
use super::number::{Num, pieces_of_number};
use super::tags::{self, Tags};
use super::words::Grammar;
use hesitation::drop_repeats;

/// What stood between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Break {
    /// Nothing.
    #[default]
    None,
    /// A comma, a dash, dots.
    Comma,
    /// The end of a sentence.
    Stop,
    /// The end of a question.
    Question,
}

/// A canonical word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Token {
    /// Index of the first word that it comes from.
    pub word: u32,
    /// Index of the last word that it comes from.
    pub last: u32,
    /// Number of its form in the [`Reader`].
    pub form: u32,
    /// Number of its stem in the [`Reader`].
    pub stem: u32,
    /// What it can be in a clause.
    pub tags: Tags,
    /// What it is worth as a part of a number.
    pub num: Num,
    /// What stood before it.
    pub before: Break,
    /// What stands after it, when it is the last.
    pub after: Break,
    /// Whether it began with a capital that no sentence asks for.
    pub name: bool,
    /// Whether "'s" followed.
    pub possessive: bool,
    /// Whether it stands between quotation marks.
    pub quoted: bool,
    /// Whether words that take something back ("sorry", "I mean", "no wait") stood before it.
    pub repair: bool,
    /// Whether it is a guess at what another word was heard for: "no" in "know alert".
    pub guessed: bool,
}

/// One part of a written word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) num: Num,
    pub(super) possessive: bool,
}

#[derive(Debug, Clone)]
struct Read {
    pieces: Vec<(u32, Num, bool)>,
    after: Break,
    capital: bool,
    opens: bool,
    closes: bool,
    cut: bool,
}

/// What a form is, known once and for all.
#[derive(Debug, Clone)]
pub struct Form {
    /// In lower case.
    pub text: String,
    /// Number of its stem.
    pub stem: u32,
    /// What it can be in a clause.
    pub tags: Tags,
}

/// Reads words into tokens and remembers every word that it has read.
#[derive(Debug, Default)]
pub struct Reader {
    read: Map<String, Read>,
    form_ids: Map<String, u32>,
    forms: Vec<Form>,
    stem_ids: Map<String, u32>,
}

impl Reader {
    /// The tokens of `words`, in order.
    pub fn tokens<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) -> Vec<Token> {
        let mut out: Vec<Token> = Vec::with_capacity(256);
        let (mut before, mut quoted) = (Break::None, false);
        let mut cuts: Vec<usize> = Vec::new();
        for (word, text) in words.into_iter().enumerate() {
            let word = u32::try_from(word).unwrap_or(u32::MAX);
            if !self.read.contains_key(text) {
                let read = self.read_word(text);
                self.read.insert(text.to_owned(), read);
            }
            let Some(read) = self.read.get(text) else {
                continue;
            };
            quoted |= read.opens;
            for (index, &(form, num, possessive)) in read.pieces.iter().enumerate() {
                let Form { stem, tags, .. } = self.forms[form as usize];
                out.push(Token {
                    word,
                    last: word,
                    form,
                    stem,
                    tags,
                    num,
                    before: if index == 0 { before } else { Break::None },
                    after: read.after,
                    name: read.capital && before < Break::Stop && word > 0,
                    possessive,
                    quoted,
                    repair: false,
                    guessed: false,
                });
                before = Break::None;
            }
            before = before.max(read.after);
            quoted &= !read.closes;
            if read.cut {
                cuts.push(out.len());
            }
        }
        self.drop_cut_words(&mut out, &cuts);
        mend::small_words(self, &mut out);
        self.join_letters(&mut out);
        self.drop_hesitations(&mut out);
        drop_repeats(&mut out);
        end_long_sentences(&mut out);
        out
    }

    /// The number of `form`'s stem; `form` in lower case and in one piece.
    pub fn stem_of(&mut self, form: &str) -> u32 {
        let id = self.form(form);
        self.forms[id as usize].stem
    }

    /// The number of `form`.
    pub fn form(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.form_ids.get(text) {
            return id;
        }
        let grammar = Grammar::shared();
        let stem = grammar.stem(text);
        let next = u32::try_from(self.stem_ids.len()).unwrap_or(u32::MAX);
        let stem = *self.stem_ids.entry(stem).or_insert(next);
        let id = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
        self.forms.push(Form {
            text: text.to_owned(),
            stem,
            tags: grammar.tags(text),
        });
        self.form_ids.insert(text.to_owned(), id);
        id
    }

    /// The number of the stem of `text`, in lower case, when some word with that stem was read.
    #[must_use]
    pub fn known_stem(&self, text: &str) -> Option<u32> {
        self.stem_ids.get(&Grammar::shared().stem(text)).copied()
    }

    /// Everything known about form number `id`.
    #[must_use]
    pub fn known(&self, id: u32) -> Option<&Form> {
        self.forms.get(id as usize)
    }

    /// How many different forms were read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether nothing was read yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    fn read_word(&mut self, text: &str) -> Read {
        let core = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%' && c != '$');
        let tail = &text[core.len()..];
        let core = core.trim_start_matches(|c: char| {
            !c.is_alphanumeric() && !matches!(c, '$' | '€' | '£' | '.' | '%')
        });
        let head = text.len() - tail.len() - core.len();
        let quotes = |part: &str| part.contains(['"', '\u{201c}', '\u{201d}', '\u{ab}', '\u{bb}']);
        let mut pieces = Vec::new();
        for piece in pieces_of(core) {
            pieces.push((self.form(&piece.text), piece.num, piece.possessive));
        }
        Read {
            capital: core.chars().next().is_some_and(char::is_uppercase),
            after: break_after(tail),
            opens: quotes(&text[..head]),
            closes: quotes(tail),
            cut: tail.starts_with(['-', '\u{2014}']) && !pieces.is_empty(),
            pieces,
        }
    }

    /// "Pul- pulled": a word that was cut off goes when the next one begins like it.
    fn drop_cut_words(&self, tokens: &mut Vec<Token>, cuts: &[usize]) {
        for &end in cuts.iter().rev() {
            let (Some(cut), Some(next)) = (tokens.get(end - 1), tokens.get(end)) else {
                continue;
            };
            let (cut, next) = (
                &self.forms[cut.form as usize],
                &self.forms[next.form as usize],
            );
            if next.text.starts_with(&cut.text) || cut.text.len() <= 2 {
                let before = tokens[end - 1].before;
                tokens[end].before = before;
                tokens.remove(end - 1);
            }
        }
    }

    /// "S L O" is one word, and so is "A P I". Needs two letters that are no words by themselves.
    fn join_letters(&mut self, tokens: &mut Vec<Token>) {
        let mut at = 0;
        while at < tokens.len() {
            let run = self.letters_from(tokens, at);
            if run < 2 {
                at += 1;
                continue;
            }
            let part = tokens[at..at + run].iter();
            let text: String = part
                .map(|t| self.forms[t.form as usize].text.as_str())
                .collect();
            let form = self.form(&text);
            let known = self.forms[form as usize].clone();
            let last = tokens[at + run - 1];
            let first = &mut tokens[at];
            (first.form, first.stem, first.tags) = (form, known.stem, known.tags);
            (first.last, first.possessive) = (last.last, last.possessive);
            tokens.drain(at + 1..at + run);
            at += 1;
        }
    }

    /// How many tokens from `at` on spell one word.
    fn letters_from(&self, tokens: &[Token], at: usize) -> usize {
        let letter = |t: &Token| {
            let text = &self.forms[t.form as usize].text;
            t.num == Num::None && text.len() == 1 && text.chars().all(char::is_alphabetic)
        };
        let word = |t: &Token| matches!(self.forms[t.form as usize].text.as_str(), "a" | "i");
        let mut run = tokens[at..]
            .iter()
            .enumerate()
            .take_while(|(n, t)| letter(t) && (*n == 0 || t.before < Break::Stop))
            .count();
        // "Plan B I wrote": an "I" at the end is the speaker, unless two letters stand before it.
        if run == 2 && word(&tokens[at + 1]) && self.forms[tokens[at + 1].form as usize].text == "i"
        {
            run = 1;
        }
        let strange = tokens[at..at + run].iter().filter(|t| !word(t)).count();
        let spelled =
            run >= 2 && (strange >= 2 || (strange == 1 && run >= 3) || (run == 2 && strange == 1));
        if spelled && !(run == 2 && word(&tokens[at])) {
            run
        } else {
            1
        }
    }
}
/// Nobody says more words in one sentence. Where a recogniser wrote no full stop for longer, one is put: what looks at
/// whole sentences would take hours over them.
const LONGEST_SENTENCE: usize = 250;

fn end_long_sentences(tokens: &mut [Token]) {
    let mut words = 0;
    for token in tokens {
        words += 1;
        if token.before >= Break::Stop {
            words = 1;
        } else if words > LONGEST_SENTENCE {
            token.before = Break::Stop;
            words = 1;
        }
    }
}

fn break_after(tail: &str) -> Break {
    if tail.contains('?') {
        Break::Question
    } else if tail.contains("...") || tail.contains('\u{2026}') {
        Break::Comma
    } else if tail.contains(['.', '!']) {
        Break::Stop
    } else if tail.contains([',', ';', ':', '\u{2014}', '\u{2013}', '-']) {
        Break::Comma
    } else {
        Break::None
    }
}

/// The parts of one written word: hyphens split, contractions written out, numbers taken apart.
pub(super) fn pieces_of(core: &str) -> Vec<Piece> {
    let plain: String = core
        .chars()
        .map(|c| {
            if matches!(c, '\u{2019}' | '\u{2bc}' | '`') {
                '\''
            } else {
                c
            }
        })
        .flat_map(char::to_lowercase)
        .collect();
    if let Some(pieces) = pieces_of_number(&plain) {
        return pieces;
    }
    let mut pieces = Vec::new();
    let parts = plain.split([
        '-', '/', '_', '.', '+', '&', '\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', ',', ':', ';',
    ]);
    for part in parts.filter(|part| !part.is_empty()) {
        word_pieces(part, &mut pieces);
    }
    pieces
}

/// One part without hyphens: a contraction gives several pieces.
fn word_pieces(part: &str, out: &mut Vec<Piece>) {
    let bare: String = part.chars().filter(|&c| c != '\'').collect();
    let grammar = Grammar::shared();
    if let Some(words) = grammar.contraction(&bare) {
        out.extend(words.iter().map(|word| piece(word)));
        return;
    }
    if let Some(verb) = part.strip_suffix("n't") {
        out.push(piece(verb));
        out.push(piece("not"));
        return;
    }
    let Some((head, tail)) = part.split_once('\'') else {
        out.push(piece(part));
        return;
    };
    let pronoun = grammar.tags(head)
        & (tags::SUBJECT
            | tags::IT
            | tags::THERE
            | tags::YOU
            | tags::WHO
            | tags::NOBODY
            | tags::SOMEBODY
            | tags::QUESTION)
        != 0;
    out.push(Piece {
        possessive: (tail == "s" && !pronoun) || tail.is_empty(),
        ..piece(head)
    });
    match tail {
        "re" => out.push(piece("are")),
        "m" => out.push(piece("am")),
        "s" if pronoun => out.push(piece("is")),
        "d've" => out.extend([piece("would"), piece("have")]),
        "" | "s" => {}
        // "I'd" is "I had" or "I would": the verb after it tells, see `clause.rs`.
        "d" => out.push(piece("'d")),
        "ve" => out.push(piece("have")),
        "ll" => out.push(piece("will")),
        other => out.push(piece(other)),
    }
}

pub(super) fn piece(text: &str) -> Piece {
    Piece {
        num: Num::of_word(text),
        text: text.to_owned(),
        possessive: false,
    }
}
