//! A stretch of speech made ready for matching: tokens, clauses, numbers, and where every term stands.

mod heard;
mod phrases;

use std::ops::Range;

use super::clause::{Doer, Heard, Mood, Reading, Role};
use super::compile::{How, Phrase, Terms};
use super::map::Map;
use super::matching::Matcher;
use super::normal::{Break, Reader, Token};
use super::number::{Num, Quantity, quantities};
use super::sound::Alike;
use super::tags;

use heard::{Joined, terms_of_form};

/// A term at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The term.
    pub term: u32,
    /// One past its last token.
    pub end: usize,
    /// How it came to stand for the term.
    pub how: How,
    /// Whether it denies something itself.
    pub denies: bool,
}

/// The terms that a form is, and how.
type Known = Box<[(u32, How)]>;

/// What is remembered between texts: which terms a form is or sounds like.
#[derive(Debug, Default)]
pub struct Memory {
    forms: Vec<Option<Known>>,
    runs: Map<[u32; 3], Joined>,
}

/// A text, read.
#[derive(Debug)]
pub struct Text<'a> {
    /// The tokens and their texts.
    pub heard: Heard<'a>,
    /// The clauses.
    pub reading: Reading,
    /// The numbers, by their first token.
    pub numbers: Vec<Quantity>,
    /// Pairs that are one word of the story: the first token and the stem.
    joined: Vec<(usize, u32)>,
    /// For every token, the terms that start there.
    pub hits: Vec<Vec<Hit>>,
    /// For every term, the tokens at which it starts.
    pub places: Vec<Vec<u32>>,
}

impl<'a> Text<'a> {
    /// Reads `tokens`, which `reader` made, and finds every term of `terms` in them.
    pub fn new(
        tokens: &'a [Token],
        reader: &'a Reader,
        terms: &Terms,
        memory: &mut Memory,
    ) -> Self {
        let heard = Heard { tokens, reader };
        let mut numbers = quantities(tokens, &|at, word| heard.is(at, word));
        drop_corrected(tokens, &mut numbers);
        let mut text = Self {
            heard,
            reading: Reading::of(heard),
            numbers,
            joined: Vec::new(),
            hits: vec![Vec::new(); tokens.len()],
            places: vec![Vec::new(); terms.all.len()],
        };
        text.single_words(terms, memory);
        text.words_apart(terms, memory);
        text.drop_idioms(terms);
        text.phrases(terms);
        for (at, hits) in text.hits.iter().enumerate() {
            for hit in hits {
                let place = u32::try_from(at).unwrap_or(u32::MAX);
                if let Some(places) = text.places.get_mut(hit.term as usize)
                    && places.last() != Some(&place)
                {
                    places.push(place);
                }
            }
        }
        text
    }

    fn single_words(&mut self, terms: &Terms, memory: &mut Memory) {
        memory.forms.resize(self.heard.reader.len(), None);
        for (at, token) in self.heard.tokens.iter().enumerate() {
            let slot = &mut memory.forms[token.form as usize];
            let known = slot.get_or_insert_with(|| terms_of_form(self.heard, token, terms));
            self.hits[at].extend(known.iter().map(|&(term, how)| Hit {
                term,
                end: at + 1,
                how,
                denies: false,
            }));
        }
    }

    /// "Web hook" for "webhook", "fail yours" for "failures", "prov eye der" for "provider".
    fn words_apart(&mut self, terms: &Terms, memory: &mut Memory) {
        for start in 0..self.heard.len() {
            for end in [start + 2, start + 3] {
                if end <= self.heard.len() && self.may_be_one(start..end) {
                    self.join(start..end, terms, memory);
                }
            }
        }
    }

    /// Whether the words of `run` are worth being taken for one: nothing stands between them, and they are not the small
    /// words of any sentence. Three are, when they make no sense or run over a small one: "late and see".
    fn may_be_one(&self, run: Range<usize>) -> bool {
        let heard = self.heard;
        let (first, last) = (run.start, run.end - 1);
        let small = tags::SUBJECT | tags::AUX | tags::ARTICLE | tags::NOT | tags::NO | tags::AND;
        let plain = |at: usize| !heard.numbered(at) && !heard.is(at, "to");
        let close = (first + 1..run.end).all(|at| heard.before(at) == Break::None);
        let strange = |at: usize| !heard.has(at, tags::KNOWN);
        if !close || !run.clone().all(plain) {
            return false;
        }
        if run.len() == 2 {
            return !heard.has(first, small);
        }
        let over = heard.has(first + 1, tags::ARTICLE | tags::AND) && !heard.has(first, small);
        run.clone().any(strange) || over && !heard.has(last, tags::SMALL)
    }

    fn join(&mut self, run: Range<usize>, terms: &Terms, memory: &mut Memory) {
        let mut key = [u32::MAX; 3];
        let forms = run.clone().map(|at| self.heard.tokens[at].form);
        key.iter_mut()
            .zip(forms)
            .for_each(|(key, form)| *key = form);
        let heard = self.heard;
        let joined = memory.runs.entry(key);
        let joined = joined.or_insert_with(|| Joined::of(heard, run.clone(), terms));
        if let Some(stem) = joined.stem {
            // Written as one it is a word of the story: then the second half alone is none.
            self.hits[run.start + 1].clear();
            self.joined.push((run.start, stem));
        }
        for &(term, how) in &joined.known {
            let known = run
                .clone()
                .any(|at| self.hits[at].iter().any(|hit| hit.term == term));
            if !known {
                self.hits[run.start].push(Hit {
                    term,
                    end: run.end,
                    how,
                    denies: false,
                });
            }
        }
    }

