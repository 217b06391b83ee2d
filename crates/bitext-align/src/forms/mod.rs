//! Word forms: what a word says by itself, worked out once for all texts.
//!
//! Texts of one language share most of their words, so folding, stemming and
//! looking a word up for each text anew is half the work of a short one. An
//! aligner keeps what it found in tables, one for each text that is read at the
//! time. A text has its table for itself: it needs no locks, and what the text
//! knows of a word stands beside what the language knows of it. Which words a
//! table holds changes nothing but speed.

mod pool;

use std::hash::BuildHasher;
use std::sync::Arc;

use bitext_anchor::{PreparedName, WordSense};
use rustc_hash::FxBuildHasher;

use crate::lexicon::Meaning;
use crate::lexicon::compound::Parts;
use crate::numbering::Numbering;
use crate::script::WordScript;

pub(crate) use pool::{FormTables, Lent};

/// A table that holds more words or bytes of them when a text begins starts
/// afresh.
const MOST_WORDS: usize = 1 << 16;
const MOST_BYTES: usize = 1 << 22;

/// What a text asks of each of its words, in one line of the processor's cache:
/// most of the work on a word is waiting for it.
#[repr(align(64))]
struct Word {
    spelling: Spelling,
    view: WordView,
}

/// How a word is written: here if it is short, among the table's letters if not.
struct Spelling {
    length: u8,
    letters: [u8; Spelling::SHORT],
}

/// What a text asks of each of its words.
#[derive(Clone, Copy)]
pub(crate) struct WordView {
    /// Its stem, by number.
    pub(crate) stem: u32,
    /// Short hash of the folded word.
    pub(crate) hash: u32,
    /// What anchors may make of it.
    pub(crate) sense: WordSense,
    pub(crate) script: WordScript,
    /// How it may sound, by number; `NO_NAME` if it can be no name.
    pub(crate) name: u32,
}

/// A word that can be no name.
pub(crate) const NO_NAME: u32 = u32::MAX;

/// A word as a language pack sees it.
pub(crate) struct WordForm {
    /// Where in the table's letters it stands, if it is long.
    written: (u32, u32),
    /// The same for it in small letters with folding.
    folded: (u32, u32),
    /// Hash of the folded word.
    pub(crate) hash: u64,
}

/// A stem as a language pack and the lexicons of the aligner see it.
pub(crate) struct StemForm {
    pub(crate) text: Arc<str>,
    /// The stems known to the aligner's lexicons that stand for it.
    pub(crate) parts: Parts,
}

/// What a text asks of each of its stems.
#[derive(Clone, Copy)]
pub(crate) struct StemView {
    /// In how many of the prior lines it comes up, by its share of running text
    /// in the language.
    pub(crate) expected: f64,
    /// Where among the meanings of the table its own are.
    meanings: (u32, u32),
    /// Whether the aligner's lexicons know it or its parts.
    is_known: bool,
}

struct Stem {
    view: StemView,
    /// The text that came upon it last, and the number that it gave to it.
    text: u32,
    number: u32,
}

/// What a word says.
pub(crate) struct WordKnowledge {
    pub(crate) folded: String,
    pub(crate) stem: String,
    pub(crate) name: Option<PreparedName>,
    pub(crate) sense: WordSense,
    pub(crate) script: WordScript,
}

/// What a stem says.
pub(crate) struct StemKnowledge {
    pub(crate) expected: f64,
    pub(crate) parts: Parts,
    pub(crate) meanings: Vec<(Meaning, f32)>,
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
    words: Vec<Word>,
    forms: Vec<WordForm>,
    by_word: Numbering,
    /// Long words as they stand, and all words folded, one after another.
    letters: String,
    names: Vec<PreparedName>,
    stems: Vec<Stem>,
    stem_forms: Vec<StemForm>,
    by_stem: Numbering,
    /// What the stems mean, one after another.
    meanings: Vec<(Meaning, f32)>,
    /// Number of the text at hand.
    text: u32,
}

/// The number of no word.
const NO_WORD: u32 = u32::MAX;

/// The hash by which a word is looked for.
#[inline]
pub(crate) fn hash_of(word: &str) -> u32 {
    FxBuildHasher.hash_one(word) as u32
}

impl FormTable {
    /// The word of a number.
    pub(crate) fn word(&self, number: u32) -> &WordForm {
        &self.forms[number as usize]
    }

    /// What a text asks of the word of a number.
    pub(crate) fn view(&self, number: u32) -> WordView {
        self.words[number as usize].view
    }

