//! Patterns made ready for matching: words become terms, and every term knows the stems that begin it.
//!
//! A term is one thing to listen for: a word, or a meaning with all phrases that may stand for it. Terms are shared by
//! all patterns of a telling, so that a text is searched once for each and not once for each pattern.

mod forms;
mod order;

use order::begins_with_number;

use super::map::Map;
use super::normal::{Reader, pieces_of};
use super::number::Num;
use super::parse;
use super::pattern::{Node, NumberWish};
use super::sound::{Echoes, Sound};
use super::tags;
use super::thesaurus::Thesaurus;
use super::words::Grammar;

/// How deep a phrase of the thesaurus may ask for further meanings.
const DEPTH: usize = 3;

/// A pattern whose words are terms.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    /// A term, by number.
    Term(u32),
    /// A number.
    Number(NumberWish),
    /// Done by the speaker.
    Doer(Box<Tree>),
    /// Denied.
    No(Box<Tree>),
    /// In order.
    Sequence(Vec<Tree>),
    /// One of them.
    Either(Vec<Tree>),
    /// One of these terms, by number.
    OneOf(Vec<u32>),
    /// All of them.
    All(Vec<Tree>),
    /// Or nothing.
    Maybe(Box<Tree>),
    /// Words of any kind.
    Gap(usize),
}

/// A phrase that may stand for a term.
#[derive(Debug, Clone)]
pub struct Phrase {
    /// Its words.
    pub tree: Tree,
    /// Whether it needs an object of the story.
    pub loose: bool,
    /// For each of its words behind the first: the stems of which one must stand behind it in the sentence.
    pub needs: Vec<Vec<u32>>,
}

/// One thing to listen for.
#[derive(Debug, Clone, Default)]
pub struct Term {
    /// As asked for.
    pub text: String,
    /// Phrases of more than one word.
    pub phrases: Vec<Phrase>,
    /// What it sounds like.
    pub sounds: Vec<Sound>,
    /// Idioms that are something else.
    pub not: Vec<Tree>,
    /// The stems with which it may begin.
    pub first: Vec<u32>,
    /// How deep its phrases ask for other terms: those come first.
    pub rank: u32,
}

/// How a word came to stand for a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The word itself or a synonym.
    Said,
    /// A synonym that needs an object of the story.
    Loose,
    /// A word that is none, and sounds like it.
    Misheard,
    /// Another word that sounds like it.
    Confused,
    /// Another word that sounds somewhat like it.
    Doubtful,
}

/// All terms of a telling.
#[derive(Debug, Default)]
pub struct Terms {
    /// The terms, by number.
    pub all: Vec<Term>,
    by_name: Map<(char, String), u32>,
    /// For every stem, the terms that it is by itself.
    pub by_stem: Map<u32, Vec<(u32, How)>>,
    /// For every form, the terms that ask for it alone.
    pub by_form: Map<u32, Vec<u32>>,
    /// For every stem, the phrases that it may begin: term and index.
    pub starts: Map<u32, Vec<(u32, u32)>>,
    /// Phrases that may begin with a number: term and index.
    pub number_starts: Vec<(u32, u32)>,
    /// The terms by what they sound like.
    pub echoes: Echoes,
    /// For every stem, the idioms that it may begin.
    pub idioms: Map<u32, Vec<(u32, u32)>>,
}

impl Terms {
    /// Compiles `node`, adding the terms that it needs.
    pub fn tree(&mut self, reader: &mut Reader, node: &Node, depth: usize, deed: bool) -> Tree {
        let mut all = |terms: &mut Self, nodes: &[Node]| -> Vec<Tree> {
            nodes
                .iter()
                .map(|node| terms.tree(reader, node, depth, deed))
                .collect()
        };
        match node {
            Node::Sequence(nodes) => Tree::Sequence(all(self, nodes)),
            Node::Either(nodes) => either(all(self, nodes)),
            Node::All(nodes) => Tree::All(all(self, nodes)),
            Node::Word(word) => self.word(reader, word),
            Node::Exact(word) => Tree::Term(self.exact(reader, word)),
            Node::Like(words) => {
                let deed = deed || tells_deed(words);
                Tree::Term(self.like(reader, words, depth, deed))
            }
            Node::Name(words) => self.name(reader, words),
            Node::Number(wish) => Tree::Number(wish.clone()),
            Node::Doer(node) => Tree::Doer(Box::new(self.tree(reader, node, depth, true))),
            Node::No(node) => Tree::No(Box::new(self.tree(reader, node, depth, deed))),
            Node::Maybe(node) => Tree::Maybe(Box::new(self.tree(reader, node, depth, deed))),
            Node::Gap(words) => Tree::Gap(*words),
        }
    }

