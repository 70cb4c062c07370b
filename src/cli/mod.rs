//! The command line: what may be typed, and one small file a command.
//!
//! Reports, lists and JSON go to standard output; whatever accompanies a rehearsal goes to standard error.

pub mod aim;
pub mod check;
pub mod common;
pub mod compare;
pub mod correct;
pub mod delete;
pub mod devices;
pub mod ending;
pub mod exit;
pub mod export;
pub mod history;
pub mod list;
pub mod mic;
pub mod microphone;
pub mod mock;
pub mod models;
pub mod page;
pub mod pick;
pub mod play;
pub mod review;
pub mod run;
pub mod show;
pub mod study;
pub mod takes;
pub mod transcribe;

use std::ffi::OsString;

use clap::{Parser, Subcommand};

use common::Common;
pub use exit::Outcome;

/// Practise spoken interview answers: timed, transcribed and checked on your own machine. Nothing leaves it.
#[derive(Debug, Parser)]
#[command(name = "rehearse", version, about, propagate_version = true, after_help = EXAMPLES)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub common: Common,
    /// The command; without one a short picker opens.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXAMPLES: &str = "\
First steps:
  rehearse list                      stories to practise
  rehearse show webhook-drop         its study sheet
  rehearse run webhook-drop          practise it aloud, section by section
  rehearse review                    read the last take again

Exit codes: 0 done, 1 findings asked to fail (--fail-on), 2 usage or input, 3 no microphone, model or disk.";

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the stories
    List,
    /// Show a story's study sheet
    Show(show::Args),
    /// Check written text for a section's signals, and say why
    Check(check::Args),
    /// Walk through a story at your own pace, with a quiz at the end
    Study(study::Args),
    /// Practise a story aloud, section by section
    Run(run::Args),
    /// A mock interview: the whole answer in one go, then follow-up questions
    Mock(mock::Args),
    /// Drill a story's follow-up questions
    #[command(name = "followups")]
    FollowUps(mock::DrillArgs),
    /// Read the report on a take again
    Review(review::Args),
    /// List the takes in the store
    Takes(takes::Args),
    /// Takes over time: which signals, how long, how fast
    History(history::Args),
    /// What changed from one take to another
    Compare(compare::Args),
    /// Say that a signal was judged wrongly
    Correct(correct::Args),
    /// Delete takes with their recordings; asks first
    Delete(delete::Args),
    /// The speech models that are here, and those that can be fetched
    Models(models::Args),
    /// Write a take in another form: Markdown, CSV, JSON, subtitles, text
    Export(export::Args),
    /// Hear a take, with its words running along
    Play(play::Args),
    /// Check the microphone: level, noise, clipping
    Mic(mic::Args),
    /// List the microphones
    Devices(devices::Args),
    /// Write down what is said in a recording, without a story
    Transcribe(transcribe::Args),
}

/// What was typed, with the times after `--marks` in one piece: a shell parts `--marks 31.2, 52` at its spaces.
#[must_use]
pub fn with_marks_joined(typed: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = Vec::new();
    let mut in_marks = false;
    for argument in typed {
        let before = arguments.last().map(|last| last.to_string_lossy());
        let goes_on = before.is_some_and(|before| before.ends_with([',', ';']));
        match arguments.last_mut() {
            Some(marks) if in_marks && goes_on => marks.push(argument),
            last => {
                in_marks = last.is_some_and(|last| last == "--marks")
                    || argument.to_string_lossy().starts_with("--marks=");
                arguments.push(argument);
            }
        }
    }
    arguments
}

/// Runs what was asked for.
///
/// # Errors
/// Whatever stops the command; [`exit::end`] tells whose fault it is.
pub fn run(cli: Cli) -> anyhow::Result<Outcome> {
    let Cli { common, command } = cli;
    common.apply_colour();
    match command {
        None => pick::run(&common),
        Some(command) => carry_out(&common, command),
    }
}

fn carry_out(common: &Common, command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::List => list::run(common),
        Command::Show(args) => show::run(common, &args),
        Command::Check(args) => check::run(common, &args),
        Command::Study(args) => study::run(common, &args),
        Command::Run(args) => run::run(common, &args),
        Command::Mock(args) => mock::run(common, &args),
        Command::FollowUps(args) => mock::drill(common, &args),
        Command::Review(args) => review::run(common, &args),
        Command::Takes(args) => takes::run(common, &args),
        Command::History(args) => history::run(common, &args),
        Command::Compare(args) => compare::run(common, &args),
        Command::Correct(args) => correct::run(common, &args),
        Command::Delete(args) => delete::run(common, &args),
        Command::Models(args) => models::run(common, &args),
        Command::Export(args) => export::run(common, &args),
        Command::Transcribe(args) => transcribe::run(common, &args),
        Command::Play(args) => play::run(common, &args),
        Command::Mic(args) => mic::run(common, &args),
        Command::Devices(args) => devices::run(&args),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }

    #[test]
    fn times_with_spaces_between_them_are_one_list() {
        for (typed, joined) in [
            ("--marks 31.2, 52; 1:40 story", "--marks|31.2,52;1:40|story"),
            ("--marks=31.2, 52 story", "--marks=31.2,52|story"),
            ("--marks 31.2,52 story", "--marks|31.2,52|story"),
            ("run a, b --input x,", "run|a,|b|--input|x,"),
        ] {
            let typed = typed.split(' ').map(Into::into);
            let found = super::with_marks_joined(typed);
            assert_eq!(found.join("|".as_ref()), joined);
        }
    }
}
