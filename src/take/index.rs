//! The takes in numbers, fast: an index beside the folders, so that a list of thousands need not read them all.
//!
//! The folders are the truth. Each entry carries the stamps of the files that it was made from; an entry whose stamps
//! differ is made anew, and an index that is missing, damaged or of another version is made anew as a whole.

use std::collections::HashMap;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::opened::{CORRECTIONS, RECORD, REPORT, Take};
use super::summary::{ReportNumbers, TakeSummary};
use super::{Moment, StoreError, files};
use crate::disk;
use crate::output::report;

/// The version of the index. Another one is not read but made anew, so it may change with every release.
const SCHEMA: u32 = 3;
const INDEX: &str = "index.json";

/// All takes.
#[derive(Debug, Default)]
pub struct Listing {
    /// Those that could be read, oldest first.
    pub takes: Vec<TakeSummary>,
    /// Those that could not, by name.
    pub unreadable: Vec<Unreadable>,
}

/// A take that could not be read.
#[derive(Debug)]
pub struct Unreadable {
    /// Its folder's name.
    pub id: String,
    /// Why.
    pub error: StoreError,
}

#[derive(Serialize, Deserialize)]
struct Index {
    schema: u32,
    entries: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    stamp: Stamp,
    take: TakeSummary,
}

/// Tells one state of a take from another: inode, size and time of change of its files and of its folder. Files of the
/// store are replaced and never written into, so every change brings another inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp([(u64, u64, i64); 4]);

impl Stamp {
    /// That of the take in `dir`; `None` when something cannot be looked at.
    fn of(dir: &Path) -> Option<Self> {
        let stamp = |path: &Path| {
            let about = disk::about(path).ok()?;
            Some(about.map_or((0, 0, 0), |about| {
                let seconds = about.mtime().saturating_mul(1_000_000_000);
                let changed_ns = seconds.saturating_add(about.mtime_nsec());
                (about.ino(), about.size(), changed_ns)
            }))
        };
        Some(Self([
            stamp(dir)?,
            stamp(&dir.join(RECORD))?,
            stamp(&dir.join(REPORT))?,
            stamp(&dir.join(CORRECTIONS))?,
        ]))
    }
}

/// All takes in `takes`, a folder below `data`. Brings the index in `data` up to date on the way.
pub(super) fn list(data: &Path, takes: &Path) -> Result<Listing, StoreError> {
    let path = data.join(INDEX);
    let mut known = read(&path);
    let known_before = known.len();
    let mut listing = Listing::default();
    let mut entries = Vec::new();
    let mut changed = false;
    for id in files::folders_in(takes)? {
        let dir = takes.join(&id);
        let stamp = Stamp::of(&dir);
        match known.remove(&id) {
            Some(entry) if stamp == Some(entry.stamp) => entries.push(entry),
            _ => {
                files::sweep(&dir);
                // Before it is read, so that a change meanwhile is noticed; without a stamp it is read again next time.
                let stamp = Stamp::of(&dir).unwrap_or(Stamp([(0, 0, 0); 4]));
                match summarise(&dir) {
                    Ok(take) => {
                        changed = true;
                        entries.push(Entry { stamp, take });
                    }
                    // Deleted since the folder was listed.
                    Err(_) if matches!(disk::about(&dir), Ok(None)) => {}
                    Err(_)
                        if Moment::stamp_of_name(&id).is_some() && files::remove_if_bare(&dir) => {}
                    Err(error) => listing.unreadable.push(Unreadable { id, error }),
                }
            }
        }
    }
    let index = Index {
        schema: SCHEMA,
        entries,
    };
    if changed || known_before != index.entries.len() {
        write(&path, &index);
    }
    listing.takes = index.entries.into_iter().map(|entry| entry.take).collect();
    listing
        .takes
        .sort_by(|a, b| a.begun.cmp(&b.begun).then_with(|| a.id.cmp(&b.id)));
    Ok(listing)
}

/// Reads a take with its report and corrections. A take whose report cannot be read is not listed as unreviewed:
/// that would hide the damage.
fn summarise(dir: &Path) -> Result<TakeSummary, StoreError> {
    let take = Take::read(dir)?;
    let numbers: Option<ReportNumbers> = files::read_json(&dir.join(REPORT), report::SCHEMA)?;
    let corrections = take.corrections()?;
    Ok(TakeSummary::new(&take, numbers, &corrections.corrections))
}

fn read(path: &Path) -> HashMap<String, Entry> {
    match files::read_index::<Index>(path) {
        Some(index) if index.schema == SCHEMA => index
            .entries
            .into_iter()
            .filter(|entry| entry.take.is_sane())
            .map(|entry| (entry.take.id.clone(), entry))
            .collect(),
        _ => HashMap::new(),
    }
}

