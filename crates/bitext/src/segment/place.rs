//! Where a segment stands, in the units that programs count in.

use bitext_core::TextRange;
use serde::Serialize;

/// A segment as JSON shows it. Ends are one past the last unit.
#[derive(Serialize)]
pub(super) struct PlacedSegment<'text> {
    index: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<usize>,
    text: &'text str,
    bytes: [usize; 2],
    characters: [usize; 2],
    utf16: [usize; 2],
}

/// Counts characters and UTF-16 units up to bytes that only go forward, so that
/// a text is read once however many segments it has.
pub(super) struct Placer<'text> {
    text: &'text str,
    at: usize,
    characters: usize,
    utf16: usize,
    index: usize,
}

impl<'text> Placer<'text> {
    pub(super) fn new(text: &'text str) -> Self {
        Self {
            text,
            at: 0,
            characters: 0,
            utf16: 0,
            index: 0,
        }
    }

    /// The next segment. Segments come in order.
    pub(super) fn place(&mut self, range: TextRange, block: Option<usize>) -> PlacedSegment<'text> {
        let (start, utf16_start) = self.advance(range.start);
        let (end, utf16_end) = self.advance(range.end);
        let index = self.index;
        self.index += 1;
        PlacedSegment {
            index,
            block,
            text: range.of(self.text),
            bytes: [range.start, range.end],
            characters: [start, end],
            utf16: [utf16_start, utf16_end],
        }
    }

    fn advance(&mut self, to: usize) -> (usize, usize) {
        for letter in self.text.get(self.at..to).unwrap_or("").chars() {
            self.characters += 1;
            self.utf16 += letter.len_utf16();
        }
        self.at = to;
        (self.characters, self.utf16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_differ_where_characters_are_wide() {
        let text = "Ж😀. B.";
        let mut placer = Placer::new(text);
        let first = placer.place(TextRange::new(0, 7), None);
        assert_eq!((first.characters, first.utf16), ([0, 3], [0, 4]));
        let second = placer.place(TextRange::new(8, 10), None);
        assert_eq!((second.characters, second.utf16), ([4, 6], [5, 7]));
        assert_eq!((second.index, second.text), (1, "B."));
    }
}
