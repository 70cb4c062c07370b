//! `rehearse correct`: the user says that a signal was judged wrongly. Kept with the take, beside what was heard.

use clap::ValueEnum;

use super::common::Common;
use super::exit::Outcome;
use super::review::scenario_of;
use crate::console::{self, shell_word};
use crate::output::report::Report;
use crate::output::wording;
use crate::review::SectionReview;
use crate::review::corrections::{Verdict, settled};
use crate::scenario::nearest::nearest;
use crate::session::assess;
use crate::signals::State;

/// What `correct` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The take: its name or the beginning of it, `latest` or `previous`
    pub take: String,
    /// The signal's label, as the report shows it
    pub signal: String,
    /// What became of it
    pub verdict: Said,
    /// The section that wants it, where more than one does
    #[arg(long, value_name = "SECTION")]
    pub section: Option<String>,
}

/// What the user says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Said {
    /// It was said
    Said,
    /// It was not said
    Missing,
    /// Take back what you said about it
    Undo,
}

/// The signal that was asked for cannot be told.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorrectError {
    /// The take has no report, so there is nothing to correct.
    #[error("the take {take} has no report yet; make one with: rehearse review {take} --finish")]
    NoReport {
        /// Its name.
        take: String,
    },
    /// No section of the take has this name.
    #[error("{take} has no section called \"{asked}\"\nThere are: {}.", known.join(", "))]
    UnknownSection {
        /// The take's name.
        take: String,
        /// As typed.
        asked: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// No signal has this label.
    #[error("{}", no_such_signal(take, asked, near.as_deref(), known))]
    UnknownSignal {
        /// The take's name.
        take: String,
        /// As typed.
        asked: String,
        /// The label that was probably meant.
        near: Option<String>,
        /// Those that there are.
        known: Vec<String>,
    },
    /// More than one section wants it.
    #[error("\"{say}\" belongs to {}; say which with --section", listed(sections))]
    Ambiguous {
        /// Its label.
        say: String,
        /// Ids of the sections.
        sections: Vec<String>,
    },
}

fn no_such_signal(take: &str, asked: &str, near: Option<&str>, known: &[String]) -> String {
    let near = near.map_or_else(String::new, |near| format!(" Did you mean \"{near}\"?"));
    format!(
        "{take} has no signal called \"{asked}\".{near}\nThere are: {}.",
        known.join(", ")
    )
}

fn listed(sections: &[String]) -> String {
    wording::listed(sections, usize::MAX)
}

/// Runs `rehearse correct`.
///
/// # Errors
/// When there is no such take or signal, or the correction cannot be kept.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let store = common.mended_store()?;
    let mut writer = store.edit(&args.take)?;
    let id = writer.take().id().to_owned();
    let mut report = writer
        .take()
        .report()?
        .ok_or_else(|| CorrectError::NoReport { take: id.clone() })?;
    let (section, say) = find(&report, &args.signal, args.section.as_deref())?;
    let verdict = match args.verdict {
        Said::Said => Some(Verdict::Said),
        Said::Missing => Some(Verdict::Missing),
        Said::Undo => None,
    };
    writer.correct(&section, &say, verdict)?;
    report.corrections = writer.take().corrections()?.corrections;
    // Where its story or its transcripts can no longer be read, the take keeps its report, and what reads it lets the
    // correction count.
    if let Ok(scenario) = scenario_of(common, writer.take())
        && let Some(plan) = assess::plan_of(writer.take().record(), &scenario)
    {
        let usual = assess::usual(&store, writer.take(), &plan);
        let anew = assess::report(writer.take(), &scenario, &plan, usual)?;
        if judges_as_much(&anew, &report) {
            report = anew;
            writer.save_report(&report)?;
        }
    }
    console::say(outcome(&report, &section, &say, args.verdict))?;
    if writer.take().page_path().is_file() {
        console::say(format!(
            "The take's page is older than that: rehearse review {} --html makes it anew.",
            shell_word(&id)
        ))?;
    }
    Ok(Outcome::Done)
}

/// Whether `anew` has every signal that `before` has.
fn judges_as_much(anew: &Report, before: &Report) -> bool {
    before.sections.iter().all(|section| {
        let same = |other: &&SectionReview| other.section == section.section;
        let signals = anew.sections.iter().find(same).map(|other| &other.signals);
        signals.map_or(0, Vec::len) >= section.signals.len()
    })
}

