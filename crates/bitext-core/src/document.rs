//! A document: one text, and the blocks a reader found in it.

use std::ops::Range;

use thiserror::Error;

use crate::LanguageTag;

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
}
