//! How likely it is that a word as heard was another one as said.
//!
//! Two words sound alike when they are said alike, by the pronouncing dictionary, or when their phonetic codes agree or
//! nearly do and their letters are not far apart. Numbers and negators are never forgiven; whoever asks takes care of
//! that.

mod phones;

use rapidfuzz::distance::osa;
use rphonetic::DoubleMetaphone;

pub use phones::{Echoes, Way};

/// The shortest word that may have been misheard by its letters.
pub const SHORTEST: usize = 5;

/// A word as it should have been heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    text: String,
    code: String,
    ways: Vec<Way>,
}

/// How alike two words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alike {
    /// Close in letters or in sound, not both.
    Somewhat,
    /// Close in letters and in sound.
    Very,
    /// Said in the same way.
    Same,
}

impl Sound {
    /// What `text`, in lower case, sounds like: one word or a few that may be one. `None` when it is no plain text.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let plain = |c: char| c.is_ascii_alphabetic() || c == ' ';
        if !text.chars().all(plain) || text.len() < 3 {
            return None;
        }
        let joined: String = text.split(' ').collect();
        Some(Self {
            code: code(&joined),
            ways: phones::ways(text),
            text: joined,
        })
    }

    /// How it is said, in as many ways as there are.
    #[must_use]
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// Whether it can have been heard as `heard`: another word, and not its opposite.
    fn may_be(&self, heard: &Self) -> bool {
        heard.text != self.text && !opposites(&self.text, &heard.text)
    }

    /// How much it is said like `heard`.
    #[must_use]
    pub fn sounds_like(&self, heard: &Self) -> Option<Alike> {
        if !self.may_be(heard) {
            return None;
        }
        phones::nearest(&self.ways, &heard.ways)
    }

    /// How much it looks like `heard` and agrees with it in a rough code of its sounds. `real` says that what was heard
    /// is a word by itself, which it takes more to doubt.
    #[must_use]
    pub fn looks_like(&self, heard: &Self, real: bool) -> Option<Alike> {
        if !self.may_be(heard) {
            return None;
        }
        let lengths = [self.text.len(), heard.text.len()];
        let [short, long] = [lengths[0].min(lengths[1]), lengths[0].max(lengths[1])];
        if self.text.len() < SHORTEST || short < SHORTEST - 1 || long - short > 3 {
            return None;
        }
        let far = osa::distance(self.text.chars(), heard.text.chars());
        let sound = osa::distance(self.code.chars(), heard.code.chars());
        let letters = 1.0 - far as f64 / long as f64;
        let first = self.text.as_bytes().first() == heard.text.as_bytes().first();
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

/// "Complete" and "incomplete" are opposites, however alike they sound.
fn opposites(one: &str, other: &str) -> bool {
    let (longer, shorter) = if one.len() > other.len() {
        (one, other)
    } else {
        (other, one)
    };
    ["in", "un", "im", "dis", "mis", "non", "ir"]
        .iter()
        .any(|prefix| longer.strip_prefix(prefix) == Some(shorter))
        || ["inside", "outside"].contains(&other)
}

/// The phonetic code of `text`; empty for what is no plain word.
fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    DoubleMetaphone::new(Some(8))
        .double_metaphone(text)
        .primary()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(said: &str, heard: &str) -> Option<Alike> {
        let real = crate::signals::words::speech(heard).is_some();
        Sound::of(said)?.looks_like(&Sound::of(heard)?, real)
    }

    fn sounds(said: &str, heard: &str) -> Option<Alike> {
        Sound::of(said)?.sounds_like(&Sound::of(heard)?)
    }

    #[test]
    fn what_a_recogniser_mishears_looks_alike() {
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
            assert_eq!(looks(said, heard), Some(Alike::Very), "{said} {heard}");
        }
    }

    #[test]
    fn other_words_do_not() {
        for (said, heard) in [
            ("traced", "deployed"),
            ("wrote", "read"),
            ("added", "moved"),
            ("ticket", "packet"),
            ("pulled", "called"),
            ("adopted", "rejected"),
            ("reproduced", "introduced"),
        ] {
            assert_ne!(looks(said, heard), Some(Alike::Very), "{said} {heard}");
            assert!(sounds(said, heard) < Some(Alike::Very), "{said} {heard}");
        }
    }

    #[test]
    fn what_is_said_in_the_same_way_is_the_same() {
        for (said, heard) in [
            ("week", "weak"),
            ("sale", "sail"),
            ("tail", "tale"),
            ("wrote", "rote"),
            ("load", "lode"),
            ("rolled", "roled"),
        ] {
            assert_eq!(sounds(said, heard), Some(Alike::Same), "{said} {heard}");
        }
    }

    #[test]
    fn what_was_taken_apart_sounds_like_the_whole() {
        for (said, heard) in [
            ("ticket", "tick it"),
            ("visibility", "viz ability"),
            ("provider", "prov eye der"),
        ] {
            assert!(sounds(said, heard) >= Some(Alike::Very), "{said} {heard}");
        }
    }

    #[test]
    fn a_short_word_is_only_somewhat_like_its_neighbours() {
        for (said, heard) in [
            ("team", "teen"),
            ("pull", "pool"),
            ("wrote", "road"),
            ("logs", "locks"),
        ] {
            assert_eq!(sounds(said, heard), Some(Alike::Somewhat), "{said} {heard}");
        }
        assert_eq!(sounds("complete", "incomplete"), None);
    }
}
