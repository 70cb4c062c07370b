//! Which channel of a recording is heard from where on: the one with the voice, never the average, and not the loudest.
//!
//! All of the recording is known, so the whole way through its channels is chosen at once: the one on which the most
//! voice is heard, less a price for every change. A change in the middle of what somebody says costs double, so it
//! falls into a pause wherever there is one.

use super::voice::{Judged, VoiceMeter};

/// What a change costs, in frames of clear voice: about half a second of speech.
const CHANGE: f32 = 4.0;

/// Less voice than this on all channels together, in frames, is none.
const LEAST: f32 = 4.0;

/// The channel that is heard, from its first frame on until the next turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Turn {
    from: u64,
    channel: usize,
}

/// A way through the channels of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Never empty, the first from frame zero.
    turns: Vec<Turn>,
}

impl Route {
    /// The one channel from start to end.
    #[must_use]
    pub fn only(channel: usize) -> Self {
        Self {
            turns: vec![Turn { from: 0, channel }],
        }
    }

    /// The best way through channels that were measured side by side.
    pub(super) fn of(meters: &[VoiceMeter]) -> Self {
        let (Some(meter), true) = (meters.first(), meters.len() > 1) else {
            return Self::only(0);
        };
        let judged: Vec<Vec<Judged>> = meters.iter().map(VoiceMeter::judged).collect();
        let voiced = |frames: &Vec<Judged>| frames.iter().filter(|frame| frame.voice > 0.0).count();
        if judged.iter().map(voiced).max().unwrap_or(0) as f32 >= LEAST {
            return Self::follow(&judged, meter.frame_samples());
        }
        // Without a voice, whichever does something; without that, the loudest.
        let doing = judged.iter().map(|frames| {
            let active = frames.iter().filter(|frame| frame.active);
            active.map(|frame| frame.merit).sum::<f32>()
        });
        let loud = meters.iter().map(VoiceMeter::energy);
        let best = largest(doing).or_else(|| largest(loud));
        Self::only(best.unwrap_or(0))
    }

    /// The way with the most voice, by dynamic programming over its frames.
    fn follow(judged: &[Vec<Judged>], frame_samples: u64) -> Self {
        let length = judged.iter().map(Vec::len).min().unwrap_or(0);
        let mut gained = vec![0.0f32; judged.len()];
        let mut before: Vec<Vec<u16>> = Vec::with_capacity(length);
        for index in 0..length {
            let best = largest(gained.iter().copied()).unwrap_or(0);
            let most = judged
                .iter()
                .map(|frames| frames[index].voice)
                .fold(0.0, f32::max);
            let top = gained[best];
            let mut came = Vec::with_capacity(judged.len());
            for (channel, frames) in judged.iter().enumerate() {
                let speaking = frames[index].active || judged[best][index].active;
                let changed = top - if speaking { 2.0 * CHANGE } else { CHANGE };
                let stays = gained[channel] >= changed;
                came.push(if stays { channel } else { best } as u16);
                gained[channel] = gained[channel].max(changed);
                if most > 0.0 {
                    gained[channel] += frames[index].voice / most;
                }
            }
            before.push(came);
        }
        let mut channel = largest(gained.into_iter()).unwrap_or(0);
        let mut turns = Vec::new();
        for (index, came) in before.iter().enumerate().rev() {
            let earlier = usize::from(came[channel]);
            if earlier != channel {
                let from = index as u64 * frame_samples;
                turns.push(Turn { from, channel });
                channel = earlier;
            }
        }
        turns.push(Turn { from: 0, channel });
        turns.reverse();
        Self { turns }
    }

    /// The channel at frame `frame`, and up to which frame it stays that.
    #[must_use]
    pub fn at(&self, frame: u64) -> (usize, u64) {
        let next = self.turns.partition_point(|turn| turn.from <= frame);
        let until = self.turns.get(next).map_or(u64::MAX, |turn| turn.from);
        (self.turns[next.saturating_sub(1)].channel, until)
    }
}

