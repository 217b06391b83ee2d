//! Markdown: CommonMark with tables, footnotes and front matter.
//!
//! `pulldown-cmark` finds the structure and the bytes of every piece; markup,
//! addresses and pictures are not text. Pieces of HTML go the way of a page
//! that is read whole.

use bitext_core::{BlockKind, LanguageTag, Metadata, TextRange};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::draft::{Draft, up_to};
use crate::html::append_everything;
use crate::markup::parse_html;

pub(crate) fn read(text: &str) -> Draft {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader::default();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, TextRange::from(range));
    }
    reader.flush();
    let mut draft = reader.draft;
    if draft.metadata.headline.is_none()
        && let Some(first) = draft.blocks.first()
        && first.kind == BlockKind::Heading
    {
        draft.metadata.headline = Some(first.range.of(&draft.text).to_owned());
    }
    draft
}

#[derive(Default)]
struct Reader {
    draft: Draft,
    text: String,
    range: Option<TextRange>,
    /// Kinds of the open blocks, the innermost last.
    kinds: Vec<BlockKind>,
    pictures: usize,
    html: String,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, range: TextRange) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag, range),
            Event::Text(words) | Event::Code(words) => self.words(&words, range),
            Event::SoftBreak | Event::HardBreak => self.words(" ", range),
            Event::Html(words) => self.html.push_str(&words),
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.words("\n", range),
            Event::Rule => self.flush(),
            _ => {}
        }
    }

    fn words(&mut self, words: &str, range: TextRange) {
        if self.pictures > 0 {
            return;
        }
        self.text.push_str(words);
        self.range = Some(up_to(self.range, range));
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let kind = match tag {
            Tag::Heading { .. } => BlockKind::Heading,
            Tag::Item => BlockKind::ListItem,
            Tag::BlockQuote(_) => BlockKind::Quotation,
            Tag::CodeBlock(_) => BlockKind::Preformatted,
            Tag::TableCell => BlockKind::Cell,
            Tag::FootnoteDefinition(_) => BlockKind::Footnote,
            Tag::Image { .. } => {
                self.pictures += 1;
                return;
            }
            Tag::List(_) | Tag::MetadataBlock(_) | Tag::Paragraph | Tag::HtmlBlock => {
                self.flush();
                return;
            }
            Tag::Table(_) => {
                self.flush();
                self.draft.tables.begin();
                return;
            }
            Tag::TableHead | Tag::TableRow => {
                self.draft.tables.row(*tag == Tag::TableHead);
                return;
            }
            _ => return,
        };
        self.flush();
        if kind == BlockKind::Cell {
            self.draft.tables.cell(1, false);
        }
        self.kinds.push(kind);
    }

    fn end(&mut self, tag: TagEnd, range: TextRange) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::TableCell
            | TagEnd::FootnoteDefinition => {
                self.flush();
                self.kinds.pop();
            }
            TagEnd::Paragraph => self.flush(),
            TagEnd::Table => self.draft.tables.end(),
            TagEnd::Image => self.pictures = self.pictures.saturating_sub(1),
            TagEnd::HtmlBlock => {
                let tree = parse_html(&std::mem::take(&mut self.html));
                let first = self.draft.origins.len();
                append_everything(&mut self.draft, &tree, 0);
                for origin in &mut self.draft.origins[first..] {
                    *origin = bitext_core::Origin::Bytes { part: 0, range };
                }
            }
            TagEnd::MetadataBlock(_) => {
                let lines = std::mem::take(&mut self.text);
                self.range = None;
                front_matter(&lines, &mut self.draft.metadata);
            }
            _ => {}
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if let Some(range) = self.range.take() {
            let kind = self.kinds.last().copied().unwrap_or(BlockKind::Paragraph);
            self.draft.push_bytes(kind, &text, 0, range);
        }
    }
}

/// Lines such as `title: Harbour reopens`; deeper YAML is left alone.
fn front_matter(lines: &str, metadata: &mut Metadata) {
    for line in lines.lines() {
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let value = value.trim().trim_matches(['"', '\'']).trim();
        if value.is_empty() {
            continue;
        }
        let text = || Some(value.to_owned());
        match key.trim() {
            "title" => metadata.headline = text(),
            "author" => metadata.byline = text(),
            "slug" => metadata.slug = text(),
            "lang" | "language" => metadata.language = LanguageTag::try_new(value).ok(),
            "date" => metadata.published = value.parse().ok(),
            "updated" | "lastmod" => metadata.modified = value.parse().ok(),
            "tags" | "keywords" => {
                let words = value.trim_matches(['[', ']']).split(',');
                let words = words.map(|word| word.trim().trim_matches(['"', '\'']));
                metadata.keywords = words.filter(|w| !w.is_empty()).map(str::to_owned).collect();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structure_becomes_kinds_and_markup_goes() {
        let text = "---\ntitle: \"Гавань\"\ndate: 2026-03-14\ntags: [порт, суда]\n---\n\n\
            # Гавань *открыта*\n\nПервый [абзац](http://a.example) и\nего конец.\n\n\
            * Пункт\n  * Внутри\n\n> Слова капитана.\n\n| А | Б |\n|---|---|\n| 1 | 2 |\n\n\
            ![вид](a.png)\n\n<div>Из <b>HTML</b></div>\n\n```\nlet a;\nlet b;\n```\n";
        let draft = read(text);
        use BlockKind::{Cell, Heading, ListItem, Paragraph, Preformatted, Quotation};
        let found: Vec<_> = draft
            .blocks
            .iter()
            .map(|block| (block.kind, block.range.of(&draft.text)))
            .collect();
        assert_eq!(
            found,
            [
                (Heading, "Гавань открыта"),
                (Paragraph, "Первый абзац и его конец."),
                (ListItem, "Пункт"),
                (ListItem, "Внутри"),
                (Quotation, "Слова капитана."),
                (Cell, "А"),
                (Cell, "Б"),
                (Cell, "1"),
                (Cell, "2"),
                (Paragraph, "Из HTML"),
                (Preformatted, "let a;\nlet b;"),
            ]
        );
        assert_eq!(draft.metadata.headline.as_deref(), Some("Гавань"));
        assert_eq!(draft.metadata.keywords, ["порт", "суда"]);
        let bitext_core::Origin::Bytes { range, .. } = draft.origins[1] else {
            panic!("bytes")
        };
        assert!(range.of(text).starts_with("Первый [абзац]"));
    }
}
