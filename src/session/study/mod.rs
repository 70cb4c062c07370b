//! Study mode: the walk through a story at the user's own pace, leaf by leaf, with the quiz and its score.
//!
//! [`Study`] is where one stands: pure, without keys, clock or terminal. `walk.rs` leads a person through it,
//! `score.rs` keeps the score. What a leaf looks like is decided in `output/lesson.rs`.

pub mod score;
pub mod walk;

use crate::scenario::plan::Plan;
use crate::scenario::{QuizQuestion, Scenario, SectionKind};
use score::Score;

/// One leaf of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaf {
    /// The question, the story, what to take from it.
    Overview,
    /// A section of the plan, by its index.
    Section(usize),
    /// What the reflection holds at each level.
    Reflections,
    /// The weak answer, taken apart.
    WeakAnswer,
    /// A question of the quiz, by its index.
    Quiz(usize),
    /// How the quiz went.
    Score,
    /// The ways to aim the story at a principle.
    Aims,
    /// A question that may follow, by its index.
    FollowUp(usize),
    /// The way on from here.
    End,
}

/// Where somebody stands in the walk through a story, and what they answered.
#[derive(Debug, Clone)]
pub struct Study<'a> {
    /// The story.
    pub scenario: &'a Scenario,
    /// How it is told.
    pub plan: &'a Plan,
    leaves: Vec<Leaf>,
    at: usize,
    answers: Vec<Option<usize>>,
}

impl<'a> Study<'a> {
    /// Stands at the overview. Leaves that the story has nothing for are left out.
    #[must_use]
    pub fn new(scenario: &'a Scenario, plan: &'a Plan) -> Self {
        let mut leaves = vec![Leaf::Overview];
        leaves.extend((0..plan.sections.len()).map(Leaf::Section));
        let reflects = |kind| kind == SectionKind::Reflection;
        if scenario.levels.len() > 1 && plan.sections.iter().any(|it| reflects(it.kind)) {
            leaves.push(Leaf::Reflections);
        }
        if scenario.weak_answer.is_some() {
            leaves.push(Leaf::WeakAnswer);
        }
        leaves.extend((0..scenario.quiz.len()).map(Leaf::Quiz));
        if !scenario.quiz.is_empty() {
            leaves.push(Leaf::Score);
        }
        if scenario.principles.len() > 1 {
            leaves.push(Leaf::Aims);
        }
        leaves.extend((0..scenario.follow_ups.len()).map(Leaf::FollowUp));
        leaves.push(Leaf::End);
        Self {
            scenario,
            plan,
            leaves,
            at: 0,
            answers: vec![None; scenario.quiz.len()],
        }
    }

    /// The leaf that is open.
    #[must_use]
    pub fn leaf(&self) -> Leaf {
        self.leaves.get(self.at).copied().unwrap_or(Leaf::End)
    }

