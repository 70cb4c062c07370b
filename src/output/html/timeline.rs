//! The timeline: every section on one axis with its waveform, its pauses, what was found in it, and how long it
//! should have been. Only geometry and texts; `timeline.html` draws them.

use serde::Serialize;

use super::axis::{Axis, Tick, percent};
use super::clock;
use super::sound::{PEAKS_PER_SECOND, Sound};
use crate::output::lookup::{section_title, state_label};
use crate::output::report::Report;
use crate::output::wording;
use crate::review::corrections::settled;
use crate::review::{SectionReview, SectionState};
use crate::signals::State;
use crate::transcript::Certainty;

/// Bars that the whole axis has room for.
const BARS: f64 = 420.0;
/// Width in pixels that a drawing has on a desk and on a phone, at least.
const DESK_PX: f64 = 1000.0;
const PHONE_PX: f64 = 340.0;
/// Width in pixels of a letter in a label, rounded up.
const LETTER_PX: f64 = 7.6;

/// Everything that the timeline draws.
#[derive(Debug, Serialize)]
pub struct Timeline {
    segments: Vec<Segment>,
    marks: Vec<Mark>,
    plans: Vec<PlanLine>,
    plan_rows: usize,
    ticks: Vec<Tick>,
}

/// One section.
#[derive(Debug, Serialize)]
struct Segment {
    number: usize,
    title: String,
    took: String,
    x: f64,
    width: f64,
    /// Which label fits: `full`, `title` or `number`.
    desk_label: &'static str,
    phone_label: &'static str,
    bars: String,
    bar_count: usize,
    stretches: Vec<Stretch>,
    silent: bool,
}

/// A stretch inside the waveform.
#[derive(Debug, Serialize)]
struct Stretch {
    kind: &'static str,
    x: f64,
    width: f64,
    title: String,
}

/// Something found, at one place.
#[derive(Debug, Serialize)]
struct Mark {
    kind: &'static str,
    /// Whether it lies above the waveform (signals) or under it (what weakens the answer).
    above: bool,
    x: f64,
    title: String,
}

/// How long a section should have been: a line from its first word to its target, with a tick at its ceiling.
#[derive(Debug, Serialize)]
struct PlanLine {
    row: usize,
    number: usize,
    x: f64,
    target_x: f64,
    ceiling_x: Option<f64>,
    title: String,
    target: String,
    /// Whether the target lies beyond the axis.
    beyond: bool,
    over: bool,
}

impl Timeline {
    /// Lays out `report` on `axis`.
    pub fn new(report: &Report, sounds: &[Sound], axis: &Axis) -> Self {
        let loudest = sounds
            .iter()
            .flat_map(|sound| &sound.peaks)
            .fold(0.05_f32, |loudest, peak| loudest.max(*peak));
        let sections = || report.sections.iter().enumerate();
        let plans = plan_lines(report, axis);
        Self {
            segments: sections()
                .filter(|(_, section)| !section.duration.is_zero())
                .map(|(index, section)| {
                    let sound = sounds.iter().find(|sound| sound.section == section.section);
                    Segment::new(index, section, sound, loudest, axis)
                })
                .collect(),
            marks: sections()
                .flat_map(|(index, section)| marks(report, index, section, axis))
                .collect(),
            plan_rows: plans.iter().map(|plan| plan.row + 1).max().unwrap_or(0),
            plans,
            ticks: axis.ticks(),
        }
    }
}

impl Segment {
    fn new(
        index: usize,
        section: &SectionReview,
        sound: Option<&Sound>,
        loudest: f32,
        axis: &Axis,
    ) -> Self {
        let seconds = section.duration.as_secs_f64();
        let title = section_title(section);
        let took = clock::length(wording::took(section).as_secs_f64());
        let share = axis.width(seconds) / 100.0;
        let bar_count = ((share * BARS) as usize).max(2);
        let bars = sound.map_or_else(String::new, |sound| {
            bars(&sound.peaks, seconds, bar_count, loudest)
        });
        let letters = title.chars().count();
        let label = |width_px: f64| {
            let room = (share * width_px / LETTER_PX) as usize;
            if room >= letters + took.len() + 3 {
                "full"
            } else if room >= letters + 2 {
                "title"
            } else {
                "number"
            }
        };
        Self {
            number: index + 1,
            desk_label: label(DESK_PX),
            phone_label: label(PHONE_PX),
            title,
            took,
            x: axis.x(index, 0.0),
            width: axis.width(seconds),
            silent: section.state == SectionState::Silent,
            bars,
            bar_count,
            stretches: stretches(section),
        }
    }
}

/// The waveform as one path: a vertical line for each bar, 100 high, one bar apart. Quiet speech is lifted (the root
/// of the level), since what matters to the eye is where there was a voice.
fn bars(peaks: &[f32], seconds: f64, count: usize, loudest: f32) -> String {
    let all = (seconds * f64::from(PEAKS_PER_SECOND)).max(1.0);
    let mut path = String::with_capacity(count * 18);
    for bar in 0..count {
        let from = (bar as f64 / count as f64 * all) as usize;
        let to = (((bar + 1) as f64 / count as f64 * all).ceil() as usize).max(from + 1);
        let slice = peaks.get(from..to.min(peaks.len())).unwrap_or_default();
        let peak = slice.iter().fold(0.0_f32, |peak, next| peak.max(*next));
        let half = (f64::from(peak / loudest).sqrt() * 48.0).max(1.0);
        let (top, bottom) = (50.0 - half, 50.0 + half);
        path.push_str(&format!("M{bar}.5 {top:.0}V{bottom:.0}"));
    }
    path
}

