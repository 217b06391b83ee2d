//! Translation units: what leaves the house.
//!
//! A unit owns its words, since it outlives the documents it came from. Inline
//! markup stays what it is, codes at byte positions of plain text, so that
//! matching works on the text and export gives the codes back. What a file says
//! beyond what bitext understands is kept as [`Attribute`]s, so that a memory
//! can pass through without losing anything.

use thiserror::Error;

use crate::LanguageTag;

/// What an inline code does (TMX 1.4b §3.3; XLIFF names differ).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodeKind {
    /// Begins a pair (`bpt`).
    Begin,
    /// Ends a pair (`ept`).
    End,
    /// Stands alone (`ph`).
    Standalone,
    /// Half of a pair whose other half lies in another segment (`it`).
    Isolated,
    /// Begins a stretch of text that is marked without markup of its own (`hi`).
    HighlightBegin,
    /// Ends such a stretch; they nest, so it ends the last one begun.
    HighlightEnd,
    /// Markup of which nothing is known (`ut`, deprecated).
    Unknown,
}

/// A name and value that a file gives to one of its elements and that has no
/// field of its own here; named as in the file: `tuid`, `x`, `xml:lang`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Attribute {
    /// An attribute of that name and value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

/// The value of the first of `attributes` called `name`.
#[must_use]
pub fn attribute<'list>(attributes: &'list [Attribute], name: &str) -> Option<&'list str> {
    let found = attributes.iter().find(|attribute| attribute.name == name);
    found.map(|attribute| attribute.value.as_str())
}

/// Translatable text inside an inline code (TMX `sub`): a footnote, the title of
/// a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subflow {
    /// Byte of the code's content in front of which it stands.
    pub position: usize,
    /// Its text.
    pub text: InlineText,
    /// What else the file says of it: `datatype`, `type`.
    pub attributes: Vec<Attribute>,
}

/// An inline code at a place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineCode {
    /// Byte of the plain text in front of which the code stands.
    pub position: usize,
    /// What it does.
    pub kind: CodeKind,
    /// Joins the two halves of a pair inside one segment (TMX `i`).
    pub pair: Option<u32>,
    /// The native markup, as it stood in the original, without its subflows.
    pub content: String,
    /// Text inside the markup, at ascending positions.
    pub subflows: Vec<Subflow>,
    /// What else the file says of it: `x`, `type`, `assoc`, `pos`.
    pub attributes: Vec<Attribute>,
}

impl InlineCode {
    /// A code without pair, subflows and attributes.
    pub fn new(position: usize, kind: CodeKind, content: impl Into<String>) -> Self {
        Self {
            position,
            kind,
            pair: None,
            content: content.into(),
            subflows: Vec::new(),
            attributes: Vec::new(),
        }
    }

    /// The same as half of the pair numbered `pair`.
    #[must_use]
    pub fn in_pair(mut self, pair: u32) -> Self {
        self.pair = Some(pair);
        self
    }

    /// The value of the attribute called `name`.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        attribute(&self.attributes, name)
    }
}

/// Plain text with inline codes in it.
///
/// ```
/// use bitext_core::InlineText;
/// let text = InlineText::plain("Без разметки.");
/// assert_eq!(text.text(), "Без разметки.");
/// assert!(text.codes().is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InlineText {
    text: String,
    codes: Vec<InlineCode>,
}

/// Why codes do not fit their text.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("inline code {index} at byte {position} does not stand between two characters, in order")]
pub struct InlineTextError {
    index: usize,
    position: usize,
}

impl InlineText {
    /// Text without codes.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            codes: Vec::new(),
        }
    }

    /// Text with codes at ascending positions; equal positions keep their order.
    ///
    /// # Errors
    /// If a code stands inside a character, past the end, or out of order.
    pub fn try_new(text: String, codes: Vec<InlineCode>) -> Result<Self, InlineTextError> {
        let mut last = 0;
        for (index, code) in codes.iter().enumerate() {
            let position = code.position;
            if position < last || !text.is_char_boundary(position) {
                return Err(InlineTextError { index, position });
            }
            last = position;
        }
        Ok(Self { text, codes })
    }

    /// The words without the codes.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The codes in order.
    #[must_use]
    pub fn codes(&self) -> &[InlineCode] {
        &self.codes
    }

    /// Text and codes, to be taken apart.
    #[must_use]
    pub fn into_parts(self) -> (String, Vec<InlineCode>) {
        (self.text, self.codes)
    }
}

