//! The microphone: lists input devices, opens one, and gives its frames as a [`Capture`]. The only file that knows
//! cpal's input side; its errors, by kind, and its sample formats end here.
//!
//! On Linux the sound server (PulseAudio, or PipeWire in its place) is asked first: it knows devices by the names that
//! people know, and shares them. Where none runs, ALSA is used directly.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    BufferSize, Data, Device, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig,
    SupportedStreamConfig,
};

use super::channel::ChannelChoice;
pub use super::choose::InputDevice;
use super::choose::choose;
use super::preflight::FIRST_SOUND_WITHIN;
use super::quiet;
use super::ring::{Drain, Feed, Taken, ring};
use super::{Arrived, Capture, CaptureError};

/// The ring between the callback and the reader holds so much.
const RING_S: u32 = 8;

/// A stream that has begun and then brings nothing for so long has died without a word.
const STALLED_AFTER: Duration = Duration::from_secs(5);

/// How often the ring is looked at while the reader waits.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What is asked of a sound server for one delivery, in fractions of a second. Its default is 2 s. The same number
/// bounds the queue that it keeps for us, so it must not be small either.
const DELIVERIES_A_SECOND: u32 = 10;

/// Why no microphone could be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The system knows no input device at all.
    #[error(
        "No microphone was found. Plug one in, or rehearse with recorded sound: --input FILE or --input DIR."
    )]
    NoMicrophone,
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

/// All input devices, those worth offering first.
///
/// # Errors
/// [`OpenError::NoMicrophone`] when there is none.
pub fn devices() -> Result<Vec<InputDevice>, OpenError> {
    let mut found: Vec<InputDevice> = known_inputs()
        .into_iter()
        .map(|(_, described)| described)
        .collect();
    if !found.iter().any(|device| device.offered) {
        return Err(OpenError::NoMicrophone);
    }
    found.sort_by_key(|device| (!device.offered, !device.default));
    Ok(found)
}

/// The inputs of the first sound system that has any.
fn known_inputs() -> Vec<(Device, InputDevice)> {
    quiet::this_thread();
    cpal::available_hosts()
        .into_iter()
        .filter_map(|id| cpal::host_from_id(id).ok())
        .map(|host| inputs_of(&host))
        .find(|found| found.iter().any(|(_, described)| described.offered))
        .unwrap_or_default()
}

fn inputs_of(host: &cpal::Host) -> Vec<(Device, InputDevice)> {
    let default = host
        .default_input_device()
        .and_then(|device| device.id().ok());
    let mut found: Vec<_> = host
        .input_devices()
        .into_iter()
        .flatten()
        .filter_map(|device| {
            let id = device.id().ok()?;
            let described = InputDevice {
                name: device.to_string(),
                default: Some(&id) == default.as_ref(),
                offered: is_worth_offering(&id.to_string()),
                id: id.to_string(),
            };
            Some((device, described))
        })
        .collect();
    offer_default(&mut found);
    found
}

/// Where nothing else is worth offering, the default is, if it can be opened: a monitor as the only source of a sound
/// server, or an ALSA set-up that somebody wrote by hand.
fn offer_default(found: &mut [(Device, InputDevice)]) {
    if found.iter().any(|(_, described)| described.offered) {
        return;
    }
    for (device, described) in found {
        described.offered = described.default && device.default_input_config().is_ok();
    }
}

/// Whether a person would look for it in a list: sources of a sound server that are no loudspeaker's monitor, and of
/// ALSA's dozens of names the one that makes a card fit for use.
fn is_worth_offering(id: &str) -> bool {
    match id.split_once(':') {
        Some(("alsa", pcm)) => pcm
            .strip_prefix("plughw:CARD=")
            .is_some_and(|card| !card.starts_with(|c: char| c.is_ascii_digit())),
        _ => !id.ends_with(".monitor"),
    }
}

/// Finds a device by id or name among the known ones, then among those of every other sound system.
fn find(asked: Option<&str>) -> Result<(Device, InputDevice), OpenError> {
    let mut known = known_inputs();
    let Some(asked) = asked else {
        let place = known.iter().position(|(_, described)| described.default);
        let first = known.iter().position(|(_, described)| described.offered);
        return place
            .or(first)
            .map(|n| known.swap_remove(n))
            .ok_or(OpenError::NoMicrophone);
    };
    let described: Vec<_> = known
        .iter()
        .map(|(_, described)| described.clone())
        .collect();
    match choose(&described, asked) {
        Ok(place) => Ok(known.swap_remove(place)),
        Err(OpenError::NotFound { asked, near }) => {
            elsewhere(&asked).ok_or(OpenError::NotFound { asked, near })
        }
        Err(error) => Err(error),
    }
}

