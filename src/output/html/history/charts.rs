//! The drawings of the history page as numbers: bars and lines over takes, each with its scale and its words.
//! Places are percentages, x from the left and y from the top, so that they fit any width without a script.

use serde::Serialize;

use crate::output::html::axis::percent;
use crate::output::wording;
use crate::review::{Limits, SectionState};
use crate::take::TakeSummary;
use crate::time::length_from_seconds;

/// With fewer takes their bars stay at the left, instead of becoming broad.
const FEWEST_SLOTS: usize = 8;

/// A bar a take, with a line to hold it against.
#[derive(Debug, Serialize)]
pub struct Bars {
    title: String,
    /// The drawing in words.
    words: String,
    bars: Vec<Bar>,
    /// What each bar is held against: the target of its own take.
    marks: Vec<Mark>,
    levels: Vec<Level>,
    days: Vec<Day>,
}

#[derive(Debug, Serialize)]
struct Bar {
    x: f64,
    width: f64,
    y: f64,
    height: f64,
    /// `quiet`, or `over` where it passes what it is held against by more than a fifth.
    class: &'static str,
    title: String,
}

#[derive(Debug, Serialize)]
struct Mark {
    x: f64,
    to: f64,
    y: f64,
}

/// A labelled height.
#[derive(Debug, Serialize)]
struct Level {
    y: f64,
    label: String,
}

/// A line with a point a take, and the band in which it is quiet.
#[derive(Debug, Serialize)]
pub struct Line {
    words: String,
    /// Stretches of connected points.
    paths: Vec<String>,
    points: Vec<Point>,
    band_y: f64,
    band_height: f64,
    levels: Vec<Level>,
    days: Vec<Day>,
}

#[derive(Debug, Serialize)]
struct Point {
    x: f64,
    y: f64,
    title: String,
}

/// From values to percent from the top.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    fn y(&self, value: f64) -> f64 {
        100.0 - percent(value - self.low, self.high - self.low)
    }

    /// Labels at `count` equal steps, the ends included.
    fn levels(&self, count: usize, shown: &dyn Fn(f64) -> String) -> Vec<Level> {
        (0..=count)
            .map(|step| self.low + (self.high - self.low) * step as f64 / count as f64)
            .map(|value| Level {
                y: self.y(value),
                label: shown(value),
            })
            .collect()
    }
}

/// The slot of take number `place` of `count`: left end and width, in percent.
fn slot(place: usize, count: usize) -> (f64, f64) {
    let width = 100.0 / count.max(FEWEST_SLOTS) as f64;
    (place as f64 * width, width)
}

/// A date under a chart.
#[derive(Debug, Serialize)]
struct Day {
    x: f64,
    anchor: &'static str,
    label: String,
}

/// The dates of the first take and, where there is room for it, of the last.
fn days(takes: &[TakeSummary]) -> Vec<Day> {
    let label = |take: &TakeSummary| {
        let date = take.begun.for_people();
        date.split(' ').take(2).collect::<Vec<_>>().join(" ")
    };
    let first = takes.first().map(|take| Day {
        x: slot(0, takes.len()).0,
        anchor: "start",
        label: label(take),
    });
    let last = takes.last().filter(|_| takes.len() >= FEWEST_SLOTS / 2);
    let last = last.map(|take| {
        let (x, width) = slot(takes.len() - 1, takes.len());
        Day {
            x: x + width,
            anchor: "end",
            label: label(take),
        }
    });
    first.into_iter().chain(last).collect()
}

/// How long the section called `id` took in each take, against its target.
pub fn durations(title: &str, id: &str, takes: &[TakeSummary]) -> Bars {
    let told: Vec<Option<(f64, f64)>> = takes
        .iter()
        .map(|take| {
            let section = take.sections.iter().find(|section| section.id == id)?;
            let length = section.spoken.as_secs_f64();
            (section.state != SectionState::Skipped)
                .then_some((length, section.target.as_secs_f64()))
        })
        .collect();
    let highest = told
        .iter()
        .flatten()
        .fold(1.0_f64, |high, (length, target)| {
            high.max(*length).max(*target)
        });
    let scale = Scale {
        low: 0.0,
        high: rounded_up(highest * 1.05),
    };
    let clock = |seconds: f64| wording::set_length(length_from_seconds(seconds.round()));
    let (mut bars, mut marks) = (Vec::new(), Vec::new());
    for (place, told) in told.iter().enumerate() {
        let (Some((length, target)), (x, width)) = (told, slot(place, takes.len())) else {
            continue;
        };
        let y = scale.y(*length);
        bars.push(Bar {
            x: x + width * 0.18,
            width: width * 0.64,
            y,
            height: 100.0 - y,
            class: if *length > *target * Limits::default().long {
                "over"
            } else {
                "quiet"
            },
            title: format!(
                "{}: {} of {}",
                takes[place].begun.for_people(),
                clock(*length),
                clock(*target)
            ),
        });
        marks.push(Mark {
            x,
            to: x + width,
            y: scale.y(*target),
        });
    }
    let lengths: Vec<f64> = told.iter().flatten().map(|told| told.0).collect();
    Bars {
        title: title.to_owned(),
        words: range_in_words(title, &lengths, &clock),
        bars,
        marks,
        levels: scale.levels(1, &clock),
        days: days(takes),
    }
}

