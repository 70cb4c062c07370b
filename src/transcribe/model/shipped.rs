//! The two files that come with the program: the default model and the voice detector.
//!
//! A release build carries them inside, so that an installed program works without its source tree and without a
//! network; `main.rs` hands them over. The model is loaded from there. The detector is unpacked once, into the user's
//! cache folder. A debug build reads them from the source tree.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use super::{ModelError, sum};
use crate::disk::{self, Temporary};

/// A file that comes with the program. The sum is that of `models/SHA256SUMS`.
#[derive(Debug)]
pub struct File {
    /// Its name in `models`.
    pub file: &'static str,
    /// Its sum.
    pub sha256: &'static str,
}

/// Whisper base, q8_0.
pub const MODEL: File = File {
    file: "ggml-base-q8_0.bin",
    sha256: "ddfc5dd7417e261e48194b41dbf7a58ae210c606d7e7250f3c601d67acf879fc",
};
/// Silero's voice detector.
pub const DETECTOR: File = File {
    file: "ggml-silero-v6.2.3.bin",
    sha256: "7589faf6fa057724488dfafa9766da709383d40126c2a45e3caef904cdf4a8c3",
};

/// What the program carries.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// The bytes of [`MODEL`].
    pub model: &'static [u8],
    /// The bytes of [`DETECTOR`].
    pub detector: &'static [u8],
}

static CARRIED: OnceLock<Shipped> = OnceLock::new();

/// Says what this program carries inside. To be called once, at the start of `main`; later calls change nothing.
pub fn carry(model: &'static [u8], detector: &'static [u8]) {
    // The first call stands: what a program carries does not change while it runs.
    let _ = CARRIED.set(Shipped { model, detector });
}

/// What this program carries inside; `None` in debug builds and tests.
pub fn carried() -> Option<Shipped> {
    CARRIED.get().copied()
}

impl Shipped {
    /// Checks the sum of the model.
    pub fn check_model(&self) -> Result<(), ModelError> {
        if sum::hexadecimal::<Sha256>(&Sha256::digest(self.model)) == MODEL.sha256 {
            Ok(())
        } else {
            Err(ModelError::DamagedProgram)
        }
    }

    /// Puts the voice detector into `folder`, unless it is there already: whisper.cpp reads it from a file only.
    pub fn unpack_detector(&self, folder: &Path) -> Result<PathBuf, ModelError> {
        let path = folder.join(DETECTOR.file);
        disk::sweep(folder);
        // Earlier versions unpacked the model, too. What cannot be removed only takes room.
        let _ = fs::remove_file(folder.join(MODEL.file));
        let sums = [sum::Sum::Sha256(DETECTOR.sha256.to_owned())];
        // A cache may hold half a file or a damaged one; here, unlike elsewhere, it can simply be made again.
        if !path.is_file() || sum::check(&path, &sums).is_err() {
            write(&path, self.detector).map_err(|source| ModelError::Unpack {
                path: path.clone(),
                source,
            })?;
        }
        Ok(path)
    }
}

/// Two programs may unpack at the same time: each writes a file of its own and renames it.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        crate::disk::create_folders(folder)?;
    }
    let mut file = Temporary::create(path)?;
    file.write_all(bytes)?;
    file.place(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    static REAL_DETECTOR: &[u8] = include_bytes!("../../../models/ggml-silero-v6.2.3.bin");

    const CARRIED: Shipped = Shipped {
        model: b"never asked for",
        detector: REAL_DETECTOR,
    };

    #[test]
    fn the_detector_is_unpacked_once_and_mended_when_damaged() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("cache/models");
        let path = CARRIED.unpack_detector(&folder).unwrap();
        let made = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
        let first = made(&path);
        CARRIED.unpack_detector(&folder).unwrap();
        assert_eq!(made(&path), first);
        fs::write(&path, "half a fi").unwrap();
        fs::write(folder.join(".ggml.bin.4711.0.tmp"), "killed").unwrap();
        fs::write(folder.join(MODEL.file), "unpacked by an earlier rehearse").unwrap();
        CARRIED.unpack_detector(&folder).unwrap();
        assert_eq!(fs::read(&path).unwrap(), REAL_DETECTOR);
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            1,
            "no temporary files stay"
        );
    }

    #[test]
    fn the_carried_detector_has_the_sum_that_is_written_here() {
        let sum = sum::hexadecimal::<Sha256>(&Sha256::digest(REAL_DETECTOR));
        assert_eq!(sum, DETECTOR.sha256);
    }

    #[test]
    fn the_sums_here_are_those_of_the_models_folder() {
        let listed = include_str!("../../../models/SHA256SUMS");
        for file in [MODEL, DETECTOR] {
            assert!(listed.contains(&format!("{}  {}", file.sha256, file.file)));
        }
    }
}
