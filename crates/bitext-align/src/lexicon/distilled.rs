//! Lexicons that come with the crate, and their file format.
//!
//! A lexicon file is the magic `BITEXTL1` and a DEFLATE stream (RFC 1951) of
//!
//! 1. the source words: their number, then each as the length of the prefix it
//!    shares with the word before, the length of the rest, and the rest;
//! 2. the target words likewise;
//! 3. for each source word the number of its entries, and each entry as the
//!    step from the target word before and its strength in 1/255.
//!
//! Words ascend by their bytes, entries by target word. Numbers are unsigned
//! LEB128, strengths a byte.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use thiserror::Error;

use super::words::WordList;

const MAGIC: &[u8; 8] = b"BITEXTL1";

/// More unpacked bytes than this are no lexicon.
const LARGEST: u64 = 64 << 20;

/// Translations between two lists of stems.
#[derive(Debug, Default)]
pub(crate) struct DistilledLexicon {
    pub(crate) source: WordList,
    pub(crate) target: WordList,
    /// Entries by source word, then by target word.
    pub(crate) forward: Entries,
    /// The same by target word, then by source word.
    pub(crate) backward: Entries,
}

/// For each word a run of (index on the other side, strength).
#[derive(Debug, Default)]
pub(crate) struct Entries {
    starts: Vec<u32>,
    items: Vec<(u32, u8)>,
}

impl Entries {
    /// The entries of a word, strengths between 0 and 1.
    pub(crate) fn of(&self, word: usize) -> impl Iterator<Item = (usize, f32)> {
        let range = self.starts[word] as usize..self.starts[word + 1] as usize;
        self.items[range]
            .iter()
            .map(|&(other, strength)| (other as usize, f32::from(strength) / 255.0))
    }

    /// The same entries seen from the other side, which has `words` words.
    fn reversed(&self, words: usize) -> Self {
        let mut starts = vec![0u32; words + 1];
        for &(other, _) in &self.items {
            starts[other as usize + 1] += 1;
        }
        for index in 0..words {
            starts[index + 1] += starts[index];
        }
        let mut next = starts.clone();
        let mut items = vec![(0, 0); self.items.len()];
        for (word, run) in self.starts.windows(2).enumerate() {
            for &(other, strength) in &self.items[run[0] as usize..run[1] as usize] {
                let place = &mut next[other as usize];
                items[*place as usize] = (word as u32, strength);
                *place += 1;
            }
        }
        Self { starts, items }
    }
}

/// Why bytes are no lexicon, or entries cannot be packed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LexiconError {
    /// The file does not start with the magic bytes of this format.
    #[error("not a lexicon of format BITEXTL1")]
    Magic,
    /// The compressed stream is damaged.
    #[error("the lexicon is damaged")]
    Damaged(#[from] std::io::Error),
    /// A number, length or index leads out of the file.
    #[error("the lexicon is damaged near byte {at} of its unpacked form")]
    Malformed {
        /// Where.
        at: usize,
    },
}

impl DistilledLexicon {
    /// Unpacks a lexicon file.
    pub(crate) fn unpack(file: &[u8]) -> Result<Self, LexiconError> {
        let body = file.strip_prefix(MAGIC).ok_or(LexiconError::Magic)?;
        let mut bytes = Vec::with_capacity(file.len() * 4);
        DeflateDecoder::new(body)
            .take(LARGEST)
            .read_to_end(&mut bytes)?;
        let mut reader = Reader {
            bytes: &bytes,
            at: 0,
        };
        let source = reader.words()?;
        let target = reader.words()?;
        let forward = reader.entries(source.len(), target.len())?;
        let backward = forward.reversed(target.len());
        Ok(Self {
            source,
            target,
            forward,
            backward,
        })
    }
}

/// Packs entries (source stem, target stem, strength) into a lexicon file.
/// Order does not matter; of entries said twice the last wins; strengths are
/// clamped to 0–1.
///
/// # Errors
/// If compression fails, which memory alone could cause.
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
        runs[find(&source, near)].insert(find(&target, far), level);
    }
    let mut bytes = Vec::new();
    push_words(&mut bytes, &source);
    push_words(&mut bytes, &target);
    for run in &runs {
        push_number(&mut bytes, run.len());
        let mut before = 0;
        for (&other, &level) in run {
            push_number(&mut bytes, other - before);
            bytes.push(level);
            before = other;
        }
    }
    let mut encoder = DeflateEncoder::new(MAGIC.to_vec(), Compression::best());
    encoder.write_all(&bytes)?;
    Ok(encoder.finish()?)
}

