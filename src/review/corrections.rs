//! Where the user says that a judgement was wrong. A correction never changes what was heard: it stands beside it,
//! is shown as the user's, and counts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SectionReview;
use crate::signals::{SignalFinding, State};

/// The version of the corrections file that this program writes and the newest that it reads.
pub const SCHEMA: u32 = 1;

/// The corrections of one take: the file `corrections.json` in its folder. The page writes the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Corrections {
    /// [`SCHEMA`].
    pub schema: u32,
    /// The take's name in the store.
    pub take: String,
    /// At most one for each signal of a section.
    pub corrections: Vec<Correction>,
}

/// One signal, as the user judges it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// The id of the section that wants the signal.
    pub section: String,
    /// The signal's label.
    pub say: String,
    /// What the user says became of it.
    pub state: Verdict,
}

/// What a user can say about a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was said.
    Said,
    /// It was not.
    Missing,
}

impl Corrections {
    /// No correction yet.
    #[must_use]
    pub fn none(take: &str) -> Self {
        Self {
            schema: SCHEMA,
            take: take.to_owned(),
            corrections: Vec::new(),
        }
    }

    /// Adds `correction` in place of an earlier one of the same signal.
    pub fn set(&mut self, correction: Correction) {
        self.clear(&correction.section, &correction.say);
        self.corrections.push(correction);
    }

    /// Takes back the correction of a signal; whether there was one.
    pub fn clear(&mut self, section: &str, say: &str) -> bool {
        let before = self.corrections.len();
        self.corrections.retain(|old| !old.is_about(section, say));
        self.corrections.len() < before
    }
}

impl Correction {
    /// Whether it is about the signal `say` of `section`.
    #[must_use]
    pub fn is_about(&self, section: &str, say: &str) -> bool {
        self.section == section && self.say == say
    }
}

/// What the user says about the signal `say` of `section`; `None` when nothing.
#[must_use]
pub fn verdict(corrections: &[Correction], section: &str, say: &str) -> Option<Verdict> {
    corrections
        .iter()
        .find(|correction| correction.is_about(section, say))
        .map(|correction| correction.state)
}

impl Verdict {
    /// The state that it gives a signal.
    #[must_use]
    pub fn state(self) -> State {
        match self {
            Self::Said => State::Said,
            Self::Missing => State::Missing,
        }
    }
}

/// The state that counts for `finding`, a signal of `section`: the user's where there is one, the program's otherwise.
#[must_use]
pub fn settled(corrections: &[Correction], section: &str, finding: &SignalFinding) -> State {
    verdict(corrections, section, &finding.say).map_or(finding.found(), Verdict::state)
}

/// Lets `corrections` count in `section`: each signal has the state that counts, and beside it what the program found.
/// Corrections that were counted before and are taken back count no more.
pub fn apply(corrections: &[Correction], section: &mut SectionReview) {
    for signal in &mut section.signals {
        let found = signal.found();
        let verdict = verdict(corrections, &section.section, &signal.say);
        signal.state = verdict.map_or(found, Verdict::state);
        signal.judged = verdict.map(|_| found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn correction(section: &str, state: Verdict) -> Correction {
        Correction {
            section: section.to_owned(),
            say: "no ticket".to_owned(),
            state,
        }
    }

    #[test]
    fn the_last_word_about_a_signal_counts() {
        let mut all = Corrections::none("take");
        all.set(correction("task", Verdict::Said));
        all.set(correction("task", Verdict::Missing));
        assert_eq!(all.corrections, [correction("task", Verdict::Missing)]);
    }

    #[test]
    fn the_same_label_in_another_section_is_another_signal() {
        let mut all = Corrections::none("take");
        all.set(correction("task", Verdict::Said));
        assert_eq!(verdict(&all.corrections, "situation", "no ticket"), None);
        assert!(!all.clear("situation", "no ticket"));
        assert!(all.clear("task", "no ticket"));
    }
}
