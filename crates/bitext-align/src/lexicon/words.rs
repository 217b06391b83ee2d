//! A sorted list of words in one block of memory.

use super::Segmentable;
use crate::forms::hash_of;
use crate::numbering::Numbering;

/// Words in ascending order of their bytes, each found by its hash.
#[derive(Debug, Default)]
pub(crate) struct WordList {
    bytes: String,
    ends: Vec<u32>,
    longest: usize,
    by_word: Numbering,
}

impl WordList {
    /// Room for so many words.
    pub(crate) fn with_capacity(count: usize) -> Self {
        Self {
            ends: Vec::with_capacity(count),
            by_word: Numbering::with_capacity(count),
            ..Self::default()
        }
    }

    /// Adds a word, which must come after all others.
    pub(crate) fn push(&mut self, word: &str) {
        self.by_word.insert(hash_of(word), self.ends.len() as u32);
        self.bytes.push_str(word);
        self.ends.push(self.bytes.len() as u32);
        self.longest = self.longest.max(word.chars().count());
    }

    /// How many words.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word of that index.
    pub(crate) fn word(&self, index: usize) -> &str {
        let start = if index == 0 {
            0
        } else {
            self.ends[index - 1] as usize
        };
        &self.bytes[start..self.ends[index] as usize]
    }

    /// The index of a word.
    pub(crate) fn find(&self, word: &str) -> Option<usize> {
        let is_it = |index: u32| self.word(index as usize) == word;
        let found = self.by_word.find(hash_of(word), is_it);
        found.map(|index| index as usize)
    }
}

impl Segmentable for WordList {
    fn longest_prefix(&self, text: &str) -> usize {
        let ends: Vec<usize> = text
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8())
            .take(self.longest)
            .collect();
        let found = ends
            .iter()
            .rev()
            .find(|&&end| self.find(&text[..end]).is_some());
        found.copied().unwrap_or(0)
    }
}
