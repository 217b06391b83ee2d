//! RTF: Rich Text Format (Microsoft, 1.9.1).
//!
//! A file is groups in braces, control words, and bytes of text in a code page
//! that the font in use may change. Groups that are no text (destinations) are
//! passed over whole, known or unknown ones marked `\*`. Deleted text of
//! tracked changes goes, as does hidden text; fields show their result.

mod grid;
mod table;
mod token;

use std::collections::BTreeMap;

use bitext_core::{BlockKind, Metadata, TextRange};
use encoding_rs::Encoding;

use crate::draft::{Draft, up_to};
use crate::fault::Fault;
use crate::office::{keywords, kind_of_style};
use crate::rtf::grid::Grid;
use crate::rtf::table::{SKIPPED, code_page, page_of_charset, symbol};
use crate::rtf::token::{Token, Tokens};

pub(crate) fn read(bytes: &[u8], max_depth: usize) -> Result<Draft, Fault> {
    let mut reader = Reader::new(max_depth);
    let mut tokens = Tokens::new(bytes);
    while let Some((token, range)) = tokens.next() {
        reader.token(token, range)?;
    }
    reader.flush_bytes();
    reader.end_paragraph();
    if reader.groups.len() > 1 {
        let open = reader.groups.len() - 1;
        let reason = format!("ends with {open} open groups: it was cut short");
        return Err(Fault::damaged(Some(bytes.len()), reason));
    }
    let mut draft = reader.draft;
    for (kind, text, range) in reader.notes {
        draft.push_bytes(kind, &text, 0, range);
    }
    Ok(draft)
}

/// What the text of a group is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Destination {
    Body,
    Note,
    Fonts,
    Styles,
    /// A property of the document.
    Info(&'static str),
    Skipped,
}

/// What holds until its group ends.
#[derive(Clone, Copy)]
struct State {
    destination: Destination,
    page: &'static Encoding,
    /// Bytes that stand in for a character given by its number.
    fallback: usize,
    is_hidden: bool,
    kind: BlockKind,
    is_in_table: bool,
}

struct Reader {
    draft: Draft,
    grid: Grid,
    notes: Vec<(BlockKind, String, TextRange)>,
    max_depth: usize,
    groups: Vec<State>,
    page: &'static Encoding,
    fonts: BTreeMap<i32, &'static Encoding>,
    font: i32,
    styles: BTreeMap<i32, BlockKind>,
    style: i32,
    /// Bytes not yet decoded: characters of some code pages have two.
    pending: Vec<u8>,
    /// First half of a character beyond the first plane.
    high: Option<u16>,
    skip: usize,
    is_starred: bool,
    text: String,
    range: Option<TextRange>,
    note: String,
    note_range: Option<TextRange>,
    info: String,
}

impl Reader {
    fn new(max_depth: usize) -> Self {
        let page = encoding_rs::WINDOWS_1252;
        let state = State {
            destination: Destination::Body,
            page,
            fallback: 1,
            is_hidden: false,
            kind: BlockKind::Paragraph,
            is_in_table: false,
        };
        Self {
            draft: Draft::default(),
            grid: Grid::default(),
            notes: Vec::new(),
            max_depth,
            groups: vec![state],
            page,
            fonts: BTreeMap::new(),
            font: 0,
            styles: BTreeMap::new(),
            style: 0,
            pending: Vec::new(),
            high: None,
            skip: 0,
            is_starred: false,
            text: String::new(),
            range: None,
            note: String::new(),
            note_range: None,
            info: String::new(),
        }
    }

