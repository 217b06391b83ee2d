//! The distinct words of one text.
//!
//! Half of the words of a short text have come up in it before. What they are is
//! found here, in memory that is at hand, and the table of all words is asked
//! once for each distinct one, for many together.

use super::SideStem;
use crate::forms::{FormTable, Knows, StemView, WordView, hash_of};
use crate::numbering::Numbering;

/// The words of a text, each with a number.
pub(super) struct TextWords<'text> {
    by_word: Numbering,
    /// Letters and hash of each word.
    letters: Vec<(&'text str, u32)>,
    /// Its number in the table of all words.
    forms: Vec<u32>,
    words: Vec<TextWord>,
    stems: Vec<TextStem>,
}

/// What a text knows of one of its words.
#[derive(Clone, Copy)]
pub(super) struct TextWord {
    pub(super) view: WordView,
    /// Number in the table of all words.
    pub(super) form: u32,
    /// Its stem among those of the text.
    stem: u32,
    /// The unit it is; `UNSEEN` if it is none so far.
    pub(super) unit: u32,
}

/// What a text knows of one of its stems.
struct TextStem {
    view: StemView,
    /// Number in the table of all words.
    form: u32,
    /// Its number among the stems of units; `UNSEEN` if it is none so far.
    number: u32,
}

/// The number of a unit or stem that has none.
pub(super) const UNSEEN: u32 = u32::MAX;

impl<'text> TextWords<'text> {
    /// Room for so many words.
    pub(super) fn with_capacity(count: usize) -> Self {
        Self {
            by_word: Numbering::with_capacity(count),
            letters: Vec::with_capacity(count),
            forms: Vec::with_capacity(count),
            words: Vec::with_capacity(count),
            stems: Vec::with_capacity(count),
        }
    }

    /// The number of a word. A new one must be looked up before it is asked for.
    #[inline]
    pub(super) fn number(&mut self, word: &'text str) -> u32 {
        let hash = hash_of(word);
        let letters = &self.letters;
        let known = self
            .by_word
            .find(hash, |number| letters[number as usize].0 == word);
        known.unwrap_or_else(|| {
            let number = self.letters.len() as u32;
            self.letters.push((word, hash));
            self.by_word.insert(hash, number);
            number
        })
    }

    /// Adds a word that is not found by its letters, by its number in the table.
    pub(super) fn add_apart(&mut self, word: &'text str, form: u32, table: &mut FormTable) -> u32 {
        self.letters.push((word, 0));
        self.forms.push(form);
        self.add_known(table);
        self.words.len() as u32 - 1
    }

    /// Looks the new words up in the table of all words.
    pub(super) fn look_up(&mut self, table: &mut FormTable, knowledge: &impl Knows) {
        let new = &self.letters[self.forms.len()..];
        table.number_all(new, knowledge, &mut self.forms);
        self.add_known(table);
    }

    fn add_known(&mut self, table: &mut FormTable) {
        let new = self.words.len();
        let forms = self.forms[new..].iter();
        self.words.extend(forms.map(|&form| TextWord {
            view: table.view(form),
            form,
            stem: 0,
            unit: UNSEEN,
        }));
        let new = &mut self.words[new..];
        // Counted apart: a guess that fails costs more while memory is waited for.
        let known = new.iter().map(|word| table.has_stem_unit(word.view.stem));
        let known: usize = known.map(usize::from).sum();
        self.stems.reserve(new.len() - known);
        for word in new {
            let next = self.stems.len() as u32;
            word.stem = table.stem_unit(word.view.stem, next);
            if word.stem == next {
                self.stems.push(TextStem {
                    view: table.stem_view(word.view.stem),
                    form: word.view.stem,
                    number: UNSEEN,
                });
            }
        }
    }

    /// The number of a word's stem among those of units; if it has none, it is
    /// added to them.
    pub(super) fn stem(&mut self, word: u32, stems: &mut Vec<SideStem>) -> u32 {
        let stem = &mut self.stems[self.words[word as usize].stem as usize];
        if stem.number == UNSEEN {
            stem.number = stems.len() as u32;
            stems.push(SideStem {
                form: stem.form,
                view: stem.view,
            });
        }
        stem.number
    }

    /// What is known of a word.
    #[inline]
    pub(super) fn word(&self, number: u32) -> &TextWord {
        &self.words[number as usize]
    }

    /// Says which unit a word is.
    pub(super) fn set_unit(&mut self, number: u32, unit: u32) {
        self.words[number as usize].unit = unit;
    }
}
