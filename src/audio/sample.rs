//! What a sample may be: every sample passes here on its way in, from a file or a microphone, before it is measured.

/// A sample beyond this (24 dB over full scale) is no loud sound but damage.
const MOST: f32 = 16.0;

/// Whether `sample` is no sound at all: not a number, or far over full scale.
#[must_use]
pub fn is_damaged(sample: f32) -> bool {
    !(-MOST..=MOST).contains(&sample)
}

/// `sample` as a number from -16 to 16, since float recordings may be louder than full scale: a damaged one becomes full
/// scale, or silence when it is not finite.
#[must_use]
pub fn bounded(sample: f32) -> f32 {
    match sample {
        _ if !is_damaged(sample) => sample,
        _ if sample.is_finite() => sample.signum(),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_becomes_a_number_that_can_be_calculated_with() {
        for (sample, wanted) in [
            (0.25, 0.25),
            (-1.0, -1.0),
            (1.5, 1.5),
            (-1e30, -1.0),
            (f32::MAX, 1.0),
            (1e-45, 1e-45),
            (f32::NAN, 0.0),
            (f32::INFINITY, 0.0),
            (f32::NEG_INFINITY, 0.0),
        ] {
            assert_eq!(bounded(sample), wanted, "{sample}");
        }
    }

    #[test]
    fn loud_sound_is_not_damaged() {
        for (sample, damaged) in [
            (0.0, false),
            (-3.9, false),
            (17.0, true),
            (-1e30, true),
            (f32::NAN, true),
            (f32::INFINITY, true),
        ] {
            assert_eq!(is_damaged(sample), damaged, "{sample}");
        }
    }
}
