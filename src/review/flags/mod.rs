//! Red flags: what weakens an answer when it is said.
//!
//! Who did what is read from the clauses (`doers.rs`): "we" and others in the action, passives that hide the doer.
//! Phrases that weaken any answer stand in `general.toml`, those of a story in its own file (`phrases.rs`). Credit to
//! others is no flag: "their lead reviewed it" takes nothing from the speaker.

mod doers;
mod phrases;

use std::ops::Range;

use super::{FlagKind, RedFlag};
use crate::scenario::{Section, SectionKind};
use crate::signals::clause::Doer;
use crate::signals::deeds::{Deed, deeds};
use crate::time::Span;
use crate::transcript::{Word, text};

/// The most words that a flag quotes. A clause that is longer is cut; of a list of clauses, whole ones are left out.
const QUOTE: usize = 18;

/// So many words may stand between two slips of one kind in a sentence, and they are told as one: "and then".
const JOINED_BY: usize = 3;

/// Words that weaken, before they become a [`RedFlag`].
#[derive(Debug, Clone, PartialEq)]
struct Slip {
    kind: FlagKind,
    /// The words, by index.
    words: Range<usize>,
    why: String,
    /// The words said from "I", where they can be.
    instead: Option<String>,
    /// Whether a listener surely objects.
    sure: bool,
}

/// The red flags in what was said in `section`, in order of their words. A sentence gives one of a kind, however many
/// verbs it lists: "we pulled the logs and traced it" is one slip.
#[must_use]
pub fn find(section: &Section, words: &[Word]) -> Vec<RedFlag> {
    let clauses = deeds(words);
    let mut slips = phrases::find(section, &clauses, words);
    if section.kind == SectionKind::Action {
        slips.extend(doers::find(section, &clauses, words));
    }
    slips.sort_by_key(|slip| slip.words.start);
    let mut told: Vec<Vec<Slip>> = Vec::new();
    for slip in slips {
        let last = told.iter_mut().rev().find(|group| {
            let end = group[group.len() - 1].words.end;
            group[0].kind == slip.kind
                && group[0].sure == slip.sure
                && joins(end, slip.words.start, words)
                && (slip.kind != FlagKind::Scenario || slip.words.start < end)
        });
        match last {
            Some(group) => group.push(slip),
            None => told.push(vec![slip]),
        }
    }
    told.iter().filter_map(|group| flag(group, words)).collect()
}

/// Whether the speaker tells a step of their own in `sentence`, beside the words of `slip`: "I gave it to her and
/// showed her how it works".
fn with_own_step(clauses: &[Deed], sentence: usize, slip: &Range<usize>, words: &[Word]) -> bool {
    clauses.iter().any(|deed| {
        let apart = deed.words.end <= slip.start || slip.end <= deed.words.start;
        let own = deed.doer == Doer::I && deed.active && !deed.passive && deed.real;
        let behind = words.get(deed.verb_words.end);
        let nothing = behind.is_some_and(|word| super::clause::bare(&word.text) == "no");
        let step = super::work::is_own_step(&deed.verb);
        deed.sentence == sentence && apart && own && step && !nothing
    })
}

/// Whether a slip that ends before `end` and one that begins at `start` are told in one breath.
fn joins(end: usize, start: usize, words: &[Word]) -> bool {
    let stop = |word: &Word| word.text.ends_with(['.', '?', '!']);
    start < end
        || start <= end + JOINED_BY
            && !words
                .get(end.saturating_sub(1)..start)
                .is_some_and(|between| between.iter().any(stop))
}

/// The slips of one sentence as one flag, as many of them as a reader can take in.
fn flag(group: &[Slip], words: &[Word]) -> Option<RedFlag> {
    let first = group.first()?;
    let start = first.words.start;
    let fits = |slip: &&Slip| slip.words.end <= start + QUOTE;
    let quoted = group.iter().take_while(fits).count().max(1);
    let group = group.get(..quoted)?;
    let end = group.iter().map(|slip| slip.words.end).max()?;
    let range = start..end.min(start + QUOTE);
    let instead = (end <= start + QUOTE)
        .then(|| said_from_i(group, words))
        .flatten();
    let quote = words.get(range)?;
    Some(RedFlag {
        kind: first.kind,
        quote: text(quote),
        span: Span::new(quote.first()?.span.start, quote.last()?.span.end),
        why: first.why.clone(),
        sure: first.sure,
        instead,
    })
}

/// What the slips of a group are in words that start from "I", with the words between them.
fn said_from_i(group: &[Slip], words: &[Word]) -> Option<String> {
    let mut said = String::new();
    let mut done = group.first()?.words.start;
    for slip in group {
        let mut instead = slip.instead.as_deref()?;
        let carried = slip.kind == FlagKind::We
            && words
                .get(slip.words.start)
                .is_some_and(|word| super::clause::bare(&word.text) != "we");
        if carried && !said.is_empty() {
            instead = instead.strip_prefix("I ").unwrap_or(instead);
        }
        if !said.is_empty() {
            let between = text(words.get(done..slip.words.start).unwrap_or(&[]));
            let ends = words.get(done.wrapping_sub(1))?.text.ends_with(',');
            said.push_str(if ends { ", " } else { " " });
            if !between.is_empty() {
                said.push_str(&between);
                said.push(' ');
            }
        }
        said.push_str(instead);
        done = slip.words.end;
    }
    Some(said)
}

#[cfg(test)]
mod tests;
