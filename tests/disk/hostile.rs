//! Takes that were made to do harm, as they may come out of an archive: what lies outside the store is neither read,
//! written nor waited for, and each is told as what it is.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rehearse::take::Store;

use crate::support::program::{Program, said};
use crate::{REPORT, begin, contents, tell};

const TAKE: &str = "2026-11-23T2105-webhook-drop";

/// A finished take and one that was cut off, and beside the store a WAV whose header is wrong: an invitation to repair.
fn program() -> (Program, std::path::PathBuf) {
    let program = Program::new();
    let store = Store::open(&program.data());
    let mut old = begin(&store, 4);
    old.save_report(&serde_json::from_str(REPORT).unwrap())
        .unwrap();
    old.finish().unwrap();
    let mut cut = begin(&store, 5);
    let wav = tell(&mut cut, "situation", false);
    let outside = program.path("outside.wav");
    let mut bytes = fs::read(wav).unwrap();
    bytes[40..44].copy_from_slice(&100u32.to_le_bytes());
    fs::write(&outside, bytes).unwrap();
    (program, outside)
}

/// Every command that opens takes. None hangs, panics or touches what is outside.
fn attack(program: &Program, outside: &Path, what: &str) -> String {
    let before = fs::read(outside).unwrap();
    let mut all = String::new();
    for arguments in [
        &["takes"][..],
        &["review", TAKE],
        &["review", TAKE, "--html", "--single-file"],
        &["play", TAKE],
        &["history"],
        &["compare", "latest", "previous"],
        &["export", TAKE],
        &["correct", TAKE, "I traced", "said"],
        &["review", "latest"],
        &["delete", "latest", "--yes"],
    ] {
        let begun = Instant::now();
        let told = program.run(arguments);
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "{what}: {arguments:?} hangs"
        );
        assert!(
            matches!(told.code, 0 | 2 | 3),
            "{what}: {arguments:?}: {told:?}"
        );
        all += &told.out;
        all += &told.err;
        assert_eq!(fs::read(outside).unwrap(), before, "{what}: {arguments:?}");
    }
    assert!(!all.contains("panicked"), "{what}: {all}");
    all
}

#[test]
fn names_and_links_that_lead_out_of_the_take_are_refused() {
    let edit = |from: &'static str, to: String| {
        move |take: &Path, _: &Path| {
            let path = take.join("take.json");
            let text = fs::read_to_string(&path).unwrap();
            let changed = text.replacen(from, &to, 1);
            assert_ne!(text, changed);
            fs::write(path, changed).unwrap();
        }
    };
    let link = |name: &'static str| {
        move |take: &Path, outside: &Path| {
            let path = take.join(name);
            let _ = fs::remove_file(&path);
            symlink(outside, path).unwrap();
        }
    };
    let pipe = |name: &'static str| {
        move |take: &Path, _: &Path| {
            let path = take.join(name);
            let _ = fs::remove_file(&path);
            assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
        }
    };
    type Harm = Box<dyn Fn(&Path, &Path)>;
    let up = "\"../../../outside.wav\"".to_owned();
    let harms: Vec<(&str, Harm)> = vec![
        ("a path in wav", Box::new(edit("\"situation.wav\"", up))),
        (
            "an absolute wav",
            Box::new(edit("\"situation.wav\"", "\"/dev/zero\"".to_owned())),
        ),
        (
            "a path in an id",
            Box::new(edit("\"situation\"", "\"../../../x\"".to_owned())),
        ),
        (
            "a path in the story",
            Box::new(edit("\"webhook-drop\"", "\"/dev/zero\"".to_owned())),
        ),
        (
            "an endless length",
            Box::new(edit("\"length_s\": 0.0", "\"length_s\": 1e300".to_owned())),
        ),
        ("a linked wav", Box::new(link("situation.wav"))),
        ("a linked record", Box::new(link("take.json"))),
        ("a linked report", Box::new(link("review.json"))),
        ("linked corrections", Box::new(link("corrections.json"))),
        (
            "a linked transcript",
            Box::new(link("situation.transcript.json")),
        ),
        ("a linked story", Box::new(link("scenario.toml"))),
        ("a linked page", Box::new(link("report.html"))),
        ("a linked lock", Box::new(link(".lock"))),
        ("a piped wav", Box::new(pipe("situation.wav"))),
        ("a piped record", Box::new(pipe("take.json"))),
        ("a piped report", Box::new(pipe("review.json"))),
        ("piped corrections", Box::new(pipe("corrections.json"))),
        (
            "a piped transcript",
            Box::new(pipe("situation.transcript.json")),
        ),
        ("a piped story", Box::new(pipe("scenario.toml"))),
        ("a piped lock", Box::new(pipe(".lock"))),
    ];
    for (what, harm) in harms {
        let (program, outside) = program();
        let take = program.data().join("takes").join(TAKE);
        harm(&take, &outside);
        let beside = fs::read_dir(outside.parent().unwrap()).unwrap().count();
        attack(&program, &outside, what);
        let after = fs::read_dir(outside.parent().unwrap()).unwrap().count();
        // The program's own environment is made by the first run.
        assert!(
            after <= beside + 1,
            "{what}: something was made beside the store"
        );
        assert!(
            program.takes().iter().any(|take| !take.ends_with(TAKE)),
            "{what}: the other take is gone"
        );
    }
}

