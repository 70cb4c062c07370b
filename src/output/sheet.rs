//! The study sheet of a scenario: what to know before speaking.

use std::io::{self, Write};
use std::time::Duration;

use super::text::{Page, Style, Tone, listed, padded, tame};
use super::wording;
use crate::scenario::plan::Plan;
use crate::scenario::{FollowUp, Level, Principle, Scenario, Section, SectionKind};

/// Columns of the labels beside the text.
const LABEL: usize = 10;

/// Writes the study sheet of `scenario` as `plan` has it told.
///
/// # Errors
/// Those of the writer.
pub fn print(
    scenario: &Scenario,
    plan: &Plan,
    out: &mut impl Write,
    style: Style,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    let page = &mut page;
    overview(scenario, plan, page)?;
    let level = scenario.level(&plan.level);
    for section in &plan.sections {
        self::section(section, level, page)?;
    }
    levels(scenario, plan, page)?;
    principles(scenario, plan, page)?;
    follow_ups(&scenario.follow_ups, page)?;
    page.blank()?;
    let next = [
        format!("rehearse study {}", scenario.typed),
        format!("rehearse run {}", scenario.typed),
    ];
    row("Walk it", &[&next[0]], page)?;
    row("Say it", &[&next[1]], page)
}

/// The question, the time, the story, what to take from it.
pub(crate) fn overview<W: Write>(
    scenario: &Scenario,
    plan: &Plan,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.heading(&tame(&scenario.title), &tame(&scenario.id))?;
    page.blank()?;
    page.hanging("  ", &tame(&scenario.question))?;
    page.blank()?;
    row("Family", &[&scenario.family], page)?;
    if let Some(level) = scenario.level(&plan.level) {
        row("Level", &[&level.title], page)?;
    }
    if let Some(principle) = scenario.principle(&plan.principle) {
        row("Principle", &[&principle.title], page)?;
    }
    row("Time", &[&whole_time(plan)], page)?;
    if !scenario.story.is_empty() {
        page.blank()?;
        page.heading("The story", "")?;
        page.paragraphs("  ", &tame_lines(&scenario.story))?;
    }
    if !scenario.takeaways.is_empty() {
        page.blank()?;
        page.heading("What to take from it", "")?;
        for takeaway in &scenario.takeaways {
            page.hanging("  - ", &tame(takeaway))?;
        }
    }
    Ok(())
}

/// "2:30, at most 3:00, the sections' own times x 0.86".
fn whole_time(plan: &Plan) -> String {
    let mut text = minutes(plan.target);
    if let Some(ceiling) = plan.ceiling {
        text.push_str(&format!(", at most {}", minutes(ceiling)));
    }
    if (plan.scale - 1.0).abs() > 0.005 {
        let how = if plan.scale < 1.0 {
            "shortened"
        } else {
            "stretched"
        };
        text.push_str(&format!(
            "; every section is {how} to {:.0} % of its own time",
            plan.scale * 100.0
        ));
    }
    text
}

/// A time to aim for, in minutes and whole seconds: nobody speaks to the tenth.
pub(super) fn minutes(time: Duration) -> String {
    wording::set_length(Duration::from_secs(time.as_secs_f64().round() as u64))
}

/// A section of a plan: its time, signals, example, coaching and mistake.
pub(crate) fn section<W: Write>(
    section: &Section,
    level: Option<&Level>,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    page.blank()?;
    let mut time = minutes(section.target);
    if let Some(ceiling) = section.ceiling {
        time.push_str(&format!(", at most {}", minutes(ceiling)));
    }
    page.heading(&tame(&section.title), &time)?;
    let say: Vec<String> = section
        .signals
        .iter()
        .map(|signal| format!("“{}”", signal.say))
        .collect();
    row("Say", &[&listed(&say, ", ")], page)?;
    row("Example", &[&section.example], page)?;
    row("Coach", &[&section.coach], page)?;
    row("Mistake", &[&section.mistake.what], page)?;
    row("It costs", &[&section.mistake.cost], page)?;
    match level {
        Some(level) if section.kind == SectionKind::Reflection => {
            row(&level.title, &[&level.reflection], page)
        }
        _ => Ok(()),
    }
}

fn levels<W: Write>(scenario: &Scenario, plan: &Plan, page: &mut Page<'_, W>) -> io::Result<()> {
    if scenario.levels.len() < 2 {
        return Ok(());
    }
    page.blank()?;
    page.heading("Levels", "--level")?;
    for level in &scenario.levels {
        let time = match (level.target, level.ceiling) {
            (None, _) => "the time of the sections".to_owned(),
            (Some(target), None) => minutes(target),
            (Some(target), Some(ceiling)) => {
                format!("{} to {}", minutes(target), minutes(ceiling))
            }
        };
        named(
            &level.id,
            level.id == plan.level,
            &format!("{}, {time}", level.title),
            page,
        )?;
        page.hanging("    ", &tame(&level.bar))?;
    }
    Ok(())
}

