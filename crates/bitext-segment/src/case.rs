//! How words are usually written: small, or with a capital.
//!
//! A word with a capital after a doubtful full stop starts a sentence if it is
//! usually written small, and goes on with a name if it is not. The table is
//! learned from raw text by counting words that stand inside a sentence.
//!
//! `case.txt` holds one word a line in small letters, sorted; `-` before a word
//! says that it is usually written with a capital.

use rustc_hash::FxHashMap;

/// How a word is usually written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Case {
    /// With a capital: a name.
    Capital,
    /// Nothing is known of it.
    Unknown,
    /// Small.
    Small,
    /// Small, and one of the closed classes that start sentences.
    Starter,
}

/// The words whose case is known.
#[derive(Debug, Default)]
pub(crate) struct CaseTable {
    words: FxHashMap<Box<str>, Case>,
}

impl CaseTable {
    /// Reads a table in the format above.
    pub(crate) fn new(text: &str) -> Self {
        let lines = text.lines().map(str::trim);
        let entries = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let words = entries.map(|line| match line.strip_prefix('-') {
            Some(word) => (word.into(), Case::Capital),
            None => (line.into(), Case::Small),
        });
        Self {
            words: words.collect(),
        }
    }

    /// How `folded`, a word in small letters, is usually written.
    pub(crate) fn get(&self, folded: &str) -> Case {
        self.words.get(folded).copied().unwrap_or(Case::Unknown)
    }
}
