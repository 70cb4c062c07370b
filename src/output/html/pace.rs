//! Pace over time: words a minute in a window that slides over each section, the same measure section by section,
//! and the scale to draw them on.

use serde::Serialize;

use super::axis::{Axis, Tick};
use crate::output::lookup::section_title;
use crate::output::report::Report;
use crate::output::wording;
use crate::review::{Limits, SectionReview};
use crate::time::Span;

/// Length of the window: long enough for some 25 words, so that one long word does not make a peak.
const WINDOW_S: f64 = 10.0;
/// A window with less speaking time than this has no pace worth a point.
const LEAST_SPEECH_S: f64 = 3.0;
/// Points that a whole drawing has at most.
const MOST_POINTS: f64 = 400.0;

/// Everything that the pace chart draws and its table says.
#[derive(Debug, Serialize)]
pub struct PaceChart {
    /// Lines of connected points: x in percent, y in the same of the height.
    lines: Vec<String>,
    /// Where pauses are: x and width in percent.
    pauses: Vec<(f64, f64)>,
    /// Where sections begin, after the first.
    borders: Vec<f64>,
    quiet_top: f64,
    quiet_height: f64,
    own: Option<OwnLine>,
    levels: Vec<Level>,
    ticks: Vec<Tick>,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct OwnLine {
    y: f64,
    wpm: String,
}

#[derive(Debug, Serialize)]
struct Level {
    y: f64,
    wpm: u32,
}

/// The pace of a section in words.
#[derive(Debug, Serialize)]
struct Row {
    title: String,
    words: usize,
    wpm: String,
    articulation: String,
    pauses: String,
    longest: String,
    fillers: String,
}

impl PaceChart {
    /// The chart of `report` on `axis`, with the user's own median where there is one.
    pub fn new(report: &Report, axis: &Axis) -> Self {
        let own_wpm = report.usual.as_ref().and_then(|usual| usual.wpm);
        let (slow, fast) = Limits::default().pace;
        let step = (axis.length_s / MOST_POINTS).max(0.5);
        let runs: Vec<Vec<(f64, f64)>> = report
            .sections
            .iter()
            .enumerate()
            .flat_map(|(index, section)| {
                let place = move |(at, wpm)| (axis.x(index, at), wpm);
                points(section, step)
                    .into_iter()
                    .map(move |run| run.into_iter().map(place).collect())
            })
            .collect();
        let all = || runs.iter().flatten().map(|point| point.1).chain(own_wpm);
        let top = all().fold(200.0_f64, f64::max);
        let bottom = all().fold(80.0_f64, f64::min);
        let scale = Scale::new(bottom, top);
        Self {
            lines: runs.iter().map(|run| line(run, &scale)).collect(),
            pauses: pauses(report, axis),
            borders: axis
                .starts_s
                .iter()
                .skip(1)
                .map(|start| axis.width(*start))
                .collect(),
            quiet_top: scale.y(fast),
            quiet_height: scale.y(slow) - scale.y(fast),
            own: own_wpm.map(|wpm| OwnLine {
                y: scale.y(wpm),
                wpm: format!("{wpm:.0}"),
            }),
            levels: scale.levels(),
            ticks: axis.ticks(),
            rows: report.sections.iter().map(row).collect(),
        }
    }
}

/// From words a minute to percent from the top.
struct Scale {
    bottom: f64,
    top: f64,
}

impl Scale {
    /// A scale with round ends that holds both.
    fn new(bottom: f64, top: f64) -> Self {
        Self {
            bottom: (bottom / 40.0).floor() * 40.0,
            top: (top / 40.0).ceil() * 40.0,
        }
    }

    fn y(&self, wpm: f64) -> f64 {
        let share = (self.top - wpm) / (self.top - self.bottom);
        (share.clamp(0.0, 1.0) * 10_000.0).round() / 100.0
    }

