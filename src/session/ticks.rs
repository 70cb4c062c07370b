//! Signals ticked off while they are spoken: shown by `--live`, and only by that.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::task::Task;
use crate::scenario::{Scenario, Section};
use crate::signals::{self, Spoken as SpokenWords};
use crate::transcribe::live::Listening;

/// How often signals are looked for while speaking.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Signals ticked off while speaking; empty unless asked for.
pub struct Ticks<'a> {
    of: Option<(&'a Section, &'a Scenario)>,
    /// Their labels, and whether each was said.
    pub said: Vec<(String, bool)>,
    looked: Instant,
}

impl<'a> Ticks<'a> {
    /// Those of a task, none said yet.
    #[must_use]
    pub fn new(task: &Task<'a>) -> Self {
        let labels = task
            .ticks
            .map_or(&[][..], |(section, _)| section.signals.as_slice());
        let said = labels
            .iter()
            .map(|signal| (signal.say.clone(), false))
            .collect();
        Self {
            of: task.ticks,
            said,
            looked: Instant::now(),
        }
    }

    /// Looks for them in the words so far, once a second at most.
    pub fn look(&mut self, line: &Mutex<Option<Listening>>) {
        let Some((section, scenario)) = self.of else {
            return;
        };
        if self.looked.elapsed() < LOOK_EVERY {
            return;
        }
        self.looked = Instant::now();
        let words = line
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .map(Listening::words_so_far);
        let words = words.unwrap_or_default();
        let found = signals::find_in(
            &scenario.language,
            &[SpokenWords {
                section,
                words: &words,
            }],
            &[],
            &scenario.vocabulary,
        );
        for (tick, finding) in self.said.iter_mut().zip(found.iter().flatten()) {
            tick.1 = finding.state == signals::State::Said;
        }
    }
}
