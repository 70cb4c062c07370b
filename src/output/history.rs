//! Takes over time: how long, how many signals, which ones never, for which principle and level.
//!
//! [`StoryHistory::of_all`] puts summaries in order and counts; [`print()`] shows the result on a terminal, [`csv`] as a
//! table for other programs, and `html::render_history` as a page.

mod csv;
mod print;
mod spark;

use std::collections::BTreeMap;

use super::lookup::title_of;
use crate::review::SectionState;
use crate::scenario::Scenario;
use crate::signals::State;
use crate::take::TakeSummary;

pub use csv::csv;
pub use print::print;

/// All takes of one story.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryHistory {
    /// The scenario's id.
    pub id: String,
    /// Its title; made from the id when its file is gone.
    pub title: String,
    /// Its takes, oldest first; at least one.
    pub takes: Vec<TakeSummary>,
    /// Its sections by id and title, in the order of telling.
    pub sections: Vec<(String, String)>,
    /// What became of every signal in every take, in the order of telling.
    pub signals: Vec<SignalHistory>,
    /// For which principle and level it was told.
    pub coverage: Coverage,
}

/// One signal over all takes of its story.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalHistory {
    /// The id of the section that wants it.
    pub section: String,
    /// That section's title.
    pub section_title: String,
    /// Its label.
    pub say: String,
    /// What became of it in each take, in their order; `None` where it was not asked for or nobody listened.
    pub states: Vec<Option<Heard>>,
}

/// What became of a signal in a take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// What counts; the user's word where there is one.
    pub state: State,
    /// Whether it is the user's word.
    pub corrected: bool,
}

impl SignalHistory {
    /// In how many takes it was said.
    #[must_use]
    pub fn said(&self) -> usize {
        let said = |heard: &&Heard| heard.state == State::Said;
        self.states.iter().flatten().filter(said).count()
    }

    /// In how many takes it was asked for and listened to.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.states.iter().flatten().count()
    }
}

/// For which principle and level a story was told, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Titles of the levels: the columns.
    pub levels: Vec<String>,
    /// Title of each principle, and its number of takes at each level: the rows.
    pub principles: Vec<(String, Vec<usize>)>,
}

impl StoryHistory {
    /// The histories of all stories in `takes`, which come oldest first; the story told last comes first. Titles and
    /// combinations that were never told come from `scenarios`.
    #[must_use]
    pub fn of_all(takes: Vec<TakeSummary>, scenarios: &[Scenario]) -> Vec<Self> {
        let mut by_story: BTreeMap<String, Vec<TakeSummary>> = BTreeMap::new();
        let mut order: Vec<String> = Vec::new();
        for take in takes {
            order.retain(|id| *id != take.scenario);
            order.push(take.scenario.clone());
            by_story
                .entry(take.scenario.clone())
                .or_default()
                .push(take);
        }
        order
            .into_iter()
            .rev()
            .filter_map(|id| {
                let takes = by_story.remove(&id)?;
                let scenario = scenarios.iter().find(|scenario| scenario.id == id);
                Some(Self::of(id, takes, scenario))
            })
            .collect()
    }

    fn of(id: String, takes: Vec<TakeSummary>, scenario: Option<&Scenario>) -> Self {
        let sections = sections_of(&takes, scenario);
        Self {
            title: scenario.map_or_else(|| title_of(&id), |scenario| scenario.title.clone()),
            signals: signals_of(&takes, &sections),
            coverage: Coverage::of(&takes, scenario),
            sections,
            id,
            takes,
        }
    }

    /// Signals that were asked for in three takes or more, the least said first, those said every second time left
    /// out.
    #[must_use]
    pub fn weakest(&self) -> Vec<&SignalHistory> {
        const LEAST_TAKES: usize = 3;
        let mut weak: Vec<&SignalHistory> = self
            .signals
            .iter()
            .filter(|signal| signal.asked() >= LEAST_TAKES && signal.said() * 2 < signal.asked())
            .collect();
        weak.sort_by(|left, right| {
            let share = |signal: &SignalHistory| signal.said() as f64 / signal.asked() as f64;
            share(left).total_cmp(&share(right))
        });
        weak
    }
}

