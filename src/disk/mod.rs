//! Every access to the files that the program keeps for its user: private, never through links, whole or not at all.
//!
//! What is in the data folder may come from anywhere: a backup, an archive, another program. So a file is opened only
//! where it is a plain file: not a link that leads elsewhere, not a pipe that waits for ever. The standard library's own
//! `fs` is not used on those files outside this module, so that a test can let any single access fail (`fault.rs`).

mod fault;
mod temporary;

use std::fs::{self, DirBuilder, File, FileType, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use fault::{Access, pass};
pub(crate) use temporary::{Temporary, doomed, is_temporary, sweep};

/// What is in the place of a plain file or folder. The cause inside an [`io::Error`]; see [`not_plain`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is {found}, not {expected}")]
pub(crate) struct NotPlain {
    /// "a symbolic link".
    pub(crate) found: &'static str,
    /// "a plain file".
    pub(crate) expected: &'static str,
}

/// The [`NotPlain`] inside `error`, where that is what went wrong.
pub(crate) fn not_plain(error: &io::Error) -> Option<NotPlain> {
    error.get_ref()?.downcast_ref::<NotPlain>().copied()
}

/// Whether `name` is the name of a file or folder and nothing more: no path, nothing hidden, nothing invisible.
pub(crate) fn is_plain_name(name: &str) -> bool {
    let visible = |letter: char| letter != '/' && letter != '\\' && !letter.is_control();
    !name.is_empty() && name.len() <= 200 && !name.starts_with('.') && name.chars().all(visible)
}

/// Opens a plain file for reading. Never waits, and never follows a link in the last part of `path`.
///
/// # Errors
/// Those of the system, and [`NotPlain`].
pub(crate) fn open(path: &Path) -> io::Result<File> {
    opened(Access::Open, path, OpenOptions::new().read(true))
}

/// Opens a plain file for reading and for changes in place, as [`open`] does.
///
/// # Errors
/// As [`open`].
pub(crate) fn open_to_change(path: &Path) -> io::Result<File> {
    opened(
        Access::Open,
        path,
        OpenOptions::new().read(true).write(true),
    )
}

/// Opens a file of this user's own, and makes it where it is missing.
///
/// # Errors
/// As [`open`].
pub(crate) fn open_or_create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false).mode(0o600);
    opened(Access::Create, path, &mut options)
}

/// Makes a file that must not be there yet, for this user only.
///
/// # Errors
/// Those of the system; `AlreadyExists` when anything has that name.
pub(crate) fn create_new(path: &Path) -> io::Result<Written> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let file = opened(Access::Create, path, &mut options)?;
    Ok(Written {
        file,
        path: path.to_owned(),
    })
}

fn opened(access: Access, path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    pass(access, path)?;
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_CLOEXEC;
    let file = match options.custom_flags(flags).open(path) {
        Ok(file) => file,
        Err(error) => {
            // What the system says of a link, a pipe or a folder differs from system to system.
            let found = fs::symlink_metadata(path).ok();
            let found = found.and_then(|about| kind_but_file(about.file_type()));
            return Err(found.map_or(error, instead_of_file));
        }
    };
    match kind_but_file(file.metadata()?.file_type()) {
        Some(found) => Err(instead_of_file(found)),
        None => Ok(file),
    }
}

fn instead_of_file(found: &'static str) -> io::Error {
    let expected = "a plain file";
    io::Error::new(ErrorKind::InvalidInput, NotPlain { found, expected })
}

fn kind_but_file(kind: FileType) -> Option<&'static str> {
    let kinds = [
        (kind.is_symlink(), "a symbolic link"),
        (kind.is_dir(), "a folder"),
        (kind.is_fifo(), "a pipe"),
        (kind.is_socket(), "a socket"),
        (kind.is_char_device() || kind.is_block_device(), "a device"),
    ];
    kinds.into_iter().find_map(|(is, name)| is.then_some(name))
}

/// Checks that `path` is a folder itself and not a link to one.
///
/// # Errors
/// Those of the system, and [`NotPlain`].
pub(crate) fn require_folder(path: &Path) -> io::Result<()> {
    pass(Access::Stat, path)?;
    let kind = fs::symlink_metadata(path)?.file_type();
    if kind.is_dir() {
        return Ok(());
    }
    let found = kind_but_file(kind).unwrap_or("a file");
    let expected = "a folder";
    Err(io::Error::new(
        ErrorKind::InvalidInput,
        NotPlain { found, expected },
    ))
}