/// A named value on a unit, variant or file (TMX `prop`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its type, for our own ones with the prefix `x-`.
    pub name: String,
    /// Its value.
    pub value: String,
    /// What else the file says of it: `xml:lang`, `o-encoding`.
    pub attributes: Vec<Attribute>,
}

impl Property {
    /// A property of that name and value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            attributes: Vec::new(),
        }
    }
}

/// A free remark on a unit, variant or file (TMX `note`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// Its text.
    pub text: String,
    /// What else the file says of it: `xml:lang`, `o-encoding`.
    pub attributes: Vec<Attribute>,
}

impl Note {
    /// A remark.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            attributes: Vec::new(),
        }
    }
}

/// Who made and changed something, and when. Dates are in the basic UTC format
/// of TMX, `20180411T113000Z`, so that they compare as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// When it was made.
    pub created: Option<String>,
    /// Who made it (TMX `creationid`).
    pub created_by: Option<String>,
    /// When it was last changed.
    pub changed: Option<String>,
    /// Who changed it last (TMX `changeid`).
    pub changed_by: Option<String>,
}

impl History {
    /// When it was last changed or, failing that, made.
    #[must_use]
    pub fn last_date(&self) -> Option<&str> {
        self.changed.as_deref().or(self.created.as_deref())
    }
}

/// One language's side of a unit (TMX `tuv`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Its language.
    pub language: LanguageTag,
    /// Its text.
    pub segment: InlineText,
    /// What is known of this side alone.
    pub properties: Vec<Property>,
    /// Free remarks.
    pub notes: Vec<Note>,
    /// Who made and changed this side, and when.
    pub history: History,
    /// What else the file says of it: `usagecount`, `creationtool`, …
    pub attributes: Vec<Attribute>,
}

impl Variant {
    /// A variant of plain text without properties.
    #[must_use]
    pub fn plain(language: LanguageTag, text: impl Into<String>) -> Self {
        Self {
            language,
            segment: InlineText::plain(text),
            properties: Vec::new(),
            notes: Vec::new(),
            history: History::default(),
            attributes: Vec::new(),
        }
    }

    /// The value of the first property called `name`.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&str> {
        value_of(&self.properties, name)
    }
}

/// One meaning in n languages (TMX `tu`); a pair is n = 2, source first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TranslationUnit {
    /// The languages' sides, the source first.
    pub variants: Vec<Variant>,
    /// What is known of the unit: probability, link type, documents, dates.
    pub properties: Vec<Property>,
    /// Free remarks.
    pub notes: Vec<Note>,
    /// Name of the unit in its file (TMX `tuid`).
    pub id: Option<String>,
    /// Who made and changed it, and when.
    pub history: History,
    /// What else the file says of it: `srclang`, `usagecount`, …
    pub attributes: Vec<Attribute>,
}

impl TranslationUnit {
    /// A pair of variants.
    #[must_use]
    pub fn pair(source: Variant, target: Variant) -> Self {
        Self {
            variants: vec![source, target],
            ..Self::default()
        }
    }

    /// The first variant in `language` or in a regional form of it.
    #[must_use]
    pub fn variant(&self, language: &LanguageTag) -> Option<&Variant> {
        let exact = self
            .variants
            .iter()
            .find(|variant| variant.language == *language);
        exact.or_else(|| {
            self.variants
                .iter()
                .find(|v| v.language.same_language(language))
        })
    }

    /// The value of the first property called `name`.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&str> {
        value_of(&self.properties, name)
    }
}

fn value_of<'list>(properties: &'list [Property], name: &str) -> Option<&'list str> {
    let found = properties.iter().find(|property| property.name == name);
    found.map(|property| property.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_between_characters() {
        let code = |position| InlineCode::new(position, CodeKind::Standalone, "<br/>");
        assert!(InlineText::try_new("Ёж".to_owned(), vec![code(0), code(2), code(4)]).is_ok());
        assert!(InlineText::try_new("Ёж".to_owned(), vec![code(1)]).is_err());
        assert!(InlineText::try_new("Ёж".to_owned(), vec![code(2), code(0)]).is_err());
    }

    #[test]
    fn variants_are_found_by_language_with_the_exact_tag_first() {
        let tag = |text| LanguageTag::try_new(text).unwrap();
        let unit = TranslationUnit {
            variants: vec![
                Variant::plain(tag("en-GB"), "a"),
                Variant::plain(tag("en"), "b"),
            ],
            ..TranslationUnit::default()
        };
        assert_eq!(unit.variant(&tag("en")).unwrap().segment.text(), "b");
        assert_eq!(unit.variant(&tag("en-US")).unwrap().segment.text(), "a");
        assert!(unit.variant(&tag("ru")).is_none());
    }
}
