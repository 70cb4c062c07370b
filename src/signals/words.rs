//! What single English words are: their class in a clause, their stem, and whether they are words at all.
//!
//! The small words come from `grammar.toml`, the large vocabulary from `english.txt`. Both are part of the program; a
//! test reads them, so that a slip in them cannot ship.

mod list;
mod spelling;

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;

use super::tags::{self, Tags};
pub use list::speech;
use spelling::{american, regular_base, undouble, with_z, y_for_i};

const GRAMMAR: &str = include_str!("grammar.toml");

#[derive(Debug, Default, Deserialize)]
struct GrammarFile {
    class: HashMap<String, String>,
    word: HashMap<String, String>,
    verb: HashMap<String, String>,
    irregular: Forms,
    family: Forms,
    contraction: Forms,
}

#[derive(Debug, Default, Deserialize)]
struct Forms {
    forms: String,
}

/// The small words and the irregular ones, ready to look up.
#[derive(Debug, Default)]
pub struct Grammar {
    classes: HashMap<String, Tags>,
    words: HashMap<String, Tags>,
    verbs: HashMap<String, Tags>,
    base: HashMap<String, (String, Tags)>,
    past: HashMap<String, String>,
    family: HashMap<String, String>,
    contractions: HashMap<String, Vec<String>>,
}

static SHARED: LazyLock<Grammar> = LazyLock::new(|| Grammar::read(GRAMMAR).unwrap_or_default());

impl Grammar {
    /// The grammar that the program ships.
    #[must_use]
    pub fn shared() -> &'static Self {
        &SHARED
    }

    fn read(source: &str) -> Result<Self, toml::de::Error> {
        let file: GrammarFile = toml::from_str(source)?;
        let mut grammar = Self::default();
        let lists = [
            (&file.class, &mut grammar.classes),
            (&file.word, &mut grammar.words),
            (&file.verb, &mut grammar.verbs),
        ];
        for (list, known) in lists {
            for (name, words) in list {
                for word in words.split_whitespace() {
                    *known.entry(word.to_owned()).or_default() |= tags::named(name);
                }
            }
        }
        for line in file.irregular.forms.lines() {
            grammar.add_irregular(line);
        }
        for line in file.family.forms.lines() {
            let mut words = line.split_whitespace();
            if let Some(head) = words.next() {
                let families = words.map(|word| (word.to_owned(), head.to_owned()));
                grammar.family.extend(families);
            }
        }
        for line in file.contraction.forms.lines() {
            let mut words = line.split_whitespace().map(str::to_owned);
            if let Some(head) = words.next() {
                grammar.contractions.insert(head, words.collect());
            }
        }
        Ok(grammar)
    }

    fn add_irregular(&mut self, line: &str) {
        let mut words = line.split_whitespace();
        let Some(base) = words.next() else { return };
        let mut rest = words.peekable();
        // A verb that is written alone has one form for all: cost, read, put.
        let same = rest.peek().is_none() || rest.clone().all(|form| form.ends_with("ing"));
        let own = if same {
            tags::VERB | tags::PAST
        } else {
            tags::VERB
        };
        self.add_form(base, base, own);
        let forms: Vec<&str> = rest.clone().filter(|form| !form.ends_with("ing")).collect();
        let past = forms
            .iter()
            .find(|form| !form.ends_with('s'))
            .copied()
            .unwrap_or(base);
        let participle = forms.len() > 1;
        for form in &forms {
            self.past
                .entry((*form).to_owned())
                .or_insert_with(|| past.to_owned());
        }
        for form in rest {
            let tag = if form.ends_with("ing") {
                tags::ING
            } else if participle && form == past {
                tags::PAST | tags::SIMPLE_PAST
            } else {
                tags::PAST
            };
            self.add_form(form, base, tag);
        }
    }

    fn add_form(&mut self, form: &str, base: &str, tag: Tags) {
        let entry = (base.to_owned(), tag);
        self.base.entry(form.to_owned()).or_insert(entry);
    }

    /// The simple past of an irregular verb, from any of its forms: "wrote" for "written".
    #[must_use]
    pub fn past(&self, form: &str) -> Option<&str> {
        self.past.get(form).map(String::as_str)
    }

    /// The words that a contraction stands for, apostrophe left out.
    #[must_use]
    pub fn contraction(&self, form: &str) -> Option<&[String]> {
        self.contractions.get(form).map(Vec::as_slice)
    }

    /// What `form`, in lower case, can be in a clause.
    #[must_use]
    pub fn tags(&self, form: &str) -> Tags {
        let mut tags = self.classes.get(form).copied().unwrap_or_default();
        match self.base.get(form) {
            Some((base, tag)) => {
                tags |= *tag;
                tags |= self.classes.get(base).copied().unwrap_or_default() & tags::VERB_CLASSES;
            }
            None => tags |= regular(form, tags),
        }
        if tags & tags::VERB_S != 0
            && let Some(base) = form.strip_suffix('s')
        {
            tags |= self.classes.get(base).copied().unwrap_or_default() & tags::VERB_CLASSES;
        }
        if tags & (tags::PAST | tags::ING) != 0 {
            let base = self.classes.get(&regular_base(form)).copied();
            tags |= base.unwrap_or_default() & tags::VERB_CLASSES;
        }
        // What only ends like a past is no known word: "assked".
        if tags & !tags::PAST != 0 || self.base.contains_key(form) {
            tags |= tags::KNOWN;
        }
        if form.ends_with("ly") && form.len() > 4 && tags & (tags::PAST | tags::VERB) == 0 {
            tags |= tags::ADVERB;
        }
        let singular = form.strip_suffix('s').unwrap_or(form);
        let time = self.classes.get(singular).copied().unwrap_or_default() & tags::TIME;
        tags | time | self.listed(form, tags)
    }

    /// What the lists say of `form`, beside what it can be: its own entry, and that of the verb it is a form of.
    fn listed(&self, form: &str, tags: Tags) -> Tags {
        let own = self.words.get(form).copied().unwrap_or_default();
        let of = |verb: &str| self.verbs.get(verb).copied().unwrap_or_default();
        let verb = match self.base.get(form) {
            Some((base, _)) => of(base),
            None if tags & (tags::PAST | tags::ING) != 0 => of(&regular_base(form)),
            None if tags & tags::VERB_S != 0 => of(form.strip_suffix('s').unwrap_or(form)),
            None => of(form),
        };
        own | verb
    }

    /// The stem that all words of one family share.
    #[must_use]
    pub fn stem(&self, form: &str) -> String {
        let base = self.base.get(form).map_or(form, |(base, _)| base.as_str());
        let head = self.family.get(base).map_or(base, String::as_str);
        if head.chars().all(|c| c.is_ascii_digit()) {
            return head.to_owned();
        }
        american(&Stemmer::create(Algorithm::English).stem(&with_z(head)))
    }
}

