//! Which speech model listens, and where its file is.
//!
//! A model is found by name or path, and nothing is loaded into this process unseen: whisper.cpp aborts, hangs or writes
//! nonsense when a file is not what it should be. A model that this program knows must have its known sum. One of the
//! user's own is checked in its layout and its numbers, and then tried once in a process of its own. Nothing here goes
//! to the network; that is `fetch.rs`, and only when the user asks.

mod catalogue;
mod checked;
mod error;
pub mod fetch;
#[cfg(test)]
mod fetch_tests;
pub mod layout;
pub mod probe;
mod shipped;
mod sum;
pub mod trial;

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

pub use catalogue::{BASE, CATALOGUE, Published};
pub use error::ModelError;
pub use shipped::carry;

use super::whisper::ModelSource;
use crate::dirs;
use crate::scenario::nearest::nearest;
use checked::{Check, Checked};
use layout::{Layout, LayoutError};
use shipped::Shipped;

/// The model that listens when nobody chooses another.
pub const DEFAULT: &str = "base-q8_0";
/// A folder of models, searched before all others, in this environment variable.
pub const FOLDER_VARIABLE: &str = "REHEARSE_MODELS";

/// A model that was found. When it is [`verified`](Self::verified) it may be loaded; any other must be
/// [admitted](Models::admit) first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelChoice {
    /// `base-q8_0`, `small.en`: what the user types. For a file of another kind of name, the file's name.
    pub name: String,
    /// Where it is.
    pub source: ModelSource,
    /// Whether it knows more than English.
    pub multilingual: bool,
    /// Whether it comes with this program, or this program knows its sum and it is right. Of any other model the
    /// layout is right.
    pub verified: bool,
}

/// A model that is on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// What the user types.
    pub name: String,
    /// Where it is; `None`: inside the program itself.
    pub path: Option<PathBuf>,
    /// Its size.
    pub bytes: u64,
}

/// The folders that are searched for models, and the models that the program carries.
#[derive(Debug, Clone)]
pub struct Models {
    /// The user's own folders.
    own: Vec<PathBuf>,
    /// Folders that belong to the program.
    beside: Vec<PathBuf>,
    fetched: PathBuf,
    unpacked: PathBuf,
    shipped: Option<Shipped>,
    checked: Checked,
}

impl Models {
    /// Searches, in this order: the folder in `REHEARSE_MODELS`; `models` in `data_dir`; this program itself; `models`
    /// beside the program and in its `share/rehearse`. A debug build carries no model and also searches the source
    /// tree that it was built from.
    #[must_use]
    pub fn new(data_dir: &Path) -> Self {
        let own = env::var_os(FOLDER_VARIABLE)
            .filter(|folder| !folder.is_empty())
            .map(PathBuf::from);
        let of_data = data_dir.join("models");
        Self {
            fetched: own.clone().unwrap_or_else(|| of_data.clone()),
            own: without_repeats(own.into_iter().chain([of_data]).collect()),
            beside: without_repeats(folders_of_program()),
            unpacked: dirs::cache()
                .unwrap_or_else(|| data_dir.join("cache"))
                .join("models"),
            shipped: shipped::carried(),
            checked: Checked::at(data_dir.join("checked-models")),
        }
    }

    /// The model `asked` for: a name from `rehearse models`, or a file. `None` asks for [`DEFAULT`].
    ///
    /// # Errors
    /// When it is not there, cannot be read, is damaged, or is no Whisper model.
    pub fn find(&self, asked: Option<&str>) -> Result<ModelChoice, ModelError> {
        let asked = asked.unwrap_or(DEFAULT);
        if is_path(asked) {
            let path = PathBuf::from(asked);
            return if path.is_file() {
                self.check(path)
            } else {
                Err(ModelError::NoSuchFile { path })
            };
        }
        let name = name_of_file(asked);
        let file = file_of_name(&name);
        if let Some(path) = first_in(&self.own, &file) {
            return self.check(path);
        }
        match (&self.shipped, first_in(&self.beside, &file)) {
            (Some(shipped), _) if name == DEFAULT => self.check_carried(shipped),
            (_, Some(path)) => self.check(path),
            (_, None) => Err(self.not_found(name)),
        }
    }

    /// The voice detector's file, checked by its sum.
    ///
    /// # Errors
    /// When it is not there, cannot be read, or is damaged.
    pub fn voice_detector(&self) -> Result<PathBuf, ModelError> {
        if let Some(shipped) = &self.shipped {
            return shipped.unpack_detector(&self.unpacked);
        }
        let file = shipped::DETECTOR.file;
        let path = first_in(&self.own, file)
            .or_else(|| first_in(&self.beside, file))
            .ok_or_else(|| ModelError::NoDetector {
                file,
                looked: self.searched(),
            })?;
        let known = sum::Sum::Sha256(shipped::DETECTOR.sha256.to_owned());
        match sum::check(&path, &[known]) {
            Err(ModelError::Damaged { path, .. }) => Err(ModelError::DamagedDetector { path }),
            checked => checked.map(|()| path),
        }
    }

