//! Language tags as in BCP 47 (RFC 5646), in canonical case.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use thiserror::Error;

/// Three-letter code, two-letter code, English name; the other three-letter code
/// of the language behind a slash.
const CODES: &str = include_str!("../data/language-codes.tsv");

/// Tags that are described under another one.
static DESCRIBED_AS: LazyLock<Vec<Description>> = LazyLock::new(|| {
    let rows = include_str!("../data/described-as.tsv").lines();
    let rows = rows.filter_map(|row| {
        let (tag, rest) = row.split_once('\t')?;
        let (other, kind) = rest.split_once('\t')?;
        Some((tag, other, kind == "name"))
    });
    rows.collect()
});

/// A tag, the tag that its language is described under, and whether it is a name of that
/// language or one of its own.
type Description = (&'static str, &'static str, bool);

/// A well-formed BCP 47 language tag in canonical case, for example `en`,
/// `ru-RU` or `zh-Hant-TW`.
///
/// Tags compare by their canonical text, so `EN-us` equals `en-US`, and as BCP 47
/// has it a language goes by the shortest code it has: `rus` is `ru`.
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
    /// assert_eq!(LanguageTag::try_new("ger-AT")?.as_str(), "de-AT");
    /// assert!(LanguageTag::try_new("english!").is_err());
    /// # Ok::<(), bitext_core::LanguageTagError>(())
    /// ```
    pub fn try_new(tag: &str) -> Result<Self, LanguageTagError> {
        let hyphenated = tag.trim().replace('_', "-");
        let primary = hyphenated.split('-').next().unwrap_or_default();
        if primary.len() > 3 {
            // The grammar allows up to eight letters, but no such language is
            // registered; what comes in is a name, as in `english`.
            let reason = Self::from_name(tag).map_or_else(
                || "a language is two or three letters, as in `en`".to_owned(),
                |known| format!("that of the language is `{known}`"),
            );
            return Err(LanguageTagError {
                tag: tag.to_owned(),
                reason,
            });
        }
        match oxilangtag::LanguageTag::parse_and_normalize(&hyphenated) {
            Ok(parsed) => Ok(Self(shortest(parsed.into_inner()))),
            Err(error) => Err(LanguageTagError {
                tag: tag.to_owned(),
                reason: error.to_string(),
            }),
        }
    }

    /// The language that is called so in English, in any case.
    ///
    /// ```
    /// use bitext_core::LanguageTag;
    /// assert_eq!(LanguageTag::from_name("russian").unwrap().as_str(), "ru");
    /// assert!(LanguageTag::from_name("Hello").is_none());
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let code = LANGUAGES.by_name.get(&name.trim().to_ascii_lowercase());
        code.map(|&code| Self(code.to_owned()))
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

    /// The primary language subtag under which its language is described: `nb` for
    /// `no`, `he` for `iw`, and for most tags their own.
    ///
    /// ```
    /// use bitext_core::LanguageTag;
    /// assert_eq!(LanguageTag::try_new("no-NO")?.described_as(), "nb");
    /// assert_eq!(LanguageTag::try_new("sv-FI")?.described_as(), "sv");
    /// # Ok::<(), bitext_core::LanguageTagError>(())
    /// ```
    #[must_use]
    pub fn described_as(&self) -> &str {
        self.description()
            .map_or(self.primary(), |(_, other, _)| other)
    }

    /// Its row in the table of tags that are described under others.
    fn description(&self) -> Option<Description> {
        let mut rows = DESCRIBED_AS.iter();
        rows.find(|&&(tag, _, _)| tag == self.primary()).copied()
    }

    /// Whether its language is one of those that have a two-letter code.
    ///
    /// ```
    /// use bitext_core::LanguageTag;
    /// assert!(LanguageTag::try_new("pt-BR")?.has_two_letter_code());
    /// // `po` is well-formed, but no language.
    /// assert!(!LanguageTag::try_new("po")?.has_two_letter_code());
    /// # Ok::<(), bitext_core::LanguageTagError>(())
    /// ```
    #[must_use]
    pub fn has_two_letter_code(&self) -> bool {
        codes().any(|(_, code, _)| code == self.primary())
    }

    /// The tag itself and its ever shorter parents: `zh-Hant-TW`, `zh-Hant`, `zh`.
    pub fn fallback_chain(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(self.0.as_str()), |tag| {
            tag.rfind('-').map(|cut| &tag[..cut])
        })
    }

    /// Whether `other` is this tag or a narrower one: `en` covers `en-GB`, and
    /// `en-GB` does not cover `en-US`.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        other.fallback_chain().any(|tag| tag == self.0)
    }

    /// Whether both tags name the same primary language, be it by different names.
    ///
    /// ```
    /// use bitext_core::LanguageTag;
    /// let tag = LanguageTag::try_new;
    /// assert!(tag("en-GB")?.same_language(&tag("en")?));
    /// assert!(tag("no")?.same_language(&tag("nb-NO")?));
    /// assert!(!tag("nn")?.same_language(&tag("nb")?));
    /// assert!(!tag("nn")?.same_language(&tag("no")?));
    /// # Ok::<(), bitext_core::LanguageTagError>(())
    /// ```
    #[must_use]
    pub fn same_language(&self, other: &Self) -> bool {
        self.primary() == other.primary() || self.usual_name() == other.usual_name()
    }

    /// The primary language subtag by which its language usually goes: `nb` for `no`, `he`
    /// for `iw`, and for most tags their own.
    #[must_use]
    pub fn usual_name(&self) -> &str {
        let description = self.description().filter(|&(_, _, is_name)| is_name);
        description.map_or(self.primary(), |(_, other, _)| other)
    }
}

