//! Takes over time as one page: how long each section took, which signals were said when, pace and fillers, and for
//! which principle and level each story was told. Opened from the disk like the page of a take.

mod charts;

use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Serialize;

use super::{RenderError, policy, printable, templates};
use crate::output::history::{Coverage, Heard, SignalHistory, StoryHistory};
use crate::output::lookup::state_label;
use crate::output::wording;
use crate::take::{Mode, TakeSummary};
use charts::{Bars, Line};

/// Takes of a story that the page shows; of more, the latest.
pub const MOST_TAKES: usize = 40;

const STYLE: &str = concat!(include_str!("base.css"), include_str!("history.css"));

/// Lays out the page of `stories`. `page_of` gives the address of a take's own page, relative to this one, where it
/// has one.
///
/// # Errors
/// When a template does not fit its values.
pub fn render_history(
    stories: &[StoryHistory],
    page_of: &dyn Fn(&TakeSummary) -> Option<String>,
) -> Result<String, RenderError> {
    let views: Vec<StoryView> = stories
        .iter()
        .map(|story| StoryView::new(story, page_of))
        .collect();
    let parts = context! {
        stories => Value::from(Serde(views)),
        takes => stories.iter().map(|story| story.takes.len()).sum::<usize>(),
        policy => policy::content_policy(STYLE, None),
        style => Value::from_safe_string(STYLE.to_owned()),
    };
    Ok(printable(
        &templates()?.get_template("history.html")?.render(parts)?,
    ))
}

/// One story.
#[derive(Debug, Serialize)]
struct StoryView {
    id: String,
    title: String,
    count: String,
    /// How many takes are left out of the drawings.
    hidden: usize,
    durations: Vec<Bars>,
    grid: Vec<GridSection>,
    columns: Vec<Column>,
    pace: Option<Line>,
    fillers: Option<Bars>,
    takes: Vec<TakeRow>,
    coverage: CoverageView,
}

/// A take as a column of the grid.
#[derive(Debug, Serialize)]
struct Column {
    date: String,
    day: String,
}

/// The signals of one section.
#[derive(Debug, Serialize)]
struct GridSection {
    title: String,
    rows: Vec<GridRow>,
}

#[derive(Debug, Serialize)]
struct GridRow {
    say: String,
    cells: Vec<Cell>,
    said: usize,
    asked: usize,
    /// Asked for three times or more, and never said.
    never: bool,
}

/// What became of a signal in a take.
#[derive(Debug, Serialize)]
struct Cell {
    /// Empty where it was not asked for.
    state: &'static str,
    label: String,
    corrected: bool,
}

/// A take in the table.
#[derive(Debug, Serialize)]
struct TakeRow {
    date: String,
    page: Option<String>,
    mode: &'static str,
    level: String,
    principle: String,
    time: String,
    target: String,
    said: String,
    wpm: String,
    fillers: String,
    corrections: usize,
}

#[derive(Debug, Serialize)]
struct CoverageView {
    levels: Vec<String>,
    rows: Vec<(String, Vec<usize>)>,
}

impl StoryView {
    fn new(story: &StoryHistory, page_of: &dyn Fn(&TakeSummary) -> Option<String>) -> Self {
        let from = story.takes.len().saturating_sub(MOST_TAKES);
        let shown = &story.takes[from..];
        let durations = story
            .sections
            .iter()
            .map(|(id, title)| charts::durations(title, id, shown))
            .collect();
        Self {
            id: story.id.clone(),
            title: story.title.clone(),
            count: wording::counted(story.takes.len(), "take", "takes"),
            hidden: from,
            durations,
            grid: grid(story, from),
            columns: shown.iter().map(Column::new).collect(),
            pace: charts::pace(shown),
            fillers: charts::fillers(shown),
            takes: shown
                .iter()
                .rev()
                .map(|take| TakeRow::new(take, page_of))
                .collect(),
            coverage: CoverageView::new(&story.coverage),
        }
    }
}

impl Column {
    fn new(take: &TakeSummary) -> Self {
        let day = take.begun.for_people();
        let short: Vec<&str> = day.split(' ').take(2).collect();
        Self {
            day: short.join(" "),
            date: day,
        }
    }
}

