//! Other forms of a phrase that mean the same: "built again" for "rebuilt", "need owners" for "need an owner", "ruled the
//! provider out" for "rule out".

use super::*;

/// Small words that belong to a verb and may stand behind its object.
const PARTICLES: [&str; 7] = ["out", "up", "down", "off", "over", "back", "away"];

impl Terms {
    /// "Rebuilt" is also "built again", "recounted" also "counted them once more".
    pub(super) fn add_again(&mut self, reader: &mut Reader, id: u32, word: &str, depth: usize) {
        const AGAIN: &str = "(again | once more | anew | afresh | from scratch | from zero | a second time | one more time)";
        let first = word
            .strip_prefix("re")
            .map(|rest| rest.trim_start_matches('-'));
        let verb = first.filter(|rest| {
            rest.len() > 2 && Grammar::shared().tags(rest) & (tags::VERB | tags::PAST) != 0
        });
        if let Some(verb) = verb
            && let Ok(again) = parse::pattern(AGAIN)
        {
            let parts = vec![Node::Word(verb.to_owned()), Node::Gap(8), again];
            self.add_phrase(reader, id, &Node::Sequence(parts), false, depth);
        }
    }

    /// "Need an owner" is also "need owners".
    pub(super) fn add_without_article(
        &mut self,
        reader: &mut Reader,
        id: u32,
        words: &str,
        depth: usize,
    ) {
        let all: Vec<&str> = words.split_whitespace().collect();
        let [first, middle @ .., last] = all.as_slice() else {
            return;
        };
        let article = |word: &&&str| matches!(**word, "a" | "an" | "the");
        let rest: Vec<&str> = middle
            .iter()
            .filter(|word| !article(word))
            .copied()
            .collect();
        if rest.len() < middle.len()
            && let Ok(node) = parse::pattern(&format!("{first} {} {last}", rest.join(" ")))
        {
            self.add_phrase(reader, id, &node, false, depth);
        }
    }

    /// "Rule out" is also said with its object between: "I ruled the provider out".
    pub(super) fn add_parted(
        &mut self,
        reader: &mut Reader,
        id: u32,
        words: &str,
        deed: bool,
        depth: usize,
    ) {
        if let Some((verb, particle)) = words.split_once(' ')
            && deed
            && PARTICLES.contains(&particle)
        {
            let parts = vec![
                Node::Word(verb.to_owned()),
                Node::Gap(4),
                Node::Word(particle.to_owned()),
            ];
            self.add_phrase(reader, id, &Node::Sequence(parts), false, depth);
        }
    }

    /// "Drive to" is also "drove over to", "ask for" also "asked them for".
    pub(super) fn add_way_to(
        &mut self,
        reader: &mut Reader,
        id: u32,
        words: &str,
        deed: bool,
        depth: usize,
    ) {
        const OVER: &str = "(over | down | up | out | across | along | around | back)";
        let between = match words.split_once(' ') {
            Some((_, "to")) if deed => parse::pattern(OVER).ok(),
            Some((_, "for")) if deed => Some(Node::Gap(3)),
            _ => None,
        };
        if let Some((verb, preposition)) = words.split_once(' ')
            && let Some(between) = between
        {
            let (verb, last) = (verb.to_owned(), preposition.to_owned());
            let parts = vec![Node::Word(verb), between, Node::Word(last)];
            self.add_phrase(reader, id, &Node::Sequence(parts), false, depth);
        }
    }
}
