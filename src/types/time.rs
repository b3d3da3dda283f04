//! Points in time.

use std::fmt;
use std::time::Duration;

/// A point in time, to the millisecond.
///
/// On the wire it is RFC 3339 text in UTC, such as `2026-04-17T12:30:00Z`.
///
/// ```
/// use agentic_commerce::types::Timestamp;
///
/// let time = Timestamp::parse("2026-04-17T14:30:00+02:00")?;
/// assert_eq!(time.to_string(), "2026-04-17T12:30:00Z");
/// assert!(Timestamp::parse("20260417T123000Z").is_err()); // ISO 8601, but not RFC 3339
/// # Ok::<(), agentic_commerce::types::TimestampError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub struct Timestamp(
    #[cfg_attr(feature = "schemars", schemars(with = "String", extend("format" = "date-time")))] jiff::Timestamp,
);

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self(jiff::Timestamp::UNIX_EPOCH);

    /// Reads RFC 3339 text.
    ///
    /// # Errors
    ///
    /// [`TimestampError`] when the text is not a date-time of RFC 3339.
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        let (date_time, millis, zone) = split_rfc3339(text).ok_or(TimestampError(()))?;
        let seconds = unix_seconds(date_time, zone).ok_or(TimestampError(()))?;
        Self::from_unix_millis(seconds * 1_000 + millis)
    }

    /// Reads the date of an HTTP header (RFC 9110 §5.6.7), in the form that is not obsolete.
    #[must_use]
    pub(crate) fn parse_http_date(text: &str) -> Option<Self> {
        let time = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?;
        Self::from_unix_millis(time.as_millisecond()).ok()
    }

    /// The time that many milliseconds after 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// [`TimestampError`] outside of the years −9999 to 9999.
    pub fn from_unix_millis(millis: i64) -> Result<Self, TimestampError> {
        jiff::Timestamp::from_millisecond(millis).map(Self).map_err(|_| TimestampError(()))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix_millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.0.as_millisecond().div_euclid(1_000)
    }

    /// The time that much later; the end of time when it would lie beyond.
    #[must_use]
    pub fn saturating_add(self, span: Duration) -> Self {
        let span = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Self::from_unix_millis(self.unix_millis().saturating_add(span)).unwrap_or_else(|_| Self::end_of_time())
    }

    /// The last whole second that the time library can say.
    fn end_of_time() -> Self {
        let end = jiff::Timestamp::MAX;
        jiff::Timestamp::from_second(end.as_second()).map_or(Self(end), Self)
    }

    /// How much time lies between the two, whichever is earlier.
    #[must_use]
    pub fn distance(self, other: Self) -> Duration {
        Duration::from_millis(self.unix_millis().abs_diff(other.unix_millis()))
    }
}

/// `YYYY-MM-DDThh:mm:ss`, the milliseconds of the fraction, and `Z` or `±hh:mm`.
fn split_rfc3339(text: &str) -> Option<(&str, i64, &str)> {
    let matches = |text: &str, shape: &str| {
        text.len() == shape.len()
            && text.bytes().zip(shape.bytes()).all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                b'T' | b'Z' => byte.eq_ignore_ascii_case(&shape),
                b'+' => matches!(byte, b'+' | b'-'),
                _ => byte == shape,
            })
    };
    let (date_time, rest) = text.split_at_checked(19)?;
    let (millis, zone) = match rest.strip_prefix('.') {
        Some(rest) => {
            let zone = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
            let digits = rest.strip_suffix(zone).filter(|digits| !digits.is_empty())?;
            let millis = digits.chars().chain("00".chars()).take(3).filter_map(|digit| digit.to_digit(10));
            (millis.fold(0, |millis, digit| millis * 10 + i64::from(digit)), zone)
        }
        None => (0, rest),
    };
    let offset = matches(zone, "+00:00");
    (matches(date_time, "0000-00-00T00:00:00") && (matches(zone, "Z") || offset)).then_some((date_time, millis, zone))
}

