//! A source whose frames are kept in memory as they pass: for a sample that is played back and then forgotten.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::{Arrived, Capture, CaptureError};

/// What has passed, in mono frames at the source's own rate.
#[derive(Debug, Clone, Default)]
pub struct Kept(Arc<Mutex<Vec<f32>>>);

impl Kept {
    /// The last `most` frames that have passed.
    #[must_use]
    pub fn last(&self, most: usize) -> Vec<f32> {
        let frames = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        frames[frames.len().saturating_sub(most)..].to_vec()
    }
}

/// Gives what another source gives, and keeps it. Frames that were lost are kept as silence.
pub struct Tee {
    inner: Box<dyn Capture>,
    kept: Kept,
}

impl Tee {
    /// `inner`, and where its frames can be had.
    #[must_use]
    pub fn new(inner: Box<dyn Capture>) -> (Self, Kept) {
        let kept = Kept::default();
        let tee = Self {
            inner,
            kept: kept.clone(),
        };
        (tee, kept)
    }
}

impl Capture for Tee {
    fn rate_hz(&self) -> u32 {
        self.inner.rate_hz()
    }

    fn name(&self) -> &str {
        self.inner.name()
    }

    fn is_live(&self) -> bool {
        self.inner.is_live()
    }

    fn read(&mut self, patience: Duration, into: &mut Vec<f32>) -> Result<Arrived, CaptureError> {
        let before = into.len();
        let arrived = self.inner.read(patience, into)?;
        let mut kept = self.kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(&into[before..]);
        if let Arrived::Lost(count) = arrived {
            let length = kept.len() + usize::try_from(count).unwrap_or(0);
            kept.resize(length, 0.0);
        }
        Ok(arrived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three frames, two that are lost, one more.
    struct Few(Vec<Result<Vec<f32>, u64>>);

    impl Capture for Few {
        fn rate_hz(&self) -> u32 {
            16_000
        }

        fn name(&self) -> &str {
            "few"
        }

        fn is_live(&self) -> bool {
            false
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
    fn what_passes_is_kept_and_what_is_lost_is_silence() {
        let few = Few(vec![Ok(vec![0.1, 0.2, 0.3]), Err(2), Ok(vec![0.4])]);
        let (mut tee, kept) = Tee::new(Box::new(few));
        let mut given = Vec::new();
        while tee.read(Duration::ZERO, &mut given).unwrap() != Arrived::End {}
        assert_eq!(given, [0.1, 0.2, 0.3, 0.4]);
        assert_eq!(kept.last(100), [0.1, 0.2, 0.3, 0.0, 0.0, 0.4]);
        assert_eq!(kept.last(2), [0.0, 0.4]);
    }
}
