//! How a quiz went, kept from one time to the next in `study.json` in the data folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::take::{Moment, StoreError, make_private_dir, read_json, write_json};

/// The version of the file that this program writes and the newest that it reads.
const SCHEMA: u32 = 1;

/// How a quiz went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Score {
    /// How many best options were chosen.
    pub right: usize,
    /// How many questions were answered.
    pub answered: usize,
    /// How many there were.
    pub of: usize,
}

/// A score and its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// The score.
    #[serde(flatten)]
    pub score: Score,
    /// "2026-11-23".
    pub day: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct File {
    schema: u32,
    /// The last score, by scenario.
    scores: BTreeMap<String, Dated>,
}

/// The last scores of all scenarios.
#[derive(Debug, Clone)]
pub struct Scores {
    path: PathBuf,
}

impl Scores {
    /// Those in the data folder `dir`, which is made when the first score is kept.
    #[must_use]
    pub fn open(dir: &Path) -> Self {
        Self {
            path: dir.join("study.json"),
        }
    }

    /// The last score of a scenario.
    ///
    /// # Errors
    /// When the file is there and cannot be read, or a newer program wrote it.
    pub fn last(&self, scenario: &str) -> Result<Option<Dated>, StoreError> {
        Ok(self
            .read()?
            .and_then(|mut file| file.scores.remove(scenario)))
    }

    /// Keeps a score in place of the scenario's last one.
    ///
    /// # Errors
    /// As [`Scores::last`], and when the folder cannot be written to.
    pub fn keep(&self, scenario: &str, score: Score, now: &Moment) -> Result<(), StoreError> {
        let mut file = self.read()?.unwrap_or(File {
            schema: SCHEMA,
            scores: BTreeMap::new(),
        });
        let day = now.day();
        file.scores
            .insert(scenario.to_owned(), Dated { score, day });
        if let Some(dir) = self.path.parent() {
            make_private_dir(dir)?;
        }
        write_json(&self.path, &file)
    }

    fn read(&self) -> Result<Option<File>, StoreError> {
        read_json(&self.path, SCHEMA)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: Score = Score {
        right: 2,
        answered: 3,
        of: 3,
    };

    #[test]
    fn the_last_score_of_each_story_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let scores = Scores::open(&dir.path().join("new"));
        assert_eq!(scores.last("webhook-drop").unwrap(), None);
        let day = |text| Moment::parse(text).unwrap();
        scores
            .keep(
                "webhook-drop",
                Score::default(),
                &day("2026-11-22T21:04:12+01:00"),
            )
            .unwrap();
        scores
            .keep(
                "slow-checkout",
                Score::default(),
                &day("2026-11-22T21:04:12+01:00"),
            )
            .unwrap();
        scores
            .keep("webhook-drop", TWO, &day("2026-11-23T21:04:12+01:00"))
            .unwrap();
        let last = scores.last("webhook-drop").unwrap().unwrap();
        assert_eq!((last.score, last.day.as_str()), (TWO, "2026-11-23"));
        assert!(scores.last("slow-checkout").unwrap().is_some());
    }

    #[test]
    fn scores_of_a_newer_program_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let newer = "{\"schema\": 99, \"scores\": []}";
        std::fs::write(dir.path().join("study.json"), newer).unwrap();
        let scores = Scores::open(dir.path());
        assert!(matches!(
            scores.keep("x", TWO, &Moment::now()),
            Err(StoreError::NewerSchema { .. })
        ));
        assert_eq!(
            std::fs::read_to_string(dir.path().join("study.json")).unwrap(),
            newer
        );
    }
}
