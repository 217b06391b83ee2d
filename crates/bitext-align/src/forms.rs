//! Word forms: what a word says by itself, worked out once for all texts.
//!
//! Texts of one language share most of their words, so folding, stemming and
//! looking a word up for each text anew is half the work of a short one. An
//! aligner keeps what it found in a bounded table that its threads share. Which
//! words the table holds at a time changes nothing but speed.

use std::hash::BuildHasher;
use std::sync::{Arc, PoisonError, RwLock};

use bitext_anchor::{PreparedName, WordSense};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::lexicon::Meanings;
use crate::lexicon::compound::Parts;
use crate::script::WordScript;

/// Parts of the table that can be changed at the same time.
const SHARDS: usize = 16;

/// Words in a part of the table; when it is full it starts afresh.
const WORDS_A_SHARD: usize = 4_096;

/// Longer words, in bytes, are not kept: they rarely come again.
const LONGEST_KEPT: usize = 64;

/// A word as a language pack and a lexicon see it.
pub(crate) struct WordForm {
    /// In small letters with folding.
    pub(crate) folded: Box<str>,
    /// Hash of the folded word.
    pub(crate) hash: u64,
    pub(crate) stem: Arc<str>,
    pub(crate) script: WordScript,
    /// How it may sound, if it can be a name.
    pub(crate) name: Option<Box<PreparedName>>,
    /// What anchors may make of it.
    pub(crate) sense: WordSense,
    /// In how many of the prior lines the stem comes up, by its share of running
    /// text in the language.
    pub(crate) expected: f64,
    /// The stems known to the aligner's lexicons that stand for it.
    pub(crate) parts: Parts,
    /// What those stems mean.
    pub(crate) meanings: Meanings,
}

/// The forms of the words met so far.
#[derive(Default)]
pub(crate) struct FormTable {
    shards: [RwLock<FxHashMap<Box<str>, Arc<WordForm>>>; SHARDS],
}

impl FormTable {
    /// The form of a word, by `make` if it is not in the table.
    pub(crate) fn get(&self, word: &str, make: impl FnOnce() -> WordForm) -> Arc<WordForm> {
        let hash = FxBuildHasher.hash_one(word);
        let shard = &self.shards[hash as usize % SHARDS];
        let known = shard.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(form) = known.get(word) {
            return Arc::clone(form);
        }
        drop(known);
        let form = Arc::new(make());
        if word.len() <= LONGEST_KEPT {
            let mut known = shard.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= WORDS_A_SHARD {
                known.clear();
            }
            known.insert(word.into(), Arc::clone(&form));
        }
        form
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(word: &str) -> WordForm {
        WordForm {
            folded: word.into(),
            hash: 0,
            stem: word.into(),
            script: WordScript::of(word),
            name: None,
            expected: 0.0,
            sense: WordSense::default(),
            parts: Parts::default(),
            meanings: Meanings::default(),
        }
    }

    #[test]
    fn a_form_is_made_once_and_the_table_stays_bounded() {
        let table = FormTable::default();
        let first = table.get("word", || form("word"));
        let again = table.get("word", || unreachable!("it is known"));
        assert!(Arc::ptr_eq(&first, &again));
        for number in 0..3 * SHARDS * WORDS_A_SHARD {
            let word = number.to_string();
            assert_eq!(&*table.get(&word, || form(&word)).folded, word);
        }
        let held = |shard: &RwLock<FxHashMap<_, _>>| shard.read().map_or(0, |shard| shard.len());
        assert!(
            table
                .shards
                .iter()
                .all(|shard| held(shard) <= WORDS_A_SHARD)
        );
        let long = "x".repeat(LONGEST_KEPT + 1);
        let first = table.get(&long, || form(&long));
        assert!(!Arc::ptr_eq(&first, &table.get(&long, || form(&long))));
    }
}
