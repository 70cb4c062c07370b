//! Where speech is in 16 kHz samples, and where it may be cut for the recogniser. Knows no words.
//!
//! Everything here is a pure function of the samples: the same audio gives the same answers, however it arrives.

pub mod chunk;
pub mod contour;
pub mod level;
pub mod vad;

/// A stretch of a section's samples (16 kHz, mono), with its place.
#[derive(Debug, Clone, Copy)]
pub struct Stretch<'a> {
    /// The samples, -1.0 to 1.0.
    pub samples: &'a [f32],
    /// Which sample of the section the first of them is.
    pub first: u64,
}
