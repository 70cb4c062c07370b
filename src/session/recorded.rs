//! A rehearsal from recordings that exist already: a folder with a file a section, or one file and its boundaries.
//! The same recorder writes the take, and the same ear listens, as behind the microphone.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::SessionError;
use super::screen::Screen;
use crate::audio::file::SoundFile;
use crate::audio::recording::{Recorder, Recording};
use crate::audio::{Arrived, Capture};
use crate::scenario::Section;
use crate::take::{AttemptState, Ended, TakeWriter};
use crate::time::{Offset, Span};
use crate::transcribe::Hearing;
use crate::transcribe::live::Ear;

/// File name endings that are looked for in a folder, in this order.
const ENDINGS: [&str; 6] = ["wav", "flac", "mp3", "m4a", "ogg", "aac"];

/// Sound that belongs to one section.
pub struct Source {
    /// The section's id.
    pub section: String,
    /// The sound; gives its frames as fast as it is asked.
    pub capture: Box<dyn Capture>,
}

/// The sources in the folder `dir`: for each section the file called after it. Sections without one are left out.
///
/// # Errors
/// When there is no file for any section, or one cannot be read.
pub fn in_folder(dir: &Path, sections: &[Section]) -> Result<Vec<Source>, SessionError> {
    let mut sources = Vec::new();
    for section in sections {
        let named = |ending: &&str| {
            Some(dir.join(format!("{}.{ending}", section.id))).filter(|path| path.is_file())
        };
        if let Some(path) = ENDINGS.iter().find_map(named) {
            let capture = Box::new(SoundFile::open(&path)?.capture()?);
            sources.push(Source {
                section: section.id.clone(),
                capture,
            });
        }
    }
    if sources.is_empty() {
        return Err(no_sections(dir, sections));
    }
    Ok(sources)
}

fn no_sections(dir: &Path, sections: &[Section]) -> SessionError {
    let mut names: Vec<String> = dir
        .read_dir()
        .map(|entries| {
            entries
                .flatten()
                .map(|entry| entry.file_name().to_string_lossy().into_owned())
                .collect()
        })
        .unwrap_or_default();
    names.sort();
    let more = names.len().saturating_sub(8);
    names.truncate(8);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    let expected: Vec<String> = sections
        .iter()
        .map(|section| format!("{}.wav", section.id))
        .collect();
    SessionError::NoSections {
        found: dir.display().to_string(),
        names: if names.is_empty() {
            "nothing".to_owned()
        } else {
            names.join(", ")
        },
        expected: expected.join(", "),
    }
}

/// The sources in one recording `file` of the whole answer; `marks` are the boundaries between the sections.
///
/// # Errors
/// When there is not one mark fewer than sections, they are not in order, lie outside the recording, or the file
/// cannot be read.
pub fn in_one_file(
    file: &Path,
    marks: &[f64],
    sections: &[Section],
) -> Result<Vec<Source>, SessionError> {
    let sound = SoundFile::open(file)?;
    check_marks(file, marks, sections, sound.length())?;
    let inner = marks.iter().map(|mark| Offset::from_seconds(*mark));
    let bounds: Vec<Offset> = std::iter::once(Offset::START)
        .chain(inner)
        .chain([Offset::START + sound.length()])
        .collect();
    let mut sources = Vec::new();
    for (section, ends) in sections.iter().zip(bounds.windows(2)) {
        let capture = Box::new(sound.section(Span::new(ends[0], ends[1]))?);
        sources.push(Source {
            section: section.id.clone(),
            capture,
        });
    }
    Ok(sources)
}

fn check_marks(
    file: &Path,
    marks: &[f64],
    sections: &[Section],
    length: Duration,
) -> Result<(), SessionError> {
    let total = length.as_secs_f64();
    let problem = if marks.is_empty() && sections.len() > 1 {
        return Err(SessionError::NoMarks {
            file: file.display().to_string(),
            expected: expected_marks(sections),
        });
    } else if marks.len() + 1 != sections.len() {
        Some(format!(
            "{} boundaries for {} sections",
            marks.len(),
            sections.len()
        ))
    } else if let Some(pair) = marks.windows(2).find(|pair| pair[0] >= pair[1]) {
        Some(format!("{} does not come after {}", pair[1], pair[0]))
    } else {
        marks
            .iter()
            .find(|mark| !(**mark > 0.0 && **mark < total))
            .map(|mark| format!("{mark} s lies outside the recording, which lasts {total:.1} s"))
    };
    let Some(problem) = problem else {
        return Ok(());
    };
    let given: Vec<String> = marks.iter().map(f64::to_string).collect();
    Err(SessionError::Marks {
        file: file.display().to_string(),
        marks: given.join(","),
        problem,
        expected: expected_marks(sections),
    })
}

