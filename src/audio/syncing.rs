//! Makes sure, about once a second, that a file which is being written survives a power cut.
//!
//! A slow disk takes seconds for that, so it happens on a thread of its own: whoever writes the file never waits for it.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::disk::Written;

/// At most so much of a recording is lost in a power cut, and what is spoken while the disk is at work.
const EVERY: Duration = Duration::from_secs(1);

/// A file whose bytes are pushed to the disk while it is written. Ends when it is dropped, without waiting.
#[derive(Debug)]
pub(super) struct Syncing {
    shared: Arc<Shared>,
    /// Dropped to end the thread.
    _running: Sender<()>,
}

#[derive(Debug, Default)]
struct Shared {
    /// Whether something was written that has not been pushed.
    wanted: AtomicBool,
    failed: Mutex<Option<io::Error>>,
}

impl Syncing {
    /// Begins with `file`, which has just been made: first its name is pushed.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub(super) fn start(file: Written) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let (running, ended) = mpsc::channel::<()>();
        let work = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("syncing".to_owned())
            .spawn(move || {
                let mut done = file.sync_name();
                while done.is_ok() && ended.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                    if work.wanted.swap(false, Ordering::Relaxed) {
                        done = file.sync();
                    }
                }
                let failed = done.err();
                *work.failed.lock().unwrap_or_else(PoisonError::into_inner) = failed;
            })?;
        Ok(Self {
            shared,
            _running: running,
        })
    }

    /// Asks for what has been written to be pushed, within a second.
    ///
    /// # Errors
    /// When an earlier push has failed, once: the disk is full or broken.
    pub(super) fn ask(&self) -> io::Result<()> {
        self.shared.wanted.store(true, Ordering::Relaxed);
        let failed = self.shared.failed.lock();
        match failed.unwrap_or_else(PoisonError::into_inner).take() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}
