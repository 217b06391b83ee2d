//! Finding anchors: one pass over the tokens.
//!
//! The one idea: each token is looked up once, in one table of all words the
//! pack knows; then anchors are read from left to right, each taking as many
//! tokens as it can prove its own, so that "April 11, 2018" is one date and
//! never three numbers.

use bitext_core::TextRange;
use bitext_lang::TokenKind;

use crate::anchor::{Anchor, AnchorKind, Atom, AtomList};
use crate::decimal::Decimal;
use crate::lexicon::{Meaning, Openings, UNKNOWN};
use crate::literal::{self, Literal};
use crate::numeral::Quantity;
use crate::scan::Scan;

impl Scan<'_> {
    pub(crate) fn read(&mut self) {
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            let next = match token.kind {
                TokenKind::Number => self.read_number(at),
                TokenKind::Word | TokenKind::Mark => self.read_word(at),
                _ if self.only_values => at + 1,
                TokenKind::Url => self.read_address(at, AnchorKind::Url),
                TokenKind::Email => self.read_address(at, AnchorKind::Email),
                TokenKind::Handle => self.read_address(at, AnchorKind::Handle),
                TokenKind::Hashtag => self.read_address(at, AnchorKind::Hashtag),
                _ => at + 1,
            };
            debug_assert!(next > at, "every step takes at least one token");
            at = next.max(at + 1);
        }
    }

    fn read_address(&mut self, at: usize, kind: AnchorKind) -> usize {
        let word = self.tokens[at].range.of(self.text);
        let atom = Atom::of_text(&self.extractor.folder.fold(word));
        self.push(kind, at, at + 1, [atom].into_iter().collect());
        at + 1
    }

    fn read_number(&mut self, at: usize) -> usize {
        let word = self.tokens[at].range.of(self.text);
        match literal::read(word, &self.knowledge.numbers) {
            Literal::Clock(minutes) => self.timed(minutes, at, at + 1),
            Literal::Date(date) => self.literal_date(date, at, at + 1),
            Literal::Pair(first, second) => {
                let atoms = [first, second].map(|part| Atom::Number(Decimal::from(part)));
                self.push(AnchorKind::Number, at, at + 1, atoms.into_iter().collect());
                at + 1
            }
            Literal::Fraction(numerator, denominator) => {
                self.fraction(numerator, denominator, at, at + 1)
            }
            Literal::Other => self.read_address(at, AnchorKind::Number),
            Literal::Value(_) => {
                if let Some(end) = self.numeric_date(at).or_else(|| self.clock_time(at)) {
                    return end;
                }
                let Some((value, end)) = self.plain_number(at) else {
                    return at + 1;
                };
                if end == at + 1
                    && let Some(end) = self.single_number(value, at)
                {
                    return end;
                }
                let quantity = self.written_quantity(value, end);
                self.quantity(quantity, at)
            }
        }
    }

    /// What a number in one token may be besides a plain number: the day of a
    /// date, a rank, a fraction.
    fn single_number(&mut self, value: Decimal, at: usize) -> Option<usize> {
        let integer = value.to_integer()?;
        let date = self
            .day_first(integer, at, at + 1)
            .or_else(|| self.year_first(integer, at, at + 1))
            .or_else(|| self.numbered_month(integer, at, at + 1));
        if date.is_some() {
            return date;
        }
        if let Some(end) = self.after_ordinal_sign(at + 1) {
            let decade = self.find(end - 1, |meaning| {
                (meaning == Meaning::DecadeSuffix).then_some(())
            });
            let is_decade = integer.is_multiple_of(10) && integer >= 10 && decade.is_some();
            let atom = if is_decade || integer >= 1000 {
                Atom::Number(value)
            } else {
                Atom::Ordinal(integer)
            };
            let kind = match atom {
                Atom::Ordinal(_) => AnchorKind::Ordinal,
                _ => AnchorKind::Number,
            };
            self.push(kind, at, end, [atom].into_iter().collect());
            return Some(end);
        }
        let denominator = self
            .number_text(at + 2)
            .filter(|_| {
                self.mark(at + 1) == Some("/") && self.touches(at + 1) && self.touches(at + 2)
            })
            .and_then(|text| text.parse::<u16>().ok());
        let numerator = u16::try_from(integer).ok();
        if let (Some(numerator), Some(denominator @ 2..=10)) = (numerator, denominator)
            && (1..denominator).contains(&numerator)
        {
            return Some(self.fraction(numerator, denominator, at, at + 3));
        }
        None
    }

    fn fraction(&mut self, numerator: u16, denominator: u16, start: usize, end: usize) -> usize {
        let atom = Atom::Fraction {
            numerator,
            denominator,
        };
        self.push(
            AnchorKind::Fraction,
            start,
            end,
            [atom].into_iter().collect(),
        );
        end
    }

    fn read_word(&mut self, at: usize) -> usize {
        let seen = self.seen[at];
        if seen.opens.any()
            && let Some(end) = self.known_word(at)
        {
            return end;
        }
        // Most words are out of the question by their first and last letters.
        if !seen.may_be_value && (self.only_values || !seen.capital && self.extractor.is_latin) {
            return at + 1;
        }
        let token = self.tokens[at];
        if token.kind == TokenKind::Word {
            if seen.may_be_value
                && let Some(end) = self
                    .time_run_in(at)
                    .or_else(|| self.money_run_in(at))
                    .or_else(|| self.roman(at))
            {
                return end;
            }
            if !self.only_values {
                self.name(at);
            }
        }
        at + 1
    }

    /// An anchor that begins with a word of the lexicon.
    fn known_word(&mut self, at: usize) -> Option<usize> {
        let opens = self.seen[at].opens;
        if opens.has(Openings::CURRENCY)
            && let Some((code, length)) = self.currency_at(at, true)
        {
            let number_at = at + length;
            if let Some((value, end)) = self.plain_number(number_at) {
                let quantity = self.written_quantity(value, end);
                return Some(self.money(quantity, code, at));
            }
        }
        if opens.has(Openings::MONTH)
            && let Some(end) = self.month_first(at)
        {
            return Some(end);
        }
        if opens.has(Openings::WEEKDAY)
            && let Some((atom, length)) = self.weekday_at(at)
        {
            self.push(
                AnchorKind::Date,
                at,
                at + length,
                [atom].into_iter().collect(),
            );
            return Some(at + length);
        }
        if opens.has(Openings::MOMENT)
            && let Some((minutes, length)) = self.find(at, |meaning| match meaning {
                Meaning::Moment(minutes) => Some(minutes),
                _ => None,
            })
        {
            return Some(self.timed(minutes, at, at + length));
        }
        if opens.has(Openings::TERM)
            && let Some((code, length)) = self.find(at, |meaning| match meaning {
                Meaning::Term(code) => Some(code),
                _ => None,
            })
        {
            let atoms = [Atom::Term(code)].into_iter().collect();
            self.push(AnchorKind::Term, at, at + length, atoms);
            return Some(at + length);
        }
        if opens.has(Openings::QUANTITY)
            && let Some(quantity) = self.worded_quantity(at)
            && !(quantity.is_bare_scale(at) && self.is_inside_name(at))
        {
            let day = quantity
                .value
                .and_then(Decimal::to_integer)
                .filter(|_| quantity.is_rank);
            if let Some(end) = day.and_then(|day| self.day_first(day, at, quantity.end)) {
                return Some(end);
            }
            let hour = quantity
                .value
                .and_then(Decimal::to_integer)
                .filter(|_| !quantity.is_rank);
            if let Some(end) = hour.and_then(|hour| self.worded_time(hour, at, quantity.end)) {
                return Some(end);
            }
            return Some(self.quantity(quantity, at));
        }
        if opens.has(Openings::ZONE)
            && let Some((zone, length)) = self.zone_at(at)
        {
            let atoms = [Atom::Zone(zone)].into_iter().collect();
            self.push(AnchorKind::Time, at, at + length, atoms);
            return Some(at + length);
        }
        if !opens.has(Openings::CURRENCY) {
            return None;
        }
        let (code, length) = self.currency_at(at, false)?;
        let atoms = [Atom::Currency(code)].into_iter().collect();
        self.push(AnchorKind::Money, at, at + length, atoms);
        Some(at + length)
    }

    /// Whether the word at token `at` joins the parts of a name: Turkish `bin`
    /// (thousand) of `Muhammed bin Selman`.
    fn is_inside_name(&self, at: usize) -> bool {
        let is_name = |at: usize| {
            let seen = self.seen.get(at);
            seen.is_some_and(|seen| seen.capital && seen.word == UNKNOWN)
        };
        !self.seen[at].capital && at > 0 && is_name(at - 1) && is_name(at + 1)
    }

    fn weekday_at(&self, at: usize) -> Option<(Atom, usize)> {
        let ((day, certain), length) = self.find(at, |meaning| match meaning {
            Meaning::Weekday(day) => Some((day, true)),
            Meaning::AmbiguousWeekday(day) => Some((day, false)),
            _ => None,
        })?;
        let after = at + length + usize::from(self.mark(at + length) == Some(","));
        let before_date = self.number_text(after).is_some()
            || self
                .find(after, |meaning| match meaning {
                    Meaning::Month(_) | Meaning::AmbiguousMonth(_) => Some(()),
                    _ => None,
                })
                .is_some();
        (certain || before_date).then_some((Atom::Weekday(day), length))
    }

    fn currency_at(&self, at: usize, ambiguous: bool) -> Option<([u8; 3], usize)> {
        self.find(at, |meaning| match meaning {
            Meaning::Currency(code) => Some(code),
            Meaning::AmbiguousCurrency(code) if ambiguous => Some(code),
            _ => None,
        })
    }

    /// Adds a quantity with the percent sign or currency that may follow.
    fn quantity(&mut self, quantity: Quantity, start: usize) -> usize {
        let unit_at = self.after_hyphen(quantity.end);
        if !quantity.is_rank {
            let percent = self.find(unit_at, |meaning| {
                (meaning == Meaning::Percent).then_some(())
            });
            let before = || self.is_after_percent(start).then_some(((), 0));
            if let Some((_, length)) = percent.or_else(before) {
                let unit_at = if length > 0 { unit_at } else { quantity.end };
                let mut atoms = quantity_atoms(&quantity);
                atoms.push(Atom::Percent);
                return self.push_quantity(
                    AnchorKind::Percent,
                    &quantity,
                    start,
                    unit_at + length,
                    atoms,
                );
            }
            if let Some((code, length)) = self.currency_at(unit_at, true) {
                let mut counted = quantity;
                counted.end = unit_at + length;
                return self.money(counted, code, start);
            }
        }
        let kind = match &quantity {
            Quantity { is_rank: true, .. } => AnchorKind::Ordinal,
            Quantity {
                fraction: Some(_), ..
            } => AnchorKind::Fraction,
            _ => AnchorKind::Number,
        };
        let atoms = quantity_atoms(&quantity);
        self.push_quantity(kind, &quantity, start, quantity.end, atoms)
    }

    /// Whether a percent sign or word stands before token `at` and belongs to it.
    fn is_after_percent(&self, at: usize) -> bool {
        // "Yüzde" may have been taken for a name, as any word with a capital.
        let is_free = |last: &Anchor| {
            let sign = at.checked_sub(1).and_then(|before| self.tokens.get(before));
            last.kind == AnchorKind::Name
                || sign.is_some_and(|sign| last.range.end <= sign.range.start)
        };
        self.follows(at, Meaning::PercentBefore) && self.anchors.last().is_none_or(is_free)
    }

    /// Money whose figures are run into the sign before them, which is a word:
    /// `Rp50.000`, `EUR20`.
    fn money_run_in(&mut self, at: usize) -> Option<usize> {
        let head = self.word_text(at)?;
        let head = head.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let code = self.extractor.currency_of(head)?;
        let mut end = at + 1;
        while matches!(self.mark(end), Some("." | ","))
            && self.touches(end)
            && self.touches(end + 1)
            && self.number_text(end + 1).is_some()
        {
            end += 2;
        }
        let from = self.tokens[at].range.start + head.len();
        let figures = &self.text[from..self.tokens[end - 1].range.end];
        let Literal::Value(value) = literal::read(figures, &self.knowledge.numbers) else {
            return None;
        };
        let quantity = self.written_quantity(value, end);
        Some(self.money(quantity, code, at))
    }

    fn money(&mut self, quantity: Quantity, code: [u8; 3], start: usize) -> usize {
        let mut atoms = quantity_atoms(&quantity);
        atoms.push(Atom::Currency(code));
        self.push_quantity(AnchorKind::Money, &quantity, start, quantity.end, atoms)
    }

    fn push_quantity(
        &mut self,
        kind: AnchorKind,
        quantity: &Quantity,
        start: usize,
        end: usize,
        atoms: AtomList,
    ) -> usize {
        self.push(kind, start, end, atoms);
        if let Some(anchor) = self.anchors.last_mut() {
            anchor.is_word = quantity.is_word;
        }
        end
    }

    /// A Roman numeral: two letters of I, V and X at least, or one before a
    /// word that calls for it.
    fn roman(&mut self, at: usize) -> Option<usize> {
        let word = self.tokens[at].range.of(self.text);
        let digits = word
            .bytes()
            .take_while(|byte| b"IVX".contains(byte))
            .count();
        let (numeral, suffix) = word.split_at(digits);
        let value = roman_value(numeral)?;
        if !suffix.is_empty() && !self.extractor.is_ordinal_suffix(suffix) {
            return None;
        }
        let called_for = numeral.len() > 1
            || self
                .find(at + 1, |meaning| {
                    (meaning == Meaning::RomanBefore).then_some(())
                })
                .is_some();
        if !called_for {
            return None;
        }
        let atoms = [Atom::Ordinal(value)].into_iter().collect();
        self.push(AnchorKind::Ordinal, at, at + 1, atoms);
        Some(at + 1)
    }

    /// A capitalised word that may be a name, or a Latin one in another script.
    fn name(&mut self, at: usize) {
        let seen = self.seen[at];
        if !seen.capital && self.extractor.is_latin {
            return;
        }
        let word = self.tokens[at].range.of(self.text);
        let foreign =
            !self.extractor.is_latin && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if foreign {
            self.read_address(at, AnchorKind::Latin);
            return;
        }
        let never = |meaning| (meaning == Meaning::NeverName).then_some(());
        if !seen.capital || self.tokens[at].range.len() < 2 || self.find(at, never).is_some() {
            return;
        }
        let common = &self.extractor.common_endings;
        if common.iter().any(|ending| word.ends_with(ending.as_str())) {
            return;
        }
        let neighbour = |index: Option<usize>| {
            let capital = index.and_then(|index| self.seen.get(index));
            capital.is_some_and(|seen| seen.capital && seen.word == UNKNOWN)
        };
        let in_company = neighbour(at.checked_sub(1)) || neighbour(Some(at + 1));
        let is_doubtful = self.is_capitalised
            || (self.begins_sentence(at) && !in_company)
            || (self.knowledge.names.nouns_capitalised && !in_company);
        let folded = self.extractor.folder.fold(word);
        let atom = Atom::of_text(self.extractor.bare(&folded));
        let atoms = [atom].into_iter().collect();
        self.push(AnchorKind::Name, at, at + 1, atoms);
        if let Some(anchor) = self.anchors.last_mut() {
            anchor.is_doubtful = is_doubtful;
        }
    }

    fn begins_sentence(&self, at: usize) -> bool {
        at == 0
            || self.mark(at - 1).is_some_and(|mark| {
                matches!(
                    mark,
                    "." | "!"
                        | "?"
                        | "…"
                        | ":"
                        | "\""
                        | "“"
                        | "„"
                        | "«"
                        | "‘"
                        | "—"
                        | "–"
                        | "-"
                        | "•"
                )
            })
    }

    pub(crate) fn push(&mut self, kind: AnchorKind, start: usize, end: usize, atoms: AtomList) {
        let (Some(first), Some(last)) = (self.tokens.get(start), self.tokens.get(end - 1)) else {
            return;
        };
        self.anchors.push(Anchor {
            kind,
            range: TextRange::new(first.range.start, last.range.end),
            tokens: start..end,
            atoms,
            is_word: false,
            is_doubtful: false,
        });
    }
}

