//! One chunk, from its samples to words that can be believed: recognise, place, judge, try once more when the
//! recogniser was raving, and put names right.

use std::cell::OnceCell;
use std::time::Duration;

use super::align::{Aligner, Placed, Sounding};
use super::guards::{self, Candidate};
use super::vocabulary::{self, Vocabulary};
use super::{Effort, Hearing, RawWord, TranscribeError, Transcriber, Window};
use crate::pronounce::Lexicon;
use crate::speech::Stretch;
use crate::speech::vad::FRAME;
use crate::time::{Offset, SPEECH_RATE_HZ, Span, length_of_samples};
use crate::transcript::{Certainty, Filler, Guard, Removed};

/// A frame with a voice in it, by the detector.
const VOICE: f32 = 0.35;

/// A chunk with what the detector said about it.
pub(super) struct Sound {
    /// The samples that the recogniser hears.
    pub samples: Vec<f32>,
    /// Which sample of the section the first of them is.
    pub first: u64,
    /// The detector's probabilities, one a frame of the section, from frame `first / FRAME`.
    pub voice: Vec<f32>,
    /// Whether they may begin or end in the middle of a word.
    pub torn: bool,
}

/// What was heard in a chunk, in the section's time.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard {
    /// The words that stay, in order.
    pub words: Vec<Candidate>,
    /// What guards took out.
    pub removed: Vec<Removed>,
    /// Hesitations beside the words.
    pub fillers: Vec<Filler>,
    /// Whether the words were placed by no more than their letters.
    pub rough: bool,
}

/// Hears one chunk.
pub(super) fn hear(
    engine: &mut dyn Transcriber,
    sound: &Sound,
    hearing: &Hearing,
    effort: Effort<'_>,
) -> Result<Heard, TranscribeError> {
    let mut listener = Listener {
        engine,
        sound,
        hearing,
        effort,
        sounding: OnceCell::new(),
    };
    let first = listener.attempt(Window::Fitted)?;
    if first.fault.is_none() {
        return Ok(first.heard);
    }
    // The short window is what sends the recogniser astray most often; the full one is what it was trained with.
    Ok(listener.attempt(Window::Full)?.heard)
}

struct Listener<'a> {
    engine: &'a mut dyn Transcriber,
    sound: &'a Sound,
    hearing: &'a Hearing,
    effort: Effort<'a>,
    /// The aligner's view of the chunk, for English, once it is needed.
    sounding: OnceCell<Sounding<'static>>,
}

/// What one run of the recogniser gave.
struct Attempt {
    heard: Heard,
    fault: Option<Guard>,
}

/// A word that no dictionary has is doubted under this probability: names that were said are mostly above it, what
/// the recogniser makes up ("webakulibility") is below.
const SURE: f32 = 0.5;

/// Letters that a word must have to be doubted.
const LONG: usize = 5;

impl Listener<'_> {
    fn attempt(&mut self, window: Window) -> Result<Attempt, TranscribeError> {
        let stretch = Stretch {
            samples: &self.sound.samples,
            first: self.sound.first,
        };
        let effort = Effort {
            window,
            ..self.effort
        };
        let raw = self.engine.transcribe(stretch, self.hearing, effort)?;
        let (places, fillers, rough) = self.places(&raw)?;
        let words: Vec<Candidate> = raw
            .into_iter()
            .zip(places)
            .map(|(word, place)| self.sound.candidate(word, place))
            .collect();
        let fault = guards::loops(&words, self.sound.speech_s());
        let (words, removed) = guards::sift(words, fault);
        let words = self.corrected(words);
        Ok(Attempt {
            heard: Heard {
                words,
                removed,
                fillers,
                rough,
            },
            fault,
        })
    }

    /// The words with the story's names put right.
    fn corrected(&self, words: Vec<Candidate>) -> Vec<Candidate> {
        let (Some(sounding), false) = (self.sounding.get(), self.hearing.vocabulary.is_empty())
        else {
            return words;
        };
        let vocabulary = Vocabulary::new(&self.hearing.vocabulary, sounding.lexicon());
        let begin = self.sound.begin();
        let words = vocabulary.correct(words, sounding, begin);
        let mut found = Vec::with_capacity(words.len());
        for (at, word) in words.iter().enumerate() {
            let strange = self.is_strange(word, sounding.lexicon());
            let apart = strange.then(|| vocabulary.apart(&words, at, sounding, begin));
            match apart.flatten() {
                Some(halves) => found.extend(halves),
                None => found.push(word.clone()),
            }
        }
        found
    }

    /// Whether a word is neither English nor a name of the story, and the recogniser was not sure of it either.
    fn is_strange(&self, word: &Candidate, lexicon: &Lexicon) -> bool {
        word.p < SURE
            && word.heard.is_none()
            && word.text.chars().filter(|c| c.is_alphabetic()).count() >= LONG
            && !lexicon.knows(&word.text)
            && !vocabulary::holds(&self.hearing.vocabulary, &word.text)
    }

    /// A place for every word, in the chunk's time; hesitations; whether the places are rough.
    fn places(&self, raw: &[RawWord]) -> Result<(Vec<Place>, Vec<Filler>, bool), TranscribeError> {
        let given = raw.iter().map(|word| word.span.map(|span| (span, None)));
        if let Some(mut given) = given.collect::<Option<Vec<Place>>>() {
            if self.hearing.language != "en" {
                // The model's own times know words only: a word begins where the one before it ends.
                self.sound.trim_to_voice(&mut given);
            }
            return Ok((given, Vec::new(), false));
        }
        if self.hearing.language == "en" {
            let texts: Vec<&str> = raw.iter().map(|word| word.text.as_str()).collect();
            if let Some(found) = self.sounding()?.place(&texts, self.sound.torn) {
                let places = found.words.iter().map(|word| (word.span, Some(word.fit)));
                let fillers = found.hesitations.iter();
                let fillers = fillers.filter_map(|(text, place)| self.sound.filler(text, place));
                return Ok((places.collect(), fillers.collect(), false));
            }
        }
        Ok((spread(raw, self.sound), Vec::new(), true))
    }

    fn sounding(&self) -> Result<&Sounding<'static>, TranscribeError> {
        if let Some(sounding) = self.sounding.get() {
            return Ok(sounding);
        }
        let aligner = Aligner::english()?;
        Ok(self
            .sounding
            .get_or_init(|| aligner.listen(&self.sound.samples)))
    }
}

