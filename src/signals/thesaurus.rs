//! What may stand for what: the field's synonyms, read from `phrases.toml`.
//!
//! The file is one for all scenarios. Its phrases are written in the language of signals and parsed when a signal asks
//! for them, so that a checker pays only for what it uses.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::normal::pieces_of;
use super::tags;
use super::words::Grammar;

const PHRASES: &str = include_str!("phrases.toml");

/// What makes another verb of a verb: "throw out".
const PARTICLES: [&str; 6] = ["out", "off", "up", "down", "away", "through"];

/// One meaning and the ways of saying it.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What a label says; each may stand for the others.
    pub means: Vec<String>,
    /// Further ways, as patterns.
    #[serde(default)]
    pub say: Vec<String>,
    /// Ways that count only with an object that the story speaks of.
    #[serde(default)]
    pub loose: Vec<String>,
    /// Whole ways of saying "I" and this verb, without "I" as the subject.
    #[serde(default)]
    pub also: Vec<String>,
    /// Idioms in which the word means something else.
    #[serde(default)]
    pub not: Vec<String>,
    /// Ways that come close.
    #[serde(default)]
    pub near: Vec<String>,
    /// Ways of saying the opposite.
    #[serde(default)]
    pub denied: Vec<String>,
    /// What takes a match back where it stands over it.
    #[serde(default)]
    pub never: Vec<String>,
    /// Whether it is a thing and not a deed.
    #[serde(default)]
    pub thing: bool,
    /// Whether it is only a line of words, so that its own words may be said in other ways, too.
    #[serde(skip)]
    pub plain: bool,
    /// Whether the words of the line mean each other, so that each may be what a label says.
    #[serde(skip)]
    pub turns: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    word: Vec<Entry>,
    phrase: Vec<Entry>,
    everyday: Words,
    desk: Words,
    generic: Words,
    figures: Figures,
    alike: Alike,
}

/// Lines of turns in which an everyday thing stands for something else.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    turns: String,
}

/// Lines of words: the first may be said with any of the others.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Alike {
    things: String,
    states: String,
    deeds: String,
}

