//! The tellings of a section: begins and ends their recordings, keeps their words, and lets an older one count.

use std::path::PathBuf;
use std::time::Duration;

use super::opened::attempt_stem;
use super::record::{Attempt, AttemptState};
use super::{StoreError, TakeWriter, files};
use crate::time::{Offset, PauseMark, Span};
use crate::transcript::Transcript;

/// How a recording ended, as its recorder knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ended {
    /// [`AttemptState::Complete`], [`AttemptState::Partial`] or [`AttemptState::Silent`].
    pub state: AttemptState,
    /// How long the recording is.
    pub length: Duration,
    /// Where frames were lost and silence stands in for them.
    pub gaps: Vec<Span>,
    /// Where the user paused.
    pub pauses: Vec<PauseMark>,
    /// Where the user said that a section of the answer ends.
    pub marks: Vec<Offset>,
}

impl TakeWriter {
    /// Announces a recording of `section` at `rate_hz` frames a second and returns the WAV to write: the next free
    /// name, `action.wav`, then `action.2.wav`.
    ///
    /// # Errors
    /// When there is no such section or the record cannot be written.
    pub fn begin_attempt(&mut self, section: &str, rate_hz: u32) -> Result<PathBuf, StoreError> {
        let number = self.section_mut(section)?.attempts.len() + 1;
        let wav = format!("{}.wav", attempt_stem(section, number));
        let path = self.take.dir().join(&wav);
        self.add_attempt(
            section,
            Attempt {
                wav,
                part: None,
                state: AttemptState::Recording,
                rate_hz,
                length: Duration::ZERO,
                gaps: Vec::new(),
                pauses: Vec::new(),
                marks: Vec::new(),
            },
        )?;
        Ok(path)
    }

    /// Adds a finished attempt whose sound is a stretch of another section's file: how one recording of a whole
    /// answer becomes sections.
    ///
    /// # Errors
    /// When there is no such section or the record cannot be written.
    pub fn add_attempt(&mut self, section: &str, attempt: Attempt) -> Result<(), StoreError> {
        self.change(|writer| {
            let section = writer.section_mut(section)?;
            section.attempts.push(attempt);
            // The newest telling counts again; an older pick was made before it existed.
            section.picked = None;
            Ok(())
        })
    }

    /// Writes down how the latest recording of `section` ended.
    ///
    /// # Errors
    /// When none was begun or the record cannot be written.
    pub fn end_attempt(&mut self, section: &str, ended: Ended) -> Result<(), StoreError> {
        let take = self.take.id().to_owned();
        let wav = self.change(|writer| {
            let record = writer.section_mut(section)?;
            let Some(attempt) = record.attempts.last_mut() else {
                return Err(StoreError::UnknownAttempt {
                    take,
                    section: section.to_owned(),
                    attempt: 1,
                    told: 0,
                });
            };
            attempt.state = ended.state;
            attempt.length = ended.length;
            attempt.gaps = ended.gaps;
            attempt.pauses = ended.pauses;
            attempt.marks = ended.marks;
            Ok(attempt.wav.clone())
        })?;
        files::make_private(&self.take.dir().join(wav))
    }

    /// Lets attempt `number`, counted from 1, count instead of the last.
    ///
    /// # Errors
    /// When there is no such section or attempt, or the record cannot be written.
    pub fn pick(&mut self, section: &str, number: usize) -> Result<(), StoreError> {
        let take = self.take.id().to_owned();
        self.change(|writer| {
            let record = writer.section_mut(section)?;
            let told = record.attempts.len();
            if !(1..=told).contains(&number) {
                return Err(StoreError::UnknownAttempt {
                    take,
                    section: section.to_owned(),
                    attempt: number,
                    told,
                });
            }
            record.picked = Some(number);
            Ok(())
        })
    }

    /// Keeps the words of attempt `number` of `section`, counted from 1. What only now turned out to be silent or
    /// not is corrected in the record.
    ///
    /// # Errors
    /// When there is no such section or attempt, or a file cannot be written.
    pub fn save_transcript(
        &mut self,
        section: &str,
        number: usize,
        transcript: &Transcript,
    ) -> Result<(), StoreError> {
        let path = self.take.transcript_path(section, number);
        let take = self.take.id().to_owned();
        let record = self.section_mut(section)?;
        let told = record.attempts.len();
        let Some(attempt) = number
            .checked_sub(1)
            .and_then(|index| record.attempts.get_mut(index))
        else {
            return Err(StoreError::UnknownAttempt {
                take,
                section: section.to_owned(),
                attempt: number,
                told,
            });
        };
        let state = match (attempt.state, transcript.words.is_empty()) {
            (AttemptState::Complete, true) => AttemptState::Silent,
            (AttemptState::Silent, false) => AttemptState::Complete,
            (state, _) => state,
        };
        let changed = std::mem::replace(&mut attempt.state, state) != state;
        files::write_json(&path, transcript)?;
        if changed { self.take.save() } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::take::samples;
    use crate::take::writer::tests::{begun, ended, on_disk};

    #[test]
    fn a_redone_section_keeps_both_tellings_and_their_words() {
        let (_home, _store, mut writer) = begun();
        for seconds in [10, 20] {
            let wav = writer.begin_attempt("action", 16_000).unwrap();
            fs::write(&wav, "sound").unwrap();
            writer.end_attempt("action", ended(seconds)).unwrap();
        }
        for number in [1, 2] {
            let heard = samples::transcript(&format!("telling {number}"));
            writer.save_transcript("action", number, &heard).unwrap();
        }
        let dir = writer.take().dir().to_owned();
        let text =
            |writer: &TakeWriter| writer.take().transcript("action").unwrap().unwrap().text();
        assert_eq!(writer.take().wav("action"), Some(dir.join("action.2.wav")));
        assert_eq!(text(&writer), "telling 2");
        writer.pick("action", 1).unwrap();
        assert_eq!(writer.take().wav("action"), Some(dir.join("action.wav")));
        assert_eq!(text(&writer), "telling 1");
        writer.begin_attempt("action", 16_000).unwrap();
        assert_eq!(writer.take().wav("action"), Some(dir.join("action.3.wav")));
    }

    #[test]
    fn a_section_in_which_no_word_was_heard_becomes_silent() {
        let (_home, _store, mut writer) = begun();
        writer.begin_attempt("action", 16_000).unwrap();
        writer.end_attempt("action", ended(10)).unwrap();
        writer
            .save_transcript("action", 1, &samples::transcript(""))
            .unwrap();
        assert_eq!(
            on_disk(&writer).sections[1].attempts[0].state,
            AttemptState::Silent
        );
        writer
            .save_transcript("action", 1, &samples::transcript("I traced"))
            .unwrap();
        assert_eq!(
            on_disk(&writer).sections[1].attempts[0].state,
            AttemptState::Complete
        );
    }
}
