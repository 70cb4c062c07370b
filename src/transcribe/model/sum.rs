//! Checksums of model files: which are known for a file, and whether they are right.
//!
//! This program knows the sums of the shipped models and of the published ones in its catalogue. A `.sha256` file beside
//! a model, as `sha256sum` writes it, tells damage, but whoever puts a bad model somewhere can put a sum beside it: it
//! is no reason to trust one.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use sha1::Sha1;
use sha2::digest::Output;
use sha2::{Digest, Sha256};

use super::{CATALOGUE, ModelError, shipped};

/// A sum that a file should have, in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sum {
    /// 64 digits.
    Sha256(String),
    /// 40 digits; the only kind that whisper.cpp publishes.
    Sha1(String),
}

impl Sum {
    /// The SHA-256 of the file at `path`, in hexadecimal.
    pub fn sha256_of(path: &Path) -> Result<String, ModelError> {
        of_file::<Sha256>(path)
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Sha256(_) => "SHA-256",
            Self::Sha1(_) => "SHA-1",
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Sha256(text) | Self::Sha1(text) => text,
        }
    }

    /// The sum of the file at `path`, of the kind that this one is.
    fn like_this_of(&self, path: &Path) -> Result<String, ModelError> {
        match self {
            Self::Sha256(_) => of_file::<Sha256>(path),
            Self::Sha1(_) => of_file::<Sha1>(path),
        }
    }
}

/// The sums that this program knows for a model called `name`; none for a model of the user's own.
///
/// The shipped default has other bytes than the published model of the same name, so either sum will do for that name.
pub fn known(name: &str) -> Vec<Sum> {
    let shipped = (name == super::DEFAULT).then(|| Sum::Sha256(shipped::MODEL.sha256.to_owned()));
    let published = CATALOGUE
        .iter()
        .find(|model| model.name == name)
        .map(|model| Sum::Sha1(model.sha1.to_owned()));
    shipped.into_iter().chain(published).collect()
}

/// Checks that the file at `path` has one of `sums`; any file will do when there are none.
pub fn check(path: &Path, sums: &[Sum]) -> Result<(), ModelError> {
    let mut wrong = None;
    for sum in sums {
        let found = sum.like_this_of(path)?;
        if found == sum.text() {
            return Ok(());
        }
        wrong.get_or_insert((sum, found));
    }
    match wrong {
        None => Ok(()),
        Some((sum, found)) => Err(ModelError::Damaged {
            path: path.to_owned(),
            kind: sum.kind(),
            expected: sum.text().to_owned(),
            found,
        }),
    }
}

/// Where the sum of the file at `path` is kept.
pub fn path_beside(path: &Path) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".sha256");
    beside.into()
}

/// The sum that is kept beside the file at `path`.
pub fn beside(path: &Path) -> Option<Sum> {
    let text = fs::read_to_string(path_beside(path)).ok()?;
    let sum = text.split_whitespace().next()?.to_ascii_lowercase();
    let is_sum = sum.len() == 64 && sum.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_sum.then_some(Sum::Sha256(sum))
}

fn of_file<D: Digest>(path: &Path) -> Result<String, ModelError> {
    let unreadable = || ModelError::unreadable(path);
    let mut file = File::open(path).map_err(unreadable())?;
    let mut sum = D::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer).map_err(unreadable())? {
            0 => return Ok(hexadecimal::<D>(&sum.finalize())),
            length => sum.update(&buffer[..length]),
        }
    }
}

/// The digits of a finished sum.
pub fn hexadecimal<D: Digest>(sum: &Output<D>) -> String {
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Published test vectors of "abc".
    const ABC_256: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const ABC_1: &str = "a9993e364706816aba3e25717850c26c9cd0d89d";

    fn abc() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ggml-tiny.bin");
        fs::write(&path, "abc").unwrap();
        (folder, path)
    }

    #[test]
    fn sums_are_the_published_ones() {
        let (_folder, path) = abc();
        assert_eq!(of_file::<Sha256>(&path).unwrap(), ABC_256);
        assert_eq!(of_file::<Sha1>(&path).unwrap(), ABC_1);
    }

    #[test]
    fn one_right_sum_is_enough_and_none_is_not() {
        let (_folder, path) = abc();
        let wrong = Sum::Sha256("0".repeat(64));
        let right = Sum::Sha1(ABC_1.to_owned());
        assert!(check(&path, &[wrong.clone(), right]).is_ok());
        let error = check(&path, &[wrong]).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("SHA-256 begins ba7816bf8f01cfea, expected 0000000000000000"),
            "{error}"
        );
    }

    #[test]
    fn only_this_program_says_which_sum_a_published_model_has() {
        let (_folder, path) = abc();
        let published = [Sum::Sha1(
            "bd577a113a864445d4c299885e0cb97d4ba92b5f".to_owned(),
        )];
        fs::write(path_beside(&path), format!("{ABC_256}  ggml-tiny.bin\n")).unwrap();
        assert_eq!(known("tiny"), published);
        assert_eq!(known("nobody-knows-it"), []);
        assert_eq!(beside(&path), Some(Sum::Sha256(ABC_256.to_owned())));
    }

    #[test]
    fn text_beside_a_file_that_is_no_sum_is_not_taken_for_one() {
        let (_folder, path) = abc();
        fs::write(path_beside(&path), "to do").unwrap();
        assert_eq!(beside(&path), None);
    }
}
