//! What every command takes, and what it makes of it: the store, the catalog, whether to draw.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ColorChoice};

use crate::audio::wav;
use crate::console::{self, shell_word};
use crate::output::text::Style;
use crate::scenario::catalog::{Catalog, LoadError, Loaded};
use crate::session::SessionError;
use crate::session::screen::terminal_width;
use crate::take::{Listing, Mended, Store, StoreError, WavFacts};
use crate::time::length_of_samples;
use crate::transcribe::live::{Ear, EarOptions};
use crate::transcribe::model::{ModelChoice, Models};

fn repair_wav(path: &Path) -> io::Result<WavFacts> {
    let repaired = wav::repair(path)?;
    let length = length_of_samples(repaired.frames, repaired.rate_hz);
    Ok(WavFacts {
        rate_hz: repaired.rate_hz,
        length,
    })
}

fn tell_mended(id: &str, Mended { take, damaged }: &Mended) {
    let typed = shell_word(id);
    for wav in damaged {
        let wav = wav.display();
        console::note(format!(
            "{wav} of the take {id} is damaged and cannot be read. It is kept as it is."
        ));
    }
    if take.record().duration().is_zero() {
        console::note(format!(
            "The take {id} was cut off before anything could be kept. Delete it with: rehearse delete {typed}"
        ));
    } else {
        console::note(format!(
            "The take {id} was cut off. What was recorded is kept; finish it with: rehearse review {typed} --finish"
        ));
    }
}

/// The files that an ear is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The speech model.
    pub model: ModelChoice,
    /// The voice detector's file.
    pub detector: PathBuf,
}

impl Chosen {
    /// Loads them, ready for `language`.
    ///
    /// # Errors
    /// When a file cannot be loaded.
    pub fn load(&self, language: &str) -> Result<Ear, SessionError> {
        Ok(Ear::load(
            &self.model.name,
            &self.model.source,
            &self.detector,
            &EarOptions {
                language: language.to_owned(),
                ..EarOptions::default()
            },
        )?)
    }
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Only appended lines: no cursor movement, no colour, no box drawing (screen readers, logs)
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub plain: bool,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        help_heading = "Everywhere"
    )]
    pub color: ColorChoice,
    /// Where takes and fetched models are kept
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "REHEARSE_DATA_DIR",
        help_heading = "Everywhere"
    )]
    pub data_dir: Option<PathBuf>,
    /// A folder with stories of your own
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "REHEARSE_SCENARIOS",
        help_heading = "Everywhere"
    )]
    pub scenarios: Option<PathBuf>,
    /// Which model listens: a name from `rehearse models`, or a file
    #[arg(
        long,
        global = true,
        value_name = "NAME|PATH",
        env = "REHEARSE_MODEL",
        help_heading = "Everywhere"
    )]
    pub model: Option<String>,
    /// Two-letter code of the language spoken, when it is not the story's own
    #[arg(
        long,
        global = true,
        value_name = "CODE",
        value_parser = language_code,
        help_heading = "Everywhere"
    )]
    pub language: Option<String>,
}

fn language_code(text: &str) -> Result<String, String> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        Ok(text.to_owned())
    } else {
        Err("expected two small letters, such as en, de or es".to_owned())
    }
}

impl Common {
    /// Sets colour for everything that this process prints.
    pub fn apply_colour(&self) {
        let choice = match self.color {
            _ if self.plain => anstream::ColorChoice::Never,
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }

    /// The data folder.
    ///
    /// # Errors
    /// When none is given and the user has no home.
    pub fn data_dir(&self) -> Result<PathBuf, StoreError> {
        self.data_dir.clone().map_or_else(Store::default_dir, Ok)
    }

    /// The store of takes.
    ///
    /// # Errors
    /// As [`Common::data_dir`].
    pub fn store(&self) -> Result<Store, StoreError> {
        Ok(Store::open(&self.data_dir()?))
    }

    /// How text is to be set on standard output.
    #[must_use]
    pub fn style(&self) -> Style {
        Style {
            width: terminal_width(),
            colour: console::colours_out(),
            plain: self.plain,
        }
    }

    /// The store, after takes that were cut off have been put in order, which is told.
    ///
    /// # Errors
    /// When the store is there and cannot be read.
    pub fn mended_store(&self) -> Result<Store, StoreError> {
        Ok(self.mended_list()?.0)
    }

    /// As [`Common::mended_store`], with the list of all takes, which mending needs anyhow.
    ///
    /// # Errors
    /// When the store is there and cannot be read.
    pub fn mended_list(&self) -> Result<(Store, Listing), StoreError> {
        let store = self.store()?;
        for take in store.sweep() {
            console::note(format!(
                "The take {take} was half deleted. The rest of it is deleted now."
            ));
        }
        let (listing, repaired) = store.list_repaired(&repair_wav)?;
        for repaired in repaired {
            let id = repaired.id;
            match repaired.outcome {
                Ok(mended) => tell_mended(&id, &mended),
                Err(error) => console::note(format!(
                    "The take {id} was cut off and cannot be put in order now: {error}"
                )),
            }
        }
        Ok((store, listing))
    }

    /// The models of this machine.
    ///
    /// # Errors
    /// As [`Common::data_dir`].
    pub fn models(&self) -> Result<Models, StoreError> {
        Ok(Models::new(&self.data_dir()?))
    }

    /// The model that listens, found and sound. One that was never used before is tried first, which is told.
    ///
    /// # Errors
    /// When there is none, its file is damaged, or it failed the trial.
    pub fn choose_model(&self) -> Result<Chosen, SessionError> {
        let models = self.models()?;
        let model = models.find(self.model.as_deref())?;
        let detector = models.voice_detector()?;
        if models.is_untried(&model) {
            console::note(format!(
                "{} is no model that rehearse knows. It is tried on six seconds of speech first.",
                model.name
            ));
            models.admit(&model, &detector)?;
        }
        Ok(Chosen { model, detector })
    }

    /// A story that is going to be told, in the language that was asked for.
    ///
    /// # Errors
    /// When there is none of that name, or its file has mistakes.
    pub fn story(&self, name: &str) -> Result<Loaded, LoadError> {
        let mut loaded = self.catalog().load(name)?;
        if let Some(language) = &self.language {
            loaded.scenario.language.clone_from(language);
        }
        Ok(loaded)
    }

    /// The stories: the shipped ones and the user's own.
    #[must_use]
    pub fn catalog(&self) -> Catalog {
        let own = self
            .scenarios
            .clone()
            .or_else(|| Some(self.data_dir().ok()?.join("scenarios")));
        Catalog::new(own)
    }
}
