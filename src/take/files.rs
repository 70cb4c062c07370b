//! How the store touches the disk: private folders and files, whole files or none, and locks.
//!
//! A file is written under a temporary name, pushed to the disk and renamed, so that whoever reads it, now or after a
//! power cut, finds the old one or the new one and never half of either.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::StoreError;

/// Files and folders whose names begin like this belong to the store's own work and are not takes.
const HIDDEN: char = '.';
const LOCK: &str = ".lock";

/// Makes a folder and those above it, for this user only.
pub fn make_private_dir(path: &Path) -> Result<(), StoreError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(|source| StoreError::writing(path, source))
}

/// Makes a folder that must not be there yet; `false` when it is.
pub fn make_new_private_dir(path: &Path) -> Result<bool, StoreError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(source) => Err(StoreError::writing(path, source)),
    }
}

/// Takes a file that another part of the program made away from everybody else.
pub fn make_private(path: &Path) -> Result<(), StoreError> {
    match fs::set_permissions(path, Permissions::from_mode(0o600)) {
        Err(source) if source.kind() != ErrorKind::NotFound => {
            Err(StoreError::writing(path, source))
        }
        _ => Ok(()),
    }
}

/// Whether there is no such file or nothing in it.
pub fn is_empty(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |file| file.len() == 0)
}

/// Puts `bytes` in place of the file at `path`, all or nothing, even when the power fails.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    replace(path, |file| {
        file.write_all(bytes)?;
        file.sync_all()
    })?;
    sync_folder_of(path);
    Ok(())
}

/// [`write`] for what can be made again: quicker, and after a power cut the file may be empty.
pub fn write_unsynced(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    replace(path, |file| file.write_all(bytes))
}

fn replace(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), StoreError> {
    let temporary = temporary_beside(path);
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .and_then(|mut file| fill(&mut file))
        .and_then(|()| fs::rename(&temporary, path));
    written.map_err(|source| {
        // The old file stands; what is left of the new one would only take up room.
        let _ = fs::remove_file(&temporary);
        StoreError::writing(path, source)
    })
}

/// [`write`] for a value as JSON that people can read.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), StoreError> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| StoreError::Io {
        doing: "write",
        path: path.to_owned(),
        source: io::Error::other(error),
    })?;
    text.push(b'\n');
    write(path, &text)
}

/// Reads a JSON file whose `schema` is at most `known`; `None` when there is no such file.
pub fn read_json<T: DeserializeOwned>(path: &Path, known: u32) -> Result<Option<T>, StoreError> {
    #[derive(Deserialize)]
    struct Version {
        schema: u32,
    }
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StoreError::reading(path, source)),
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
    serde_json::from_slice(&text).map(Some).map_err(damaged)
}

/// Names of the folders in `dir` that may be takes; none when `dir` is not there.
pub fn folders_in(dir: &Path) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        // A file in the way of the folder is told when something is to be written there.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(source) => return Err(StoreError::reading(dir, source)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| StoreError::reading(dir, source))?;
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if let (false, Ok(name)) = (is_file, entry.file_name().into_string())
            && !name.starts_with(HIDDEN)
        {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Removes a folder with everything in it. It vanishes from the store at once, even if the rest is then cut short.
pub fn remove_folder(path: &Path) -> Result<(), StoreError> {
    let doomed = temporary_beside(path);
    fs::rename(path, &doomed).map_err(|source| StoreError::writing(path, source))?;
    fs::remove_dir_all(&doomed).map_err(|source| StoreError::writing(&doomed, source))
}

/// Holds a take for this process. Ends with the process, however that ends.
#[derive(Debug)]
pub struct Lock {
    /// `None` on file systems that know no locks.
    _file: Option<File>,
}

impl Lock {
    /// Takes the lock of the folder `dir`; `None` when another process has it.
    pub fn take(dir: &Path) -> Result<Option<Self>, StoreError> {
        let path = dir.join(LOCK);
        let file = open_private(&path).map_err(|source| StoreError::writing(&path, source))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: Some(file) })),
            Err(TryLockError::WouldBlock) => Ok(None),
            // Some network file systems cannot lock. Then a recorder is known by its heartbeat: it writes to its
            // WAV twice a second.
            Err(TryLockError::Error(_)) if changed_within(dir, Duration::from_secs(30)) => Ok(None),
            Err(TryLockError::Error(_)) => Ok(Some(Self { _file: None })),
        }
    }
}

fn changed_within(dir: &Path, span: Duration) -> bool {
    let Ok(entries) = fs::read_dir(dir) else {
        return false;
    };
    let now = SystemTime::now();
    entries
        .filter_map(|entry| entry.ok()?.metadata().ok()?.modified().ok())
        .any(|changed| now.duration_since(changed).is_ok_and(|age| age < span))
}

fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
}

fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{HIDDEN}{name}.{}.tmp", std::process::id()))
}

/// Makes a rename itself survive a power cut. Some file systems cannot; the file's own bytes are safe either way.
fn sync_folder_of(path: &Path) {
    if let Some(folder) = path.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
}
