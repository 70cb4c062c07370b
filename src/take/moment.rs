//! When a take was begun: an instant with the local offset of that day, as people remember it.
//!
//! The only file that knows jiff. Written as ISO 8601 to the second, "2026-11-23T21:04:12+01:00".

use std::time::{Duration, SystemTime};

use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const ISO: &str = "%Y-%m-%dT%H:%M:%S%:z";

/// An instant, with the offset from UTC that held where it was taken. Ordered by the instant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Zoned);

impl Moment {
    /// This second, here.
    #[must_use]
    pub fn now() -> Self {
        Self(Zoned::now()).to_the_second()
    }

    /// Reads "2026-11-23T21:04:12+01:00"; `None` when the text is anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Zoned::strptime(ISO, text).ok().map(Self)
    }

    /// "2026-11-23T21:04:12+01:00".
    #[must_use]
    pub fn iso(&self) -> String {
        self.0.strftime(ISO).to_string()
    }

    /// "2026-11-23T2104": sorts by name and is readable; opens the name of a take.
    #[must_use]
    pub fn stamp(&self) -> String {
        self.0.strftime("%Y-%m-%dT%H%M").to_string()
    }

    /// The stamp that opens the name of a take; `None` when none does.
    #[must_use]
    pub(super) fn stamp_of_name(name: &str) -> Option<&str> {
        let stamp = name.get(..15)?;
        DateTime::strptime("%Y-%m-%dT%H%M", stamp).ok()?;
        Some(stamp)
    }

    /// The instant of a time as the system has it; `None` when it is beyond all calendars.
    #[must_use]
    pub(super) fn of_system(time: SystemTime) -> Option<Self> {
        let instant = jiff::Timestamp::try_from(time).ok()?;
        Some(Self(instant.to_zoned(TimeZone::system())).to_the_second())
    }

    /// "23 Nov 2026, 21:04", 18 characters at most.
    #[must_use]
    pub fn for_people(&self) -> String {
        self.0.strftime("%-d %b %Y, %H:%M").to_string()
    }

    /// "2026-11-23".
    #[must_use]
    pub fn day(&self) -> String {
        self.0.strftime("%Y-%m-%d").to_string()
    }

    /// How long before `later` this was; zero when it was not before.
    #[must_use]
    pub fn age_at(&self, later: &Self) -> Duration {
        Duration::try_from(later.0.duration_since(&self.0)).unwrap_or(Duration::ZERO)
    }

    /// Drops what [`Moment::iso`] does not write, so that a moment survives the way to disk and back.
    fn to_the_second(&self) -> Self {
        let seconds = jiff::Timestamp::from_second(self.0.timestamp().as_second());
        let instant = seconds.unwrap_or(self.0.timestamp());
        Self(instant.to_zoned(TimeZone::fixed(self.0.offset())))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.iso())
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = String::deserialize(input)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "\"{text}\" is not a time; expected one like 2026-11-23T21:04:12+01:00"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> Moment {
        Moment::parse("2026-11-23T21:04:12+01:00").unwrap()
    }

    #[test]
    fn a_moment_survives_the_way_to_disk_and_back() {
        let now = Moment::now();
        assert_eq!(Moment::parse(&now.iso()), Some(now));
        assert_eq!(moment().iso(), "2026-11-23T21:04:12+01:00");
    }

    #[test]
    fn it_is_shown_in_the_time_of_the_place_where_it_was_taken() {
        assert_eq!(moment().stamp(), "2026-11-23T2104");
        assert_eq!(moment().for_people(), "23 Nov 2026, 21:04");
    }

    #[test]
    fn the_name_of_a_take_says_when_it_was_begun() {
        let named = Moment::stamp_of_name("2026-11-23T2104-webhook-drop-2");
        assert_eq!(named, Some("2026-11-23T2104"));
        for name in [
            "my-best",
            "",
            "2026-11-23",
            "2026-13-23T2104-x",
            "größe-größe-größe",
        ] {
            assert_eq!(Moment::stamp_of_name(name), None, "{name}");
        }
    }

    #[test]
    fn moments_are_ordered_by_instant_not_by_clock_face() {
        let in_tokyo = Moment::parse("2026-11-24T03:00:00+09:00").unwrap();
        assert!(in_tokyo < moment());
        assert_eq!(
            in_tokyo.age_at(&moment()),
            Duration::from_secs(2 * 3600 + 4 * 60 + 12)
        );
        assert_eq!(moment().age_at(&in_tokyo), Duration::ZERO);
    }

    #[test]
    fn text_that_is_no_time_is_refused_with_an_example() {
        let error = serde_json::from_str::<Moment>("\"yesterday\"").unwrap_err();
        assert!(error.to_string().contains("\"yesterday\" is not a time"));
    }
}
