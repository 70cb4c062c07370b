//! How well pauses are found: what the ear's test and its score share.
#![allow(
    dead_code,
    reason = "each program that includes this file uses its part"
)]
#![allow(
    clippy::unwrap_used,
    reason = "what tests share is test, and fails loudly"
)]

use rehearse::speech::contour::{self, Contour};
use rehearse::speech::vad::Watch;
use rehearse::transcribe::whisper::SileroDetector;

use crate::measure::{self, Silence};

/// Pauses shorter than this, in seconds, are not asked for.
const ASKED: f64 = 0.5;

/// How far off, in seconds, an end may be.
const CLOSE: f64 = 0.05;

/// The pauses of one or more sounds against the truth.
#[derive(Debug, Default)]
pub struct Found {
    /// Pauses of half a second or more.
    pub there: usize,
    /// Those that were found.
    pub found: usize,
    /// Those whose two ends are right within 50 ms.
    pub exact: usize,
    /// What was found where nobody is silent.
    pub invented: usize,
    /// A line for everything that is wrong.
    pub wrong: Vec<String>,
}

impl Found {
    /// Adds one sound, called `name`, with its `silences` of any length.
    pub fn add(&mut self, name: &str, sound: &[f32], silences: &[Silence]) {
        let gaps = gaps(sound);
        let long = |silence: &&Silence| silence.end_s - silence.start_s >= ASKED;
        for silence in silences.iter().filter(long) {
            self.there += 1;
            let Some(gap) = gaps.iter().find(|gap| meets(gap, silence)) else {
                self.wrong.push(format!("{name}: {silence:?} is missed"));
                continue;
            };
            self.found += 1;
            let (start, end) = (gap.0 - silence.start_s, gap.1 - silence.end_s);
            if start.abs() <= CLOSE && end.abs() <= CLOSE {
                self.exact += 1;
            } else {
                let line = format!("{name}: {silence:?} is {start:.3} and {end:.3} s off");
                self.wrong.push(line);
            }
        }
        for gap in gaps.iter().filter(|gap| gap.1 - gap.0 >= ASKED) {
            // A silence of nearly half a second may be found a little longer.
            let real = silences.iter().any(|silence| {
                meets(gap, silence) && silence.end_s - silence.start_s >= ASKED - 2.0 * CLOSE
            });
            if !real {
                self.invented += 1;
                self.wrong
                    .push(format!("{name}: nobody is silent in {gap:?}"));
            }
        }
    }
}

fn meets(gap: &(f64, f64), silence: &Silence) -> bool {
    gap.0 < silence.end_s && silence.start_s < gap.1
}

/// The silences between voices, as the ear finds them; no word has a part in it.
fn gaps(sound: &[f32]) -> Vec<(f64, f64)> {
    let detector = SileroDetector::load(&measure::detector()).unwrap();
    let mut watch = Watch::new(Box::new(detector));
    watch.look_to_end(sound).unwrap();
    let voiced = Contour::of(sound).voiced(watch.probabilities());
    let spans: Vec<_> = voiced.iter().map(contour::span).collect();
    let pairs = spans.windows(2);
    pairs
        .map(|pair| (pair[0].end.as_seconds(), pair[1].start.as_seconds()))
        .collect()
}
