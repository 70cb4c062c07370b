//! `rehearse list`: the stories that can be practised.

use std::io::Write;

use super::common::Common;
use super::exit::Outcome;
use crate::console;
use crate::output::listing;

/// Runs `rehearse list`.
///
/// # Errors
/// When the user's own folder is there and cannot be read, or nothing can be printed.
pub fn run(common: &Common) -> anyhow::Result<Outcome> {
    let catalog = common.catalog();
    let mut out = console::out();
    listing::print(&catalog.entries()?, catalog.dir(), &mut out, common.style())?;
    out.flush()?;
    Ok(Outcome::Done)
}
