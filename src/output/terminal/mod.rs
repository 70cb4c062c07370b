//! The report on a terminal: three points first, then the sections, then the whole answer.
//!
//! Rich text has marks, bars and colour; plain text has words for all of them and can be read out line by line. No
//! meaning rests on colour or on a mark alone.

mod section;

use std::io::{self, Write};

use super::replies;
use super::report::Report;
pub use super::text::Style;
use super::text::{Page, Tone, tame};
use super::wording;
use crate::review::corrections::{Correction, settled};
use crate::review::{Limits, SectionReview, SectionState, findings};
use crate::signals::State;
use crate::time::length_from_seconds;

/// Writes `report`.
///
/// # Errors
/// Those of the writer.
pub fn print(report: &Report, out: &mut impl Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(out, style);
    header(report, &mut page)?;
    points(report, &mut page)?;
    for told in &report.sections {
        if told.state != SectionState::Skipped {
            section::print(told, report, &mut page)?;
        }
    }
    if report
        .sections
        .iter()
        .any(|told| told.state != SectionState::Skipped)
    {
        whole(report, &mut page)?;
    }
    for reply in &report.replies {
        replies::print(reply, &mut page)?;
    }
    notes(report, &mut page)
}

/// What to say about one section in the moment when it ends: how long it took, how many signals were heard, and at
/// most three points, each a line to wrap. `scenario` is the name that the user types.
#[must_use]
pub fn section_brief(section: &SectionReview, scenario: &str, limits: &Limits) -> Vec<String> {
    let mut first = section::against_target(section);
    if section.words > 0 && !section.signals.is_empty() {
        let said = wording::signals_said(said(section, &[]), section.signals.len());
        first = format!("{first}. {said}");
    }
    let sections = std::slice::from_ref(section);
    let points = findings::of_section(section, limits);
    std::iter::once(format!("{first}."))
        .chain(
            points
                .iter()
                .map(|advice| wording::point(advice, sections, scenario).advice),
        )
        .collect()
}

