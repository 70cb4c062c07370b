//! What is said about how it was told: length, pauses, pace, fillers and lost sound.

use super::*;
use crate::review::{FillerRate, Grade, Pace, Pause};

fn pause(seconds: f64, mid_clause: bool, grade: Grade) -> Pause {
    Pause {
        span: Span::from_seconds(3.0, 3.0 + seconds),
        mid_clause,
        grade,
    }
}

#[test]
fn the_section_that_is_too_long_explains_the_whole() {
    let mut sections = perfect();
    sections[ACTION].time = Some(SpokenTime::all(Duration::from_secs(400)));
    sections[ACTION].timing = Timing::TooLong;
    assert_eq!(about(&points(sections)), ["action"]);
}

#[test]
fn the_longest_pause_inside_a_clause_is_worth_a_point_and_a_breath_between_sentences_is_none() {
    let mut sections = perfect();
    sections[TASK].pauses = vec![
        pause(2.0, false, Grade::Quiet),
        pause(2.6, true, Grade::Mention),
        pause(3.1, true, Grade::Mention),
    ];
    let found = points(sections.clone());
    assert_eq!(
        found[0].finding,
        Finding::LongPause {
            span: Span::from_seconds(3.0, 6.1),
            mid_clause: true
        }
    );
    sections[TASK].pauses.truncate(1);
    assert_eq!(points(sections)[0].finding, Finding::Keep { said: 23 });
}

#[test]
fn lost_sound_is_a_point_when_it_may_have_cost_words() {
    let mut sections = perfect();
    sections[TASK].gaps = vec![Span::from_seconds(1.0, 1.4)];
    assert_eq!(
        points(sections.clone())[0].finding,
        Finding::Keep { said: 23 }
    );
    sections[TASK].gaps = vec![Span::from_seconds(1.0, 5.0)];
    assert_eq!(
        points(sections)[0].finding,
        Finding::LostSound {
            lost: Duration::from_secs(4)
        }
    );
}

#[test]
fn a_section_alone_is_judged_by_its_own_pace_and_fillers() {
    let mut section = perfect().swap_remove(ACTION);
    section.pace = Some(Pace {
        wpm: 200.0,
        low: 200.0,
        high: 200.0,
        articulation_wpm: 220.0,
        grade: Grade::Flag,
    });
    section.filler_rate = Some(FillerRate {
        count: 4,
        possible: 0,
        per_minute: 13.0,
        grade: Grade::Flag,
        clusters: vec![Span::from_seconds(2.0, 9.0)],
    });
    let points = of_section(&section, &Limits::default());
    assert!(matches!(points[0].finding, Finding::TooFast { .. }));
    assert!(matches!(points[1].finding, Finding::Fillers { .. }));
    assert_eq!(points[1].section.as_deref(), Some("action"));
}