/// Reads a plain file of at most `most` bytes; `None` when there is none.
///
/// # Errors
/// As [`open`], and `FileTooLarge`.
pub(crate) fn read(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    let file = match open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    pass(Access::Read, path)?;
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let text = format!("it is longer than {} MB", most / 1_000_000);
        return Err(io::Error::new(ErrorKind::FileTooLarge, text));
    }
    Ok(Some(bytes))
}

/// What is at `path` itself, links not followed; `None` when nothing is.
///
/// # Errors
/// Those of the system.
pub(crate) fn about(path: &Path) -> io::Result<Option<Metadata>> {
    pass(Access::Stat, path)?;
    match fs::symlink_metadata(path) {
        Ok(about) => Ok(Some(about)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The names in the folder `dir`, with what each is; links not followed. Names that are no text are left out.
///
/// # Errors
/// Those of the system.
pub(crate) fn names_in(dir: &Path) -> io::Result<Vec<(String, FileType)>> {
    pass(Access::List, dir)?;
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if let Ok(name) = entry.file_name().into_string() {
            names.push((name, entry.file_type()?));
        }
    }
    Ok(names)
}

/// Makes a folder and those above it, for this user only, and makes sure that they survive a power cut.
///
/// # Errors
/// Those of the system.
pub(crate) fn create_folders(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
        create_folders(above)?;
    }
    match create_folder(path) {
        // Somebody else made it meanwhile, or a file stands there: then the system says so.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => fs::read_dir(path).map(drop),
        made => made,
    }
}

/// Makes one folder that must not be there yet, as [`create_folders`] does.
///
/// # Errors
/// Those of the system; `AlreadyExists` when anything has that name.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    pass(Access::Create, path)?;
    DirBuilder::new().mode(0o700).create(path)?;
    sync_folder_of(path)
}

/// Renames within a folder, over what has the new name, and makes sure that it survives a power cut.
///
/// # Errors
/// Those of the system. After an error the old name or the new one may be there.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    pass(Access::Rename, to)?;
    fs::rename(from, to)
}

/// Removes a file; one that is not there is no error.
///
/// # Errors
/// Those of the system.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    pass(Access::Remove, path)?;
    gone(fs::remove_file(path))
}

/// Removes a folder and everything in it; links in it are removed and not followed. What is not there is no error.
///
/// # Errors
/// Those of the system; part of it may be gone then.
pub(crate) fn remove_folder(path: &Path) -> io::Result<()> {
    let names = match names_in(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        names => names?,
    };
    for (name, kind) in names {
        let inside = path.join(name);
        if kind.is_dir() {
            pass(Access::Remove, &inside)?;
            gone(fs::remove_dir_all(&inside))?;
        } else {
            remove(&inside)?;
        }
    }
    pass(Access::Remove, path)?;
    // Also what has a name that is no text.
    gone(fs::remove_dir_all(path))
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Makes a file readable by this user only.
///
/// # Errors
/// Those of the system.
pub(crate) fn make_private(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o600))
}

/// Makes sure that what is in `file`, whose path is `path`, survives a power cut. Does nothing where a file system
/// offers no such promise.
///
/// # Errors
/// Those of the system, such as a disk that failed meanwhile.
pub(crate) fn sync(file: &File, path: &Path) -> io::Result<()> {
    pass(Access::Sync, path)?;
    where_supported(file.sync_all())
}

/// Makes sure that names in the folder of `path` survive a power cut, as [`sync`] does for what is in a file.
///
/// # Errors
/// As [`sync`].
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    pass(Access::Sync, folder)?;
    // A folder that may be written to and not be read cannot be opened.
    match File::open(folder) {
        Ok(folder) => where_supported(folder.sync_all()),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(()),
        Err(error) => Err(error),
    }
}

fn where_supported(synced: io::Result<()>) -> io::Result<()> {
    match synced {
        Err(error) if is_unsupported(&error) => Ok(()),
        synced => synced,
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    let codes = [
        libc::EINVAL,
        libc::ENOSYS,
        libc::EOPNOTSUPP,
        libc::ENOTSUP,
        libc::ENOLCK,
    ];
    let known = error
        .raw_os_error()
        .is_some_and(|code| codes.contains(&code));
    known || error.kind() == ErrorKind::Unsupported
}

/// What became of asking for a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Locked {
    /// This process has it until the file is closed.
    Yes,
    /// Another process has it.
    ByAnother,
    /// This file system knows no locks.
    Unsupported,
}