/// The section and the label of the signal that is meant.
fn find(
    report: &Report,
    asked: &str,
    section: Option<&str>,
) -> Result<(String, String), CorrectError> {
    let sections = sections_meant(report, section)?;
    let labels = || {
        sections.iter().flat_map(|section| {
            let signals = section.signals.iter();
            signals.map(move |signal| (&section.section, &signal.say))
        })
    };
    let found: Vec<(&String, &String)> = labels()
        .filter(|(_, say)| say.eq_ignore_ascii_case(asked.trim()))
        .collect();
    match found.as_slice() {
        [(section, say)] => Ok(((*section).clone(), (*say).clone())),
        [] => Err(CorrectError::UnknownSignal {
            take: report.take.clone(),
            asked: asked.to_owned(),
            near: nearest(asked, labels().map(|(_, say)| say.as_str())).map(str::to_owned),
            known: labels().map(|(_, say)| say.clone()).collect(),
        }),
        [(_, say), ..] => Err(CorrectError::Ambiguous {
            say: (*say).clone(),
            sections: found
                .iter()
                .map(|(section, _)| (*section).clone())
                .collect(),
        }),
    }
}

fn sections_meant<'a>(
    report: &'a Report,
    asked: Option<&str>,
) -> Result<Vec<&'a SectionReview>, CorrectError> {
    let Some(asked) = asked else {
        return Ok(report.sections.iter().collect());
    };
    let meant = |section: &&SectionReview| section.section.eq_ignore_ascii_case(asked);
    let section = report.sections.iter().find(meant);
    section
        .map(|section| vec![section])
        .ok_or_else(|| CorrectError::UnknownSection {
            take: report.take.clone(),
            asked: asked.to_owned(),
            known: report
                .sections
                .iter()
                .map(|section| section.section.clone())
                .collect(),
        })
}

/// What counts now: `“no ticket” in Situation: said, by your word. 20 of 23 signals are said now.`
fn outcome(report: &Report, section: &str, say: &str, said: Said) -> String {
    let sections = || report.sections.iter();
    let states = || {
        sections().flat_map(|section| {
            let signals = section.signals.iter();
            signals.map(|signal| settled(&report.corrections, &section.section, signal))
        })
    };
    let owner = sections().find(|owner| owner.section == section);
    let signal = owner.and_then(|owner| owner.signals.iter().find(|signal| signal.say == say));
    let state = signal.map_or(State::Missing, |signal| {
        settled(&report.corrections, section, signal)
    });
    let by = if said == Said::Undo {
        "as it was heard"
    } else {
        "by your word"
    };
    format!(
        "{} in {}: {}, {by}. {} of {} signals are said now.",
        wording::quoted(say),
        owner.map_or(section, wording::title),
        wording::state(state),
        states().filter(|state| *state == State::Said).count(),
        states().count()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::html::fixtures;
    use crate::review::corrections::Correction;

    #[test]
    fn a_label_is_found_whatever_its_capitals() {
        let report = fixtures::report("strong");
        let found = find(&report, " i TRACED ", None).unwrap();
        assert_eq!(found, ("action".to_owned(), "I traced".to_owned()));
    }

    #[test]
    fn a_label_of_two_sections_needs_one_of_them() {
        let report = fixtures::report("strong");
        let error = find(&report, "no ticket", None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"no ticket\" belongs to situation and task; say which with --section"
        );
        let found = find(&report, "no ticket", Some("Task")).unwrap();
        assert_eq!(found.0, "task");
    }

    #[test]
    fn an_unknown_label_is_told_with_the_nearest_one() {
        let report = fixtures::report("strong");
        let error = find(&report, "I trased", None).unwrap_err().to_string();
        assert!(
            error.starts_with(
                "2026-11-23-webhook-drop has no signal called \"I trased\". Did you mean \"I traced\"?\nThere are: "
            ),
            "{error}"
        );
        assert!(find(&report, "I traced", Some("akshun")).is_err());
    }

    #[test]
    fn the_answer_says_what_counts_now() {
        let mut report = fixtures::report("strong");
        report.corrections.push(Correction {
            section: "action".to_owned(),
            say: "I pulled".to_owned(),
            state: Verdict::Missing,
        });
        let said = outcome(&report, "action", "I pulled", Said::Missing);
        assert!(
            said.starts_with("“I pulled” in Action: missing, by your word. ")
                && said.ends_with(" of 23 signals are said now."),
            "{said}"
        );
    }
}
