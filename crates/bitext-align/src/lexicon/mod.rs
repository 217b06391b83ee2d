//! Lexicons: which stem may translate which.
//!
//! A lexicon is evidence, not truth: each entry has a strength between 0 and 1,
//! and a line's words need not all be in it. Two kinds stand side by side: the
//! [`distilled`] ones that come with the crate, a file a language pair, and
//! those [`induced`] from the confident links of the text at hand.

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

/// Translations of stems, from the source language to the target language.
pub(crate) trait Translations: Sync {
    /// Whether the lexicon has an entry for this source stem.
    fn knows_source(&self, stem: &str) -> bool;
    /// Whether some entry leads to this target stem.
    fn knows_target(&self, stem: &str) -> bool;
    /// Calls `visit(target stem, strength)` for each entry of a source stem; a
    /// target stem may come up more than once.
    fn for_each_translation(&self, stem: &str, visit: &mut dyn FnMut(&str, f32));
}

/// A list of words by which a script without spaces can be cut.
pub(crate) trait Segmentable: Sync {
    /// Length in bytes of the longest word the text begins with; 0 if none.
    fn longest_prefix(&self, text: &str) -> usize;
}
