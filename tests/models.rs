//! `rehearse models` as its user meets it: the list, a fetch and everything in its way, a trial.

#![allow(clippy::unwrap_used)] // Helpers of tests, which clippy does not know as such.

#[path = "support/model.rs"]
mod model;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::thread;
use std::time::Duration;

use assert_cmd::Command;
use sha2::{Digest, Sha256};
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

/// Transcribes six seconds of speech with the model at `path`.
fn transcribe_with(home: &Path, path: &Path) -> Command {
    let path = path.to_str().unwrap();
    let clip = "src/transcribe/model/clip.wav";
    let mut command = rehearse(home, &["--model", path, "transcribe", clip]);
    command.timeout(Duration::from_secs(400));
    command
}

fn shipped_model() -> Vec<u8> {
    fs::read("models/ggml-base-q8_0.bin").unwrap()
}

#[test]
fn a_file_that_is_no_whole_model_is_refused_before_it_is_loaded() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("my-own.bin");
    let whole = shipped_model();
    let mut no_number = whole.clone();
    let end = no_number.len();
    no_number[end - 4..].copy_from_slice(&f32::NAN.to_le_bytes());
    let mut wide = whole.clone();
    wide[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut twice = whole.clone();
    twice.extend_from_slice(&whole[572_465..600_000]);
    let cases: [(&[u8], &str); 6] = [
        (&whole[..48], "it ends after 48 bytes, in its mel filters"),
        (&whole[..47_000_000], "it ends after 47000000 bytes, in"),
        (&wide, "(audio width 4294967295, expected 512)"),
        (&no_number, "holds something that is not a number"),
        (&twice, "that no model of its size has, or has twice"),
        (b"RIFF", "expected \"lmgg\""),
    ];
    for (bytes, reason) in cases {
        fs::write(&path, bytes).unwrap();
        let (out, told) = said(&mut transcribe_with(home.path(), &path), 3);
        assert!(
            told.contains("is not a Whisper model in ggml format: "),
            "{told}"
        );
        assert!(told.contains(reason) && out.is_empty(), "{told}");
        assert!(told.contains("Choose another with --model"), "{told}");
    }
}

#[test]
fn a_model_that_writes_nonsense_is_refused_after_its_trial() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("my-own.bin");
    let (smallest, _) = model::smallest();
    // The shipped model with its own weights, in disorder: any number, and none that is not one.
    let mut shuffled = shipped_model();
    let mut random = 1_u32;
    // Its first matrix lies there; the bits that would make an infinite number stay unset.
    for byte in &mut shuffled[5_000_000..32_000_000] {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        *byte = (random >> 24) as u8 & 0x3b;
    }
    for bytes in [smallest, shuffled] {
        fs::write(&path, bytes).unwrap();
        let (out, told) = said(&mut transcribe_with(home.path(), &path), 3);
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("is no model that rehearse knows"), "{told}");
        assert!(
            told.contains(
                "cannot be used: it was tried first, and did not understand a plain sentence"
            ),
            "{told}"
        );
        assert!(out.is_empty(), "{out}");
    }
}

#[test]
fn a_model_of_ones_own_is_tried_once_and_then_used() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("my-own.bin");
    fs::write(&path, shipped_model()).unwrap();
    let told_of_trial = |wanted: bool| {
        let (out, told) = said(&mut transcribe_with(home.path(), &path), 0);
        assert!(out.contains("I pulled the"), "{out}");
        let trial = "my-own is no model that rehearse knows. It is tried on six seconds of speech";
        assert_eq!(told.contains(trial), wanted, "{told}");
    };
    // A file that changed a moment ago may be changing still: it is not taken as known.
    thread::sleep(Duration::from_secs(5));
    told_of_trial(true);
    told_of_trial(false);
    fs::write(&path, shipped_model()).unwrap();
    told_of_trial(true);
}

#[test]
fn a_model_under_a_published_name_needs_the_published_sum_whatever_lies_beside_it() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("ggml-tiny.en.bin");
    let (smallest, _) = model::smallest();
    let sum = Sha256::digest(&smallest);
    let sum: String = sum.iter().map(|byte| format!("{byte:02x}")).collect();
    fs::write(&path, smallest).unwrap();
    fs::write(home.path().join("ggml-tiny.en.bin.sha256"), sum).unwrap();
    let (_, told) = said(&mut transcribe_with(home.path(), &path), 3);
    assert!(told.contains("is damaged: its SHA-1 begins"), "{told}");
}

#[test]
fn a_fetch_takes_no_more_than_was_published() {
    let endless =
        server(|| Response::from_data(vec![0; 79 << 20]).with_chunked_threshold(usize::MAX));
    let home = tempfile::tempdir().unwrap();
    let args = ["models", "fetch", "tiny.en", "--from", &endless];
    let (_, told) = said(&mut rehearse(home.path(), &args), 3);
    assert!(
        told.contains("is 82.8 MB large, and tiny.en has at most 79.7 MB"),
        "{told}"
    );
    assert_eq!(files_in(&home.path().join("models")), 0, "{told}");
}
