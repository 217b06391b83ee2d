//! Numbers in digits: which signs part groups, which the decimals, which
//! neither.
//!
//! The one idea: the signs inside one token decide as far as they can (two
//! kinds: the last is the decimal sign; one kind twice: groups), and only what
//! stays open, one sign before three digits, is decided by the pack.

use std::borrow::Cow;

use bitext_core::decimal_digit;

use crate::decimal::Decimal;
use crate::schema::Numbers;

/// What a token of digits is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Literal {
    /// A number.
    Value(Decimal),
    /// `11:30` or `11:30:15`, in minutes.
    Clock(u16),
    /// `11.04.2018`.
    Date(Date),
    /// Two numbers with a colon, a score: `3:2`.
    Pair(u32, u32),
    /// A numeric character for a part: `½`.
    Fraction(u16, u16),
    /// Something else made of digits: a version, a long serial number.
    Other,
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) day: u32,
    pub(crate) month: u8,
    pub(crate) year: u32,
}

/// Reads one token of digits and inner signs.
pub(crate) fn read(token: &str, signs: &Numbers) -> Literal {
    if !token.is_ascii() {
        return read_other_digits(token, signs);
    }
    if token.contains(':') {
        return read_colons(token);
    }
    let Some(last) = token.rfind(['.', ',']) else {
        return whole(token).map_or(Literal::Other, Literal::Value);
    };
    if let Some(date) = read_date(token) {
        return Literal::Date(date);
    }
    let bytes = token.as_bytes();
    let sign = bytes[last];
    let of_sign = bytes.iter().filter(|&&byte| byte == sign).count();
    let of_both = bytes.iter().filter(|byte| !byte.is_ascii_digit()).count();
    let decimal = if of_both > of_sign {
        // Two kinds of sign: the last is the decimal one, if it comes once.
        of_sign == 1 && in_groups(&token[..last])
    } else if of_sign > 1 {
        false
    } else {
        let open = bytes.len() - last - 1 == 3 && last <= 3 && bytes[0] != b'0';
        let char_sign = char::from(sign);
        !open || signs.decimal == Some(char_sign)
    };
    let (before, after) = if decimal {
        (&token[..last], &token[last + 1..])
    } else if in_groups(token) {
        (token, "")
    } else {
        return Literal::Other;
    };
    value(before, after).map_or(Literal::Other, Literal::Value)
}

/// Whether the digits are parted into groups as numbers are.
fn in_groups(token: &str) -> bool {
    groups_of_three(token) || groups_of_two(token)
}