/// Of text in the form that [`split_rfc3339`] finds. A leap second is the second before it: UNIX time has no number of its
/// own for it.
fn unix_seconds(date_time: &str, zone: &str) -> Option<i64> {
    let number = |text: &str, from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    let part = |from: usize| i8::try_from(number(date_time, from, from + 2)?).ok();
    let date = jiff::civil::Date::new(number(date_time, 0, 4)?, part(5)?, part(8)?).ok()?;
    let second = part(17).map(|second| if second == 60 { 59 } else { second })?;
    let time = jiff::civil::Time::new(part(11)?, part(14)?, second, 0).ok()?;
    let offset = if zone.len() == 1 {
        0
    } else {
        let (hours, minutes) = (number(zone, 1, 3)?, number(zone, 4, 6)?);
        if hours > 23 || minutes > 59 {
            return None;
        }
        let seconds = i32::from(hours) * 3_600 + i32::from(minutes) * 60;
        if zone.starts_with('-') { -seconds } else { seconds }
    };
    let utc = jiff::tz::Offset::UTC.to_timestamp(date.to_datetime(time)).ok()?;
    Some(utc.as_second() - i64::from(offset))
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// The text is not a date-time of RFC 3339, or the time is out of range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an RFC 3339 date-time such as 2026-04-17T12:30:00Z")]
pub struct TimestampError(());

/// Where the time comes from. Nothing in the crate reads a clock of its own.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one door to the machine's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(jiff::Timestamp::now().as_millisecond())
            .unwrap_or_else(|_| Timestamp::end_of_time())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds since the epoch of that text.
    fn millis(text: &str) -> Option<i64> {
        Timestamp::parse(text).ok().map(Timestamp::unix_millis)
    }

    // ACP-SIG-04. Seconds by `date -u -d … +%s`.
    #[test]
    fn date_times_of_rfc_3339_are_read() {
        for (text, expected) in [
            ("2026-04-17T12:30:00Z", 1_776_429_000_000),
            ("2026-04-17t12:30:00z", 1_776_429_000_000),
            ("2026-04-17T14:30:00+02:00", 1_776_429_000_000),
            ("2026-04-17T07:00:00-05:30", 1_776_429_000_000),
            ("2026-04-17T12:30:00+00:00", 1_776_429_000_000),
            // The offset is not known (RFC 3339 §4.3).
            ("2026-04-17T12:30:00-00:00", 1_776_429_000_000),
            ("2026-04-17T12:30:00.5Z", 1_776_429_000_500),
            ("2026-04-17T12:30:00.123456789Z", 1_776_429_000_123),
            // A fraction may have any number of digits (RFC 3339 §5.6).
            ("2026-04-17T12:30:00.1234567890123Z", 1_776_429_000_123),
            ("2026-04-17T12:30:00.000000000000+00:00", 1_776_429_000_000),
            ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("1969-12-31T23:59:59Z", -1_000),
            // The widest offset there is.
            ("2026-04-18T12:29:00+23:59", 1_776_429_000_000),
        ] {
            assert_eq!(millis(text), Some(expected), "{text}");
        }
        // A leap second is a legal text; UNIX time has no number of its own for it.
        assert!(millis("2016-12-31T23:59:60Z").is_some());
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "2026-04-17",
            "12:30:00Z",
            "2026-04-17 12:30:00Z",      // a space for the T
            "2026-04-17T12:30:00",       // no offset
            "2026-04-17T12:30Z",         // no seconds
            "2026-04-17T12:30:00+02",    // half an offset
            "2026-04-17T12:30:00+0200",  // an offset without a colon
            "2026-04-17T12:30:00+24:00", // no such offset
            "2026-04-17T12:30:00-99:00",
            "2026-04-17T12:30:00+02:60",
            "2026-04-17T24:00:00Z", // no such hour
            "2026-04-17T23:60:00Z",
            "2026-04-17T23:59:61Z",
            "2026-13-01T00:00:00Z", // no such month
            "2026-00-01T00:00:00Z",
            "2026-02-29T00:00:00Z", // no such day
            "2026-04-31T00:00:00Z",
            "2026-04-17T12:30:00,5Z", // ISO 8601
            "2026-04-17T12:30:00.Z",
            "20260417T123000Z",
            "2026-W16-5T12:30:00Z",
            "+002026-04-17T12:30:00Z",
            " 2026-04-17T12:30:00Z",
            "2026-04-17T12:30:00Z ",
            "2026-04-17T12:30:00Z[UTC]",
            "2026-04-17T12:30:00[Europe/Berlin]",
            "２026-04-17T12:30:00Z", // a digit that is not ASCII
            "1776429000",
        ] {
            assert_eq!(millis(text), None, "{text}");
            assert!(serde_json::from_str::<Timestamp>(&format!("{text:?}")).is_err(), "{text}");
        }
        assert!(serde_json::from_str::<Timestamp>("1776429000").is_err());
    }

    #[test]
    fn utc_is_written() {
        let time = Timestamp::from_unix_millis(1_776_429_000_000).unwrap();
        assert_eq!(time.to_string(), "2026-04-17T12:30:00Z");
        assert_eq!(format!("{time:?}"), "2026-04-17T12:30:00Z");
        assert_eq!(serde_json::to_string(&time).unwrap(), r#""2026-04-17T12:30:00Z""#);
        assert_eq!(Timestamp::parse("2026-04-17T12:30:00.250Z").unwrap().to_string(), "2026-04-17T12:30:00.25Z");
        assert_eq!(Timestamp::UNIX_EPOCH.to_string(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn seconds_before_the_epoch_are_rounded_down() {
        assert_eq!(Timestamp::from_unix_millis(-1).unwrap().unix_seconds(), -1);
        assert_eq!(Timestamp::from_unix_millis(1_999).unwrap().unix_seconds(), 1);
    }

    #[test]
    fn time_does_not_wrap() {
        let time = Timestamp::from_unix_millis(1_000).unwrap();
        assert_eq!(time.saturating_add(Duration::from_millis(500)).unix_millis(), 1_500);
        let end = time.saturating_add(Duration::MAX);
        assert_eq!(end.saturating_add(Duration::from_secs(1)), end);
        // The end of time is a time like any other.
        assert_eq!(Timestamp::from_unix_millis(end.unix_millis()).unwrap(), end);
        assert_eq!(Timestamp::parse(&end.to_string()).unwrap(), end);
        assert!(Timestamp::from_unix_millis(i64::MAX).is_err());

        let later = Timestamp::from_unix_millis(3_500).unwrap();
        assert_eq!(time.distance(later), Duration::from_millis(2_500));
        assert_eq!(later.distance(time), Duration::from_millis(2_500));
    }
}
