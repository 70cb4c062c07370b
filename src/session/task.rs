//! What is to be spoken in one go, and what became of it: values that the modes and the desk exchange.

use std::time::Duration;

use crate::audio::CaptureError;
use crate::audio::recording::RecordError;
use crate::scenario::{Scenario, Section};
use crate::transcribe::live::Pending;
use crate::transcript::Transcript;

/// What is to be spoken.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// Where it goes in the take.
    pub id: &'a str,
    /// "Situation (1 of 5)".
    pub heading: &'a str,
    /// What it should take.
    pub target: Duration,
    /// What it must not pass.
    pub ceiling: Option<Duration>,
    /// What was spoken before, what is still to come after this by its targets, and the time for the whole.
    pub whole: Option<(Duration, Duration, Duration)>,
    /// The section whose signals are ticked off while it is spoken, and the story.
    pub ticks: Option<(&'a Section, &'a Scenario)>,
    /// What Space does: marks a place, or ends like Enter.
    pub space_marks: bool,
}

/// How a stretch of speech ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndedBy {
    /// The person had finished.
    Next,
    /// The person wants to tell it again.
    Redo,
    /// The person wants to stop the rehearsal and see its report.
    Stop,
    /// The person wants to leave now.
    Interrupt,
    /// Nobody is there any more.
    Hangup,
    /// The microphone is gone.
    Lost(CaptureError),
}

/// What the person wants between two stretches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Go on.
    Next,
    /// Tell it again.
    Redo,
    /// End the rehearsal and see its report.
    Stop,
    /// Nobody is there any more.
    Hangup,
}

/// A stretch that was spoken and is in the take; its words may still be on their way.
pub struct Told {
    /// Its attempt number in the take.
    pub attempt: usize,
    /// How it ended.
    pub by: EndedBy,
    /// Its length.
    pub length: Duration,
    /// Its words, when they are there.
    pub hearing: Pending,
    /// Why it could not be written on.
    pub trouble: Option<RecordError>,
}

/// What became of waiting for the words of a stretch.
pub enum Words {
    /// They are here.
    Here(Transcript),
    /// The person did not want to wait. The sound is kept; `rehearse review --finish` has the words later.
    Later,
    /// Nobody is there any more.
    Hangup,
}
