//! The layout of a WAV file: where its sound lies, whatever its header says, and how to set a wrong header right.
//!
//! A program that dies while it records leaves a header that knows less than the file holds, or a length of 0 or
//! 0xFFFFFFFF for "not known yet". This module finds the true end of the sound. It does not decode: `decode.rs` does.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::disk;

/// How the samples of a WAV are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Integers, filled up on the right to whole bytes.
    Integer,
    /// IEEE floating point.
    Float,
    /// A-law, 8 bits.
    ALaw,
    /// mu-law, 8 bits.
    MuLaw,
    /// Anything else, by the number that the header gives.
    Other(u16),
}

/// Where the sound lies in a WAV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// How samples are written.
    pub encoding: Encoding,
    /// Frames a second.
    pub rate_hz: u32,
    /// Number of channels.
    pub channels: u16,
    /// Bytes in a frame, over all channels.
    pub frame_bytes: u16,
    /// Where the sound begins, in bytes from the start of the file.
    pub data_start: u64,
    /// Its true length in bytes, whole frames only.
    pub data_bytes: u64,
    /// What the header says about it.
    pub declared_bytes: u32,
}

impl Layout {
    fn new(format: Format, data_start: u64, bytes: u64, declared_bytes: u32) -> Self {
        Self {
            encoding: format.encoding,
            rate_hz: format.rate_hz,
            channels: format.channels,
            frame_bytes: format.frame_bytes,
            data_start,
            data_bytes: bytes - bytes % u64::from(format.frame_bytes),
            declared_bytes,
        }
    }

    /// Number of whole frames.
    #[must_use]
    pub fn frames(&self) -> u64 {
        self.data_bytes / u64::from(self.frame_bytes.max(1))
    }

    /// Whether the header says something else than what is there.
    #[must_use]
    pub fn is_wrong(&self) -> bool {
        u64::from(self.declared_bytes) != self.data_bytes
    }
}

/// What [`repair`] found and did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repair {
    /// Frames that the file holds now.
    pub frames: u64,
    /// Frames a second.
    pub rate_hz: u32,
    /// Whether the header was written anew.
    pub changed: bool,
}

/// Finds the sound in a WAV. `Ok(None)` when it is not a WAV, or one without a format or sound.
///
/// # Errors
/// When the file cannot be read.
pub fn layout(file: &mut (impl Read + Seek)) -> io::Result<Option<Layout>> {
    let file_bytes = file.seek(SeekFrom::End(0))?;
    if !starts(file, b"RIFF", 8, b"WAVE")? {
        return Ok(None);
    }
    let mut format = None;
    let mut at = 12;
    while let Some((name, length)) = chunk_at(file, at, file_bytes)? {
        let body = at + 8;
        match (&name, format) {
            (b"fmt ", _) => format = read_format(file, body, length)?,
            (b"data", Some(format)) => {
                let bytes = true_length(file, body, length, file_bytes)?;
                return Ok(Some(Layout::new(format, body, bytes, length)));
            }
            (b"data", None) => return Ok(None),
            _ => {}
        }
        at = after(body, length);
    }
    Ok(None)
}

