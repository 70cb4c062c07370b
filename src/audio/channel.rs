//! Which of a microphone's channels is heard: the one with the voice, never the average, and not the loudest.
//!
//! Averaging halves a headset that speaks on one side only, and cancels a pair whose sides are in anti-phase. The
//! loudest may be hum, a constant, or an input with nothing plugged in. Until a voice was heard, whatever rises above
//! its own background is listened to; after that a channel is left only for one with more voice, in a pause where there
//! is one, so that the choice does not jump in the middle of a word. For files see [`super::route`].

use super::voice::{
    Analyser, BLOCK, FLOOR_DBFS, Frame, Pitch, RISE_DB, ZEROS_DBFS, dbfs, merit, power, purity,
};

/// Time over which voice is counted, in seconds.
const VOICE_S: f32 = 0.5;

/// Time over which it is seen whether pitches move, in seconds.
const MIX_S: f32 = 3.0;

/// So much voice, in seconds, is one: about two syllables.
const A_VOICE_S: f32 = 0.1;

/// A channel with so many times the voice takes over: in a pause at once, else after [`HOLD_S`].
const MORE: f32 = 2.0;

/// How long a channel must have more voice to take over in the middle of what the other one hears, in seconds.
const HOLD_S: f32 = 0.4;

/// A channel of exact zeros for so long, in seconds, is dead.
const DEAD_S: f32 = 1.0;

/// Blocks of about a second over which the background is the quietest moment.
const FLOOR_BLOCKS: usize = 8;

/// Chooses a channel while frames arrive. Allocates only when it is made, so it may run in an audio callback.
#[derive(Debug, Clone)]
pub struct ChannelChoice {
    rate_hz: f32,
    frame_s: f32,
    channels: Vec<Channel>,
    chosen: usize,
    /// Whether a voice was heard on any channel.
    heard_voice: bool,
    better_for_s: f32,
}

/// What is known of one channel.
#[derive(Debug, Clone)]
struct Channel {
    analyser: Analyser,
    latest: Option<Frame>,
    floor: Floor,
    /// Frames whose pitch moved and was held, lately.
    mix: (f32, f32),
    /// What the last frame was worth as a voice.
    worth: f32,
    /// Seconds of voice, lately.
    voice_s: f32,
    /// Decibels above its background, now.
    rise_db: f32,
    dead_for_s: f32,
}

impl ChannelChoice {
    /// For `channels` interleaved channels at `rate_hz` frames a second.
    #[must_use]
    pub fn new(channels: usize, rate_hz: u32) -> Self {
        let channel = Channel::new(rate_hz);
        Self {
            rate_hz: rate_hz.max(1) as f32,
            frame_s: channel.analyser.frame_samples() as f32 / rate_hz.max(1) as f32,
            channels: vec![channel; channels.max(1)],
            chosen: 0,
            heard_voice: false,
            better_for_s: 0.0,
        }
    }

    /// Looks at the next frames, `value` giving the sample of a frame and a channel, and says which channel to take
    /// them from.
    pub fn choose(&mut self, frames: usize, value: impl Fn(usize, usize) -> f32) -> usize {
        if self.channels.len() == 1 || frames == 0 {
            return self.chosen;
        }
        for index in 0..frames {
            for (number, channel) in self.channels.iter_mut().enumerate() {
                channel.latest = channel.analyser.push(value(index, number));
            }
            self.count_voice();
        }
        let length_s = frames as f32 / self.rate_hz;
        for channel in &mut self.channels {
            channel.look(length_s);
        }
        self.settle(length_s);
        self.chosen
    }

    /// Counts the frames that were completed, which happens on all channels at once.
    fn count_voice(&mut self) {
        let mut best = 0.0f32;
        for channel in &mut self.channels {
            let Some(frame) = channel.latest.take() else {
                return;
            };
            channel.weigh(frame, self.frame_s);
            best = best.max(channel.worth);
        }
        let keep = (-self.frame_s / VOICE_S).exp();
        for channel in &mut self.channels {
            channel.voice_s *= keep;
            if best > 0.0 {
                channel.voice_s += self.frame_s * channel.worth / best;
            }
            self.heard_voice |= channel.voice_s >= A_VOICE_S;
        }
    }