fn push_words(bytes: &mut Vec<u8>, words: &[&str]) {
    push_number(bytes, words.len());
    let mut before: &[u8] = b"";
    for word in words {
        let word = word.as_bytes();
        let shared = before.iter().zip(word).take_while(|(a, b)| a == b).count();
        push_number(bytes, shared);
        push_number(bytes, word.len() - shared);
        bytes.extend_from_slice(&word[shared..]);
        before = word;
    }
}

fn push_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn malformed(&self) -> LexiconError {
        LexiconError::Malformed { at: self.at }
    }

    fn byte(&mut self) -> Result<u8, LexiconError> {
        let byte = *self.bytes.get(self.at).ok_or_else(|| self.malformed())?;
        self.at += 1;
        Ok(byte)
    }

    fn number(&mut self) -> Result<usize, LexiconError> {
        let mut number = 0usize;
        for shift in (0..28).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(self.malformed())
    }

    fn words(&mut self) -> Result<WordList, LexiconError> {
        let count = self.number()?;
        // A word takes two bytes at least.
        let most = (self.bytes.len() - self.at) / 2;
        let mut list = WordList::with_capacity(count.min(most));
        let mut word = Vec::new();
        for _ in 0..count {
            let shared = self.number()?;
            let length = self.number()?;
            let rest = self.bytes.get(self.at..self.at + length);
            let rest = rest.ok_or_else(|| self.malformed())?;
            if shared > word.len() {
                return Err(self.malformed());
            }
            word.truncate(shared);
            word.extend_from_slice(rest);
            self.at += length;
            let text = std::str::from_utf8(&word).map_err(|_| self.malformed())?;
            list.push(text);
        }
        Ok(list)
    }

    fn entries(&mut self, sources: usize, targets: usize) -> Result<Entries, LexiconError> {
        let mut entries = Entries {
            starts: vec![0],
            items: Vec::new(),
        };
        for _ in 0..sources {
            let mut other = 0;
            for _ in 0..self.number()? {
                other += self.number()?;
                if other >= targets {
                    return Err(self.malformed());
                }
                let strength = self.byte()?;
                entries.items.push((other as u32, strength));
            }
            entries.starts.push(entries.items.len() as u32);
        }
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(source: &str, target: &str, strength: f32) -> (String, String, f32) {
        (source.to_owned(), target.to_owned(), strength)
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let entries = [
            entry("talk", "переговор", 0.8),
            entry("talk", "говор", 0.4),
            entry("water", "вод", 1.0),
            entry("speak", "говор", 0.6),
        ];
        let lexicon = DistilledLexicon::unpack(&pack_lexicon(&entries).unwrap()).unwrap();
        let talk = lexicon.source.find("talk").unwrap();
        let words: Vec<_> = lexicon
            .forward
            .of(talk)
            .map(|(at, _)| lexicon.target.word(at))
            .collect();
        assert_eq!(words, ["говор", "переговор"]);
        let speech = lexicon.target.find("говор").unwrap();
        let words: Vec<_> = lexicon
            .backward
            .of(speech)
            .map(|(at, _)| lexicon.source.word(at))
            .collect();
        assert_eq!(words, ["speak", "talk"]);
        let strength = lexicon.forward.of(talk).next().unwrap().1;
        assert!((strength - 0.4).abs() < 0.003);
    }

    #[test]
    fn damage_is_an_error_and_never_a_panic() {
        let file = pack_lexicon(&[entry("a", "b", 0.5), entry("ab", "c", 0.5)]).unwrap();
        assert!(matches!(
            DistilledLexicon::unpack(b"nonsense"),
            Err(LexiconError::Magic)
        ));
        for cut in MAGIC.len()..file.len() {
            let _ = DistilledLexicon::unpack(&file[..cut]);
            let mut changed = file.clone();
            changed[cut] ^= 0x55;
            let _ = DistilledLexicon::unpack(&changed);
        }
        assert!(DistilledLexicon::unpack(&file[..MAGIC.len() + 2]).is_err());
    }
}
