//! `rehearse mic`: what was heard is measured, judged, and played back.

use std::time::Duration;

use crate::support::program::voice;
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
    let mut terminal = person.starts(&["--plain", "mic", "--silent"], NARROW);
    terminal.wait_for("is very quiet");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    assert!(!terminal.text().contains("Good to go."));
}