/// An index that cannot be written only makes the next list slower.
fn write(path: &Path, index: &Index) {
    if let Ok(bytes) = serde_json::to_vec(index) {
        let _ = files::write_unsynced(path, &bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    use crate::output::report::Report;
    use crate::review::corrections::Verdict;
    use crate::take::samples::{header, moment_at};
    use crate::take::{Store, TakeState};

    fn report() -> Report {
        serde_json::from_str(include_str!("../../tests/fixtures/reports/strong.json")).unwrap()
    }

    /// A store with three takes, the second one reviewed.
    fn store() -> (tempfile::TempDir, Store, Vec<String>) {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(home.path());
        let names = [1, 2, 3].map(|minute| {
            let mut writer = store.begin(header(), moment_at(minute)).unwrap();
            if minute == 2 {
                writer.save_report(&report()).unwrap();
                writer.finish().unwrap();
            }
            writer.take().id().to_owned()
        });
        (home, store, names.to_vec())
    }

    fn ids(store: &Store) -> Vec<String> {
        let takes = store.list().unwrap().takes;
        takes.into_iter().map(|take| take.id).collect()
    }

    /// Marks every entry of the index, to see later which were made anew.
    fn mark_entries(store: &Store) {
        let path = store.dir().join(INDEX);
        let mut index: Index = files::read_index(&path).unwrap();
        for entry in &mut index.entries {
            entry.take.model = "from the index".to_owned();
        }
        write(&path, &index);
    }

    fn from_index(store: &Store) -> Vec<bool> {
        let takes = store.list().unwrap().takes;
        takes
            .iter()
            .map(|take| take.model == "from the index")
            .collect()
    }

    #[test]
    fn a_take_in_numbers_says_what_its_report_says() {
        let (_home, store, names) = store();
        let takes = store.list().unwrap().takes;
        let report = report();
        let (first, second) = (&takes[0], &takes[1]);
        assert!(!first.reviewed);
        assert_eq!(
            (second.id.as_str(), second.reviewed),
            (names[1].as_str(), true)
        );
        assert_eq!(
            second.all,
            report
                .sections
                .iter()
                .map(|s| s.signals.len())
                .sum::<usize>()
        );
        assert_eq!(
            second.words,
            report.sections.iter().map(|s| s.words).sum::<usize>()
        );
        assert!(second.said > 0 && second.wpm > 100.0);
    }

    #[test]
    fn only_what_changed_is_read_again() {
        let (_home, store, names) = store();
        store.list().unwrap();
        mark_entries(&store);
        assert_eq!(from_index(&store), [true, true, true]);
        store.edit(&names[0]).unwrap().add_note(None, "x").unwrap();
        assert_eq!(from_index(&store), [false, true, true]);
        let mut writer = store.edit(&names[1]).unwrap();
        writer
            .correct("action", "I traced", Some(Verdict::Missing))
            .unwrap();
        assert_eq!(from_index(&store), [false, false, true]);
    }

    #[test]
    fn an_index_that_is_missing_damaged_or_newer_is_made_anew() {
        let (_home, store, names) = store();
        store.list().unwrap();
        let path = store.dir().join(INDEX);
        for text in [
            "",
            "{ \"schema\": 3, \"entries\": [ {",
            "{ \"schema\": 99 }",
        ] {
            fs::write(&path, text).unwrap();
            assert_eq!(ids(&store), names);
        }
        fs::remove_file(&path).unwrap();
        assert_eq!(ids(&store), names);
    }

    #[test]
    fn takes_that_the_user_moved_away_or_brought_in_are_noticed() {
        let (_home, store, names) = store();
        store.list().unwrap();
        let takes = store.takes_dir();
        fs::rename(takes.join(&names[0]), takes.join("zz-first")).unwrap();
        fs::remove_dir_all(takes.join(&names[1])).unwrap();
        assert_eq!(ids(&store), ["zz-first", names[2].as_str()]);
    }

    #[test]
    fn one_damaged_take_does_not_hide_the_others() {
        let (_home, store, names) = store();
        store.list().unwrap();
        fs::write(store.takes_dir().join(&names[1]).join(REPORT), "{").unwrap();
        fs::create_dir(store.takes_dir().join("holiday-pictures")).unwrap();
        let listing = store.list().unwrap();
        let unreadable: Vec<&str> = listing
            .unreadable
            .iter()
            .map(|take| take.id.as_str())
            .collect();
        assert_eq!(unreadable, [names[1].as_str(), "holiday-pictures"]);
        assert_eq!(listing.takes.len(), 2);
        assert_eq!(store.take("latest").unwrap().id(), names[2]);
    }

    #[test]
    fn all_that_was_cut_off_is_repaired_in_one_go() {
        let (_home, store, names) = store();
        let live = store.edit(&names[2]).unwrap();
        let (listing, repaired) = store
            .list_repaired(&|_| Err(std::io::ErrorKind::InvalidData.into()))
            .unwrap();
        let what: Vec<_> = repaired
            .iter()
            .map(|take| (take.id.as_str(), take.outcome.is_ok()))
            .collect();
        assert_eq!(
            what,
            [(names[0].as_str(), true)],
            "the second is finished, the third is live"
        );
        assert_eq!(listing.takes[0].state, TakeState::Interrupted);
        drop(live);
        assert_eq!(
            store.take(&names[0]).unwrap().record().state,
            TakeState::Interrupted
        );
    }

    #[test]
    fn a_store_that_cannot_be_written_can_still_be_listed() {
        let (_home, store, names) = store();
        fs::create_dir(store.dir().join(INDEX)).unwrap();
        fs::write(store.dir().join(INDEX).join("in the way"), "").unwrap();
        assert_eq!(ids(&store), names);
    }
}
