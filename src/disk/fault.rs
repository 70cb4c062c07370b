//! Lets a test make a single access to the disk fail, or the program die at it. Debug builds only.
//!
//! `REHEARSE_DISK_FAULT=KIND@K` counts the accesses of a run from 1. `enospc@5`: from the fifth access on the disk is
//! full. `eio@5`: the fifth fails. `kill@5`: the program dies before the fifth. `enolck@1`: there are no locks.
//! `slow@N`: making sure that something is on the disk takes N milliseconds. A fault that strikes says so on standard
//! error. `REHEARSE_DISK_LOG=FILE` writes a line for every access to FILE.

/// A way to touch the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Open,
    Create,
    Read,
    Write,
    Sync,
    Rename,
    Remove,
    Stat,
    List,
    Lock,
}

/// Stands before every access: fails in its place when a test says so.
#[cfg(not(debug_assertions))]
#[inline(always)]
pub(super) fn pass(_: Access, _: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(debug_assertions)]
pub(super) use injected::pass;

#[cfg(debug_assertions)]
mod injected {
    use std::fs::OpenOptions;
    use std::io::{self, Write};
    use std::path::Path;
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::Duration;

    use super::Access;

    #[derive(Debug, Clone, PartialEq, Eq)]
    struct Fault {
        kind: String,
        at: u64,
    }

    static FAULT: OnceLock<Option<Fault>> = OnceLock::new();
    static ACCESSES: AtomicU64 = AtomicU64::new(0);

    fn planned() -> Option<Fault> {
        let text = std::env::var("REHEARSE_DISK_FAULT").ok()?;
        let (kind, at) = text.split_once('@')?;
        let at = at.parse().ok()?;
        let kind = kind.to_owned();
        Some(Fault { kind, at })
    }

    pub(in crate::disk) fn pass(access: Access, path: &Path) -> io::Result<()> {
        log(access, path);
        let Some(fault) = FAULT.get_or_init(planned) else {
            return Ok(());
        };
        let number = ACCESSES.fetch_add(1, Ordering::Relaxed) + 1;
        let takes_room = matches!(access, Access::Create | Access::Write | Access::Sync);
        let code = match fault.kind.as_str() {
            "enospc" if number >= fault.at && takes_room => libc::ENOSPC,
            "eio" if number == fault.at => libc::EIO,
            "enolck" if access == Access::Lock => libc::ENOLCK,
            "kill" if number == fault.at => {
                tell(access, path);
                // As kill -9: nothing is flushed, closed or dropped.
                std::process::abort();
            }
            "slow" if access == Access::Sync => {
                std::thread::sleep(Duration::from_millis(fault.at));
                return Ok(());
            }
            _ => return Ok(()),
        };
        tell(access, path);
        Err(io::Error::from_raw_os_error(code))
    }

    fn tell(access: Access, path: &Path) {
        let _ = writeln!(
            crate::console::err(),
            "fault injected: {access:?} {}",
            path.display()
        );
    }

    fn log(access: Access, path: &Path) {
        static LOG: OnceLock<Option<std::ffi::OsString>> = OnceLock::new();
        if let Some(log) = LOG.get_or_init(|| std::env::var_os("REHEARSE_DISK_LOG"))
            && let Ok(mut file) = OpenOptions::new().append(true).create(true).open(log)
        {
            let bytes = std::fs::metadata(path).map_or(0, |about| about.len());
            let _ = writeln!(file, "{access:?}\t{bytes}\t{}", path.display());
        }
    }
}