/// The ways to aim the story; nothing when there is only one.
pub(crate) fn principles<W: Write>(
    scenario: &Scenario,
    plan: &Plan,
    page: &mut Page<'_, W>,
) -> io::Result<()> {
    if scenario.principles.len() < 2 {
        return Ok(());
    }
    page.blank()?;
    page.heading("Ways to aim it", "--principle")?;
    for principle in &scenario.principles {
        let chosen = principle.id == plan.principle;
        named(&principle.id, chosen, &principle.title, page)?;
        aim(principle, page)?;
    }
    Ok(())
}

fn aim<W: Write>(principle: &Principle, page: &mut Page<'_, W>) -> io::Result<()> {
    let down: Vec<&str> = principle
        .play_down
        .iter()
        .map(|topic| topic.title.as_str())
        .collect();
    for (what, text) in [
        ("Lead with", principle.lead_with.clone()),
        ("Bring out", principle.emphasise.join("; ")),
        ("Play down", down.join("; ")),
    ] {
        if !text.is_empty() {
            page.hanging("    ", &tame(&format!("{what}: {text}")))?;
        }
    }
    Ok(())
}

fn follow_ups<W: Write>(follow_ups: &[FollowUp], page: &mut Page<'_, W>) -> io::Result<()> {
    if follow_ups.is_empty() {
        return Ok(());
    }
    page.blank()?;
    page.heading("They may ask next", "")?;
    for (number, follow_up) in follow_ups.iter().enumerate() {
        page.hanging(&format!("  {}. ", number + 1), &tame(&follow_up.question))?;
        page.hanging(
            "     ",
            &tame(&format!("Key phrase: “{}”", follow_up.key_phrase.say)),
        )?;
    }
    Ok(())
}

/// A name that can be typed, whether it is in force, and what it stands for.
fn named<W: Write>(id: &str, chosen: bool, title: &str, page: &mut Page<'_, W>) -> io::Result<()> {
    let chosen = if chosen { " (chosen)" } else { "" };
    let id = page.tinted(Tone::Heading, &tame(id));
    page.hanging("  ", &format!("{id}  {}{chosen}", tame(title)))
}

/// A label and, beside it, a text in paragraphs; nothing for an empty text.
pub(super) fn row<W: Write>(label: &str, text: &[&str], page: &mut Page<'_, W>) -> io::Result<()> {
    let text = text.join("\n\n");
    if text.is_empty() {
        return Ok(());
    }
    let label = tame(label);
    let lead = if page.style().plain {
        format!("{label}: ")
    } else {
        format!("  {} ", padded(&page.tinted(Tone::Aside, &label), LABEL))
    };
    page.paragraphs(&lead, &tame_lines(&text))
}

/// As [`tame`], with the gaps between paragraphs kept.
pub(super) fn tame_lines(text: &str) -> String {
    let paragraphs: Vec<String> = text.split("\n\n").map(tame).collect();
    paragraphs.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::catalog::{Catalog, Loaded};

    fn loaded(name: &str) -> Loaded {
        Catalog::default().load(name).unwrap()
    }

    fn sheet(name: &str, level: &str, principle: &str, style: Style) -> String {
        let scenario = loaded(name).scenario;
        let plan = Plan::new(
            &scenario,
            scenario.level(level).unwrap(),
            scenario.principle(principle).unwrap(),
            None,
        );
        let mut out = Vec::new();
        print(&scenario, &plan, &mut out, style).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn drawn(width: usize) -> Style {
        Style {
            width,
            colour: false,
            plain: false,
        }
    }

    #[test]
    fn the_sheet_of_a_story_in_80_columns() {
        insta::assert_snapshot!(sheet("webhook-drop", "sde2", "bias-for-action", drawn(80)));
    }

    #[test]
    fn the_sheet_of_another_level_in_60_columns() {
        insta::assert_snapshot!(sheet(
            "slow-checkout",
            "senior",
            "customer-obsession",
            drawn(60)
        ));
    }

    #[test]
    fn the_plain_sheet_has_letters_and_ascii_signs_only() {
        let text = sheet("night-shift-handover", "nurse", "earn-trust", Style::PLAIN);
        assert!(text.is_ascii(), "{text}");
        insta::assert_snapshot!(text);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_colour_changes_no_letter() {
        let rich = Style {
            width: 60,
            colour: true,
            plain: false,
        };
        let text = sheet("webhook-drop", "sde1", "dive-deep", rich);
        let bare = anstream::adapter::strip_str(&text).to_string();
        assert!(text.len() > bare.len());
        assert_eq!(bare, sheet("webhook-drop", "sde1", "dive-deep", drawn(60)));
        for line in bare.lines() {
            assert!(crate::output::text::columns(line) <= 60, "{line}");
        }
    }
}
