//! Cuts a section into chunks for the recogniser: at pauses, never inside a word where a pause can be had.
//!
//! [`Chunker`] decides from the detector's probabilities and the samples up to the frame it is looking at, so that a
//! section cut while it grows and the same section cut at once give the same chunks.

use std::ops::Range;

use super::vad::FRAME;

/// A voice begins at this probability and ends below [`STILL_VOICE`]: Silero's own defaults.
const VOICE: f32 = 0.5;
const STILL_VOICE: f32 = 0.35;

/// Frames of silence that make a pause: 352 ms.
const PAUSE: usize = 11;

/// Frames that a chunk holds before a pause ends it: about 10 s.
const ENOUGH: usize = 312;

/// Frames of silence that end a chunk of any length: about 1.5 s.
const LONG_PAUSE: usize = 47;

/// Frames at which a chunk is cut even inside speech: about 26 s, of the 30 that Whisper can hear at once.
const TOO_LONG: usize = 812;

/// Samples of context on each side of a chunk: 200 ms.
const CONTEXT: usize = 3_200;

/// A part of a section that goes to the recogniser in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The samples whose words belong to this chunk. Chunks' cores do not overlap.
    pub core: Range<usize>,
    /// The samples that the recogniser hears: the speech in the core and context on both sides.
    pub audio: Range<usize>,
}

/// Where the speech of the open chunk is, in frames.
#[derive(Debug, Clone, Copy)]
struct Open {
    first: usize,
    end: usize,
}

/// Cuts a section that may still be growing.
#[derive(Debug, Default)]
pub struct Chunker {
    seen: usize,
    voiced: bool,
    open: Option<Open>,
    cut: usize,
    /// Whether the last cut was forced, inside speech.
    inside_speech: bool,
}

impl Chunker {
    /// Looks at the frames that are new in `probabilities` and gives the chunks that they complete.
    pub fn look(&mut self, probabilities: &[f32], section: &[f32]) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        while self.seen < probabilities.len() {
            self.frame(probabilities[self.seen]);
            self.seen += 1;
            if let Some(chunk) = self.due(section) {
                chunks.push(chunk);
            }
        }
        chunks
    }

    /// The last chunk of a section that has ended, if there is speech left.
    pub fn end(&mut self, section: &[f32]) -> Option<Chunk> {
        let open = self.open.take()?;
        Some(self.close(open, section.len(), section.len(), false))
    }

    fn frame(&mut self, probability: f32) {
        let bar = if self.voiced { STILL_VOICE } else { VOICE };
        self.voiced = probability >= bar;
        if self.voiced {
            let first = self.open.map_or(self.seen, |open| open.first);
            self.open = Some(Open {
                first,
                end: self.seen + 1,
            });
        }
    }

    fn due(&mut self, section: &[f32]) -> Option<Chunk> {
        let open = self.open?;
        let silence = self.seen - open.end;
        let length = open.end - open.first;
        if silence >= LONG_PAUSE || (silence >= PAUSE && length >= ENOUGH) {
            self.open = None;
            let middle = (open.end + silence / 2) * FRAME;
            return Some(self.close(open, middle, section.len(), false));
        }
        if self.seen - open.first >= TOO_LONG {
            return Some(self.force(open, section));
        }
        None
    }

    /// Cuts at the quietest frame of the last third, away from the edge so that there is context.
    fn force(&mut self, open: Open, section: &[f32]) -> Chunk {
        let from = open.first + TOO_LONG * 2 / 3;
        let to = self.seen - CONTEXT.div_ceil(FRAME);
        let quietest = (from..to)
            .min_by(|a, b| power(section, *a).total_cmp(&power(section, *b)))
            .unwrap_or(to);
        let cut = quietest * FRAME + FRAME / 2;
        let first = Open {
            first: open.first,
            end: quietest,
        };
        self.open = Some(Open {
            first: quietest,
            end: open.end.max(quietest + 1),
        });
        self.close(first, cut, section.len(), true)
    }

    fn close(&mut self, open: Open, cut: usize, length: usize, forced: bool) -> Chunk {
        let core = self.cut..cut.min(length);
        self.cut = core.end;
        let mut start = (open.first * FRAME).saturating_sub(CONTEXT);
        let mut end = (open.end * FRAME + CONTEXT).min(length);
        // At a pause the context is silence and ends in its middle, so that every word heard here belongs here, also
        // a first word that the recogniser places too early. Only inside speech must neighbours be heard and left out.
        if !std::mem::replace(&mut self.inside_speech, forced) {
            start = start.max(core.start);
        }
        if !forced {
            end = end.min(core.end);
        }
        Chunk {
            core,
            audio: start..end.max(start),
        }
    }
}

fn power(section: &[f32], frame: usize) -> f32 {
    let start = (frame * FRAME).min(section.len());
    let end = (start + FRAME).min(section.len());
    section[start..end].iter().map(|x| x * x).sum()
}