/// Every section that a take holds, in the scenario's order where it knows them.
fn sections_of(takes: &[TakeSummary], scenario: Option<&Scenario>) -> Vec<(String, String)> {
    let mut sections: Vec<(String, String)> = scenario
        .map(|scenario| scenario.sections.iter())
        .into_iter()
        .flatten()
        .map(|section| (section.id.clone(), section.title.clone()))
        .collect();
    for section in takes.iter().rev().flat_map(|take| &take.sections) {
        if !sections.iter().any(|(id, _)| *id == section.id) {
            sections.push((section.id.clone(), title_of(&section.id)));
        }
    }
    let told = |id: &str| {
        let mut all = takes.iter().flat_map(|take| &take.sections);
        all.any(|section| section.id == id)
    };
    sections.retain(|(id, _)| told(id));
    sections
}

/// The signals of all takes, section by section; in a section those of the latest take first, in its order.
fn signals_of(takes: &[TakeSummary], sections: &[(String, String)]) -> Vec<SignalHistory> {
    let mut signals = Vec::new();
    for (id, title) in sections {
        let mut rows: Vec<SignalHistory> = Vec::new();
        let mut row_of: BTreeMap<String, usize> = BTreeMap::new();
        for (place, take) in takes.iter().enumerate().rev() {
            let told = take
                .sections
                .iter()
                .filter(|section| section.id == *id && section.state != SectionState::Skipped);
            for signal in told.flat_map(|section| &section.signals) {
                let row = *row_of.entry(signal.say.clone()).or_insert_with(|| {
                    rows.push(SignalHistory {
                        section: id.clone(),
                        section_title: title.clone(),
                        say: signal.say.clone(),
                        states: vec![None; takes.len()],
                    });
                    rows.len() - 1
                });
                rows[row].states[place] = Some(Heard {
                    state: signal.state,
                    corrected: signal.corrected,
                });
            }
        }
        signals.append(&mut rows);
    }
    signals
}

