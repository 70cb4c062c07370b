//! What is lost in the middle: the program itself, the sound server, the microphone.

use std::time::{Duration, Instant};

use crate::support::program::{Program, voice};
use crate::support::pulse::VirtualMicrophone;
use crate::{ENDS_WITHIN, NARROW, Person, SECTIONS, USUAL, duration_s, fits, section, ticked};

#[test]
fn after_a_kill_in_mid_section_the_take_opens_and_can_be_finished() {
    let mut person = Person::new();
    let mut terminal = person.starts(&["run", "webhook-drop"], USUAL);
    terminal.wait_for("Enter start   q stop");
    terminal.press("\r");
    terminal.wait_for("0:00 / 0:30");
    let begun = Instant::now();
    person.server.play(&voice("strong", "situation"));
    std::thread::sleep(Duration::from_secs(8));
    let spoken_s = begun.elapsed().as_secs_f64();
    terminal.signal("KILL");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), None);

    let report = person.report();
    let cut = section(&report, "situation");
    assert_eq!(cut["state"], "partial");
    let kept_s = duration_s(cut);
    assert!(
        kept_s > spoken_s - 0.5,
        "{kept_s} s of {spoken_s} s are kept"
    );
    assert!(kept_s < spoken_s + 1.0, "{kept_s} s of {spoken_s} s");
    for other in &SECTIONS[1..] {
        assert_eq!(section(&report, other)["state"], "skipped");
    }
    let finished = person.review(&["--finish"]);
    let cut = section(&finished, "situation");
    assert_eq!(cut["state"], "partial");
    assert!(ticked(cut).contains("I noticed"), "{cut}");
}

#[test]
fn when_the_sound_server_dies_in_mid_section_it_is_kept_and_the_rehearsal_can_go_on() {
    let mut person = Person::new();
    let mut terminal = person.starts(&["run", "webhook-drop"], NARROW);
    terminal.wait_for("Enter start   q stop");
    terminal.press("\r");
    terminal.wait_for("0:00 / 0:30");
    person.server.play(&voice("strong", "situation"));
    terminal.wait_for("0:05 / 0:30");
    person.server.kill();
    terminal.wait_for("What you said before is kept; this part is marked partial.");
    terminal.wait_for("q stop");
    fits(&terminal.screen(), NARROW);
    // Nothing is there now, and it says so and asks again.
    terminal.press("\r");
    terminal.wait_for("No microphone was found.");
    terminal.wait_for("q stop");
    // It comes back, and the rehearsal goes on with it.
    person.server.restart();
    person.server.hear_a_room(Duration::from_secs(60));
    terminal.press("\r");
    terminal.wait_for("Listening to \"Monitor of Null");
    terminal.wait_for("Enter start");
    terminal.press("\r");
    terminal.wait_for("0:02 / 0:30");
    terminal.press("q");
    terminal.wait_for("The whole answer");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    assert!(terminal.is_restored());
    // The first telling counts again when it is asked for.
    let report = person.review(&["--use", "situation:1"]);
    let cut = section(&report, "situation");
    assert_eq!(cut["state"], "partial");
    assert!(duration_s(cut) > 4.0, "{cut}");
    assert!(ticked(cut).contains("I noticed"), "{cut}");
}

#[test]
fn a_program_that_was_stopped_for_a_while_goes_on_with_its_section() {
    let mut person = Person::new();
    let mut terminal = person.starts(&["run", "webhook-drop", "--section", "task"], USUAL);
    terminal.wait_for("Enter start   q stop");
    terminal.press("\r");
    terminal.wait_for("0:02 / 0:20");
    terminal.signal("STOP");
    let begun = Instant::now();
    // Longer than a microphone may be silent before it is given up.
    person.server.play(&voice("strong", "task"));
    std::thread::sleep(Duration::from_secs(9));
    terminal.signal("CONT");
    let stopped_s = begun.elapsed().as_secs_f64();
    terminal.wait_for("0:12 / 0:20");
    assert!(
        !terminal.text().contains("marked partial"),
        "{}",
        terminal.text()
    );
    terminal.press("\r");
    terminal.wait_for("t transcript");
    terminal.press("q");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    let report = person.report();
    let told = section(&report, "task");
    assert_eq!(told["state"], "complete");
    // The time is true, and what was not kept of the sound is told as a gap where it was.
    assert!(duration_s(told) > stopped_s + 2.5, "{told}");
    let gaps = told["gaps"].as_array().unwrap();
    let ends = |gap: &serde_json::Value| {
        (
            gap["start_s"].as_f64().unwrap(),
            gap["end_s"].as_f64().unwrap(),
        )
    };
    let lost_s: f64 = gaps.iter().map(ends).map(|(start, end)| end - start).sum();
    assert!(lost_s < stopped_s + 0.5, "{told}");
    assert!(
        gaps.iter().map(ends).all(|(start, _)| start > 1.5),
        "{told}"
    );
    if lost_s > 0.0 {
        let notes = report["notes"].to_string();
        assert!(notes.contains("of sound was lost in Task"), "{notes}");
    }
}

