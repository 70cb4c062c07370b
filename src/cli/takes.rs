//! `rehearse takes`: what is in the store.

use std::io::{self, Write};
use std::time::Duration;

use anyhow::Context as _;

use super::common::Common;
use super::delete;
use super::exit::Outcome;
use super::history::of_story;
use crate::console;
use crate::output::text::{Page, Style, Tone, columns, padded};
use crate::output::wording::{counted, length, set_length};
use crate::take::{Listing, Mode, Moment, TakeState, TakeSummary};

/// Takes that are shown when nobody asks for all.
const SHOWN: usize = 20;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What `takes` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only takes of this story
    scenario: Option<String>,
    /// Only takes older than this: 90d, 12w, 1y
    #[arg(long, value_name = "AGE", value_parser = age)]
    older: Option<Duration>,
    /// Every take, not only the newest
    #[arg(long)]
    all: bool,
    /// Delete the takes that --older finds; asks first
    #[arg(long, requires = "older")]
    delete: bool,
    /// Do not ask
    #[arg(long, short, requires = "delete")]
    yes: bool,
}

/// Runs `rehearse takes`.
///
/// # Errors
/// When the store cannot be read, or a take cannot be deleted.
pub fn run(common: &Common, args: &Args) -> anyhow::Result<Outcome> {
    let (store, mut listing) = common.mended_list()?;
    if !listing.takes.is_empty() {
        listing.takes = of_story(listing.takes, args.scenario.as_deref())?;
    }
    let nothing = match (args.older, listing.takes.first()) {
        (Some(age), Some(oldest)) => format!(
            "No take is older than {}. The oldest is from {}.",
            in_days(age),
            oldest.begun.for_people()
        ),
        _ if !listing.unreadable.is_empty() => format!(
            "None of the takes in {} can be read.",
            store.takes_dir().display()
        ),
        _ => format!(
            "No takes in {}. The first one: rehearse run SCENARIO",
            store.takes_dir().display()
        ),
    };
    if let Some(age) = args.older {
        let now = Moment::now();
        listing.takes.retain(|take| take.begun.age_at(&now) >= age);
    }
    if args.delete {
        return delete::old(&store, &listing, args.yes);
    }
    let most = if args.all || args.older.is_some() {
        usize::MAX
    } else {
        SHOWN
    };
    print(
        &listing,
        most,
        &nothing,
        &mut console::out(),
        common.style(),
    )
    .context("The list could not be printed.")?;
    Ok(Outcome::Done)
}

/// Reads "90d", "12w", "1y".
fn age(text: &str) -> Result<Duration, String> {
    let wrong = || "expected a number of days, weeks or years: 90d, 12w, 1y".to_owned();
    let unit = text.chars().last().ok_or_else(wrong)?;
    let days = match unit {
        'd' => 1,
        'w' => 7,
        'y' => 365,
        _ => return Err(wrong()),
    };
    let number: u32 = text[..text.len() - unit.len_utf8()]
        .parse()
        .map_err(|_| wrong())?;
    DAY.checked_mul(days)
        .and_then(|unit| unit.checked_mul(number))
        .filter(|age| !age.is_zero())
        .ok_or_else(wrong)
}

fn in_days(age: Duration) -> String {
    let days = age.as_secs() / DAY.as_secs();
    counted(usize::try_from(days).unwrap_or(usize::MAX), "day", "days")
}

fn print(
    listing: &Listing,
    most: usize,
    nothing: &str,
    out: &mut impl Write,
    style: Style,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    let hidden = listing.takes.len().saturating_sub(most);
    let takes = &listing.takes[hidden..];
    if takes.is_empty() {
        page.line(nothing)?;
    } else if style.plain {
        for take in takes {
            page.line(&sentence(take))?;
        }
    } else {
        print_table(&mut page, takes)?;
    }
    for take in &listing.unreadable {
        page.hanging("! ", &format!("{}: {}", take.id, take.error))?;
    }
    if hidden > 0 {
        page.blank()?;
        page.line(&format!("{hidden} older: rehearse takes --all"))?;
    }
    Ok(())
}

/// What is true of a take and worth a word in a list.
fn remark(take: &TakeSummary) -> String {
    let mut remarks = Vec::new();
    match take.mode {
        Mode::Practice => {}
        Mode::Mock => remarks.push("mock"),
        Mode::FollowUps => remarks.push("follow-ups"),
    }
    match take.state {
        TakeState::Finished => {}
        TakeState::Open => remarks.push("being told"),
        TakeState::Interrupted => remarks.push("cut off"),
    }
    let notes = counted(take.notes, "note", "notes");
    if take.notes > 0 {
        remarks.push(&notes);
    }
    if !take.reviewed && take.state != TakeState::Open {
        remarks.push("no report");
    }
    remarks.join(", ")
}

fn signals(take: &TakeSummary) -> String {
    if take.reviewed {
        format!("{}/{}", take.said, take.all)
    } else {
        "-".to_owned()
    }
}

fn pace(take: &TakeSummary) -> String {
    if take.wpm > 0.0 {
        format!("{:.0}", take.wpm)
    } else {
        "-".to_owned()
    }
}

