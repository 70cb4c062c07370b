//! The ear: hears sections while they are spoken, or all at once from files, and gives a transcript of each.
//!
//! [`Ear::listen`] opens a section. [`Listening::push`] hands samples over and returns at once; a thread of the
//! section's own finds the voice and cuts chunks, the pool's workers transcribe them. When the section ends only its
//! tail is left, and the next section can be spoken while that is done. Live or from a file, the chunks and so the
//! words are the same.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::cores::Cores;
use super::hear::{Heard, Sound};
use super::pool::{Job, Pool};
use super::section;
use super::whisper::{ModelSource, Whisper};
use super::{Engines, Hearing, TranscribeError};
use crate::speech::chunk::{Chunk, Chunker};
use crate::speech::contour::{self, Contour};
use crate::speech::level::{self, Balance};
use crate::speech::vad::{FRAME, Watch};
use crate::time::{SPEECH_RATE_HZ, length_of_samples, samples_in};
use crate::transcript::{Transcript, Word, WordTimes};

/// How the ear uses the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarOptions {
    /// Cores to use, at least one; one of them is left alone while somebody speaks.
    pub cores: usize,
    /// Two-letter code of the language that will mostly be heard: what the model is made ready for.
    pub language: String,
}

impl Default for EarOptions {
    /// All cores that this process may use.
    fn default() -> Self {
        Self {
            cores: thread::available_parallelism().map_or(1, usize::from),
            language: "en".to_owned(),
        }
    }
}

/// A recogniser with its workers, for any number of sections.
pub struct Ear {
    engines: Arc<dyn Engines>,
    pool: Arc<Pool>,
}

impl Ear {
    /// Loads the Whisper model `model`, called `name` (which chooses how word times are found), and the voice
    /// detector `vad`.
    ///
    /// # Errors
    /// [`TranscribeError::Model`] when a file cannot be used.
    pub fn load(
        name: &str,
        model: impl Into<ModelSource>,
        vad: &std::path::Path,
        options: &EarOptions,
    ) -> Result<Self, TranscribeError> {
        let cores = Cores::watch(options.cores);
        let engines = Whisper::load(name, model.into(), vad, &options.language)?;
        Ok(Self::start(Arc::new(engines), options, move || {
            cores.free()
        }))
    }

    /// An ear with other engines, such as [`super::scripted::Scripted`], for which no core is busy with anything else.
    #[must_use]
    pub fn with(engines: Arc<dyn Engines>, options: &EarOptions) -> Self {
        let cores = options.cores;
        Self::start(engines, options, move || cores)
    }

