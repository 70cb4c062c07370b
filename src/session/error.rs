//! Why a rehearsal cannot go on. What was spoken before is in the take in every case.

use std::io;

use super::script;
use crate::audio::CaptureError;
use crate::audio::decode::InputError;
use crate::audio::microphone::OpenError;
use crate::audio::playback::PlaybackError;
use crate::audio::preflight::Problem;
use crate::audio::recording::RecordError;
use crate::audio::whole::WholeError;
use crate::console::shell_word;
use crate::scenario::faults::Faults;
use crate::take::StoreError;
use crate::transcribe::TranscribeError;
use crate::transcribe::model::ModelError;

/// Why a rehearsal cannot go on, by the stage that says so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// The take cannot be kept or read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A recording that was given cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// No microphone can be opened.
    #[error(transparent)]
    Microphone(#[from] OpenError),
    /// The microphone gave up.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The microphone can be opened and is not heard.
    #[error("{}", script::microphone_problem(*.problem, .device))]
    DeafMicrophone {
        /// Its name.
        device: String,
        /// What the check found.
        problem: Problem,
    },
    /// The person left where the microphone was not heard. What is wrong with it stands on the screen already.
    #[error("Nothing was recorded, because the microphone was not heard.")]
    LeftDeafMicrophone,
    /// Standard input is no terminal, and ended before anything was recorded.
    #[error(
        "Nothing was recorded: the input ended before a key started a section.\nRun it in a terminal, or with --hands-free, or rehearse recorded sound with --input."
    )]
    InputEnded,
    /// The terminal was closed, or the system told the program to end.
    #[error("{}", left(.kept.as_deref()))]
    HungUp {
        /// The take that holds what was recorded, if anything was.
        kept: Option<String>,
    },
    /// Nothing can be played.
    #[error(transparent)]
    Playback(#[from] PlaybackError),
    /// Stored sound cannot be read to its end.
    #[error(transparent)]
    Sound(#[from] WholeError),
    /// The recording cannot be written.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// There is no model to listen with.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The recogniser failed.
    #[error(transparent)]
    Transcribe(#[from] TranscribeError),
    /// The scenario that is kept with the take cannot be used any more.
    #[error("the scenario kept with this take cannot be read by this version of rehearse\n{0}")]
    Scenario(Box<Faults>),
    /// The terminal cannot be used.
    #[error(
        "the terminal does not give single keys: {0}\nRun it in a terminal window, or with --plain and lines as keys."
    )]
    Terminal(#[source] io::Error),
    /// `--input` holds nothing that the story asks for.
    #[error(
        "{found} holds no recording of this story\nfound: {names}\nexpected: one or more of {expected}, or the same names with .flac, .mp3, .m4a, .ogg or .opus"
    )]
    NoSections {
        /// The folder.
        found: String,
        /// The files in it.
        names: String,
        /// The names that would do.
        expected: String,
    },
    /// `--input` holds more than one recording of a section.
    #[error(
        "{found} holds more than one recording of {section}: {names}\nexpected: one file a section; move the others away"
    )]
    SeveralRecordings {
        /// The folder.
        found: String,
        /// The section's id.
        section: String,
        /// The files.
        names: String,
    },
    /// `--marks` does not fit.
    #[error("--marks {marks} does not fit {file}: {problem}\nexpected: {expected}")]
    Marks {
        /// The file.
        file: String,
        /// As given.
        marks: String,
        /// What is wrong.
        problem: String,
        /// What would do.
        expected: String,
    },
}

fn left(kept: Option<&str>) -> String {
    match kept {
        Some(take) => format!(
            "The input ended, or the terminal was closed. What you said is kept in the take {take}; read its report with: rehearse review {}",
            shell_word(take)
        ),
        None => "The terminal was closed before anything was recorded.".to_owned(),
    }
}

impl SessionError {
    /// Why a rehearsal ended without anybody there, which began at a terminal or not; `kept` is the take, where anything
    /// was recorded.
    #[must_use]
    pub fn of_leaving(kept: Option<String>, at_terminal: bool) -> Self {
        if kept.is_none() && !at_terminal {
            Self::InputEnded
        } else {
            Self::HungUp { kept }
        }
    }
}
