//! `rehearse` alone: asks which story, how, at which level and principle, remembers it, and goes.

use std::fs;
use std::path::{Path, PathBuf};

use super::aim::Aim;
use super::common::Common;
use super::ending::Ending;
use super::exit::Outcome;
use super::run as practice;
use super::{microphone, mock, study};
use crate::scenario::Scenario;
use crate::session::picker::{Picked, Way, ask};
use crate::session::{SessionError, keys, screen};

/// Opens the picker and runs what was picked.
///
/// # Errors
/// As the command that was picked.
pub fn run(common: &Common) -> anyhow::Result<Outcome> {
    let memory = common.data_dir()?.join("last-choice.json");
    match pick(common, &remembered(&memory))? {
        Some(picked) => {
            remember(&memory, &picked);
            go(common, &picked)
        }
        None => Ok(Outcome::Done),
    }
}

fn pick(common: &Common, last: &Picked) -> anyhow::Result<Option<Picked>> {
    let catalog = common.catalog();
    let names = catalog.names()?;
    let mut screen = screen::open(common.plain);
    let mut keys = keys::open().map_err(SessionError::Terminal)?;
    let titles: Vec<String> = names
        .iter()
        .map(|name| {
            catalog.load(name).map_or_else(
                |_| format!("{name} (has mistakes)"),
                |loaded| loaded.scenario.title,
            )
        })
        .collect();
    let story = ask(
        keys.as_mut(),
        screen.as_mut(),
        "Which story?",
        &titles,
        place(&names, &last.scenario),
    );
    let Some(story) = story.and_then(|index| names.get(index)) else {
        return Ok(None);
    };
    let scenario: Scenario = catalog.load(story)?.scenario;
    let ways: Vec<String> = Way::ALL.iter().map(|way| way.title().to_owned()).collect();
    let usual = Way::ALL
        .iter()
        .position(|way| Some(*way) == last.way)
        .unwrap_or(1);
    let Some(way) = ask(keys.as_mut(), screen.as_mut(), "How?", &ways, usual) else {
        return Ok(None);
    };
    let levels: Vec<String> = scenario
        .levels
        .iter()
        .map(|level| level.title.clone())
        .collect();
    let ids: Vec<String> = scenario
        .levels
        .iter()
        .map(|level| level.id.clone())
        .collect();
    let own = scenario
        .usual_level()
        .map(|level| level.id.clone())
        .unwrap_or_default();
    let usual = place(
        &ids,
        if ids.contains(&last.level) {
            &last.level
        } else {
            &own
        },
    );
    let Some(level) = ask(
        keys.as_mut(),
        screen.as_mut(),
        "At which level?",
        &levels,
        usual,
    ) else {
        return Ok(None);
    };
    let principles: Vec<String> = scenario
        .principles
        .iter()
        .map(|principle| principle.title.clone())
        .collect();
    let known: Vec<String> = scenario
        .principles
        .iter()
        .map(|principle| principle.id.clone())
        .collect();
    let usual = place(
        &known,
        if known.contains(&last.principle) {
            &last.principle
        } else {
            &scenario.home_principle
        },
    );
    let Some(principle) = ask(
        keys.as_mut(),
        screen.as_mut(),
        "Aimed at which principle?",
        &principles,
        usual,
    ) else {
        return Ok(None);
    };
    Ok(Some(Picked {
        scenario: story.clone(),
        way: Way::ALL.get(way).copied(),
        level: ids.get(level).cloned().unwrap_or_default(),
        principle: known.get(principle).cloned().unwrap_or_default(),
    }))
}

fn place(names: &[String], wanted: &str) -> usize {
    names.iter().position(|name| name == wanted).unwrap_or(0)
}

fn go(common: &Common, picked: &Picked) -> anyhow::Result<Outcome> {
    let scenario = picked.scenario.clone();
    let aim = Aim {
        level: Some(picked.level.clone()),
        principle: Some(picked.principle.clone()),
        budget: None,
    };
    let microphone = microphone::AtMicrophone::default();
    let ending = Ending::default();
    match picked.way.unwrap_or(Way::Practice) {
        Way::Study => study::run(common, &study::Args { scenario, aim }),
        Way::Practice => practice::run(
            common,
            &practice::Args {
                scenario,
                aim,
                microphone,
                ending,
                ..practice::Args::default()
            },
        ),
        Way::Mock => mock::run(
            common,
            &mock::Args {
                scenario: Some(scenario),
                aim,
                follow_ups: mock::FOLLOW_UPS,
                microphone,
                ending,
                ..mock::Args::default()
            },
        ),
        Way::FollowUps => mock::drill(
            common,
            &mock::DrillArgs {
                scenario,
                microphone,
                ending,
            },
        ),
    }
}

/// What was picked last. A memory that is lost or damaged costs a few key presses and no message.
fn remembered(memory: &Path) -> Picked {
    fs::read(memory)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default()
}

fn remember(memory: &PathBuf, picked: &Picked) {
    if let (Some(dir), Ok(text)) = (memory.parent(), serde_json::to_string(picked)) {
        // As above: not worth a message.
        let _ = fs::create_dir_all(dir).and_then(|()| fs::write(memory, text));
    }
}