/// A tag with the two-letter code of its language, if that has one.
fn shortest(tag: String) -> String {
    let (primary, rest) = tag.split_at(tag.find('-').unwrap_or(tag.len()));
    if primary.len() != 3 {
        return tag;
    }
    match LANGUAGES.by_long_code.get(primary) {
        Some(code) => format!("{code}{rest}"),
        None => tag,
    }
}

/// Two-letter codes by what else a language is called. Tables and memories ask for
/// every heading and every text.
struct Languages {
    by_name: HashMap<String, &'static str>,
    by_long_code: HashMap<&'static str, &'static str>,
}

static LANGUAGES: LazyLock<Languages> = LazyLock::new(|| {
    let (mut by_name, mut by_long_code) = (HashMap::new(), HashMap::new());
    for (long, code, name) in codes() {
        by_name.entry(name.to_ascii_lowercase()).or_insert(code);
        for long in long.split('/') {
            by_long_code.entry(long).or_insert(code);
        }
    }
    Languages {
        by_name,
        by_long_code,
    }
});

/// The rows of the list of codes.
fn codes() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    CODES.lines().filter_map(|line| {
        let mut fields = line.split('\t').filter(|_| !line.starts_with('#'));
        Some((fields.next()?, fields.next()?, fields.next()?))
    })
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
    fn a_tag_covers_narrower_ones() {
        let covers = |one: &str, other: &str| {
            let tag = |text: &str| LanguageTag::try_new(text).unwrap();
            tag(one).covers(&tag(other))
        };
        assert!(covers("en", "en-GB") && covers("zh-Hant", "zh-Hant-TW") && covers("ru", "ru"));
        assert!(!covers("en-GB", "en-US") && !covers("en-GB", "en") && !covers("en", "et"));
    }

    #[test]
    fn malformed_tags_are_refused_by_name() {
        let error = LanguageTag::try_new("e").unwrap_err();
        assert!(error.to_string().contains("`e`"), "{error}");
        let error = LanguageTag::try_new("Russian").unwrap_err();
        assert!(error.to_string().ends_with("is `ru`"), "{error}");
        assert!(LanguageTag::try_new("Klingonese").is_err());
    }

    #[test]
    fn a_language_goes_by_its_shortest_code() {
        let tag = |text: &str| LanguageTag::try_new(text).unwrap().to_string();
        assert_eq!(tag("RUS"), "ru");
        assert_eq!(tag("deu_AT"), "de-AT");
        assert_eq!(tag("krl"), "krl");
        assert_eq!(tag("und"), "und");
    }

    #[test]
    fn the_list_of_codes_is_in_order() {
        let rows: Vec<_> = codes().collect();
        assert!(rows.len() > 150);
        assert!(rows.iter().all(|(_, code, _)| tag_is_whole(code)));
        assert!(rows.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    fn tag_is_whole(code: &str) -> bool {
        LanguageTag::try_new(code).is_ok_and(|tag| tag.as_str() == code)
    }
}