    fn settle(&mut self, length_s: f32) {
        let mine = &self.channels[self.chosen];
        let pausing = mine.rise_db <= RISE_DB;
        if !self.heard_voice || mine.dead_for_s >= DEAD_S {
            let (rising, rise_db) = largest(self.channels.iter().map(|channel| channel.rise_db));
            if pausing && rise_db > RISE_DB {
                self.chosen = rising;
            }
        }
        let (best, voice_s) = largest(self.channels.iter().map(|channel| channel.voice_s));
        if voice_s < A_VOICE_S || voice_s <= MORE * self.channels[self.chosen].voice_s {
            self.better_for_s = 0.0;
            return;
        }
        self.better_for_s += length_s;
        if pausing || self.better_for_s >= HOLD_S {
            self.chosen = best;
            self.better_for_s = 0.0;
        }
    }
}

impl Channel {
    fn new(rate_hz: u32) -> Self {
        Self {
            analyser: Analyser::new(rate_hz),
            latest: None,
            floor: Floor::default(),
            mix: (0.0, 0.0),
            worth: 0.0,
            voice_s: 0.0,
            rise_db: 0.0,
            dead_for_s: 0.0,
        }
    }

    fn weigh(&mut self, frame: Frame, frame_s: f32) {
        self.floor.see(frame.level_dbfs);
        let keep = (-frame_s / MIX_S).exp();
        self.mix = (self.mix.0 * keep, self.mix.1 * keep);
        self.worth = 0.0;
        let rise_db = frame.level_dbfs - self.floor.dbfs();
        if rise_db <= RISE_DB {
            return;
        }
        match frame.pitch {
            Pitch::None => {}
            Pitch::Held => self.mix.1 += 1.0,
            Pitch::Moving => {
                self.mix.0 += 1.0;
                self.worth = merit(frame.level_dbfs, rise_db) * purity(self.mix.0, self.mix.1);
            }
        }
    }

    /// Looks at the level since the last time.
    fn look(&mut self, length_s: f32) {
        let level_dbfs = self.analyser.recent_dbfs();
        self.rise_db = level_dbfs - self.floor.dbfs();
        if level_dbfs > ZEROS_DBFS {
            self.dead_for_s = 0.0;
        } else {
            self.dead_for_s += length_s;
        }
    }
}

/// A channel's background: its quietest moment lately, stretches of exact zeros aside.
#[derive(Debug, Clone)]
struct Floor {
    /// Levels of the last frames, as power.
    last: [f32; 5],
    seen: usize,
    /// The quietest of each block, in dBFS.
    blocks: [f32; FLOOR_BLOCKS],
}

impl Default for Floor {
    fn default() -> Self {
        Self {
            last: [0.0; 5],
            seen: 0,
            blocks: [f32::INFINITY; FLOOR_BLOCKS],
        }
    }
}

impl Floor {
    fn see(&mut self, level_dbfs: f32) {
        self.last[self.seen % self.last.len()] = if level_dbfs > ZEROS_DBFS {
            power(level_dbfs)
        } else {
            0.0
        };
        let block = self.seen / BLOCK % FLOOR_BLOCKS;
        if self.seen.is_multiple_of(BLOCK) {
            self.blocks[block] = f32::INFINITY;
        }
        if self.seen >= self.last.len() && self.last.iter().any(|power| *power > 0.0) {
            let mean = self.last.iter().sum::<f32>() / self.last.len() as f32;
            self.blocks[block] = self.blocks[block].min(dbfs(mean));
        }
        self.seen += 1;
    }

    fn dbfs(&self) -> f32 {
        let lowest = self.blocks.iter().copied().fold(f32::INFINITY, f32::min);
        if lowest.is_finite() {
            lowest.max(FLOOR_DBFS)
        } else {
            FLOOR_DBFS
        }
    }
}

