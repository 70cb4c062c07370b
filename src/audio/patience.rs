//! Waiting that a jump of the clock does not end: a program that was stopped for a while, or ran on a computer that
//! slept, has not waited in that time.

use std::time::{Duration, Instant};

/// Of the time between two looks, no more counts as waiting. Who waits looks more often than this.
const LONGEST_LOOK: Duration = Duration::from_millis(250);

/// How long something has been waited for, counted from look to look.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    waited: Duration,
    looked: Instant,
}

impl Patience {
    /// Begins to wait.
    pub fn new() -> Self {
        Self {
            waited: Duration::ZERO,
            looked: Instant::now(),
        }
    }

    /// Looks, and tells how long has been waited by now.
    pub fn look(&mut self) -> Duration {
        self.look_at(Instant::now())
    }

    fn look_at(&mut self, now: Instant) -> Duration {
        self.waited += now.saturating_duration_since(self.looked).min(LONGEST_LOOK);
        self.looked = now;
        self.waited
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_of_the_clock_is_no_waiting() {
        let mut patience = Patience::new();
        let begun = patience.looked;
        let at = |ms| begun + Duration::from_millis(ms);
        assert_eq!(patience.look_at(at(100)), Duration::from_millis(100));
        assert_eq!(patience.look_at(at(60_100)), Duration::from_millis(350));
        assert_eq!(patience.look_at(at(60_200)), Duration::from_millis(450));
    }
}
