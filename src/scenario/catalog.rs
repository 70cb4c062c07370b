//! Where scenarios come from: the shipped ones, which are part of the program, a folder of the user's own, and any
//! file that is named by its path.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::Scenario;
use super::faults::Faults;
use super::nearest::nearest;
use super::shipped::SHIPPED;
use crate::console::shell_word;

/// A scenario's file is text; one that is larger than this is something else.
const LARGEST_BYTES: u64 = 1024 * 1024;

/// Where a scenario came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It is part of the program.
    Shipped,
    /// A file: in the user's folder, or named by its path.
    File(PathBuf),
}

/// A scenario that was found and is right.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The scenario.
    pub scenario: Scenario,
    /// What its author wrote, to be kept beside a take.
    pub source: String,
    /// Where it came from.
    pub origin: Origin,
}

/// A scenario in the catalog, right or wrong.
#[derive(Debug)]
pub struct Entry {
    /// What the user types.
    pub name: String,
    /// The scenario, or why it cannot be used.
    pub found: Result<Loaded, LoadError>,
}

/// Why there is no scenario to use.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// No scenario has this name.
    #[error("{}", no_such_scenario(.name, .near.as_deref(), .known, .dir.as_deref()))]
    Unknown {
        /// As typed.
        name: String,
        /// The name that was probably meant.
        near: Option<String>,
        /// The names that there are.
        known: Vec<String>,
        /// The user's folder, where it was looked for too.
        dir: Option<PathBuf>,
    },
    /// The file cannot be read.
    #[error("the scenario {} cannot be read", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file is too large to be a scenario.
    #[error(
        "{} is {} kB long, which is too large for a scenario; is it the right file?",
        .path.display(), .bytes / 1024
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its length.
        bytes: u64,
    },
    /// The file is not text.
    #[error("{} is not text in UTF-8; is it the right file?", .path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// The file is not a right scenario. Show it with [`Faults::render`].
    #[error(transparent)]
    Wrong(Faults),
}

fn no_such_scenario(
    name: &str,
    near: Option<&str>,
    known: &[String],
    dir: Option<&Path>,
) -> String {
    let mut text = format!("there is no scenario called \"{name}\"");
    if let Some(near) = near {
        text.push_str(&format!("; did you mean `{near}`?"));
    }
    text.push_str(&format!("\nthere are: {}", known.join(", ")));
    if let Some(dir) = dir {
        text.push_str(&format!("\nyour own are looked for in {}", dir.display()));
    }
    text.push_str("\na file anywhere else is named by its path, such as ./my-story.toml");
    text
}

/// All scenarios that can be named.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// The user's own folder; it need not exist.
    dir: Option<PathBuf>,
}

impl Catalog {
    /// The shipped scenarios and those in `dir`, the user's own folder, which need not exist. A file there goes
    /// before a shipped scenario of the same name.
    #[must_use]
    pub fn new(dir: Option<PathBuf>) -> Self {
        Self { dir }
    }

    /// The user's own folder.
    #[must_use]
    pub fn dir(&self) -> Option<&Path> {
        self.dir.as_deref()
    }

    /// The names of all scenarios, sorted.
    ///
    /// # Errors
    /// When the user's folder is there and cannot be read.
    pub fn names(&self) -> Result<Vec<String>, LoadError> {
        let mut names: Vec<String> = SHIPPED.iter().map(|(name, _)| (*name).to_owned()).collect();
        names.extend(self.own_files()?.iter().map(|path| name_of(path)));
        names.sort();
        names.dedup();
        Ok(names)
    }

    /// All scenarios, sorted by name, those with mistakes included.
    ///
    /// # Errors
    /// When the user's folder is there and cannot be read.
    pub fn entries(&self) -> Result<Vec<Entry>, LoadError> {
        let entry = |name: String| Entry {
            found: self.load(&name),
            name,
        };
        Ok(self.names()?.into_iter().map(entry).collect())
    }

    /// The scenario called `name`, or in the file `name` when it is a path: one with a `/` or one that ends in
    /// `.toml`.
    ///
    /// # Errors
    /// When there is none, or it cannot be read, or it is wrong.
    pub fn load(&self, name: &str) -> Result<Loaded, LoadError> {
        let mut loaded = self.find(name)?;
        loaded.scenario.typed = shell_word(name);
        Ok(loaded)
    }

    fn find(&self, name: &str) -> Result<Loaded, LoadError> {
        if is_path(name) {
            return load_file(Path::new(name));
        }
        let own = self
            .own_files()?
            .into_iter()
            .find(|path| name_of(path) == name);
        if let Some(path) = own {
            return load_file(&path);
        }
        if let Some((name, source)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            let file = format!("{name}.toml");
            let scenario = Scenario::parse(name, &file, source).map_err(LoadError::Wrong)?;
            return Ok(Loaded {
                scenario,
                source: (*source).to_owned(),
                origin: Origin::Shipped,
            });
        }
        let known = self.names()?;
        Err(LoadError::Unknown {
            name: name.to_owned(),
            near: nearest(name, known.iter().map(String::as_str)).map(str::to_owned),
            known,
            dir: self.dir.clone(),
        })
    }

