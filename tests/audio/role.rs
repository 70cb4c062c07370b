//! Roles: tests that another test starts in a process of their own, because they need an environment of their own, or
//! because they are going to be killed. They are marked as ignored, so that nobody else starts them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The command that plays a role, such as `microphone::record_until_told`, in `folder`.
pub fn command(name: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    as_role(&mut command, folder).args(arguments(name));
    command
}

/// As [`command`], under a shell that first does `preparation`.
pub fn command_after(preparation: &str, name: &str, folder: &Path) -> Command {
    let mut command = Command::new("sh");
    as_role(&mut command, folder)
        .arg("-c")
        .arg(format!("{preparation}; exec \"$0\" \"$@\""))
        .arg(std::env::current_exe().unwrap())
        .args(arguments(name));
    command
}

fn arguments(name: &str) -> [&str; 4] {
    ["--exact", name, "--ignored", "--nocapture"]
}

fn as_role<'a>(command: &'a mut Command, folder: &Path) -> &'a mut Command {
    command
        .env("FOLDER", folder)
        .env_remove("PULSE_SERVER")
        .env_remove("XDG_RUNTIME_DIR")
        .env_remove("PULSE_RUNTIME_PATH")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
}

/// The folder that the test and its role share; asked for by the role.
pub fn folder() -> PathBuf {
    std::env::var_os("FOLDER")
        .expect("FOLDER is set by the test that plays this role")
        .into()
}

/// Waits for a role, and gives back what it and everything in its process wrote to standard error.
pub fn ends_well(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    assert!(output.status.success(), "the role failed:\n{out}\n{err}");
    assert!(out.contains("1 passed"), "no such role:\n{out}");
    err
}

/// Waits until a role, or the test that started it, has made this file.
pub fn wait_for(path: &Path) {
    for _ in 0..1200 {
        if path.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    panic!("{} did not appear within 30 s", path.display());
}
