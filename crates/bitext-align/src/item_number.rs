//! The number that an item or a heading begins with.
//!
//! Laws, manuals and minutes number what they say, and a translation keeps the number
//! where it changes every word around it: `1.2. What is GNU/Linux?` is not `1.3. Was
//! ist Debian GNU/Linux?`, however alike they sound. But who leaves an item out of a
//! list may as well count anew. The numbers themselves tell which it was: **a gap shows
//! that nobody counted anew**. So numbers speak where one side has gaps; where neither
//! has any, nothing is missing or nothing can be said.

use bitext_core::SegmentedText;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::feature;
use crate::sink::Sink;

/// A part of a number has at most so many digits: `2019.` is a year.
const MOST_DIGITS: usize = 3;

/// Without a mark behind it `1.2` numbers a heading, but `100.5` is a quantity.
const MOST_DIGITS_UNMARKED: usize = 2;

/// A number and what stands before it, in bytes: most segments have no digit there.
const BEGINNING: usize = 48;

/// With fewer numbers a text does not count.
const FEWEST: usize = 3;

/// A side that goes back as often as once in so many numbers does not count.
const NUMBERS_A_BREAK: usize = 5;

/// The number of a segment that has none.
const NONE: u32 = u32::MAX;

/// A part of a number: the place of a letter in its alphabet, or 0, and digits.
type Part = (u32, u32);

/// A number, part by part.
type ItemNumber = Vec<Part>;

/// A number behind the word that it counts, if there is one: `Example`, `Table`.
type Counted<'text> = (&'text str, ItemNumber);

/// The item numbers of two sides.
#[derive(Debug, Default)]
pub(crate) struct ItemNumbers {
    /// By segment, equal ones alike; empty if numbers say nothing.
    source: Vec<u32>,
    target: Vec<u32>,
}

impl ItemNumbers {
    /// Reads the numbers that the segments of two texts begin with.
    pub(crate) fn new(source: &SegmentedText, target: &SegmentedText) -> Self {
        let source: Vec<Option<Counted<'_>>> = source.texts().map(item_number).collect();
        let target: Vec<Option<Counted<'_>>> = target.texts().map(item_number).collect();
        if !were_kept(&source, &target) {
            return Self::default();
        }
        let mut known: Vec<&ItemNumber> = numbers(&source).chain(numbers(&target)).collect();
        known.sort_unstable();
        known.dedup();
        let place = |found: &Option<Counted<'_>>| match found {
            Some((_, number)) => known.binary_search(&number).map_or(NONE, |at| at as u32),
            None => NONE,
        };
        Self {
            source: source.iter().map(place).collect(),
            target: target.iter().map(place).collect(),
        }
    }

    /// Whether two lines begin with the same number; nothing if one has none.
    #[inline]
    fn agree(&self, source: usize, target: usize) -> Option<bool> {
        let (&source, &target) = (self.source.get(source)?, self.target.get(target)?);
        (source != NONE && target != NONE).then_some(source == target)
    }

    /// Whether two lines begin with different numbers.
    #[inline]
    pub(crate) fn contradict(&self, source: usize, target: usize) -> bool {
        self.agree(source, target) == Some(false)
    }

    /// Tells the sink what the numbers say that two lines begin with.
    #[inline]
    pub(crate) fn describe(&self, source: usize, target: usize, sink: &mut impl Sink) {
        match self.agree(source, target) {
            Some(true) => sink.add(feature::ITEM_NUMBER_EQUAL, 1.0),
            Some(false) => sink.add(feature::ITEM_NUMBER_DIFFERENT, 1.0),
            None => {}
        }
    }
}

