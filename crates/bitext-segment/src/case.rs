//! How words are usually written: small, or with a capital.
//!
//! A word with a capital after a doubtful full stop starts a sentence if it is
//! usually written small, and goes on with a name if it is not. The table is
//! learned from raw text by counting words that stand inside a sentence.
//!
//! `case.txt` holds one word a line in small letters; `-` before a word
//! says that it is usually written with a capital.

use std::collections::BTreeMap;
use std::ops::Range;

use bitext_lang::{TokenKind, tokens};

use crate::character::is_line_break;
use crate::lexicon::fold_into;

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

/// The words whose case is known. They stay in one text, for a table of a pack is
/// long and read at every start.
#[derive(Debug, Default)]
pub(crate) struct CaseTable {
    text: String,
    /// Where each word stands in the text, in the order of the words.
    words: Vec<(Range<usize>, Case)>,
}

impl CaseTable {
    /// Adds a table in the format above; it overrides what was there.
    pub(crate) fn add(&mut self, table: &str) {
        for line in table.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (word, case) = match line.strip_prefix('-') {
                Some(word) => (word, Case::Capital),
                None => (line, Case::Small),
            };
            let start = self.text.len();
            self.text.push_str(word);
            self.words.push((start..self.text.len(), case));
        }
        let text = &self.text;
        let word = |range: &Range<usize>| &text[range.clone()];
        self.words.sort_by_key(|(range, _)| word(range));
        // Of equal words the last added has the last word.
        self.words.dedup_by(|later, kept| {
            let is_same = word(&later.0) == word(&kept.0);
            if is_same {
                kept.1 = later.1;
            }
            is_same
        });
    }

    /// How `folded`, a word in small letters, is usually written.
    pub(crate) fn get(&self, folded: &str) -> Case {
        let found = self
            .words
            .binary_search_by_key(&folded, |(range, _)| &self.text[range.clone()]);
        found.map_or(Case::Unknown, |at| self.words[at].1)
    }
}

/// Learns from raw text how words are usually written.
///
/// ```
/// use bitext_segment::CaseLearner;
/// let mut learner = CaseLearner::default();
/// learner.add("We saw the bridge, and the bridge fell on Max.");
/// assert_eq!(learner.table(2), "bridge\nthe\n");
/// ```
#[derive(Clone, Debug, Default)]
pub struct CaseLearner {
    /// How often a word stood inside a sentence: all in all, and small.
    counts: BTreeMap<String, (u32, u32)>,
}

impl CaseLearner {
    /// Counts the words of a text that stand inside a sentence, which is where
    /// a word, a number or a comma comes before them. Lines in which most words
    /// have a capital are headlines and say nothing.
    pub fn add(&mut self, text: &str) {
        for line in text.split(is_line_break) {
            let mut words = Vec::new();
            let mut capitals = 0;
            let mut is_inside = false;
            for token in tokens(line) {
                let word = token.range.of(line);
                if token.kind == TokenKind::Word {
                    let is_capital = word.starts_with(char::is_uppercase);
                    capitals += usize::from(is_capital);
                    if is_inside {
                        words.push((word, is_capital));
                    }
                }
                is_inside = matches!(token.kind, TokenKind::Word | TokenKind::Number)
                    || matches!(word, "," | "%");
            }
            if capitals * 2 > words.len() {
                continue;
            }
            for (word, is_capital) in words {
                let mut folded = String::with_capacity(word.len());
                fold_into(word, &mut folded);
                let count = self.counts.entry(folded).or_default();
                count.0 += 1;
                count.1 += u32::from(!is_capital);
            }
        }
    }

    /// The table of the words met at least `minimum` times that nine times out
    /// of ten were small, or nine times out of ten were not.
    #[must_use]
    pub fn table(&self, minimum: u32) -> String {
        let mut table = String::new();
        for (word, &(all, small)) in &self.counts {
            if all < minimum.max(1) || word.chars().any(char::is_numeric) {
                continue;
            }
            if small * 10 >= all * 9 {
                table.extend([word, "\n"]);
            } else if small * 10 <= all {
                table.extend(["-", word, "\n"]);
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_learned_table_is_read_back() {
        let mut learner = CaseLearner::default();
        for _ in 0..3 {
            learner.add("Вчера мы видели мост, а за мостом Омск.\nНовый Мост Через Омск");
        }
        let mut table = CaseTable::default();
        table.add(&learner.table(3));
        assert_eq!(table.get("мост"), Case::Small);
        assert_eq!(table.get("омск"), Case::Capital);
        assert_eq!(table.get("вчера"), Case::Unknown);
        table.add("омск\n-мост");
        assert_eq!(table.get("мост"), Case::Capital);
        assert_eq!(table.get("омск"), Case::Small);
    }
}