/// A span in the chunk's time and, where it is known, how well the sound there fits the word.
type Place = (Span, Option<f32>);

/// Without any alignment: the words share the voiced part of the chunk by their letters. Rough, and said to be.
fn spread(raw: &[RawWord], sound: &Sound) -> Vec<Place> {
    let voiced: Vec<Offset> = sound.voiced_starts();
    let letters = |word: &RawWord| word.text.chars().count().max(1);
    let all: usize = raw.iter().map(letters).sum();
    let mut said = 0;
    let at = |said: usize| {
        let index = (said * voiced.len() / all.max(1)).min(voiced.len().saturating_sub(1));
        voiced.get(index).copied().unwrap_or_default()
    };
    raw.iter()
        .map(|word| {
            let start = at(said);
            said += letters(word);
            (Span::new(start, at(said).max(start)), None)
        })
        .collect()
}

/// A hesitation shorter than this is the tail of a word: at 150 ms nine in a hundred fluent seconds were found where
/// nobody hesitates.
const SHORTEST_FILLER: Duration = Duration::from_millis(240);

/// The worst fit at which a sound is still taken for a hesitation.
const FILLER_FIT: f32 = -8.0;

/// A word up to this long may have been placed beside its sound: "the" after a pause in the pause.
const SHORT_WORD: Duration = Duration::from_millis(300);

/// How far beside a short word the voice may be that it belongs to.
const BESIDE: Duration = Duration::from_millis(150);

impl Sound {
    /// How far into the section it begins.
    fn begin(&self) -> Duration {
        length_of_samples(self.first, SPEECH_RATE_HZ)
    }

    fn candidate(&self, word: RawWord, (span, fit): Place) -> Candidate {
        let span = span.later(self.begin());
        Candidate {
            voiced: self.voice_of(span),
            text: word.text,
            span,
            p: word.p,
            fit,
            heard: None,
        }
    }

    /// How much voice a word at `span` has: in it or, for a short one, right before or behind it.
    fn voice_of(&self, span: Span) -> f32 {
        let within = self.voiced(span);
        if span.length() > SHORT_WORD {
            return within;
        }
        let before = Span::new(span.start - BESIDE, span.start);
        let behind = Span::new(span.end, span.end + BESIDE);
        within.max(self.voiced(before)).max(self.voiced(behind))
    }

    fn filler(&self, text: &str, place: &Placed) -> Option<Filler> {
        let span = place.span.later(self.begin());
        let good =
            span.length() >= SHORTEST_FILLER && place.fit >= FILLER_FIT && self.voiced(span) >= 0.6;
        good.then(|| Filler {
            text: text.to_owned(),
            span,
            certainty: Certainty::Possible,
        })
    }

    /// Seconds of speech, by the detector.
    fn speech_s(&self) -> f64 {
        let frames = self.voice.iter().filter(|p| **p >= VOICE).count();
        (frames * FRAME) as f64 / f64::from(SPEECH_RATE_HZ)
    }

    /// The part of a span of the section in which the detector hears a voice.
    fn voiced(&self, span: Span) -> f32 {
        let frame = |place: Offset| (place.to_samples(SPEECH_RATE_HZ) as usize) / FRAME;
        let origin = self.first as usize / FRAME;
        let from = frame(span.start).saturating_sub(origin);
        let to = (frame(span.end).saturating_sub(origin) + 1).min(self.voice.len());
        let within = self.voice.get(from..to).unwrap_or_default();
        let voiced = within.iter().filter(|p| **p >= VOICE).count();
        voiced as f32 / within.len().max(1) as f32
    }

    /// Takes the silence off both ends of every place that holds a voice.
    fn trim_to_voice(&self, places: &mut [Place]) {
        let frame = length_of_samples(FRAME as u64, SPEECH_RATE_HZ);
        let starts = self.voiced_starts();
        for (span, _) in places {
            let within = |start: &&Offset| **start < span.end && **start + frame > span.start;
            let first = starts.iter().find(within);
            let last = starts.iter().rev().find(within);
            if let (Some(first), Some(last)) = (first, last) {
                *span = Span::new(span.start.max(*first), span.end.min(*last + frame));
            }
        }
    }

    /// Where each voiced frame begins, in the chunk's time.
    fn voiced_starts(&self) -> Vec<Offset> {
        let into = self.first as usize % FRAME;
        (self.voice.iter().enumerate())
            .filter(|(_, p)| **p >= VOICE)
            .map(|(frame, _)| {
                let sample = (frame * FRAME).saturating_sub(into);
                Offset::from_samples(sample as u64, SPEECH_RATE_HZ)
            })
            .collect()
    }
}
