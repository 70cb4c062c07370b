//! The values in a scenario file, judged one by one: texts, ids, names, lengths of time, kinds, patterns.
//!
//! What is wrong goes to the sink and something harmless comes back, so that the check can go on.

use std::collections::HashSet;
use std::time::Duration;

use super::SectionKind;
use super::duration;
use super::fault::FaultKind;
use super::faults::Sink;
use super::nearest::nearest;
use super::place::place_inside;
use super::table::At;
use crate::signals::pattern::{Pattern, PatternError};

/// How kinds of sections are written.
pub(super) const KINDS: [&str; 5] = ["situation", "task", "action", "result", "reflection"];

/// Letters of a signal's label or pattern: three times the longest that a listener could write down.
const LONGEST_LABEL: usize = 500;

/// Letters of any other text: twenty minutes of speech.
const LONGEST_TEXT: usize = 20_000;

/// Ids name files, so they are kept short.
const LONGEST_ID: usize = 40;

/// Paragraphs as people read them: an author's line breaks inside one are only the file's.
pub(super) fn paragraphs(text: &str) -> String {
    let mut out = String::new();
    let mut fresh = true;
    for line in text.trim().lines().map(str::trim) {
        if line.is_empty() {
            fresh = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if fresh { "\n\n" } else { " " });
        }
        out.push_str(line);
        fresh = false;
    }
    out
}

/// "situation" as "Situation".
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// "bias-for-action" as "Bias for action".
pub(super) fn title_of(id: &str) -> String {
    capitalised(&id.replace('-', " "))
}

/// A length of time and what was written.
pub(super) struct Length {
    pub(super) value: Duration,
    pub(super) written: At<String>,
}

/// What a check needs at every step.
pub(super) struct Check<'a> {
    pub(super) source: &'a str,
    pub(super) sink: &'a Sink,
    pub(super) labels: Vec<String>,
}

impl Check<'_> {
    pub(super) fn kind(&self, written: &At<String>) -> Option<SectionKind> {
        let kind = match written.value.as_str() {
            "situation" => SectionKind::Situation,
            "task" => SectionKind::Task,
            "action" => SectionKind::Action,
            "result" => SectionKind::Result,
            "reflection" => SectionKind::Reflection,
            other => {
                let unknown = FaultKind::UnknownKind {
                    found: other.to_owned(),
                    near: nearest(other, KINDS),
                };
                self.sink.add(unknown, &written.at);
                return None;
            }
        };
        Some(kind)
    }

    pub(super) fn patterns(&self, sources: &[At<String>]) -> Vec<Pattern> {
        sources
            .iter()
            .filter_map(|source| self.pattern(source))
            .collect()
    }

    /// Reports a text that is longer than any that makes sense, and takes long to read.
    fn is_short_enough(&self, key: &'static str, written: &At<String>, most: usize) -> bool {
        let letters = written.value.chars().count();
        if letters > most {
            // Its beginning is enough to find it by, and to show.
            let at = written.at.start..(written.at.start + 40).min(written.at.end);
            self.sink
                .add(FaultKind::TooLong { key, letters, most }, &at);
        }
        letters <= most
    }

    pub(super) fn pattern(&self, source: &At<String>) -> Option<Pattern> {
        if !self.is_short_enough("pattern", source, LONGEST_LABEL) {
            return None;
        }
        match Pattern::parse(&source.value) {
            Ok(pattern) => Some(pattern),
            Err(PatternError { message, at, help }) => {
                let at = place_inside(self.source, &source.at, &at);
                self.sink.add(FaultKind::Pattern { message, help }, &at);
                None
            }
        }
    }

    /// The text in paragraphs; empty without one. One that is there must say something.
    pub(super) fn text(&self, key: &'static str, written: Option<At<String>>) -> String {
        written
            .map(|written| self.filled(key, written))
            .unwrap_or_default()
    }

    pub(super) fn texts(&self, key: &'static str, written: Vec<At<String>>) -> Vec<String> {
        written
            .into_iter()
            .map(|text| self.filled(key, text))
            .collect()
    }

    pub(super) fn filled(&self, key: &'static str, written: At<String>) -> String {
        let text = paragraphs(&written.value);
        if text.is_empty() {
            self.sink.add(FaultKind::Empty { key }, &written.at);
        }
        let most = if key == "say" {
            LONGEST_LABEL
        } else {
            LONGEST_TEXT
        };
        if self.is_short_enough(key, &written, most) {
            text
        } else {
            text.chars().take(most).collect()
        }
    }

    pub(super) fn id(&self, written: At<String>) -> String {
        let id = written.value;
        let right = (1..=LONGEST_ID).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !id.starts_with('-');
        if !right {
            self.sink
                .add(FaultKind::BadId { id: id.clone() }, &written.at);
        }
        id
    }

    /// Reports a name that `seen` holds already.
    pub(super) fn unique(
        &self,
        seen: &mut HashSet<String>,
        what: &'static str,
        name: Option<&At<String>>,
    ) {
        let Some(At { value, at }) = name else {
            return;
        };
        let name = value.trim();
        if !name.is_empty() && !seen.insert(name.to_owned()) {
            let name = name.to_owned();
            self.sink.add(FaultKind::Duplicate { what, name }, at);
        }
    }

    /// Reports a name that is none of `names`.
    pub(super) fn known(&self, what: &'static str, written: &At<String>, names: &[String]) {
        let name = paragraphs(&written.value);
        if !names.contains(&name) {
            let near = nearest(&name, names.iter().map(String::as_str)).map(str::to_owned);
            let known = names.to_vec();
            self.sink.add(
                FaultKind::UnknownName {
                    what,
                    name,
                    near,
                    known,
                },
                &written.at,
            );
        }
    }

    pub(super) fn known_labels(&self, written: Vec<At<String>>) -> Vec<String> {
        for label in &written {
            self.known("signal", label, &self.labels);
        }
        written
            .iter()
            .map(|label| paragraphs(&label.value))
            .collect()
    }

    pub(super) fn length(&self, written: Option<At<String>>) -> Option<Length> {
        let written = written?;
        match duration::parse(&written.value) {
            Ok(value) => Some(Length { value, written }),
            Err(why) => {
                let text = written.value;
                self.sink
                    .add(FaultKind::BadDuration { text, why }, &written.at);
                None
            }
        }
    }

    /// A target and a ceiling, which must not be under it; `otherwise` is the target where none is written.
    pub(super) fn times(
        &self,
        target: Option<At<String>>,
        ceiling: Option<At<String>>,
        otherwise: Option<Duration>,
    ) -> (Option<Duration>, Option<Duration>) {
        let target = self.length(target);
        let ceiling = self.length(ceiling);
        let least = target.as_ref().map(|target| target.value).or(otherwise);
        if let (Some(least), Some(ceiling)) = (least, &ceiling)
            && ceiling.value < least
        {
            let kind = FaultKind::CeilingUnderTarget {
                ceiling: ceiling.written.value.clone(),
                target: target.as_ref().map_or_else(
                    || format!("of the sections together, {} s", least.as_secs()),
                    |target| target.written.value.clone(),
                ),
            };
            self.sink.add(kind, &ceiling.written.at);
        }
        (
            target.map(|target| target.value),
            ceiling.map(|ceiling| ceiling.value),
        )
    }
}
