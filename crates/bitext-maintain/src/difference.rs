//! What is in one memory and not in another.
//!
//! Units are matched by their source text. The older memory is read into
//! fingerprints, then the newer one is compared with it, then the older one is
//! read again for what the newer has lost.

use std::collections::{HashMap, HashSet};

use bitext_core::{LanguageTag, TranslationUnit};

use crate::Fingerprint;

/// What became of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// In both memories with the same texts.
    Same,
    /// Only in the newer one.
    Added,
    /// Its source is in both, but the translation is another.
    Changed,
    /// Only in the older one.
    Removed,
}

/// Compares two memories.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    source_language: Option<LanguageTag>,
    /// The source texts of the older memory, and whether the newer has other texts
    /// for them.
    sources: HashMap<Fingerprint, bool>,
    /// All texts of the older memory.
    older: HashSet<Fingerprint>,
    /// All texts of the newer memory whose source is in the older one, too.
    newer: HashSet<Fingerprint>,
}

impl Difference {
    /// For memories with that source language; without one, the first variant of
    /// each unit is its source.
    #[must_use]
    pub fn new(source_language: Option<LanguageTag>) -> Self {
        Self {
            source_language,
            ..Self::default()
        }
    }

    /// Takes in a unit of the older memory.
    pub fn add_older(&mut self, unit: &TranslationUnit) {
        self.sources.entry(self.source(unit)).or_default();
        self.older.insert(Fingerprint::of_texts(unit));
    }

    /// What a unit of the newer memory is: same, added or changed.
    pub fn of_newer(&mut self, unit: &TranslationUnit) -> Change {
        let source = self.source(unit);
        let Some(has_others) = self.sources.get_mut(&source) else {
            return Change::Added;
        };
        let fingerprint = Fingerprint::of_texts(unit);
        self.newer.insert(fingerprint);
        if self.older.contains(&fingerprint) {
            Change::Same
        } else {
            *has_others = true;
            Change::Changed
        }
    }

    /// What a unit of the older memory is, once the newer one has been read:
    /// same, removed, or changed and this is how it was.
    #[must_use]
    pub fn of_older(&self, unit: &TranslationUnit) -> Change {
        if self.newer.contains(&Fingerprint::of_texts(unit)) {
            return Change::Same;
        }
        match self.sources.get(&self.source(unit)) {
            Some(true) => Change::Changed,
            _ => Change::Removed,
        }
    }

    fn source(&self, unit: &TranslationUnit) -> Fingerprint {
        let language = self.source_language.as_ref();
        let variant = language
            .and_then(|tag| unit.variant(tag))
            .or(unit.variants.first());
        Fingerprint::of(variant.map_or("", |variant| variant.segment.text()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::Variant;

    #[test]
    fn units_are_same_added_changed_or_removed() {
        let tag = |text: &str| LanguageTag::try_new(text).unwrap();
        let unit = |source: &str, target: &str| {
            TranslationUnit::pair(
                Variant::plain(tag("en"), source),
                Variant::plain(tag("ru"), target),
            )
        };
        let older = [unit("a", "а"), unit("b", "б"), unit("c", "ц")];
        let newer = [unit("a", "а"), unit("b", "бэ"), unit("d", "д")];
        let mut difference = Difference::new(Some(tag("en")));
        older.iter().for_each(|unit| difference.add_older(unit));
        let new: Vec<Change> = newer.iter().map(|unit| difference.of_newer(unit)).collect();
        assert_eq!(new, [Change::Same, Change::Changed, Change::Added]);
        let old: Vec<Change> = older.iter().map(|unit| difference.of_older(unit)).collect();
        assert_eq!(old, [Change::Same, Change::Changed, Change::Removed]);
    }
}
