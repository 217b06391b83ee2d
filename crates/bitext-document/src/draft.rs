//! What a reader hands over: text that grows block by block.
//!
//! Blocks stand on lines of their own, so that a block is always a run of
//! whole lines; whatever works on lines later (undoing a wrong encoding) keeps
//! them in place.

use bitext_core::{Block, BlockKind, Metadata, Origin, TextRange};

use crate::table::Tables;

/// A document in the making.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) blocks: Vec<Block>,
    pub(crate) parts: Vec<String>,
    pub(crate) origins: Vec<Origin>,
    pub(crate) metadata: Metadata,
    /// The encoding of its own part of the file, where parts may differ in it.
    pub(crate) encoding: Option<crate::TextEncoding>,
    /// What was left out of it.
    pub(crate) warnings: Vec<crate::ReadWarning>,
    /// Its tables, whose cells have the blocks that are pushed while they are open.
    pub(crate) tables: Tables,
}

impl Draft {
    /// Adds a block; white space around it is left out, and a blank one too.
    /// Line breaks inside stay only in preformatted text.
    pub(crate) fn push(&mut self, kind: BlockKind, words: &str, origin: Origin) {
        self.tables.paragraph(words);
        let words = words.trim_matches(|c: char| c.is_whitespace() || is_format(c));
        if words.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let start = self.text.len();
        let keeps_lines = kind == BlockKind::Preformatted;
        self.text.extend(words.chars().filter_map(|c| match c {
            '\n' if keeps_lines => Some('\n'),
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
            // What only says where a line may break is no part of a word.
            '\u{ad}' | '\u{200b}' | '\u{feff}' | '\0' => None,
            other => Some(other),
        }));
        let range = TextRange::new(start, self.text.len());
        self.blocks.push(Block { range, kind });
        self.origins.push(origin);
    }

    /// Adds a block from bytes of a part.
    pub(crate) fn push_bytes(
        &mut self,
        kind: BlockKind,
        words: &str,
        part: usize,
        range: TextRange,
    ) {
        self.push(kind, words, Origin::Bytes { part, range });
    }

    /// Replaces the text by one with as many lines.
    pub(crate) fn replace_text(&mut self, text: String) {
        let starts: Vec<usize> = line_starts(&self.text);
        let new_starts: Vec<usize> = line_starts(&text);
        for block in &mut self.blocks {
            let first = starts.partition_point(|&start| start <= block.range.start) - 1;
            let last = starts.partition_point(|&start| start < block.range.end.max(1)) - 1;
            let start = new_starts.get(first).copied().unwrap_or(text.len());
            let end = new_starts
                .get(last + 1)
                .map_or(text.len(), |&next| next - 1);
            block.range = TextRange::new(start, end);
        }
        self.text = text;
    }
}

/// The place of a text that goes on with a piece from `next`; `known` is that of
/// what came before, if anything did.
pub(crate) fn up_to(known: Option<TextRange>, next: TextRange) -> TextRange {
    let start = known.map_or(next.start, |known| known.start);
    TextRange::new(start, next.end)
}

fn line_starts(text: &str) -> Vec<usize> {
    let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(breaks).collect()
}

fn is_format(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_whole_lines() {
        let mut draft = Draft::default();
        let none = TextRange::new(0, 0);
        draft.push_bytes(BlockKind::Heading, " Soft\u{ad}ware\nnews ", 0, none);
        draft.push_bytes(BlockKind::Paragraph, "\u{a0}\n", 0, none);
        draft.push_bytes(BlockKind::Preformatted, "a\nb", 0, none);
        assert_eq!(draft.text, "Software news\na\nb");
        draft.replace_text("Новости\nа\nбв".to_owned());
        let texts: Vec<_> = draft
            .blocks
            .iter()
            .map(|b| b.range.of(&draft.text))
            .collect();
        assert_eq!(texts, ["Новости", "а\nбв"]);
    }
}