    fn named(&mut self, kind: char, name: &str) -> (u32, bool) {
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let id = *self.by_name.entry((kind, name.to_owned())).or_insert(next);
        let new = id == next;
        if new {
            self.all.push(Term {
                text: name.to_owned(),
                ..Term::default()
            });
        }
        (id, new)
    }

    /// A word of a pattern; hyphens and contractions make it a sequence.
    fn word(&mut self, reader: &mut Reader, word: &str) -> Tree {
        let pieces = pieces_of(word);
        let mut trees: Vec<Tree> = pieces
            .iter()
            .map(|piece| Tree::Term(self.single(reader, &piece.text)))
            .collect();
        if trees.len() == 1 {
            trees.remove(0)
        } else {
            Tree::Sequence(trees)
        }
    }

    /// The term of one plain word.
    fn single(&mut self, reader: &mut Reader, word: &str) -> u32 {
        let (id, new) = self.named('w', word);
        if new {
            self.add_stem(reader, id, word, How::Said);
            self.add_sound(id, word);
        }
        id
    }

    fn exact(&mut self, reader: &mut Reader, word: &str) -> u32 {
        let (id, new) = self.named('=', word);
        if new {
            let form = reader.form(word);
            self.by_form.entry(form).or_default().push(id);
            let stem = reader.stem_of(word);
            self.begins(id, stem);
        }
        id
    }

    fn add_stem(&mut self, reader: &mut Reader, id: u32, word: &str, how: How) {
        let stem = reader.stem_of(word);
        let known = self.by_stem.entry(stem).or_default();
        if !known.iter().any(|&(other, _)| other == id) {
            known.push((id, how));
            self.begins(id, stem);
        }
    }

    /// Remembers that the term may begin with `stem`.
    fn begins(&mut self, id: u32, stem: u32) {
        if let Some(term) = self.all.get_mut(id as usize)
            && !term.first.contains(&stem)
        {
            term.first.push(stem);
        }
    }

    fn add_sound(&mut self, id: u32, word: &str) {
        // Small words are too many and too like each other, and numbers are never guessed.
        if Grammar::shared().tags(word) & tags::SMALL != 0 || Num::of_word(word) != Num::None {
            return;
        }
        if let (Some(sound), Some(term)) = (Sound::of(word), self.all.get_mut(id as usize))
            && !term.sounds.contains(&sound)
        {
            self.echoes.add(id, sound.ways());
            term.sounds.push(sound);
        }
    }

    /// Deeds are told in the past, so that is what they sound like.
    fn add_past_sound(&mut self, id: u32, word: &str, deed: bool) {
        if deed && !word.ends_with("ed") {
            let end = if word.ends_with('e') { "d" } else { "ed" };
            self.add_sound(id, &format!("{word}{end}"));
        }
    }

    /// A name by sound: each of its words, or all of them written as one.
    fn name(&mut self, reader: &mut Reader, words: &str) -> Tree {
        let joined: String = words.split([' ', '-']).collect();
        let whole = Tree::Term(self.single(reader, &joined));
        let apart = self.word(
            reader,
            words
                .split_whitespace()
                .collect::<Vec<_>>()
                .join("-")
                .as_str(),
        );
        if apart == whole {
            whole
        } else {
            either(vec![apart, whole])
        }
    }