    pub(super) fn start(
        engines: Arc<dyn Engines>,
        options: &EarOptions,
        free: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Self {
        let pool = Arc::new(Pool::start(&engines, options.cores, free));
        Self { engines, pool }
    }

    /// The model's name.
    #[must_use]
    pub fn model(&self) -> &str {
        self.engines.model()
    }

    /// Opens a section that is spoken now: one core stays free for the recording until [`Listening::finish`].
    ///
    /// # Errors
    /// When the voice detector cannot be made.
    pub fn listen(&self, hearing: Hearing) -> Result<Listening, TranscribeError> {
        self.open(hearing, None)
    }

    /// Opens a section of the given length that is recorded already: [`Listening::push`] waits when it brings sound
    /// faster than it is heard, so that a long recording is in memory no more than once.
    ///
    /// # Errors
    /// When the voice detector cannot be made.
    pub fn listen_to_recorded(
        &self,
        hearing: Hearing,
        length: Duration,
    ) -> Result<Listening, TranscribeError> {
        self.open(hearing, Some(length))
    }

    /// Transcribes sections that are recorded already, side by side on all cores; transcripts in the order given.
    /// `progress` is told the fraction done, 0 to 1, now and then.
    ///
    /// # Errors
    /// The first section's that failed.
    pub fn transcribe_all(
        &self,
        sections: Vec<(Vec<f32>, Hearing)>,
        progress: impl FnMut(f64),
    ) -> Result<Vec<Transcript>, TranscribeError> {
        let mut pending = Vec::with_capacity(sections.len());
        for (samples, hearing) in sections {
            let length = length_of_samples(samples.len() as u64, SPEECH_RATE_HZ);
            let listening = self.listen_to_recorded(hearing, length)?;
            listening.hand_over(samples);
            pending.push(listening.finish());
        }
        Self::wait_for(pending, progress)
    }

    /// Waits for sections that have ended; transcripts in the order given. `progress` is told the fraction done, 0 to 1,
    /// now and then; it never falls.
    ///
    /// # Errors
    /// The first section's that failed.
    pub fn wait_for(
        pending: Vec<Pending>,
        mut progress: impl FnMut(f64),
    ) -> Result<Vec<Transcript>, TranscribeError> {
        // A section's known work grows while it is cut and starts over when it is too quiet: what was told never falls.
        let mut told = 0.0f64;
        while pending.iter().any(|section| !section.is_ready()) {
            let done: f64 = pending.iter().map(Pending::progress).sum();
            told = told.max(done / pending.len() as f64);
            progress(told);
            thread::sleep(Duration::from_millis(20));
        }
        progress(1.0);
        pending.into_iter().map(Pending::wait).collect()
    }

    /// `recorded` is how long a section is that is recorded already.
    fn open(
        &self,
        hearing: Hearing,
        recorded: Option<Duration>,
    ) -> Result<Listening, TranscribeError> {
        let live = recorded.is_none();
        let detector = self.engines.detector(&hearing)?;
        let desk = Arc::new(Desk::default());
        let (line, incoming) = if live {
            let (line, incoming) = channel();
            (Line::Live(line), incoming)
        } else {
            let (line, incoming) = sync_channel(PIECES);
            (Line::Recorded(line), incoming)
        };
        let expected = recorded.map_or(0, |length| samples_in(length, SPEECH_RATE_HZ));
        self.pool.section_begins(live);
        let attending = Attending {
            incoming,
            desk: Arc::clone(&desk),
            pool: Arc::clone(&self.pool),
            hearing: Arc::new(hearing),
            live,
            watch: Watch::new(detector),
            chunker: Chunker::default(),
            balance: Balance::default(),
            section: Vec::new(),
            expected: usize::try_from(expected).unwrap_or(usize::MAX),
        };
        let (engines, thread_desk) = (Arc::clone(&self.engines), Arc::clone(&desk));
        let thread = thread::spawn(move || {
            let outcome = attending.attend(engines.as_ref());
            thread_desk.lock().over = true;
            outcome
        });
        Ok(Listening {
            line: Some(line),
            pool: Arc::clone(&self.pool),
            live,
            pending: Some(Pending {
                desk,
                thread: Some(thread),
            }),
        })
    }
}

/// Pieces of a recorded section that may wait for its thread.
const PIECES: usize = 8;

/// The way of the samples to a section's own thread.
enum Line {
    /// Takes everything at once.
    Live(Sender<Vec<f32>>),
    /// Makes the sender wait while [`PIECES`] are in it.
    Recorded(SyncSender<Vec<f32>>),
}

/// A section that is being heard. Dropping it throws the section away.
pub struct Listening {
    line: Option<Line>,
    pool: Arc<Pool>,
    live: bool,
    pending: Option<Pending>,
}

impl Listening {
    /// Hands over the next samples (16 kHz, mono). Never waits for the recogniser while somebody speaks.
    pub fn push(&mut self, samples: &[f32]) {
        self.hand_over(samples.to_vec());
    }

    fn hand_over(&self, samples: Vec<f32>) {
        // A section thread that died says so when the transcript is asked for.
        let _ = match &self.line {
            Some(Line::Live(line)) => line.send(samples),
            Some(Line::Recorded(line)) => line.send(samples),
            None => Ok(()),
        };
    }

    /// The words so far, with rough times, before any guard: for showing, not for judging.
    #[must_use]
    pub fn words_so_far(&self) -> Vec<Word> {
        self.pending
            .as_ref()
            .map(|pending| section::words(pending.desk.lock().heard()))
            .unwrap_or_default()
    }

