//! Checks before the first word: is this microphone fit to be recorded from? Findings as data, with the measured numbers.
//!
//! Silence before speech is no fault: "too quiet" is judged by the loudest parts of what was heard, and even then only
//! a warning. A stream of exact zeros is a fault: no microphone is that silent.

use std::time::Duration;

use super::meter::Loudness;

/// How long a device may take until its first sound. Bluetooth needs more than a second.
pub const FIRST_SOUND_WITHIN: Duration = Duration::from_secs(2);

/// Exact zeros for so long mean that no microphone is heard at all.
pub const ZEROS_FOR: Duration = Duration::from_secs(1);

/// Speech whose louder parts stay under this, in dBFS, is too quiet to be transcribed well.
pub const QUIET_DBFS: f32 = -50.0;

/// More than this share of samples at full scale is audible distortion.
pub const CLIPPED_SHARE: f64 = 0.001;

/// Nothing is judged before so much was heard.
pub const LEAST_HEARD: Duration = Duration::from_millis(500);

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Problem {
    /// The device is open and sends nothing.
    NothingArrives {
        /// How long was waited.
        waited: Duration,
    },
    /// Only exact zeros: muted, the wrong device, or no permission.
    Muted {
        /// How long they lasted.
        zeros: Duration,
    },
    /// Nothing that was heard is as loud as speech. Before the first word that is no fault.
    TooQuiet {
        /// Level of the loudest parts, in dBFS.
        loud_dbfs: f32,
    },
    /// Too loud: the tops are cut off.
    Clipping {
        /// Share of the samples at full scale, 0 to 1.
        share: f64,
    },
}

/// What to do about a [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Tell, and go on.
    Warning,
    /// Recording would be of no use.
    Fault,
}

impl Problem {
    /// How bad it is.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::NothingArrives { .. } | Self::Muted { .. } => Severity::Fault,
            Self::TooQuiet { .. } | Self::Clipping { .. } => Severity::Warning,
        }
    }
}

/// Judges what was heard in `waited` since the device was opened. Worst first; empty: nothing to say.
#[must_use]
pub fn judge(heard: &Loudness, waited: Duration) -> Vec<Problem> {
    if heard.heard.is_zero() {
        return if waited >= FIRST_SOUND_WITHIN {
            vec![Problem::NothingArrives { waited }]
        } else {
            Vec::new()
        };
    }
    let mut found = Vec::new();
    if heard.zeros_now >= ZEROS_FOR {
        found.push(Problem::Muted {
            zeros: heard.zeros_now,
        });
    } else if heard.heard >= LEAST_HEARD && heard.loud_dbfs < QUIET_DBFS {
        found.push(Problem::TooQuiet {
            loud_dbfs: heard.loud_dbfs,
        });
    }
    if heard.clipped_share > CLIPPED_SHARE {
        found.push(Problem::Clipping {
            share: heard.clipped_share,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::meter::Meter;

    const SECOND: Duration = Duration::from_secs(1);

    fn after(frames: &[f32]) -> Vec<Problem> {
        let mut meter = Meter::new(16_000);
        meter.push(frames);
        judge(&meter.loudness(), SECOND * 3)
    }

    #[test]
    fn a_device_that_sends_nothing_for_2_s_is_a_fault_and_before_that_it_is_not() {
        let nothing = Meter::new(16_000).loudness();
        assert_eq!(judge(&nothing, SECOND), []);
        let found = judge(&nothing, SECOND * 2);
        assert_eq!(found, [Problem::NothingArrives { waited: SECOND * 2 }]);
        assert_eq!(found[0].severity(), Severity::Fault);
    }

    #[test]
    fn a_second_of_exact_zeros_is_a_muted_microphone() {
        assert_eq!(after(&[0.0; 16_000]), [Problem::Muted { zeros: SECOND }]);
        assert_eq!(after(&[0.0; 16_000])[0].severity(), Severity::Fault);
    }

    #[test]
    fn zeros_that_a_sound_has_ended_are_forgotten() {
        let mut frames = vec![0.0; 16_000];
        frames.extend([0.05, -0.05].repeat(4_000));
        assert_eq!(after(&frames), []);
    }

    #[test]
    fn a_quiet_room_is_only_a_warning_with_its_level() {
        let found = after(&[0.001, -0.001].repeat(8_000));
        let [Problem::TooQuiet { loud_dbfs }] = found[..] else {
            panic!("{found:?}")
        };
        assert!((loud_dbfs + 60.0).abs() <= 1.0);
        assert_eq!(found[0].severity(), Severity::Warning);
    }

    #[test]
    fn a_voice_after_a_long_silence_is_loud_enough() {
        let mut frames = [0.001, -0.001].repeat(40_000);
        frames.extend([0.05, -0.05].repeat(8_000));
        assert_eq!(after(&frames), []);
    }

    #[test]
    fn clipping_is_told_from_a_tenth_of_a_percent_on() {
        let mut frames = [0.3, -0.3].repeat(5_000);
        frames[..10].fill(1.0);
        assert_eq!(after(&frames), []);
        frames[..11].fill(1.0);
        assert_eq!(after(&frames), [Problem::Clipping { share: 0.0011 }]);
    }
}