    /// The user's files, sorted; none when the folder does not exist.
    fn own_files(&self) -> Result<Vec<PathBuf>, LoadError> {
        let Some(dir) = &self.dir else {
            return Ok(Vec::new());
        };
        let unreadable = |source| LoadError::Unreadable {
            path: dir.clone(),
            source,
        };
        let listing = match dir.read_dir() {
            Ok(listing) => listing,
            // A data folder that cannot be is told by the store, in its own words.
            Err(error) if is_absence(error.kind()) => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut files = Vec::new();
        for entry in listing {
            let path = entry.map_err(unreadable)?.path();
            if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }
}

/// Whether the folder is not there at all.
fn is_absence(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn is_path(name: &str) -> bool {
    name.contains(['/', std::path::MAIN_SEPARATOR]) || name.ends_with(".toml")
}

/// The file's name without `.toml`: what the user types, and the scenario's id.
fn name_of(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn load_file(path: &Path) -> Result<Loaded, LoadError> {
    let unreadable = |source| LoadError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let about = path.metadata().map_err(unreadable)?;
    if about.len() > LARGEST_BYTES {
        return Err(LoadError::TooLarge {
            path: path.to_owned(),
            bytes: about.len(),
        });
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let source = String::from_utf8(bytes).map_err(|_| LoadError::NotText {
        path: path.to_owned(),
    })?;
    let shown = path.display().to_string();
    let scenario = Scenario::parse(&name_of(path), &shown, &source).map_err(LoadError::Wrong)?;
    Ok(Loaded {
        scenario,
        source,
        origin: Origin::File(path.to_owned()),
    })
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shipped => out.write_str("shipped"),
            Self::File(path) => path.display().fmt(out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Catalog {
        Catalog::new(None)
    }

    #[test]
    fn a_users_own_file_is_found_by_name_and_by_path() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("mine.toml");
        let source = shipped().load("webhook-drop").unwrap().source;
        std::fs::write(&path, &source).unwrap();
        let catalog = Catalog::new(Some(dir.path().to_owned()));
        let by_name = catalog.load("mine").unwrap();
        let by_path = catalog.load(path.to_str().unwrap()).unwrap();
        assert_eq!(by_name.scenario.typed, "mine");
        assert_eq!(by_path.scenario.typed, path.to_str().unwrap());
        assert_eq!(by_name.scenario.sections, by_path.scenario.sections);
        assert_eq!(by_name.source, by_path.source);
        assert_eq!(by_name.scenario.id, "mine");
        assert_eq!(by_name.origin, Origin::File(path));
        assert!(catalog.names().unwrap().contains(&"mine".to_owned()));
    }

    #[test]
    fn a_users_file_goes_before_a_shipped_one_of_the_same_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("webhook-drop.toml");
        let source = shipped().load("webhook-drop").unwrap().source;
        std::fs::write(&path, source.replace("Dropped webhooks", "My webhooks")).unwrap();
        let catalog = Catalog::new(Some(dir.path().to_owned()));
        assert_eq!(
            catalog.load("webhook-drop").unwrap().scenario.title,
            "My webhooks"
        );
        assert_eq!(catalog.names().unwrap(), shipped().names().unwrap());
    }

    #[test]
    fn a_mistyped_name_gets_the_nearest_one_and_the_places_looked_at() {
        let catalog = Catalog::new(Some(PathBuf::from("/nowhere/scenarios")));
        let error = catalog.load("webhok-drop").unwrap_err();
        insta::assert_snapshot!(error, @r#"
        there is no scenario called "webhok-drop"; did you mean `webhook-drop`?
        there are: night-shift-handover, slow-checkout, webhook-drop
        your own are looked for in /nowhere/scenarios
        a file anywhere else is named by its path, such as ./my-story.toml
        "#);
    }

    #[test]
    fn a_path_to_nothing_says_so() {
        let error = shipped().load("./not-there.toml").unwrap_err();
        let text = format!("{:#}", anyhow::Error::from(error));
        insta::assert_snapshot!(
            text,
            @"the scenario ./not-there.toml cannot be read: No such file or directory (os error 2)"
        );
    }

    #[test]
    fn what_is_no_text_is_told_before_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sound.toml");
        std::fs::write(&path, [0xff, 0xfe, 0x00, 0x80]).unwrap();
        assert!(matches!(load_file(&path), Err(LoadError::NotText { .. })));
        std::fs::write(&path, vec![b' '; 2 * 1024 * 1024]).unwrap();
        assert!(matches!(
            load_file(&path),
            Err(LoadError::TooLarge {
                bytes: 2_097_152,
                ..
            })
        ));
    }

    #[test]
    fn a_wrong_file_is_listed_with_what_is_wrong() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("empty.toml"), "").unwrap();
        let entries = Catalog::new(Some(dir.path().to_owned())).entries().unwrap();
        let empty = entries.iter().find(|entry| entry.name == "empty").unwrap();
        assert!(matches!(empty.found, Err(LoadError::Wrong(_))));
    }
}