    /// Says that the section has ended. What is left to do is done beside whatever comes next.
    #[must_use]
    pub fn finish(mut self) -> Pending {
        self.hang_up();
        self.pending.take().unwrap_or_else(|| Pending {
            desk: Arc::new(Desk::default()),
            thread: None,
        })
    }

    fn hang_up(&mut self) {
        if self.line.is_some() && self.live {
            self.pool.speaking_ends();
        }
        // Only now the section's thread learns of the end, so that the tail finds the recording's core free.
        self.line = None;
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.hang_up();
    }
}

/// A section that has ended and whose transcript is being made. Dropping it throws the section away.
pub struct Pending {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<Result<Transcript, TranscribeError>>>,
}

impl Pending {
    /// How much of the section is transcribed, 0 to 1.
    #[must_use]
    pub fn progress(&self) -> f64 {
        self.desk.lock().progress()
    }

    /// Whether [`Pending::wait`] would return at once.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// The transcript, when it is done.
    ///
    /// # Errors
    /// When a chunk failed; [`TranscribeError::Gone`] when a thread died.
    pub fn wait(mut self) -> Result<Transcript, TranscribeError> {
        let thread = self.thread.take().ok_or(TranscribeError::Gone)?;
        thread.join().unwrap_or(Err(TranscribeError::Gone))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.thread.is_some() {
            self.desk.abandon.store(true, Ordering::Relaxed);
        }
    }
}

/// What a section's own thread, the workers and the caller share.
#[derive(Default)]
struct Desk {
    state: Mutex<DeskState>,
    wake: Condvar,
    abandon: Arc<AtomicBool>,
}

#[derive(Default)]
struct DeskState {
    parts: Vec<Part>,
    /// Samples that are not cut into chunks yet; `None` while nobody knows how many will come.
    uncut: Option<usize>,
    over: bool,
}

struct Part {
    chunk: Chunk,
    heard: Option<Result<Heard, TranscribeError>>,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, DeskState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until at most `most` chunks are without their words.
    fn wait(&self, most: usize) -> MutexGuard<'_, DeskState> {
        let mut state = self.lock();
        while state
            .parts
            .iter()
            .filter(|part| part.heard.is_none())
            .count()
            > most
        {
            state = self
                .wake
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state
    }
}

impl DeskState {
    fn progress(&self) -> f64 {
        if self.over {
            return 1.0;
        }
        let Some(uncut) = self.uncut else {
            return 0.0;
        };
        let length = |part: &Part| part.chunk.audio.len() as f64;
        let all = self.parts.iter().map(length).sum::<f64>() + uncut as f64;
        let done: f64 = (self.parts.iter().filter(|part| part.heard.is_some()))
            .map(length)
            .sum();
        if all > 0.0 { done / all } else { 0.0 }
    }

    /// The parts that are heard by now.
    fn heard(&self) -> impl Iterator<Item = (&Chunk, &Heard)> {
        self.parts.iter().filter_map(|part| match &part.heard {
            Some(Ok(heard)) => Some((&part.chunk, heard)),
            _ => None,
        })
    }
}

/// How much of a recorded section is cut at a time: 30 s. The first chunks are heard while the rest is looked at.
const STEP: usize = 30 * SPEECH_RATE_HZ as usize;

/// Chunks of a recorded section that wait for a worker at most, each with a copy of its samples. More would make the
/// memory for an hour of speech twice what its samples take.
const WAITING: usize = 16;

/// One section's own thread: finds the voice, cuts, waits for the words, puts them together.
struct Attending {
    incoming: Receiver<Vec<f32>>,
    desk: Arc<Desk>,
    pool: Arc<Pool>,
    hearing: Arc<Hearing>,
    live: bool,
    watch: Watch,
    chunker: Chunker,
    balance: Balance,
    section: Vec<f32>,
    /// How many samples a recorded section will have, about.
    expected: usize,
}

impl Attending {
    fn attend(mut self, engines: &dyn Engines) -> Result<Transcript, TranscribeError> {
        let heard = self.hear(engines);
        self.desk.lock().uncut = Some(0);
        heard?;
        let state = self.desk.wait(0);
        for part in &state.parts {
            if let Some(Err(error)) = &part.heard {
                return Err(error.clone());
            }
        }
        let length = length_of_samples(self.section.len() as u64, SPEECH_RATE_HZ);
        let mut transcript = Transcript::silent(engines.model(), &self.hearing.language, length);
        if state.heard().any(|(_, heard)| heard.rough) {
            transcript.word_times = WordTimes::Contour;
        }
        transcript.words = section::words(state.heard());
        transcript.removed = section::removed(state.heard());
        transcript.fillers = section::fillers(state.heard());
        transcript.not_understood = section::not_understood(state.heard());
        let voiced = Contour::of(&self.section).voiced(self.watch.probabilities());
        transcript.voiced = voiced.iter().map(contour::span).collect();
        Ok(transcript)
    }

