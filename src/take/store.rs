//! The folder of all takes: begins new ones, finds, opens and deletes old ones.

use std::path::{Path, PathBuf};

use super::files::{self, Lock};
use super::find::{self, Wanted};
use super::opened::RECORD;
use super::record::{Header, TakeRecord};
use super::{Listing, Moment, StoreError, Take, TakeWriter, Unreadable, index};
use crate::{dirs, disk};

/// Where all takes are kept.
#[derive(Debug, Clone)]
pub struct Store {
    /// The data folder; takes are in `takes` below it.
    dir: PathBuf,
}

impl Store {
    /// The store in the data folder `dir`, which is made when the first take begins. Opening changes nothing.
    #[must_use]
    pub fn open(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
        }
    }

    /// The data folder of this user: `$XDG_DATA_HOME/rehearse` or `~/.local/share/rehearse`.
    ///
    /// # Errors
    /// When the user has no home folder.
    pub fn default_dir() -> Result<PathBuf, StoreError> {
        dirs::data().ok_or(StoreError::NoHome)
    }

    /// The data folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder that holds a folder for each take.
    #[must_use]
    pub fn takes_dir(&self) -> PathBuf {
        self.dir.join("takes")
    }

    /// Begins a take: makes its folder, `2026-11-23T2104-webhook-drop`, and writes its record. A take of the same
    /// scenario in the same minute gets `-2` after its name, and so on.
    ///
    /// # Errors
    /// When the store is not writable or the disk is full; nothing has been recorded then.
    pub fn begin(&self, header: Header, begun: Moment) -> Result<TakeWriter, StoreError> {
        let takes = self.takes_dir();
        files::make_private_dir(&takes)?;
        let name = format!("{}-{}", begun.stamp(), file_name(&header.scenario));
        let mut id = name.clone();
        let mut number = 1;
        let lock = loop {
            let dir = takes.join(&id);
            // Another program may take the bare folder for a leftover before it is locked.
            if files::make_new_private_dir(&dir)?
                && let Some(lock) = Lock::take_new(&dir)?
            {
                break lock;
            }
            number += 1;
            id = format!("{name}-{number}");
        };
        let take = Take::new(takes.join(&id), TakeRecord::new(&id, header, begun));
        if let Err(error) = take.save() {
            // Nothing is in it yet. If it cannot be removed either, the next list sweeps it.
            let _ = files::remove_folder(take.dir());
            return Err(error);
        }
        Ok(TakeWriter::new(take, lock))
    }

    /// Names of all takes, sorted, which is by their beginnings unless the user has renamed them.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub fn names(&self) -> Result<Vec<String>, StoreError> {
        files::folders_in(&self.takes_dir())
    }

    /// The name of the take that `asked` means: its name, the beginning of its name when only one begins so, `latest`
    /// or `previous`.
    ///
    /// # Errors
    /// When no take is meant or several are; with `latest` and `previous` also when a take that may be the one cannot
    /// be read.
    pub fn name(&self, asked: &str) -> Result<String, StoreError> {
        let names = self.names()?;
        if names.is_empty() {
            return Err(StoreError::NoTakes {
                dir: self.takes_dir(),
            });
        }
        match Wanted::parse(asked) {
            Wanted::Named(name) => find::by_name(&names, name).map(str::to_owned),
            Wanted::Latest => self.nth_newest("latest", 0),
            Wanted::Previous => self.nth_newest("previous", 1),
        }
    }

    /// The take that `asked` means, as in [`Store::name`].
    ///
    /// # Errors
    /// When no take is meant, several are, or the take cannot be read.
    pub fn take(&self, asked: &str) -> Result<Take, StoreError> {
        Take::read(&self.takes_dir().join(self.name(asked)?))
    }

    /// Opens a take for changing it.
    ///
    /// # Errors
    /// As [`Store::take`], and [`StoreError::InUse`] while another process records or changes it.
    pub fn edit(&self, asked: &str) -> Result<TakeWriter, StoreError> {
        let dir = self.take(asked)?.dir().to_owned();
        let lock = Lock::take(&dir)?.ok_or_else(|| in_use(&dir))?;
        // Read again: it may have changed before the lock was had.
        Ok(TakeWriter::new(Take::read(&dir)?, lock))
    }

    /// Deletes a take with everything in it, readable or not. `name` is its whole name.
    ///
    /// # Errors
    /// When it is not there, in use, or cannot be removed.
    pub fn delete(&self, name: &str) -> Result<(), StoreError> {
        let names = self.names()?;
        if !names.iter().any(|known| known == name) {
            return Err(StoreError::UnknownTake {
                asked: name.to_owned(),
                nearest: None,
            });
        }
        let dir = self.takes_dir().join(name);
        let taken = Lock::take(&dir);
        if let Err(StoreError::NotPlain { .. }) = taken {
            // A link: it goes, and what it leads to stays.
            return disk::remove(&dir).map_err(|source| StoreError::writing(&dir, source));
        }
        let _lock = taken?.ok_or_else(|| in_use(&dir))?;
        files::remove_folder(&dir)
    }

    /// Removes what programs left behind that died: takes whose deletion was cut short, whose names are returned, and
    /// temporary files in the data folder. What another program is working on is left alone.
    pub fn sweep(&self) -> Vec<String> {
        files::sweep(&self.dir);
        files::sweep_deleted(&self.takes_dir())
    }

    /// All takes in numbers, oldest first. Quick for thousands: an index beside the folders is kept up to date.
    ///
    /// # Errors
    /// When the folder of takes is there and cannot be read. A single take that cannot be read is listed apart.
    pub fn list(&self) -> Result<Listing, StoreError> {
        index::list(&self.dir, &self.takes_dir())
    }

    /// Keeps the page of takes over time, as `history.html` beside the takes, and returns where.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_history(&self, html: &str) -> Result<PathBuf, StoreError> {
        files::make_private_dir(&self.dir)?;
        let path = self.dir.join("history.html");
        files::write(&path, html.as_bytes())?;
        Ok(path)
    }

    /// The take that `n` others are newer than.
    fn nth_newest(&self, asked: &'static str, n: usize) -> Result<String, StoreError> {
        let Listing { takes, unreadable } = self.list()?;
        let wanted = takes.iter().rev().nth(n);
        // One that cannot be read may be the one that is meant. By the clock on the wall: its name knows no time zone.
        let newest_known = wanted.map(|take| take.begun.stamp());
        let unknown = unreadable
            .into_iter()
            .filter_map(|take| Some((self.stamp_of_unreadable(&take.id)?, take)))
            .filter(|(stamp, _)| newest_known.as_ref().is_none_or(|known| stamp >= known));
        if let Some((_, Unreadable { id, error })) = unknown.max_by(|a, b| a.0.cmp(&b.0)) {
            return Err(StoreError::UnreadableLatest {
                asked,
                take: id,
                because: Box::new(error),
            });
        }
        match wanted {
            Some(take) => Ok(take.id.clone()),
            None if takes.is_empty() => Err(StoreError::NoTakes {
                dir: self.takes_dir(),
            }),
            None => Err(StoreError::NoPrevious),
        }
    }

    /// When a take that cannot be read was begun, as [`Moment::stamp`] has it: by its record, by its name, or by the
    /// time of its record's file. `None` for a folder that is no take.
    fn stamp_of_unreadable(&self, id: &str) -> Option<String> {
        let dir = self.takes_dir().join(id);
        if let Ok(take) = Take::read(&dir) {
            return Some(take.record().begun.stamp());
        }
        let of_name = Moment::stamp_of_name(id).map(str::to_owned);
        of_name.or_else(|| {
            let written = disk::about(&dir.join(RECORD)).ok()??.modified().ok()?;
            Some(Moment::of_system(written)?.stamp())
        })
    }
}

