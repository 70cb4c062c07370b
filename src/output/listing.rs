//! The list of what can be practised.

use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use super::sheet::minutes;
use super::text::{Page, Style, Tone, tame};
use crate::console::shell_word;
use crate::scenario::Scenario;
use crate::scenario::catalog::{Entry, LoadError, Origin};

/// Writes what can be practised; `dir` is the folder for the user's own scenarios.
///
/// # Errors
/// Those of the writer.
pub fn print(
    entries: &[Entry],
    dir: Option<&Path>,
    out: &mut impl Write,
    style: Style,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    for entry in entries {
        match &entry.found {
            Ok(loaded) => listed_scenario(entry, &loaded.scenario, &loaded.origin, &mut page)?,
            Err(error) => listed_fault(entry, error, &mut page)?,
        }
        page.blank()?;
    }
    page.line("Read one with `rehearse show NAME`, say it with `rehearse run NAME`.")?;
    if let Some(dir) = dir {
        page.line(&format!("Your own stories go into {}.", dir.display()))?;
    }
    Ok(())
}

fn listed_scenario<W: Write>(
    entry: &Entry,
    scenario: &Scenario,
    origin: &Origin,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let whole: Duration = scenario.sections.iter().map(|section| section.target).sum();
    let home = scenario
        .principle(&scenario.home_principle)
        .map(|principle| principle.title.clone());
    let mut facts = vec![scenario.family.clone()];
    facts.extend(home);
    facts.push(minutes(whole));
    if let Origin::File(path) = origin {
        facts.push(path.display().to_string());
    }
    facts.retain(|fact| !fact.is_empty());
    page.heading(&tame(&entry.name), &tame(&scenario.title))?;
    page.hanging("  ", &tame(&scenario.question))?;
    page.hanging("  ", &page.tinted(Tone::Aside, &tame(&facts.join(" · "))))
}

fn listed_fault<W: Write>(
    entry: &Entry,
    error: &LoadError,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.heading(
        &tame(&entry.name),
        &page.tinted(Tone::Bad, "cannot be used"),
    )?;
    let why = match error {
        LoadError::Wrong(faults) => match faults.faults.len() {
            1 => format!(
                "1 thing needs mending; see it with `rehearse show {}`",
                shell_word(&entry.name)
            ),
            count => format!(
                "{count} things need mending; see them with `rehearse show {}`",
                shell_word(&entry.name)
            ),
        },
        other => other.to_string(),
    };
    page.hanging("  ", &tame(&why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::catalog::Catalog;

    #[test]
    fn the_list_names_every_story_and_what_is_wrong_with_a_users_own() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mine.toml"), "title = 5").unwrap();
        let catalog = Catalog::new(Some(dir.path().to_owned()));
        let mut out = Vec::new();
        let style = Style {
            width: 80,
            colour: false,
            plain: false,
        };
        let shown_dir = Path::new("/home/me/.local/share/rehearse/scenarios");
        print(
            &catalog.entries().unwrap(),
            Some(shown_dir),
            &mut out,
            style,
        )
        .unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
