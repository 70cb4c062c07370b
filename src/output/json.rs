//! The report as JSON, for other programs, and the schema of it.

use std::io::{self, Write};

use super::report::Report;

/// Writes `report`, indented, with a line's end after it.
///
/// # Errors
/// Those of the writer.
pub fn write(report: &Report, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

/// The report's JSON Schema (draft 2020-12), indented.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Report);
    format!("{:#}\n", schema.to_value())
}
