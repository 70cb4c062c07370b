//! The ear's promises, with scripted words in place of a model.

use std::sync::{Arc, Mutex};

use super::live::{Ear, EarOptions};
use super::scripted::Scripted;
use super::{Effort, Engines, Hearing, RawWord, TranscribeError, Transcriber};
use crate::speech::Stretch;
use crate::speech::vad::{DetectError, Detector, FRAME};
use crate::time::Span;
use crate::transcript::{Transcript, Word};

const RATE: usize = 16_000;

fn word(text: &str, start_s: f64, end_s: f64) -> Word {
    Word {
        text: text.to_owned(),
        span: Span::from_seconds(start_s, end_s),
        p: 0.9,
        heard: None,
    }
}

/// A word a second for `seconds`, with a pause of a second after every twelfth.
fn story(seconds: usize) -> Vec<Word> {
    (0..seconds)
        .filter(|second| second % 13 != 12)
        .map(|second| word(&format!("w{second}"), second as f64, second as f64 + 0.9))
        .collect()
}

fn ear(sections: &[(&str, Vec<Word>)]) -> Ear {
    let sections = sections
        .iter()
        .map(|(id, words)| ((*id).to_owned(), words.clone()));
    Ear::with(
        Arc::new(Scripted::new(sections)),
        &EarOptions {
            cores: 2,
            ..EarOptions::default()
        },
    )
}

fn texts(transcript: &Transcript) -> Vec<&str> {
    transcript
        .words
        .iter()
        .map(|word| word.text.as_str())
        .collect()
}

#[test]
fn every_word_of_a_section_is_heard_once_and_in_order() {
    let words = story(70);
    let ear = ear(&[("action", words.clone())]);
    let mut listening = ear.listen(Hearing::english("action")).unwrap();
    for piece in vec![0.0; 70 * RATE].chunks(1_000) {
        listening.push(piece);
    }
    let transcript = listening.finish().wait().unwrap();
    let expected: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    assert_eq!(texts(&transcript), expected);
}

#[test]
fn a_section_may_be_spoken_while_the_one_before_is_finished() {
    let ear = ear(&[("one", story(30)), ("two", story(20))]);
    let mut one = ear.listen(Hearing::english("one")).unwrap();
    one.push(&vec![0.0; 30 * RATE]);
    let one = one.finish();
    let mut two = ear.listen(Hearing::english("two")).unwrap();
    two.push(&vec![0.0; 20 * RATE]);
    let two = two.finish().wait().unwrap();
    let one = one.wait().unwrap();
    assert_eq!((one.words.len(), two.words.len()), (28, 19));
}

#[test]
fn silence_has_no_words_and_keeps_its_length() {
    let ear = ear(&[]);
    let heard = ear
        .transcribe_all(
            vec![(vec![0.0; 3 * RATE], Hearing::english("task"))],
            |_| (),
        )
        .unwrap();
    assert!(heard[0].words.is_empty());
    assert_eq!(heard[0].length.as_secs(), 3);
}

/// Hears a voice everywhere, says nothing, and writes down how many threads it was given.
#[derive(Clone, Default)]
struct Counting(Arc<Mutex<Vec<usize>>>);

impl Engines for Counting {
    fn model(&self) -> &str {
        "counting"
    }

    fn transcriber(&self) -> Result<Box<dyn Transcriber>, TranscribeError> {
        Ok(Box::new(self.clone()))
    }

    fn detector(&self, _: &Hearing) -> Result<Box<dyn Detector>, TranscribeError> {
        Ok(Box::new(self.clone()))
    }
}

impl Transcriber for Counting {
    fn transcribe(
        &mut self,
        _: Stretch<'_>,
        _: &Hearing,
        effort: Effort<'_>,
    ) -> Result<Vec<RawWord>, TranscribeError> {
        self.0.lock().unwrap().push(effort.threads);
        Ok(Vec::new())
    }
}

impl Detector for Counting {
    fn probabilities(&mut self, stretch: Stretch<'_>) -> Result<Vec<f32>, DetectError> {
        Ok(vec![0.9; stretch.samples.len().div_ceil(FRAME)])
    }
}

#[test]
fn while_somebody_speaks_a_core_is_left_alone_and_the_tail_gets_all() {
    let engine = Counting::default();
    let options = EarOptions {
        cores: 2,
        ..EarOptions::default()
    };
    let ear = Ear::with(Arc::new(engine.clone()), &options);
    let mut listening = ear.listen(Hearing::english("action")).unwrap();
    // More than one chunk holds, and less than two.
    listening.push(&vec![0.1; 30 * RATE]);
    while engine.0.lock().unwrap().is_empty() {
        std::thread::yield_now();
    }
    // The worker still looks at what the engine gave; the tail comes when its core is free again.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let _ = listening.finish().wait().unwrap();
    assert_eq!(*engine.0.lock().unwrap(), [1, 2]);
}

#[test]
fn beside_other_busy_programs_no_chunk_gets_two_threads() {
    let engine = Counting::default();
    let options = EarOptions {
        cores: 2,
        ..EarOptions::default()
    };
    let engines: Arc<dyn Engines> = Arc::new(engine.clone());
    let ear = Ear::start(engines, &options, || 1);
    let mut listening = ear.listen(Hearing::english("action")).unwrap();
    listening.push(&vec![0.1; 30 * RATE]);
    let _ = listening.finish().wait().unwrap();
    let all = vec![(vec![0.1; 100 * RATE], Hearing::english("all"))];
    ear.transcribe_all(all, |_| ()).unwrap();
    let threads = engine.0.lock().unwrap();
    assert!(threads.len() > 4 && threads.iter().all(|threads| *threads == 1));
}

#[test]
fn a_long_recording_is_heard_in_full_and_its_progress_only_grows() {
    let engine = Counting::default();
    let ear = Ear::with(Arc::new(engine.clone()), &EarOptions::default());
    let mut last = 0.0;
    let long = vec![(vec![0.1; 600 * RATE], Hearing::english("long"))];
    let heard = ear
        .transcribe_all(long, |done| {
            assert!((last..=1.0).contains(&done), "{last} then {done}");
            last = done;
        })
        .unwrap();
    assert_eq!((heard[0].length.as_secs(), last), (600, 1.0));
    assert!(engine.0.lock().unwrap().len() >= 22);
}

#[test]
fn an_empty_section_is_no_error() -> Result<(), TranscribeError> {
    let ear = ear(&[]);
    let transcript = ear.listen(Hearing::english("task"))?.finish().wait()?;
    assert!(transcript.words.is_empty());
    Ok(())
}
