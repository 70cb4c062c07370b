//! An engine that says given words at given times, whatever the sound: for tests without a model.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Effort, Engines, Hearing, RawWord, TranscribeError, Transcriber};
use crate::speech::Stretch;
use crate::speech::vad::{DetectError, Detector, FRAME};
use crate::time::{Offset, SPEECH_RATE_HZ, Span, length_of_samples};
use crate::transcript::Word;

/// Words of sections, by the sections' labels.
#[derive(Debug, Clone, Default)]
pub struct Scripted {
    sections: Arc<HashMap<String, Vec<Word>>>,
}

impl Scripted {
    /// Says `sections` of (label, words). A section that is not there is silent.
    #[must_use]
    pub fn new(sections: impl IntoIterator<Item = (String, Vec<Word>)>) -> Self {
        Self {
            sections: Arc::new(sections.into_iter().collect()),
        }
    }

    fn words(&self, hearing: &Hearing) -> Vec<Word> {
        (self.sections.get(&hearing.label))
            .cloned()
            .unwrap_or_default()
    }
}

impl Engines for Scripted {
    fn model(&self) -> &str {
        "scripted"
    }

    fn transcriber(&self) -> Result<Box<dyn Transcriber>, TranscribeError> {
        Ok(Box::new(self.clone()))
    }

    fn detector(&self, hearing: &Hearing) -> Result<Box<dyn Detector>, TranscribeError> {
        Ok(Box::new(ScriptedVoice(self.words(hearing))))
    }
}

impl Transcriber for Scripted {
    fn transcribe(
        &mut self,
        stretch: Stretch<'_>,
        hearing: &Hearing,
        _: Effort<'_>,
    ) -> Result<Vec<RawWord>, TranscribeError> {
        let heard = span(stretch.first, stretch.samples.len());
        let words = self.words(hearing).into_iter();
        let heard_words = words.filter(|word| word.span.overlap(heard).is_some());
        Ok(heard_words
            .map(|word| RawWord {
                text: word.text,
                span: Some(Span::new(
                    Offset::START + (word.span.start - heard.start),
                    Offset::START + (word.span.end - heard.start),
                )),
                p: word.p,
            })
            .collect())
    }
}

/// Hears a voice exactly where the script has words.
struct ScriptedVoice(Vec<Word>);

impl Detector for ScriptedVoice {
    fn probabilities(&mut self, stretch: Stretch<'_>) -> Result<Vec<f32>, DetectError> {
        let frames = stretch.samples.len().div_ceil(FRAME);
        let voiced = |frame: usize| {
            let frame = span(stretch.first + (frame * FRAME) as u64, FRAME);
            self.0.iter().any(|word| word.span.overlap(frame).is_some())
        };
        Ok((0..frames)
            .map(|frame| if voiced(frame) { 1.0 } else { 0.0 })
            .collect())
    }
}

fn span(first: u64, samples: usize) -> Span {
    let start = Offset::from_samples(first, SPEECH_RATE_HZ);
    Span::new(
        start,
        start + length_of_samples(samples as u64, SPEECH_RATE_HZ),
    )
}
