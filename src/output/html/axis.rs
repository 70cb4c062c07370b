//! The one time axis of the page: the sections end to end, from the first to the last, and a little room for targets
//! that were not used up. Places on it are percentages, so that the drawings fit any width without a script.

use serde::Serialize;

use crate::output::report::Report;
use crate::review::SectionState;

/// Lengths in seconds between two labels on the axis; the first that gives few enough labels is taken.
const STEPS_S: [f64; 10] = [
    5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0,
];
const MOST_TICKS: f64 = 10.0;
/// A target that was not used up may lengthen the axis to this multiple of the answer, so that the answer itself never
/// becomes small.
const MOST_ROOM: f64 = 1.15;

/// Where the sections of a report lie.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Seconds from its left to its right end; more than zero.
    pub length_s: f64,
    /// Where each section begins, in seconds from the left end.
    pub starts_s: Vec<f64>,
}

/// A label under the axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Tick {
    /// Percent from the left.
    pub x: f64,
    /// Seconds as a clock.
    pub label: String,
    /// Whether a narrow screen leaves it out.
    pub spare: bool,
}

impl Axis {
    /// The axis of `report`.
    pub fn new(report: &Report) -> Self {
        let mut starts_s = Vec::with_capacity(report.sections.len());
        let (mut now, mut furthest) = (0.0_f64, 0.0_f64);
        for section in &report.sections {
            starts_s.push(now);
            if section.state != SectionState::Skipped {
                let before = section.spoken_time().before;
                furthest = furthest.max(now + (before + section.target).as_secs_f64());
            }
            now += section.duration.as_secs_f64();
        }
        Self {
            length_s: furthest.min(now * MOST_ROOM).max(now).max(1.0),
            starts_s,
        }
    }

    /// Where `place_s`, in seconds from the start of section number `section`, lies: percent from the left.
    pub fn x(&self, section: usize, place_s: f64) -> f64 {
        let start = self.starts_s.get(section).copied().unwrap_or_default();
        percent(start + place_s, self.length_s)
    }

    /// How wide `length_s` seconds are, in percent.
    pub fn width(&self, length_s: f64) -> f64 {
        percent(length_s, self.length_s)
    }

    /// The labels under it.
    pub fn ticks(&self) -> Vec<Tick> {
        let step = STEPS_S
            .into_iter()
            .find(|step| self.length_s / step <= MOST_TICKS)
            .unwrap_or(7200.0);
        let count = (self.length_s / step) as usize;
        (0..=count)
            .map(|index| {
                let place = index as f64 * step;
                Tick {
                    x: self.width(place),
                    label: super::clock::clock(place),
                    spare: index % 2 == 1,
                }
            })
            .filter(|tick| tick.x <= 98.5)
            .collect()
    }
}

/// `part` of `whole` in percent, rounded to thousandths, never outside 0 to 100.
pub fn percent(part: f64, whole: f64) -> f64 {
    let share = (part / whole * 100_000.0).round() / 1000.0;
    if share.is_finite() {
        share.clamp(0.0, 100.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn sections_follow_each_other_and_the_answer_keeps_most_of_the_room() {
        let report = fixtures::report("strong");
        let axis = Axis::new(&report);
        let first = report.sections[0].duration.as_secs_f64();
        assert_eq!(axis.starts_s[1], first);
        assert_eq!(axis.x(1, 0.0), axis.x(0, first));
        assert!(axis.length_s >= report.total.duration_s);
        assert!(axis.length_s <= report.total.duration_s * MOST_ROOM);
    }

    #[test]
    fn a_take_of_nothing_still_has_an_axis() {
        let mut report = fixtures::report("strong");
        report.sections.clear();
        let axis = Axis::new(&report);
        assert_eq!((axis.length_s, axis.x(0, 0.5)), (1.0, 50.0));
        assert_eq!(axis.ticks().len(), 1);
    }

    #[test]
    fn there_are_never_more_labels_than_fit() {
        for length_s in [1.0, 31.0, 175.0, 1800.0, 9000.0, 90_000.0] {
            let axis = Axis {
                length_s,
                starts_s: vec![0.0],
            };
            let count = axis.ticks().len();
            assert!((1..=14).contains(&count), "{count} at {length_s} s");
        }
    }
}
