//! Why a model could not be fetched, by what the user can do about it.

use std::io;
use std::path::{Path, PathBuf};

/// Why a fetch failed. Nothing is left behind, except that [`BrokenOff`](Self::BrokenOff) leaves what has arrived, as
/// a `.part` file, and the kinds that come before the first byte leave such a file from an earlier fetch alone.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The server cannot be reached.
    #[error(
        "cannot reach {address}: {reason}\nIs this machine online? Another place to fetch from is named with --from; rehearsing itself needs no network."
    )]
    Offline {
        /// What was asked for.
        address: String,
        /// What failed.
        reason: String,
    },
    /// The server or folder has no such file.
    #[error("there is no {address}; check the address given with --from or REHEARSE_MODEL_MIRROR")]
    NotThere {
        /// What was asked for.
        address: String,
    },
    /// The server says something else than "here it is".
    #[error(
        "the server answered {status} for {address}; try again later, or another place with --from"
    )]
    Refused {
        /// What was asked for.
        address: String,
        /// The HTTP status.
        status: u16,
    },
    /// The address cannot be used.
    #[error(
        "{address} is not an address to fetch from: {reason}; expected one like https://example.org/models, or a folder"
    )]
    BadAddress {
        /// What was asked for.
        address: String,
        /// What is wrong.
        reason: String,
    },
    /// The connection broke. What has arrived stays for the next fetch.
    #[error(
        "the connection broke off after {} MB{} of {file}\nThe same command goes on from there.",
        megabytes(*.received), of_total(*.total)
    )]
    BrokenOff {
        /// The file.
        file: String,
        /// Bytes that are here.
        received: u64,
        /// Bytes that there should be.
        total: Option<u64>,
        /// What failed.
        source: io::Error,
    },
    /// The file is not what was published.
    #[error(
        "what arrived as {name} is not the published model: its {kind} begins {}, expected {}\nIt was deleted. If it happens again, the server has another file: try another place with --from.",
        start(.found), start(.expected)
    )]
    WrongSum {
        /// The model's name.
        name: &'static str,
        /// Which sum: "SHA-256" or "SHA-1".
        kind: &'static str,
        /// What it should be, in hexadecimal.
        expected: String,
        /// What it is, in hexadecimal.
        found: String,
    },
    /// The server or folder has a larger file than was published.
    #[error(
        "{address} is {}, and {name} has at most {} MB: it is not the published model\nNothing of it was kept. Try another place with --from.",
        sized(*.bytes), megabytes(*.most)
    )]
    TooLarge {
        /// The model's name.
        name: &'static str,
        /// What was asked for.
        address: String,
        /// Its size; `None` when more kept coming than was published.
        bytes: Option<u64>,
        /// The most that was published.
        most: u64,
    },
    /// There is less room than the model needs.
    #[error(
        "{} has {} MB free, and the model needs {} MB; free some space, or set REHEARSE_MODELS to a folder on another disk",
        path.display(), megabytes(*.free), megabytes(*.needed)
    )]
    NoRoom {
        /// The folder.
        path: PathBuf,
        /// Bytes that are free there.
        free: u64,
        /// Bytes that are still to come.
        needed: u64,
    },
    /// No room left.
    #[error("the disk is full: {} could not be written, and what had arrived was deleted; free some space, or set REHEARSE_MODELS to a folder on another disk", path.display())]
    DiskFull {
        /// What was to be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The folder cannot be written.
    #[error("cannot write {}; check its permissions, or set REHEARSE_MODELS to another folder", path.display())]
    NotWritable {
        /// What was to be written.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file that should be there cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The same model is being fetched by another program.
    #[error("another rehearse is fetching this model right now (it writes {}); wait until it is done", path.display())]
    Busy {
        /// The file that it writes.
        path: PathBuf,
    },
    /// None of the above.
    #[error("{0}")]
    Other(String),
}

impl FetchError {
    /// For `map_err` on writing `path`.
    pub(super) fn writing(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { path, source }
            }
            _ => Self::NotWritable { path, source },
        }
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}

fn sized(bytes: Option<u64>) -> String {
    bytes.map_or_else(
        || "too large".to_owned(),
        |bytes| format!("{} MB large", megabytes(bytes)),
    )
}

fn of_total(total: Option<u64>) -> String {
    total.map_or_else(String::new, |total| format!(" of {} MB", megabytes(total)))
}

/// Enough of a sum to compare by eye.
fn start(sum: &str) -> &str {
    sum.get(..16).unwrap_or(sum)
}
