//! A program that stands still for a while: stopped by a signal, or starved. The sound server keeps what is spoken
//! meanwhile as far as it has room, and drops the rest without a word; how much that is shows only on the clock.

use std::time::{Duration, Instant};

/// A reader that has not looked for so long has stood still.
const STOOD_STILL: Duration = Duration::from_secs(1);

/// What was kept has all arrived when nothing has come for so long, and so long after the standstill.
const QUIET: Duration = Duration::from_millis(30);
const SETTLED: Duration = Duration::from_millis(200);

/// Less than this is no loss, but a clock that is read unevenly.
const LEAST: Duration = Duration::from_millis(150);

/// The most silence that takes the place of lost sound. Nobody goes on speaking for longer to a clock that stands.
pub const LONGEST: Duration = Duration::from_secs(60);

/// Watches how regularly a live source is read.
#[derive(Debug)]
pub struct Standstill {
    rate_hz: u32,
    looked: Instant,
    heard: Instant,
    /// Since the last standstill, while it is not yet known what it cost.
    since: Option<Since>,
}

#[derive(Debug)]
struct Since {
    /// When the source was last read before it.
    stopped: Instant,
    woke: Instant,
    /// When the last frame came.
    heard: Instant,
    frames: u64,
}

impl Standstill {
    /// For a source of `rate_hz` that is read from now on.
    pub fn new(rate_hz: u32) -> Self {
        Self {
            rate_hz,
            looked: Instant::now(),
            heard: Instant::now(),
            since: None,
        }
    }

    /// Notes that the source was opened anew: what was spoken since its last frame is lost.
    pub fn reopened(&mut self) {
        self.reopened_at(Instant::now());
    }

    fn reopened_at(&mut self, now: Instant) {
        self.begin(self.heard, now);
        self.looked = now;
    }

    fn begin(&mut self, stopped: Instant, woke: Instant) {
        let earlier = self.since.take();
        self.since = Some(Since {
            stopped: earlier.as_ref().map_or(stopped, |since| since.stopped),
            woke,
            heard: woke,
            frames: earlier.map_or(0, |since| since.frames),
        });
    }

    /// Notes that the source was looked at `now` and gave `frames` frames or losses. What is given back was lost after
    /// them, in frames.
    pub fn look(&mut self, now: Instant, frames: u64) -> Option<u64> {
        if now.saturating_duration_since(self.looked) >= STOOD_STILL {
            self.begin(self.looked, now);
        }
        self.looked = now;
        if frames > 0 {
            self.heard = now;
        }
        let since = self.since.as_mut()?;
        since.frames += frames;
        if frames > 0 {
            since.heard = now;
        }
        if now - since.heard < QUIET || now - since.woke < SETTLED {
            return None;
        }
        let since = self.since.take()?;
        let passed = crate::time::samples_in(now - since.stopped, self.rate_hz);
        let missing = passed.saturating_sub(since.frames);
        let least = crate::time::samples_in(LEAST, self.rate_hz);
        let most = crate::time::samples_in(LONGEST, self.rate_hz);
        (missing >= least).then_some(missing.min(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads every 10 ms: `frames` for each look in turn, after a standstill of `stopped_ms`.
    fn lost_after(stopped_ms: u64, kept: u64) -> Option<u64> {
        let mut watch = Standstill::new(1_000);
        let begun = watch.looked;
        let mut at = begun;
        let mut look = |ms: u64, frames: u64| {
            at += Duration::from_millis(ms);
            watch.look(at, frames)
        };
        for _ in 0..50 {
            assert_eq!(look(10, 10), None);
        }
        assert_eq!(look(stopped_ms, kept), None);
        // Live sound in deliveries of 50 ms.
        (0..100).find_map(|n| look(10, if n % 5 == 4 { 50 } else { 0 }))
    }

    #[test]
    fn sound_that_comes_late_is_not_lost() {
        assert_eq!(lost_after(8_000, 8_000), None);
        assert_eq!(lost_after(8_000, 7_900), None);
    }

    #[test]
    fn what_was_not_kept_is_lost_up_to_a_minute() {
        let lost = lost_after(30_000, 20_000).unwrap();
        assert!((9_900..=10_100).contains(&lost), "{lost}");
        assert_eq!(lost_after(7_200_000, 20_000), Some(60_000));
    }

    #[test]
    fn what_was_spoken_while_the_source_was_opened_anew_is_lost() {
        let mut watch = Standstill::new(1_000);
        let begun = watch.looked;
        let at = |ms| begun + Duration::from_millis(ms);
        for n in 1..=50 {
            assert_eq!(watch.look(at(n * 10), 10), None);
        }
        watch.reopened_at(at(1_000));
        let lost =
            (1..100).find_map(|n| watch.look(at(1_000 + n * 10), if n % 5 == 4 { 50 } else { 0 }));
        let lost = lost.unwrap();
        assert!((450..=550).contains(&lost), "{lost}");
    }

    #[test]
    fn a_short_hesitation_is_no_standstill() {
        assert_eq!(lost_after(900, 0), None);
    }
}
