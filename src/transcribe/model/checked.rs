//! Which model files were checked before, so that a large one is not read in full at every start.
//!
//! A file counts as the same one while its place, size, inode and times are the same. The time of its last change of
//! any kind (ctime) cannot be set back without the rights of root, so a file that was written to is checked again.

use std::fs::{self, Metadata};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A file that changed this recently may change again without its times showing it: some clocks are coarse.
const SETTLED: Duration = Duration::from_secs(3);
/// Files that are remembered.
const MOST: usize = 50;

/// How a file was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Its sum was the known one.
    Sum,
    /// Its sum is not known; it was tried in a process of its own.
    Trial,
}

/// The list of checked files, itself a file with a line for each.
#[derive(Debug, Clone)]
pub struct Checked {
    list: PathBuf,
}

impl Checked {
    /// The list at `list`, which need not be there.
    pub fn at(list: PathBuf) -> Self {
        Self { list }
    }

    /// Whether the file at `path` was checked in this way, and has not changed since.
    pub fn holds(&self, path: &Path, check: Check) -> bool {
        let (Some(line), Ok(list)) = (line_of(path, check), fs::read_to_string(&self.list)) else {
            return false;
        };
        list.lines().any(|listed| listed == line)
    }

    /// Keeps in mind that the file at `path` was checked. `before` is what it was when the check began; a file that
    /// has changed since is not added.
    pub fn add(&self, path: &Path, check: Check, before: &Metadata) {
        let (Some(line), Ok(now)) = (line_of(path, check), fs::metadata(path)) else {
            return;
        };
        if identity(&now) != identity(before) || !has_settled(before) {
            return;
        }
        let list = fs::read_to_string(&self.list).unwrap_or_default();
        let mut lines: Vec<&str> = list.lines().filter(|listed| *listed != line).collect();
        lines.push(&line);
        let kept = &lines[lines.len().saturating_sub(MOST)..];
        // Without the list the file is only checked once more.
        let _ = self.write(&(kept.join("\n") + "\n"));
    }

    fn write(&self, text: &str) -> io::Result<()> {
        if let Some(folder) = self.list.parent() {
            crate::disk::create_folders(folder)?;
        }
        let new = self.list.with_extension("new");
        fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&new)?
            .write_all(text.as_bytes())?;
        fs::rename(&new, &self.list)
    }
}

/// What a checked file is known by. Another version of this program checks anew: it may read models otherwise.
fn line_of(path: &Path, check: Check) -> Option<String> {
    let path = path.canonicalize().ok()?;
    let identity = identity(&fs::metadata(&path).ok()?);
    let numbers = identity.map(|number| number.to_string()).join(" ");
    let version = env!("CARGO_PKG_VERSION");
    let line = format!("{version} {check:?} {numbers} {}", path.to_str()?);
    (!line.contains('\n')).then_some(line)
}

fn identity(file: &Metadata) -> [i128; 7] {
    [
        file.dev().into(),
        file.ino().into(),
        file.len().into(),
        file.mtime().into(),
        file.mtime_nsec().into(),
        file.ctime().into(),
        file.ctime_nsec().into(),
    ]
}

fn has_settled(file: &Metadata) -> bool {
    let changed = UNIX_EPOCH + Duration::from_secs(file.ctime().max(0).unsigned_abs());
    SystemTime::now()
        .duration_since(changed)
        .is_ok_and(|age| age > SETTLED)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that last changed long ago: one of the repository's.
    fn settled() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("LICENSE-MIT")
    }

    #[test]
    fn a_file_is_remembered_for_the_check_that_it_passed() {
        let home = tempfile::tempdir().unwrap();
        let checked = Checked::at(home.path().join("data/checked"));
        let file = home.path().join("model");
        fs::write(&file, "weights").unwrap();
        let before = fs::metadata(&file).unwrap();
        checked.add(&file, Check::Sum, &before);
        assert!(!checked.holds(&file, Check::Sum), "it changed just now");

        std::thread::sleep(SETTLED + Duration::from_millis(1_100));
        checked.add(&file, Check::Sum, &before);
        assert!(checked.holds(&file, Check::Sum));
        assert!(!checked.holds(&file, Check::Trial));

        // The same bytes in the same place, size and time of modification; only ctime tells.
        let modified = before.modified().unwrap();
        fs::write(&file, "weighty").unwrap();
        fs::File::options()
            .append(true)
            .open(&file)
            .and_then(|file| file.set_modified(modified))
            .unwrap();
        assert!(!checked.holds(&file, Check::Sum));
    }

    #[test]
    fn a_file_that_changed_during_its_check_is_not_remembered() {
        let home = tempfile::tempdir().unwrap();
        let checked = Checked::at(home.path().join("checked"));
        let other = fs::metadata(env!("CARGO_MANIFEST_DIR")).unwrap();
        checked.add(&settled(), Check::Sum, &other);
        assert!(!checked.holds(&settled(), Check::Sum));
    }

    #[test]
    fn the_list_does_not_grow_without_end() {
        let home = tempfile::tempdir().unwrap();
        let list = home.path().join("checked");
        fs::write(&list, "a line\n".repeat(1_000)).unwrap();
        let checked = Checked::at(list.clone());
        let path = settled();
        checked.add(&path, Check::Trial, &fs::metadata(&path).unwrap());
        assert!(fs::read_to_string(&list).unwrap().lines().count() <= MOST);
    }
}
