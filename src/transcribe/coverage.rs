//! Coverage: the speech in a chunk that no word explains.
//!
//! A recogniser skips speech without a sign of it: a sentence told again, or one in another language. The aligner then
//! finds sound between the words that is none of theirs. Here that sound is measured against the voice: what is long
//! enough to have been words is heard again (`hear.rs`), and what stays is told to be not understood. Pure: words and
//! voice in, stretches out.

use std::time::Duration;

use super::guards::Candidate;
use crate::speech::vad::FRAME;
use crate::time::{Offset, SPEECH_RATE_HZ, Span, length_of_samples};

/// Shorter sound between words is a slip of the aligner: over 103 clips of people and synthesizers, placed by the words
/// that were said, it left at most 0.25 s of a voice over.
const SHORTEST: Duration = Duration::from_millis(300);

/// Speech that is told to be not understood lasts this long: two or three short words.
const WORTH_TELLING: Duration = Duration::from_millis(450);

/// A frame with a voice in it, by the detector.
const VOICE: f32 = 0.5;

/// The mean probability from which the detector is believed that it was speech.
const SPEECH: f32 = 0.7;

/// A word whose sound fits worse than this says nothing about what was spoken there.
const FITS: f32 = -7.0;

/// A run of speech of which the words explain less than this part was not understood at all.
const LEAST_EXPLAINED: f64 = 0.25;

/// Words of a mean probability under this are doubted: German written as English words had about 0.5 here. Doubt alone
/// takes nothing out: the language must be another, too.
const DOUBT: f32 = 0.65;

/// Silences shorter than this do not part two runs when one of them is short.
const BREATH: Duration = Duration::from_millis(600);

/// A run shorter than this is too little for the recogniser alone.
const LEAST_ALONE: Duration = Duration::from_millis(800);

/// The part of a span that is most of it.
const MOST: f64 = 0.8;

/// How far outside of its run a word may be placed.
const EDGE: Duration = Duration::from_millis(80);

/// How far beside a word sound counts as the word's own.
const BESIDE: Duration = Duration::from_millis(150);

/// The voice detector's probabilities, with the place of the first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voice<'a> {
    /// One a frame.
    pub probabilities: &'a [f32],
    /// Which frame of the section the first is.
    pub first: usize,
}

impl Voice<'_> {
    /// Time with a voice inside `span`.
    pub fn time(self, span: Span) -> Duration {
        let voiced = self.within(span).iter().filter(|p| **p >= VOICE).count();
        length_of_samples((voiced * FRAME) as u64, SPEECH_RATE_HZ).min(span.length())
    }

    /// Whether the detector is sure that `span` is speech.
    fn is_speech(self, span: Span) -> bool {
        let within = self.within(span);
        within.iter().sum::<f32>() >= SPEECH * within.len() as f32
    }

    fn within(&self, span: Span) -> &[f32] {
        let frame = |place: Offset| place.to_samples(SPEECH_RATE_HZ) as usize / FRAME;
        let from = frame(span.start).saturating_sub(self.first);
        let to = (frame(span.end) + 1).saturating_sub(self.first);
        let end = to.min(self.probabilities.len());
        self.probabilities.get(from..end).unwrap_or_default()
    }
}

/// The stretches among `others` (sound between words, in order) that are long enough to have been words. `slack` says how
/// much longer than its place a word may really be, because its sound is only guessed.
pub(super) fn unexplained(
    words: &[Candidate],
    others: &[Span],
    slack: impl Fn(&Candidate) -> Duration,
    voice: Voice<'_>,
) -> Vec<Span> {
    let own = |stretch: &&Span| {
        words.iter().any(|word| {
            let near =
                word.span.start - BESIDE < stretch.end && stretch.start < word.span.end + BESIDE;
            near && slack(word) >= stretch.length()
        })
    };
    let mut joined: Vec<Span> = Vec::new();
    for stretch in others.iter().filter(|stretch| !own(stretch)) {
        match joined.last_mut() {
            Some(last) if is_one(*last, *stretch, words) => *last = last.cover(*stretch),
            _ => joined.push(*stretch),
        }
    }
    joined.retain(|stretch| voice.time(*stretch) >= SHORTEST);
    joined
}

