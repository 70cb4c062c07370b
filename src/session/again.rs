//! Transcribes the sound of a take that is on disk already: what was never transcribed, or everything anew.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::practice::Story;
use super::screen::Screen;
use super::{SessionError, assess, mock, split};
use crate::audio::file::SoundFile;
use crate::audio::whole;
use crate::take::{Attempt, Take, TakeWriter, WHOLE_ANSWER};
use crate::transcribe::Hearing;
use crate::transcribe::live::Ear;

/// What is to be transcribed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// What has no transcript yet.
    Unheard,
    /// Everything that counts.
    Everything,
}

/// A counted attempt of a section.
struct Counted {
    section: String,
    number: usize,
    attempt: Attempt,
}

/// Whether there is anything to transcribe.
///
/// # Errors
/// When a transcript is damaged or cannot be read.
pub fn is_needed(take: &Take, wanted: Wanted) -> Result<bool, SessionError> {
    Ok(!counted(take, wanted)?.is_empty())
}

/// Transcribes the attempts that count, each sound file once, and keeps what was heard.
///
/// # Errors
/// When a recording cannot be read, the recogniser fails, or a transcript cannot be kept.
pub fn hear(
    take: &mut TakeWriter,
    story: Story<'_>,
    ear: &Ear,
    wanted: Wanted,
    screen: &mut dyn Screen,
) -> Result<(), SessionError> {
    let counted = counted(take.take(), wanted)?;
    // Sections of one long recording share its file, which is heard once, as it was when it was spoken.
    let mut files: BTreeMap<PathBuf, Vec<Counted>> = BTreeMap::new();
    for section in counted {
        files
            .entry(take.take().dir().join(&section.attempt.wav))
            .or_default()
            .push(section);
    }
    let mut jobs = Vec::new();
    for (path, sections) in &files {
        let label = sections
            .first()
            .map_or("", |section| section.section.as_str());
        // The language that it was told in, whatever the story's is by now.
        let hearing = Hearing {
            language: take.take().record().language.clone(),
            ..assess::hearing(story.scenario, label)
        };
        jobs.push((whole::speech(SoundFile::open(path)?.capture()?)?, hearing));
    }
    let transcripts = ear.transcribe_all(jobs, |done| {
        screen.working("Transcribing on this machine", done)
    })?;
    screen.clear();
    for (sections, whole) in files.values().zip(&transcripts) {
        for Counted {
            section,
            number,
            attempt,
        } in sections
        {
            match attempt.part {
                Some(part) => {
                    take.save_transcript(section, *number, &split::part_of(whole, part))?
                }
                None => take.save_transcript(section, *number, whole)?,
            }
            // A mock answer that was cut off before anybody had looked for its sections.
            if section == WHOLE_ANSWER && take.take().record().division.is_none() {
                mock::divide_answer(take, story, whole)?;
            }
        }
    }
    if wanted == Wanted::Everything {
        take.set_model(ear.model())?;
    }
    Ok(())
}

fn counted(take: &Take, wanted: Wanted) -> Result<Vec<Counted>, SessionError> {
    let mut found = Vec::new();
    for section in &take.record().sections {
        let (Some(number), Some(attempt)) = (section.counted_number(), section.counted()) else {
            continue;
        };
        if wanted == Wanted::Everything || take.transcript(&section.id)?.is_none() {
            found.push(Counted {
                section: section.id.clone(),
                number,
                attempt: attempt.clone(),
            });
        }
    }
    Ok(found)
}
