//! What a coach would say first, as claims.

mod delivery;

use super::*;
use crate::review::impact::Said;
use crate::review::ownership::Ownership;
use crate::review::topics::Share;
use crate::review::{FlagKind, Review, SpokenTime, Timing, conclude, review, sample};
use crate::scenario::SectionKind;
use crate::signals::State;

/// A telling in which nothing is wrong: every signal said, every length on its target.
fn perfect() -> Vec<SectionReview> {
    let scenario = sample::scenario();
    let heard = sample::answer("strong");
    let limits = Limits::default();
    let plan = sample::plan(&scenario);
    let mut sections = review(&scenario, &plan, &sample::told(&heard), &limits).sections;
    for section in &mut sections {
        section.duration = section.target;
        section.time = Some(SpokenTime::all(section.target));
        section.timing = Timing::InTime;
        section.red_flags.clear();
        section.ownership = None;
        section.impact.clear();
        section.played_down.clear();
        for signal in &mut section.signals {
            signal.state = State::Said;
            signal.leading = false;
        }
    }
    sections
}

fn points(sections: Vec<SectionReview>) -> Vec<Advice> {
    let scenario = sample::scenario();
    let plan = sample::plan(&scenario);
    let Review { next, .. } = conclude(&plan, sections, &Limits::default());
    next
}

fn about(points: &[Advice]) -> Vec<&str> {
    points
        .iter()
        .map(|advice| advice.section.as_deref().unwrap_or("whole"))
        .collect()
}

fn set(section: &mut SectionReview, count: usize, state: State) {
    for signal in section.signals.iter_mut().take(count) {
        signal.state = state;
        signal.quote = "words".to_owned();
    }
}

/// Takes the words out of a section.
fn unsay(section: &mut SectionReview) {
    section.words = 0;
    section.speaking = Duration::ZERO;
    section.voiced = Duration::ZERO;
}

fn flag(kind: FlagKind) -> RedFlag {
    RedFlag {
        kind,
        quote: "we fixed it".to_owned(),
        span: Span::from_seconds(1.0, 2.0),
        why: String::new(),
        sure: true,
        instead: None,
    }
}

const SITUATION: usize = 0;
const TASK: usize = 1;
const ACTION: usize = 2;
const RESULT: usize = 3;
const REFLECTION: usize = 4;

#[test]
fn where_nothing_is_wrong_no_fault_is_invented() {
    let points = points(perfect());
    assert_eq!(
        points,
        [Advice {
            section: None,
            finding: Finding::Keep { said: 23 }
        }]
    );
}

#[test]
fn what_only_might_weaken_is_no_point() {
    let mut sections = perfect();
    let mut doubtful = flag(FlagKind::HandOff);
    doubtful.sure = false;
    sections[ACTION].red_flags = vec![doubtful];
    assert_eq!(points(sections)[0].finding, Finding::Keep { said: 23 });
}

#[test]
fn never_more_than_three_points() {
    let mut sections = perfect();
    for section in &mut sections {
        set(section, 2, State::Missing);
        section.red_flags = vec![flag(FlagKind::We)];
        section.timing = Timing::TooLong;
    }
    assert_eq!(points(sections).len(), MOST);
}

#[test]
fn deeds_result_and_boundary_come_before_scene_and_lesson() {
    let mut sections = perfect();
    for section in &mut sections {
        let all = section.signals.len();
        set(section, all, State::Missing);
    }
    assert_eq!(about(&points(sections)), ["action", "result", "task"]);
}

#[test]
fn a_whole_missing_scene_comes_before_one_missing_deed() {
    let mut sections = perfect();
    set(&mut sections[SITUATION], 6, State::Missing);
    set(&mut sections[ACTION], 1, State::Missing);
    assert_eq!(about(&points(sections)), ["situation", "action"]);
}

#[test]
fn missing_before_denied_before_flags_before_length_before_pace() {
    let mut sections = perfect();
    set(&mut sections[TASK], 1, State::Missing);
    set(&mut sections[SITUATION], 1, State::Denied);
    sections[RESULT].red_flags = vec![flag(FlagKind::EmptyResult)];
    sections[REFLECTION].timing = Timing::TooLong;
    assert_eq!(
        about(&points(sections.clone())),
        ["task", "situation", "result"]
    );
    sections[TASK].signals[0].state = State::Said;
    assert_eq!(
        about(&points(sections)),
        ["situation", "result", "reflection"]
    );
}

#[test]
fn one_section_gives_one_point_about_its_content() {
    let mut sections = perfect();
    set(&mut sections[ACTION], 2, State::Missing);
    sections[ACTION].signals[3].state = State::Denied;
    sections[ACTION].red_flags = vec![flag(FlagKind::We), flag(FlagKind::We)];
    let points = points(sections);
    assert_eq!(about(&points), ["action"]);
    let Finding::MissingSignals { say, of, flag } = &points[0].finding else {
        panic!("{points:?}");
    };
    assert_eq!((say.len(), *of), (2, 7));
    assert_eq!(flag.as_ref().map(|flag| flag.kind), Some(FlagKind::We));
}

#[test]
fn a_signal_that_two_sections_want_is_named_once() {
    let mut sections = perfect();
    for index in [SITUATION, TASK] {
        for signal in &mut sections[index].signals {
            if signal.say == "no ticket" {
                signal.state = State::Denied;
            }
        }
    }
    assert_eq!(points(sections).len(), 1);
}

#[test]
fn what_leads_under_the_principle_is_named_first_and_weighs_more() {
    let mut sections = perfect();
    set(&mut sections[TASK], 2, State::Missing);
    sections[TASK].signals[1].leading = true;
    let expected = sections[TASK].signals[1].say.clone();
    let points = points(sections);
    let Finding::MissingSignals { say, .. } = &points[0].finding else {
        panic!("{points:?}");
    };
    assert_eq!(say[0], expected);
}

