//! Changes a take: begins and ends recordings and keeps their words. Reports, notes and corrections: `keep.rs`.
//!
//! Every change is on disk when its function returns. The writer holds the take's lock until it is dropped.

use std::path::PathBuf;
use std::time::Duration;

use super::files::{self, Lock};
use super::opened::attempt_stem;
use super::record::{
    Attempt, AttemptState, Division, PauseMark, SectionRecord, TakeRecord, TakeState,
};
use super::{StoreError, Take};
use crate::time::Span;
use crate::transcript::Transcript;

/// A take that this process may change.
#[derive(Debug)]
pub struct TakeWriter {
    pub(super) take: Take,
    _lock: Lock,
}

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
}

impl TakeWriter {
    pub(super) fn new(take: Take, lock: Lock) -> Self {
        Self { take, _lock: lock }
    }

    /// The take as it is now.
    #[must_use]
    pub fn take(&self) -> &Take {
        &self.take
    }

    /// Ends writing; the take stays as it is.
    #[must_use]
    pub fn into_take(self) -> Take {
        self.take
    }

    /// Adds a section that was not planned: a follow-up question, or the whole answer in one recording. Does nothing
    /// when there is already one with that id.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn add_section(&mut self, section: SectionRecord) -> Result<(), StoreError> {
        if self.take.record.section(&section.id).is_none() {
            self.take.record.sections.push(section);
            self.take.save()?;
        }
        Ok(())
    }

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

    /// Says how one recording of the whole answer became sections.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn set_division(&mut self, division: Division) -> Result<(), StoreError> {
        self.change(|writer| {
            writer.take.record.division = Some(division);
            Ok(())
        })
    }

    /// Names the model that heard the words, after transcribing anew.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn set_model(&mut self, model: &str) -> Result<(), StoreError> {
        self.change(|writer| {
            writer.take.record.model = model.to_owned();
            Ok(())
        })
    }

    /// Names the device, after going on with another.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn set_device(&mut self, device: &str) -> Result<(), StoreError> {
        self.change(|writer| {
            writer.take.record.device = device.to_owned();
            Ok(())
        })
    }

    /// Marks the take as ended by its user or by its own end.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn finish(&mut self) -> Result<(), StoreError> {
        self.change(|writer| {
            writer.take.record.state = TakeState::Finished;
            Ok(())
        })
    }

    /// Removes a take in which nothing was recorded, so that starting and stopping leaves no trace. `false`, and
    /// nothing happens, when there is any recording.
    ///
    /// # Errors
    /// When the folder cannot be removed.
    pub fn discard_if_empty(self) -> Result<bool, StoreError> {
        let told = |section: &SectionRecord| !section.attempts.is_empty();
        if self.take.record.sections.iter().any(told) {
            return Ok(false);
        }
        files::remove_folder(self.take.dir())?;
        Ok(true)
    }

    /// Runs `change` and writes the record. When either fails, the record in memory is as on disk.
    pub(super) fn change<T>(
        &mut self,
        change: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let before = self.take.record.clone();
        let changed = change(self).and_then(|value| self.take.save().map(|()| value));
        if changed.is_err() {
            self.take.record = before;
        }
        changed
    }

    pub(super) fn section_mut(&mut self, id: &str) -> Result<&mut SectionRecord, StoreError> {
        let record = &mut self.take.record;
        match record.sections.iter().position(|section| section.id == id) {
            Some(place) => Ok(&mut record.sections[place]),
            None => Err(StoreError::UnknownSection {
                take: record.id.clone(),
                section: id.to_owned(),
                known: record
                    .sections
                    .iter()
                    .map(|section| section.id.clone())
                    .collect(),
            }),
        }
    }

    pub(super) fn record_mut(&mut self) -> &mut TakeRecord {
        &mut self.take.record
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::take::samples;
    use crate::take::{Store, TakeState};
    use std::fs;

    fn ended(seconds: u64) -> Ended {
        Ended {
            state: AttemptState::Complete,
            length: Duration::from_secs(seconds),
            gaps: vec![Span::from_seconds(1.0, 1.5)],
            pauses: Vec::new(),
        }
    }

    fn begun() -> (tempfile::TempDir, Store, TakeWriter) {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path());
        let writer = store.begin(samples::header(), samples::moment()).unwrap();
        (home, store, writer)
    }

    /// What another process would see.
    fn on_disk(writer: &TakeWriter) -> crate::take::TakeRecord {
        Take::read(writer.take().dir()).unwrap().record().clone()
    }

    #[test]
    fn every_change_is_on_disk_at_once() {
        let (_home, _store, mut writer) = begun();
        let wav = writer.begin_attempt("action", 48_000).unwrap();
        assert_eq!(wav, writer.take().dir().join("action.wav"));
        let state = |writer: &TakeWriter| on_disk(writer).sections[1].attempts[0].state;
        assert_eq!(state(&writer), AttemptState::Recording);
        writer.end_attempt("action", ended(60)).unwrap();
        assert_eq!(state(&writer), AttemptState::Complete);
        writer.finish().unwrap();
        let record = on_disk(&writer);
        assert_eq!(record, *writer.take().record());
        assert_eq!(
            (record.state, record.duration()),
            (TakeState::Finished, Duration::from_secs(60))
        );
        assert_eq!(
            record.sections[1].attempts[0].gaps,
            [Span::from_seconds(1.0, 1.5)]
        );
    }

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

    #[test]
    fn what_is_not_there_is_refused_and_changes_nothing() {
        let (_home, _store, mut writer) = begun();
        let before = on_disk(&writer);
        let error = writer.begin_attempt("akshun", 16_000).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the take 2026-11-23T2104-webhook-drop has no section \"akshun\"; it has situation, action"
        );
        assert!(matches!(
            writer.pick("action", 1),
            Err(StoreError::UnknownAttempt {
                attempt: 1,
                told: 0,
                ..
            })
        ));
        assert!(writer.end_attempt("action", ended(1)).is_err());
        assert!(
            writer
                .save_transcript("action", 0, &samples::transcript("x"))
                .is_err()
        );
        assert_eq!(on_disk(&writer), before);
    }

    #[test]
    fn a_record_that_cannot_be_written_is_told_and_memory_agrees_with_disk() {
        let (_home, _store, mut writer) = begun();
        fs::remove_dir_all(writer.take().dir()).unwrap();
        let before = writer.take().record().clone();
        assert!(writer.begin_attempt("action", 16_000).is_err());
        assert_eq!(*writer.take().record(), before);
    }

    #[test]
    fn a_take_without_any_recording_can_vanish_again() {
        let (_home, store, writer) = begun();
        assert!(writer.discard_if_empty().unwrap());
        assert!(store.names().unwrap().is_empty());
        let mut writer = store.begin(samples::header(), samples::moment()).unwrap();
        writer.begin_attempt("action", 16_000).unwrap();
        assert!(!writer.discard_if_empty().unwrap());
        assert_eq!(store.names().unwrap().len(), 1);
    }
}
