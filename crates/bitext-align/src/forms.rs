//! Word forms: what a word says by itself, worked out once for all texts.
//!
//! Texts of one language share most of their words, so folding, stemming and
//! looking a word up for each text anew is half the work of a short one. An
//! aligner keeps what it found in tables, one for each text that is read at the
//! time. A text has its table for itself: it needs no locks, and what the text
//! knows of a word stands beside what the language knows of it. Which words a
//! table holds changes nothing but speed.

use std::hash::BuildHasher;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use bitext_anchor::{PreparedName, WordSense};
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxBuildHasher;

use crate::lexicon::Meanings;
use crate::lexicon::compound::Parts;
use crate::script::WordScript;

/// A table that holds more words or bytes of them when a text begins starts
/// afresh.
const MOST_WORDS: usize = 1 << 16;
const MOST_BYTES: usize = 1 << 22;

/// A word as a language pack sees it.
pub(crate) struct WordForm {
    /// Where in the table's letters it stands in small letters with folding.
    folded: (u32, u32),
    /// Its stem, by number.
    pub(crate) stem: u32,
    /// Hash of the folded word.
    pub(crate) hash: u64,
    /// How it may sound, if it can be a name.
    pub(crate) name: Option<Box<PreparedName>>,
    /// What anchors may make of it.
    pub(crate) sense: WordSense,
    pub(crate) script: WordScript,
    seen: Seen,
}

/// A stem as a language pack and the lexicons of the aligner see it.
pub(crate) struct StemForm {
    pub(crate) text: Arc<str>,
    /// In how many of the prior lines it comes up, by its share of running text
    /// in the language.
    pub(crate) expected: f64,
    /// The stems known to the aligner's lexicons that stand for it.
    pub(crate) parts: Parts,
    /// What those stems mean.
    pub(crate) meanings: Meanings,
    seen: Seen,
}

/// The number that a text has given to a word or a stem.
#[derive(Clone, Copy, Default)]
struct Seen {
    text: u32,
    number: u32,
}

/// A word as it is found: looking it up is the work of every token, and most of
/// that is waiting for memory, so nothing else has to be read for it.
#[derive(Clone, Copy)]
struct WordKey {
    hash: u32,
    number: u32,
    /// Where in the table's letters it stands.
    start: u32,
    end: u32,
}

/// What a word says.
pub(crate) struct WordKnowledge {
    pub(crate) folded: String,
    pub(crate) stem: String,
    pub(crate) name: Option<Box<PreparedName>>,
    pub(crate) sense: WordSense,
    pub(crate) script: WordScript,
}

/// What a stem says.
pub(crate) struct StemKnowledge {
    pub(crate) expected: f64,
    pub(crate) parts: Parts,
    pub(crate) meanings: Meanings,
}

/// Finds out what is not in a table.
pub(crate) trait Knows {
    /// What a word says.
    fn word(&self, word: &str) -> WordKnowledge;
    /// What a stem says.
    fn stem(&self, stem: &Arc<str>) -> StemKnowledge;
}

/// The words and stems met so far, each with a number.
#[derive(Default)]
pub(crate) struct FormTable {
    words: Vec<WordForm>,
    by_word: HashTable<WordKey>,
    /// All words, as they stand and folded, one after another.
    letters: String,
    stems: Vec<StemForm>,
    by_stem: HashTable<u32>,
    /// Number of the text at hand.
    text: u32,
}

impl FormTable {
    /// The word of a number.
    pub(crate) fn word(&self, number: u32) -> &WordForm {
        &self.words[number as usize]
    }

    /// The stem of a number.
    pub(crate) fn stem(&self, number: u32) -> &StemForm {
        &self.stems[number as usize]
    }

    /// A word in small letters with folding.
    pub(crate) fn folded(&self, word: &WordForm) -> &str {
        &self.letters[word.folded.0 as usize..word.folded.1 as usize]
    }

    /// The number of a word, which is added if it is new.
    pub(crate) fn number(&mut self, word: &str, knowledge: &impl Knows) -> u32 {
        let full_hash = FxBuildHasher.hash_one(word);
        let hash = full_hash as u32;
        let letters = self.letters.as_bytes();
        let is_it = |key: &WordKey| {
            key.hash == hash && &letters[key.start as usize..key.end as usize] == word.as_bytes()
        };
        if let Some(key) = self.by_word.find(full_hash, is_it) {
            return key.number;
        }
        let said = knowledge.word(word);
        let stem = self.stem_number(&said.stem, knowledge);
        let number = self.add(said, stem);
        let start = self.letters.len();
        self.letters.push_str(word);
        let key = WordKey {
            hash,
            number,
            start: start as u32,
            end: self.letters.len() as u32,
        };
        let letters = &self.letters;
        let hash_of =
            |key: &WordKey| FxBuildHasher.hash_one(&letters[key.start as usize..key.end as usize]);
        self.by_word.insert_unique(full_hash, key, hash_of);
        number
    }

    /// Adds a word that means something in the text at hand only, and is not
    /// found by its letters.
    pub(crate) fn add_apart(&mut self, said: WordKnowledge, stem: StemKnowledge) -> u32 {
        let stem = self.add_stem(said.stem.as_str().into(), stem);
        self.add(said, stem)
    }

    fn add(&mut self, said: WordKnowledge, stem: u32) -> u32 {
        let start = self.letters.len();
        self.letters.push_str(&said.folded);
        let form = WordForm {
            folded: (start as u32, self.letters.len() as u32),
            stem,
            hash: FxBuildHasher.hash_one(said.folded.as_str()),
            name: said.name,
            sense: said.sense,
            script: said.script,
            seen: Seen::default(),
        };
        self.words.push(form);
        self.words.len() as u32 - 1
    }

