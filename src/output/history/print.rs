//! History on a terminal: a line a take, how the figures moved, what is never said, and what was never told.

use std::io::{self, Write};
use std::time::Duration;

use super::spark::{self, sparkline};
use super::{Coverage, StoryHistory};
use crate::output::text::{Page, Style, columns, listed, padded, tame};
use crate::output::wording;
use crate::take::{Mode, TakeState, TakeSummary};

/// Under this width the mode has no column.
const NARROW: usize = 72;

/// Writes `stories` to `out`.
///
/// # Errors
/// Those of the writer.
pub fn print(stories: &[StoryHistory], out: &mut impl Write, style: Style) -> io::Result<()> {
    let mut page = Page::new(out, style);
    if stories.is_empty() {
        return page
            .line("There are no takes yet. Make the first one with: rehearse run webhook-drop");
    }
    for (number, story) in stories.iter().enumerate() {
        if number > 0 {
            page.blank()?;
        }
        one(story, &mut page)?;
    }
    Ok(())
}

fn one<W: Write>(story: &StoryHistory, page: &mut Page<'_, W>) -> io::Result<()> {
    let count = wording::counted(story.takes.len(), "take", "takes");
    page.heading(&tame(&story.title), &count)?;
    row(&HEAD.map(str::to_owned), page)?;
    for take in &story.takes {
        row(&cells(take, story), page)?;
    }
    trends(story, page)?;
    weakest(story, page)?;
    coverage(&story.coverage, page)
}

const HEAD: [&str; 7] = ["begun", "mode", "time", "said", "wpm", "fillers", ""];
const WIDTHS: [usize; 6] = [18, 10, 13, 8, 4, 7];

fn cells(take: &TakeSummary, story: &StoryHistory) -> [String; 7] {
    let target = wording::set_length(take.target);
    let whole = Duration::from_secs(take.spoken.as_secs_f64().round() as u64);
    let time = format!("{} of {target}", wording::set_length(whole));
    let known = |value: String| {
        if take.reviewed {
            value
        } else {
            "–".to_owned()
        }
    };
    let pace = if take.wpm > 0.0 {
        format!("{:.0}", take.wpm)
    } else {
        "–".to_owned()
    };
    let mut remarks = Vec::new();
    remarks.extend(part(take, story));
    if take.state != TakeState::Finished {
        remarks.push("cut off".to_owned());
    }
    if !take.reviewed {
        remarks.push("not reviewed".to_owned());
    }
    if take.corrections > 0 {
        remarks.push(format!("{} corrected", take.corrections));
    }
    if take.notes > 0 {
        remarks.push(wording::counted(take.notes, "note", "notes"));
    }
    [
        take.begun.for_people(),
        mode(take.mode).to_owned(),
        time,
        known(format!("{} of {}", take.said, take.all)),
        known(pace),
        known(fillers_heard(take)),
        remarks.join(", "),
    ]
}

/// `3.5/min`. That none was heard does not say that there was none.
fn fillers_heard(take: &TakeSummary) -> String {
    if take.fillers == 0 {
        "0 heard".to_owned()
    } else {
        format!("{:.1}/min", take.fillers_per_minute())
    }
}

/// Which sections were told, where it was not the whole answer.
fn part(take: &TakeSummary, story: &StoryHistory) -> Option<String> {
    let (told, all) = (take.sections.len(), story.sections.len());
    match take.sections.as_slice() {
        [only] if all > 1 => {
            let known = story.sections.iter().find(|(id, _)| *id == only.id);
            Some(format!(
                "{} only",
                known.map_or(&only.id, |(_, title)| title)
            ))
        }
        [_, _, ..] if told < all => Some(format!("{told} of {all} sections")),
        _ => None,
    }
}

/// A mode as a person reads it.
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Practice => "practice",
        Mode::Mock => "mock",
        Mode::FollowUps => "follow-ups",
    }
}

/// One line with a column for each cell; remarks wrap below when they do not fit.
fn row<W: Write>(cells: &[String; 7], page: &mut Page<'_, W>) -> io::Result<()> {
    let narrow = page.style().width < NARROW;
    let mut line = String::from(" ");
    for (place, (cell, width)) in cells.iter().zip(WIDTHS).enumerate() {
        if place == 1 && narrow {
            continue;
        }
        line.push(' ');
        line.push_str(&padded(cell, width));
    }
    let remarks = cells[6].as_str();
    if remarks.is_empty() {
        return page.hanging("", &kept(line.trim_end()));
    }
    if columns(&line) + 1 + columns(remarks) <= page.style().width {
        return page.hanging("", &kept(&format!("{line} {remarks}")));
    }
    page.hanging("", &kept(line.trim_end()))?;
    page.hanging("      ", remarks)
}

/// `line` with spaces that no wrapping swallows.
fn kept(line: &str) -> String {
    tame(line).replace(' ', "\u{a0}")
}

