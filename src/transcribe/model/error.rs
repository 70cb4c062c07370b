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
    /// The voice detector's sum is not the one that it must have; no other is used.
    #[error(
        "the voice detector {} is damaged, or is another one than rehearse comes with\nDelete it, and copy it again from the models folder of the source, or install rehearse again.",
        path.display()
    )]
    DamagedDetector {
        /// The file.
        path: PathBuf,
    },
    /// The model inside this program has another sum than when it was built.
    #[error(
        "this copy of rehearse is damaged: the model inside has changed\nInstall rehearse again, or choose another model with --model."
    )]
    DamagedProgram,
    /// The model was tried in a process of its own, and cannot be used.
    #[error(
        "the model file {} cannot be used: {reason}\nIt may be damaged. Choose another with --model; `rehearse models` lists what is here.",
        path.display()
    )]
    Unfit {
        /// The file.
        path: PathBuf,
        /// How the trial ended.
        reason: String,
    },
    /// The process for the trial could not be made.
    #[error(
        "the model file {} could not be tried: no second process could be started\nClose other programs, or choose another model with --model.",
        path.display()
    )]
    NoTrial {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
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
    /// The voice detector that the program carries could not be put on disk.
    #[error(
        "cannot unpack the voice detector that comes with rehearse to {}; make room there, or set XDG_CACHE_HOME to a folder that can be written",
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