    /// Which leaf is open, counted from 1, and of how many.
    #[must_use]
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.leaves.len())
    }

    /// Opens the next leaf; `false` at the last one.
    pub fn forward(&mut self) -> bool {
        let more = self.at + 1 < self.leaves.len();
        self.at += usize::from(more);
        more
    }

    /// Opens the leaf before; `false` at the first one.
    pub fn back(&mut self) -> bool {
        let more = self.at > 0;
        self.at -= usize::from(more);
        more
    }

    /// The open quiz question and what was answered to it.
    #[must_use]
    pub fn question(&self) -> Option<(&'a QuizQuestion, Option<usize>)> {
        let Leaf::Quiz(index) = self.leaf() else {
            return None;
        };
        let question = self.scenario.quiz.get(index)?;
        Some((question, self.answers.get(index).copied().flatten()))
    }

    /// Answers the open question with its option `option`, counted from 0. The first answer counts; `false` when
    /// nothing is asked, it was answered before, or there is no such option.
    pub fn answer(&mut self, option: usize) -> bool {
        let Leaf::Quiz(index) = self.leaf() else {
            return false;
        };
        let options = self
            .scenario
            .quiz
            .get(index)
            .map_or(0, |question| question.options.len());
        match self.answers.get_mut(index) {
            Some(answer @ None) if option < options => {
                *answer = Some(option);
                true
            }
            _ => false,
        }
    }

    /// How the quiz stands.
    #[must_use]
    pub fn score(&self) -> Score {
        let right = self
            .scenario
            .quiz
            .iter()
            .zip(&self.answers)
            .filter(|(question, answer)| **answer == Some(question.best))
            .count();
        Score {
            right,
            answered: self.answers.iter().flatten().count(),
            of: self.answers.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::catalog::Catalog;
    use proptest::prelude::*;

    pub(super) fn story() -> (Scenario, Plan) {
        let scenario = Catalog::default().load("webhook-drop").unwrap().scenario;
        let plan = Plan::new(
            &scenario,
            &scenario.levels[1],
            &scenario.principles[0],
            None,
        );
        (scenario, plan)
    }

    fn at_first_question<'a>(scenario: &'a Scenario, plan: &'a Plan) -> Study<'a> {
        let mut study = Study::new(scenario, plan);
        while study.question().is_none() {
            assert!(study.forward());
        }
        study
    }

    #[test]
    fn the_walk_has_every_part_of_the_story_once_and_in_order() {
        let (scenario, plan) = story();
        let mut study = Study::new(&scenario, &plan);
        let mut leaves = vec![study.leaf()];
        while study.forward() {
            leaves.push(study.leaf());
        }
        use Leaf::{Aims, End, FollowUp, Overview, Quiz, Reflections, Section, WeakAnswer};
        let mut expected = vec![Overview];
        expected.extend((0..5).map(Section));
        expected.extend([
            Reflections,
            WeakAnswer,
            Quiz(0),
            Quiz(1),
            Quiz(2),
            Leaf::Score,
            Aims,
        ]);
        expected.extend((0..4).map(FollowUp));
        expected.push(End);
        assert_eq!(leaves, expected);
        assert_eq!(study.place(), (18, 18));
    }

    #[test]
    fn a_story_of_one_section_is_a_walk_too() {
        let source =
            "title = \"t\"\nquestion = \"q\"\n[[section]]\nkind = \"action\"\ntarget = \"1m\"";
        let scenario = Scenario::parse("small", "small.toml", source).unwrap();
        let plan = Plan::new(
            &scenario,
            &scenario.levels[0],
            &scenario.principles[0],
            None,
        );
        let mut study = Study::new(&scenario, &plan);
        assert!(study.forward());
        assert_eq!(study.leaf(), Leaf::Section(0));
        assert!(study.forward());
        assert_eq!(study.leaf(), Leaf::End);
        assert!(!study.forward());
    }

    #[test]
    fn the_first_answer_counts() {
        let (scenario, plan) = story();
        let mut study = at_first_question(&scenario, &plan);
        let best = scenario.quiz[0].best;
        assert!(study.answer((best + 1) % 4));
        assert!(!study.answer(best));
        assert_eq!(
            study.score(),
            Score {
                right: 0,
                answered: 1,
                of: 3
            }
        );
        assert!(study.forward());
        assert!(study.answer(scenario.quiz[1].best));
        assert_eq!(
            study.score(),
            Score {
                right: 1,
                answered: 2,
                of: 3
            }
        );
    }

    #[test]
    fn what_is_no_option_and_what_is_no_question_cannot_be_answered() {
        let (scenario, plan) = story();
        let mut study = Study::new(&scenario, &plan);
        assert!(!study.answer(0));
        let mut study = at_first_question(&scenario, &plan);
        assert!(!study.answer(4));
        assert_eq!(study.score().answered, 0);
    }

    proptest! {
        #[test]
        fn nobody_walks_off_either_end(steps in prop::collection::vec(0usize..8, 0..80)) {
            let (scenario, plan) = story();
            let mut study = Study::new(&scenario, &plan);
            for step in steps {
                match step {
                    0 => { study.back(); }
                    1..=3 => { study.forward(); }
                    option => { study.answer(option - 4); }
                }
                let (at, of) = study.place();
                prop_assert!(1 <= at && at <= of);
                let score = study.score();
                prop_assert!(score.right <= score.answered && score.answered <= score.of);
            }
        }
    }
}
