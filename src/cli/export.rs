//! `rehearse export`: a take in another form, for other programs.

use std::path::{Path, PathBuf};

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
    /// The form: a document (md), a table, JSON, subtitles or the words alone; without it, what the file's name ends in
    #[arg(long, value_parser = format_parser())]
    pub format: Option<Format>,
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

/// The name of the file and the form do not go together.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The name says another form than `--format`.
    #[error(
        "{} ends in .{}, and --format asks for {}; leave one of them out, or let both say the same",
        path.display(), ending.name(), format.name()
    )]
    Conflict {
        /// The file.
        path: PathBuf,
        /// What its name says.
        ending: Format,
        /// What was asked for.
        format: Format,
    },
    /// The name says a form that is none of ours.
    #[error(
        "{} does not say what form it is to have; say it with --format, or let the name end in .{}",
        path.display(), Format::ALL.map(Format::name).join(", .")
    )]
    Unknown {
        /// The file.
        path: PathBuf,
    },
}

/// What `path` is to hold: what `--format` says, else what its name ends in, else Markdown.
fn format_of(asked: Option<Format>, path: &Path) -> Result<Format, FormatError> {
    let ending = path.extension().map(|ending| ending.to_string_lossy());
    let named = ending.as_deref().and_then(Format::named);
    match (asked, named, ending) {
        (Some(format), Some(ending), _) if format != ending => Err(FormatError::Conflict {
            path: path.to_owned(),
            ending,
            format,
        }),
        (Some(format), ..) | (None, Some(format), _) => Ok(format),
        (None, None, None) => Ok(Format::Markdown),
        (None, None, Some(_)) => Err(FormatError::Unknown {
            path: path.to_owned(),
        }),
    }
}

/// Runs `rehearse export`.
///
/// # Errors
/// When there is no such take or section, or the file cannot be written.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let format = format_of(args.format, &args.output)?;
    let take = common.mended_store()?.take(&args.take)?;
    let (report, scenario) = report_of(common, &take)?;
    let section = match &args.section {
        Some(asked) => Some(scenario.find_section(asked)?.id.as_str()),
        None => None,
    };
    let text =
        export(&report, format, section).context("The report could not be written as JSON.")?;
    write_to(&args.output, &text)?;
    Ok(Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_file_says_its_form_unless_the_flag_does() {
        let form = |asked: Option<Format>, path: &str| format_of(asked, Path::new(path)).ok();
        assert_eq!(form(None, "-"), Some(Format::Markdown));
        assert_eq!(form(None, "notes"), Some(Format::Markdown));
        assert_eq!(form(None, "x.srt"), Some(Format::Srt));
        assert_eq!(form(None, "dir.csv/X.VTT"), Some(Format::Vtt));
        assert_eq!(form(None, "x.markdown"), Some(Format::Markdown));
        assert_eq!(form(Some(Format::Csv), "-"), Some(Format::Csv));
        assert_eq!(form(Some(Format::Csv), "x.csv"), Some(Format::Csv));
        assert_eq!(form(Some(Format::Csv), "x.tsv"), Some(Format::Csv));
        assert_eq!(form(Some(Format::Csv), "x.srt"), None);
        assert_eq!(form(None, "x.docx"), None);
    }

    #[test]
    fn a_name_and_a_flag_that_contradict_each_other_are_both_told() {
        let error = format_of(Some(Format::Markdown), Path::new("x.srt")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "x.srt ends in .srt, and --format asks for md; leave one of them out, or let both say the same"
        );
        let error = format_of(None, Path::new("x.docx")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "x.docx does not say what form it is to have; say it with --format, or let the name end in .md, .csv, .json, .srt, .vtt, .txt"
        );
    }
}