/// Finds the sound in a WAV with 64-bit lengths: RF64 or BW64, whose chunk `ds64` tells them, or Sony's W64. `Ok(None)`
/// when it is none, or one without a format or sound.
///
/// # Errors
/// When the file cannot be read.
pub fn long_layout(file: &mut (impl Read + Seek)) -> io::Result<Option<Layout>> {
    let file_bytes = file.seek(SeekFrom::End(0))?;
    let is_w64 = starts(file, b"riff", 24, b"wave")?;
    if !is_w64 && !starts(file, b"RF64", 8, b"WAVE")? && !starts(file, b"BW64", 8, b"WAVE")? {
        return Ok(None);
    }
    let (mut at, mut format, mut told) = (if is_w64 { 40 } else { 12 }, None, 0);
    loop {
        let mut head = [0; 24];
        let (body, after_chunk, length) = if is_w64 {
            if !read_at(file, at, &mut head)? {
                return Ok(None);
            }
            let length = number(&head[16..]).saturating_sub(24);
            let after = (at + 24).saturating_add(length).checked_next_multiple_of(8);
            (at + 24, after.unwrap_or(u64::MAX), length)
        } else {
            if !read_at(file, at, &mut head[..8])? {
                return Ok(None);
            }
            let length = number(&head[4..8]);
            (at + 8, after(at + 8, length as u32), length)
        };
        let mut told_here = [0; 16];
        match (&head[..4], format) {
            (b"ds64", _) if read_at(file, body, &mut told_here)? => {
                told = number(&told_here[8..]);
            }
            (b"fmt ", _) => format = read_format(file, body, length.min(40) as u32)?,
            (b"data", Some(format)) => {
                let declared = if is_w64 { length } else { told };
                let there = file_bytes.saturating_sub(body);
                let bytes = if declared > 0 {
                    declared.min(there)
                } else {
                    there
                };
                return Ok(Some(Layout::new(format, body, bytes, u32::MAX)));
            }
            (b"data", None) => return Ok(None),
            _ => {}
        }
        at = after_chunk;
    }
}

/// Whether a file begins with `first`, and has `second` at `at`.
fn starts(
    file: &mut (impl Read + Seek),
    first: &[u8; 4],
    at: u64,
    second: &[u8; 4],
) -> io::Result<bool> {
    let (mut found, mut other) = ([0; 4], [0; 4]);
    let is_there = read_at(file, 0, &mut found)? && read_at(file, at, &mut other)?;
    Ok(is_there && &found == first && &other == second)
}

/// Fills `into` from the place `at` on; whether the file reaches so far.
fn read_at(file: &mut (impl Read + Seek), at: u64, into: &mut [u8]) -> io::Result<bool> {
    // Files are not that long, and the system refuses such places.
    if at > i64::MAX as u64 {
        return Ok(false);
    }
    file.seek(SeekFrom::Start(at))?;
    match file.read_exact(into) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        other => other.map(|()| true),
    }
}

/// Up to eight bytes as a number, the lowest first.
fn number(bytes: &[u8]) -> u64 {
    let add = |sum: u64, &byte: &u8| sum << 8 | u64::from(byte);
    bytes.iter().take(8).rev().fold(0, add)
}

/// Makes the header of a WAV say what the file holds, in place. A file whose header is right is left alone.
///
/// # Errors
/// When the file cannot be read or written, or is not a WAV (kind `InvalidData`).
pub fn repair(path: &Path) -> io::Result<Repair> {
    let mut file = disk::open_to_change(path)?;
    let Some(found) = layout(&mut file)? else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            format!("{} is not a WAV file", path.display()),
        ));
    };
    if found.is_wrong() {
        write_lengths(&mut file, &found)?;
        disk::sync(&file, path)?;
    }
    Ok(Repair {
        frames: found.frames(),
        rate_hz: found.rate_hz,
        changed: found.is_wrong(),
    })
}

fn write_lengths(file: &mut File, found: &Layout) -> io::Result<()> {
    let data = u32::try_from(found.data_bytes).unwrap_or(u32::MAX);
    let riff = u32::try_from(found.data_start + found.data_bytes - 8).unwrap_or(u32::MAX);
    file.seek(SeekFrom::Start(4))?;
    file.write_all(&riff.to_le_bytes())?;
    file.seek(SeekFrom::Start(found.data_start - 4))?;
    file.write_all(&data.to_le_bytes())?;
    file.flush()
}

