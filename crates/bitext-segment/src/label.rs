//! What only numbers the text behind it: `1.`, `(a)`, `A.2.1.`, `Table 3.1.`
//!
//! The one idea: **a number is no sentence**. It stays with the heading or the item
//! that it numbers, alone or behind a word that numbers parts of a text, as long as
//! the segment holds nothing else: `Chapter IV. The Return` is one heading, `He read
//! chapter IV. Then he slept.` are two sentences. The words are those of the pack.

use bitext_core::decimal_digit;

use crate::character::is_alphanumeric;
use crate::decide::{Judge, is_roman};
use crate::site::Mark;

/// Labels are no longer than this, in bytes.
const LONGEST: usize = 48;

/// A number of a part has at most so many digits: `1999` is a year.
const MOST_DIGITS: usize = 3;

impl Judge<'_> {
    /// Whether `head`, the segment so far, only numbers what is to come: `1`, `(a)`,
    /// `IV`, `Q`, `A.2.1`, `Table 3.1`, `Приложение № 2`.
    pub(crate) fn is_label(&mut self, head: &str, mark: Mark) -> bool {
        if head.len() > LONGEST {
            return false;
        }
        let mut words = head
            .split_whitespace()
            .map(bare)
            .filter(|word| !word.is_empty());
        match (words.next(), words.next(), words.next()) {
            (None, ..) => head.is_empty() || mark == Mark::Ellipsis,
            (Some(number), None, _) => is_number(number),
            (Some(noun), Some(number), None) => {
                // What follows a colon is an answer or an amount: `Answer: 42.`
                mark != Mark::Ellipsis
                    && !head.contains([':', '：'])
                    && self.knowledge.numbers_parts(noun, &mut self.buffer)
                    && (is_number(number)
                        || self.knowledge.is_part_numeral(number, &mut self.buffer))
            }
            _ => false,
        }
    }
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !is_alphanumeric(c))
}

/// Whether a word numbers something: `12`, `a`, `IV`, `Q1`, `A.2.1`. A letter in front
/// of a full stop that no number follows is an initial: `U.S.`
fn is_number(word: &str) -> bool {
    let parts = || word.split('.');
    let has_digits = word.contains(is_digit);
    is_roman(word)
        || (word.chars().nth(1).is_none() && word.chars().all(char::is_alphabetic))
        || (has_digits && parts().all(is_part_of_number))
}

/// Whether a character is a digit of any script: `3`, `३`.
fn is_digit(character: char) -> bool {
    decimal_digit(character).is_some()
}

fn is_part_of_number(part: &str) -> bool {
    let digits = part.trim_start_matches(char::is_alphabetic);
    let letters = &part[..part.len() - digits.len()];
    let is_letter = letters.chars().nth(1).is_none();
    let are_digits = digits.chars().nth(MOST_DIGITS).is_none() && digits.chars().all(is_digit);
    !part.is_empty() && are_digits && (is_letter || (digits.is_empty() && is_roman(letters)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_parts_are_told_from_years_and_initials() {
        for number in [
            "1", "३", "၁၂", "12.3", "1.2.3", "a", "IV", "Q", "Q1", "A.2.1", "Б.5", "I.2", "1.1.a",
        ] {
            assert!(is_number(number), "{number}");
        }
        for other in ["1999", "U.S", "u.k", "12.1999", "is", "1..2", "ab.1", "2nd"] {
            assert!(!is_number(other), "{other}");
        }
    }
}
