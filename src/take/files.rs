//! How the store keeps things: private folders, whole JSON files of bounded size and sane numbers, and locks.
//!
//! A file is written under a temporary name, pushed to the disk and renamed, so that whoever reads it, now or after a
//! power cut, finds the old one or the new one and never half of either.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::record::TakeState;
use super::{StoreError, Take};
use crate::disk::{self, Locked, Temporary};

/// Files and folders whose names begin like this belong to the store's own work and are not takes.
const HIDDEN: char = '.';
const LOCK: &str = ".lock";

/// No file of the store that is read as a whole is longer, in bytes. An hour of speech makes a transcript of 3 MB; the
/// index has 6 kB a take.
const LONGEST: u64 = 256_000_000;

/// No number in a file of the store is larger: seconds, words, frames a second. The index counts in nanoseconds and is
/// not meant.
const LARGEST: f64 = 1e9;

/// Makes a folder and those above it, for this user only.
pub fn make_private_dir(path: &Path) -> Result<(), StoreError> {
    disk::create_folders(path).map_err(|source| StoreError::writing(path, source))
}

/// Makes a folder that must not be there yet; `false` when it is.
pub fn make_new_private_dir(path: &Path) -> Result<bool, StoreError> {
    match disk::create_folder(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(source) => Err(StoreError::writing(path, source)),
    }
}

/// Makes sure that a file which another part of the program wrote is on the disk, whole, and for this user only. Does
/// nothing when there is no such file.
pub fn settle(path: &Path) -> Result<(), StoreError> {
    let settled = disk::open_to_change(path)
        .and_then(|file| disk::make_private(&file).and_then(|()| disk::sync(&file, path)));
    match settled {
        Err(source) if source.kind() != ErrorKind::NotFound => {
            Err(StoreError::writing(path, source))
        }
        _ => Ok(()),
    }
}

/// Puts `bytes` in place of the file at `path`, all or nothing, even when the power fails.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    replace(path, bytes, true)
}

/// [`write`] for what can be made again: quicker, and after a power cut the file may be empty.
pub fn write_unsynced(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    replace(path, bytes, false)
}

fn replace(path: &Path, bytes: &[u8], lasting: bool) -> Result<(), StoreError> {
    Temporary::create(path)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.place(lasting)
        })
        .map_err(|source| StoreError::writing(path, source))
}

/// [`write`] for a value as JSON that people can read.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), StoreError> {
    write(path, &json(path, value)?)
}

/// [`write_unsynced`] for a value as JSON.
pub fn write_json_unsynced(path: &Path, value: &impl Serialize) -> Result<(), StoreError> {
    write_unsynced(path, &json(path, value)?)
}

fn json(path: &Path, value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| StoreError::Io {
        doing: "write",
        path: path.to_owned(),
        source: io::Error::other(error),
    })?;
    text.push(b'\n');
    Ok(text)
}

/// Reads a file as a whole; `None` when there is no such file.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    disk::read(path, LONGEST).map_err(|source| StoreError::reading(path, source))
}