/// The shortest header that says the truth about `found`, to be followed by its sound. `None` when the sound is
/// written in a way, or with a number of bits, that no plain header can name.
#[must_use]
pub fn plain_header(found: &Layout) -> Option<Vec<u8>> {
    let sample_bytes = found.frame_bytes / found.channels.max(1);
    let whole = sample_bytes * found.channels == found.frame_bytes;
    let tag: u16 = match (found.encoding, sample_bytes) {
        _ if !whole => return None,
        (Encoding::Integer, 1..=4) => 1,
        (Encoding::Float, 4 | 8) => 3,
        (Encoding::ALaw, 1) => 6,
        (Encoding::MuLaw, 1) => 7,
        _ => return None,
    };
    let data = u32::try_from(found.data_bytes).unwrap_or(u32::MAX);
    let per_second = found.rate_hz.saturating_mul(u32::from(found.frame_bytes));
    let mut head = Vec::with_capacity(46);
    head.extend(b"RIFF");
    head.extend(data.saturating_add(38).to_le_bytes());
    head.extend(b"WAVEfmt ");
    head.extend(18u32.to_le_bytes());
    head.extend(tag.to_le_bytes());
    head.extend(found.channels.to_le_bytes());
    head.extend(found.rate_hz.to_le_bytes());
    head.extend(per_second.to_le_bytes());
    head.extend(found.frame_bytes.to_le_bytes());
    head.extend((8 * sample_bytes).to_le_bytes());
    head.extend(0u16.to_le_bytes());
    head.extend(b"data");
    head.extend(data.to_le_bytes());
    Some(head)
}

/// Where another WAV begins among the chunks behind the sound of `found`.
///
/// # Errors
/// When the file cannot be read.
pub fn next_recording(file: &mut (impl Read + Seek), found: &Layout) -> io::Result<Option<u64>> {
    let file_bytes = file.seek(SeekFrom::End(0))?;
    let mut at = after(found.data_start, found.declared_bytes);
    while let Some((name, length)) = chunk_at(file, at, file_bytes)? {
        if &name == b"RIFF" {
            return Ok(Some(at));
        }
        at = after(at + 8, length);
    }
    Ok(None)
}

/// What kind of WAV it is, for a person.
#[must_use]
pub fn describe(found: &Layout) -> String {
    let kind = match found.encoding {
        Encoding::Integer => "integer sound",
        Encoding::Float => "floating-point sound",
        Encoding::ALaw => "A-law sound",
        Encoding::MuLaw => "mu-law sound",
        Encoding::Other(0x02 | 0x11) => return "a WAV with ADPCM sound".to_owned(),
        Encoding::Other(0x31) => return "a WAV with GSM sound".to_owned(),
        Encoding::Other(tag) => return format!("a WAV with sound of format 0x{tag:04X}"),
    };
    format!("a WAV with {kind} in {} bytes a frame", found.frame_bytes)
}

/// Name and length of the chunk whose header is at `at`; `None` when the file ends before it.
fn chunk_at(
    file: &mut (impl Read + Seek),
    at: u64,
    file_bytes: u64,
) -> io::Result<Option<([u8; 4], u32)>> {
    if at + 8 > file_bytes {
        return Ok(None);
    }
    let mut head = [0; 8];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut head)?;
    let [a, b, c, d, l0, l1, l2, l3] = head;
    Ok(Some(([a, b, c, d], u32::from_le_bytes([l0, l1, l2, l3]))))
}

#[derive(Clone, Copy)]
struct Format {
    encoding: Encoding,
    channels: u16,
    rate_hz: u32,
    frame_bytes: u16,
}

