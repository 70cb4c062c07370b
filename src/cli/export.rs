//! `rehearse export`: a take in another form, for other programs.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::common::Common;
use super::ending::write_to;
use super::exit::Outcome;
use super::review::report_of;
use crate::output::export::{Format, export};

/// What `export` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The take: its name or the beginning of it, `latest` or `previous`
    #[arg(default_value = "latest")]
    pub take: String,
    /// The form: a document, a table, JSON, subtitles or the words alone
    #[arg(long, value_parser = format_parser(), default_value = "md")]
    pub format: Format,
    /// Only this section
    #[arg(long, value_name = "SECTION")]
    pub section: Option<String>,
    /// The file to write; standard output without it
    #[arg(long, short, value_name = "PATH", default_value = "-")]
    pub output: PathBuf,
}

fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name))
        .map(|name| Format::named(&name).unwrap_or(Format::Markdown))
}

/// Runs `rehearse export`.
///
/// # Errors
/// When there is no such take or section, or the file cannot be written.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let take = common.mended_store()?.take(&args.take)?;
    let (report, scenario) = report_of(common, &take)?;
    let section = match &args.section {
        Some(asked) => Some(scenario.find_section(asked)?.id.as_str()),
        None => None,
    };
    let text = export(&report, args.format, section)
        .context("The report could not be written as JSON.")?;
    write_to(&args.output, &text)?;
    Ok(Outcome::Done)
}
