//! `rehearse history`: takes over time, on the terminal, as a page, or as a table for other programs.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::common::Common;
use super::ending::write_to;
use super::exit::Outcome;
use super::page;
use crate::console;
use crate::output::history::{self, StoryHistory};
use crate::output::html::render_history;
use crate::scenario::Scenario;
use crate::scenario::nearest::nearest;
use crate::take::{Listing, Store, TakeSummary};

/// What `history` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only takes of this story
    #[arg(value_name = "SCENARIO")]
    pub scenario: Option<String>,
    /// Make a page with charts: history.html in the data folder
    #[arg(long, conflicts_with = "csv")]
    pub html: bool,
    /// Open that page in the browser
    #[arg(long, conflicts_with = "csv")]
    pub open: bool,
    /// Write comma-separated values, a line a take
    #[arg(long)]
    pub csv: bool,
}

/// There are takes, and not one of them can be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("none of your takes can be read ({0} of {0}); see above why, or with: rehearse takes")]
struct NothingReadable(usize);

/// There are no takes of the story that was asked for.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct NoSuchStory {
    asked: String,
    near: Option<String>,
    known: Vec<String>,
}

impl NoSuchStory {
    fn sentence(&self) -> String {
        let mut text = format!("There are no takes of \"{}\".", self.asked);
        if let Some(near) = &self.near {
            text.push_str(&format!(" Did you mean \"{near}\"?"));
        }
        if self.known.is_empty() {
            text.push_str(" There are no takes at all yet.");
        } else {
            text.push_str(&format!("\nThere are takes of: {}.", self.known.join(", ")));
        }
        text
    }
}

/// Runs `rehearse history`.
///
/// # Errors
/// When the store cannot be read, there are no takes of the story, or the page cannot be written.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let (store, Listing { takes, unreadable }) = common.mended_list()?;
    for take in &unreadable {
        console::note(format!("{} cannot be read: {}", take.id, take.error));
    }
    if takes.is_empty() && !unreadable.is_empty() {
        return Err(NothingReadable(unreadable.len()).into());
    }
    let takes = of_story(takes, args.scenario.as_deref())?;
    if args.csv {
        write_to(Path::new("-"), &history::csv(&takes))?;
        return Ok(Outcome::Done);
    }
    let stories = StoryHistory::of_all(takes, &scenarios(common)?);
    if args.html || args.open {
        let path = make_page(&store, &stories)?;
        console::note(format!("The page is {}.", path.display()));
        if args.open {
            page::open(&path)?;
        }
        return Ok(Outcome::Done);
    }
    let mut out = console::out();
    history::print(&stories, &mut out, common.style())?;
    out.flush()?;
    Ok(Outcome::Done)
}

/// The takes of the story `asked`, or all.
///
/// # Errors
/// When there is none.
pub(super) fn of_story(
    mut takes: Vec<TakeSummary>,
    asked: Option<&str>,
) -> Result<Vec<TakeSummary>, NoSuchStory> {
    let Some(asked) = asked else {
        return Ok(takes);
    };
    let mut known: Vec<String> = takes.iter().map(|take| take.scenario.clone()).collect();
    known.sort();
    known.dedup();
    takes.retain(|take| take.scenario == asked);
    if takes.is_empty() {
        return Err(NoSuchStory {
            asked: asked.to_owned(),
            near: nearest(asked, known.iter().map(String::as_str)).map(str::to_owned),
            known,
        });
    }
    Ok(takes)
}

/// The stories that are there and right, for their titles.
fn scenarios(common: &Common) -> anyhow::Result<Vec<Scenario>> {
    let entries = common.catalog().entries()?;
    let right = entries.into_iter().filter_map(|entry| entry.found.ok());
    Ok(right.map(|loaded| loaded.scenario).collect())
}

fn make_page(store: &Store, stories: &[StoryHistory]) -> anyhow::Result<PathBuf> {
    let page_of = |take: &TakeSummary| {
        let page = store.takes_dir().join(&take.id).join("report.html");
        page.exists()
            .then(|| format!("takes/{}/report.html", take.id))
    };
    let html = render_history(stories, &page_of)?;
    Ok(store.save_history(&html)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_without_takes_is_told_with_those_that_have_some() {
        let takes = crate::output::history::tests::takes();
        let error = of_story(takes, Some("webhook-drip")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "There are no takes of \"webhook-drip\". Did you mean \"webhook-drop\"?\n\
             There are takes of: slow-checkout, webhook-drop."
        );
        let error = of_story(Vec::new(), Some("x")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "There are no takes of \"x\". There are no takes at all yet."
        );
    }
}
