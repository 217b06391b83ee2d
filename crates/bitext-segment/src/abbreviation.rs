//! Does a segment end after this abbreviation?
//!
//! An abbreviation may be several words long, so the lexicon is asked for the
//! word before the mark alone and joined with the two before it. Its types say
//! what it may stand before; where they allow both, the case in which the next
//! word is usually written decides.

use crate::case::Case;
use crate::character::{is_lowercase, is_uppercase};
use crate::decide::{Judge, is_roman};
use crate::lexicon::Types;
use crate::site::{Next, Shape, Site, word_after};

/// No part of an abbreviation of several words is longer, in bytes: eight letters of
/// the Indic scripts.
const LONGEST_PART: usize = 24;

impl Judge<'_> {
    /// Whether the mark stands between the parts of an abbreviation: `z. B.`
    pub(crate) fn is_inside_abbreviation(
        &mut self,
        site: &Site<'_>,
        next: &Next<'_>,
        word: &str,
        word_start: usize,
    ) -> bool {
        if word.len() > LONGEST_PART
            || next.word.len() > LONGEST_PART
            || next.has_dash
            || next.opens_bracket
        {
            return false;
        }
        let mut parts = std::mem::take(&mut self.compound);
        parts.clear();
        parts.extend([word, ".", next.word]);
        let mut start = word_start;
        let mut is_inside = self.knowledge.is_beginning(&parts, &mut self.buffer);
        for _ in 0..2 {
            let before = site.word_before(start);
            if is_inside || !before.is_stopped || !(1..=LONGEST_PART).contains(&before.word.len()) {
                break;
            }
            parts.insert(0, '.');
            parts.insert_str(0, before.word);
            start = before.start;
            is_inside = self.knowledge.is_beginning(&parts, &mut self.buffer);
        }
        self.compound = parts;
        is_inside
    }

    /// The types of the word before the mark, taken together with the words
    /// before it where they form one abbreviation (`т. е.`), and where the
    /// abbreviation starts.
    pub(crate) fn types(
        &mut self,
        site: &Site<'_>,
        word: &str,
        word_start: usize,
    ) -> (Types, usize) {
        if !self.knowledge.ends_compound(word, &mut self.buffer) {
            return self.types_alone(site, word, word_start);
        }
        let mut start = word_start;
        let mut found = (Types::default(), word_start);
        let mut compound = std::mem::take(&mut self.compound);
        compound.clear();
        compound.push_str(word);
        for _ in 0..2 {
            let before = site.word_before(start);
            if !(1..=LONGEST_PART).contains(&before.word.len()) {
                break;
            }
            compound.insert(0, if before.is_stopped { '.' } else { ' ' });
            compound.insert_str(0, before.word);
            start = before.start;
            let types = self.knowledge.types(&compound, &mut self.buffer);
            if !types.is_empty() {
                found = (types, start);
            }
        }
        self.compound = compound;
        if !found.0.is_empty() {
            return found;
        }
        self.types_alone(site, word, word_start)
    }

    /// The same for the word alone, or its part behind a hyphen.
    fn types_alone(&mut self, site: &Site<'_>, word: &str, word_start: usize) -> (Types, usize) {
        let types = self.knowledge.types(word, &mut self.buffer);
        if !types.is_empty() {
            return (types, word_start);
        }
        let none = (Types::default(), word_start);
        let Some(at) = word.rfind(['-', '‑', '.', '\'', '’']) else {
            return none;
        };
        let (head, tail) = word.split_at(at);
        // The end of an address is no abbreviation: `example.pl`.
        let is_address = tail.starts_with('.')
            && !head.ends_with(char::is_numeric)
            && self.knowledge.types(head, &mut self.buffer).is_empty();
        let part = tail.trim_start_matches(['-', '‑', '.', '\'', '’']);
        if is_address || part.chars().nth(1).is_none() {
            return none;
        }
        let types = self.knowledge.types(part, &mut self.buffer);
        (types, site.start - part.len())
    }

    pub(crate) fn is_phrase(&mut self, site: &Site<'_>, word: &str, next: &Next<'_>) -> bool {
        !next.opens_quote
            && self
                .knowledge
                .is_phrase(word, &site.text[site.next..], &mut self.buffer)
    }

    /// Whether a segment ends after an abbreviation. `start` is where it starts.
    pub(crate) fn abbreviation(
        &mut self,
        site: &Site<'_>,
        next: &Next<'_>,
        types: Types,
        start: usize,
    ) -> bool {
        let case = self.knowledge.case(next.word, &mut self.buffer);
        let before = site.word_before(start);
        let (previous, stopped) = (before.word, before.is_stopped);
        // `1934`, `1990-х`
        let after_number = !stopped && previous.starts_with(char::is_numeric)
            || types.any(Types::UNIT) && is_roman(previous);
        // `тыс. руб.`, but not `наб. р. Фонтанки`
        let after_unit = stopped
            && self
                .knowledge
                .types(previous, &mut self.buffer)
                .any(Types::UNIT);
        let is_unit = types.any(Types::UNIT) && (after_number || after_unit);
        // Abbreviations in small letters may be ordinary words as well: `им.`
        let may_be_word = site.text[start..].starts_with(is_lowercase);
        if types.any(Types::WORD)
            && may_be_word
            && !(stopped || after_number)
            && case >= Case::Small
            && !next.is_initial()
        {
            return true;
        }
        if types.any(Types::INNER) && !is_unit {
            return false;
        }
        if next.has_dash && !site.closes_quote && !site.closes_bracket {
            return false;
        }
        if next.shape == Shape::Capital && self.is_in_headline(site) {
            return false;
        }
        if next.first == Some('№') {
            // `от 27 июля 2006 г. № 152-ФЗ`, `прил. № 2`
            return false;
        }
        if next.opens_bracket && next.shape == Shape::Digit {
            // `Weber et al. (2010)`
            return false;
        }
        if next.shape == Shape::Digit {
            let goes_on = Types::NUMBER
                .with(Types::MONTH)
                .with(Types::PLACE)
                .with(Types::TITLE)
                .with(Types::ACRONYM);
            // `3 руб. 50 коп.`
            let counts_on = is_unit
                && self
                    .knowledge
                    .types(next.second(), &mut self.buffer)
                    .any(Types::UNIT);
            return !(types.any(goes_on) || counts_on);
        }
        if next.shape == Shape::Caseless && types.any(Types::END.with(Types::UNIT)) {
            // No capital shows that a sentence starts.
            return case >= Case::Starter;
        }
        let counts = types.any(Types::NUMBER) && next.is_in_capitals();
        if is_unit && (is_roman(next.word) || counts) && !next.is_initial() {
            // `в 30-х гг. XX века`, `38 тыс. ДФЭ`
            return false;
        }
        let ends_date = is_unit || types.any(Types::MONTH) || types.any(Types::END) && after_number;
        if ends_date && case < Case::Starter && self.is_opening(site, start) {
            return false;
        }
        if is_unit && types.any(Types::NAME) {
            return case >= Case::Small;
        }
        if is_unit {
            return !next.opens_bracket;
        }
        if types.any(Types::TITLE) {
            return may_be_word && case >= Case::Starter && !next.is_initial();
        }
        if types.any(Types::INITIAL) {
            return case >= Case::Starter && !next.is_initial();
        }
        if types.any(Types::PLACE) {
            if may_be_word && case >= Case::Starter && !next.is_initial() {
                return true;
            }
            let may_follow_name = types.any(Types::NAME.with(Types::END))
                && previous.starts_with(|c: char| is_uppercase(c) || c.is_numeric());
            return may_follow_name && case >= Case::Small;
        }
        if types.any(Types::NUMBER) && (is_roman(next.word) || next.word.chars().count() == 1) {
            return false;
        }
        if types.any(Types::ACRONYM) {
            return case >= Case::Starter;
        }
        if types.any(Types::NAME) {
            return case >= Case::Small;
        }
        if types.any(Types::TIME) && after_number {
            return self.ends_with_time(site, next, start, case);
        }
        true
    }

    /// Whether all there is before the abbreviation at `start` is a time or date
    /// that opens a sentence: `At 5 a.m.`, `В 2020 г.`
    fn is_opening(&mut self, site: &Site<'_>, start: usize) -> bool {
        let head = &site.text[site.segment..start];
        if head.len() > 100 {
            return false;
        }
        let mut words = head.split([' ', '\u{a0}']).filter(|word| !word.is_empty());
        let first = words.next().map_or("", word_after);
        let opens = first.starts_with(char::is_numeric)
            || self.knowledge.is_of_time(first, &mut self.buffer)
            || self.knowledge.case(first, &mut self.buffer) == Case::Starter;
        let is_short = head.len() <= 32 && words.clone().count() <= 1;
        let mut is_of_time = |word: &str| {
            let word = word_after(word);
            word.starts_with(|c: char| c.is_numeric() || is_uppercase(c))
                || self.knowledge.is_of_time(word, &mut self.buffer)
        };
        opens && (is_short || is_of_time(first) && words.all(is_of_time))
    }

    /// Whether a segment ends after a time of day: not before a time zone, and
    /// not if the time is all there is so far (`At 5 a.m. Mr. Orr …`).
    fn ends_with_time(
        &mut self,
        site: &Site<'_>,
        next: &Next<'_>,
        start: usize,
        case: Case,
    ) -> bool {
        let is_zone = next.is_in_capitals()
            || self.knowledge.is_after_time(next.second())
            || (next.second().starts_with(is_uppercase)
                && self.knowledge.is_after_time(next.third()));
        case == Case::Starter || (!is_zone && !self.is_opening(site, start))
    }
}