fn elsewhere(asked: &str) -> Option<(Device, InputDevice)> {
    let mut all: Vec<_> = cpal::available_hosts()
        .into_iter()
        .filter_map(|id| cpal::host_from_id(id).ok())
        .flat_map(|host| inputs_of(&host))
        .collect();
    let described: Vec<_> = all.iter().map(|(_, described)| described.clone()).collect();
    let place = choose(&described, asked).ok()?;
    Some(all.swap_remove(place))
}

/// What the callbacks tell the reader.
#[derive(Default)]
struct Signals {
    callbacks: AtomicU64,
    overruns: AtomicU64,
    failure: OnceLock<cpal::Error>,
}

/// An open microphone.
pub struct Microphone {
    device: InputDevice,
    rate_hz: u32,
    drain: Drain,
    signals: Arc<Signals>,
    /// Kept only to be dropped: that closes the device.
    _stream: Arc<cpal::Stream>,
    heard: Heard,
}

/// When the last callback came, as far as the reader saw.
struct Heard {
    callbacks: u64,
    at: Instant,
}

impl Microphone {
    /// Opens the device that `asked` names (see [`InputDevice`]), or the default, and starts it.
    ///
    /// # Errors
    /// When there is none, none of that name, or the system does not give it out.
    pub fn open(asked: Option<&str>) -> Result<Self, OpenError> {
        let (device, described) = find(asked)?;
        let failed = |error: cpal::Error| open_error(&described.name, &error);
        let supported = best_config(&device).map_err(failed)?;
        let mut config: StreamConfig = supported.config();
        if described.id.starts_with("pulseaudio:") {
            config.buffer_size = BufferSize::Fixed(config.sample_rate / DELIVERIES_A_SECOND);
        }
        let rate_hz = config.sample_rate;
        let (feed, drain) = ring((rate_hz * RING_S) as usize);
        let signals = Arc::new(Signals::default());
        let mut callback = Callback {
            feed,
            choice: ChannelChoice::new(usize::from(config.channels), rate_hz),
            channels: usize::from(config.channels).max(1),
            signals: Arc::clone(&signals),
            is_first: true,
        };
        let noted = Arc::clone(&signals);
        let stream = device
            .build_input_stream_raw(
                config,
                supported.sample_format(),
                move |data, _| callback.take(data),
                move |error| note(&noted, error),
                Some(FIRST_SOUND_WITHIN),
            )
            .map_err(failed)?;
        let stream = Arc::new(stream);
        play(&stream, &signals);
        Ok(Self {
            device: described,
            rate_hz,
            drain,
            signals,
            _stream: stream,
            heard: Heard {
                callbacks: 0,
                at: Instant::now(),
            },
        })
    }

    /// Which device it is.
    #[must_use]
    pub fn device(&self) -> &InputDevice {
        &self.device
    }

    /// How often the system itself lost sound on the way here.
    #[must_use]
    pub fn overruns(&self) -> u64 {
        self.signals.overruns.load(Ordering::Relaxed)
    }

    fn failure(&self) -> Option<CaptureError> {
        let error = self.signals.failure.get()?;
        let device = self.device.name.clone();
        Some(match error.kind() {
            ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => {
                CaptureError::DeviceLost { device }
            }
            _ => CaptureError::StreamBroken {
                device,
                reason: error.to_string(),
            },
        })
    }

