//! Signals in a language whose grammar the program does not know: compared word for word.
//!
//! No stems, no contractions, no numbers, no doers and no negation are read here, since all of them are English
//! elsewhere. So a pattern that asks for one of those finds nothing, and the report says that signals were compared by
//! their letters.

use super::pattern::{Node, Pattern};
use super::{SignalFinding, Spoken, State};
use crate::scenario::Signal;
use crate::transcript::{self, Word};

/// Words that may stand between two words of a phrase.
const BETWEEN: usize = 2;

/// What became of every signal of every section, in their order; `leading` holds the labels that are wanted first.
#[must_use]
pub fn find(sections: &[Spoken<'_>], leading: &[String]) -> Vec<Vec<SignalFinding>> {
    let texts: Vec<Vec<String>> = sections
        .iter()
        .map(|spoken| spoken.words.iter().map(|word| plain(&word.text)).collect())
        .collect();
    let of_section = |own: usize, signal: &Signal| {
        let (state, at, place) = judge(signal, own, &texts);
        let words = place.map_or(&[][..], |(from, to)| &sections[at].words[from..to]);
        finding(signal, state, &sections[at].section.id, words, leading)
    };
    (sections.iter().enumerate())
        .map(|(own, spoken)| {
            let signals = spoken.section.signals.iter();
            signals.map(|signal| of_section(own, signal)).collect()
        })
        .collect()
}

/// What became of a signal, in which section, and by which words of it.
fn judge(
    signal: &Signal,
    own: usize,
    texts: &[Vec<String>],
) -> (State, usize, Option<(usize, usize)>) {
    let ways = [
        (State::Said, &signal.patterns),
        (State::Denied, &signal.denied_by),
        (State::Near, &signal.near),
    ];
    for (state, patterns) in ways {
        if let Some(place) = search(patterns, &texts[own]) {
            return (state, own, Some(place));
        }
    }
    let others = (0..texts.len()).filter(|at| *at != own);
    for at in others {
        if let Some(place) = search(&signal.patterns, &texts[at]) {
            return (State::Elsewhere, at, Some(place));
        }
    }
    (State::Missing, own, None)
}

fn finding(
    signal: &Signal,
    state: State,
    section: &str,
    words: &[Word],
    leading: &[String],
) -> SignalFinding {
    SignalFinding {
        say: signal.say.clone(),
        state,
        judged: None,
        quote: transcript::text(words),
        start_s: words.first().map(|word| word.span.start),
        end_s: words.last().map(|word| word.span.end),
        section: section.to_owned(),
        heard: None,
        hint: signal.hint.clone().filter(|_| state != State::Said),
        leading: leading.contains(&signal.say),
    }
}

fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The first words that one of the patterns fits.
fn search(patterns: &[Pattern], text: &[String]) -> Option<(usize, usize)> {
    patterns.iter().find_map(|pattern| {
        (0..text.len()).find_map(|from| {
            let ends = ends(&pattern.node, text, from);
            let end = ends.into_iter().find(|end| *end > from)?;
            Some((from, end))
        })
    })
}

/// Where the words that `node` fits from `from` on may end.
fn ends(node: &Node, text: &[String], from: usize) -> Vec<usize> {
    match node {
        Node::Word(word) | Node::Exact(word) | Node::Like(word) | Node::Name(word) => {
            phrase(word, text, from).into_iter().collect()
        }
        Node::Sequence(nodes) => sequence(nodes, text, from),
        Node::Either(nodes) => nodes
            .iter()
            .flat_map(|node| ends(node, text, from))
            .collect(),
        Node::Maybe(node) => {
            let mut ends = ends(node, text, from);
            ends.push(from);
            ends
        }
        Node::Gap(most) => (from..=(from + most).min(text.len())).collect(),
        Node::Number(_) | Node::Doer(_) | Node::No(_) | Node::All(_) => Vec::new(),
    }
}

fn sequence(nodes: &[Node], text: &[String], from: usize) -> Vec<usize> {
    let mut open = vec![from];
    for (index, node) in nodes.iter().enumerate() {
        let mut next = Vec::new();
        for &at in &open {
            // Before the first word nothing may stand, or the phrase would begin elsewhere.
            let slack = if index == 0 { 0 } else { BETWEEN };
            for start in at..=(at + slack).min(text.len()) {
                next.extend(ends(node, text, start));
            }
        }
        next.sort_unstable();
        next.dedup();
        open = next;
    }
    open
}

/// Where the words of `written` end that stand in `text` from `from` on; hyphens may be there or not.
fn phrase(written: &str, text: &[String], from: usize) -> Option<usize> {
    let wanted = plain(written);
    let mut found = String::new();
    for (count, word) in text.get(from..)?.iter().enumerate() {
        found.push_str(word);
        if found == wanted {
            return Some(from + count + 1);
        }
        if !wanted.starts_with(&found) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Section, SectionKind};
    use crate::time::Span;

    fn section(id: &str, patterns: &[&str]) -> Section {
        let signal = |source: &&str| Signal {
            say: (*source).to_owned(),
            hint: None,
            patterns: vec![Pattern::parse(source).unwrap()],
            near: Vec::new(),
            denied_by: Vec::new(),
        };
        Section {
            id: id.to_owned(),
            signals: patterns.iter().map(signal).collect(),
            ..crate::review::sample::scenario().sections[0].clone()
        }
    }

    fn words(text: &str) -> Vec<Word> {
        let words = text.split(' ').enumerate();
        words
            .map(|(at, text)| Word {
                text: text.to_owned(),
                span: Span::from_seconds(at as f64, at as f64 + 0.5),
                p: 0.9,
                heard: None,
            })
            .collect()
    }

    fn states(patterns: &[&str], said: &str) -> Vec<State> {
        let section = section("task", patterns);
        let words = words(said);
        let spoken = Spoken {
            section: &section,
            words: &words,
        };
        let found = find(&[spoken], &[]).remove(0);
        found.into_iter().map(|finding| finding.state).collect()
    }

    #[test]
    fn words_are_compared_as_they_are_written() {
        let found = states(
            &[
                "kein ticket",
                "ich habe entschieden",
                "(fehler | ausfall)",
                "warteschlange",
            ],
            "Es gab kein Ticket. Ich habe mich dann entschieden, den Ausfall zu suchen.",
        );
        assert_eq!(
            found,
            [State::Said, State::Said, State::Said, State::Missing]
        );
    }

    #[test]
    fn what_only_english_grammar_could_tell_is_never_ticked() {
        let found = states(
            &["<3 %>", "no ticket"],
            "Es waren 3 Prozent, und es gab ein Ticket.",
        );
        assert_eq!(found, [State::Missing, State::Missing]);
    }

    #[test]
    fn what_was_said_in_another_section_is_found_there_with_its_place() {
        let (task, action) = (section("task", &["kein ticket"]), section("action", &[]));
        assert_eq!(
            task.kind,
            SectionKind::Situation,
            "the kind has no part in it"
        );
        let said = words("Dafür gab es kein Ticket.");
        let spoken = [
            Spoken {
                section: &task,
                words: &[],
            },
            Spoken {
                section: &action,
                words: &said,
            },
        ];
        let found = &find(&spoken, &[])[0][0];
        assert_eq!(
            (found.state, found.section.as_str()),
            (State::Elsewhere, "action")
        );
        assert_eq!(found.quote, "kein Ticket.");
        assert_eq!(found.start_s, Some(said[3].span.start));
    }
}
