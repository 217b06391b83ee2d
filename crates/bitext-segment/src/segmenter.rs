//! The segmenter as its callers see it, and the pass over the text.

use bitext_core::{BlockKind, Document, Segment, SegmentedText, TextRange};
use bitext_lang::LanguagePack;

use crate::character::{STOPS, ending, is_bullet, is_line_break};
use crate::dateline::dateline;
use crate::decide::Judge;
use crate::knowledge::Knowledge;
use crate::site::Site;
use crate::{SegmentError, SegmentOptions};

/// Splits texts of one language into segments. Prepared once, used from any
/// number of threads.
#[derive(Debug)]
pub struct Segmenter {
    options: SegmentOptions,
    knowledge: Knowledge,
}

impl Segmenter {
    /// Prepares a segmenter for the language of `pack`.
    ///
    /// # Errors
    /// If a segmentation file of the pack is malformed.
    pub fn try_new(pack: &LanguagePack, options: &SegmentOptions) -> Result<Self, SegmentError> {
        Ok(Self {
            options: options.clone(),
            knowledge: Knowledge::try_new(pack)?,
        })
    }

    /// Byte offsets of the segment boundaries of `text`, ascending.
    ///
    /// The first is 0 and the last is `text.len()`; each lies on a character
    /// boundary. White space between two segments belongs to the piece before
    /// the boundary. An empty text has the single boundary 0.
    #[must_use]
    pub fn boundaries(&self, text: &str) -> Vec<usize> {
        let mut boundaries = vec![0];
        self.each_end(text, |next| boundaries.push(next));
        if boundaries.last() != Some(&text.len()) {
            boundaries.push(text.len());
        }
        boundaries
    }

    /// The segments of `text` in order, without the white space around them.
    ///
    /// A text of nothing but white space has none.
    #[must_use]
    pub fn segments(&self, text: &str) -> Vec<TextRange> {
        let mut segments = Vec::new();
        let mut start = 0;
        let mut push = |start, end| {
            segments.extend(trimmed(text, TextRange::new(start, end)));
        };
        self.each_end(text, |next| {
            push(start, next);
            start = next;
        });
        push(start, text.len());
        segments
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

    /// Calls `report` with the start of every segment but the first, in order.
    fn each_end(&self, text: &str, mut report: impl FnMut(usize)) {
        let bytes = text.as_bytes();
        let mut judge = Judge::new(&self.knowledge, self.options.profile);
        let mut segment = first_letter(text, 0);
        let mut line = dateline(text, segment);
        let mut at = segment;
        while let Some(stop) = next_stop(bytes, at) {
            let Some(letter) = text[stop..].chars().next() else {
                break;
            };
            at = stop + letter.len_utf8();
            if is_line_break(letter) {
                let next = first_letter(text, stop);
                if next < text.len() {
                    report(next);
                }
                (segment, at) = (next, next);
                line = dateline(text, next);
                continue;
            }
            if ending(letter).is_none() {
                let opens_item = is_bullet(letter)
                    && stop > segment
                    && text[..stop].ends_with([' ', '\t', '\u{a0}']);
                if opens_item {
                    report(stop);
                    segment = stop;
                }
                continue;
            }
            // Most full stops without a space are inside numbers and addresses.
            if letter == '.'
                && bytes
                    .get(at)
                    .is_some_and(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
            {
                continue;
            }
            if let Some(found) = line {
                if stop < found.end {
                    let is_end = found.is_segment && found.end == at;
                    if is_end {
                        let next = first_letter(text, at);
                        if next < text.len() && !text[at..next].contains(is_line_break) {
                            report(next);
                            segment = next;
                        }
                    }
                    continue;
                }
                line = None;
            }
            let Some(site) = Site::read(text, segment, stop) else {
                continue;
            };
            at = site.end;
            if site.ends_line {
                continue;
            }
            let (is_break, _) = judge.decide(&site);
            if is_break {
                report(site.next);
                segment = site.next;
                at = site.next;
            }
        }
    }
}

/// The next byte at or behind `at` where something may happen.
fn next_stop(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let found = rest.iter().position(|&byte| STOPS[usize::from(byte)])?;
    Some(at + found)
}

/// The first character at or behind `at` that is not white space.
fn first_letter(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// `range` without the white space at its ends; `None` if nothing is left.
fn trimmed(text: &str, range: TextRange) -> Option<TextRange> {
    let piece = range.of(text);
    let start = range.start + (piece.len() - piece.trim_start().len());
    let end = start + piece.trim().len();
    (end > start).then(|| TextRange::new(start, end))
}
