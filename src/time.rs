//! Places and stretches in a recording, and the only conversions between samples, centiseconds and seconds.
//!
//! An [`Offset`] is a place, counted from the first sample of a section. A [`Span`] is a stretch between two places.
//! A length without a place is a [`std::time::Duration`]. All three count whole microseconds here, which tells
//! neighbouring samples apart up to 500 kHz, so a sample index survives the way there and back.

use std::ops::{Add, Sub};
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const MICROS: u64 = 1_000_000;

/// The rate that Whisper and the voice detector hear, in samples per second.
pub const SPEECH_RATE_HZ: u32 = 16_000;

/// A place in a recording: microseconds since the first sample of its section. Written as seconds in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Offset(u64);

impl Offset {
    /// The first sample.
    pub const START: Self = Self(0);

    /// The place of sample number `index` at `rate_hz` samples per second. A rate of zero counts as one.
    #[must_use]
    pub fn from_samples(index: u64, rate_hz: u32) -> Self {
        Self(samples_to_micros(index, rate_hz))
    }

    /// The sample nearest to this place at `rate_hz`.
    #[must_use]
    pub fn to_samples(self, rate_hz: u32) -> u64 {
        micros_to_samples(self.0, rate_hz)
    }

    /// From whisper.cpp's unit, hundredths of a second; what lies before the start becomes the start.
    #[must_use]
    pub fn from_centiseconds(cs: i64) -> Self {
        Self(u64::try_from(cs).unwrap_or(0).saturating_mul(MICROS / 100))
    }

    /// From seconds; negative and non-finite values become the start.
    #[must_use]
    pub fn from_seconds(seconds: f64) -> Self {
        Self::START + length_from_seconds(seconds)
    }

    /// Seconds since the first sample.
    #[must_use]
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / MICROS as f64
    }

    /// The length from the first sample to here.
    #[must_use]
    pub fn since_start(self) -> Duration {
        Duration::from_micros(self.0)
    }
}

impl Add<Duration> for Offset {
    type Output = Self;

    fn add(self, length: Duration) -> Self {
        let micros = u64::try_from(length.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(micros))
    }
}

impl Sub<Duration> for Offset {
    type Output = Self;

    /// Stops at the start of the recording.
    fn sub(self, length: Duration) -> Self {
        let micros = u64::try_from(length.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_sub(micros))
    }
}

impl Sub for Offset {
    type Output = Duration;

    /// The length from `earlier` to here; zero when `earlier` is in fact later.
    fn sub(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

/// A stretch of a recording, from `start` up to but not including `end`. Never ends before it starts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, JsonSchema,
)]
pub struct Span {
    /// Where it starts, in seconds from the first sample of the section.
    #[serde(rename = "start_s")]
    pub start: Offset,
    /// Where it ends, in seconds from the first sample of the section.
    #[serde(rename = "end_s")]
    pub end: Offset,
}

impl Span {
    /// The stretch from `start` to `end`; empty, at `start`, when `end` lies before it.
    #[must_use]
    pub fn new(start: Offset, end: Offset) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// From seconds; see [`Offset::from_seconds`].
    #[must_use]
    pub fn from_seconds(start_s: f64, end_s: f64) -> Self {
        Self::new(Offset::from_seconds(start_s), Offset::from_seconds(end_s))
    }

    /// How long it lasts.
    #[must_use]
    pub fn length(self) -> Duration {
        self.end - self.start
    }

    /// Whether `place` lies inside.
    #[must_use]
    pub fn contains(self, place: Offset) -> bool {
        self.start <= place && place < self.end
    }

    /// The part that both share; `None` when they do not meet.
    #[must_use]
    pub fn overlap(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }

    /// The shortest stretch that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The same stretch, `length` later: from a chunk's own zero to its section's.
    #[must_use]
    pub fn later(self, length: Duration) -> Self {
        Self {
            start: self.start + length,
            end: self.end + length,
        }
    }
}

/// The length of `count` samples at `rate_hz`.
#[must_use]
pub fn length_of_samples(count: u64, rate_hz: u32) -> Duration {
    Duration::from_micros(samples_to_micros(count, rate_hz))
}

