//! `rehearse models` as its user meets it: the list, a fetch and everything in its way, a trial.

#![allow(clippy::unwrap_used)] // Helpers of tests, which clippy does not know as such.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::thread;

use assert_cmd::Command;
use tiny_http::{Response, Server};

fn rehearse(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("rehearse").unwrap();
    command
        .env("REHEARSE_DATA_DIR", home)
        .env_remove("REHEARSE_MODEL")
        .env_remove("REHEARSE_MODELS")
        .env_remove("REHEARSE_MODEL_MIRROR")
        .args(args);
    command
}

/// What it prints on standard output and standard error, once it has ended with `code`.
fn said(command: &mut Command, code: i32) -> (String, String) {
    let done = command.assert().code(code);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let output = done.get_output();
    (text(&output.stdout), text(&output.stderr))
}

/// A server that answers every request alike.
fn server(answer: impl Fn() -> Response<std::io::Cursor<Vec<u8>>> + Send + 'static) -> String {
    let server = Server::http("127.0.0.1:0").unwrap();
    let address = format!("http://{}", server.server_addr().to_ip().unwrap());
    thread::spawn(move || {
        for request in server.incoming_requests() {
            // A client that has gone away misses nothing.
            let _ = request.respond(answer());
        }
    });
    address
}

fn files_in(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn the_list_says_what_is_here_what_listens_and_what_can_be_fetched() {
    let home = tempfile::tempdir().unwrap();
    let (list, told) = said(&mut rehearse(home.path(), &["models"]), 0);
    assert!(told.is_empty(), "{told}");
    let line = list
        .lines()
        .find(|line| line.contains("base-q8_0"))
        .unwrap();
    assert!(
        line.starts_with("* base-q8_0") && line.contains("82 MB"),
        "{line}"
    );
    let offered = list.split("Models that can be fetched").nth(1).unwrap();
    for name in ["tiny.en-q5_1", "small", "large-v3-turbo-q8_0"] {
        assert!(offered.contains(name), "{list}");
    }
    // A file that somebody put there is found, and the one that was asked for is marked.
    fs::create_dir(home.path().join("models")).unwrap();
    fs::write(home.path().join("models/ggml-my-own.bin"), "x").unwrap();
    let mut command = rehearse(home.path(), &["models"]);
    let (list, _) = said(command.env("REHEARSE_MODEL", "my-own"), 0);
    assert!(
        list.contains("\n* my-own") && list.contains("\n  base-q8_0"),
        "{list}"
    );
}

#[test]
fn what_is_here_and_sound_is_not_fetched_again() {
    let home = tempfile::tempdir().unwrap();
    let args = [
        "models",
        "fetch",
        "base-q8_0",
        "--from",
        "http://127.0.0.1:1",
    ];
    let (out, _) = said(&mut rehearse(home.path(), &args), 0);
    assert_eq!(out, "base-q8_0 is here already, and sound.\n");
}

#[test]
fn an_unknown_name_is_met_with_the_nearest() {
    let home = tempfile::tempdir().unwrap();
    let (_, told) = said(
        &mut rehearse(home.path(), &["models", "fetch", "smal.en"]),
        3,
    );
    assert!(told.contains("Did you mean `small.en`?"), "{told}");
    assert_eq!(files_in(&home.path().join("models")), 0);
}

#[test]
fn failures_say_what_to_do_and_leave_nothing_behind() {
    let away = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let missing = server(|| Response::from_data("no").with_status_code(404));
    let broken = server(|| Response::from_data("no").with_status_code(500));
    let wrong = server(|| Response::from_data("<html>please log in</html>"));
    let cases = [
        (&away, 3, "Is this machine online?"),
        (&missing, 2, "check the address given with --from"),
        (&broken, 3, "the server answered 500"),
        (&wrong, 3, "is not the published model: its SHA-1 begins"),
    ];
    for (address, code, message) in cases {
        let home = tempfile::tempdir().unwrap();
        let mut command = rehearse(home.path(), &["models", "fetch", "tiny"]);
        let (out, told) = said(command.env("REHEARSE_MODEL_MIRROR", address), code);
        assert!(told.contains(message) && out.is_empty(), "{told}");
        assert!(told.contains(address.as_str()), "{told}");
        assert_eq!(files_in(&home.path().join("models")), 0, "{told}");
    }
}

#[test]
fn a_trial_says_which_model_suits_this_machine() {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("models")).unwrap();
    fs::write(home.path().join("models/ggml-my-own.bin"), "not a model").unwrap();
    let (out, _) = said(&mut rehearse(home.path(), &["models", "try"]), 0);
    // A line breaks where the length of a path has it break.
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        out.contains("base-q8_0") && out.contains("hears in"),
        "{out}"
    );
    // One that cannot be used does not keep the others from being tried.
    assert!(out.contains("is not a Whisper model"), "{out}");
    assert!(
        out.contains("suits this machine") || out.contains("comes closest"),
        "{out}"
    );
}
