//! What a coach objects to, and what not.

use super::*;
use crate::transcript::written;

fn found(kind: SectionKind, text: &str) -> Vec<RedFlag> {
    let scenario = crate::review::sample::scenario();
    let section = scenario
        .sections
        .iter()
        .find(|section| section.kind == kind)
        .unwrap();
    let words = written(text);
    find(section, &words)
}

fn kinds(kind: SectionKind, text: &str) -> Vec<FlagKind> {
    let flags = found(kind, text).into_iter();
    flags.map(|flag| flag.kind).collect()
}

#[test]
fn what_a_coach_objects_to_in_the_action_is_flagged() {
    assert_eq!(
        kinds(
            SectionKind::Action,
            "We figured out the root cause together."
        ),
        [FlagKind::We]
    );
    assert_eq!(
        kinds(SectionKind::Action, "They fixed it quickly."),
        [FlagKind::Others]
    );
    assert_eq!(
        kinds(SectionKind::Action, "The decision was made to wait."),
        [FlagKind::Passive]
    );
    assert_eq!(
        kinds(SectionKind::Action, "I escalated it to the Platform team."),
        [FlagKind::HandOff]
    );
}

#[test]
fn credit_to_others_is_no_flag() {
    for text in [
        "I coordinated the deployment with their engineers.",
        "Their lead reviewed it.",
        "I pulled the logs.",
    ] {
        assert!(kinds(SectionKind::Action, text).is_empty(), "{text}");
    }
}

#[test]
fn a_flag_counts_only_where_it_weakens() {
    assert!(
        kinds(
            SectionKind::Result,
            "We recovered eight thousand dollars a week."
        )
        .is_empty()
    );
    assert_eq!(
        kinds(
            SectionKind::Result,
            "Things got better and the team was happy."
        ),
        [FlagKind::EmptyResult]
    );
    assert_eq!(
        kinds(
            SectionKind::Task,
            "My manager suggested that I take a look."
        ),
        [FlagKind::Assigned]
    );
    assert_eq!(
        kinds(
            SectionKind::Reflection,
            "I learned that communication is important."
        ),
        [FlagKind::GenericLesson]
    );
}

fn quotes(kind: SectionKind, text: &str) -> Vec<String> {
    found(kind, text)
        .into_iter()
        .map(|flag| flag.quote)
        .collect()
}

#[test]
fn a_list_of_verbs_is_one_slip_and_is_put_right_as_a_whole() {
    let flags = found(
        SectionKind::Action,
        "We pulled the logs, traced it, and then we wrote the fix. I added an alert.",
    );
    let [flag] = &flags[..] else {
        panic!("{flags:?}")
    };
    assert_eq!(
        flag.quote,
        "We pulled the logs, traced it, and then we wrote the fix."
    );
    assert_eq!(
        flag.instead.as_deref(),
        Some("I pulled the logs, traced it, and then I wrote the fix")
    );
}

#[test]
fn work_done_by_others_is_flagged_however_it_is_said() {
    for text in [
        "Priya traced it to a race condition.",
        "A contractor of ours reproduced it.",
        "Two of our juniors wrote the fix.",
        "I had one of our juniors write the fix.",
        "I had the alert added by operations.",
        "The fix was written by their lead.",
        "It was Ravi who traced it.",
    ] {
        assert_eq!(
            kinds(SectionKind::Action, text),
            [FlagKind::Others],
            "{text}"
        );
    }
    for text in [
        "I did not write the fix, their lead did.",
        "I saw that they had added an alert.",
        "I reviewed what she had traced.",
        "Their engineers deployed it.",
        "I had a meeting with the team.",
        "The client wrote us an angry mail.",
        "Somebody had added a flag years ago.",
        "The provider fixed nothing.",
        "We agreed on a date.",
    ] {
        assert!(kinds(SectionKind::Action, text).is_empty(), "{text}");
    }
}

#[test]
fn a_result_with_its_number_is_not_empty() {
    for text in [
        "The page is faster now, 900 milliseconds instead of four seconds.",
        "Handover got faster, from 40 minutes to 15.",
        "The page is a lot faster. It went from 4.2 seconds to 900 milliseconds.",
    ] {
        assert!(kinds(SectionKind::Result, text).is_empty(), "{text}");
    }
    assert_eq!(
        quotes(
            SectionKind::Result,
            "The average went from 600 to 300 ms and conversion is much nicer now."
        ),
        ["conversion is much nicer now."]
    );
}

#[test]
fn a_lesson_in_words_of_the_story_is_not_generic() {
    assert_eq!(
        quotes(SectionKind::Reflection, "I realised that details matter."),
        ["details matter."]
    );
    let own = "I realised that a shared webhook SLO is important.";
    assert!(quotes(SectionKind::Reflection, own).is_empty());
}

#[test]
fn background_and_own_answers_are_no_slips() {
    for text in [
        "I sent an email to all customers with the new date.",
        "I sent them a message with the root cause, the fix and the plan.",
        "The customers kept asking. Drafted standard replies. Put them in a shared folder.",
        "The labels get printed at the very end, so I moved that step to the front.",
        "Once the tests were added, I merged it.",
        "We waited for the parts, and I cleaned the machine.",
        "I found out why we lost the parcels.",
        "The manager had written the rules years before.",
    ] {
        assert_eq!(kinds(SectionKind::Action, text), [], "{text}");
    }
    let text = "My supervisor told me to leave it, but I kept digging.";
    assert_eq!(kinds(SectionKind::Task, text), []);
    let text = "In the end the team leads trained both of the new people.";
    assert_eq!(kinds(SectionKind::Action, text), [FlagKind::Others]);
}

#[test]
fn to_have_told_somebody_is_doubtful_and_to_hand_it_on_is_not() {
    let sure = |text: &str| -> Vec<bool> {
        let flags = found(SectionKind::Action, text).into_iter();
        flags.map(|flag| flag.sure).collect()
    };
    assert_eq!(sure("I told my manager about the problem."), [false]);
    assert_eq!(sure("I forwarded the problem to my manager."), [true]);
    assert_eq!(sure("I told my manager that I would fix it."), [true; 0]);
}