    /// Whether `choice` has to be tried before it is loaded, which takes a few seconds.
    #[must_use]
    pub fn is_untried(&self, choice: &ModelChoice) -> bool {
        match &choice.source {
            ModelSource::File(path) => !choice.verified && !self.checked.holds(path, Check::Trial),
            ModelSource::Carried(_) => false,
        }
    }

    /// Makes sure that `choice` can be loaded: a model whose sum nobody knows is tried in a process of its own, with
    /// bounded time and memory, once for each file.
    ///
    /// # Errors
    /// [`ModelError::Unfit`] when that process failed.
    pub fn admit(&self, choice: &ModelChoice, detector: &Path) -> Result<(), ModelError> {
        let ModelSource::File(path) = &choice.source else {
            return Ok(());
        };
        if !self.is_untried(choice) {
            return Ok(());
        }
        let before = fs::metadata(path).map_err(ModelError::unreadable(path))?;
        probe::in_child(path, before.len(), detector)?;
        self.checked.add(path, Check::Trial, &before);
        Ok(())
    }

    /// All models on this machine, by name. Only their names and sizes are looked at.
    #[must_use]
    pub fn installed(&self) -> Vec<Installed> {
        let of_folders = |folders: &[PathBuf]| -> Vec<Installed> {
            folders
                .iter()
                .flat_map(|folder| models_in(folder))
                .collect()
        };
        let carried = self.shipped.map(|shipped| Installed {
            name: DEFAULT.to_owned(),
            path: None,
            bytes: shipped.model.len() as u64,
        });
        let mut found = BTreeMap::new();
        let all = of_folders(&self.own).into_iter().chain(carried);
        for model in all.chain(of_folders(&self.beside)) {
            found.entry(model.name.clone()).or_insert(model);
        }
        found.into_values().collect()
    }

    /// The folder that fetched models go to.
    #[must_use]
    pub fn fetched_dir(&self) -> &Path {
        &self.fetched
    }

    /// The folders that are searched, in their order.
    #[must_use]
    pub fn searched(&self) -> Vec<PathBuf> {
        without_repeats([self.own.as_slice(), &self.beside].concat())
    }

    /// Checks the file at `path`: first that it is a Whisper model at all, then its sum where one is known, and in
    /// full where none is.
    fn check(&self, path: PathBuf) -> Result<ModelChoice, ModelError> {
        let name = name_of_file(&path.file_name().unwrap_or_default().to_string_lossy());
        let not_a_model = |error| match error {
            LayoutError::Unreadable(error) => ModelError::unreadable(&path)(error),
            LayoutError::Wrong(reason) => ModelError::NotAModel {
                path: path.clone(),
                reason,
            },
        };
        let file = File::open(&path).map_err(ModelError::unreadable(&path))?;
        let before = file.metadata().map_err(ModelError::unreadable(&path))?;
        let Layout { multilingual } =
            layout::read_header(&file, before.len()).map_err(not_a_model)?;
        let known = sum::known(&name);
        let verified = !known.is_empty();
        if verified {
            if !self.checked.holds(&path, Check::Sum) {
                sum::check(&path, &known)?;
                self.checked.add(&path, Check::Sum, &before);
            }
        } else if !self.checked.holds(&path, Check::Trial) {
            sum::check(&path, sum::beside(&path).as_slice())?;
            layout::check(&file, before.len()).map_err(not_a_model)?;
        }
        Ok(ModelChoice {
            name,
            source: ModelSource::File(path),
            multilingual,
            verified,
        })
    }

    /// The model that this program carries, checked by its sum once for each copy of the program.
    fn check_carried(&self, shipped: &Shipped) -> Result<ModelChoice, ModelError> {
        let program = env::current_exe().unwrap_or_default();
        if !self.checked.holds(&program, Check::Sum) {
            let before = fs::metadata(&program);
            shipped.check_model()?;
            if let Ok(before) = before {
                self.checked.add(&program, Check::Sum, &before);
            }
        }
        Ok(ModelChoice {
            name: DEFAULT.to_owned(),
            source: ModelSource::Carried(shipped.model),
            multilingual: true,
            verified: true,
        })
    }

