//! Practice, section by section: what is spoken is timed, ticked and kept, on every screen and by every key.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::program::voice;
use crate::support::sound;
use crate::{
    ENDS_WITHIN, NARROW, Person, SECTIONS, TOLERANCE_S, USUAL, duration_s, fits, section, ticked,
};

/// From the first loud frame to the last, in seconds: what was spoken, whatever silence lies around it.
fn spoken_s(path: &Path) -> f64 {
    let (rate, frames) = sound::read_wav(path);
    let loud = |frame: &f32| frame.abs() > 0.02;
    let first = frames.iter().position(loud).unwrap();
    let last = frames.iter().rposition(loud).unwrap();
    (last - first) as f64 / f64::from(rate)
}

#[test]
fn an_answer_spoken_section_by_section_is_timed_and_ticked_as_from_its_file() {
    let mut person = Person::new();
    let mut terminal = person.starts(&["run", "webhook-drop"], USUAL);
    terminal.wait_for("Listening to \"Monitor of Null Output\".");
    terminal.wait_for("Tell me about a time you took a calculated risk that paid off.");
    let mut lasted_s = Vec::new();
    for (index, id) in SECTIONS.into_iter().enumerate() {
        terminal.wait_for(&format!("({} of 5), target ", index + 1));
        terminal.wait_for("Let them hear: ");
        terminal.wait_for("Enter start   q stop");
        terminal.press("\r");
        let begun = Instant::now();
        person.says("strong", id);
        lasted_s.push(begun.elapsed().as_secs_f64());
        let screen = terminal.screen();
        assert!(
            screen.contains(&format!("({} of 5)", index + 1)),
            "{screen}"
        );
        assert!(
            screen.contains("Enter done   r redo   p pause   q stop"),
            "{screen}"
        );
        fits(&screen, USUAL);
        terminal.press("\r");
        terminal.wait_for("Enter next   r redo   p play back   t transcript   n note   q stop");
        terminal.press("\r");
    }
    terminal.wait_for("For the next take");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    assert!(terminal.is_restored());
    assert!(terminal.shows_cursor());

    let file = person.program.path("file");
    let spoken = person.report();
    let said = person.program.run(&[
        "run",
        "webhook-drop",
        "--input",
        "tests/fixtures/voices/strong",
        "--data-dir",
        file.to_str().unwrap(),
        "--json",
        "-",
    ]);
    let from_file: Value = serde_json::from_str(&said.out).unwrap();
    let take = &person.program.takes()[0];
    for (id, lasted_s) in SECTIONS.into_iter().zip(lasted_s) {
        let (told, played) = (section(&spoken, id), section(&from_file, id));
        let told_s = duration_s(told);
        assert!(
            (told_s - lasted_s).abs() < TOLERANCE_S,
            "{id}: {told_s} s of {lasted_s} s"
        );
        let apart_s = spoken_s(&take.join(format!("{id}.wav"))) - spoken_s(&voice("strong", id));
        assert!(
            apart_s.abs() < 0.05,
            "{id}: speech is {apart_s} s longer than played"
        );
        assert_eq!(told["state"], "complete", "{id}");
        assert_eq!(told["gaps"].as_array().unwrap().len(), 0, "{id}");
        // Through a loudspeaker, 48 kHz and noise the recogniser may garble a name that it hears right from the file.
        let same = ticked(told).intersection(&ticked(played)).count();
        assert!(same + 1 >= ticked(played).len(), "{id}: {told}");
    }
}

#[test]
fn a_narrow_terminal_shows_everything_and_every_key_does_what_it_says() {
    let mut person = Person::new();
    let mut terminal = person.starts(&["run", "webhook-drop", "--section", "task"], NARROW);
    terminal.wait_for("Enter start   q stop");
    terminal.press("\r");
    terminal.wait_for("Task (1 of 1)");
    std::thread::sleep(Duration::from_millis(600));
    // Redone before anything was said; the attempt is kept all the same.
    terminal.press("r");
    terminal.wait_for("Enter start   q stop");
    terminal.press("\r");
    terminal.wait_for("0:00 / 0:20");
    let said = person.server.play(&voice("strong", "task"));
    terminal.wait_for("0:03 / 0:20");
    let screen = terminal.screen();
    fits(&screen, NARROW);
    assert!(screen.contains("level [#"), "{screen}");
    assert!(screen.contains("Monitor of Null Output"), "{screen}");
    person.server.wait_for(said);
    terminal.press("p");
    terminal.wait_for("PAUSED: the clock stands still");
    std::thread::sleep(Duration::from_secs(2));
    terminal.press("p");
    terminal.wait_for(" left");
    terminal.press("\r");
    // Both attempts are kept, and either may count, by the time from its first word to its last.
    for (telling, length) in [("1", "0:00"), ("2", "0:09")] {
        terminal.wait_for("u use another telling");
        terminal.wait_for("q stop");
        terminal.press("u");
        terminal.wait_for("Which telling counts?");
        terminal.wait_for("q leave");
        terminal.press(telling);
        terminal.wait_for(length);
    }
    terminal.wait_for("q stop");
    terminal.press("t");
    terminal.wait_for("nobody had asked me");
    terminal.press("n");
    terminal.wait_for("Note: ");
    terminal.press("slower next tiem\u{7f}\u{7f}me\r");
    terminal.wait_for("Kept with this take.");
    fits(&terminal.screen(), NARROW);
    terminal.press("q");
    terminal.wait_for("The whole answer");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    assert!(terminal.is_restored());

    let told_s = duration_s(section(&person.report(), "task"));
    assert!(
        (10.5..14.0).contains(&told_s),
        "the pause is counted: {told_s} s"
    );
    let take = &person.program.takes()[0];
    assert!(take.join("task.wav").is_file());
    let sounds = take.read_dir().unwrap().filter(|entry| {
        let path = entry.as_ref().unwrap().path();
        path.extension().is_some_and(|extension| extension == "wav")
    });
    assert_eq!(sounds.count(), 2, "both attempts are kept");
    let record = std::fs::read_to_string(take.join("take.json")).unwrap();
    assert!(record.contains("slower next time"), "{record}");
}
