//! How much a sound is like a voice, measured without a model: for choosing which of several channels or tracks to
//! listen to, in a file and in an audio callback alike.
//!
//! A voice rises above its own background, is periodic, and its pitch moves. DC, hum and hiss are no louder than their
//! own background; clicks and keys have no pitch; beeps and instruments hold theirs. Measured as the share of 32 ms
//! frames that pass all three: people and synthesizers 0.20 to 0.46; a plucked melody 0.03 to 0.07; every other kind of
//! hum, noise, click, beep, chord and drum at most 0.01.

/// The rate at which levels are measured, about, in samples a second.
const LEVEL_RATE_HZ: f32 = 8_000.0;

/// Frames a second, about: 32 ms.
const FRAME_S: f32 = 0.032;

/// What lies below is taken away: DC, and the lowest of hum and rumble.
const LOWEST_HZ: f32 = 100.0;

/// Pitches that a voice can have.
const PITCH_HZ: (f32, f32) = (70.0, 400.0);

/// Correlation with itself, one period later, that makes a frame periodic.
const PERIODIC: f32 = 0.65;

/// Relative change of pitch between two frames: up to the first it is held, above the second it is another sound.
const HELD: f32 = 0.004;
const JUMPED: f32 = 0.15;

/// Decibels above its background at which a frame is more than background.
pub(super) const RISE_DB: f32 = 9.0;

/// By how much the quietest frame is forgotten with every frame, in decibels: 0.3 a second.
const CREEP_DB: f32 = 0.01;

/// The background is never taken to be below this, in dBFS.
pub(super) const FLOOR_DBFS: f32 = -95.0;

/// What exact zeros are measured as, in dBFS. Alone they say nothing about a background: gates and dropouts make them.
pub(super) const ZEROS_DBFS: f32 = -120.0;

/// Beyond so many decibels above the background more distance does not help to understand a voice.
const ENOUGH_RISE_DB: f32 = 30.0;

/// Frames of a block, of which the background and the mix of held and moving pitches are taken: about a second.
pub(super) const BLOCK: usize = 32;

/// Blocks on each side that belong to a block's background, and to its mix of pitches.
const FLOOR_REACH: usize = 4;
const MIX_REACH: usize = 2;

/// What the pitch of a frame does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pitch {
    /// There is none that a voice could have.
    None,
    /// It is that of the frame before.
    Held,
    /// It has changed a little since the frame before.
    Moving,
}

/// About 32 ms of sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    /// Level above [`LOWEST_HZ`], in dBFS.
    pub level_dbfs: f32,
    /// What its pitch does.
    pub pitch: Pitch,
}

/// Measures frames as samples come. Allocates only when it is made, so it may run in an audio callback.
#[derive(Debug, Clone)]
pub(super) struct Analyser {
    /// Source samples that are averaged into one.
    step: usize,
    summed: usize,
    sum: f32,
    high_pass: HighPass,
    /// Averaged samples of a frame, and how many of the current one are in.
    hop: usize,
    filled: usize,
    energy: f32,
    /// Averaged samples and their energy since [`Analyser::recent_dbfs`] was last asked.
    recent: (usize, f32),
    recent_dbfs: f32,
    /// The first of two averaged samples of which the window gets the mean.
    first_half: f32,
    /// Two frames of sound at half the averaged rate, and the sums of their squares up to each.
    window: Vec<f32>,
    written: usize,
    squares: Vec<f32>,
    correlation: Vec<f32>,
    window_rate_hz: f32,
    lags: (usize, usize),
    pitch_hz: f32,
    /// The quietest frame lately.
    quietest_dbfs: f32,
}

impl Analyser {
    /// For sound at `rate_hz` samples a second.
    pub fn new(rate_hz: u32) -> Self {
        let source_hz = rate_hz.max(1) as f32;
        let step = ((source_hz / LEVEL_RATE_HZ).round() as usize).max(1);
        let rate_hz = source_hz / step as f32;
        let window_rate_hz = rate_hz / 2.0;
        let half_hop = ((window_rate_hz * FRAME_S) as usize).max(4);
        let lag = |hz: f32| (window_rate_hz / hz) as usize;
        let longest = (lag(PITCH_HZ.0) + 1).clamp(4, 2 * half_hop - 2);
        Self {
            step,
            summed: 0,
            sum: 0.0,
            high_pass: HighPass::new(LOWEST_HZ, rate_hz),
            hop: 2 * half_hop,
            filled: 0,
            energy: 0.0,
            recent: (0, 0.0),
            recent_dbfs: ZEROS_DBFS,
            first_half: 0.0,
            window: vec![0.0; 2 * half_hop],
            written: half_hop,
            squares: vec![0.0; 2 * half_hop + 1],
            correlation: vec![0.0; longest + 2],
            window_rate_hz,
            lags: (lag(PITCH_HZ.1).clamp(3, longest), longest),
            pitch_hz: 0.0,
            quietest_dbfs: 0.0,
        }
    }

