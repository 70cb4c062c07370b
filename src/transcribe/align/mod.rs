//! Where English words are, to about a hundredth of a second: the words are known, so their sounds are looked for.
//!
//! A small phone model ([`phones`]) says how well every 10 ms fits every phone ([`features`]); a search ([`path`])
//! finds the division of the chunk that fits the words' sounds ([`crate::pronounce`]) best. This needs no help from
//! the recogniser and works for any English model. On the labelled set its boundaries are off by 9 ms at the median,
//! where Whisper's own alignment (DTW) is off by 36, and it takes a fifth of DTW's time.

pub mod features;
pub mod path;
pub mod phones;

use std::ops::Range;
use std::sync::OnceLock;
use std::time::Duration;

use features::Features;
use path::{Allowed, Graph, Stretch, Way};
use phones::{Phones, STATES, Scores};

use crate::pronounce::{DamagedError, Lexicon, Phone, phone};
use crate::time::{Offset, Span};

/// A word with its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Its place, from the first sample given.
    pub span: Span,
    /// How well the sound there fits the word, as [`path::Stretch::fit`].
    pub fit: f32,
}

/// The words of a chunk, and what else was said between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alignment {
    /// A place a word.
    pub words: Vec<Placed>,
    /// Hesitations that are not among the words: "um", "uh", "er", "mm".
    pub hesitations: Vec<(&'static str, Placed)>,
    /// Speech between them that is none of the words.
    pub others: Vec<Span>,
}

/// Hesitations that are looked for, with their phones.
const HESITATIONS: [(&str, &[&str]); 5] = [
    ("um", &["AH", "M"]),
    ("uh", &["AH"]),
    ("er", &["ER"]),
    ("mm", &["M"]),
    ("ah", &["AA"]),
];

/// Finds English words in sound. Made once for the whole program.
pub struct Aligner {
    features: Features,
    phones: Phones,
    lexicon: &'static Lexicon,
    hesitations: Vec<Vec<Phone>>,
}

/// How far speech of any kind lies under the best phone of a frame, as a log likelihood: words that were said lie about
/// 3 under it, others about 10.
const ANY_UNDER_BEST: f32 = 6.0;

/// Other speech is at least this long, in frames.
const SLIP: usize = 30;

/// Adds [`phone::ANY`] to a frame's scores.
fn with_any(mut scores: Scores) -> Scores {
    let best = scores.iter().flatten().copied().fold(f32::MIN, f32::max);
    scores.push([best - ANY_UNDER_BEST; STATES]);
    scores
}

/// The middle between two frames' middles, from the start of the later one: where one state gives way to the next.
const BOUNDARY_MICROS: u64 = 7_800;

impl Aligner {
    /// The aligner, unpacked at the first call (about 40 ms).
    ///
    /// # Errors
    /// When the data that are built in are damaged.
    pub fn english() -> Result<&'static Self, DamagedError> {
        static ALIGNER: OnceLock<Result<Aligner, DamagedError>> = OnceLock::new();
        ALIGNER
            .get_or_init(|| {
                let hesitations = HESITATIONS.iter();
                Ok(Self {
                    hesitations: hesitations
                        .map(|(_, sounds)| phone::all(sounds.iter().copied()))
                        .collect(),
                    features: Features::new(),
                    phones: Phones::load()?,
                    lexicon: Lexicon::english()?,
                })
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Listens to `samples` (16 kHz): what can be asked about them afterwards shares this work.
    #[must_use]
    pub fn listen(&self, samples: &[f32]) -> Sounding<'_> {
        let frames = self.features.frames(samples);
        Sounding {
            aligner: self,
            scores: (frames.iter())
                .map(|frame| with_any(self.phones.scores(frame)))
                .collect(),
        }
    }
}

/// A chunk that has been listened to: how likely each frame is under each phone.
pub struct Sounding<'a> {
    aligner: &'a Aligner,
    scores: Vec<Scores>,
}

/// Frames beside a stretch that are looked at with it, since its edges are not certain.
const BESIDE: usize = 4;

impl Sounding<'_> {
    /// The dictionary that the words' sounds are from.
    #[must_use]
    pub fn lexicon(&self) -> &'static Lexicon {
        self.aligner.lexicon
    }

    /// Where `words` (as written, in order) are, and what sound is none of theirs. `torn`: the sound may begin or end
    /// inside another word. `None` when there is too little sound for them.
    #[must_use]
    pub fn place(&self, words: &[&str], torn: bool) -> Option<Alignment> {
        if words.is_empty() {
            return Some(Alignment::default());
        }
        let sounds: Vec<_> = words
            .iter()
            .map(|word| self.aligner.lexicon.sounds(word))
            .collect();
        let way = |other: bool| {
            let allowed = Allowed {
                hesitations: &self.aligner.hesitations,
                torn,
                other,
            };
            Graph::new(&sounds, allowed).best(&self.scores, words.len())
        };
        let found = way(true)?;
        let slips = |way: &Way| {
            way.others
                .iter()
                .all(|other| other.end - other.first < SLIP)
        };
        // Other speech so short is a part of the word beside it.
        let found = if !found.others.is_empty() && slips(&found) {
            way(false)?
        } else {
            found
        };
        let hesitations = found.hesitations.into_iter();
        Some(Alignment {
            words: found.words.into_iter().map(placed).collect(),
            hesitations: hesitations
                .map(|(which, stretch)| (HESITATIONS[which].0, placed(stretch)))
                .collect(),
            others: (found.others.into_iter())
                .map(|stretch| placed(stretch).span)
                .collect(),
        })
    }

    /// Whether the sound in `span` (from the chunk's start) fits `this` better than `that`, or worse by no more than
    /// `margin` a frame.
    #[must_use]
    pub fn prefers(&self, this: &str, that: &str, span: Range<Offset>, margin: f32) -> bool {
        let fit = |text| self.likelihood(&[text], span.clone());
        match (fit(this), fit(that)) {
            (Some(this), Some(that)) => this + margin >= that,
            (Some(_), None) => true,
            (None, _) => false,
        }
    }

    /// Log likelihood a frame of the sound in `span` (from the chunk's start) if it is `words`; `None` when there is too
    /// little sound for them.
    #[must_use]
    pub fn likelihood(&self, words: &[&str], span: Range<Offset>) -> Option<f32> {
        let frame = |place: Offset| place.since_start().as_millis() as usize / 10;
        let end = (frame(span.end) + BESIDE).min(self.scores.len());
        let start = frame(span.start).saturating_sub(BESIDE).min(end);
        let scores = &self.scores[start..end];
        let sounds: Vec<_> = words
            .iter()
            .map(|word| self.aligner.lexicon.sounds(word))
            .collect();
        let graph = Graph::new(&sounds, Allowed::default());
        let way = graph.best(scores, words.len())?;
        Some(way.score / scores.len().max(1) as f32)
    }
}

fn placed(stretch: Stretch) -> Placed {
    let at = |frame: usize| {
        let shift = if frame == 0 { 0 } else { BOUNDARY_MICROS };
        Offset::START + Duration::from_micros(frame as u64 * 10_000 + shift)
    };
    Placed {
        span: Span::new(at(stretch.first), at(stretch.end)),
        fit: stretch.fit,
    }
}
