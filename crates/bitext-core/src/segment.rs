//! A text cut into segments, without a byte of it changed.

use thiserror::Error;

use crate::TextRange;

/// A stretch of one text that is aligned as a unit, usually a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it stands in the text; white space around it lies outside.
    pub range: TextRange,
    /// Index of the block it belongs to. Two segments of one block stand in
    /// the same paragraph, which alignment takes as evidence, never as a wall.
    pub block: usize,
}

/// A text and its segments, ascending and apart.
///
/// Segments and the gaps between them joined together give back the text.
#[derive(Clone, Debug)]
pub struct SegmentedText {
    text: String,
    segments: Vec<Segment>,
}

/// Why segments do not fit their text.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum SegmentedTextError {
    /// A segment reaches past the text or cuts a character.
    #[error("segment {index} does not lie on characters of its text")]
    OutOfText {
        /// Which segment, from 0.
        index: usize,
    },
    /// A segment is empty, or starts before the one ahead of it ends.
    #[error("segment {index} is empty or overlaps the segment before it")]
    Disorder {
        /// Which segment, from 0.
        index: usize,
    },
}

impl SegmentedText {
    /// Puts a text and its segments together.
    ///
    /// # Errors
    /// If a segment is empty, out of order, or not on character boundaries.
    pub fn try_new(text: String, segments: Vec<Segment>) -> Result<Self, SegmentedTextError> {
        let mut end = 0;
        for (index, segment) in segments.iter().enumerate() {
            if text.get(segment.range.start..segment.range.end).is_none() {
                return Err(SegmentedTextError::OutOfText { index });
            }
            if segment.range.is_empty() || segment.range.start < end {
                return Err(SegmentedTextError::Disorder { index });
            }
            end = segment.range.end;
        }
        Ok(Self { text, segments })
    }

    /// One segment for each line of `text`, each a block of its own.
    ///
    /// Segment indices equal line numbers, so a blank line becomes a segment
    /// too: its line break alone.
    #[must_use]
    pub fn from_lines(lines: &[&str]) -> Self {
        let mut text = String::new();
        let mut segments = Vec::with_capacity(lines.len());
        for (block, line) in lines.iter().enumerate() {
            let start = text.len();
            text.push_str(line);
            text.push('\n');
            // A blank line keeps its line break, for a segment is never empty.
            let end = if line.is_empty() {
                text.len()
            } else {
                text.len() - 1
            };
            segments.push(Segment {
                range: TextRange::new(start, end),
                block,
            });
        }
        Self { text, segments }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The segments in order.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// How many segments there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.segments.len()
    }

    /// Whether there is no segment.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// The text of segment `index`; empty if there is no such segment.
    #[must_use]
    pub fn segment_text(&self, index: usize) -> &str {
        self.segments
            .get(index)
            .map_or("", |segment| segment.range.of(&self.text))
    }

    /// The texts of all segments in order.
    pub fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.segments
            .iter()
            .map(|segment| segment.range.of(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_segments_with_their_numbers() {
        let lines = SegmentedText::from_lines(&["One.", "", "Три."]);
        assert_eq!(lines.texts().collect::<Vec<_>>(), ["One.", "\n", "Три."]);
        assert_eq!(lines.segments()[2].block, 2);
    }

    #[test]
    fn disorder_is_refused() {
        let segment = |start, end| Segment {
            range: TextRange::new(start, end),
            block: 0,
        };
        let make = |segments| SegmentedText::try_new("Да. Нет.".to_owned(), segments).map(|_| ());
        assert_eq!(make(vec![segment(0, 5), segment(6, 13)]), Ok(()));
        assert_eq!(
            make(vec![segment(0, 5), segment(4, 13)]),
            Err(SegmentedTextError::Disorder { index: 1 })
        );
        assert_eq!(
            make(vec![segment(0, 1)]),
            Err(SegmentedTextError::OutOfText { index: 0 })
        );
    }
}
