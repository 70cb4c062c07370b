//! The desk at which one stretch of speech is recorded: it shows the clock, obeys the keys, keeps the take, and hands
//! the sound to the ear while it is spoken. What is recorded, and in which order, is the modes' business.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::keys::{Key, Keys};
use super::live::{self, Moment};
use super::recorded::ended;
use super::screen::{Screen, TICK};
use super::task::{EndedBy, Task, Then, Told, Words};
use super::ticks::Ticks;
use super::{SessionError, lost, play, script};
use crate::audio::Capture;
use crate::audio::preflight::{FIRST_SOUND_WITHIN, Problem, Severity, ZEROS_FOR};
use crate::audio::recording::RecordError;
use crate::audio::recording_thread::{Begin, NewSection, RecordingThread, State, Status};
use crate::take::{AttemptState, Ended, Progress, Take, TakeWriter};
use crate::time::Offset;
use crate::transcribe::Hearing;
use crate::transcribe::live::{Ear, Listening, Pending};

/// Opens a microphone: the one asked for, or with `None` the one chosen for this rehearsal.
pub type OpenMicrophone<'a> = dyn Fn(Option<&str>) -> Result<Box<dyn Capture>, SessionError> + 'a;

/// A microphone, a screen, keys and an ear.
pub struct Studio<'a> {
    /// Requests of the person.
    pub keys: &'a mut dyn Keys,
    /// Where it shows.
    pub screen: &'a mut dyn Screen,
    /// Who listens.
    pub ear: &'a Ear,
    /// Opens microphones.
    pub open: &'a OpenMicrophone<'a>,
    /// Whether the clock presses the keys.
    pub hands_free: bool,
    microphone: RecordingThread,
}

const READING_BACK: &str = "Reading back what you said (Ctrl-C stops)";

/// Who interrupts wants to be gone: the last words get so long to come.
const LAST_WORDS_WITHIN: Duration = Duration::from_millis(1500);

const KEYS: &[(&str, &str)] = &[
    ("Enter", "done"),
    ("r", "redo"),
    ("p", "pause"),
    ("q", "stop"),
];
const KEYS_MARKING: &[(&str, &str)] = &[
    ("Space", "next section"),
    ("Enter", "end of answer"),
    ("p", "pause"),
    ("q", "stop"),
];
const KEYS_PAUSED: &[(&str, &str)] = &[("p", "go on"), ("Enter", "done"), ("q", "stop")];

impl<'a> Studio<'a> {
    /// A studio at an opened microphone; [`Studio::check`] it before the first word.
    #[must_use]
    pub fn new(
        keys: &'a mut dyn Keys,
        screen: &'a mut dyn Screen,
        ear: &'a Ear,
        open: &'a OpenMicrophone<'a>,
        microphone: RecordingThread,
    ) -> Self {
        Self {
            keys,
            screen,
            ear,
            open,
            hands_free: false,
            microphone,
        }
    }

    /// The microphone's name.
    #[must_use]
    pub fn device(&self) -> &str {
        self.microphone.name()
    }

    /// Waits for the first sound and says what the checks found. Faults leave the person the choice to try again, or
    /// with another microphone.
    ///
    /// # Errors
    /// [`SessionError::DeafMicrophone`] when the fault stays and nobody can be asked,
    /// [`SessionError::LeftDeafMicrophone`] when the person leaves.
    pub fn check(&mut self) -> Result<(), SessionError> {
        loop {
            self.wait_for_sound()?;
            let problems = self.microphone.problems();
            let fault = |problem: &&Problem| problem.severity() == Severity::Fault;
            let Some(&problem) = problems.iter().find(fault) else {
                self.warn(&problems);
                self.screen.say(&script::listening(self.microphone.name()));
                return Ok(());
            };
            let device = self.microphone.name().to_owned();
            let deaf = SessionError::DeafMicrophone { device, problem };
            if self.hands_free {
                return Err(deaf);
            }
            self.screen.say(&deaf.to_string());
            match lost::choose(self, "try again") {
                Then::Hangup => return Err(deaf),
                Then::Stop => return Err(SessionError::LeftDeafMicrophone),
                Then::Next | Then::Redo => {}
            }
        }
    }

