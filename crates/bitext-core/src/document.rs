//! A document: one text, and the blocks a reader found in it.

use std::ops::Range;

use thiserror::Error;

use crate::{LanguageTag, Metadata, Origin};

/// A half-open range of bytes of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextRange {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl TextRange {
    /// The range `start..end`; an end before the start counts as empty.
    #[must_use]
    #[inline]
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the range holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The bytes of `text` in this range; empty if the range does not lie on
    /// character boundaries of it.
    #[must_use]
    #[inline]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// The same range, `by` bytes further on.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self {
            start: self.start + by,
            end: self.end + by,
        }
    }
}

impl From<Range<usize>> for TextRange {
    #[inline]
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// What part of a document a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A headline or section heading.
    Heading,
    /// An item of a list.
    ListItem,
    /// A cell of a table.
    Cell,
    /// What stands under or beside a picture or a table.
    Caption,
    /// A quotation set apart from the running text.
    Quotation,
    /// A note at the foot of a page or the end of a text.
    Footnote,
    /// Place and date of a report on a line of their own.
    Dateline,
    /// The line that names the author.
    Byline,
    /// Text that keeps its line breaks: listings, verse.
    Preformatted,
    /// Navigation, notices, running heads: read only where it is asked for.
    Boilerplate,
    /// One pre-cut segment (`--one-per-line`): never cut further.
    Line,
}

/// A stretch of text that no segment crosses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands in the text of its document.
    pub range: TextRange,
    /// What it is.
    pub kind: BlockKind,
}

/// One text and its blocks, in order.
///
/// ```
/// use bitext_core::{Block, BlockKind, Document, TextRange};
/// let text = "Headline\nFirst paragraph.".to_owned();
/// let blocks = vec![
///     Block { range: TextRange::new(0, 8), kind: BlockKind::Heading },
///     Block { range: TextRange::new(9, 25), kind: BlockKind::Paragraph },
/// ];
/// let document = Document::try_new("report.txt", text, blocks, None)?;
/// assert_eq!(document.block_text(1), "First paragraph.");
/// # Ok::<(), bitext_core::DocumentError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    name: String,
    text: String,
    blocks: Vec<Block>,
    language: Option<LanguageTag>,
    metadata: Metadata,
    parts: Vec<String>,
    origins: Vec<Origin>,
}

/// Why blocks do not fit their text.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentError {
    /// A block reaches past the text or cuts a character.
    #[error(
        "block {index} ({start}..{end}) does not lie on characters of a text of {length} bytes"
    )]
    OutOfText {
        /// Which block, from 0.
        index: usize,
        /// Its first byte.
        start: usize,
        /// One past its last byte.
        end: usize,
        /// Length of the text in bytes.
        length: usize,
    },
    /// A block starts before the one ahead of it ends.
    #[error("block {index} overlaps the block before it")]
    Overlap {
        /// Which block, from 0.
        index: usize,
    },
    /// There is not one origin for each block.
    #[error("{origins} origins for {blocks} blocks")]
    Origins {
        /// How many origins there are.
        origins: usize,
        /// How many blocks there are.
        blocks: usize,
    },
}

impl Document {
    /// A document of `text` with `blocks` in ascending order.
    ///
    /// # Errors
    /// If a block lies outside the text, cuts a character, or overlaps another.
    pub fn try_new(
        name: impl Into<String>,
        text: String,
        blocks: Vec<Block>,
        language: Option<LanguageTag>,
    ) -> Result<Self, DocumentError> {
        let mut end = 0;
        for (index, block) in blocks.iter().enumerate() {
            let TextRange { start, end: stop } = block.range;
            if text.get(start..stop).is_none() {
                let length = text.len();
                return Err(DocumentError::OutOfText {
                    index,
                    start,
                    end: stop,
                    length,
                });
            }
            if start < end {
                return Err(DocumentError::Overlap { index });
            }
            end = stop;
        }
        Ok(Self {
            name: name.into(),
            text,
            blocks,
            language,
            metadata: Metadata::default(),
            parts: Vec::new(),
            origins: Vec::new(),
        })
    }

