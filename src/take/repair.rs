//! Makes a take that was cut off whole again: headers that fit their files, sections marked as partial.
//!
//! Reading the sound is another module's part and comes in as a function.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use super::files;
use super::record::{Attempt, AttemptState, TakeState};
use super::{StoreError, TakeWriter};

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

/// Ends a take that nobody is recording any more.
///
/// A recording that was announced and into which nothing was written is taken out of the record.
pub(super) fn repair(writer: &mut TakeWriter, repair_wav: RepairWav<'_>) -> Result<(), StoreError> {
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
