//! What this user usually does: medians over earlier takes, shown beside the norms.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::report::Report;
use crate::review::{SectionReview, SectionState};

/// The user's own medians over earlier takes of the same scenario, shown beside the norms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Usual {
    /// Number of takes behind the medians; at least [`Usual::LEAST_TAKES`].
    pub takes: usize,
    /// Length of the whole answer, in seconds; `None` when too few takes were whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
    /// Words a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wpm: Option<f64>,
    /// Fillers a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fillers_per_minute: Option<f64>,
    /// Lengths of the sections, in seconds, by section id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sections: BTreeMap<String, f64>,
}

impl Usual {
    /// With fewer takes a median says more about the day than about the speaker.
    pub const LEAST_TAKES: usize = 5;

    /// The medians over `earlier`, for a take that told the sections `told`; `None` when there are none. What concerns
    /// the whole is taken from takes that told the same sections: one section alone says nothing about an answer.
    #[must_use]
    pub fn of(earlier: &[Report], told: &BTreeSet<String>) -> Option<Self> {
        let like_this = |report: &&Report| told_sections(report) == *told;
        let over = |value: &dyn Fn(&Report) -> Option<f64>| {
            let takes = earlier.iter().filter(like_this);
            let values: Vec<f64> = takes.filter_map(value).collect();
            (values.len() >= Self::LEAST_TAKES)
                .then(|| median(values))
                .flatten()
        };
        let complete = |section: &&SectionReview| section.state == SectionState::Complete;
        let length_of = |id: &String| {
            let lengths: Vec<f64> = earlier
                .iter()
                .flat_map(|report| report.sections.iter().filter(complete))
                .filter(|section| section.section == *id)
                .map(|section| section.spoken_time().spoken.as_secs_f64())
                .collect();
            (lengths.len() >= Self::LEAST_TAKES)
                .then(|| median(lengths))
                .flatten()
        };
        let sections: BTreeMap<String, f64> = told
            .iter()
            .filter_map(|id| Some((id.clone(), length_of(id)?)))
            .collect();
        let usual = Self {
            takes: earlier.len(),
            duration_s: over(&|report| {
                let mut told = report
                    .sections
                    .iter()
                    .filter(|section| section.state != SectionState::Skipped);
                told.all(|section| complete(&section))
                    .then(|| report.spoken_time().spoken.as_secs_f64())
            }),
            wpm: over(&|report| Some(report.overall.pace.as_ref()?.wpm)),
            fillers_per_minute: over(&|report| {
                Some(report.overall.filler_rate.as_ref()?.per_minute)
            }),
            sections,
        };
        let any = usual.duration_s.or(usual.wpm).or(usual.fillers_per_minute);
        (any.is_some() || !usual.sections.is_empty()).then_some(usual)
    }

    /// Whether `report` shows any of the medians.
    #[must_use]
    pub(crate) fn is_shown_in(&self, report: &Report) -> bool {
        let told = told_sections(report);
        let overall = &report.overall;
        !told.is_empty()
            && (self.duration_s.is_some()
                || self.wpm.is_some() && overall.pace.is_some()
                || self.fillers_per_minute.is_some() && overall.filler_rate.is_some()
                || told.iter().any(|id| self.sections.contains_key(id)))
    }
}

/// The sections that a take told.
fn told_sections(report: &Report) -> BTreeSet<String> {
    let told = report
        .sections
        .iter()
        .filter(|section| section.state != SectionState::Skipped);
    told.map(|section| section.section.clone()).collect()
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(values.len() / 2 - 1)?;
    Some((lower + upper) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::super::sample::report;
    use super::*;

    fn takes(durations_s: &[f64]) -> Vec<Report> {
        durations_s
            .iter()
            .map(|duration_s| {
                let mut report = report("strong");
                let spoken = std::time::Duration::from_secs_f64(*duration_s);
                report.total.time = Some(crate::review::SpokenTime::all(spoken));
                report
            })
            .collect()
    }

    fn of(takes: &[Report]) -> Option<Usual> {
        Usual::of(takes, &told_sections(&report("strong")))
    }

    /// A take in which only the action was told.
    fn part(duration_s: f64) -> Report {
        let mut part = takes(&[duration_s]).remove(0);
        part.sections.retain(|section| section.section == "action");
        part
    }

    #[test]
    fn a_section_told_alone_is_no_measure_of_the_whole_answer() {
        let mut mixed = takes(&[100.0, 102.0, 104.0, 98.0]);
        mixed.extend((0..5).map(|_| part(12.0)));
        let usual = of(&mixed).unwrap();
        assert_eq!((usual.duration_s, usual.wpm), (None, None));
        assert_eq!(usual.sections.len(), 1, "{:?}", usual.sections);
        mixed.extend(takes(&[110.0]));
        assert_eq!(of(&mixed).unwrap().duration_s, Some(102.0));
        let alone = Usual::of(&mixed, &told_sections(&part(12.0))).unwrap();
        assert_eq!(alone.duration_s, Some(12.0));
        assert!(!alone.sections.contains_key("task"));
    }

    #[test]
    fn medians_that_nothing_is_shown_beside_are_none() {
        let takes = takes(&[100.0; 5]);
        let other: BTreeSet<String> = ["elsewhere".to_owned()].into();
        assert_eq!(Usual::of(&takes, &other), None);
        let usual = of(&takes).unwrap();
        let mut report = report("strong");
        assert!(usual.is_shown_in(&report));
        for section in &mut report.sections {
            section.state = SectionState::Skipped;
        }
        assert!(!usual.is_shown_in(&report));
    }

    #[test]
    fn four_takes_are_too_few_for_a_habit() {
        assert_eq!(of(&takes(&[1.0, 2.0, 3.0, 4.0])), None);
    }

    #[test]
    fn the_median_stands_in_the_middle_and_one_bad_evening_does_not_move_it() {
        let usual = of(&takes(&[600.0, 100.0, 102.0, 104.0, 98.0])).unwrap();
        assert_eq!(usual.duration_s, Some(102.0));
        assert_eq!(usual.takes, 5);
        let even = of(&takes(&[90.0, 100.0, 102.0, 104.0, 98.0, 110.0])).unwrap();
        assert_eq!(even.duration_s, Some(101.0));
    }

    #[test]
    fn a_take_that_was_cut_off_says_nothing_about_the_whole_length() {
        let mut takes = takes(&[100.0; 5]);
        takes[0].sections[2].state = SectionState::Partial;
        let usual = of(&takes).unwrap();
        assert_eq!(usual.duration_s, None);
        assert!(usual.sections.contains_key("situation"));
        assert!(!usual.sections.contains_key("action"));
        assert!(usual.wpm.is_some());
    }
}