    /// The stem of a number.
    pub(crate) fn stem(&self, number: u32) -> &StemForm {
        &self.stem_forms[number as usize]
    }

    /// What a text asks of the stem of a number.
    pub(crate) fn stem_view(&self, number: u32) -> StemView {
        self.stems[number as usize].view
    }

    /// What a stem means to the aligner's lexicons, if they know it.
    pub(crate) fn meanings(&self, stem: StemView) -> Option<&[(Meaning, f32)]> {
        let (start, end) = stem.meanings;
        let meanings = &self.meanings[start as usize..end as usize];
        stem.is_known.then_some(meanings)
    }

    /// How a word may sound, if it can be a name.
    pub(crate) fn name(&self, number: u32) -> Option<&PreparedName> {
        self.names.get(number as usize)
    }

    /// A word in small letters with folding.
    pub(crate) fn folded(&self, word: &WordForm) -> &str {
        &self.letters[word.folded.0 as usize..word.folded.1 as usize]
    }

    /// Adds the numbers of words, each with its hash, to `found`; those that are
    /// new are added to the table.
    ///
    /// Words are better looked up together than one by one: each step is taken
    /// for all of them before the next, so that the waits for memory overlap.
    pub(crate) fn number_all(
        &mut self,
        words: &[(&str, u32)],
        knowledge: &impl Knows,
        found: &mut Vec<u32>,
    ) {
        let start = found.len();
        let likely = words.iter();
        found.extend(likely.map(|&(_, hash)| self.by_word.find(hash, |_| true).unwrap_or(NO_WORD)));
        let found = &mut found[start..];
        for (&(word, _), number) in words.iter().zip(&mut *found) {
            let known = self.words.get(*number as usize);
            let fits = known.is_some_and(|known| known.spelling.length == Spelling::length(word));
            *number = if fits { *number } else { NO_WORD };
        }
        for (&(word, hash), number) in words.iter().zip(found) {
            if !self.is_it(*number, word) {
                *number = self.number(word, hash, knowledge);
            }
        }
    }

    /// The number of a word, which is added if it is new.
    pub(crate) fn number(&mut self, word: &str, hash: u32, knowledge: &impl Knows) -> u32 {
        let known = self.by_word.find(hash, |number| self.is_it(number, word));
        if let Some(number) = known {
            return number;
        }
        let said = knowledge.word(word);
        let stem = self.stem_number(&said.stem, knowledge);
        let number = self.add(word, said, stem);
        self.by_word.insert(hash, number);
        number
    }

    /// Whether a word is written like that.
    fn is_it(&self, number: u32, word: &str) -> bool {
        let Some(known) = self.words.get(number as usize) else {
            return false;
        };
        let spelling = match known.spelling.length {
            Spelling::LONG => {
                let (start, end) = self.forms[number as usize].written;
                &self.letters.as_bytes()[start as usize..end as usize]
            }
            length => &known.spelling.letters[..usize::from(length)],
        };
        spelling == word.as_bytes()
    }

    /// Adds a word that means something in the text at hand only, and is not
    /// found by its letters.
    pub(crate) fn add_apart(&mut self, said: WordKnowledge, stem: StemKnowledge) -> u32 {
        let stem = self.add_stem(said.stem.as_str().into(), stem);
        self.add("", said, stem)
    }

    fn add(&mut self, word: &str, said: WordKnowledge, stem: u32) -> u32 {
        let mut letters_of = |letters: &str| {
            let start = self.letters.len() as u32;
            self.letters.push_str(letters);
            (start, self.letters.len() as u32)
        };
        let spelling = Spelling::of(word);
        let is_long = spelling.length == Spelling::LONG;
        let hash = FxBuildHasher.hash_one(said.folded.as_str());
        self.forms.push(WordForm {
            written: letters_of(if is_long { word } else { "" }),
            folded: letters_of(&said.folded),
            hash,
        });
        let name = said.name.map_or(NO_NAME, |name| {
            self.names.push(name);
            self.names.len() as u32 - 1
        });
        let view = WordView {
            stem,
            hash: hash as u32,
            sense: said.sense,
            script: said.script,
            name,
        };
        self.words.push(Word { spelling, view });
        self.words.len() as u32 - 1
    }

