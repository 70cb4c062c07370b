//! Microphones through cpal: ALSA, Core Audio, WASAPI. The only file that knows cpal's input side; its sample formats
//! and its errors, by kind, end here.
//!
//! cpal reaches a PulseAudio server in two ways, and neither is used where `sound_server.rs` can ask the server itself.
//! Measured with cpal 0.18.2 and PulseAudio 16: a minute of noise in which every frame can be told from the others,
//! from a null sink that works in steps of 50 ms, and from one that works in steps of up to 2 s, as sound cards do
//! when nobody asks for less.
//!
//! | way | frames lost | longest wait for sound | the server's death is noticed after |
//! |---|---|---|---|
//! | `sound_server.rs` | none | 51 ms | 0.1 s |
//! | cpal, PulseAudio, buffer of a fixed size | 13 ms of 60 s; 39 s of 57 s | 2 s | 0.1 s |
//! | cpal, PulseAudio, default buffer | none | 2 s | 0.1 s |
//! | cpal, ALSA's `pulse` | none | 25 ms | 6 s, by silence |
//!
//! With a fixed size cpal has the server queue no more than one delivery, and what is ready beyond that is dropped
//! without a word; without one the clock moves every 2 s, and Enter cuts off the last words. ALSA's way is sound (it
//! is `--device alsa:pulse`), but it knows no microphone by its name, and is there only where its plug-in is installed.

use std::sync::Arc;
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    Data, Device, ErrorKind, FromSample, InputCallbackInfo, SampleFormat, SizedSample,
    SupportedStreamConfig,
};

use super::choose::InputDevice;
use super::input::{Failure, Intake, Opened, Wire, halves};
use super::microphone::OpenError;
use super::quiet;

/// Gaps in the device's own time shorter than this are no loss, but a clock that is read unevenly.
const LEAST_GAP: Duration = Duration::from_millis(1);

/// All inputs that cpal finds, the useless ones marked as not worth offering.
///
/// # Errors
/// Never: what cannot be asked has no devices.
pub fn inputs() -> Result<Vec<InputDevice>, OpenError> {
    let found = devices().into_iter();
    Ok(found.map(|(_, described)| described).collect())
}

/// Opens the input with this id and starts it.
///
/// # Errors
/// When it is gone, forbidden, busy, or offers no way of recording.
pub fn open(described: &InputDevice) -> Result<Opened, OpenError> {
    let failed = |error: cpal::Error| open_error(&described.name, &error);
    let device = devices()
        .into_iter()
        .find(|(_, other)| other.id == described.id)
        .map(|(device, _)| device)
        .ok_or_else(|| OpenError::Gone {
            device: described.name.clone(),
        })?;
    let config = best_config(&device).map_err(failed)?;
    let (intake, drain, wire) = halves(usize::from(config.channels()), config.sample_rate());
    let mut callback = Callback {
        intake,
        rate_hz: config.sample_rate(),
        overruns: 0,
        due: None,
        is_first: true,
    };
    let told = Arc::clone(&wire);
    let stream = device
        .build_input_stream_raw(
            config.config(),
            config.sample_format(),
            move |data, info| callback.take(data, info),
            move |error| note(&told, &error),
            None,
        )
        .map_err(failed)?;
    stream.play().map_err(failed)?;
    Ok(Opened {
        rate_hz: config.sample_rate(),
        drain,
        wire,
        stream: Box::new(stream),
    })
}

fn devices() -> Vec<(Device, InputDevice)> {
    quiet::this_thread();
    let mut found: Vec<_> = cpal::available_hosts()
        .into_iter()
        .filter(|host| host.to_string() != "pulseaudio")
        .filter_map(|host| cpal::host_from_id(host).ok())
        .flat_map(|host| inputs_of(&host))
        .collect();
    // The default is as good as the hardware behind it. Without any that is seen, it may be a set-up that somebody wrote
    // by hand, or nothing: it is worth a try.
    let hardware = found.iter().any(|(_, described)| described.offered);
    for (device, described) in &mut found {
        if described.default {
            described.offered = hardware || device.default_input_config().is_ok();
        }
    }
    found
}

fn inputs_of(host: &cpal::Host) -> Vec<(Device, InputDevice)> {
    let default = host
        .default_input_device()
        .and_then(|device| device.id().ok());
    host.input_devices()
        .into_iter()
        .flatten()
        .filter_map(|device| {
            let id = device.id().ok()?;
            let described = InputDevice {
                name: device.to_string(),
                default: Some(&id) == default.as_ref(),
                offered: is_worth_offering(&id.to_string()),
                id: id.to_string(),
                muted: false,
            };
            Some((device, described))
        })
        .collect()
}

/// Of ALSA's dozens of names for one card, the one that makes it fit for use.
fn is_worth_offering(id: &str) -> bool {
    let Some(("alsa", pcm)) = id.split_once(':') else {
        return true;
    };
    pcm.strip_prefix("plughw:CARD=")
        .is_some_and(|card| !card.starts_with(|first: char| first.is_ascii_digit()))
}

