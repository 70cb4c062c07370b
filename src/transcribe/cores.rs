//! How many cores other programs leave free.
//!
//! ggml's threads wait for each other by spinning. Where one of two has to wait for its core, because another program
//! is using it, both lose their time: measured, 24 s of speech take 2.6 s with two threads on idle cores, 3.2 s with
//! one, 4.2 s with one beside another busy program, and over 30 s with two beside it. So several threads work on one
//! chunk only where the cores have been idle.

use std::fs;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::thread::sched_getaffinity;

/// Shorter stretches are not judged: the system counts in hundredths of a second.
const SHORTEST: Duration = Duration::from_millis(100);
/// The last one to two seconds are judged, where somebody has asked so often.
const WINDOW: Duration = Duration::from_secs(1);
/// What other programs may use of all cores together, in cores, so that the cores count as idle.
const IDLE: f64 = 0.1;
/// What counting in hundredths may be wrong by.
const ROUNDING: Duration = Duration::from_millis(20);

/// Watches the cores that this process may use.
pub(super) struct Cores {
    allowed: usize,
    state: Mutex<State>,
}

struct State {
    /// Where the stretch that is judged begins, and where the next one will.
    since: Seen,
    next: Seen,
    judged_at: Instant,
    free: usize,
}

/// What was used up to a moment.
#[derive(Clone, Copy)]
struct Seen {
    at: Instant,
    /// Time that the cores worked for anybody, this process and a hypervisor's other guests included, and time that
    /// they worked for this process. `None` where the system does not tell.
    used: Option<(Duration, Duration)>,
}

impl Seen {
    fn now() -> Self {
        Self {
            at: Instant::now(),
            used: used(),
        }
    }
}

impl Cores {
    /// Begins to watch; at most `allowed` cores are ever free.
    pub fn watch(allowed: usize) -> Self {
        let now = Seen::now();
        Self {
            allowed,
            state: Mutex::new(State {
                since: now,
                next: now,
                judged_at: now.at,
                free: 1,
            }),
        }
    }

    /// Cores that threads of this process may use at the same time: all when other programs have left them idle or the
    /// system does not tell, else one. It judges the last one or two seconds, if it is asked every second.
    pub fn free(&self) -> usize {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.judged_at.elapsed() < SHORTEST {
            return state.free;
        }
        let now = Seen::now();
        let busy = match (state.since.used, now.used) {
            (Some(before), Some(used)) => are_busy(before, used, now.at - state.since.at),
            _ => false,
        };
        state.free = if busy { 1 } else { self.allowed };
        state.judged_at = now.at;
        if now.at - state.next.at >= WINDOW {
            state.since = state.next;
            state.next = now;
        }
        state.free
    }
}

/// Whether other programs used the cores between two moments that are `length` apart.
fn are_busy(before: (Duration, Duration), now: (Duration, Duration), length: Duration) -> bool {
    let all = now.0.saturating_sub(before.0);
    let own = now.1.saturating_sub(before.1);
    all.saturating_sub(own) > length.mul_f64(IDLE) + ROUNDING
}

/// Time that the cores of this process were used by anybody, and by this process.
fn used() -> Option<(Duration, Duration)> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    let own = fs::read_to_string("/proc/self/stat").ok()?;
    let mine = sched_getaffinity(None).ok()?;
    Some((
        by_anybody(&stat, |core| mine.is_set(core)),
        by_this_process(&own)?,
    ))
}

/// One tick of the counts in `/proc`, on every system that Linux runs on.
const TICK: Duration = Duration::from_millis(10);

/// From `/proc/stat`, for the cores that are `mine`: all times but the fourth and fifth, which are idle ones, and the
/// last two, which are counted among the others already.
fn by_anybody(stat: &str, mine: impl Fn(usize) -> bool) -> Duration {
    let ticks = stat.lines().filter_map(|line| {
        let mut fields = line.strip_prefix("cpu")?.split_whitespace();
        let core: usize = fields.next()?.parse().ok()?;
        let times: Vec<u32> = fields.filter_map(|field| field.parse().ok()).collect();
        let worked = [0, 1, 2, 5, 6, 7].map(|at| times.get(at).copied().unwrap_or(0));
        (line.as_bytes()[3].is_ascii_digit() && mine(core)).then(|| worked.iter().sum::<u32>())
    });
    TICK * ticks.sum::<u32>()
}

/// From `/proc/self/stat`: the times in user and system mode, after the name in brackets, which may hold anything.
fn by_this_process(stat: &str) -> Option<Duration> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(11);
    let user: u32 = times.next()?.parse().ok()?;
    let system: u32 = times.next()?.parse().ok()?;
    Some(TICK * (user + system))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAT: &str = "\
cpu  300 20 100 9000 70 5 6 7 0 0
cpu0 200 10 50 4000 30 2 3 4 0 0
cpu1 100 10 50 5000 40 3 3 3 0 0
intr 12345 0 0
ctxt 999
";

    #[test]
    fn the_time_of_the_cores_that_are_ours_is_counted_and_idle_time_is_not() {
        let ticks = |count: u32| TICK * count;
        assert_eq!(by_anybody(STAT, |_| true), ticks(269 + 169));
        assert_eq!(by_anybody(STAT, |core| core == 1), ticks(169));
        assert_eq!(by_anybody("nothing of the kind", |_| true), Duration::ZERO);
    }

    #[test]
    fn a_process_may_be_called_anything() {
        let stat = "4711 (a) 99 (b) R 1 1 1 0 -1 4194304 100 0 0 0 150 50 0 0 20 0 3 0 100 1 1";
        assert_eq!(by_this_process(stat), Some(TICK * 200));
        assert_eq!(by_this_process("4711"), None);
    }

    #[test]
    fn what_this_process_does_itself_does_not_make_the_cores_busy() {
        let s = Duration::from_secs_f64;
        let began = (s(100.0), s(10.0));
        let after = |all, own| are_busy(began, (s(100.0 + all), s(10.0 + own)), s(2.0));
        assert!(!after(3.9, 3.9));
        assert!(!after(2.2, 2.0), "a tenth of a core");
        assert!(after(2.5, 2.0));
        assert!(after(4.0, 0.7), "both cores, mostly by others");
        assert!(!after(1.0, 1.1), "counts that are not taken at one moment");
    }

    #[test]
    fn this_machine_tells_or_all_cores_are_taken_for_free() {
        let cores = Cores::watch(2);
        assert_eq!(cores.free(), 1, "nothing is known yet");
        std::thread::sleep(SHORTEST);
        assert!((1..=2).contains(&cores.free()));
        if cfg!(target_os = "linux") {
            let (all, own) = used().unwrap();
            assert!(all > own && own > Duration::ZERO);
        }
    }
}
