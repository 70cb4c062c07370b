//! Plays a recording through the loudspeakers, and tells where it is. The only file that knows cpal's output side.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{
    BufferSize, Data, Device, ErrorKind, OutputCallbackInfo, SampleFormat, Stream, StreamConfig,
    StreamInstant, SupportedStreamConfig,
};

use super::patience::Patience;
use super::quiet;
use crate::time::{Offset, Span, length_of_samples};

/// Why nothing can be played.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaybackError {
    /// The system knows no output device.
    #[error(
        "No loudspeaker was found. Plug in headphones, or open the WAV file in another program."
    )]
    NoOutput,
    /// The device cannot be used.
    #[error(
        "\"{device}\" does not play: {reason}. Open the WAV file in another program, or choose another output in the system's sound settings."
    )]
    Unusable {
        /// Its name.
        device: String,
        /// What the system says.
        reason: String,
    },
    /// Playing stopped in the middle.
    #[error("\"{device}\" stopped playing.")]
    Stopped {
        /// Its name.
        device: String,
    },
}

/// Buffers a second that are asked for.
const BUFFERS_A_SECOND: u32 = 10;

/// Sound that does not move on for so long has stopped.
const STALLED: Duration = Duration::from_secs(3);

/// Plays `frames` (mono, `rate_hz`) inside `part` until its end or until `stop` says so. `stop` is called about every
/// 30 ms with the place that is heard now, counted from the first frame.
///
/// # Errors
/// When there is no output, or it cannot be used.
pub fn play(
    frames: &[f32],
    rate_hz: u32,
    part: Span,
    mut stop: impl FnMut(Offset) -> bool,
) -> Result<(), PlaybackError> {
    quiet::this_thread();
    let device = default_output().ok_or(PlaybackError::NoOutput)?;
    let name = device.to_string();
    let unusable = |error: cpal::Error| PlaybackError::Unusable {
        device: name.clone(),
        reason: error.to_string(),
    };
    let config = config_for(&device, rate_hz).map_err(unusable)?;
    let place = |offset: Offset| {
        usize::try_from(offset.to_samples(rate_hz))
            .unwrap_or(usize::MAX)
            .min(frames.len())
    };
    let sound = at_rate(
        &frames[place(part.start)..place(part.end)],
        rate_hz,
        config.sample_rate(),
    );
    let length = length_of_samples(sound.len() as u64, config.sample_rate());
    let progress = Arc::new(Progress::default());
    let mut feed = Feed {
        sound,
        channels: usize::from(config.channels()),
        rate_hz: config.sample_rate(),
        progress: Arc::clone(&progress),
    };
    let told = Arc::clone(&progress);
    let stream = device
        .build_output_stream_raw(
            buffered(&device, &config),
            SampleFormat::F32,
            move |data, info| feed.fill(data, info),
            move |error| told.note(error.kind()),
            None,
        )
        .map_err(unusable)?;
    stream.play().map_err(unusable)?;
    let done = |heard| heard >= length || stop(part.start + heard);
    if follow(&stream, &progress, done) {
        Ok(())
    } else {
        Err(PlaybackError::Stopped { device: name })
    }
}

/// Waits until `done`, which hears how much was heard, says so; `false`: the sound stopped by itself before that.
fn follow(stream: &Stream, progress: &Progress, mut done: impl FnMut(Duration) -> bool) -> bool {
    let mut last = (0, Patience::new());
    while !done(progress.heard(stream.now())) {
        let handed = progress.handed.load(Ordering::Relaxed);
        if handed != last.0 {
            last = (handed, Patience::new());
        }
        if progress.failed.load(Ordering::Relaxed) || last.1.look() > STALLED {
            return false;
        }
        std::thread::sleep(Duration::from_millis(30));
    }
    true
}

/// How far the playing is, told by the audio thread without locks.
#[derive(Default)]
struct Progress {
    /// Frames that were handed over; they are heard later.
    handed: AtomicUsize,
    /// When the first frame is or was heard, by the stream's clock, in nanoseconds; zero: not known yet.
    began_at: AtomicI64,
    failed: AtomicBool,
}

impl Progress {
    /// How much has been heard at `now`.
    fn heard(&self, now: StreamInstant) -> Duration {
        let began_at = self.began_at.load(Ordering::Relaxed);
        let since = nanos(now).saturating_sub(began_at);
        match u64::try_from(since) {
            Ok(since) if began_at != 0 => Duration::from_nanos(since),
            _ => Duration::ZERO,
        }
    }

