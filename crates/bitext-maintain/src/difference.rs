//! What is in one memory and not in another.
//!
//! Units are matched by their source text. The older memory is read into
//! fingerprints, then the newer one is compared with it, then the older one is
//! read again for what the newer has lost. A region that a language tag leaves open
//! is any region (see `tags`), so that a memory in `en` and `ru` can be compared with
//! one in `en-US` and `ru-RU`.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash};

use bitext_core::{LanguageTag, TranslationUnit};

use crate::Fingerprint;
use crate::tags::Tags;

/// Combinations of tags that a text is looked for under, besides its own; no memory
/// has more.
const MOST_TAGS: usize = 100;

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
    tags: Tags,
    /// The source texts of the older memory, and whether the newer has other texts
    /// for them.
    sources: HashMap<Fingerprint, bool>,
    /// All texts of the older memory.
    older: HashSet<Texts>,
    /// All texts of the newer memory whose source is in the older one, too.
    newer: HashSet<Texts>,
    other_regions: u64,
}

/// The texts of a unit in their languages without regions, and the number of its tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Texts {
    fingerprint: Fingerprint,
    tags: usize,
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
        let texts = self.texts(unit);
        self.older.insert(texts);
    }

    /// What a unit of the newer memory is: same, added or changed.
    pub fn of_newer(&mut self, unit: &TranslationUnit) -> Change {
        let source = self.source(unit);
        if !self.sources.contains_key(&source) {
            return Change::Added;
        }
        let texts = self.texts(unit);
        self.newer.insert(texts);
        if self.older.contains(&texts) {
            return Change::Same;
        }
        if self.go_together(&self.older, texts) {
            self.other_regions += 1;
            return Change::Same;
        }
        self.sources.insert(source, true);
        Change::Changed
    }

    /// How many units of the newer memory were the same but for regions that one of
    /// the memories leaves open.
    #[must_use]
    pub fn other_regions(&self) -> u64 {
        self.other_regions
    }

    /// What a unit of the older memory is, once the newer one has been read:
    /// same, removed, or changed and this is how it was.
    pub fn of_older(&mut self, unit: &TranslationUnit) -> Change {
        let texts = self.texts(unit);
        if self.newer.contains(&texts) || self.go_together(&self.newer, texts) {
            return Change::Same;
        }
        match self.sources.get(&self.source(unit)) {
            Some(true) => Change::Changed,
            _ => Change::Removed,
        }
    }

    fn texts(&mut self, unit: &TranslationUnit) -> Texts {
        let mut hasher = DefaultHasher::new();
        for variant in &unit.variants {
            variant.language.primary().hash(&mut hasher);
            Fingerprint::of_segment(&variant.segment, &mut hasher);
        }
        let languages = unit.variants.iter().map(|variant| &variant.language);
        Texts {
            fingerprint: Fingerprint::from(hasher),
            tags: self.tags.number(languages),
        }
    }

    /// Whether some texts are known with tags that leave a region open.
    fn go_together(&self, known: &HashSet<Texts>, texts: Texts) -> bool {
        (0..self.tags.len().min(MOST_TAGS)).any(|tags| {
            self.tags.go_together(tags, texts.tags) && known.contains(&Texts { tags, ..texts })
        })
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

    #[test]
    fn a_region_left_open_is_any_region() {
        let tag = |text: &str| LanguageTag::try_new(text).unwrap();
        let unit = |languages: [&str; 2], source: &str, target: &str| {
            let side = |language, text| Variant::plain(tag(language), text);
            TranslationUnit::pair(side(languages[0], source), side(languages[1], target))
        };
        let older = [
            unit(["en", "pt-BR"], "a", "а"),
            unit(["en", "pt-BR"], "b", "б"),
            unit(["en-US", "pt-PT"], "c", "ц"),
        ];
        let newer = [
            unit(["en-US", "pt-BR"], "a", "а"),
            unit(["en-US", "pt-PT"], "b", "б"),
            unit(["en-US", "pt-PT"], "c", "ц"),
        ];
        let mut difference = Difference::new(Some(tag("en")));
        older.iter().for_each(|unit| difference.add_older(unit));
        let new: Vec<Change> = newer.iter().map(|unit| difference.of_newer(unit)).collect();
        let expected = [Change::Same, Change::Changed, Change::Same];
        assert_eq!(new, expected);
        let old: Vec<Change> = older.iter().map(|unit| difference.of_older(unit)).collect();
        assert_eq!(old, expected);
        assert_eq!(difference.other_regions(), 1);
    }
}
