//! Dates and times of day.
//!
//! The one idea: a number is a day, an hour or a year only by its neighbours,
//! so each reading begins at the number (or at the month, where the language
//! puts it first) and looks for the neighbour that proves it: a month name, a
//! word like "o'clock", a zone. Without proof the number stays a number.

use std::ops::Range;

use crate::anchor::{AnchorKind, Atom, AtomList};
use crate::decimal::Decimal;
use crate::lexicon::Meaning;
use crate::literal::{self, Date};
use crate::scan::Scan;

/// Numbers of four digits that may be years.
const YEARS: Range<u32> = 1000..3000;

/// Which half of the day a word says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Evening,
    Night,
}

impl Half {
    /// A time by the clock of twelve hours as one by that of twenty-four.
    fn of(self, minutes: u16) -> u16 {
        match (self, minutes / 60) {
            (Half::Evening, 1..12) | (Half::Night, 6..12) => minutes + 720,
            (Half::Morning | Half::Night, 12) => minutes - 720,
            _ => minutes,
        }
    }
}

impl Scan<'_> {
    /// A date that begins with the whole number `value`, a day, which ends
    /// before token `end`; gives the token after the date.
    pub(crate) fn day_first(&mut self, value: u32, start: usize, end: usize) -> Option<usize> {
        if !(1..=31).contains(&value) {
            return None;
        }
        let after_suffix = self.after_ordinal_sign(end).unwrap_or(end);
        let at = self.after_between(after_suffix);
        let (month, length) = self.month_at(at, true)?;
        Some(self.dated(Some(value), month, start, at + length, false))
    }

    /// A date that begins with the whole number `value`, a year, which ends
    /// before token `end`, if the language puts it first; gives the token after
    /// the date.
    pub(crate) fn year_first(&mut self, value: u32, start: usize, end: usize) -> Option<usize> {
        if !self.knowledge.calendar.year_first || !YEARS.contains(&value) {
            return None;
        }
        // Even at the start of a line, where `5.` would be a list mark.
        let has_stop = self.mark(end) == Some(".") && self.touches(end);
        let after_year = self.after_between(end + usize::from(has_stop));
        let (day, month, end) = self
            .month_then_day(after_year)
            .or_else(|| self.day_then_month(after_year))?;
        let mut atoms = AtomList::new();
        if let Some(day) = day {
            atoms.push(Atom::Number(Decimal::from(day)));
        }
        atoms.push(Atom::Month(month));
        atoms.push(Atom::Number(Decimal::from(value)));
        self.push(AnchorKind::Date, start, end, atoms);
        Some(end)
    }

    /// Behind a year, a month and the day that may follow it, and the token after
    /// them: `április 11`.
    fn month_then_day(&self, at: usize) -> Option<(Option<u32>, u8, usize)> {
        let (month, length) = self.month_at(at, true)?;
        let after_month = at + length;
        Some(match self.day_at(after_month) {
            Some((day, end)) => (Some(day), month, end),
            None => (None, month, after_month),
        })
    }

    /// The same with the day first: `3. maijā`.
    fn day_then_month(&self, at: usize) -> Option<(Option<u32>, u8, usize)> {
        let (day, after_day) = self.day_at(at)?;
        let (month, length) = self.month_at(after_day, true)?;
        Some((Some(day), month, after_day + length))
    }

    /// A date that begins with a month's name at token `start`.
    pub(crate) fn month_first(&mut self, start: usize) -> Option<usize> {
        let is_introduced = start
            .checked_sub(1)
            .is_some_and(|before| self.means(before, Meaning::BeforeMonth));
        let (certain, length) = match self.month_at(start, false) {
            Some((month, length)) => (Some(month), length),
            None => (None, self.month_at(start, true)?.1),
        };
        let (month, _) = self.month_at(start, true)?;
        let end = start + length;
        if self.knowledge.calendar.month_first
            && let Some((day, day_end)) = self.day_at(end)
        {
            return Some(self.dated(Some(day), month, start, day_end, true));
        }
        let has_year = self.year_at(end, false).is_some();
        (certain.is_some() || is_introduced || has_year)
            .then(|| self.dated(None, month, start, end, false))
    }

    /// The month of the number `value`, which ends before token `end`, if a sign
    /// behind it says so, and the day that may follow: `4月11日`; gives the token
    /// after the date.
    pub(crate) fn numbered_month(&mut self, value: u32, start: usize, end: usize) -> Option<usize> {
        let month = u8::try_from(value)
            .ok()
            .filter(|month| (1..=12).contains(month))?;
        if !self.touches(end) || !self.means(end, Meaning::MonthSign) {
            return None;
        }
        let after = end + 1;
        let day = self.touches(after).then(|| self.day_at(after)).flatten();
        let mut atoms = AtomList::new();
        if let Some((day, _)) = day {
            atoms.push(Atom::Number(Decimal::from(day)));
        }
        atoms.push(Atom::Month(month));
        let end = day.map_or(after, |(_, end)| end);
        self.push(AnchorKind::Date, start, end, atoms);
        Some(end)
    }

    /// Adds a date, with the year that may follow at token `end`.
    fn dated(
        &mut self,
        day: Option<u32>,
        month: u8,
        start: usize,
        end: usize,
        comma: bool,
    ) -> usize {
        let mut atoms = AtomList::new();
        if let Some(day) = day {
            atoms.push(Atom::Number(Decimal::from(day)));
        }
        atoms.push(Atom::Month(month));
        let mut end = end;
        if let Some((year, year_end)) = self.year_at(end, comma) {
            atoms.push(Atom::Number(Decimal::from(year)));
            end = year_end;
        }
        self.push(AnchorKind::Date, start, end, atoms);
        end
    }

    /// The month at token `at`, and how many tokens it has.
    fn month_at(&self, at: usize, ambiguous: bool) -> Option<(u8, usize)> {
        let named = self.find(at, |meaning| match meaning {
            Meaning::Month(month) => Some(month),
            Meaning::AmbiguousMonth(month) if ambiguous => Some(month),
            _ => None,
        });
        named.or_else(|| {
            let number_at = self.skip(at, Meaning::MonthWord);
            let text = self.number_text(number_at).filter(|_| number_at > at)?;
            let month = text.parse().ok().filter(|month| (1..=12).contains(month))?;
            Some((month, number_at + 1 - at))
        })
    }

    /// A day after a month's name: `11`, `11th`.
    fn day_at(&self, at: usize) -> Option<(u32, usize)> {
        let at = match self.find(at, |meaning| (meaning == Meaning::Article).then_some(())) {
            Some((_, length)) => at + length,
            None => at,
        };
        let text = self.number_text(at).filter(|text| text.len() <= 2)?;
        let day: u32 = text.parse().ok().filter(|day| (1..=31).contains(day))?;
        let end = self.after_ordinal_sign(at + 1).unwrap_or(at + 1);
        Some((day, end))
    }

    /// A year of four digits, a comma before it allowed if asked for.
    fn year_at(&self, at: usize, comma: bool) -> Option<(u32, usize)> {
        let at = match self.mark(at) {
            Some(",") if comma => at + 1,
            _ => self.after_between(at),
        };
        let text = self.number_text(at).filter(|text| text.len() == 4)?;
        let year = text.parse().ok().filter(|year| YEARS.contains(year))?;
        Some((year, at + 1))
    }

    fn after_between(&self, at: usize) -> usize {
        match self.find(at, |meaning| (meaning == Meaning::Between).then_some(())) {
            Some((_, length)) => at + length,
            None => at,
        }
    }

    /// `2018-04-11` or `11/04/2018` at token `start`.
    pub(crate) fn numeric_date(&mut self, start: usize) -> Option<usize> {
        let sign = self
            .mark(start + 1)
            .filter(|&sign| sign == "-" || sign == "/")?;
        if self.mark(start + 3) != Some(sign) {
            return None;
        }
        let part = |at: usize| -> Option<(usize, u32)> {
            let joined = at == start || self.touches(at);
            let text = self.number_text(at).filter(|_| joined)?;
            Some((text.len(), text.parse().ok()?))
        };
        let parts = (part(start)?, part(start + 2)?, part(start + 4)?);
        let date = match parts {
            ((4, year), (2, month), (2, day)) => literal::date(day, month, year),
            ((1 | 2, first), (1 | 2, second), (2 | 4, year)) if sign == "/" => {
                let swap = self.knowledge.calendar.month_first && first <= 12 || second > 12;
                let (day, month) = if swap {
                    (second, first)
                } else {
                    (first, second)
                };
                literal::date(day, month, year)
            }
            _ => None,
        }?;
        Some(self.literal_date(date, start, start + 5))
    }

    /// Adds a date in digits; gives the token after it.
    pub(crate) fn literal_date(&mut self, date: Date, start: usize, end: usize) -> usize {
        let day = Atom::Number(Decimal::from(date.day));
        let year = Atom::Number(Decimal::from(date.year));
        let atoms = [day, Atom::Month(date.month), year].into_iter().collect();
        self.push(AnchorKind::Date, start, end, atoms);
        end
    }

    /// A time of day that begins with a whole number or `11.30` at token
    /// `start`, if its neighbours say so.
    pub(crate) fn clock_time(&mut self, start: usize) -> Option<usize> {
        let text = self.number_text(start)?;
        let end = start + 1;
        let is_introduced = self.follows(start, Meaning::BeforeTime);
        if let Some(minutes) = literal::dotted_clock(&text) {
            let proved = self.half_at(end).is_some()
                || self.any_at(end, &[Meaning::Clock, Meaning::Hours])
                || self.zone_at(end).is_some();
            let calendar = &self.knowledge.calendar;
            let by_preposition = calendar.dot_time && is_introduced && !self.measured_at(end);
            return (proved || by_preposition).then(|| self.timed(minutes, start, end));
        }
        if let (Some(minutes), Some(_)) = (literal::bare_clock(&text), self.zone_at(end)) {
            return Some(self.timed(minutes, start, end));
        }
        let hour: u32 = text.parse().ok().filter(|&hour| hour <= 24)?;
        if let Some((minutes, after)) = self.lettered_minutes(hour, end) {
            return Some(self.timed(minutes, start, after));
        }
        let on_the_hour = literal::clock(hour, 0)?;
        let has_half =
            self.half_at(end).is_some() || is_introduced && self.half_before(start).is_some();
        if has_half || (hour > 0 && self.any_at(end, &[Meaning::Clock])) {
            let after = self.skip(end, Meaning::Clock);
            let (minutes, after) = match after > end {
                true => self
                    .minutes_after(hour, after, false)
                    .unwrap_or((on_the_hour, after)),
                false => (on_the_hour, after),
            };
            return Some(self.timed(minutes, start, after));
        }
        if self.any_at(end, &[Meaning::Hours]) {
            let after = self.skip(end, Meaning::Hours);
            if let Some((minutes, after)) = self
                .minutes_after(hour, after, true)
                .filter(|_| is_introduced)
            {
                return Some(self.timed(minutes, start, after));
            }
            if is_introduced || self.half_at(after).is_some() || self.zone_at(after).is_some() {
                return Some(self.timed(on_the_hour, start, after));
            }
        }
        None
    }

    /// A time run into the word before it, as datelines have it: `года11:30`.
    pub(crate) fn time_run_in(&mut self, start: usize) -> Option<usize> {
        let word = self
            .word_text(start)
            .filter(|word| word.ends_with(|c: char| c.is_ascii_digit()))?;
        let is_joined =
            self.mark(start + 1) == Some(":") && self.touches(start + 1) && self.touches(start + 2);
        let minutes = self
            .number_text(start + 2)
            .filter(|text| is_joined && text.len() == 2)?;
        let hour = word.trim_start_matches(|c: char| !c.is_ascii_digit());
        let time = literal::clock(hour.parse().ok()?, minutes.parse().ok()?)?;
        Some(self.timed(time, start, start + 3))
    }

    /// A time whose hour is written in words and ends before token `end`:
    /// `five o'clock`, `в семь утра`.
    pub(crate) fn worded_time(&mut self, hour: u32, start: usize, end: usize) -> Option<usize> {
        let on_the_hour = literal::clock(hour, 0).filter(|_| (1..=24).contains(&hour))?;
        let is_introduced = self.follows(start, Meaning::BeforeTime);
        let after_hours = self.skip(end, Meaning::Hours);
        let has_half = self.half_at(end).is_some() || self.half_at(after_hours).is_some();
        // "три ночи" alone may be three nights.
        let proved = self.any_at(end, &[Meaning::Clock])
            || (has_half && after_hours > end)
            || (is_introduced && (has_half || after_hours > end));
        proved.then(|| self.timed(on_the_hour, start, end))
    }

    /// `h30`, `h 30` or `h` after the hour.
    fn lettered_minutes(&self, hour: u32, at: usize) -> Option<(u16, usize)> {
        let letter = self.knowledge.calendar.hour_letter?;
        let word = self.word_text(at)?.strip_prefix(letter)?;
        if word.is_empty() {
            let minutes = self.number_text(at + 1).filter(|text| text.len() == 2);
            if let Some(time) = minutes.and_then(|text| literal::clock(hour, text.parse().ok()?)) {
                return Some((time, at + 2));
            }
            return Some((literal::clock(hour, 0)?, at + 1));
        }
        let minutes = Some(word).filter(|word| word.len() == 2)?.parse().ok()?;
        Some((literal::clock(hour, minutes)?, at + 1))
    }

    /// `30` (or `30 minutes`, if the word is needed) after "11 o'clock".
    fn minutes_after(&self, hour: u32, at: usize, needs_word: bool) -> Option<(u16, usize)> {
        let text = self.number_text(at).filter(|text| text.len() <= 2)?;
        let time = literal::clock(hour, text.parse().ok()?)?;
        let after = self.skip(at + 1, Meaning::Minutes);
        let has_word = after > at + 1;
        (has_word || !needs_word && text.len() == 2).then_some((time, after))
    }

    /// Adds a time, with the half of the day and the zone that may follow.
    pub(crate) fn timed(&mut self, minutes: u16, start: usize, end: usize) -> usize {
        let mut end = end;
        if self.half_at(end).is_none() {
            end = self.skip(self.skip(end, Meaning::Clock), Meaning::Hours);
        }
        let mut minutes = minutes;
        if let Some((half, length)) = self.half_at(end) {
            end += length;
            minutes = half.of(minutes);
        } else if let Some(half) = self.half_before(start) {
            minutes = half.of(minutes);
        }
        let mut atoms = AtomList::new();
        atoms.push(Atom::Time { minutes });
        if let Some((zone, length)) = self.zone_at(end) {
            atoms.push(Atom::Zone(zone));
            end += length;
        }
        self.push(AnchorKind::Time, start, end, atoms);
        end
    }

    fn half_at(&self, at: usize) -> Option<(Half, usize)> {
        self.find(at, |meaning| match meaning {
            Meaning::Morning => Some(Half::Morning),
            Meaning::Evening => Some(Half::Evening),
            Meaning::Night => Some(Half::Night),
            _ => None,
        })
    }

    /// The half of the day that is said before the time at token `start`, where the
    /// language says it there: `शाम 5 बजे`.
    fn half_before(&self, start: usize) -> Option<Half> {
        if !self.knowledge.calendar.half_first {
            return None;
        }
        // `õhtul kell 8`
        let before = start.checked_sub(1);
        let before = before.filter(|&at| self.means(at, Meaning::BeforeTime));
        let start = before.unwrap_or(start);
        let halves = [
            (Meaning::Morning, Half::Morning),
            (Meaning::Evening, Half::Evening),
            (Meaning::Night, Half::Night),
        ];
        let mut halves = halves.into_iter();
        halves.find_map(|(word, half)| self.follows(start, word).then_some(half))
    }

    pub(crate) fn zone_at(&self, at: usize) -> Option<(crate::Code, usize)> {
        self.find(at, |meaning| match meaning {
            Meaning::Zone(zone) => Some(zone),
            _ => None,
        })
    }

    /// Whether a percent, scale or currency word follows, so that the number
    /// before it is no time.
    fn measured_at(&self, at: usize) -> bool {
        self.find(at, |meaning| {
            let measure = matches!(
                meaning,
                Meaning::Percent
                    | Meaning::NotTime
                    | Meaning::Scale(_)
                    | Meaning::ScaleCounted(_)
                    | Meaning::Currency(_)
                    | Meaning::AmbiguousCurrency(_)
            );
            measure.then_some(())
        })
        .is_some()
    }
}
