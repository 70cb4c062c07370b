//! Finds the sections in an answer that was told in one piece, from what was said and when. Pure.
//!
//! Every sentence votes for the sections whose signals or turns of phrase it holds, and, weakly, for the section that
//! the targets would put there. The sections keep their order; the division with the most votes wins. A boundary is
//! sure when moving it elsewhere would cost votes that matter.

use std::ops::Range;
use std::time::Duration;

use crate::scenario::{Section, SectionKind};
use crate::signals::{self, Spoken, State};
use crate::time::{Offset, Span};
use crate::transcript::Word;

/// The words of one section in an undivided answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Indices of its words; empty when the section was not found.
    pub words: Range<usize>,
    /// Whether its beginning is sure; true for the first section.
    pub sure: bool,
}

/// The parts of `words`, one a section, in the order of `sections`; together they hold every word.
#[must_use]
pub fn divide(words: &[Word], sections: &[Section], vocabulary: &[String]) -> Vec<Part> {
    let sentences = sentences(words);
    if sections.is_empty() || sentences.is_empty() {
        return sections
            .iter()
            .map(|_| Part {
                words: 0..0,
                sure: false,
            })
            .collect();
    }
    let votes = votes(words, &sentences, sections, vocabulary);
    let cuts = best_cuts(&votes, sections.len());
    let firsts: Vec<usize> = cuts.iter().map(|cut| cut.before).collect();
    (0..sections.len())
        .map(|section| {
            let first = if section == 0 { 0 } else { firsts[section - 1] };
            let end = firsts.get(section).copied().unwrap_or(sentences.len());
            let start_word = sentences
                .get(first)
                .map_or(words.len(), |sentence| sentence.start);
            let end_word = sentences
                .get(end)
                .map_or(words.len(), |sentence| sentence.start);
            Part {
                words: start_word..end_word,
                sure: section == 0 || cuts[section - 1].sure,
            }
        })
        .collect()
}

/// The stretch of each part in a recording that ends at `end`. Between two parts the boundary lies in the middle of
/// the silence; a part without words is empty.
#[must_use]
pub fn spans(parts: &[Part], words: &[Word], end: Offset) -> Vec<Span> {
    let told: Vec<&Part> = parts.iter().filter(|part| !part.words.is_empty()).collect();
    let begins = |part: &Part| match (
        part.words
            .start
            .checked_sub(1)
            .and_then(|last| words.get(last)),
        words.get(part.words.start),
    ) {
        (Some(before), Some(first)) => {
            let (from, to) = (before.span.end.min(first.span.start), first.span.start);
            from + (to - from) / 2
        }
        _ => Offset::START,
    };
    let mut told = told.into_iter().peekable();
    parts
        .iter()
        .map(|part| {
            if part.words.is_empty() {
                return Span::new(end, end);
            }
            told.next();
            Span::new(begins(part), told.peek().map_or(end, |next| begins(next)))
        })
        .collect()
}

/// A silence that ends a sentence even where the recogniser wrote no full stop.
const SENTENCE_PAUSE: Duration = Duration::from_millis(700);

/// A sentence without an end is cut after so many words: a boundary cannot lie inside one.
const LONGEST_SENTENCE: usize = 40;

fn sentences(words: &[Word]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (index, word) in words.iter().enumerate() {
        let stopped = word.text.ends_with(['.', '?', '!']);
        let paused = words
            .get(index + 1)
            .is_none_or(|next| next.span.start - word.span.end >= SENTENCE_PAUSE);
        if stopped || paused || index + 1 - start >= LONGEST_SENTENCE {
            sentences.push(start..index + 1);
            start = index + 1;
        }
    }
    sentences
}

const SAID: f64 = 3.0;
const NEAR: f64 = 1.0;
const CUE: f64 = 2.0;
/// Votes lost when a sentence stands a whole answer away from where the targets would put it.
const OUT_OF_PLACE: f64 = 4.0;

/// For each sentence, the votes for each section.
fn votes(
    words: &[Word],
    sentences: &[Range<usize>],
    sections: &[Section],
    vocabulary: &[String],
) -> Vec<Vec<f64>> {
    let whole: f64 = sections
        .iter()
        .map(|section| section.target.as_secs_f64())
        .sum::<f64>()
        .max(1.0);
    let (begin, end) = match (words.first(), words.last()) {
        (Some(first), Some(last)) => (first.span.start.as_seconds(), last.span.end.as_seconds()),
        _ => (0.0, 0.0),
    };
    let length = (end - begin).max(0.001);
    sentences
        .iter()
        .map(|sentence| {
            let said = &words[sentence.clone()];
            let middle = said
                .iter()
                .map(|word| word.span.start.as_seconds())
                .sum::<f64>()
                / said.len() as f64;
            let at = (middle - begin) / length;
            let mut from = 0.0;
            sections
                .iter()
                .map(|section| {
                    let to = from + section.target.as_secs_f64() / whole;
                    let away = (from - at).max(at - to).max(0.0);
                    from = to;
                    signal_votes(section, said, vocabulary) + cue_votes(section.kind, said)
                        - OUT_OF_PLACE * away
                })
                .collect()
        })
        .collect()
}