    /// Source samples that a frame lasts.
    pub fn frame_samples(&self) -> u64 {
        (self.hop * self.step) as u64
    }

    /// Takes the next sample; the frame that it completes.
    pub fn push(&mut self, sample: f32) -> Option<Frame> {
        self.sum += if sample.is_finite() {
            sample.clamp(-100.0, 100.0)
        } else {
            0.0
        };
        self.summed += 1;
        if self.summed < self.step {
            return None;
        }
        let mean = self.sum / self.step as f32;
        (self.sum, self.summed) = (0.0, 0);
        let passed = self.high_pass.pass(mean);
        self.energy += passed * passed;
        self.recent.0 += 1;
        self.recent.1 += passed * passed;
        if self.filled.is_multiple_of(2) {
            self.first_half = passed;
        } else {
            self.window[self.written] = (self.first_half + passed) / 2.0;
            self.written += 1;
        }
        self.filled += 1;
        (self.filled == self.hop).then(|| self.close())
    }

    /// Level of what came since this was last asked, in dBFS; the last answer again when too little came.
    pub fn recent_dbfs(&mut self) -> f32 {
        let (count, energy) = std::mem::take(&mut self.recent);
        if count > 0 {
            self.recent_dbfs = dbfs(energy / count as f32);
        }
        self.recent_dbfs
    }

    fn close(&mut self) -> Frame {
        let level_dbfs = dbfs(self.energy / self.hop as f32);
        // Background is most of what there is, and its pitch is of no use: this is what makes the measure cheap.
        self.quietest_dbfs = level_dbfs.min(self.quietest_dbfs + CREEP_DB);
        let found = if level_dbfs > self.quietest_dbfs + RISE_DB / 3.0 {
            self.find_pitch()
        } else {
            0.0
        };
        let before = std::mem::replace(&mut self.pitch_hz, found);
        let half = self.window.len() / 2;
        self.window.copy_within(half.., 0);
        self.written = half;
        (self.filled, self.energy) = (0, 0.0);
        let pitch = if self.pitch_hz == 0.0 || before == 0.0 {
            Pitch::None
        } else {
            match (self.pitch_hz / before).ln().abs() {
                change if change <= HELD => Pitch::Held,
                change if change < JUMPED => Pitch::Moving,
                _ => Pitch::None,
            }
        };
        Frame { level_dbfs, pitch }
    }

    /// The pitch of the window in Hz; 0 when it has none that a voice could have.
    fn find_pitch(&mut self) -> f32 {
        self.correlate();
        let (shortest, longest) = self.lags;
        let near = &self.correlation;
        let is_peak = |lag: &usize| near[*lag] >= near[lag - 1] && near[*lag] >= near[lag + 1];
        let highest = near[shortest..=longest].iter().copied().fold(0.0, f32::max);
        // Of a period and its multiples, the period.
        let found = (shortest..=longest).find(|lag| near[*lag] >= 0.9 * highest && is_peak(lag));
        let Some(lag) = found.filter(|lag| near[*lag] > PERIODIC) else {
            return 0.0;
        };
        // A pure tone above the pitches of voices repeats itself at multiples of its period, too.
        let falls = (2..lag).find(|shorter| near[*shorter] < 0.3 * near[lag]);
        let between = falls.and_then(|falls| near.get(falls..lag - 1));
        let shorter = between.unwrap_or_default().iter().copied();
        let shorter = shorter.fold(0.0, f32::max);
        if shorter >= 0.9 * near[lag] {
            return 0.0;
        }
        let (a, b, c) = (near[lag - 1], near[lag], near[lag + 1]);
        let bend = a - 2.0 * b + c;
        let beside = if bend.abs() > 1e-9 {
            (0.5 * (a - c) / bend).clamp(-0.5, 0.5)
        } else {
            0.0
        };
        self.window_rate_hz / (lag as f32 + beside)
    }