impl Alike {
    fn entries(&self) -> impl Iterator<Item = Entry> {
        let things = self.things.lines().map(|line| (line, true, false));
        let states = self.states.lines().map(|line| (line, true, true));
        let deeds = self.deeds.lines().map(|line| (line, false, true));
        let lines = things.chain(states).chain(deeds);
        lines.filter_map(|(line, thing, turns)| {
            let mut words = line.split(", ").map(str::to_owned);
            let head = words.next()?;
            let words = (!head.is_empty() && !head.starts_with('#')).then_some(words)?;
            Some(Entry {
                means: vec![head],
                say: words.collect(),
                thing,
                plain: true,
                turns,
                ..Entry::default()
            })
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: String,
}

/// The synonyms, ready to look up.
#[derive(Debug, Default)]
pub struct Thesaurus {
    words: Vec<Entry>,
    phrases: Vec<Entry>,
    by_key: HashMap<String, Vec<usize>>,
    phrase_by_key: HashMap<String, usize>,
    everyday: Vec<String>,
    desk: Vec<String>,
    generic: Vec<String>,
    figures: Vec<Vec<String>>,
    longest: usize,
}

static SHARED: LazyLock<Thesaurus> = LazyLock::new(|| Thesaurus::read(PHRASES).unwrap_or_default());

impl Thesaurus {
    /// The synonyms that the program ships.
    #[must_use]
    pub fn shared() -> &'static Self {
        &SHARED
    }

    fn read(source: &str) -> Result<Self, toml::de::Error> {
        let mut file: File = toml::from_str(source)?;
        file.word.extend(file.alike.entries());
        let mut made = Self::default();
        for (index, entry) in file.word.iter().enumerate() {
            for head in &entry.means {
                let key = key(head);
                made.longest = made.longest.max(key.split(' ').count());
                made.by_key.entry(key).or_default().push(index);
            }
        }
        made.turn_lines(&mut file.word);
        for (index, entry) in file.phrase.iter().enumerate() {
            for head in &entry.means {
                made.phrase_by_key.insert(key(head), index);
            }
        }
        let grammar = Grammar::shared();
        let stems = |list: &str| {
            list.split_whitespace()
                .map(|word| grammar.stem(word))
                .collect()
        };
        made.everyday = file
            .everyday
            .words
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        made.desk = file
            .desk
            .words
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        made.generic = stems(&file.generic.words);
        let turns = file.figures.turns.lines();
        made.figures = turns
            .map(|line| line.split_whitespace().map(str::to_owned).collect())
            .collect();
        made.words = file.word;
        made.phrases = file.phrase;
        Ok(made)
    }

    /// A word that only stands further back in lines of words means what those lines mean: "overdue" is "late", too.
    fn turn_lines(&mut self, words: &mut Vec<Entry>) {
        let mut turned: HashMap<String, Entry> = HashMap::new();
        for entry in words.iter().filter(|entry| entry.turns) {
            // "Drop by" is a visit, and "dropped by 20%" none.
            let one = |member: &&String| {
                let words: Vec<&str> = member.split(' ').collect();
                match words[..] {
                    [_] => true,
                    [_, particle] if !entry.thing => PARTICLES.contains(&particle),
                    _ => entry.thing && !member.contains(".."),
                }
            };
            let members = entry.say.iter().filter(one);
            for member in members {
                let key = key(member);
                if key.is_empty() || self.by_key.contains_key(&key) {
                    continue;
                }
                let siblings =
                    (entry.means.iter().chain(&entry.say)).filter(|word| *word != member);
                let known = turned.entry(key).or_insert_with(|| Entry {
                    means: vec![member.clone()],
                    thing: entry.thing,
                    plain: true,
                    ..Entry::default()
                });
                if known.thing == entry.thing {
                    known.say.extend(siblings.cloned());
                }
            }
        }
        for (key, entry) in turned {
            self.longest = self.longest.max(key.split(' ').count());
            self.by_key.entry(key).or_default().push(words.len());
            words.push(entry);
        }
    }

    /// The meanings of a word or of a few words: as a deed, or as a thing, where the file knows it as one.
    #[must_use]
    pub fn entries(&self, words: &str, deed: bool) -> Vec<&Entry> {
        let found = self.by_key.get(&key(words)).into_iter().flatten();
        let all: Vec<&Entry> = found.filter_map(|&index| self.words.get(index)).collect();
        let fitting: Vec<&Entry> = all
            .iter()
            .copied()
            .filter(|entry| entry.thing != deed)
            .collect();
        if fitting.is_empty() { all } else { fitting }
    }

    /// The meaning of a whole label.
    #[must_use]
    pub fn phrase(&self, label: &str) -> Option<&Entry> {
        let index = self.phrase_by_key.get(&key(label))?;
        self.phrases.get(*index)
    }

    /// Whether `words` name a meaning.
    #[must_use]
    pub fn knows(&self, words: &str) -> bool {
        self.by_key.contains_key(&key(words))
    }

    /// How many words the longest name of a meaning has.
    #[must_use]
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Things that belong to daily life and to hardly any story of work.
    #[must_use]
    pub fn everyday(&self) -> &[String] {
        &self.everyday
    }

    /// Turns in which an everyday thing stands for something else: "a piece of the puzzle".
    #[must_use]
    pub fn figures(&self) -> &[Vec<String>] {
        &self.figures
    }

    /// Things of any office that a deed of the story is hardly done to.
    #[must_use]
    pub fn desk(&self) -> &[String] {
        &self.desk
    }

    /// Stems of words that a label may hold and a speaker may leave out.
    #[must_use]
    pub fn generic(&self) -> &[String] {
        &self.generic
    }
}

/// What stays the same in every way of writing `words`: stems without articles.
#[must_use]
fn key(words: &str) -> String {
    let grammar = Grammar::shared();
    let mut stems = Vec::new();
    for word in words.split_whitespace() {
        let trimmed = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%' && c != '$');
        for piece in pieces_of(trimmed) {
            let article = matches!(piece.text.as_str(), "a" | "an" | "the");
            let helps = grammar.tags(&piece.text) & tags::HAVE != 0 && piece.text == "had";
            if !article && !helps {
                stems.push(grammar.stem(&piece.text));
            }
        }
    }
    stems.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::parse;

    #[test]
    fn every_phrase_of_the_shipped_file_parses() {
        let thesaurus = Thesaurus::read(PHRASES).unwrap();
        let mut wrong = Vec::new();
        for entry in thesaurus.words.iter().chain(&thesaurus.phrases) {
            assert!(!entry.means.is_empty());
            let lists = [
                &entry.say,
                &entry.loose,
                &entry.also,
                &entry.not,
                &entry.near,
                &entry.denied,
                &entry.never,
            ];
            for source in lists.into_iter().flatten() {
                if let Err(error) = parse::pattern(source) {
                    wrong.push(format!("{:?}, {source:?}: {error}", entry.means));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn every_common_word_has_one_line() {
        let file: File = toml::from_str(PHRASES).unwrap();
        for list in [&file.alike.things, &file.alike.states, &file.alike.deeds] {
            let lines = list.lines().filter(|line| !line.starts_with('#'));
            let mut heads: Vec<&str> = lines.filter_map(|line| line.split(", ").next()).collect();
            heads.sort_unstable();
            let twice = heads
                .windows(2)
                .find(|pair| pair[0] == pair[1] && !pair[0].is_empty());
            assert_eq!(twice, None);
        }
    }

    #[test]
    fn a_key_forgets_case_articles_and_endings() {
        assert_eq!(key("Nobody had asked"), key("nobody asked"));
        assert_eq!(key("a pull request"), key("Pull requests"));
    }
}