#[test]
fn when_the_microphone_is_pulled_out_another_can_be_chosen_by_its_name() {
    let mut server = VirtualMicrophone::with_sinks(&[
        "sink_name=usb rate=48000 sink_properties=device.description=Webcam",
        "sink_name=other rate=48000 sink_properties=device.description=Headset",
    ]);
    server.hear_a_room_at("usb", Duration::from_secs(60));
    server.hear_a_room_at("other", Duration::from_secs(60));
    let person = Person {
        server,
        program: Program::new(),
    };
    let arguments = ["followups", "webhook-drop", "--device", "webcam"];
    let mut terminal = person.starts(&arguments, NARROW);
    terminal.wait_for("Enter start");
    terminal.press("\r");
    terminal.wait_for("0:02 / 0:");
    person.server.unplug("usb");
    terminal.wait_for("The microphone \"Monitor of Webcam\" is gone.");
    terminal.wait_for("q stop");
    terminal.press("d");
    terminal.wait_for("There is now: Monitor of Headset");
    terminal.wait_for("a part of its name): ");
    terminal.press("headset\r");
    terminal.wait_for("Listening to \"Monitor of Headset\".");
    terminal.wait_for("0:01 / 0:");
    terminal.press("q");
    terminal.wait_for("It probes: ");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    assert!(terminal.is_restored());
    let record = std::fs::read_to_string(person.program.takes()[0].join("take.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record["device"], "Monitor of Headset");
    let attempts = record["sections"][0]["attempts"].as_array().unwrap();
    assert_eq!(attempts.len(), 2, "{record}");
}

#[test]
fn a_mock_that_is_killed_after_two_marks_and_a_pause_has_its_sections_where_they_were_marked() {
    let mut person = Person::new();
    let arguments = ["mock", "webhook-drop", "--follow-ups", "0"];
    let mut terminal = person.starts(&arguments, USUAL);
    terminal.wait_for("Enter start   q stop");
    terminal.press("\r");
    terminal.wait_for("0:00 / ");
    for id in &SECTIONS[..2] {
        person.says("partial", id);
        terminal.press(" ");
    }
    terminal.wait_for("Your answer, section 3");
    terminal.press("p");
    terminal.wait_for("PAUSED");
    std::thread::sleep(Duration::from_secs(2));
    terminal.press("p");
    terminal.wait_for("left");
    person.says("partial", "action");
    terminal.signal("KILL");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), None);

    let report = person.review(&["--finish"]);
    let record = std::fs::read_to_string(person.program.takes()[0].join("take.json")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    let sections = record["sections"].as_array().unwrap();
    let answer = sections.iter().find(|told| told["id"] == "answer").unwrap();
    let attempt = &answer["attempts"][0];
    let marks = attempt["marks_s"].as_array().unwrap().iter();
    let marks: Vec<f64> = marks.map(|mark| mark.as_f64().unwrap()).collect();
    let [first, second] = marks[..] else {
        panic!("not two marks: {attempt}")
    };
    for (id, lasted_s) in SECTIONS.iter().zip([first, second - first]) {
        let told_s = duration_s(section(&report, id));
        assert!(
            (told_s - lasted_s).abs() < 0.01,
            "{id}: {told_s} s of {lasted_s} s"
        );
    }
    assert_eq!(section(&report, "action")["state"], "partial");
    assert_eq!(section(&report, "result")["state"], "skipped");
    let pause_s = attempt["pauses"][0]["lasted_s"].as_f64().unwrap();
    assert!(pause_s > 1.0, "{attempt}");
}
