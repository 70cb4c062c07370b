//! A comparison on the terminal.

use std::io::{self, Write};

use super::{Comparison, FlagChange, SectionChange, Side, SignalChange};
use crate::output::text::{Page, Style, Tone, padded, tame};
use crate::output::wording;
use crate::take::Moment;
use crate::time::Offset;

const FILLERS: &str = "Fillers heard a minute";

/// Writes `change` to `out`: times first, then what was gained and lost, then facts and words.
///
/// # Errors
/// Those of the writer.
pub fn print(change: &Comparison, out: &mut impl Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(out, style);
    page.line(&format!(
        "{}  {}  {}",
        side(&change.before),
        arrow(&page),
        side(&change.after)
    ))?;
    page.line(&tame(&format!(
        "{}  {}  {}",
        change.before.take,
        arrow(&page),
        change.after.take
    )))?;
    if !change.only.is_empty() {
        page.line(&tame(&format!(
            "Both told {}; what follows is about that.",
            wording::listed(&change.only, change.only.len())
        )))?;
    }
    aims(change, &mut page)?;
    times(change, &mut page)?;
    signals(change, &mut page)?;
    flags(change, &mut page)?;
    facts(change, &mut page)?;
    words(change, &mut page)
}

fn side(side: &Side) -> String {
    let moment = Moment::parse(&side.begun);
    moment.map_or_else(|| tame(&side.take), |moment| moment.for_people())
}

