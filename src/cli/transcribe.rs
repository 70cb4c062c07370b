//! `rehearse transcribe`: the words of a recording, without a story.

use std::path::PathBuf;

use super::common::Common;
use super::ending::write_to;
use super::exit::Outcome;
use crate::audio::file::SoundFile;
use crate::console;
use crate::output::{json, wording};
use crate::session::{SessionError, recorded, screen};
use crate::transcribe::Hearing;
use crate::transcript::Transcript;

/// What `transcribe` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The recording: WAV, FLAC, MP3, M4A, Opus, Ogg, WebM, AIFF or CAF
    pub file: PathBuf,
    /// Write words with their times as JSON to a file, or with - to standard output in place of the text
    #[arg(long, value_name = "PATH|-")]
    pub json: Option<PathBuf>,
}

/// Runs `rehearse transcribe`.
///
/// # Errors
/// When the recording or the model is at fault.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let transcript = transcribe(common, args)?;
    match args.json.as_deref() {
        Some(path) => write_to(path, &json::text(&transcript)?)?,
        None if transcript.is_silent() => {
            console::note(format!("No words were heard in {}.", args.file.display()))
        }
        None => console::say(textwrap::fill(
            &wording::transcript(&transcript.words, &transcript.not_understood),
            common.style().width,
        ))?,
    }
    Ok(Outcome::Done)
}

fn transcribe(common: &Common, args: &Args) -> Result<Transcript, SessionError> {
    let file = SoundFile::open(&args.file)?;
    let remark = file.remark();
    let chosen = common.choose_model()?;
    let mut screen = screen::open(common.plain);
    if let Some(remark) = remark {
        screen.say(&remark);
    }
    screen.working("Loading the model", 0.0);
    let label = args.file.file_stem().unwrap_or_default().to_string_lossy();
    let hearing = Hearing {
        language: common.language.clone().unwrap_or_else(|| "en".to_owned()),
        ..Hearing::english(&label)
    };
    let ear = chosen.load(&hearing.language)?;
    let name = file.name().to_owned();
    let heard = recorded::hear(&ear, vec![(file, hearing)], screen.as_mut())?.swap_remove(0);
    if let Some(why) = heard.why_no_words(&name) {
        screen.say(&why);
    }
    Ok(heard.transcript)
}
