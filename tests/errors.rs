//! What the program says when it cannot go on, to the letter: each message tells what happened and what to do, on
//! standard error alone, and the exit code tells who has to act: 2 the caller, 3 the machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail loudly, as the tests do"
)]

mod support;

use std::path::Path;

use support::program::{MODEL_FILE, Program, repository, voice};
use support::pulse::VirtualMicrophone;

/// Runs the program and holds it to `code` and `message`, in which `{}` stands for the test's own folder. Nothing is
/// printed on standard output, and no take is kept.
fn fails(program: &Program, arguments: &[&str], code: i32, message: &str) {
    let said = program.run(arguments);
    let folder = program.path("").display().to_string();
    let err = said.err.replace(folder.trim_end_matches('/'), "{}");
    assert_eq!(err, message, "{arguments:?}");
    assert_eq!((said.code, said.out.as_str()), (code, ""), "{arguments:?}");
    assert_eq!(program.takes(), [] as [&Path; 0], "{arguments:?}");
}

#[test]
fn a_name_that_is_not_known_is_told_with_the_nearest_one_and_all_others() {
    let program = Program::new();
    fails(
        &program,
        &["run", "webhok-drop"],
        2,
        "\
error: there is no scenario called \"webhok-drop\"; did you mean `webhook-drop`?
there are: night-shift-handover, slow-checkout, webhook-drop
your own are looked for in {}/data/scenarios
a file anywhere else is named by its path, such as ./my-story.toml
",
    );
    fails(
        &program,
        &["run", "webhook-drop", "--section", "actoin"],
        2,
        "\
error: webhook-drop has no section called \"actoin\". Did you mean \"action\"?
There are: situation, task, action, result, reflection.
",
    );
    fails(
        &program,
        &["run", "webhook-drop", "--level", "sde3"],
        2,
        "\
error: webhook-drop has no level called \"sde3\". Did you mean \"sde1\"?
There are: sde1, sde2, senior.
",
    );
    fails(
        &program,
        &["mock", "webhook-drop", "--principle", "ownershp"],
        2,
        "\
error: webhook-drop has no principle called \"ownershp\". Did you mean \"ownership\"?
There are: bias-for-action, ownership, dive-deep.
",
    );
    fails(
        &program,
        &["run", "webhook-drop", "--language", "german"],
        2,
        "\
error: invalid value 'german' for '--language <CODE>': expected two small letters, such as en, de or es

For more information, try '--help'.
",
    );
    fails(
        &program,
        &["review"],
        2,
        "error: no takes yet in {}/data/takes; record the first one with \"rehearse run SCENARIO\"\n",
    );
}

#[test]
fn a_recording_that_holds_no_sound_says_what_it_is_instead() {
    let program = Program::new();
    let run = |name: &str, bytes: &[u8], message: &str| {
        let path = program.path(name);
        std::fs::write(&path, bytes).unwrap();
        let path = path.to_str().unwrap();
        let arguments = ["run", "webhook-drop", "--section", "task", "--input", path];
        fails(&program, &arguments, 2, message);
    };
    run(
        "notes.wav",
        b"these are not waves",
        "\
error: {}/notes.wav is not a sound file that rehearse knows (WAV, FLAC, MP3, M4A, Opus, Ogg, WebM, AIFF, CAF). If it is sound, convert it: ffmpeg -i \"{}/notes.wav\" \"{}/notes.converted.wav\"
",
    );
    run(
        "empty.wav",
        b"",
        "error: {}/empty.wav is empty (0 bytes). Was the recording saved?\n",
    );
    let header = std::fs::read(voice("strong", "task")).unwrap()[..44].to_vec();
    run(
        "header.wav",
        &header,
        "error: {}/header.wav holds no sound (0 samples). Was the recording saved?\n",
    );
    fails(
        &program,
        &["run", "webhook-drop", "--input", "/nowhere/answer.wav"],
        2,
        "error: /nowhere/answer.wav cannot be opened: No such file or directory (os error 2).\n",
    );
    std::fs::create_dir(program.path("holiday")).unwrap();
    std::fs::write(program.path("holiday/beach.wav"), header).unwrap();
    let holiday = program.path("holiday");
    fails(
        &program,
        &["run", "webhook-drop", "--input", holiday.to_str().unwrap()],
        2,
        "\
error: {}/holiday holds no recording of this story
found: beach.wav
expected: one or more of situation.wav, task.wav, action.wav, result.wav, reflection.wav, or the same names with .flac, .mp3, .m4a, .ogg or .opus
",
    );
}

