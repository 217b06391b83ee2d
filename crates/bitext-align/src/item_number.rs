//! The number that an item or a heading begins with.
//!
//! Laws, manuals and minutes number what they say, and a translation keeps the number
//! where it changes every word around it: `1.2. What is GNU/Linux?` is not `1.3. Was
//! ist Debian GNU/Linux?`, however alike they sound. But who leaves an item out of a
//! list may as well count anew. The numbers themselves tell which it was: **a gap that
//! only one side has shows that it did not count anew**. So a list speaks if it steps
//! over a number that the other side has; one that is whole, or that lacks the same
//! number on both sides, says nothing.

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

/// Of more lists than this nobody can tell which of them are the same.
const MOST_LISTS: usize = 500;

/// A list of fewer numbers does not show what another one lacks.
const FEWEST: usize = 3;

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
    /// By segment; empty if numbers say nothing.
    source: Vec<Item>,
    target: Vec<Item>,
}

/// What a segment is numbered with.
#[derive(Clone, Copy, Debug)]
struct Item {
    /// Equal numbers alike; `NONE` if there is none.
    number: u32,
    /// Whether the list it stands in did not count anew.
    is_kept: bool,
}

impl ItemNumbers {
    /// Reads the numbers that the segments of two texts begin with.
    pub(crate) fn new(source: &SegmentedText, target: &SegmentedText) -> Self {
        let source: Vec<Option<Counted<'_>>> = source.texts().map(item_number).collect();
        let target: Vec<Option<Counted<'_>>> = target.texts().map(item_number).collect();
        let (near, far) = (Lists::of(&source), Lists::of(&target));
        let kept = (near.kept(&far), far.kept(&near));
        if !kept.0.contains(&true) && !kept.1.contains(&true) {
            return Self::default();
        }
        let numbers = source.iter().chain(&target).flatten();
        let mut known: Vec<&ItemNumber> = numbers.map(|(_, number)| number).collect();
        known.sort_unstable();
        known.dedup();
        let items = |found: &[Option<Counted<'_>>], lists: &Lists<'_>, kept: &[bool]| {
            let mut lists = lists.of_numbers.iter();
            let item = |found: &Option<Counted<'_>>| {
                let place = found
                    .as_ref()
                    .map(|(_, number)| known.binary_search(&number));
                let number = place.and_then(Result::ok).map_or(NONE, |at| at as u32);
                let list = found.as_ref().and_then(|_| lists.next());
                let is_kept = list.is_some_and(|&list| kept[list]);
                Item { number, is_kept }
            };
            found.iter().map(item).collect()
        };
        Self {
            source: items(&source, &near, &kept.0),
            target: items(&target, &far, &kept.1),
        }
    }

    /// Whether two lines begin with the same number; nothing if one has none, or neither
    /// stands in a list that was kept.
    #[inline]
    fn agree(&self, source: usize, target: usize) -> Option<bool> {
        let (source, target) = (self.source.get(source)?, self.target.get(target)?);
        let speak = source.is_kept | target.is_kept;
        let have = source.number != NONE && target.number != NONE;
        (speak && have).then_some(source.number == target.number)
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

/// The lists of a side: numbers that ascend, those behind each word by themselves, for
/// sections have other numbers than the examples in them.
#[derive(Default)]
struct Lists<'a> {
    lists: Vec<Vec<&'a [Part]>>,
    /// The list of each number, in the order of the text.
    of_numbers: Vec<usize>,
}

/// From one number to the next one of its list.
type Stride<'a> = (&'a [Part], &'a [Part]);

impl<'a> Lists<'a> {
    fn of(found: &'a [Option<Counted<'_>>]) -> Self {
        let mut lists: Vec<Vec<&[Part]>> = Vec::new();
        let mut of_numbers = Vec::new();
        let mut at_hand: FxHashMap<&str, usize> = FxHashMap::default();
        for (word, number) in found.iter().flatten() {
            let last = at_hand.get(word).copied();
            let goes_on = |&list: &usize| lists[list].last().is_some_and(|&last| last < &**number);
            let list = last.filter(goes_on).unwrap_or_else(|| {
                lists.push(Vec::new());
                lists.len() - 1
            });
            at_hand.insert(word, list);
            lists[list].push(number);
            of_numbers.push(list);
        }
        Self { lists, of_numbers }
    }

