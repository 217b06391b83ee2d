//! Language tags renamed on their way out, for tools that insist on regions.

use std::collections::BTreeMap;
use std::str::FromStr;

use bitext_core::{LanguageTag, LanguageTagError};
use thiserror::Error;

/// Which tag to write for which: Trados wants `en-US` where OmegaT is content
/// with `en`. A tag that is not in the map is written as it is.
///
/// ```
/// use bitext_core::LanguageTag;
/// use bitext_exchange::LanguageMap;
/// let map: LanguageMap = "en=en-US,ru=ru-RU".parse()?;
/// assert_eq!(map.written(&LanguageTag::try_new("en")?).as_str(), "en-US");
/// assert_eq!(map.written(&LanguageTag::try_new("de")?).as_str(), "de");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LanguageMap(BTreeMap<LanguageTag, LanguageTag>);

/// Why a text is no language map.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LanguageMapError {
    /// An entry without an equals sign.
    #[error("`{entry}` is not of the form `en=en-US`")]
    Form {
        /// The entry.
        entry: String,
    },
    /// A tag that is none.
    #[error(transparent)]
    Tag(#[from] LanguageTagError),
}

impl LanguageMap {
    /// The tag to write for `language`.
    #[must_use]
    pub fn written<'tag>(&'tag self, language: &'tag LanguageTag) -> &'tag LanguageTag {
        self.0.get(language).unwrap_or(language)
    }

    /// Whether the map has an entry for `language`.
    #[must_use]
    pub fn renames(&self, language: &LanguageTag) -> bool {
        self.0.contains_key(language)
    }

    /// Adds an entry, in place of an earlier one for the same language.
    pub fn insert(&mut self, language: LanguageTag, written: LanguageTag) {
        self.0.insert(language, written);
    }
}

impl FromStr for LanguageMap {
    type Err = LanguageMapError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut map = Self::default();
        for entry in text
            .split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
        {
            let Some((language, written)) = entry.split_once('=') else {
                let entry = entry.to_owned();
                return Err(LanguageMapError::Form { entry });
            };
            map.insert(
                LanguageTag::try_new(language)?,
                LanguageTag::try_new(written)?,
            );
        }
        Ok(map)
    }
}
