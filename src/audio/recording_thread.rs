//! The thread between a source and a recording: it reads, writes, resamples and meters, so that neither the screen
//! nor the recogniser can make it late.
//!
//! It is started on an opened [`Capture`] and lives as long as that. A live source is read from the start on, so that
//! the checks before the first word see it, and so that the last seconds can still become part of the section that
//! begins ([`Begin::Back`]). Sections begin and end without losing a frame in between ([`RecordingThread::next`]).
//! A file is read only while a section is recorded.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender, TryRecvError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::meter::{Level, Loudness, Meter};
use super::preflight::{Problem, judge};
use super::recording::{RecordError, Recorder, Recording};
use super::{Arrived, Capture, CaptureError};

/// How much of what was heard between two sections can still be reached.
pub const REACH_BACK: Duration = Duration::from_secs(5);

/// How long one read of a live source waits; bounds how late a key is acted upon.
const PATIENCE: Duration = Duration::from_millis(20);

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
    /// The level of the last 50 ms heard.
    pub level: Level,
    /// Levels over everything heard since the source was opened or since [`RecordingThread::listen_anew`].
    pub heard: Loudness,
    /// When it was opened, or last asked to listen anew.
    pub heard_since: Instant,
    /// Why the section is not written on. What was written before is kept.
    pub trouble: Option<RecordError>,
}

struct Shared {
    status: Mutex<Status>,
    changed: Condvar,
}

enum Command {
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
        let shared = Arc::clone(&worker.shared);
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

struct Worker {
    capture: Box<dyn Capture>,
    orders: Receiver<Command>,
    shared: Arc<Shared>,
    section: Option<Section>,
    state: State,
    meter: Meter,
    heard_since: Instant,
    earlier: VecDeque<f32>,
    reach_back: usize,
    frames: Vec<f32>,
}

struct Section {
    recorder: Recorder,
    speech: Speech,
    ready: Vec<f32>,
    trouble: Option<RecordError>,
}

impl Worker {
    fn new(capture: Box<dyn Capture>, orders: Receiver<Command>) -> Self {
        let rate_hz = capture.rate_hz();
        let meter = Meter::new(rate_hz);
        let reach_back = (REACH_BACK.as_secs() * u64::from(rate_hz)) as usize;
        let status = Status {
            state: State::Waiting,
            recording: false,
            paused: false,
            recorded: Duration::ZERO,
            lost: Duration::ZERO,
            level: Level::default(),
            heard: meter.loudness(),
            heard_since: Instant::now(),
            trouble: None,
        };
        Self {
            orders,
            shared: Arc::new(Shared {
                status: Mutex::new(status),
                changed: Condvar::new(),
            }),
            section: None,
            state: State::Waiting,
            meter,
            heard_since: Instant::now(),
            earlier: VecDeque::new(),
            reach_back: if capture.is_live() { reach_back } else { 0 },
            frames: Vec::new(),
            capture,
        }
    }

    fn run(mut self) {
        loop {
            let order = if self.has_to_read() {
                match self.orders.try_recv() {
                    Ok(order) => Some(order),
                    Err(TryRecvError::Empty) => None,
                    Err(TryRecvError::Disconnected) => Some(Command::Stop),
                }
            } else {
                Some(self.orders.recv().unwrap_or(Command::Stop))
            };
            match order {
                Some(Command::Stop) => break,
                Some(order) => self.obey(order),
                None => {
                    self.read(PATIENCE);
                }
            }
            self.publish();
        }
        self.finish();
    }

    fn has_to_read(&self) -> bool {
        let open = matches!(self.state, State::Waiting | State::Listening);
        let wanted = self
            .section
            .as_ref()
            .is_some_and(|section| !section.recorder.is_paused());
        open && (self.capture.is_live() || wanted)
    }

    fn obey(&mut self, order: Command) {
        // What has arrived by now was spoken before the key was pressed.
        if self.capture.is_live() {
            while self.has_to_read() && self.read(Duration::ZERO) {}
        }
        match order {
            Command::Begin(section, from, reply) => {
                let _ = reply.send(self.begin(section, from));
            }
            Command::Next(section, reply) => {
                let finished = self.finish();
                let begun = self.begin(section, Begin::Now);
                let _ = reply.send((finished, begun));
            }
            Command::End(reply) => {
                let _ = reply.send(self.finish());
            }
            Command::Pause(pause) => {
                if let Some(Section { recorder, .. }) = &mut self.section {
                    if pause {
                        recorder.pause()
                    } else {
                        recorder.resume()
                    }
                }
            }
            Command::ListenAnew => {
                self.meter = Meter::new(self.capture.rate_hz());
                self.heard_since = Instant::now();
            }
            Command::Stop => {}
        }
    }

