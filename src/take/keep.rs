//! Keeps what comes after speaking with a take: its report and page, its scenario, and what the user says about it.

use std::path::PathBuf;

use super::opened::{CORRECTIONS, REPORT};
use super::record::Note;
use super::{Moment, StoreError, TakeWriter, files};
use crate::output::report::Report;
use crate::review::corrections::{Correction, Verdict};

impl TakeWriter {
    /// Keeps the report, as `review.json`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_report(&mut self, report: &Report) -> Result<(), StoreError> {
        files::write_json(&self.take.dir().join(REPORT), report)
    }

    /// Keeps the page, as `report.html`, and returns where.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_page(&mut self, html: &str) -> Result<PathBuf, StoreError> {
        let path = self.take.page_path();
        files::write(&path, html.as_bytes())?;
        Ok(path)
    }

    /// Keeps the scenario's source beside the take, so that it can be reviewed after the scenario has changed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_scenario(&mut self, source: &str) -> Result<(), StoreError> {
        files::write(&self.take.scenario_path(), source.as_bytes())
    }

    /// Keeps a note of the user.
    ///
    /// # Errors
    /// When there is no such section or the record cannot be written.
    pub fn add_note(&mut self, section: Option<&str>, text: &str) -> Result<(), StoreError> {
        self.change(|writer| {
            if let Some(section) = section {
                writer.section_mut(section)?;
            }
            writer.take.record.notes.push(Note {
                section: section.map(str::to_owned),
                at: Moment::now(),
                text: text.to_owned(),
            });
            Ok(())
        })
    }

    /// Keeps what the user says about the signal labelled `say` of `section`, in place of what they said before;
    /// `None` takes it back. Kept in `corrections.json`, the file that the page offers for saving.
    ///
    /// # Errors
    /// When there is no such section, or the corrections cannot be read or written.
    pub fn correct(
        &mut self,
        section: &str,
        say: &str,
        verdict: Option<Verdict>,
    ) -> Result<(), StoreError> {
        self.section_mut(section)?;
        let mut corrections = self.take.corrections()?;
        match verdict {
            Some(state) => corrections.set(Correction {
                section: section.to_owned(),
                say: say.to_owned(),
                state,
            }),
            None => {
                corrections.clear(section, say);
            }
        }
        files::write_json(&self.take.dir().join(CORRECTIONS), &corrections)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::take::{Store, Take, samples};

    fn begun() -> (tempfile::TempDir, TakeWriter) {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path());
        let writer = store.begin(samples::header(), samples::moment()).unwrap();
        (home, writer)
    }

    #[test]
    fn a_correction_replaces_the_one_before_and_can_be_taken_back() {
        let (_home, mut writer) = begun();
        let (said, missing) = (Some(Verdict::Said), Some(Verdict::Missing));
        writer.correct("action", "I traced", missing).unwrap();
        writer.correct("action", "I wrote", said).unwrap();
        writer.correct("action", "I traced", said).unwrap();
        let verdicts = |writer: &TakeWriter| -> Vec<_> {
            let corrections = writer.take().corrections().unwrap().corrections;
            corrections
                .into_iter()
                .map(|one| (one.say, one.state))
                .collect()
        };
        let expected = ["I wrote", "I traced"].map(|say| (say.to_owned(), Verdict::Said));
        assert_eq!(verdicts(&writer), expected);
        writer.correct("action", "I traced", None).unwrap();
        assert_eq!(verdicts(&writer), expected[..1]);
        assert!(writer.correct("akshun", "I traced", said).is_err());
    }

    #[test]
    fn notes_are_kept_in_their_order() {
        let (_home, mut writer) = begun();
        writer.add_note(Some("action"), "slower").unwrap();
        writer.add_note(None, "breathe <first>\n").unwrap();
        assert!(writer.add_note(Some("akshun"), "x").is_err());
        let notes = Take::read(writer.take().dir())
            .unwrap()
            .record()
            .notes
            .clone();
        let texts: Vec<_> = notes
            .iter()
            .map(|note| (note.section.as_deref(), note.text.as_str()))
            .collect();
        assert_eq!(
            texts,
            [(Some("action"), "slower"), (None, "breathe <first>\n")]
        );
    }

    #[test]
    fn what_is_made_of_a_take_is_read_back_as_it_was() {
        let (_home, mut writer) = begun();
        let report: Report =
            serde_json::from_str(include_str!("../../tests/fixtures/reports/strong.json")).unwrap();
        assert_eq!(writer.take().report().unwrap(), None);
        assert_eq!(writer.take().scenario_source().unwrap(), None);
        writer.save_report(&report).unwrap();
        writer.save_scenario("title = \"x\"").unwrap();
        let page = writer.save_page("<!doctype html>").unwrap();
        let take = writer.into_take();
        assert_eq!(take.report().unwrap(), Some(report));
        assert_eq!(
            take.scenario_source().unwrap().as_deref(),
            Some("title = \"x\"")
        );
        assert_eq!(page, take.page_path());
        assert!(page.exists());
    }
}
