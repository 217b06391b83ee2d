//! Lexicons: which stem may translate which.
//!
//! A lexicon is evidence, not truth: each entry has a strength between 0 and 1,
//! and a line's words need not all be in it. Two kinds stand side by side: the
//! [`distilled`] ones that come with the crate, a file a language pair, and
//! those [`induced`] from the confident links of the text at hand.

use compound::Parts;

mod bits;
pub(crate) mod compound;
pub(crate) mod distilled;
pub(crate) mod induced;
mod learned;
mod pair;
mod public;
mod words;

pub use learned::LearnedLexicon;
pub(crate) use learned::Lexicons;
pub(crate) use pair::PairLexicon;
pub use pair::built_in_lexicon;
pub use public::Lexicon;

/// What words of two languages share: a target stem of a lexicon, by a number
/// that says which lexicon and which stem. Stems with a meaning in common may
/// translate each other.
pub(crate) type Meaning = u32;

/// Added to the meanings of a lexicon beside another one, so that they differ.
const LEARNED: Meaning = 1 << 30;
const INDUCED: Meaning = 1 << 31;

/// Translations of stems, from the source language to the target language.
pub(crate) trait Translations: Sync {
    /// Whether the lexicon has an entry for this source stem.
    fn knows_source(&self, stem: &str) -> bool;
    /// Whether some entry leads to this target stem.
    fn knows_target(&self, stem: &str) -> bool;
    /// Calls `visit(meaning, strength)` for each entry of a source stem; a
    /// meaning may come up more than once.
    fn source_meanings(&self, stem: &str, visit: &mut dyn FnMut(Meaning, f32));
    /// Calls `visit(meaning)` for each meaning that a target stem is.
    fn target_meanings(&self, stem: &str, visit: &mut dyn FnMut(Meaning));
}

/// Adds what the known parts of a source word mean.
pub(crate) fn add_source_meanings(
    lexicon: &dyn Translations,
    parts: &Parts,
    found: &mut Vec<(Meaning, f32)>,
) {
    for (part, share) in parts.iter() {
        lexicon.source_meanings(part, &mut |meaning, strength| {
            found.push((meaning, strength * share));
        });
    }
}

/// Adds what the known parts of a target word mean.
pub(crate) fn add_target_meanings(
    lexicon: &dyn Translations,
    parts: &Parts,
    found: &mut Vec<(Meaning, f32)>,
) {
    for (part, share) in parts.iter() {
        lexicon.target_meanings(part, &mut |meaning| found.push((meaning, *share)));
    }
}

/// A list of words by which a script without spaces can be cut.
pub(crate) trait Segmentable: Sync {
    /// Length in bytes of the longest word the text begins with; 0 if none.
    fn longest_prefix(&self, text: &str) -> usize;
}
