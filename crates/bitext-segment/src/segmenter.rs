//! The segmenter as its callers see it.

use bitext_core::{BlockKind, Document, Segment, SegmentedText, TextRange};
use bitext_lang::LanguagePack;

use crate::{SegmentError, SegmentOptions};

/// Splits texts of one language into segments. Prepared once, used from any
/// number of threads.
#[derive(Debug)]
pub struct Segmenter {
    options: SegmentOptions,
}

impl Segmenter {
    /// Prepares a segmenter for the language of `pack`.
    ///
    /// # Errors
    /// If a segmentation file of the pack is malformed.
    pub fn try_new(_pack: &LanguagePack, options: &SegmentOptions) -> Result<Self, SegmentError> {
        Ok(Self {
            options: options.clone(),
        })
    }

    /// Byte offsets of the segment boundaries of `text`, ascending.
    ///
    /// The first is 0 and the last is `text.len()`; each lies on a character
    /// boundary. White space between two segments belongs to the piece before
    /// the boundary. An empty text has the single boundary 0.
    #[must_use]
    pub fn boundaries(&self, text: &str) -> Vec<usize> {
        let _ = &self.options;
        let mut boundaries = vec![0];
        let mut after_mark = false;
        let mut after_gap = false;
        for (at, letter) in text.char_indices() {
            if after_gap && !letter.is_whitespace() {
                if at > 0 && !letter.is_lowercase() {
                    boundaries.push(at);
                }
                after_gap = false;
            }
            if letter == '\n' || (after_mark && letter.is_whitespace()) {
                after_gap = true;
            }
            after_mark = matches!(letter, '.' | '!' | '?' | '…' | '。')
                || (after_mark && matches!(letter, '"' | '”' | '»' | ')'));
        }
        if !text.is_empty() {
            boundaries.push(text.len());
        }
        boundaries
    }

    /// The segments of `text` in order, without the white space around them.
    ///
    /// A text of nothing but white space has none.
    #[must_use]
    pub fn segments(&self, text: &str) -> Vec<TextRange> {
        let boundaries = self.boundaries(text);
        boundaries
            .windows(2)
            .filter_map(|pair| trimmed(text, TextRange::new(pair[0], pair[1])))
            .collect()
    }

    /// The segments of a document. No segment crosses a block; a block of kind
    /// [`BlockKind::Line`] is one segment as it is; a blank block has none.
    #[must_use]
    pub fn segment_document(&self, document: &Document) -> SegmentedText {
        let text = document.text();
        let mut segments = Vec::new();
        for (block, found) in document.blocks().iter().enumerate() {
            if found.kind == BlockKind::Line {
                let range = trimmed(text, found.range);
                segments.extend(range.map(|range| Segment { range, block }));
                continue;
            }
            let ranges = self.segments(found.range.of(text));
            segments.extend(ranges.into_iter().map(|range| Segment {
                range: range.shifted(found.range.start),
                block,
            }));
        }
        match SegmentedText::try_new(text.to_owned(), segments) {
            Ok(segmented) => segmented,
            Err(error) => unreachable!("blocks ascend and segments ascend in them: {error}"),
        }
    }
}

/// `range` without the white space at its ends; `None` if nothing is left.
fn trimmed(text: &str, range: TextRange) -> Option<TextRange> {
    let piece = range.of(text);
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = start + piece.trim().len();
    (end > start).then(|| TextRange::new(start, end))
}
