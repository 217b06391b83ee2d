//! Quantities: digits and number words, scale words multiplied in.
//!
//! The one idea: a number being read has *room*, the bound below which another
//! part may still be added ("forty" has room for 1 to 9, "two hundred" for 1
//! to 99, "three million" for less than a million), so *forty-five* is one
//! number and *four, five* are two, in any language that names numbers from
//! the largest part to the smallest.

use crate::decimal::Decimal;
use crate::form::expand;
use crate::lexicon::Meaning;
use crate::scan::Scan;
use crate::schema::{Connector, Numbers};

/// A number as read, with all its parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Quantity {
    /// The number; none for "millions" alone.
    pub value: Option<Decimal>,
    /// A part of a whole instead of a number.
    pub fraction: Option<(u16, u16)>,
    /// Powers of ten that were written as words.
    pub scales: Vec<u8>,
    /// It is a rank.
    pub is_rank: bool,
    /// It is written in words from the start.
    pub is_word: bool,
    /// The token after its last.
    pub end: usize,
}

impl Quantity {
    /// Whether it is only the name of a power of ten, at token `at`.
    pub(crate) fn is_bare_scale(&self, at: usize) -> bool {
        self.is_word && self.end == at + 1 && !self.scales.is_empty()
    }
}

/// Below which power of ten a part may follow when nothing has been read.
const ANY_POWER: u8 = 36;