    fn levels(&self) -> Vec<Level> {
        let step = if self.top - self.bottom > 280.0 {
            80
        } else {
            40
        };
        (self.bottom as u32..=self.top as u32)
            .step_by(step)
            .map(|wpm| Level {
                y: self.y(f64::from(wpm)),
                wpm,
            })
            .collect()
    }
}

/// Places in seconds and the pace there, in runs without a break: a run ends where too little was spoken.
fn points(section: &SectionReview, step: f64) -> Vec<Vec<(f64, f64)>> {
    let whole = section.duration.as_secs_f64();
    let middles: Vec<f64> = section
        .transcript
        .iter()
        .map(|word| (word.span.start.as_seconds() + word.span.end.as_seconds()) / 2.0)
        .collect();
    let mut runs = vec![Vec::new()];
    for index in 0..=(whole / step) as usize {
        let at = index as f64 * step;
        let from = (at - WINDOW_S / 2.0).min(whole - WINDOW_S).max(0.0);
        let to = (from + WINDOW_S).min(whole);
        let window = Span::from_seconds(from, to);
        let silence: f64 = section
            .pauses
            .iter()
            .filter_map(|pause| pause.span.overlap(window))
            .map(|part| part.length().as_secs_f64())
            .sum();
        let speech = window.length().as_secs_f64() - silence;
        let said = middles.partition_point(|middle| *middle < to)
            - middles.partition_point(|middle| *middle < from);
        if said > 0 && speech >= LEAST_SPEECH_S.min(whole * 0.8) {
            if let Some(run) = runs.last_mut() {
                run.push((at, said as f64 / speech * 60.0));
            }
        } else {
            runs.push(Vec::new());
        }
    }
    runs.retain(|run| run.len() > 1);
    runs
}

fn line(run: &[(f64, f64)], scale: &Scale) -> String {
    let mut path = String::with_capacity(run.len() * 14);
    for (index, (x, wpm)) in run.iter().enumerate() {
        let letter = if index == 0 { 'M' } else { 'L' };
        path.push_str(&format!("{letter}{x:.2} {:.2}", scale.y(*wpm)));
    }
    path
}

fn pauses(report: &Report, axis: &Axis) -> Vec<(f64, f64)> {
    let sections = report.sections.iter().enumerate();
    sections
        .flat_map(|(index, section)| {
            section.pauses.iter().map(move |pause| {
                (
                    axis.x(index, pause.span.start.as_seconds()),
                    axis.width(pause.span.length().as_secs_f64()),
                )
            })
        })
        .collect()
}

fn row(section: &SectionReview) -> Row {
    const NONE: &str = "\u{2013}";
    let spoken = section.words > 0;
    let pace = section.pace.as_ref().filter(|_| spoken);
    let longest = section.pauses.iter().map(|pause| pause.span.length()).max();
    Row {
        title: section_title(section),
        words: section.words,
        wpm: match pace {
            Some(pace) if pace.low.round() < pace.high.round() => {
                format!("{:.0} to {:.0}", pace.low, pace.high)
            }
            _ if spoken && section.wpm > 0.0 => format!("{:.0}", section.wpm),
            _ => NONE.to_owned(),
        },
        articulation: pace.filter(|pace| pace.articulation_wpm > 0.0).map_or_else(
            || NONE.to_owned(),
            |pace| format!("{:.0}", pace.articulation_wpm),
        ),
        pauses: section.pauses.len().to_string(),
        longest: longest.map_or_else(|| NONE.to_owned(), wording::seconds),
        fillers: section
            .filler_rate
            .as_ref()
            .map_or_else(|| NONE.to_owned(), |rate| format!("{:.1}", rate.per_minute)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    #[test]
    fn a_steady_speaker_draws_a_level_line() {
        let mut report = fixtures::report("strong");
        let section = &mut report.sections[2];
        section.pauses.clear();
        let one = section.transcript[0].clone();
        section.transcript = (0..40)
            .map(|index| crate::transcript::Word {
                span: Span::from_seconds(f64::from(index) * 0.5, f64::from(index) * 0.5 + 0.4),
                ..one.clone()
            })
            .collect();
        section.duration = std::time::Duration::from_secs(20);
        for (at, wpm) in points(section, 0.5).concat() {
            assert!((wpm - 120.0).abs() < 7.0, "{wpm} at {at} s");
        }
    }

    #[test]
    fn a_long_pause_is_no_slow_speech() {
        let mut report = fixtures::report("strong");
        let section = &mut report.sections[2];
        let before = points(section, 1.0).concat()[5].1;
        for word in &mut section.transcript {
            if word.span.start.as_seconds() > 8.0 {
                word.span = word.span.later(std::time::Duration::from_secs(4));
            }
        }
        section.duration += std::time::Duration::from_secs(4);
        section.pauses.push(crate::review::Pause {
            span: Span::from_seconds(8.0, 12.0),
            mid_clause: false,
            grade: crate::review::Grade::Quiet,
        });
        let after = points(section, 1.0).concat()[5].1;
        assert!((before - after).abs() < 25.0, "{before} became {after}");
    }

    #[test]
    fn nothing_said_draws_nothing() {
        let mut report = fixtures::report("strong");
        for section in &mut report.sections {
            section.transcript.clear();
            section.words = 0;
        }
        let axis = Axis::new(&report);
        let chart = PaceChart::new(&report, &axis);
        assert!(chart.lines.is_empty());
        assert_eq!(chart.rows[0].wpm, "\u{2013}");
    }
}