    fn stem_number(&mut self, stem: &str, knowledge: &impl Knows) -> u32 {
        let stems = &self.stems;
        let entry = self.by_stem.entry(
            FxBuildHasher.hash_one(stem),
            |&number| &*stems[number as usize].text == stem,
            |&number| FxBuildHasher.hash_one(&*stems[number as usize].text),
        );
        match entry {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => {
                place.insert(self.stems.len() as u32);
                let text: Arc<str> = stem.into();
                let said = knowledge.stem(&text);
                self.add_stem(text, said)
            }
        }
    }

    fn add_stem(&mut self, text: Arc<str>, said: StemKnowledge) -> u32 {
        self.stems.push(StemForm {
            text,
            expected: said.expected,
            parts: said.parts,
            meanings: said.meanings,
            seen: Seen::default(),
        });
        self.stems.len() as u32 - 1
    }

    /// The number that the text at hand has given to a word; `next` if none, and
    /// from now on.
    pub(crate) fn unit(&mut self, word: u32, next: u32) -> u32 {
        self.words[word as usize].seen.number(self.text, next)
    }

    /// The same for a stem.
    pub(crate) fn stem_unit(&mut self, stem: u32, next: u32) -> u32 {
        self.stems[stem as usize].seen.number(self.text, next)
    }

    /// Forgets the text before, and all words if they are too many.
    fn begin_text(&mut self) {
        let full = self.words.len() > MOST_WORDS || self.letters.len() > MOST_BYTES;
        // No word may seem to be seen by a text of 4 billion texts ago.
        if full || self.text == u32::MAX {
            *self = Self::default();
        }
        self.text += 1;
    }
}

impl Seen {
    #[inline]
    fn number(&mut self, text: u32, next: u32) -> u32 {
        if self.text != text {
            *self = Self { text, number: next };
        }
        self.number
    }
}

/// The tables of one language that no text has at the moment.
#[derive(Default)]
pub(crate) struct FormTables {
    free: Mutex<Vec<FormTable>>,
}

impl FormTables {
    /// A table for a text.
    pub(crate) fn lend(self: &Arc<Self>) -> Lent {
        let free = self
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut table = free.unwrap_or_default();
        table.begin_text();
        Lent {
            table,
            owner: Arc::clone(self),
        }
    }
}

/// A table that goes back to where it came from.
pub(crate) struct Lent {
    table: FormTable,
    owner: Arc<FormTables>,
}

impl Deref for Lent {
    type Target = FormTable;

    fn deref(&self) -> &FormTable {
        &self.table
    }
}

impl DerefMut for Lent {
    fn deref_mut(&mut self) -> &mut FormTable {
        &mut self.table
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let table = std::mem::take(&mut self.table);
        let mut free = self
            .owner
            .free
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        free.push(table);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Every word is its own stem; counts how often it is asked.
    #[derive(Default)]
    struct Counting(Cell<usize>);

    impl Knows for Counting {
        fn word(&self, word: &str) -> WordKnowledge {
            self.0.set(self.0.get() + 1);
            WordKnowledge {
                folded: word.to_lowercase(),
                stem: word.to_lowercase(),
                name: None,
                sense: WordSense::default(),
                script: WordScript::of(word),
            }
        }

        fn stem(&self, _: &Arc<str>) -> StemKnowledge {
            StemKnowledge {
                expected: 0.0,
                parts: Parts::default(),
                meanings: Meanings::default(),
            }
        }
    }

    #[test]
    fn a_word_is_looked_up_once_for_all_texts() {
        let (tables, asked) = (Arc::new(FormTables::default()), Counting::default());
        for _ in 0..3 {
            let mut table = tables.lend();
            let [upper, lower] = ["Word", "word"].map(|word| table.number(word, &asked));
            assert_ne!(upper, lower);
            assert_eq!(table.folded(table.word(upper)), "word");
            assert_eq!(table.word(upper).stem, table.word(lower).stem);
            // Each text counts its own words.
            assert_eq!((table.unit(lower, 0), table.unit(upper, 1)), (0, 1));
            assert_eq!((table.unit(lower, 2), table.unit(upper, 3)), (0, 1));
        }
        assert_eq!(asked.0.get(), 2);
    }

    #[test]
    fn words_of_one_text_are_not_found_by_others() {
        let (tables, asked) = (Arc::new(FormTables::default()), Counting::default());
        let mut table = tables.lend();
        let mut name = asked.word("佩珍");
        name.folded = "peizhen".to_owned();
        let apart = table.add_apart(name, asked.stem(&"佩珍".into()));
        assert_eq!(table.folded(table.word(apart)), "peizhen");
        let plain = table.number("佩珍", &asked);
        assert_ne!(plain, apart);
        assert_eq!(table.folded(table.word(plain)), "佩珍");
        assert_ne!(table.word(plain).stem, table.word(apart).stem);
    }

    #[test]
    fn a_full_table_starts_afresh_with_the_next_text() {
        let (tables, asked) = (Arc::new(FormTables::default()), Counting::default());
        let mut table = tables.lend();
        for number in 0..=MOST_WORDS {
            table.number(&number.to_string(), &asked);
        }
        assert_eq!(table.words.len(), MOST_WORDS + 1);
        drop(table);
        let mut table = tables.lend();
        assert!(table.words.is_empty());
        table.number(&"x".repeat(MOST_BYTES), &asked);
        drop(table);
        assert!(tables.lend().words.is_empty());
    }
}
