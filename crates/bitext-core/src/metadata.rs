//! What a file says about its document, beside the text itself.

use crate::{LanguageTag, Timestamp};

/// What a document says about itself; whatever it does not say is absent.
///
/// Everything here was stated by the file (or, for plain wire text, by lines
/// that follow a convention); nothing is guessed from the wording.
///
/// ```
/// use bitext_core::Metadata;
/// let mut metadata = Metadata::default();
/// metadata.headline = Some("Harbour reopens".to_owned());
/// assert!(!metadata.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Metadata {
    /// The title of the report.
    pub headline: Option<String>,
    /// Where and when it was filed: `GENEVA, March 14`.
    pub dateline: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// The short name a desk keeps for a story: `HARBOUR-REOPENING`.
    pub slug: Option<String>,
    /// The language the file declares, which the text may contradict.
    pub language: Option<LanguageTag>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// What the provider calls the story, the same in all its versions.
    pub story_id: Option<String>,
    /// Which version of the story this is; the first is 0 or 1, as its format
    /// has it.
    pub update_number: Option<u32>,
    /// The address the provider calls the right one.
    pub canonical_url: Option<String>,
    /// The same document in other languages.
    pub alternates: Vec<Alternate>,
    /// Who published it.
    pub provider: Option<String>,
    /// Keywords, in the order of the file.
    pub keywords: Vec<String>,
}

/// Where a document can be had in another language (`hreflang`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternate {
    /// The language.
    pub language: LanguageTag,
    /// The address there.
    pub url: String,
}

impl Metadata {
    /// Whether the file said nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
