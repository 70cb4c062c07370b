//! One chunk, from its samples to words that can be believed: recognise, place, judge, try once more when the
//! recogniser was raving, hear again what it skipped, and put names right.

use std::cell::OnceCell;
use std::time::Duration;

use super::align::{Aligner, Placed, Sounding};
use super::coverage::{self, Voice};
use super::guards::{self, Candidate};
use super::vocabulary::{self, Vocabulary};
use super::{Effort, Hearing, RawWord, TranscribeError, Transcriber, Window};
use crate::pronounce::Lexicon;
use crate::speech::Stretch;
use crate::speech::contour::{self, Contour};
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
    /// Whether the recogniser was still raving at its last try.
    pub raving: bool,
    /// Speech that no word explains; from [`hear`], what is to be told of it.
    pub not_understood: Vec<Span>,
}

/// Hears one chunk; again, in smaller pieces, where it has speech that no word explains.
pub(super) fn hear(
    engine: &mut dyn Transcriber,
    sound: &Sound,
    hearing: &Hearing,
    effort: Effort<'_>,
) -> Result<Heard, TranscribeError> {
    let mut heard = listen(engine, sound, hearing, effort)?;
    let runs = sound.runs();
    if !heard.not_understood.is_empty() {
        again(engine, sound, hearing, effort, &runs, &mut heard)?;
    }
    let foreign = foreign(engine, sound, hearing, effort, &runs, &heard)?;
    if !heard.not_understood.is_empty() || !foreign.is_empty() {
        heard.settle(&runs, &foreign, sound.voice());
    }
    Ok(heard)
}

/// Hears again what no word explains. Whisper writes what it hears twice in one window once, so each run of speech gets
/// a window of its own, and then what is left over inside a run.
fn again(
    engine: &mut dyn Transcriber,
    sound: &Sound,
    hearing: &Hearing,
    effort: Effort<'_>,
    runs: &[Span],
    heard: &mut Heard,
) -> Result<(), TranscribeError> {
    let mut alone = vec![sound.span()];
    for run in coverage::pieces(runs, &heard.not_understood) {
        let part = sound.part(run, false);
        let again = listen(engine, &part, hearing, effort)?;
        heard.take_over(again, run, sound.voice());
        alone.push(run);
    }
    let left = heard.not_understood.clone().into_iter();
    // What had a window of its own already would give the same again.
    let left = left.filter(|stretch| !coverage::fills_any(*stretch, &alone));
    for stretch in left.take(MOST_STRETCHES) {
        let part = sound.part(stretch, true);
        let again = listen(engine, &part, hearing, effort)?;
        heard.take_over(again, stretch, sound.voice());
    }
    Ok(())
}

/// The runs of speech in another language: the recogniser was not sure of its words there, and it says itself that the
/// language is another. It writes English words for the sounds of any language.
fn foreign(
    engine: &mut dyn Transcriber,
    sound: &Sound,
    hearing: &Hearing,
    effort: Effort<'_>,
    runs: &[Span],
    heard: &Heard,
) -> Result<Vec<Span>, TranscribeError> {
    let mut found = Vec::new();
    for run in coverage::doubtful(runs, &heard.words) {
        let part = sound.part(run, false);
        let stretch = Stretch {
            samples: &part.samples,
            first: part.first,
        };
        let p = engine.language_p(stretch, hearing, effort)?;
        if p.is_some_and(|p| p < OWN_LANGUAGE) {
            found.push(run);
        }
    }
    Ok(found)
}

/// The probability of the section's own language under which a doubtful run is in another.
const OWN_LANGUAGE: f32 = 0.3;

/// Stretches of a chunk that are heard by themselves, at most: time is bounded, and a chunk with more is no speech that
/// the recogniser can make out.
const MOST_STRETCHES: usize = 6;

/// One run of the recogniser over `sound`, or two when the first was raving: the better of both.
fn listen(
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
    let mut second = listener.attempt(Window::Full)?;
    second.heard.raving = second.fault.is_some();
    let whole = sound.span();
    let left = |heard: &Heard| heard.unexplained(whole, sound.voice());
    // What was truly repeated is a fault as well, and the second run may write it once.
    if left(&second.heard) > left(&first.heard) + WORSE {
        return Ok(first.heard);
    }
    Ok(second.heard)
}

/// Speech left over by which one hearing is worse than another.
const WORSE: Duration = Duration::from_millis(100);

