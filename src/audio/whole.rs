//! All of a source, as the recogniser hears it: for sound that is on disk already.

use std::sync::Arc;
use std::time::Duration;

use super::recording::RecordError;
use super::resample::Resampler;
use super::{Arrived, Capture, CaptureError};

/// Why a source could not be read to its end.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum WholeError {
    /// The source broke off.
    #[error(transparent)]
    Capture(#[from] CaptureError),
    /// The sound could not be converted.
    #[error(transparent)]
    Convert(#[from] RecordError),
}

/// Everything that `source` gives until it ends, at its own rate; what it lost is silence.
///
/// # Errors
/// When the source breaks off.
pub fn frames(mut source: impl Capture) -> Result<Vec<f32>, CaptureError> {
    let mut frames = Vec::new();
    loop {
        match source.read(Duration::from_secs(1), &mut frames)? {
            Arrived::Frames(_) => {}
            Arrived::Lost(count) => {
                frames.resize(frames.len() + usize::try_from(count).unwrap_or(0), 0.0)
            }
            Arrived::End => return Ok(frames),
        }
    }
}

/// Everything that `source` gives until it ends, at 16 kHz; what it lost is silence.
///
/// # Errors
/// When the source breaks off or its rate cannot be converted.
pub fn speech(source: impl Capture) -> Result<Vec<f32>, WholeError> {
    let mut speech = Vec::new();
    stream_speech(source, |piece| speech.extend_from_slice(piece))?;
    Ok(speech)
}

/// The same piece by piece, so that it need not be in memory whole.
///
/// # Errors
/// As [`speech`].
pub fn stream_speech(
    mut source: impl Capture,
    mut take: impl FnMut(&[f32]),
) -> Result<(), WholeError> {
    let convert = |error| WholeError::Convert(RecordError::Resample(Arc::new(error)));
    let mut resampler = Resampler::new(source.rate_hz()).map_err(convert)?;
    let (mut frames, mut ready) = (Vec::new(), Vec::new());
    loop {
        frames.clear();
        match source.read(Duration::from_secs(1), &mut frames)? {
            Arrived::Frames(_) => {}
            Arrived::Lost(count) => frames.resize(usize::try_from(count).unwrap_or(0), 0.0),
            Arrived::End => break,
        }
        ready.clear();
        resampler.push(&frames, &mut ready).map_err(convert)?;
        take(&ready);
    }
    ready.clear();
    resampler.finish(&mut ready).map_err(convert)?;
    take(&ready);
    Ok(())
}
