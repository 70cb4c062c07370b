//! Makes damaged copies of good input and runs a check on each. Everything follows from one seed: a failure prints
//! the command that makes the same input again.

use std::any::Any;
use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The seed of every run that does not choose another with `MUTATION_SEED`.
const SEED: u64 = 0x05EE_D0F5_0007;

/// What random choices are made with: SplitMix64.
pub struct Random(u64);

impl Random {
    /// Choices that follow from `seed` and `stream` alone.
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self(seed ^ stream.wrapping_mul(0xD605_BBB5_8C8A_BC03));
        random.next();
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 when that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % (bound.max(1) as u64)) as usize
    }

    /// One of `choices`.
    pub fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

/// A good input to make damaged ones from.
pub struct Original {
    /// What it is called in a failure's message.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What to damage, and how often.
pub struct Corpus<'a> {
    /// The good inputs. Each is used equally often, and stretches of one may be spliced into another.
    pub originals: &'a [Original],
    /// Words of this kind of file that may be put anywhere, such as the names of its fields or extreme numbers.
    pub words: &'a [&'a [u8]],
    /// The number of damaged inputs, unless `MUTATION_COUNT` says another.
    pub count: usize,
}

impl Corpus<'_> {
    /// Runs `check` on every damaged input; one that returns an error or panics has failed.
    ///
    /// # Panics
    /// When any has failed, with how to make the first of them again.
    pub fn each(&self, mut check: impl FnMut(&Original) -> Result<(), String>) {
        let seed = number("MUTATION_SEED").unwrap_or(SEED);
        let only = number("MUTATION_ONLY");
        let count = number("MUTATION_COUNT").unwrap_or(self.count as u64);
        let mut failures = Vec::new();
        for index in 0..count {
            if only.is_some_and(|only| only != index) {
                continue;
            }
            let (input, recipe) = self.input(seed, index);
            if let Err(why) = caught(|| check(&input)) {
                failures.push(format!(
                    "MUTATION_SEED={seed} MUTATION_ONLY={index}: {} {recipe}: {why}",
                    input.name
                ));
                if let Some(folder) = std::env::var_os("MUTATION_KEEP") {
                    let folder = std::path::PathBuf::from(folder);
                    std::fs::write(folder.join(format!("{index}-{}", input.name)), &input.bytes)
                        .unwrap();
                }
            }
        }
        assert!(
            failures.is_empty(),
            "{} of {count} inputs failed:\n{}",
            failures.len(),
            failures[..failures.len().min(20)].join("\n")
        );
    }

    /// The damaged input number `index` of `seed`, and what was done to it.
    fn input(&self, seed: u64, index: u64) -> (Original, String) {
        let original = &self.originals[index as usize % self.originals.len()];
        let mut random = Random::new(seed, index);
        let mut bytes = original.bytes.clone();
        let mut recipe = String::new();
        for _ in 0..=random.of(&[0, 0, 1, 2, 4]) {
            self.damage(&mut random, &mut bytes, &mut recipe);
        }
        let name = original.name.clone();
        (Original { name, bytes }, recipe)
    }

    fn damage(&self, random: &mut Random, bytes: &mut Vec<u8>, recipe: &mut String) {
        let at = place(random, bytes);
        let length = random.of(&[1, 2, 4, 16, 100, 1_000, 20_000]);
        let length = (1 + random.below(length)).min(bytes.len() - at);
        let done = match random.below(10) {
            0 | 1 if at < bytes.len() => {
                let bit = random.below(8);
                bytes[at] ^= 1 << bit;
                format!("flip bit {bit} at {at}")
            }
            2 | 3 => {
                let (name, value) = extreme(random);
                let end = (at + value.len()).min(bytes.len());
                bytes[at..end].copy_from_slice(&value[..end - at]);
                format!("write {name} at {at}")
            }
            4 => {
                bytes.truncate(at);
                format!("cut at {at}")
            }
            5 => {
                bytes.drain(at..at + length);
                format!("remove {length} at {at}")
            }
            6 => {
                let block = bytes[at..at + length].to_vec();
                let times = random.of(&[1, 1, 2, 20]);
                let to = place(random, bytes);
                bytes.splice(to..to, block.repeat(times));
                format!("copy {length} at {at} to {to}, {times} times")
            }
            7 => {
                let other = &self.originals[random.below(self.originals.len())];
                let from = place(random, &other.bytes);
                let length = length.min(other.bytes.len() - from);
                bytes.splice(at..at, other.bytes[from..from + length].to_vec());
                format!("insert {length} at {from} of {} at {at}", other.name)
            }
            8 if !self.words.is_empty() => {
                let word = random.of(self.words);
                let end = at + random.of(&[0, word.len()]).min(bytes.len() - at);
                bytes.splice(at..end, word.iter().copied());
                format!("put {:?} for {at}..{end}", String::from_utf8_lossy(word))
            }
            _ => {
                let value = random.of(&[0x00, 0xFF, 0x80, 0x20]);
                bytes[at..at + length].fill(value);
                format!("fill {length} at {at} with {value}")
            }
        };
        let comma = if recipe.is_empty() { "" } else { ", " };
        let _ = write!(recipe, "{comma}{done}");
    }
}

