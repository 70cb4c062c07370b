//! `rehearse models`: which models are here, which can be fetched, and which suits this machine.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::common::Common;
use super::exit::Outcome;
use crate::console;
use crate::output::text::{Page, Style, padded};
use crate::transcribe::model::fetch::{Fetched, Progress, fetch};
use crate::transcribe::model::probe::{self, Verdict};
use crate::transcribe::model::trial::{self, Trial};
use crate::transcribe::model::{self, BASE, CATALOGUE, Installed, ModelError, Models};

/// What `models` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fetch a model; one that broke off goes on where it was
    Fetch {
        /// A name from the list that `rehearse models` prints
        name: String,
        /// An address or a folder to fetch from, instead of where whisper.cpp publishes
        #[arg(long, value_name = "URL|DIR", env = "REHEARSE_MODEL_MIRROR", default_value = BASE)]
        from: String,
    },
    /// Time every model that is here on six seconds of speech, and say which suits this machine
    Try,
    /// Load a file and let it hear six seconds of speech, for another process of this program
    #[command(name = probe::COMMAND, hide = true)]
    Probe {
        /// The model's file
        file: PathBuf,
        /// The voice detector's file
        detector: PathBuf,
    },
}

/// Runs `rehearse models`.
///
/// # Errors
/// When a model cannot be fetched or tried.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let models = common.models()?;
    match &args.command {
        None => {
            let in_use = common.model.as_deref().unwrap_or(model::DEFAULT);
            print_list(&models, in_use, &mut console::out(), common.style())
                .context("The list could not be printed.")?;
        }
        Some(Command::Fetch { name, from }) => {
            let here = fetch_named(&models, name, from, common.plain)?;
            print_fetched(name, &here, &mut console::out())
                .context("The outcome could not be printed.")?;
        }
        Some(Command::Try) => try_all(&models, common.style())?,
        Some(Command::Probe { file, detector }) => {
            return Ok(match probe::run(file, detector)? {
                Verdict::Fit => Outcome::Done,
                Verdict::Deaf => Outcome::Findings,
            });
        }
    }
    Ok(Outcome::Done)
}

fn print_list(models: &Models, in_use: &str, out: &mut impl Write, style: Style) -> io::Result<()> {
    let installed = models.installed();
    let mut page = Page::new(out, style);
    page.heading("Models on this machine", "")?;
    if installed.is_empty() {
        page.line("None. Looked in:")?;
        for folder in models.searched() {
            page.hanging("  ", &folder.display().to_string())?;
        }
    }
    for model in &installed {
        let mark = if model.name == in_use { "*" } else { " " };
        let place = match model.path.as_deref().and_then(Path::parent) {
            Some(folder) => folder.display().to_string(),
            None => "comes with rehearse".to_owned(),
        };
        let size = megabytes(model.bytes);
        page.hanging(
            &format!("{mark} {}{size:>9}  ", padded(&model.name, 22)),
            &place,
        )?;
    }
    page.blank()?;
    if installed.iter().any(|model| model.name == in_use) {
        page.line("* listens. Another for one run: --model NAME. For good: REHEARSE_MODEL=NAME in your environment.")?;
    } else {
        page.line(&format!(
            "{in_use} is to listen, by --model or REHEARSE_MODEL."
        ))?;
    }
    print_fetchable(&mut page, &installed)?;
    page.blank()?;
    page.line("rehearse models fetch NAME gets one. Larger ones hear better and take longer; rehearse models try says which suits this machine.")?;
    page.line("Names with .en know English only, and know it a little better. -q5 and -q8 are smaller and quicker, and nearly as good.")?;
    page.line(&format!(
        "Models go to {}. A file that you put there yourself is found as well.",
        models.fetched_dir().display()
    ))
}

fn print_fetchable(page: &mut Page<'_, impl Write>, installed: &[Installed]) -> io::Result<()> {
    page.blank()?;
    page.heading("Models that can be fetched", "")?;
    let is_here = |name: &str| installed.iter().any(|model| model.name == name);
    let rows: Vec<String> = CATALOGUE
        .iter()
        .filter(|model| !is_here(model.name))
        .map(|model| format!("  {}{:>9}", padded(model.name, 22), model.size))
        .collect();
    let columns = if page.style().width >= 76 && !page.style().plain {
        2
    } else {
        1
    };
    let height = rows.len().div_ceil(columns);
    for line in 0..height {
        let cells: Vec<&str> = rows
            .iter()
            .skip(line)
            .step_by(height.max(1))
            .map(String::as_str)
            .collect();
        // No-break spaces keep the columns as they are.
        page.line(&cells.join("  ").replace(' ', "\u{a0}"))?;
    }
    Ok(())
}

