//! `rehearse check`: signals and red flags in written text, and why each was decided so.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;

use super::aim::Aim;
use super::common::Common;
use super::ending::write_to;
use super::exit::Outcome;
use crate::console;
use crate::output::{json, wording};
use crate::review::{Limits, SectionReview, SectionState, Told, review};
use crate::scenario::Section;
use crate::signals::State;
use crate::signals::clause::{Doer, Mood};
use crate::signals::find::{Account, Checker};
use crate::signals::outcome::{Reason, Verdict};
use crate::transcript::{Transcript, written};

/// What `check` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The story: a name from `rehearse list`, or a file such as ./my-story.toml
    pub scenario: String,
    /// The section that the text tells
    #[arg(long)]
    pub section: String,
    /// The text
    #[arg(
        long,
        conflicts_with = "text_file",
        required_unless_present = "text_file"
    )]
    pub text: Option<String>,
    /// A file with the text; - reads standard input
    #[arg(long, value_name = "FILE")]
    pub text_file: Option<PathBuf>,
    /// Write the section as JSON to a file; - writes it to standard output in place of the list
    #[arg(long, value_name = "PATH|-")]
    pub json: Option<PathBuf>,
    /// Show which words were weighed for each signal, and which rule said no
    #[arg(long)]
    pub explain: bool,
    /// How the story is to be told.
    #[command(flatten)]
    pub aim: Aim,
}

/// Runs `rehearse check`. Text has no times: every word stands at zero, and the section lasts no time.
///
/// # Errors
/// When the story, its section or the text is not there, or nothing can be written.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let loaded = common.catalog().load(&args.scenario)?;
    let plan = args.aim.plan(&loaded.scenario, None)?;
    let id = loaded.scenario.find_section(&args.section)?.id.clone();
    let words = written(&text(args)?);
    let heard = Transcript {
        words: words.clone(),
        ..Transcript::silent("text", &loaded.scenario.language, Duration::ZERO)
    };
    let told = Told {
        section: &id,
        state: SectionState::Complete,
        length: Duration::ZERO,
        transcript: Some(&heard),
        gaps: &[],
    };
    let judged = review(&loaded.scenario, &plan, &[told], &Limits::default());
    let own = plan.sections.iter().position(|section| section.id == id);
    let (Some(own), Some(section)) = (
        own,
        judged.sections.iter().find(|section| section.section == id),
    ) else {
        anyhow::bail!("section \"{id}\" is not part of this telling");
    };
    let plain = args
        .json
        .as_deref()
        .is_none_or(|path| path != Path::new("-"));
    if let Some(path) = &args.json {
        write_json(section, path)?;
    }
    let mut out = console::out();
    if plain {
        list(section, &mut out)?;
    }
    if args.explain {
        let sections: Vec<&Section> = plan.sections.iter().collect();
        let accounts = Checker::new(&sections, &loaded.scenario.vocabulary).explain(own, &words);
        // Beside JSON on standard output, the explanation goes to standard error.
        if plain {
            explain(&accounts, &mut out)?
        } else {
            // Where standard error is closed or full, nobody is left to tell.
            let _ = explain(&accounts, &mut console::err());
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn text(args: &Args) -> anyhow::Result<String> {
    match (&args.text, &args.text_file) {
        (Some(text), _) => Ok(text.clone()),
        (None, Some(path)) if path == Path::new("-") => {
            let mut text = String::new();
            std::io::stdin()
                .read_to_string(&mut text)
                .context("standard input is no readable text")?;
            Ok(text)
        }
        (None, Some(path)) => std::fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read as text", path.display())),
        (None, None) => anyhow::bail!("no text: give it with --text \"...\" or --text-file FILE"),
    }
}

fn write_json(section: &SectionReview, path: &Path) -> anyhow::Result<()> {
    write_to(path, &json::text(section)?)
}

fn list(section: &SectionReview, out: &mut impl Write) -> std::io::Result<()> {
    for signal in &section.signals {
        let state = match signal.state {
            State::Said => "said",
            State::Near => "near",
            State::Elsewhere => "elsewhere",
            State::Denied => "denied",
            State::Missing => "missing",
        };
        write!(out, "{state:<10} {}", signal.say)?;
        if !signal.quote.is_empty() {
            write!(out, "   \"{}\"", signal.quote)?;
        }
        if let Some(heard) = &signal.heard {
            write!(out, "   heard as \"{heard}\"")?;
        }
        writeln!(out)?;
    }
    for flag in &section.red_flags {
        let name = if flag.sure { "red flag" } else { "perhaps " };
        writeln!(out, "{name}   \"{}\"   {}", flag.quote, flag.why)?;
        if let Some(instead) = &flag.instead {
            writeln!(out, "           say \"{instead}\"")?;
        }
    }
    if let Some(ownership) = &section.ownership {
        writeln!(out, "doers      {}", wording::ownership(ownership))?;
    }
    if !section.impact.is_empty() {
        writeln!(out, "{}", wording::impact(&section.impact))?;
    }
    Ok(())
}

fn explain(accounts: &[Account], out: &mut impl Write) -> std::io::Result<()> {
    for account in accounts {
        writeln!(out, "\n{}", account.say)?;
        if account.weighed.is_empty() {
            writeln!(out, "  no words of this text come near it")?;
        }
        for weighed in &account.weighed {
            let verdict = match weighed.verdict {
                Verdict::Said => "said",
                Verdict::Near => "near",
                Verdict::Denied => "denied",
                Verdict::Refused => "no",
            };
            let mark = if weighed.decided { ">" } else { " " };
            writeln!(
                out,
                "{mark} {verdict:<7} \"{}\": {}",
                weighed.quote,
                reason(weighed.reason)
            )?;
            if weighed.pattern != account.say {
                writeln!(out, "          by the pattern  {}", weighed.pattern)?;
            }
        }
    }
    Ok(())
}

/// Why, in plain words.
fn reason(reason: Reason) -> String {
    let text = match reason {
        Reason::Complete => "everything that it asks for is there",
        Reason::Authored => "a pattern for exactly this stands there",
        Reason::Doer(Doer::We) => "\"we\" did it, not \"I\"",
        Reason::Doer(Doer::Joint) => "\"I\" did it together with somebody",
        Reason::Doer(Doer::Hidden) => "a passive: it does not say who did it",
        Reason::Doer(Doer::I) => "it speaks of what \"I\" did, and the signal does not",
        Reason::Doer(_) => "somebody or something else did it",
        Reason::Negated => "it is denied",
        Reason::NotNegated => "it is not denied, and the signal says that there was none",
        Reason::Mood(Mood::Real) => "it is told as a fact",
        Reason::Mood(Mood::Half) => "it was only tried, helped with, almost done, or is not sure",
        Reason::Mood(Mood::Decided) => "it was decided, and not told as done",
        Reason::Mood(Mood::Intended) => "it is a plan, a task or a wish",
        Reason::Mood(Mood::Unreal) => "it did not happen: it is what would or should have been",
        Reason::Mood(Mood::Supposed) => "it stands in a condition",
        Reason::Mood(Mood::Asked) => "it is a question",
        Reason::Mood(Mood::Quoted) => "it is somebody else's words",
        Reason::Parts { found, of } => {
            return format!("{found} of its {of} further words are there");
        }
        Reason::Number => "a number of the signal is missing, or is another one",
        Reason::Sound => "a word only sounds like it",
        Reason::NotOnly => "it leaves out the \"only\"",
        Reason::Object => "it speaks of something outside the story",
        Reason::NoDeed => "the word names a thing here, not something done",
    };
    text.to_owned()
}