/// The device's own rate and channels, in 32-bit float where it has that, else in its widest integers.
fn best_config(device: &Device) -> Result<SupportedStreamConfig, cpal::Error> {
    let default = device.default_input_config()?;
    let best = device
        .supported_input_configs()?
        .filter(|range| range.channels() == default.channels())
        .filter(|range| preference(range.sample_format()) > 0)
        .filter_map(|range| range.try_with_sample_rate(default.sample_rate()))
        .max_by_key(|config| preference(config.sample_format()));
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

fn open_error(device: &str, error: &cpal::Error) -> OpenError {
    let (device, reason) = (device.to_owned(), error.to_string());
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

/// Sorts what the system says by what it means for the recording.
fn note(wire: &Wire, error: &cpal::Error) {
    match error.kind() {
        ErrorKind::Xrun => wire.overrun(),
        // The stream goes on: rerouted to another device, or with an ordinary thread priority.
        ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => {}
        ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => wire.fail(Failure::Gone),
        _ => wire.fail(Failure::Broken(error.to_string())),
    }
}

/// What runs on the system's audio thread.
struct Callback {
    intake: Intake,
    rate_hz: u32,
    /// Overruns that have been accounted for.
    overruns: u64,
    /// The device's time at which the next frame is due, in nanoseconds.
    due: Option<u128>,
    is_first: bool,
}

impl Callback {
    fn take(&mut self, data: &Data, info: &InputCallbackInfo) {
        if self.is_first {
            // libasound complains from this thread, too.
            quiet::this_thread();
            self.is_first = false;
        }
        let frames = data.len() / self.intake.channels();
        self.account(info.timestamp().capture.as_nanos(), frames);
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
    }

    /// After an overrun, the time between the last frame and this one says how many are missing.
    fn account(&mut self, captured_at: u128, frames: usize) {
        let overruns = self.intake.wire().overruns();
        if overruns != self.overruns {
            self.overruns = overruns;
            let gap = self.due.map_or(0, |due| captured_at.saturating_sub(due));
            if gap >= LEAST_GAP.as_nanos() {
                let lost = gap * u128::from(self.rate_hz) / 1_000_000_000;
                self.intake.lost(u64::try_from(lost).unwrap_or(u64::MAX));
            }
        }
        let length = frames as u128 * 1_000_000_000 / u128::from(self.rate_hz.max(1));
        self.due = Some(captured_at + length);
    }

    fn push<T: SizedSample>(&mut self, data: &Data)
    where
        f32: FromSample<T>,
    {
        let Some(samples) = data.as_slice::<T>() else {
            return;
        };
        let channels = self.intake.channels();
        self.intake
            .push(samples.len() / channels, |frame, channel| {
                f32::from_sample_(samples[frame * channels + channel])
            });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_many_names_of_one_alsa_card_one_is_offered() {
        let offered: Vec<_> = [
            "alsa:null",
            "alsa:default",
            "alsa:pulse",
            "alsa:hw:CARD=PCH,DEV=0",
            "alsa:plughw:CARD=PCH,DEV=0",
            "alsa:plughw:CARD=0,DEV=0",
            "alsa:sysdefault:CARD=PCH",
            "alsa:front:CARD=PCH,DEV=0",
            "alsa:dsnoop:CARD=PCH,DEV=0",
            "coreaudio:BuiltInMicrophoneDevice",
        ]
        .into_iter()
        .filter(|id| is_worth_offering(id))
        .collect();
        assert_eq!(
            offered,
            [
                "alsa:plughw:CARD=PCH,DEV=0",
                "coreaudio:BuiltInMicrophoneDevice"
            ]
        );
    }

    #[test]
    fn float_goes_before_wide_integers_and_those_before_narrow_ones() {
        use SampleFormat::{DsdU8, F32, I16, I24, I32, U8};
        let mut formats = [U8, I24, F32, DsdU8, I16, I32];
        formats.sort_by_key(|&format| std::cmp::Reverse(preference(format)));
        assert_eq!(formats, [F32, I32, I24, I16, U8, DsdU8]);
    }

    #[test]
    fn an_overrun_is_as_long_as_the_hole_in_the_devices_time() {
        let (intake, mut drain, wire) = halves(1, 48_000);
        let mut callback = Callback {
            intake,
            rate_hz: 48_000,
            overruns: 0,
            due: None,
            is_first: false,
        };
        let ms = |ms: u128| ms * 1_000_000;
        callback.account(ms(0), 480);
        callback.intake.push(480, |_, _| 0.1);
        callback.account(ms(13), 480);
        callback.intake.push(480, |_, _| 0.2);
        wire.overrun();
        callback.account(ms(123), 480);
        callback.intake.push(480, |_, _| 0.3);
        let mut got = Vec::new();
        use super::super::ring::Taken;
        assert_eq!(drain.take(&mut got), Taken::Frames(960));
        assert_eq!(drain.take(&mut got), Taken::Lost(4_800));
        assert_eq!(drain.take(&mut got), Taken::Frames(480));
    }
}