/// Whether the words between two stretches are so few that they stand there by chance.
fn is_one(a: Span, b: Span, words: &[Candidate]) -> bool {
    let between = Span::new(a.end, b.start);
    let said: Duration = (words.iter())
        .filter(|word| between.contains(middle(word.span)))
        .map(|word| word.span.length())
        .sum();
    said < (a.length() + b.length()) / 4
}

/// Words that last longer than anyone takes for them, by their voice: what lies before their likely place, since the
/// model's own places begin where the word before ends. Where it is known how a word fits, only if it does not.
pub(super) fn stretched(words: &[Candidate]) -> Vec<Span> {
    let surplus = |word: &Candidate| {
        let letters = word.text.chars().filter(|c| c.is_alphanumeric()).count() as u32;
        let usual = Duration::from_millis(200) + Duration::from_millis(60) * letters;
        let voiced = word.span.length().mul_f32(word.voiced);
        let misfit = word.fit.is_none_or(|fit| fit < FITS);
        (misfit && voiced > 2 * usual + SHORTEST)
            .then(|| Span::new(word.span.start, word.span.end - usual))
    };
    words.iter().filter_map(surplus).collect()
}

/// The runs of speech, each to be heard by itself, that hold something unexplained; none when that would be all of the
/// chunk once more. `runs` is where there is a voice, in order, apart.
pub(super) fn pieces(runs: &[Span], unexplained: &[Span]) -> Vec<Span> {
    let mut pieces = alone(runs);
    if pieces.len() < 2 {
        return Vec::new();
    }
    pieces.retain(|run| covered(*run, unexplained) >= SHORTEST / 2);
    pieces
}

/// The runs, short ones joined to their neighbours, so that each can be heard by itself.
fn alone(runs: &[Span]) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::new();
    for run in runs {
        match joined.last_mut() {
            Some(last)
                if run.start - last.end < BREATH
                    && last.length().min(run.length()) < LEAST_ALONE =>
            {
                *last = last.cover(*run);
            }
            _ => joined.push(*run),
        }
    }
    joined
}

/// The runs whose words the recogniser itself was not sure of.
pub(super) fn doubtful(runs: &[Span], words: &[Candidate]) -> Vec<Span> {
    let mut runs = alone(runs);
    runs.retain(|run| {
        let here: Vec<f32> = (words.iter())
            .filter(|word| run.contains(middle(word.span)))
            .map(|word| word.p)
            .collect();
        let sure = here.iter().sum::<f32>() >= DOUBT * here.len() as f32;
        run.length() >= LEAST_ALONE && !sure
    });
    runs
}

/// Whether a stretch is most of one of `spans`.
pub(super) fn fills_any(stretch: Span, spans: &[Span]) -> bool {
    spans
        .iter()
        .any(|span| covered(*span, &[stretch]) >= span.length().mul_f64(MOST))
}

/// The time inside `span` that `stretches` (apart) cover.
fn covered(span: Span, stretches: &[Span]) -> Duration {
    (stretches.iter())
        .filter_map(|stretch| stretch.overlap(span))
        .map(Span::length)
        .sum()
}

/// The stretches of `runs` that nobody can have understood: what is unexplained, where the words explain next to nothing
/// of a run the whole run, and what is `foreign`. In order and apart.
pub(super) fn not_understood(
    words: &[Candidate],
    unexplained: &[Span],
    runs: &[Span],
    foreign: &[Span],
    voice: Voice<'_>,
) -> Vec<Span> {
    let mut found: Vec<Span> = foreign.to_vec();
    for run in runs {
        let missed: Vec<Span> = (unexplained.iter())
            .filter_map(|stretch| stretch.overlap(*run))
            .collect();
        let explained: Duration = (words.iter())
            .filter(|word| run.contains(middle(word.span)))
            .filter(|word| word.fit.is_none_or(|fit| fit > FITS))
            .filter(|word| {
                !missed
                    .iter()
                    .any(|stretch| stretch.contains(middle(word.span)))
            })
            .map(|word| word.span.length())
            .sum();
        let lost = missed
            .iter()
            .map(|stretch| stretch.length())
            .sum::<Duration>();
        if lost >= SHORTEST && explained < run.length().mul_f64(LEAST_EXPLAINED) {
            found.push(*run);
        } else {
            found.extend(missed);
        }
    }
    found.retain(|span| voice.time(*span) >= WORTH_TELLING && voice.is_speech(*span));
    found.sort();
    let mut apart: Vec<Span> = Vec::new();
    for span in found {
        match apart.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => apart.push(span),
        }
    }
    apart
}

