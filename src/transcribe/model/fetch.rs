//! Fetches a published model: the only thing in this program that goes to the network, and only when it is asked to.
//!
//! What arrives goes into a `.part` file beside the models. Only when its sums are right does it become a model, at
//! one stroke. After a broken connection the `.part` stays and the next fetch goes on from there; after any other
//! failure nothing stays.

mod error;
mod http;
mod part;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

pub use error::FetchError;
use part::Part;

use super::sum::{self, Sum};
use super::{ModelError, Published};

/// What a fetch is doing, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Bytes arrive.
    Receiving {
        /// So many are here, those of an earlier fetch included.
        done: u64,
        /// So many there will be, when the server says so.
        total: Option<u64>,
    },
    /// All are here; their sums are being taken.
    Checking,
}

/// A model that was fetched, checked and installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// So many bytes were there already, from a fetch that broke off.
    pub resumed_at: u64,
    /// Whether the server named a SHA-256, which then was right. The published SHA-1 was right in any case.
    pub sha256_named: bool,
}

/// What a server or a folder gives out.
struct Source {
    bytes: Box<dyn Read>,
    /// Number of the first byte that it gives: what was asked for, or zero.
    start: u64,
    /// Length of the whole file, when known.
    total: Option<u64>,
    /// SHA-256 of the whole file, when the server names it.
    sha256: Option<String>,
}

/// Fetches `model` from `base`, an address or a folder that holds `ggml-NAME.bin`, into the folder `into`.
///
/// # Errors
/// See [`FetchError`]; its docs say what is left behind.
pub fn fetch(
    model: &Published,
    base: &str,
    into: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Fetched, FetchError> {
    let path = into.join(super::file_of_name(model.name));
    crate::disk::create_folders(into).map_err(FetchError::writing(into))?;
    let mut part = Part::open(&path)?;
    let mut resumed_at = part.length();
    let sha256_named = loop {
        let named = receive(&mut part, model, base, progress)?;
        progress(Progress::Checking);
        match check(part.path(), model, named.as_deref()) {
            Ok(()) => break named.is_some(),
            // The beginning may be of another edition of the file. Once more, from its first byte.
            Err(FetchError::WrongSum { .. }) if resumed_at > 0 => {
                resumed_at = 0;
                part.clear()?;
            }
            Err(error) => {
                part.remove();
                return Err(error);
            }
        }
    };
    let bytes = part.length();
    install(part, &path)?;
    Ok(Fetched {
        path,
        bytes,
        resumed_at,
        sha256_named,
    })
}

/// Adds to `part` what is missing; returns the SHA-256 that the server names.
fn receive(
    part: &mut Part,
    model: &Published,
    base: &str,
    progress: &mut dyn FnMut(Progress),
) -> Result<Option<String>, FetchError> {
    let file = &super::file_of_name(model.name);
    let most = model.most_bytes();
    let too_large = |bytes| FetchError::TooLarge {
        name: model.name,
        address: format!("{}/{file}", base.trim_end_matches('/')),
        bytes,
        most,
    };
    let mut source = match open(file, base, part.length()) {
        Ok(source) => source,
        Err(error) => {
            part.remove_if_empty();
            return Err(error);
        }
    };
    if source.start != part.length() {
        part.clear()?;
    }
    let room = match source.total {
        Some(total) if total > most => Err(too_large(Some(total))),
        total => part.make_sure_of_room(total.unwrap_or(most).saturating_sub(part.length())),
    };
    if let Err(error) = room {
        part.remove_if_empty();
        return Err(error);
    }
    let mut buffer = vec![0; 1 << 16];
    loop {
        progress(Progress::Receiving {
            done: part.length(),
            total: source.total,
        });
        match source.bytes.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) if part.length() + length as u64 > most => {
                part.clear()?;
                part.remove_if_empty();
                return Err(too_large(None));
            }
            Ok(length) => part.append(&buffer[..length])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(broken_off(part, file, source.total, error)),
        }
    }
    match source.total {
        Some(total) if part.length() < total => {
            let early = io::Error::from(io::ErrorKind::UnexpectedEof);
            Err(broken_off(part, file, source.total, early))
        }
        _ => Ok(source.sha256),
    }
}

fn broken_off(part: &mut Part, file: &str, total: Option<u64>, source: io::Error) -> FetchError {
    part.remove_if_empty();
    FetchError::BrokenOff {
        file: file.to_owned(),
        received: part.length(),
        total,
        source,
    }
}

/// Opens `file` at `base` from byte number `start` on.
fn open(file: &str, base: &str, start: u64) -> Result<Source, FetchError> {
    if base.contains("://") {
        return http::open(&format!("{}/{file}", base.trim_end_matches('/')), start);
    }
    let path = Path::new(base).join(file);
    let opened = match fs::metadata(&path) {
        Ok(data) if data.is_file() => File::open(&path),
        // A pipe would keep us waiting for ever.
        Ok(_) => Err(io::ErrorKind::NotFound.into()),
        Err(error) => Err(error),
    };
    match opened {
        Ok(file) => Ok(Source {
            total: file.metadata().ok().map(|file| file.len()),
            bytes: Box::new(file),
            start: 0,
            sha256: None,
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(FetchError::NotThere {
            address: path.display().to_string(),
        }),
        Err(source) => Err(FetchError::Unreadable { path, source }),
    }
}

/// Checks the published SHA-1, and the SHA-256 that the server named.
fn check(path: &Path, model: &Published, named: Option<&str>) -> Result<(), FetchError> {
    let published = Sum::Sha1(model.sha1.to_owned());
    let named = named.map(|sum| Sum::Sha256(sum.to_owned()));
    for sum in [Some(published), named].into_iter().flatten() {
        sum::check(path, &[sum]).map_err(|error| match error {
            ModelError::Damaged {
                kind,
                expected,
                found,
                ..
            } => FetchError::WrongSum {
                name: model.name,
                kind,
                expected,
                found,
            },
            ModelError::Unreadable { path, source } => FetchError::Unreadable { path, source },
            other => FetchError::Other(other.to_string()),
        })?;
    }
    Ok(())
}

/// Writes the file's SHA-256 beside it, for every later use, and gives it its name.
fn install(part: Part, path: &Path) -> Result<(), FetchError> {
    let sum = match Sum::sha256_of(part.path()) {
        Ok(sum) => sum,
        Err(error) => return Err(FetchError::Other(error.to_string())),
    };
    let beside = sum::path_beside(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let written = fs::write(&beside, format!("{sum}  {name}\n"));
    if let Err(source) = written.and_then(|()| part.become_file(path)) {
        let _ = fs::remove_file(&beside);
        return Err(FetchError::writing(path)(source));
    }
    Ok(())
}
