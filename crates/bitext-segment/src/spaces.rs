//! Spaces that end sentences.
//!
//! Thai ends no sentence with a mark: a space does it, and a space also parts
//! clauses, names, numbers and lists. Which it is shows on either side of it. Some
//! words begin sentences (`อย่างไรก็ตาม`, however), others go on with them (`และ`, and)
//! or are gone on from (`ว่า`, that); between two stretches that are long enough for
//! clauses and have none of these, the sentence ends. A clause too many is no loss to
//! whoever aligns, since segments can be joined there; a sentence too few is.

use bitext_core::is_unspaced;
use serde::Deserialize;

/// A stretch with fewer characters is a name or the item of a list.
pub(crate) const SHORTEST_BEFORE: usize = 15;
pub(crate) const SHORTEST_BEHIND: usize = 8;

/// Behind a number a shorter stretch may be what was counted.
const SHORTEST_BEHIND_NUMBER: usize = 20;

/// No abbreviation has more characters.
const LONGEST_ABBREVIATION: usize = 5;

/// No first name is longer.
const LONGEST_NAME: usize = 15;

/// What is known of the spaces of a language; `[spaces]` in `segmentation.toml`, for
/// a language whose sentences end with a space. Where two words fit, the longer counts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Spaces {
    /// What sentences begin with.
    pub(crate) starters: Vec<String>,
    /// What the sentence goes on with.
    pub(crate) go_on_with: Vec<String>,
    /// What the sentence goes on behind.
    pub(crate) go_on_after: Vec<String>,
    /// What a number belongs to that no unit follows: `ร้อยละ 2.8` (per cent).
    number_nouns: Vec<String>,
    /// Titles, which are written to the first name; a space parts it from the family
    /// name.
    titles: Vec<String>,
}

/// What a space is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// A sentence ends.
    End,
    /// The stretch before it goes on behind it.
    GoesOn,
    /// The sentence goes on with another stretch: a name, the item of a list.
    Parts,
}

/// Whether the full stop that a text ends in stands behind so few letters of a script
/// without spaces that it marks an abbreviation.
pub(crate) fn ends_in_abbreviation(text: &str) -> bool {
    let mut back = text.chars().rev().skip(1).take(LONGEST_ABBREVIATION + 1);
    let letters = back
        .by_ref()
        .take_while(|&letter| is_unspaced(letter))
        .count();
    (1..=LONGEST_ABBREVIATION).contains(&letters)
}

impl Spaces {
    /// What a space is between the stretch `before` it, which starts with the segment
    /// or behind the last space that parts stretches, and the text `behind` it.
    pub(crate) fn space(&self, before: &str, behind: &str) -> Space {
        if self.starters.iter().any(|word| word == before)
            || self
                .go_on_after
                .iter()
                .any(|word| before.ends_with(word.as_str()))
        {
            return Space::GoesOn;
        }
        let starter = longest(&self.starters, behind);
        let other = longest(&self.go_on_with, behind);
        if starter > other {
            return Space::End;
        }
        let shortest = match self.shortest_behind(before) {
            Some(shortest) if other == 0 && behind.starts_with(is_unspaced) => shortest,
            _ => return Space::GoesOn,
        };
        let is_long = |text: &str, least: usize| text.chars().nth(least - 1).is_some();
        let stretch = behind.split(char::is_whitespace).next().unwrap_or("");
        if self.ends_in_first_name(before)
            || !is_long(before, SHORTEST_BEFORE)
            || !is_long(stretch, shortest)
        {
            return Space::Parts;
        }
        Space::End
    }

    /// How long the stretch behind a space must be for a sentence to end there, if it can:
    /// behind a word of a script without spaces, an abbreviation of it, or a number that
    /// is whole.
    fn shortest_behind(&self, before: &str) -> Option<usize> {
        if before.trim_end_matches('.').ends_with(is_unspaced) {
            return Some(SHORTEST_BEHIND);
        }
        let number = |letter: char| letter.is_numeric() || ".,-".contains(letter);
        let head = before.trim_end_matches(number);
        let noun = |noun: &String| head.trim_end().ends_with(noun.as_str());
        let is_number = head.len() < before.len() && self.number_nouns.iter().any(noun);
        is_number.then_some(SHORTEST_BEHIND_NUMBER)
    }

    fn ends_in_first_name(&self, before: &str) -> bool {
        // A title further back has its name behind it, however long the stretch is.
        let mut back = before.char_indices().rev();
        let name = back.nth(LONGEST_NAME).map_or(0, |(at, _)| at);
        self.titles.iter().any(|title| {
            let from = name.saturating_sub(title.len());
            let near = &before[before.floor_char_boundary(from)..];
            near.contains(title.as_str())
        })
    }
}

/// The length of the longest word that `text` starts with; 0 if there is none.
fn longest(words: &[String], text: &str) -> usize {
    let found = words.iter().filter(|word| text.starts_with(word.as_str()));
    found.map(String::len).max().unwrap_or(0)
}