fn print_table(page: &mut Page<'_, impl Write>, takes: &[TakeSummary]) -> io::Result<()> {
    // What follows the name takes 34 columns and the remark.
    let room = page.style().width.saturating_sub(46).max(20);
    let name = takes
        .iter()
        .map(|take| columns(&take.id))
        .max()
        .unwrap_or(0)
        .clamp(4, room);
    let title = format!(
        "{}  {:>7}  {:>6}  {:>7}  {:>4}",
        padded("take", name),
        "length",
        "target",
        "signals",
        "wpm"
    );
    let title = page.tinted(Tone::Aside, &title.replace(' ', "\u{a0}"));
    page.line(&title)?;
    for take in takes {
        let numbers = format!(
            "  {:>7}  {:>6}  {:>7}  {:>4}  {}",
            length(take.spoken),
            set_length(take.target),
            signals(take),
            pace(take),
            remark(take)
        );
        let row = if columns(&take.id) > name {
            page.line(&take.id)?;
            format!("{}{numbers}", " ".repeat(name))
        } else {
            format!("{}{numbers}", padded(&take.id, name))
        };
        // No-break spaces keep the columns as they are.
        page.line(&row.trim_end().replace(' ', "\u{a0}"))?;
    }
    Ok(())
}

fn sentence(take: &TakeSummary) -> String {
    let mut text = format!(
        "{}: {} of {}",
        take.id,
        length(take.spoken),
        set_length(take.target)
    );
    if take.reviewed {
        text += &format!(", {} of {} signals", take.said, take.all);
    }
    if take.wpm > 0.0 {
        text += &format!(", {:.0} words a minute", take.wpm);
    }
    let remark = remark(take);
    if !remark.is_empty() {
        text += &format!(", {remark}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(id: &str, reviewed: bool, state: TakeState) -> TakeSummary {
        TakeSummary {
            id: id.to_owned(),
            state,
            scenario: "webhook-drop".to_owned(),
            level: "sde2".to_owned(),
            principle: "bias-for-action".to_owned(),
            mode: Mode::Practice,
            begun: Moment::parse("2026-11-23T21:04:12+01:00").unwrap(),
            model: "base-q8_0".to_owned(),
            duration: Duration::from_millis(163_400),
            spoken: Duration::from_millis(161_400),
            target: Duration::from_secs(175),
            ceiling: None,
            reviewed,
            said: 19,
            all: 23,
            words: 380,
            wpm: if reviewed { 141.6 } else { 0.0 },
            fillers: 4,
            filler_rate: None,
            red_flags: 1,
            corrections: 0,
            notes: 0,
            sections: Vec::new(),
        }
    }

    fn listing() -> Listing {
        Listing {
            takes: vec![
                take("2026-11-22T2104-webhook-drop", true, TakeState::Finished),
                take(
                    "2026-11-23T2104-webhook-drop",
                    false,
                    TakeState::Interrupted,
                ),
            ],
            unreadable: Vec::new(),
        }
    }

    fn printed(listing: &Listing, most: usize, style: Style) -> String {
        let mut out = Vec::new();
        print(listing, most, "None.", &mut out, style).unwrap();
        String::from_utf8(out).unwrap()
    }

    const DRAWN: Style = Style {
        width: 80,
        colour: false,
        plain: false,
    };

    #[test]
    fn the_table_fits_eighty_columns() {
        assert_eq!(
            printed(&listing(), 20, DRAWN),
            "\
take                           length  target  signals   wpm
2026-11-22T2104-webhook-drop   2:41.4    2:55    19/23   142
2026-11-23T2104-webhook-drop   2:41.4    2:55        -     -  cut off, no report
"
        );
    }

    #[test]
    fn a_long_name_gets_a_line_of_its_own() {
        let mut listing = listing();
        listing.takes[0].id += "-of-the-payment-notification-service-in-november";
        for width in [60, 80] {
            let list = printed(&listing, 20, Style { width, ..DRAWN });
            let longest = list.lines().skip(2).map(|line| line.chars().count()).max();
            assert!(longest <= Some(width), "{list}");
        }
    }

    #[test]
    fn plain_lines_are_sentences() {
        assert_eq!(
            printed(&listing(), 20, Style::PLAIN),
            "\
2026-11-22T2104-webhook-drop: 2:41.4 of 2:55, 19 of 23 signals, 142 words a
minute
2026-11-23T2104-webhook-drop: 2:41.4 of 2:55, cut off, no report
"
        );
    }

    #[test]
    fn older_takes_are_counted_when_they_are_not_shown() {
        let list = printed(&listing(), 1, DRAWN);
        assert!(!list.contains("2026-11-22"), "{list}");
        assert!(
            list.ends_with("\n1 older: rehearse takes --all\n"),
            "{list}"
        );
    }

    #[test]
    fn where_nothing_is_to_be_listed_a_sentence_says_so() {
        let list = printed(&Listing::default(), 20, DRAWN);
        assert_eq!(list, "None.\n");
    }

    #[test]
    fn ages_are_days_weeks_and_years() {
        assert_eq!(age("90d"), Ok(DAY * 90));
        assert_eq!(age("12w"), Ok(DAY * 84));
        assert_eq!(age("1y"), Ok(DAY * 365));
        for wrong in [
            "",
            "d",
            "0d",
            "0y",
            "90",
            "-1d",
            "1.5d",
            "90ü",
            "99999999999d",
        ] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }
}
