//! When a feed is published.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::cron::Cron;
use super::retry::share;
use crate::types::Timestamp;

/// When a feed is published: every so often, or at the times of a cron expression, each run put off by a part of the jitter
/// so that not everybody's come at the full hour.
///
/// ```
/// use std::time::Duration;
/// use agentic_commerce::feed::Schedule;
///
/// assert_eq!(Schedule::default(), Schedule::every(Duration::from_secs(15 * 60)));
/// let nightly: Schedule = "30 3 * * mon-fri".parse()?;
/// let hourly: Schedule = "1h".parse()?;
/// assert_eq!(hourly.to_string(), "1h");
/// assert!("0 0 30 2 *".parse::<Schedule>().is_err()); // never
/// # let _ = nightly;
/// # Ok::<(), agentic_commerce::feed::ScheduleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    when: When,
    jitter: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum When {
    Every(Duration),
    Cron { cron: Box<Cron>, text: String },
}

/// Every 15 minutes, the shortest interval that a revision of the feed has named.
impl Default for Schedule {
    fn default() -> Self {
        Self::every(Duration::from_mins(15))
    }
}

/// The least interval: shorter ones are this long.
const LEAST: Duration = Duration::from_secs(1);

impl Schedule {
    /// At once, and then every so often (at least a second), with a jitter of up to 30 seconds, or a tenth of the interval
    /// if that is less.
    #[must_use]
    pub fn every(interval: Duration) -> Self {
        let interval = interval.max(LEAST);
        Self { when: When::Every(interval), jitter: (interval / 10).min(Duration::from_secs(30)) }
    }

    /// At the times of a cron expression of five fields, in UTC: minute, hour, day of the month, month, day of the week;
    /// each `*`, numbers, names (`jan`, `mon`), ranges, steps (`*/15`) and lists of them. With a jitter of up to 30 seconds.
    ///
    /// # Errors
    ///
    /// [`ScheduleError`] for the field that cannot be read, or an expression whose time never comes.
    pub fn cron(expression: &str) -> Result<Self, ScheduleError> {
        let cron = Cron::parse(expression).map_err(|what| ScheduleError { text: expression.to_owned(), what })?;
        if cron.next(0).is_none() {
            return Err(ScheduleError { text: expression.to_owned(), what: "date, which never comes" });
        }
        let when = When::Cron { cron: Box::new(cron), text: expression.to_owned() };
        Ok(Self { when, jitter: Duration::from_secs(30) })
    }

    /// The same schedule with another jitter, up to half of the interval; none is none.
    #[must_use]
    pub fn with_jitter(mut self, jitter: Duration) -> Self {
        self.jitter = match self.when {
            When::Every(interval) => jitter.min(interval / 2),
            When::Cron { .. } => jitter,
        };
        self
    }

    /// The first turn of a publisher that begins now.
    pub(super) fn first(&self, now: Timestamp) -> Option<Timestamp> {
        match &self.when {
            When::Every(_) => Some(now),
            When::Cron { .. } => self.turn_after(now, now),
        }
    }

    /// The turn after another one, none that has passed: what a long run has missed is not made up for.
    pub(super) fn turn_after(&self, turn: Timestamp, now: Timestamp) -> Option<Timestamp> {
        match &self.when {
            When::Every(interval) => {
                let interval = i64::try_from(interval.as_millis()).ok()?.max(1);
                let passed = now.unix_millis().saturating_sub(turn.unix_millis()).max(0) / interval;
                let next = turn.unix_millis().checked_add(interval.checked_mul(passed.checked_add(1)?)?)?;
                Timestamp::from_unix_millis(next).ok()
            }
            When::Cron { cron, .. } => {
                let seconds = cron.next(turn.max(now).unix_seconds())?;
                Timestamp::from_unix_millis(seconds.checked_mul(1_000)?).ok()
            }
        }
    }

    /// How much later than its turn a feed begins.
    pub(super) fn jitter(&self, feed: &str, turn: Timestamp) -> Duration {
        share(self.jitter, &format!("{feed}:{}", turn.unix_millis()))
    }
}

/// `15m`, `90s`, `1h`, `1d`, or a cron expression.
impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Self, ScheduleError> {
        if text.contains(char::is_whitespace) {
            return Self::cron(text);
        }
        let error = |what| ScheduleError { text: text.to_owned(), what };
        let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let count: u32 = digits.parse().ok().filter(|count| *count > 0).ok_or_else(|| error("number"))?;
        let unit = match text.strip_prefix(digits) {
            Some("s") => 1,
            Some("m") => 60,
            Some("h") => 60 * 60,
            Some("d") => 24 * 60 * 60,
            _ => return Err(error("unit: one of s, m, h and d")),
        };
        Ok(Self::every(Duration::from_secs(u64::from(count) * unit)))
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.when {
            When::Cron { text, .. } => f.write_str(text),
            When::Every(interval) => {
                let seconds = interval.as_secs();
                if interval.subsec_nanos() > 0 {
                    return write!(f, "{}ms", interval.as_millis());
                }
                let (count, unit) = match seconds {
                    _ if seconds.is_multiple_of(86_400) => (seconds / 86_400, "d"),
                    _ if seconds.is_multiple_of(3_600) => (seconds / 3_600, "h"),
                    _ if seconds.is_multiple_of(60) => (seconds / 60, "m"),
                    _ => (seconds, "s"),
                };
                write!(f, "{count}{unit}")
            }
        }
    }
}