    fn hear(&mut self, engines: &dyn Engines) -> Result<(), TranscribeError> {
        let tail = self.attend_to_end().and_then(|tail| {
            let Some(gain) = level::missing_gain(&self.section) else {
                return Ok(tail);
            };
            self.start_over_louder(gain, engines)
        });
        // Said before the tail is in the line: it is all that is left of the section, so it may have every free core.
        self.pool.section_is_cut();
        for chunk in tail? {
            self.send(chunk);
        }
        Ok(())
    }

    /// Hands chunks over as they are complete, and gives those that only the end completes.
    fn attend_to_end(&mut self) -> Result<Vec<Chunk>, TranscribeError> {
        while let Ok(mut samples) = self.incoming.recv() {
            self.balance.pass(&mut samples);
            if self.live {
                self.pool.look_around();
            }
            let mut known = self.section.len();
            if self.section.is_empty() {
                self.section = samples;
            } else {
                self.section.extend_from_slice(&samples);
            }
            while known < self.section.len() {
                known = self.section.len().min(known + STEP);
                let section = &self.section[..known];
                self.watch.look(section)?;
                for chunk in (self.chunker).look(self.watch.probabilities(), section) {
                    self.send(chunk);
                }
                if !self.live {
                    let all = self.expected.max(self.section.len());
                    self.desk.lock().uncut = Some(all - known);
                    drop(self.desk.wait(WAITING));
                }
            }
        }
        self.look_to_end()
    }

    /// Hears the whole section again, `gain` times as loud. That it is too quiet as it is shows only at its end.
    fn start_over_louder(
        &mut self,
        gain: f32,
        engines: &dyn Engines,
    ) -> Result<Vec<Chunk>, TranscribeError> {
        self.desk.wait(0).parts.clear();
        for sample in &mut self.section {
            *sample *= gain;
        }
        self.watch = Watch::new(engines.detector(&self.hearing)?);
        self.chunker = Chunker::default();
        self.look_to_end()
    }

    fn look_to_end(&mut self) -> Result<Vec<Chunk>, TranscribeError> {
        self.watch.look_to_end(&self.section)?;
        let mut tail = (self.chunker).look(self.watch.probabilities(), &self.section);
        tail.extend(self.chunker.end(&self.section));
        Ok(tail)
    }

    fn send(&self, chunk: Chunk) {
        let frames = chunk.audio.start / FRAME..chunk.audio.end.div_ceil(FRAME);
        let probabilities = self.watch.probabilities();
        let sound = Sound {
            samples: self.section[chunk.audio.clone()].to_vec(),
            first: chunk.audio.start as u64,
            torn: chunk.torn,
            voice: probabilities[frames.start..frames.end.min(probabilities.len())].to_vec(),
        };
        let index = {
            let mut state = self.desk.lock();
            state.parts.push(Part { chunk, heard: None });
            state.parts.len() - 1
        };
        let desk = Arc::clone(&self.desk);
        self.pool.add(Job {
            sound,
            hearing: Arc::clone(&self.hearing),
            abandon: Arc::clone(&self.desk.abandon),
            done: Box::new(move |heard| {
                if let Some(part) = desk.lock().parts.get_mut(index) {
                    part.heard = Some(heard);
                }
                desk.wake.notify_all();
            }),
        });
    }
}
