//! Makes a take that was cut off whole again: headers that fit their files, sections marked as partial.
//!
//! Reading the sound is another module's part and comes in as a function.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::files::{self, Lock};
use super::record::{Attempt, AttemptState, TakeState};
use super::{Listing, Store, StoreError, Take, TakeWriter};

/// What a repaired WAV holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WavFacts {
    /// Frames a second.
    pub rate_hz: u32,
    /// How long it is.
    pub length: Duration,
}

/// Repairs the WAV at a path and says what it holds, or in words why it cannot be repaired.
pub type RepairWav<'a> = &'a dyn Fn(&Path) -> Result<WavFacts, String>;

/// A take that was cut off and what its repair came to.
#[derive(Debug)]
pub struct Repaired {
    /// Its name.
    pub id: String,
    /// The take as it is now, or why it is still as it was.
    pub outcome: Result<Take, StoreError>,
}

impl Store {
    /// Repairs the take `name` if it was cut off and nobody is recording it; `None` when there was nothing to repair.
    ///
    /// # Errors
    /// When the take cannot be read or written.
    pub fn repair(
        &self,
        name: &str,
        repair_wav: RepairWav<'_>,
    ) -> Result<Option<Take>, StoreError> {
        let dir = self.takes_dir().join(name);
        if Take::read(&dir)?.record().state != TakeState::Open {
            return Ok(None);
        }
        let Some(lock) = Lock::take(&dir)? else {
            return Ok(None);
        };
        let mut writer = TakeWriter::new(Take::read(&dir)?, lock);
        if writer.take().record().state != TakeState::Open {
            return Ok(None);
        }
        repair(&mut writer, repair_wav)?;
        Ok(Some(writer.into_take()))
    }

    /// Repairs every take that was cut off, and lists all as they are then. Each repair's outcome stands beside.
    ///
    /// # Errors
    /// When the folder of takes is there and cannot be read.
    pub fn list_repaired(
        &self,
        repair_wav: RepairWav<'_>,
    ) -> Result<(Listing, Vec<Repaired>), StoreError> {
        let listing = self.list()?;
        let open = listing
            .takes
            .iter()
            .filter(|take| take.state == TakeState::Open);
        let repaired: Vec<Repaired> = open
            .filter_map(|take| {
                let outcome = self.repair(&take.id, repair_wav).transpose()?;
                Some(Repaired {
                    id: take.id.clone(),
                    outcome,
                })
            })
            .collect();
        let listing = if repaired.is_empty() {
            listing
        } else {
            self.list()?
        };
        Ok((listing, repaired))
    }
}

/// Ends a take that nobody is recording any more.
///
/// A recording that was announced and into which nothing was written is taken out of the record.
fn repair(writer: &mut TakeWriter, repair_wav: RepairWav<'_>) -> Result<(), StoreError> {
    let facts = facts_of_cut_recordings(writer, repair_wav)?;
    writer.change(|writer| {
        let record = writer.record_mut();
        for section in &mut record.sections {
            for attempt in section
                .attempts
                .iter_mut()
                .filter(|attempt| is_cut(attempt))
            {
                if let Some(facts) = facts.get(&attempt.wav) {
                    attempt.state = AttemptState::Partial;
                    attempt.rate_hz = facts.rate_hz;
                    attempt.length = facts.length;
                }
            }
            section.attempts.retain(|attempt| !is_cut(attempt));
        }
        record.state = TakeState::Interrupted;
        Ok(())
    })
}

fn is_cut(attempt: &Attempt) -> bool {
    attempt.state == AttemptState::Recording
}

/// What each recording that was cut off holds, by its file name; those that hold nothing are left out.
fn facts_of_cut_recordings(
    writer: &TakeWriter,
    repair_wav: RepairWav<'_>,
) -> Result<BTreeMap<String, WavFacts>, StoreError> {
    let take = writer.take();
    let sections = &take.record().sections;
    let mut facts = BTreeMap::new();
    for attempt in sections.iter().flat_map(|section| &section.attempts) {
        let path = take.dir().join(&attempt.wav);
        if !is_cut(attempt) || files::is_empty(&path) {
            continue;
        }
        files::make_private(&path)?;
        let found = repair_wav(&path).map_err(|reason| StoreError::Damaged { path, reason })?;
        facts.insert(attempt.wav.clone(), found);
    }
    Ok(facts)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::take::samples::{header, moment};
    use crate::take::store::tests::{no_repair, store};

    fn ten_seconds(_: &Path) -> Result<WavFacts, String> {
        Ok(WavFacts {
            rate_hz: 44_100,
            length: Duration::from_secs(10),
        })
    }

    #[test]
    fn what_was_cut_off_becomes_partial_and_keeps_what_was_spoken() {
        let (_home, store) = store();
        let mut writer = store.begin(header(), moment()).unwrap();
        for section in ["situation", "action", "action"] {
            let wav = writer.begin_attempt(section, 48_000).unwrap();
            if !wav.ends_with("action.2.wav") {
                fs::write(&wav, "sound").unwrap();
                fs::set_permissions(&wav, fs::Permissions::from_mode(0o644)).unwrap();
            }
        }
        let name = writer.take().id().to_owned();
        drop(writer);
        let take = store.repair(&name, &ten_seconds).unwrap().unwrap();
        assert_eq!(take.record().state, TakeState::Interrupted);
        for section in &take.record().sections {
            let [attempt] = section.attempts.as_slice() else {
                panic!("{} attempts at {}", section.attempts.len(), section.id);
            };
            assert_eq!(
                (attempt.state, attempt.rate_hz),
                (AttemptState::Partial, 44_100)
            );
            let wav = fs::metadata(take.wav(&section.id).unwrap()).unwrap();
            assert_eq!(wav.permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(take.record().duration(), Duration::from_secs(20));
        assert_eq!(
            store.repair(&name, &no_repair).unwrap(),
            None,
            "once is enough"
        );
    }

    #[test]
    fn a_wav_that_cannot_be_repaired_is_told_and_the_take_left_as_it_is() {
        let (_home, store) = store();
        let mut writer = store.begin(header(), moment()).unwrap();
        fs::write(writer.begin_attempt("action", 48_000).unwrap(), "sound").unwrap();
        let before = writer.into_take();
        let error = store
            .repair(before.id(), &|_| Err("not a WAV".to_owned()))
            .unwrap_err();
        assert!(
            error
                .to_string()
                .contains("action.wav is damaged: not a WAV"),
            "{error}"
        );
        assert_eq!(store.take(before.id()).unwrap(), before);
    }
}
