//! What the recording thread does: it reads the source, writes the section, and obeys orders in between.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::meter::{Level, Meter};
use super::recording::{RecordError, Recorder};
use super::recording_thread::{
    Begin, Command, Finished, NewSection, REACH_BACK, Shared, Speech, State, Status,
};
use super::{Arrived, Capture};

/// How long one read of a live source waits; bounds how late a key is acted upon.
const PATIENCE: Duration = Duration::from_millis(20);

/// What runs on the recording thread; made on the thread that starts it.
pub struct Worker {
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
    /// A worker for `capture` that will do what `orders` say.
    pub fn new(capture: Box<dyn Capture>, orders: Receiver<Command>) -> Self {
        let rate_hz = capture.rate_hz();
        let meter = Meter::new(rate_hz);
        let reach_back = (REACH_BACK.as_secs() * u64::from(rate_hz)) as usize;
        let status = Status {
            state: State::Waiting,
            recording: false,
            paused: false,
            recorded: Duration::ZERO,
            lost: Duration::ZERO,
            gaps: Vec::new(),
            pauses: Vec::new(),
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

    /// What it tells the other threads.
    pub fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    /// Reads, writes and obeys until it is told to stop, then closes the section.
    pub fn run(mut self) {
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
            gaps: recorder.map_or_else(Vec::new, |recorder| recorder.gaps().to_vec()),
            pauses: recorder.map_or_else(Vec::new, Recorder::pauses),
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
