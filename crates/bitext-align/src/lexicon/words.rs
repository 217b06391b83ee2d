//! A sorted list of words, as it lies in a lexicon file.
//!
//! Nothing of it is unpacked to look a few words up: they are found by halving
//! the list. Only when many have been looked for is it unpacked into a table,
//! where a word is found by its hash; making that costs as much as some
//! thousands of searches.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::Segmentable;
use super::bits::{BitReader, BitWriter, field_of, width_of};
use super::distilled::LexiconError;
use crate::forms::hash_of;
use crate::numbering::Numbering;

/// Every so many words one is written whole.
const BLOCK: usize = 16;

/// Letters of the longest word that a list can hold.
const MOST_LETTERS: usize = 63;

/// A letter takes so many bits in the alphabet of a list.
const LETTER: u32 = 21;

/// So many words are looked for before the list is unpacked.
const FEW: u32 = 1 << 12;

/// Words in ascending order of their bytes, each with its index.
#[derive(Debug)]
pub(crate) struct WordList<'file> {
    file: &'file [u8],
    length: usize,
    /// All letters, ascending: in the list stands their index.
    alphabet: Vec<char>,
    letter_width: u32,
    /// Letters of the longest word.
    longest: usize,
    starts: Starts,
    searches: AtomicU32,
    table: OnceLock<Table>,
}

/// Where in the file blocks begin, by their number.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Starts {
    at: usize,
    width: u32,
    /// Where the first block is.
    first: usize,
}

impl Starts {
    /// Reads where so many blocks are; the reader comes behind them.
    pub(super) fn read(reader: &mut BitReader<'_>, blocks: usize) -> Self {
        let bits = reader.bits(32);
        let (at, width) = (reader.place(), width_of(bits));
        reader.skip(blocks * width as usize);
        let first = reader.place();
        reader.skip(bits as usize);
        Self { at, width, first }
    }

    /// Reads a block.
    pub(super) fn block<'file>(&self, file: &'file [u8], block: usize) -> BitReader<'file> {
        let at = self.at + block * self.width as usize;
        let start = BitReader::new(file, at).bits(self.width);
        BitReader::new(file, self.first + start as usize)
    }

    /// Writes the starts of blocks and then the blocks.
    pub(super) fn write(
        starts: &[usize],
        blocks: &BitWriter,
        writer: &mut BitWriter,
    ) -> Result<(), LexiconError> {
        let bits = u32::try_from(blocks.len()).map_err(|_| LexiconError::TooLarge)?;
        writer.bits(bits, 32);
        for &start in starts {
            writer.bits(start as u32, width_of(bits));
        }
        writer.append(blocks);
        Ok(())
    }
}

/// A word that is looked for, its letters by their index in the alphabet.
struct Sought {
    letters: [u16; MOST_LETTERS],
    length: usize,
    /// As many of its letters as fit in a window, as they stand in the file, and
    /// zeros.
    key: u64,
}

/// How many bits of a window are letters at most.
const KEY: u32 = 56;

/// How a word stands to the one that is looked for.
enum Found {
    /// It comes before, and has so many letters in common at its start.
    Before(usize),
    Same,
    After,
}

