//! Language tags as in BCP 47 (RFC 5646), in canonical case.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A well-formed BCP 47 language tag in canonical case, for example `en`,
/// `ru-RU` or `zh-Hant-TW`.
///
/// Tags compare by their canonical text, so `EN-us` equals `en-US`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageTag(String);

/// Why a string is no language tag.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("`{tag}` is not a BCP 47 language tag: {reason}")]
pub struct LanguageTagError {
    tag: String,
    reason: String,
}

impl LanguageTag {
    /// Parses a tag; underscores count as hyphens, as many tools write them.
    ///
    /// # Errors
    /// If the tag is not well-formed.
    ///
    /// ```
    /// use bitext_core::LanguageTag;
    /// assert_eq!(LanguageTag::try_new("EN_us")?.as_str(), "en-US");
    /// assert!(LanguageTag::try_new("english!").is_err());
    /// # Ok::<(), bitext_core::LanguageTagError>(())
    /// ```
    pub fn try_new(tag: &str) -> Result<Self, LanguageTagError> {
        let hyphenated = tag.trim().replace('_', "-");
        let primary = hyphenated.split('-').next().unwrap_or_default();
        if primary.len() > 3 {
            // The grammar allows up to eight letters, but no such language is
            // registered; what comes in is a name, as in `english`.
            let reason = "a language is two or three letters, as in `en`".to_owned();
            return Err(LanguageTagError {
                tag: tag.to_owned(),
                reason,
            });
        }
        match oxilangtag::LanguageTag::parse_and_normalize(&hyphenated) {
            Ok(parsed) => Ok(Self(parsed.into_inner())),
            Err(error) => Err(LanguageTagError {
                tag: tag.to_owned(),
                reason: error.to_string(),
            }),
        }
    }

    /// The undetermined language, `und`.
    #[must_use]
    pub fn undetermined() -> Self {
        Self("und".to_owned())
    }

    /// The canonical text of the tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The primary language subtag: `zh` of `zh-Hant-TW`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The tag itself and its ever shorter parents: `zh-Hant-TW`, `zh-Hant`, `zh`.
    pub fn fallback_chain(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self.0.as_str()), |tag| {
            tag.rfind('-').map(|cut| &tag[..cut])
        })
    }

    /// Whether both tags name the same primary language.
    #[must_use]
    pub fn same_language(&self, other: &Self) -> bool {
        self.primary() == other.primary()
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for LanguageTag {
    type Err = LanguageTagError;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        Self::try_new(tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fallback_goes_from_long_to_short() {
        let tag = LanguageTag::try_new("zh-hant-tw").unwrap();
        assert_eq!(
            tag.fallback_chain().collect::<Vec<_>>(),
            ["zh-Hant-TW", "zh-Hant", "zh"]
        );
        assert_eq!(tag.primary(), "zh");
    }

    #[test]
    fn malformed_tags_are_refused_by_name() {
        let error = LanguageTag::try_new("e").unwrap_err();
        assert!(error.to_string().contains("`e`"), "{error}");
        assert!(LanguageTag::try_new("english").is_err());
    }
}
