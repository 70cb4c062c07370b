//! Makes the report of a take from what is on disk: transcripts, lengths, gaps. Runs no recogniser, so that a report
//! can be made again at any time and says the same.

use std::time::Duration;

use super::SessionError;
use super::practice::Story;
use crate::output::report::{Report, Source, Usual, YourNote};
use crate::output::wording;
use crate::review::reply::{self, Reply};
use crate::review::{self, Limits, Review, SectionState, Told, pauses};
use crate::scenario::Scenario;
use crate::scenario::plan::Plan;
use crate::take::{Division, Note, SectionRecord, Store, Take, TakeRecord, TakeWriter};
use crate::time::Span;
use crate::transcribe::Hearing;
use crate::transcript::Transcript;

/// What the recogniser should know before it hears the part `id` of a telling of `scenario`.
#[must_use]
pub fn hearing(scenario: &Scenario, id: &str) -> Hearing {
    Hearing {
        label: id.to_owned(),
        language: scenario.language.clone(),
        vocabulary: scenario.vocabulary.clone(),
    }
}

/// What a take was measured against when it was told. A level or principle that the scenario no longer has is
/// replaced by its first; a checked scenario has at least one of each.
#[must_use]
pub fn plan_of(record: &TakeRecord, scenario: &Scenario) -> Option<Plan> {
    let level = scenario.level(&record.level).or(scenario.levels.first())?;
    let principle = scenario
        .principle(&record.principle)
        .or(scenario.principles.first())?;
    let mut plan = Plan::new(scenario, level, principle, record.budget);
    let planned: Vec<&str> = record
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect();
    plan.keep(&planned);
    Some(plan)
}

/// What was told in one section, as far as the take holds it.
struct Part {
    section: String,
    state: SectionState,
    length: Duration,
    transcript: Option<Transcript>,
    gaps: Vec<Span>,
}

fn parts(take: &Take, plan: &Plan) -> Result<Vec<Part>, SessionError> {
    let told = plan
        .sections
        .iter()
        .filter_map(|section| take.record().section(&section.id));
    told.map(|section| {
        let attempt = section.counted();
        Ok(Part {
            section: section.id.clone(),
            state: section.state(),
            length: attempt.map(|attempt| attempt.length).unwrap_or_default(),
            transcript: take.transcript(&section.id)?,
            gaps: attempt
                .map(|attempt| attempt.gaps.clone())
                .unwrap_or_default(),
        })
    })
    .collect()
}

/// Judges the take as far as it was told. The user's corrections count.
///
/// # Errors
/// When a transcript is damaged or cannot be read.
pub fn review(take: &Take, scenario: &Scenario, plan: &Plan) -> Result<Review, SessionError> {
    let parts = parts(take, plan)?;
    let told: Vec<Told<'_>> = parts
        .iter()
        .map(|part| Told {
            section: &part.section,
            state: part.state,
            length: part.length,
            transcript: part.transcript.as_ref(),
            gaps: &part.gaps,
        })
        .collect();
    let limits = Limits::default();
    let heard = review::review(scenario, plan, &told, &limits);
    let corrections = take.corrections()?.corrections;
    Ok(review::corrected(heard, &corrections, plan, &limits))
}

/// How long was spoken in the section `id`, from the first word to the last; where nobody has listened yet, how long
/// was recorded.
///
/// # Errors
/// When the transcript is damaged or cannot be read.
pub fn spoken(take: &Take, id: &str) -> Result<Duration, SessionError> {
    if let Some(heard) = take.transcript(id)? {
        let speech = pauses::contour(&heard, &Limits::default()).speech;
        return Ok(speech.map(Span::length).unwrap_or_default());
    }
    let attempt = take.record().section(id).and_then(SectionRecord::counted);
    Ok(attempt.map(|attempt| attempt.length).unwrap_or_default())
}

