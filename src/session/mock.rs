//! Mock: the whole answer in one go, as in the interview, then one or two follow-up questions; findings at the end.
//!
//! The answer is one recording. Its sections are stretches of it: between the places that the speaker marked, or else
//! where the words say that they begin.

use super::practice::Story;
use super::studio::Studio;
use super::task::{EndedBy, Task, Then, Told, Words};
use super::{SessionError, assess, divide, follow_up, lost, script, split};
use crate::scenario::FollowUp;
use crate::take::{Attempt, AttemptState, Division, SectionRecord, TakeWriter, WHOLE_ANSWER};
use crate::time::{Offset, Span};
use crate::transcript::Transcript;

/// Asks the question, records the answer, then asks `follow_ups` further questions. `false` when nobody is there any
/// more to show a report to.
///
/// # Errors
/// When the take cannot be written, or the recogniser fails.
pub fn interview(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    follow_ups: usize,
) -> Result<bool, SessionError> {
    let width = studio.screen.width();
    studio
        .screen
        .say(&script::interview(story.scenario, story.plan, width));
    match studio.ready() {
        Then::Next | Then::Redo => {}
        Then::Stop => return Ok(true),
        Then::Hangup => return Ok(false),
    }
    let plan = story.plan;
    take.add_section(SectionRecord::new(WHOLE_ANSWER, plan.target, plan.ceiling))?;
    let task = Task {
        id: WHOLE_ANSWER,
        heading: "Your answer",
        target: plan.target,
        ceiling: plan.ceiling,
        whole: None,
        ticks: None,
        space_marks: true,
    };
    loop {
        let told = studio.record(take, &task, assess::hearing(story.scenario, WHOLE_ANSWER))?;
        let by = told.by.clone();
        match keep_parts(studio, take, story, told)? {
            Then::Hangup => return Ok(false),
            Then::Stop => return Ok(true),
            _ => {}
        }
        let EndedBy::Lost(error) = by else {
            return ask(studio, take, story, follow_ups);
        };
        match lost::go_on(studio, take, &error)? {
            Then::Hangup => return Ok(false),
            Then::Stop => return Ok(true),
            _ => {}
        }
    }
}

/// Waits for the words of the whole answer and keeps them, whole and by section. [`Then::Next`] when the interview goes
/// on.
fn keep_parts(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    told: Told,
) -> Result<Then, SessionError> {
    if told.by == EndedBy::Hangup {
        return Ok(Then::Hangup);
    }
    if let Some(trouble) = &told.trouble {
        studio.screen.say(&trouble.to_string());
    }
    match studio.hear_out(told.hearing, &told.by)? {
        Words::Here(whole) => {
            take.save_transcript(WHOLE_ANSWER, told.attempt, &whole)?;
            divide_answer(take, story, &whole)?;
        }
        Words::Later => return Ok(Then::Stop),
        Words::Hangup => return Ok(Then::Hangup),
    }
    Ok(match told.by {
        EndedBy::Stop | EndedBy::Interrupt => Then::Stop,
        _ => Then::Next,
    })
}

/// Makes sections of the undivided answer, whose words are `whole`, where the speaker marked them, or where nothing was
/// marked at the places that the words tell.
///
/// # Errors
/// When the take cannot be written.
pub fn divide_answer(
    take: &mut TakeWriter,
    story: Story<'_>,
    whole: &Transcript,
) -> Result<(), SessionError> {
    let answer = take
        .take()
        .record()
        .section(WHOLE_ANSWER)
        .and_then(SectionRecord::counted)
        .cloned();
    let Some(answer) = answer else { return Ok(()) };
    let (spans, division) = parts(story, whole, &answer.marks, Offset::START + answer.length);
    let last_told = spans.iter().rposition(|span| !span.length().is_zero());
    for (index, (section, span)) in story.plan.sections.iter().zip(&spans).enumerate() {
        if span.length().is_zero() {
            continue;
        }
        let cut_off = answer.state == AttemptState::Partial && Some(index) == last_told;
        let state = if cut_off {
            AttemptState::Partial
        } else {
            AttemptState::Complete
        };
        take.add_attempt(&section.id, part_of_answer(&answer, *span, state))?;
        let number = take
            .take()
            .record()
            .section(&section.id)
            .map_or(1, |section| section.attempts.len());
        take.save_transcript(&section.id, number, &split::part_of(whole, *span))?;
    }
    Ok(take.set_division(division)?)
}