    fn not_found(&self, name: String) -> ModelError {
        let installed: Vec<String> = self
            .installed()
            .into_iter()
            .map(|model| model.name)
            .collect();
        let known = CATALOGUE.iter().map(|model| model.name);
        ModelError::NotFound {
            fetchable: CATALOGUE.iter().any(|model| model.name == name),
            nearest: nearest(&name, installed.iter().map(String::as_str).chain(known))
                .map(str::to_owned),
            looked: self.searched(),
            name,
        }
    }
}

/// The first file called `file` in the folders.
fn first_in(folders: &[PathBuf], file: &str) -> Option<PathBuf> {
    folders
        .iter()
        .map(|folder| folder.join(file))
        .find(|path| path.is_file())
}

fn folders_of_program() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let program = env::current_exe().and_then(|path| path.canonicalize());
    if let Some(beside) = program.ok().as_deref().and_then(Path::parent) {
        folders.push(beside.join("models"));
        folders.push(beside.join("../share/rehearse/models"));
        if cfg!(debug_assertions) {
            // target/debug/rehearse of a clone that was moved after it was built.
            folders.push(beside.join("../../models"));
        }
    }
    // Where a release build was made anybody may have put anything since.
    if cfg!(any(debug_assertions, test)) {
        folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
    }
    folders
}

/// Drops folders that are the same as an earlier one, however they are written.
fn without_repeats(folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut kept: Vec<PathBuf> = Vec::new();
    for folder in folders {
        let folder = folder.canonicalize().unwrap_or(folder);
        if !kept.contains(&folder) {
            kept.push(folder);
        }
    }
    kept
}

fn is_path(asked: &str) -> bool {
    asked.contains('/') || Path::new(asked).is_file()
}

/// `ggml-base-q8_0.bin` and `base-q8_0` are `base-q8_0`.
fn name_of_file(file: &str) -> String {
    let name = file.strip_suffix(".bin").unwrap_or(file);
    name.strip_prefix("ggml-").unwrap_or(name).to_owned()
}

fn file_of_name(name: &str) -> String {
    format!("ggml-{name}.bin")
}