    fn begin(&mut self, new: NewSection, from: Begin) -> Result<(), RecordError> {
        if self.section.is_some() {
            return Ok(());
        }
        let rate_hz = self.capture.rate_hz();
        let mut section = Section {
            recorder: Recorder::create(&new.path, rate_hz)?,
            speech: new.speech,
            ready: Vec::new(),
            trouble: None,
        };
        if let Begin::Back(length) = from {
            let wanted = crate::time::samples_in(length, rate_hz);
            let count = usize::try_from(wanted)
                .unwrap_or(usize::MAX)
                .min(self.earlier.len());
            let start = self.earlier.len() - count;
            section.push(&self.earlier.make_contiguous()[start..]);
        }
        self.earlier.clear();
        self.section = Some(section);
        Ok(())
    }

    fn finish(&mut self) -> Option<Finished> {
        self.earlier.clear();
        self.section.take().map(Section::finish)
    }

    /// Reads once; whether something came.
    fn read(&mut self, patience: Duration) -> bool {
        self.frames.clear();
        match self.capture.read(patience, &mut self.frames) {
            Ok(Arrived::Frames(0)) => return false,
            Ok(Arrived::Frames(_)) => {
                self.state = State::Listening;
                self.meter.push(&self.frames);
                match &mut self.section {
                    Some(section) => section.push(&self.frames),
                    None => self.remember(),
                }
            }
            Ok(Arrived::Lost(count)) => match &mut self.section {
                Some(section) => section.lost(count),
                // What came before a loss does not join what comes after it.
                None => self.earlier.clear(),
            },
            Ok(Arrived::End) => self.close(State::Ended),
            Err(error) => self.close(State::Failed(error)),
        }
        true
    }

    fn remember(&mut self) {
        self.earlier.extend(&self.frames);
        let surplus = self.earlier.len().saturating_sub(self.reach_back);
        self.earlier.drain(..surplus);
    }

    fn close(&mut self, state: State) {
        self.state = state;
        if let Some(section) = &mut self.section {
            let safe = section.recorder.checkpoint();
            section.note(safe);
        }
    }

    fn publish(&self) {
        let recorder = self.section.as_ref().map(|section| &section.recorder);
        let status = Status {
            state: self.state.clone(),
            recording: recorder.is_some(),
            paused: recorder.is_some_and(Recorder::is_paused),
            recorded: recorder.map_or(Duration::ZERO, Recorder::length),
            lost: recorder.map_or(Duration::ZERO, Recorder::lost_length),
            level: self.meter.level(),
            heard: self.meter.loudness(),
            heard_since: self.heard_since,
            trouble: self
                .section
                .as_ref()
                .and_then(|section| section.trouble.clone()),
        };
        *self
            .shared
            .status
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = status;
        self.shared.changed.notify_all();
    }
}

impl Section {
    fn push(&mut self, frames: &[f32]) {
        if self.trouble.is_none() {
            let written = self.recorder.push(frames, &mut self.ready);
            self.hand_on(written);
        }
    }

    fn lost(&mut self, frames: u64) {
        if self.trouble.is_none() {
            let written = self.recorder.lost(frames, &mut self.ready);
            self.hand_on(written);
        }
    }

    fn hand_on(&mut self, written: Result<(), RecordError>) {
        self.note(written);
        if !self.ready.is_empty() {
            (self.speech)(&self.ready);
            self.ready.clear();
        }
    }

    fn note(&mut self, written: Result<(), RecordError>) {
        if let Err(error) = written {
            self.trouble.get_or_insert(error);
        }
    }

    fn finish(mut self) -> Finished {
        let (recording, written) = self.recorder.finish(&mut self.ready);
        if !self.ready.is_empty() {
            (self.speech)(&self.ready);
        }
        Finished {
            recording,
            trouble: self.trouble.or(written.err()),
        }
    }
}

#[cfg(test)]
#[path = "recording_thread_tests.rs"]
mod tests;
