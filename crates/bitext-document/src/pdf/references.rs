//! References to footnotes: raised numbers in the text that a note below has.
//!
//! A raised number may also be an exponent, so it goes only where a line of smaller
//! type further down begins with it, and never behind what may be a unit (`m²`). Some
//! fonts have raised digits of their own, which are raised whatever their place.

use std::collections::BTreeMap;

use crate::pdf::content::Letter;

/// A sign is raised if it is smaller than this share of the letter before it.
const RAISED: f32 = 0.85;

/// Notes are set in type smaller than this share of the text's.
const NOTE: f32 = 0.92;

/// Longest word that may be a unit.
const UNIT: usize = 2;

/// Most notes of a page, and the digits of their numbers.
const MOST_NOTES: usize = 1_000;
const MOST_DIGITS: usize = 4;

/// A number at the start of a line.
struct Head {
    number: String,
    base: f32,
    /// The size of what follows it.
    size: f32,
}

/// Where the text of a page refers to its notes: by number how far to the right and how
/// far down.
pub(crate) type References = BTreeMap<String, (f32, f32)>;

/// Takes the references to the notes of a page out of its letters; gives where they stood,
/// of several to one note the first.
pub(crate) fn drop_references(letters: &mut Vec<Letter>) -> References {
    let mut references = References::new();
    let heads = heads(letters);
    if heads.is_empty() {
        return references;
    }
    let counts = own_digits(letters);
    let mut dropped = vec![false; letters.len()];
    let mut at = 1;
    while at < letters.len() {
        let end = digits_end(letters, at);
        // A space may stand before it. A page of blanks is not searched for each of them.
        let visible_before = || {
            letters[..at]
                .iter()
                .rposition(|it| !it.text.trim().is_empty())
        };
        if end > at
            && let Some(place) = visible_before()
            && is_raised(&letters[place], &letters[at])
        {
            let number = text(&letters[at..end]);
            let host = &letters[place];
            let has_note = heads.iter().any(|head| {
                head.number == number && head.base > host.base && head.size < NOTE * host.size
            });
            // A square or a cube: one of two is, and no reference stands before a letter.
            let is_own = letters[at].text.starts_with(is_raised_digit);
            let may_be_power = is_own
                && (counts.get(&number).is_some_and(|&count| count > 2)
                    || letters
                        .get(end)
                        .is_some_and(|next| goes_on(&letters[end - 1], next)));
            if has_note && !may_be_power && !may_be_unit(&letters[..=place]) {
                dropped[place + 1..end].fill(true);
                // No space is left where it stood.
                let right = letters[place].right.max(letters[end - 1].right);
                letters[place].right = right;
                let stood = (right, letters[place].base);
                references.entry(number).or_insert(stood);
            }
        }
        at = end.max(at + 1);
    }
    let mut is_dropped = dropped.into_iter();
    letters.retain(|_| !is_dropped.next().unwrap_or(false));
    references
}

/// The numbers at the starts of lines.
fn heads(letters: &[Letter]) -> Vec<Head> {
    let mut heads = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let starts_line = at.checked_sub(1).is_none_or(|before| {
            let before = &letters[before];
            letter.left < before.left || (letter.base - before.base).abs() > before.size
        });
        if !starts_line {
            continue;
        }
        let end = digits_end(letters, at);
        if end > at
            && heads.len() < MOST_NOTES
            && let Some(next) = letters.get(end)
        {
            heads.push(Head {
                number: text(&letters[at..end]),
                base: letter.base,
                size: next.size,
            });
        }
    }
    heads
}

/// Where the digits end that begin at `at`, all of one size and height.
fn digits_end(letters: &[Letter], at: usize) -> usize {
    let first = &letters[at];
    let digits = letters[at..].iter().take_while(|letter| {
        letter.text.chars().all(|c| digit(c).is_some())
            && letter.size == first.size
            && (letter.base - first.base).abs() < 0.1 * first.size
    });
    at + digits.take(MOST_DIGITS).count()
}

fn is_raised(host: &Letter, sign: &Letter) -> bool {
    if sign.text.starts_with(is_raised_digit) {
        let gap = sign.left - host.right;
        return (host.base - sign.base).abs() < 0.7 * host.size && gap < host.size;
    }
    let rise = host.base - sign.base;
    let gap = sign.left - host.right;
    sign.size < RAISED * host.size
        && rise > 0.15 * host.size
        && rise < 0.7 * host.size
        && gap.abs() < 0.4 * host.size
}

/// How often each number of digits that are raised by themselves comes; a reference and its
/// note are two.
fn own_digits(letters: &[Letter]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut at = 0;
    while at < letters.len() {
        let end = digits_end(letters, at);
        if end > at && letters[at].text.starts_with(is_raised_digit) {
            *counts.entry(text(&letters[at..end])).or_default() += 1;
        }
        at = end.max(at + 1);
    }
    counts
}

/// Whether a letter, a digit or a raised sign stands right behind a raised digit.
fn goes_on(digit: &Letter, next: &Letter) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "⁻⁺⁽⁄/".contains(c);
    (next.left - digit.right).abs() < 0.1 * digit.size
        && (next.base - digit.base).abs() < 0.5 * digit.size
        && next.text.starts_with(is_part)
}

fn may_be_unit(before: &[Letter]) -> bool {
    let line = before.last().map_or(0.0, |letter| letter.base);
    let word = before.iter().rev().take_while(|letter| {
        letter.text.chars().all(char::is_alphabetic)
            && (letter.base - line).abs() < 0.5 * letter.size
    });
    let length = word.take(UNIT + 1).count();
    (1..=UNIT).contains(&length)
        || before
            .last()
            .is_some_and(|letter| letter.text.ends_with(char::is_numeric))
}