impl<'file> WordList<'file> {
    /// The list at the place of a reader, which comes behind it.
    pub(crate) fn read(
        reader: &mut BitReader<'file>,
        file: &'file [u8],
    ) -> Result<Self, LexiconError> {
        let malformed = |reader: &BitReader<'_>| LexiconError::Malformed {
            at: reader.place() / 8,
        };
        let length = reader.bits(32) as usize;
        let longest = reader.bits(8) as usize;
        let letters = reader.bits(16) as usize;
        // A word and a letter take some bits.
        if length.max(letters) > 8 * file.len() {
            return Err(malformed(reader));
        }
        let mut alphabet = Vec::with_capacity(letters);
        for _ in 0..letters {
            let letter = char::from_u32(reader.bits(LETTER));
            alphabet.push(letter.ok_or_else(|| malformed(reader))?);
        }
        let starts = Starts::read(reader, length.div_ceil(BLOCK));
        Ok(Self {
            file,
            length,
            letter_width: width_of(letters.saturating_sub(1) as u32),
            alphabet,
            longest,
            starts,
            searches: AtomicU32::new(0),
            table: OnceLock::new(),
        })
    }

    /// Writes sorted words, none of them twice.
    pub(crate) fn write(words: &[&str], writer: &mut BitWriter) -> Result<(), LexiconError> {
        let mut alphabet: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
        alphabet.sort_unstable();
        alphabet.dedup();
        let longest = words.iter().map(|word| word.chars().count()).max();
        let longest = longest.unwrap_or(0);
        let letters = u16::try_from(alphabet.len()).map_err(|_| LexiconError::TooLarge)?;
        if longest > MOST_LETTERS {
            return Err(LexiconError::TooLarge);
        }
        let length = u32::try_from(words.len()).map_err(|_| LexiconError::TooLarge)?;
        writer.bits(length, 32);
        writer.bits(longest as u32, 8);
        writer.bits(letters.into(), 16);
        for &letter in &alphabet {
            writer.bits(letter.into(), LETTER);
        }
        let (field, width) = (
            field_of(longest as u32),
            width_of(letters.saturating_sub(1).into()),
        );
        let (mut starts, mut blocks) = (Vec::new(), BitWriter::default());
        let mut before = Vec::new();
        for (index, word) in words.iter().enumerate() {
            let word: Vec<char> = word.chars().collect();
            let mut shared = 0;
            if index % BLOCK == 0 {
                starts.push(blocks.len());
            } else {
                let pairs = before.iter().zip(&word);
                shared = pairs.take_while(|(left, right)| left == right).count();
                blocks.number(shared as u32, field);
            }
            blocks.number((word.len() - shared) as u32, field);
            for letter in &word[shared..] {
                let index = alphabet.binary_search(letter).unwrap_or_default();
                blocks.bits(index as u32, width);
            }
            before = word;
        }
        Starts::write(&starts, &blocks, writer)
    }

    /// How many words.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The word of that index, which is below [`WordList::len`].
    pub(crate) fn word(&self, index: usize) -> Cow<'_, str> {
        if let Some(table) = self.table.get() {
            return Cow::Borrowed(table.word(index));
        }
        let mut reader = self.starts.block(self.file, index / BLOCK);
        let mut word = Vec::new();
        for before in 0..=index % BLOCK {
            self.read_word(&mut reader, before == 0, &mut word);
        }
        Cow::Owned(word.iter().collect())
    }

    /// The index of a word.
    pub(crate) fn find(&self, word: &str) -> Option<usize> {
        if let Some(table) = self.table.get() {
            return table.find(word);
        }
        if self.searches.fetch_add(1, Ordering::Relaxed) < FEW {
            return self.search(word);
        }
        self.table.get_or_init(|| Table::new(self)).find(word)
    }

    /// Looks for a word in the block of the last whole one that is no later.
    fn search(&self, word: &str) -> Option<usize> {
        let word = self.sought(word)?;
        let letters = &word.letters[..word.length];
        let field = field_of(self.longest as u32);
        let (mut low, mut high) = (0, self.length.div_ceil(BLOCK));
        while low < high {
            let middle = low + (high - low) / 2;
            let mut reader = self.starts.block(self.file, middle);
            let length = reader.number(field);
            let key = self.key(&reader, length);
            let is_later = if key == word.key {
                matches!(self.compare(&mut reader, length, letters, 0), Found::After)
            } else {
                key > word.key
            };
            if is_later {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        let first = low.checked_sub(1)? * BLOCK;
        let mut reader = self.starts.block(self.file, first / BLOCK);
        // How many letters the word has in common with the one before.
        let mut known = 0;
        for index in first..self.length.min(first + BLOCK) {
            let shared = match index - first {
                0 => 0,
                _ => reader.number(field) as usize,
            };
            let length = reader.number(field);
            let mut rest = reader;
            self.skip(&mut reader, length);
            if shared > known {
                // Like the one before, it differs where that did.
                continue;
            }
            if shared < known {
                return None;
            }
            match self.compare(&mut rest, length, letters, shared) {
                Found::Same => return Some(index),
                Found::Before(common) => known = common,
                Found::After => return None,
            }
        }
        None
    }

    /// The key of a word of so many letters that a reader stands at.
    #[inline]
    fn key(&self, reader: &BitReader<'_>, letters: u32) -> u64 {
        let bits = letters.min(self.key_letters()) * self.letter_width;
        reader.window() & !(u64::MAX >> bits)
    }

    /// How many letters make a key.
    fn key_letters(&self) -> u32 {
        KEY / self.letter_width.max(1)
    }

    fn skip(&self, reader: &mut BitReader<'_>, letters: u32) {
        reader.skip(letters as usize * self.letter_width as usize);
    }

    /// How a word whose rest is `length` letters stands to `word`, with which it
    /// shares the first letters.
    fn compare(
        &self,
        reader: &mut BitReader<'_>,
        length: u32,
        word: &[u16],
        shared: usize,
    ) -> Found {
        let end = shared + length as usize;
        for at in shared..end {
            let letter = reader.bits(self.letter_width);
            match word.get(at).map(|&sought| letter.cmp(&sought.into())) {
                Some(std::cmp::Ordering::Less) => return Found::Before(at),
                Some(std::cmp::Ordering::Equal) => {}
                Some(std::cmp::Ordering::Greater) | None => return Found::After,
            }
        }
        if end == word.len() {
            Found::Same
        } else {
            Found::Before(end)
        }
    }

    /// A word to look for; none if the list holds no such letter or no word as
    /// long.
    fn sought(&self, word: &str) -> Option<Sought> {
        let mut sought = Sought {
            letters: [0; MOST_LETTERS],
            length: 0,
            key: 0,
        };
        let mut place = 64;
        for letter in word.chars() {
            let index = self.alphabet.binary_search(&letter).ok()?;
            *sought.letters.get_mut(sought.length)? = index as u16;
            if (sought.length as u32) < self.key_letters() {
                place -= self.letter_width;
                sought.key |= (index as u64) << place;
            }
            sought.length += 1;
        }
        (sought.length <= self.longest).then_some(sought)
    }

    /// Reads a word at the start of a block or behind another word, whose letters
    /// are replaced by its own.
    fn read_word(&self, reader: &mut BitReader<'_>, is_first: bool, word: &mut Vec<char>) {
        let field = field_of(self.longest as u32);
        let shared = if is_first { 0 } else { reader.number(field) };
        word.truncate(shared as usize);
        for _ in 0..reader.number(field).min(MOST_LETTERS as u32) {
            let letter = reader.bits(self.letter_width) as usize;
            word.extend(self.alphabet.get(letter));
        }
    }
}

impl Segmentable for WordList<'_> {
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

/// The words of a list in one block of memory, each found by its hash.
#[derive(Debug, Default)]
struct Table {
    letters: String,
    ends: Vec<u32>,
    by_word: Numbering,
}

impl Table {
    fn new(list: &WordList<'_>) -> Self {
        let mut table = Self {
            letters: String::new(),
            ends: Vec::with_capacity(list.length),
            by_word: Numbering::with_capacity(list.length),
        };
        let mut reader = list.starts.block(list.file, 0);
        let mut word = Vec::new();
        for index in 0..list.length {
            list.read_word(&mut reader, index % BLOCK == 0, &mut word);
            let start = table.letters.len();
            table.letters.extend(&word);
            let hash = hash_of(&table.letters[start..]);
            table.by_word.insert(hash, index as u32);
            table.ends.push(table.letters.len() as u32);
        }
        table
    }

    fn word(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.letters[start as usize..self.ends[index] as usize]
    }

    fn find(&self, word: &str) -> Option<usize> {
        let is_it = |index: u32| self.word(index as usize) == word;
        let found = self.by_word.find(hash_of(word), is_it);
        found.map(|index| index as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_by_search_and_in_the_table() {
        let mut words: Vec<String> = (0..500).map(|n| format!("{:b}я{}", n % 37, n)).collect();
        words.push(String::new());
        words.sort_unstable();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut writer = BitWriter::default();
        WordList::write(&words, &mut writer).unwrap();
        let file = writer.finish();
        let list = WordList::read(&mut BitReader::new(&file, 0), &file).unwrap();
        let table = Table::new(&list);
        assert_eq!(list.len(), words.len());
        for (index, word) in words.iter().enumerate() {
            assert_eq!(list.word(index), *word);
            assert_eq!(table.word(index), *word);
            assert_eq!(list.search(word), Some(index));
            assert_eq!(table.find(word), Some(index));
            for other in [
                &format!("{word}0"),
                &format!("{word}x"),
                &word.replace('я', ""),
            ] {
                let known = words.binary_search(&other.as_str()).ok();
                assert_eq!(list.search(other), known, "{other}");
                assert_eq!(table.find(other), known, "{other}");
            }
        }
        for _ in 0..FEW + 2 {
            assert_eq!(list.find(words[300]), Some(300));
        }
        assert!(list.table.get().is_some());
        let text = format!("{}~", words[300]);
        assert_eq!(list.longest_prefix(&text), words[300].len());
    }
}