fn models_in(folder: &Path) -> Vec<Installed> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let (file, path) = (entry.file_name().into_string().ok()?, entry.path());
            let is_model = file.starts_with("ggml-") && file.ends_with(".bin");
            let is_detector = file.contains("silero");
            let data = fs::metadata(&path).ok().filter(fs::Metadata::is_file)?;
            (is_model && !is_detector).then(|| Installed {
                name: name_of_file(&file),
                bytes: data.len(),
                path: Some(path),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/ggml-base-q8_0.bin");

    fn models_in_only(folder: &Path) -> Models {
        Models {
            own: vec![folder.to_owned()],
            beside: Vec::new(),
            fetched: folder.to_owned(),
            unpacked: folder.join("cache"),
            shipped: None,
            checked: Checked::at(folder.join("checked-models")),
        }
    }

    /// A folder with a real model under another name.
    fn folder_with_own_model() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(REAL, folder.path().join("ggml-my-own.bin")).unwrap();
        folder
    }

    #[test]
    fn a_fresh_clone_finds_its_model_and_its_voice_detector() {
        let nowhere = tempfile::tempdir().unwrap();
        let models = Models::new(nowhere.path());
        let choice = models.find(None).unwrap();
        assert_eq!((choice.name.as_str(), choice.verified), (DEFAULT, true));
        assert!(choice.multilingual);
        assert!(models.voice_detector().unwrap().is_file());
        assert!(models.installed().iter().any(|model| model.name == DEFAULT));
    }

    #[test]
    fn names_and_paths_lead_to_the_same_file() {
        let folder = folder_with_own_model();
        let models = models_in_only(folder.path());
        let file = folder.path().join("ggml-my-own.bin");
        for asked in ["my-own", "ggml-my-own.bin", file.to_str().unwrap()] {
            let choice = models.find(Some(asked)).unwrap();
            let found = ModelSource::from(&file);
            assert_eq!((choice.name.as_str(), &choice.source), ("my-own", &found));
            assert!(!choice.verified, "nobody knows its sum");
            assert!(models.is_untried(&choice));
        }
    }

    #[test]
    fn what_is_not_there_says_where_it_looked_and_what_comes_near() {
        let folder = folder_with_own_model();
        let models = models_in_only(folder.path());
        let looked = format!("\n  {}\n", folder.path().display());
        let told = |asked: &str| models.find(Some(asked)).unwrap_err().to_string();
        let message = told("my-onw");
        assert!(
            message.contains(&looked) && message.contains("Did you mean `my-own`?"),
            "{message}"
        );
        let message = told("small.en");
        assert!(
            message.contains("rehearse models fetch small.en"),
            "{message}"
        );
        let message = models.find(None).unwrap_err().to_string();
        assert!(
            message.contains("no model is called `base-q8_0`"),
            "{message}"
        );
        let message = models.voice_detector().unwrap_err().to_string();
        assert!(message.contains(&looked), "{message}");
        let message = told("/no/such/file.bin");
        assert_eq!(
            message,
            "there is no model file /no/such/file.bin; `rehearse models` lists what is here"
        );
    }

    #[test]
    fn a_damaged_model_is_told_by_its_sum() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ggml-base-q8_0.bin");
        let mut bytes = fs::read(REAL).unwrap();
        bytes[40_000_000] ^= 1;
        fs::write(&path, &bytes).unwrap();
        let error = models_in_only(folder.path()).find(None).unwrap_err();
        assert!(matches!(error, ModelError::Damaged { .. }), "{error}");
        bytes.truncate(50_000_000);
        fs::write(&path, &bytes).unwrap();
        let by_path = models_in_only(Path::new("/")).find(path.to_str());
        assert!(matches!(by_path, Err(ModelError::Damaged { .. })));
    }

    #[test]
    fn a_file_that_is_no_whisper_model_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let detector = Path::new(REAL).with_file_name("ggml-silero-v6.2.3.bin");
        let start = &fs::read(REAL).unwrap()[..1_000_000];
        for (name, bytes) in [
            ("text", b"hello".to_vec()),
            ("empty", Vec::new()),
            ("silero", fs::read(detector).unwrap()),
            ("header", start[..48].to_vec()),
            ("start", start.to_vec()),
        ] {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            let error = models_in_only(folder.path())
                .find(path.to_str())
                .unwrap_err();
            assert!(
                matches!(error, ModelError::NotAModel { .. }),
                "{name}: {error}"
            );
        }
    }

    #[test]
    fn a_program_that_carries_its_model_uses_no_other_of_that_name_but_the_users() {
        let (own, beside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut models = models_in_only(own.path());
        models.beside.push(beside.path().to_owned());
        let model: &[u8] = fs::read(REAL).unwrap().leak();
        let detector = include_bytes!("../../../models/ggml-silero-v6.2.3.bin");
        models.shipped = Some(Shipped { model, detector });
        for file in ["ggml-base-q8_0.bin", "ggml-silero-v6.2.3.bin"] {
            fs::write(beside.path().join(file), "hostile").unwrap();
        }
        let choice = models.find(None).unwrap();
        assert_eq!(choice.source, ModelSource::Carried(model));
        assert!(choice.verified && !models.is_untried(&choice));
        let unpacked = models.voice_detector().unwrap();
        assert_eq!(unpacked, own.path().join("cache/ggml-silero-v6.2.3.bin"));
        let installed = models.installed();
        assert_eq!((installed.len(), &installed[0].path), (1, &None));

        fs::write(own.path().join("ggml-base-q8_0.bin"), "x").unwrap();
        let error = models.find(None).unwrap_err();
        assert!(matches!(error, ModelError::NotAModel { .. }), "{error}");
        fs::remove_file(own.path().join("ggml-base-q8_0.bin")).unwrap();

        let model = &model[1..];
        models.shipped = Some(Shipped { model, detector });
        models.checked = Checked::at(own.path().join("another-list"));
        let error = models.find(None).unwrap_err();
        assert!(matches!(error, ModelError::DamagedProgram), "{error}");
    }

    #[test]
    fn a_damaged_voice_detector_is_told_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let real = Path::new(REAL).with_file_name("ggml-silero-v6.2.3.bin");
        let bytes = fs::read(real).unwrap();
        let mut flipped = bytes.clone();
        flipped[100_000] ^= 4;
        for damaged in [&bytes[..48], &bytes[..bytes.len() - 1], &flipped, &[]] {
            fs::write(folder.path().join("ggml-silero-v6.2.3.bin"), damaged).unwrap();
            let error = models_in_only(folder.path()).voice_detector().unwrap_err();
            assert!(
                matches!(error, ModelError::DamagedDetector { .. }),
                "{error}"
            );
        }
    }

    #[test]
    fn the_first_folder_wins_and_the_voice_detector_is_no_model() {
        let (first, second) = (folder_with_own_model(), folder_with_own_model());
        fs::write(second.path().join("ggml-other.bin"), "x").unwrap();
        fs::write(second.path().join("ggml-silero-v6.2.3.bin"), "x").unwrap();
        let mut models = models_in_only(first.path());
        models.beside.push(second.path().to_owned());
        let found: Vec<_> = models
            .installed()
            .into_iter()
            .map(|model| model.path.unwrap())
            .collect();
        let expected = [
            first.path().join("ggml-my-own.bin"),
            second.path().join("ggml-other.bin"),
        ];
        assert_eq!(found, expected);
    }
}
