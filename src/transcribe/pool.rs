//! Workers that take chunks from one line, across all sections: first come first served while somebody speaks, the
//! longest first when all is recorded.
//!
//! While somebody speaks one core is left to the recording. A chunk gets several threads only where no other chunk
//! waits and `cores.rs` says that other programs leave the cores idle: ggml's threads spin, and two that share a core
//! take ten times as long and more.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::hear::{Heard, Sound, hear};
use super::{Effort, Engines, Hearing, TranscribeError, Transcriber, Window};

/// A chunk that waits for a worker.
pub(super) struct Job {
    /// What is to be heard.
    pub sound: Sound,
    /// What the engine should know.
    pub hearing: Arc<Hearing>,
    /// Set when nobody wants the words any more.
    pub abandon: Arc<AtomicBool>,
    /// Called once with what came of it, on the worker's thread.
    pub done: Box<dyn FnOnce(Result<Heard, TranscribeError>) + Send>,
}

#[derive(Default)]
struct Line {
    jobs: VecDeque<Job>,
    /// Sections that are being spoken into a microphone right now.
    speaking: usize,
    /// Sections whose chunks are not all known yet.
    growing: usize,
    busy_cores: usize,
    closed: bool,
}

impl Line {
    /// The job that has waited longest; when nobody speaks, the one with the most sound, so that the workers end at
    /// about the same time.
    fn take(&mut self) -> Option<Job> {
        if self.speaking > 0 {
            return self.jobs.pop_front();
        }
        let length = |at: &usize| (self.jobs[*at].sound.samples.len(), usize::MAX - at);
        let longest = (0..self.jobs.len()).max_by_key(length)?;
        self.jobs.remove(longest)
    }
}

struct Shared {
    line: Mutex<Line>,
    wake: Condvar,
    cores: usize,
    /// Cores that other programs leave free.
    free: Box<dyn Fn() -> usize + Send + Sync>,
}

/// The workers. They end when it is dropped, after the chunk that each is at.
pub(super) struct Pool {
    shared: Arc<Shared>,
}

impl Pool {
    /// A worker a core; each makes its engine when it first has something to do. `free` says how many cores other
    /// programs leave free just now.
    pub fn start(
        engines: &Arc<dyn Engines>,
        cores: usize,
        free: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Self {
        let shared = Arc::new(Shared {
            line: Mutex::new(Line::default()),
            wake: Condvar::new(),
            cores: cores.max(1),
            free: Box::new(free),
        });
        for _ in 0..shared.cores {
            let (shared, engines) = (Arc::clone(&shared), Arc::clone(engines));
            thread::spawn(move || work(&shared, engines.as_ref()));
        }
        Self { shared }
    }

    /// Puts a chunk at the end of the line.
    pub fn add(&self, job: Job) {
        self.shared.lock().jobs.push_back(job);
        self.shared.wake.notify_all();
    }

    /// Says that a section begins; `live` when it comes from a microphone.
    pub fn section_begins(&self, live: bool) {
        let mut line = self.shared.lock();
        line.growing += 1;
        line.speaking += usize::from(live);
    }

    /// Says that the last sample of a live section is in: its core is free for the tail.
    pub fn speaking_ends(&self) {
        let mut line = self.shared.lock();
        line.speaking = line.speaking.saturating_sub(1);
        self.shared.wake.notify_all();
    }

    /// Has a look at what other programs do, so that the next chunk is heard with the right number of threads.
    pub fn look_around(&self) {
        (self.shared.free)();
    }

    /// Says that all chunks of a section are in the line.
    pub fn section_is_cut(&self) {
        let mut line = self.shared.lock();
        line.growing = line.growing.saturating_sub(1);
        self.shared.wake.notify_all();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let mut line = self.shared.lock();
        line.closed = true;
        for job in &line.jobs {
            job.abandon.store(true, Ordering::Relaxed);
        }
        self.shared.wake.notify_all();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a chunk and a free core; `None` when the pool is gone and the line empty.
    fn next(&self) -> Option<(Job, usize)> {
        let mut line = self.lock();
        loop {
            let reserved = usize::from(line.speaking > 0);
            let allowed = self.cores.saturating_sub(reserved).max(1);
            if line.busy_cores < allowed
                && let Some(job) = line.take()
            {
                // Several threads for one chunk only when no other chunk could use the cores: the tail.
                let idle = allowed - line.busy_cores;
                let free = (self.free)().max(1);
                let threads = if line.growing == 0 {
                    (idle / (line.jobs.len() + 1)).clamp(1, free)
                } else {
                    1
                };
                line.busy_cores += threads;
                return Some((job, threads));
            }
            if line.closed && line.jobs.is_empty() {
                return None;
            }
            line = self.wake.wait(line).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, threads: usize) {
        let mut line = self.lock();
        line.busy_cores = line.busy_cores.saturating_sub(threads);
        self.wake.notify_all();
    }
}

fn work(shared: &Shared, engines: &dyn Engines) {
    let mut engine: Option<Box<dyn Transcriber>> = None;
    while let Some((job, threads)) = shared.next() {
        let outcome = run(&mut engine, engines, &job, threads);
        shared.give_back(threads);
        (job.done)(outcome);
    }
}

fn run(
    engine: &mut Option<Box<dyn Transcriber>>,
    engines: &dyn Engines,
    job: &Job,
    threads: usize,
) -> Result<Heard, TranscribeError> {
    if job.abandon.load(Ordering::Relaxed) {
        return Err(TranscribeError::Abandoned);
    }
    let engine = match engine {
        Some(engine) => engine,
        None => engine.insert(engines.transcriber()?),
    };
    let effort = Effort {
        threads,
        abandon: &job.abandon,
        window: Window::Fitted,
    };
    hear(engine.as_mut(), &job.sound, &job.hearing, effort)
}
