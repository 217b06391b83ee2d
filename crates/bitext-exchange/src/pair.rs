//! Two variants of a unit, for formats that hold pairs.
//!
//! Which two is settled once a file: by the header's languages, else by the
//! first unit. A unit may have more variants than that, which a format of pairs
//! has no room for, or lack one of the two.

use bitext_core::{LanguageTag, TranslationUnit, Variant};

use crate::MemoryHeader;

/// The languages of a file of pairs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairing {
    source: Option<LanguageTag>,
    target: Option<LanguageTag>,
    left_out: u64,
}

/// The two sides of a unit; one of them may be missing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair<'unit> {
    pub(crate) source: Option<&'unit Variant>,
    pub(crate) target: Option<&'unit Variant>,
}

impl Pairing {
    pub(crate) fn new(header: &MemoryHeader) -> Self {
        Self {
            source: header.source_language.clone(),
            target: header.target_language.clone(),
            left_out: 0,
        }
    }

    /// The source language, once it is settled.
    pub(crate) fn source(&self) -> Option<&LanguageTag> {
        self.source.as_ref()
    }

    /// The target language, once it is settled.
    pub(crate) fn target(&self) -> Option<&LanguageTag> {
        self.target.as_ref()
    }

    /// How many variants of the units so far belong to neither side.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The two sides of `unit`; `None` if it has a variant in neither language.
    pub(crate) fn of<'unit>(&mut self, unit: &'unit TranslationUnit) -> Option<Pair<'unit>> {
        if self.source.is_none() {
            let first = unit.variants.first()?;
            if self.target.as_ref() != Some(&first.language) {
                self.source = Some(first.language.clone());
            }
        }
        let source = self
            .source
            .as_ref()
            .and_then(|language| unit.variant(language));
        let is_other = |variant: &&Variant| {
            source.is_none_or(|source| !std::ptr::eq(source, *variant))
                && self.source.as_ref() != Some(&variant.language)
        };
        if self.target.is_none() {
            let other = unit.variants.iter().find(is_other);
            self.target = other.map(|variant| variant.language.clone());
        }
        let wanted = self.target.as_ref();
        let exact = unit
            .variants
            .iter()
            .filter(is_other)
            .find(|variant| Some(&variant.language) == wanted);
        let target = exact.or_else(|| {
            let mut others = unit.variants.iter().filter(is_other);
            others.find(|variant| wanted.is_some_and(|tag| tag.same_language(&variant.language)))
        });
        let sides = usize::from(source.is_some()) + usize::from(target.is_some());
        if sides == 0 {
            return None;
        }
        self.left_out += (unit.variants.len() - sides) as u64;
        Some(Pair { source, target })
    }
}

impl<'unit> Pair<'unit> {
    /// The text of the source without codes; empty without a source.
    pub(crate) fn source_text(&self) -> &'unit str {
        self.source.map_or("", |variant| variant.segment.text())
    }

    /// The text of the target without codes; empty without a target.
    pub(crate) fn target_text(&self) -> &'unit str {
        self.target.map_or("", |variant| variant.segment.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::try_new(text).unwrap()
    }

    fn unit(languages: &[&str]) -> TranslationUnit {
        let variants = languages
            .iter()
            .map(|language| Variant::plain(tag(language), *language));
        TranslationUnit {
            variants: variants.collect(),
            ..TranslationUnit::default()
        }
    }

    #[test]
    fn the_first_unit_settles_the_languages() {
        let mut pairing = Pairing::default();
        let first = unit(&["de", "fr", "it"]);
        let pair = pairing.of(&first).unwrap();
        assert_eq!((pair.source_text(), pair.target_text()), ("de", "fr"));
        let second = unit(&["fr", "de-AT"]);
        let pair = pairing.of(&second).unwrap();
        assert_eq!((pair.source_text(), pair.target_text()), ("de-AT", "fr"));
        assert!(pairing.of(&unit(&["it"])).is_none());
        // The Italian of the first unit.
        assert_eq!(pairing.left_out(), 1);
    }

    #[test]
    fn regional_variants_of_one_language_are_two_sides() {
        let header = MemoryHeader {
            source_language: Some(tag("en-GB")),
            target_language: Some(tag("en-US")),
            ..MemoryHeader::default()
        };
        let mut pairing = Pairing::new(&header);
        let both = unit(&["en-US", "en-GB"]);
        let pair = pairing.of(&both).unwrap();
        assert_eq!((pair.source_text(), pair.target_text()), ("en-GB", "en-US"));
    }
}