impl Coverage {
    fn of(takes: &[TakeSummary], scenario: Option<&Scenario>) -> Self {
        let mut levels: Vec<(String, String)> = scenario
            .map(|scenario| scenario.levels.iter())
            .into_iter()
            .flatten()
            .map(|level| (level.id.clone(), level.title.clone()))
            .collect();
        let mut principles: Vec<(String, String)> = scenario
            .map(|scenario| scenario.principles.iter())
            .into_iter()
            .flatten()
            .map(|principle| (principle.id.clone(), principle.title.clone()))
            .collect();
        let add = |list: &mut Vec<(String, String)>, id: &str| {
            if !list.iter().any(|(known, _)| known == id) {
                list.push((id.to_owned(), title_of(id)));
            }
        };
        for take in takes {
            add(&mut levels, &take.level);
            add(&mut principles, &take.principle);
        }
        let count = |principle: &str, level: &str| {
            let told = |take: &&TakeSummary| take.principle == principle && take.level == level;
            takes.iter().filter(told).count()
        };
        Self {
            principles: principles
                .into_iter()
                .map(|(principle, title)| {
                    let counts = levels.iter().map(|(level, _)| count(&principle, level));
                    (title, counts.collect())
                })
                .collect(),
            levels: levels.into_iter().map(|(_, title)| title).collect(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::json;

    /// Take number `day` of the webhook story, in which the first `said` of three signals were said.
    pub(crate) fn take(day: u8, said: usize) -> TakeSummary {
        let state = |index: usize| if index < said { "said" } else { "missing" };
        let section = |id: &str, target: u32, from: usize, says: &[&str]| {
            let signals: Vec<_> = says
                .iter()
                .enumerate()
                .map(|(index, say)| json!({ "say": say, "state": state(from + index) }))
                .collect();
            json!({ "id": id, "state": "complete", "spoken_s": f64::from(target) + f64::from(day), "target_s": target,
                "words": 60, "wpm": 120.0 + f64::from(day), "fillers": day % 3, "signals": signals })
        };
        let total = 140.0 + 2.0 * f64::from(day);
        serde_json::from_value(json!({
            "id": format!("2026-11-{day:02}T2104-webhook-drop"), "state": "finished", "scenario": "webhook-drop",
            "level": "sde2", "principle": "bias-for-action", "mode": "practice",
            "begun": format!("2026-11-{day:02}T21:04:00+01:00"), "model": "base-q8_0", "duration_s": total, "spoken_s": total,
            "target_s": 175, "ceiling_s": null, "reviewed": true, "said": said, "all": 3, "words": 120,
            "wpm": 120.0 + f64::from(day), "fillers": 2 * (day % 3),
            "filler_rate": f64::from(2 * (day % 3)) * 60.0 / total, "red_flags": 0, "corrections": 0,
            "sections": [section("situation", 30, 0, &["I noticed", "no ticket"]), section("action", 90, 2, &["I traced"])],
        }))
        .unwrap()
    }

    /// Five takes of one story, one of another with nothing heard.
    pub(crate) fn takes() -> Vec<TakeSummary> {
        let mut takes: Vec<TakeSummary> = [1, 2, 2, 1, 2]
            .into_iter()
            .zip(1..)
            .map(|(said, day)| take(day, said))
            .collect();
        takes[3].sections[0].signals[1].state = State::Said;
        takes[3].sections[0].signals[1].corrected = true;
        (takes[3].said, takes[3].corrections) = (2, 1);
        takes[4].mode = crate::take::Mode::Mock;
        let mut other = take(3, 0);
        other.scenario = "slow-checkout".to_owned();
        other.id = "2026-11-03T2104-slow-checkout".to_owned();
        other.reviewed = false;
        other.sections.clear();
        (other.said, other.all, other.wpm, other.fillers) = (0, 0, 0.0, 0);
        other.filler_rate = None;
        takes.insert(3, other);
        takes
    }

    pub(crate) fn scenario() -> Scenario {
        let source = include_str!("../../scenarios/webhook-drop.toml");
        Scenario::parse("webhook-drop", "webhook-drop.toml", source).unwrap()
    }

    #[test]
    fn the_story_told_last_comes_first_with_its_takes_oldest_first() {
        let stories = StoryHistory::of_all(takes(), &[scenario()]);
        let ids: Vec<&str> = stories.iter().map(|story| story.id.as_str()).collect();
        assert_eq!(ids, ["webhook-drop", "slow-checkout"]);
        let days: Vec<String> = stories[0]
            .takes
            .iter()
            .map(|take| take.begun.day())
            .collect();
        let mut sorted = days.clone();
        sorted.sort();
        assert_eq!((days.len(), &days), (5, &sorted));
        assert_eq!(
            stories[1].title, "Slow checkout",
            "its file is not known here"
        );
    }

    #[test]
    fn a_signal_keeps_its_row_over_all_takes_and_the_users_word_counts() {
        let stories = StoryHistory::of_all(takes(), &[scenario()]);
        let rows = &stories[0].signals;
        let labels: Vec<&str> = rows.iter().map(|row| row.say.as_str()).collect();
        assert_eq!(labels, ["I noticed", "no ticket", "I traced"]);
        assert_eq!((rows[1].said(), rows[1].asked()), (4, 5));
        assert!(rows[1].states[3].unwrap().corrected);
    }

    #[test]
    fn what_is_never_said_comes_first_among_the_weak_ones() {
        let stories = StoryHistory::of_all(takes(), &[scenario()]);
        let weak: Vec<&str> = stories[0]
            .weakest()
            .iter()
            .map(|row| row.say.as_str())
            .collect();
        assert_eq!(weak, ["I traced"]);
        assert!(stories[1].weakest().is_empty());
    }

    #[test]
    fn coverage_holds_what_was_never_told_too() {
        let stories = StoryHistory::of_all(takes(), &[scenario()]);
        let coverage = &stories[0].coverage;
        assert_eq!(coverage.levels, ["SDE1", "SDE2", "Senior SDE"]);
        assert_eq!(
            coverage.principles[0],
            ("Bias for Action".to_owned(), vec![0, 5, 0])
        );
        assert_eq!(coverage.principles.len(), 3);
        let other = &stories[1].coverage;
        assert_eq!(other.principles, [("Bias for action".to_owned(), vec![1])]);
    }
}
