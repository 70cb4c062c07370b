//! What the leaves of study mode look like, each as lines to print. The overview, the sections and the ways to aim the
//! story look as on the study sheet; here stands what the sheet does not hold: the weak answer, the quiz, the
//! follow-ups in full.

use std::io::{self, Write};

use super::sheet::{minutes, row, tame_lines};
use super::text::{Page, Style, Tone, listed, tame};
use crate::scenario::plan::Plan;
use crate::scenario::{FollowUp, QuizQuestion, Scenario, SectionKind, WeakAnswer};

/// Runs `write` on a page of `style` and gives the lines that it wrote.
///
/// # Errors
/// Those of `write`.
pub fn lines(
    style: Style,
    write: impl FnOnce(&mut Page<'_, Vec<u8>>) -> io::Result<()>,
) -> io::Result<Vec<String>> {
    let mut out = Vec::new();
    write(&mut Page::new(&mut out, style))?;
    Ok(String::from_utf8_lossy(&out)
        .lines()
        .map(str::to_owned)
        .collect())
}

/// What the reflection holds at each level, that of the plan marked as chosen.
///
/// # Errors
/// Those of the writer.
pub fn reflections<W: Write>(
    scenario: &Scenario,
    plan: &Plan,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.heading("The reflection at each level", "")?;
    for level in &scenario.levels {
        page.blank()?;
        let yours = if level.id == plan.level {
            " (chosen)"
        } else {
            ""
        };
        page.hanging(
            "  ",
            &page.tinted(Tone::Heading, &tame(&format!("{}{yours}", level.title))),
        )?;
        row("Bar", &[&level.bar], page)?;
        row("Reflect", &[&level.reflection], page)?;
        let own = scenario
            .sections
            .iter()
            .find(|it| it.kind == SectionKind::Reflection);
        let (signals, example) = match own {
            Some(own) if level.reflection_signals.is_empty() => (&own.signals, &own.example),
            _ => (&level.reflection_signals, &level.reflection_example),
        };
        let say: Vec<String> = signals
            .iter()
            .map(|signal| format!("“{}”", signal.say))
            .collect();
        row("Say", &[&listed(&say, ", ")], page)?;
        row("Example", &[example], page)?;
    }
    Ok(())
}

/// The weak answer with its bad places numbered, what is wrong with each, and what a listener takes from it.
///
/// # Errors
/// Those of the writer.
pub fn weak_answer<W: Write>(
    question: &str,
    weak: &WeakAnswer,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.heading("A weak answer, taken apart", "")?;
    page.hanging("  ", &tame(question))?;
    page.blank()?;
    page.paragraphs("  ", &marked(weak, page))?;
    page.blank()?;
    for (index, problem) in weak.problems.iter().enumerate() {
        let quote = page.tinted(Tone::Bad, &tame(&format!("“{}”", problem.quote)));
        page.hanging(&format!("  {}. ", index + 1), &quote)?;
        page.hanging("     ", &tame(&problem.why))?;
    }
    page.blank()?;
    row("They hear", &[&weak.verdict], page)
}

/// The answer with the number of each problem behind its words.
fn marked<W: Write>(weak: &WeakAnswer, page: &Page<'_, W>) -> String {
    let mut places: Vec<(usize, usize, usize)> = Vec::new();
    for (index, problem) in weak.problems.iter().enumerate() {
        let Some(start) = weak.text.find(&problem.quote) else {
            continue;
        };
        let end = start + problem.quote.len();
        // Where two problems share words, the later one is only listed.
        if places
            .iter()
            .all(|(from, to, _)| end <= *from || *to <= start)
        {
            places.push((start, end, index + 1));
        }
    }
    places.sort_unstable();
    let mut text = String::new();
    let mut done = 0;
    for (start, end, number) in places {
        let (before, quote) = (weak.text.get(done..start), weak.text.get(start..end));
        text.push_str(&tame_lines(before.unwrap_or_default()));
        let quote = format!("“{}”", tame_lines(quote.unwrap_or_default()));
        text.push_str(&page.tinted(Tone::Bad, &quote));
        text.push_str(&format!("[{number}]"));
        done = end;
    }
    text.push_str(&tame_lines(weak.text.get(done..).unwrap_or_default()));
    text
}

/// A question of the quiz, number `number` of `of`; the options are numbered from 1.
///
/// # Errors
/// Those of the writer.
pub fn question<W: Write>(
    question: &QuizQuestion,
    number: usize,
    of: usize,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.heading("Quiz", &format!("{number} of {of}"))?;
    page.hanging("  ", &tame(&question.question))?;
    page.blank()?;
    for (index, option) in question.options.iter().enumerate() {
        page.hanging(&format!("  {}. ", index + 1), &tame(option))?;
    }
    Ok(())
}

/// Whether `chosen` is the best option, and why the best one is.
///
/// # Errors
/// Those of the writer.
pub fn verdict<W: Write>(
    question: &QuizQuestion,
    chosen: usize,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    let said = if chosen == question.best {
        page.tinted(Tone::Good, &format!("{} is the best.", chosen + 1))
    } else {
        page.tinted(
            Tone::Warn,
            &format!("The best is {}, not {}.", question.best + 1, chosen + 1),
        )
    };
    page.hanging("  ", &said)?;
    page.paragraphs("  ", &tame_lines(&question.because))
}

/// A question that may follow, number `number` of `of`, with a weak and a strong reply.
///
/// # Errors
/// Those of the writer.
pub fn follow_up<W: Write>(
    follow_up: &FollowUp,
    number: usize,
    of: usize,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.heading(
        "They may ask next",
        &format!("{number} of {of}, {}", minutes(follow_up.target)),
    )?;
    page.hanging(
        "  ",
        &page.tinted(Tone::Heading, &tame(&follow_up.question)),
    )?;
    page.blank()?;
    row("It probes", &[&follow_up.probes], page)?;
    row("Weak", &[&follow_up.weak], page)?;
    row("Why weak", &[&follow_up.weak_because], page)?;
    row(
        "Key phrase",
        &[&format!("“{}”", follow_up.key_phrase.say)],
        page,
    )?;
    if !follow_up.strong_holds.is_empty() {
        page.blank()?;
        page.hanging("  ", "A strong reply holds:")?;
        for holds in &follow_up.strong_holds {
            page.hanging("  - ", &tame(holds))?;
        }
    }
    if !follow_up.strong.is_empty() {
        page.blank()?;
        page.paragraphs("  ", &tame_lines(&follow_up.strong))?;
    }
    Ok(())
}