    /// The term of a meaning: the words themselves and what may stand for them.
    pub fn like(&mut self, reader: &mut Reader, words: &str, depth: usize, deed: bool) -> u32 {
        let (id, new) = self.named(if deed { '~' } else { '#' }, words);
        if !new {
            return id;
        }
        self.add_phrase(reader, id, &literal(words), false, depth);
        self.add_parted(reader, id, words, deed, depth);
        for word in words
            .split_whitespace()
            .take(if words.contains(' ') { 0 } else { 1 })
        {
            self.add_sound(id, word);
            self.add_past_sound(id, word, deed);
        }
        if depth >= DEPTH {
            return id;
        }
        let entries = Thesaurus::shared().entries(words, deed);
        self.add_again(reader, id, words, depth);
        for entry in entries {
            for head in &entry.means {
                self.add_phrase(reader, id, &literal(head), false, depth);
                self.add_parted(reader, id, head, deed, depth);
                if !head.contains(' ') {
                    self.add_sound(id, head);
                    self.add_past_sound(id, head, deed);
                }
            }
            for (sources, loose) in [(&entry.say, false), (&entry.loose, true)] {
                for source in sources {
                    if let Ok(node) = parse::pattern(source) {
                        self.add_phrase(reader, id, &node, loose, depth);
                    }
                    if entry.plain {
                        self.add_parted(reader, id, source, deed, depth);
                        self.add_without_article(reader, id, source, depth);
                    }
                }
            }
            for source in &entry.not {
                if let Ok(node) = parse::pattern(source) {
                    let tree = self.tree(reader, &node, DEPTH, true);
                    self.add_idiom(id, tree);
                }
            }
        }
        id
    }

    fn add_phrase(&mut self, reader: &mut Reader, id: u32, node: &Node, loose: bool, depth: usize) {
        let how = if loose { How::Loose } else { How::Said };
        if let Node::Word(word) = node
            && let [piece] = pieces_of(word).as_slice()
        {
            self.add_stem(reader, id, &piece.text, how);
            return;
        }
        if let Node::Either(nodes) = node {
            for node in nodes {
                self.add_phrase(reader, id, node, loose, depth);
            }
            return;
        }
        let tree = self.tree(reader, node, depth + 1, false);
        let Some(term) = self.all.get_mut(id as usize) else {
            return;
        };
        let index = u32::try_from(term.phrases.len()).unwrap_or(u32::MAX);
        term.phrases.push(Phrase {
            tree: tree.clone(),
            loose,
            needs: Vec::new(),
        });
        for stem in self.first_stems(&tree) {
            self.starts.entry(stem).or_default().push((id, index));
            self.begins(id, stem);
        }
        if begins_with_number(&tree) {
            self.number_starts.push((id, index));
        }
    }

    fn add_idiom(&mut self, id: u32, tree: Tree) {
        let stems = self.first_stems(&tree);
        let Some(term) = self.all.get_mut(id as usize) else {
            return;
        };
        let index = u32::try_from(term.not.len()).unwrap_or(u32::MAX);
        term.not.push(tree);
        for stem in stems {
            self.idioms.entry(stem).or_default().push((id, index));
        }
    }
}

/// Whether `words` begin with a verb, so that what people do may stand for them: "talked to", and not "the talk".
fn tells_deed(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or_default();
    let tags = Grammar::shared().tags(first);
    let told =
        tags & (tags::PAST | tags::ING) != 0 && tags & (tags::MOSTLY_NOUN | tags::MOSTLY_ADJ) == 0;
    let only = tags & tags::VERB != 0 && tags & (tags::NOUN | tags::ADJ) == 0;
    (told || only) && tags & tags::AUX == 0
}

/// One of `trees`; where all are terms they are looked for at once.
fn either(trees: Vec<Tree>) -> Tree {
    let ids = trees.iter().map(|tree| match tree {
        Tree::Term(id) => Some(*id),
        _ => None,
    });
    match ids.collect() {
        Some(ids) => Tree::OneOf(ids),
        None => Tree::Either(trees),
    }
}

/// The words as they stand.
fn literal(words: &str) -> Node {
    let mut nodes: Vec<Node> = words
        .split_whitespace()
        .map(|word| Node::Word(word.to_owned()))
        .collect();
    if nodes.len() == 1 {
        nodes.remove(0)
    } else {
        Node::Sequence(nodes)
    }
}
