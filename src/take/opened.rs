//! A take as it is on disk, for reading: its record, and where its sound, words and judgement are.

use std::path::{Path, PathBuf};

use super::record::{SectionRecord, TakeRecord};
use super::{StoreError, files, record};
use crate::disk;
use crate::output::report::{self, Report};
use crate::review::corrections::{self, Corrections};
use crate::transcript::{self, Transcript};

pub(super) const RECORD: &str = "take.json";
pub(super) const REPORT: &str = "review.json";
pub(super) const CORRECTIONS: &str = "corrections.json";
const PAGE: &str = "report.html";
const SCENARIO: &str = "scenario.toml";

/// One take, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Take {
    dir: PathBuf,
    pub(super) record: TakeRecord,
}

impl Take {
    pub(super) fn new(dir: PathBuf, record: TakeRecord) -> Self {
        Self { dir, record }
    }

    /// Reads the take in the folder `dir`. The folder's name becomes the take's, even where the user has renamed it.
    ///
    /// # Errors
    /// When `take.json` is missing, damaged, unreadable or from a newer version, or `dir` is a link.
    pub fn read(dir: &Path) -> Result<Self, StoreError> {
        disk::require_folder(dir).map_err(|source| StoreError::reading(dir, source))?;
        let path = dir.join(RECORD);
        let damaged = |reason: String| StoreError::Damaged {
            path: path.clone(),
            reason,
        };
        let mut record: TakeRecord = files::read_json(&path, record::SCHEMA)?
            .ok_or_else(|| damaged("the file is missing".to_owned()))?;
        record.check_names().map_err(damaged)?;
        if let Some(name) = dir.file_name() {
            record.id = name.to_string_lossy().into_owned();
        }
        Ok(Self::new(dir.to_owned(), record))
    }

    /// Its name: what the user types.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.record.id
    }

    /// Its folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What was to be told and what became of it.
    #[must_use]
    pub fn record(&self) -> &TakeRecord {
        &self.record
    }

    /// The sound of the attempt that counts; `None` when the section was never told. When the attempt has a
    /// [`part`](super::Attempt::part), only that stretch of the file belongs to the section.
    #[must_use]
    pub fn wav(&self, section: &str) -> Option<PathBuf> {
        let attempt = self.record.section(section)?.counted()?;
        Some(self.dir.join(&attempt.wav))
    }

    /// As [`Take::wav`], after a check that it is a plain file.
    ///
    /// # Errors
    /// When it is missing or cannot be read, or is something else than a file.
    pub fn sound(&self, section: &str) -> Result<Option<PathBuf>, StoreError> {
        let Some(path) = self.wav(section) else {
            return Ok(None);
        };
        match disk::open(&path) {
            Ok(_) => Ok(Some(path)),
            Err(source) => Err(StoreError::reading(&path, source)),
        }
    }

    /// The words of the attempt that counts; `None` when it has not been transcribed.
    ///
    /// # Errors
    /// When the file is damaged, unreadable or from a newer version.
    pub fn transcript(&self, section: &str) -> Result<Option<Transcript>, StoreError> {
        let number = self
            .record
            .section(section)
            .and_then(SectionRecord::counted_number);
        match number {
            Some(number) => self.transcript_of(section, number),
            None => Ok(None),
        }
    }

    /// The words of attempt `number`, counted from 1; `None` when it has not been transcribed.
    ///
    /// # Errors
    /// When the file is damaged, unreadable or from a newer version.
    pub fn transcript_of(
        &self,
        section: &str,
        number: usize,
    ) -> Result<Option<Transcript>, StoreError> {
        files::read_json(&self.transcript_path(section, number), transcript::SCHEMA)
    }

    /// The stored report; `None` when the take was never reviewed.
    ///
    /// # Errors
    /// When the file is damaged, unreadable or from a newer version.
    pub fn report(&self) -> Result<Option<Report>, StoreError> {
        files::read_json(&self.dir.join(REPORT), report::SCHEMA)
    }

    /// What the user says about the program's judgements. The take's name in it is this take's, even where the
    /// user has renamed the folder.
    ///
    /// # Errors
    /// When the file is damaged, unreadable or from a newer version.
    pub fn corrections(&self) -> Result<Corrections, StoreError> {
        let path = self.dir.join(CORRECTIONS);
        let kept: Option<Corrections> = files::read_json(&path, corrections::SCHEMA)?;
        let corrections = kept.map(|kept| kept.corrections).unwrap_or_default();
        Ok(Corrections {
            corrections,
            ..Corrections::none(self.id())
        })
    }

    /// Where the page is or would be.
    #[must_use]
    pub fn page_path(&self) -> PathBuf {
        self.dir.join(PAGE)
    }

    /// The scenario's source as it was when the take was told; `None` when it was not kept.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn scenario_source(&self) -> Result<Option<String>, StoreError> {
        let path = self.scenario_path();
        let Some(bytes) = files::read(&path)? else {
            return Ok(None);
        };
        let source = String::from_utf8(bytes).map_err(|_| StoreError::Damaged {
            path,
            reason: "it is not text in UTF-8".to_owned(),
        })?;
        Ok(Some(source))
    }

    pub(super) fn scenario_path(&self) -> PathBuf {
        self.dir.join(SCENARIO)
    }

    /// Where the words of attempt `number` of a section are: `action.transcript.json`, `action.2.transcript.json`.
    #[must_use]
    pub fn transcript_path(&self, section: &str, number: usize) -> PathBuf {
        self.dir
            .join(format!("{}.transcript.json", attempt_stem(section, number)))
    }

    pub(super) fn save(&self) -> Result<(), StoreError> {
        files::write_json(&self.dir.join(RECORD), &self.record)
    }
}

/// What the files of an attempt are called: "action" for the first, "action.2" for the second.
pub(super) fn attempt_stem(section: &str, number: usize) -> String {
    if number <= 1 {
        section.to_owned()
    } else {
        format!("{section}.{number}")
    }
}
