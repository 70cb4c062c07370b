//! The page of a take, as `rehearse review --html` makes it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context as _;

use crate::console;
use crate::output::html::{SoundPlace, page_of_take};
use crate::output::report::Report;
use crate::scenario::Scenario;
use crate::take::{Store, Take};

/// Whether a page is wanted, and what is to be done with it.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct PageArgs {
    /// Make a page to look at and listen to: report.html in the take's folder
    #[arg(long, help_heading = "Page")]
    pub html: bool,
    /// Put the sound inside the page, so that the one file can be sent
    #[arg(long, help_heading = "Page")]
    pub single_file: bool,
    /// Open the page in the browser
    #[arg(long, help_heading = "Page")]
    pub open: bool,
}

impl PageArgs {
    /// Whether any of them asks for a page.
    #[must_use]
    pub fn wanted(&self) -> bool {
        self.html || self.single_file || self.open
    }

    /// Makes the page, keeps it in the take, and says where it is.
    ///
    /// # Errors
    /// When it cannot be laid out or written.
    pub fn make(
        &self,
        store: &Store,
        take: &Take,
        report: &Report,
        scenario: &Scenario,
    ) -> anyhow::Result<()> {
        let place = if self.single_file {
            SoundPlace::Inside
        } else {
            SoundPlace::Beside
        };
        let page = page_of_take(take, report, Some(scenario), place)?;
        for error in &page.silent {
            console::note(error);
        }
        let path = store.edit(take.id())?.save_page(&page.html)?;
        console::note(format!(
            "The page is {} ({} kB).",
            path.display(),
            page.html.len() / 1000
        ));
        if self.open { open(&path) } else { Ok(()) }
    }
}

/// Programs that open a file in a browser.
const OPENERS: [&str; 4] = ["xdg-open", "open", "wslview", "explorer.exe"];

/// Opens `path` with whatever the user reads pages with.
pub(super) fn open(path: &Path) -> anyhow::Result<()> {
    let opener = std::env::var_os("BROWSER")
        .filter(|browser| !browser.is_empty())
        .map(PathBuf::from);
    let openers = opener.into_iter().chain(OPENERS.map(PathBuf::from));
    for opener in openers {
        let started = Command::new(&opener)
            .arg(path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        match started {
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("{} could not be started.", opener.display()));
            }
        }
    }
    console::note(format!(
        "No program to open it with was found (looked for {}). Open it by hand.",
        OPENERS.join(", ")
    ));
    Ok(())
}