/// The stretch of each section, and how it was found.
fn parts(
    story: Story<'_>,
    whole: &Transcript,
    marks: &[Offset],
    end: Offset,
) -> (Vec<Span>, Division) {
    let sections = &story.plan.sections;
    if !marks.is_empty() {
        return (split::between(marks, sections.len(), end), Division::Marked);
    }
    let parts = divide::divide(&whole.words, sections, &story.scenario.vocabulary);
    let unsure = sections
        .iter()
        .zip(&parts)
        .filter(|(_, part)| !part.sure && !part.words.is_empty());
    let unsure = unsure.map(|(section, _)| section.id.clone()).collect();
    (
        divide::spans(&parts, &whole.words, end),
        Division::Heard { unsure },
    )
}

fn part_of_answer(answer: &Attempt, span: Span, state: AttemptState) -> Attempt {
    let inside = |gap: &Span| {
        let shared = gap.overlap(span)?;
        Some(Span::new(
            Offset::START + (shared.start - span.start),
            Offset::START + (shared.end - span.start),
        ))
    };
    Attempt {
        part: Some(span),
        state,
        length: span.length(),
        gaps: answer.gaps.iter().filter_map(inside).collect(),
        pauses: Vec::new(),
        marks: Vec::new(),
        ..answer.clone()
    }
}

/// Asks the questions for the widest gaps of the answer.
fn ask(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    count: usize,
) -> Result<bool, SessionError> {
    let review = assess::review(take.take(), story.scenario, story.plan)?;
    let findings: Vec<_> = review
        .sections
        .into_iter()
        .flat_map(|section| section.signals)
        .collect();
    let chosen = follow_up::choose(&story.scenario.follow_ups, &findings, count);
    let asked: Vec<&FollowUp> = chosen.into_iter().map(|chosen| chosen.follow_up).collect();
    ask_in_turn(studio, take, story, &asked, false)
}

/// Drills `asked`: as after an interview, but each question waits until the person is ready for it. `false` when
/// nobody is there any more.
///
/// # Errors
/// When the take cannot be written, or the recogniser fails.
pub fn drill(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    asked: &[&FollowUp],
) -> Result<bool, SessionError> {
    let width = studio.screen.width();
    studio.screen.say(&script::drill(asked, width));
    ask_in_turn(studio, take, story, asked, true)
}

/// Asks each of `asked` and records the reply, from the moment of the question on; `waits` until the person is ready
/// for each. `false` when nobody is there any more.
fn ask_in_turn(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    asked: &[&FollowUp],
    waits: bool,
) -> Result<bool, SessionError> {
    for (index, follow_up) in asked.iter().enumerate() {
        if waits {
            match studio.ready() {
                Then::Next | Then::Redo => {}
                Then::Stop => return Ok(true),
                Then::Hangup => return Ok(false),
            }
        }
        let width = studio.screen.width();
        studio
            .screen
            .say(&script::follow_up(follow_up, index + 1, asked.len(), width));
        let id = format!("follow-up-{}", index + 1);
        let question = Some(follow_up.question.clone());
        take.add_section(SectionRecord {
            question,
            ..SectionRecord::new(&id, follow_up.target, None)
        })?;
        match reply(
            studio,
            take,
            story,
            follow_up,
            &id,
            (index + 1, asked.len()),
        )? {
            Then::Hangup => return Ok(false),
            Then::Stop => return Ok(true),
            Then::Next | Then::Redo => {}
        }
    }
    Ok(true)
}

/// Records the reply to `follow_up`, which is number `number` of `of`, until it stands.
fn reply(
    studio: &mut Studio<'_>,
    take: &mut TakeWriter,
    story: Story<'_>,
    follow_up: &FollowUp,
    id: &str,
    (number, of): (usize, usize),
) -> Result<Then, SessionError> {
    let heading = format!("Your reply ({number} of {of})");
    let task = Task {
        id,
        heading: &heading,
        target: follow_up.target,
        ceiling: None,
        whole: None,
        ticks: None,
        space_marks: false,
    };
    loop {
        let told = studio.record(take, &task, assess::hearing(story.scenario, id))?;
        match told.by {
            EndedBy::Redo => continue,
            EndedBy::Hangup => return Ok(Then::Hangup),
            _ => {}
        }
        match studio.hear_out(told.hearing, &told.by)? {
            Words::Here(heard) => take.save_transcript(id, told.attempt, &heard)?,
            Words::Later => return Ok(Then::Stop),
            Words::Hangup => return Ok(Then::Hangup),
        }
        match told.by {
            EndedBy::Next => return Ok(Then::Next),
            EndedBy::Lost(error) => match lost::go_on(studio, take, &error)? {
                Then::Redo => {}
                other => return Ok(other),
            },
            _ => return Ok(Then::Stop),
        }
    }
}
