//! Looks for the signals of a telling in its words.
//!
//! All sections of a telling are looked at together, so that what was said in the wrong place is found there.

use super::normal::{Token, tokens};
use super::{SignalFinding, Spoken, State};
use crate::scenario::Signal;
use crate::transcript::Word;

/// How many words may stand between two words of a signal.
const GAP: usize = 4;

/// What became of every signal of every section, in their order. `leading` holds the labels that the principle wants
/// first, `vocabulary` the names and jargon of the story.
#[must_use]
pub fn find(
    sections: &[Spoken<'_>],
    leading: &[String],
    _vocabulary: &[String],
) -> Vec<Vec<SignalFinding>> {
    let heard: Vec<Vec<Token>> = sections
        .iter()
        .map(|spoken| tokens(spoken.words.iter().map(|word| word.text.as_str())))
        .collect();
    sections
        .iter()
        .enumerate()
        .map(|(own, spoken)| {
            let signals = spoken.section.signals.iter();
            signals
                .map(|signal| SignalFinding {
                    leading: leading.contains(&signal.say),
                    ..finding(signal, own, sections, &heard)
                })
                .collect()
        })
        .collect()
}

fn finding(
    signal: &Signal,
    own: usize,
    sections: &[Spoken<'_>],
    heard: &[Vec<Token>],
) -> SignalFinding {
    let others = (0..sections.len()).filter(|&index| index != own);
    for index in std::iter::once(own).chain(others) {
        if let Some((first, last)) = place(signal, &heard[index]) {
            let words = &sections[index].words[first..=last];
            return SignalFinding {
                say: signal.say.clone(),
                state: if index == own {
                    State::Said
                } else {
                    State::Elsewhere
                },
                quote: quote(words),
                start_s: words.first().map(|word| word.span.start),
                end_s: words.last().map(|word| word.span.end),
                section: sections[index].section.id.clone(),
                heard: None,
                hint: None,
                leading: false,
            };
        }
    }
    SignalFinding {
        say: signal.say.clone(),
        state: State::Missing,
        quote: String::new(),
        start_s: None,
        end_s: None,
        section: sections[own].section.id.clone(),
        heard: None,
        hint: signal.hint.clone(),
        leading: false,
    }
}

/// The first and last word of the first place where a pattern of `signal` stands.
fn place(signal: &Signal, heard: &[Token]) -> Option<(usize, usize)> {
    signal.patterns.iter().find_map(|pattern| {
        let wanted = tokens(pattern.source.split_whitespace());
        (0..heard.len()).find_map(|start| {
            let end = follows(&wanted, heard, start)?;
            Some((heard[start].word, heard[end].word))
        })
    })
}

/// Where the last of `wanted` stands, when they follow each other from `start` on with few words between.
fn follows(wanted: &[Token], heard: &[Token], start: usize) -> Option<usize> {
    let (first, rest) = wanted.split_first()?;
    if first.stem != heard.get(start)?.stem {
        return None;
    }
    let mut at = start;
    for token in rest {
        let window = heard.get(at + 1..heard.len().min(at + 2 + GAP))?;
        let step = window.iter().position(|next| next.stem == token.stem)?;
        if window[..step].iter().any(|next| next.stem == "not") {
            return None;
        }
        at += 1 + step;
    }
    Some(at)
}

fn quote(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Mistake, Section, SectionKind};
    use crate::signals::pattern::Pattern;
    use crate::time::Span;

    fn section(id: &str, labels: &[&str]) -> Section {
        Section {
            id: id.to_owned(),
            title: id.to_owned(),
            kind: SectionKind::Action,
            target: std::time::Duration::from_secs(30),
            ceiling: None,
            signals: labels
                .iter()
                .map(|say| Signal {
                    say: (*say).to_owned(),
                    hint: None,
                    patterns: vec![Pattern::label(say)],
                    near: Vec::new(),
                    denied_by: Vec::new(),
                })
                .collect(),
            red_flags: Vec::new(),
            example: String::new(),
            coach: String::new(),
            mistake: Mistake {
                what: String::new(),
                cost: String::new(),
            },
        }
    }

    fn words(text: &str) -> Vec<Word> {
        text.split_whitespace()
            .enumerate()
            .map(|(index, word)| Word {
                text: word.to_owned(),
                span: Span::from_seconds(index as f64, index as f64 + 0.5),
                p: 1.0,
                heard: None,
            })
            .collect()
    }

    #[test]
    fn what_was_said_in_another_section_is_elsewhere() {
        let (situation, action) = (section("situation", &[]), section("action", &["I pulled"]));
        let (early, late) = (words("So I quickly pulled the logs."), words("Done."));
        let told = [
            Spoken {
                section: &situation,
                words: &early,
            },
            Spoken {
                section: &action,
                words: &late,
            },
        ];
        let found = &find(&told, &[], &[])[1][0];
        assert_eq!(found.state, State::Elsewhere);
        assert_eq!(found.quote, "I quickly pulled");
        assert_eq!(found.section, "situation");
        assert_eq!(found.start_s.unwrap().as_seconds(), 1.0);
    }
}
