//! What a memory says of itself, in any format.

use bitext_core::{Attribute, History, LanguageTag, Note, Property};

/// What the segments of a memory are (TMX `segtype`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SegmentType {
    /// Sentences; OmegaT uses them as they are.
    #[default]
    Sentence,
    /// Paragraphs; OmegaT cuts them anew.
    Paragraph,
    /// Blocks of any size.
    Block,
    /// Phrases.
    Phrase,
}

impl SegmentType {
    /// What TMX calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Block => "block",
            Self::Phrase => "phrase",
        }
    }

    /// The type that TMX calls `name`, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let types = [Self::Sentence, Self::Paragraph, Self::Block, Self::Phrase];
        let name = name.trim();
        types
            .into_iter()
            .find(|kind| kind.name().eq_ignore_ascii_case(name))
    }
}

/// Characters that a memory's tools wrote in a way of their own (TMX `ude`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserEncoding {
    /// Its attributes: `name`, `base`.
    pub attributes: Vec<Attribute>,
    /// The attributes of each entry: `unicode`, `code`, `ent`, `subst`.
    pub maps: Vec<Vec<Attribute>>,
}

/// What the head of a memory says. What a format has no place for is left out
/// when it is written, and `None` when it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryHeader {
    /// Language of the source variants; `None` if it is not known or differs
    /// from unit to unit (TMX `*all*`).
    pub source_language: Option<LanguageTag>,
    /// Language of the target variants, in formats that have just one.
    pub target_language: Option<LanguageTag>,
    /// Name of the tool that made the file.
    pub creation_tool: Option<String>,
    /// Its version.
    pub creation_tool_version: Option<String>,
    /// What the segments are.
    pub segment_type: SegmentType,
    /// Format of the memory that the file was made from (TMX `o-tmf`).
    pub original_format: Option<String>,
    /// Language of notes and properties.
    pub admin_language: Option<LanguageTag>,
    /// Kind of the documents (TMX `datatype`).
    pub data_type: Option<String>,
    /// Who made and changed the file, and when; left out of new files by
    /// default, so that the same input makes the same file.
    pub history: History,
    /// Properties of the whole file.
    pub properties: Vec<Property>,
    /// Remarks on the whole file.
    pub notes: Vec<Note>,
    /// Characters written in a way of their own.
    pub encodings: Vec<UserEncoding>,
    /// What else the file says of itself.
    pub attributes: Vec<Attribute>,
}

impl MemoryHeader {
    /// The header of a memory of plain-text sentences made by this version of
    /// bitext.
    #[must_use]
    pub fn new(source_language: LanguageTag) -> Self {
        Self {
            source_language: Some(source_language),
            creation_tool: Some("bitext".to_owned()),
            creation_tool_version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            original_format: Some("bitext".to_owned()),
            // The notes and property values of bitext are written in English.
            admin_language: LanguageTag::try_new("en").ok(),
            data_type: Some("plaintext".to_owned()),
            ..Self::default()
        }
    }
}
