//! The report on a terminal: three points first, then the sections, then the whole answer.
//!
//! Rich text has marks, bars and colour; plain text has words for all of them and can be read out line by line.

use std::io::{self, Write};

use super::report::{Report, Usual};
pub use super::text::Style;
use super::text::{Page, Tone, columns, padded, tame};
use super::wording;
use crate::review::corrections::{Correction, settled, verdict};
use crate::review::{Limits, SectionReview, SectionState, Timing, findings};
use crate::signals::{SignalFinding, State};
use crate::time::length_from_seconds;

/// Writes `report`.
///
/// # Errors
/// Those of the writer.
pub fn print(report: &Report, out: &mut impl Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(out, style);
    header(report, &mut page)?;
    points(report, &mut page)?;
    for section in &report.sections {
        if section.state != SectionState::Skipped {
            self::section(section, report, &mut page)?;
        }
    }
    total(report, &mut page)?;
    notes(report, &mut page)
}

/// What to say about one section in the moment when it ends: how long it took, how many signals were heard, and at
/// most three points, each a line to wrap.
#[must_use]
pub fn section_brief(section: &SectionReview, scenario: &str, limits: &Limits) -> Vec<String> {
    let mut first = against_target(section);
    let told = wording::telling(section);
    if !told.is_empty() {
        first = format!("{first}, {told}");
    }
    if !section.signals.is_empty() && section.words > 0 {
        first = format!(
            "{first}; {}",
            signals_said(said(section, &[]), section.signals.len())
        );
    }
    let points = findings::of_section(section, limits);
    let sections = std::slice::from_ref(section);
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

fn section<W: Write>(
    section: &SectionReview,
    report: &Report,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.blank()?;
    heading(section, report.usual.as_ref(), page)?;
    if !section.transcribed {
        return page.hanging("  ", "Not transcribed yet: the words are unknown.");
    }
    let mut signals: Vec<&SignalFinding> = section.signals.iter().collect();
    signals.sort_by_key(|signal| !signal.leading);
    let widest = signals
        .iter()
        .map(|signal| columns(&signal.say))
        .max()
        .unwrap_or_default()
        .min(page.style().width * 2 / 5);
    for finding in signals {
        signal(finding, section, &report.corrections, widest, page)?;
    }
    for flag in &section.red_flags {
        let quote = wording::cited(&flag.quote, Some(flag.span.start));
        let why = wording::objection(flag);
        let lead = lead(page, Tone::Bad, "!", "red flag");
        page.hanging(&lead, &tame(&format!("{quote}: {why}")))?;
    }
    measures(section, page)
}

fn heading<W: Write>(
    section: &SectionReview,
    usual: Option<&Usual>,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let title = tame(wording::title(section));
    let mut facts = vec![against_target(section)];
    let own = usual.and_then(|usual| usual.sections.get(&section.section));
    if let Some(own) = own {
        facts.push(format!(
            "usually {}",
            wording::length(length_from_seconds(*own))
        ));
    }
    let telling = wording::telling(section);
    if !telling.is_empty() {
        facts.push(page.tinted(Tone::Bad, telling));
    }
    let bar = bar(section, page);
    let shown = if bar.is_empty() {
        String::new()
    } else {
        format!("{bar}  ")
    };
    let lead = if page.style().plain {
        format!("{title}: ")
    } else {
        format!(
            "{}  {shown}",
            page.tinted(Tone::Heading, &padded(&title, 10))
        )
    };
    page.hanging(&lead, &facts.join(", "))
}

/// `0:28.4 of 0:30, in time`.
fn against_target(section: &SectionReview) -> String {
    let duration = wording::length(section.duration);
    let target = wording::set_length(section.target);
    let timing = wording::timing(section);
    let mut text = if section.duration.is_zero() {
        format!("target {target}")
    } else {
        format!("{duration} of {target}")
    };
    if !timing.is_empty() {
        text.push_str(", ");
        text.push_str(&timing);
    }
    text
}

/// The length as a bar on which target and ceiling are marked; empty in plain text and where there is no length.
fn bar<W: Write>(section: &SectionReview, page: &Page<'_, W>) -> String {
    let style = page.style();
    if style.plain || section.duration.is_zero() {
        return String::new();
    }
    let cells = (style.width / 5).clamp(10, 20);
    let target = section.target.as_secs_f64();
    let ceiling = section.ceiling_s.unwrap_or(target * 1.5);
    let duration = section.duration.as_secs_f64();
    let end = duration.max(ceiling);
    let cell = |seconds: f64| ((seconds / end * cells as f64).round() as usize).min(cells);
    let (filled, target) = (cell(duration), cell(target).saturating_sub(1));
    let ceiling = section
        .ceiling_s
        .map(|ceiling| cell(ceiling).saturating_sub(1));
    let drawn: String = (0..cells)
        .map(|index| match index {
            index if index == target => '│',
            index if Some(index) == ceiling => '┃',
            index if index < filled => '━',
            _ => '╌',
        })
        .collect();
    let tone = match section.timing {
        Timing::InTime => Tone::Good,
        Timing::TooLong => Tone::Bad,
        Timing::Long | Timing::Short => Tone::Warn,
        Timing::Unknown => Tone::Aside,
    };
    page.tinted(tone, &drawn)
}

fn signal<W: Write>(
    finding: &SignalFinding,
    section: &SectionReview,
    corrections: &[Correction],
    widest: usize,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let state = settled(corrections, &section.section, finding);
    let corrected = verdict(corrections, &section.section, &finding.say).is_some();
    let text = tame(&evidence(finding, state, corrected, section));
    let (mark, tone) = match state {
        State::Said => ("✓", Tone::Good),
        State::Near => ("~", Tone::Warn),
        State::Elsewhere => ("→", Tone::Warn),
        State::Denied => ("✗", Tone::Bad),
        State::Missing => ("○", Tone::Bad),
    };
    let say = tame(&finding.say);
    if page.style().plain {
        let colon = if text.is_empty() { "" } else { ": " };
        return page.hanging(
            &lead(page, tone, mark, wording::state(state)),
            &format!("{say}{colon}{text}"),
        );
    }
    let lead = lead(page, tone, mark, wording::state(state));
    if columns(&say) > widest {
        page.hanging(&lead, &say)?;
        let indent = " ".repeat(columns(&lead) + widest + 2);
        return page.hanging(&indent, &text);
    }
    page.hanging(&format!("{lead}{}  ", padded(&say, widest)), &text)
}

/// The mark before a finding; in plain text its word, as wide as the longest of them.
fn lead<W: Write>(page: &Page<'_, W>, tone: Tone, mark: &str, word: &str) -> String {
    if page.style().plain {
        format!("  {}", padded(word, 11))
    } else {
        format!("  {} ", page.tinted(tone, mark))
    }
}

/// What shows that a signal is in `state`, or what to do about it.
fn evidence(
    finding: &SignalFinding,
    state: State,
    corrected: bool,
    section: &SectionReview,
) -> String {
    if corrected {
        return format!("{} (you said so)", wording::state(state));
    }
    let quote = match finding.start_s {
        _ if finding.quote.is_empty() => String::new(),
        Some(at) => format!("{} {}", wording::place(at), wording::quoted(&finding.quote)),
        None => wording::quoted(&finding.quote),
    };
    let heard = finding
        .heard
        .as_ref()
        .map(|heard| format!(", heard as {}", wording::quoted(heard)))
        .unwrap_or_default();
    let hint = finding
        .hint
        .clone()
        .unwrap_or_else(|| wording::hint(finding));
    match state {
        State::Said => format!("{quote}{heard}"),
        State::Near => format!("{quote}{heard}. {hint}"),
        State::Denied => format!("{quote}{heard}. {hint}"),
        State::Elsewhere => format!(
            "{quote}{heard}, in {}, not in {}",
            finding.section, section.section
        ),
        State::Missing => match &finding.hint {
            Some(hint) => format!("not heard. {hint}"),
            None => "not heard".to_owned(),
        },
    }
}

fn measures<W: Write>(section: &SectionReview, page: &mut Page<'_, W>) -> io::Result<()> {
    let mut facts = Vec::new();
    if let Some(pace) = &section.pace {
        facts.push(wording::pace(pace));
    }
    let told: Vec<String> = section.pauses.iter().map(wording::pause).collect();
    if !told.is_empty() {
        let count = wording::counted(told.len(), "pause", "pauses");
        facts.push(format!("{count} ({})", told.join("; ")));
    }
    if let Some(rate) = section
        .filler_rate
        .as_ref()
        .filter(|rate| rate.count + rate.possible > 0)
    {
        let places: Vec<String> = section
            .fillers
            .iter()
            .map(|filler| {
                let doubt = if filler.certainty == crate::transcript::Certainty::Possible {
                    "?"
                } else {
                    ""
                };
                format!(
                    "{}{doubt} {}",
                    filler.text,
                    wording::place(filler.span.start)
                )
            })
            .collect();
        facts.push(format!(
            "{} ({})",
            wording::filler_rate(rate),
            places.join("; ")
        ));
    }
    for fact in facts {
        page.hanging("    ", &tame(&fact))?;
    }
    Ok(())
}

fn total<W: Write>(report: &Report, page: &mut Page<'_, W>) -> io::Result<()> {
    page.blank()?;
    let overall = &report.overall;
    let duration = wording::length(length_from_seconds(report.total.duration_s));
    let target = wording::set_length(length_from_seconds(report.total.target_s));
    let ceiling = report
        .total
        .ceiling_s
        .map(|ceiling| format!(" to {}", wording::set_length(length_from_seconds(ceiling))))
        .unwrap_or_default();
    page.line(&page.tinted(Tone::Heading, "The whole answer"))?;
    page.hanging("    ", &format!("{duration} of {target}{ceiling}"))?;
    if overall.signals > 0 {
        let said = report
            .sections
            .iter()
            .map(|section| said(section, &report.corrections))
            .sum();
        page.hanging("    ", &signals_said(said, overall.signals))?;
    }
    if let Some(pace) = &overall.pace {
        page.hanging("    ", &wording::pace(pace))?;
    }
    if let Some(rate) = &overall.filler_rate {
        page.hanging("    ", &wording::filler_rate(rate))?;
    }
    Ok(())
}

fn notes<W: Write>(report: &Report, page: &mut Page<'_, W>) -> io::Result<()> {
    if report.notes.is_empty() {
        return Ok(());
    }
    page.blank()?;
    for note in &report.notes {
        page.hanging("Note: ", &tame(note))?;
    }
    Ok(())
}

fn said(section: &SectionReview, corrections: &[Correction]) -> usize {
    section
        .signals
        .iter()
        .filter(|signal| settled(corrections, &section.section, signal) == State::Said)
        .count()
}

fn signals_said(said: usize, of: usize) -> String {
    format!(
        "{said} of {} said",
        wording::counted(of, "signal", "signals")
    )
}

fn first_of<'a>(wanted: &'a str, otherwise: &'a str) -> &'a str {
    if wanted.is_empty() { otherwise } else { wanted }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::report::Source;
    use crate::review::{review, sample};

    pub(super) fn report(name: &str) -> Report {
        let scenario = sample::scenario();
        let plan = sample::plan(&scenario);
        let answer = sample::answer(name);
        let review = review(&scenario, &plan, &sample::told(&answer), &Limits::default());
        let source = Source {
            take: "2026-11-23-webhook-drop".to_owned(),
            begun: "2026-11-23T21:14:03+01:00".to_owned(),
            model: "base-q8_0".to_owned(),
        };
        Report::new(&scenario, &plan, review, source, None)
    }

    fn printed(report: &Report, style: Style) -> String {
        let mut out = Vec::new();
        print(report, &mut out, style).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn plain_text_holds_no_escape_and_no_drawing() {
        let text = printed(
            &report("partial"),
            Style {
                colour: true,
                ..Style::PLAIN
            },
        );
        assert!(text.is_ascii(), "{text}");
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn three_points_come_before_the_sections() {
        let text = printed(&report("weak"), Style::PLAIN);
        let at = |part: &str| text.find(part).unwrap();
        assert!(at("  3. ") < at("Situation:"));
        assert!(!text.contains("  4. "));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [60, 80] {
            let style = Style {
                width,
                colour: true,
                plain: false,
            };
            for line in printed(&report("weak"), style).lines() {
                assert!(columns(line) <= width, "{line}");
            }
        }
    }
}
