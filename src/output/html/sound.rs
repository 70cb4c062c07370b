//! What the page plays and draws of a section's sound: where the sound is, and how loud it is along its length.
//!
//! Reads the WAV files of a take as this program writes them: 16 bit, mono.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::audio::resample::{ResampleError, Resampler};
use crate::audio::wav::{Encoding, Layout, layout, plain_header};
use crate::disk;
use crate::time::{Offset, SPEECH_RATE_HZ, Span};

/// Slices of a second in [`Sound::peaks`].
pub const PEAKS_PER_SECOND: u32 = 20;
/// Bytes that are read at once; a multiple of every frame's size.
const BLOCK_BYTES: usize = 1 << 18;
/// Length of the header that [`plain_header`] writes.
const HEADER_BYTES: u64 = 46;

/// The sound of one section.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound {
    /// The section's id.
    pub section: String,
    /// Where a browser finds it: a relative address or a `data:` one.
    pub source: String,
    /// Where in that sound the section begins.
    pub begins: Offset,
    /// The loudest frame of every twentieth of a second, 0 to 1, in order.
    pub peaks: Vec<f32>,
}

/// A section's sound cannot be heard on the page.
#[derive(Debug, thiserror::Error)]
pub enum SoundError {
    /// The file cannot be read.
    #[error("the page has no sound for \"{section}\": {} cannot be read", path.display())]
    Unreadable {
        /// The section's id.
        section: String,
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is none that this program wrote.
    #[error("the page has no sound for \"{section}\": {} is not a WAV of 16 bit and one channel", path.display())]
    Foreign {
        /// The section's id.
        section: String,
        /// The file.
        path: PathBuf,
    },
    /// The sound could not be made smaller for a page that holds it.
    #[error("the page has no sound for \"{section}\"")]
    Resample {
        /// The section's id.
        section: String,
        /// Why.
        source: ResampleError,
    },
}

impl Sound {
    /// Sound that stays in the file `wav`, which lies in the folder of the page. `part` is the stretch of it that
    /// belongs to the section, `None` for all of it.
    ///
    /// # Errors
    /// When the file cannot be read or is none of this program's.
    pub fn beside(section: &str, wav: &Path, part: Option<Span>) -> Result<Self, SoundError> {
        let mut peaks = Peaks::default();
        read(section, wav, part, |rate_hz, frames| {
            peaks.push(rate_hz, frames);
            Ok(())
        })?;
        let name = wav.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self {
            section: section.to_owned(),
            source: relative_address(&name),
            begins: part.map_or(Offset::START, |part| part.start),
            peaks: peaks.finish(),
        })
    }

    /// Sound that travels inside the page, at 16 kHz: 43 kB a second. Otherwise as [`Sound::beside`].
    ///
    /// # Errors
    /// When the file cannot be read or is none of this program's, or its rate cannot be converted.
    pub fn inside(section: &str, wav: &Path, part: Option<Span>) -> Result<Self, SoundError> {
        let failed = |source| SoundError::Resample {
            section: section.to_owned(),
            source,
        };
        let (mut peaks, mut resampler, mut samples) = (Peaks::default(), None, Vec::new());
        read(section, wav, part, |rate_hz, frames| {
            peaks.push(rate_hz, frames);
            let floats: Vec<f32> = frames.iter().map(|frame| level(*frame)).collect();
            let running = match &mut resampler {
                Some(running) => running,
                None => resampler.insert(Resampler::new(rate_hz).map_err(failed)?),
            };
            running.push(&floats, &mut samples).map_err(failed)
        })?;
        if let Some(running) = resampler {
            running.finish(&mut samples).map_err(failed)?;
        }
        Ok(Self {
            section: section.to_owned(),
            source: format!(
                "data:audio/wav;base64,{}",
                STANDARD.encode(wav_of(&samples))
            ),
            begins: Offset::START,
            peaks: peaks.finish(),
        })
    }
}

/// The loudest frame of every slice, as frames come in.
#[derive(Default)]
struct Peaks {
    done: Vec<f32>,
    loudest: f32,
    filled: usize,
}

impl Peaks {
    fn push(&mut self, rate_hz: u32, mut frames: &[i16]) {
        let slice = (rate_hz / PEAKS_PER_SECOND).max(1) as usize;
        while !frames.is_empty() {
            let (now, later) = frames.split_at(frames.len().min(slice - self.filled));
            let loudest = now.iter().map(|frame| frame.unsigned_abs()).max();
            self.loudest = self.loudest.max(f32::from(loudest.unwrap_or(0)) / 32768.0);
            self.filled += now.len();
            if self.filled == slice {
                self.done.push(self.loudest);
                (self.loudest, self.filled) = (0.0, 0);
            }
            frames = later;
        }
    }

    fn finish(mut self) -> Vec<f32> {
        if self.filled > 0 {
            self.done.push(self.loudest);
        }
        self.done
    }
}