    fn check_alive(&mut self) -> Result<(), CaptureError> {
        let callbacks = self.signals.callbacks.load(Ordering::Relaxed);
        if callbacks != self.heard.callbacks {
            self.heard = Heard {
                callbacks,
                at: Instant::now(),
            };
            return Ok(());
        }
        let silent_for = self.heard.at.elapsed();
        let limit = if callbacks == 0 {
            FIRST_SOUND_WITHIN
        } else {
            STALLED_AFTER
        };
        if silent_for < limit {
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
            match self.drain.take(into) {
                Taken::Lost(frames) => return Ok(Arrived::Lost(frames)),
                Taken::Frames(0) => {}
                Taken::Frames(count) => return Ok(Arrived::Frames(count)),
            }
            if let Some(error) = self.failure() {
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

/// Starts the stream. PulseAudio's start waits for the first sound, which may never come, so it waits elsewhere.
fn play(stream: &Arc<cpal::Stream>, signals: &Arc<Signals>) {
    let (stream, told) = (Arc::clone(stream), Arc::clone(signals));
    let start = move || {
        quiet::this_thread();
        if let Err(error) = stream.play() {
            note(&told, error);
        }
    };
    if std::thread::Builder::new().spawn(start).is_err() {
        note(signals, cpal::Error::new(ErrorKind::ResourceExhausted));
    }
}

/// Sorts what the system says by what it means for the recording.
fn note(signals: &Signals, error: cpal::Error) {
    match error.kind() {
        ErrorKind::Xrun => {
            signals.overruns.fetch_add(1, Ordering::Relaxed);
        }
        // The stream goes on: rerouted to another device, or with an ordinary thread priority.
        ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => {}
        _ => {
            let _ = signals.failure.set(error);
        }
    }
}

fn open_error(device: &str, error: &cpal::Error) -> OpenError {
    let device = device.to_owned();
    let reason = error.to_string();
    match error.kind() {
        ErrorKind::PermissionDenied => OpenError::NoPermission { device },
        ErrorKind::DeviceBusy => OpenError::Busy { device },
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => OpenError::Gone { device },
        ErrorKind::UnsupportedConfig | ErrorKind::UnsupportedOperation => {
            OpenError::Unsupported { device, reason }
        }
        _ => OpenError::System { device, reason },
    }
}

/// The device's own rate and channels, in 32-bit float where it has that, else in its widest integers.
fn best_config(device: &Device) -> Result<SupportedStreamConfig, cpal::Error> {
    let default = device.default_input_config()?;
    let same = |range: &cpal::SupportedStreamConfigRange| {
        range.channels() == default.channels()
            && range.min_sample_rate() <= default.sample_rate()
            && default.sample_rate() <= range.max_sample_rate()
    };
    let best = device
        .supported_input_configs()?
        .filter(same)
        .filter(|range| preference(range.sample_format()) > 0)
        .max_by_key(|range| preference(range.sample_format()))
        .and_then(|range| range.try_with_sample_rate(default.sample_rate()));
    Ok(best.unwrap_or(default))
}

fn preference(format: SampleFormat) -> u32 {
    match format {
        SampleFormat::F32 => 1000,
        SampleFormat::F64 => 999,
        format if format.is_dsd() => 0,
        format => format.bits_per_sample(),
    }
}

/// What runs on the system's audio thread: it converts, chooses a channel, and pushes. It never allocates or waits.
struct Callback {
    feed: Feed,
    choice: ChannelChoice,
    channels: usize,
    signals: Arc<Signals>,
    is_first: bool,
}

impl Callback {
    fn take(&mut self, data: &Data) {
        if self.is_first {
            // This thread is libasound's, and its complaints would go to the screen from here, too.
            quiet::this_thread();
            self.is_first = false;
        }
        match data.sample_format() {
            SampleFormat::F32 => self.push::<f32>(data),
            SampleFormat::F64 => self.push::<f64>(data),
            SampleFormat::I8 => self.push::<i8>(data),
            SampleFormat::I16 => self.push::<i16>(data),
            SampleFormat::I24 => self.push::<cpal::I24>(data),
            SampleFormat::I32 => self.push::<i32>(data),
            SampleFormat::I64 => self.push::<i64>(data),
            SampleFormat::U8 => self.push::<u8>(data),
            SampleFormat::U16 => self.push::<u16>(data),
            SampleFormat::U24 => self.push::<cpal::U24>(data),
            SampleFormat::U32 => self.push::<u32>(data),
            SampleFormat::U64 => self.push::<u64>(data),
            _ => {}
        }
        self.signals.callbacks.fetch_add(1, Ordering::Relaxed);
    }

    fn push<T: SizedSample>(&mut self, data: &Data)
    where
        f32: FromSample<T>,
    {
        let Some(samples) = data.as_slice::<T>() else {
            return;
        };
        let channels = self.channels;
        let frames = samples.len() / channels;
        let value =
            |frame: usize, channel: usize| f32::from_sample_(samples[frame * channels + channel]);
        let channel = self.choice.choose(frames, value);
        self.feed.push(frames, |frame| value(frame, channel));
    }
}