#[test]
fn a_silent_section_is_called_silent_and_not_short_of_signals() {
    let mut sections = perfect();
    let all = sections[ACTION].signals.len();
    set(&mut sections[ACTION], all, State::Missing);
    sections[ACTION].state = SectionState::Silent;
    unsay(&mut sections[ACTION]);
    sections[ACTION].timing = Timing::Unknown;
    let points = points(sections);
    assert_eq!(points[0].finding, Finding::Silent);
    assert_eq!(about(&points), ["action"]);
}

#[test]
fn where_all_is_silent_one_point_says_so() {
    let mut sections = perfect();
    for section in &mut sections {
        section.state = SectionState::Silent;
        unsay(section);
    }
    assert_eq!(
        points(sections),
        [Advice {
            section: None,
            finding: Finding::Silent
        }]
    );
}

#[test]
fn nothing_is_said_about_words_that_nobody_listened_to() {
    let mut sections = perfect();
    for section in &mut sections {
        section.transcribed = false;
        unsay(section);
        section.signals.clear();
        section.pace = None;
        section.filler_rate = None;
    }
    assert_eq!(points(sections), []);
}

#[test]
fn sections_that_were_not_told_are_not_held_against_the_speaker() {
    let mut sections = perfect();
    for (index, section) in sections.iter_mut().enumerate() {
        if index != ACTION {
            section.state = SectionState::Skipped;
            section.signals.clear();
            unsay(section);
        }
    }
    assert_eq!(points(sections)[0].finding, Finding::Keep { said: 7 });
}

fn chain(heard: &[Link]) -> Vec<Said> {
    [Link::Before, Link::After, Link::Worth, Link::Adoption]
        .into_iter()
        .map(|link| Said {
            link,
            quote: "words".to_owned(),
            at: heard.contains(&link).then(|| Span::from_seconds(1.0, 2.0)),
        })
        .collect()
}

#[test]
fn a_result_without_any_number_is_grave_and_one_missing_link_is_worth_a_word() {
    let mut sections = perfect();
    sections[TASK].timing = Timing::TooLong;
    sections[RESULT].impact = chain(&[Link::Adoption]);
    let found = points(sections.clone());
    assert_eq!(about(&found), ["result", "task"]);
    assert_eq!(found[0].finding, Finding::NoNumber { flag: None });
    sections[RESULT].impact = chain(&[Link::Before, Link::After, Link::Worth]);
    let found = points(sections.clone());
    assert_eq!(about(&found), ["task", "result"]);
    let links = vec![Link::Adoption];
    assert_eq!(found[1].finding, Finding::MissingLinks { links });
    sections[RESULT].impact = chain(&[Link::Before, Link::After, Link::Worth, Link::Adoption]);
    assert_eq!(about(&points(sections)), ["task"]);
}

#[test]
fn an_action_without_one_deed_of_the_speakers_is_grave() {
    let mut sections = perfect();
    sections[ACTION].ownership = Some(Ownership::default());
    sections[ACTION].red_flags = vec![flag(FlagKind::We)];
    let found = points(sections);
    assert_eq!(
        found[0].finding,
        Finding::NoDeed {
            flag: Some(flag(FlagKind::We))
        }
    );
}

#[test]
fn a_topic_in_the_background_is_worth_a_point_when_it_takes_much_of_the_time() {
    let share = |seconds| Share {
        topic: "system architecture".to_owned(),
        seconds,
        of_s: 30.0,
        quotes: Vec::new(),
    };
    let mut sections = perfect();
    sections[SITUATION].played_down = vec![share(4.0), share(14.0)];
    let found = points(sections.clone());
    assert!(
        matches!(&found[0].finding, Finding::PlayedDown { time, .. } if *time == Duration::from_secs(14)),
        "{found:?}"
    );
    sections[SITUATION].played_down = vec![share(11.0)];
    assert_eq!(points(sections)[0].finding, Finding::Keep { said: 23 });
}

#[test]
fn the_ladder_of_weights_is_one_of_kinds() {
    // Every signal of a section missing and leading, the gravest flag, the longest pause: none climbs over the kind
    // above it.
    let mut section = perfect().swap_remove(SITUATION);
    let all = section.signals.len();
    set(&mut section, all, State::Missing);
    for signal in &mut section.signals {
        signal.leading = true;
    }
    let heaviest = |section: &SectionReview| {
        content::points(section)
            .iter()
            .map(|candidate| candidate.weight)
            .fold(0.0, f64::max)
    };
    assert!(heaviest(&section) < weight::EVIDENCE_MISSING + 200.0);
    section.kind = Some(SectionKind::Action);
    assert!(heaviest(&section) < weight::SOUND_LOST);
    for signal in &mut section.signals {
        signal.state = State::Said;
    }
    section.red_flags = vec![flag(FlagKind::Assigned); 9];
    assert!(heaviest(&section) < weight::NEAR);
}

#[test]
fn after_a_section_what_was_denied_is_told_beside_what_is_missing() {
    let mut section = perfect().swap_remove(ACTION);
    set(&mut section, 3, State::Missing);
    section.signals[3].state = State::Denied;
    let denied = section.signals[3].say.clone();
    let points = of_section(&section, &Limits::default());
    assert!(matches!(
        &points[0].finding,
        Finding::MissingSignals { say, .. } if say.len() == 3 && !say.contains(&denied)
    ));
    assert!(matches!(
        &points[1].finding,
        Finding::DeniedSignal { say, missing, .. } if *say == denied && missing.is_empty()
    ));
}
