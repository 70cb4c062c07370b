//! What becomes of a report: printed, written as JSON, turned into an exit code.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;

use super::common::Common;
use super::exit::Outcome;
use super::microphone::Rehearsed;
use crate::console;
use crate::output::report::Report;
use crate::output::{json, terminal};
use crate::review::{Grade, SectionState};
use crate::session::SessionError;
use crate::signals::State;

/// What becomes of a report.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Ending {
    /// Write the report as JSON to a file, or with - to standard output in place of the text
    #[arg(long, value_name = "PATH|-", help_heading = "Report")]
    pub json: Option<PathBuf>,
    /// End with exit code 1 when the report holds one of these
    #[arg(
        long,
        value_name = "FINDING",
        value_delimiter = ',',
        help_heading = "Report"
    )]
    pub fail_on: Vec<FailOn>,
}

/// Findings that may fail a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A signal was not said: missing, near, elsewhere or denied
    Missing,
    /// The opposite of a signal was said
    Denied,
    /// A red flag that is not marked as doubtful
    Flags,
    /// A section over its ceiling, or the whole over its own
    TooLong,
    /// A section that is silent, partial or was never told
    Incomplete,
}

impl FailOn {
    /// Whether `report` holds such a finding. The user's corrections count.
    #[must_use]
    pub fn is_in(self, report: &Report) -> bool {
        let signal = |wanted: &dyn Fn(State) -> bool| {
            report.sections.iter().any(|section| {
                let settled = |finding| {
                    crate::review::corrections::settled(
                        &report.corrections,
                        &section.section,
                        finding,
                    )
                };
                section
                    .signals
                    .iter()
                    .any(|finding| wanted(settled(finding)))
            })
        };
        match self {
            Self::Missing => signal(&|state| state != State::Said),
            Self::Denied => signal(&|state| state == State::Denied),
            Self::Flags => report
                .sections
                .iter()
                .any(|section| section.red_flags.iter().any(|flag| flag.sure)),
            Self::TooLong => {
                let whole = report
                    .total
                    .ceiling_s
                    .is_some_and(|ceiling| report.spoken_time().spoken.as_secs_f64() > ceiling);
                whole
                    || report
                        .sections
                        .iter()
                        .any(|section| section.timing.grade() == Grade::Flag)
            }
            Self::Incomplete => report
                .sections
                .iter()
                .any(|section| section.state != SectionState::Complete),
        }
    }
}

impl Ending {
    /// Ends a rehearsal at the microphone: as [`Ending::finish`] where there is a report.
    ///
    /// # Errors
    /// When it cannot be written, or nobody was there any more.
    pub fn after(&self, common: &Common, rehearsed: Rehearsed) -> anyhow::Result<Outcome> {
        match rehearsed {
            Rehearsed::Told(report) => self.finish(common, &report),
            Rehearsed::Nothing => {
                console::note("Nothing was recorded, and nothing is kept.");
                Ok(Outcome::Done)
            }
            Rehearsed::Left { kept, at_terminal } => {
                Err(SessionError::of_leaving(kept, at_terminal).into())
            }
        }
    }

    /// Prints the report or writes it as JSON, and says how the command ends.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(&self, common: &Common, report: &Report) -> anyhow::Result<Outcome> {
        match self.json.as_deref() {
            Some(path) if path == Path::new("-") => write_to(path, &json::text(report)?)?,
            path => {
                if let Some(path) = path {
                    write_to(path, &json::text(report)?)?;
                }
                terminal::print(report, &mut console::out(), common.style())?;
            }
        }
        let failed = self.fail_on.iter().any(|finding| finding.is_in(report));
        Ok(if failed {
            Outcome::Findings
        } else {
            Outcome::Done
        })
    }
}

/// Writes `text` to `path`, or with `-` to standard output.
///
/// # Errors
/// When it cannot be written.
pub fn write_to(path: &Path, text: &str) -> anyhow::Result<()> {
    if path == Path::new("-") {
        let mut out = console::out();
        let text = match text.strip_prefix('\u{feff}') {
            Some(text) => {
                out.byte_order_mark()?;
                text
            }
            None => text,
        };
        out.write_all(text.as_bytes())?;
        out.flush()?;
        return Ok(());
    }
    std::fs::write(path, text).with_context(|| format!("{} cannot be written.", path.display()))
}
