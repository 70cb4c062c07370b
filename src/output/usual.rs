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

    /// The medians over `earlier`; `None` when they are too few.
    #[must_use]
    pub fn of(earlier: &[Report]) -> Option<Self> {
        if earlier.len() < Self::LEAST_TAKES {
            return None;
        }
        let over = |value: &dyn Fn(&Report) -> Option<f64>| {
            let values: Vec<f64> = earlier.iter().filter_map(value).collect();
            (values.len() >= Self::LEAST_TAKES)
                .then(|| median(values))
                .flatten()
        };
        let complete = |section: &&SectionReview| section.state == SectionState::Complete;
        let ids: BTreeSet<&String> = earlier
            .iter()
            .flat_map(|report| report.sections.iter().map(|section| &section.section))
            .collect();
        let sections = ids
            .into_iter()
            .filter_map(|id| {
                let length = over(&|report| {
                    let mut sections = report.sections.iter().filter(complete);
                    let section = sections.find(|section| &section.section == id)?;
                    Some(section.spoken_time().spoken.as_secs_f64())
                })?;
                Some((id.clone(), length))
            })
            .collect();
        Some(Self {
            takes: earlier.len(),
            duration_s: over(&|report| {
                let whole = report.sections.iter().all(|section| complete(&section));
                whole.then(|| report.spoken_time().spoken.as_secs_f64())
            }),
            wpm: over(&|report| Some(report.overall.pace.as_ref()?.wpm)),
            fillers_per_minute: over(&|report| {
                Some(report.overall.filler_rate.as_ref()?.per_minute)
            }),
            sections,
        })
    }
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

    #[test]
    fn four_takes_are_too_few_for_a_habit() {
        assert_eq!(Usual::of(&takes(&[1.0, 2.0, 3.0, 4.0])), None);
    }

    #[test]
    fn the_median_stands_in_the_middle_and_one_bad_evening_does_not_move_it() {
        let usual = Usual::of(&takes(&[600.0, 100.0, 102.0, 104.0, 98.0])).unwrap();
        assert_eq!(usual.duration_s, Some(102.0));
        assert_eq!(usual.takes, 5);
        let even = Usual::of(&takes(&[90.0, 100.0, 102.0, 104.0, 98.0, 110.0])).unwrap();
        assert_eq!(even.duration_s, Some(101.0));
    }

    #[test]
    fn a_take_that_was_cut_off_says_nothing_about_the_whole_length() {
        let mut takes = takes(&[100.0; 5]);
        takes[0].sections[2].state = SectionState::Partial;
        let usual = Usual::of(&takes).unwrap();
        assert_eq!(usual.duration_s, None);
        assert!(usual.sections.contains_key("situation"));
        assert!(!usual.sections.contains_key("action"));
        assert!(usual.wpm.is_some());
    }
}
