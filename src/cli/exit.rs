//! How a command ends: its exit code, and its error in print.

use crate::audio::decode::InputError;
use crate::audio::microphone::OpenError;
use crate::console;
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
fn code(error: &anyhow::Error) -> u8 {
    match blame(error) {
        Blame::Usage => 2,
        Blame::Environment => 3,
    }
}

/// Ends a command: prints its error, makes sure that its output has arrived, and gives the exit code.
#[must_use]
pub fn end(outcome: anyhow::Result<Outcome>, plain: bool) -> u8 {
    let ended = match outcome {
        Ok(outcome) => outcome.code(),
        // `rehearse review | head`: whoever read it has had enough.
        Err(error) if reader_left(&error) => 0,
        Err(error) => {
            print(&error, plain);
            code(&error)
        }
    };
    match console::finish() {
        Err(error) if ended < 2 && error.kind() != std::io::ErrorKind::BrokenPipe => {
            print(&error.into(), plain);
            3
        }
        _ => ended,
    }
}

/// Prints help, the version, or what is wrong with the command line.
#[must_use]
pub fn answer(answer: &clap::Error) -> u8 {
    if answer.use_stderr() {
        // Without clap's colours: what was typed is quoted here, and may hold escape sequences of its own.
        console::ask(answer.render());
        return 2;
    }
    let text = answer.render();
    let text = if console::colours_out() {
        console::ours(&text.ansi().to_string())
    } else {
        text.to_string()
    };
    let printed = std::io::Write::write_all(&mut console::out(), text.as_bytes());
    end(printed.map(|()| Outcome::Done).map_err(Into::into), true)
}

/// Whether the program that reads the output closed it: no failure, and nobody is left to tell.
fn reader_left(error: &anyhow::Error) -> bool {
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
        if cause.is::<ModelError>() || cause.is::<TranscribeError>() || cause.is::<OpenError>() {
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
        | SessionError::HungUp { .. }
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
    use std::io::ErrorKind::{
        AlreadyExists, InvalidData, InvalidFilename, InvalidInput, IsADirectory, NotADirectory,
        NotFound,
    };
    match error.kind() {
        AlreadyExists | InvalidData | InvalidFilename | InvalidInput | IsADirectory
        | NotADirectory | NotFound => Blame::Usage,
        _ => Blame::Environment,
    }
}

/// Says a line on standard error. A terminal would break it anywhere; a file or a pipe gets it whole.
pub(super) fn tell(text: &str) {
    if console::err_is_terminal() {
        console::note(filled(text, terminal_width()));
    } else {
        console::note(text);
    }
}

/// Prints the error once, on standard error: what happened, then its causes that say more.
/// With `plain`, in sentences only.
fn print(error: &anyhow::Error, plain: bool) {
    if let Some(LoadError::Wrong(faults)) = error.downcast_ref::<LoadError>() {
        if plain {
            console::note(faults.render(Look::Plain));
            return;
        }
        let drawn = faults.render(Look::Drawn {
            colour: console::colours_err(),
            width: terminal_width(),
        });
        // Every sign of the file that could be taken for an escape sequence has been replaced in it.
        console::note(console::ours(&drawn));
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
