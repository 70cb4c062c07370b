//! The keys of a terminal, read on a thread of its own until the terminal is closed or its input ends.
//!
//! crossterm's reader is not used on Unix: at a terminal that was closed it reads again and again, keeps a core busy
//! and never returns.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;

use super::keys::{Key, LOOK_AGAIN};

/// Reads keys until `over`, or until the terminal is gone, which closes the channel.
pub(super) fn read_keys(over: Arc<AtomicBool>) -> (Receiver<Key>, JoinHandle<()>) {
    let (sender, receiver) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut source = Source::default();
        while !over.load(Ordering::Relaxed) {
            match source.keys() {
                Ok(keys) => {
                    if send(&sender, keys).is_err() {
                        break;
                    }
                }
                // A signal breaks the wait.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
    });
    (receiver, reader)
}

fn send(sender: &Sender<Key>, keys: Vec<Key>) -> Result<(), mpsc::SendError<Key>> {
    keys.into_iter().try_for_each(|key| sender.send(key))
}

#[cfg(unix)]
#[derive(Default)]
struct Source(Decoder);

#[cfg(unix)]
impl Source {
    /// Keys that come within [`LOOK_AGAIN`].
    fn keys(&mut self) -> io::Result<Vec<Key>> {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        let stdin = io::stdin();
        let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
        let patience = Timespec {
            tv_sec: 0,
            tv_nsec: i64::from(LOOK_AGAIN.subsec_nanos()),
        };
        if poll(&mut ready, Some(&patience))? == 0 {
            return Ok(self.0.rest());
        }
        let mut bytes = [0; 256];
        match rustix::io::read(&stdin, &mut bytes) {
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => Ok(self.0.keys(&bytes[..count])),
            // Somebody else has set it to not wait, and took what was there.
            Err(rustix::io::Errno::AGAIN) if ready[0].revents() == PollFlags::IN => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(not(unix))]
#[derive(Default)]
struct Source;

#[cfg(not(unix))]
impl Source {
    fn keys(&mut self) -> io::Result<Vec<Key>> {
        use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
        if !event::poll(LOOK_AGAIN)? {
            return Ok(Vec::new());
        }
        let Event::Key(key) = event::read()? else {
            return Ok(Vec::new());
        };
        if key.kind == KeyEventKind::Release {
            return Ok(Vec::new());
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let key = match key.code {
            KeyCode::Char('c' | 'd') if control => Some(Key::Interrupt),
            KeyCode::Char(_) if control => None,
            KeyCode::Enter => Some(Key::Enter),
            KeyCode::Char(' ') => Some(Key::Space),
            KeyCode::Char(letter) => Some(Key::Char(letter)),
            KeyCode::Esc => Some(Key::Escape),
            KeyCode::Backspace => Some(Key::Backspace),
            KeyCode::Up | KeyCode::Left => Some(Key::Previous),
            KeyCode::Down | KeyCode::Right => Some(Key::Following),
            _ => None,
        };
        Ok(key.into_iter().collect())
    }
}

/// Makes keys of the bytes that a terminal sends for them. A key may come in two pieces.
#[cfg(unix)]
#[derive(Default)]
struct Decoder(Vec<u8>);

#[cfg(unix)]
impl Decoder {
    /// The keys that are complete with `bytes`.
    fn keys(&mut self, bytes: &[u8]) -> Vec<Key> {
        self.0.extend_from_slice(bytes);
        let mut keys = Vec::new();
        while let Some((length, key)) = first_key(&self.0) {
            self.0.drain(..length);
            keys.extend(key);
        }
        keys
    }

    /// What the bytes mean after which nothing came: an escape alone is the Escape key.
    fn rest(&mut self) -> Vec<Key> {
        let rest = std::mem::take(&mut self.0);
        if rest == [ESCAPE] {
            vec![Key::Escape]
        } else {
            Vec::new()
        }
    }
}

#[cfg(unix)]
const ESCAPE: u8 = 0x1b;

/// Length and meaning of the first key in `bytes`; `None` while it is not complete.
#[cfg(unix)]
fn first_key(bytes: &[u8]) -> Option<(usize, Option<Key>)> {
    match *bytes {
        [] | [ESCAPE] => None,
        // Linux' console sends ESC [ [ A for F1.
        [ESCAPE, b'[', b'[', ..] => (bytes.len() > 3).then_some((4, None)),
        [ESCAPE, b'[', ref rest @ ..] => {
            let end = rest.iter().position(|byte| (0x40..0x7f).contains(byte))?;
            Some((end + 3, arrow(rest[end])))
        }
        [ESCAPE, b'O', ref rest @ ..] => rest.first().map(|&last| (3, arrow(last))),
        [ESCAPE, ESCAPE, ..] => Some((1, Some(Key::Escape))),
        // Alt and a key.
        [ESCAPE, ref rest @ ..] => first_key(rest).map(|(length, key)| (length + 1, key)),
        [b'\r' | b'\n', ..] => Some((1, Some(Key::Enter))),
        [b' ', ..] => Some((1, Some(Key::Space))),
        [0x7f | 0x08, ..] => Some((1, Some(Key::Backspace))),
        // Ctrl-C and Ctrl-D.
        [0x03 | 0x04, ..] => Some((1, Some(Key::Interrupt))),
        [control, ..] if control < 0x20 => Some((1, None)),
        _ => letter(bytes),
    }
}

#[cfg(unix)]
fn arrow(last: u8) -> Option<Key> {
    match last {
        b'A' | b'D' => Some(Key::Previous),
        b'B' | b'C' => Some(Key::Following),
        b'M' => Some(Key::Enter),
        _ => None,
    }
}

/// The first letter in UTF-8; a byte that belongs to none is passed over.
#[cfg(unix)]
fn letter(bytes: &[u8]) -> Option<(usize, Option<Key>)> {
    let length = match bytes.first()? {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    };
    let text = std::str::from_utf8(bytes.get(..length)?);
    let letter = text.ok().and_then(|text| text.chars().next());
    Some(letter.map_or((1, None), |letter| (length, Some(Key::Char(letter)))))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn keys(pieces: &[&[u8]]) -> Vec<Key> {
        let mut decoder = Decoder::default();
        let mut keys: Vec<Key> = pieces
            .iter()
            .flat_map(|piece| decoder.keys(piece))
            .collect();
        keys.extend(decoder.rest());
        keys
    }

    #[test]
    fn keys_are_told_apart() {
        use Key::{Backspace, Char, Enter, Escape, Following, Interrupt, Previous, Space};
        assert_eq!(
            keys(&[b"r \r\x7f\x03\x04q\n"]),
            [
                Char('r'),
                Space,
                Enter,
                Backspace,
                Interrupt,
                Interrupt,
                Char('q'),
                Enter
            ]
        );
        assert_eq!(
            keys(&[b"\x1b[A\x1b[B\x1bOC\x1bOD"]),
            [Previous, Following, Following, Previous]
        );
        assert_eq!(keys(&[b"\x1b"]), [Escape]);
        assert_eq!(keys(&[b"\x1b\x1b"]), [Escape, Escape]);
        assert_eq!(keys(&["größe日👍".as_bytes()]).len(), 7);
    }

    #[test]
    fn a_key_that_comes_in_pieces_is_one_key() {
        assert_eq!(keys(&[b"\x1b", b"[", b"1;2", b"A"]), [Key::Previous]);
        assert_eq!(keys(&[b"\xe6\x97", b"\xa5"]), [Key::Char('日')]);
    }

    #[test]
    fn what_is_no_key_asks_for_nothing() {
        for other in [
            &b"\x1b[15~"[..],
            b"\x1b[[A",
            b"\x1b[200~",
            b"\t\x01",
            b"\xff\x80",
            b"\x1b[1;",
            b"\xe6",
        ] {
            assert_eq!(keys(&[other]), [], "{other:?}");
        }
    }
}
