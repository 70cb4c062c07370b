//! Finds a level, principle or section by what the user typed, and says what there is when there is no such thing.

use super::nearest::nearest;
use super::{Level, Principle, Scenario, Section};

/// The scenario has nothing of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", sentence(self))]
pub struct Unknown {
    /// What was looked for: "level", "principle" or "section".
    pub what: &'static str,
    /// As typed.
    pub asked: String,
    /// The scenario's id.
    pub scenario: String,
    /// The name that was probably meant.
    pub near: Option<String>,
    /// The names that there are.
    pub known: Vec<String>,
}

fn sentence(unknown: &Unknown) -> String {
    let Unknown {
        what,
        asked,
        scenario,
        near,
        known,
    } = unknown;
    let mut text = format!("{scenario} has no {what} called \"{asked}\".");
    if let Some(near) = near {
        text.push_str(&format!(" Did you mean \"{near}\"?"));
    }
    text.push_str(&format!("\nThere are: {}.", known.join(", ")));
    text
}

impl Scenario {
    /// The level with this id, whatever its capitals.
    ///
    /// # Errors
    /// When there is none.
    pub fn find_level(&self, asked: &str) -> Result<&Level, Unknown> {
        self.find("level", asked, &self.levels, |level| &level.id)
    }

    /// The level that the story's own section times are for: the first without a time of its own, else the first.
    #[must_use]
    pub fn usual_level(&self) -> Option<&Level> {
        self.levels
            .iter()
            .find(|level| level.target.is_none())
            .or(self.levels.first())
    }

    /// The principle with this id, whatever its capitals.
    ///
    /// # Errors
    /// When there is none.
    pub fn find_principle(&self, asked: &str) -> Result<&Principle, Unknown> {
        self.find("principle", asked, &self.principles, |principle| {
            &principle.id
        })
    }

    /// The section with this id, whatever its capitals.
    ///
    /// # Errors
    /// When there is none.
    pub fn find_section(&self, asked: &str) -> Result<&Section, Unknown> {
        self.find("section", asked, &self.sections, |section| &section.id)
    }

    fn find<'a, T>(
        &self,
        what: &'static str,
        asked: &str,
        things: &'a [T],
        id: impl Fn(&T) -> &String,
    ) -> Result<&'a T, Unknown> {
        things
            .iter()
            .find(|thing| id(thing).eq_ignore_ascii_case(asked))
            .ok_or_else(|| {
                let known: Vec<String> = things.iter().map(|thing| id(thing).clone()).collect();
                Unknown {
                    what,
                    asked: asked.to_owned(),
                    scenario: self.id.clone(),
                    near: nearest(asked, known.iter().map(String::as_str)).map(str::to_owned),
                    known,
                }
            })
    }
}