/// Fillers heard a minute in each take; `None` when no take was listened to.
pub fn fillers(takes: &[TakeSummary]) -> Option<Bars> {
    let rates: Vec<Option<f64>> = takes
        .iter()
        .map(|take| (take.words > 0).then(|| take.fillers_per_minute()))
        .collect();
    let known: Vec<f64> = rates.iter().flatten().copied().collect();
    let quiet = Limits::default().fillers;
    let highest = known.iter().fold(quiet + 1.0, |high, rate| high.max(*rate));
    let scale = Scale {
        low: 0.0,
        high: (highest / 2.0).ceil() * 2.0,
    };
    let bars = rates
        .iter()
        .enumerate()
        .filter_map(|(place, rate)| {
            let (rate, (x, width)) = ((*rate)?, slot(place, takes.len()));
            let y = scale.y(rate);
            Some(Bar {
                x: x + width * 0.18,
                width: width * 0.64,
                y,
                height: 100.0 - y,
                class: if rate.round() > quiet {
                    "over"
                } else {
                    "quiet"
                },
                title: format!("{}: {rate:.1} a minute", takes[place].begun.for_people()),
            })
        })
        .collect();
    (!known.is_empty()).then(|| Bars {
        title: "Fillers heard a minute".to_owned(),
        words: range_in_words("Fillers heard a minute", &known, &|rate| {
            format!("{rate:.1}")
        }),
        bars,
        marks: vec![Mark {
            x: 0.0,
            to: 100.0,
            y: scale.y(quiet),
        }],
        levels: scale.levels(2, &|rate| format!("{rate:.0}")),
        days: days(takes),
    })
}

/// Words a minute in each take; `None` when no take has a pace.
pub fn pace(takes: &[TakeSummary]) -> Option<Line> {
    let rates: Vec<Option<f64>> = takes
        .iter()
        .map(|take| (take.wpm > 0.0).then_some(take.wpm))
        .collect();
    let known: Vec<f64> = rates.iter().flatten().copied().collect();
    let (slow, fast) = Limits::default().pace;
    let low = known.iter().fold(slow, |low, rate| low.min(*rate));
    let high = known.iter().fold(fast, |high, rate| high.max(*rate));
    let scale = Scale {
        low: ((low - 5.0) / 20.0).floor() * 20.0,
        high: ((high + 5.0) / 20.0).ceil() * 20.0,
    };
    let mut paths = vec![String::new()];
    let mut points = Vec::new();
    for (place, rate) in rates.iter().enumerate() {
        let Some(rate) = rate else {
            paths.push(String::new());
            continue;
        };
        let (x, width) = slot(place, takes.len());
        let (x, y) = (x + width / 2.0, scale.y(*rate));
        if let Some(path) = paths.last_mut() {
            let letter = if path.is_empty() { 'M' } else { 'L' };
            path.push_str(&format!("{letter}{x:.2} {y:.2}"));
        }
        let title = format!(
            "{}: {rate:.0} words a minute",
            takes[place].begun.for_people()
        );
        points.push(Point { x, y, title });
    }
    paths.retain(|path| path.contains('L'));
    (!known.is_empty()).then(|| Line {
        words: range_in_words("Words a minute", &known, &|rate| format!("{rate:.0}")),
        paths,
        points,
        band_y: scale.y(fast),
        band_height: scale.y(slow) - scale.y(fast),
        levels: scale.levels(
            ((scale.high - scale.low) / 20.0).round().min(6.0) as usize,
            &|rate| format!("{rate:.0}"),
        ),
        days: days(takes),
    })
}

/// A round number of seconds at or above `seconds`.
fn rounded_up(seconds: f64) -> f64 {
    let step = [10.0, 30.0, 60.0, 300.0]
        .into_iter()
        .find(|step| seconds <= step * 4.0)
        .unwrap_or(600.0);
    (seconds / step).ceil() * step
}

fn range_in_words(title: &str, values: &[f64], shown: &dyn Fn(f64) -> String) -> String {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return format!("{title}: nothing measured.");
    };
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    format!(
        "{title} over {}: first {}, last {}, between {} and {}.",
        wording::counted(values.len(), "take", "takes"),
        shown(*first),
        shown(*last),
        shown(low),
        shown(high)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::history::tests::take;

    fn takes() -> Vec<TakeSummary> {
        (1..=5).map(|day| take(day, 1)).collect()
    }

    #[test]
    fn a_longer_telling_has_a_higher_bar_and_its_own_target() {
        let chart = durations("Situation", "situation", &takes());
        let heights: Vec<f64> = chart.bars.iter().map(|bar| bar.height).collect();
        assert!(
            heights.windows(2).all(|pair| pair[0] < pair[1]),
            "{heights:?}"
        );
        assert_eq!(chart.marks.len(), 5);
        assert_eq!(
            chart.words,
            "Situation over 5 takes: first 0:31, last 0:35, between 0:31 and 0:35."
        );
    }

    #[test]
    fn a_section_that_was_not_told_leaves_its_place_empty() {
        let mut takes = takes();
        takes[1].sections[0].state = SectionState::Skipped;
        let chart = durations("Situation", "situation", &takes);
        assert_eq!(chart.bars.len(), 4);
        assert!(chart.bars[1].x > 25.0, "the third take keeps its place");
    }

    #[test]
    fn a_take_without_a_pace_breaks_the_line() {
        let mut takes = takes();
        takes[2].wpm = 0.0;
        let chart = pace(&takes).unwrap();
        assert_eq!((chart.paths.len(), chart.points.len()), (2, 4));
        assert!(pace(&[]).is_none() && fillers(&[]).is_none());
    }

    #[test]
    fn every_place_is_on_the_drawing() {
        let mut takes = takes();
        takes[0].wpm = 900.0;
        takes[1].fillers = 5000;
        let pace = pace(&takes).unwrap();
        let fillers = fillers(&takes).unwrap();
        let inside = |value: f64| (0.0..=100.0).contains(&value);
        assert!(
            pace.points
                .iter()
                .all(|point| inside(point.x) && inside(point.y))
        );
        assert!(
            fillers
                .bars
                .iter()
                .all(|bar| inside(bar.x) && inside(bar.y))
        );
    }
}