    /// What the document is called, usually its file name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blocks in order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The text of one block; empty if there is no such block.
    #[must_use]
    pub fn block_text(&self, index: usize) -> &str {
        self.blocks
            .get(index)
            .map_or("", |block| block.range.of(&self.text))
    }

    /// The language, if it is known.
    #[must_use]
    pub fn language(&self) -> Option<&LanguageTag> {
        self.language.as_ref()
    }

    /// What the file says about the document.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Where a block came from in its file; `None` if there is no such block.
    ///
    /// A text that was read as it stands comes from its own bytes.
    #[must_use]
    pub fn origin(&self, index: usize) -> Option<Origin> {
        let range = self.blocks.get(index)?.range;
        let own = Origin::Bytes { part: 0, range };
        Some(self.origins.get(index).copied().unwrap_or(own))
    }

    /// The name of a part of the file that origins refer to, such as
    /// `word/document.xml`; empty for a file that is one part.
    #[must_use]
    pub fn part(&self, part: usize) -> &str {
        self.parts.get(part).map_or("", String::as_str)
    }

    /// The same document with what its file says about it.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self
    }

    /// The same document with an origin for each block, in parts of the file.
    ///
    /// # Errors
    /// If there is not one origin for each block.
    pub fn with_origins(
        mut self,
        parts: Vec<String>,
        origins: Vec<Origin>,
    ) -> Result<Self, DocumentError> {
        if origins.len() != self.blocks.len() {
            return Err(DocumentError::Origins {
                origins: origins.len(),
                blocks: self.blocks.len(),
            });
        }
        self.parts = parts;
        self.origins = origins;
        Ok(self)
    }

    /// The same document in another language tag.
    #[must_use]
    pub fn with_language(mut self, language: LanguageTag) -> Self {
        self.language = Some(language);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(start: usize, end: usize) -> Block {
        Block {
            range: TextRange::new(start, end),
            kind: BlockKind::Paragraph,
        }
    }

    #[test]
    fn blocks_must_lie_in_the_text_on_characters_and_apart() {
        let make = |blocks| Document::try_new("d", "Ёж.".to_owned(), blocks, None).map(|_| ());
        assert_eq!(make(vec![block(0, 2), block(2, 5)]), Ok(()));
        assert!(matches!(
            make(vec![block(0, 1)]),
            Err(DocumentError::OutOfText { .. })
        ));
        assert!(matches!(
            make(vec![block(0, 9)]),
            Err(DocumentError::OutOfText { .. })
        ));
        assert_eq!(
            make(vec![block(0, 4), block(2, 5)]),
            Err(DocumentError::Overlap { index: 1 })
        );
    }

    #[test]
    fn origins_are_the_text_itself_until_others_are_given() {
        let blocks = vec![block(0, 2), block(2, 5)];
        let document = Document::try_new("d", "Ёж.".to_owned(), blocks, None).unwrap();
        let bytes = |part, start, end| Origin::Bytes {
            part,
            range: TextRange::new(start, end),
        };
        assert_eq!(document.origin(1), Some(bytes(0, 2, 5)));
        assert_eq!(document.origin(2), None);
        let parts = vec!["body.xml".to_owned()];
        let too_few = document
            .clone()
            .with_origins(parts.clone(), vec![bytes(0, 40, 44)]);
        assert_eq!(
            too_few.unwrap_err(),
            DocumentError::Origins {
                origins: 1,
                blocks: 2
            }
        );
        let origins = vec![bytes(0, 40, 44), bytes(0, 60, 70)];
        let document = document.with_origins(parts, origins).unwrap();
        assert_eq!(document.origin(1), Some(bytes(0, 60, 70)));
        assert_eq!((document.part(0), document.part(1)), ("body.xml", ""));
    }
}
