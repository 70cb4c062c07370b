//! The thread between a source and a recording: it reads, writes, resamples and meters, so that neither the screen
//! nor the recogniser can make it late.
//!
//! It is started on an opened [`Capture`] and lives as long as that. A live source is read from the start on, so that
//! the checks before the first word see it, and so that the last seconds can still become part of the section that
//! begins ([`Begin::Back`]). Sections begin and end without losing a frame in between ([`RecordingThread::next`]).
//! A file is read only while a section is recorded.

use std::path::PathBuf;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::meter::{Level, Loudness};
use super::preflight::{Problem, judge};
use super::recording::{RecordError, Recording};
use super::worker::Worker;
use super::{Capture, CaptureError};
use crate::time::{PauseMark, Span};

/// How much of what was heard between two sections can still be reached.
pub const REACH_BACK: Duration = Duration::from_secs(5);

/// Takes 16 kHz samples, in order. Dropped when the section has ended, after its last samples.
pub type Speech = Box<dyn FnMut(&[f32]) + Send>;

/// A section to record.
pub struct NewSection {
    /// The WAV to write; must not exist.
    pub path: PathBuf,
    /// Who gets its sound at 16 kHz.
    pub speech: Speech,
}

/// From where on a section is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begin {
    /// From the next frame on.
    Now,
    /// So much earlier, as far as that was heard since the last section or loss, at most [`REACH_BACK`].
    Back(Duration),
}

/// A section that has ended.
#[derive(Debug)]
pub struct Finished {
    /// What was recorded, also when something went wrong.
    pub recording: Recording,
    /// What went wrong with writing it.
    pub trouble: Option<RecordError>,
}

/// How the source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nothing has arrived yet.
    Waiting,
    /// Sound arrives.
    Listening,
    /// The source has come to its end; nothing more will come.
    Ended,
    /// The source is gone. What was recorded is kept: end the section to get it.
    Failed(CaptureError),
}

/// What the screen wants to know, as it was a moment ago.
#[derive(Debug, Clone)]
pub struct Status {
    /// How the source is.
    pub state: State,
    /// Whether a section is being recorded.
    pub recording: bool,
    /// Whether its clock is stopped.
    pub paused: bool,
    /// Length of the section so far, paused time left out.
    pub recorded: Duration,
    /// How much of the section was lost, and is silence now.
    pub lost: Duration,
    /// Where that was.
    pub gaps: Vec<Span>,
    /// Where its clock was stopped. A stop that goes on lasts as long as it has lasted so far.
    pub pauses: Vec<PauseMark>,
    /// The level of the last 50 ms heard.
    pub level: Level,
    /// Levels over everything heard since the source was opened or since [`RecordingThread::listen_anew`].
    pub heard: Loudness,
    /// When it was opened, or last asked to listen anew.
    pub heard_since: Instant,
    /// Why the section is not written on. What was written before is kept.
    pub trouble: Option<RecordError>,
}

pub(super) struct Shared {
    pub(super) status: Mutex<Status>,
    pub(super) changed: Condvar,
}

pub(super) enum Command {
    Begin(NewSection, Begin, Sender<Result<(), RecordError>>),
    Next(
        NewSection,
        Sender<(Option<Finished>, Result<(), RecordError>)>,
    ),
    End(Sender<Option<Finished>>),
    Pause(bool),
    ListenAnew,
    Stop,
}

/// A source being listened to, and recorded when asked.
pub struct RecordingThread {
    commands: Sender<Command>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    name: String,
    rate_hz: u32,
}

impl RecordingThread {
    /// Starts to listen to `capture`. Nothing is recorded until [`RecordingThread::begin`].
    ///
    /// # Errors
    /// [`RecordError::Stopped`] when the system gives no thread.
    pub fn start(capture: Box<dyn Capture>) -> Result<Self, RecordError> {
        let (commands, orders) = mpsc::channel();
        let (name, rate_hz) = (capture.name().to_owned(), capture.rate_hz());
        let worker = Worker::new(capture, orders);
        let shared = worker.shared();
        let thread = std::thread::Builder::new()
            .name("recording".to_owned())
            .spawn(move || worker.run())
            .map_err(|_| RecordError::Stopped)?;
        Ok(Self {
            commands,
            shared,
            thread: Some(thread),
            name,
            rate_hz,
        })
    }

    /// What a person calls the source.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Frames a second of the source, and of every file that is recorded from it.
    #[must_use]
    pub fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// Begins a section. One that was being recorded goes on instead, and the file is not made.
    ///
    /// # Errors
    /// When its file cannot be made, or the thread has died.
    pub fn begin(&self, section: NewSection, from: Begin) -> Result<(), RecordError> {
        self.ask(|reply| Command::Begin(section, from, reply))?
    }

    /// Ends the section, and begins the next with the very next frame.
    ///
    /// # Errors
    /// [`RecordError::Stopped`] when the thread has died. That the next section could not begin is said beside the
    /// one that has ended.
    pub fn next(
        &self,
        section: NewSection,
    ) -> Result<(Option<Finished>, Result<(), RecordError>), RecordError> {
        self.ask(|reply| Command::Next(section, reply))
    }

    /// Ends the section after everything that has arrived; `None` when none was being recorded.
    ///
    /// # Errors
    /// [`RecordError::Stopped`] when the thread has died; the file is closed and playable then, too.
    pub fn end(&self) -> Result<Option<Finished>, RecordError> {
        self.ask(Command::End)
    }

    /// Stops the clock of the section.
    pub fn pause(&self) {
        let _ = self.commands.send(Command::Pause(true));
    }

    /// Lets the clock of the section run again.
    pub fn resume(&self) {
        let _ = self.commands.send(Command::Pause(false));
    }

    /// Forgets the levels heard so far, so that [`RecordingThread::problems`] judges from here on.
    pub fn listen_anew(&self) {
        let _ = self.commands.send(Command::ListenAnew);
    }

    /// How things are.
    #[must_use]
    pub fn status(&self) -> Status {
        self.lock().clone()
    }

    /// Waits until `done` says so, or for `patience`, and tells how things are then.
    #[must_use]
    pub fn wait(&self, patience: Duration, done: impl Fn(&Status) -> bool) -> Status {
        let (status, _) = self
            .shared
            .changed
            .wait_timeout_while(self.lock(), patience, |status| {
                !done(status) && !self.thread_has_ended()
            })
            .unwrap_or_else(PoisonError::into_inner);
        status.clone()
    }

    /// What the checks before the first word say about everything heard so far.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let status = self.status();
        judge(&status.heard, status.heard_since.elapsed())
    }

    fn thread_has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    fn lock(&self) -> MutexGuard<'_, Status> {
        // The status is replaced as a whole, so it is good even when the other thread died while it held the lock.
        self.shared
            .status
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn ask<T>(&self, command: impl FnOnce(Sender<T>) -> Command) -> Result<T, RecordError> {
        let (reply, answer) = mpsc::channel();
        self.commands
            .send(command(reply))
            .map_err(|_| RecordError::Stopped)?;
        answer.recv().map_err(|_| RecordError::Stopped)
    }
}

impl Drop for RecordingThread {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::Stop);
        if let Some(thread) = self.thread.take() {
            // A panic in there was told when it happened; the recording is closed either way.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
#[path = "recording_thread_tests.rs"]
mod tests;
