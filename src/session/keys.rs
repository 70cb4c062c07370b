//! What the person at the keyboard asks for, from a terminal's keys or from lines of standard input, together with
//! the system's own requests to stop (SIGTERM, a closed window). Knows nothing of what a key means in a mode.

use std::io::{self, BufRead, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use textwrap::core::display_width;

use super::cooked::Cooked;
use super::keyboard::read_keys;
use crate::console;

/// One request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Enter.
    Enter,
    /// The space bar.
    Space,
    /// Escape.
    Escape,
    /// Delete the character before.
    Backspace,
    /// Arrow up or left.
    Previous,
    /// Arrow down or right.
    Following,
    /// Any other character.
    Char(char),
    /// Ctrl-C, SIGINT.
    Interrupt,
    /// SIGTERM, SIGHUP or the end of the input: there is nobody to ask.
    Hangup,
}

/// Where requests come from. Held for as long as a rehearsal lasts; dropping it gives the terminal back.
pub trait Keys {
    /// The next request, waiting for at most `patience`.
    fn next(&mut self, patience: Duration) -> Option<Key>;

    /// Reads a line of text after `prompt`. `None` when the user breaks off.
    fn line(&mut self, prompt: &str) -> Option<String>;
}

/// The keys of this process: a terminal's when standard input is one, else its lines.
///
/// # Errors
/// When the terminal refuses to give single keys, or signals cannot be watched.
pub fn open() -> io::Result<Box<dyn Keys>> {
    let signals = Signals::watch()?;
    if io::stdin().is_terminal() {
        Ok(Box::new(TerminalKeys::open(signals)?))
    } else {
        Ok(Box::new(LineKeys {
            signals,
            lines: read_lines(),
        }))
    }
}

/// As [`open`], for what goes on without anybody: where standard input is no terminal it is not read, and its end asks
/// for nothing.
///
/// # Errors
/// As [`open`].
pub fn open_if_any() -> io::Result<Box<dyn Keys>> {
    if io::stdin().is_terminal() {
        return open();
    }
    // The line is never closed and nothing comes along it.
    let (line, keys) = mpsc::channel();
    Ok(Box::new(Nobody {
        signals: Signals::watch()?,
        keys,
        _line: line,
    }))
}

/// Nobody to ask; only the system's requests to stop are heard.
struct Nobody {
    signals: Signals,
    keys: Receiver<Key>,
    _line: mpsc::Sender<Key>,
}

impl Keys for Nobody {
    fn next(&mut self, patience: Duration) -> Option<Key> {
        wait_for(&self.keys, &self.signals, patience).map_or_else(|request| request, Some)
    }

    fn line(&mut self, _prompt: &str) -> Option<String> {
        None
    }
}

/// Flags that the system's requests to stop raise.
struct Signals {
    interrupt: Arc<AtomicBool>,
    hangup: Arc<AtomicBool>,
}

impl Signals {
    fn watch() -> io::Result<Self> {
        let signals = Self {
            interrupt: Arc::default(),
            hangup: Arc::default(),
        };
        signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&signals.interrupt))?;
        signal_hook::flag::register(signal_hook::consts::SIGTERM, Arc::clone(&signals.hangup))?;
        #[cfg(unix)]
        signal_hook::flag::register(signal_hook::consts::SIGHUP, Arc::clone(&signals.hangup))?;
        Ok(signals)
    }

    fn raised(&self) -> Option<Key> {
        if self.hangup.load(Ordering::Relaxed) {
            Some(Key::Hangup)
        } else if self.interrupt.swap(false, Ordering::Relaxed) {
            Some(Key::Interrupt)
        } else {
            None
        }
    }
}

/// How long a wait for a key may last before the signals' flags are looked at again.
pub(super) const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How long a question waits for its answer: as good as for ever, and short enough to add to a clock.
const UNHURRIED: Duration = Duration::from_secs(24 * 3600);

/// Keys of a terminal.
struct TerminalKeys {
    signals: Signals,
    keys: Receiver<Key>,
    over: Arc<AtomicBool>,
    reader: JoinHandle<()>,
    _cooked: Cooked,
}

impl TerminalKeys {
    fn open(signals: Signals) -> io::Result<Self> {
        let cooked = Cooked::off()?;
        let over = Arc::new(AtomicBool::new(false));
        let (keys, reader) = read_keys(Arc::clone(&over));
        Ok(Self {
            signals,
            keys,
            over,
            reader,
            _cooked: cooked,
        })
    }
}

impl Drop for TerminalKeys {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // A reader that lives on would take a key that is meant for whoever asks next.
        let until = Instant::now() + LOOK_AGAIN * 4;
        while !self.reader.is_finished() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Waits for something from `line`, for at most `patience`; a signal, or the line's end, comes before it.
fn wait_for<T>(
    line: &Receiver<T>,
    signals: &Signals,
    patience: Duration,
) -> Result<T, Option<Key>> {
    let until = Instant::now() + patience;
    loop {
        if let Some(key) = signals.raised() {
            return Err(Some(key));
        }
        let left = until.saturating_duration_since(Instant::now());
        match line.recv_timeout(left.min(LOOK_AGAIN)) {
            Ok(item) => return Ok(item),
            Err(RecvTimeoutError::Disconnected) => return Err(Some(Key::Hangup)),
            Err(RecvTimeoutError::Timeout) if left.is_zero() => return Err(None),
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

impl Keys for TerminalKeys {
    fn next(&mut self, patience: Duration) -> Option<Key> {
        wait_for(&self.keys, &self.signals, patience).map_or_else(|request| request, Some)
    }

    fn line(&mut self, prompt: &str) -> Option<String> {
        let mut text = String::new();
        // No echo comes from the terminal now. Only letters typed or taken back are written, nothing is redrawn.
        console::ask(prompt);
        loop {
            match self.next(UNHURRIED)? {
                Key::Enter => break,
                Key::Escape | Key::Interrupt | Key::Hangup => {
                    console::note("");
                    return None;
                }
                Key::Backspace => {
                    if let Some(letter) = text.pop() {
                        console::rub_out(display_width(letter.encode_utf8(&mut [0; 4])));
                    }
                }
                Key::Space => {
                    text.push(' ');
                    console::ask(' ');
                }
                Key::Char(letter) if !console::is_unprintable(letter) => {
                    text.push(letter);
                    console::ask(letter);
                }
                Key::Char(_) | Key::Previous | Key::Following => {}
            }
        }
        console::note("");
        Some(text)
    }
}

/// Requests as lines: an empty one is Enter, else the first character counts.
struct LineKeys {
    signals: Signals,
    lines: Receiver<String>,
}

fn read_lines() -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    // The thread ends with the input or with the process; nobody needs to wait for it.
    std::thread::spawn(move || {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { break };
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

impl Keys for LineKeys {
    fn next(&mut self, patience: Duration) -> Option<Key> {
        match wait_for(&self.lines, &self.signals, patience) {
            Ok(line) => Some(line.trim().chars().next().map_or(Key::Enter, Key::Char)),
            Err(key) => key,
        }
    }

    fn line(&mut self, prompt: &str) -> Option<String> {
        console::note(prompt);
        let line = wait_for(&self.lines, &self.signals, UNHURRIED).ok()?;
        Some(console::tame(&line))
    }
}