    /// Normalised autocorrelation of the window for every lag that is looked at.
    fn correlate(&mut self) {
        let window = &self.window;
        for (at, sample) in window.iter().enumerate() {
            self.squares[at + 1] = self.squares[at] + sample * sample;
        }
        let all = self.squares[window.len()];
        for lag in 2..self.correlation.len() {
            let shared = product(window, &window[lag..]);
            let (head, tail) = (self.squares[window.len() - lag], all - self.squares[lag]);
            let strength = (head * tail).sqrt();
            self.correlation[lag] = if strength > 1e-12 {
                shared / strength
            } else {
                0.0
            };
        }
    }
}

/// The sum of the products of what stands at the same place in both, as far as both reach.
fn product(one: &[f32], other: &[f32]) -> f32 {
    let length = one.len().min(other.len());
    let ((one, one_rest), (other, other_rest)) = (
        one[..length].as_chunks::<16>(),
        other[..length].as_chunks::<16>(),
    );
    // Sixteen sums beside each other are what lets the compiler use the wide registers.
    let mut sums = [0.0f32; 16];
    for (a, b) in one.iter().zip(other) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    let rest = one_rest.iter().zip(other_rest).map(|(a, b)| a * b);
    sums.iter().sum::<f32>() + rest.sum::<f32>()
}

/// A Butterworth high-pass of the second order.
#[derive(Debug, Clone)]
struct HighPass {
    gain: f32,
    back: [f32; 2],
    state: [f32; 2],
}

impl HighPass {
    fn new(corner_hz: f32, rate_hz: f32) -> Self {
        let w = (std::f32::consts::PI * (corner_hz / rate_hz).min(0.4)).tan();
        let gain = 1.0 / (1.0 + std::f32::consts::SQRT_2 * w + w * w);
        Self {
            gain,
            back: [
                2.0 * (w * w - 1.0) * gain,
                (1.0 - std::f32::consts::SQRT_2 * w + w * w) * gain,
            ],
            state: [0.0; 2],
        }
    }

    fn pass(&mut self, sample: f32) -> f32 {
        let out = self.gain * sample + self.state[0];
        self.state[0] = -2.0 * self.gain * sample - self.back[0] * out + self.state[1];
        self.state[1] = self.gain * sample - self.back[1] * out;
        out
    }
}

/// A mean square in dBFS, at least [`ZEROS_DBFS`].
pub(super) fn dbfs(mean_square: f32) -> f32 {
    (10.0 * mean_square.max(1e-12).log10()).max(ZEROS_DBFS)
}

/// A level in dBFS as a mean square.
pub(super) fn power(level_dbfs: f32) -> f32 {
    10f32.powf(level_dbfs / 10.0)
}

/// What a voice at `level_dbfs`, so far above its background, is worth when another could be had: 1 for a clear voice
/// at full scale. Distance from the background counts more than level: a recogniser needs the first.
pub(super) fn merit(level_dbfs: f32, rise_db: f32) -> f32 {
    let decibels = 0.5 * level_dbfs + rise_db.min(ENOUGH_RISE_DB) - ENOUGH_RISE_DB;
    10f32.powf(decibels / 20.0)
}

/// How far the pitches are a voice's, 0 to 1: 0 for an instrument's, which are held more often than they move.
pub(super) fn purity(moving: f32, held: f32) -> f32 {
    let share = moving / (moving + held).max(f32::MIN_POSITIVE);
    if share > 0.5 { share } else { 0.0 }
}

/// Measures how much one track or channel is like a voice, from its first sample to its last. Keeps two bytes for
/// every 32 ms.
#[derive(Debug, Clone)]
pub(super) struct VoiceMeter {
    analyser: Analyser,
    frames: Vec<Small>,
}

/// A [`Frame`] in two bytes.
#[derive(Debug, Clone, Copy)]
struct Small {
    /// Half decibels above [`ZEROS_DBFS`].
    level: u8,
    pitch: Pitch,
}

impl Small {
    fn level_dbfs(self) -> f32 {
        ZEROS_DBFS + f32::from(self.level) / 2.0
    }
}

/// A frame, and what it is beside its surroundings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    /// Whether it is louder than the background.
    pub active: bool,
    /// How much of a voice it is: its [`merit`], 0 when it is none.
    pub voice: f32,
    /// What it would be worth if it were one.
    pub merit: f32,
}

