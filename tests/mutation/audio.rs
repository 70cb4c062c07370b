//! Sound files of every kind, all the way from the file to the samples that the recogniser hears.

use std::path::Path;

use rehearse::audio::file::SoundFile;
use rehearse::audio::whole;

use crate::mutate::{Corpus, Original};

/// Bytes that reading may hold at a time besides the result: the tables and packets of decoders, and a block of sound.
const BASE_BYTES: u64 = 24 << 20;

/// Bytes that reading may hold for each byte of the file: its tables as numbers, and pictures that are copied.
const BYTES_A_BYTE: u64 = 40;

/// The most 16 kHz samples that a byte of a file may become: a FLAC frame of 11 bytes can hold 65 535 equal frames,
/// and a rate of 4 kHz makes four of each.
const SAMPLES_A_BYTE: u64 = 4 * 65_535 / 11;

/// Names and numbers that sound files consist of.
const WORDS: &[&[u8]] = &[
    b"RIFF",
    b"data",
    b"fmt ",
    b"LIST",
    b"OggS",
    b"OpusHead",
    b"fLaC",
    b"ftyp",
    b"moov",
    b"stts",
    b"stsz",
    b"stco",
    b"mdat",
    b"moof",
    b"ID3\x04\0\0\x7F\x7F\x7F\x7F",
    b"ID3\x03\0\0\0\0\0\0",
    b"\xFF\xFB\x90\x00",
    b"\xFF\xF1\x50\x80",
    b"Xing",
    b"\x1A\x45\xDF\xA3",
    b"FORM",
    b"COMM",
    b"SSND",
    b"caff",
    b"desc",
    b"\0\0\xC0\x7F",
    b"\0\0\x80\x7F",
    b"\xCA\xF2\x49\x71",
];

fn originals() -> Vec<Original> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audio/files");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let original = |path: &std::path::PathBuf| Original {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        bytes: std::fs::read(path).unwrap(),
    };
    files.iter().map(original).collect()
}

/// Reads the file at `path` as the program does: to an error, or to samples that can be heard.
fn read(path: &Path, bytes: u64) -> Result<(), String> {
    let mut outcome = Ok(None);
    let used = allocation_counter::measure(|| {
        outcome = SoundFile::open(path)
            .and_then(|file| file.capture())
            .map(|capture| whole::speech(capture).ok())
            .map_err(|error| error.to_string());
    });
    let samples = match &outcome {
        Ok(Some(samples)) => samples.as_slice(),
        Ok(None) | Err(_) => &[],
    };
    if let Some(wrong) = samples
        .iter()
        .find(|sample| !(-40.0..=40.0).contains(*sample))
    {
        return Err(format!("gave a sample of {wrong}"));
    }
    let most = bytes * SAMPLES_A_BYTE;
    if samples.len() as u64 > most {
        return Err(format!("gave {} samples, more than {most}", samples.len()));
    }
    // The result grows by doubling.
    let most = BASE_BYTES + BYTES_A_BYTE * bytes + 12 * samples.len() as u64;
    if used.bytes_max > most {
        return Err(format!("held {} bytes, more than {most}", used.bytes_max));
    }
    if let Err(text) = &outcome
        && !["ffmpeg -i", "Was the recording saved?", "Export it again"]
            .iter()
            .any(|way_out| text.contains(way_out))
    {
        return Err(format!("the error names no way out: {text}"));
    }
    Ok(())
}

#[test]
fn damaged_sound_files_end_in_sound_or_an_error_within_bounds() {
    let originals = originals();
    let scratch = tempfile::tempdir().unwrap();
    let corpus = Corpus {
        originals: &originals,
        words: WORDS,
        count: 2_400,
    };
    corpus.each(|input| {
        let path = scratch.path().join("input");
        std::fs::write(&path, &input.bytes).unwrap();
        read(&path, input.bytes.len() as u64)
    });
}

#[test]
fn undamaged_files_stay_within_the_same_bounds() {
    let scratch = tempfile::tempdir().unwrap();
    for original in originals() {
        let path = scratch.path().join("input");
        std::fs::write(&path, &original.bytes).unwrap();
        assert_eq!(
            read(&path, original.bytes.len() as u64),
            Ok(()),
            "{}",
            original.name
        );
    }
}