impl Scan<'_> {
    /// The quantity that begins at token `start` with words.
    pub(crate) fn worded_quantity(&self, start: usize) -> Option<Quantity> {
        #[derive(Clone, Copy)]
        enum Opening {
            Cardinal(u32),
            Article,
            Scale(u8),
            Vague(u8),
            Rank(u32),
            Part(u16, u16),
        }
        let (opening, length) = self.find(start, |meaning| match meaning {
            Meaning::Cardinal(value) => Some(Opening::Cardinal(value)),
            Meaning::Article => Some(Opening::Article),
            Meaning::Scale(power) => Some(Opening::Scale(power)),
            Meaning::ScaleCounted(power) => Some(Opening::Vague(power)),
            Meaning::Ordinal(rank) => Some(Opening::Rank(rank)),
            Meaning::Fraction(numerator, denominator) => {
                Some(Opening::Part(numerator, denominator))
            }
            _ => None,
        })?;
        let end = start + length;
        let mut quantity = Quantity {
            is_word: true,
            end,
            ..Quantity::default()
        };
        match opening {
            Opening::Cardinal(value) => {
                if let Some((part, part_end)) = self.counted_part(end, value) {
                    return Some(self.partial(quantity, part, part_end));
                }
                Some(self.grown(quantity, Decimal::from(value), room_after(value)))
            }
            Opening::Article => {
                let part = self.counted_part(end, 1);
                if let Some((part, part_end)) = part.filter(|part| !self.is_rank(end, part.1)) {
                    return Some(self.partial(quantity, part, part_end));
                }
                self.scale_at(end)?;
                Some(self.grown(quantity, Decimal::from(1), 0))
            }
            Opening::Scale(power) => {
                quantity.end = start;
                let grown = self.grown(quantity, Decimal::from(1), 0);
                (power > 0).then_some(grown)
            }
            Opening::Vague(power) => {
                quantity.scales.push(power);
                Some(quantity)
            }
            Opening::Rank(rank) => {
                quantity.value = Some(Decimal::from(rank));
                quantity.is_rank = true;
                // "dwudziestego pierwszego": each part says its rank.
                let unit = self.part_below(end, room_after(rank), ANY_POWER);
                if let Some((unit, true, end)) = unit {
                    quantity.value = Decimal::from(rank).plus(unit);
                    quantity.end = end;
                }
                Some(quantity)
            }
            Opening::Part(numerator, denominator) => {
                Some(self.partial(quantity, (numerator, denominator), end))
            }
        }
    }

    /// A part of a whole that ends before token `end`; with a scale word after
    /// it ("half a million") or more than the whole ("полтора") a number.
    fn partial(&self, mut quantity: Quantity, part: (u16, u16), end: usize) -> Quantity {
        let (numerator, denominator) = part;
        quantity.end = end;
        let decimal = exact_part(numerator, denominator);
        let scale_at = self.skip(end, Meaning::Article);
        if let (Some(decimal), Some(_)) = (decimal, self.scale_at(scale_at)) {
            quantity.end = scale_at;
            return self.grown(quantity, decimal, 0);
        }
        if numerator > denominator {
            quantity.value = decimal;
        } else {
            quantity.fraction = Some(part);
        }
        quantity
    }

    /// The quantity that begins with digits of this value, which end before
    /// token `end`.
    pub(crate) fn written_quantity(&self, value: Decimal, end: usize) -> Quantity {
        let quantity = Quantity {
            end,
            ..Quantity::default()
        };
        self.grown(quantity, value, 0)
    }

    /// Adds scale words and smaller parts to a number for as long as they fit.
    fn grown(&self, mut quantity: Quantity, first: Decimal, first_room: u32) -> Quantity {
        let mut total = Decimal::ZERO;
        let mut current = Some(first);
        let mut room = first_room;
        let mut last_power = ANY_POWER;
        loop {
            let value = current.unwrap_or(Decimal::ZERO);
            let after_half = self.skip(quantity.end, Meaning::PlusHalf);
            if after_half > quantity.end && value.to_integer().is_some_and(|whole| whole > 0) {
                quantity.end = after_half;
                current = exact_part(1, 2).and_then(|half| value.plus(half));
                room = 0;
                continue;
            }
            if after_half > quantity.end && current.is_none() {
                // "due milioni e mezzo": half of the last scale.
                let half = exact_part(1, 2).and_then(|half| half.scaled(last_power));
                if let Some(more) = half.and_then(|half| total.plus(half)) {
                    quantity.end = after_half;
                    total = more;
                    break;
                }
            }
            if let (Some(part), Some((power, end))) = (current, self.scale_at(quantity.end)) {
                let scaled = part.scaled(power);
                let fits = power < last_power && (power > 2 || part.is_below_power(2));
                if let (true, Some(scaled)) = (fits, scaled) {
                    quantity.end = end;
                    if power <= 2 {
                        // "five hundred" may itself be multiplied further on.
                        current = Some(scaled);
                        room = 100;
                    } else {
                        quantity.scales.push(power);
                        total = total.plus(scaled).unwrap_or(scaled);
                        current = None;
                        last_power = power;
                        room = 10_u32.checked_pow(u32::from(power)).unwrap_or(u32::MAX);
                    }
                    continue;
                }
            }
            if room > 1
                && let Some((part, is_rank, end)) = self.part_below(quantity.end, room, last_power)
            {
                quantity.end = end;
                room = part.to_integer().map_or(0, room_after);
                current = value.plus(part);
                if is_rank {
                    quantity.is_rank = true;
                } else {
                    continue;
                }
            }
            break;
        }
        quantity.value = total.plus(current.unwrap_or(Decimal::ZERO));
        quantity
    }

    /// The scale word at token `at`, a hyphen before it allowed, and the token
    /// after it.
    fn scale_at(&self, at: usize) -> Option<(u8, usize)> {
        let touches = self.touches(at);
        let after_hyphen = self.after_hyphen(at);
        let (power, length) = self.find(after_hyphen, |meaning| match meaning {
            Meaning::Scale(power) | Meaning::ScaleCounted(power) => Some(power),
            Meaning::ScaleAttached(power) if touches => Some(power),
            _ => None,
        })?;
        Some((power, after_hyphen + length))
    }

    /// The part at token `at` that may follow a number with that much room:
    /// its value, whether it is a rank, and the token after it.
    fn part_below(&self, at: usize, room: u32, last_power: u8) -> Option<(Decimal, bool, usize)> {
        let mut start = self.after_hyphen(at);
        let connector = self.find(start, |meaning| match meaning {
            Meaning::Connector(Connector::Ten) if room == 10 => Some(()),
            Meaning::Connector(Connector::Hundred) if room >= 100 => Some(()),
            _ => None,
        });
        if let Some((_, length)) = connector {
            start = self.after_hyphen(start + length);
        } else if last_power < ANY_POWER
            && let Some((value, end)) = self.plain_number(start)
        {
            // "1 trillion 64.3 billion": the second number has a smaller scale; or
            // "1万2000": it follows without a space; or "3 bin 500": it fills the
            // thousand.
            let fits = match self.scale_at(end) {
                Some((power, _)) => power < last_power && value.is_below_power(last_power - power),
                None => {
                    let is_rest = self.touches(start)
                        || last_power == 3
                            && self.number_text(start).is_some_and(|text| text.len() == 3);
                    is_rest && value.is_below_power(last_power)
                }
            };
            return fits.then_some((value, false, end));
        }
        let ((value, is_rank), length) = self.find(start, |meaning| match meaning {
            Meaning::Cardinal(value) if (1..room).contains(&value) => Some((value, false)),
            Meaning::Ordinal(value) if (1..room).contains(&value) => Some((value, true)),
            // "vingt et un": the article is a number here.
            Meaning::Article if connector.is_some() && room == 10 => Some((1, false)),
            _ => None,
        })?;
        Some((Decimal::from(value), is_rank, start + length))
    }

    /// Whether the word at token `at` that could be a part is a rank: "a third
    /// goal", unlike "by a third in".
    fn is_rank(&self, at: usize, end: usize) -> bool {
        let rank = |meaning| matches!(meaning, Meaning::Ordinal(_)).then_some(());
        let next = self.after_hyphen(end);
        self.find(at, rank).is_some()
            && self.word_text(next).is_some()
            && self.scale_at(next).is_none()
            && !self.means(next, Meaning::NeverName)
    }

    /// `thirds` after "two": the fraction, and the token after it.
    fn counted_part(&self, at: usize, count: u32) -> Option<((u16, u16), usize)> {
        let start = self.after_hyphen(at);
        let count = u16::try_from(count).ok().filter(|&count| count < 20)?;
        let (fraction, length) = self.find(start, |meaning| match meaning {
            Meaning::Fraction(numerator, denominator)
            | Meaning::CountedFraction(numerator, denominator) => {
                Some((numerator.checked_mul(count)?, denominator))
            }
            _ => None,
        })?;
        let proper = fraction.0 < fraction.1;
        proper.then_some((fraction, start + length))
    }
}

