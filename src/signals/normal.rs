//! Words as heard, made canonical: one token for each unit of meaning, with its way back to the words.
//!
//! Case, punctuation and contractions are gone, and every token knows its stem. A token never decides anything.

use rust_stemmers::{Algorithm, Stemmer};

/// A canonical word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The stem that words of one family share.
    pub stem: String,
    /// Index of the word that it comes from; a contraction gives two tokens with the same index.
    pub word: usize,
}

/// The tokens of `words`, in order.
#[must_use]
pub fn tokens<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<Token> {
    let stemmer = Stemmer::create(Algorithm::English);
    let mut tokens = Vec::new();
    for (word, text) in words.into_iter().enumerate() {
        for part in text.split(['-', '\u{2011}', '/']) {
            for stem in parts(part) {
                tokens.push(Token {
                    stem: stemmer.stem(&stem).into_owned(),
                    word,
                });
            }
        }
    }
    tokens
}

/// "Wasn't" gives "was" and "not"; "8,000." gives "8000".
fn parts(text: &str) -> Vec<String> {
    let plain: String = text
        .chars()
        .filter(|&c| c != ',')
        .map(|c| if c == '\u{2019}' { '\'' } else { c })
        .flat_map(char::to_lowercase)
        .collect();
    let plain = plain.trim_matches(|c: char| !c.is_alphanumeric() && c != '%' && c != '$');
    let parts = match plain.strip_suffix("n't") {
        Some("ca") => vec!["can", "not"],
        Some("wo") => vec!["will", "not"],
        Some(verb) => vec![verb, "not"],
        None => plain.split('\'').take(1).collect(),
    };
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contraction_gives_two_tokens_of_one_word() {
        let found = tokens(["It", "wasn't", "mine."]);
        let stems: Vec<_> = found.iter().map(|t| (t.stem.as_str(), t.word)).collect();
        assert_eq!(stems, [("it", 0), ("was", 1), ("not", 1), ("mine", 2)]);
    }
}