/// Parts of speech that the big list and the ending of `form` give.
fn regular(form: &str, small: Tags) -> Tags {
    let mut tags = speech(form).unwrap_or(0);
    if small != 0 {
        // A small word's class is known; only that it can be a verb is news.
        tags &= tags::VERB | tags::KNOWN;
    }
    let verb = |stem: &str| speech(stem).is_some_and(|tags| tags & tags::VERB != 0);
    if let Some(stem) = form.strip_suffix("ed").filter(|stem| stem.len() >= 2) {
        let doubled = undouble(stem);
        let regular =
            verb(stem) || verb(&format!("{stem}e")) || verb(doubled) || verb(&y_for_i(stem));
        let known = regular || stem.len() >= 4;
        if known && speech(form).is_none_or(|own| own & tags::NOUN == 0) {
            tags |= tags::PAST;
            tags |= if regular { tags::KNOWN } else { 0 };
        }
    } else if let Some(stem) = form.strip_suffix("ing").filter(|stem| stem.len() >= 2) {
        let doubled = undouble(stem);
        if verb(stem) || verb(&format!("{stem}e")) || verb(doubled) {
            tags |= tags::ING | tags::KNOWN;
        }
    } else if let Some(stem) = form.strip_suffix('s').filter(|stem| stem.len() >= 2) {
        let base = speech(stem)
            .or_else(|| speech(stem.strip_suffix('e').unwrap_or(stem)))
            .or_else(|| speech(&y_for_i(stem.strip_suffix('e').unwrap_or(stem))));
        tags |= base.unwrap_or(0) & (tags::NOUN | tags::KNOWN | tags::EVERYDAY);
        if base.is_some_and(|tags| tags & tags::EVERYDAY != 0) {
            tags |= base.unwrap_or(0) & tags::MOSTLY_NOUN;
        }
        if base.is_some_and(|tags| tags & tags::VERB != 0) {
            tags |= tags::VERB_S;
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_grammar_reads() {
        Grammar::read(GRAMMAR).unwrap();
    }

    #[test]
    fn every_class_of_the_shipped_grammar_has_a_meaning() {
        let file: GrammarFile = toml::from_str(GRAMMAR).unwrap();
        let lists = [&file.class, &file.word, &file.verb];
        for name in lists.into_iter().flat_map(HashMap::keys) {
            assert_ne!(tags::named(name), 0, "no tag is named {name:?}");
        }
    }

    #[test]
    fn forms_of_one_word_share_a_stem() {
        let grammar = Grammar::shared();
        for group in [
            &["write", "wrote", "written", "writing"][..],
            &["trace", "traced", "tracing", "traces"],
            &["organise", "organized", "organising"],
            &["label", "labelled", "labels"],
            &["behaviour", "behavior"],
            &["coordinate", "coordinated", "coordination"],
            &["add", "added", "adding"],
            &["control", "controlled"],
            &["reproduce", "reproduced", "reproduction"],
        ] {
            let stems: Vec<String> = group.iter().map(|form| grammar.stem(form)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{stems:?}");
        }
    }

    #[test]
    fn a_past_form_is_told_from_a_noun_that_ends_like_one() {
        let grammar = Grammar::shared();
        assert_ne!(grammar.tags("traced") & tags::PAST, 0);
        assert_ne!(grammar.tags("wrote") & tags::PAST, 0);
        for noun in ["need", "speed", "seed", "hundred"] {
            assert_eq!(grammar.tags(noun) & tags::PAST, 0, "{noun}");
        }
    }
}