/// A stretch that begins or ends with a run, with a little of the silence there: a word may be placed at its edge.
pub(super) fn to_silence(stretch: Span, runs: &[Span]) -> Span {
    let begins = runs.iter().any(|run| run.start == stretch.start);
    let ends = runs.iter().any(|run| run.end == stretch.end);
    let room = |is: bool| if is { EDGE } else { Duration::ZERO };
    Span::new(stretch.start - room(begins), stretch.end + room(ends))
}

/// The middle of a span.
pub(super) fn middle(span: Span) -> Offset {
    span.start + span.length() / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, start_s: f64, end_s: f64, fit: f32) -> Candidate {
        Candidate {
            text: text.to_owned(),
            span: Span::from_seconds(start_s, end_s),
            p: 0.9,
            fit: Some(fit),
            voiced: 1.0,
            heard: None,
        }
    }

    /// A voice in these seconds, and a probability of 0.1 elsewhere, for ten seconds.
    fn voice(probability: f32, runs: &[Span]) -> Vec<f32> {
        let frame = |index: usize| {
            let place = Offset::from_samples((index * FRAME) as u64, SPEECH_RATE_HZ);
            runs.iter().any(|run| run.contains(place))
        };
        let p = |index| if frame(index) { probability } else { 0.1 };
        (0..313).map(p).collect()
    }

    fn s(start_s: f64, end_s: f64) -> Span {
        Span::from_seconds(start_s, end_s)
    }

    fn over(probabilities: &[f32]) -> Voice<'_> {
        Voice {
            probabilities,
            first: 0,
        }
    }

    fn found(words: &[Candidate], others: &[Span], runs: &[Span]) -> Vec<Span> {
        let heard = voice(0.95, runs);
        unexplained(words, others, |_| Duration::ZERO, over(&heard))
    }

    #[test]
    fn a_slip_of_the_aligner_and_sound_without_a_voice_are_no_speech() {
        let runs = [s(0.0, 3.0)];
        assert_eq!(found(&[], &[s(1.0, 1.2)], &runs), []);
        assert_eq!(found(&[], &[s(4.0, 6.0)], &runs), []);
        assert_eq!(found(&[], &[s(1.0, 2.0)], &runs), [s(1.0, 2.0)]);
    }

    #[test]
    fn a_short_word_between_two_stretches_stands_there_by_chance_and_a_phrase_does_not() {
        let runs = [s(0.0, 9.0)];
        let stretches = [s(1.0, 2.0), s(2.2, 3.2)];
        let chance = [word("the", 2.0, 2.2, -5.0)];
        assert_eq!(found(&chance, &stretches, &runs), [s(1.0, 3.2)]);
        let apart = [s(1.0, 2.0), s(3.2, 4.2)];
        let phrase = [
            word("delivery", 2.0, 2.6, -2.0),
            word("logs", 2.6, 3.2, -2.0),
        ];
        assert_eq!(found(&phrase, &apart, &runs), apart);
    }

    #[test]
    fn figures_may_last_longer_than_the_dictionary_says() {
        let heard = voice(0.95, &[s(0.0, 5.0)]);
        let words = [word("5551234", 1.0, 2.0, -6.0)];
        let slack = |seconds| move |_: &Candidate| Duration::from_secs(seconds);
        let others = [s(2.1, 3.0)];
        assert_eq!(unexplained(&words, &others, slack(1), over(&heard)), []);
        assert_eq!(unexplained(&words, &others, slack(0), over(&heard)), others);
        // A word elsewhere does not explain it.
        let far = [word("5551234", 0.0, 1.0, -6.0)];
        assert_eq!(unexplained(&far, &others, slack(1), over(&heard)), others);
    }

    #[test]
    fn a_word_over_several_seconds_of_voice_is_stretched_unless_its_sound_fits() {
        let found = stretched(&[word("logs", 1.0, 4.0, -9.0)]);
        assert_eq!(found, [s(1.0, 4.0 - 0.44)]);
        assert_eq!(stretched(&[word("logs", 1.0, 4.0, -2.0)]), []);
        assert_eq!(stretched(&[word("logs", 1.0, 1.8, -9.0)]), []);
        let mut paused = word("logs", 1.0, 4.0, -9.0);
        paused.voiced = 0.2;
        assert_eq!(stretched(&[paused]), []);
    }

    #[test]
    fn runs_with_something_unexplained_are_heard_by_themselves() {
        let runs = [s(0.0, 2.0), s(2.3, 4.3), s(4.6, 6.6)];
        assert_eq!(pieces(&runs, &[s(2.5, 4.0)]), [s(2.3, 4.3)]);
        // All of a chunk once more would give the same again.
        assert_eq!(pieces(&runs[..1], &[s(0.5, 1.5)]), []);
        // Half a second alone is too little for the recogniser.
        let short = [s(0.0, 2.0), s(2.3, 2.8), s(4.6, 6.6)];
        assert_eq!(pieces(&short, &[s(2.3, 2.8)]), [s(0.0, 2.8)]);
    }

    #[test]
    fn a_stretch_fills_a_span_when_it_is_most_of_it() {
        assert!(fills_any(s(1.0, 2.9), &[s(5.0, 7.0), s(1.0, 3.0)]));
        assert!(!fills_any(s(1.0, 2.0), &[s(1.0, 3.0)]));
    }

    #[test]
    fn what_stays_unexplained_is_told_and_a_run_without_good_words_as_a_whole() {
        let runs = [s(0.0, 3.0), s(3.5, 6.5)];
        let heard = voice(0.95, &runs);
        let words = [
            word("I", 0.0, 0.2, -2.0),
            word("pulled", 0.2, 1.4, -2.0),
            word("ghost", 5.0, 5.4, -11.0),
        ];
        let unexplained = [s(1.5, 3.0), s(3.5, 5.0)];
        let told = not_understood(&words, &unexplained, &runs, &[], over(&heard));
        assert_eq!(told, [s(1.5, 3.0), s(3.5, 6.5)]);
    }

    #[test]
    fn what_the_detector_is_not_sure_of_is_not_told_to_be_speech() {
        let runs = [s(0.0, 3.0)];
        let hum = voice(0.6, &runs);
        assert_eq!(not_understood(&[], &runs, &runs, &[], over(&hum)), []);
        assert_eq!(not_understood(&[], &[], &runs, &runs, over(&hum)), []);
        let speech = voice(0.9, &runs);
        assert_eq!(not_understood(&[], &[], &runs, &runs, over(&speech)), runs);
    }

    #[test]
    fn runs_are_doubted_whose_words_are_improbable() {
        let runs = [s(0.0, 2.0), s(3.0, 5.0)];
        let mut words = [word("I", 0.2, 0.4, -2.0), word("got", 3.2, 3.6, -2.0)];
        assert_eq!(doubtful(&runs, &words), []);
        words[1].p = 0.3;
        assert_eq!(doubtful(&runs, &words), runs[1..]);
    }

    #[test]
    fn a_stretch_reaches_into_the_silence_beside_its_run_and_not_into_words() {
        let runs = [s(1.0, 3.0)];
        assert_eq!(to_silence(s(1.0, 2.0), &runs), s(0.92, 2.0));
        assert_eq!(to_silence(s(1.5, 3.0), &runs), s(1.5, 3.08));
    }
}
