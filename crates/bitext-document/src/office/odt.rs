//! ODT, ODP and ODS: OpenDocument text, presentations and spreadsheets (ISO/IEC
//! 26300).
//!
//! Deletions of tracked changes stand in a list of their own before the text
//! and are left out with it; insertions stand in the text. White space is as in
//! XML's, with elements for tabs, breaks and repeated spaces. Of spreadsheets the cells
//! with text are read, and of presentations the slides without the speaker's notes.

use std::collections::{BTreeMap, BTreeSet};

use bitext_core::{BlockKind, LanguageTag, Metadata, TextRange};

use crate::container::Container;
use crate::draft::{Draft, up_to};
use crate::fault::Fault;
use crate::markup::{Content, NodeIndex, Tree};
use crate::office::kind_of_style;

const CONTENT: &str = "content.xml";

pub(crate) fn read(container: &mut Container<'_>, boilerplate: bool) -> Result<Draft, Fault> {
    if let Some(manifest) = container.xml_if_there("META-INF/manifest.xml")?
        && manifest.first(0, "encryption-data").is_some()
    {
        return Err(Fault::Encrypted);
    }
    let mut styles = Styles::default();
    if let Some(tree) = container.xml_if_there("styles.xml")? {
        styles.add(&tree);
    }
    let tree = container.xml(CONTENT)?;
    styles.add(&tree);
    let mut draft = Draft {
        parts: vec![CONTENT.to_owned()],
        metadata: properties(container)?,
        ..Draft::default()
    };
    let mut reader = Reader {
        styles: &styles,
        boilerplate,
        is_spreadsheet: false,
        spanned: 0,
        notes: Vec::new(),
    };
    let bodies = ["text", "presentation", "spreadsheet"];
    let body = tree.child(0, "document-content");
    let body = body.and_then(|content| tree.child(content, "body"));
    let body = body.and_then(|body| bodies.iter().find_map(|name| tree.child(body, name)));
    let body = body.or_else(|| tree.first(0, "text")).unwrap_or(0);
    reader.is_spreadsheet = tree.name(body) == "spreadsheet";
    reader.blocks(&tree, body, None, &mut draft);
    for note in std::mem::take(&mut reader.notes) {
        reader.blocks(&tree, note, Some(BlockKind::Footnote), &mut draft);
    }
    Ok(draft)
}

#[derive(Default)]
struct Styles {
    /// Styles and the styles they are made from.
    parents: BTreeMap<String, String>,
    /// Styles whose text is not shown.
    hidden: BTreeSet<String>,
}

impl Styles {
    fn add(&mut self, tree: &Tree) {
        for style in tree.all(0, "style") {
            let Some(name) = tree.attribute(style, "name") else {
                continue;
            };
            if let Some(parent) = tree.attribute(style, "parent-style-name") {
                self.parents.insert(name.to_owned(), parent.to_owned());
            }
            let properties = tree.child(style, "text-properties");
            let display = properties.and_then(|it| tree.attribute(it, "display"));
            // A style of the content has the place of one of that name elsewhere.
            if display == Some("none") {
                self.hidden.insert(name.to_owned());
            } else {
                self.hidden.remove(name);
            }
        }
    }

    /// A style and those it is made from; a ring of them ends.
    fn chain<'styles>(&'styles self, style: &'styles str) -> impl Iterator<Item = &'styles str> {
        let parent = |name: &&str| self.parents.get(*name).map(String::as_str);
        std::iter::successors(Some(style), parent).take(20)
    }

    /// Whether the text of an element is not shown.
    fn hide(&self, tree: &Tree, node: NodeIndex) -> bool {
        let style = tree.attribute(node, "style-name");
        style.is_some_and(|style| self.chain(style).any(|name| self.hidden.contains(name)))
    }
}

fn properties(container: &mut Container<'_>) -> Result<Metadata, Fault> {
    let mut metadata = Metadata::default();
    let Some(tree) = container.xml_if_there("meta.xml")? else {
        return Ok(metadata);
    };
    let text = |name| tree.first_text(0, name);
    metadata.headline = text("title");
    metadata.byline = text("initial-creator").or_else(|| text("creator"));
    metadata.language = text("language").and_then(|tag| LanguageTag::try_new(&tag).ok());
    metadata.published = text("creation-date").and_then(|time| time.parse().ok());
    metadata.modified = text("date").and_then(|time| time.parse().ok());
    let words = tree.all(0, "keyword").map(|node| tree.text(node));
    metadata.keywords = words.filter(|word| !word.is_empty()).collect();
    Ok(metadata)
}

/// Whether a cell of a spreadsheet holds text and no number, nor a formula.
fn is_text_cell(tree: &Tree, cell: NodeIndex) -> bool {
    let kind = tree.attribute(cell, "value-type");
    kind.is_none_or(|kind| kind == "string") && tree.attribute(cell, "formula").is_none()
}

/// The number that an attribute of a cell is; 1 if it has none.
fn number(tree: &Tree, cell: NodeIndex, attribute: &str) -> usize {
    let number = tree.attribute(cell, attribute);
    number.and_then(|number| number.parse().ok()).unwrap_or(1)
}

