//! Every access to the disk fails once, in every way: a full disk, an error of the device, the death of the program.
//! After each, old takes are intact, no JSON is broken, what was spoken is playable, and the program said what happened
//! with exit code 3. The faults are those of `src/disk/fault.rs`, which only debug builds have.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use rehearse::take::Store;

use crate::support::program::Program;
use crate::support::sound;
use crate::{REPORT, begin, contents, frames, tell};

const OLD: &str = "2026-11-23T2104-webhook-drop";
const CUT: &str = "2026-11-23T2105-webhook-drop";
const KINDS: [&str; 3] = ["enospc", "eio", "kill"];

/// More accesses than any command makes here.
const MOST: usize = 1000;

/// A program whose store has a finished take with its report, and one that was cut off in its second section.
fn program() -> Program {
    let program = Program::new();
    let store = Store::open(&program.data());
    let mut old = begin(&store, 4);
    tell(&mut old, "situation", true);
    old.save_report(&serde_json::from_str(REPORT).unwrap())
        .unwrap();
    old.finish().unwrap();
    let mut cut = begin(&store, 5);
    tell(&mut cut, "situation", true);
    tell(&mut cut, "task", false);
    program
}

/// Runs a command in which the access number `k` meets a fault; `None` when the command makes fewer.
fn run_with_fault(program: &Program, arguments: &[&str], kind: &str, k: usize) -> Option<Output> {
    let output = program
        .command(arguments)
        .env("REHEARSE_DISK_FAULT", format!("{kind}@{k}"))
        .output()
        .unwrap();
    let struck = String::from_utf8_lossy(&output.stderr).contains("fault injected: ");
    struck.then_some(output)
}

/// How a run may end that met a fault.
fn check_ending(output: &Output, kind: &str, what: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    let said = String::from_utf8_lossy(&output.stdout);
    for text in [&told, &said] {
        let text = text.to_lowercase();
        assert!(
            !text.contains("no takes"),
            "{what}: an error is taken for an empty store: {text}"
        );
        assert!(!text.contains("panicked"), "{what}: {text}");
    }
    if kind == "kill" {
        assert_eq!(
            output.status.signal(),
            Some(libc::SIGABRT),
            "{what}: {told}"
        );
        return;
    }
    let code = output.status.code();
    if code != Some(0) {
        assert_eq!(code, Some(3), "{what}: {told}");
        let errors = told.lines().filter(|line| line.starts_with("error: "));
        assert_eq!(errors.count(), 1, "{what}: {told}");
    }
}

/// What must be true of a store after anything.
fn check_store(program: &Program, what: &str, takes: &[&str]) {
    let listed = program.run(&["takes", "--all", "--plain"]);
    assert_eq!(listed.code, 0, "{what}: {}", listed.err);
    for take in takes {
        let line = listed.out.lines().find(|line| line.starts_with(take));
        let line = line.unwrap_or_else(|| panic!("{what}: {take} is gone: {}", listed.out));
        assert!(!line.starts_with('!'), "{what}: {line}");
    }
    assert!(!listed.out.contains('!'), "{what}: {}", listed.out);
    for (path, bytes) in contents(&program.data()) {
        let name = path.to_string_lossy();
        assert!(!name.ends_with(".tmp"), "{what}: {name} is left behind");
        if name.ends_with(".json") {
            let parsed = serde_json::from_slice::<serde_json::Value>(&bytes);
            assert!(parsed.is_ok(), "{what}: {name} is broken: {parsed:?}");
        }
        if name.ends_with(".wav") {
            let whole = bytes.len().saturating_sub(44) as u32 / 2;
            assert_eq!(frames(&program.data().join(&path)), whole, "{what}: {name}");
        }
    }
}

