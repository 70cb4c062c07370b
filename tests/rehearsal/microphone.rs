//! `rehearse mic`: what was heard is measured, judged, and played back.

use std::time::Duration;

use crate::support::program::{Program, said, voice};
use crate::support::pulse::VirtualMicrophone;
use crate::support::sound;
use crate::{ENDS_WITHIN, NARROW, Person, fits};

#[test]
fn a_voice_is_measured_and_played_back_as_it_was_heard() {
    let mut person = Person::new();
    let mut terminal = person.starts(&["mic"], NARROW);
    terminal.wait_for("Say a sentence or two");
    let voice = person.server.play(&voice("strong", "task"));
    terminal.wait_for("This is how you were heard.");
    // From here on the only voice in the room is the sample's.
    person.server.stop(voice);
    let heard = person.server.record(Duration::from_secs(2));
    let level = sound::rms_dbfs(&heard);
    assert!(level > -35.0, "{level} dBFS of the sample were heard");
    terminal.press(" ");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    assert!(terminal.is_restored());
    let screen = terminal.screen();
    fits(&screen, NARROW);
    for line in [
        "Sample rate   48000 Hz",
        "Cut off        0.00 %",
        "Good to go.",
    ] {
        assert!(screen.contains(line), "{line} is not in:\n{screen}");
    }
}

#[test]
fn a_room_in_which_nobody_speaks_is_no_good_to_go() {
    let person = Person::new();
    // Also without anybody at a keyboard, and without a terminal.
    let mut command = person.program.command(["mic", "--silent"]);
    let said = said(command.envs(person.server.environment()).output().unwrap());
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("is very quiet"), "{}", said.out);
    assert!(!said.out.contains("Good to go."), "{}", said.out);
}

#[test]
fn a_muted_microphone_is_told_before_the_first_word_and_can_be_switched_on() {
    let mut person = Person {
        server: VirtualMicrophone::start(),
        program: Program::new(),
    };
    let mut terminal = person.starts(&["run", "webhook-drop"], NARROW);
    terminal.wait_for("sends only silence");
    terminal.wait_for("Enter try again   d another microphone   q stop");
    fits(&terminal.screen(), NARROW);
    person.server.hear_a_room(Duration::from_secs(60));
    terminal.press("\r");
    terminal.wait_for("Listening to");
    terminal.wait_for("Enter start");
    terminal.press("q");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    assert!(terminal.is_restored());
    assert_eq!(person.program.takes().len(), 0);
}
