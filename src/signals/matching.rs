//! Lays a pattern over a text: where it stands, in which words, and what those words claim.

mod claim;
mod number;

use super::clause::{Doer, Kind, Mood};
use super::compile::{How, Tree};
use super::normal::Break;
use super::pattern::DENIERS;
use super::tags;
use super::text::{Hit, Text};
pub use number::fits;

/// How many small words may stand between two words of a pattern.
const LIGHT: usize = 4;

/// A leaf of a pattern and the tokens that it found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Touch {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// How the tokens came to stand for it.
    pub how: How,
    /// Whether the pattern wants it denied.
    pub denied: bool,
    /// Whether the pattern wants it done by the speaker.
    pub done: bool,
}

/// A pattern's place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
    /// What was found, leaf by leaf.
    pub touched: Vec<Touch>,
}

impl Found {
    /// One term at `at`.
    fn of(at: usize, hit: &Hit) -> Self {
        Self {
            start: at,
            end: hit.end,
            touched: vec![Touch {
                start: at,
                end: hit.end,
                how: hit.how,
                denied: hit.denies,
                done: false,
            }],
        }
    }
}

/// Matches patterns on one text.
#[derive(Debug, Clone, Copy)]
pub struct Matcher<'t, 'a> {
    /// The text.
    pub text: &'t Text<'a>,
}

impl Matcher<'_, '_> {
    /// Every place where `tree` stands, in order of their starts.
    #[must_use]
    pub fn all(&self, tree: &Tree) -> Vec<Found> {
        if !self.possible(tree) {
            return Vec::new();
        }
        let mut starts = Vec::new();
        self.starts(tree, &mut starts);
        starts.sort_unstable();
        starts.dedup();
        starts
            .into_iter()
            .flat_map(|at| self.at(tree, at))
            .collect()
    }

    /// Whether every word that `tree` cannot do without is somewhere in the text.
    fn possible(&self, tree: &Tree) -> bool {
        match tree {
            Tree::Term(id) => (self.text.places.get(*id as usize)).is_some_and(|at| !at.is_empty()),
            Tree::OneOf(ids) => (ids.iter())
                .filter_map(|id| self.text.places.get(*id as usize))
                .any(|at| !at.is_empty()),
            Tree::Number(_) => !self.text.numbers.is_empty(),
            Tree::Doer(tree) | Tree::No(tree) => self.possible(tree),
            Tree::Maybe(_) | Tree::Gap(_) => true,
            Tree::Either(trees) => trees.iter().any(|tree| self.possible(tree)),
            Tree::Sequence(trees) | Tree::All(trees) => {
                trees.iter().all(|tree| self.possible(tree))
            }
        }
    }

    /// The tokens at which `tree` may begin.
    fn starts(&self, tree: &Tree, out: &mut Vec<usize>) {
        match tree {
            Tree::Term(id) => {
                let places = self.text.places.get(*id as usize);
                out.extend(places.into_iter().flatten().map(|&at| at as usize));
            }
            Tree::OneOf(ids) => {
                let places = ids
                    .iter()
                    .filter_map(|id| self.text.places.get(*id as usize));
                out.extend(places.flatten().map(|&at| at as usize));
            }
            Tree::Number(_) => out.extend(self.text.numbers.iter().map(|number| number.start)),
            Tree::Doer(tree) | Tree::No(tree) | Tree::Maybe(tree) => self.starts(tree, out),
            Tree::Either(trees) | Tree::All(trees) => {
                for tree in trees {
                    self.starts(tree, out);
                }
            }
            Tree::Sequence(trees) => {
                for tree in trees {
                    self.starts(tree, out);
                    if !matches!(tree, Tree::Maybe(_) | Tree::Gap(_)) {
                        break;
                    }
                }
            }
            Tree::Gap(_) => {}
        }
    }

