//! Whether a silence between two words splits a clause, judged from the words beside it.
//!
//! The recogniser is given one stretch of speech at a time and tends to close each with a full stop, so punctuation
//! at a pause proves little: a word that cannot end a clause outweighs it. English only; for another language only
//! punctuation is read.

use crate::transcript::Word;

/// Words after which a clause must go on, whatever punctuation the recogniser wrote.
const NEVER_LAST: &[&str] = &[
    "a", "an", "and", "because", "but", "every", "from", "i", "if", "into", "its", "my", "nor",
    "of", "or", "our", "than", "the", "their", "they", "we", "whose", "your",
];

/// Words after which a clause goes on unless a full stop was heard: auxiliaries, prepositions, subjects.
const SELDOM_LAST: &[&str] = &[
    "about", "am", "are", "as", "at", "be", "been", "between", "by", "can", "could", "did", "do",
    "does", "for", "had", "has", "have", "he", "in", "is", "may", "might", "must", "on", "she",
    "should", "so", "some", "that", "these", "this", "those", "through", "to", "was", "were",
    "when", "where", "which", "while", "who", "will", "with", "without", "would",
];

/// Words with which a new clause begins.
const OPENS: &[&str] = &[
    "after", "also", "although", "and", "as", "because", "before", "but", "finally", "first", "he",
    "i", "if", "it", "next", "once", "or", "she", "since", "so", "that", "then", "there", "they",
    "this", "though", "unless", "until", "we", "what", "when", "where", "which", "while", "who",
    "why", "you",
];

/// A word in lower case without the punctuation around it.
#[must_use]
pub fn bare(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

/// Whether the silence between `before` and `after` splits a clause. In doubt it does not.
#[must_use]
pub fn splits(before: &Word, after: &Word, english: bool) -> bool {
    let last = before.text.trim_end_matches(['"', '\'', ')', '”', '’']);
    let trails_off = last.ends_with("...") || last.ends_with('…') || last.ends_with('-');
    let full_stop = !trails_off && last.ends_with(['.', '?', '!']);
    let comma = last.ends_with([',', ';', ':', '—', '–']);
    if !english {
        return !full_stop && !comma;
    }
    let (before, after) = (bare(&before.text), bare(&after.text));
    if NEVER_LAST.contains(&before.as_str()) {
        return true;
    }
    if full_stop {
        return false;
    }
    if SELDOM_LAST.contains(&before.as_str()) {
        return true;
    }
    !comma && !OPENS.contains(&after.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(before: &str, after: &str) -> bool {
        splits(&Word::written(before), &Word::written(after), true)
    }

    #[test]
    fn an_article_cannot_end_a_clause_even_before_a_full_stop() {
        for before in ["the", "the.", "of,", "my", "because...", "I"] {
            assert!(split(before, "Dead"), "{before}");
        }
    }

    #[test]
    fn a_sentence_may_end_in_an_auxiliary_or_a_particle() {
        assert!(!split("was.", "Then"));
        assert!(!split("on.", "I"));
        assert!(split("was", "dropping"));
        assert!(split("to,", "act"));
    }

    #[test]
    fn between_clauses_a_pause_is_in_place() {
        assert!(!split("logs.", "Then"));
        assert!(!split("logs,", "traced"));
        assert!(!split("logs", "and"));
        assert!(!split("fix", "I"));
    }

    #[test]
    fn inside_a_clause_it_is_not() {
        assert!(split("delivery", "logs"));
        assert!(split("race...", "condition"));
        assert!(split("pull-", "request"));
    }

    #[test]
    fn another_language_is_judged_by_its_punctuation_alone() {
        assert!(!splits(
            &Word::written("ich."),
            &Word::written("Dann"),
            false
        ));
        assert!(splits(
            &Word::written("der"),
            &Word::written("Dienst"),
            false
        ));
    }
}
