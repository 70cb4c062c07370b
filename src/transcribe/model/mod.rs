//! Which speech model listens, and where its file is.
//!
//! A model is found by name or path, and a file of a known name is checked by its sum before anything else sees it:
//! whisper.cpp would read damaged weights and write nonsense. Nothing here goes to the network; that is `fetch.rs`,
//! and only when the user asks.

mod catalogue;
mod error;
pub mod fetch;
#[cfg(test)]
mod fetch_tests;
mod header;
mod shipped;
mod sum;
pub mod trial;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

pub use catalogue::{BASE, CATALOGUE, Published};
pub use error::ModelError;
pub use shipped::carry;

use crate::dirs;
use crate::scenario::nearest::nearest;
use shipped::Shipped;

/// The model that listens when nobody chooses another.
pub const DEFAULT: &str = "base-q8_0";
/// A folder of models, searched before all others, in this environment variable.
pub const FOLDER_VARIABLE: &str = "REHEARSE_MODELS";

/// A model file that may be loaded: it is there, it is a Whisper model, and where a sum is known for its name, the
/// sum is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelChoice {
    /// `base-q8_0`, `small.en`: what the user types. For a file of another kind of name, the file's name.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Whether it knows more than English.
    pub multilingual: bool,
    /// Whether its sum was known and right. Without one only its first bytes were looked at.
    pub verified: bool,
}

/// A model that is on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// What the user types.
    pub name: String,
    /// Where it is; `None`: inside the program itself, not yet unpacked.
    pub path: Option<PathBuf>,
    /// Its size.
    pub bytes: u64,
}

/// The folders that are searched for models, and the models that the program carries.
#[derive(Debug, Clone)]
pub struct Models {
    searched: Vec<PathBuf>,
    fetched: PathBuf,
    unpacked: Option<PathBuf>,
    shipped: Option<Shipped>,
}

impl Models {
    /// Searches, in this order: the folder in `REHEARSE_MODELS`; `models` in `data_dir`; `models` beside the program,
    /// in its `share/rehearse` and in the source tree that it was built from or in.
    #[must_use]
    pub fn new(data_dir: &Path) -> Self {
        let own = env::var_os(FOLDER_VARIABLE)
            .filter(|folder| !folder.is_empty())
            .map(PathBuf::from);
        let fetched = own.clone().unwrap_or_else(|| data_dir.join("models"));
        let mut searched: Vec<PathBuf> = own.into_iter().collect();
        searched.push(data_dir.join("models"));
        searched.extend(folders_of_program());
        Self {
            searched: without_repeats(searched),
            fetched,
            unpacked: dirs::cache().map(|cache| cache.join("models")),
            shipped: shipped::carried(),
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
                check(path)
            } else {
                Err(ModelError::NoSuchFile { path })
            };
        }
        let name = name_of_file(asked);
        match self.file(&file_of_name(&name))? {
            Some(path) => check(path),
            None => Err(self.not_found(name)),
        }
    }

    /// The voice detector's file, checked by its sum.
    ///
    /// # Errors
    /// When it is not there, cannot be read, or is damaged.
    pub fn voice_detector(&self) -> Result<PathBuf, ModelError> {
        let path = self
            .file(shipped::DETECTOR.file)?
            .ok_or_else(|| ModelError::NoDetector {
                file: shipped::DETECTOR.file,
                looked: self.searched.clone(),
            })?;
        sum::check(
            &path,
            &[sum::Sum::Sha256(shipped::DETECTOR.sha256.to_owned())],
        )?;
        Ok(path)
    }

    /// All models on this machine, by name. Only their names and sizes are looked at.
    #[must_use]
    pub fn installed(&self) -> Vec<Installed> {
        let mut found = BTreeMap::new();
        for folder in &self.searched {
            for (name, path, bytes) in models_in(folder) {
                found.entry(name.clone()).or_insert(Installed {
                    name,
                    path: Some(path),
                    bytes,
                });
            }
        }
        if let Some(shipped) = &self.shipped {
            let bytes = shipped.model.len() as u64;
            found.entry(DEFAULT.to_owned()).or_insert(Installed {
                name: DEFAULT.to_owned(),
                path: None,
                bytes,
            });
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
    pub fn searched(&self) -> &[PathBuf] {
        &self.searched
    }

    /// The first file called `file` in the folders; otherwise the one that the program carries, unpacked.
    fn file(&self, file: &str) -> Result<Option<PathBuf>, ModelError> {
        let found = self
            .searched
            .iter()
            .map(|folder| folder.join(file))
            .find(|path| path.is_file());
        match (found, &self.shipped, &self.unpacked) {
            (None, Some(shipped), Some(folder)) => shipped.unpack(file, folder),
            (found, _, _) => Ok(found),
        }
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
            looked: self.searched.clone(),
            name,
        }
    }
}

/// Checks the file at `path`: first that it is a Whisper model at all, then its sum where one is known.
fn check(path: PathBuf) -> Result<ModelChoice, ModelError> {
    let name = name_of_file(&path.file_name().unwrap_or_default().to_string_lossy());
    let multilingual = header::read(&path)?.multilingual();
    let sums = sum::known(&name, &path);
    sum::check(&path, &sums)?;
    Ok(ModelChoice {
        name,
        path,
        multilingual,
        verified: !sums.is_empty(),
    })
}

fn folders_of_program() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    if let Some(program) = env::current_exe()
        .ok()
        .and_then(|path| path.canonicalize().ok())
        && let Some(beside) = program.parent()
    {
        folders.push(beside.join("models"));
        folders.push(beside.join("../share/rehearse/models"));
        // target/release/rehearse of a clone that was moved after it was built.
        folders.push(beside.join("../../models"));
    }
    folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("models"));
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

fn models_in(folder: &Path) -> Vec<(String, PathBuf, u64)> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let file = entry.file_name().into_string().ok()?;
            let is_model = file.starts_with("ggml-") && file.ends_with(".bin");
            let is_detector = file.contains("silero");
            let bytes = fs::metadata(entry.path()).ok()?.len();
            (is_model && !is_detector).then(|| (name_of_file(&file), entry.path(), bytes))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/ggml-base-q8_0.bin");

    fn models_in_only(folder: &Path) -> Models {
        Models {
            searched: vec![folder.to_owned()],
            fetched: folder.to_owned(),
            unpacked: None,
            shipped: None,
        }
    }

    /// A folder with the first bytes of a real model under another name.
    fn folder_with_own_model() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let start = &fs::read(REAL).unwrap()[..1000];
        fs::write(folder.path().join("ggml-my-own.bin"), start).unwrap();
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
            assert_eq!((choice.name.as_str(), &choice.path), ("my-own", &file));
            assert!(!choice.verified, "nobody knows its sum");
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
        for (name, bytes) in [
            ("text", b"hello".to_vec()),
            ("empty", Vec::new()),
            ("silero", fs::read(detector).unwrap()),
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
    fn the_first_folder_wins_and_the_voice_detector_is_no_model() {
        let (first, second) = (folder_with_own_model(), folder_with_own_model());
        fs::write(second.path().join("ggml-other.bin"), "x").unwrap();
        fs::write(second.path().join("ggml-silero-v6.2.3.bin"), "x").unwrap();
        let mut models = models_in_only(first.path());
        models.searched.push(second.path().to_owned());
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