fn grid(story: &StoryHistory, from: usize) -> Vec<GridSection> {
    let sections = story.sections.iter().map(|(id, title)| GridSection {
        title: title.clone(),
        rows: story
            .signals
            .iter()
            .filter(|signal| signal.section == *id)
            .map(|signal| GridRow::new(signal, from))
            .filter(|row| row.asked > 0)
            .collect(),
    });
    sections
        .filter(|section| !section.rows.is_empty())
        .collect()
}

impl GridRow {
    fn new(signal: &SignalHistory, from: usize) -> Self {
        const LEAST_TAKES: usize = 3;
        Self {
            say: signal.say.clone(),
            cells: signal.states[from..].iter().map(Cell::new).collect(),
            said: signal.said(),
            asked: signal.asked(),
            never: signal.asked() >= LEAST_TAKES && signal.said() == 0,
        }
    }
}

impl Cell {
    fn new(heard: &Option<Heard>) -> Self {
        let Some(heard) = heard else {
            return Self {
                state: "",
                label: "Not asked for".to_owned(),
                corrected: false,
            };
        };
        let yours = if heard.corrected { ", your word" } else { "" };
        Self {
            state: wording::state(heard.state),
            label: format!("{}{yours}", state_label(heard.state)),
            corrected: heard.corrected,
        }
    }
}

impl TakeRow {
    fn new(take: &TakeSummary, page_of: &dyn Fn(&TakeSummary) -> Option<String>) -> Self {
        let known = |value: String| {
            if take.reviewed {
                value
            } else {
                "–".to_owned()
            }
        };
        Self {
            date: take.begun.for_people(),
            page: page_of(take),
            mode: match take.mode {
                Mode::Practice => "practice",
                Mode::Mock => "mock",
                Mode::FollowUps => "follow-ups",
            },
            level: take.level.clone(),
            principle: take.principle.clone(),
            time: wording::length(take.spoken),
            target: wording::set_length(take.target),
            said: known(format!("{} of {}", take.said, take.all)),
            wpm: known(format!("{:.0}", take.wpm)),
            fillers: known(format!("{:.1}", take.fillers_per_minute())),
            corrections: take.corrections,
        }
    }
}

impl CoverageView {
    fn new(coverage: &Coverage) -> Self {
        Self {
            levels: coverage.levels.clone(),
            rows: coverage.principles.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::history::tests::{scenario, take, takes};
    use crate::signals::State;

    fn page(takes: Vec<TakeSummary>) -> String {
        let stories = StoryHistory::of_all(takes, &[scenario()]);
        render_history(&stories, &|take| {
            Some(format!("takes/{}/report.html", take.id))
        })
        .unwrap()
    }

    #[test]
    fn every_take_signal_and_combination_is_on_the_page() {
        let html = page(takes());
        for part in [
            "takes&#x2f;2026-11-01T2104-webhook-drop&#x2f;report.html",
            "no ticket",
            "Senior SDE",
            "Slow checkout",
        ] {
            assert!(html.contains(part), "{part}");
        }
    }

    #[test]
    fn of_thousands_of_takes_the_latest_are_drawn_and_the_page_says_so() {
        let many: Vec<TakeSummary> = (0..2000)
            .map(|index| take(index as u8 % 28 + 1, 1))
            .collect();
        let html = page(many);
        assert!(
            html.contains("2000 takes") && html.contains("latest 40"),
            "says what it shows"
        );
        assert!(html.len() < 400_000, "{} bytes", html.len());
    }

    #[test]
    fn no_take_at_all_is_a_page_too() {
        assert!(page(Vec::new()).contains("rehearse run"));
    }

    #[test]
    fn a_label_is_text_and_never_markup() {
        let mut takes = takes();
        takes[0].sections[0].signals[0].say = "<script>alert(1)</script>".to_owned();
        takes[0].principle = "\"><img src=x>".to_owned();
        let html = page(takes);
        assert!(!html.contains("<script>") && !html.contains("<img"));
    }

    #[test]
    fn a_cell_says_more_than_its_colour() {
        let heard = Some(Heard {
            state: State::Said,
            corrected: true,
        });
        assert_eq!(Cell::new(&heard).label, "Said, your word");
        assert_eq!(Cell::new(&None).state, "");
    }
}
