//! Tries a model whose sum nobody knows in a process of its own, so that whatever it does to whisper.cpp happens there.
//!
//! The layout of such a file has been checked, so it cannot make whisper.cpp read past its buffers; what is left are
//! weights that make it crash, run on and on, or write nonsense. That is a matter of damage and mistakes: the process is
//! bounded in time and memory but is no sandbox.

use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, Signal, setrlimit};

use super::{ModelError, trial};
use crate::transcribe::TranscribeError;

/// The subcommand of `rehearse models` that is the other process: `COMMAND MODEL DETECTOR`.
pub const COMMAND: &str = "probe";

/// Time of a core for loading a small model and hearing six seconds, with much to spare; a larger model gets a second
/// more for every 10 MB.
const PATIENCE: Duration = Duration::from_secs(40);
const BYTES_A_SECOND: u64 = 10_000_000;
/// How many times as long it may take beside other busy programs.
const SLOWED: u32 = 8;
/// Memory for the program and whisper.cpp's buffers, in address space; three times the model's size comes on top.
const MEMORY: u64 = 3 << 30;

fn patience(bytes: u64) -> Duration {
    PATIENCE + Duration::from_secs(bytes / BYTES_A_SECOND)
}

/// How a trial ended that could be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It heard speech as speech.
    Fit,
    /// It loads, and writes nonsense.
    Deaf,
}

/// The other process: lowers its own limits, loads the model at `path` and lets it hear six seconds of speech.
///
/// # Errors
/// When the model cannot be loaded.
pub fn run(path: &Path, detector: &Path) -> Result<Verdict, TranscribeError> {
    let bytes = std::fs::metadata(path).map_or(0, |file| file.len());
    let memory = MEMORY + 3 * bytes;
    limit(Resource::As, memory, memory);
    let seconds = patience(bytes).as_secs();
    limit(Resource::Cpu, seconds, seconds + 10);
    // A crash here is an answer and not worth a file of this size.
    limit(Resource::Core, 0, 0);
    #[cfg(target_os = "linux")]
    // Without this the trial would go on after its user has given up; the limits end it in any case.
    let _ = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
    if trial::understands(&path.to_path_buf(), detector)? {
        Ok(Verdict::Fit)
    } else {
        Ok(Verdict::Deaf)
    }
}

fn limit(resource: Resource, soft: u64, hard: u64) {
    // A limit that the system does not know or allow leaves the others.
    let _ = setrlimit(
        resource,
        Rlimit {
            current: Some(soft),
            maximum: Some(hard),
        },
    );
}

/// Tries the model of `bytes` bytes at `path` in another process of this program.
///
/// # Errors
/// [`ModelError::Unfit`] when it is not fit to be used, [`ModelError::NoTrial`] when there is no other process.
pub(super) fn in_child(path: &Path, bytes: u64, detector: &Path) -> Result<(), ModelError> {
    let unfit = |reason: &str| ModelError::Unfit {
        path: path.to_owned(),
        reason: reason.to_owned(),
    };
    let started = std::env::current_exe().and_then(|program| {
        Command::new(program)
            .args(["models", COMMAND])
            .args([path, detector])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
    });
    let no_trial = |source| ModelError::NoTrial {
        path: path.to_owned(),
        source,
    };
    let mut child = started.map_err(no_trial)?;
    let endless = "it was tried first, and did not come to an end";
    match wait(&mut child, SLOWED * patience(bytes)).map_err(no_trial)? {
        None => Err(unfit(endless)),
        Some(status) if status.signal() == Some(Signal::XCPU.as_raw()) => Err(unfit(endless)),
        Some(status) => match status.code() {
            Some(0) => Ok(()),
            Some(1) => Err(unfit(
                "it was tried first, and did not understand a plain sentence",
            )),
            Some(3) => Err(unfit("it was tried first, and could not be loaded")),
            _ => Err(unfit("it was tried first, and crashed")),
        },
    }
}

/// Waits for the child's end; `None` when it had to be killed.
fn wait(child: &mut Child, patience: Duration) -> std::io::Result<Option<ExitStatus>> {
    let begun = Instant::now();
    while begun.elapsed() < patience {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(20));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_does_not_end_is_killed() {
        let mut child = Command::new("sleep").arg("1000").spawn().unwrap();
        let begun = Instant::now();
        assert!(
            wait(&mut child, Duration::from_millis(50))
                .unwrap()
                .is_none()
        );
        assert!(begun.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn a_large_model_gets_more_time() {
        assert_eq!(patience(82_000_000), Duration::from_secs(48));
        assert_eq!(patience(3_100_000_000), Duration::from_secs(350));
    }
}