/// Whether commas part the digits as in India, where lakhs and crores are counted:
/// the last three, and pairs before them.
fn groups_of_two(token: &str) -> bool {
    let groups: Vec<&str> = token.split(',').collect();
    let [first, pairs @ .., last] = groups.as_slice() else {
        return false;
    };
    matches!(first.len(), 1 | 2)
        && !pairs.is_empty()
        && pairs.iter().all(|pair| pair.len() == 2)
        && last.len() == 3
        && groups.concat().bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the first group has up to three digits and all others have three.
fn groups_of_three(token: &str) -> bool {
    let mut groups = token.split(['.', ',']);
    let first = groups.next().is_some_and(|group| group.len() <= 3);
    let mut any = false;
    first
        && groups.all(|group| {
            any = true;
            group.len() == 3
        })
        && (any || token.bytes().all(|byte| byte.is_ascii_digit()))
}

fn whole(digits: &str) -> Option<Decimal> {
    value(digits, "")
}

/// The number with those digits, signs in them left out, before and after the
/// decimal sign.
fn value(before: &str, after: &str) -> Option<Decimal> {
    let mut mantissa: u64 = 0;
    let mut digits = before.bytes().chain(after.bytes());
    digits.try_for_each(|byte| {
        if byte.is_ascii_digit() {
            mantissa = mantissa
                .checked_mul(10)?
                .checked_add(u64::from(byte - b'0'))?;
        }
        Some(())
    })?;
    Decimal::try_new(mantissa, -i32::try_from(after.len()).ok()?)
}

/// Joins groups that spaces or apostrophes part: `1` + `000,5`.
pub(crate) fn read_groups(groups: &[Cow<'_, str>]) -> Option<Decimal> {
    let (last, heads) = groups.split_last()?;
    let (whole, part) = last.split_once(['.', ',']).unwrap_or((last, ""));
    let mut before = heads.concat();
    before.push_str(whole);
    value(&before, part)
}

/// Whether a token can open a number in groups: one to three digits.
pub(crate) fn opens_groups(token: &str) -> bool {
    token.len() <= 3 && !token.starts_with('0') && token.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a token can go on a number in groups: three digits, and whether it
/// has decimals, which end it.
pub(crate) fn continues_groups(token: &str) -> Option<bool> {
    let digits = token.bytes().take_while(u8::is_ascii_digit).count();
    let sign = token.bytes().filter(|byte| !byte.is_ascii_digit()).count();
    let rest = token.as_bytes().get(digits);
    match (digits, sign, rest) {
        (3, 0, None) => Some(false),
        (3, 1, Some(b'.' | b',')) => Some(true),
        _ => None,
    }
}

fn small(digits: &str) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.parse().ok()
}

fn read_colons(token: &str) -> Literal {
    let mut parts = token.split(':').map(|part| (part.len(), small(part)));
    let (Some((_, Some(first))), Some((width, Some(second)))) = (parts.next(), parts.next()) else {
        return Literal::Other;
    };
    let third = parts.next();
    if parts.next().is_some() {
        return Literal::Other;
    }
    let is_clock = first < 24 && second < 60 && width == 2;
    match (is_clock, third) {
        (true, None | Some((2, Some(0..60)))) => {
            clock(first, second).map_or(Literal::Other, Literal::Clock)
        }
        (_, None) => Literal::Pair(first, second),
        _ => Literal::Other,
    }
}

/// Minutes since midnight, if there is such a time.
pub(crate) fn clock(hour: u32, minute: u32) -> Option<u16> {
    let fits = hour < 24 && minute < 60 || hour == 24 && minute == 0;
    let minutes = (hour % 24) * 60 + minute;
    fits.then(|| u16::try_from(minutes).ok()).flatten()
}

/// `11.30` as a time of day.
pub(crate) fn dotted_clock(token: &str) -> Option<u16> {
    let (hour, minute) = token.split_once('.')?;
    if hour.len() > 2 || minute.len() != 2 {
        return None;
    }
    clock(small(hour)?, small(minute)?)
}

/// `0830` as a time of day.
pub(crate) fn bare_clock(token: &str) -> Option<u16> {
    if token.len() != 4 {
        return None;
    }
    clock(small(token.get(..2)?)?, small(token.get(2..)?)?)
}

fn read_date(token: &str) -> Option<Date> {
    let mut parts = token.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || day.len() > 2 || month.len() > 2 || !matches!(year.len(), 2 | 4) {
        return None;
    }
    date(small(day)?, small(month)?, small(year)?)
}

/// A date, if day and month can be; a year of two digits is put between 1950
/// and 2049.
pub(crate) fn date(day: u32, month: u32, year: u32) -> Option<Date> {
    let month = u8::try_from(month).ok()?;
    let year = match year {
        0..50 => 2000 + year,
        50..100 => 1900 + year,
        _ => year,
    };
    let fits = (1..=31).contains(&day) && (1..=12).contains(&month) && (1000..3000).contains(&year);
    fits.then_some(Date { day, month, year })
}

/// Digits of other scripts count as ASCII ones; fraction characters as parts.
fn read_other_digits(token: &str, signs: &Numbers) -> Literal {
    let mut letters = token.chars();
    if let (Some(letter), None) = (letters.next(), letters.next()) {
        let part = match letter {
            '½' => Some((1, 2)),
            '⅓' => Some((1, 3)),
            '⅔' => Some((2, 3)),
            '¼' => Some((1, 4)),
            '¾' => Some((3, 4)),
            '⅕' => Some((1, 5)),
            '⅛' => Some((1, 8)),
            _ => None,
        };
        if let Some((numerator, denominator)) = part {
            return Literal::Fraction(numerator, denominator);
        }
    }
    match in_ascii(token) {
        Some(ascii) => read(&ascii, signs),
        None => Literal::Other,
    }
}

/// A token with its digits and signs as ASCII ones; `None` if it has others.
pub(crate) fn in_ascii(token: &str) -> Option<Cow<'_, str>> {
    if token.is_ascii() {
        return Some(Cow::Borrowed(token));
    }
    token.chars().map(ascii_digit).collect()
}

/// The ASCII digit or sign a character stands for.
fn ascii_digit(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return Some(letter);
    }
    match letter {
        '٫' => return Some('.'),
        '٬' => return Some(','),
        _ => {}
    }
    char::from_digit(u32::from(decimal_digit(letter)?), 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(token: &str, decimal: char, group: char) -> String {
        let signs = Numbers {
            decimal: Some(decimal),
            group: vec![group],
            ..Numbers::default()
        };
        match read(token, &signs) {
            Literal::Value(value) => value.to_string(),
            Literal::Date(Date { day, month, year }) => format!("{year}-{month:02}-{day}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn signs_are_read_as_the_language_writes_them() {
        for (token, english, german) in [
            ("1000", "1000", "1000"),
            ("1,000.5", "1000.5", "1000.5"),
            ("1.000,5", "1000.5", "1000.5"),
            ("1.000", "1", "1000"),
            ("1,000", "1000", "1"),
            ("0.125", "0.125", "0.125"),
            ("4,25", "4.25", "4.25"),
            ("1.000.000", "1000000", "1000000"),
            ("7.1.2", "Other", "Other"),
            ("11.04.2018", "2018-04-11", "2018-04-11"),
            ("11:30", "Clock(690)", "Clock(690)"),
            ("3:2", "Pair(3, 2)", "Pair(3, 2)"),
            ("٤٢", "42", "42"),
            ("12345678901234567890", "Other", "Other"),
            ("12,34,567", "1234567", "1234567"),
            ("1,00,000.50", "100000.5", "100000.5"),
            ("1,2,345", "Other", "Other"),
            ("۲۵٬۰۰۰", "25000", "25"),
            ("۲٫۵", "2.5", "2.5"),
        ] {
            assert_eq!(shown(token, '.', ','), english, "{token} in English");
            assert_eq!(shown(token, ',', '.'), german, "{token} in German");
        }
    }

    #[test]
    fn times_without_a_colon() {
        assert_eq!(dotted_clock("11.30"), Some(690));
        assert_eq!(dotted_clock("11.60"), None);
        assert_eq!(bare_clock("0830"), Some(510));
        assert_eq!(clock(24, 0), Some(0));
    }
}
