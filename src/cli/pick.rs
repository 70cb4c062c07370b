//! `rehearse` alone: asks which story, how, at which level and principle, remembers it, and goes.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::Path;

use super::aim::Aim;
use super::common::Common;
use super::ending::Ending;
use super::exit::Outcome;
use super::run as practice;
use super::{microphone, mock, study};
use crate::scenario::plan::Plan;
use crate::scenario::{Level, Scenario};
use crate::session::keys::{self, Keys};
use crate::session::picker::{Picked, Way, ask};
use crate::session::screen::{self, Screen};
use crate::session::{SessionError, script};
use crate::take::{make_private_dir, write};

/// Opens the picker and runs what was picked.
///
/// # Errors
/// As the command that was picked.
pub fn run(common: &Common) -> anyhow::Result<Outcome> {
    let at_terminal = io::stdin().is_terminal();
    let memory = common.data_dir()?.join("last-choice.json");
    match pick(common, &remembered(&memory))? {
        Some(picked) => {
            remember(&memory, &picked);
            go(common, &picked)
        }
        // Without a terminal there was nobody to ask, and nothing was done.
        None if !at_terminal => Err(NobodyToAsk.into()),
        None => Ok(Outcome::Done),
    }
}

/// The picker needs somebody who picks.
#[derive(Debug, thiserror::Error)]
#[error(
    "The input ended before a story was picked. Name one, such as: rehearse run webhook-drop; `rehearse --help` shows all commands."
)]
pub struct NobodyToAsk;

fn pick(common: &Common, last: &Picked) -> anyhow::Result<Option<Picked>> {
    let catalog = common.catalog();
    let names = catalog.names()?;
    let mut questions = Questions {
        keys: keys::open().map_err(SessionError::Terminal)?,
        screen: screen::open(common.plain),
    };
    let stories: Vec<Choice> = names
        .iter()
        .map(|name| Choice {
            id: name.clone(),
            title: catalog.load(name).map_or_else(
                |_| format!("{name} (has mistakes)"),
                |loaded| loaded.scenario.title,
            ),
        })
        .collect();
    let Some(story) = questions.ask("Which story?", &stories, &[&last.scenario]) else {
        return Ok(None);
    };
    let scenario = catalog.load(&story)?.scenario;
    Ok(questions.aim(story, &scenario, last))
}

/// What is asked with, one question after the other.
struct Questions {
    keys: Box<dyn Keys>,
    screen: Box<dyn Screen>,
}

/// Something to choose.
struct Choice {
    id: String,
    title: String,
}

impl Choice {
    fn new(id: &str, title: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
        }
    }
}

impl Questions {
    /// The id of what was chosen; Enter takes the first of `usual` that is there. `None` when the person leaves.
    fn ask(&mut self, question: &str, choices: &[Choice], usual: &[&str]) -> Option<String> {
        let titles: Vec<String> = choices.iter().map(|choice| choice.title.clone()).collect();
        let place = |wanted: &&str| choices.iter().position(|choice| choice.id == *wanted);
        let usual = usual.iter().find_map(place).unwrap_or(0);
        let chosen = ask(
            self.keys.as_mut(),
            self.screen.as_mut(),
            question,
            &titles,
            usual,
        )?;
        Some(choices.get(chosen)?.id.clone())
    }

    /// How to rehearse `story`; `None` when the person leaves.
    fn aim(&mut self, story: String, scenario: &Scenario, last: &Picked) -> Option<Picked> {
        let asks = !scenario.follow_ups.is_empty();
        let ways: Vec<Choice> = Way::ALL
            .into_iter()
            .filter(|way| asks || *way != Way::FollowUps)
            .map(|way| Choice::new(way.id(), way.title()))
            .collect();
        let usual_way = last.way.unwrap_or(Way::Practice);
        let way = self.ask("How?", &ways, &[usual_way.id()])?;
        let levels: Vec<Choice> = scenario
            .levels
            .iter()
            .map(|level| Choice::new(&level.id, &with_time(scenario, level)))
            .collect();
        let own = scenario.usual_level().map_or("", |level| &level.id);
        let level = self.ask("At which level?", &levels, &[&last.level, own])?;
        let principles: Vec<Choice> = scenario
            .principles
            .iter()
            .map(|principle| Choice::new(&principle.id, &principle.title))
            .collect();
        let usual = [last.principle.as_str(), &scenario.home_principle];
        let principle = self.ask("Aimed at which principle?", &principles, &usual)?;
        Some(Picked {
            scenario: story,
            way: Way::ALL.into_iter().find(|known| known.id() == way),
            level,
            principle,
        })
    }
}

/// "SDE2, 2:55 for the whole answer".
fn with_time(scenario: &Scenario, level: &Level) -> String {
    let Some(principle) = scenario.principles.first() else {
        return level.title.clone();
    };
    let plan = Plan::new(scenario, level, principle, None);
    format!(
        "{}, {} for the whole answer",
        level.title,
        script::time(&plan)
    )
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

fn remember(memory: &Path, picked: &Picked) {
    if let (Some(dir), Ok(text)) = (memory.parent(), serde_json::to_string(picked)) {
        // As above: not worth a message.
        let _ = make_private_dir(dir).and_then(|()| write(memory, text.as_bytes()));
    }
}
