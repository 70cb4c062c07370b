//! The mock interview: one recording, its sections marked or found, and the questions that follow.

use std::time::Instant;

use crate::{
    ENDS_WITHIN, NARROW, Person, SECTIONS, TOLERANCE_S, USUAL, duration_s, fits, section, ticked,
};

#[test]
fn a_mock_interview_with_marks_has_its_sections_where_they_were_marked() {
    let mut person = Person::new();
    let arguments = ["mock", "webhook-drop", "--follow-ups", "1"];
    let mut terminal = person.starts(&arguments, USUAL);
    terminal.wait_for("Space marks where a section ends");
    terminal.wait_for("Enter start   q stop");
    terminal.press("\r");
    let mut lasted_s = Vec::new();
    for (index, id) in SECTIONS.into_iter().enumerate() {
        let begun = Instant::now();
        person.says("partial", id);
        lasted_s.push(begun.elapsed().as_secs_f64());
        terminal.press(if index == 4 { "\r" } else { " " });
    }
    terminal.wait_for("Follow-up question 1 of 1");
    terminal.wait_for("Your reply (1 of 1)");
    person.says("weak", "task");
    terminal.press("\r");
    terminal.wait_for("For the next take");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    assert!(terminal.is_restored());

    let report = person.report();
    for (id, lasted_s) in SECTIONS.into_iter().zip(lasted_s) {
        let told_s = duration_s(section(&report, id));
        assert!(
            (told_s - lasted_s).abs() < TOLERANCE_S,
            "{id}: {told_s} s of {lasted_s} s"
        );
    }
    let action = ticked(section(&report, "action"));
    assert!(action.contains("I traced"), "{action:?}");
    assert_eq!(report["replies"].as_array().unwrap().len(), 1);
}

#[test]
fn a_mock_interview_without_marks_finds_the_sections_in_the_words_and_says_so() {
    let mut person = Person::new();
    let arguments = ["mock", "webhook-drop", "--follow-ups", "0"];
    let mut terminal = person.starts(&arguments, NARROW);
    terminal.wait_for("Enter start   q stop");
    terminal.press("\r");
    for id in SECTIONS {
        person.says("partial", id);
    }
    fits(&terminal.screen(), NARROW);
    terminal.press("\r");
    terminal.wait_for("The whole answer");
    assert_eq!(terminal.ends_within(ENDS_WITHIN), Some(0));
    let report = person.report();
    let situation = ticked(section(&report, "situation"));
    assert!(situation.contains("I noticed"), "{situation:?}");
    let action = ticked(section(&report, "action"));
    assert!(action.contains("I traced"), "{action:?}");
    let notes = report["notes"].to_string();
    assert!(
        notes.contains("section"),
        "nothing says how they were found: {notes}"
    );
}
