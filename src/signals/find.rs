//! Looks for the signals of a telling in its words.
//!
//! All sections of a telling are looked at together, so that what was said in the wrong place is found there. A
//! [`Checker`] is made once for a story and used for many tellings.

mod decide;
mod lack;
mod limit;
mod place;
mod prepare;
mod weigh;

use super::clause::{Doer, Kind, Mood};
use super::compile::{How, Terms, Tree};
use super::label::{
    Gist, Label, Other, Wording, Words, copula_denies, excepted, is_compound, nothing_done,
    off_story, restated, rules, turned_back, turns,
};
use super::matching::{Found, Matcher};
use super::normal::{Break, Reader, Token};
use super::outcome::{Outcome, Reason, Verdict, of_mood};
use super::parse;
use super::pattern::{Node, Pattern};
use super::story::Story;
use super::tags;
use super::text::{Memory, Text};
use super::thesaurus::{Entry, Thesaurus};
use super::{SignalFinding, Spoken, State};
use crate::scenario::{Section, SectionKind, Signal};
use crate::transcript::{self, Word};

use decide::{choose, decide, decisive_first, quote, range, state};
use prepare::{calibrate, prepare};
use weigh::outcomes;

/// What became of every signal of every section, in their order. `leading` holds the labels that the principle wants
/// first, `vocabulary` the names and jargon of the story.
#[must_use]
pub fn find(
    sections: &[Spoken<'_>],
    leading: &[String],
    vocabulary: &[String],
) -> Vec<Vec<SignalFinding>> {
    let plan: Vec<&Section> = sections.iter().map(|spoken| spoken.section).collect();
    let words: Vec<&[Word]> = sections.iter().map(|spoken| spoken.words).collect();
    Checker::new(&plan, vocabulary).find(&words, leading)
}

/// The signals of a story, ready to be looked for.
#[derive(Debug)]
pub struct Checker {
    reader: Reader,
    terms: Terms,
    memory: Memory,
    story: Story,
    sections: Vec<Prepared>,
}

#[derive(Debug)]
struct Prepared {
    id: String,
    topic: bool,
    /// Whether it tells what was to be reached, so that plans are facts of it.
    task: bool,
    signals: Vec<Sought>,
}

#[derive(Debug)]
struct Sought {
    say: String,
    /// What sort of thing its label says.
    gist: Gist,
    hint: Option<String>,
    /// The stem of the label's own verb, where it says "I".
    verb: Option<u32>,
    /// Whether it says what was to be reached.
    planned: bool,
    /// What of the label is the speaker's own: "my pattern".
    own: Option<Tree>,
    ways: Vec<Way>,
}

impl Sought {
    /// Whether it says that nobody did something: then a verb is denied, and no thing.
    fn nobody(&self) -> bool {
        self.ways
            .iter()
            .any(|way| matches!(&way.kind, WayKind::Label(label) if label.is_undone()))
    }
}

/// One way of saying a signal, or its opposite.
#[derive(Debug)]
struct Way {
    source: String,
    worth: Verdict,
    /// Whether wishes and plans count.
    open: bool,
    kind: WayKind,
}

#[derive(Debug)]
enum WayKind {
    Label(Label),
    Pattern { tree: Tree },
}

/// A decision on one signal in one section, with all places that bore on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// The signal's label.
    pub say: String,
    /// What became of it.
    pub state: State,
    /// Every place that was weighed, the one that decided first.
    pub weighed: Vec<Weighed>,
}

/// One place that was weighed.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// The pattern or label.
    pub pattern: String,
    /// The words, as heard.
    pub quote: String,
    /// What they are worth.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// Whether this place decided.
    pub decided: bool,
}

impl Checker {
    /// Prepares the signals of `sections`; `vocabulary` holds the names and jargon of the story.
    #[must_use]
    pub fn new(sections: &[&Section], vocabulary: &[String]) -> Self {
        let mut reader = Reader::default();
        let mut terms = Terms::default();
        let story = Story::of(sections, vocabulary, &mut reader);
        let mut prepared: Vec<Prepared> = sections
            .iter()
            .map(|section| prepare(section, &mut reader, &mut terms))
            .collect();
        terms.rank();
        calibrate(sections, &mut prepared, &mut reader, &mut terms);
        Self {
            reader,
            terms,
            memory: Memory::default(),
            story,
            sections: prepared,
        }
    }

    /// What became of every signal; `words` holds what was heard in each section, in their order.
    pub fn find(&mut self, words: &[&[Word]], leading: &[String]) -> Vec<Vec<SignalFinding>> {
        let tokens: Vec<Vec<Token>> = words
            .iter()
            .map(|words| {
                self.reader
                    .tokens(words.iter().map(|word| word.text.as_str()))
            })
            .collect();
        let Self {
            reader,
            terms,
            memory,
            story,
            sections,
        } = self;
        let texts: Vec<Text<'_>> = tokens
            .iter()
            .map(|tokens| Text::new(tokens, reader, terms, memory))
            .collect();
        sections
            .iter()
            .enumerate()
            .map(|(own, section)| {
                let signals = section.signals.iter();
                signals
                    .map(|signal| {
                        let mut finding = decide(signal, own, sections, &texts, words, story);
                        finding.leading = leading.contains(&signal.say);
                        finding
                    })
                    .collect()
            })
            .collect()
    }

    /// How each signal of section number `section` was decided on `words`.
    pub fn explain(&mut self, section: usize, words: &[Word]) -> Vec<Account> {
        let tokens = self
            .reader
            .tokens(words.iter().map(|word| word.text.as_str()));
        let text = Text::new(&tokens, &self.reader, &self.terms, &mut self.memory);
        let Some(prepared) = self.sections.get(section) else {
            return Vec::new();
        };
        let accounts = prepared.signals.iter().map(|signal| {
            let outcomes = outcomes(signal, prepared, &text, &self.story);
            let best = choose(&text, &outcomes).cloned();
            Account {
                say: signal.say.clone(),
                state: best
                    .as_ref()
                    .map_or(State::Missing, |best| state(best.verdict)),
                weighed: decisive_first(outcomes.iter().map(|outcome| Weighed {
                    pattern: signal.ways[outcome.way].source.clone(),
                    quote: quote(words, range(&text, outcome)),
                    verdict: outcome.verdict,
                    reason: outcome.reason,
                    decided: best.as_ref() == Some(outcome),
                })),
            }
        });
        accounts.collect()
    }
}
