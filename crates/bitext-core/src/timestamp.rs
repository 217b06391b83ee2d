//! A point in time as documents state it: to the second, to the minute, or
//! only to the day, with a zone or without one.
//!
//! What a file leaves out stays left out, since a report dated `2026-03-14`
//! was not published at midnight in Greenwich. Calendar arithmetic follows the
//! proleptic Gregorian calendar; leap seconds count as the second before.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A time of publication or change.
///
/// ```
/// use bitext_core::Timestamp;
/// let time: Timestamp = "2026-03-14T18:30:00+03:00".parse()?;
/// assert_eq!(time.unix_seconds(), 1_773_502_200);
/// assert_eq!(time.to_string(), "2026-03-14T18:30:00+03:00");
/// assert_eq!("20260314T1530Z".parse::<Timestamp>()?.unix_seconds(), 1_773_502_200);
/// assert!(!"2026-03-14".parse::<Timestamp>()?.has_time());
/// # Ok::<(), bitext_core::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp {
    year: i32,
    month: u8,
    day: u8,
    /// Seconds since midnight, local time.
    second_of_day: Option<u32>,
    /// Minutes that local time is ahead of UTC.
    offset: Option<i16>,
}

/// A text that is no date or time in ISO 8601.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{text}` is no date or time in ISO 8601, as in `2026-03-14T18:30:00+03:00`")]
pub struct TimestampError {
    text: String,
}

impl Timestamp {
    /// A day, without a time; `None` if there is no such day.
    #[must_use]
    pub fn from_date(year: i32, month: u8, day: u8) -> Option<Self> {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1..=days).contains(&day) && (0..=9999).contains(&year)).then_some(Self {
            year,
            month,
            day,
            second_of_day: None,
            offset: None,
        })
    }

    /// The same day at a local time; `None` if there is no such time.
    #[must_use]
    pub fn at(mut self, hour: u8, minute: u8, second: u8) -> Option<Self> {
        if hour > 23 || minute > 59 || second > 60 {
            return None;
        }
        let second = u32::from(second.min(59));
        self.second_of_day = Some(u32::from(hour) * 3600 + u32::from(minute) * 60 + second);
        Some(self)
    }

    /// The same local time in a zone that many minutes ahead of UTC; `None`
    /// beyond a day.
    #[must_use]
    pub fn in_zone(mut self, minutes: i16) -> Option<Self> {
        self.offset = Some(minutes);
        (minutes.abs() < 24 * 60).then_some(self)
    }

    /// Whether a time of day is known.
    #[must_use]
    pub fn has_time(self) -> bool {
        self.second_of_day.is_some()
    }

    /// Minutes that local time is ahead of UTC, if the zone is known.
    #[must_use]
    pub fn offset_minutes(self) -> Option<i16> {
        self.offset
    }

    /// Seconds since 1970; an unknown zone counts as UTC, and a day without a
    /// time as its noon, which is never more than half a day off.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        let local = i64::from(self.second_of_day.unwrap_or(12 * 3600));
        self.days() * 86_400 + local - i64::from(self.offset.unwrap_or(0)) * 60
    }

    /// Days since 1970-01-01.
    fn days(self) -> i64 {
        // Years counted from March, so that the leap day is the last of its year.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let month = (i64::from(self.month) + 9) % 12;
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        let of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        era * 146_097 + of_era - 719_468
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{:04}-{:02}-{:02}",
            self.year, self.month, self.day
        )?;
        if let Some(second) = self.second_of_day {
            let (hour, minute) = (second / 3600, second / 60 % 60);
            write!(formatter, "T{hour:02}:{minute:02}:{:02}", second % 60)?;
        }
        match self.offset {
            Some(0) if self.has_time() => formatter.write_str("Z"),
            Some(offset) if self.has_time() => {
                let sign = if offset < 0 { '-' } else { '+' };
                let minutes = offset.unsigned_abs();
                write!(formatter, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            _ => Ok(()),
        }
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    /// Parses the basic and the extended form of ISO 8601: a date, a date with
    /// a time (`T` or a space between them), either with a zone.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text.trim()).ok_or_else(|| TimestampError {
            text: text.to_owned(),
        })
    }
}