/// The number of samples that come nearest to `length` at `rate_hz`.
#[must_use]
pub fn samples_in(length: Duration, rate_hz: u32) -> u64 {
    micros_to_samples(
        u64::try_from(length.as_micros()).unwrap_or(u64::MAX),
        rate_hz,
    )
}

/// Nothing here is longer, in seconds: eleven days. The longest WAV that can be written lasts six.
pub const LONGEST_S: f64 = 1_000_000.0;

/// From seconds, at most [`LONGEST_S`]; negative and non-finite values become zero.
#[must_use]
pub fn length_from_seconds(seconds: f64) -> Duration {
    if seconds.is_finite() && seconds > 0.0 {
        Duration::from_micros((seconds.min(LONGEST_S) * MICROS as f64).round() as u64)
    } else {
        Duration::ZERO
    }
}

/// A place where the speaker stopped the clock. Stopped time is not in the recording.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PauseMark {
    /// Where in the recording; in JSON, seconds from its first sample.
    #[serde(rename = "at_s")]
    pub at: Offset,
    /// How long the clock stood, in seconds in JSON.
    #[serde(rename = "lasted_s", with = "seconds")]
    pub lasted: Duration,
}

/// Writes a [`Duration`] as seconds in JSON, rounded to milliseconds: `#[serde(with = "crate::time::seconds")]`.
pub mod seconds {
    use super::*;

    /// Seconds, three decimals.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(length: &Duration, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_f64((length.as_secs_f64() * 1000.0).round() / 1000.0)
    }

    /// Seconds; negative and non-finite values become zero.
    ///
    /// # Errors
    /// When the value is not a number, or over [`LONGEST_S`].
    pub fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
        let seconds = f64::deserialize(input)?;
        if seconds > LONGEST_S {
            let text = format!("{seconds} s is longer than any recording can be");
            return Err(serde::de::Error::custom(text));
        }
        Ok(length_from_seconds(seconds))
    }
}

impl Serialize for Offset {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        seconds::serialize(&self.since_start(), out)
    }
}

impl<'de> Deserialize<'de> for Offset {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        seconds::deserialize(input).map(|length| Self::START + length)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            start_s: Offset,
            end_s: Offset,
        }
        let Written { start_s, end_s } = Written::deserialize(input)?;
        Ok(Self::new(start_s, end_s))
    }
}

impl JsonSchema for Offset {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Seconds".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "number", "minimum": 0, "description": "seconds from the first sample of the section" })
    }
}

fn samples_to_micros(count: u64, rate_hz: u32) -> u64 {
    let rate = u128::from(rate_hz.max(1));
    let micros = (u128::from(count) * u128::from(MICROS) + rate / 2) / rate;
    u64::try_from(micros).unwrap_or(u64::MAX)
}

fn micros_to_samples(micros: u64, rate_hz: u32) -> u64 {
    let samples =
        (u128::from(micros) * u128::from(rate_hz) + u128::from(MICROS / 2)) / u128::from(MICROS);
    u64::try_from(samples).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sample_index_survives_the_way_there_and_back(
            index in 0u64..200_000_000, rate in prop::sample::select(vec![8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000u32]),
        ) {
            prop_assert_eq!(Offset::from_samples(index, rate).to_samples(rate), index);
        }
    }

    #[test]
    fn a_span_never_ends_before_it_starts() {
        let span = Span::from_seconds(2.0, 1.0);
        assert_eq!(span.length(), Duration::ZERO);
    }

    #[test]
    fn spans_that_only_touch_do_not_overlap() {
        assert_eq!(
            Span::from_seconds(0.0, 1.0).overlap(Span::from_seconds(1.0, 2.0)),
            None
        );
    }

    #[test]
    fn nonsense_seconds_become_the_start() {
        for seconds in [-1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Offset::from_seconds(seconds), Offset::START);
        }
    }

    #[test]
    fn json_holds_seconds() {
        let json = serde_json::to_string(&Span::from_seconds(1.25, 2.0)).unwrap();
        assert_eq!(json, r#"{"start_s":1.25,"end_s":2.0}"#);
    }
}
