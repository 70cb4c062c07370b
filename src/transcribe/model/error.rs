//! Why a model cannot be used. Each message says what was looked for, where, and what to do.

use std::io;
use std::path::{Path, PathBuf};

/// Why there is no model to load.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// No folder holds a model of that name.
    #[error("no model is called `{name}`; looked in{}\n{}", lines(.looked), next_step(name, *.fetchable, .nearest.as_deref()))]
    NotFound {
        /// What was asked for.
        name: String,
        /// The folders that were searched.
        looked: Vec<PathBuf>,
        /// Whether it can be fetched.
        fetchable: bool,
        /// The known name that comes closest.
        nearest: Option<String>,
    },
    /// The path that was given leads nowhere.
    #[error("there is no model file {}; `rehearse models` lists what is here", path.display())]
    NoSuchFile {
        /// The path.
        path: PathBuf,
    },
    /// The voice detector's file is nowhere.
    #[error(
        "the voice detector {file} is missing; looked in{}\nIt comes with the program: copy it from the models folder of the source, or install rehearse again.",
        lines(.looked)
    )]
    NoDetector {
        /// Its file name.
        file: &'static str,
        /// The folders that were searched.
        looked: Vec<PathBuf>,
    },
    /// The file's sum is not the one that its name promises.
    #[error(
        "the model file {} is damaged: its {kind} begins {}, expected {}\nDelete it and fetch it again (`rehearse models fetch NAME`). If it is a model of your own, give the file a name of its own.",
        path.display(), start(.found), start(.expected)
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Which sum: "SHA-256" or "SHA-1".
        kind: &'static str,
        /// What it should be, in hexadecimal.
        expected: String,
        /// What it is, in hexadecimal.
        found: String,
    },
    /// The file is something else.
    #[error(
        "{} is not a Whisper model in ggml format: {reason}\nChoose another with --model; `rehearse models` lists what is here.",
        path.display()
    )]
    NotAModel {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// The file is there and cannot be read.
    #[error("cannot read the model file {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The model that the program carries could not be put on disk.
    #[error(
        "cannot unpack the model that comes with rehearse to {}; make room there, or set REHEARSE_MODELS to a folder that holds it",
        path.display()
    )]
    Unpack {
        /// Where it should have gone.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

impl ModelError {
    /// For `map_err` on reading `path`.
    pub(super) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |source| Self::Unreadable { path, source }
    }
}

fn lines(folders: &[PathBuf]) -> String {
    folders
        .iter()
        .map(|folder| format!("\n  {}", folder.display()))
        .collect()
}

fn next_step(name: &str, fetchable: bool, nearest: Option<&str>) -> String {
    if fetchable {
        format!("`rehearse models fetch {name}` gets it.")
    } else {
        let guess = nearest.map_or_else(String::new, |name| format!("Did you mean `{name}`? "));
        format!("{guess}`rehearse models` lists what is here and what can be fetched.")
    }
}

/// Enough of a sum to compare by eye.
fn start(sum: &str) -> &str {
    sum.get(..16).unwrap_or(sum)
}
