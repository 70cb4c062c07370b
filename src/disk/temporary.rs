//! Files that replace others as a whole, and the leftovers of programs that died over one.
//!
//! A temporary file is locked for as long as it is being written. One that nobody holds was left behind.

use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use super::{Locked, Written, create_new, lock, names_in, remove, rename, sync_folder_of};

/// Temporary files begin with this, so that nothing else takes them for its own, and end with [`ENDING`].
const BEGINNING: char = '.';
const ENDING: &str = ".tmp";

/// Where a file system knows no locks, a temporary file that was not changed for so long was left behind.
const ABANDONED_AFTER: Duration = Duration::from_secs(3600);

/// A file under a temporary name that takes the place of another when it is whole. Dropped before that, it is removed.
#[derive(Debug)]
pub(crate) struct Temporary {
    file: Written,
    path: PathBuf,
    wanted: PathBuf,
    placed: bool,
}

impl Temporary {
    /// An empty file that will become the one at `path`, readable by this user only.
    ///
    /// # Errors
    /// Those of the system.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        // A name is never used twice: whoever sweeps has nothing but the name.
        for temporary in names_beside(path).take(1000) {
            let file = match create_new(&temporary) {
                // Left by a program that had our number, as every first program in a container has.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                file => file?,
            };
            let made = Self {
                path: temporary,
                wanted: path.to_owned(),
                placed: false,
                file,
            };
            match lock(&made.file.file, &made.path) {
                Ok(Locked::Yes | Locked::Unsupported) => return Ok(made),
                // Another program sweeps, and has taken it for a leftover.
                Ok(Locked::ByAnother) => {}
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::ResourceBusy.into())
    }

    /// Puts the file in its place. With `lasting`, it is there after a power cut, whole; without, it may be empty then.
    ///
    /// # Errors
    /// Those of the system; the file that was there before stands then.
    pub(crate) fn place(mut self, lasting: bool) -> io::Result<()> {
        if lasting {
            self.file.sync()?;
        }
        rename(&self.path, &self.wanted)?;
        self.placed = true;
        if lasting {
            sync_folder_of(&self.wanted)?;
        }
        Ok(())
    }
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.placed {
            // What is left of it would only take up room.
            let _ = remove(&self.path);
        }
    }
}

/// Temporary names for `path` that this process has not used yet.
fn names_beside(path: &Path) -> impl Iterator<Item = PathBuf> {
    static USED: AtomicU64 = AtomicU64::new(0);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let process = std::process::id();
    let beside = move || {
        let number = USED.fetch_add(1, Ordering::Relaxed);
        path.with_file_name(format!("{BEGINNING}{name}.{process}.{number}{ENDING}"))
    };
    std::iter::repeat_with(beside)
}

/// A temporary name for the folder `path`, under which it is removed.
pub(crate) fn doomed(path: &Path) -> PathBuf {
    names_beside(path)
        .find(|name| !name.exists())
        .unwrap_or_default()
}

/// Whether a file or folder of this name is a temporary one.
pub(crate) fn is_temporary(name: &str) -> bool {
    name.starts_with(BEGINNING) && name.ends_with(ENDING)
}

/// Removes temporary files in `dir` that nobody is writing any more. What cannot be removed stays: a sweep is no reason
/// to fail.
pub(crate) fn sweep(dir: &Path) {
    for (name, kind) in names_in(dir).unwrap_or_default() {
        let path = dir.join(&name);
        if is_temporary(&name) && kind.is_file() && is_abandoned(&path) {
            let _ = remove(&path);
        }
    }
}

fn is_abandoned(path: &Path) -> bool {
    let Ok(file) = super::open_to_change(path) else {
        return false;
    };
    match lock(&file, path) {
        Ok(Locked::Yes) => true,
        Ok(Locked::Unsupported) => file
            .metadata()
            .and_then(|about| about.modified())
            .is_ok_and(is_old),
        Ok(Locked::ByAnother) | Err(_) => false,
    }
}

fn is_old(changed: SystemTime) -> bool {
    let age = SystemTime::now().duration_since(changed);
    age.is_ok_and(|age| age > ABANDONED_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(dir: &Path) -> Vec<String> {
        names_in(dir)
            .unwrap()
            .into_iter()
            .map(|(name, _)| name)
            .collect()
    }

    #[test]
    fn what_a_dead_program_left_is_swept_and_what_a_live_one_writes_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let mut live = Temporary::create(&dir.path().join("live.json")).unwrap();
        live.write_all(b"{}").unwrap();
        for name in [
            ".take.json.4711.tmp",
            ".base.bin.1.tmp",
            "mine.tmp",
            ".hidden",
            "take.json",
        ] {
            fs::write(dir.path().join(name), "left").unwrap();
        }
        fs::create_dir(dir.path().join(".a-take.1.tmp")).unwrap();
        sweep(dir.path());
        live.place(true).unwrap();
        let mut left = names(dir.path());
        left.sort();
        assert_eq!(
            left,
            [
                ".a-take.1.tmp",
                ".hidden",
                "live.json",
                "mine.tmp",
                "take.json"
            ]
        );
        assert_eq!(fs::read(dir.path().join("live.json")).unwrap(), b"{}");
    }

    #[test]
    fn one_that_is_given_up_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        drop(Temporary::create(&dir.path().join("x")).unwrap());
        assert!(names(dir.path()).is_empty());
    }

    #[test]
    fn sweepers_and_writers_do_not_hinder_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let done = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    sweep(dir.path());
                }
            });
            for number in 0..300 {
                let path = dir.path().join(format!("{number}"));
                let mut file = Temporary::create(&path).unwrap();
                file.write_all(b"whole").unwrap();
                file.place(false).unwrap();
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        assert_eq!(names(dir.path()).len(), 300);
    }
}