    /// The ways in which `tree` stands at `at`.
    #[must_use]
    pub fn at(&self, tree: &Tree, at: usize) -> Vec<Found> {
        match tree {
            Tree::Term(id) => self.term(*id, at),
            Tree::OneOf(ids) => self.one_of(ids, at),
            Tree::Number(wish) => self.number(wish, at),
            Tree::Doer(tree) => self.doer(tree, at),
            Tree::No(tree) => self.denied(tree, at),
            Tree::Sequence(trees) => self.sequence(trees, at),
            Tree::Either(trees) => trees.iter().flat_map(|tree| self.at(tree, at)).collect(),
            Tree::All(trees) => self.together(trees, at),
            Tree::Maybe(tree) => self.at(tree, at),
            Tree::Gap(_) => Vec::new(),
        }
    }

    fn term(&self, id: u32, at: usize) -> Vec<Found> {
        let hits = self.text.hits.get(at).into_iter().flatten();
        hits.filter(|hit| hit.term == id)
            .map(|hit| Found::of(at, hit))
            .collect()
    }

    /// The terms of `ids` that stand at `at`, in the order of `ids`.
    fn one_of(&self, ids: &[u32], at: usize) -> Vec<Found> {
        let hits = self.text.hits.get(at).into_iter().flatten();
        let mut hits: Vec<(usize, &Hit)> = hits
            .filter_map(|hit| Some((ids.iter().position(|id| *id == hit.term)?, hit)))
            .collect();
        hits.sort_by_key(|(order, _)| *order);
        hits.iter().map(|(_, hit)| Found::of(at, hit)).collect()
    }

    /// Only what the speaker does, alone or with others.
    fn doer(&self, tree: &Tree, at: usize) -> Vec<Found> {
        let wants_denied = matches!(tree, Tree::No(_));
        let mut found = self.at(tree, at);
        found.retain(|found| {
            let role = self.text.role(self.text.verb_in(found.start, found.end));
            let own = matches!(role.doer, Doer::I | Doer::Joint) && role.kind != Kind::Noun;
            let denies = found.touched.iter().any(|touch| touch.denied);
            own && (!wants_denied || role.negated != denies || role.negated)
        });
        for found in &mut found {
            for touch in &mut found.touched {
                touch.done = true;
            }
            self.with_subject(found);
        }
        found
    }

    /// The quote begins with "I", where it stands close by.
    fn with_subject(&self, found: &mut Found) {
        let Some(clause) = self.text.reading.clause(found.start) else {
            return;
        };
        let near = found.start.saturating_sub(clause.subject.start) <= 8;
        if !clause.subject.is_empty() && clause.subject.start < found.start && near {
            found.start = clause.subject.start;
        }
    }

    fn denied(&self, tree: &Tree, at: usize) -> Vec<Found> {
        let mut found = self.at(tree, at);
        found.retain(|found| {
            let reached = (found.start..found.end).any(|at| self.text.reading.denied[at]);
            let role = self.text.role(self.text.verb_in(found.start, found.end));
            // "I did not refuse to skip it": the verb in between turns the denial over.
            if role.kind == Kind::Verb && role.doer == Doer::I {
                role.negated
            } else {
                reached || role.negated
            }
        });
        for found in &mut found {
            for touch in &mut found.touched {
                touch.denied = true;
            }
            self.with_negator(found);
        }
        found
    }

    /// The quote begins with the negator, where it stands close by.
    fn with_negator(&self, found: &mut Found) {
        let denies = tags::NOT | tags::NO | tags::NOBODY;
        let floor = found.start.saturating_sub(6);
        let first = (floor..found.start)
            .rev()
            .take_while(|&at| self.text.heard.before(at + 1) < Break::Stop)
            .find(|&at| self.text.heard.has(at, denies));
        if let Some(first) = first {
            found.start = first;
        }
    }

