//! Dates as mail, feeds and wires write them.

use bitext_core::Timestamp;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Zones that RFC 5322 names, and the two of Russia's wires, in minutes.
const ZONES: &[(&str, i16)] = &[
    ("gmt", 0),
    ("ut", 0),
    ("utc", 0),
    ("z", 0),
    ("est", -300),
    ("edt", -240),
    ("cst", -360),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
    ("msk", 180),
    ("cet", 60),
    ("cest", 120),
    ("bst", 60),
];

/// A time in ISO 8601, or as in mail: `Sat, 14 Mar 2026 18:30:00 +0300`.
pub(crate) fn parse_date(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| mail_date(text))
}

fn mail_date(text: &str) -> Option<Timestamp> {
    let rest = text.split_once(',').map_or(text, |(_, rest)| rest);
    let mut words = rest.split_whitespace();
    let day = words.next()?.parse().ok()?;
    let month = month(words.next()?)?;
    let date = Timestamp::from_date(year(words.next()?)?, month, day)?;
    let Some(clock) = words.next() else {
        return Some(date);
    };
    let mut parts = clock.split(':').map(|part| part.parse::<u8>().ok());
    let hour = parts.next()??;
    let minute = parts.next()??;
    let second = parts.next().unwrap_or(Some(0))?;
    let time = date.at(hour, minute, second)?;
    match words.next().map(zone) {
        Some(Some(offset)) => time.in_zone(offset),
        _ => Some(time),
    }
}

/// The number of a month by the first three letters of its English name.
pub(crate) fn month(name: &str) -> Option<u8> {
    let head = name.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|&known| known == head)?;
    u8::try_from(index + 1).ok()
}

/// A year of four digits, or of two of this century.
pub(crate) fn year(digits: &str) -> Option<i32> {
    let number: i32 = digits.parse().ok()?;
    match digits.len() {
        4 => Some(number),
        2 => Some(if number < 70 {
            2000 + number
        } else {
            1900 + number
        }),
        _ => None,
    }
}

/// Minutes ahead of UTC of `+0300`, `GMT`, `EST` and the like.
pub(crate) fn zone(text: &str) -> Option<i16> {
    let small = text.trim_matches(['(', ')']).to_ascii_lowercase();
    let named = ZONES.iter().find(|(name, _)| *name == small);
    if let Some(&(_, offset)) = named {
        return Some(offset);
    }
    let stamp: Timestamp = format!("2000-01-01T00:00{small}").parse().ok()?;
    stamp.offset_minutes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_mail_and_of_machines() {
        for text in [
            "Sat, 14 Mar 2026 18:30:00 +0300",
            "14 March 2026 15:30 GMT",
            "Sat, 14 Mar 26 10:30:00 EST",
            "2026-03-14T15:30:00Z",
        ] {
            let time = parse_date(text).map(Timestamp::unix_seconds);
            assert_eq!(time, Some(1_773_502_200), "{text}");
        }
        assert_eq!(parse_date("yesterday"), None);
    }
}
