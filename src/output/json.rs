//! The report as JSON, for other programs, and the schema of it.

use std::fmt::Write as _;

use serde::Serialize;

use super::report::Report;
use crate::console::is_unprintable;

/// `value`, indented, with a line's end after it. Signs that a terminal would obey or hide are written as `\u`
/// escapes, which every reader of JSON turns back.
///
/// # Errors
/// When a value has no form in JSON, which no report that was read or made holds.
pub fn text(value: &impl Serialize) -> serde_json::Result<String> {
    let written = serde_json::to_string_pretty(value)?;
    let mut text = String::with_capacity(written.len() + 1);
    for sign in written.chars() {
        // Unprintable signs other than the ends of its own lines stand inside strings only.
        if sign != '\n' && is_unprintable(sign) {
            for unit in sign.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(sign);
        }
    }
    text.push('\n');
    Ok(text)
}

/// The report's JSON Schema (draft 2020-12), indented.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(Report);
    format!("{:#}\n", schema.to_value())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::sample::{fixture, report};
    use super::*;
    use crate::review::{FlagKind, Grade, Pause, RedFlag};
    use crate::time::Span;
    use crate::transcript::{Certainty, Filler};

    /// A report that has at least one of everything.
    fn full() -> Value {
        let mut report = report("partial");
        let section = &mut report.sections[0];
        section.pauses = vec![Pause {
            span: Span::from_seconds(1.0, 2.5),
            mid_clause: true,
            grade: Grade::Quiet,
        }];
        section.fillers = vec![Filler {
            text: "um".to_owned(),
            span: Span::from_seconds(1.0, 1.25),
            certainty: Certainty::Heard,
        }];
        section.gaps = vec![Span::from_seconds(3.0, 3.5)];
        section.red_flags = vec![RedFlag {
            kind: FlagKind::HandOff,
            quote: "I escalated it".to_owned(),
            span: Span::from_seconds(4.0, 5.0),
            why: "Passing it on is not solving it.".to_owned(),
            sure: true,
            instead: None,
        }];
        serde_json::from_str(&text(&report).unwrap()).unwrap()
    }

    fn keys(value: &Value, wanted: &[&str]) {
        for key in wanted {
            assert!(value.get(key).is_some(), "{key} is not in {value}");
        }
    }

    #[test]
    fn the_report_keeps_every_key_of_its_contract() {
        let report = full();
        keys(
            &report,
            &[
                "schema", "scenario", "level", "take", "model", "total", "sections", "next",
            ],
        );
        assert_eq!(report["schema"], 1);
        keys(&report["total"], &["duration_s", "target_s"]);
        keys(&report["next"][0], &["finding", "section", "advice"]);
        let section = &report["sections"][0];
        keys(
            section,
            &[
                "section",
                "state",
                "duration_s",
                "target_s",
                "ceiling_s",
                "words",
                "wpm",
                "transcript",
                "signals",
                "red_flags",
                "pauses",
                "fillers",
                "gaps",
            ],
        );
        keys(
            &section["transcript"][0],
            &["text", "start_s", "end_s", "p"],
        );
        keys(
            &section["signals"][0],
            &["say", "state", "quote", "start_s", "end_s", "section"],
        );
        keys(
            &section["red_flags"][0],
            &["kind", "quote", "start_s", "end_s", "why"],
        );
        keys(&section["pauses"][0], &["start_s", "end_s"]);
        keys(
            &section["fillers"][0],
            &["text", "start_s", "end_s", "certainty"],
        );
        keys(&section["gaps"][0], &["start_s", "end_s"]);
    }

    #[test]
    fn states_and_kinds_are_written_as_the_contract_says() {
        let report = full();
        let section = &report["sections"][0];
        assert_eq!(section["state"], "complete");
        assert_eq!(section["target_s"], 30.0);
        assert_eq!(section["ceiling_s"], 45.0);
        assert_eq!(section["pauses"][0]["start_s"], 1.0);
        assert_eq!(section["fillers"][0]["certainty"], "heard");
        assert_eq!(section["red_flags"][0]["kind"], "hand_off");
        let states: Vec<&str> = section["signals"]
            .as_array()
            .unwrap()
            .iter()
            .map(|signal| signal["state"].as_str().unwrap())
            .collect();
        assert_eq!(
            states,
            ["said", "missing", "said", "denied", "missing", "missing"]
        );
        assert_eq!(report["sections"][1]["ceiling_s"], Value::Null);
    }

    #[test]
    fn what_is_written_is_read_back_the_same() {
        for answer in ["strong", "partial", "weak"] {
            let report = report(answer);
            let out = text(&report).unwrap();
            let read: super::Report = serde_json::from_str(&out).unwrap();
            let again = text(&read).unwrap();
            let changed = out
                .lines()
                .zip(again.lines())
                .find(|(before, after)| before != after);
            assert_eq!(changed, None, "{answer} changed on its way");
            assert_eq!(report.next, read.next);
        }
    }

    #[test]
    fn signs_that_a_terminal_would_obey_are_escaped_and_read_back_the_same() {
        let hostile = "a\u{1b}[2J\u{9b}31m\u{7f}\u{202e}b\u{e0041}\n";
        let out = text(&hostile).unwrap();
        assert_eq!(
            out,
            "\"a\\u001b[2J\\u009b31m\\u007f\\u202eb\\udb40\\udc41\\n\"\n"
        );
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), hostile);
    }

    #[test]
    fn reports_of_earlier_versions_are_read() {
        for answer in ["strong", "partial", "weak"] {
            assert_eq!(fixture(answer).sections.len(), 5);
        }
    }

    #[test]
    fn the_schema_names_every_key_that_a_report_has() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let report = full();
        let named = |schema: &Value, value: &Value| {
            for key in value.as_object().unwrap().keys() {
                assert!(schema["properties"].get(key).is_some(), "{key}");
            }
        };
        named(&schema, &report);
        named(&schema["$defs"]["SectionReview"], &report["sections"][0]);
        named(
            &schema["$defs"]["SignalFinding"],
            &report["sections"][0]["signals"][0],
        );
    }
}