/// The numbers of segments that have one. What they count is called otherwise on the
/// other side, and not compared.
fn numbers<'a>(found: &'a [Option<Counted<'_>>]) -> impl Iterator<Item = &'a ItemNumber> {
    found.iter().flatten().map(|(_, number)| number)
}

/// Whether the sides count the same things by the same numbers, and some are missing.
fn were_kept(source: &[Option<Counted<'_>>], target: &[Option<Counted<'_>>]) -> bool {
    let (near, far) = (Counting::of(source), Counting::of(target));
    let fewest = near.numbers.min(far.numbers);
    if fewest < FEWEST || !near.counts() || !far.counts() || near.gaps + far.gaps == 0 {
        return false;
    }
    let known: FxHashSet<&ItemNumber> = numbers(source).collect();
    let shared = numbers(target).filter(|&number| known.contains(number));
    2 * shared.count() >= fewest
}

/// How a text counts.
#[derive(Debug, Default)]
struct Counting {
    numbers: usize,
    /// Steps over some number.
    gaps: usize,
    /// Steps back.
    breaks: usize,
}

impl Counting {
    /// How the segments are counted, each word by itself: sections have other numbers
    /// than the examples in them.
    fn of(found: &[Option<Counted<'_>>]) -> Self {
        let mut counting = Self::default();
        let mut last: FxHashMap<&str, &ItemNumber> = FxHashMap::default();
        for (word, number) in found.iter().flatten() {
            counting.numbers += 1;
            if let Some(last) = last.insert(word, number)
                && !follows(last, number)
            {
                match last < number {
                    true => counting.gaps += 1,
                    false => counting.breaks += 1,
                }
            }
        }
        counting
    }

    fn counts(&self) -> bool {
        NUMBERS_A_BREAK * self.breaks < self.numbers
    }
}

/// Whether who counts says `next` after `last`: one more at some level, or the first of
/// a new level or list.
fn follows(last: &[Part], next: &[Part]) -> bool {
    let Some((&new, above)) = next.split_last() else {
        return false;
    };
    let is_first = new == (0, 1) || new == (1, 0);
    let is_next = |&(letter, digits): &Part| {
        new == (letter, digits + 1) || (digits == 0 && new == (letter + 1, 0))
    };
    let level = above.len();
    is_first || (last.len() > level && last[..level] == *above && is_next(&last[level]))
}

/// The number a segment begins with, alone (`A.2.1. Optical disc`, `3) Sugar`) or
/// behind a word (`Article 5. Duties`).
fn item_number(segment: &str) -> Option<Counted<'_>> {
    let beginning = &segment.as_bytes()[..segment.len().min(BEGINNING)];
    // All bytes are looked at, so that it runs on vector units.
    let digits = beginning.iter().map(|byte| u8::from(byte.is_ascii_digit()));
    if digits.fold(0, |found, digit| found | digit) == 0 {
        return None;
    }
    let segment = segment.trim_start();
    if let Some(number) = leading_number(segment, false) {
        return Some(("", number));
    }
    let (word, rest) = segment.split_once(char::is_whitespace)?;
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let number = leading_number(rest.trim_start(), true)?;
    Some((word, number))
}

/// The number that `text` begins with; behind a word a mark must follow it.
fn leading_number(text: &str, is_behind_word: bool) -> Option<ItemNumber> {
    let text = text.trim_start_matches(['(', '（', '[', '§', '№', ' ', '\u{a0}']);
    let is_of_number = |c: char| c.is_ascii_digit() || c == '.' || letter_rank(c).is_some();
    let end = text.find(|c| !is_of_number(c)).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    if !number.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut behind = rest.chars();
    let next = behind.next();
    let is_marked = match next {
        None => number.ends_with('.'),
        Some(':' | '：') => behind.next().is_none_or(char::is_whitespace),
        Some(')' | '）' | ']' | '、' | '．') => true,
        Some(c) => number.ends_with('.') && !c.is_alphanumeric(),
    };
    let number = number.trim_end_matches('.');
    let is_several = number.contains('.');
    let is_apart = next.is_none_or(char::is_whitespace);
    let most_digits = match is_marked {
        true => MOST_DIGITS,
        false if is_several && is_apart && !is_behind_word => MOST_DIGITS_UNMARKED,
        false => return None,
    };
    number
        .split('.')
        .map(|part| part_value(part, most_digits))
        .collect()
}

/// A part of a number: digits, a letter, or a letter and digits.
fn part_value(part: &str, most_digits: usize) -> Option<Part> {
    let first = part.chars().next()?;
    let (letter, digits) = match letter_rank(first) {
        Some(rank) => (rank, &part[first.len_utf8()..]),
        None => (0, part),
    };
    let are_digits = digits.len() <= most_digits && digits.bytes().all(|b| b.is_ascii_digit());
    are_digits.then(|| (letter, digits.parse().unwrap_or(0)))
}

/// The place of a letter in its alphabet, from 1, for Latin and Cyrillic ones:
/// translators count on in their own.
fn letter_rank(letter: char) -> Option<u32> {
    let code = u32::from(letter);
    match letter {
        'a'..='z' | 'A'..='Z' => Some((code | 32) - u32::from('a') + 1),
        'а'..='я' => Some(code - u32::from('а') + 1),
        'А'..='Я' => Some(code - u32::from('А') + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_front_and_behind_a_word() {
        let same = [
            ("1.2. What is it?", "1.2 Что это?"),
            ("A.2.1. Optical disc", "А.2.1. Оптический диск"),
            ("3) Sugar", "(3) Сахар"),
            ("Article 5. Duties", "Статья 5: Обязанности"),
            ("Chapter 12.", "Глава 12."),
            ("2. 安装", "2、安装"),
        ];
        for (near, far) in same {
            let number = |text| item_number(text).map(|(_, number)| number);
            assert!(number(near).is_some(), "{near}");
            assert_eq!(number(near), number(far), "{near}");
        }
    }

    #[test]
    fn quantities_years_and_names_are_no_item_numbers() {
        for text in [
            "12 people died.",
            "2019. That was the year.",
            "12.11.2019 came.",
            "100.5 tonnes",
            "In 5 days.",
            "U.S. officials",
            "A. Orr came.",
            "11:30 Uhr",
            "$1.5 million",
            "Room",
            "",
        ] {
            assert_eq!(item_number(text), None, "{text}");
        }
    }

    /// Whether numbers speak on two sides whose segments begin with these.
    fn speak(source: &[&str], target: &[&str]) -> bool {
        let text = |numbers: &[&str]| {
            let lines: Vec<String> = numbers.iter().map(|n| format!("{n}. Text")).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            SegmentedText::from_lines(&lines)
        };
        let numbers = ItemNumbers::new(&text(source), &text(target));
        !numbers.source.is_empty()
    }

    #[test]
    fn a_gap_shows_that_numbers_were_kept() {
        assert!(speak(&["1", "1.1", "1.2", "2"], &["1", "1.2", "2"]));
        assert!(speak(&["1", "2", "3", "4"], &["1", "3", "4"]));
        assert!(speak(&["A.1", "A.2", "B.1"], &["A.1", "A.3", "B.1"]));
        // Lists that begin anew are no breaks.
        assert!(speak(
            &["1", "2", "3", "1", "2", "4"],
            &["1", "2", "3", "1", "3"]
        ));
        // Sections and the examples in them, each by numbers of their own.
        let examples = [
            "1",
            "Example 1",
            "1.1",
            "1.2",
            "Example 2",
            "2",
            "Example 3",
        ];
        assert!(speak(
            &examples,
            &["1", "Beispiel 1", "1.1", "2", "Beispiel 3"]
        ));
        // Counted anew, or the end is missing: who knows.
        assert!(!speak(&["1", "2", "3", "4", "5"], &["1", "2", "3", "4"]));
        // No counting at all, counting of other things, too little of it.
        assert!(!speak(&["7", "3", "12", "5"], &["7", "12", "5"]));
        assert!(!speak(&["1", "2", "4"], &["1", "6", "8", "9"]));
        assert!(!speak(&["1", "3"], &["1", "3"]));
    }
}