    /// "Pulled an all-nighter" is not "pulled".
    fn drop_idioms(&mut self, terms: &Terms) {
        for at in 0..self.heard.len() {
            let stem = self.heard.tokens[at].stem;
            let Some(idioms) = terms.idioms.get(&stem) else {
                continue;
            };
            for &(term, index) in idioms {
                let tree = terms
                    .all
                    .get(term as usize)
                    .and_then(|term| term.not.get(index as usize));
                let Some(tree) = tree else { continue };
                let matcher = Matcher { text: self };
                // "Easy" is no "essay": an idiom takes a word away only where it is there to the letter.
                let found = matcher.at(tree, at).into_iter();
                let exact = found.filter(|found| {
                    let mut all = found.touched.iter();
                    all.all(|touch| touch.how < How::Misheard)
                });
                if let Some(end) = exact.map(|found| found.end).max() {
                    for place in at..end {
                        self.hits[place].retain(|hit| hit.term != term);
                    }
                }
            }
        }
    }

    /// Whether the token at `at` begins a pair that is one word of the story: "check out".
    #[must_use]
    pub fn joins(&self, at: usize) -> bool {
        self.joined.iter().any(|&(first, _)| first == at)
    }

    /// What the word at `at` does in its clause.
    #[must_use]
    pub fn role(&self, at: usize) -> Role {
        self.reading.role(self.heard, at)
    }

    /// Whether the token at `at` is somebody else's words within a clause: 'the runbook says "no alert"'.
    #[must_use]
    pub fn quoted_inside(&self, at: usize) -> Mood {
        let marked = self.heard.tokens.get(at).is_some_and(|token| token.quoted);
        let Some(clause) = self.reading.clause(at).filter(|_| marked) else {
            return Mood::Real;
        };
        let outside = clause.main.is_some_and(|main| {
            !self.heard.tokens[main].quoted && self.heard.has(main, tags::REPORT)
        });
        if outside && clause.doer != Doer::I {
            Mood::Quoted
        } else {
            Mood::Real
        }
    }

    /// Whether the token at `at` stands in what was only wanted: "we expect abandonment to fall", "was supposed to go".
    #[must_use]
    pub fn only_meant(&self, at: usize) -> bool {
        let Some(clause) = self.reading.clause(at) else {
            return false;
        };
        let Some(main) = clause.main.filter(|&main| main < at) else {
            return false;
        };
        let heard = self.heard;
        // "I wish abandonment fell", "the plan is for it to fall", "it is to fall next year".
        let goal = heard.has(main, tags::BE)
            && clause.subject.clone().any(|at| heard.has(at, tags::GOAL))
            && (main + 1..at).any(|index| heard.any(index, &["for", "to", "that"]));
        let to_come = heard.any(main, &["is", "are"]) && heard.is(main + 1, "to");
        let hoped = heard.any(main, &["hoping", "hoped"]) && heard.is(main + 1, "for");
        if hoped || heard.has(main, tags::WISHED) || goal || to_come && clause.doer != Doer::I {
            return true;
        }
        let wants = (main..at.min(main + 3)).find(|&index| heard.has(index, tags::ONLY_MEANT));
        wants.is_some_and(|wants| (wants + 1..at).any(|index| heard.is(index, "to")))
    }

    /// Whether the clause of the token at `at` is denied by a "not" or "never" before it.
    #[must_use]
    pub fn denied_before(&self, at: usize) -> bool {
        self.reading.clause(at).is_some_and(|clause| {
            clause.negated && (clause.start..at).any(|at| self.heard.has(at, tags::NOT))
        })
    }

    /// Whether the sentence of the token at `at` supposes something: "if I had owned it".
    #[must_use]
    pub fn supposes(&self, at: usize) -> bool {
        let own = self.reading.sentence.get(at);
        let mut clauses = self.reading.clauses.iter();
        clauses.any(|clause| Some(&clause.sentence) == own && clause.mood == Mood::Supposed)
    }

    /// Whether "almost" stands before a nothing or a number: "down to almost zero".
    #[must_use]
    pub fn nearly(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else {
            return false;
        };
        let amount = self.heard.tokens.get(at).is_some_and(|token| {
            token.num != Num::None || token.tags & (tags::NOBODY | tags::NO) != 0
        });
        let close = self.heard.is(before, "to")
            && at >= 2
            && (self.heard.any(at - 2, &["close", "next"]) || self.heard.has(at - 2, tags::ALMOST));
        amount && (self.heard.has(before, tags::ALMOST) || close)
    }

    /// The place of the verb in the tokens from `start` to `end`: the clause's own verb when it is among them.
    #[must_use]
    pub fn verb_in(&self, start: usize, end: usize) -> usize {
        let main = (start..end).find(|&at| {
            self.reading
                .clause(at)
                .is_some_and(|clause| clause.main == Some(at))
        });
        let past = || {
            (start..end).find(|&at| {
                self.heard.has(at, tags::PAST | tags::ING)
                    && self.heard.tokens[at].word == self.heard.tokens[start].word
            })
        };
        main.or_else(past).unwrap_or(start)
    }
}

/// "It was 4.2 seconds, no, sorry, 2.4": the last version counts.
fn drop_corrected(tokens: &[Token], numbers: &mut Vec<Quantity>) {
    let mut keep = vec![true; numbers.len()];
    for index in 1..numbers.len() {
        let (first, second) = (&numbers[index - 1], &numbers[index]);
        let close = second.start <= first.end + 6;
        let taken_back =
            (first.end..=second.start).any(|at| tokens.get(at).is_some_and(|token| token.repair));
        keep[index - 1] = !(close && taken_back && second.value != first.value);
    }
    let mut at = 0;
    numbers.retain(|_| {
        at += 1;
        keep[at - 1]
    });
}