/// Below what a part may be added to a number word of that value.
fn room_after(value: u32) -> u32 {
    match value {
        20..100 if value.is_multiple_of(10) => 10,
        100..1000 if value.is_multiple_of(100) => 100,
        // "háromezer-ötszáz", where the thousands are one word.
        1000..1_000_000 if value.is_multiple_of(1000) => 1000,
        _ => 0,
    }
}

/// The fraction as a decimal, where it is exact.
fn exact_part(numerator: u16, denominator: u16) -> Option<Decimal> {
    let thousandths = u64::from(numerator) * 1000 / u64::from(denominator.max(1));
    let exact = u64::from(numerator) * 1000 == thousandths * u64::from(denominator);
    exact.then(|| Decimal::try_new(thousandths, -3)).flatten()
}

/// All number words that the pack's patterns make.
pub(crate) fn compounds(file: &Numbers) -> Result<Vec<(String, Meaning)>, String> {
    let patterns = &file.compounds;
    let mut made: Vec<(String, u32)> = Vec::new();
    let mut low: Vec<(String, u32)> = Vec::new();
    let mut units: Vec<(String, u32)> = Vec::new();
    let mut tens: Vec<(String, u32)> = Vec::new();
    for (&value, entry) in &file.cardinals {
        for form in expand(entry, &file.endings)? {
            match value {
                1..10 if !patterns.units.contains_key(&value) => units.push((form.clone(), value)),
                20..100 if value.is_multiple_of(10) => tens.push((form.clone(), value)),
                _ => {}
            }
            if (1..100).contains(&value) {
                low.push((form, value));
            }
        }
    }
    for (&value, entry) in &patterns.units {
        if !(1..10).contains(&value) {
            return Err(format!("the unit {value} is not from 1 to 9"));
        }
        for form in expand(entry, &file.endings)? {
            units.push((form, value));
        }
    }
    let fill = |pattern: &str, unit: &str, ten: &str| {
        pattern.replace("{unit}", unit).replace("{ten}", ten)
    };
    if let Some(pattern) = &patterns.tens {
        for (ten, ten_value) in &tens {
            for (unit, unit_value) in &units {
                made.push((fill(pattern, unit, ten), ten_value + unit_value));
            }
        }
    }
    let below_hundred: Vec<(String, u32)> = low.iter().chain(&made).cloned().collect();
    if let Some(pattern) = &patterns.hundreds {
        for (unit, value) in &units {
            let hundred = fill(pattern, unit, "");
            for (rest, rest_value) in &below_hundred {
                made.push((format!("{hundred}{rest}"), value * 100 + rest_value));
            }
            made.push((hundred, value * 100));
        }
        // "hundertfünf"; "hundert" alone is a scale word.
        let bare = fill(pattern, "", "");
        for (rest, value) in &below_hundred {
            made.push((format!("{bare}{rest}"), 100 + value));
        }
    }
    if let Some(pattern) = &patterns.thousands {
        for (unit, value) in units.iter().chain(&below_hundred) {
            made.push((fill(pattern, unit, ""), value * 1000));
        }
    }
    let mut forms: Vec<(String, Meaning)> = Vec::new();
    for (entry, values) in [
        (&patterns.ordinal_low, 0..20),
        (&patterns.ordinal_high, 20..1000),
    ] {
        let Some(endings) = entry else {
            continue;
        };
        for (form, value) in low.iter().chain(&made) {
            let listed = file.ordinals.contains_key(value);
            if values.contains(value) && !listed {
                let endings = endings.split('|');
                forms.extend(
                    endings.map(|ending| (format!("{form}{ending}"), Meaning::Ordinal(*value))),
                );
            }
        }
    }
    forms.extend(
        made.into_iter()
            .map(|(form, value)| (form, Meaning::Cardinal(value))),
    );
    Ok(forms)
}
