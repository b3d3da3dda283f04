//! Five fields that say when: minute, hour, day of the month, month, day of the week.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, ToSpan};

/// A cron expression, in UTC. The days are those of the month or those of the week where both are restricted, as cron has
/// always had it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cron {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Whether the days of the month, and of the week, are all of them.
    any_day: bool,
    any_weekday: bool,
}

/// How far ahead to look: a 29th of February may be eight years away.
const YEARS: i16 = 9;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

impl Cron {
    /// Reads five fields; the name of the field that is wrong otherwise.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields.as_slice() else { return Err("number of fields") };
        let mut weekdays = set(weekday, 0, 7, &WEEKDAYS).ok_or("day of the week")?;
        // Sunday is 0 and 7.
        if weekdays & (1 << 7) != 0 {
            weekdays = (weekdays | 1) & 0x7f;
        }
        Ok(Self {
            minutes: set(minute, 0, 59, &[]).ok_or("minute")?,
            hours: set(hour, 0, 23, &[]).ok_or("hour")?,
            days: set(day, 1, 31, &[]).ok_or("day of the month")?,
            months: set(month, 1, 12, &MONTHS).ok_or("month")?,
            weekdays,
            any_day: day.starts_with('*'),
            any_weekday: weekday.starts_with('*'),
        })
    }

    /// The first minute after a time, in seconds since the epoch, that it names; nothing if there is none in sight.
    pub(super) fn next(&self, after: i64) -> Option<i64> {
        let after = Offset::UTC.to_datetime(jiff::Timestamp::from_second(after).ok()?);
        let start = DateTime::from_parts(after.date(), Time::new(after.hour(), after.minute(), 0, 0).ok()?);
        let start = start.checked_add(SignedDuration::from_mins(1)).ok()?;
        let last = start.year().checked_add(YEARS)?;
        let mut date = start.date();
        let mut earliest = (start.hour(), start.minute());
        while date.year() < last {
            if !has(self.months, date.month()) {
                date = date.last_of_month().tomorrow().ok()?;
                earliest = (0, 0);
                continue;
            }
            if self.names(date)
                && let Some((hour, minute)) = self.first_from(earliest)
            {
                return Some(Offset::UTC.to_timestamp(date.at(hour, minute, 0, 0)).ok()?.as_second());
            }
            date = date.checked_add(1.day()).ok()?;
            earliest = (0, 0);
        }
        None
    }

    fn names(&self, date: Date) -> bool {
        let day = has(self.days, date.day());
        let weekday = has(self.weekdays, date.weekday().to_sunday_zero_offset());
        if self.any_day || self.any_weekday { day && weekday } else { day || weekday }
    }

    /// The first hour and minute of a day that is not before another one.
    fn first_from(&self, (hour, minute): (i8, i8)) -> Option<(i8, i8)> {
        if has(self.hours, hour)
            && let Some(minute) = (minute..60).find(|minute| has(self.minutes, *minute))
        {
            return Some((hour, minute));
        }
        let hour = (hour + 1..24).find(|hour| has(self.hours, *hour))?;
        Some((hour, (0..60).find(|minute| has(self.minutes, *minute))?))
    }
}

fn has(set: u64, bit: i8) -> bool {
    u32::try_from(bit).is_ok_and(|bit| 1_u64.checked_shl(bit).is_some_and(|bit| set & bit != 0))
}

/// The numbers of a field as bits: `*`, `5`, `1-5`, `*/15`, `10-50/20`, names, and lists of those.
fn set(text: &str, from: u32, to: u32, names: &[&str]) -> Option<u64> {
    let number = |text: &str| -> Option<u32> {
        let name = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let number = match name {
            // Names of months begin at 1, those of days at 0.
            Some(index) => u32::try_from(index).ok()?.checked_add(from)?,
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok()?,
            None => return None,
        };
        (from..=to).contains(&number).then_some(number)
    };
    let mut bits = 0_u64;
    for part in text.split(',') {
        let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (from, to),
            Some((first, last)) => (number(first)?, number(last)?),
            // `5/15` is from 5 on.
            None => (number(range)?, if step.is_some() { to } else { number(range)? }),
        };
        let step = match step {
            Some(step) if step.bytes().all(|byte| byte.is_ascii_digit()) => {
                step.parse().ok().filter(|step| *step > 0)?
            }
            Some(_) => return None,
            None => 1,
        };
        if first > last {
            return None;
        }
        for number in (first..=last).step_by(step) {
            bits |= 1_u64.checked_shl(number)?;
        }
    }
    Some(bits)
}