/// Reads a `fmt ` chunk; `None` when it makes no sense.
fn read_format(
    file: &mut (impl Read + Seek),
    body: u64,
    length: u32,
) -> io::Result<Option<Format>> {
    let mut raw = Vec::new();
    file.seek(SeekFrom::Start(body))?;
    file.take(u64::from(length.min(40))).read_to_end(&mut raw)?;
    let word = |at: usize| match raw.get(at..at + 2) {
        Some(&[low, high]) => u16::from_le_bytes([low, high]),
        _ => 0,
    };
    if raw.len() < 14 {
        return Ok(None);
    }
    // WAVE_FORMAT_EXTENSIBLE keeps the real number in the first two bytes of its sub-format.
    let tag = if word(0) == 0xFFFE { word(24) } else { word(0) };
    let encoding = match tag {
        1 => Encoding::Integer,
        3 => Encoding::Float,
        6 => Encoding::ALaw,
        7 => Encoding::MuLaw,
        other => Encoding::Other(other),
    };
    let channels = word(2);
    let format = Format {
        encoding,
        channels,
        rate_hz: u32::from(word(4)) | u32::from(word(6)) << 16,
        frame_bytes: frame_bytes(encoding, channels, word(12), word(14)),
    };
    let sane = format.channels > 0 && format.rate_hz > 0 && format.frame_bytes > 0;
    Ok(sane.then_some(format))
}

/// Bytes in a frame. What the header says (`align`) is believed where samples of so many `bits` fit into it, since a
/// sample may be stored in more bytes than it needs; otherwise, as with 0 or 1, it follows from the bits.
fn frame_bytes(encoding: Encoding, channels: u16, align: u16, bits: u16) -> u16 {
    let (usual, possible) = match encoding {
        Encoding::Integer => (2, 1..=4),
        Encoding::Float => (4, 4..=8),
        Encoding::ALaw | Encoding::MuLaw => (1, 1..=1),
        Encoding::Other(_) => return align,
    };
    let needed = Some(bits.div_ceil(8)).filter(|bytes| possible.contains(bytes));
    let stored = align.checked_div(channels).unwrap_or(0);
    let is_whole = stored * channels == align && possible.contains(&stored);
    if is_whole && needed.is_none_or(|needed| stored >= needed) {
        align
    } else {
        channels.saturating_mul(needed.unwrap_or(usual))
    }
}

/// How many bytes of sound there are from `body` on, when the header claims `declared`.
///
/// The header is believed when it reaches the end of the file, or when what follows the sound is a row of chunks
/// that ends where the file ends. Otherwise the writer died, and everything to the end is sound.
fn true_length(
    file: &mut (impl Read + Seek),
    body: u64,
    declared: u32,
    file_bytes: u64,
) -> io::Result<u64> {
    let there = file_bytes - body;
    if u64::from(declared) >= there {
        return Ok(there);
    }
    if declared > 0 && chunks_follow(file, after(body, declared), file_bytes)? {
        return Ok(u64::from(declared));
    }
    Ok(there)
}

fn chunks_follow(
    file: &mut (impl Read + Seek),
    sound_end: u64,
    file_bytes: u64,
) -> io::Result<bool> {
    let mut at = sound_end;
    while let Some((name, length)) = chunk_at(file, at, file_bytes)? {
        let plausible = name.iter().all(|byte| (0x20..0x7f).contains(byte));
        if !plausible || at + 8 + u64::from(length) > file_bytes {
            return Ok(false);
        }
        at = after(at + 8, length);
    }
    // A stray byte, or the rest of a chunk's head behind good chunks, is not worth a frame of noise.
    let stray = if at == sound_end { 2 } else { 8 };
    Ok(file_bytes.saturating_sub(at) < stray)
}

