//! The microphone: lists input devices, opens one, and gives its frames as a [`Capture`].
//!
//! A sound server (PulseAudio, or PipeWire in its place) is asked first: it knows devices by the names that people
//! know, and shares them. Where none runs, and on other systems, the devices are used directly.

use std::sync::Arc;
use std::time::{Duration, Instant};

pub use super::choose::InputDevice;
use super::choose::choose;
use super::input::{Failure, Opened, Wire};
use super::patience::Patience;
use super::ring::{Drain, Taken};
pub use super::sound_server::hidden as hidden_server;
use super::standstill::Standstill;
use super::{Arrived, Capture, CaptureError, device_input, sound_server};

/// A stream that brings nothing for so long is given up. Bluetooth may take more than 2 s to begin, which the checks
/// before the first word report as soon as that.
const GIVEN_UP_AFTER: Duration = Duration::from_secs(6);

/// How often the ring is looked at while the reader waits.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Why no microphone could be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The system knows no input device at all.
    #[error(
        "No microphone was found. Plug one in, or rehearse with recorded sound: --input FILE or --input DIR."
    )]
    NoMicrophone,
    /// A sound server is there and does not answer.
    #[error(
        "The system's sound server (PipeWire or PulseAudio) does not answer. Restart it, for example by logging out \
         and in again, then try again."
    )]
    ServerHangs,
    /// None of that name.
    #[error("No microphone is called \"{asked}\". {}", offer(near))]
    NotFound {
        /// What was asked for.
        asked: String,
        /// Names of devices, the most similar first.
        near: Vec<String>,
    },
    /// Several of that name.
    #[error("\"{asked}\" fits more than one microphone: {}. Use the id in brackets.", fitting.join(", "))]
    Ambiguous {
        /// What was asked for.
        asked: String,
        /// Names and ids of those that fit.
        fitting: Vec<String>,
    },
    /// The system forbids it.
    #[error(
        "This program may not use the microphone \"{device}\". Allow it in the system's privacy settings; \
         on Linux, your user may have to be in the group \"audio\"."
    )]
    NoPermission {
        /// Its name.
        device: String,
    },
    /// Another program holds it.
    #[error(
        "The microphone \"{device}\" is in use by another program. Close that program (a call, a recorder), then try again."
    )]
    Busy {
        /// Its name.
        device: String,
    },
    /// It was there a moment ago.
    #[error(
        "The microphone \"{device}\" is not there any more. Plug it in again, or choose another: `rehearse devices` lists them."
    )]
    Gone {
        /// Its name.
        device: String,
    },
    /// It offers no way of recording that can be used.
    #[error(
        "The microphone \"{device}\" cannot be recorded from: {reason}. Choose another: `rehearse devices` lists them."
    )]
    Unsupported {
        /// Its name.
        device: String,
        /// What the system says.
        reason: String,
    },
    /// Anything else that the system says.
    #[error(
        "The microphone \"{device}\" could not be opened: {reason}. Try again, or choose another: `rehearse devices` lists them."
    )]
    System {
        /// Its name.
        device: String,
        /// What the system says.
        reason: String,
    },
}

fn offer(near: &[String]) -> String {
    if near.is_empty() {
        "There is none; `rehearse devices` lists what is found.".to_owned()
    } else {
        format!(
            "There is: {}. `rehearse devices` lists all.",
            near.join(", ")
        )
    }
}

/// A sound server that the environment points to and that is not there, so that its microphones are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenServer {
    /// The variable that points to it.
    pub variable: &'static str,
    /// What it says.
    pub value: String,
}

impl std::fmt::Display for HiddenServer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "Note: {} is \"{}\", and no sound server answers there, so its microphones are missing. Correct the variable or unset it.",
            self.variable, self.value
        )
    }
}

/// A way to microphones.
#[derive(Clone, Copy)]
struct Way {
    inputs: fn() -> Result<Vec<InputDevice>, OpenError>,
    open: fn(&InputDevice) -> Result<Opened, OpenError>,
}

/// In the order in which they are asked.
const WAYS: [Way; 2] = [
    Way {
        inputs: sound_server::inputs,
        open: sound_server::open,
    },
    Way {
        inputs: device_input::inputs,
        open: device_input::open,
    },
];

/// All input devices of the first way that has any, those worth offering first.
///
/// # Errors
/// [`OpenError::NoMicrophone`] when there is none, [`OpenError::ServerHangs`] when nobody can tell.
pub fn devices() -> Result<Vec<InputDevice>, OpenError> {
    known().map(|(_, devices)| devices)
}

fn known() -> Result<(Way, Vec<InputDevice>), OpenError> {
    for way in WAYS {
        let mut devices = (way.inputs)()?;
        if devices.iter().any(|device| device.offered) {
            devices.sort_by_key(|device| (!device.offered, !device.default));
            return Ok((way, devices));
        }
    }
    Err(OpenError::NoMicrophone)
}

