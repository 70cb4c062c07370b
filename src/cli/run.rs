//! `rehearse run`: practise a story aloud, or from recordings.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;

use super::common::Common;
use super::ending::Ending;
use super::exit::Outcome;
use crate::audio::Capture;
use crate::audio::microphone::Microphone;
use crate::audio::recording_thread::RecordingThread;
use crate::output::report::Report;
use crate::scenario::catalog::Loaded;
use crate::scenario::plan::Plan;
use crate::scenario::{Scenario, duration};
use crate::session::practice::{self, Options, Story};
use crate::session::studio::Studio;
use crate::session::{SessionError, assess, keys, recorded, screen};
use crate::take::{Header, Mode, Moment, Store, TakeWriter};

/// What `run` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The story: a name from `rehearse list`, or a file such as ./my-story.toml
    pub scenario: String,
    /// How the story is to be told.
    #[command(flatten)]
    pub aim: Aim,
    /// Only this section, such as `action`
    #[arg(long, value_name = "SECTION")]
    pub section: Option<String>,
    /// Take a folder of <section>.wav files, or one recording with --marks, instead of the microphone
    #[arg(long, value_name = "DIR|FILE", help_heading = "Recorded input")]
    pub input: Option<PathBuf>,
    /// Where sections begin in the one recording, in seconds: 31.2,52,140,161
    #[arg(
        long,
        value_name = "SECONDS",
        value_delimiter = ',',
        requires = "input",
        help_heading = "Recorded input"
    )]
    pub marks: Option<Vec<f64>>,
    /// The microphone: a name, a part of it, or an id from `rehearse devices`
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with = "input",
        help_heading = "Microphone"
    )]
    pub device: Option<String>,
    /// Show no signals before speaking
    #[arg(long, help_heading = "Microphone")]
    pub cold: bool,
    /// Tick signals off while speaking
    #[arg(long, help_heading = "Microphone")]
    pub live: bool,
    /// Advance by the clock, for those who cannot reach a key
    #[arg(long, help_heading = "Microphone")]
    pub hands_free: bool,
    /// What becomes of the report.
    #[command(flatten)]
    pub ending: Ending,
}

/// How a story is told: level, principle, time.
#[derive(Debug, Clone, clap::Args)]
pub struct Aim {
    /// The level of the job: sets the time for the whole and the reflection
    #[arg(long, value_name = "LEVEL", help_heading = "Aim")]
    pub level: Option<String>,
    /// Aim the story at this principle
    #[arg(long, value_name = "PRINCIPLE", help_heading = "Aim")]
    pub principle: Option<String>,
    /// Time for the whole answer, such as 90s or 2m30s; section times scale with it
    #[arg(long, value_name = "TIME", value_parser = duration::parse, help_heading = "Aim")]
    pub budget: Option<Duration>,
}

impl Aim {
    /// The plan for a telling of `scenario`.
    ///
    /// # Errors
    /// When the scenario has no such level or principle.
    pub fn plan(&self, scenario: &Scenario) -> anyhow::Result<Plan> {
        let level = match &self.level {
            Some(id) => scenario.find_level(id)?,
            None => scenario.usual_level().context("The story has no level.")?,
        };
        let principle = scenario.find_principle(
            self.principle
                .as_deref()
                .unwrap_or(&scenario.home_principle),
        )?;
        Ok(Plan::new(scenario, level, principle, self.budget))
    }
}

/// Runs `rehearse run`.
///
/// # Errors
/// When the story, the input, the microphone, the model or the store is at fault.
pub fn run(common: &Common, args: Args) -> anyhow::Result<Outcome> {
    let loaded = common.catalog().load(&args.scenario)?;
    let scenario = &loaded.scenario;
    let mut plan = args.aim.plan(scenario)?;
    if let Some(asked) = &args.section {
        plan.keep(&[scenario.find_section(asked)?.id.as_str()]);
    }
    let store = common.store()?;
    common.mend(&store)?;
    let report = match &args.input {
        Some(input) => from_files(common, &loaded, &plan, input, args.marks.as_deref(), &store)?,
        None => at_microphone(common, &loaded, &plan, &args, &store)?,
    };
    match report {
        Some(report) => args.ending.finish(common, &report),
        None => Ok(Outcome::Done),
    }
}

