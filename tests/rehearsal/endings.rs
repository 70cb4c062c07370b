//! Ten random moments each at which a rehearsal is ended by Ctrl-C, SIGTERM and SIGHUP: the terminal is given back and
//! what was spoken is kept. And one window that is closed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use crate::support::program::Program;
use crate::support::pulse::VirtualMicrophone;
use crate::support::terminal::Terminal;
use crate::{ENDS_WITHIN, USUAL, duration_s, room, section};

/// What the rehearsal is doing when it is told to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Starting,
    Ready,
    Speaking,
    Paused,
    ReadingBack,
    Menu,
}

impl At {
    const ALL: [Self; 6] = [
        Self::Starting,
        Self::Ready,
        Self::Speaking,
        Self::Paused,
        Self::ReadingBack,
        Self::Menu,
    ];

    /// Whether something has been recorded for sure.
    fn is_spoken(self) -> bool {
        !matches!(self, Self::Starting | Self::Ready)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    CtrlC,
    Terminate,
    Hangup,
    CloseWindow,
}

/// A moment of a rehearsal.
#[derive(Debug, Clone, Copy)]
struct Moment {
    at: At,
    delay: Duration,
}

/// Brings a rehearsal to its moment.
fn rehearse_until(server: &VirtualMicrophone, program: &Program, moment: Moment) -> Terminal {
    let arguments = ["run", "webhook-drop"];
    let mut terminal = Terminal::start(program, &server.environment(), &arguments, USUAL);
    if moment.at != At::Starting {
        terminal.wait_for("Enter start   q stop");
    }
    if moment.at.is_spoken() {
        terminal.press("\r");
        terminal.wait_for("0:01 / 0:30");
    }
    match moment.at {
        At::Paused => {
            terminal.press("p");
            terminal.wait_for("PAUSED");
        }
        At::ReadingBack => terminal.press("\r"),
        At::Menu => {
            terminal.press("\r");
            terminal.wait_for("t transcript");
        }
        At::Starting | At::Ready | At::Speaking => {}
    }
    std::thread::sleep(moment.delay);
    terminal
}

fn ends(server: &VirtualMicrophone, moment: Moment, end: End) {
    let program = Program::new();
    let mut terminal = rehearse_until(server, &program, moment);
    match end {
        End::CtrlC => terminal.press("\u{3}"),
        End::Terminate => terminal.signal("TERM"),
        End::Hangup => terminal.signal("HUP"),
        End::CloseWindow => {
            terminal.close(ENDS_WITHIN);
            kept(&program, moment, end);
            return;
        }
    }
    terminal.ends_within(ENDS_WITHIN);
    assert!(terminal.is_restored(), "{moment:?}, {end:?}");
    assert!(terminal.shows_cursor(), "{moment:?}, {end:?}");
    assert!(!terminal.is_elsewhere(), "{moment:?}, {end:?}");
    kept(&program, moment, end);
}

/// What was spoken is in a take that opens; where nothing was, no take stays.
fn kept(program: &Program, moment: Moment, end: End) {
    let takes = program.takes();
    if !moment.at.is_spoken() {
        assert_eq!(takes.len(), 0, "{moment:?}, {end:?}: {takes:?}");
        return;
    }
    assert_eq!(takes.len(), 1, "{moment:?}, {end:?}: {takes:?}");
    let said = program.run(&["review", "--json", "-"]);
    assert_eq!(said.code, 0, "{moment:?}, {end:?}: {}", said.err);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    let told = section(&report, "situation");
    let state = told["state"].as_str().unwrap();
    match moment.at {
        At::Speaking | At::Paused => assert_eq!(state, "partial", "{moment:?}, {end:?}"),
        At::Menu => assert_eq!(state, "silent", "{moment:?}, {end:?}"),
        // Whether anybody has listened yet is a matter of the moment.
        _ => assert!(["complete", "silent"].contains(&state), "{state}"),
    }
    assert!(duration_s(told) > 0.5, "{told}");
}

/// Numbers without a pattern, from a seed that is printed; REHEARSE_TEST_SEED repeats a run.
struct Random(AtomicU64);

impl Random {
    fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let given = std::env::var("REHEARSE_TEST_SEED").ok();
        let seed = given.map_or(u64::from(now.subsec_nanos()), |seed| seed.parse().unwrap());
        println!("REHEARSE_TEST_SEED={seed}");
        Self(AtomicU64::new(seed))
    }

    fn below(&self, most: u64) -> u64 {
        // SplitMix64, which has no bad seeds.
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut mixed = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % most
    }

    fn moment(&self) -> Moment {
        let at = At::ALL[self.below(At::ALL.len() as u64) as usize];
        // The program has to be there before it can be told to end; until it watches, a signal simply ends it.
        let delay = Duration::from_millis(self.below(900));
        Moment { at, delay }
    }
}

#[test]
fn whatever_ends_a_rehearsal_gives_the_terminal_back_and_keeps_what_was_spoken() {
    let server = room();
    let random = Random::new();
    // Side by side: most of the time is spent waiting for a device, a clock, or an end.
    std::thread::scope(|scope| {
        for end in [End::CtrlC, End::Terminate, End::Hangup] {
            let (server, random) = (&server, &random);
            scope.spawn(move || {
                for _ in 0..10 {
                    ends(server, random.moment(), end);
                }
            });
        }
    });
    let moment = Moment {
        at: At::Speaking,
        delay: Duration::from_millis(random.below(900)),
    };
    ends(&server, moment, End::CloseWindow);
}
