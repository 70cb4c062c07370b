//! The scenarios that are part of the program, so that an installed binary has them, and the tests of their content.

/// Name and source of each, sorted by name.
pub const SHIPPED: [(&str, &str); 3] = [
    (
        "night-shift-handover",
        include_str!("../../scenarios/night-shift-handover.toml"),
    ),
    (
        "slow-checkout",
        include_str!("../../scenarios/slow-checkout.toml"),
    ),
    (
        "webhook-drop",
        include_str!("../../scenarios/webhook-drop.toml"),
    ),
];

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::scenario::catalog::Catalog;
    use crate::scenario::plan::Plan;
    use crate::scenario::{Scenario, SectionKind};

    /// A calm pace, in words a minute; people who read an example aloud at it must stay in time.
    const CALM: f64 = 140.0;

    fn shipped() -> Vec<Scenario> {
        let load = |(name, source): &(&str, &str)| {
            let file = format!("{name}.toml");
            Scenario::parse(name, &file, source).unwrap_or_else(|faults| panic!("{faults}"))
        };
        SHIPPED.iter().map(load).collect()
    }

    fn spoken(text: &str) -> Duration {
        Duration::from_secs_f64(text.split_whitespace().count() as f64 / CALM * 60.0)
    }

    #[test]
    fn every_file_in_the_folder_is_shipped_in_order() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let in_folder = Catalog::new(Some(dir)).names().unwrap();
        let shipped: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        assert_eq!(in_folder, shipped);
    }

    #[test]
    fn every_shipped_story_is_complete() {
        for story in shipped() {
            let id = &story.id;
            let kinds: Vec<SectionKind> =
                story.sections.iter().map(|section| section.kind).collect();
            use SectionKind::{Action, Reflection, Result, Situation, Task};
            assert_eq!(kinds, [Situation, Task, Action, Result, Reflection], "{id}");
            for section in &story.sections {
                let texts = [
                    &section.example,
                    &section.coach,
                    &section.mistake.what,
                    &section.mistake.cost,
                ];
                assert!(
                    texts.iter().all(|text| !text.is_empty()),
                    "{id} {}",
                    section.id
                );
                assert!(!section.signals.is_empty(), "{id} {}", section.id);
            }
            assert_eq!(story.levels.len(), 3, "{id}");
            assert_eq!(story.principles.len(), 3, "{id}");
            for principle in &story.principles {
                assert!(
                    !principle.leading_signals.is_empty(),
                    "{id} {}",
                    principle.id
                );
                assert!(
                    principle
                        .play_down
                        .iter()
                        .all(|topic| !topic.patterns.is_empty()),
                    "{id}"
                );
            }
        }
    }

    #[test]
    fn every_shipped_story_asks_and_has_a_weak_answer_and_a_quiz() {
        for story in shipped() {
            let id = &story.id;
            assert_eq!(story.follow_ups.len(), 4, "{id}");
            for next in &story.follow_ups {
                assert!(
                    !next.strong.is_empty() && !next.weak.is_empty(),
                    "{id}: {}",
                    next.question
                );
                assert!(
                    !next.strong_holds.is_empty() && !next.asked_when_missing.is_empty(),
                    "{id}"
                );
            }
            assert!(
                story
                    .weak_answer
                    .is_some_and(|weak| weak.problems.len() >= 5),
                "{id}"
            );
            assert!(
                story
                    .quiz
                    .iter()
                    .all(|question| question.options.len() == 4),
                "{id}"
            );
            let best: std::collections::HashSet<usize> =
                story.quiz.iter().map(|question| question.best).collect();
            assert!(
                story.quiz.len() >= 3 && best.len() > 1,
                "{id}: the best option should not always stand in one place"
            );
        }
    }

    #[test]
    fn every_example_can_be_said_calmly_in_its_time() {
        for story in shipped() {
            for level in &story.levels {
                let plan = Plan::new(&story, level, &story.principles[0], None);
                for section in &plan.sections {
                    // At a level with less time only its own reflection is written for that time.
                    if level.target.is_some() && section.kind != SectionKind::Reflection {
                        continue;
                    }
                    let takes = spoken(&section.example);
                    let most = section.target + Duration::from_millis(500);
                    assert!(
                        takes <= most,
                        "{} {} {}: {takes:?} of {most:?}",
                        story.id,
                        level.id,
                        section.id
                    );
                }
            }
            for next in &story.follow_ups {
                assert!(
                    spoken(&next.strong) <= next.target,
                    "{}: {}",
                    story.id,
                    next.question
                );
            }
        }
    }

    #[test]
    fn the_first_story_has_its_signals_to_the_letter() {
        let story = &shipped()[2];
        let says = |id: &str| -> Vec<String> {
            let section = story.section(id).unwrap();
            section
                .signals
                .iter()
                .map(|signal| signal.say.clone())
                .collect()
        };
        assert_eq!(
            says("situation"),
            [
                "I noticed",
                "no alert",
                "outside my team",
                "no ticket",
                "incomplete information",
                "I decided to act"
            ]
        );
        assert_eq!(
            says("task"),
            [
                "not mine",
                "no ticket",
                "nobody had asked",
                "I took ownership"
            ]
        );
        assert_eq!(
            says("action"),
            [
                "I pulled",
                "I traced",
                "I reproduced",
                "I wrote",
                "I added",
                "I submitted",
                "I coordinated"
            ]
        );
        assert_eq!(
            says("result"),
            [
                "0.3% drop rate went to zero",
                "$8K recovered per week",
                "adopted my pattern as standard"
            ]
        );
        assert_eq!(
            says("reflection"),
            [
                "shared webhook reliability SLO",
                "organizational gap",
                "cross-team visibility"
            ]
        );
    }
}
