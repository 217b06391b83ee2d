//! Lexicons that come with the crate, and their file format.
//!
//! A file is used as it lies: what is looked for is read from its bits, and
//! nothing is unpacked. After the magic `BITEXTL2` it is one run of bits, the
//! highest of each byte first:
//!
//! 1. the source words;
//! 2. the target words;
//! 3. the entries.
//!
//! A *number* `n` with a field of `f` bits is written in as many bits as it
//! needs: in `f` bits how many bits follow the highest one of `n + 1`, then
//! those. Words stand in *blocks* of 16, the entries of 4 words in one: in 32
//! bits how many bits all blocks take, then where each begins, counted from the
//! first one, in as many bits as that number needs, then the blocks.
//!
//! Words ascend by their bytes. A list is their number (32 bits), the letters
//! of the longest (8), the number of letters that occur (16), those, ascending
//! (21 each), and the blocks. A word is the number of letters that it shares
//! with the one before (not for the first of a block), the number of those that
//! follow, both with the narrowest field for the longest word, and the latter,
//! each as its index among the letters that occur.
//!
//! Entries have a strength in 1/255, one of a few levels: their number (9 bits)
//! and the levels, the most frequent first (8 each). Then come the fields of
//! three kinds of numbers (8 bits each), and the blocks. A source word has the
//! number of its entries (first field) and each of them, by target word: the
//! step from the target word before, at first from 0 (second field), and the
//! index of its level (third field).

use thiserror::Error;

use super::bits::{BitReader, BitWriter, WIDEST_FIELD, field_of};
use super::words::{Starts, WordList};

const MAGIC: &[u8; 8] = b"BITEXTL2";

/// The entries of so many words make a block.
const BLOCK: usize = 4;

/// Translations between two lists of stems.
#[derive(Debug)]
pub(crate) struct DistilledLexicon<'file> {
    pub(crate) source: WordList<'file>,
    pub(crate) target: WordList<'file>,
    entries: Entries<'file>,
}

/// For each source word a run of entries.
#[derive(Debug)]
struct Entries<'file> {
    file: &'file [u8],
    /// Strengths, by the index of their level.
    strengths: Vec<f32>,
    count_field: u32,
    step_field: u32,
    level_field: u32,
    starts: Starts,
}

/// The entries of a lexicon by target word.
#[derive(Debug)]
pub(crate) struct Backward {
    starts: Vec<u32>,
    /// Source word and strength, by target word and then by source word.
    items: Vec<(u32, f32)>,
}

/// Why bytes are no lexicon, or entries cannot be packed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LexiconError {
    /// The file does not start with the magic bytes of this format.
    #[error("not a lexicon of format BITEXTL2")]
    Magic,
    /// A number, length or index leads out of the file.
    #[error("the lexicon is damaged near byte {at}")]
    Malformed {
        /// Where.
        at: usize,
    },
    /// The entries are more, or their words longer, than the format can hold.
    #[error("the lexicon is too large for its format")]
    TooLarge,
}

impl<'file> DistilledLexicon<'file> {
    /// The lexicon in a file. Its head is checked; damage behind that leads to
    /// wrong entries, and no further.
    pub(crate) fn open(file: &'file [u8]) -> Result<Self, LexiconError> {
        if !file.starts_with(MAGIC) {
            return Err(LexiconError::Magic);
        }
        let mut reader = BitReader::new(file, 8 * MAGIC.len());
        let source = WordList::read(&mut reader, file)?;
        let target = WordList::read(&mut reader, file)?;
        let entries = Entries::read(&mut reader, file, source.len())?;
        if reader.place().div_ceil(8) != file.len() {
            let at = reader.place() / 8;
            return Err(LexiconError::Malformed { at });
        }
        Ok(Self {
            source,
            target,
            entries,
        })
    }

    /// Calls `visit(target word, strength)` for the entries of a source word,
    /// strengths between 0 and 1.
    pub(crate) fn forward(&self, word: usize, mut visit: impl FnMut(usize, f32)) {
        let mut reader = self.entries.starts.block(self.entries.file, word / BLOCK);
        for _ in 0..word % BLOCK {
            self.entries.run(&mut reader, |_, _| {});
        }
        self.entries.run(&mut reader, |other, strength| {
            // Only damage leads to a word that is not there.
            if (other as usize) < self.target.len() {
                visit(other as usize, strength);
            }
        });
    }

