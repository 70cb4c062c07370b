//! `rehearse run`: practise a story aloud, or from recordings.

use std::path::{Path, PathBuf};

use super::aim::Aim;
use super::common::Common;
use super::ending::Ending;
use super::exit::Outcome;
use super::microphone::{self, begin};
use crate::output::report::Report;
use crate::scenario::catalog::Loaded;
use crate::session::marks::Marks;
use crate::session::practice::{self, Options, Story};
use crate::session::studio::Studio;
use crate::session::{assess, folder, recorded, screen, script};
use crate::take::{Mode, TakeWriter};

/// What `run` takes.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// The story: a name from `rehearse list`, or a file such as ./my-story.toml
    pub scenario: String,
    /// How the story is to be told.
    #[command(flatten)]
    pub aim: Aim,
    /// Only this section, such as `action`
    #[arg(long, value_name = "SECTION")]
    pub section: Option<String>,
    /// Instead of the microphone: a folder with situation.wav and so on, or one recording of the whole answer (- reads
    /// it from standard input)
    #[arg(long, value_name = "DIR|FILE", help_heading = "Recorded input")]
    pub input: Option<PathBuf>,
    /// Where sections begin in the one recording: 31.2,52,2:20,2:41. Without it they are found from the words
    #[arg(
        long,
        value_name = "TIMES",
        value_parser = Marks::parse,
        requires = "input",
        help_heading = "Recorded input"
    )]
    pub marks: Option<Marks>,
    /// Show no signals before speaking
    #[arg(long, help_heading = "Microphone")]
    pub cold: bool,
    /// Tick signals off while speaking
    #[arg(long, help_heading = "Microphone")]
    pub live: bool,
    /// The microphone.
    #[command(flatten)]
    pub microphone: microphone::AtMicrophone,
    /// What becomes of the report.
    #[command(flatten)]
    pub ending: Ending,
}

/// Runs `rehearse run`.
///
/// # Errors
/// When the story, the input, the microphone, the model or the store is at fault.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let loaded = common.story(&args.scenario)?;
    let scenario = &loaded.scenario;
    let plan = args.aim.plan(scenario, args.section.as_deref())?;
    let principle = scenario.find_principle(&plan.principle)?;
    let story = Story {
        scenario,
        plan: &plan,
        principle,
    };
    match &args.input {
        Some(input) => {
            let report = from_files(common, &loaded, story, input, args.marks.as_ref())?;
            args.ending.finish(common, &report)
        }
        None => {
            let options = Options {
                cold: args.cold,
                live: args.live,
            };
            let practise = |studio: &mut Studio<'_>, take: &mut TakeWriter| {
                practice::rehearse(studio, take, story, options)
            };
            let rehearsed =
                args.microphone
                    .rehearse(common, &loaded, story, Mode::Practice, practise)?;
            args.ending.after(common, rehearsed)
        }
    }
}

fn from_files(
    common: &Common,
    loaded: &Loaded,
    story: Story<'_>,
    input: &Path,
    marks: Option<&Marks>,
) -> anyhow::Result<Report> {
    let sections = &story.plan.sections;
    let (sources, left_out) = match marks {
        None if input.is_dir() => {
            let found = folder::read(input, sections, &story.scenario.sections)?;
            (found.sources, found.left_out)
        }
        marks => (recorded::in_one_file(input, marks, sections)?, None),
    };
    let store = common.mended_store()?;
    let chosen = common.choose_model()?;
    let mut screen = screen::open(common.plain);
    if let Some(left_out) = left_out {
        screen.say(&left_out);
    }
    let device = input.display().to_string();
    let mut take = begin(
        loaded,
        story.plan,
        Mode::Practice,
        &device,
        &chosen.model.name,
        &store,
    )?;
    if !take.is_locked() {
        screen.say(script::NO_LOCKS);
    }
    recorded::tell(
        &mut take,
        story,
        sources,
        || chosen.load(&story.scenario.language),
        screen.as_mut(),
    )?;
    Ok(assess::conclude(take, &story, &store)?)
}