fn header<W: Write>(report: &Report, page: &mut Page<'_, W>) -> io::Result<()> {
    let begun = report.begun.get(..16).unwrap_or_default().replace('T', " ");
    let parts = [
        first_of(&report.title, &report.scenario),
        first_of(&report.level_title, &report.level),
        first_of(&report.principle_title, &report.principle),
        &begun,
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    page.line(&page.tinted(Tone::Heading, &tame(&parts.join(" · "))))?;
    page.line(&tame(&report.question))
}

fn points<W: Write>(report: &Report, page: &mut Page<'_, W>) -> io::Result<()> {
    if report.next.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.line(&page.tinted(Tone::Heading, "For the next take"))?;
    for (index, point) in report.next.iter().enumerate() {
        page.hanging(&format!("  {}. ", index + 1), &tame(&point.advice))?;
    }
    Ok(())
}

fn whole<W: Write>(report: &Report, page: &mut Page<'_, W>) -> io::Result<()> {
    page.blank()?;
    page.line(&page.tinted(Tone::Heading, "The whole answer"))?;
    let usual = report.usual.as_ref();
    let mut facts = vec![total(report)];
    facts.extend(signals(report));
    facts.extend(wording::first(&report.overall.first));
    if let Some(pace) = &report.overall.pace {
        let own = usual.and_then(|usual| usual.wpm);
        let own = own.map(|wpm| format!("{wpm:.0}"));
        facts.push(wording::beside(wording::pace(pace), own));
    }
    if let Some(rate) = &report.overall.filler_rate {
        let own = usual.and_then(|usual| usual.fillers_per_minute);
        let own = own.map(|rate| format!("{rate:.0} a minute"));
        facts.push(wording::beside(wording::filler_rate(rate), own));
    }
    if !report.bar.is_empty() {
        let level = first_of(&report.level_title, &report.level);
        facts.push(wording::bar(level, &report.bar));
    }
    for fact in facts {
        page.hanging("  ", &tame(&fact))?;
    }
    Ok(())
}

/// `2:41.3 of 2:30 to 3:00, in time`.
fn total(report: &Report) -> String {
    let time = report.spoken_time();
    let duration = time.spoken;
    let target = length_from_seconds(report.total.target_s);
    let ceiling = report.total.ceiling_s.map(length_from_seconds);
    let mut text = format!(
        "{} of {}",
        wording::length(duration),
        wording::set_length(target)
    );
    if let Some(ceiling) = ceiling {
        text.push_str(&format!(" to {}", wording::set_length(ceiling)));
    }
    let verdict = wording::verdict(report.overall.timing, duration, target, ceiling);
    if !verdict.is_empty() {
        text.push_str(&format!(", {verdict}"));
    }
    if let Some(silent) = wording::silent(time) {
        text.push_str(&format!(", {silent}"));
    }
    let usual = report.usual.as_ref().and_then(|usual| usual.duration_s);
    let usual = usual.map(|seconds| wording::length(length_from_seconds(seconds)));
    wording::beside(text, usual)
}

/// How many signals were said in all, and how many of those that lead.
fn signals(report: &Report) -> Vec<String> {
    let all = || {
        report
            .sections
            .iter()
            .flat_map(|section| section.signals.iter().map(move |signal| (section, signal)))
    };
    let count = all().count();
    if count == 0 {
        return Vec::new();
    }
    let is_said = |section: &SectionReview, signal| {
        settled(&report.corrections, &section.section, signal) == State::Said
    };
    let said = all()
        .filter(|(section, signal)| is_said(section, signal))
        .count();
    let mut facts = vec![wording::signals_said(said, count)];
    let leading = all().filter(|(_, signal)| signal.leading);
    let lead = leading.clone().count();
    if lead > 0 {
        let said = leading
            .filter(|(section, signal)| is_said(section, signal))
            .count();
        let principle = first_of(&report.principle_title, &report.principle);
        facts.push(wording::leading_said(said, lead, principle));
        if said < lead && !report.lead_with.is_empty() {
            facts.push(wording::lead_with(&report.lead_with));
        }
    }
    facts
}

fn notes<W: Write>(report: &Report, page: &mut Page<'_, W>) -> io::Result<()> {
    let mut notes = report.notes.clone();
    if let Some(usual) = report
        .usual
        .as_ref()
        .filter(|usual| usual.is_shown_in(report))
    {
        notes.push(wording::usual(usual));
    }
    let own: Vec<String> = report.other_notes().map(wording::your_note).collect();
    if notes.is_empty() && own.is_empty() {
        return Ok(());
    }
    page.blank()?;
    for note in own {
        page.hanging("", &tame(&note))?;
    }
    for note in notes {
        page.hanging("Note: ", &tame(&note))?;
    }
    Ok(())
}

/// Number of the section's signals that count as said, the user's word included.
fn said(section: &SectionReview, corrections: &[Correction]) -> usize {
    section
        .signals
        .iter()
        .filter(|signal| settled(corrections, &section.section, signal) == State::Said)
        .count()
}

fn first_of<'a>(wanted: &'a str, otherwise: &'a str) -> &'a str {
    if wanted.is_empty() { otherwise } else { wanted }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::sample::report;
    use super::super::text::columns;
    use super::*;
    use crate::output::report::Usual;
    use crate::review::corrections::Verdict;
    use crate::signals::SignalFinding;
    use crate::time::Span;

    const WIDE: Style = Style {
        width: 80,
        colour: false,
        plain: false,
    };

    fn printed(report: &Report, style: Style) -> String {
        let mut out = Vec::new();
        print(report, &mut out, style).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_strong_answer() {
        assert_snapshot!(printed(&report("strong"), WIDE));
    }

    #[test]
    fn the_partial_answer() {
        assert_snapshot!(printed(&report("partial"), WIDE));
    }

    #[test]
    fn the_weak_answer() {
        assert_snapshot!(printed(&report("weak"), WIDE));
    }

    #[test]
    fn the_partial_answer_at_60_columns() {
        assert_snapshot!(printed(&report("partial"), Style { width: 60, ..WIDE }));
    }

    #[test]
    fn the_partial_answer_in_plain_text() {
        assert_snapshot!(printed(&report("partial"), Style::PLAIN));
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let colour = Style {
            colour: true,
            ..WIDE
        };
        let coloured = printed(&report("partial"), colour);
        assert!(coloured.contains('\u{1b}'));
        let stripped = anstream::adapter::strip_str(&coloured).to_string();
        assert_eq!(stripped, printed(&report("partial"), WIDE));
    }

    #[test]
    fn plain_text_holds_no_escape_and_no_drawing() {
        let style = Style {
            colour: true,
            ..Style::PLAIN
        };
        for answer in ["strong", "partial", "weak"] {
            let text = printed(&report(answer), style);
            assert!(text.is_ascii(), "{text}");
            assert!(!text.contains('\u{1b}'));
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [40, 60, 80] {
            for answer in ["strong", "partial", "weak"] {
                let style = Style { width, ..WIDE };
                for line in printed(&report(answer), style).lines() {
                    assert!(columns(line) <= width, "{width}: {line}");
                }
            }
        }
    }

    #[test]
    fn a_cut_off_a_silent_and_an_unheard_section_say_so() {
        let mut report = report("strong");
        report.sections[0].state = SectionState::Partial;
        report.sections[1].state = SectionState::Silent;
        report.sections[1].transcript.clear();
        report.sections[2].transcribed = false;
        report.sections[3].state = SectionState::Skipped;
        let text = printed(&report, Style::PLAIN);
        assert!(
            text.contains("Situation: 0:24.2 of 0:30, in time, cut off"),
            "{text}"
        );
        assert!(text.contains("Task: 0:12.7 of 0:20, in time, nothing was heard\n\n"));
        assert!(text.contains("Not transcribed yet"));
        assert!(!text.contains("\nResult"));
    }

    #[test]
    fn speech_that_was_not_understood_is_a_finding_of_its_section_and_a_note() {
        let mut report = report("partial");
        let section = &mut report.sections[1];
        section.not_understood = vec![Span::from_seconds(1.9, 5.0)];
        let text = printed(&report, Style::PLAIN).replace("\n            ", " ");
        assert!(
            text.contains(
                "  unclear   0:01.9 3.1 s of speech were not understood. What is missing may have been said there."
            ),
            "{text}"
        );
        // A section in which nothing else was heard says it, too.
        report.sections[1].transcript.clear();
        let text = printed(&report, Style::PLAIN);
        assert!(text.contains("3.1 s of speech"), "{text}");
    }

    #[test]
    fn the_users_own_medians_stand_beside_the_norms() {
        let mut report = report("strong");
        let takes: Vec<Report> = (0..5).map(|_| report.clone()).collect();
        let told = report
            .sections
            .iter()
            .map(|section| section.section.clone());
        report.usual = Usual::of(&takes, &told.collect());
        let text = printed(&report, Style::PLAIN);
        assert!(text.contains("Situation: 0:24.2 of 0:30, in time; usually 0:24.2"));
        assert!(text.contains("words a minute; usually 15"), "{text}");
        assert!(text.contains("no fillers heard; usually 0 a minute"));
        assert!(text.contains("last 5 takes"));
    }

    #[test]
    fn a_correction_counts_and_is_shown_as_the_users() {
        let mut report = report("weak");
        report.corrections.push(Correction {
            section: "action".to_owned(),
            say: "I traced".to_owned(),
            state: Verdict::Said,
        });
        let text = printed(&report, Style::PLAIN);
        assert!(text.contains("I traced: said (your correction)"));
        assert!(text.contains("1 of 23 signals said"), "{text}");
    }

    #[test]
    fn what_was_heard_cannot_steer_the_terminal() {
        let mut report = report("strong");
        report.sections[0].signals[0].quote = "\u{1b}[2J\u{7}noticed".to_owned();
        let text = printed(&report, WIDE);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'));
    }

    #[test]
    fn after_a_section_one_line_sums_it_up_and_at_most_three_advise() {
        let report = report("weak");
        let brief = section_brief(&report.sections[2], "webhook-drop", &Limits::default());
        assert!(brief.len() > 1 && brief.len() <= 4, "{brief:?}");
        assert_eq!(brief[0], "0:08.5 of 1:30, short. 0 of 7 signals said.");
        let mut good = super::super::sample::report("strong").sections[1].clone();
        good.gaps = vec![Span::from_seconds(1.0, 1.1)];
        let brief = section_brief(&good, "webhook-drop", &Limits::default());
        assert_eq!(brief, ["0:12.7 of 0:20, in time. 4 of 4 signals said."]);
    }

    #[test]
    fn after_a_section_a_denied_signal_is_among_the_points() {
        let report = report("partial");
        for section in &report.sections {
            let denied = |signal: &SignalFinding| signal.state == State::Denied;
            let expected = section.signals.iter().any(denied);
            let brief = section_brief(section, "webhook-drop", &Limits::default());
            let told = brief.iter().any(|line| line.contains("the opposite"));
            assert_eq!(told, expected, "{brief:?}");
        }
        assert!(report.sections.iter().any(|section| {
            let mut states = section.signals.iter().map(|signal| signal.state);
            states.any(|state| state == State::Denied)
        }));
    }
}