#[test]
fn a_take_folder_that_is_a_link_is_not_entered() {
    let (program, outside) = program();
    let take = program.data().join("takes").join(TAKE);
    let elsewhere = program.path("elsewhere");
    fs::rename(&take, &elsewhere).unwrap();
    symlink(&elsewhere, &take).unwrap();
    let before = contents(&elsewhere);
    let told = attack(&program, &outside, "a linked folder");
    assert!(told.contains("is a symbolic link, not a folder"), "{told}");
    assert_eq!(contents(&elsewhere), before);
}

#[test]
fn a_damaged_newest_take_is_not_passed_over() {
    let (program, _) = program();
    let takes = program.data().join("takes");
    fs::write(takes.join(TAKE).join("take.json"), "{").unwrap();
    for arguments in [
        &["review"][..],
        &["play", "latest"],
        &["delete", "latest", "-y"],
    ] {
        let told = program.run(arguments);
        assert_eq!(told.code, 2, "{arguments:?}: {told:?}");
        assert!(
            told.err
                .contains(&format!("the take {TAKE} cannot be read")),
            "{}",
            told.err
        );
    }
    assert_eq!(program.takes().len(), 2, "nothing was deleted");
    assert_eq!(program.run(&["delete", TAKE, "-y"]).code, 0);
    assert_eq!(program.run(&["delete", "latest", "-y"]).code, 0);
    assert_eq!(program.takes().len(), 0);
}

/// A store that this user may not read. Root may read everything, so as root the program runs as nobody.
#[test]
fn a_store_that_cannot_be_read_is_not_called_empty() {
    let (program, _) = program();
    let takes = program.data().join("takes");
    let root = fs::metadata(program.data()).unwrap();
    let is_root = std::os::unix::fs::MetadataExt::uid(&root) == 0;
    let mode = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    // The program has to be reached by whoever runs it.
    let copy = program.path("rehearse");
    fs::copy(crate::support::program::binary(), &copy).unwrap();
    for path in [program.path("."), program.data(), copy.clone()] {
        mode(&path, 0o755);
    }
    for (what, path, closed) in [
        ("no list", &takes, 0o311),
        ("no entry", &takes, 0o644),
        ("nothing", &takes, 0o000),
        ("no data folder", &program.data(), 0o000),
    ] {
        mode(path, closed);
        for arguments in [&["takes"][..], &["review"], &["history"]] {
            let mut command = Command::new(&copy);
            command
                .args(arguments)
                .env_clear()
                .envs(program.environment());
            if is_root {
                command.uid(65_534).gid(65_534);
            }
            let told = said(command.output().unwrap());
            let all = format!("{}{}", told.out, told.err).to_lowercase();
            assert!(!all.contains("no takes"), "{what}: {arguments:?}: {told:?}");
            let known = all.contains("not allowed to read") || all.contains("permission");
            assert!(known, "{what}: {arguments:?}: {told:?}");
        }
        mode(path, 0o755);
    }
}