fn signal_votes(section: &Section, words: &[Word], vocabulary: &[String]) -> f64 {
    let found = signals::find(&[Spoken { section, words }], &[], vocabulary);
    found
        .iter()
        .flatten()
        .map(|finding| match finding.state {
            State::Said => SAID,
            State::Near | State::Denied => NEAR,
            State::Elsewhere | State::Missing => 0.0,
        })
        .sum()
}

/// Turns of phrase that open or mark a part of a STAR answer, in lower case without punctuation.
fn cues(kind: SectionKind) -> &'static [&'static str] {
    match kind {
        SectionKind::Situation => &[
            "at the time",
            "a while ago",
            "last year",
            "when i noticed",
            "the situation was",
            "in my last role",
        ],
        SectionKind::Task => &[
            "my task",
            "my job was",
            "my goal",
            "my responsibility",
            "i was responsible",
            "was not my",
            "wasn't my",
            "i had to",
            "i needed to",
        ],
        SectionKind::Action => &[
            "first i",
            "so i",
            "then i",
            "next i",
            "after that i",
            "finally i",
            "i started by",
            "i began by",
            "the first thing i did",
        ],
        SectionKind::Result => &[
            "as a result",
            "the result",
            "in the end",
            "the outcome",
            "since then",
            "after we deployed",
            "after the release",
            "went to zero",
            "the impact",
        ],
        SectionKind::Reflection => &[
            "in hindsight",
            "looking back",
            "i learned",
            "i learnt",
            "next time",
            "if i did it again",
            "what i took",
            "the lesson",
            "i would do differently",
            "in retrospect",
        ],
    }
}

fn cue_votes(kind: SectionKind, words: &[Word]) -> f64 {
    let text: Vec<String> = words
        .iter()
        .map(|word| {
            word.text.to_lowercase().replace(
                |letter: char| !letter.is_alphanumeric() && letter != '\'',
                "",
            )
        })
        .collect();
    let text = format!(" {} ", text.join(" "));
    CUE * cues(kind)
        .iter()
        .filter(|cue| text.contains(&format!(" {cue} ")))
        .count() as f64
}

/// The boundary before a section: the first sentence of it.
struct Cut {
    before: usize,
    sure: bool,
}

/// Votes that moving a boundary must cost for it to be sure.
const SURE: f64 = 2.0;

/// The boundaries of the division with the most votes, one fewer than sections.
fn best_cuts(votes: &[Vec<f64>], sections: usize) -> Vec<Cut> {
    let ahead = running(votes, sections);
    let mirrored: Vec<Vec<f64>> = votes
        .iter()
        .rev()
        .map(|row| row.iter().rev().copied().collect())
        .collect();
    let behind = running(&mirrored, sections);
    let count = votes.len();
    let mut earliest = 0;
    (1..sections)
        .map(|section| {
            // All votes when the sections before this one take the first `cut` sentences and the rest take the others.
            let total =
                |cut: usize| ahead[section - 1][cut] + behind[sections - 1 - section][count - cut];
            let best = (earliest..=count)
                .max_by(|a, b| total(*a).total_cmp(&total(*b)))
                .unwrap_or(earliest);
            earliest = best;
            let other = (0..=count)
                .filter(|cut| *cut != best)
                .map(total)
                .fold(f64::NEG_INFINITY, f64::max);
            Cut {
                before: best,
                sure: total(best) - other >= SURE,
            }
        })
        .collect()
}

/// `[section][n]`: the most votes when the first `n` sentences are shared among sections up to `section`, in order.
fn running(votes: &[Vec<f64>], sections: usize) -> Vec<Vec<f64>> {
    let mut best = vec![vec![0.0; votes.len() + 1]; sections];
    for section in 0..sections {
        for n in 1..=votes.len() {
            let here = best[section][n - 1] + votes[n - 1][section];
            best[section][n] = if section == 0 {
                here
            } else {
                here.max(best[section - 1][n])
            };
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_decide_where_a_section_begins() {
        let votes = vec![
            vec![3.0, 0.0, 0.0],
            vec![2.5, 0.0, 0.0],
            vec![0.0, 5.0, 0.0],
            vec![0.0, 0.0, 4.0],
        ];
        let cuts: Vec<(usize, bool)> = best_cuts(&votes, 3)
            .iter()
            .map(|cut| (cut.before, cut.sure))
            .collect();
        assert_eq!(cuts, [(2, true), (3, true)]);
    }

    #[test]
    fn a_section_nobody_votes_for_is_empty() {
        let votes = vec![vec![3.0, 0.0, 0.0], vec![0.0, 0.0, 4.0]];
        let cuts: Vec<usize> = best_cuts(&votes, 3).iter().map(|cut| cut.before).collect();
        assert_eq!(cuts[1], 1);
        assert!(cuts[0] == 1, "the middle section holds nothing: {cuts:?}");
    }

    #[test]
    fn a_boundary_that_could_as_well_lie_elsewhere_is_not_sure() {
        let votes = vec![vec![3.0, 0.0], vec![0.1, 0.0], vec![0.0, 3.0]];
        assert!(!best_cuts(&votes, 2)[0].sure);
    }
}
