//! Sound made fit for hearing: a constant is taken away as samples come, and a section that is far too quiet is made
//! louder when it has ended. What is recorded is never touched.

use crate::time::SPEECH_RATE_HZ;

/// A constant smaller than this, of full scale, is left alone, so that sound without one passes bit by bit.
const LEAST_CONSTANT: f64 = 0.02;

/// Samples before a constant is believed: 100 ms. A slow wave can pass for one for shorter.
const BELIEVED_AFTER: u64 = 1_600;

/// Samples over which a constant is averaged: 0.5 s, so that nothing that can be heard is taken away with it.
const AVERAGED_OVER: f64 = 8_000.0;

/// A section whose loudest parts stay under this, in dBFS, is made louder. Measured on people's voices: down to 10 dB
/// below this every word is understood as it is, 20 dB below it words are lost, 30 dB below it all are.
const QUIET_DBFS: f32 = -50.0;

/// What the loudest parts are brought to, in dBFS.
const WANTED_DBFS: f32 = -20.0;

/// Below this, in dBFS, there is nothing in a recording of 16 bit that could be made louder.
const NOTHING_DBFS: f32 = -90.0;

/// Blocks of 50 ms, of which the loudest one in a hundred are passed over: a knock is no speech.
const BLOCK: usize = SPEECH_RATE_HZ as usize / 20;

/// Takes a constant away: some microphones add one to everything they hear.
#[derive(Debug, Default)]
pub struct Balance {
    seen: u64,
    constant: f64,
}

impl Balance {
    /// Balances the next `samples` (16 kHz). What comes out does not depend on how they are divided.
    pub fn pass(&mut self, samples: &mut [f32]) {
        for sample in samples {
            self.seen += 1;
            let over = AVERAGED_OVER.min(self.seen as f64);
            self.constant += (f64::from(*sample) - self.constant) / over;
            if self.seen > BELIEVED_AFTER && self.constant.abs() > LEAST_CONSTANT {
                *sample = (f64::from(*sample) - self.constant) as f32;
            }
        }
    }
}

/// By what a whole section (16 kHz) has to be multiplied to be heard; `None` when it is loud enough, or empty of sound.
#[must_use]
pub fn missing_gain(section: &[f32]) -> Option<f32> {
    let mut powers: Vec<f32> = section
        .chunks(BLOCK)
        .map(|block| block.iter().map(|x| x * x).sum::<f32>() / block.len() as f32)
        .collect();
    powers.sort_by(f32::total_cmp);
    let loudest = powers.get((powers.len() * 99 / 100).min(powers.len().checked_sub(1)?))?;
    let loud_dbfs = 10.0 * loudest.max(1e-12).log10();
    (NOTHING_DBFS..QUIET_DBFS)
        .contains(&loud_dbfs)
        .then(|| 10f32.powf((WANTED_DBFS - loud_dbfs) / 20.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(peak: f32, length: usize) -> Vec<f32> {
        let at = |n: usize| std::f32::consts::TAU * 150.0 * n as f32 / SPEECH_RATE_HZ as f32;
        (0..length).map(|n| peak * at(n).sin()).collect()
    }

    fn balanced(samples: &[f32], piece: usize) -> Vec<f32> {
        let (mut balance, mut out) = (Balance::default(), samples.to_vec());
        for part in out.chunks_mut(piece) {
            balance.pass(part);
        }
        out
    }

    #[test]
    fn sound_without_a_constant_passes_bit_by_bit() {
        let sound = tone(0.6, 32_000);
        assert!(balanced(&sound, 700) == sound);
    }

    #[test]
    fn a_constant_is_taken_away_and_the_sound_stays() {
        let sound = tone(0.1, 48_000);
        let lifted: Vec<f32> = sound.iter().map(|sample| sample - 0.5).collect();
        let out = balanced(&lifted, 333);
        assert!(out == balanced(&lifted, 48_000));
        for (n, (found, wanted)) in out.iter().zip(&sound).enumerate().skip(3_000) {
            assert!((found - wanted).abs() < 0.01, "{n}: {found}, not {wanted}");
        }
    }

    #[test]
    fn a_section_that_is_far_too_quiet_is_brought_to_the_level_of_speech() {
        let quiet = [tone(0.000_2, 32_000), vec![0.0; 16_000]].concat();
        let gain = missing_gain(&quiet).unwrap();
        let rms = 0.000_2 / 2f32.sqrt() * gain;
        assert!((20.0 * rms.log10() - WANTED_DBFS).abs() < 0.1, "{gain}");
    }

    #[test]
    fn speech_and_silence_stay_as_they_are() {
        assert_eq!(missing_gain(&tone(0.1, 32_000)), None);
        assert_eq!(
            missing_gain(&[tone(0.1, 4_000), vec![0.0; 150_000]].concat()),
            None
        );
        assert_eq!(missing_gain(&[0.0; 32_000]), None);
        assert_eq!(missing_gain(&[]), None);
    }

    #[test]
    fn a_knock_is_no_speech() {
        let mut quiet = tone(0.000_2, 160_000);
        quiet[5_000] = 1.0;
        assert!(missing_gain(&quiet).is_some());
    }
}