    /// Waits until there is sound, or has been none for long enough to tell a muted microphone from one that has just
    /// been opened.
    fn wait_for_sound(&mut self) -> Result<(), SessionError> {
        self.microphone.listen_anew();
        let patience = FIRST_SOUND_WITHIN + Duration::from_millis(200);
        let mut status = self
            .microphone
            .wait(patience, |status| status.state != State::Waiting);
        if status.heard.zeros_now == status.heard.heard {
            let enough = ZEROS_FOR + Duration::from_millis(200);
            status = self
                .microphone
                .wait(enough, |status| status.heard.zeros_now < status.heard.heard);
        }
        match status.state {
            State::Failed(error) => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Says warnings that matter before anybody has spoken: silence is none then.
    fn warn(&mut self, problems: &[Problem]) {
        for problem in problems {
            if !matches!(problem, Problem::TooQuiet { .. }) {
                self.screen.say(&script::microphone_problem(
                    *problem,
                    self.microphone.name(),
                ));
            }
        }
    }

    /// Records `task` as a new attempt until it ends. Whatever the end, the recording is closed and in the take.
    ///
    /// # Errors
    /// When the take cannot be written.
    pub fn record(
        &mut self,
        take: &mut TakeWriter,
        task: &Task<'_>,
        hearing: Hearing,
    ) -> Result<Told, SessionError> {
        let line = Arc::new(Mutex::new(Some(self.ear.listen(hearing)?)));
        let sink = Arc::clone(&line);
        let speech = Box::new(move |samples: &[f32]| {
            if let Some(listening) = &mut *sink.lock().unwrap_or_else(PoisonError::into_inner) {
                listening.push(samples);
            }
        });
        let path = take.begin_attempt(task.id, self.microphone.rate_hz())?;
        self.microphone
            .begin(NewSection { path, speech }, Begin::Now)?;
        let (by, marks) = self.speak(take, task, &line);
        let finished = self.microphone.end()?;
        self.screen.clear();
        let heard = line.lock().unwrap_or_else(PoisonError::into_inner).take();
        let (Some(finished), Some(heard)) = (finished, heard) else {
            return Err(RecordError::Stopped.into());
        };
        let complete = by == EndedBy::Next && finished.trouble.is_none();
        let state = if complete {
            AttemptState::Complete
        } else {
            AttemptState::Partial
        };
        let ended = Ended {
            marks,
            ..ended(&finished.recording, state)
        };
        take.end_attempt(task.id, ended)?;
        let attempt = take
            .take()
            .record()
            .section(task.id)
            .map_or(1, |section| section.attempts.len());
        Ok(Told {
            attempt,
            by,
            length: finished.recording.length,
            hearing: heard.finish(),
            trouble: finished.trouble,
        })
    }

    /// Shows the clock and obeys the keys until the stretch ends.
    fn speak(
        &mut self,
        take: &mut TakeWriter,
        task: &Task<'_>,
        line: &Mutex<Option<Listening>>,
    ) -> (EndedBy, Vec<Offset>) {
        let mut marks = Vec::new();
        let mut noted = (0, 0, false, 0);
        let mut ticks = Ticks::new(task);
        loop {
            let status = self.microphone.status();
            if let State::Failed(error) = &status.state {
                return (EndedBy::Lost(error.clone()), marks);
            }
            if status.trouble.is_some() || status.state == State::Ended {
                return (EndedBy::Stop, marks);
            }
            if self.hands_free && status.recorded >= live::limit(task.target, task.ceiling) {
                return (EndedBy::Next, marks);
            }
            let now = (
                status.gaps.len(),
                status.pauses.len(),
                status.paused,
                marks.len(),
            );
            if now != noted {
                // For the day on which it does not end well. What cannot be written now is written, and told, at the end.
                let (gaps, pauses) = (status.gaps.clone(), status.pauses.clone());
                let _ = take.note_progress(task.id, &Progress::new(gaps, pauses, marks.clone()));
                noted = now;
            }
            ticks.look(line);
            // Until the first sound of this section there is nothing to show but that it is awaited.
            if status.state == State::Listening {
                self.show(task, &status, marks.len(), &ticks.said);
            }
            match self.keys.next(TICK) {
                Some(Key::Enter) => return (EndedBy::Next, marks),
                Some(Key::Space) if task.space_marks => {
                    marks.push(Offset::START + self.microphone.status().recorded)
                }
                Some(Key::Space) => return (EndedBy::Next, marks),
                Some(Key::Char('r')) if !task.space_marks => return (EndedBy::Redo, marks),
                Some(Key::Char('p')) if status.paused => self.microphone.resume(),
                Some(Key::Char('p')) => self.microphone.pause(),
                Some(Key::Char('q')) => return (EndedBy::Stop, marks),
                Some(Key::Interrupt) => return (EndedBy::Interrupt, marks),
                Some(Key::Hangup) => return (EndedBy::Hangup, marks),
                _ => {}
            }
        }
    }

    /// Shows how `task` stands after `marked` marks.
    fn show(&mut self, task: &Task<'_>, status: &Status, marked: usize, ticks: &[(String, bool)]) {
        let heading = match marked {
            0 => task.heading.to_owned(),
            marked => format!("{}, section {}", task.heading, marked + 1),
        };
        self.screen.show(&Moment {
            heading: &heading,
            elapsed: status.recorded,
            target: task.target,
            ceiling: task.ceiling,
            whole: task.whole.map(|(before, after, whole)| {
                (before + status.recorded.max(task.target) + after, whole)
            }),
            level_dbfs: Some(status.level.peak_dbfs),
            device: self.microphone.name(),
            paused: status.paused,
            keys: match (status.paused, task.space_marks) {
                (true, _) => KEYS_PAUSED,
                (false, true) => KEYS_MARKING,
                (false, false) => KEYS,
            },
            ticks,
        });
    }

    /// The next request; waits for one.
    pub fn key(&mut self) -> Key {
        loop {
            if let Some(key) = self.keys.next(Duration::from_secs(3600)) {
                return key;
            }
        }
    }

    /// Waits until the person is ready to speak: Enter, a request to leave, or the end of a hands-free countdown.
    pub fn ready(&mut self) -> Then {
        if self.hands_free {
            return self.count_down("Starts in", script::READING);
        }
        self.screen.say("Enter start   q stop");
        loop {
            match self.key() {
                Key::Enter | Key::Space => return Then::Next,
                Key::Char('q') | Key::Escape | Key::Interrupt => return Then::Stop,
                Key::Hangup => return Then::Hangup,
                _ => {}
            }
        }
    }

    /// Counts `length` down, a second at a time. Enter goes on at once, `q` leaves.
    pub fn count_down(&mut self, what: &str, length: Duration) -> Then {
        let until = Instant::now() + length;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                self.screen.clear();
                return Then::Next;
            }
            let done = 1.0 - left.as_secs_f64() / length.as_secs_f64();
            let seconds = left.as_secs_f64().ceil() as u64;
            self.screen.count_down(what, seconds, done);
            let key = self.keys.next(TICK.min(left));
            if key.is_some() {
                self.screen.clear();
            }
            match key {
                Some(Key::Enter | Key::Space) => return Then::Next,
                Some(Key::Char('q') | Key::Escape | Key::Interrupt) => return Then::Stop,
                Some(Key::Char('r')) => return Then::Redo,
                Some(Key::Hangup) => return Then::Hangup,
                _ => {}
            }
        }
    }

