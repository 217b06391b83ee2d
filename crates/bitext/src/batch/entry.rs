//! What came of a pair of documents, as a line of the journal.

use std::fmt;

use bitext_core::{LanguageTag, Property, TranslationUnit, Variant};
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::journal::Key;

/// What became of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Fate {
    /// Its units are there.
    Aligned,
    /// The two do not translate each other, or not enough.
    Refused,
}

/// What came of a pair; `U` is how much of the units is wanted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Outcome<U = Vec<UnitLine>> {
    pub(crate) key: Key,
    pub(crate) source: String,
    pub(crate) target: String,
    pub(crate) fate: Fate,
    /// Why it was refused, or what is to be said of it all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remark: Option<String>,
    /// When the newer of the two documents was changed, in TMX's form.
    pub(crate) created: String,
    /// Links with two sides, those of them that need a look, and those that were
    /// left out.
    pub(crate) links: usize,
    pub(crate) doubtful: usize,
    pub(crate) left_out: usize,
    /// Segments of either side, and those without counterpart.
    pub(crate) segments: (usize, usize),
    pub(crate) untranslated: (usize, usize),
    /// Units whose text was left on the other side as it is.
    #[serde(default)]
    pub(crate) copies: usize,
    pub(crate) units: U,
}

/// The number of the units, which costs far less to read than they do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitCount(pub(crate) usize);

impl<'de> Deserialize<'de> for UnitCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Counter;

        impl<'de> Visitor<'de> for Counter {
            type Value = UnitCount;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a list of units")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut units: A) -> Result<UnitCount, A::Error> {
                let mut count = 0;
                while units.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(UnitCount(count))
            }
        }

        deserializer.deserialize_seq(Counter)
    }
}

/// A translation unit of two plain variants.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct UnitLine {
    texts: (String, String),
    properties: Vec<(String, String)>,
}

impl UnitLine {
    /// A unit of two variants without codes as a line; `None` for others.
    pub(crate) fn of(unit: &TranslationUnit) -> Option<Self> {
        let [source, target] = &unit.variants[..] else {
            return None;
        };
        let text = |variant: &Variant| variant.segment.text().to_owned();
        let properties = unit.properties.iter();
        Some(Self {
            texts: (text(source), text(target)),
            properties: properties
                .map(|property| (property.name.clone(), property.value.clone()))
                .collect(),
        })
    }

    /// The unit again.
    pub(crate) fn unit(
        self,
        languages: &(LanguageTag, LanguageTag),
        created: &str,
    ) -> TranslationUnit {
        let mut unit = TranslationUnit::pair(
            Variant::plain(languages.0.clone(), self.texts.0),
            Variant::plain(languages.1.clone(), self.texts.1),
        );
        let properties = self.properties.into_iter();
        unit.properties = properties
            .map(|(name, value)| Property::new(name, value))
            .collect();
        unit.history.created = Some(created.to_owned());
        unit
    }
}