/// Begins the take that everything is kept in.
fn begin(
    loaded: &Loaded,
    plan: &Plan,
    mode: Mode,
    device: &str,
    model: &str,
    store: &Store,
) -> Result<TakeWriter, SessionError> {
    let header = Header {
        device: device.to_owned(),
        model: model.to_owned(),
        ..Header::new(&loaded.scenario, plan, mode)
    };
    let mut take = store.begin(header, Moment::now())?;
    take.save_scenario(&loaded.source)?;
    Ok(take)
}

fn from_files(
    common: &Common,
    loaded: &Loaded,
    plan: &Plan,
    input: &Path,
    marks: Option<&[f64]>,
    store: &Store,
) -> anyhow::Result<Option<Report>> {
    let sources = match marks {
        Some(marks) => recorded::in_one_file(input, marks, &plan.sections)?,
        None if input.is_dir() => recorded::in_folder(input, &plan.sections)?,
        None => recorded::in_one_file(input, &[], &plan.sections)?,
    };
    let chosen = common.choose_model()?;
    let mut screen = screen::open(common.plain);
    let mut take = begin(
        loaded,
        plan,
        Mode::Practice,
        &input.display().to_string(),
        &chosen.model.name,
        store,
    )?;
    let hearing = assess::hearing(&loaded.scenario, "");
    recorded::tell(
        &mut take,
        sources,
        &hearing,
        || chosen.load(),
        screen.as_mut(),
    )?;
    Ok(Some(conclude(take, &loaded.scenario, plan, store)?))
}

fn at_microphone(
    common: &Common,
    loaded: &Loaded,
    plan: &Plan,
    args: &Args,
    store: &Store,
) -> anyhow::Result<Option<Report>> {
    let scenario = &loaded.scenario;
    let chosen = common.choose_model()?;
    let mut screen = screen::open(common.plain);
    let mut keys = keys::open().map_err(SessionError::Terminal)?;
    let open = |asked: Option<&str>| -> Result<Box<dyn Capture>, SessionError> {
        Ok(Box::new(Microphone::open(
            asked.or(args.device.as_deref()),
        )?))
    };
    // The microphone before the model: whoever has none should not wait for the other.
    let microphone = RecordingThread::start(open(None)?)?;
    screen.working("Loading the model", 0.0);
    let ear = chosen.load()?;
    screen.clear();
    let mut studio = Studio::new(keys.as_mut(), screen.as_mut(), &ear, &open, microphone);
    studio.hands_free = args.hands_free;
    studio.check()?;
    let mut take = begin(
        loaded,
        plan,
        Mode::Practice,
        studio.device(),
        &chosen.model.name,
        store,
    )?;
    let principle = scenario.find_principle(&plan.principle)?;
    let options = Options {
        cold: args.cold,
        live: args.live,
        hands_free: args.hands_free,
    };
    let told = practice::rehearse(
        &mut studio,
        &mut take,
        Story {
            scenario,
            plan,
            principle,
        },
        options,
    );
    let id = take.take().id().to_owned();
    let somebody_is_there =
        told.with_context(|| format!("What you said is kept in the take {id}."))?;
    drop(keys);
    if take.take().record().duration().is_zero() {
        take.discard_if_empty()?;
        return Ok(None);
    }
    let report = conclude(take, scenario, plan, store)?;
    Ok(somebody_is_there.then_some(report))
}

/// Makes the take's report, keeps it, and ends the take.
fn conclude(
    mut take: TakeWriter,
    scenario: &Scenario,
    plan: &Plan,
    store: &Store,
) -> Result<Report, SessionError> {
    let usual = assess::usual(store, &scenario.id, take.take().id());
    let report = assess::report(take.take(), scenario, plan, usual)?;
    take.save_report(&report)?;
    take.finish()?;
    Ok(report)
}