/// The place and the size of the largest value; the first of equals.
fn largest(values: impl Iterator<Item = f32>) -> (usize, f32) {
    let first = |best: (usize, f32), next: (usize, f32)| if next.1 > best.1 { next } else { best };
    values.enumerate().reduce(first).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::voice::tests::{
        RATE, clicks, constant, hum, melody, noise, silence, together, voice,
    };
    use super::*;

    /// Samples of a buffer: 10 ms.
    const BUFFER: usize = 160;

    /// What is chosen for each buffer of a microphone with these channels.
    fn choices(channels: &[&[f32]]) -> Vec<usize> {
        let mut choice = ChannelChoice::new(channels.len(), RATE);
        let length = channels.iter().map(|channel| channel.len()).min().unwrap();
        (0..length / BUFFER)
            .map(|buffer| choice.choose(BUFFER, |n, c| channels[c][buffer * BUFFER + n]))
            .collect()
    }

    /// How much of what `wanted` says is heard in another channel, in seconds of active buffers.
    fn lost_s(wanted: usize, channels: &[&[f32]]) -> f32 {
        let chosen = choices(channels);
        let loud = |buffer: &usize| {
            let part = &channels[wanted][buffer * BUFFER..(buffer + 1) * BUFFER];
            part.iter().any(|sample| sample.abs() > 0.03)
        };
        let lost = (0..chosen.len()).filter(|buffer| chosen[*buffer] != wanted && loud(buffer));
        lost.count() as f32 * BUFFER as f32 / RATE as f32
    }

    fn late_voice(after_s: f32, length_s: f32) -> Vec<f32> {
        let mut late = noise(-70.0, after_s);
        late.extend(together(&[&voice(0.2, length_s), &noise(-70.0, length_s)]));
        late
    }

    #[test]
    fn a_headset_on_the_right_side_only_is_heard_from_the_first_buffer() {
        assert_eq!(
            choices(&[&silence(0.01), &voice(0.2, 0.5)[1_600..3_200]]),
            [1]
        );
    }

    #[test]
    fn what_is_louder_than_the_voice_and_none_takes_nothing_of_it() {
        let length_s = 8.0;
        let quiet_first = late_voice(2.0, length_s - 2.0);
        for (what, other) in [
            ("a constant", constant(0.3, length_s)),
            ("hum of 50 Hz", hum(50.0, 0.4, length_s)),
            ("hum of 60 Hz", hum(60.0, 0.4, length_s)),
            ("hiss", noise(-14.0, length_s)),
            ("an open input", noise(-40.0, length_s)),
        ] {
            for (wanted, channels) in [(0, [&quiet_first, &other]), (1, [&other, &quiet_first])] {
                let lost_s = lost_s(wanted, &[channels[0], channels[1]]);
                assert!(lost_s <= 0.03, "{what}, voice on {wanted}: {lost_s} s lost");
            }
        }
    }

    #[test]
    fn clicks_and_music_beside_a_voice_lose_its_first_syllables_at_most() {
        let length_s = 8.0;
        let quiet_first = late_voice(2.0, length_s - 2.0);
        for (what, other) in [
            ("clicks", clicks(0.9, length_s)),
            ("a melody", melody(0.5, length_s)),
        ] {
            let lost_s = lost_s(1, &[&other, &quiet_first]);
            assert!(lost_s <= 0.6, "{what}: {lost_s} s lost");
        }
    }

    #[test]
    fn a_click_never_takes_over_from_a_voice() {
        let speech = together(&[&voice(0.2, 10.0), &noise(-70.0, 10.0)]);
        let clicks = clicks(0.9, 10.0);
        let chosen = choices(&[&speech, &clicks]);
        assert!(chosen[100..].iter().all(|channel| *channel == 0));
    }

    #[test]
    fn two_equal_sides_keep_the_first() {
        let both = voice(0.2, 6.0);
        assert!(choices(&[&both, &both]).iter().all(|channel| *channel == 0));
    }

    #[test]
    fn a_room_microphone_that_hears_the_voice_less_well_takes_nothing() {
        let near = together(&[&voice(0.2, 8.0), &noise(-70.0, 8.0)]);
        let far: Vec<f32> = near.iter().map(|sample| sample * 0.2).collect();
        let far = together(&[&far, &noise(-50.0, 8.0)]);
        let chosen = choices(&[&near, &far]);
        assert!(chosen.iter().all(|channel| *channel == 0), "{chosen:?}");
    }

    #[test]
    fn a_voice_that_moves_to_the_other_side_is_followed_once() {
        let (left, right) = (late_voice(0.5, 5.0), late_voice(0.5, 5.0));
        let rest = noise(-70.0, 5.5);
        let (left, right) = ([left, rest.clone()].concat(), [rest, right].concat());
        let chosen = choices(&[&left, &right]);
        let changes = chosen.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert_eq!((changes, chosen.last()), (1, Some(&1)));
        assert!(lost_s(1, &[&left, &right]) < 0.5 + lost_s(1, &[&left, &silence(11.0)]));
    }

    #[test]
    fn silence_after_speech_changes_nothing() {
        let speech = [voice(0.2, 3.0), silence(20.0)].concat();
        assert_eq!(choices(&[&silence(23.0), &speech]).last(), Some(&1));
    }
}
