//! A real terminal with the program in it: a pty of a given size, the screen as a terminal emulator shows it, and keys.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::program::{Program, binary};

/// How long the program may take to show something: CI machines are slow, and people would not wait for half of it.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The program in a terminal.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    written: Arc<Mutex<Vec<u8>>>,
    shown: Arc<Mutex<vt100::Parser>>,
    modes: String,
    reading: JoinHandle<()>,
    closing: Arc<AtomicBool>,
    /// How much of what was written has been waited for already.
    seen: usize,
}

impl Terminal {
    /// Starts the program with these arguments in a terminal of `columns` by `rows`, hearing what `sound` tells in its
    /// environment.
    pub fn start(
        program: &Program,
        sound: &[(&'static str, std::path::PathBuf)],
        arguments: &[&str],
        size: (u16, u16),
    ) -> Self {
        Self::of_kind(program, sound, arguments, size, Some("xterm-256color"))
    }

    /// As [`Terminal::start`], in a terminal that calls itself `kind`, or nothing at all. A size of 0 by 0 is what a
    /// serial line tells; its screen is read as 80 by 24.
    pub fn of_kind(
        program: &Program,
        sound: &[(&'static str, std::path::PathBuf)],
        arguments: &[&str],
        (columns, rows): (u16, u16),
        kind: Option<&str>,
    ) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut command = CommandBuilder::new(binary());
        command.args(arguments);
        command.cwd(env!("CARGO_MANIFEST_DIR"));
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        if let Some(kind) = kind {
            command.env("TERM", kind);
        }
        for (name, value) in program.environment().iter().chain(sound) {
            command.env(name, value);
        }
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let modes = modes(&*pair.master);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let side = |length, usual| NonZeroU16::new(length).or(NonZeroU16::new(usual)).unwrap();
        let parser = vt100::Parser::new(side(rows, 24), side(columns, 80), 2_000);
        let shown = Arc::new(Mutex::new(parser));
        let written = Arc::new(Mutex::new(Vec::new()));
        let (to_shown, to_written) = (Arc::clone(&shown), Arc::clone(&written));
        let closing = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&closing);
        let reading = std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // Reading fails when the program has ended.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                to_shown.lock().unwrap().process(&buffer[..count]);
                to_written.lock().unwrap().extend(&buffer[..count]);
                if over.load(Ordering::SeqCst) {
                    break;
                }
            }
        });
        Self {
            child,
            master: pair.master,
            keys,
            written,
            shown,
            modes,
            reading,
            closing,
            seen: 0,
        }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Waits until the program writes `text` after all that was waited for before.
    pub fn wait_for(&mut self, text: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            // The length is taken first: more may be written while it is looked through.
            let all = self.text();
            if let Some(at) = all.get(self.seen..).and_then(|new| new.find(text)) {
                self.seen += at + text.len();
                return;
            }
            if Instant::now() > until || self.child.try_wait().unwrap().is_some() {
                std::thread::sleep(Duration::from_millis(200));
                let all = self.text();
                assert!(
                    all.get(self.seen..).is_some_and(|new| new.contains(text)),
                    "\"{text}\" was not written after this point:\n{}\nThe screen:\n{}",
                    all.get(self.seen..).unwrap_or_default(),
                    self.screen()
                );
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// All that was written, without what moves the cursor or sets colours.
    pub fn text(&self) -> String {
        without_escapes(&self.written.lock().unwrap())
    }

    /// All that was written, as bytes.
    pub fn written(&self) -> Vec<u8> {
        self.written.lock().unwrap().clone()
    }

    /// What is on the screen now.
    pub fn screen(&self) -> String {
        let shown = self.shown.lock().unwrap();
        let (_, columns) = shown.screen().size();
        let rows: Vec<String> = shown.screen().rows(0, columns.get()).collect();
        rows.join("\n")
    }

    /// Whether the cursor can be seen.
    pub fn shows_cursor(&self) -> bool {
        !self.shown.lock().unwrap().screen().hide_cursor()
    }

    /// Whether the program has left the terminal on its other screen, which has no scrollback.
    pub fn is_elsewhere(&self) -> bool {
        self.shown.lock().unwrap().screen().alternate_screen()
    }

    /// Gives the window another size, as a mouse would.
    pub fn resize(&mut self, (columns, rows): (u16, u16)) {
        let side = |length| NonZeroU16::new(length).unwrap();
        // The screen first: what the program then draws is meant for the new size.
        let mut shown = self.shown.lock().unwrap();
        shown.screen_mut().set_size(side(rows), side(columns));
        self.master.resize(size(columns, rows)).unwrap();
        drop(shown);
        self.seen = self.text().len();
    }

    /// Whether the terminal's modes (echo, lines, signals) are what they were before the program began.
    pub fn is_restored(&self) -> bool {
        modes(&*self.master) == self.modes
    }

    /// Sends a signal: `TERM`, `HUP`, `KILL`.
    pub fn signal(&self, name: &str) {
        signal(self.id(), name);
    }

    /// Waits for the program's end; its exit code, or `None` after a signal.
    pub fn ends_within(&mut self, patience: Duration) -> Option<u32> {
        let until = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                // The last of what was written may still be on its way.
                std::thread::sleep(Duration::from_millis(100));
                return status.signal().is_none().then(|| status.exit_code());
            }
            assert!(
                Instant::now() < until,
                "still running after {patience:?}:\n{}",
                self.screen()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Closes the window, as a mouse would, and waits for the program's end. To be called while the screen changes.
    pub fn close(self, patience: Duration) {
        let Self {
            mut child,
            master,
            keys,
            reading,
            closing,
            ..
        } = self;
        // Three handles hold the terminal open. The last one is in the hands of the thread, until it has read again.
        closing.store(true, Ordering::SeqCst);
        reading.join().unwrap();
        drop(keys);
        drop(master);
        let until = Instant::now() + patience;
        while child.try_wait().unwrap().is_none() {
            if Instant::now() > until {
                let _ = child.kill();
                panic!("still running {patience:?} after its window was closed");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

/// Sends a signal to a process.
fn signal(id: u32, name: &str) {
    let sent = std::process::Command::new("sh")
        .args(["-c", &format!("kill -{name} {id}")])
        .status()
        .unwrap();
    assert!(sent.success(), "no process {id} to send {name} to");
}

fn modes(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().unwrap())
}

/// `bytes` as text, without escape sequences and carriage returns.
fn without_escapes(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut kept = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => {
                // CSI: up to its final letter. Others that are used here have one letter after the escape.
                if letters.next() == Some('[') {
                    let _ = letters.find(|letter| ('@'..='~').contains(letter));
                }
            }
            '\r' => {}
            letter => kept.push(letter),
        }
    }
    kept
}
