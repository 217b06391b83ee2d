//! The header of a TMX file.

use bitext_core::{LanguageTag, Property};

use crate::LanguageMap;

/// What the segments of a file are (`segtype`).
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
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Block => "block",
            Self::Phrase => "phrase",
        }
    }
}

/// What a TMX header says. All seven attributes that TMX 1.4b requires are
/// always written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TmxHeader {
    /// Language of the source variants (`srclang`); each unit must have one.
    pub source_language: LanguageTag,
    /// Name of the tool that made the file.
    pub creation_tool: String,
    /// Its version.
    pub creation_tool_version: String,
    /// What the segments are.
    pub segment_type: SegmentType,
    /// Kind of the documents (`datatype`).
    pub data_type: String,
    /// Language of notes and properties.
    pub admin_language: LanguageTag,
    /// When the file was made, `20180411T113000Z`; left out by default, so that
    /// the same input makes the same file.
    pub creation_date: Option<String>,
    /// Properties of the whole file.
    pub properties: Vec<Property>,
    /// Remarks on the whole file.
    pub notes: Vec<String>,
    /// Tags to be written for others.
    pub language_map: LanguageMap,
}

impl TmxHeader {
    /// The header of a file of plain-text sentences made by this version of
    /// bitext.
    #[must_use]
    pub fn new(source_language: LanguageTag) -> Self {
        Self {
            source_language,
            creation_tool: "bitext".to_owned(),
            creation_tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            segment_type: SegmentType::default(),
            data_type: "plaintext".to_owned(),
            // The notes and property values of bitext are written in English.
            admin_language: LanguageTag::try_new("en")
                .unwrap_or_else(|_| LanguageTag::undetermined()),
            creation_date: None,
            properties: Vec::new(),
            notes: Vec::new(),
            language_map: LanguageMap::default(),
        }
    }
}
