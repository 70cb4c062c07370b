//! Words by their phones, as the pronouncing dictionary has them, and which of many words are worth comparing.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Alike;
use crate::pronounce::edits::edits;
use crate::pronounce::{Lexicon, Phone, phone};

/// One way to say a word.
pub type Way = Box<[Phone]>;

/// The farthest, as a part of the longer's phones, that two ways to say something are very much alike; and the farthest
/// that they are somewhat alike. To hear one vowel for another is half an edit or less: "ticket" and "tick it" are 0.05
/// apart.
const VERY: f32 = 0.15;
const SOMEWHAT: f32 = 0.26;

/// With fewer phones one slip makes another word.
const LONG: usize = 5;

/// Consonants that are taken for each other.
const GROUPS: [&[&str]; 9] = [
    &["P", "B"],
    &["T", "D"],
    &["K", "G"],
    &["F", "V"],
    &["S", "Z"],
    &["SH", "ZH", "CH", "JH"],
    &["TH", "DH"],
    &["M", "N", "NG"],
    &["R", "ER"],
];

/// Phones that are hard to tell apart: half the cost of others of their kind.
const CLOSE: [&[&str]; 9] = [
    &["P", "B"],
    &["T", "D"],
    &["K", "G"],
    &["F", "V"],
    &["S", "Z"],
    &["TH", "DH"],
    &["AA", "AO", "AH"],
    &["IH", "IY", "EH", "AH"],
    &["UH", "UW", "AH"],
];

/// What phones are for a listener, by their index.
static PHONES: LazyLock<Vec<Heard>> = LazyLock::new(|| (0..=Phone::MAX).map(Heard::of).collect());

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Vowel,
    /// A consonant, by its group or by itself.
    Consonant(u8),
}

#[derive(Debug, Clone, Copy)]
struct Heard {
    kind: Kind,
    /// One bit for each of [`CLOSE`] that it belongs to.
    close: u16,
}

impl Heard {
    fn of(phone: Phone) -> Self {
        let name = phone::name(phone);
        let within = |group: &&[&str]| group.contains(&name);
        let group = GROUPS.iter().position(within);
        let kind = match group.and_then(|group| u8::try_from(group).ok()) {
            Some(group) => Kind::Consonant(Phone::MAX - group),
            None if phone::is_vowel(phone) => Kind::Vowel,
            None => Kind::Consonant(phone),
        };
        let bit = |(at, group): (usize, &&[&str])| u16::from(within(group)) << at;
        let close = CLOSE.iter().enumerate().map(bit).sum();
        Self { kind, close }
    }
}

/// The ways to say `text`, a word or a few; none when the dictionary cannot be read.
pub(super) fn ways(text: &str) -> Vec<Way> {
    let Ok(lexicon) = Lexicon::english() else {
        return Vec::new();
    };
    let ways = lexicon.sounds(text).into_iter();
    ways.map(Vec::into_boxed_slice).collect()
}

/// How alike the nearest ways to say two things are.
pub(super) fn nearest(these: &[Way], those: &[Way]) -> Option<Alike> {
    let pairs = these.iter().flat_map(|a| those.iter().map(move |b| (a, b)));
    pairs.filter_map(|(a, b)| alike(a, b)).max()
}

fn alike(a: &[Phone], b: &[Phone]) -> Option<Alike> {
    let longest = a.len().max(b.len());
    let far = edits(a, b, unlike) / longest.max(1) as f32;
    if longest < 2 || far > SOMEWHAT {
        None
    } else if far == 0.0 {
        Some(Alike::Same)
    } else if far <= VERY && longest >= LONG {
        Some(Alike::Very)
    } else {
        Some(Alike::Somewhat)
    }
}

/// What it costs to take one phone for another.
fn unlike(a: Phone, b: Phone) -> f32 {
    let (Some(one), Some(other)) = (PHONES.get(usize::from(a)), PHONES.get(usize::from(b))) else {
        return 1.0;
    };
    if a == b {
        0.0
    } else if one.close & other.close != 0 {
        0.25
    } else if one.kind == other.kind {
        0.5
    } else {
        1.0
    }
}

/// Finds the sounds that are worth comparing with one that was heard: those whose consonants are the same, or all but
/// one on either side.
#[derive(Debug, Default)]
pub struct Echoes {
    by_consonants: HashMap<Vec<u8>, Vec<u32>>,
}

impl Echoes {
    /// Remembers that `owner` is said in one of `ways`.
    pub fn add(&mut self, owner: u32, ways: &[Way]) {
        for key in ways.iter().flat_map(|way| keys(way)) {
            let owners = self.by_consonants.entry(key).or_default();
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
    }

    /// The owners of what may sound like one of `ways`, each once.
    #[must_use]
    pub fn of(&self, ways: &[Way]) -> Vec<u32> {
        let keys = ways.iter().flat_map(|way| keys(way));
        let mut owners: Vec<u32> = keys
            .filter_map(|key| self.by_consonants.get(&key))
            .flatten()
            .copied()
            .collect();
        owners.sort_unstable();
        owners.dedup();
        owners
    }
}

/// The consonants of `way`, and what is left when any one of them is left out.
fn keys(way: &[Phone]) -> Vec<Vec<u8>> {
    let consonants: Vec<u8> = way
        .iter()
        .filter_map(|phone| match PHONES.get(usize::from(*phone))?.kind {
            Kind::Consonant(group) => Some(group),
            Kind::Vowel => None,
        })
        .collect();
    let without = (0..consonants.len()).map(|left_out| {
        let mut rest = consonants.clone();
        rest.remove(left_out);
        rest
    });
    let mut keys: Vec<Vec<u8>> = without.filter(|key| !key.is_empty()).collect();
    keys.push(consonants);
    keys
}
