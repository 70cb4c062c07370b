//! One section that is empty, missing or damaged does not keep the others from being finished.

use std::fs;

use rehearse::take::Store;

use crate::support::program::{Program, voice};
use crate::{begin, tell};

const TAKE: &str = "2026-11-23T2104-webhook-drop";

#[test]
fn what_is_empty_missing_or_damaged_is_named_and_the_rest_is_finished() {
    let program = Program::new();
    let store = Store::open(&program.data());
    let mut writer = begin(&store, 4);
    let good = tell(&mut writer, "situation", true);
    fs::copy(voice("strong", "situation"), good).unwrap();
    let empty = tell(&mut writer, "task", true);
    let header = fs::read(&empty).unwrap()[..44].to_vec();
    fs::write(&empty, &header).unwrap();
    let missing = tell(&mut writer, "action", true);
    fs::remove_file(missing).unwrap();
    let damaged = tell(&mut writer, "result", true);
    fs::write(&damaged, "not a WAV at all").unwrap();
    // Killed within a moment after Enter: a header and not one frame.
    let killed = tell(&mut writer, "reflection", false);
    fs::write(&killed, &header).unwrap();
    drop(writer);

    let listed = program.run(&["takes"]);
    assert!(
        listed.err.contains("finish it with: rehearse review"),
        "{}",
        listed.err
    );
    assert!(!killed.exists(), "nothing was in it");
    for arguments in [
        &["review", TAKE, "--finish"][..],
        &["review", TAKE, "--again"],
    ] {
        let finished = program.run(arguments);
        assert_eq!(finished.code, 0, "{finished:?}");
        for section in ["task", "action", "result"] {
            assert!(
                finished
                    .err
                    .contains(&format!("{section} was passed over: ")),
                "{}",
                finished.err
            );
        }
        assert!(
            !finished.err.contains("situation was passed over"),
            "{}",
            finished.err
        );
        assert!(finished.out.contains("I noticed"), "{}", finished.out);
    }
    assert_eq!(fs::read(damaged).unwrap(), b"not a WAV at all");

    // Words that cannot be read are heard again where there is sound, and else put aside.
    let take = program.data().join("takes").join(TAKE);
    for section in ["situation", "result"] {
        fs::write(take.join(format!("{section}.transcript.json")), "{").unwrap();
    }
    assert_eq!(program.run(&["review", TAKE]).code, 2);
    let finished = program.run(&["review", TAKE, "--finish"]);
    assert_eq!(finished.code, 0, "{finished:?}");
    assert!(finished.out.contains("I noticed"), "{}", finished.out);
    assert!(take.join("result.transcript.json.damaged").exists());
    assert_eq!(program.run(&["review", TAKE]).code, 0);
}

#[test]
fn a_take_that_was_killed_before_its_first_frame_says_so() {
    let program = Program::new();
    let store = Store::open(&program.data());
    let mut writer = begin(&store, 4);
    let wav = tell(&mut writer, "situation", false);
    fs::write(&wav, "").unwrap();
    drop(writer);
    let listed = program.run(&["takes"]);
    assert!(
        listed
            .err
            .contains("cut off before anything could be kept. Delete it with: rehearse delete"),
        "{}",
        listed.err
    );
    assert!(!listed.err.contains("--finish"), "{}", listed.err);
}