    fn state(&mut self) -> &mut State {
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn token(&mut self, token: Token<'_>, range: TextRange) -> Result<(), Fault> {
        let is_byte = matches!(token, Token::Byte(_));
        if !is_byte {
            self.flush_bytes();
        }
        match token {
            Token::Open => {
                if self.groups.len() > self.max_depth {
                    let limit = self.max_depth;
                    return Err(Fault::TooDeep { limit });
                }
                let state = *self.state();
                self.groups.push(state);
                self.is_starred = false;
                self.skip = 0;
            }
            Token::Close => {
                self.skip = 0;
                self.close(range)?;
            }
            Token::Star => self.is_starred = true,
            Token::Byte(byte) => {
                if self.skip > 0 {
                    self.skip -= 1;
                } else {
                    self.pending.push(byte);
                    self.mark(range);
                }
            }
            Token::Word(word, number) => {
                if self.skip > 0 && word != "u" {
                    self.skip -= 1;
                } else {
                    self.word(word, number, range);
                }
                self.is_starred = false;
            }
        }
        Ok(())
    }

    fn close(&mut self, range: TextRange) -> Result<(), Fault> {
        if self.groups.len() == 1 {
            let reason = "closes a group that was never opened";
            return Err(Fault::damaged(Some(range.start), reason));
        }
        let ended = self.groups.pop();
        let now = self.state().destination;
        match ended.map(|state| state.destination) {
            Some(Destination::Note) if now != Destination::Note => {
                let text = std::mem::take(&mut self.note);
                let range = self.note_range.take().unwrap_or(range);
                self.notes.push((BlockKind::Footnote, text, range));
            }
            Some(Destination::Info(field)) if now != Destination::Info(field) => {
                let text = std::mem::take(&mut self.info);
                self.set(field, text.trim());
            }
            Some(Destination::Styles) => {
                let name = std::mem::take(&mut self.info);
                let name = name.trim().trim_end_matches(';').to_owned();
                if let Some(kind) = kind_of_style(&name) {
                    self.styles.insert(self.style, kind);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn set(&mut self, field: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let metadata: &mut Metadata = &mut self.draft.metadata;
        match field {
            "title" => metadata.headline = Some(text.to_owned()),
            "author" => metadata.byline = Some(text.to_owned()),
            _ => metadata.keywords = keywords(text),
        }
    }

    fn word(&mut self, word: &str, number: Option<i32>, range: TextRange) {
        let value = number.unwrap_or(0);
        let is_on = number != Some(0);
        if self.is_starred && !matches!(word, "footnote" | "shptxt") || SKIPPED.contains(&word) {
            self.state().destination = Destination::Skipped;
            return;
        }
        match word {
            "fonttbl" => self.state().destination = Destination::Fonts,
            "stylesheet" => self.state().destination = Destination::Styles,
            "info" => self.state().destination = Destination::Info(""),
            "title" => self.info("title"),
            "author" => self.info("author"),
            "keywords" => self.info("keywords"),
            "subject" | "manager" | "category" | "comment" => {
                self.state().destination = Destination::Skipped;
            }
            "footnote" => {
                let is_body = self.state().destination == Destination::Body;
                if is_body {
                    self.state().destination = Destination::Note;
                }
            }
            "shptxt" => self.state().destination = Destination::Body,
            "ansicpg" => {
                self.page = code_page(value).unwrap_or(self.page);
                let page = self.page;
                self.state().page = page;
            }
            "mac" => {
                self.page = encoding_rs::MACINTOSH;
                let page = self.page;
                self.state().page = page;
            }
            "f" => {
                self.font = value;
                let page = self.fonts.get(&value).copied().unwrap_or(self.page);
                self.state().page = page;
            }
            "fcharset" => {
                if let Some(page) = page_of_charset(value) {
                    self.fonts.insert(self.font, page);
                }
            }
            "uc" => self.state().fallback = usize::try_from(value).unwrap_or(0),
            "u" => self.character(value, range),
            "v" | "deleted" => self.state().is_hidden = is_on,
            "plain" => self.state().is_hidden = false,
            "pard" => {
                let state = self.state();
                state.kind = BlockKind::Paragraph;
                state.is_in_table = false;
            }
            "s" => {
                self.style = value;
                if let Some(&kind) = self.styles.get(&value) {
                    self.state().kind = kind;
                }
            }
            "outlinelevel" if value < 9 => self.state().kind = BlockKind::Heading,
            "ls" | "pnlvlbody" | "pnlvlblt" => {
                if self.state().kind == BlockKind::Paragraph {
                    self.state().kind = BlockKind::ListItem;
                }
            }
            "intbl" => self.state().is_in_table = true,
            "trowd" | "trhdr" | "clvmrg" | "cellx" => self.grid.define(word),
            "cell" | "row" if self.state().destination == Destination::Body => {
                self.grid.enter(&mut self.draft.tables, word == "cell");
                self.end_paragraph();
                self.grid.leave(&mut self.draft.tables, word == "cell");
            }
            "par" | "sect" | "page" | "column" | "nestcell" | "cell" | "row" => {
                self.break_here();
            }
            _ => {
                if let Some(words) = symbol(word) {
                    self.push(words, range);
                }
            }
        }
    }

    fn info(&mut self, field: &'static str) {
        if matches!(self.state().destination, Destination::Info(_)) {
            self.state().destination = Destination::Info(field);
        }
    }

    /// `\u`: a character by its number, before bytes for readers without it.
    fn character(&mut self, value: i32, range: TextRange) {
        self.skip = self.state().fallback;
        // Numbers have 16 bits with a sign.
        let Ok(unit) = u16::try_from(value & 0xFFFF) else {
            return;
        };
        let units = match (self.high.take(), unit) {
            (Some(high), 0xDC00..=0xDFFF) => vec![high, unit],
            (_, 0xD800..=0xDBFF) => {
                self.high = Some(unit);
                return;
            }
            _ => vec![unit],
        };
        let words = String::from_utf16_lossy(&units);
        self.push(&words, range);
    }

    fn mark(&mut self, range: TextRange) {
        let state = *self.state();
        if state.is_hidden {
            return;
        }
        let slot = match state.destination {
            Destination::Body => &mut self.range,
            Destination::Note => &mut self.note_range,
            _ => return,
        };
        *slot = Some(up_to(*slot, range));
    }

    fn push(&mut self, words: &str, range: TextRange) {
        self.mark(range);
        self.push_words(words);
    }

    fn push_words(&mut self, words: &str) {
        let state = *self.state();
        if state.is_hidden {
            return;
        }
        match state.destination {
            Destination::Body => self.text.push_str(words),
            Destination::Note => self.note.push_str(words),
            Destination::Styles | Destination::Info(_) => self.info.push_str(words),
            Destination::Fonts | Destination::Skipped => {}
        }
    }

    fn flush_bytes(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let page = self.state().page;
        let (words, _) = page.decode_without_bom_handling(&bytes);
        self.push_words(&words);
    }

    fn break_here(&mut self) {
        match self.state().destination {
            Destination::Body => self.end_paragraph(),
            Destination::Note => self.note.push(' '),
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let state = *self.state();
        let text = std::mem::take(&mut self.text);
        let kind = if state.is_in_table {
            BlockKind::Cell
        } else {
            state.kind
        };
        // Some programs write their lists as paragraphs with a bullet and a tab.
        let (kind, text) = match text
            .trim_start()
            .strip_prefix(['•', '▪', '◦', '‣', '\u{b7}'])
        {
            Some(item) if kind == BlockKind::Paragraph && item.starts_with(char::is_whitespace) => {
                (BlockKind::ListItem, item)
            }
            _ => (kind, text.as_str()),
        };
        if let Some(range) = self.range.take()
            && kind != BlockKind::Boilerplate
        {
            if state.is_in_table {
                self.grid.enter(&mut self.draft.tables, true);
            } else if !self.draft.tables.is_in_cell() {
                self.grid.end(&mut self.draft.tables);
            }
            self.draft.push_bytes(kind, text, 0, range);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn blocks(rtf: &[u8]) -> Vec<(BlockKind, String)> {
        let draft = read(rtf, 50).unwrap();
        let blocks = draft.blocks.iter();
        blocks
            .map(|block| (block.kind, block.range.of(&draft.text).to_owned()))
            .collect()
    }

    #[test]
    fn a_paragraph_with_a_bullet_is_a_list_item() {
        let rtf = br"{\rtf1\ansi \bullet \tx360\tab Ferry\par Five \bullet  six\par}";
        let expected = [
            (BlockKind::ListItem, "Ferry".to_owned()),
            (BlockKind::Paragraph, "Five • six".to_owned()),
        ];
        assert_eq!(blocks(rtf), expected);
    }

    #[test]
    fn code_pages_fonts_and_numbers_give_characters() {
        let rtf = br"{\rtf1\ansi\ansicpg1251\uc1{\fonttbl{\f0\fcharset204 A;}{\f1\fcharset238 B;}}
\f0\'cc\'ee\'f1\'f2 \u1086?\u1090?\u1082?\'f0\'fb\'f2.\par
{\f1 \'9aiv} \u-10179?\u-8704? \ldblquote x\rdblquote\emdash y\~z\line end\par}";
        let found: Vec<String> = blocks(rtf).into_iter().map(|(_, text)| text).collect();
        assert_eq!(found, ["Мост открыт.", "šiv 😀 “x”—y\u{a0}z end"]);
    }

    #[test]
    fn what_is_no_text_is_passed_over() {
        let rtf = br"{\rtf1\ansi{\info{\title Bridge}{\author M. Lind}{\creatim\yr2026}}
{\stylesheet{\s0 Normal;}{\s1 heading 1;}}{\header Running head\par}
\pard\s1 Bridge opened\par\pard {\listtext 1.\tab}\ls1 First\par
\pard Kept {\deleted gone }{\v hidden}{\*\unknown odd}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}}{\footnote A note}.\par
\trowd\intbl One\cell Two\cell\row}";
        use BlockKind::{Cell, Footnote, Heading, ListItem, Paragraph};
        let expected = [
            (Heading, "Bridge opened"),
            (ListItem, "First"),
            (Paragraph, "Kept link."),
            (Cell, "One"),
            (Cell, "Two"),
            (Footnote, "A note"),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(k, t)| (*k, (*t).to_owned()))
            .collect();
        assert_eq!(blocks(rtf), expected);
        let draft = read(rtf, 50).unwrap();
        assert_eq!(draft.metadata.headline.as_deref(), Some("Bridge"));
    }

    #[test]
    fn broken_groups_are_refused() {
        let error = |rtf: &[u8]| read(rtf, 5).unwrap_err().to_string();
        assert!(error(b"{\\rtf1 Text").contains("cut short"));
        assert!(error(b"{\\rtf1 Text}}").contains("never opened"));
        assert!(error(b"{\\rtf1{{{{{{{{x}}}}}}}}}").contains("deeper"));
    }
}