/// Finds a device by id or name among the known ones, then among those of every other way; without a wish, the default.
fn find(asked: Option<&str>) -> Result<(Way, InputDevice), OpenError> {
    let Some(asked) = asked else {
        let (way, devices) = known()?;
        let default = devices.iter().position(|device| device.default);
        let device = devices.into_iter().nth(default.unwrap_or(0));
        return device
            .map(|device| (way, device))
            .ok_or(OpenError::NoMicrophone);
    };
    let first = match known() {
        Ok((way, mut devices)) => match choose(&devices, asked) {
            Ok(place) => return Ok((way, devices.swap_remove(place))),
            Err(error) => error,
        },
        Err(OpenError::NoMicrophone) => OpenError::NotFound {
            asked: asked.to_owned(),
            near: Vec::new(),
        },
        Err(error) => error,
    };
    if !matches!(first, OpenError::NotFound { .. }) {
        return Err(first);
    }
    for way in WAYS {
        let mut devices = (way.inputs)()?;
        if let Ok(place) = choose(&devices, asked) {
            return Ok((way, devices.swap_remove(place)));
        }
    }
    Err(first)
}

/// A stream that breaks again within this is not opened anew a second time.
const REOPENED_EVERY: Duration = Duration::from_secs(2);

/// An open microphone.
pub struct Microphone {
    way: Way,
    device: InputDevice,
    rate_hz: u32,
    drain: Drain,
    wire: Arc<Wire>,
    /// Kept only to be dropped: that closes the device.
    _stream: Box<dyn std::any::Any + Send>,
    heard: Heard,
    standstill: Standstill,
    reopened: Option<Instant>,
}

/// The last callback that the reader saw, and how long it has waited for the next.
struct Heard {
    callbacks: u64,
    waits: Patience,
}

impl Microphone {
    /// Opens the device that `asked` means (by id, name, or a part of either), or the default one, and starts it.
    ///
    /// # Errors
    /// When there is none, none of that name, or the system does not give it out.
    pub fn open(asked: Option<&str>) -> Result<Self, OpenError> {
        let (way, device) = find(asked)?;
        let Opened {
            rate_hz,
            drain,
            wire,
            stream,
        } = (way.open)(&device)?;
        Ok(Self {
            way,
            device,
            rate_hz,
            drain,
            wire,
            _stream: stream,
            heard: Heard {
                callbacks: 0,
                waits: Patience::new(),
            },
            standstill: Standstill::new(rate_hz),
            reopened: None,
        })
    }

    /// Which device it is.
    #[must_use]
    pub fn device(&self) -> &InputDevice {
        &self.device
    }

    fn failure(&self) -> Option<CaptureError> {
        let device = self.device.name.clone();
        Some(match self.wire.failure()? {
            Failure::Gone => CaptureError::DeviceLost { device },
            Failure::Broken(reason) => CaptureError::StreamBroken {
                device,
                reason: reason.clone(),
            },
        })
    }

    /// Opens the same device anew after its stream broke; whether that worked. When a stopped program goes on, or a
    /// computer wakes, the stream may be broken and the microphone as good as before.
    fn reopen(&mut self) -> bool {
        if self
            .reopened
            .is_some_and(|at| at.elapsed() < REOPENED_EVERY)
        {
            return false;
        }
        self.reopened = Some(Instant::now());
        match (self.way.open)(&self.device) {
            Ok(opened) if opened.rate_hz == self.rate_hz => {
                self.drain = opened.drain;
                self.wire = opened.wire;
                self._stream = opened.stream;
                self.heard = Heard {
                    callbacks: 0,
                    waits: Patience::new(),
                };
                self.standstill.reopened();
                true
            }
            _ => false,
        }
    }

    fn check_alive(&mut self) -> Result<(), CaptureError> {
        let callbacks = self.wire.callbacks();
        if callbacks != self.heard.callbacks {
            self.heard = Heard {
                callbacks,
                waits: Patience::new(),
            };
            return Ok(());
        }
        let silent_for = self.heard.waits.look();
        if silent_for < GIVEN_UP_AFTER {
            return Ok(());
        }
        Err(CaptureError::NothingArrives {
            device: self.device.name.clone(),
            waited_s: silent_for.as_secs(),
        })
    }
}

impl Capture for Microphone {
    fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    fn name(&self) -> &str {
        &self.device.name
    }

    fn is_live(&self) -> bool {
        true
    }

    fn read(&mut self, patience: Duration, into: &mut Vec<f32>) -> Result<Arrived, CaptureError> {
        let until = Instant::now() + patience;
        loop {
            let taken = self.drain.take(into);
            let frames = match taken {
                Taken::Lost(frames) => frames,
                Taken::Frames(count) => count as u64,
            };
            let lost = self.standstill.look(Instant::now(), frames);
            match taken {
                Taken::Lost(frames) => return Ok(Arrived::Lost(frames)),
                // Nothing is known to be lost before the frames have stopped coming.
                Taken::Frames(0) => {
                    if let Some(lost) = lost {
                        return Ok(Arrived::Lost(lost));
                    }
                }
                Taken::Frames(count) => return Ok(Arrived::Frames(count)),
            }
            if let Some(error) = self.failure() {
                if self.reopen() {
                    continue;
                }
                return Err(error);
            }
            self.check_alive()?;
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Arrived::Frames(0));
            }
            std::thread::sleep(left.min(LOOK_EVERY));
        }
    }
}
