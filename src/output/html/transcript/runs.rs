//! Runs: words in a row that carry the same findings, gathered into paragraphs.

use serde::Serialize;

use crate::time::Span;

/// Words in a row that carry the same findings.
#[derive(Debug, Serialize)]
pub struct Run {
    /// What was found in them; `None` when nothing.
    pub(super) mark: Option<Marking>,
    pub(super) items: Vec<Item>,
    /// Whether a space stands before it.
    spaced: bool,
}

/// What was found in a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Marking {
    pub(super) classes: String,
    /// Signs of the findings whose last words are here.
    pub(super) icons: Vec<&'static str>,
    /// Names of the findings, separated by spaces.
    pub(super) findings: String,
    /// For a screen reader and as a tip.
    pub(super) label: String,
}

/// A word, or what lies between two.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) title: String,
}

/// A signal or a red flag at its place in this section.
pub(super) struct Finding {
    pub(super) name: String,
    pub(super) class: &'static str,
    pub(super) label: String,
    pub(super) span: Span,
}

/// Collects items into runs and runs into paragraphs.
#[derive(Default)]
pub(super) struct Writer {
    paragraphs: Vec<Vec<(Vec<usize>, Vec<Item>)>>,
    current: Vec<(Vec<usize>, Vec<Item>)>,
    pub(super) words_in_paragraph: usize,
}

impl Writer {
    /// Appends a word with its findings, or (`None`) something between two words, which carries none.
    pub(super) fn push(&mut self, findings: Option<Vec<usize>>, item: Item) {
        self.words_in_paragraph += usize::from(findings.is_some());
        let findings = findings.unwrap_or_default();
        match self.current.last_mut() {
            Some((same, items)) if *same == findings => items.push(item),
            _ => self.current.push((findings, vec![item])),
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        self.words_in_paragraph = 0;
        let paragraph = std::mem::take(&mut self.current);
        if !paragraph.is_empty() {
            self.paragraphs.push(paragraph);
        }
    }

    pub(super) fn finish(mut self, findings: &[Finding]) -> Vec<Vec<Run>> {
        self.end_paragraph();
        let mut places: Vec<&Vec<usize>> = Vec::new();
        for (numbers, _) in self.paragraphs.iter().flatten() {
            places.push(numbers);
        }
        let last_of = |number: usize| places.iter().rposition(|here| here.contains(&number));
        let mut lasts: Vec<Vec<usize>> = vec![Vec::new(); places.len()];
        for number in 0..findings.len() {
            if let Some(place) = last_of(number) {
                lasts[place].push(number);
            }
        }
        let mut lasts = lasts.into_iter();
        self.paragraphs
            .into_iter()
            .map(|paragraph| {
                paragraph
                    .into_iter()
                    .enumerate()
                    .map(|(place, (numbers, items))| Run {
                        mark: marking(&numbers, &lasts.next().unwrap_or_default(), findings),
                        items,
                        spaced: place > 0,
                    })
                    .collect()
            })
            .collect()
    }
}

/// The marking of a run with the findings `numbers`, of which `ending` end here.
fn marking(numbers: &[usize], ending: &[usize], findings: &[Finding]) -> Option<Marking> {
    let here: Vec<&Finding> = numbers
        .iter()
        .filter_map(|number| findings.get(*number))
        .collect();
    if here.is_empty() {
        return None;
    }
    let joined = |parts: Vec<&str>, by: &str| parts.join(by);
    let mut classes: Vec<&str> = here.iter().map(|finding| finding.class).collect();
    classes.dedup();
    Some(Marking {
        classes: joined(classes, " "),
        icons: ending
            .iter()
            .filter_map(|number| findings.get(*number))
            .map(|finding| finding.class)
            .collect(),
        findings: joined(
            here.iter().map(|finding| finding.name.as_str()).collect(),
            " ",
        ),
        label: joined(
            here.iter().map(|finding| finding.label.as_str()).collect(),
            "; ",
        ),
    })
}