#[test]
fn marks_that_do_not_fit_say_why_and_what_would() {
    let program = Program::new();
    let file = "tests/fixtures/voices/strong/action.wav";
    let expected = "expected: 4 times from its start, rising, such as 31.2 or 1:02: where Task, Action, Result, Reflection begin\n";
    for (marks, problem) in [
        ("1,4,3,5", "3 does not come after 4"),
        ("1,4,4,5", "4 does not come after 4"),
        ("1,4", "2 boundaries for 5 sections"),
        ("1,2,3,4,5", "5 boundaries for 5 sections"),
        (
            "1,2,3,40",
            "40 s lies outside the recording, which lasts 24.1 s",
        ),
        (
            "0,2,3,4",
            "0 s lies outside the recording, which lasts 24.1 s",
        ),
        (
            "1,2,3,1:02",
            "1:02 lies outside the recording, which lasts 24.1 s",
        ),
        ("0:01,2s,0:02.0,5", "0:02.0 does not come after 2s"),
    ] {
        fails(
            &program,
            &["run", "webhook-drop", "--input", file, "--marks", marks],
            2,
            &format!("error: --marks {marks} does not fit {file}: {problem}\n{expected}"),
        );
    }
    let wrong = "error: invalid value '1,two' for '--marks <TIMES>': \"two\" is no time; expected seconds, or minutes and seconds, such as 31.2 or 1:02.5\n\nFor more information, try '--help'.\n";
    let marks = ["run", "webhook-drop", "--input", file, "--marks", "1,two"];
    fails(&program, &marks, 2, wrong);
    fails(
        &program,
        &[
            "run",
            "webhook-drop",
            "--section",
            "action",
            "--input",
            file,
            "--marks",
            "3",
        ],
        2,
        &format!(
            "error: --marks 3 does not fit {file}: 1 boundary for 1 section\nexpected: no marks, because only one section is told\n"
        ),
    );
}

#[test]
fn a_story_with_a_mistake_is_shown_with_its_line_and_a_caret() {
    let program = Program::new();
    let story = program.path("story.toml");
    let shipped = std::fs::read_to_string(repository("scenarios/webhook-drop.toml")).unwrap();
    let wrong = shipped.replacen("target = \"30s\"", "target = \"30 parsecs\"", 1);
    assert_ne!(wrong, shipped, "the story has no target of 30s to spoil");
    std::fs::write(&story, wrong).unwrap();
    let line = shipped
        .lines()
        .position(|line| line == "target = \"30s\"")
        .unwrap()
        + 1;
    let path = story.to_str().unwrap();

    let said = program.run(&["run", path]);
    assert_eq!((said.code, said.out.as_str()), (2, ""), "{}", said.err);
    let place = said
        .err
        .lines()
        .find(|line| line.contains(path))
        .unwrap_or_else(|| panic!("the file is not named:\n{}", said.err));
    assert!(place.contains(&format!(":{line}:10")), "{place}");
    let lines: Vec<&str> = said.err.lines().collect();
    let shown = lines
        .iter()
        .position(|line| line.contains("target = \"30 parsecs\""))
        .unwrap_or_else(|| panic!("the line is not shown:\n{}", said.err));
    let caret = lines[shown + 1].chars().position(|letter| letter == '─');
    let value = lines[shown].chars().position(|letter| letter == '"');
    assert_eq!(caret, value, "the caret is elsewhere:\n{}", said.err);
    assert!(!said.err.contains('\u{1b}'), "{}", said.err);

    let said = program.run(&["--plain", "run", path]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("30 parsecs"), "{}", said.err);
    let drawn = |letter: char| ('\u{2500}'..='\u{257f}').contains(&letter);
    assert!(!said.err.contains(drawn), "{}", said.err);
}

