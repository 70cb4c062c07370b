//! Practice: the answer section by section at the microphone, each with its findings right after it.

use std::time::Duration;

use super::keys::Key;
use super::studio::Studio;
use super::task::{EndedBy, Task, Then, Told};
use super::{SessionError, assess, script};
use crate::audio::CaptureError;
use crate::output::terminal;
use crate::review::Limits;
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
    let before: Duration = take.take().record().duration();
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
        ticks: options
            .live
            .then_some((section, story.scenario.vocabulary.as_slice())),
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
    let attempt = told.attempt;
    match &told.by {
        // An attempt that is told again is kept as sound; its words can be had later with `rehearse review --again`.
        EndedBy::Redo => return Ok(Then::Redo),
        EndedBy::Hangup => return Ok(Then::Hangup),
        _ => {}
    }
    if let Some(trouble) = &told.trouble {
        studio.screen.say(&trouble.to_string());
    }
    let transcript = studio.hear_out(told.hearing)?;
    take.save_transcript(&section.id, attempt, &transcript)?;
    match told.by {
        EndedBy::Stop => Ok(Then::Stop),
        EndedBy::Lost(error) => go_on_elsewhere(studio, take, &error),
        _ => {
            show_findings(studio, take, story, section)?;
            menu(studio, take, section, attempt)
        }
    }
}

fn show_findings(
    studio: &mut Studio<'_>,
    take: &TakeWriter,
    story: Story<'_>,
    section: &Section,
) -> Result<(), SessionError> {
    let review = assess::review(take.take(), story.scenario, story.plan)?;
    if let Some(found) = review
        .sections
        .iter()
        .find(|found| found.section == section.id)
    {
        for line in terminal::section_brief(found, &story.scenario.id, &Limits::default()) {
            studio.screen.say(&line);
        }
    }
    Ok(())
}

/// Lets the person choose what to do after a section.
fn menu(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    section: &Section,
    attempt: usize,
) -> Result<Then, SessionError> {
    if studio.hands_free {
        return Ok(studio.count_down("Next section in", script::READING));
    }
    loop {
        studio
            .screen
            .say("\nEnter next   r redo   p play back   t transcript   n note   q stop");
        match studio.key() {
            Key::Enter | Key::Space => return Ok(Then::Next),
            Key::Char('r') => return Ok(Then::Redo),
            Key::Char('q') | Key::Escape | Key::Interrupt => return Ok(Then::Stop),
            Key::Hangup => return Ok(Then::Hangup),
            Key::Char('p') => studio.play_back(take.take(), &section.id),
            Key::Char('t') => {
                let words = take.take().transcript_of(&section.id, attempt)?;
                let text = words
                    .map(|transcript| transcript.text())
                    .unwrap_or_default();
                studio
                    .screen
                    .say(&script::transcript(&text, studio.screen.width()));
            }
            Key::Char('n') => {
                if let Some(note) = studio
                    .keys
                    .line("Note: ")
                    .filter(|note| !note.trim().is_empty())
                {
                    take.add_note(Some(&section.id), note.trim())?;
                    studio.screen.say("Kept with this take.");
                }
            }
            _ => {}
        }
    }
}

/// The microphone is gone: says so and goes on with another when the person wants to.
fn go_on_elsewhere(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    error: &CaptureError,
) -> Result<Then, SessionError> {
    studio.screen.say(&script::lost(error));
    loop {
        studio.screen.say("Enter tell this section again with the microphone that is there now   d choose another   q stop");
        let asked = match studio.key() {
            Key::Enter | Key::Space => None,
            Key::Char('d') => match studio.keys.line("Microphone (name, or part of it): ") {
                Some(name) => Some(name),
                None => continue,
            },
            Key::Char('q') | Key::Escape | Key::Interrupt => return Ok(Then::Stop),
            Key::Hangup => return Ok(Then::Hangup),
            _ => continue,
        };
        match studio.change_microphone(asked.as_deref()) {
            Ok(()) => {
                take.set_device(studio.device())?;
                return Ok(Then::Redo);
            }
            Err(error) => studio.screen.say(&error.to_string()),
        }
    }
}
