//! A folder with a recording a section: which file tells which section, and which files tell none, by name and reason.

use std::ffi::OsStr;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};

use super::SessionError;
use super::recorded::Source;
use crate::audio::decode::InputError;
use crate::audio::file::{ENDINGS, SoundFile};
use crate::scenario::Section;

/// Names of files that an error or a note tells before it only counts.
const MOST_NAMES: usize = 8;

/// What a folder gives.
pub struct Found {
    /// The recordings, in the order of the sections. Never empty.
    pub sources: Vec<Source>,
    /// What lies there and is not used, with the reasons, in one sentence.
    pub left_out: Option<String>,
}

/// A file or folder in it.
struct Entry {
    name: String,
    path: PathBuf,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Its name ends as that of a sound file, or it has no ending.
    Sound,
    OtherFile,
    Folder,
    /// A pipe or a device.
    Special,
}

impl Entry {
    fn of(entry: &DirEntry) -> Option<Self> {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        // Links count as what they lead to.
        let kind = match path.metadata() {
            Ok(found) if found.is_dir() => Kind::Folder,
            Ok(found) if !found.is_file() => Kind::Special,
            _ if is_sound(&path) => Kind::Sound,
            _ => Kind::OtherFile,
        };
        // Hidden files are the system's own: `._task.wav` is no recording.
        (!name.starts_with('.')).then_some(Self { name, path, kind })
    }

    fn is_named_after(&self, section: &Section) -> bool {
        let stem = self.path.file_stem().map(OsStr::to_string_lossy);
        stem.is_some_and(|stem| stem.eq_ignore_ascii_case(&section.id))
    }
}

fn is_sound(path: &Path) -> bool {
    path.extension().is_none_or(|ending| {
        let ending = ending.to_string_lossy();
        ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

/// The recordings in the folder `dir`: for each of `asked` the file called after it, in any kind that can be read and
/// whatever the case of its name. `all` are the sections of the story, also those that are not asked for.
///
/// # Errors
/// When there is no file for any section, two for one, or the only one cannot be read.
pub fn read(dir: &Path, asked: &[Section], all: &[Section]) -> Result<Found, SessionError> {
    let entries = entries(dir)?;
    let mut sources = Vec::new();
    let mut left_out = Vec::new();
    for section in asked {
        let named: Vec<&Entry> = entries
            .iter()
            .filter(|entry| entry.is_named_after(section))
            .collect();
        match choose(dir, section, &named)? {
            Some((sound, refused)) => {
                left_out.extend(refused);
                sources.push(Source {
                    section: section.id.clone(),
                    capture: Box::new(sound.capture()?),
                });
            }
            None => left_out.extend(named.iter().filter_map(|entry| {
                let reason = "not a sound file, by its name";
                (entry.kind == Kind::OtherFile).then(|| format!("{} ({reason})", entry.name))
            })),
        }
    }
    if sources.is_empty() {
        return Err(none(dir, asked, &entries));
    }
    let is_known = |entry: &&Entry| !all.iter().any(|section| entry.is_named_after(section));
    for entry in entries.iter() {
        let reason = match entry.kind {
            Kind::Folder => "a folder",
            Kind::Special => "no file",
            Kind::Sound if is_known(&entry) => "not named after a section",
            Kind::Sound | Kind::OtherFile => continue,
        };
        left_out.push(format!("{} ({reason})", entry.name));
    }
    Ok(Found {
        sources,
        left_out: (!left_out.is_empty())
            .then(|| format!("Not used from {}: {}.", dir.display(), few(left_out))),
    })
}

/// The one recording among the entries `named` after `section`, and what is told of the others.
fn choose(
    dir: &Path,
    section: &Section,
    named: &[&Entry],
) -> Result<Option<(SoundFile, Vec<String>)>, SessionError> {
    let mut good: Vec<(&str, SoundFile)> = Vec::new();
    let mut bad: Vec<(&str, InputError)> = Vec::new();
    for entry in named.iter().filter(|entry| entry.kind == Kind::Sound) {
        match SoundFile::open(&entry.path) {
            Ok(sound) => good.push((&entry.name, sound)),
            Err(error) => bad.push((&entry.name, error)),
        }
    }
    if good.len() > 1 {
        let names: Vec<&str> = good.iter().map(|(name, _)| *name).collect();
        return Err(SessionError::SeveralRecordings {
            found: dir.display().to_string(),
            section: section.id.clone(),
            names: names.join(" and "),
        });
    }
    match (good.pop(), bad.is_empty()) {
        (Some((used, sound)), _) => {
            let refused = bad
                .iter()
                .map(|(name, _)| format!("{name} (cannot be read, and {used} can)"));
            Ok(Some((sound, refused.collect())))
        }
        (None, true) => Ok(None),
        (None, false) => Err(bad.swap_remove(0).1.into()),
    }
}

/// What the folder holds, by name.
fn entries(dir: &Path) -> Result<Vec<Entry>, SessionError> {
    let failed = |source| InputError::Open {
        path: dir.to_owned(),
        source,
    };
    let mut entries = Vec::new();
    for entry in dir.read_dir().map_err(failed)? {
        entries.extend(Entry::of(&entry.map_err(failed)?));
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(entries)
}

fn none(dir: &Path, sections: &[Section], entries: &[Entry]) -> SessionError {
    let names: Vec<String> = entries.iter().map(|entry| entry.name.clone()).collect();
    let expected: Vec<String> = sections
        .iter()
        .map(|section| format!("{}.wav", section.id))
        .collect();
    SessionError::NoSections {
        found: dir.display().to_string(),
        names: if names.is_empty() {
            "nothing".to_owned()
        } else {
            few(names)
        },
        expected: expected.join(", "),
    }
}

fn few(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(MOST_NAMES);
    names.truncate(MOST_NAMES);
    if more > 0 {
        names.push(format!("and {more} more"));
    }
    names.join(", ")
}
