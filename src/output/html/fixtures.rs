//! Reports for the tests of the page: of the three spoken answers in `tests/fixtures/voices`.

use crate::output::report::Report;

/// The report of the answer `name`: `strong`, `partial` or `weak`.
pub fn report(name: &str) -> Report {
    let json = match name {
        "strong" => include_str!("../../../tests/fixtures/reports/strong.json"),
        "partial" => include_str!("../../../tests/fixtures/reports/partial.json"),
        "weak" => include_str!("../../../tests/fixtures/reports/weak.json"),
        other => panic!("no report \"{other}\""),
    };
    serde_json::from_str(json).unwrap()
}