#[test]
fn without_a_model_nothing_is_recorded_and_the_places_that_were_searched_are_named() {
    let program = Program::new();
    let input = "tests/fixtures/voices/strong";
    let said = program.run(&["--model", "smal", "run", "webhook-drop", "--input", input]);
    assert_eq!((said.code, said.out.as_str()), (3, ""), "{}", said.err);
    let lines: Vec<&str> = said.err.lines().collect();
    assert_eq!(lines[0], "error: no model is called `smal`; looked in");
    let first = program.data().join("models");
    assert_eq!(lines[1], format!("  {}", first.display()));
    assert_eq!(
        *lines.last().unwrap(),
        "Did you mean `small`? `rehearse models` lists what is here and what can be fetched."
    );
    assert_eq!(program.takes(), [] as [&Path; 0]);

    let missing = program.path("my-model.bin");
    fails(
        &program,
        &[
            "--model",
            missing.to_str().unwrap(),
            "run",
            "webhook-drop",
            "--input",
            input,
        ],
        3,
        "error: there is no model file {}/my-model.bin; `rehearse models` lists what is here\n",
    );
}

#[test]
fn a_model_with_one_wrong_byte_is_told_by_its_sum_before_it_is_used() {
    let program = Program::new();
    let models = program.path("models");
    std::fs::create_dir(&models).unwrap();
    let mut bytes = std::fs::read(repository("models").join(MODEL_FILE)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(models.join(MODEL_FILE), bytes).unwrap();

    let mut command = program.command([
        "run",
        "webhook-drop",
        "--input",
        "tests/fixtures/voices/strong",
    ]);
    command.env("REHEARSE_MODELS", &models);
    let said = support::program::said(command.output().unwrap());
    assert_eq!((said.code, said.out.as_str()), (3, ""), "{}", said.err);
    let start = format!(
        "error: the model file {} is damaged: its SHA-256 begins ",
        models.join(MODEL_FILE).display()
    );
    assert!(said.err.starts_with(&start), "{}", said.err);
    assert!(
        said.err.ends_with(
            "\nDelete it and fetch it again (`rehearse models fetch NAME`). If it is a model of your own, give the file a name of its own.\n"
        ),
        "{}",
        said.err
    );
    assert_eq!(program.takes(), [] as [&Path; 0]);
}

#[test]
fn a_store_that_cannot_be_written_is_the_machines_fault_and_another_place_is_offered() {
    // Permissions do not stop root, under whom CI may run; a file in the way and /proc stop everybody.
    let program = Program::new();
    let file = program.path("file");
    std::fs::write(&file, "in the way").unwrap();
    let under = file.join("data");
    let input = "tests/fixtures/voices/strong";
    fails(
        &program,
        &[
            "--data-dir",
            under.to_str().unwrap(),
            "run",
            "webhook-drop",
            "--input",
            input,
        ],
        3,
        "\
error: cannot write to {}/file/data/takes; check who owns it and its permissions, or name another place with --data-dir
because: Not a directory (os error 20)
",
    );
    fails(
        &program,
        &[
            "--data-dir",
            "/proc/rehearse",
            "run",
            "webhook-drop",
            "--input",
            input,
        ],
        3,
        "\
error: cannot write to /proc/rehearse/takes; check who owns it and its permissions, or name another place with --data-dir
because: No such file or directory (os error 2)
",
    );
}

/// The test's environment points to a sound server that is not there.
const NO_MICROPHONE: &str = "\
Note: PULSE_SERVER is \"unix:{}/nowhere/native\", and no sound server answers there, so its microphones are missing. Correct the variable or unset it.
error: No microphone was found. Plug one in, or rehearse with recorded sound: --input FILE or --input DIR.
";

#[test]
fn a_machine_without_a_microphone_is_told_so_and_what_else_can_be_done() {
    let program = Program::new();
    for arguments in [
        &["run", "webhook-drop"][..],
        &["mock", "webhook-drop"],
        &["followups", "webhook-drop"],
        &["mic"],
        &["devices"],
    ] {
        fails(&program, arguments, 3, NO_MICROPHONE);
    }
}

#[test]
fn a_muted_microphone_is_told_before_the_first_word_and_nothing_is_kept() {
    let server = VirtualMicrophone::start();
    let program = Program::new();
    let mut command = program.command(["run", "webhook-drop"]);
    command.envs(server.environment());
    let said = program.run_with_lines(command, "q\n");
    assert_eq!((said.code, said.out.as_str()), (3, ""), "{}", said.err);
    // Lines break where the length of a name has them break.
    let told = said.err.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "The microphone \"Monitor of Null Output\" sends only silence (exact zeros for 1.",
        "It is muted, it is the wrong one, or this program may not use it. Choose another with --device; `rehearse devices` lists them.",
        "Enter try again d another microphone q stop",
        "error: Nothing was recorded, because the microphone was not heard.",
    ] {
        assert!(told.contains(part), "{part}\n{}", said.err);
    }
    assert_eq!(program.takes(), [] as [&Path; 0]);
}