/// What a fetch came to.
enum Here {
    /// It was here and sound.
    Already,
    /// It is here now.
    New(Fetched),
}

fn fetch_named(models: &Models, name: &str, from: &str, plain: bool) -> anyhow::Result<Here> {
    match models.find(Some(name)) {
        Ok(_) => return Ok(Here::Already),
        Err(ModelError::Damaged { path, .. } | ModelError::NotAModel { path, .. }) => {
            console::note(format!(
                "{} is damaged; it is fetched again.",
                path.display()
            ));
        }
        Err(ModelError::NotFound {
            fetchable: true, ..
        }) => {}
        Err(error) => return Err(error.into()),
    }
    let Some(published) = CATALOGUE.iter().find(|model| model.name == name) else {
        anyhow::bail!(
            "{name} is damaged and is not among the models that can be fetched; delete it"
        );
    };
    console::note(format!(
        "Fetching {name}, about {}, from {from}",
        published.size
    ));
    let mut bar = FetchBar::new(plain);
    let fetched = fetch(published, from, models.fetched_dir(), &mut |progress| {
        bar.show(progress)
    });
    bar.finish();
    let fetched = fetched?;
    // A damaged file in a folder that is searched earlier would still be the one that is found.
    models.find(Some(name))?;
    Ok(Here::New(fetched))
}

fn print_fetched(name: &str, here: &Here, out: &mut impl Write) -> io::Result<()> {
    match here {
        Here::Already => writeln!(out, "{name} is here already, and sound."),
        Here::New(fetched) => {
            let sums = if fetched.sha256_named {
                "the published SHA-1 and the server's SHA-256"
            } else {
                "the published SHA-1"
            };
            writeln!(
                out,
                "{name} is here ({}), checked by {sums}.",
                megabytes(fetched.bytes)
            )?;
            writeln!(
                out,
                "Use it with --model {name}, or try how quick it is: rehearse models try"
            )
        }
    }
}

/// Progress on standard error: a bar on a terminal, a line each tenth elsewhere.
struct FetchBar {
    bar: ProgressBar,
    in_lines: bool,
    tenths: u64,
}

impl FetchBar {
    fn new(plain: bool) -> Self {
        let in_lines = plain || !console::err_is_terminal();
        let bar = if in_lines {
            ProgressBar::hidden()
        } else {
            ProgressBar::no_length()
        };
        Self {
            bar,
            in_lines,
            tenths: 0,
        }
    }

    fn show(&mut self, progress: Progress) {
        match progress {
            Progress::Receiving { done, total } => {
                if self.in_lines {
                    self.line(done, total);
                } else {
                    self.draw(done, total);
                }
            }
            Progress::Checking if self.in_lines => console::note("checking its sums"),
            Progress::Checking => self.bar.set_message("checking its sums"),
        }
    }

    fn draw(&mut self, done: u64, total: Option<u64>) {
        if self.bar.length() != total {
            let template = if total.is_some() {
                "{bar:30} {bytes} of {total_bytes}  {bytes_per_sec}  {eta} left  {msg}"
            } else {
                "{bytes}  {bytes_per_sec}  {msg}"
            };
            if let (Some(total), Ok(style)) = (total, ProgressStyle::with_template(template)) {
                self.bar.set_length(total);
                self.bar.set_style(style);
                // What an earlier fetch left is no measure of this one's speed.
                self.bar.reset_eta();
            }
        }
        self.bar.set_position(done);
    }