/// Where the chunk behind one of `length` bytes begins: chunks start at even places.
fn after(body: u64, length: u32) -> u64 {
    body + u64::from(length) + u64::from(length % 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A 16-bit mono WAV at 8 kHz with `frames` frames of sound, its header saying `declared` bytes, and `tail` behind.
    fn file(frames: usize, declared: u32, tail: &[u8]) -> Vec<u8> {
        let found = Layout {
            encoding: Encoding::Integer,
            rate_hz: 8_000,
            channels: 1,
            frame_bytes: 2,
            data_start: 46,
            data_bytes: 0,
            declared_bytes: 0,
        };
        let mut bytes = plain_header(&found).unwrap();
        bytes[42..46].copy_from_slice(&declared.to_le_bytes());
        bytes.extend([0x11, 0xF1].repeat(frames));
        bytes.extend(tail);
        bytes
    }

    fn frames(bytes: Vec<u8>) -> u64 {
        layout(&mut Cursor::new(bytes)).unwrap().unwrap().frames()
    }

    #[test]
    fn a_true_header_is_believed() {
        assert_eq!(frames(file(100, 200, b"")), 100);
    }

    #[test]
    fn a_header_that_knows_too_little_is_read_to_the_end_of_the_file() {
        for declared in [0, 2, 100, 198, u32::MAX, 5_000] {
            assert_eq!(frames(file(100, declared, b"")), 100, "{declared}");
        }
    }

    #[test]
    fn chunks_behind_the_sound_are_not_sound() {
        let tail = b"LIST\x06\0\0\0INFO\0\0id3 \x03\0\0\0abc\0";
        assert_eq!(frames(file(100, 200, tail)), 100);
    }

    #[test]
    fn an_odd_byte_at_the_end_is_no_frame() {
        assert_eq!(frames(file(100, 0, b"x")), 100);
        assert_eq!(frames(file(100, 201, b"x")), 100);
        assert_eq!(frames(file(100, 200, b"x")), 100);
    }

    #[test]
    fn a_frame_has_as_many_bytes_as_its_samples_need_when_the_header_says_nonsense() {
        for (align, bits, encoding, channels, wanted) in [
            (0, 16, Encoding::Integer, 1, 2),
            (1, 16, Encoding::Integer, 1, 2),
            (0, 24, Encoding::Integer, 2, 6),
            (3, 16, Encoding::Integer, 2, 4),
            (u16::MAX, 16, Encoding::Integer, 2, 4),
            (0, 0, Encoding::Integer, 1, 2),
            (4, 0, Encoding::Integer, 2, 4),
            (8, 24, Encoding::Integer, 2, 8),
            (0, 32, Encoding::Float, 2, 8),
            (2, 64, Encoding::Float, 1, 8),
            (0, 8, Encoding::MuLaw, 2, 2),
            (2, 16, Encoding::ALaw, 2, 2),
        ] {
            assert_eq!(
                frame_bytes(encoding, channels, align, bits),
                wanted,
                "{align} {bits} {encoding:?} {channels}"
            );
        }
    }

    #[test]
    fn what_is_no_wav_has_no_layout() {
        for bytes in [
            &b""[..],
            b"RIFF",
            b"OggS\0\0\0\0WAVEfmt ",
            b"RIFF\0\0\0\0WAVEdata\0\0\0\0",
        ] {
            assert_eq!(layout(&mut Cursor::new(bytes)).unwrap(), None);
        }
    }

    #[test]
    fn repair_writes_the_true_length_and_leaves_a_true_header_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("killed.wav");
        std::fs::write(&path, file(100, 60, b"x")).unwrap();
        let done = repair(&path).unwrap();
        assert_eq!(
            (done.frames, done.rate_hz, done.changed),
            (100, 8_000, true)
        );
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes[42..46], 200u32.to_le_bytes());
        assert_eq!(bytes[4..8], 238u32.to_le_bytes());
        assert_eq!(hound::WavReader::open(&path).unwrap().len(), 100);
        assert!(!repair(&path).unwrap().changed);
    }

    #[test]
    fn repair_refuses_what_is_no_wav() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "I noticed that the webhooks were dropping").unwrap();
        let error = repair(&path).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(0u8.., 0..200), cut in 0usize..100) {
            let mut with_header = file(3, 6, &bytes);
            with_header.truncate(cut.max(12));
            let _ = layout(&mut Cursor::new(bytes));
            let _ = layout(&mut Cursor::new(with_header));
        }
    }
}