/// Asks for the lock of an open file without waiting. A file that was removed meanwhile, whose lock would protect
/// nothing, counts as not there.
///
/// # Errors
/// `NotFound` when the file was removed, and those of the system.
pub(crate) fn lock(file: &File, path: &Path) -> io::Result<Locked> {
    let asked = match pass(Access::Lock, path) {
        Ok(()) => file.try_lock(),
        Err(error) => Err(TryLockError::Error(error)),
    };
    match asked {
        Ok(()) if file.metadata()?.nlink() == 0 => Err(ErrorKind::NotFound.into()),
        Ok(()) => Ok(Locked::Yes),
        Err(TryLockError::WouldBlock) => Ok(Locked::ByAnother),
        Err(TryLockError::Error(error)) if is_unsupported(&error) => Ok(Locked::Unsupported),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct Written {
    file: File,
    path: PathBuf,
}

impl Written {
    /// As [`sync`].
    ///
    /// # Errors
    /// As [`sync`].
    pub(crate) fn sync(&self) -> io::Result<()> {
        sync(&self.file, &self.path)
    }

    /// As [`Written::sync`], and makes sure that its name is there after a power cut.
    ///
    /// # Errors
    /// As [`sync`].
    pub(crate) fn sync_name(&self) -> io::Result<()> {
        self.sync()?;
        sync_folder_of(&self.path)
    }

    /// The same file, for another thread.
    ///
    /// # Errors
    /// When the process has too many files open.
    pub(crate) fn try_clone(&self) -> io::Result<Self> {
        Ok(Self {
            file: self.file.try_clone()?,
            path: self.path.clone(),
        })
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        pass(Access::Write, &self.path)?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Written {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn found(error: &io::Error) -> &'static str {
        not_plain(error).unwrap().found
    }

    #[test]
    fn links_pipes_and_folders_are_no_files_whoever_asks() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::write(path("secret"), "secret").unwrap();
        symlink(path("secret"), path("link")).unwrap();
        symlink(path("nowhere"), path("dangling")).unwrap();
        fs::create_dir(path("folder")).unwrap();
        let made = std::process::Command::new("mkfifo")
            .arg(path("pipe"))
            .status();
        assert!(made.unwrap().success());
        let kinds = [
            ("link", "a symbolic link"),
            ("dangling", "a symbolic link"),
            ("folder", "a folder"),
            ("pipe", "a pipe"),
        ];
        for (name, kind) in kinds {
            let path = path(name);
            assert_eq!(found(&open(&path).unwrap_err()), kind);
            assert_eq!(found(&open_to_change(&path).unwrap_err()), kind);
            assert_eq!(found(&open_or_create(&path).unwrap_err()), kind);
            assert_eq!(found(&read(&path, 100).unwrap_err()), kind);
            assert!(create_new(&path).is_err());
        }
        assert!(!path("nowhere").exists(), "nothing is made through a link");
        assert_eq!(fs::read(path("secret")).unwrap(), b"secret");
    }

    #[test]
    fn a_file_longer_than_is_sensible_is_not_read_into_memory() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("take.json");
        let file = File::create(&path).unwrap();
        file.set_len(1 << 40).unwrap();
        assert_eq!(
            read(&path, 1000).unwrap_err().kind(),
            ErrorKind::FileTooLarge
        );
    }

    #[test]
    fn names_that_lead_elsewhere_are_not_plain() {
        for name in ["action.wav", "größe.wav", "my action 2.wav", "a..b"] {
            assert!(is_plain_name(name), "{name}");
        }
        let long = "a".repeat(201);
        for name in [
            "", ".", "..", "../x", "/x", "a/b", ".lock", "a\0b", "a\nb", "a\\b", &long,
        ] {
            assert!(!is_plain_name(name), "{name:?}");
        }
    }

    #[test]
    fn a_removed_folder_takes_its_links_along_and_not_what_they_lead_to() {
        let dir = tempfile::tempdir().unwrap();
        let (doomed, kept) = (dir.path().join("doomed"), dir.path().join("kept"));
        fs::create_dir_all(doomed.join("below")).unwrap();
        fs::create_dir(&kept).unwrap();
        fs::write(kept.join("file"), "kept").unwrap();
        symlink(&kept, doomed.join("link")).unwrap();
        symlink(&kept, doomed.join("below/link")).unwrap();
        remove_folder(&doomed).unwrap();
        assert!(!doomed.exists());
        assert_eq!(fs::read(kept.join("file")).unwrap(), b"kept");
        remove_folder(&doomed).unwrap();
    }

    #[test]
    fn the_lock_of_a_removed_file_is_worth_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".lock");
        let file = open_or_create(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(lock(&file, &path).unwrap_err().kind(), ErrorKind::NotFound);
        let file = open_or_create(&path).unwrap();
        assert_eq!(lock(&file, &path).unwrap(), Locked::Yes);
        let other = open_or_create(&path).unwrap();
        assert_eq!(lock(&other, &path).unwrap(), Locked::ByAnother);
    }
}