/// What a frame is to its slide.
fn kind_of_frame(tree: &Tree, frame: NodeIndex) -> Option<BlockKind> {
    match tree.attribute(frame, "class")? {
        "title" | "subtitle" => Some(BlockKind::Heading),
        "header" | "footer" | "date-time" | "page-number" => Some(BlockKind::Boilerplate),
        _ => None,
    }
}

#[derive(Default)]
struct Paragraph {
    text: String,
    range: Option<TextRange>,
    boxes: Vec<NodeIndex>,
}

struct Reader<'styles> {
    styles: &'styles Styles,
    boilerplate: bool,
    is_spreadsheet: bool,
    /// How many cells to come lie under the last one of their row.
    spanned: usize,
    notes: Vec<NodeIndex>,
}

impl Reader<'_> {
    fn blocks(&mut self, tree: &Tree, node: NodeIndex, kind: Option<BlockKind>, draft: &mut Draft) {
        for &child in tree.children(node) {
            match tree.name(child) {
                "h" => self.paragraph(tree, child, kind.or(Some(BlockKind::Heading)), draft),
                "p" => self.paragraph(tree, child, kind, draft),
                "list-item" => self.blocks(tree, child, Some(BlockKind::ListItem), draft),
                "table" => {
                    draft.tables.begin();
                    self.blocks(tree, child, kind, draft);
                    draft.tables.end();
                }
                "table-row" => {
                    let above = tree.name(tree.parent(child));
                    draft.tables.row(above == "table-header-rows");
                    self.spanned = 0;
                    self.blocks(tree, child, kind, draft);
                }
                // It lies under one beside or above it.
                "covered-table-cell" => {
                    let columns = number(tree, child, "number-columns-repeated");
                    draft.tables.cell(columns, self.spanned == 0);
                    self.spanned = self.spanned.saturating_sub(columns);
                }
                "table-cell" => {
                    let spanned = number(tree, child, "number-columns-spanned");
                    self.spanned = spanned.saturating_sub(1);
                    draft
                        .tables
                        .cell(number(tree, child, "number-columns-repeated"), false);
                    if !self.is_spreadsheet || is_text_cell(tree, child) {
                        self.blocks(tree, child, Some(BlockKind::Cell), draft);
                    }
                }
                "table-of-content" | "alphabetical-index" | "illustration-index"
                | "table-index"
                    if !self.boilerplate => {}
                "tracked-changes" | "annotation" | "forms" | "sequence-decls" | "notes" => {}
                "frame" => {
                    let kind = kind.or_else(|| kind_of_frame(tree, child));
                    if kind != Some(BlockKind::Boilerplate) || self.boilerplate {
                        self.blocks(tree, child, kind, draft);
                    }
                }
                _ => self.blocks(tree, child, kind, draft),
            }
        }
    }

    fn paragraph(
        &mut self,
        tree: &Tree,
        node: NodeIndex,
        kind: Option<BlockKind>,
        draft: &mut Draft,
    ) {
        if self.styles.hide(tree, node) {
            return;
        }
        let mut paragraph = Paragraph::default();
        self.runs(tree, node, &mut paragraph);
        let style = tree.attribute(node, "style-name");
        let styled = style.and_then(|style| self.kind_of(style));
        let found = kind.or(styled).unwrap_or(BlockKind::Paragraph);
        if let Some(range) = paragraph.range
            && (found != BlockKind::Boilerplate || self.boilerplate)
        {
            draft.push_bytes(found, &paragraph.text, 0, range);
        }
        for text_box in paragraph.boxes {
            self.blocks(tree, text_box, None, draft);
        }
    }

    fn kind_of(&self, style: &str) -> Option<BlockKind> {
        self.styles.chain(style).find_map(kind_of_style)
    }

    fn runs(&mut self, tree: &Tree, node: NodeIndex, paragraph: &mut Paragraph) {
        for &child in tree.children(node) {
            let mut push = |words: &str| {
                paragraph.text.push_str(words);
                paragraph.range = Some(up_to(paragraph.range, tree.node(child).range));
            };
            match &tree.node(child).content {
                Content::Text(words) => {
                    // Runs of white space count as one space, as in HTML.
                    for (index, word) in words.split(|c: char| c.is_ascii_whitespace()).enumerate()
                    {
                        if index > 0 {
                            push(" ");
                        }
                        push(word);
                    }
                }
                Content::Element(element) => match element.name.as_str() {
                    "s" | "tab" => push(" "),
                    "line-break" => push("\n"),
                    "note" => {
                        self.notes.extend(tree.child(child, "note-body"));
                    }
                    "span" if self.styles.hide(tree, child) => {}
                    "text-box" => paragraph.boxes.push(child),
                    "annotation" | "annotation-end" | "bookmark" | "hidden-text" | "title"
                    | "desc" | "ruby-text" => {}
                    _ => self.runs(tree, child, paragraph),
                },
            }
        }
    }
}
