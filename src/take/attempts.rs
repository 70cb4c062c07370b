//! The tellings of a section: begins and ends their recordings, keeps their words, and lets an older one count.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::opened::attempt_stem;
use super::record::{Attempt, AttemptState};
use super::{StoreError, TakeWriter, files};
use crate::disk;
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

/// What has happened so far in a recording that goes on, as `action.progress.json` has it beside the WAV.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    schema: u32,
    /// As [`Ended::gaps`].
    pub gaps: Vec<Span>,
    /// As [`Ended::pauses`].
    pub pauses: Vec<PauseMark>,
    /// As [`Ended::marks`], in seconds.
    #[serde(rename = "marks_s")]
    pub marks: Vec<Offset>,
}

impl Progress {
    /// The version that this program writes and the newest that it reads.
    pub(super) const SCHEMA: u32 = 1;

    /// These gaps, pauses and marks.
    #[must_use]
    pub fn new(gaps: Vec<Span>, pauses: Vec<PauseMark>, marks: Vec<Offset>) -> Self {
        Self {
            schema: Self::SCHEMA,
            gaps,
            pauses,
            marks,
        }
    }
}

/// The file of the [`Progress`] of a recording.
pub(super) fn progress_file(wav: &str) -> String {
    format!("{}.progress.json", wav.trim_end_matches(".wav"))
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
        let wav = self.running_attempt(section)?.wav.clone();
        // The record must not say that a recording is whole before it is.
        files::settle(&self.take.dir().join(&wav))?;
        let progress = self.take.dir().join(progress_file(&wav));
        self.change(|writer| {
            let attempt = writer.running_attempt(section)?;
            attempt.state = ended.state;
            attempt.length = ended.length;
            attempt.gaps = ended.gaps;
            attempt.pauses = ended.pauses;
            attempt.marks = ended.marks;
            Ok(())
        })?;
        // It says nothing more than the record does now. A leftover is removed when the take is repaired.
        let _ = disk::remove(&progress);
        Ok(())
    }

    /// Writes down what has happened so far in the latest recording of `section`, which goes on: for the day on which
    /// it does not end well. Never waits for the disk to be done: the person who speaks would.
    ///
    /// # Errors
    /// When no recording was begun or the file cannot be written.
    pub fn note_progress(&mut self, section: &str, progress: &Progress) -> Result<(), StoreError> {
        let wav = self.running_attempt(section)?.wav.clone();
        let path = self.take.dir().join(progress_file(&wav));
        files::write_json_unsynced(&path, progress)
    }

    fn running_attempt(&mut self, section: &str) -> Result<&mut Attempt, StoreError> {
        let take = self.take.id().to_owned();
        let record = self.section_mut(section)?;
        record
            .attempts
            .last_mut()
            .ok_or_else(|| StoreError::UnknownAttempt {
                take,
                section: section.to_owned(),
                attempt: 1,
                told: 0,
            })
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

    /// Renames the words of attempt `number` of `section`, which are damaged, so that they count as not there.
    ///
    /// # Errors
    /// When they cannot be renamed.
    pub fn put_transcript_aside(&mut self, section: &str, number: usize) -> Result<(), StoreError> {
        let path = self.take.transcript_path(section, number);
        let aside = path.with_extension("json.damaged");
        disk::rename(&path, &aside).map_err(|source| StoreError::writing(&path, source))
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
        let state = match (attempt.state, transcript.is_silent()) {
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
