//! Plays a recording through the loudspeakers, and tells where it is. The only file that knows cpal's output side.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{Data, Device, SampleFormat, SupportedStreamConfig};

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
    let (played, failed) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicBool::new(false)),
    );
    let mut feed = Feed {
        sound,
        channels: usize::from(config.channels()),
        played: Arc::clone(&played),
    };
    let broken = Arc::clone(&failed);
    let stream = device
        .build_output_stream_raw(
            config.config(),
            SampleFormat::F32,
            move |data, _| feed.fill(data),
            move |_| broken.store(true, Ordering::Relaxed),
            None,
        )
        .map_err(unusable)?;
    stream.play().map_err(unusable)?;
    let mut last = (0, Instant::now());
    loop {
        let now = played.load(Ordering::Relaxed);
        let heard = length_of_samples(now as u64, config.sample_rate());
        if now != last.0 {
            last = (now, Instant::now());
        }
        if heard >= length {
            // What was handed over is still on its way through the system.
            std::thread::sleep(Duration::from_millis(150));
            return Ok(());
        }
        if stop(part.start + heard) {
            return Ok(());
        }
        if failed.load(Ordering::Relaxed) || last.1.elapsed() > STALLED {
            return Err(PlaybackError::Stopped {
                device: name.clone(),
            });
        }
        std::thread::sleep(Duration::from_millis(30));
    }
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
    played: Arc<AtomicUsize>,
}

impl Feed {
    fn fill(&mut self, data: &mut Data) {
        let Some(room) = data.as_slice_mut::<f32>() else {
            return;
        };
        let mut at = self.played.load(Ordering::Relaxed);
        for frame in room.chunks_mut(self.channels.max(1)) {
            frame.fill(self.sound.get(at).copied().unwrap_or(0.0));
            at = (at + 1).min(self.sound.len());
        }
        self.played.store(at, Ordering::Relaxed);
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
