//! Where there is a voice, to a hundredth of a second: the detector says that there is one, the energy says where it
//! begins and ends.
//!
//! Pauses are what lies between, so both errors matter. The detector alone is 30 to 60 ms late at both ends; energy
//! alone takes a breath or a key for speech and loses the quiet end of a word. So each stretch of detected voice gets
//! its edges from the energy near them.

use std::ops::Range;

use super::vad::FRAME;
use crate::time::{Offset, SPEECH_RATE_HZ, Span};

/// Samples of one step of the contour: 10 ms.
pub const STEP: usize = 160;

/// A voice begins at this probability, and ends below [`STILL_VOICE`].
const VOICE: f32 = 0.5;
const STILL_VOICE: f32 = 0.35;

/// The probability that a stretch must reach somewhere, or it was a breath or a cough.
const SURE: f32 = 0.75;

/// Frames that a stretch must last: 96 ms.
const SHORTEST: usize = 3;

/// Decibels above the floor at which energy counts as voice, and below which it no longer does.
const RISE_DB: f32 = 9.0;
const FALL_DB: f32 = 6.0;

/// What the floor is never below: digital silence is no measure of a room.
const FLOOR_DBFS: f32 = -75.0;

/// The floor is never nearer to the loud parts than this, or a section without a pause would have no floor.
const BELOW_LOUD_DB: f32 = 38.0;

/// How far before the detector's start a voice may really begin, in steps.
const EARLY: usize = 25;

/// How late the detector lets go, in steps: usually, and at the most.
const DELAY: usize = 5;
const HANGOVER: usize = 20;

/// How far after the detector's end a voice may really end, in steps.
const LATE: usize = 15;

/// Steps of silence that a consonant may have inside, and steps of sound that it must have beyond it, or it is a click.
const CLOSURE: usize = 9;
const SOUND: usize = 3;

/// Gaps up to this, in steps, are closures inside words, not pauses.
const BRIDGE: usize = 20;

/// The energy of a section, every 10 ms.
#[derive(Debug, Clone, Default)]
pub struct Contour {
    level_dbfs: Vec<f32>,
}

impl Contour {
    /// Measures `section` (16 kHz).
    #[must_use]
    pub fn of(section: &[f32]) -> Self {
        let level_dbfs = section
            .chunks(STEP)
            .map(|step| {
                let power: f32 = step.iter().map(|x| x * x).sum::<f32>() / step.len() as f32;
                10.0 * power.max(1e-12).log10()
            })
            .collect();
        Self { level_dbfs }
    }

    /// The voiced stretches, in steps, in order and apart. `probabilities` are the detector's, one a [`FRAME`].
    #[must_use]
    pub fn voiced(&self, probabilities: &[f32]) -> Vec<Range<usize>> {
        let floor = self.floor_dbfs();
        let energetic = self.energetic(floor);
        let mut voiced: Vec<Range<usize>> = Vec::new();
        for stretch in stretches(probabilities) {
            let detected = steps(stretch.start)..steps(stretch.end).min(self.level_dbfs.len());
            let found = self.edges(&energetic, &detected);
            if found.is_empty() {
                continue;
            }
            match voiced.last_mut() {
                Some(last) if found.start <= last.end + BRIDGE => {
                    last.end = last.end.max(found.end)
                }
                _ => voiced.push(found),
            }
        }
        voiced
    }

    /// Where the voice that the detector hears in `detected` begins and ends.
    fn edges(&self, energetic: &[bool], detected: &Range<usize>) -> Range<usize> {
        let loud = |step: &usize| energetic.get(*step).copied().unwrap_or(false);
        let latest = (detected.start + 2 * FRAME / STEP).min(detected.end);
        let start = match (detected.start..latest).find(loud) {
            Some(first) => {
                let earliest = detected.start.saturating_sub(EARLY);
                reach((earliest..first).rev(), loud).unwrap_or(first)
            }
            None => detected.start,
        };
        let earliest = detected.end.saturating_sub(HANGOVER).max(start);
        let end = match (earliest..detected.end).rev().find(loud) {
            Some(last) => {
                let latest = (detected.end + LATE).min(energetic.len());
                reach(last + 1..latest, loud).unwrap_or(last) + 1
            }
            // A voice that dies away into the room's noise ends where the detector says, less its usual delay.
            None => detected.end.saturating_sub(DELAY),
        };
        start..end.max(start)
    }

    /// Whether each step is louder than the room, with hysteresis.
    fn energetic(&self, floor_dbfs: f32) -> Vec<bool> {
        let mut loud = false;
        self.level_dbfs
            .iter()
            .map(|level| {
                let bar = if loud { FALL_DB } else { RISE_DB };
                loud = *level >= floor_dbfs + bar;
                loud
            })
            .collect()
    }

    /// The room: what a tenth of the section is quieter than, held within reason.
    fn floor_dbfs(&self) -> f32 {
        let mut sorted = self.level_dbfs.clone();
        sorted.sort_by(f32::total_cmp);
        let at = |part: f64| {
            let index = (sorted.len().saturating_sub(1) as f64 * part) as usize;
            sorted.get(index).copied().unwrap_or(FLOOR_DBFS)
        };
        at(0.1).min(at(0.95) - BELOW_LOUD_DB).max(FLOOR_DBFS)
    }
}

/// The last of `steps`, which lead away from a voice, that still belongs to it: sound that goes on, or that comes again
/// after the closure of a "t" or "p".
fn reach(steps: impl Iterator<Item = usize>, loud: impl Fn(&usize) -> bool) -> Option<usize> {
    let (mut last, mut run, mut quiet) = (None, 0, 0);
    let mut apart = false;
    for step in steps {
        if loud(&step) {
            (run, quiet) = (run + 1, 0);
            if !apart || run >= SOUND {
                last = Some(step);
            }
        } else {
            (run, quiet, apart) = (0, quiet + 1, true);
            if quiet > CLOSURE {
                break;
            }
        }
    }
    last
}

/// Steps to a span.
#[must_use]
pub fn span(steps: &Range<usize>) -> Span {
    let at = |step: usize| Offset::from_samples((step * STEP) as u64, SPEECH_RATE_HZ);
    Span::new(at(steps.start), at(steps.end))
}

/// The detector's stretches of voice, in frames.
fn stretches(probabilities: &[f32]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, f32)> = None;
    for (frame, &p) in probabilities.iter().chain([&0.0]).enumerate() {
        open = match open {
            None if p >= VOICE => Some((frame, p)),
            Some((first, peak)) if p >= STILL_VOICE => Some((first, peak.max(p))),
            Some((first, peak)) => {
                if peak >= SURE && frame - first >= SHORTEST {
                    found.push(first..frame);
                }
                None
            }
            None => None,
        };
    }
    found
}

fn steps(frame: usize) -> usize {
    frame * FRAME / STEP
}