fn in_use(dir: &Path) -> StoreError {
    StoreError::InUse {
        take: dir
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    }
}

/// A scenario's id as part of a folder's name. Ids of shipped scenarios pass unchanged; a user's file may be called
/// anything.
fn file_name(scenario: &str) -> String {
    let name: String = scenario
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '-'
            }
        })
        .take(60)
        .collect();
    if name.is_empty() {
        "take".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::take::WavFacts;
    use crate::take::samples::{header, moment, moment_at};
    use std::fs;
    use std::io;

    pub fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(&home.path().join("rehearse"));
        (home, store)
    }

    pub fn no_repair(path: &Path) -> io::Result<WavFacts> {
        panic!("nothing to repair at {}", path.display())
    }

    #[test]
    fn names_are_readable_and_two_takes_in_a_minute_do_not_clash() {
        let (_home, store) = store();
        for _ in 0..3 {
            store.begin(header(), moment()).unwrap();
        }
        let name = "2026-11-23T2104-webhook-drop";
        let expected = [name.to_owned(), format!("{name}-2"), format!("{name}-3")];
        assert_eq!(store.names().unwrap(), expected);
    }

    #[test]
    fn a_scenario_from_a_file_with_an_odd_name_stays_inside_the_store() {
        assert_eq!(file_name("../my story"), "..-my-story");
        assert_eq!(file_name("größe"), "größe");
        assert_eq!(file_name(""), "take");
    }

    #[test]
    fn latest_and_previous_go_by_time_even_after_a_rename() {
        let (_home, store) = store();
        for minute in [5, 7, 6] {
            store.begin(header(), moment_at(minute)).unwrap();
        }
        let takes = store.takes_dir();
        let renamed = takes.join("0-my-best");
        fs::rename(takes.join("2026-11-23T2107-webhook-drop"), renamed).unwrap();
        assert_eq!(store.take("latest").unwrap().id(), "0-my-best");
        assert_eq!(
            store.take("previous").unwrap().id(),
            "2026-11-23T2106-webhook-drop"
        );
        assert_eq!(
            store.take("2026-11-23T2105").unwrap().id(),
            "2026-11-23T2105-webhook-drop"
        );
    }

    #[test]
    fn an_empty_store_says_how_to_begin() {
        let (_home, store) = store();
        let error = store.take("latest").unwrap_err();
        assert!(
            error.to_string().contains("record the first one"),
            "{error}"
        );
        assert!(!store.dir().exists(), "looking makes no folders");
        store.begin(header(), moment()).unwrap();
        assert!(matches!(
            store.take("previous"),
            Err(StoreError::NoPrevious)
        ));
    }

    #[test]
    fn a_take_that_is_being_told_is_not_repaired_changed_or_deleted() {
        let (_home, store) = store();
        let mut live = store.begin(header(), moment()).unwrap();
        let wav = live.begin_attempt("action", 48_000).unwrap();
        fs::write(wav, "sound").unwrap();
        let name = live.take().id().to_owned();
        assert!(store.repair(&name, &no_repair).unwrap().is_none());
        assert!(matches!(store.edit(&name), Err(StoreError::InUse { .. })));
        assert!(matches!(store.delete(&name), Err(StoreError::InUse { .. })));
        drop(live);
        store.delete(&name).unwrap();
        assert!(store.names().unwrap().is_empty());
    }

    #[test]
    fn a_store_that_cannot_be_written_says_so_before_anybody_speaks() {
        let (home, _) = store();
        let file = home.path().join("file");
        fs::write(&file, "not a folder").unwrap();
        let error = Store::open(&file).begin(header(), moment()).unwrap_err();
        assert!(error.to_string().contains("file/takes"), "{error}");
    }

    #[test]
    fn latest_stops_at_a_newest_take_that_cannot_be_read() {
        let (_home, store) = store();
        let ids = [5, 6, 7].map(|minute| {
            let writer = store.begin(header(), moment_at(minute)).unwrap();
            writer.into_take().id().to_owned()
        });
        let record = |id: &String| store.takes_dir().join(id).join(RECORD);
        let good = fs::read(record(&ids[1])).unwrap();
        let stops_at = |asked: &str, id: &String| match store.take(asked) {
            Err(StoreError::UnreadableLatest { take, .. }) => assert_eq!(&take, id),
            other => panic!("{asked}: {other:?}"),
        };
        fs::write(record(&ids[1]), "{").unwrap();
        assert_eq!(store.take("latest").unwrap().id(), ids[2]);
        stops_at("previous", &ids[1]);
        fs::write(record(&ids[1]), good).unwrap();
        fs::write(record(&ids[2]), "{").unwrap();
        stops_at("latest", &ids[2]);
        stops_at("previous", &ids[2]);
        assert_eq!(store.take(&ids[1]).unwrap().id(), ids[1]);
        fs::rename(
            store.takes_dir().join(&ids[2]),
            store.takes_dir().join("my-best"),
        )
        .unwrap();
        stops_at("latest", &"my-best".to_owned());
        store.delete("my-best").unwrap();
        assert_eq!(store.take("latest").unwrap().id(), ids[1]);
        fs::remove_file(record(&ids[0])).unwrap();
        fs::remove_file(record(&ids[1])).unwrap();
        assert!(matches!(
            store.take("latest"),
            Err(StoreError::NoTakes { .. })
        ));
        assert!(store.names().unwrap().is_empty(), "bare folders are swept");
    }

    #[test]
    fn a_take_that_is_a_link_is_not_followed_and_its_deletion_removes_the_link() {
        let (home, store) = store();
        let real = store.begin(header(), moment()).unwrap().into_take();
        let elsewhere = home.path().join("elsewhere");
        fs::rename(real.dir(), &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, real.dir()).unwrap();
        let error = store.take(real.id()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("is a symbolic link, not a folder"),
            "{error}"
        );
        assert!(store.edit(real.id()).is_err());
        assert_eq!(store.list().unwrap().unreadable.len(), 1);
        store.delete(real.id()).unwrap();
        assert!(elsewhere.join(RECORD).exists());
        assert!(store.names().unwrap().is_empty());
    }

    #[test]
    fn names_that_lead_out_of_the_take_make_it_damaged() {
        let (_home, store) = store();
        let mut writer = store.begin(header(), moment()).unwrap();
        writer.begin_attempt("action", 48_000).unwrap();
        let take = writer.into_take();
        let path = take.dir().join(RECORD);
        let good = fs::read_to_string(&path).unwrap();
        let evil = [
            ("\"action.wav\"", "\"../../outside.wav\""),
            ("\"action.wav\"", "\"/etc/passwd\""),
            ("\"action.wav\"", "\"take.json\""),
            ("\"id\": \"action\"", "\"id\": \"../action\""),
            ("\"id\": \"action\"", "\"id\": \"\""),
            ("\"scenario\": \"webhook-drop\"", "\"scenario\": \"../x\""),
        ];
        for (from, to) in evil {
            let text = good.replace(from, to);
            assert_ne!(text, good, "{from}");
            fs::write(&path, text).unwrap();
            let error = Take::read(take.dir()).unwrap_err().to_string();
            assert!(error.contains("which is no plain name"), "{to}: {error}");
        }
    }
}
