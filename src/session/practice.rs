//! Practice: the answer section by section at the microphone, each with its findings right after it.

use std::time::Duration;

use super::studio::Studio;
use super::task::{EndedBy, Task, Then, Told, Words};
use super::{SessionError, assess, lost, menu, script};
use crate::scenario::plan::Plan;
use crate::scenario::{Principle, Scenario, Section};
use crate::take::TakeWriter;

/// How practice is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Show no signals before speaking.
    pub cold: bool,
    /// Tick signals off while speaking.
    pub live: bool,
}

/// The story and what it is measured against.
#[derive(Debug, Clone, Copy)]
pub struct Story<'a> {
    /// The story.
    pub scenario: &'a Scenario,
    /// As it is told this time.
    pub plan: &'a Plan,
    /// What it is aimed at.
    pub principle: &'a Principle,
}

/// Rehearses every section of the plan in turn. What was told is in the take, transcribed, however it ends. `false`
/// when nobody is there any more to show a report to.
///
/// # Errors
/// When the take cannot be written, or the recogniser fails.
pub fn rehearse(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    options: Options,
) -> Result<bool, SessionError> {
    let width = studio.screen.width();
    studio.screen.say(&script::opening(
        story.scenario,
        story.plan,
        story.principle,
        width,
    ));
    let mut index = 0;
    while let Some(section) = story.plan.sections.get(index) {
        let then = tell(studio, take, story, index, section, options)?;
        match then {
            Then::Next => index += 1,
            Then::Redo => {}
            Then::Stop => break,
            Then::Hangup => return Ok(false),
        }
    }
    Ok(true)
}

fn tell(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    index: usize,
    section: &Section,
    options: Options,
) -> Result<Then, SessionError> {
    let width = studio.screen.width();
    studio.screen.say(&script::before(
        section,
        index + 1,
        story.plan.sections.len(),
        !options.cold,
        width,
    ));
    let then = studio.ready();
    if then != Then::Next {
        return Ok(then);
    }
    let heading = format!(
        "{} ({} of {})",
        section.title,
        index + 1,
        story.plan.sections.len()
    );
    let mut before = Duration::ZERO;
    for told in story.plan.sections.iter().take(index) {
        before += assess::spoken(take.take(), &told.id)?;
    }
    let after: Duration = story
        .plan
        .sections
        .iter()
        .skip(index + 1)
        .map(|section| section.target)
        .sum();
    let task = Task {
        id: &section.id,
        heading: &heading,
        target: section.target,
        ceiling: section.ceiling,
        whole: (story.plan.sections.len() > 1).then_some((before, after, story.plan.target)),
        ticks: options.live.then_some((section, story.scenario)),
        space_marks: false,
    };
    let hearing = assess::hearing(story.scenario, &section.id);
    let told = studio.record(take, &task, hearing)?;
    after_telling(studio, take, story, section, told)
}

/// What becomes of a section that was told: its words, its findings, and what the person wants next.
fn after_telling(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    section: &Section,
    told: Told,
) -> Result<Then, SessionError> {
    match &told.by {
        // An attempt that is told again is kept as sound; its words are made when it is asked for.
        EndedBy::Redo => return Ok(Then::Redo),
        EndedBy::Hangup => return Ok(Then::Hangup),
        _ => {}
    }
    if let Some(trouble) = &told.trouble {
        studio.screen.say(&trouble.to_string());
    }
    match studio.hear_out(told.hearing, &told.by)? {
        Words::Here(transcript) => {
            take.save_transcript(&section.id, told.attempt, &transcript)?;
        }
        Words::Later => return Ok(Then::Stop),
        Words::Hangup => return Ok(Then::Hangup),
    }
    match told.by {
        EndedBy::Stop | EndedBy::Interrupt => Ok(Then::Stop),
        EndedBy::Lost(error) => lost::go_on(studio, take, &error),
        _ => menu::after_section(studio, take, story, section),
    }
}