/// Pauses, lost frames and speech that was not understood, in percent of their section.
fn stretches(section: &SectionReview) -> Vec<Stretch> {
    let whole = section.duration.as_secs_f64();
    let stretch = |kind, span: crate::time::Span, what: &str| Stretch {
        kind,
        x: percent(span.start.as_seconds(), whole),
        width: percent(span.length().as_secs_f64(), whole),
        title: format!("{what}, {}", wording::seconds(span.length())),
    };
    let pauses = section.pauses.iter().map(|pause| {
        let what = if pause.mid_clause {
            "Pause inside a clause"
        } else {
            "Pause"
        };
        stretch("pause", pause.span, what)
    });
    let gaps = section
        .gaps
        .iter()
        .map(|gap| stretch("gap", *gap, "Sound was lost here"));
    let unclear = (section.not_understood.iter())
        .map(|span| stretch("unclear", *span, "Speech that was not understood"));
    pauses.chain(gaps).chain(unclear).collect()
}

fn marks(report: &Report, index: usize, section: &SectionReview, axis: &Axis) -> Vec<Mark> {
    let signals = section.signals.iter().filter_map(|signal| {
        let start = signal.start_s?;
        let state = settled(&report.corrections, &section.section, signal);
        let place = report
            .sections
            .iter()
            .position(|other| other.section == signal.section)?;
        (state != State::Missing).then(|| Mark {
            kind: wording::state(state),
            above: true,
            x: axis.x(place, start.as_seconds()),
            title: format!("{}: {}", state_label(state), signal.say),
        })
    });
    let flags = section.red_flags.iter().map(|flag| Mark {
        kind: "flag",
        above: false,
        x: axis.x(index, flag.span.start.as_seconds()),
        title: format!("To change: {}", flag.quote),
    });
    let fillers = section.fillers.iter().map(|filler| Mark {
        kind: match filler.certainty {
            Certainty::Heard => "filler",
            Certainty::Possible => "possible",
        },
        above: false,
        x: axis.x(index, filler.span.start.as_seconds()),
        title: match filler.certainty {
            Certainty::Heard => format!("Filler: {}", filler.text),
            Certainty::Possible => format!("Perhaps a filler: {}", filler.text),
        },
    });
    signals.chain(fillers).chain(flags).collect()
}

/// The targets of the sections that were begun, each on the first row where it does not meet an earlier one.
fn plan_lines(report: &Report, axis: &Axis) -> Vec<PlanLine> {
    let mut row_ends: Vec<f64> = Vec::new();
    let mut lines = Vec::new();
    for (index, section) in report.sections.iter().enumerate() {
        let target = section.target.as_secs_f64();
        if section.state == SectionState::Skipped || target <= 0.0 {
            continue;
        }
        // The time runs from the first word.
        let time = section.spoken_time();
        let before = time.before.as_secs_f64();
        let x = axis.x(index, before);
        let target_x = axis.x(index, before + target);
        let ceiling_x = section
            .ceiling_s
            .map(|ceiling| axis.x(index, before + ceiling))
            .filter(|x| *x < 99.9);
        let title = title_of_plan(section);
        // Room for the label too, about eleven letters behind the line's start.
        let end = target_x.max(ceiling_x.unwrap_or(0.0)).max(x + 11.0);
        let row = row_ends
            .iter()
            .position(|taken| *taken <= x)
            .unwrap_or(row_ends.len());
        match row_ends.get_mut(row) {
            Some(taken) => *taken = end,
            None => row_ends.push(end),
        }
        lines.push(PlanLine {
            row,
            number: index + 1,
            x,
            target_x,
            ceiling_x,
            title,
            target: wording::set_length(section.target),
            beyond: before + target + axis.starts_s[index] > axis.length_s,
            over: section
                .ceiling_s
                .is_some_and(|ceiling| time.spoken.as_secs_f64() > ceiling),
        });
    }
    lines
}

fn title_of_plan(section: &SectionReview) -> String {
    let (title, target) = (section_title(section), wording::set_length(section.target));
    match section.ceiling_s {
        Some(ceiling) => format!(
            "{title}: target {target}, at most {}",
            clock::length(ceiling)
        ),
        None => format!("{title}: target {target}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures;
    use super::*;

    fn timeline(name: &str) -> Timeline {
        let report = fixtures::report(name);
        let axis = Axis::new(&report);
        Timeline::new(&report, &[], &axis)
    }

    #[test]
    fn targets_that_would_meet_stand_on_different_rows() {
        let timeline = timeline("strong");
        for (index, line) in timeline.plans.iter().enumerate() {
            for earlier in &timeline.plans[..index] {
                assert!(earlier.row != line.row || earlier.target_x <= line.x);
            }
        }
    }

    #[test]
    fn what_was_said_elsewhere_is_marked_where_it_was_said() {
        let report = fixtures::report("partial");
        let timeline = timeline("partial");
        let mark = timeline
            .marks
            .iter()
            .find(|mark| mark.kind == "elsewhere")
            .unwrap();
        let axis = Axis::new(&report);
        assert!(mark.x >= axis.x(4, 0.0), "in the reflection, the fifth");
    }

    #[test]
    fn a_waveform_has_the_bars_it_was_asked_for_whatever_its_length() {
        for peaks in [&[][..], &[0.5; 7], &[1.0; 4000]] {
            let path = bars(peaks, 20.0, 30, 1.0);
            assert_eq!(path.matches('M').count(), 30);
        }
    }
}