/// The report on a take, with the user's own corrections in it.
///
/// # Errors
/// When a file of the take is damaged or cannot be read.
pub fn report(
    take: &Take,
    scenario: &Scenario,
    plan: &Plan,
    usual: Option<Usual>,
) -> Result<Report, SessionError> {
    let record = take.record();
    let source = Source {
        take: take.id().to_owned(),
        begun: record.begun.iso(),
        model: record.model.clone(),
    };
    let review = review(take, scenario, plan)?;
    let corrections = take.corrections()?.corrections;
    let mut report = Report {
        corrections,
        ..Report::new(scenario, plan, review, source, usual)
    };
    report.replies = replies(take, scenario)?;
    report.your_notes = record.notes.iter().map(your_note).collect();
    report.notes.extend(told_again(take, scenario));
    if let Some(Division::Heard { unsure }) = &record.division {
        let titles: Vec<String> = unsure
            .iter()
            .filter_map(|id| Some(scenario.section(id)?.title.clone()))
            .collect();
        report.notes.insert(0, wording::divided(&titles));
    }
    Ok(report)
}

fn your_note(note: &Note) -> YourNote {
    YourNote {
        section: note.section.clone().unwrap_or_default(),
        text: note.text.clone(),
    }
}

/// Which sections were told more than once. A mock interview that began anew tells so by its answer alone.
fn told_again(take: &Take, scenario: &Scenario) -> Vec<String> {
    let note = |told: &SectionRecord| {
        let title = &scenario.section(&told.id)?.title;
        let (times, counted) = (told.attempts.len(), told.counted_number()?);
        (times > 1).then(|| wording::told_again(title, &told.id, take.id(), counted, times))
    };
    if take.record().division.is_some() {
        return Vec::new();
    }
    take.record().sections.iter().filter_map(note).collect()
}

/// The replies to follow-up questions, in the order of asking.
fn replies(take: &Take, scenario: &Scenario) -> Result<Vec<Reply>, SessionError> {
    let mut replies = Vec::new();
    for section in &take.record().sections {
        let asked = section.question.as_ref().and_then(|asked| {
            scenario
                .follow_ups
                .iter()
                .find(|known| &known.question == asked)
        });
        let (Some(asked), Some(attempt)) = (asked, section.counted()) else {
            continue;
        };
        let heard = take.transcript(&section.id)?;
        replies.push(reply::judge(
            &section.id,
            asked,
            attempt.length,
            heard.as_ref(),
            &scenario.vocabulary,
        ));
    }
    Ok(replies)
}

/// Makes the take's report, keeps it, and ends the take.
///
/// # Errors
/// When the take cannot be read or written.
pub fn conclude(
    mut take: TakeWriter,
    story: &Story<'_>,
    store: &Store,
) -> Result<Report, SessionError> {
    let usual = usual(store, take.take(), story.plan);
    let report = report(take.take(), story.scenario, story.plan, usual)?;
    take.save_report(&report)?;
    take.finish()?;
    Ok(report)
}

/// Takes of the same story that are looked at for what the user usually does: the newest so many.
const USUAL_OVER: usize = 20;

/// What this user usually does in the story of `take`, which was told by `plan`, over the takes before it; `None` when
/// they are too few. Takes that cannot be read say nothing here; `rehearse takes` tells about them.
#[must_use]
pub fn usual(store: &Store, take: &Take, plan: &Plan) -> Option<Usual> {
    let record = take.record();
    let told = plan.sections.iter().map(|section| section.id.clone());
    let told = told.filter(|id| {
        let section = record.section(id);
        section.is_some_and(|section| section.counted().is_some())
    });
    let takes = store.list().ok()?.takes;
    let earlier = takes
        .iter()
        .rev()
        .filter(|earlier| earlier.scenario == record.scenario && earlier.id.as_str() < take.id());
    let reports: Vec<Report> = earlier
        .take(USUAL_OVER)
        .filter_map(|listed| store.take(&listed.id).ok()?.report().ok()?)
        .collect();
    Usual::of(&reports, &told.collect())
}
