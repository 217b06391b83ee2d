//! What is allowed in a memory, and what clients stumble over all the same.

use std::collections::BTreeMap;

use bitext_core::{CodeKind, InlineText, LanguageTag, TranslationUnit};
use rustc_hash::FxHashSet;

use crate::Fingerprint;

/// Property names that OmegaT takes for the context a unit is bound to.
const CONTEXT_NAMES: [&str; 5] = ["file", "id", "next", "path", "prev"];

/// Most units that are named for each kind.
const NAMED: usize = 10;

/// Something that clients stumble over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stumbling {
    /// A unit with fewer than two variants.
    SingleVariant,
    /// No variant in the source language of the file.
    NoSource,
    /// A variant without text.
    EmptySegment,
    /// White space around a text.
    OuterSpace,
    /// Two variants in one language.
    LanguageTwice,
    /// Half a pair of inline codes.
    UnpairedCode,
    /// A unit's name that another unit has.
    DuplicateId,
    /// A property that binds the unit to a context in OmegaT.
    BoundToContext,
}

impl Stumbling {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::SingleVariant,
        Self::NoSource,
        Self::EmptySegment,
        Self::OuterSpace,
        Self::LanguageTwice,
        Self::UnpairedCode,
        Self::DuplicateId,
        Self::BoundToContext,
    ];

    /// What it is called in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SingleVariant => "single-variant",
            Self::NoSource => "no-source",
            Self::EmptySegment => "empty-segment",
            Self::OuterSpace => "outer-space",
            Self::LanguageTwice => "language-twice",
            Self::UnpairedCode => "unpaired-code",
            Self::DuplicateId => "duplicate-id",
            Self::BoundToContext => "bound-to-context",
        }
    }

    /// The kind called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What clients do with it.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Self::SingleVariant => "nothing to translate into: most clients leave it out",
            Self::NoSource => {
                "no variant in the language of `srclang`: some clients import nothing"
            }
            Self::EmptySegment => "offered as an empty translation, or left out",
            Self::OuterSpace => "no exact match where the client trims segments",
            Self::LanguageTwice => "which of the two is used differs by client",
            Self::UnpairedCode => "shown as damaged markup",
            Self::DuplicateId => "a later unit may replace the earlier one",
            Self::BoundToContext => "OmegaT applies it in that context alone",
        }
    }
}

/// How often something was found, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many units have it.
    pub count: u64,
    /// Numbers of the first of them, from 1.
    pub units: Vec<u64>,
}

/// Collects what clients stumble over.
#[derive(Clone, Debug)]
pub struct StumblingBlocks {
    source_language: Option<LanguageTag>,
    units: u64,
    found: BTreeMap<Stumbling, Found>,
    ids: FxHashSet<Fingerprint>,
}

impl StumblingBlocks {
    /// For a memory with that source language, if it names one.
    #[must_use]
    pub fn new(source_language: Option<LanguageTag>) -> Self {
        Self {
            source_language,
            units: 0,
            found: BTreeMap::new(),
            ids: FxHashSet::default(),
        }
    }

    /// Looks at the next unit.
    pub fn add(&mut self, unit: &TranslationUnit) {
        self.units += 1;
        let source = &self.source_language;
        let has_source = source
            .as_ref()
            .is_none_or(|tag| unit.variant(tag).is_some());
        let is_id_new = unit
            .id
            .as_ref()
            .is_none_or(|id| self.ids.insert(Fingerprint::of(id)));
        let texts = || unit.variants.iter().map(|variant| variant.segment.text());
        let properties = unit.properties.iter();
        let checks = [
            (Stumbling::SingleVariant, unit.variants.len() < 2),
            (Stumbling::NoSource, !has_source),
            (
                Stumbling::EmptySegment,
                texts().any(|text| text.trim().is_empty()),
            ),
            (
                Stumbling::OuterSpace,
                texts().any(|text| !text.trim().is_empty() && text.trim() != text),
            ),
            (Stumbling::LanguageTwice, has_language_twice(unit)),
            (
                Stumbling::UnpairedCode,
                unit.variants
                    .iter()
                    .any(|variant| !is_paired(&variant.segment)),
            ),
            (Stumbling::DuplicateId, !is_id_new),
            (
                Stumbling::BoundToContext,
                properties
                    .map(|p| p.name.as_str())
                    .any(|name| CONTEXT_NAMES.contains(&name)),
            ),
        ];
        for (kind, _) in checks.into_iter().filter(|&(_, is_there)| is_there) {
            let found = self.found.entry(kind).or_default();
            found.count += 1;
            if found.units.len() < NAMED {
                found.units.push(self.units);
            }
        }
    }

    /// What was found, by kind.
    pub fn found(&self) -> impl Iterator<Item = (Stumbling, &Found)> {
        self.found.iter().map(|(kind, found)| (*kind, found))
    }
}

/// Whether two variants are in the same language.
fn has_language_twice(unit: &TranslationUnit) -> bool {
    if let [one, other] = unit.variants.as_slice() {
        return one.language == other.language;
    }
    let tags: FxHashSet<&LanguageTag> = unit.variants.iter().map(|v| &v.language).collect();
    tags.len() < unit.variants.len()
}

/// Whether each code that begins a pair has one that ends it, behind it.
fn is_paired(text: &InlineText) -> bool {
    let mut open = Vec::new();
    for code in text.codes() {
        match code.kind {
            CodeKind::Begin => open.push(code.pair),
            CodeKind::End => match open.iter().rposition(|&pair| pair == code.pair) {
                Some(index) => drop(open.remove(index)),
                None => return false,
            },
            _ => {}
        }
    }
    open.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::Variant;

    #[test]
    fn each_kind_is_found_by_its_unit() {
        let tag = |text: &str| LanguageTag::try_new(text).unwrap();
        let variant = |text: &str, words: &str| Variant::plain(tag(text), words);
        let mut blocks = StumblingBlocks::new(Some(tag("en")));
        let mut good = TranslationUnit::pair(variant("en-GB", "Tea"), variant("ru", "Чай"));
        good.id = Some("1".to_owned());
        blocks.add(&good);
        assert_eq!(blocks.found().count(), 0);
        blocks.add(&good);
        blocks.add(&TranslationUnit::pair(
            variant("de", " Tee"),
            variant("de", ""),
        ));
        let found: Vec<_> = blocks
            .found()
            .map(|(kind, found)| (kind, found.units.clone()))
            .collect();
        assert_eq!(
            found,
            [
                (Stumbling::NoSource, vec![3]),
                (Stumbling::EmptySegment, vec![3]),
                (Stumbling::OuterSpace, vec![3]),
                (Stumbling::LanguageTwice, vec![3]),
                (Stumbling::DuplicateId, vec![2]),
            ]
        );
    }
}
