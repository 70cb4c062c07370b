//! The program itself, run as a user runs it, away from this machine's own takes, models, stories and sound.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What the shipped model's file is called.
pub const MODEL_FILE: &str = "ggml-base-q8_0.bin";

/// A data folder of the test's own, and the program that keeps its takes there.
pub struct Program {
    folder: tempfile::TempDir,
}

/// What a run said, and how it ended.
#[derive(Debug)]
pub struct Said {
    /// The exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Program {
    /// A program whose store is empty.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A place for files of the test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What its environment holds: nothing of this machine's sound, models and stories.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let nowhere = self.path("nowhere");
        let silent = self.path("alsa.conf");
        std::fs::write(&silent, "").unwrap();
        let mut server = std::ffi::OsString::from("unix:");
        server.push(nowhere.join("native"));
        vec![
            ("REHEARSE_DATA_DIR", self.data()),
            ("HOME", self.path("home")),
            ("XDG_RUNTIME_DIR", nowhere),
            ("ALSA_CONFIG_PATH", silent),
            ("PULSE_SERVER", server.into()),
        ]
    }

    /// A command of the program with these arguments, standard input closed.
    pub fn command<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(self.environment())
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Said {
        said(self.command(arguments).output().unwrap())
    }

    /// Runs the program to its end with lines on its standard input.
    pub fn run_with_lines(&self, mut command: Command, lines: &str) -> Said {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // It may have ended before it reads them, as after an error.
        let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
        said(child.wait_with_output().unwrap())
    }

    /// The folders of the takes, oldest first.
    pub fn takes(&self) -> Vec<PathBuf> {
        let mut takes: Vec<PathBuf> = match self.data().join("takes").read_dir() {
            Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
            Err(_) => Vec::new(),
        };
        takes.sort();
        takes
    }
}

/// The program under test.
pub fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_rehearse"))
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A recorded section of one of the three answers.
pub fn voice(answer: &str, section: &str) -> PathBuf {
    repository(&format!("tests/fixtures/voices/{answer}/{section}.wav"))
}

/// What `output` holds, as text.
pub fn said(output: Output) -> Said {
    Said {
        code: output
            .status
            .code()
            .unwrap_or_else(|| panic!("ended by a signal: {output:?}")),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