fn arrow<W: Write>(page: &Page<'_, W>) -> &'static str {
    if page.style().plain { "->" } else { "→" }
}

/// Takes that were aimed elsewhere have other targets and other signals.
fn aims<W: Write>(change: &Comparison, page: &mut Page<'_, W>) -> io::Result<()> {
    let (before, after) = (&change.before.aim, &change.after.aim);
    if before == after {
        return Ok(());
    }
    page.line(&tame(&format!(
        "Told for {}, {}, and then for {}, {}: their targets and signals differ.",
        before.0, before.1, after.0, after.1
    )))
}

fn times<W: Write>(change: &Comparison, page: &mut Page<'_, W>) -> io::Result<()> {
    page.blank()?;
    page.heading("Time", "")?;
    let titles = change
        .sections
        .iter()
        .map(|section| section.title.chars().count());
    let widest = titles.max().unwrap_or_default().max(FILLERS.len());
    for section in &change.sections {
        time(section, widest, page)?;
    }
    let whole = SectionChange {
        title: if change.only.is_empty() {
            "The whole".to_owned()
        } else {
            "Told by both".to_owned()
        },
        before: Some(change.before.duration),
        after: Some(change.after.duration),
        target: std::time::Duration::ZERO,
    };
    time(&whole, widest, page)?;
    let pace = pair(change.before.wpm, change.after.wpm, |wpm| {
        format!("{wpm:.0}")
    });
    rate("Words a minute", pace, widest, page)?;
    let fillers = pair(
        change.before.fillers_per_minute,
        change.after.fillers_per_minute,
        |rate| format!("{rate:.1}"),
    );
    rate(FILLERS, fillers, widest, page)
}

fn time<W: Write>(
    section: &SectionChange,
    widest: usize,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let shown = |length: Option<std::time::Duration>| {
        length.map_or_else(|| "not told".to_owned(), wording::length)
    };
    let mut line = format!(
        "{:>8} {} {:>8}",
        shown(section.before),
        arrow(page),
        shown(section.after)
    );
    if let (Some(before), Some(after)) = (section.before, section.after) {
        let seconds = after.as_secs_f64() - before.as_secs_f64();
        let sign = if seconds < 0.0 { "−" } else { "+" };
        line.push_str(&format!("  {:>8}", format!("{sign}{:.1} s", seconds.abs())));
    }
    if !section.target.is_zero() {
        line.push_str(&format!(
            "   target {}",
            wording::set_length(section.target)
        ));
    }
    page.hanging(
        &format!("  {}", padded(&tame(&section.title), widest + 2)),
        &kept(&line),
    )
}

/// `line` with spaces that no wrapping swallows.
fn kept(line: &str) -> String {
    line.replace(' ', "\u{a0}")
}

fn pair(
    before: Option<f64>,
    after: Option<f64>,
    shown: impl Fn(f64) -> String,
) -> Option<(String, String)> {
    Some((shown(before?), shown(after?)))
}

fn rate<W: Write>(
    title: &str,
    pair: Option<(String, String)>,
    widest: usize,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let Some((before, after)) = pair else {
        return Ok(());
    };
    let title = padded(title, widest + 2);
    page.hanging(
        &format!("  {title}"),
        &kept(&format!("{before:>8} {} {after:>8}", arrow(page))),
    )
}

fn signals<W: Write>(change: &Comparison, page: &mut Page<'_, W>) -> io::Result<()> {
    page.blank()?;
    page.heading(
        "Signals",
        &format!(
            "{} of {} said, before {} of {}",
            change.after.said, change.after.signals, change.before.said, change.before.signals
        ),
    )?;
    if change.gained.is_empty() && change.lost.is_empty() {
        return page.hanging("  ", "The same ones were said.");
    }
    for signal in &change.gained {
        let evidence = evidence(signal, "you said so");
        item("gained", Tone::Good, &named(signal), &evidence, page)?;
    }
    for signal in &change.lost {
        let before = evidence(signal, "you said so");
        let now = match signal.otherwise {
            crate::signals::State::Missing => "not heard now".to_owned(),
            other => format!("now {}", wording::state(other)),
        };
        item(
            "lost",
            Tone::Bad,
            &named(signal),
            &format!("{now}; before: {before}"),
            page,
        )?;
    }
    Ok(())
}

fn named(signal: &SignalChange) -> String {
    format!("{} ({})", signal.say, signal.section)
}

/// The words that show it, with their place; `otherwise` when only the user knows.
fn evidence(signal: &SignalChange, otherwise: &str) -> String {
    match signal.at {
        Some(at) => wording::cited(&signal.quote, Some(at)),
        None => otherwise.to_owned(),
    }
}

fn item<W: Write>(
    word: &str,
    tone: Tone,
    what: &str,
    evidence: &str,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let word = page.tinted(tone, &padded(word, 8));
    let sign = if evidence.is_empty() { "" } else { ": " };
    page.hanging(
        &format!("  {word}"),
        &tame(&format!("{what}{sign}{evidence}")),
    )
}

fn flags<W: Write>(change: &Comparison, page: &mut Page<'_, W>) -> io::Result<()> {
    if change.flags_gone.is_empty() && change.flags_new.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.heading("Red flags", "")?;
    let named = |flag: &FlagChange| format!("{} ({})", wording::quoted(&flag.quote), flag.section);
    for flag in &change.flags_gone {
        item("gone", Tone::Good, &named(flag), "", page)?;
    }
    for flag in &change.flags_new {
        item("new", Tone::Bad, &named(flag), "", page)?;
    }
    Ok(())
}

fn facts<W: Write>(change: &Comparison, page: &mut Page<'_, W>) -> io::Result<()> {
    if change.facts.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.heading("Facts that changed", "")?;
    for fact in &change.facts {
        let at: Option<Offset> = Some(fact.at);
        page.hanging(
            "  ",
            &tame(&format!(
                "{}: {} became {}.",
                fact.section,
                wording::quoted(&fact.before),
                wording::cited(&fact.after, at)
            )),
        )?;
    }
    page.hanging(
        "  ",
        "An interviewer who hears both will ask which one is right.",
    )
}

fn words<W: Write>(change: &Comparison, page: &mut Page<'_, W>) -> io::Result<()> {
    page.blank()?;
    page.heading("Words", "")?;
    let percent = change.verbatim.share * 100.0;
    page.hanging(
        "  ",
        &format!("{percent:.0} % are the same, word for word, in runs of six or more."),
    )?;
    if change.verbatim.by_heart {
        page.hanging(
            "  ",
            "That much sounds learned by heart. Keep the facts and the order, and let the words come new.",
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::html::fixtures;
    use super::*;

    fn printed(before: &str, after: &str, style: Style) -> String {
        let change = Comparison::of(&fixtures::report(before), &fixtures::report(after)).unwrap();
        let mut out = Vec::new();
        print(&change, &mut out, style).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_comparison_reads_like_this() {
        insta::assert_snapshot!(printed("partial", "strong", Style::PLAIN));
    }

    #[test]
    fn a_script_is_told_as_one() {
        let text = printed("strong", "strong", Style::PLAIN);
        assert!(
            text.contains("100 % are the same") && text.contains("by heart"),
            "{text}"
        );
        assert!(text.contains("The same ones were said."));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [60, 80] {
            let style = Style {
                width,
                colour: false,
                plain: false,
            };
            for line in printed("weak", "strong", style).lines() {
                assert!(crate::output::text::columns(line) <= width, "{line}");
            }
        }
    }
}
