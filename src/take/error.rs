//! What can go wrong with the store. Kinds tell what the caller can do; the text says what, found and next step.

use std::io;
use std::path::{Path, PathBuf};

use crate::disk;

/// Why the store or a take could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No home folder, so no place for the store.
    #[error(
        "cannot tell where your takes belong: this user has no home folder; name a place with --data-dir"
    )]
    NoHome,
    /// The disk has no room left.
    #[error(
        "the disk is full: {path} could not be written; free some space, or name another place with --data-dir"
    )]
    DiskFull {
        /// What was to be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// This user may not write there, or nobody may.
    #[error(
        "cannot write to {path}; check who owns it and its permissions, or name another place with --data-dir"
    )]
    NotWritable {
        /// What was to be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is there and this user may not read it.
    #[error("not allowed to read {path}; check who owns it and its permissions")]
    NotReadable {
        /// What was to be read.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Something else failed on the way to the disk or from it.
    #[error("could not {doing} {path}")]
    Io {
        /// What was tried: "read", "write".
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file of the store does not hold what it should.
    #[error(
        "{path} is damaged: {reason}; the recordings beside it are plain WAV files and can still be played"
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where and how.
        reason: String,
    },
    /// Something else is in the place of a file or folder of the store, such as a link that leads elsewhere.
    #[error(
        "{path} is {found}, not {expected}; rehearse doesn't follow it. Put the real one there, or remove it"
    )]
    NotPlain {
        /// Where.
        path: PathBuf,
        /// "a symbolic link".
        found: &'static str,
        /// "a plain file".
        expected: &'static str,
    },
    /// The newest take, or the one before it, is meant and cannot be read.
    #[error(
        "the take {take} cannot be read, so it isn't clear which one \"{asked}\" is: {because}. \
         Name the take that you mean (\"rehearse takes\" lists them), or delete this one with: rehearse delete {take}"
    )]
    UnreadableLatest {
        /// As typed: "latest", "previous".
        asked: &'static str,
        /// Its name.
        take: String,
        /// Why it cannot be read.
        because: Box<StoreError>,
    },
    /// A newer version of this program wrote it.
    #[error(
        "{path} was written by a newer version of rehearse (format {found}, this one reads up to {known}); update rehearse to open it"
    )]
    NewerSchema {
        /// Which file.
        path: PathBuf,
        /// The format that it has.
        found: u32,
        /// The newest format that this program reads.
        known: u32,
    },
    /// There is no take at all.
    #[error("no takes yet in {dir}; record the first one with \"rehearse run SCENARIO\"")]
    NoTakes {
        /// Where takes would be.
        dir: PathBuf,
    },
    /// "previous" was asked for and there is only one.
    #[error("there is only one take, so there is no previous one")]
    NoPrevious,
    /// No take has that name.
    #[error("no take is called \"{asked}\"{}; \"rehearse takes\" lists them", did_you_mean(.nearest.as_deref()))]
    UnknownTake {
        /// What was asked for.
        asked: String,
        /// The take whose name comes closest.
        nearest: Option<String>,
    },
    /// Several takes begin like that.
    #[error("\"{asked}\" fits {} takes: {}; type more of the name", .matches.len(), shortened(.matches))]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// Names of the takes that it fits, oldest first.
        matches: Vec<String>,
    },
    /// Another process is recording or changing it.
    #[error(
        "the take {take} is being recorded or changed by another rehearse right now; wait until that one is done"
    )]
    InUse {
        /// Its name.
        take: String,
    },
    /// The take has no such section.
    #[error("the take {take} has no section \"{section}\"; it has {}", .known.join(", "))]
    UnknownSection {
        /// Name of the take.
        take: String,
        /// What was asked for.
        section: String,
        /// Those that it has.
        known: Vec<String>,
    },
    /// The section has no such attempt.
    #[error("section {section} of {take} was told {told} times; there is no attempt {attempt}")]
    UnknownAttempt {
        /// Name of the take.
        take: String,
        /// The section.
        section: String,
        /// What was asked for, counted from 1.
        attempt: usize,
        /// How many there are.
        told: usize,
    },
}

impl StoreError {
    /// Sorts a failed write by what can be done about it.
    pub(super) fn writing(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        if let Some(disk::NotPlain { found, expected }) = disk::not_plain(&source) {
            return Self::NotPlain {
                path,
                found,
                expected,
            };
        }
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { path, source }
            }
            // The last two: a folder that cannot be made there, such as under a file or in /proc.
            io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::NotFound => Self::NotWritable { path, source },
            _ => Self::Io {
                doing: "write",
                path,
                source,
            },
        }
    }

    /// Sorts a failed read by what can be done about it.
    pub(super) fn reading(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        if let Some(disk::NotPlain { found, expected }) = disk::not_plain(&source) {
            return Self::NotPlain {
                path,
                found,
                expected,
            };
        }
        match source.kind() {
            io::ErrorKind::FileTooLarge => Self::Damaged {
                path,
                reason: source.to_string(),
            },
            io::ErrorKind::PermissionDenied => Self::NotReadable { path, source },
            _ => Self::Io {
                doing: "read",
                path,
                source,
            },
        }
    }
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean {name}?"))
}

fn shortened(names: &[String]) -> String {
    const SHOWN: usize = 4;
    let mut text = names
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > SHOWN {
        text.push_str(", ...");
    }
    text
}
