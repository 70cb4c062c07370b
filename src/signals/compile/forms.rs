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

    /// "Rule out" is also said with its object between, "I ruled the provider out"; "ask for" also "asked them for",
    /// "drive to" also "drove over to".
    pub(super) fn add_parted(
        &mut self,
        reader: &mut Reader,
        id: u32,
        words: &str,
        deed: bool,
        depth: usize,
    ) {
        const OVER: &str = "(over | down | up | out | across | along | around | back)";
        let Some((verb, last)) = words.split_once(' ').filter(|_| deed) else {
            return;
        };
        let between = match last {
            "to" => parse::pattern(OVER).ok(),
            "for" => Some(Node::Gap(3)),
            _ => PARTICLES.contains(&last).then_some(Node::Gap(4)),
        };
        if let Some(between) = between {
            let [verb, last] = [verb, last].map(|word| Node::Word(word.to_owned()));
            self.add_phrase(
                reader,
                id,
                &Node::Sequence(vec![verb, between, last]),
                false,
                depth,
            );
        }
    }
}