fn parse(text: &str) -> Option<Timestamp> {
    let (year, rest) = number(text, 4)?;
    let (month, rest) = number(rest.strip_prefix('-').unwrap_or(rest), 2)?;
    let (day, rest) = number(rest.strip_prefix('-').unwrap_or(rest), 2)?;
    let date = Timestamp::from_date(i32::from(year), small(month)?, small(day)?)?;
    if rest.is_empty() {
        return Some(date);
    }
    let Some(rest) = rest.strip_prefix(['T', 't', ' ']) else {
        // A day with a zone: `2026-03-14+03:00`. What follows a dash may be anything.
        let is_zone = !rest.starts_with('-') || rest.contains(':');
        return is_zone.then(|| date.in_zone(zone(rest)?))?;
    };
    let (hour, rest) = number(rest.trim_start(), 2)?;
    let (minute, rest) = number(rest.strip_prefix(':').unwrap_or(rest), 2)?;
    let (second, rest) = match number(rest.strip_prefix(':').unwrap_or(rest), 2) {
        Some((second, rest)) => (second, rest),
        None => (0, rest),
    };
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let time = date.at(small(hour)?, small(minute)?, small(second)?)?;
    match rest.trim() {
        "" => Some(time),
        rest => time.in_zone(zone(rest)?),
    }
}

/// The number in the first `digits` characters, and what follows.
fn number(text: &str, digits: usize) -> Option<(u16, &str)> {
    let (head, rest) = text.split_at_checked(digits)?;
    let is_number = head.bytes().all(|byte| byte.is_ascii_digit());
    Some((is_number.then(|| head.parse().ok())??, rest))
}

fn small(number: u16) -> Option<u8> {
    u8::try_from(number).ok()
}

/// No place on earth is more hours away from UTC.
const FARTHEST_ZONE: u16 = 14;

/// Minutes ahead of UTC: `Z`, `+03:00`, `+0300`, `+03`.
fn zone(text: &str) -> Option<i16> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix(['-', '−'])?),
    };
    let (hours, rest) = number(rest, 2)?;
    let minutes = match rest.strip_prefix(':').unwrap_or(rest) {
        "" => 0,
        rest => number(rest, 2).filter(|(_, rest)| rest.is_empty())?.0,
    };
    (hours <= FARTHEST_ZONE && minutes < 60)
        .then(|| sign * i16::try_from(hours * 60 + minutes).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn seconds(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().unix_seconds()
    }

    #[test]
    fn forms_of_one_moment_agree() {
        for text in [
            "2026-03-14T18:30:00+03:00",
            "2026-03-14 15:30:00Z",
            "20260314T153000Z",
            "2026-03-14T15:30:00.123Z",
            "2026-03-14T11:30:00-0400",
            "20260314T1530+00",
            "2026-03-14T15:30",
        ] {
            assert_eq!(seconds(text), 1_773_502_200, "{text}");
        }
        assert_eq!(seconds("1970-01-01T00:00:00Z"), 0);
        assert_eq!(seconds("2000-02-29T23:59:59Z"), 951_868_799);
        assert_eq!(seconds("1969-12-31"), -43_200);
    }

    #[test]
    fn what_is_left_out_stays_left_out() {
        for text in [
            "2026-03-14",
            "2026-03-14T18:30:00",
            "2026-03-14T18:30:00-03:30",
        ] {
            assert_eq!(text.parse::<Timestamp>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "2026",
            "2026-02-29",
            "2026-03-14T25:00",
            "14.03.2026",
            "2026-03-14T18:30 CET",
            "2026-03-14-15",
            "2026-03-14-15:30",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }
}
