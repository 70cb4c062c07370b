//! How words sound: the CMU dictionary (`assets/align-en`), and what can be told from it of words that it lacks.

use std::io::Read;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use flate2::read::GzDecoder;

use super::guess::spelled;
use super::{DamagedError, Phone, phone, spoken};

const PACKED: &[u8] = include_bytes!("../../assets/align-en/words.txt.gz");

/// How small words sound in a sentence, where the dictionary has only the form that they have alone. "I" matters most:
/// placed wrongly, it would pass for a word that nobody said.
const WEAK: [(&str, &[&str]); 6] = [
    ("i", &["AA"]),
    ("i", &["AH"]),
    ("i'm", &["AA", "M"]),
    ("i'd", &["AA", "D"]),
    ("my", &["M", "AA"]),
    ("our", &["AA", "R"]),
];

/// Pronunciations of about 125 000 English words.
pub struct Lexicon {
    text: String,
    /// Where each line begins, in the order of the words.
    lines: Vec<u32>,
}

impl Lexicon {
    /// The dictionary that is built into the program, unpacked at the first call.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn english() -> Result<&'static Self, DamagedError> {
        static LEXICON: OnceLock<Result<Lexicon, DamagedError>> = OnceLock::new();
        LEXICON
            .get_or_init(Self::load)
            .as_ref()
            .map_err(Clone::clone)
    }

    fn load() -> Result<Self, DamagedError> {
        let damaged = || DamagedError {
            part: "words.txt.gz",
        };
        let mut text = String::new();
        GzDecoder::new(PACKED)
            .read_to_string(&mut text)
            .map_err(|_| damaged())?;
        let mut lines = Vec::with_capacity(140_000);
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            lines.push(u32::try_from(at).map_err(|_| damaged())?);
            at += line.len();
        }
        Ok(Self { text, lines })
    }

    /// The ways to say what is written (a word or a few); an unknown sound when there is none.
    #[must_use]
    pub fn sounds(&self, written: &str) -> Vec<Vec<Phone>> {
        let mut ways = Vec::new();
        for reading in spoken::readings(written) {
            let mut partial: Vec<Vec<Phone>> = vec![Vec::new()];
            for word in &reading {
                let sounds = self.of_word(word);
                if sounds.is_empty() {
                    continue;
                }
                // A long reading takes each word's first way only: the rest would multiply.
                let most = if reading.len() > 2 { 1 } else { sounds.len() };
                partial = partial
                    .iter()
                    .flat_map(|head| {
                        let tails = sounds.iter().take(most);
                        tails.map(move |tail| [head.as_slice(), tail].concat())
                    })
                    .collect();
            }
            ways.extend(partial.into_iter().filter(|way| !way.is_empty()));
        }
        if ways.is_empty() {
            ways.push(vec![phone::UNKNOWN]);
        }
        ways
    }

    /// Whether every part of the written word is in the dictionary.
    #[must_use]
    pub fn knows(&self, written: &str) -> bool {
        let readings = spoken::readings(written);
        readings
            .iter()
            .any(|reading| reading.iter().all(|word| !self.known(word).is_empty()))
    }

    /// Every word that has as many sounds as `lengths` says, each way to say it apart.
    pub fn listed(
        &self,
        lengths: RangeInclusive<usize>,
    ) -> impl Iterator<Item = (&str, Vec<Phone>)> {
        let lines = self.text.lines();
        let fitting = lines.filter(move |line| lengths.contains(&line.matches(' ').count()));
        fitting.filter_map(|line| Some((line.split(' ').next()?, phones_of(line))))
    }

    /// The ways to say `word` (lower case, no punctuation but the apostrophe); a guess when it is unknown. Empty only
    /// when nothing in it can be said.
    fn of_word(&self, word: &str) -> Vec<Vec<Phone>> {
        let mut known = self.known(word);
        if !known.is_empty() {
            let weak = WEAK.iter().filter(|(written, _)| *written == word);
            known.extend(weak.map(|(_, sounds)| phone::all(sounds.iter().copied())));
            return known;
        }
        if let Some(joined) = self.derived(word) {
            return joined;
        }
        let guess = phone::all(spelled(word));
        if guess.is_empty() {
            Vec::new()
        } else {
            vec![guess]
        }
    }

    /// The ways to say `word` that the dictionary lists.
    fn known(&self, word: &str) -> Vec<Vec<Phone>> {
        let first = self.lines.partition_point(|at| self.word(*at) < word);
        self.lines[first..]
            .iter()
            .take_while(|at| self.word(**at) == word)
            .map(|at| phones_of(self.line(*at)))
            .collect()
    }

    fn line(&self, at: u32) -> &str {
        let rest = self.text.get(at as usize..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default()
    }

    fn word(&self, at: u32) -> &str {
        self.line(at).split(' ').next().unwrap_or_default()
    }

    /// A known stem with an ending, or two known words written as one: "webhooks" is "web" and "hooks".
    fn derived(&self, word: &str) -> Option<Vec<Vec<Phone>>> {
        for (ending, sound) in [
            ("'s", "Z"),
            ("s'", "Z"),
            ("s", "Z"),
            ("'d", "D"),
            ("'ll", "L"),
        ] {
            if let Some(stem) = word.strip_suffix(ending) {
                let mut ways = self.known(stem);
                if !ways.is_empty() {
                    ways.iter_mut()
                        .for_each(|way| way.extend(phone::find(sound)));
                    return Some(ways);
                }
            }
        }
        // The longest first part wins: "postmortem" is "post" and "mortem", not "pos" and "tmortem".
        let splits = word.char_indices().map(|(at, _)| at).filter(|at| *at >= 3);
        for at in splits.rev() {
            let (head, tail) = word.split_at(at);
            if tail.len() < 3 {
                continue;
            }
            let (heads, tails) = (self.known(head), self.known(tail));
            if let (Some(first), Some(second)) = (heads.first(), tails.first()) {
                return Some(vec![[first.as_slice(), second].concat()]);
            }
        }
        None
    }
}

/// The sounds in a line of the dictionary.
fn phones_of(line: &str) -> Vec<Phone> {
    phone::all(line.split(' ').skip(1))
}
