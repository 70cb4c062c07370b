//! How words sound: the CMU dictionary, and a guess for words that are not in it.

use std::io::Read;
use std::ops::RangeInclusive;

use flate2::read::GzDecoder;

use super::AlignError;
use super::phones::{Phone, Phones};

const PACKED: &[u8] = include_bytes!("../../../assets/align-en/words.txt.gz");

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
    /// Unpacks the dictionary that is built into the program.
    ///
    /// # Errors
    /// When it is damaged.
    pub fn load() -> Result<Self, AlignError> {
        let damaged = || AlignError {
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

    /// The ways to say `word` (lower case, no punctuation but the apostrophe); a guess when it is unknown. Empty only
    /// when nothing in it can be said.
    #[must_use]
    pub fn sounds(&self, word: &str, phones: &Phones) -> Vec<Vec<Phone>> {
        let mut known = self.known(word, phones);
        if !known.is_empty() {
            let weak = WEAK.iter().filter(|(written, _)| *written == word);
            known.extend(weak.map(|(_, sounds)| {
                let sounds = sounds.iter();
                sounds.filter_map(|name| phones.find(name)).collect()
            }));
            return known;
        }
        if let Some(joined) = self.derived(word, phones) {
            return joined;
        }
        let guess: Vec<Phone> = spelled(word)
            .iter()
            .filter_map(|name| phones.find(name))
            .collect();
        if guess.is_empty() {
            Vec::new()
        } else {
            vec![guess]
        }
    }

    /// The ways to say `word` that the dictionary lists.
    #[must_use]
    pub fn known(&self, word: &str, phones: &Phones) -> Vec<Vec<Phone>> {
        let first = self.lines.partition_point(|at| self.word(*at) < word);
        self.lines[first..]
            .iter()
            .take_while(|at| self.word(**at) == word)
            .map(|at| phones_of(self.line(*at), phones))
            .collect()
    }

    /// Every word that has as many sounds as `lengths` says, each way to say it apart.
    pub fn listed(
        &self,
        lengths: RangeInclusive<usize>,
        phones: &Phones,
    ) -> impl Iterator<Item = (&str, Vec<Phone>)> {
        let lines = self.text.lines();
        let fitting = lines.filter(move |line| lengths.contains(&line.matches(' ').count()));
        fitting.filter_map(|line| Some((line.split(' ').next()?, phones_of(line, phones))))
    }

    fn line(&self, at: u32) -> &str {
        let rest = self.text.get(at as usize..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default()
    }

    fn word(&self, at: u32) -> &str {
        self.line(at).split(' ').next().unwrap_or_default()
    }

    /// A known stem with an ending, or two known words written as one: "webhooks" is "web" and "hooks".
    fn derived(&self, word: &str, phones: &Phones) -> Option<Vec<Vec<Phone>>> {
        for (ending, sound) in [
            ("'s", "Z"),
            ("s'", "Z"),
            ("s", "Z"),
            ("'d", "D"),
            ("'ll", "L"),
        ] {
            if let Some(stem) = word.strip_suffix(ending) {
                let mut ways = self.known(stem, phones);
                if !ways.is_empty() {
                    ways.iter_mut()
                        .for_each(|way| way.extend(phones.find(sound)));
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
            let (heads, tails) = (self.known(head, phones), self.known(tail, phones));
            if let (Some(first), Some(second)) = (heads.first(), tails.first()) {
                return Some(vec![[first.as_slice(), second].concat()]);
            }
        }
        None
    }
}

/// The sounds in a line of the dictionary.
fn phones_of(line: &str, phones: &Phones) -> Vec<Phone> {
    let sounds = line.split(' ').skip(1);
    sounds.filter_map(|name| phones.find(name)).collect()
}

/// A rough reading of a word by its letters: enough to find its place between its neighbours.
fn spelled(word: &str) -> Vec<&'static str> {
    const PAIRS: [(&str, &[&str]); 26] = [
        ("tion", &["SH", "AH", "N"]),
        ("igh", &["AY"]),
        ("tch", &["CH"]),
        ("ch", &["CH"]),
        ("sh", &["SH"]),
        ("th", &["TH"]),
        ("ph", &["F"]),
        ("wh", &["W"]),
        ("ck", &["K"]),
        ("ng", &["NG"]),
        ("qu", &["K", "W"]),
        ("kn", &["N"]),
        ("wr", &["R"]),
        ("ee", &["IY"]),
        ("ea", &["IY"]),
        ("oo", &["UW"]),
        ("ou", &["AW"]),
        ("ow", &["OW"]),
        ("oi", &["OY"]),
        ("oy", &["OY"]),
        ("ai", &["EY"]),
        ("ay", &["EY"]),
        ("au", &["AO"]),
        ("er", &["ER"]),
        ("ir", &["ER"]),
        ("ur", &["ER"]),
    ];
    let mut sounds = Vec::new();
    let mut rest = word;
    let mut before = '\0';
    while let Some(letter) = rest.chars().next() {
        if let Some((pair, reading)) = PAIRS.iter().find(|(pair, _)| rest.starts_with(pair)) {
            sounds.extend_from_slice(reading);
            rest = &rest[pair.len()..];
            before = '\0';
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        // Doubled letters sound once, and the "e" of an ending after a consonant not at all: "tape", "taped", "tapes".
        let ending = match rest {
            "" => true,
            "d" => !matches!(before, 't' | 'd'),
            "s" => !matches!(before, 's' | 'z' | 'x' | 'c' | 'g'),
            _ => false,
        };
        let silent = letter == before || (letter == 'e' && ending && !sounds.is_empty());
        if let Some(long) = long_vowel(letter, rest) {
            sounds.push(long);
        } else if !silent {
            sounds.extend_from_slice(letter_sound(letter, rest));
        }
        before = letter;
    }
    sounds
}

/// A vowel that is long because of an "e" behind the next consonant at the word's end: "tape", "roled".
fn long_vowel(letter: char, rest: &str) -> Option<&'static str> {
    let mut letters = rest.chars();
    let consonant = letters.next()?;
    let open = !"aeiouywx".contains(consonant) && matches!(letters.as_str(), "e" | "ed" | "es");
    match letter {
        'a' if open => Some("EY"),
        'i' if open => Some("AY"),
        'o' if open => Some("OW"),
        'u' if open => Some("UW"),
        _ => None,
    }
}

fn letter_sound(letter: char, rest: &str) -> &'static [&'static str] {
    let soft = rest.starts_with(['e', 'i', 'y']);
    match letter {
        'a' => &["AE"],
        'b' => &["B"],
        'c' if soft => &["S"],
        'c' | 'k' | 'q' => &["K"],
        'd' => &["D"],
        'e' => &["EH"],
        'f' => &["F"],
        'g' if soft => &["JH"],
        'g' => &["G"],
        'h' => &["HH"],
        'i' => &["IH"],
        'j' => &["JH"],
        'l' => &["L"],
        'm' => &["M"],
        'n' => &["N"],
        'o' => &["AA"],
        'p' => &["P"],
        'r' => &["R"],
        's' => &["S"],
        't' => &["T"],
        'u' => &["AH"],
        'v' => &["V"],
        'w' => &["W"],
        'x' => &["K", "S"],
        'y' if rest.is_empty() => &["IY"],
        'y' => &["Y"],
        'z' => &["Z"],
        _ => &[],
    }
}
