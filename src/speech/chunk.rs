//! Cuts a section into chunks for the recogniser: at pauses, never inside a word where a pause can be had.
//!
//! [`Chunker`] decides from the detector's probabilities and the samples up to the frame it is looking at, so that a
//! section cut while it grows and the same section cut at once give the same chunks.

use std::ops::Range;

use super::vad::FRAME;

/// A voice begins at this probability and ends below [`STILL_VOICE`]: Silero's own defaults.
const VOICE: f32 = 0.5;
const STILL_VOICE: f32 = 0.35;

/// The silence that ends a chunk, by the speech that it holds, both in frames of 32 ms: 1.5 s end any, 350 ms end one of
/// 10 s or more. Word errors rise when chunks get shorter, since the recogniser needs context (6-14 s: 6.9 %, 10-20 s:
/// 5.7 % on people's voices).
const ENOUGH: [(usize, usize); 2] = [(0, 47), (312, 11)];

/// Frames at which a chunk is cut where there is no such pause: about 26 s, of the 30 that Whisper can hear at once.
const TOO_LONG: usize = 812;

/// Where a forced cut may lie, in frames from the chunk's start: not in its first 8 s.
const FORCED_FROM: usize = 250;

/// Samples of context on each side of a chunk: 200 ms.
const CONTEXT: usize = 3_200;

/// A part of a section that goes to the recogniser in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The samples whose words belong to this chunk. Cores do not overlap and leave nothing out.
    pub core: Range<usize>,
    /// The samples that the recogniser hears: the speech in the core and context on both sides.
    pub audio: Range<usize>,
    /// Whether the audio begins or ends in the middle of speech, so that a part of a word may be heard there.
    pub torn: bool,
}

/// The speech of the chunk that is being collected, in frames.
#[derive(Debug, Clone, Copy)]
struct Open {
    first: usize,
    end: usize,
    torn: bool,
}

/// Cuts a section that may still be growing.
#[derive(Debug, Default)]
pub struct Chunker {
    seen: usize,
    voiced: bool,
    open: Option<Open>,
    /// Where the last chunk's core ended, in samples.
    cut: usize,
    /// Where the last chunk's speech ended, in frames.
    spoken: usize,
}

impl Chunker {
    /// Looks at the frames that are new in `probabilities` and gives the chunks that they complete.
    pub fn look(&mut self, probabilities: &[f32], section: &[f32]) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        while self.seen < probabilities.len() {
            self.frame(probabilities[self.seen]);
            self.seen += 1;
            if let Some(chunk) = self.due(probabilities, section) {
                chunks.push(chunk);
            }
        }
        chunks
    }

    /// The last chunk of a section that has ended, if there is speech left.
    pub fn end(&mut self, section: &[f32]) -> Option<Chunk> {
        let open = self.open.take()?;
        let room = section.len().saturating_sub(open.end * FRAME);
        Some(self.close(open, section.len(), room, section))
    }

    fn frame(&mut self, probability: f32) {
        let bar = if self.voiced { STILL_VOICE } else { VOICE };
        self.voiced = probability >= bar;
        if self.voiced {
            let open = self.open.get_or_insert(Open {
                first: self.seen,
                end: self.seen,
                torn: false,
            });
            open.end = self.seen + 1;
        }
    }

    fn due(&mut self, probabilities: &[f32], section: &[f32]) -> Option<Chunk> {
        let open = self.open?;
        let (length, silence) = (open.end - open.first, self.seen - open.end);
        if ENOUGH
            .iter()
            .any(|(enough, pause)| length >= *enough && silence >= *pause)
        {
            self.open = None;
            let middle = (open.end + silence / 2) * FRAME;
            return Some(self.close(open, middle, silence * FRAME, section));
        }
        (self.seen - open.first >= TOO_LONG).then(|| self.force(open, probabilities, section))
    }

    /// Cuts a chunk that found no pause: in its longest gap, else at the quietest frame.
    fn force(&mut self, open: Open, probabilities: &[f32], section: &[f32]) -> Chunk {
        // The last frames stay out, so that there is context behind the cut.
        let range = open.first + FORCED_FROM..self.seen - CONTEXT.div_ceil(FRAME) - 1;
        if let Some(gap) = longest_gap(probabilities, &range) {
            self.open = Some(Open {
                first: gap.end,
                end: open.end.max(gap.end + 1),
                torn: false,
            });
            let head = Open {
                end: gap.start,
                ..open
            };
            let middle = (gap.start + gap.end) / 2 * FRAME;
            return self.close(head, middle, gap.len() * FRAME, section);
        }
        let quietest = (range.clone())
            .min_by(|a, b| power(section, *a).total_cmp(&power(section, *b)))
            .unwrap_or(range.end);
        let head = Open {
            end: quietest,
            torn: true,
            ..open
        };
        let cut = quietest * FRAME + FRAME / 2;
        let chunk = self.close(head, cut, CONTEXT, section);
        self.spoken = quietest.saturating_sub(CONTEXT.div_ceil(FRAME));
        self.open = Some(Open {
            first: quietest,
            end: open.end.max(quietest + 1),
            torn: true,
        });
        chunk
    }

    /// Makes the chunk; `room` is how many samples after its speech may be heard.
    fn close(&mut self, open: Open, cut: usize, room: usize, section: &[f32]) -> Chunk {
        let core = self.cut..cut.min(section.len());
        // The word before the pause is not to be heard again: it would want a place among this chunk's words.
        let start = (open.first * FRAME)
            .saturating_sub(CONTEXT)
            .max(self.spoken * FRAME);
        let end = (open.end * FRAME + room.min(CONTEXT)).min(section.len());
        self.cut = core.end;
        self.spoken = open.end;
        Chunk {
            core,
            audio: start..end.max(start),
            torn: open.torn,
        }
    }
}

