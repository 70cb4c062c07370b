//! Changes a take. Recordings and their words: `attempts.rs`. Reports, notes and corrections: `keep.rs`.
//!
//! Every change is on disk when its function returns. The writer holds the take's lock until it is dropped.

use super::files::{self, Lock};
use super::record::{AttemptState, Division, SectionRecord, TakeRecord, TakeState};
use super::{StoreError, Take};

/// A take that this process may change.
#[derive(Debug)]
pub struct TakeWriter {
    pub(super) take: Take,
    lock: Lock,
}

impl TakeWriter {
    pub(super) fn new(take: Take, lock: Lock) -> Self {
        Self { take, lock }
    }

    /// The take as it is now.
    #[must_use]
    pub fn take(&self) -> &Take {
        &self.take
    }

    /// Whether other processes are kept from changing it meanwhile; `false` on file systems that know no locks.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.lock.is_held()
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
        let attempts = self.take.record.sections.iter().flat_map(|it| &it.attempts);
        // One that was ended before its first sample came holds nothing.
        let mut sound =
            attempts.filter(|it| it.state == AttemptState::Recording || !it.length.is_zero());
        if sound.next().is_some() {
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
pub(super) mod tests {
    use super::*;
    use std::fs;
    use std::time::Duration;

    use crate::take::{Ended, Store, samples};
    use crate::time::Span;

    pub fn ended(seconds: u64) -> Ended {
        Ended {
            state: AttemptState::Complete,
            length: Duration::from_secs(seconds),
            gaps: vec![Span::from_seconds(1.0, 1.5)],
            pauses: Vec::new(),
            marks: Vec::new(),
        }
    }

    pub fn begun() -> (tempfile::TempDir, Store, TakeWriter) {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path());
        let writer = store.begin(samples::header(), samples::moment()).unwrap();
        (home, store, writer)
    }

    /// What another process would see.
    pub fn on_disk(writer: &TakeWriter) -> crate::take::TakeRecord {
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
        writer.end_attempt("action", ended(0)).unwrap();
        assert!(writer.discard_if_empty().unwrap(), "ended before any sound");
        let mut writer = store.begin(samples::header(), samples::moment()).unwrap();
        writer.begin_attempt("action", 16_000).unwrap();
        assert!(!writer.discard_if_empty().unwrap());
        assert_eq!(store.names().unwrap().len(), 1);
    }
}