    fn strides(list: &[&'a [Part]]) -> impl Iterator<Item = Stride<'a>> {
        list.windows(2).map(|two| (two[0], two[1]))
    }

    /// Which lists step over a number that `other` has, and does not step over.
    fn kept(&self, other: &Self) -> Vec<bool> {
        if self.lists.len().max(other.lists.len()) > MOST_LISTS {
            return vec![false; self.lists.len()];
        }
        let others: FxHashSet<Stride<'_>> = other
            .lists
            .iter()
            .flat_map(|list| Lists::strides(list))
            .collect();
        let mut known: FxHashMap<Stride<'_>, bool> = FxHashMap::default();
        let mut is_gap = |stride: Stride<'a>| {
            *known.entry(stride).or_insert_with(|| {
                let (last, next) = stride;
                !follows(last, next)
                    && !others.contains(&stride)
                    && other.lists.iter().any(|list| fills(list, last, next))
            })
        };
        let lists = self.lists.iter();
        lists
            .map(|list| Lists::strides(list).any(&mut is_gap))
            .collect()
    }
}

/// Whether a list has a number between two, of the level of the second, beside one of
/// them.
fn fills(list: &[&[Part]], last: &[Part], next: &[Part]) -> bool {
    if list.len() < FEWEST {
        return false;
    }
    let at = list.partition_point(|&number| number <= last);
    let Some(&between) = list.get(at).filter(|&&number| number < next) else {
        return false;
    };
    let level = next.len() - 1;
    let is_beside = (at > 0 && list[at - 1] == last) || list.binary_search(&next).is_ok();
    is_beside && between.len() == next.len() && between[..level] == next[..level]
}

/// Whether who counts says `next` after `last`: one more at some level, or the first of
/// a new level.
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
    let parts: Option<ItemNumber> = number
        .split('.')
        .map(|part| part_value(part, most_digits))
        .collect();
    parts.filter(|parts| !is_clock_time(parts))
}

/// Whether a number may be a time of day as German and Russian write it: `9.30`.
fn is_clock_time(parts: &[Part]) -> bool {
    let are_digits = parts.iter().all(|&(letter, _)| letter == 0);
    let is_time =
        |hour: u32, minute: u32| hour <= 24 && (minute == 0 || (10..60).contains(&minute));
    matches!(parts, &[(_, hour), (_, minute)] if are_digits && is_time(hour, minute))
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
            "9.30 Nachrichten",
            "14.00: Mittag",
            "$1.5 million",
            "Room",
            "",
        ] {
            assert_eq!(item_number(text), None, "{text}");
        }
    }

    /// The numbers of two sides whose segments begin with these.
    fn numbers_of(source: &[&str], target: &[&str]) -> ItemNumbers {
        let text = |numbers: &[&str]| {
            let lines: Vec<String> = numbers.iter().map(|n| format!("{n}. Text")).collect();
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            SegmentedText::from_lines(&lines)
        };
        ItemNumbers::new(&text(source), &text(target))
    }

    /// Whether some number speaks on two sides whose segments begin with these.
    fn speak(source: &[&str], target: &[&str]) -> bool {
        !numbers_of(source, target).source.is_empty()
    }

    #[test]
    fn a_gap_of_one_side_shows_that_numbers_were_kept() {
        assert!(speak(&["1", "1.1", "1.2", "2"], &["1", "1.2", "2"]));
        assert!(speak(&["1", "2", "3", "4"], &["1", "3", "4"]));
        assert!(speak(&["1.2", "1.3", "1.5"], &["1.1", "1.3", "1.4"]));
        assert!(speak(&["A.1", "A.3", "B.1"], &["A.1", "A.2", "A.3", "B.1"]));
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
    }

    #[test]
    fn who_may_have_counted_anew_says_nothing() {
        assert!(!speak(&["1", "2", "3", "4", "5"], &["1", "2", "3", "4"]));
        // The same number is missing on both sides, and then an item of one.
        assert!(!speak(
            &["1", "2", "4", "5", "6", "7"],
            &["1", "2", "4", "5", "6"]
        ));
        // No counting at all.
        assert!(!speak(&["7", "3", "12", "5"], &["7", "12", "5"]));
        assert!(!speak(&["1", "3"], &["1", "3"]));
    }

    #[test]
    fn a_list_speaks_for_itself_alone() {
        // The first list was counted anew, the second one was not.
        let source = ["1", "2", "3", "4", "1", "2", "3"];
        let numbers = numbers_of(&source, &["1", "2", "3", "1", "3"]);
        assert!(!numbers.contradict(3, 2));
        assert!(numbers.contradict(5, 4));
    }
}
