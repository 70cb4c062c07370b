//! How a command ends: its exit code, and its error in print.

use std::io::IsTerminal;

use crate::audio::decode::InputError;
use crate::scenario::catalog::LoadError;
use crate::scenario::faults::Look;
use crate::session::SessionError;
use crate::session::screen::{filled, terminal_width};
use crate::take::StoreError;
use crate::transcribe::TranscribeError;
use crate::transcribe::model::ModelError;
use crate::transcribe::model::fetch::FetchError;

/// How a command ended that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, and something was found that `--fail-on` names.
    Findings,
}

impl Outcome {
    /// 0 or 1.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Findings => 1,
        }
    }
}

/// Who has to act when a command failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// The command line or its input: exit code 2.
    Usage,
    /// The machine: no microphone, no model, no room on the disk. Exit code 3.
    Environment,
}

/// The exit code of a failed command: 2 for usage and input, 3 for the environment.
#[must_use]
pub fn code(error: &anyhow::Error) -> u8 {
    match blame(error) {
        Blame::Usage => 2,
        Blame::Environment => 3,
    }
}

/// Whether the program that reads the output closed it: no failure, and nobody is left to tell.
#[must_use]
pub fn reader_left(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

fn blame(error: &anyhow::Error) -> Blame {
    for cause in error.chain() {
        if let Some(error) = cause.downcast_ref::<SessionError>() {
            return of_session(error);
        }
        if let Some(error) = cause.downcast_ref::<StoreError>() {
            return of_store(error);
        }
        if cause.is::<ModelError>() || cause.is::<TranscribeError>() {
            return Blame::Environment;
        }
        if let Some(error) = cause.downcast_ref::<FetchError>() {
            return of_fetch(error);
        }
        if let Some(error) = cause.downcast_ref::<std::io::Error>() {
            return of_io(error);
        }
    }
    Blame::Usage
}

fn of_session(error: &SessionError) -> Blame {
    match error {
        SessionError::Store(error) => of_store(error),
        SessionError::Input(InputError::NotKept { .. }) => Blame::Environment,
        SessionError::Microphone(_)
        | SessionError::DeafMicrophone { .. }
        | SessionError::LeftDeafMicrophone
        | SessionError::Playback(_)
        | SessionError::Capture(_)
        | SessionError::Record(_)
        | SessionError::Model(_)
        | SessionError::Transcribe(_)
        | SessionError::Terminal(_) => Blame::Environment,
        _ => Blame::Usage,
    }
}

fn of_store(error: &StoreError) -> Blame {
    match error {
        StoreError::NoHome
        | StoreError::DiskFull { .. }
        | StoreError::NotWritable { .. }
        | StoreError::NotReadable { .. }
        | StoreError::Io { .. } => Blame::Environment,
        StoreError::UnreadableLatest { because, .. } => of_store(because),
        _ => Blame::Usage,
    }
}

fn of_fetch(error: &FetchError) -> Blame {
    match error {
        FetchError::BadAddress { .. } | FetchError::NotThere { .. } => Blame::Usage,
        _ => Blame::Environment,
    }
}

fn of_io(error: &std::io::Error) -> Blame {
    use std::io::ErrorKind::{BrokenPipe, PermissionDenied, ReadOnlyFilesystem, StorageFull};
    match error.kind() {
        BrokenPipe | PermissionDenied | ReadOnlyFilesystem | StorageFull => Blame::Environment,
        _ => Blame::Usage,
    }
}

/// Says a line on standard error. A terminal would break it anywhere; a file or a pipe gets it whole.
fn tell(text: &str) {
    if std::io::stderr().is_terminal() {
        anstream::eprintln!("{}", filled(text, terminal_width()));
    } else {
        anstream::eprintln!("{text}");
    }
}

/// Prints the error once, on standard error: what happened, then its causes that say more.
/// With `plain`, in sentences only.
pub fn print(error: &anyhow::Error, plain: bool) {
    if let Some(LoadError::Wrong(faults)) = error.downcast_ref::<LoadError>() {
        if plain {
            anstream::eprintln!("{}", faults.render(Look::Plain));
            return;
        }
        let colour = std::io::stderr().is_terminal()
            && anstream::ColorChoice::global() != anstream::ColorChoice::Never;
        anstream::eprintln!(
            "{}",
            faults.render(Look::Drawn {
                colour,
                width: terminal_width()
            })
        );
        return;
    }
    let mut said = error.to_string();
    tell(&format!("error: {said}"));
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Our own errors quote their cause; what they quote need not be said twice.
        if !said.contains(&cause) {
            tell(&format!("because: {cause}"));
        }
        said = cause;
    }
}