    fn note(&self, kind: ErrorKind) {
        // After these the stream goes on: a hiccup, another output, an ordinary thread priority.
        let goes_on = matches!(
            kind,
            ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied
        );
        if !goes_on {
            self.failed.store(true, Ordering::Relaxed);
        }
    }
}

fn nanos(instant: StreamInstant) -> i64 {
    i64::try_from(instant.as_nanos()).unwrap_or(i64::MAX)
}

/// A sound server would buffer 2 s by itself, which is as late as the sound would stop after a key.
fn buffered(device: &Device, config: &SupportedStreamConfig) -> StreamConfig {
    let mut config = config.config();
    if device
        .id()
        .is_ok_and(|id| id.host().to_string() == "pulseaudio")
    {
        config.buffer_size = BufferSize::Fixed(config.sample_rate / BUFFERS_A_SECOND);
    }
    config
}

/// The loudspeakers of a sound server where one runs, as people have chosen them there, else the system's default.
fn default_output() -> Option<Device> {
    let server = cpal::available_hosts()
        .into_iter()
        .find(|host| host.to_string() == "pulseaudio");
    let server = server
        .and_then(|host| cpal::host_from_id(host).ok())
        .and_then(|host| host.default_output_device());
    server.or_else(|| cpal::default_host().default_output_device())
}

/// 32-bit float at the recording's own rate where the device has that, else at its own.
fn config_for(device: &Device, rate_hz: u32) -> Result<SupportedStreamConfig, cpal::Error> {
    let default = device.default_output_config()?;
    let floats: Vec<_> = device
        .supported_output_configs()?
        .filter(|range| range.sample_format() == SampleFormat::F32)
        .collect();
    let own = floats
        .iter()
        .filter(|range| range.channels() == default.channels());
    let at = |rate| {
        own.clone()
            .find_map(|range| (*range).try_with_sample_rate(rate))
    };
    Ok(at(rate_hz)
        .or_else(|| at(default.sample_rate()))
        .unwrap_or(default))
}

/// `frames` at another rate, straight lines between them: good enough to hear oneself, and only where the device
/// cannot take the recording's own rate.
fn at_rate(frames: &[f32], rate_hz: u32, wanted_hz: u32) -> Vec<f32> {
    if rate_hz == wanted_hz || frames.is_empty() {
        return frames.to_vec();
    }
    let count = frames.len() as u64 * u64::from(wanted_hz) / u64::from(rate_hz.max(1));
    let step = f64::from(rate_hz) / f64::from(wanted_hz);
    let value = |index: usize| frames.get(index).or(frames.last()).copied().unwrap_or(0.0);
    (0..count)
        .map(|index| {
            let at = index as f64 * step;
            let (before, share) = (at as usize, at.fract() as f32);
            value(before) * (1.0 - share) + value(before + 1) * share
        })
        .collect()
}

/// What runs on the system's audio thread.
struct Feed {
    sound: Vec<f32>,
    channels: usize,
    rate_hz: u32,
    progress: Arc<Progress>,
}

impl Feed {
    fn fill(&mut self, data: &mut Data, info: &OutputCallbackInfo) {
        let Some(room) = data.as_slice_mut::<f32>() else {
            return;
        };
        let mut at = self.progress.handed.load(Ordering::Relaxed);
        if at < self.sound.len() {
            let before = length_of_samples(at as u64, self.rate_hz);
            let before = i64::try_from(before.as_nanos()).unwrap_or(i64::MAX);
            let began_at = nanos(info.timestamp().playback).saturating_sub(before);
            self.progress.began_at.store(began_at, Ordering::Relaxed);
        }
        for frame in room.chunks_mut(self.channels.max(1)) {
            frame.fill(self.sound.get(at).copied().unwrap_or(0.0));
            at = (at + 1).min(self.sound.len());
        }
        self.progress.handed.store(at, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_rate_keeps_the_length_in_seconds() {
        let sound = at_rate(&vec![0.5; 16_000], 16_000, 44_100);
        assert_eq!(sound.len(), 44_100);
        assert!(sound.iter().all(|value| (value - 0.5).abs() < 1e-6));
    }
}