/// How the figures moved, for stories with two takes or more.
fn trends<W: Write>(story: &StoryHistory, page: &mut Page<'_, W>) -> io::Result<()> {
    let all = || story.takes.iter().filter(|take| take.reviewed);
    // A section told alone is no point on the curve of whole answers.
    let ids = |take: &TakeSummary| -> Vec<String> {
        let sections = take.sections.iter();
        sections.map(|section| section.id.clone()).collect()
    };
    let Some(like) = all().next_back().map(ids) else {
        return Ok(());
    };
    let reviewed = || all().filter(|take| ids(take) == like);
    let (count, of) = (reviewed().count(), all().count());
    if count < 2 {
        return Ok(());
    }
    page.blank()?;
    if count < of {
        page.hanging(
            "  ",
            &format!("Over the {count} takes that told the same sections as the last one:"),
        )?;
    }
    let whole = |take: &TakeSummary| (!take.spoken.is_zero()).then_some(take.spoken.as_secs_f64());
    let share =
        |take: &TakeSummary| (take.all > 0).then(|| take.said as f64 / take.all as f64 * 100.0);
    let pace = |take: &TakeSummary| (take.wpm > 0.0).then_some(take.wpm);
    let fillers = |take: &TakeSummary| (take.words > 0).then(|| take.fillers_per_minute());
    let clock = |seconds: f64| wording::length(Duration::from_secs_f64(seconds));
    trend("time", reviewed().map(whole), &clock, page)?;
    trend(
        "signals said",
        reviewed().map(share),
        &|value| format!("{value:.0} %"),
        page,
    )?;
    trend(
        "words a minute",
        reviewed().map(pace),
        &|value| format!("{value:.0}"),
        page,
    )?;
    trend(
        "fillers heard/min",
        reviewed().map(fillers),
        &|value| format!("{value:.1}"),
        page,
    )
}

fn trend<W: Write>(
    title: &str,
    values: impl Iterator<Item = Option<f64>>,
    shown: &dyn Fn(f64) -> String,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let values: Vec<Option<f64>> = values.collect();
    let latest = &values[values.len().saturating_sub(spark::MOST)..];
    let known = || latest.iter().flatten().copied();
    let Some(last) = known().next_back() else {
        return Ok(());
    };
    let low = shown(known().fold(f64::INFINITY, f64::min));
    let high = shown(known().fold(f64::NEG_INFINITY, f64::max));
    let range = if low == high {
        format!("always {low}")
    } else {
        format!("{low} to {high}, last {}", shown(last))
    };
    let line = if page.style().plain {
        String::new()
    } else {
        format!("{}  ", kept(&sparkline(&values)))
    };
    page.hanging(
        &format!("  {}", padded(title, 18)),
        &format!("{line}{range}"),
    )
}

/// Signals that are said in fewer than half of the takes.
fn weakest<W: Write>(story: &StoryHistory, page: &mut Page<'_, W>) -> io::Result<()> {
    const MOST: usize = 5;
    let weak = story.weakest();
    if weak.is_empty() {
        return Ok(());
    }
    page.blank()?;
    let items: Vec<String> = weak
        .iter()
        .take(MOST)
        .map(|signal| {
            format!(
                "{} in {}: {} of {}",
                wording::quoted(&signal.say),
                signal.section_title,
                signal.said(),
                signal.asked()
            )
        })
        .collect();
    page.hanging("  Seldom said: ", &tame(&listed(&items, "; ")))
}

/// For which principle and level the story was told.
fn coverage<W: Write>(coverage: &Coverage, page: &mut Page<'_, W>) -> io::Result<()> {
    page.blank()?;
    let widest = coverage.principles.iter().map(|(title, _)| columns(title));
    let widest = widest.max().unwrap_or_default().max("told for".len());
    let width = coverage
        .levels
        .iter()
        .map(|title| columns(title) + 2)
        .max()
        .unwrap_or(0);
    let line = |first: &str, cells: &mut dyn Iterator<Item = String>| {
        let cells: String = cells.map(|cell| padded(&cell, width)).collect();
        kept(format!("  {}  {cells}", padded(first, widest)).trim_end())
    };
    let head = line("told for", &mut coverage.levels.iter().cloned());
    page.hanging("", &head)?;
    for (title, counts) in &coverage.principles {
        let shown = |count: &usize| match count {
            0 => "–".to_owned(),
            count => count.to_string(),
        };
        page.hanging("", &line(title, &mut counts.iter().map(shown)))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{scenario, takes};
    use super::*;

    fn printed(style: Style) -> String {
        let stories = StoryHistory::of_all(takes(), &[scenario()]);
        let mut out = Vec::new();
        print(&stories, &mut out, style).unwrap();
        String::from_utf8(out).unwrap()
    }

    const DRAWN: Style = Style {
        width: 80,
        colour: false,
        plain: false,
    };

    #[test]
    fn a_history_reads_like_this() {
        insta::assert_snapshot!(printed(DRAWN));
    }

    #[test]
    fn a_plain_history_draws_nothing() {
        let text = printed(Style::PLAIN);
        assert!(text.is_ascii(), "{text}");
        assert!(
            text.contains("last 150.0") || text.contains("last 2:30.0"),
            "{text}"
        );
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [60, 80] {
            for line in printed(Style { width, ..DRAWN }).lines() {
                assert!(columns(line) <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn nobody_is_left_alone_with_an_empty_history() {
        let mut out = Vec::new();
        print(&[], &mut out, Style::PLAIN).unwrap();
        assert!(String::from_utf8(out).unwrap().contains("rehearse run"));
    }
}