    fn stem_number(&mut self, stem: &str, knowledge: &impl Knows) -> u32 {
        let hash = hash_of(stem);
        let stems = &self.stem_forms;
        let is_it = |number: u32| &*stems[number as usize].text == stem;
        if let Some(known) = self.by_stem.find(hash, is_it) {
            return known;
        }
        let text: Arc<str> = stem.into();
        let said = knowledge.stem(&text);
        let number = self.add_stem(text, said);
        self.by_stem.insert(hash, number);
        number
    }

    fn add_stem(&mut self, text: Arc<str>, said: StemKnowledge) -> u32 {
        let start = self.meanings.len() as u32;
        self.meanings.extend_from_slice(&said.meanings);
        self.stems.push(Stem {
            view: StemView {
                expected: said.expected,
                meanings: (start, self.meanings.len() as u32),
                is_known: !said.parts.is_empty(),
            },
            text: 0,
            number: 0,
        });
        self.stem_forms.push(StemForm {
            text,
            parts: said.parts,
        });
        self.stems.len() as u32 - 1
    }

    /// Whether the text at hand has given a number to a stem.
    pub(crate) fn has_stem_unit(&self, stem: u32) -> bool {
        self.stems[stem as usize].text == self.text
    }

    /// The number that the text at hand has given to a stem; `next` if none, and
    /// from now on.
    pub(crate) fn stem_unit(&mut self, stem: u32, next: u32) -> u32 {
        let stem = &mut self.stems[stem as usize];
        if stem.text != self.text {
            (stem.text, stem.number) = (self.text, next);
        }
        stem.number
    }

    /// Forgets the text before, and all words if they are too many.
    fn begin_text(&mut self) {
        let full = self.words.len() > MOST_WORDS || self.letters.len() > MOST_BYTES;
        // No stem may seem to be seen by a text of 4 billion texts ago.
        if full || self.text == u32::MAX {
            *self = Self::default();
        }
        self.text += 1;
    }
}

impl Spelling {
    /// Bytes of the longest short word.
    const SHORT: usize = 39;
    /// The length of any word that is longer.
    const LONG: u8 = u8::MAX;

    /// The length that is kept of a word.
    fn length(word: &str) -> u8 {
        if word.len() <= Self::SHORT {
            word.len() as u8
        } else {
            Self::LONG
        }
    }

    fn of(word: &str) -> Self {
        let mut letters = [0; Self::SHORT];
        if let Some(place) = letters.get_mut(..word.len()) {
            place.copy_from_slice(word.as_bytes());
        }
        Self {
            length: Self::length(word),
            letters,
        }
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
                meanings: Vec::new(),
            }
        }
    }

    #[test]
    fn a_word_is_one_line_of_cache() {
        assert_eq!(size_of::<Word>(), 64);
        assert_eq!(size_of::<Stem>(), 32);
    }

    #[test]
    fn a_word_is_looked_up_once_for_all_texts() {
        let (tables, asked) = (Arc::new(FormTables::default()), Counting::default());
        for _ in 0..3 {
            let mut table = tables.lend();
            let mut both = Vec::new();
            let words = ["Word", "word"].map(|word| (word, hash_of(word)));
            table.number_all(&words, &asked, &mut both);
            let [upper, lower] = both[..] else {
                panic!("a number for each word");
            };
            assert_ne!(upper, lower);
            assert_eq!(table.folded(table.word(upper)), "word");
            let stem = table.view(upper).stem;
            assert_eq!(stem, table.view(lower).stem);
            // Each text counts its own stems.
            assert_eq!((table.stem_unit(stem, 3), table.stem_unit(stem, 4)), (3, 3));
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
        let plain = table.number("佩珍", hash_of("佩珍"), &asked);
        assert_ne!(plain, apart);
        assert_eq!(table.folded(table.word(plain)), "佩珍");
        assert_ne!(table.view(plain).stem, table.view(apart).stem);
    }

    #[test]
    fn a_full_table_starts_afresh_with_the_next_text() {
        let (tables, asked) = (Arc::new(FormTables::default()), Counting::default());
        let mut table = tables.lend();
        for number in 0..=MOST_WORDS {
            let word = number.to_string();
            table.number(&word, hash_of(&word), &asked);
        }
        assert_eq!(table.words.len(), MOST_WORDS + 1);
        drop(table);
        let mut table = tables.lend();
        assert!(table.words.is_empty());
        let long = "x".repeat(MOST_BYTES);
        let number = table.number(&long, hash_of(&long), &asked);
        assert_eq!(table.number(&long, hash_of(&long), &asked), number);
        drop(table);
        assert!(tables.lend().words.is_empty());
    }
}
