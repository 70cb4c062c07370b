//! The words of common use with their parts of speech, from `english.txt`.

use crate::signals::tags::{self, Tags};

/// A word a line, sorted by bytes; behind it a letter for each part of speech, the most usual first.
const ENGLISH: &str = include_str!("../english.txt");

/// What `form` can be according to the big list; `None` when it is no word of common use.
#[must_use]
pub fn speech(form: &str) -> Option<Tags> {
    let bytes = ENGLISH.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = bytes[..middle].iter().rposition(|&b| b == b'\n');
        let start = start.map_or(0, |newline| newline + 1);
        let end = bytes[start..].iter().position(|&b| b == b'\n');
        let end = end.map_or(bytes.len(), |newline| start + newline);
        let line = ENGLISH.get(start..end)?;
        let (word, codes) = line.split_once(' ').unwrap_or((line, ""));
        match form.cmp(if line.starts_with('#') { "" } else { word }) {
            std::cmp::Ordering::Less => high = start,
            std::cmp::Ordering::Greater => low = end + 1,
            std::cmp::Ordering::Equal => return Some(coded(codes)),
        }
    }
    None
}

fn coded(codes: &str) -> Tags {
    let first = match codes.chars().next() {
        Some('a') => tags::MOSTLY_ADJ,
        Some('n') => tags::MOSTLY_NOUN,
        _ => 0,
    };
    codes.chars().fold(tags::KNOWN | first, |tags, code| {
        tags | match code {
            'n' => tags::NOUN,
            'v' => tags::VERB,
            'a' => tags::ADJ,
            'F' => tags::EVERYDAY,
            _ => 0,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_words_is_sorted_so_that_every_word_is_found() {
        let lines = ENGLISH.lines().filter(|line| !line.starts_with('#'));
        let words: Vec<&str> = lines.map(|line| line.split(' ').next().unwrap()).collect();
        assert!(words.is_sorted());
        assert!(words.iter().all(|word| speech(word).is_some()));
        assert_eq!(speech("reprodused"), None);
    }
}