/// The longest run of frames without a voice, the last of equals.
fn longest_gap(probabilities: &[f32], range: &Range<usize>) -> Option<Range<usize>> {
    let mut best: Option<Range<usize>> = None;
    let mut from = range.start;
    for (frame, p) in probabilities
        .iter()
        .enumerate()
        .take(range.end + 1)
        .skip(range.start)
    {
        let quiet = frame < range.end && *p < STILL_VOICE;
        if !quiet {
            let run = from..frame;
            if !run.is_empty() && best.as_ref().is_none_or(|best| run.len() >= best.len()) {
                best = Some(run);
            }
            from = frame + 1;
        }
    }
    best
}

fn power(section: &[f32], frame: usize) -> f32 {
    let start = (frame * FRAME).min(section.len());
    let end = (start + FRAME).min(section.len());
    section[start..end].iter().map(|x| x * x).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Voice and silence in turn, each run of so many frames, with a tone where there is a voice.
    fn section(runs: &[usize]) -> (Vec<f32>, Vec<f32>) {
        let (mut probabilities, mut samples) = (Vec::new(), Vec::new());
        for (index, frames) in runs.iter().enumerate() {
            let voiced = index % 2 == 1;
            probabilities.resize(probabilities.len() + frames, if voiced { 0.9 } else { 0.1 });
            let level = |n: usize| {
                if voiced {
                    (n % 97) as f32 / 200.0
                } else {
                    0.001
                }
            };
            samples.extend((0..frames * FRAME).map(level));
        }
        (probabilities, samples)
    }

    fn cut(probabilities: &[f32], samples: &[f32], steps: &[usize]) -> Vec<Chunk> {
        let mut chunker = Chunker::default();
        let mut chunks = Vec::new();
        let (mut known, mut steps) = (0, steps.iter().cycle());
        while known < probabilities.len() {
            known = (known + steps.next().unwrap_or(&1)).min(probabilities.len());
            // What comes later is not there yet.
            chunks.extend(chunker.look(&probabilities[..known], &samples[..known * FRAME]));
        }
        chunks.extend(chunker.end(samples));
        chunks
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn chunks_are_the_same_however_the_sound_arrives(
            runs in prop::collection::vec(1usize..400, 1..10),
            steps in prop::collection::vec(1usize..200, 1..20),
        ) {
            let (probabilities, samples) = section(&runs);
            let at_once = cut(&probabilities, &samples, &[probabilities.len()]);
            prop_assert_eq!(&cut(&probabilities, &samples, &steps), &at_once);
        }

        #[test]
        fn no_voice_is_left_out_or_heard_twice(
            runs in prop::collection::vec(1usize..1_200, 1..6),
        ) {
            let (probabilities, samples) = section(&runs);
            let chunks = cut(&probabilities, &samples, &[32]);
            for pair in chunks.windows(2) {
                prop_assert_eq!(pair[0].core.end, pair[1].core.start);
            }
            for chunk in &chunks {
                prop_assert!(chunk.audio.len() <= (TOO_LONG + 1) * FRAME + 2 * CONTEXT, "{:?}", chunk);
                prop_assert!(chunk.audio.end <= samples.len());
            }
            for (frame, p) in probabilities.iter().enumerate().filter(|(_, p)| **p >= VOICE) {
                let middle = frame * FRAME + FRAME / 2;
                let owners = chunks.iter().filter(|chunk| chunk.core.contains(&middle));
                let heard = owners.filter(|chunk| chunk.audio.contains(&middle)).count();
                prop_assert_eq!(heard, 1, "frame {} of probability {}", frame, p);
            }
        }
    }

    #[test]
    fn a_long_answer_without_a_pause_is_cut_in_its_longest_gap() {
        // 20 s, a gap of 128 ms, 10 s: no pause by any rule, and too long for one chunk.
        let (probabilities, samples) = section(&[0, 625, 4, 312]);
        let chunks = cut(&probabilities, &samples, &[1]);
        assert_eq!(chunks.len(), 2);
        assert_eq!(chunks[0].core.end, 627 * FRAME);
        assert!(!chunks[0].torn && !chunks[1].torn);
    }

    #[test]
    fn speech_without_any_gap_is_cut_and_said_to_be_torn() {
        let (probabilities, samples) = section(&[10, 1_000]);
        let chunks = cut(&probabilities, &samples, &[7]);
        assert!(chunks.len() == 2 && chunks.iter().all(|chunk| chunk.torn));
    }
}