/// The place of the largest of the values above zero; the first of equals.
fn largest(values: impl Iterator<Item = f32>) -> Option<usize> {
    let mut best: Option<(usize, f32)> = None;
    for (place, value) in values.enumerate() {
        if value > best.map_or(0.0, |(_, most)| most) {
            best = Some((place, value));
        }
    }
    best.map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::super::voice::tests::{
        RATE, clicks, constant, hum, melody, noise, silence, together, voice,
    };
    use super::*;

    fn route(channels: &[&[f32]]) -> Vec<(f32, usize)> {
        let meters: Vec<VoiceMeter> = channels
            .iter()
            .map(|samples| {
                let mut meter = VoiceMeter::new(RATE);
                samples.iter().for_each(|sample| meter.push(*sample));
                meter
            })
            .collect();
        let turns = Route::of(&meters).turns;
        let seconds = |turn: &Turn| (turn.from as f32 / RATE as f32, turn.channel);
        turns.iter().map(seconds).collect()
    }

    #[test]
    fn the_voice_is_heard_whatever_is_louder() {
        let length_s = 6.0;
        let speech = together(&[&voice(0.1, length_s), &noise(-70.0, length_s)]);
        for (what, other) in [
            ("a constant", constant(0.3, length_s)),
            ("hum of 50 Hz", hum(50.0, 0.4, length_s)),
            ("hum of 60 Hz", hum(60.0, 0.4, length_s)),
            ("hiss", noise(-14.0, length_s)),
            ("an open input", noise(-40.0, length_s)),
            ("clicks", clicks(0.9, length_s)),
            ("a melody", melody(0.5, length_s)),
            ("silence", silence(length_s)),
        ] {
            assert_eq!(route(&[&speech, &other]), [(0.0, 0)], "{what}");
            assert_eq!(route(&[&other, &speech]), [(0.0, 1)], "{what}");
            let crosstalk: Vec<f32> = other
                .iter()
                .zip(&speech)
                .map(|(a, b)| a + 0.1 * b)
                .collect();
            assert_eq!(
                route(&[&crosstalk, &speech]),
                [(0.0, 1)],
                "crosstalk, {what}"
            );
        }
    }

    #[test]
    fn of_two_microphones_the_clearer_one_is_heard_although_it_is_quieter() {
        let speech = voice(0.2, 6.0);
        let near: Vec<f32> = speech.iter().map(|sample| sample * 0.2).collect();
        let near = together(&[&near, &noise(-80.0, 6.0)]);
        let far = together(&[&speech, &noise(-35.0, 6.0)]);
        assert_eq!(route(&[&far, &near]), [(0.0, 1)]);
    }

    #[test]
    fn equal_channels_and_those_in_anti_phase_are_one_voice() {
        let speech = voice(0.2, 6.0);
        let turned: Vec<f32> = speech.iter().map(|sample| -sample).collect();
        assert_eq!(route(&[&speech, &speech]), [(0.0, 0)]);
        assert_eq!(route(&[&speech, &turned]), [(0.0, 0)]);
    }

    #[test]
    fn a_voice_that_moves_to_the_other_side_is_followed_in_the_pause() {
        let (speech, rest) = (voice(0.2, 3.0), noise(-70.0, 3.0));
        let pause = noise(-70.0, 1.0);
        let left = [speech.clone(), pause.clone(), rest.clone()].concat();
        let right = [rest, pause, speech].concat();
        let turns = route(&[&left, &right]);
        assert_eq!(turns.len(), 2, "{turns:?}");
        assert!(
            (2.9..4.1).contains(&turns[1].0) && turns[1].1 == 1,
            "{turns:?}"
        );
    }

    #[test]
    fn without_a_voice_the_channel_that_does_something_is_heard_and_else_the_loudest() {
        assert_eq!(
            route(&[&hum(50.0, 0.5, 3.0), &clicks(0.2, 3.0)]),
            [(0.0, 1)]
        );
        assert_eq!(route(&[&noise(-60.0, 3.0), &noise(-30.0, 3.0)]), [(0.0, 1)]);
        assert_eq!(route(&[&silence(1.0), &silence(1.0)]), [(0.0, 0)]);
    }

    #[test]
    fn a_frame_lies_in_the_turn_that_began_last() {
        let route = Route {
            turns: vec![
                Turn {
                    from: 0,
                    channel: 1,
                },
                Turn {
                    from: 500,
                    channel: 0,
                },
            ],
        };
        assert_eq!(route.at(0), (1, 500));
        assert_eq!(route.at(499), (1, 500));
        assert_eq!(route.at(500), (0, u64::MAX));
    }
}
