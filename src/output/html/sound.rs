//! What the page plays and draws of a section's sound: where the sound is, and how loud it is along its length.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::audio::{Arrived, Capture, CaptureError};
use crate::time::{Offset, Span};

/// Slices of a second in [`Sound::peaks`].
pub const PEAKS_PER_SECOND: u32 = 20;

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

/// A section's sound could not be read to its end.
#[derive(Debug, thiserror::Error)]
#[error("the sound of the section \"{section}\" could not be read for the page")]
pub struct SoundError {
    /// The section's id.
    section: String,
    /// What went wrong.
    source: CaptureError,
}

impl Sound {
    /// Sound that stays in the file `name`, in the folder of the page. `part` is the stretch that belongs to the
    /// section, `None` for all of it. `frames` reads the whole file for the drawing.
    ///
    /// # Errors
    /// When `frames` breaks off.
    pub fn beside(
        section: &str,
        name: &str,
        part: Option<Span>,
        frames: &mut dyn Capture,
    ) -> Result<Self, SoundError> {
        Self::new(section, relative_address(name), part, frames)
    }

    /// Sound that travels inside the page: `wav` holds a WAV file of the section alone. `frames` reads the same for
    /// the drawing.
    ///
    /// # Errors
    /// When `frames` breaks off.
    pub fn inside(section: &str, wav: &[u8], frames: &mut dyn Capture) -> Result<Self, SoundError> {
        let address = format!("data:audio/wav;base64,{}", STANDARD.encode(wav));
        Self::new(section, address, None, frames)
    }

    fn new(
        section: &str,
        source: String,
        part: Option<Span>,
        frames: &mut dyn Capture,
    ) -> Result<Self, SoundError> {
        let mut peaks = peaks_of(frames).map_err(|source| SoundError {
            section: section.to_owned(),
            source,
        })?;
        if let Some(part) = part {
            let slice = |place: Offset| place.to_samples(PEAKS_PER_SECOND) as usize;
            peaks.truncate(slice(part.end));
            peaks.drain(..slice(part.start).min(peaks.len()));
        }
        Ok(Self {
            begins: part.map_or(Offset::START, |part| part.start),
            section: section.to_owned(),
            source,
            peaks,
        })
    }
}

/// The loudest frame of every slice, read to the end of `frames`. Lost frames are silence.
fn peaks_of(frames: &mut dyn Capture) -> Result<Vec<f32>, CaptureError> {
    let slice = (frames.rate_hz() / PEAKS_PER_SECOND).max(1) as usize;
    let (mut peaks, mut loudest, mut filled) = (Vec::new(), 0.0_f32, 0);
    let mut batch = Vec::new();
    loop {
        batch.clear();
        match frames.read(Duration::from_secs(1), &mut batch)? {
            Arrived::End => break,
            Arrived::Frames(_) => {}
            Arrived::Lost(count) => batch.resize(usize::try_from(count).unwrap_or(0), 0.0),
        }
        let mut rest = batch.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(slice - filled));
            loudest = now
                .iter()
                .fold(loudest, |peak, frame| peak.max(frame.abs()));
            filled += now.len();
            if filled == slice {
                peaks.push(loudest);
                (loudest, filled) = (0.0, 0);
            }
            rest = later;
        }
    }
    if filled > 0 {
        peaks.push(loudest);
    }
    Ok(peaks)
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

    /// Gives a few batches of frames at 100 Hz, then ends.
    struct Batches(Vec<Result<Vec<f32>, u64>>);

    impl Capture for Batches {
        fn rate_hz(&self) -> u32 {
            100
        }

        fn name(&self) -> &str {
            "test"
        }

        fn read(&mut self, _: Duration, into: &mut Vec<f32>) -> Result<Arrived, CaptureError> {
            if self.0.is_empty() {
                return Ok(Arrived::End);
            }
            Ok(match self.0.remove(0) {
                Ok(frames) => {
                    into.extend(&frames);
                    Arrived::Frames(frames.len())
                }
                Err(lost) => Arrived::Lost(lost),
            })
        }
    }

    #[test]
    fn every_slice_keeps_its_loudest_frame_however_the_frames_arrive() {
        let mut frames = Batches(vec![
            Ok(vec![0.1, -0.5, 0.2]),
            Ok(vec![]),
            Ok(vec![0.0, 0.0, 0.3, 0.1]),
        ]);
        assert_eq!(peaks_of(&mut frames).unwrap(), [0.5, 0.3]);
    }

    #[test]
    fn lost_frames_are_drawn_as_silence_so_that_what_follows_stays_in_its_place() {
        let mut frames = Batches(vec![Ok(vec![0.5; 5]), Err(10), Ok(vec![0.25; 2])]);
        assert_eq!(peaks_of(&mut frames).unwrap(), [0.5, 0.0, 0.0, 0.25]);
    }

    #[test]
    fn a_part_of_a_recording_is_drawn_without_the_rest() {
        let frames: Vec<f32> = (0..200).map(|index| (index / 50) as f32 / 10.0).collect();
        let part = Some(Span::from_seconds(0.5, 1.5));
        let sound =
            Sound::beside("task", "answer.wav", part, &mut Batches(vec![Ok(frames)])).unwrap();
        assert_eq!(
            (sound.begins, sound.peaks.len()),
            (Offset::from_seconds(0.5), 20)
        );
        assert_eq!((sound.peaks[0], sound.peaks[19]), (0.1, 0.2));
    }

    #[test]
    fn a_name_cannot_leave_the_folder_or_become_another_address() {
        assert_eq!(relative_address("action-2.wav"), "./action-2.wav");
        assert_eq!(relative_address("../a b#c?.wav"), "./..%2Fa%20b%23c%3F.wav");
    }
}
