//! Transcribes the sound of a take that is on disk already: what was never transcribed, or everything anew.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::practice::Story;
use super::screen::Screen;
use super::{SessionError, assess, mock, recorded, split};
use crate::audio::file::SoundFile;
use crate::take::{Attempt, StoreError, Take, TakeWriter, WHOLE_ANSWER};
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

/// Recordings that cannot be heard: the section, and why not.
pub type Unheard = Vec<(String, SessionError)>;

/// Whether there is anything to transcribe.
///
/// # Errors
/// When a transcript cannot be read.
pub fn is_needed(take: &Take, wanted: Wanted) -> Result<bool, SessionError> {
    Ok(!counted(take, wanted)?.is_empty())
}

/// Transcribes the attempts that count, each sound file once, and keeps what was heard. Sections whose recordings are
/// empty, missing or damaged are passed over and returned.
///
/// # Errors
/// When the recogniser fails, or a transcript cannot be kept.
pub fn hear(
    take: &mut TakeWriter,
    story: Story<'_>,
    ear: &Ear,
    wanted: Wanted,
    screen: &mut dyn Screen,
) -> Result<Unheard, SessionError> {
    let counted = counted(take.take(), wanted)?;
    // Sections of one long recording share its file, which is heard once, as it was when it was spoken.
    let mut files: BTreeMap<PathBuf, Vec<Counted>> = BTreeMap::new();
    for section in counted {
        files
            .entry(take.take().dir().join(&section.attempt.wav))
            .or_default()
            .push(section);
    }
    let (mut jobs, mut heard, mut unheard) = (Vec::new(), Vec::new(), Unheard::new());
    for (path, sections) in files {
        let label = sections
            .first()
            .map_or("", |section| section.section.as_str());
        // The language that it was told in, whatever the story's is by now.
        let hearing = Hearing {
            language: take.take().record().language.clone(),
            ..assess::hearing(story.scenario, label)
        };
        match sound(take.take(), label, &path) {
            Ok(sound) => {
                jobs.push((sound, hearing));
                heard.push(sections);
            }
            Err(error) => unheard.push(pass_over(take, sections, error)?),
        }
    }
    let found = recorded::hear(ear, jobs, screen)?;
    for (sections, found) in heard.iter().zip(&found) {
        let whole = &found.transcript;
        let first = sections
            .first()
            .and_then(|first| story.scenario.section(&first.section));
        let title = first.map_or("The recording", |section| section.title.as_str());
        if let Some(why) = found.why_no_words(title) {
            screen.say(&why);
        }
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
    if wanted == Wanted::Everything && !heard.is_empty() {
        take.set_model(ear.model())?;
    }
    Ok(unheard)
}

/// The sound of `section`, which is in the file at `path`.
fn sound(take: &Take, section: &str, path: &Path) -> Result<SoundFile, SessionError> {
    take.sound(section)?;
    Ok(SoundFile::open(path)?)
}

/// Leaves sections whose sound cannot be had as they are. Words of theirs that are damaged are put aside: nobody can
/// read them, and they cannot be made anew.
fn pass_over(
    take: &mut TakeWriter,
    sections: Vec<Counted>,
    error: SessionError,
) -> Result<(String, SessionError), SessionError> {
    let mut names = Vec::new();
    for Counted {
        section, number, ..
    } in sections
    {
        if is_damaged(&take.take().transcript_of(&section, number)) {
            take.put_transcript_aside(&section, number)?;
        }
        names.push(section);
    }
    Ok((names.join(", "), error))
}

fn is_damaged<T>(read: &Result<T, StoreError>) -> bool {
    matches!(
        read,
        Err(StoreError::Damaged { .. } | StoreError::NotPlain { .. })
    )
}

fn counted(take: &Take, wanted: Wanted) -> Result<Vec<Counted>, SessionError> {
    let mut found = Vec::new();
    for section in &take.record().sections {
        let (Some(number), Some(attempt)) = (section.counted_number(), section.counted()) else {
            continue;
        };
        let words = take.transcript_of(&section.id, number);
        if wanted == Wanted::Everything || is_damaged(&words) || words?.is_none() {
            found.push(Counted {
                section: section.id.clone(),
                number,
                attempt: attempt.clone(),
            });
        }
    }
    Ok(found)
}
