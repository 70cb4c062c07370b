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