    /// The same entries seen from the other side.
    pub(crate) fn backward(&self) -> Backward {
        let mut starts = vec![0u32; self.target.len() + 1];
        self.for_each_entry(|_, other, _| starts[other + 1] += 1);
        for index in 0..self.target.len() {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut items = vec![(0, 0.0); next.last().map_or(0, |&end| end as usize)];
        self.for_each_entry(|word, other, strength| {
            let place = &mut next[other];
            items[*place as usize] = (word as u32, strength);
            *place += 1;
        });
        Backward { starts, items }
    }

    fn for_each_entry(&self, mut visit: impl FnMut(usize, usize, f32)) {
        // Blocks lie one behind the other.
        let mut reader = self.entries.starts.block(self.entries.file, 0);
        for word in 0..self.source.len() {
            self.entries.run(&mut reader, |other, strength| {
                if (other as usize) < self.target.len() {
                    visit(word, other as usize, strength);
                }
            });
        }
    }
}

impl<'file> Entries<'file> {
    fn read(
        reader: &mut BitReader<'file>,
        file: &'file [u8],
        words: usize,
    ) -> Result<Self, LexiconError> {
        let levels = reader.bits(9);
        let strengths = (0..levels).map(|_| reader.bits(8) as f32 / 255.0).collect();
        let fields = [0; 3].map(|_| reader.bits(8));
        if fields.iter().any(|&field| field > WIDEST_FIELD) {
            let at = reader.place() / 8;
            return Err(LexiconError::Malformed { at });
        }
        Ok(Self {
            file,
            strengths,
            count_field: fields[0],
            step_field: fields[1],
            level_field: fields[2],
            starts: Starts::read(reader, words.div_ceil(BLOCK)),
        })
    }

