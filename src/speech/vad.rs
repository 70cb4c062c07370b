//! How likely a voice is, every 32 ms, the same whether the audio arrives in drops or at once.
//!
//! The detector behind [`Detector`] carries a state from frame to frame and starts afresh at every call. So it is
//! called for blocks at fixed places, each with the same lead-in before it to settle the state; what it says about the
//! lead-in is thrown away.

use super::Stretch;

/// Samples that one probability stands for: 32 ms at 16 kHz, the Silero detector's own step.
pub const FRAME: usize = 512;

/// Frames that are judged in one call. About a second: what the chunker learns is never older.
const BLOCK: usize = 32;

/// Frames before a block that settle the detector's state. Measured on 81 s of speech: with 64, no decision that lasts
/// differs from one pass over everything; with 32, single frames at the edges of words do.
const LEAD: usize = 64;

/// The voice detector failed, which leaves nothing to tell speech from silence.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the voice detector failed: {reason}")]
pub struct DetectError {
    /// What it said.
    pub reason: String,
}

/// Tells voice from everything else.
pub trait Detector: Send {
    /// The probability of a voice, 0 to 1, for every [`FRAME`] of `stretch`; the last frame may be incomplete.
    ///
    /// # Errors
    /// When the model behind it fails.
    fn probabilities(&mut self, stretch: Stretch<'_>) -> Result<Vec<f32>, DetectError>;
}

/// Runs a [`Detector`] over a section that may still be growing.
pub struct Watch {
    detector: Box<dyn Detector>,
    probabilities: Vec<f32>,
}

impl Watch {
    /// Nothing heard yet.
    #[must_use]
    pub fn new(detector: Box<dyn Detector>) -> Self {
        Self {
            detector,
            probabilities: Vec::new(),
        }
    }

    /// Judges the blocks of `section` (from its first sample) that are complete by now.
    ///
    /// # Errors
    /// Those of the detector.
    pub fn look(&mut self, section: &[f32]) -> Result<(), DetectError> {
        while section.len() >= (self.probabilities.len() + BLOCK) * FRAME {
            self.block(section, (self.probabilities.len() + BLOCK) * FRAME)?;
        }
        Ok(())
    }

    /// Judges all of `section`, which has ended.
    ///
    /// # Errors
    /// Those of the detector.
    pub fn look_to_end(&mut self, section: &[f32]) -> Result<(), DetectError> {
        self.look(section)?;
        if section.len() > self.probabilities.len() * FRAME {
            self.block(section, section.len())?;
        }
        Ok(())
    }

    /// What was found so far, a probability a frame.
    #[must_use]
    pub fn probabilities(&self) -> &[f32] {
        &self.probabilities
    }

    fn block(&mut self, section: &[f32], end: usize) -> Result<(), DetectError> {
        let done = self.probabilities.len();
        let from = done.saturating_sub(LEAD);
        let stretch = Stretch {
            samples: &section[from * FRAME..end],
            first: (from * FRAME) as u64,
        };
        let found = self.detector.probabilities(stretch)?;
        self.probabilities
            .extend(found.into_iter().skip(done - from));
        // A detector that answers too little would stall the loop above; silence is the safe reading.
        self.probabilities.resize(end.div_ceil(FRAME), 0.0);
        Ok(())
    }
}
