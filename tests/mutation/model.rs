//! Model files, through the check that stands before whisper.cpp, and what passes it through whisper.cpp itself.

use std::path::Path;
use std::process::{Command, Stdio};

use rehearse::transcribe::model::{ModelError, Models};

use crate::model_file;
use crate::mutate::{Corpus, Original, Random};

/// What checking may hold at a time: the list of tensors, and a block of weights.
const MOST_BYTES: u64 = 4 << 20;

const WORDS: &[&[u8]] = &[
    b"lmgg",
    b"encoder.conv1.weight",
    b"decoder.ln.bias",
    b"\0\0\xC0\x7F",
    b"\0\0\x80\x7F",
    b"\0\x7C",
    b"\xFF\xFF\xFF\x7F",
];

fn smallest() -> [Original; 1] {
    let (bytes, _) = model_file::smallest();
    let name = "my-own.bin".to_owned();
    [Original { name, bytes }]
}

/// Checks the file as the program does before it loads one; whether it may be tried.
fn passes(path: &Path, data: &Path) -> Result<bool, String> {
    let mut outcome = None;
    let used = allocation_counter::measure(|| {
        outcome = Some(Models::new(data).find(path.to_str()));
    });
    if used.bytes_max > MOST_BYTES {
        return Err(format!("checking it took {} bytes", used.bytes_max));
    }
    match outcome.unwrap() {
        Ok(_) => Ok(true),
        Err(ModelError::NotAModel { .. }) => Ok(false),
        Err(other) => Err(format!("told as something else: {other}")),
    }
}

/// Loads the file in another process, as the program does with a model that it does not know.
fn load(path: &Path) -> Result<(), String> {
    let detector = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/ggml-silero-v6.2.3.bin");
    let status = Command::new(env!("CARGO_BIN_EXE_rehearse"))
        .args(["models", "probe"])
        .args([path, &detector])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    match status.code() {
        Some(0 | 1 | 3) => Ok(()),
        _ => Err(format!("whisper.cpp ended the process: {status}")),
    }
}

#[test]
fn damaged_models_are_refused_or_harmless() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("my-own.bin");
    let corpus = Corpus {
        originals: &smallest(),
        words: WORDS,
        count: 300,
    };
    let mut loaded = 0;
    corpus.each(|input| {
        std::fs::write(&path, &input.bytes).unwrap();
        if passes(&path, home.path())? && loaded < 6 {
            loaded += 1;
            load(&path)?;
        }
        Ok(())
    });
}

#[test]
fn a_model_whose_description_is_changed_anywhere_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("my-own.bin");
    let (whole, places) = model_file::smallest();
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(passes(&path, home.path()), Ok(true));

    let mut random = Random::new(7, 0);
    for place in places.iter().cycle().take(300) {
        let mut bytes = whole.clone();
        let bit = 1 << random.below(8);
        bytes[place + random.below(4)] ^= bit;
        std::fs::write(&path, &bytes).unwrap();
        // Two changes leave a model as it is: the language of its words, which only its vocabulary tells, and the
        // version of its weights' format.
        let harmless = matches!(place / 4, 1 | 11);
        let outcome = passes(&path, home.path());
        assert!(
            outcome == Ok(false) || harmless && outcome == Ok(true),
            "bit {bit} at {place}: {outcome:?}"
        );
    }
}

#[test]
fn a_model_that_is_cut_anywhere_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("my-own.bin");
    let (whole, _) = model_file::smallest();
    let mut random = Random::new(8, 0);
    for _ in 0..40 {
        let length = random.below(whole.len());
        std::fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(passes(&path, home.path()), Ok(false), "{length}");
    }
}
