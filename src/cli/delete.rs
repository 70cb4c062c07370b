//! `rehearse delete` and `rehearse takes --delete`: what shall leave the store. Asks first.

use std::io::{self, IsTerminal};

use super::common::Common;
use super::exit::Outcome;
use crate::console;
use crate::output::wording::{counted, length};
use crate::take::{Listing, Store, TakeState, TakeSummary};

/// What `delete` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Names of takes, or beginnings of names; `latest`, `previous`
    #[arg(required = true, value_name = "TAKE")]
    takes: Vec<String>,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

/// Runs `rehearse delete`.
///
/// # Errors
/// When no take is meant, or one cannot be deleted.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let store = common.store()?;
    let listing = store.list()?;
    let mut doomed: Vec<String> = Vec::new();
    for asked in &args.takes {
        let name = store.name(asked)?;
        if !doomed.contains(&name) {
            doomed.push(name);
        }
    }
    for name in doomed {
        let take = listing.takes.iter().find(|take| take.id == name);
        let what = take.map_or_else(|| format!("{name}, which cannot be read"), described);
        if !args.yes
            && !confirmed(&format!(
                "Delete {what}, with its recordings? This cannot be undone."
            ))?
        {
            console::note(format!("{name} stays."));
            continue;
        }
        store.delete(&name)?;
        console::note(format!("{name} is deleted."));
    }
    Ok(Outcome::Done)
}

/// Deletes the takes of `listing` after asking once.
///
/// # Errors
/// When one cannot be deleted, or there is nobody to ask.
pub fn old(store: &Store, listing: &Listing, yes: bool) -> anyhow::Result<Outcome> {
    // A take that is being told is young in every sense.
    let old: Vec<&TakeSummary> = listing
        .takes
        .iter()
        .filter(|take| take.state != TakeState::Open)
        .collect();
    let (Some(first), Some(last)) = (old.first(), old.last()) else {
        console::note("No take is that old. Nothing was deleted.");
        return Ok(Outcome::Done);
    };
    let takes = counted(old.len(), "take", "takes");
    let question = format!(
        "Delete {takes}, from {} to {}, with all recordings? This cannot be undone.",
        first.begun.day(),
        last.begun.day()
    );
    if !yes && !confirmed(&question)? {
        console::note("Nothing was deleted.");
        return Ok(Outcome::Done);
    }
    for take in old {
        store.delete(&take.id)?;
    }
    console::note(format!("{takes} deleted."));
    Ok(Outcome::Done)
}

/// Asks on the terminal; anything but a yes is a no.
fn confirmed(question: &str) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() {
        anyhow::bail!(
            "cannot ask here whether to delete, so nothing was deleted; add --yes to delete without asking"
        );
    }
    console::ask(format!("{question} [y/N] "));
    let mut answer = String::new();
    // The end of the input, or of the terminal, is no yes.
    if !matches!(io::stdin().read_line(&mut answer), Ok(1..)) {
        console::note("");
        return Ok(false);
    }
    Ok(matches!(
        answer.trim().to_ascii_lowercase().as_str(),
        "y" | "yes"
    ))
}

/// "2026-11-23T2104-webhook-drop (23 Nov 2026, 21:04; 2:41.0 spoken)".
fn described(take: &TakeSummary) -> String {
    format!(
        "{} ({}; {} spoken)",
        take.id,
        take.begun.for_people(),
        length(take.duration)
    )
}