impl Heard {
    /// Time inside `span` with a voice that no word explains.
    fn unexplained(&self, span: Span, voice: Voice<'_>) -> Duration {
        (self.not_understood.iter())
            .filter_map(|stretch| stretch.overlap(span))
            .map(|stretch| voice.time(stretch))
            .sum()
    }

    /// Puts what was heard `again` in `span` in the place of what was heard there before, if it explains more.
    fn take_over(&mut self, again: Self, span: Span, voice: Voice<'_>) {
        let better = again.unexplained(span, voice) + WORSE <= self.unexplained(span, voice);
        if again.rough || again.raving || !better {
            return;
        }
        let outside = |place: Span| !span.contains(coverage::middle(place));
        self.words.retain(|word| outside(word.span));
        self.removed.retain(|removed| outside(removed.span));
        self.fillers.retain(|filler| outside(filler.span));
        let old = std::mem::take(&mut self.not_understood);
        for stretch in old {
            let before = Span::new(stretch.start, stretch.end.min(span.start));
            let after = Span::new(stretch.start.max(span.end), stretch.end);
            let rest = [before, after].into_iter();
            self.not_understood
                .extend(rest.filter(|rest| rest.length() > SLIVER));
        }
        self.words.extend(again.words);
        self.removed.extend(again.removed);
        self.fillers.extend(again.fillers);
        self.not_understood.extend(again.not_understood);
        self.words.sort_by_key(|word| word.span);
        self.removed.sort_by_key(|removed| removed.span);
        self.fillers.sort_by_key(|filler| filler.span);
        self.not_understood.sort();
    }

    /// Decides what is told to be not understood. No word and no hesitation stays in it.
    fn settle(&mut self, runs: &[Span], foreign: &[Span], voice: Voice<'_>) {
        let told =
            coverage::not_understood(&self.words, &self.not_understood, runs, foreign, voice);
        let inside = |place: Span| {
            let middle = coverage::middle(place);
            (told.iter()).any(|stretch| coverage::to_silence(*stretch, runs).contains(middle))
        };
        let (lost, kept) = std::mem::take(&mut self.words)
            .into_iter()
            .partition(|word| inside(word.span));
        self.words = kept;
        self.removed.extend(guards::misfits(lost));
        self.removed.sort_by_key(|removed| removed.span);
        self.fillers.retain(|filler| !inside(filler.span));
        self.not_understood = told;
    }
}

/// What is left of a stretch beside one that was heard again, when it is no more than this, is nothing.
const SLIVER: Duration = Duration::from_millis(150);

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