    /// The words of a stretch that has ended, when they are there; shows that it is being worked on. Keys pressed
    /// meanwhile are dropped: who presses Enter twice shall not miss what comes.
    ///
    /// # Errors
    /// When the recogniser fails.
    pub fn hear_out(&mut self, hearing: Pending, by: &EndedBy) -> Result<Words, SessionError> {
        let leaving = (*by == EndedBy::Interrupt).then(|| Instant::now() + LAST_WORDS_WITHIN);
        while !hearing.is_ready() {
            self.screen.working(READING_BACK, hearing.progress());
            let key = self.keys.next(Duration::from_millis(20));
            let late = leaving.is_some_and(|until| Instant::now() >= until);
            if key == Some(Key::Hangup) {
                return Ok(Words::Hangup);
            }
            if key == Some(Key::Interrupt) || late {
                self.screen.clear();
                self.screen.say(script::WORDS_LATER);
                return Ok(Words::Later);
            }
        }
        self.screen.clear();
        Ok(Words::Here(hearing.wait()?))
    }

    /// Plays a section back; any key stops it. That nothing can be played is told and changes nothing.
    pub fn play_back(&mut self, take: &Take, section: &str) {
        self.screen.say("Any key stops.");
        let keys = &mut *self.keys;
        let stop = || keys.next(Duration::ZERO).is_some();
        if let Err(error) = play::section(take, section, Offset::START, &mut *self.screen, stop) {
            self.screen.say(&error.to_string());
        }
    }

    /// Goes on with another microphone, or the same one plugged in again.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn change_microphone(&mut self, asked: Option<&str>) -> Result<(), SessionError> {
        self.microphone = RecordingThread::start((self.open)(asked)?)?;
        Ok(())
    }
}