fn expected_marks(sections: &[Section]) -> String {
    let titles: Vec<&str> = sections
        .iter()
        .skip(1)
        .map(|section| section.title.as_str())
        .collect();
    match titles[..] {
        [] => "no marks, because only one section is told".to_owned(),
        [only] => format!("1 number, in seconds from its start: where {only} begins"),
        _ => format!(
            "{} numbers, rising, in seconds from its start: where {} begin",
            titles.len(),
            titles.join(", "),
        ),
    }
}

/// Records every source into the take, then transcribes them side by side.
///
/// # Errors
/// When a source breaks off, the take cannot be written, or the recogniser fails. What was recorded is kept.
pub fn tell(
    take: &mut TakeWriter,
    sources: Vec<Source>,
    hearing: &Hearing,
    ear: impl FnOnce() -> Result<Ear, SessionError>,
    screen: &mut dyn Screen,
) -> Result<(), SessionError> {
    let mut sections = Vec::new();
    tell_remarks(take, &sources, screen)?;
    for source in sources {
        let speech = record(take, &source.section, source.capture)?;
        sections.push((source.section, speech));
    }
    screen.working("Loading the model", 0.0);
    let ear = ear()?;
    transcribe(take, sections, hearing, &ear, screen)
}

/// Transcribes recorded sections side by side and keeps their transcripts as those of each section's counted attempt.
///
/// # Errors
/// When the recogniser fails or a transcript cannot be kept.
pub fn transcribe(
    take: &mut TakeWriter,
    sections: Vec<(String, Vec<f32>)>,
    hearing: &Hearing,
    ear: &Ear,
    screen: &mut dyn Screen,
) -> Result<(), SessionError> {
    let heard_as = |label: &String| Hearing {
        label: label.clone(),
        ..hearing.clone()
    };
    let (ids, jobs): (Vec<String>, Vec<_>) = sections
        .into_iter()
        .map(|(id, speech)| (id.clone(), (speech, heard_as(&id))))
        .unzip();
    let transcripts = ear.transcribe_all(jobs, |done| {
        screen.working("Transcribing on this machine", done)
    })?;
    screen.clear();
    for (id, transcript) in ids.iter().zip(&transcripts) {
        let number = take
            .take()
            .record()
            .section(id)
            .and_then(crate::take::SectionRecord::counted_number)
            .unwrap_or(1);
        take.save_transcript(id, number, transcript)?;
    }
    Ok(())
}

/// Records one source as a new attempt of its section; the same sound at 16 kHz.
fn record(
    take: &mut TakeWriter,
    section: &str,
    mut capture: Box<dyn Capture>,
) -> Result<Vec<f32>, SessionError> {
    let path: PathBuf = take.begin_attempt(section, capture.rate_hz())?;
    let mut recorder = Recorder::create(&path, capture.rate_hz())?;
    let (mut frames, mut speech) = (Vec::new(), Vec::new());
    let outcome = loop {
        frames.clear();
        match capture.read(Duration::from_secs(1), &mut frames) {
            Ok(Arrived::Frames(_)) => match recorder.push(&frames, &mut speech) {
                Ok(()) => {}
                Err(error) => break Err(error.into()),
            },
            Ok(Arrived::Lost(count)) => match recorder.lost(count, &mut speech) {
                Ok(()) => {}
                Err(error) => break Err(error.into()),
            },
            Ok(Arrived::End) => break Ok(()),
            Err(error) => break Err(SessionError::from(error)),
        }
    };
    let (recording, closed) = recorder.finish(&mut speech);
    let outcome = outcome.and(closed.map_err(SessionError::from));
    let state = if outcome.is_ok() {
        AttemptState::Complete
    } else {
        AttemptState::Partial
    };
    take.end_attempt(section, ended(&recording, state))?;
    outcome.map(|()| speech)
}

/// What the take keeps of a finished recording.
#[must_use]
pub fn ended(recording: &Recording, state: AttemptState) -> Ended {
    Ended {
        state,
        length: recording.length,
        gaps: recording.gaps.clone(),
        pauses: recording.pauses.clone(),
        marks: Vec::new(),
    }
}

/// Says what was chosen for the user in the files, such as a track, and keeps it with the take.
fn tell_remarks(
    take: &mut TakeWriter,
    sources: &[Source],
    screen: &mut dyn Screen,
) -> Result<(), SessionError> {
    let mut remarks: Vec<String> = Vec::new();
    for source in sources {
        remarks.extend(source.capture.remark());
    }
    remarks.dedup();
    if remarks.is_empty() {
        return Ok(());
    }
    for remark in &remarks {
        screen.say(remark);
    }
    let device = &take.take().record().device;
    let device = format!("{device}. {}", remarks.join(" "));
    take.set_device(&device)?;
    Ok(())
}
