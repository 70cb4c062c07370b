//! Which channel of several is the microphone: the stronger one, never the average.
//!
//! Averaging halves a headset that speaks on one side only, and cancels a pair whose sides are in anti-phase. A
//! choice that follows every buffer would jump between the sides in the middle of a word, so it is made over a running
//! energy and changes only for a good reason.

/// Time over which a channel's energy is averaged, in seconds.
const WINDOW_S: f32 = 0.3;

/// A channel so much stronger (6 dB, as energy) for [`HOLD_S`] takes over.
const STRONGER: f32 = 4.0;

/// A channel so much stronger (20 dB, as energy) takes over at once: the other one is dead.
const FAR_STRONGER: f32 = 100.0;

/// How long a channel has to be stronger, in seconds.
const HOLD_S: f32 = 0.3;

/// Chooses a channel while frames arrive. Allocates only when it is made, so it may run in an audio callback.
#[derive(Debug, Clone)]
pub struct ChannelChoice {
    rate_hz: f32,
    energy: Vec<f32>,
    chosen: usize,
    stronger_for_s: f32,
}

impl ChannelChoice {
    /// For `channels` interleaved channels at `rate_hz` frames a second.
    #[must_use]
    pub fn new(channels: usize, rate_hz: u32) -> Self {
        Self {
            rate_hz: rate_hz.max(1) as f32,
            energy: vec![0.0; channels.max(1)],
            chosen: 0,
            stronger_for_s: 0.0,
        }
    }

    /// Looks at the next frames, `value` giving the sample of a frame and a channel, and says which channel to take
    /// them from.
    pub fn choose(&mut self, frames: usize, value: impl Fn(usize, usize) -> f32) -> usize {
        if self.energy.len() == 1 || frames == 0 {
            return self.chosen;
        }
        let length_s = frames as f32 / self.rate_hz;
        let keep = (-length_s / WINDOW_S).exp();
        for (channel, energy) in self.energy.iter_mut().enumerate() {
            let sum: f32 = (0..frames).map(|n| value(n, channel).powi(2)).sum();
            let now = sum / frames as f32;
            *energy = keep * *energy + (1.0 - keep) * if now.is_finite() { now } else { 0.0 };
        }
        self.settle(length_s);
        self.chosen
    }

    fn settle(&mut self, length_s: f32) {
        let best = strongest(&self.energy);
        let (mine, theirs) = (self.energy[self.chosen], self.energy[best]);
        if theirs <= mine * STRONGER {
            self.stronger_for_s = 0.0;
            return;
        }
        self.stronger_for_s += length_s;
        if theirs > mine * FAR_STRONGER || self.stronger_for_s >= HOLD_S {
            self.chosen = best;
            self.stronger_for_s = 0.0;
        }
    }
}

/// The place of the largest energy; the first of equals.
#[must_use]
pub fn strongest<T: PartialOrd + Copy>(energy: &[T]) -> usize {
    let mut best = 0;
    for (channel, value) in energy.iter().enumerate() {
        if *value > energy[best] {
            best = channel;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUFFER: usize = 480;

    /// Feeds buffers of constant loudness (left, right) and returns what was chosen for each.
    fn choices(loudness: &[(f32, f32)]) -> Vec<usize> {
        let mut choice = ChannelChoice::new(2, 48_000);
        loudness
            .iter()
            .map(|&(left, right)| choice.choose(BUFFER, |_, c| if c == 0 { left } else { right }))
            .collect()
    }

    #[test]
    fn a_headset_on_the_right_side_only_is_heard_from_the_first_buffer() {
        assert_eq!(choices(&[(0.0, 0.1)]), [1]);
    }

    #[test]
    fn two_equal_sides_keep_the_first() {
        assert_eq!(choices(&[(0.1, 0.1); 50]), [0; 50]);
    }

    #[test]
    fn sides_that_take_turns_do_not_make_it_flap() {
        let turns: Vec<_> = (0..300)
            .map(|n| if n % 2 == 0 { (0.1, 0.05) } else { (0.05, 0.1) })
            .collect();
        assert_eq!(choices(&turns), vec![0; 300]);
    }

    #[test]
    fn a_side_that_stays_stronger_takes_over_once() {
        let mut loudness = vec![(0.1, 0.05); 100];
        loudness.extend(vec![(0.02, 0.1); 200]);
        let chosen = choices(&loudness);
        let changes = chosen.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!((changes, chosen[299]), (1, 1));
    }

    #[test]
    fn silence_after_speech_changes_nothing() {
        let mut loudness = vec![(0.0, 0.1); 100];
        loudness.extend(vec![(0.0, 0.0); 500]);
        assert_eq!(choices(&loudness).last(), Some(&1));
    }
}