fn quantity_atoms(quantity: &Quantity) -> AtomList {
    let mut atoms = AtomList::new();
    match (quantity.value, quantity.is_rank) {
        (Some(value), true) => match value.to_integer() {
            Some(rank) => atoms.push(Atom::Ordinal(rank)),
            None => atoms.push(Atom::Number(value)),
        },
        (Some(value), false) => atoms.push(Atom::Number(value)),
        (None, _) => {}
    }
    if let Some((numerator, denominator)) = quantity.fraction {
        atoms.push(Atom::Fraction {
            numerator,
            denominator,
        });
    }
    for &power in &quantity.scales {
        let scale = match quantity.value {
            Some(value) if power % 3 != 0 => value.scale(),
            _ => Some(power),
        };
        if let Some(scale) = scale.map(Atom::Scale)
            && !atoms.contains(&scale)
        {
            atoms.push(scale);
        }
    }
    atoms
}

/// The value of a Roman numeral below 40 in its usual spelling.
fn roman_value(word: &str) -> Option<u32> {
    const UNITS: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let tens = word.bytes().take_while(|&byte| byte == b'X').count();
    let units = UNITS.iter().position(|&unit| unit == &word[tens..])?;
    let value = u32::try_from(tens * 10 + units).ok()?;
    (tens < 4 && value > 0).then_some(value)
}
