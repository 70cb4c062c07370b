//! What every way to a microphone has in common: the callback's half, which converts nothing itself, chooses a
//! channel and pushes into the ring, and what the callbacks tell the reader besides.

use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use super::channel::ChannelChoice;
use super::ring::{Drain, Feed, ring};
use super::sample::{bounded, is_damaged};

/// The ring between the callback and the reader holds so many seconds: longer than a disk takes that wakes up from
/// sleep, for which the reader waits, and as much as a sound server keeps for a program that was stopped.
const RING_S: u32 = 30;

/// Why a stream has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The device or its sound server is gone.
    Gone,
    /// Something else; what the system says about it.
    Broken(String),
}

/// What the callbacks tell the reader, without locks.
#[derive(Debug, Default)]
pub struct Wire {
    callbacks: AtomicU64,
    overruns: AtomicU64,
    failure: OnceLock<Failure>,
}

impl Wire {
    /// Number of times that sound has arrived.
    #[must_use]
    pub fn callbacks(&self) -> u64 {
        self.callbacks.load(Ordering::Relaxed)
    }

    /// Number of times that the system lost sound before it came here.
    #[must_use]
    pub fn overruns(&self) -> u64 {
        self.overruns.load(Ordering::Relaxed)
    }

    /// Tells that the system lost sound; how much will be seen by the time of what comes next.
    pub fn overrun(&self) {
        self.overruns.fetch_add(1, Ordering::Relaxed);
    }

    /// Why the stream has ended, if it has.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.get()
    }

    /// Tells that the stream has ended. The first reason stays.
    pub fn fail(&self, failure: Failure) {
        let _ = self.failure.set(failure);
    }
}

/// The callback's half of an open device. Nothing here allocates, locks or waits.
pub struct Intake {
    feed: Feed,
    choice: ChannelChoice,
    channels: usize,
    wire: Arc<Wire>,
}

impl Intake {
    /// Number of interleaved channels that [`Intake::push`] expects.
    #[must_use]
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// What the callbacks tell.
    #[must_use]
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Counts `frames` that were lost before those that come next.
    pub fn lost(&mut self, frames: u64) {
        self.feed.lost(frames);
    }

    /// Takes `frames` frames, `value` giving the sample of a frame and a channel. When half of them are damaged, all
    /// count as lost.
    pub fn push(&mut self, frames: usize, value: impl Fn(usize, usize) -> f32) {
        let bounded = |frame, channel| bounded(value(frame, channel));
        let channel = self.choice.choose(frames, bounded);
        let damaged = (0..frames)
            .filter(|&frame| is_damaged(value(frame, channel)))
            .count();
        if 2 * damaged > frames {
            self.feed.lost(frames as u64);
        } else {
            self.feed.push(frames, |frame| bounded(frame, channel));
        }
        self.wire.callbacks.fetch_add(1, Ordering::Relaxed);
    }
}

/// The reader's half of an open device.
pub struct Opened {
    /// Frames a second.
    pub rate_hz: u32,
    /// Where the frames come out.
    pub drain: Drain,
    /// What the callbacks tell.
    pub wire: Arc<Wire>,
    /// Whatever closes the device when it is dropped.
    pub stream: Box<dyn Any + Send>,
}

/// Both halves for a device with `channels` channels at `rate_hz`; the device itself is still missing.
#[must_use]
pub fn halves(channels: usize, rate_hz: u32) -> (Intake, Drain, Arc<Wire>) {
    let wire = Arc::new(Wire::default());
    let (feed, drain) = ring((rate_hz * RING_S) as usize);
    let intake = Intake {
        feed,
        choice: ChannelChoice::new(channels, rate_hz),
        channels: channels.max(1),
        wire: Arc::clone(&wire),
    };
    (intake, drain, wire)
}