fn old_take(program: &Program) -> Vec<(PathBuf, Vec<u8>)> {
    contents(&program.data().join("takes").join(OLD))
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    for (name, bytes) in contents(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Which kinds of fault each access meets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kinds {
    All,
    /// One, from access to access another: for commands that take long.
    InTurn,
}

/// Runs `arguments` once for every access and kind of fault, each time on a store of its own.
fn at_every_access(
    arguments: &[&str],
    kinds: Kinds,
    takes: &[&str],
    after: impl Fn(&Program, &str) + Sync,
) {
    let template = program();
    std::thread::scope(|scope| {
        for (turn, kind) in KINDS.into_iter().enumerate() {
            let (template, after) = (&template, &after);
            scope.spawn(move || {
                let mut last = 0;
                for k in 1..MOST {
                    if kinds == Kinds::InTurn && k % KINDS.len() != turn {
                        continue;
                    }
                    let program = Program::new();
                    copy(&template.data(), &program.data());
                    let what = format!("{arguments:?} with {kind}@{k}");
                    let Some(output) = run_with_fault(&program, arguments, kind, k) else {
                        break;
                    };
                    last = k;
                    check_ending(&output, kind, &what);
                    check_store(&program, &what, takes);
                    after(&program, &what);
                }
                assert!(
                    (30..MOST - 5).contains(&last),
                    "{arguments:?}, {kind}: {last} accesses"
                );
                println!("{arguments:?}: {kind} up to access {last}");
            });
        }
    });
}

#[test]
fn a_list_that_repairs_a_take_may_fail_anywhere() {
    let old = old_take(&program());
    at_every_access(&["takes"], Kinds::All, &[OLD, CUT], |program, what| {
        assert_eq!(old_take(program), old, "{what}");
        let cut = program.data().join("takes").join(CUT);
        assert_eq!(frames(&cut.join("task.wav")), 16_000, "{what}");
        let record = fs::read_to_string(cut.join("take.json")).unwrap();
        assert!(record.contains("\"interrupted\""), "{what}: {record}");
    });
}

#[test]
fn a_correction_may_fail_anywhere() {
    let arguments = ["correct", OLD, "I traced", "missing"];
    at_every_access(&arguments, Kinds::All, &[OLD, CUT], |program, what| {
        let said = program.run(&["correct", OLD, "I traced", "said"]);
        assert_eq!(said.code, 0, "{what}: {}", said.err);
    });
}

#[test]
fn a_review_and_its_page_may_fail_anywhere() {
    let arguments = ["review", OLD, "--html"];
    at_every_access(&arguments, Kinds::InTurn, &[OLD, CUT], |program, what| {
        let said = program.run(&["review", OLD, "--html"]);
        assert_eq!(said.code, 0, "{what}: {}", said.err);
    });
}

#[test]
fn a_deletion_may_fail_anywhere_and_leaves_all_of_the_take_or_nothing() {
    at_every_access(
        &["delete", OLD, "--yes"],
        Kinds::All,
        &[CUT],
        |program, what| {
            let takes = program.data().join("takes");
            let names = fs::read_dir(&takes)
                .unwrap()
                .map(|it| it.unwrap().file_name());
            let names: Vec<_> = names.collect();
            assert!(
                names.iter().all(|name| name == OLD || name == CUT),
                "{what}: {names:?}"
            );
            if takes.join(OLD).exists() {
                assert_eq!(
                    frames(&takes.join(OLD).join("situation.wav")),
                    16_000,
                    "{what}"
                );
                assert!(takes.join(OLD).join("review.json").exists(), "{what}");
            }
        },
    );
}

/// A rehearsal takes long, because it loads the model, so each access meets one kind of fault here; which one differs
/// from access to access.
#[test]
fn a_rehearsal_may_fail_anywhere_and_what_was_recorded_is_playable() {
    let template = program();
    let old = old_take(&template);
    let input = template.path("input");
    fs::create_dir(&input).unwrap();
    let second = std::time::Duration::from_secs(1);
    let noise = sound::noise(-45.0, 16_000, second);
    sound::write_wav(&input.join("situation.wav"), 16_000, &noise);
    let input = input.to_str().unwrap().to_owned();
    let arguments = [
        "run",
        "webhook-drop",
        "--section",
        "situation",
        "--input",
        &input,
    ];
    std::thread::scope(|scope| {
        for half in 0..2 {
            let (template, old, arguments) = (&template, &old, &arguments);
            scope.spawn(move || {
                for k in (1..MOST).skip(half).step_by(2) {
                    let kind = KINDS[k % 3];
                    let program = Program::new();
                    copy(&template.data(), &program.data());
                    let what = format!("a rehearsal with {kind}@{k}");
                    let Some(output) = run_with_fault(&program, arguments, kind, k) else {
                        assert!(k > 50, "{what} makes no such access");
                        break;
                    };
                    check_ending(&output, kind, &what);
                    check_store(&program, &what, &[OLD, CUT]);
                    assert_eq!(&old_take(&program), old, "{what}");
                }
            });
        }
    });
}

#[test]
fn on_a_disk_without_locks_a_take_is_recorded_and_reviewed_with_a_note() {
    let program = program();
    let input = program.path("input");
    fs::create_dir(&input).unwrap();
    let second = std::time::Duration::from_secs(1);
    let noise = sound::noise(-45.0, 16_000, second);
    sound::write_wav(&input.join("situation.wav"), 16_000, &noise);
    let run = |arguments: &[&str]| {
        let mut command = program.command(arguments);
        let output = command
            .env("REHEARSE_DISK_FAULT", "enolck@1")
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{arguments:?}: {told}");
        told
    };
    let input = input.to_str().unwrap();
    let told = run(&[
        "run",
        "webhook-drop",
        "--section",
        "situation",
        "--input",
        input,
    ]);
    assert!(told.contains("knows no locks"), "{told}");
    run(&["correct", OLD, "I traced", "missing"]);
    run(&["review", "latest"]);
    run(&["delete", OLD, "--yes"]);
    assert_eq!(program.takes().len(), 2);
}

#[test]
fn what_a_killed_program_left_is_swept_by_the_next_command() {
    let program = program();
    let takes = program.data().join("takes");
    let leftovers = [
        program.data().join(".index.json.4711.0.tmp"),
        takes.join(OLD).join(".review.json.4711.3.tmp"),
    ];
    for path in &leftovers {
        fs::write(path, "left").unwrap();
    }
    let deleted = takes.join(".2026-11-20T2104-webhook-drop.4711.2.tmp");
    fs::create_dir(&deleted).unwrap();
    fs::write(deleted.join("action.wav"), "what was said").unwrap();
    let bare = takes.join("2026-11-21T2104-webhook-drop");
    fs::create_dir(&bare).unwrap();
    fs::write(bare.join(".lock"), "").unwrap();
    let said = program.run(&["takes"]);
    assert!(
        said.err
            .contains("The take 2026-11-20T2104-webhook-drop was half deleted"),
        "{}",
        said.err
    );
    assert!(!said.out.contains('!'), "{}", said.out);
    for path in leftovers.iter().chain([&deleted, &bare]) {
        assert!(!path.exists(), "{}", path.display());
    }
}