/// Where the words of a chunk are, in its own time.
#[derive(Default)]
struct Places {
    words: Vec<Place>,
    fillers: Vec<Filler>,
    /// Sound between the words that is none of theirs.
    others: Vec<Span>,
    rough: bool,
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
        let places = self.places(&raw)?;
        let words: Vec<Candidate> = raw
            .into_iter()
            .zip(places.words)
            .map(|(word, place)| self.sound.candidate(word, place))
            .collect();
        // What somebody did repeat sounds right, all of it.
        let fault = guards::loops(&words, self.sound.speech_s())
            .filter(|_| !words.iter().all(guards::sounds_right));
        let (words, removed) = guards::sift(words, fault);
        let others = self.others(&words, &removed, &places.others);
        let not_understood = match places.rough {
            true => Vec::new(),
            false => {
                coverage::unexplained(&words, &others, |word| self.slack(word), self.sound.voice())
            }
        };
        // Beside speech that no word explains a hesitation is a piece of that speech.
        let mut fillers = places.fillers;
        fillers.retain(|filler| {
            let near = Span::new(filler.span.start - NEAR, filler.span.end + NEAR);
            not_understood
                .iter()
                .all(|stretch| stretch.overlap(near).is_none())
        });
        let words = self.corrected(words);
        Ok(Attempt {
            heard: Heard {
                words,
                removed,
                fillers,
                rough: places.rough,
                raving: false,
                not_understood,
            },
            fault,
        })
    }

    /// Sound that may be speech without a word, in the section's time: what the aligner found, what guards took out
    /// although there was a voice, and all of the voice where there is no word at all.
    fn others(&self, words: &[Candidate], removed: &[Removed], found: &[Span]) -> Vec<Span> {
        if words.is_empty() {
            return self.sound.runs();
        }
        let begin = self.sound.begin();
        let mut others: Vec<Span> = found.iter().map(|span| span.later(begin)).collect();
        let voiced = removed
            .iter()
            .filter(|removed| removed.reason != Guard::Unvoiced);
        others.extend(voiced.map(|removed| removed.span));
        others.extend(coverage::stretched(words));
        others.sort();
        others
    }

    /// How much longer than its place a word may really be: nothing, unless its sound is a guess, as that of numbers in
    /// figures and of names is.
    fn slack(&self, word: &Candidate) -> Duration {
        let figures = word.text.chars().filter(char::is_ascii_digit).count() as u32;
        let known = self
            .sounding
            .get()
            .is_none_or(|sounding| sounding.lexicon().knows(&word.text));
        if figures == 0 && known {
            return Duration::ZERO;
        }
        let letters = word.text.chars().filter(|c| c.is_alphabetic()).count() as u32;
        let longest = Duration::from_millis(400) * figures + Duration::from_millis(130) * letters;
        longest.saturating_sub(word.span.length())
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

    /// A place for every word, in the chunk's time, and what lies between them.
    fn places(&self, raw: &[RawWord]) -> Result<Places, TranscribeError> {
        let given = raw.iter().map(|word| word.span.map(|span| (span, None)));
        if let Some(mut given) = given.collect::<Option<Vec<Place>>>() {
            if self.hearing.language != "en" {
                // The model's own times know words only: a word begins where the one before it ends.
                self.sound.trim_to_voice(&mut given);
            }
            return Ok(Places {
                words: given,
                ..Places::default()
            });
        }
        if self.hearing.language == "en" {
            let texts: Vec<&str> = raw.iter().map(|word| word.text.as_str()).collect();
            if let Some(found) = self.sounding()?.place(&texts, self.sound.torn) {
                let places = found.words.iter().map(|word| (word.span, Some(word.fit)));
                let fillers = found.hesitations.iter();
                let fillers = fillers.filter_map(|(text, place)| self.sound.filler(text, place));
                return Ok(Places {
                    words: places.collect(),
                    fillers: fillers.collect(),
                    others: found.others,
                    rough: false,
                });
            }
        }
        Ok(Places {
            words: spread(raw, self.sound),
            rough: true,
            ..Places::default()
        })
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

/// How near to speech that no word explains a hesitation is taken for a piece of it.
const NEAR: Duration = Duration::from_millis(300);

/// Sound that is heard on each side of a run of speech: less than the silences that part runs.
const AROUND: Duration = Duration::from_millis(120);

/// The same where there is no silence.
const CUT: Duration = Duration::from_millis(40);

/// A word up to this long may have been placed beside its sound: "the" after a pause in the pause.
const SHORT_WORD: Duration = Duration::from_millis(300);

/// How far beside a short word the voice may be that it belongs to.
const BESIDE: Duration = Duration::from_millis(150);

impl Sound {
    /// How far into the section it begins.
    fn begin(&self) -> Duration {
        length_of_samples(self.first, SPEECH_RATE_HZ)
    }

    /// All of it.
    fn span(&self) -> Span {
        let start = Offset::START + self.begin();
        Span::new(
            start,
            start + length_of_samples(self.samples.len() as u64, SPEECH_RATE_HZ),
        )
    }

    /// What the detector says about it.
    fn voice(&self) -> Voice<'_> {
        Voice {
            probabilities: &self.voice,
            first: self.first as usize / FRAME,
        }
    }

    /// Where there is a voice, in the section's time: silences of 0.2 s or more part the runs.
    fn runs(&self) -> Vec<Span> {
        let voiced = Contour::of(&self.samples).voiced(&self.voice);
        let begin = self.begin();
        voiced
            .iter()
            .map(|run| contour::span(run).later(begin))
            .collect()
    }

    /// The part of it at `span`, a run of speech or a stretch of one; with a little of what lies around a run.
    fn part(&self, span: Span, torn: bool) -> Self {
        let beside = if torn { CUT } else { AROUND };
        let sample = |place: Offset| {
            let within = place.to_samples(SPEECH_RATE_HZ).saturating_sub(self.first);
            (within as usize).min(self.samples.len())
        };
        let (from, to) = (sample(span.start - beside), sample(span.end + beside));
        let first = self.first + from as u64;
        let frame = first as usize / FRAME - self.first as usize / FRAME;
        let end = (first as usize + to - from).div_ceil(FRAME) - self.first as usize / FRAME;
        Self {
            samples: self.samples[from..to.max(from)].to_vec(),
            first,
            voice: (self.voice.get(frame..end.min(self.voice.len())))
                .unwrap_or_default()
                .to_vec(),
            torn,
        }
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