    fn line(&mut self, done: u64, total: Option<u64>) {
        let Some(total) = total.filter(|total| *total > 0) else {
            return;
        };
        let tenths = done * 10 / total;
        if tenths > self.tenths {
            self.tenths = tenths;
            console::note(format!("{} % of {}", tenths * 10, megabytes(total)));
        }
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn try_all(models: &Models, style: Style) -> anyhow::Result<()> {
    let detector = models.voice_detector()?;
    let out = &mut console::out();
    let mut page = Page::new(out, style);
    page.line("Each model hears six seconds of speech. That is about what is left to do when you stop speaking, so the time it takes is about the time that you wait for your report.")?;
    page.blank()?;
    let mut tried = Vec::new();
    for installed in models.installed() {
        let name = installed.name;
        // One damaged model must not keep the others from being tried.
        let outcome = models
            .find(Some(&name))
            .map_err(anyhow::Error::from)
            .and_then(|choice| {
                models.admit(&choice, &detector)?;
                Ok(trial::try_out(&choice, &detector)?)
            });
        match outcome {
            Ok(trial) => {
                page.line(&row(&name, installed.bytes, trial).replace(' ', "\u{a0}"))?;
                tried.push((name, installed.bytes, trial));
            }
            Err(error) => page.hanging(&format!("{}  ", padded(&name, 22)), &error.to_string())?,
        }
    }
    page.blank()?;
    page.line(&advice(&tried))?;
    Ok(())
}

fn row(name: &str, bytes: u64, trial: Trial) -> String {
    let verdict = if trial.is_prompt() { "prompt" } else { "slow" };
    format!(
        "{}{:>9}  loads in {:>6}  hears in {:>6}  {verdict}",
        padded(name, 22),
        megabytes(bytes),
        seconds(trial.load),
        seconds(trial.wait)
    )
}

/// Which of the models that were tried is the one to use.
fn advice(tried: &[(String, u64, Trial)]) -> String {
    let prompt = tried.iter().filter(|(.., trial)| trial.is_prompt());
    if let Some((name, ..)) = prompt.max_by_key(|(_, bytes, _)| *bytes) {
        return format!(
            "{name} suits this machine: the largest here whose words are ready within a second of your last one. Use it with --model {name}, or REHEARSE_MODEL={name} in your environment."
        );
    }
    match tried.iter().min_by_key(|(.., trial)| trial.wait) {
        Some((name, _, trial)) => format!(
            "None is ready within a second on this machine. {name} comes closest: you would wait {} for your report. A smaller one may do: rehearse models fetch tiny-q8_0",
            seconds(trial.wait)
        ),
        None => {
            "No model could be tried. rehearse models lists where they are looked for.".to_owned()
        }
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

fn seconds(length: Duration) -> String {
    format!("{:.1} s", length.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tried(name: &str, bytes: u64, wait_ms: u64) -> (String, u64, Trial) {
        let trial = Trial {
            load: Duration::from_millis(120),
            wait: Duration::from_millis(wait_ms),
            words: 16,
        };
        (name.to_owned(), bytes, trial)
    }

    #[test]
    fn the_largest_prompt_model_is_advised() {
        let all = [
            tried("tiny", 75, 200),
            tried("base", 142, 900),
            tried("small", 466, 2500),
        ];
        assert!(advice(&all).starts_with("base suits this machine"));
    }

    #[test]
    fn where_none_is_prompt_the_quickest_is_named_with_its_wait() {
        let all = [tried("base", 142, 1900), tried("small", 466, 7500)];
        let advice = advice(&all);
        assert!(
            advice.contains("base comes closest: you would wait 1.9 s"),
            "{advice}"
        );
    }

    #[test]
    fn rows_fit_eighty_columns() {
        let (name, bytes, trial) = tried("large-v3-turbo-q8_0", 3_100_000_000, 61_234);
        let row = row(&name, bytes, trial);
        assert!(row.chars().count() <= 80, "{row}");
    }

    #[test]
    fn the_list_marks_what_listens_and_offers_what_is_not_here() {
        let nowhere = tempfile::tempdir().unwrap();
        let models = Models::new(nowhere.path());
        let mut out = Vec::new();
        print_list(&models, "base-q8_0", &mut out, Style::PLAIN).unwrap();
        let list = String::from_utf8(out).unwrap();
        assert!(list.contains("\n* base-q8_0"), "{list}");
        assert!(list.contains("small.en"), "{list}");
        assert_eq!(
            list.matches("base-q8_0").count(),
            1,
            "what is here is not offered: {list}"
        );
        assert!(
            list.lines()
                .all(|line| line.chars().count() <= 80 || line.contains('/')),
            "{list}"
        );
    }
}