/// A place to damage: anywhere, near the start where headers are, or at the fields of a chunk with a name of four
/// letters, as RIFF, MP4, AIFF and CAF have them.
fn place(random: &mut Random, bytes: &[u8]) -> usize {
    let anywhere = random.below(bytes.len() + 1);
    match random.below(4) {
        0 => random.below(bytes.len().min(64) + 1),
        1 => random.below(bytes.len().min(1_000) + 1),
        2 => chunk_name_after(bytes, anywhere)
            .or_else(|| chunk_name_after(bytes, 0))
            .map_or(anywhere, |name| {
                (name + random.below(48)).saturating_sub(4).min(bytes.len())
            }),
        _ => anywhere,
    }
}

fn chunk_name_after(bytes: &[u8], from: usize) -> Option<usize> {
    let is_name = |name: &[u8]| {
        name.iter().all(u8::is_ascii_alphanumeric)
            || [b"fmt ", b"ID3\x03"].iter().any(|known| name == *known)
    };
    let end = bytes.len().min(from.saturating_add(20_000));
    (from..end.saturating_sub(4)).find(|&at| is_name(&bytes[at..at + 4]))
}

/// A value that readers tend to believe, and its name.
fn extreme(random: &mut Random) -> (String, Vec<u8>) {
    let number = random.of(&[
        0u64,
        1,
        2,
        0x7F,
        0xFF,
        0x7FFF,
        0xFFFF,
        0x7FFF_FFFF,
        0x8000_0000,
        0xFFFF_FFFF,
        0x0100_0000,
        u64::MAX,
        u64::MAX >> 1,
        f64::MAX.to_bits(),
        f64::NAN.to_bits(),
    ]);
    let float = random.of(&[
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        1e30,
        f32::MAX,
        1e-45,
    ]);
    match random.below(8) {
        0 => (
            format!("u16 {}", number as u16),
            (number as u16).to_le_bytes().to_vec(),
        ),
        1 => (
            format!("big u16 {}", number as u16),
            (number as u16).to_be_bytes().to_vec(),
        ),
        2 | 3 => (
            format!("u32 {}", number as u32),
            (number as u32).to_le_bytes().to_vec(),
        ),
        4 | 5 => (
            format!("big u32 {}", number as u32),
            (number as u32).to_be_bytes().to_vec(),
        ),
        6 => (format!("u64 {number}"), number.to_le_bytes().to_vec()),
        _ => (format!("f32 {float}"), float.to_le_bytes().to_vec()),
    }
}

fn caught(check: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|panic| Err(message(panic.as_ref())))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    format!("panicked: {}", text.unwrap_or("without a message"))
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable}={text} is no number")),
    )
}

#[test]
fn the_same_seed_makes_the_same_inputs_and_another_seed_makes_others() {
    let corpus = Corpus {
        originals: &[Original {
            name: "letters".to_owned(),
            bytes: (b'a'..=b'z').cycle().take(500).collect(),
        }],
        words: &[b"word"],
        count: 0,
    };
    let made = |seed| -> Vec<Vec<u8>> {
        (0..200)
            .map(|index| corpus.input(seed, index).0.bytes)
            .collect()
    };
    let (first, other) = (made(1), made(2));
    assert_eq!(first, made(1));
    let same = first.iter().zip(&other).filter(|(a, b)| a == b).count();
    assert!(same < 20, "{same} of 200 are the same");
}

#[test]
fn a_panic_and_an_error_are_failures_that_name_their_input() {
    let corpus = Corpus {
        originals: &[Original {
            name: "zeros".to_owned(),
            bytes: vec![0; 100],
        }],
        words: &[],
        count: 3,
    };
    let failed = caught(|| {
        corpus.each(|_| panic!("no such field"));
        Ok(())
    });
    let text = failed.unwrap_err();
    assert!(text.contains("MUTATION_ONLY=0: zeros"), "{text}");
    assert!(text.contains("panicked: no such field"), "{text}");
    let failed = caught(|| {
        corpus.each(|_| Err("took 16 GB".to_owned()));
        Ok(())
    });
    assert!(failed.unwrap_err().contains("took 16 GB"));
}
