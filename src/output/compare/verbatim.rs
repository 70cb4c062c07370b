//! How much of two tellings is word for word the same. A story told from memory of what happened shares its words
//! with the last telling only here and there; a script shares long runs.

use std::collections::HashSet;

use super::bare_word;
use crate::output::report::Report;
use crate::review::SectionReview;
use crate::transcript::Certainty;

/// Words in a row that must be the same to count. Shorter runs ("the Platform team's payment service") come by
/// themselves when the same person tells the same story.
const RUN: usize = 6;
/// From this share on a telling is called a script: most of it in runs that long does not happen by chance.
const SCRIPT: f64 = 0.6;
/// With fewer words than this in either telling nothing is called a script.
const LEAST_WORDS: usize = 50;

/// How much was said word for word the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verbatim {
    /// The share of the later telling's words that stand in a run of six or more which the earlier one has, too;
    /// 0 to 1, and 0 when nothing was said.
    pub share: f64,
    /// Whether that is so much that a listener hears a script.
    pub by_heart: bool,
}

impl Verbatim {
    /// Compares the words of two reports, fillers left out. Where in the answer they stand does not matter.
    #[must_use]
    pub fn of(before: &Report, after: &Report) -> Self {
        let (before, after) = (words(before), words(after));
        let known: HashSet<&[String]> = before.windows(RUN).collect();
        let mut shared = vec![false; after.len()];
        for (at, run) in after.windows(RUN).enumerate() {
            if known.contains(run) {
                shared[at..at + RUN].fill(true);
            }
        }
        let count = shared.iter().filter(|shared| **shared).count();
        let share = if after.is_empty() {
            0.0
        } else {
            count as f64 / after.len() as f64
        };
        let enough = before.len().min(after.len()) >= LEAST_WORDS;
        Self {
            share,
            by_heart: enough && share >= SCRIPT,
        }
    }
}

fn words(report: &Report) -> Vec<String> {
    report.sections.iter().flat_map(words_of).collect()
}

fn words_of(section: &SectionReview) -> impl Iterator<Item = String> {
    section
        .transcript
        .iter()
        .filter(|word| {
            let middle = word.span.start + word.span.length() / 2;
            !section
                .fillers
                .iter()
                .any(|filler| filler.certainty == Certainty::Heard && filler.span.contains(middle))
        })
        .map(|word| bare_word(&word.text))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::super::html::fixtures;
    use super::*;

    #[test]
    fn the_same_script_twice_is_told_as_one() {
        let report = fixtures::report("strong");
        let mut again = report.clone();
        for word in again.sections[2].transcript.iter_mut().step_by(20) {
            "something".clone_into(&mut word.text);
        }
        let verbatim = Verbatim::of(&report, &again);
        assert!(verbatim.by_heart, "{verbatim:?}");
    }

    #[test]
    fn the_same_story_in_other_words_is_no_script() {
        let verbatim = Verbatim::of(&fixtures::report("partial"), &fixtures::report("strong"));
        assert!(verbatim.share < 0.2 && !verbatim.by_heart, "{verbatim:?}");
    }

    #[test]
    fn a_few_words_are_never_called_a_script() {
        let report = fixtures::report("weak");
        let mut short = report.clone();
        short.sections.truncate(1);
        assert!(!Verbatim::of(&short, &short).by_heart);
        short.sections[0].transcript.clear();
        assert_eq!(Verbatim::of(&report, &short).share, 0.0);
    }
}