/// Gives the frames of `part` of the file to `take`, block by block, with their rate.
fn read(
    section: &str,
    path: &Path,
    part: Option<Span>,
    mut take: impl FnMut(u32, &[i16]) -> Result<(), SoundError>,
) -> Result<(), SoundError> {
    let unreadable = |source| SoundError::Unreadable {
        section: section.to_owned(),
        path: path.to_owned(),
        source,
    };
    let mut file = disk::open(path).map_err(unreadable)?;
    let found = layout(&mut file).map_err(unreadable)?.filter(is_ours);
    let found = found.ok_or_else(|| SoundError::Foreign {
        section: section.to_owned(),
        path: path.to_owned(),
    })?;
    let (from, to) = part.map_or((0, found.frames()), |part| {
        let frame = |place: Offset| place.to_samples(found.rate_hz).min(found.frames());
        (frame(part.start), frame(part.end))
    });
    file.seek(SeekFrom::Start(found.data_start + from * 2))
        .map_err(unreadable)?;
    let mut left = ((to - from) * 2) as usize;
    let mut bytes = vec![0; BLOCK_BYTES.min(left)];
    let mut frames = Vec::with_capacity(BLOCK_BYTES / 2);
    while left > 0 {
        let block = &mut bytes[..BLOCK_BYTES.min(left)];
        file.read_exact(block).map_err(unreadable)?;
        frames.clear();
        let pairs = block.as_chunks::<2>().0.iter();
        frames.extend(pairs.map(|pair| i16::from_le_bytes(*pair)));
        take(found.rate_hz, &frames)?;
        left -= block.len();
    }
    Ok(())
}

fn is_ours(found: &Layout) -> bool {
    found.encoding == Encoding::Integer && found.channels == 1 && found.frame_bytes == 2
}

fn level(frame: i16) -> f32 {
    f32::from(frame) / 32768.0
}

/// `samples` at 16 kHz as a whole WAV file.
fn wav_of(samples: &[f32]) -> Vec<u8> {
    let data_bytes = samples.len() as u64 * 2;
    let mut wav = plain_header(&Layout {
        encoding: Encoding::Integer,
        rate_hz: SPEECH_RATE_HZ,
        channels: 1,
        frame_bytes: 2,
        data_start: HEADER_BYTES,
        data_bytes,
        declared_bytes: u32::try_from(data_bytes).unwrap_or(u32::MAX),
    })
    .unwrap_or_default();
    wav.reserve(samples.len() * 2);
    for sample in samples {
        let frame = (sample * 32768.0).round().clamp(-32768.0, 32767.0) as i16;
        wav.extend(frame.to_le_bytes());
    }
    wav
}

/// `name` as a relative address: what an address gives a meaning of its own is written as its code.
fn relative_address(name: &str) -> String {
    let mut address = String::from("./");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A WAV of `frames` at `rate_hz` in a folder of its own.
    fn wav(rate_hz: u32, frames: &[i16]) -> (tempfile::TempDir, PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("my action.wav");
        let spec = hound::WavSpec {
            channels: 1,
            sample_rate: rate_hz,
            bits_per_sample: 16,
            sample_format: hound::SampleFormat::Int,
        };
        let mut writer = hound::WavWriter::create(&path, spec).unwrap();
        for frame in frames {
            writer.write_sample(*frame).unwrap();
        }
        writer.finalize().unwrap();
        (home, path)
    }

    #[test]
    fn every_slice_keeps_its_loudest_frame_whichever_its_sign() {
        let mut frames = vec![0; 1000];
        (frames[399], frames[400], frames[999]) = (8192, -16384, i16::MIN);
        let (_home, path) = wav(8000, &frames);
        let sound = Sound::beside("action", &path, None).unwrap();
        assert_eq!(sound.peaks, [0.25, 0.5, 1.0]);
        assert_eq!(sound.source, "./my%20action.wav");
    }

    #[test]
    fn a_part_of_a_recording_is_drawn_without_the_rest() {
        let frames: Vec<i16> = (0..32_000).map(|index| index / 8000 * 1000).collect();
        let (_home, path) = wav(8000, &frames);
        let part = Some(Span::from_seconds(1.0, 3.0));
        let sound = Sound::beside("task", &path, part).unwrap();
        assert_eq!(
            (sound.begins, sound.peaks.len()),
            (Offset::from_seconds(1.0), 40)
        );
        assert!(sound.peaks[..20].iter().all(|peak| *peak == level(1000)));
        assert!(sound.peaks[20..].iter().all(|peak| *peak == level(2000)));
    }

    #[test]
    fn sound_inside_the_page_is_a_whole_file_of_the_same_length_at_16_khz() {
        let (_home, path) = wav(48_000, &vec![1000; 96_000]);
        let part = Some(Span::from_seconds(0.5, 1.5));
        let sound = Sound::inside("task", &path, part).unwrap();
        let base64 = sound.source.strip_prefix("data:audio/wav;base64,").unwrap();
        let bytes = STANDARD.decode(base64).unwrap();
        let reader = hound::WavReader::new(bytes.as_slice()).unwrap();
        assert_eq!(
            (reader.spec().sample_rate, reader.duration()),
            (16_000, 16_000)
        );
        assert_eq!((sound.begins, sound.peaks.len()), (Offset::START, 20));
    }

    #[test]
    fn a_file_that_is_gone_or_foreign_is_named() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("task.wav");
        let gone = Sound::beside("task", &path, None).unwrap_err();
        assert!(matches!(gone, SoundError::Unreadable { .. }), "{gone}");
        std::fs::write(&path, "not sound").unwrap();
        let foreign = Sound::beside("task", &path, None).unwrap_err();
        assert!(matches!(foreign, SoundError::Foreign { .. }), "{foreign}");
    }

    #[test]
    fn a_name_cannot_leave_the_folder_or_become_another_address() {
        assert_eq!(relative_address("action-2.wav"), "./action-2.wav");
        assert_eq!(relative_address("../a b#c?.wav"), "./..%2Fa%20b%23c%3F.wav");
    }
}
