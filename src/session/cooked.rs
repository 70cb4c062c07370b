//! Takes the terminal out of its "cooked" mode, in which it hands over whole lines and echoes them, and puts it back
//! on every way out: a return, an error, a panic, a signal that the program outlives.
//!
//! Unlike a fully raw terminal, line ends still return the carriage, so that every part of the program may print.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal;

/// Whether the terminal is out of its cooked mode now, for the panic hook.
static OFF: AtomicBool = AtomicBool::new(false);

/// The terminal gives single keys without echo for as long as this lives.
#[derive(Debug)]
pub struct Cooked(());

impl Cooked {
    /// Asks for single keys.
    ///
    /// # Errors
    /// When standard input is no terminal or refuses.
    pub fn off() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        OFF.store(true, Ordering::SeqCst);
        let guard = Self(());
        keep_line_ends()?;
        Ok(guard)
    }
}

impl Drop for Cooked {
    fn drop(&mut self) {
        restore();
    }
}

/// Puts the terminal back when it was changed. May be called at any time, also twice. The cursor is never hidden, so
/// nothing is written: a plain rehearsal holds no escape sequence.
pub fn restore() {
    if OFF.swap(false, Ordering::SeqCst) {
        // There is nobody left to tell when the terminal itself is gone.
        let _ = terminal::disable_raw_mode();
    }
}

/// Restores the terminal before a panic's message is printed, so that it can be read.
pub fn restore_on_panic() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        restore();
        print(panic);
    }));
}

#[cfg(unix)]
fn keep_line_ends() -> io::Result<()> {
    use rustix::termios::{OptionalActions, OutputModes, tcgetattr, tcsetattr};
    let input = io::stdin();
    let mut modes = tcgetattr(&input)?;
    modes.output_modes |= OutputModes::OPOST | OutputModes::ONLCR;
    tcsetattr(&input, OptionalActions::Now, &modes)?;
    Ok(())
}

#[cfg(not(unix))]
fn keep_line_ends() -> io::Result<()> {
    Ok(())
}