/// The text of letters, raised digits as plain ones.
fn text(letters: &[Letter]) -> String {
    let characters = letters.iter().flat_map(|letter| letter.text.chars());
    characters.map(|c| digit(c).unwrap_or(c)).collect()
}

/// The plain digit of a digit, raised or not.
fn digit(character: char) -> Option<char> {
    match character {
        '0'..='9' => Some(character),
        '¹' => Some('1'),
        '²' => Some('2'),
        '³' => Some('3'),
        '⁰' | '⁴'..='⁹' => char::from_digit(character as u32 - '⁰' as u32, 10),
        _ => None,
    }
}

/// The number that a note begins with, and what follows it.
pub(crate) fn numbered(note: &str) -> (String, &str) {
    let rest = note.trim_start_matches(|c| digit(c).is_some());
    let number = note[..note.len() - rest.len()].chars().filter_map(digit);
    (number.collect(), rest)
}

/// Whether a character is a raised digit by itself.
fn is_raised_digit(character: char) -> bool {
    !character.is_ascii_digit() && digit(character).is_some()
}

/// A sign that begins notes and is no digit of any number.
pub(crate) fn is_note_sign(character: char) -> bool {
    matches!(character, '*' | '†' | '‡') || is_raised_digit(character)
}

/// The text of a note without the sign that the text refers to it by; a raised
/// number has no space behind it, and that of a note which is referred to may be set like
/// that of an item.
pub(crate) fn without_mark<'note>(note: &'note str, references: &References) -> &'note str {
    let signs = note.trim_start_matches(is_note_sign);
    if signs.len() < note.len() {
        return signs.trim_start();
    }
    let (number, words) = numbered(note);
    if references.contains_key(&number) {
        return words.trim_start_matches(['.', ')']).trim_start();
    }
    let is_glued = words.starts_with(|c: char| c.is_alphabetic() && c.is_uppercase());
    if is_glued { words } else { note }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(letters: &mut Vec<Letter>, base: f32, size: f32, text: &str) {
        let left = match letters.last() {
            Some(last) if (last.base - base).abs() < 8.0 => last.right,
            _ => 50.0,
        };
        for (index, character) in text.chars().enumerate() {
            let left = left + 0.5 * size * index as f32;
            letters.push(Letter {
                text: character.to_string(),
                left,
                right: left + 0.5 * size,
                base,
                size,
                is_bold: false,
                is_artifact: false,
            });
        }
    }

    #[track_caller]
    fn assert_left(word: &str, note: (&str, f32), expected: &str) {
        let mut letters = Vec::new();
        write(&mut letters, 100.0, 11.0, word);
        write(&mut letters, 95.5, 6.4, "12");
        write(&mut letters, 100.0, 11.0, " It");
        let body = letters.len();
        write(&mut letters, 500.0, note.1, note.0);
        let length = letters.len() - body;
        drop_references(&mut letters);
        let left = letters.len() - length;
        assert_eq!(text(&letters[..left]), expected);
    }

    #[test]
    fn digits_that_are_raised_by_themselves_are_references_too() {
        let left = |body: &str, note: &str| {
            let mut letters = Vec::new();
            write(&mut letters, 100.0, 11.0, body);
            let length = note.chars().count();
            write(&mut letters, 500.0, 9.0, note);
            drop_references(&mut letters);
            letters.truncate(letters.len() - length);
            letters
                .iter()
                .map(|letter| letter.text.as_str())
                .collect::<String>()
        };
        assert_eq!(left("the pier ¹². It", "¹²See the map."), "the pier. It");
        assert_eq!(left("5 km² of it", "²See the map."), "5 km² of it");
        assert_eq!(left("2¹⁰ times", "¹²See the map."), "2¹⁰ times");
        assert_eq!(left("of ²H here", "²See the map."), "of ²H here");
        let both = "a metre² of pier² here";
        assert_eq!(left(both, "²See the map."), both);
    }

    #[test]
    fn a_raised_number_with_a_note_is_a_reference() {
        assert_left("the pier.", ("12See the map.", 9.0), "the pier. It");
        assert_left("the pier.", ("3See the map.", 9.0), "the pier.12 It");
        assert_left("the pier.", ("12 boats came.", 11.0), "the pier.12 It");
        assert_left("5 cm", ("12See the map.", 9.0), "5 cm12 It");
        assert_left("to 10", ("12See the map.", 9.0), "to 1012 It");
    }

    /// Quadratic time would take minutes.
    #[test]
    fn a_page_of_blanks_takes_linear_time() {
        let mut letters = Vec::new();
        write(&mut letters, 100.0, 11.0, &" ".repeat(300_000));
        write(&mut letters, 500.0, 9.0, "12See the map.");
        let all = letters.len();
        assert!(drop_references(&mut letters).is_empty());
        assert_eq!(letters.len(), all);
    }

    #[test]
    fn the_mark_of_a_note_is_no_text() {
        let none = References::new();
        assert_eq!(without_mark("1The old pier.", &none), "The old pier.");
        assert_eq!(without_mark("* Старый причал.", &none), "Старый причал.");
        assert_eq!(without_mark("¹²the old pier.", &none), "the old pier.");
        let references = References::from([("3".to_owned(), (300.0, 80.0))]);
        assert_eq!(
            without_mark("3. Le vieux quai.", &references),
            "Le vieux quai."
        );
        for note in ["2024 was dry.", "1st of May.", "5 km away.", "4. Mai."] {
            assert_eq!(without_mark(note, &references), note);
        }
    }
}