/// A text that is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no schedule such as 15m or \"30 3 * * *\": look at the {what}")]
pub struct ScheduleError {
    text: String,
    what: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    // Computed with Python's croniter 6.
    #[test]
    fn expressions_name_the_times_that_cron_means() {
        for (text, after, expected) in [
            ("*/15 * * * *", "2026-11-24T12:07:30Z", "2026-11-24T12:15:00Z"),
            ("*/15 * * * *", "2026-11-24T23:45:00Z", "2026-11-25T00:00:00Z"),
            ("30 3 * * mon-fri", "2026-11-27T03:30:00Z", "2026-11-30T03:30:00Z"),
            ("0 0 29 2 *", "2026-11-24T00:00:00Z", "2028-02-29T00:00:00Z"),
            // The thirteenth or a Friday.
            ("0 12 13 * fri", "2026-11-24T00:00:00Z", "2026-11-27T12:00:00Z"),
            ("5,35 8-18/5 * * *", "2026-11-24T08:36:00Z", "2026-11-24T13:05:00Z"),
            ("0 0 1 jan,JUL *", "2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("59 23 31 12 *", "2026-12-31T23:59:00Z", "2027-12-31T23:59:00Z"),
            ("0 6 * * 7", "2026-11-24T00:00:00Z", "2026-11-29T06:00:00Z"),
            ("0 6 * * 0", "2026-11-28T23:00:00Z", "2026-11-29T06:00:00Z"),
            ("10/20 * * * *", "2026-11-24T12:31:00Z", "2026-11-24T12:50:00Z"),
            ("0 0 31 * *", "2026-08-31T00:00:00Z", "2026-10-31T00:00:00Z"),
            // 2100 is no leap year.
            ("0 0 29 2 *", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"),
            ("7 5 * * sat,2", "2026-11-24T05:07:59Z", "2026-11-28T05:07:00Z"),
        ] {
            let schedule = Schedule::cron(text).unwrap();
            assert_eq!(schedule.first(time(after)), Some(time(expected)), "{text} after {after}");
            assert_eq!(schedule.to_string(), text);
            assert_eq!(text.parse(), Ok(schedule));
        }
    }

    #[test]
    fn what_is_no_schedule_says_why() {
        for (text, what) in [
            ("", "number"),
            ("m", "number"),
            ("0m", "number"),
            ("-5m", "number"),
            ("15", "unit"),
            ("15w", "unit"),
            ("15 m", "number of fields"),
            ("* * * *", "number of fields"),
            ("* * * * * *", "number of fields"),
            ("60 * * * *", "minute"),
            ("*/0 * * * *", "minute"),
            ("+5 * * * *", "minute"),
            ("5- * * * *", "minute"),
            ("30-10 * * * *", "minute"),
            (", * * * *", "minute"),
            ("* 24 * * *", "hour"),
            ("* * 0 * *", "day of the month"),
            ("* * * 13 *", "month"),
            ("* * * mon *", "month"),
            ("* * * * 8", "day of the week"),
            ("* * * * jan", "day of the week"),
            ("0 0 30 2 *", "date, which never comes"),
            ("0 0 31 4,6,9,11 *", "date, which never comes"),
        ] {
            let error = text.parse::<Schedule>().expect_err(text).to_string();
            assert!(error.contains(&format!("look at the {what}")), "{text}: {error}");
        }
    }

    // An interval counts from turn to turn, whatever a run takes; what is missed is not made up for.
    #[test]
    fn turns_do_not_drift_and_do_not_pile_up() {
        let quarter: Schedule = "15m".parse().unwrap();
        let noon = time("2026-11-24T12:00:00Z");
        assert_eq!(quarter.first(noon), Some(noon));
        for (now, expected) in [
            ("2026-11-24T12:00:09Z", "2026-11-24T12:15:00Z"),
            ("2026-11-24T12:14:59.999Z", "2026-11-24T12:15:00Z"),
            ("2026-11-24T12:15:00Z", "2026-11-24T12:30:00Z"),
            ("2026-11-24T13:01:00Z", "2026-11-24T13:15:00Z"),
            // A clock that was set back.
            ("2026-11-24T11:00:00Z", "2026-11-24T12:15:00Z"),
        ] {
            assert_eq!(quarter.turn_after(noon, time(now)), Some(time(expected)), "{now}");
        }
        let nightly = Schedule::cron("30 3 * * *").unwrap();
        let turn = time("2026-11-24T03:30:00Z");
        assert_eq!(nightly.turn_after(turn, time("2026-11-24T03:31:00Z")), Some(time("2026-11-25T03:30:00Z")));
        assert_eq!(nightly.turn_after(turn, time("2026-11-26T03:30:00Z")), Some(time("2026-11-27T03:30:00Z")));
    }

    #[test]
    fn jitter_spreads_feeds_and_stays_within_its_limit() {
        let turn = time("2026-11-24T12:00:00Z");
        let quarter = Schedule::default();
        let put_off: Vec<_> = (0..64).map(|feed| quarter.jitter(&format!("feed-{feed}"), turn)).collect();
        assert!(put_off.iter().all(|span| *span <= Duration::from_secs(30)), "{put_off:?}");
        assert!(put_off.iter().collect::<std::collections::BTreeSet<_>>().len() > 30);
        assert_eq!(quarter.clone().with_jitter(Duration::ZERO).jitter("feed-1", turn), Duration::ZERO);
        let long = quarter.with_jitter(Duration::from_secs(86_400));
        let most = (0..512).map(|feed| long.jitter(&format!("feed-{feed}"), turn)).max().unwrap();
        assert!((Duration::from_secs(400)..=Duration::from_secs(450)).contains(&most), "{most:?}");
    }
}
