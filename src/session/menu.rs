//! What a person may do between two sections: go on, tell it again, hear it, read it, let another telling count.

use super::keys::Key;
use super::picker::ask;
use super::practice::Story;
use super::studio::Studio;
use super::task::Then;
use super::{SessionError, again, assess, script};
use crate::output::terminal;
use crate::output::wording::length;
use crate::review::Limits;
use crate::scenario::Section;
use crate::take::{AttemptState, SectionRecord, TakeWriter};

/// Shows what was found in `section`, then does what the person asks for until they go on.
///
/// # Errors
/// When the take cannot be read or written, or the recogniser fails.
pub fn after_section(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    section: &Section,
) -> Result<Then, SessionError> {
    show_findings(studio, take, story, section)?;
    if studio.hands_free {
        return Ok(studio.count_down("Next section in", script::READING));
    }
    loop {
        let told = take.take().record().section(&section.id);
        let several = told.is_some_and(|told| told.attempts.len() > 1);
        let width = studio.screen.width();
        studio.screen.say(&script::menu(several, width));
        match studio.key() {
            Key::Enter | Key::Space => return Ok(Then::Next),
            Key::Char('r') => return Ok(Then::Redo),
            Key::Char('q') | Key::Escape | Key::Interrupt => return Ok(Then::Stop),
            Key::Hangup => return Ok(Then::Hangup),
            Key::Char('p') => studio.play_back(take.take(), &section.id),
            Key::Char('t') => show_words(studio, take, section)?,
            Key::Char('n') => note(studio, take, section)?,
            Key::Char('u') if several => use_another(studio, take, story, section)?,
            _ => {}
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
        for line in terminal::section_brief(found, &story.scenario.typed, &Limits::default()) {
            studio.screen.say(&line);
        }
    }
    Ok(())
}

fn show_words(
    studio: &mut Studio<'_>,
    take: &TakeWriter,
    section: &Section,
) -> Result<(), SessionError> {
    let words = take.take().transcript(&section.id)?;
    let text = words.map(|words| words.text()).unwrap_or_default();
    let width = studio.screen.width();
    studio.screen.say(&script::transcript(&text, width));
    Ok(())
}

fn note(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    section: &Section,
) -> Result<(), SessionError> {
    let note = studio.keys.line("Note: ");
    if let Some(note) = note.filter(|note| !note.trim().is_empty()) {
        take.add_note(Some(&section.id), note.trim())?;
        studio.screen.say("Kept with this take.");
    }
    Ok(())
}

/// Lets another telling of `section` count, and shows what was found in it, unless the person leaves it as it is.
fn use_another(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    section: &Section,
) -> Result<(), SessionError> {
    let told = take.take().record().section(&section.id);
    let tellings = told.map(tellings).unwrap_or_default();
    let counted = told.and_then(SectionRecord::counted_number).unwrap_or(1);
    let chosen = ask(
        studio.keys,
        studio.screen,
        "Which telling counts?",
        &tellings,
        counted - 1,
    );
    let Some(number) = chosen.map(|index| index + 1).filter(|&new| new != counted) else {
        return Ok(());
    };
    take.pick(&section.id, number)?;
    // One that was broken off to be told again has no words yet.
    again::hear(
        take,
        story,
        studio.ear,
        again::Wanted::Unheard,
        studio.screen,
    )?;
    show_findings(studio, take, story, section)
}

/// "0:12.4", "0:03.1, broken off".
fn tellings(section: &SectionRecord) -> Vec<String> {
    let described = |attempt: &crate::take::Attempt| {
        let how = match attempt.state {
            AttemptState::Complete | AttemptState::Recording => "",
            AttemptState::Partial => ", broken off",
            AttemptState::Silent => ", silent",
        };
        format!("{}{how}", length(attempt.length))
    };
    section.attempts.iter().map(described).collect()
}
