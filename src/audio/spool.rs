//! Sound that comes through a pipe, kept in a file for as long as it is needed: it has to be read more than once.

use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::{Path, PathBuf};

use super::source::InputError;

/// The most that is taken from a pipe, in bytes: three hours of stereo at 48 kHz in 16 bit.
const MOST_BYTES: u64 = 2 << 30;

/// What a person calls what is piped into the program.
pub const STANDARD_INPUT: &str = "standard input";

/// A temporary file, readable by its owner only. It is gone when this value is; on Linux also when the process is
/// killed, since it has no name.
#[derive(Debug)]
pub struct Spool {
    path: PathBuf,
    #[cfg(target_os = "linux")]
    _file: File,
    #[cfg(not(target_os = "linux"))]
    _file: tempfile::TempPath,
}

impl Spool {
    /// Where it can be read, as often as it is opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Whether `path` names what is piped into the program.
#[must_use]
pub fn is_standard_input(path: &Path) -> bool {
    ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]
        .iter()
        .any(|name| path == Path::new(name))
}

/// Everything that comes through `path` when it is standard input or a pipe; `None` when it is neither.
///
/// # Errors
/// When nothing is piped in, it cannot be read, more comes than can be kept, or `path` is a device.
pub fn spool(path: &Path) -> Result<Option<Spool>, InputError> {
    if is_standard_input(path) {
        let stdin = io::stdin();
        return if stdin.is_terminal() {
            Err(InputError::Nothing)
        } else {
            keep(Path::new(STANDARD_INPUT), stdin.lock()).map(Some)
        };
    }
    // What is wrong with it is told by whoever opens it.
    let Ok(found) = path.metadata() else {
        return Ok(None);
    };
    if found.is_file() || found.is_dir() {
        return Ok(None);
    }
    let failed = |source| InputError::Open {
        path: path.to_owned(),
        source,
    };
    if !is_pipe(&found) {
        let reason = "it is a device and no recording";
        return Err(failed(io::Error::other(reason)));
    }
    keep(path, File::open(path).map_err(failed)?).map(Some)
}

#[cfg(unix)]
fn is_pipe(found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    found.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_: &std::fs::Metadata) -> bool {
    false
}

/// Copies `from`, which is called `name`.
fn keep(name: &Path, from: impl Read) -> Result<Spool, InputError> {
    let not_kept = |source| InputError::NotKept {
        path: name.to_owned(),
        folder: std::env::temp_dir(),
        source,
    };
    let mut from = from.take(MOST_BYTES + 1);
    let (mut file, spool) = temporary().map_err(not_kept)?;
    let mut bytes = 0;
    let mut piece = vec![0; 1 << 16];
    loop {
        let count = match from.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => {
                return Err(InputError::Open {
                    path: name.to_owned(),
                    source,
                });
            }
        };
        io::Write::write_all(&mut file, &piece[..count]).map_err(not_kept)?;
        bytes += count as u64;
    }
    if bytes > MOST_BYTES {
        return Err(InputError::TooMuch {
            path: name.to_owned(),
            most_gb: MOST_BYTES >> 30,
        });
    }
    Ok(spool)
}

#[cfg(target_os = "linux")]
fn temporary() -> io::Result<(File, Spool)> {
    use std::os::fd::AsRawFd as _;
    let file = tempfile::tempfile()?;
    let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
    let other = file.try_clone()?;
    Ok((other, Spool { path, _file: file }))
}

#[cfg(not(target_os = "linux"))]
fn temporary() -> io::Result<(File, Spool)> {
    let (file, path) = tempfile::NamedTempFile::new()?.into_parts();
    let spool = Spool {
        path: path.to_path_buf(),
        _file: path,
    };
    Ok((file, spool))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_can_be_read_twice_and_is_gone_with_its_value() {
        let spool = keep(Path::new("pipe"), &b"three words here"[..]).unwrap();
        for _ in 0..2 {
            assert_eq!(std::fs::read(spool.path()).unwrap(), b"three words here");
        }
        let path = spool.path().to_owned();
        drop(spool);
        assert!(std::fs::read(path).is_err());
    }

    #[test]
    fn a_pipe_that_breaks_is_told() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::ErrorKind::ConnectionReset.into())
            }
        }
        let error = keep(Path::new("pipe"), Broken).unwrap_err();
        assert!(matches!(error, InputError::Open { .. }), "{error:?}");
    }

    #[test]
    fn files_and_folders_are_read_where_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("task.wav");
        std::fs::write(&file, "").unwrap();
        for path in [folder.path(), &file, &folder.path().join("nowhere")] {
            assert!(spool(path).unwrap().is_none(), "{}", path.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_refused() {
        let error = spool(Path::new("/dev/null")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "/dev/null cannot be opened: it is a device and no recording."
        );
    }
}