#[test]
fn input_that_ends_before_anything_was_done_is_no_success() {
    let server = VirtualMicrophone::start();
    let mut server = server;
    server.hear_a_room(std::time::Duration::from_secs(60));
    let program = Program::new();
    for arguments in [
        &["run", "webhook-drop"][..],
        &["mock", "webhook-drop"],
        &["followups", "webhook-drop"],
    ] {
        let mut command = program.command(arguments);
        let said = support::program::said(command.envs(server.environment()).output().unwrap());
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.err);
        assert!(
            said.err.contains(
                "error: Nothing was recorded: the input ended before a key started a section."
            ),
            "{}",
            said.err
        );
        assert_eq!(program.takes(), [] as [&Path; 0]);
    }
    fails_with(
        &program,
        &[],
        "error: The input ended before a story was picked. Name one, such as: rehearse run webhook-drop; `rehearse --help` shows all commands.\n",
    );
}

/// As [`fails`], where something was shown before.
fn fails_with(program: &Program, arguments: &[&str], end: &str) {
    let said = program.run(arguments);
    assert_eq!(said.code, 2, "{}", said.err);
    assert!(said.err.ends_with(end), "{}", said.err);
}

#[test]
fn a_story_without_follow_up_questions_cannot_be_drilled_and_no_model_is_loaded() {
    let program = Program::new();
    let story = program.path("mine.toml");
    std::fs::write(
        &story,
        "title = \"Mine\"\nquestion = \"Why?\"\n[[section]]\nkind = \"action\"\ntarget = \"1m\"\n",
    )
    .unwrap();
    let path = story.to_str().unwrap();
    fails(
        &program,
        &["--model", "none-such", "followups", path],
        2,
        "error: \"Mine\" has no follow-up questions. Add some to its file as [[follow_up]], or tell the story: rehearse run {}/mine.toml\n",
    );
    // The commands that are shown work, wherever the story's file is.
    for arguments in [["show", path], ["study", path]] {
        let said = program.run(&arguments);
        assert_eq!(said.code, 0, "{}", said.err);
    }
    let sheet = program.run(&["show", path]).out;
    assert!(sheet.contains(&format!("rehearse run {path}")), "{sheet}");
}

#[test]
fn a_budget_that_leaves_a_section_no_second_is_refused() {
    fails(
        &Program::new(),
        &["run", "webhook-drop", "--budget", "5s"],
        2,
        "error: --budget 5s leaves Reflection only 0.4 s; with --budget 12s or more every section gets its second\n",
    );
}

#[test]
fn a_wrong_path_to_the_sound_server_is_told_and_a_right_one_is_followed() {
    let mut server = VirtualMicrophone::start();
    server.hear_a_room(std::time::Duration::from_secs(60));
    let folder = server.environment().pop().unwrap().1;
    let folder = folder.display().to_string();
    let folder = folder
        .trim_start_matches("unix:")
        .trim_end_matches("/native");
    let program = Program::new();
    let devices = |runtime_path: &str, arguments: &[&str]| {
        let mut command = program.command(arguments);
        command
            .envs(server.environment())
            .env_remove("PULSE_SERVER")
            .env("XDG_RUNTIME_DIR", program.path("nowhere"))
            .env("PULSE_RUNTIME_PATH", runtime_path);
        support::program::said(command.output().unwrap())
    };
    let said = devices(folder, &["devices"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(said.out.contains("Monitor of Null Output"), "{}", said.out);
    for arguments in [&["devices"][..], &["mic"], &["run", "webhook-drop"]] {
        let said = devices("/nowhere", arguments);
        assert_eq!(said.code, 3, "{}", said.err);
        assert!(
            said.err.starts_with(
                "Note: PULSE_RUNTIME_PATH is \"/nowhere\", and no sound server answers there"
            ),
            "{}",
            said.err
        );
    }
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let program = Program::new();
    let mut command = program.command(["show", "webhook-drop"]);
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