    fn sequence(&self, trees: &[Tree], at: usize) -> Vec<Found> {
        let Some((first, rest)) = trees.split_first() else {
            return vec![Found {
                start: at,
                end: at,
                touched: Vec::new(),
            }];
        };
        match first {
            Tree::Gap(_) => self.sequence(rest, at),
            Tree::Maybe(inner) => {
                let mut found = self.join(self.at(inner, at), rest, None);
                found.extend(self.sequence(rest, at));
                found
            }
            _ => self.join(self.at(first, at), rest, None),
        }
    }

    /// Goes on with `rest` behind each of `heads`; `gap` is how many words of any kind may stand between.
    fn join(&self, heads: Vec<Found>, rest: &[Tree], gap: Option<usize>) -> Vec<Found> {
        let Some((next, after)) = rest.split_first() else {
            return heads;
        };
        if let Tree::Gap(words) = next {
            return self.join(heads, after, Some(*words));
        }
        let mut out = Vec::new();
        for head in heads {
            if let Tree::Maybe(_) = next {
                out.extend(self.join(vec![head.clone()], after, gap));
            }
            let inner = if let Tree::Maybe(inner) = next {
                inner
            } else {
                next
            };
            for start in self.steps(head.end, gap) {
                let tails = self.at(inner, start);
                if tails.is_empty() {
                    continue;
                }
                let joined = tails
                    .into_iter()
                    .map(|tail| Found {
                        start: head.start.min(tail.start),
                        end: tail.end,
                        touched: head.touched.iter().chain(&tail.touched).copied().collect(),
                    })
                    .collect();
                out.extend(self.join(joined, after, None));
                break;
            }
        }
        out
    }

    /// Where the next word may stand after `end`: behind small words, or behind any within a gap.
    fn steps(&self, end: usize, gap: Option<usize>) -> impl Iterator<Item = usize> {
        let heard = self.text.heard;
        let light =
            tags::ARTICLE | tags::ADVERB | tags::MINE | tags::OURS | tags::THEIRS | tags::ALMOST;
        let reach = gap.unwrap_or(LIGHT);
        (end..heard.len().min(end + reach + 1)).take_while(move |&at| {
            let but = at > end && heard.is(at - 1, "but");
            let open = heard.before(at) < Break::Stop && !but;
            let passed = gap.is_some()
                || (end..at).all(|index| {
                    let only = heard.any(index, &["only", "merely", "just", "simply"])
                        && heard.is(index.wrapping_sub(1), "not");
                    heard.has(index, light) && !heard.has(index, tags::NOT) && !only
                });
            open && passed
        })
    }

    /// All of `trees` near each other, in any order; `at` is where one of them starts and none starts earlier.
    fn together(&self, trees: &[Tree], at: usize) -> Vec<Found> {
        let window = 8 + 6 * trees.len();
        let mut whole = Found {
            start: at,
            end: at,
            touched: Vec::new(),
        };
        let sentence = self.text.reading.sentence.get(at).copied().unwrap_or(0);
        let mut first = false;
        for tree in trees {
            let end = self.text.heard.len().min(at + window + 1);
            let near =
                (at..end).take_while(|&start| self.text.reading.sentence[start] <= sentence + 1);
            let place = near.filter_map(|start| {
                let all = self.at(tree, start);
                all.into_iter().find(|found| found.end <= at + window + 4)
            });
            let free = |found: &Found| {
                !whole.touched.iter().any(|touch| {
                    found
                        .touched
                        .iter()
                        .any(|own| own.start == touch.start && touch.end == own.end)
                })
            };
            let mut place = place;
            let Some(found) = place.find(free) else {
                return Vec::new();
            };
            first |=
                found.touched.first().is_some_and(|touch| touch.start == at) || found.start == at;
            whole.start = whole.start.min(found.start);
            whole.end = whole.end.max(found.end);
            whole.touched.extend(found.touched);
        }
        if first { vec![whole] } else { Vec::new() }
    }
}
