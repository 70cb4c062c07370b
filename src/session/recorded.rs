//! A rehearsal from recordings that exist already: a folder with a file a section (see [`super::folder`]), or one file.
//! The same recorder writes the take, and the same ear listens, as behind the microphone.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::marks::{Mark, Marks};
use super::practice::Story;
use super::screen::Screen;
use super::{SessionError, assess, mock, script};
use crate::audio::file::SoundFile;
use crate::audio::meter::{Loudness, Meter};
use crate::audio::recording::{Recorder, Recording};
use crate::audio::{Arrived, Capture, whole};
use crate::scenario::Section;
use crate::take::{AttemptState, Ended, SectionRecord, TakeWriter, WHOLE_ANSWER};
use crate::time::{Offset, SPEECH_RATE_HZ, Span};
use crate::transcribe::Hearing;
use crate::transcribe::live::Ear;
use crate::transcript::Transcript;

/// Sound that belongs to one section.
pub struct Source {
    /// The section's id.
    pub section: String,
    /// The sound; gives its frames as fast as it is asked.
    pub capture: Box<dyn Capture>,
}

/// One recording `file` of the whole answer: undivided without `marks`, which are the boundaries between the sections.
/// A single section needs none.
///
/// # Errors
/// When there is not one mark fewer than sections, they are not in order, lie outside the recording, or the file
/// cannot be read.
pub fn in_one_file(
    file: &Path,
    marks: Option<&Marks>,
    sections: &[Section],
) -> Result<Vec<Source>, SessionError> {
    let sound = SoundFile::open(file)?;
    let Some(marks) = marks else {
        let section = match sections {
            [only] => only.id.clone(),
            _ => WHOLE_ANSWER.to_owned(),
        };
        let capture = Box::new(sound.capture()?);
        return Ok(vec![Source { section, capture }]);
    };
    check_marks(file, marks, sections, sound.length())?;
    let inner = marks.0.iter().map(|mark| mark.at);
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
    marks: &Marks,
    sections: &[Section],
    length: Duration,
) -> Result<(), SessionError> {
    let end = Offset::START + length;
    let problem = if marks.0.len() + 1 != sections.len() {
        Some(format!(
            "{} for {}",
            counted(marks.0.len(), "boundary", "boundaries"),
            counted(sections.len(), "section", "sections")
        ))
    } else if let Some(pair) = marks.0.windows(2).find(|pair| pair[0].at >= pair[1].at) {
        Some(format!(
            "{} does not come after {}",
            pair[1].text, pair[0].text
        ))
    } else {
        let is_outside = |mark: &&Mark| mark.at == Offset::START || mark.at >= end;
        marks.0.iter().find(is_outside).map(|mark| {
            let unit = if mark.text.parse::<f64>().is_ok() {
                " s"
            } else {
                ""
            };
            format!(
                "{}{unit} lies outside the recording, which lasts {:.1} s",
                mark.text,
                length.as_secs_f64()
            )
        })
    };
    let Some(problem) = problem else {
        return Ok(());
    };
    Err(SessionError::Marks {
        file: file.display().to_string(),
        marks: marks.to_string(),
        problem,
        expected: expected_marks(sections),
    })
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn expected_marks(sections: &[Section]) -> String {
    let titles: Vec<&str> = sections
        .iter()
        .skip(1)
        .map(|section| section.title.as_str())
        .collect();
    match titles[..] {
        [] => "no marks, because only one section is told".to_owned(),
        [only] => format!("1 time from its start, such as 31.2 or 1:02: where {only} begins"),
        _ => format!(
            "{} times from its start, rising, such as 31.2 or 1:02: where {} begin",
            titles.len(),
            titles.join(", "),
        ),
    }
}

/// Records every source into the take, transcribes them side by side, and finds the sections of an undivided answer.
///
/// # Errors
/// When a source breaks off, the take cannot be written, or the recogniser fails. What was recorded is kept.
pub fn tell(
    take: &mut TakeWriter,
    story: Story<'_>,
    sources: Vec<Source>,
    ear: impl FnOnce() -> Result<Ear, SessionError>,
    screen: &mut dyn Screen,
) -> Result<(), SessionError> {
    let mut sections = Vec::new();
    tell_remarks(take, &sources, screen)?;
    for source in sources {
        if source.section == WHOLE_ANSWER {
            let plan = story.plan;
            take.add_section(SectionRecord::new(WHOLE_ANSWER, plan.target, plan.ceiling))?;
        }
        let path = record(take, &source.section, source.capture)?;
        sections.push((source.section, path));
    }
    screen.working("Loading the model", 0.0);
    let ear = ear()?;
    let mut files = Vec::new();
    for (section, path) in &sections {
        let hearing = assess::hearing(story.scenario, section);
        files.push((SoundFile::open(path)?, hearing));
    }
    for ((section, _), heard) in sections.iter().zip(hear(&ear, files, screen)?) {
        let title = story.scenario.section(section);
        let title = title.map_or("The recording", |section| section.title.as_str());
        if let Some(why) = heard.why_no_words(title) {
            screen.say(&why);
        }
        let record = take.take().record().section(section);
        let number = record.and_then(SectionRecord::counted_number).unwrap_or(1);
        take.save_transcript(section, number, &heard.transcript)?;
        if section == WHOLE_ANSWER {
            mock::divide_answer(take, story, &heard.transcript)?;
        }
    }
    Ok(())
}

/// What was heard in a recording, and how loud it is.
pub struct Heard {
    /// The words.
    pub transcript: Transcript,
    /// Levels over the whole recording.
    pub loudness: Loudness,
}

impl Heard {
    /// Why there are no words in `what`, when there are none and the level tells.
    #[must_use]
    pub fn why_no_words(&self, what: &str) -> Option<String> {
        let none = self.transcript.words.is_empty();
        none.then(|| script::nothing_heard(what, &self.loudness))?
    }
}

/// Hears recordings side by side, each read as it is heard; in the order given.
///
/// # Errors
/// When a recording cannot be read or the recogniser fails.
pub fn hear(
    ear: &Ear,
    files: Vec<(SoundFile, Hearing)>,
    screen: &mut dyn Screen,
) -> Result<Vec<Heard>, SessionError> {
    let (mut pending, mut loudness) = (Vec::new(), Vec::new());
    for (file, hearing) in files {
        let mut listening = ear.listen_to_recorded(hearing, file.length())?;
        let mut meter = Meter::new(SPEECH_RATE_HZ);
        whole::stream_speech(file.capture()?, |piece| {
            meter.push(piece);
            listening.push(piece);
        })?;
        loudness.push(meter.loudness());
        pending.push(listening.finish());
    }
    let transcripts = Ear::wait_for(pending, |done| {
        screen.working("Transcribing on this machine", done)
    })?;
    screen.clear();
    let heard = transcripts.into_iter().zip(loudness);
    Ok(heard
        .map(|(transcript, loudness)| Heard {
            transcript,
            loudness,
        })
        .collect())
}

/// Records one source as a new attempt of its section, and says where.
fn record(
    take: &mut TakeWriter,
    section: &str,
    mut capture: Box<dyn Capture>,
) -> Result<PathBuf, SessionError> {
    let path: PathBuf = take.begin_attempt(section, capture.rate_hz())?;
    let mut recorder = Recorder::create(&path, capture.rate_hz())?;
    let (mut frames, mut speech) = (Vec::new(), Vec::new());
    let outcome = loop {
        frames.clear();
        // The words are found in what is on disk, as they are when the take is heard again.
        speech.clear();
        let written = match capture.read(Duration::from_secs(1), &mut frames) {
            Ok(Arrived::Frames(_)) => recorder.push(&frames, &mut speech),
            Ok(Arrived::Lost(count)) => recorder.lost(count, &mut speech),
            Ok(Arrived::End) => break Ok(()),
            Err(error) => break Err(SessionError::from(error)),
        };
        if let Err(error) = written {
            break Err(error.into());
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
    outcome.map(|()| path)
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
