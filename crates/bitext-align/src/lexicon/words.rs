//! A sorted list of words in one block of memory.

use super::Segmentable;

/// Words in ascending order of their bytes, each found by binary search.
#[derive(Debug, Default)]
pub(crate) struct WordList {
    bytes: String,
    ends: Vec<u32>,
    longest: usize,
}

impl WordList {
    /// Adds a word, which must come after all others.
    pub(crate) fn push(&mut self, word: &str) {
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
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            match self.word(middle).cmp(word) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
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