    /// Reads the entries of a word.
    #[inline]
    fn run(&self, reader: &mut BitReader<'_>, mut visit: impl FnMut(u32, f32)) {
        let mut other = 0u32;
        for _ in 0..reader.number(self.count_field) {
            if reader.place() / 8 >= self.file.len() {
                return;
            }
            other = other.wrapping_add(reader.number(self.step_field));
            let level = reader.number(self.level_field) as usize;
            visit(other, self.strengths.get(level).copied().unwrap_or(0.0));
        }
    }
}

impl Backward {
    /// The entries of a target word: source words, and strengths between 0 and 1.
    pub(crate) fn of(&self, word: usize) -> &[(u32, f32)] {
        &self.items[self.starts[word] as usize..self.starts[word + 1] as usize]
    }
}

/// Packs entries (source stem, target stem, strength) into a lexicon file.
/// Order does not matter; of entries said twice the last wins; strengths are
/// clamped to 0–1.
///
/// # Errors
/// If a stem has more than 63 letters, or there are more stems, letters or
/// entries than the format can count.
pub fn pack_lexicon(entries: &[(String, String, f32)]) -> Result<Vec<u8>, LexiconError> {
    let sorted = |pick: fn(&(String, String, f32)) -> &str| {
        let mut words: Vec<&str> = entries.iter().map(pick).collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let source = sorted(|entry| &entry.0);
    let target = sorted(|entry| &entry.1);
    let mut runs = vec![std::collections::BTreeMap::new(); source.len()];
    for (near, far, strength) in entries {
        let find = |words: &[&str], word: &str| words.binary_search(&word).unwrap_or_default();
        let level = (strength.clamp(0.0, 1.0) * 255.0).round() as u8;
        runs[find(&source, near)].insert(find(&target, far) as u32, level);
    }
    let mut writer = BitWriter::default();
    for byte in MAGIC {
        writer.bits((*byte).into(), 8);
    }
    WordList::write(&source, &mut writer)?;
    WordList::write(&target, &mut writer)?;
    write_entries(&runs, &mut writer)?;
    Ok(writer.finish())
}

/// The entries of a source word: target words and strengths.
type Run = std::collections::BTreeMap<u32, u8>;

fn write_entries(runs: &[Run], writer: &mut BitWriter) -> Result<(), LexiconError> {
    let mut counts = [0usize; 256];
    for &level in runs.iter().flat_map(Run::values) {
        counts[usize::from(level)] += 1;
    }
    let mut levels: Vec<usize> = (0..counts.len())
        .filter(|&level| counts[level] > 0)
        .collect();
    levels.sort_by_key(|&level| std::cmp::Reverse(counts[level]));
    let mut index_of = [0; 256];
    writer.bits(levels.len() as u32, 9);
    for (index, &level) in levels.iter().enumerate() {
        index_of[level] = index as u32;
        writer.bits(level as u32, 8);
    }
    let steps = |run: &Run| -> Vec<(u32, u8)> {
        let mut before = 0;
        let step = |(&other, &level)| (other - std::mem::replace(&mut before, other), level);
        run.iter().map(step).collect()
    };
    let most = runs.iter().map(|run| run.len() as u32).max().unwrap_or(0);
    let farthest = runs.iter().flat_map(steps).map(|(step, _)| step).max();
    let count_field = field_of(most);
    let step_field = field_of(farthest.unwrap_or(0));
    let level_field = field_of(levels.len().saturating_sub(1) as u32);
    for field in [count_field, step_field, level_field] {
        writer.bits(field, 8);
    }
    let (mut starts, mut blocks) = (Vec::new(), BitWriter::default());
    for (word, run) in runs.iter().enumerate() {
        if word % BLOCK == 0 {
            starts.push(blocks.len());
        }
        blocks.number(run.len() as u32, count_field);
        for (step, level) in steps(run) {
            blocks.number(step, step_field);
            blocks.number(index_of[usize::from(level)], level_field);
        }
    }
    Starts::write(&starts, &blocks, writer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(source: &str, target: &str, strength: f32) -> (String, String, f32) {
        (source.to_owned(), target.to_owned(), strength)
    }

    #[test]
    fn what_is_packed_is_found() {
        let entries = [
            entry("talk", "переговор", 0.8),
            entry("talk", "говор", 0.4),
            entry("water", "вод", 1.0),
            entry("speak", "говор", 0.6),
        ];
        let file = pack_lexicon(&entries).unwrap();
        let lexicon = DistilledLexicon::open(&file).unwrap();
        let talk = lexicon.source.find("talk").unwrap();
        let mut found = Vec::new();
        lexicon.forward(talk, |word, strength| {
            found.push((lexicon.target.word(word).into_owned(), strength));
        });
        let words: Vec<&str> = found.iter().map(|(word, _)| word.as_str()).collect();
        assert_eq!(words, ["говор", "переговор"]);
        assert!((found[0].1 - 0.4).abs() < 0.003);
        let speech = lexicon.target.find("говор").unwrap();
        let backward = lexicon.backward();
        let words: Vec<_> = backward
            .of(speech)
            .iter()
            .map(|&(at, _)| lexicon.source.word(at as usize))
            .collect();
        assert_eq!(words, ["speak", "talk"]);
    }

    #[test]
    fn a_lexicon_may_be_empty() {
        let file = pack_lexicon(&[]).unwrap();
        let lexicon = DistilledLexicon::open(&file).unwrap();
        assert_eq!(lexicon.source.find("talk"), None);
        assert_eq!(lexicon.target.find(""), None);
    }

    #[test]
    fn damage_is_an_error_and_never_a_panic() {
        let entries: Vec<_> = (0..40)
            .map(|n| entry(&format!("a{n}"), &format!("b{}", n % 7), n as f32 / 40.0))
            .collect();
        let file = pack_lexicon(&entries).unwrap();
        assert!(matches!(
            DistilledLexicon::open(b"nonsense"),
            Err(LexiconError::Magic)
        ));
        for cut in MAGIC.len()..file.len() {
            assert!(DistilledLexicon::open(&file[..cut]).is_err());
            let mut changed = file.clone();
            changed[cut] ^= 0x55;
            let Ok(lexicon) = DistilledLexicon::open(&changed) else {
                continue;
            };
            let _ = lexicon.source.find("a17");
            let _ = lexicon.target.find("b3");
            for word in 0..lexicon.source.len() {
                let _ = lexicon.source.word(word);
                lexicon.forward(word, |other, _| drop(lexicon.target.word(other)));
            }
            let _ = lexicon.backward();
        }
    }
}
