//! The way from the audio callback to the thread that writes: a ring that is made once and never blocks.
//!
//! The callback owns the [`Feed`], the reader the [`Drain`]. When the ring is full, frames are lost; how many, and
//! between which frames, is told to the reader in order, so that silence of the right length can take their place.
//! The only file that knows rtrb.

use rtrb::{Consumer, Producer, RingBuffer};

/// Losses that can wait in line to be told. A full line only delays the telling: what comes meanwhile counts as lost.
const MARKS: usize = 64;

/// Before frame number `at`, `lost` frames are missing.
#[derive(Debug, Clone, Copy)]
struct Mark {
    at: u64,
    lost: u64,
}

/// The end that the audio callback writes to. Nothing here allocates, locks or waits.
pub struct Feed {
    frames: Producer<f32>,
    marks: Producer<Mark>,
    pushed: u64,
    untold: u64,
}

/// The end that the recording thread reads from.
pub struct Drain {
    frames: Consumer<f32>,
    marks: Consumer<Mark>,
    taken: u64,
}

/// What [`Drain::take`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// So many frames were appended; zero when nothing was there.
    Frames(usize),
    /// So many frames are missing before the next one.
    Lost(u64),
}

/// A ring with room for `capacity` frames.
#[must_use]
pub fn ring(capacity: usize) -> (Feed, Drain) {
    let (frames_in, frames_out) = RingBuffer::new(capacity.max(1));
    let (marks_in, marks_out) = RingBuffer::new(MARKS);
    let feed = Feed {
        frames: frames_in,
        marks: marks_in,
        pushed: 0,
        untold: 0,
    };
    let drain = Drain {
        frames: frames_out,
        marks: marks_out,
        taken: 0,
    };
    (feed, drain)
}

impl Feed {
    /// Writes `count` frames, `value` giving each by its number. What does not fit is lost, and counted.
    pub fn push(&mut self, count: usize, value: impl Fn(usize) -> f32) {
        if self.untold > 0 && !self.tell(count) {
            self.untold += count as u64;
            return;
        }
        let room = self.frames.slots().min(count);
        if let Ok(chunk) = self.frames.write_chunk_uninit(room) {
            self.pushed += chunk.fill_from_iter((0..room).map(value)) as u64;
        }
        self.untold += (count - room) as u64;
    }

    /// Counts `frames` that were lost before they came here.
    pub fn lost(&mut self, frames: u64) {
        self.untold += frames;
    }

    /// Puts the loss in line before the next frames; `false` when these would not fit behind it.
    fn tell(&mut self, count: usize) -> bool {
        let mark = Mark {
            at: self.pushed,
            lost: self.untold,
        };
        if self.frames.slots() < count || self.marks.push(mark).is_err() {
            return false;
        }
        self.untold = 0;
        true
    }
}

impl Drain {
    /// Takes what is there, up to the next loss.
    pub fn take(&mut self, into: &mut Vec<f32>) -> Taken {
        // Frames first: whoever sees a frame also sees the loss that was told before it.
        let mut count = self.frames.slots();
        if let Ok(mark) = self.marks.peek() {
            let before = usize::try_from(mark.at - self.taken).unwrap_or(usize::MAX);
            if before == 0 {
                let lost = mark.lost;
                let _ = self.marks.pop();
                return Taken::Lost(lost);
            }
            count = count.min(before);
        }
        let start = into.len();
        into.resize(start + count, 0.0);
        if self.frames.pop_entire_slice(&mut into[start..]).is_err() {
            into.truncate(start);
            return Taken::Frames(0);
        }
        self.taken += count as u64;
        Taken::Frames(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(n: u64) -> f32 {
        n as f32
    }

    proptest! {
        #[test]
        fn every_frame_arrives_or_is_counted_where_it_is_missing(
            steps in prop::collection::vec((1usize..40, prop::bool::ANY), 1..200),
        ) {
            let (mut feed, mut drain) = ring(100);
            let (mut sent, mut seen, mut got) = (0u64, 0u64, Vec::new());
            for (count, read) in steps {
                feed.push(count, |n| number(sent + n as u64));
                sent += count as u64;
                if read {
                    seen = read_all(&mut drain, seen, &mut got);
                }
            }
            seen = read_all(&mut drain, seen, &mut got);
            // Room again: one more frame brings the telling of what was lost at the very end.
            feed.push(1, |_| number(sent));
            prop_assert_eq!(read_all(&mut drain, seen, &mut got), sent + 1);
        }
    }

    /// Reads everything, checks that each frame carries its own number, and returns the next number.
    fn read_all(drain: &mut Drain, mut next: u64, got: &mut Vec<f32>) -> u64 {
        loop {
            got.clear();
            match drain.take(got) {
                Taken::Lost(lost) => next += lost,
                Taken::Frames(0) => return next,
                Taken::Frames(_) => {
                    for &frame in &*got {
                        assert_eq!(frame, number(next));
                        next += 1;
                    }
                }
            }
        }
    }

    #[test]
    fn a_full_ring_loses_the_newest_frames_and_says_how_many() {
        let (mut feed, mut drain) = ring(10);
        feed.push(8, |n| n as f32);
        feed.push(8, |n| 100.0 + n as f32);
        let mut got = Vec::new();
        assert_eq!(drain.take(&mut got), Taken::Frames(10));
        feed.push(3, |_| 7.0);
        assert_eq!(drain.take(&mut got), Taken::Lost(6));
        assert_eq!(drain.take(&mut got), Taken::Frames(3));
        assert_eq!(&got[8..], [100.0, 101.0, 7.0, 7.0, 7.0]);
    }

    #[test]
    fn frames_lost_before_the_ring_are_told_before_the_next_frame() {
        let (mut feed, mut drain) = ring(10);
        feed.push(2, |_| 1.0);
        feed.lost(480);
        feed.push(2, |_| 2.0);
        let mut got = Vec::new();
        assert_eq!(drain.take(&mut got), Taken::Frames(2));
        assert_eq!(drain.take(&mut got), Taken::Lost(480));
        assert_eq!(drain.take(&mut got), Taken::Frames(2));
    }

    #[test]
    fn frames_keep_their_order_between_two_threads() {
        let (mut feed, mut drain) = ring(1000);
        let sender = std::thread::spawn(move || {
            for start in (0..200_000u64).step_by(100) {
                feed.push(100, |n| number((start + n as u64) % 65_536));
                if start % 5_000 == 0 {
                    std::thread::yield_now();
                }
            }
            feed
        });
        let (mut next, mut got) = (0u64, Vec::new());
        while next < 190_000 && !(sender.is_finished() && drain.frames.slots() == 0) {
            got.clear();
            match drain.take(&mut got) {
                Taken::Lost(lost) => next += lost,
                Taken::Frames(_) => {
                    for &frame in &got {
                        assert_eq!(frame, number(next % 65_536));
                        next += 1;
                    }
                }
            }
        }
        drop(sender.join().unwrap());
    }
}