/// Reads a JSON file whose `schema` is at most `known`; `None` when there is no such file.
pub fn read_json<T: DeserializeOwned>(path: &Path, known: u32) -> Result<Option<T>, StoreError> {
    let Some(text) = read(path)? else {
        return Ok(None);
    };
    let damaged = |error: serde_json::Error| StoreError::Damaged {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    // The version first: what follows may have a shape that only a newer program knows.
    let found = serde_json::from_slice::<Version>(&text)
        .map_err(damaged)?
        .schema;
    if found > known {
        return Err(StoreError::NewerSchema {
            path: path.to_owned(),
            found,
            known,
        });
    }
    serde_json::from_slice::<Sane>(&text).map_err(damaged)?;
    serde_json::from_slice(&text).map(Some).map_err(damaged)
}

/// [`read_json`] for the index, which is made anew when anything is wrong with it and holds times in nanoseconds.
pub fn read_index<T: DeserializeOwned>(path: &Path) -> Option<T> {
    serde_json::from_slice(&read(path).ok()??).ok()
}

#[derive(Deserialize)]
struct Version {
    schema: u32,
}

/// A JSON value in which no number is absurd. Reading it keeps nothing.
struct Sane;

impl<'de> Deserialize<'de> for Sane {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Sane {
    type Value = Self;

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(Self)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Self, E> {
        self.visit_f64(number as f64)
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Self, E> {
        self.visit_f64(number as f64)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Self, E> {
        if number.abs() <= LARGEST {
            Ok(Self)
        } else {
            let text = format!("the number {number:e} makes no sense here");
            Err(E::custom(text))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self, A::Error> {
        while values.next_element::<Self>()?.is_some() {}
        Ok(Self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self, A::Error> {
        while entries.next_entry::<IgnoredAny, Self>()?.is_some() {}
        Ok(Self)
    }
}

/// Names in `dir` that may be those of takes: all but files and hidden ones. None when `dir` is not there.
pub fn folders_in(dir: &Path) -> Result<Vec<String>, StoreError> {
    let names = match disk::names_in(dir) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        // A file stands where a folder above `dir` should be, so `dir` isn't there either. Writing says what's wrong.
        Err(error) if error.kind() == ErrorKind::NotADirectory && disk::about(dir).is_err() => {
            return Ok(Vec::new());
        }
        names => names.map_err(|source| StoreError::reading(dir, source))?,
    };
    let mut names: Vec<String> = names
        .into_iter()
        .filter(|(name, kind)| !kind.is_file() && !name.starts_with(HIDDEN))
        .map(|(name, _)| name)
        .collect();
    names.sort_unstable();
    Ok(names)
}

/// Removes a folder with everything in it. It vanishes from the store at once; when the rest is cut short,
/// [`sweep_deleted`] does it. Its lock is held until the end by whoever calls this.
pub fn remove_folder(path: &Path) -> Result<(), StoreError> {
    let doomed = disk::doomed(path);
    disk::rename(path, &doomed)
        .and_then(|()| disk::sync_folder_of(path))
        .map_err(|source| StoreError::writing(path, source))?;
    disk::remove_folder(&doomed).map_err(|source| StoreError::writing(&doomed, source))
}

/// Removes what interrupted deletions left in the folder of takes, and returns the names of those takes. What another
/// process is deleting, or cannot be removed, is left to it or to the next sweep.
pub fn sweep_deleted(takes: &Path) -> Vec<String> {
    let names = disk::names_in(takes).unwrap_or_default();
    let doomed = names
        .into_iter()
        .filter(|(name, kind)| kind.is_dir() && disk::is_temporary(name));
    doomed
        .filter_map(|(name, _)| {
            let dir = takes.join(&name);
            let _lock = Lock::take(&dir).ok()??;
            disk::remove_folder(&dir).ok()?;
            // ".2026-11-23T2104-webhook-drop.4711.0.tmp"
            let whole = name.trim_start_matches(HIDDEN).trim_end_matches(".tmp");
            whole.rsplitn(3, '.').nth(2).map(str::to_owned)
        })
        .collect()
}

/// Removes a take's folder in which nothing was ever recorded or written: what is left of a program that died when it
/// had just made it. `false`, and nothing happens, when there is anything in it or another process holds it.
pub fn remove_if_bare(dir: &Path) -> bool {
    let bare = || {
        let names = disk::names_in(dir).unwrap_or_default();
        let ours = |name: &str| name == LOCK || disk::is_temporary(name);
        names
            .iter()
            .all(|(name, kind)| kind.is_file() && ours(name))
    };
    if !bare() {
        return false;
    }
    let Ok(Some(lock)) = Lock::take(dir) else {
        return false;
    };
    // Another process may have begun a take in it before the lock was had.
    lock.is_held() && bare() && disk::remove_folder(dir).is_ok()
}

/// Removes temporary files that a program left in the folder `dir` when it died.
pub fn sweep(dir: &Path) {
    if disk::require_folder(dir).is_ok() {
        disk::sweep(dir);
    }
}

/// Holds a take for this process. Ends with the process, however that ends.
#[derive(Debug)]
pub struct Lock {
    /// `None` on file systems that know no locks.
    file: Option<File>,
}

/// Where locks are unknown, a recorder is known by its heartbeat: the record says that the take is open, and its WAV is
/// written to four times a second.
const HEARTBEAT: Duration = Duration::from_secs(10);

impl Lock {
    /// Takes the lock of the folder `dir`; `None` when another process has it.
    pub fn take(dir: &Path) -> Result<Option<Self>, StoreError> {
        match Self::ask(dir)? {
            (Locked::Yes, file) => Ok(Some(Self { file: Some(file) })),
            (Locked::ByAnother, _) => Ok(None),
            (Locked::Unsupported, _) if is_being_recorded(dir) => Ok(None),
            (Locked::Unsupported, _) => Ok(Some(Self { file: None })),
        }
    }

    /// Takes the lock of a folder that this process has just made; `None` when another process took it for a leftover.
    pub fn take_new(dir: &Path) -> Result<Option<Self>, StoreError> {
        match Self::ask(dir) {
            Ok((Locked::Yes, file)) => Ok(Some(Self { file: Some(file) })),
            Ok((Locked::ByAnother, _)) => Ok(None),
            // Nobody else can have begun a take in a folder that was not there.
            Ok((Locked::Unsupported, _)) => Ok(Some(Self { file: None })),
            Err(StoreError::NotWritable { source, .. }) if source.kind() == ErrorKind::NotFound => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Whether it keeps other processes out; `false` on file systems that know no locks.
    pub fn is_held(&self) -> bool {
        self.file.is_some()
    }

    fn ask(dir: &Path) -> Result<(Locked, File), StoreError> {
        disk::require_folder(dir).map_err(|source| StoreError::writing(dir, source))?;
        let path = dir.join(LOCK);
        let file = disk::open_or_create(&path);
        let file = file.map_err(|source| StoreError::writing(&path, source))?;
        let locked = disk::lock(&file, &path);
        let locked = locked.map_err(|source| StoreError::writing(&path, source))?;
        Ok((locked, file))
    }
}

fn is_being_recorded(dir: &Path) -> bool {
    if Take::read(dir).is_ok_and(|take| take.record().state != TakeState::Open) {
        return false;
    }
    let now = SystemTime::now();
    let changed = |name: &str| disk::about(&dir.join(name)).ok()??.modified().ok();
    let names = disk::names_in(dir).unwrap_or_default();
    names
        .iter()
        .filter(|(name, _)| name.ends_with(".wav"))
        .filter_map(|(name, _)| now.duration_since(changed(name)?).ok())
        .any(|age| age < HEARTBEAT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn folders_and_files_are_for_their_user_only() {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("a/b");
        make_private_dir(&dir).unwrap();
        write(&dir.join("take.json"), b"{}").unwrap();
        assert_eq!((mode(&home.path().join("a")), mode(&dir)), (0o700, 0o700));
        assert_eq!(mode(&dir.join("take.json")), 0o600);
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("take.json");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("old"), "old").unwrap();
        assert!(
            write(&path, b"new").is_err(),
            "a folder cannot be replaced by a file"
        );
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(path.join("old")).unwrap(), "old");
    }

    #[test]
    fn a_newer_format_is_refused_before_its_shape_is_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.json");
        write_json(&path, &json!({ "schema": 9, "all": "new" })).unwrap();
        let error = read_json::<Vec<u8>>(&path, 1).unwrap_err();
        assert!(matches!(
            error,
            StoreError::NewerSchema {
                found: 9,
                known: 1,
                ..
            }
        ));
    }

    #[test]
    fn damage_is_told_with_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.json");
        write(&path, b"{ \"schema\": 1,\n  \"id\": ").unwrap();
        let text = read_json::<serde_json::Value>(&path, 1)
            .unwrap_err()
            .to_string();
        assert!(text.contains("line 2"), "{text}");
        assert!(text.contains("can still be played"), "{text}");
    }

    #[test]
    fn a_lock_is_had_once_and_is_free_again_afterwards() {
        let dir = tempfile::tempdir().unwrap();
        let held = Lock::take(dir.path()).unwrap();
        assert!(held.is_some());
        assert!(Lock::take(dir.path()).unwrap().is_none());
        drop(held);
        assert!(Lock::take(dir.path()).unwrap().is_some());
    }

    #[test]
    fn a_removed_folder_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let take = dir.path().join("take");
        fs::create_dir(&take).unwrap();
        fs::write(take.join("a.wav"), "sound").unwrap();
        remove_folder(&take).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_number_that_makes_no_sense_is_damage_and_told_with_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.json");
        for number in ["1e300", "-1e12", "18446744073709551615"] {
            let text = format!("{{ \"schema\": 1,\n  \"a\": [{{ \"b\": {number} }}] }}");
            write(&path, text.as_bytes()).unwrap();
            let error = read_json::<serde_json::Value>(&path, 1).unwrap_err();
            let text = error.to_string();
            assert!(text.contains("makes no sense here at line 2"), "{text}");
        }
        write(
            &path,
            b"{ \"schema\": 1, \"a\": [768000, -1.5, true, null, \"x\", {}] }",
        )
        .unwrap();
        assert!(read_json::<serde_json::Value>(&path, 1).unwrap().is_some());
    }

    #[test]
    fn an_interrupted_deletion_is_finished_and_one_that_goes_on_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            let folder = dir.path().join(name);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("action.wav"), "sound").unwrap();
            folder
        };
        folder(".2026-11-23T2104-webhook-drop-2.4711.0.tmp");
        let live = folder(".2026-11-24T2104-webhook-drop.4712.3.tmp");
        let kept = folder("2026-11-25T2104-webhook-drop");
        let lock = Lock::take(&live).unwrap().unwrap();
        assert_eq!(
            sweep_deleted(dir.path()),
            ["2026-11-23T2104-webhook-drop-2"]
        );
        assert!(live.join("action.wav").exists() && kept.join("action.wav").exists());
        drop(lock);
        assert_eq!(sweep_deleted(dir.path()), ["2026-11-24T2104-webhook-drop"]);
        assert!(!live.exists() && kept.exists());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_bare_folder_is_removed_unless_somebody_is_about_to_use_it() {
        let dir = tempfile::tempdir().unwrap();
        let bare = dir.path().join("2026-11-23T2104-webhook-drop");
        fs::create_dir(&bare).unwrap();
        fs::write(bare.join(".take.json.1.0.tmp"), "{").unwrap();
        let lock = Lock::take(&bare).unwrap();
        assert!(!remove_if_bare(&bare), "held by another");
        drop(lock);
        fs::write(bare.join("notes.txt"), "mine").unwrap();
        assert!(!remove_if_bare(&bare), "not bare");
        fs::remove_file(bare.join("notes.txt")).unwrap();
        assert!(remove_if_bare(&bare));
        assert!(!bare.exists());
    }

    #[test]
    fn a_folder_that_is_a_link_is_never_locked_or_swept() {
        let dir = tempfile::tempdir().unwrap();
        let (outside, link) = (dir.path().join("outside"), dir.path().join("link"));
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join(".x.1.0.tmp"), "theirs").unwrap();
        std::os::unix::fs::symlink(&outside, &link).unwrap();
        assert!(matches!(
            Lock::take(&link),
            Err(StoreError::NotPlain { .. })
        ));
        sweep(&link);
        assert!(!remove_if_bare(&link));
        let left: Vec<_> = fs::read_dir(&outside)
            .unwrap()
            .map(|it| it.unwrap().file_name())
            .collect();
        assert_eq!(left, [".x.1.0.tmp"]);
    }
}