impl VoiceMeter {
    /// For sound at `rate_hz` samples a second.
    pub fn new(rate_hz: u32) -> Self {
        Self {
            analyser: Analyser::new(rate_hz),
            frames: Vec::new(),
        }
    }

    /// Takes the next sample.
    pub fn push(&mut self, sample: f32) {
        if let Some(frame) = self.analyser.push(sample) {
            let level = (2.0 * (frame.level_dbfs - ZEROS_DBFS)).round();
            self.frames.push(Small {
                level: level.clamp(0.0, 255.0) as u8,
                pitch: frame.pitch,
            });
        }
    }

    /// Takes `count` samples of silence.
    pub fn push_silence(&mut self, count: u64) {
        for _ in 0..count {
            self.push(0.0);
        }
    }

    /// How much voice there is, in frames times their [`merit`]: 0 without any. The higher of two is the better one to
    /// listen to.
    pub fn score(&self) -> f32 {
        self.judged().iter().map(|frame| frame.voice).sum()
    }

    /// The power of everything above [`LOWEST_HZ`], over all frames.
    pub fn energy(&self) -> f32 {
        let sounding = self.frames.iter().filter(|frame| frame.level > 0);
        sounding.map(|frame| power(frame.level_dbfs())).sum()
    }

    /// Samples that each of [`VoiceMeter::judged`] lasts.
    pub fn frame_samples(&self) -> u64 {
        self.analyser.frame_samples()
    }

    /// Every frame beside its surroundings, before and behind it.
    pub fn judged(&self) -> Vec<Judged> {
        let floors = self.floors();
        let rise =
            |index: usize| self.frames[index].level_dbfs() - around(&floors, index, FLOOR_REACH);
        let counts = |index: usize| match self.frames[index].pitch {
            Pitch::Moving => (1.0, 0.0),
            Pitch::Held => (0.0, 1.0),
            Pitch::None => (0.0, 0.0),
        };
        let mut mixes = vec![(0.0f32, 0.0f32); floors.len()];
        for index in (0..self.frames.len()).filter(|index| rise(*index) > RISE_DB) {
            let (moving, held) = counts(index);
            mixes[index / BLOCK].0 += moving;
            mixes[index / BLOCK].1 += held;
        }
        (0..self.frames.len())
            .map(|index| {
                let rise = rise(index);
                let (active, merit) =
                    (rise > RISE_DB, merit(self.frames[index].level_dbfs(), rise));
                let voice = if active && self.frames[index].pitch == Pitch::Moving {
                    let near = reach(index, MIX_REACH, mixes.len());
                    let (moving, held) = mixes[near]
                        .iter()
                        .fold((0.0, 0.0), |sum, mix| (sum.0 + mix.0, sum.1 + mix.1));
                    merit * purity(moving, held)
                } else {
                    0.0
                };
                Judged {
                    active,
                    voice,
                    merit,
                }
            })
            .collect()
    }

    /// The quietest of the smoothed levels in each block, in dBFS; stretches of exact zeros aside.
    fn floors(&self) -> Vec<f32> {
        let mut floors = vec![f32::INFINITY; self.frames.len().div_ceil(BLOCK)];
        for (middle, five) in self.frames.windows(5).enumerate() {
            if five.iter().any(|frame| frame.level > 0) {
                let power: f32 = five.iter().map(|frame| power(frame.level_dbfs())).sum();
                let floor = &mut floors[(middle + 2) / BLOCK];
                *floor = floor.min(dbfs(power / 5.0));
            }
        }
        floors
    }
}

fn reach(index: usize, blocks: usize, count: usize) -> std::ops::Range<usize> {
    let block = index / BLOCK;
    block.saturating_sub(blocks)..(block + blocks + 1).min(count)
}

/// The background around a frame, in dBFS.
fn around(floors: &[f32], index: usize, blocks: usize) -> f32 {
    let near = floors[reach(index, blocks, floors.len())].iter().copied();
    let lowest = near.fold(f32::INFINITY, f32::min);
    if lowest.is_finite() {
        lowest.max(FLOOR_DBFS)
    } else {
        FLOOR_DBFS
    }
}

#[cfg(test)]
#[path = "voice_tests.rs"]
pub(super) mod tests;
