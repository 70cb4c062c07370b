//! How likely it is that a word as heard was another one as said.
//!
//! Two words sound alike when their phonetic codes agree or nearly do and their letters are not far apart. Short words,
//! numbers and negators are never forgiven; whoever asks takes care of the latter two.

use rapidfuzz::distance::osa;
use rphonetic::DoubleMetaphone;

/// The shortest word that may have been misheard, in letters.
pub const SHORTEST: usize = 5;

/// A word as it should have been heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    text: String,
    code: String,
}

/// How alike two words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// Close in letters or in sound, not both.
    Somewhat,
    /// Close in letters and in sound.
    Very,
}

impl Sound {
    /// What `text`, in lower case, sounds like; `None` when it is too short to be forgiven.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let long =
            text.chars().count() >= SHORTEST && text.chars().all(|c| c.is_ascii_alphabetic());
        long.then(|| Self {
            text: text.to_owned(),
            code: code(text),
        })
    }

    /// How much `heard`, in lower case and with sound code `heard_code`, is like this word. `real` says that it is a
    /// word by itself, which it takes more to doubt.
    #[must_use]
    pub fn like(&self, heard: &str, heard_code: &str, real: bool) -> Option<Alike> {
        let (long, short) = (
            self.text.len().max(heard.len()),
            self.text.len().min(heard.len()),
        );
        if short < SHORTEST - 1 || long - short > 3 || heard == self.text {
            return None;
        }
        // "Complete" and "incomplete" are opposites, however alike they sound.
        let (longer, shorter) = if self.text.len() > heard.len() {
            (self.text.as_str(), heard)
        } else {
            (heard, self.text.as_str())
        };
        if ["in", "un", "im", "dis", "mis", "non", "ir"]
            .iter()
            .any(|prefix| longer.strip_prefix(prefix) == Some(shorter))
            || ["inside", "outside"].contains(&heard)
        {
            return None;
        }
        let far = osa::distance(self.text.chars(), heard.chars());
        let sound = osa::distance(self.code.chars(), heard_code.chars());
        let letters = 1.0 - far as f64 / long as f64;
        let first = self.text.as_bytes().first() == heard.as_bytes().first();
        let one_code = sound == 0 && self.code.len() >= 2;
        if one_code && letters >= if real { 0.6 } else { 0.4 }
            || far == 1 && sound <= 1 && long >= 6 && first
            || far <= 2 && sound <= 1 && long >= 9
        {
            return Some(Alike::Very);
        }
        let near = one_code && letters >= 0.5
            || letters >= 0.7 && sound <= 1 && first
            || letters >= 0.72 && long >= 7 && sound <= 2;
        near.then_some(Alike::Somewhat)
    }
}

/// The phonetic code of `text`; empty for what is no plain word.
#[must_use]
pub fn code(text: &str) -> String {
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_alphabetic()) {
        return String::new();
    }
    DoubleMetaphone::new(Some(8))
        .double_metaphone(text)
        .primary()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(said: &str, heard: &str) -> Option<Alike> {
        Sound::of(said)?.like(
            heard,
            &code(heard),
            crate::signals::words::speech(heard).is_some(),
        )
    }

    #[test]
    fn what_a_recogniser_mishears_is_alike() {
        for (said, heard) in [
            ("webhook", "webbook"),
            ("traced", "traised"),
            ("submitted", "submited"),
            ("coded", "coated"),
            ("noticed", "notised"),
            ("wrote", "roat"),
            ("responsibility", "responseability"),
            ("missed", "misd"),
            ("abandonment", "abandonmint"),
        ] {
            assert_eq!(like(said, heard), Some(Alike::Very), "{said} {heard}");
        }
    }

    #[test]
    fn other_words_are_not_alike() {
        for (said, heard) in [
            ("traced", "deployed"),
            ("wrote", "read"),
            ("added", "moved"),
            ("ticket", "packet"),
            ("pulled", "called"),
            ("adopted", "rejected"),
            ("reproduced", "introduced"),
        ] {
            assert_ne!(like(said, heard), Some(Alike::Very), "{said} {heard}");
        }
    }

    #[test]
    fn short_words_are_never_forgiven() {
        assert!(Sound::of("pull").is_none());
    }
}
