//! Each form on the partial answer, whole; and what each form must survive.

use insta::assert_snapshot;

use super::*;
use crate::output::sample::report;
use crate::review::corrections::{Correction, Verdict};
use crate::review::{Grade, Pause};
use crate::time::Span;
use crate::transcript::{Certainty, Filler};

fn exported(report: &Report, format: Format) -> String {
    export(report, format, None).unwrap()
}

/// The partial answer with a pause, a filler, lost sound, speech that was not understood and a correction.
fn full() -> Report {
    let mut report = report("partial");
    let action = &mut report.sections[2];
    action.pauses = vec![Pause {
        span: Span::from_seconds(6.0, 8.6),
        mid_clause: true,
        grade: Grade::Mention,
    }];
    action.fillers = vec![Filler {
        text: "um".to_owned(),
        span: Span::from_seconds(9.0, 9.3),
        certainty: Certainty::Possible,
    }];
    action.gaps = vec![Span::from_seconds(10.0, 10.4)];
    action.not_understood = vec![Span::from_seconds(11.0, 12.4)];
    report.corrections = vec![Correction {
        section: "action".to_owned(),
        say: "I submitted".to_owned(),
        state: Verdict::Said,
    }];
    report
}

#[test]
fn markdown() {
    assert_snapshot!(exported(&full(), Format::Markdown));
}

#[test]
fn csv() {
    let text = exported(&full(), Format::Csv);
    assert!(text.lines().count() > 30);
    assert_snapshot!(text.replace("\r\n", "\n"));
}

#[test]
fn srt() {
    assert_snapshot!(exported(&full(), Format::Srt));
}

#[test]
fn vtt_of_one_section_counts_from_its_own_start() {
    let text = export(&full(), Format::Vtt, Some("result")).unwrap();
    assert_snapshot!(text);
}

#[test]
fn text_alone() {
    assert_snapshot!(exported(&full(), Format::Text));
}

#[test]
fn json_is_the_report_itself() {
    let text = exported(&report("weak"), Format::Json);
    let read: Report = serde_json::from_str(&text).unwrap();
    assert_eq!(read.sections.len(), 5);
}

#[test]
fn every_form_is_found_by_its_name() {
    for format in Format::ALL {
        assert_eq!(Format::named(format.name()), Some(format));
        assert_eq!(Format::named(&format.name().to_uppercase()), Some(format));
    }
    assert_eq!(Format::named("docx"), None);
}

#[test]
fn a_section_without_words_says_why_in_every_form_that_is_read_by_people() {
    let mut report = report("strong");
    report.sections[0].transcript.clear();
    report.sections[1].transcript.clear();
    report.sections[1].transcribed = false;
    for format in [Format::Markdown, Format::Text] {
        let text = exported(&report, format);
        assert!(text.contains(wording::NOTHING_HEARD), "{text}");
        assert!(text.contains(wording::NOT_TRANSCRIBED), "{text}");
    }
}

#[test]
fn subtitles_never_overlap_and_never_outlast_their_section() {
    let report = report("strong");
    let text = exported(&report, Format::Vtt);
    let total: f64 = report
        .sections
        .iter()
        .map(|section| section.duration.as_secs_f64())
        .sum();
    let mut last = 0.0;
    for line in text.lines().filter(|line| line.contains(" --> ")) {
        let times: Vec<f64> = line.split(" --> ").map(seconds).collect();
        assert!(times[0] >= last && times[1] >= times[0], "{line}");
        last = times[1];
    }
    assert!(last > 0.0 && last <= total + 0.001, "{last} {total}");
}

fn seconds(stamp: &str) -> f64 {
    let parts: Vec<f64> = stamp.split(':').map(|part| part.parse().unwrap()).collect();
    parts[0] * 3600.0 + parts[1] * 60.0 + parts[2]
}

#[test]
fn what_was_heard_cannot_break_any_form() {
    let mut report = report("strong");
    let words = &mut report.sections[0].transcript;
    words[0].text = "<script>|\"=1+1\"--> \u{1b}[2J".to_owned();
    report.sections[0].signals[0].quote = "=HYPERLINK(\"x\"), a".to_owned();
    report.sections[0].signals[0].say = "*bold* | <b>".to_owned();
    let markdown = exported(&report, Format::Markdown);
    assert!(markdown.contains("\\<script\\>\\|"), "{markdown}");
    assert!(markdown.contains("\\*bold\\* \\| \\<b\\>"));
    let csv = exported(&report, Format::Csv);
    assert!(csv.contains("\"'=HYPERLINK(\"\"x\"\"), a\""), "{csv}");
    let vtt = exported(&report, Format::Vtt);
    assert!(vtt.contains("&lt;script&gt;|\"=1+1\"--&gt;"), "{vtt}");
    for format in [
        Format::Markdown,
        Format::Csv,
        Format::Srt,
        Format::Vtt,
        Format::Text,
    ] {
        assert!(!exported(&report, format).contains('\u{1b}'), "{format:?}");
    }
}

#[test]
fn a_report_without_sections_is_exported_as_one() {
    let mut report = report("strong");
    report.sections.clear();
    assert_eq!(exported(&report, Format::Vtt), "WEBVTT\n");
    assert_eq!(exported(&report, Format::Srt), "");
    assert_eq!(exported(&report, Format::Csv).lines().count(), 1);
}
