//! DOCX: Office Open XML text (ECMA-376).
//!
//! Paragraphs are walked run by run. Tracked changes are read as if accepted:
//! what was inserted or moved here stays, what was deleted or moved away goes,
//! and a deleted paragraph mark joins two paragraphs. Fields show their result,
//! never their instruction.

use std::collections::BTreeMap;

use bitext_core::{BlockKind, TextRange};

use crate::container::Container;
use crate::draft::{Draft, up_to};
use crate::fault::Fault;
use crate::markup::{Content, NodeIndex, Tree};
use crate::office::kind_of_style;
use crate::office::opc::{main_part, properties};
use crate::office::symbol::sign;

pub(crate) fn read(container: &mut Container<'_>, boilerplate: bool) -> Result<Draft, Fault> {
    let main = main_part(container, "word/document.xml")?;
    let styles = match container.xml_if_there("word/styles.xml")? {
        Some(tree) => styles(&tree),
        None => BTreeMap::new(),
    };
    let tree = container.xml(&main)?;
    let mut draft = Draft {
        parts: vec![main],
        metadata: properties(container)?,
        ..Draft::default()
    };
    let mut reader = Reader {
        styles: &styles,
        boilerplate,
        part: 0,
        notes: Vec::new(),
        carried: None,
    };
    let body = tree.first(0, "body").unwrap_or(0);
    reader.story(&tree, body, None, &mut draft);
    let notes = std::mem::take(&mut reader.notes);
    for kind in ["footnote", "endnote"] {
        let name = format!("word/{kind}s.xml");
        let Some(tree) = container.xml_if_there(&name)? else {
            continue;
        };
        draft.parts.push(name);
        reader.part = draft.parts.len() - 1;
        let mut known: BTreeMap<&str, NodeIndex> = BTreeMap::new();
        for note in tree.all(0, kind) {
            if let Some(id) = tree.attribute(note, "id") {
                known.entry(id).or_insert(note);
            }
        }
        for (_, id) in notes.iter().filter(|(of, _)| *of == kind) {
            // Once, however often a hostile file refers to it.
            if let Some(note) = known.remove(id.as_str()) {
                reader.story(&tree, note, Some(BlockKind::Footnote), &mut draft);
            }
        }
    }
    Ok(draft)
}

/// Kinds of blocks by the id of their style, through the styles they are
/// based on.
fn styles(tree: &Tree) -> BTreeMap<String, BlockKind> {
    let mut named = BTreeMap::new();
    let mut based = BTreeMap::new();
    for style in tree.all(0, "style") {
        let Some(id) = tree.attribute(style, "styleId") else {
            continue;
        };
        let value = |name| {
            let child = tree.child(style, name)?;
            tree.attribute(child, "val")
        };
        let level = tree
            .first(style, "outlineLvl")
            .and_then(|level| tree.attribute(level, "val"));
        let kind = value("name").and_then(kind_of_style);
        let is_outlined = level.is_some_and(|level| level != "9");
        let kind = kind.or(is_outlined.then_some(BlockKind::Heading));
        let kind = kind.or_else(|| tree.first(style, "numPr").map(|_| BlockKind::ListItem));
        if let Some(kind) = kind {
            named.insert(id.to_owned(), kind);
        } else if let Some(base) = value("basedOn") {
            based.insert(id.to_owned(), base.to_owned());
        }
    }
    let ids: Vec<String> = based.keys().cloned().collect();
    for id in ids {
        let mut base = based.get(&id);
        // A chain of styles is short; a ring of them ends here.
        for _ in 0..20 {
            let Some(next) = base else { break };
            if let Some(&kind) = named.get(next) {
                named.insert(id, kind);
                break;
            }
            base = based.get(next);
        }
    }
    named
}

/// Text of a paragraph so far, and where it was.
#[derive(Default)]
struct Paragraph {
    text: String,
    range: Option<TextRange>,
    kind: Option<BlockKind>,
    /// Text boxes anchored in it, which follow it.
    boxes: Vec<NodeIndex>,
}

struct Reader<'styles> {
    styles: &'styles BTreeMap<String, BlockKind>,
    boilerplate: bool,
    part: usize,
    /// Notes in the order of their references: their kind and id.
    notes: Vec<(&'static str, String)>,
    /// A paragraph whose mark was deleted: the next one goes on with it.
    carried: Option<Paragraph>,
}

impl Reader<'_> {
    /// Adds what is in a body, a cell, a note or a box, behind which no paragraph goes
    /// on.
    fn story(&mut self, tree: &Tree, node: NodeIndex, kind: Option<BlockKind>, draft: &mut Draft) {
        self.blocks(tree, node, kind, draft);
        self.end_carried(tree, kind, draft);
    }

    fn end_carried(&mut self, tree: &Tree, kind: Option<BlockKind>, draft: &mut Draft) {
        if let Some(paragraph) = self.carried.take() {
            self.push(tree, paragraph, kind, draft);
        }
    }

    /// Adds the paragraphs and tables below a node.
    fn blocks(&mut self, tree: &Tree, node: NodeIndex, kind: Option<BlockKind>, draft: &mut Draft) {
        for &child in tree.children(node) {
            match tree.name(child) {
                "p" => self.paragraph(tree, child, kind, draft),
                "tbl" => {
                    self.end_carried(tree, kind, draft);
                    draft.tables.begin();
                    self.blocks(tree, child, Some(BlockKind::Cell), draft);
                    draft.tables.end();
                }
                "del" | "moveFrom" | "sectPr" | "Fallback" => {}
                "tr" if is_deleted_row(tree, child) => {}
                "tr" => {
                    draft.tables.row(is_heading_row(tree, child));
                    self.blocks(tree, child, kind, draft);
                }
                "tc" => {
                    let (columns, is_merged) = extent(tree, child);
                    draft.tables.cell(columns, is_merged);
                    self.story(tree, child, kind, draft);
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
        let mut paragraph = self.carried.take().unwrap_or_default();
        let styled = kind.or_else(|| self.kind_of(tree, node));
        paragraph.kind = paragraph.kind.or(styled);
        self.runs(tree, node, &mut paragraph);
        let properties = tree.child(node, "pPr");
        let mark = properties.and_then(|properties| tree.child(properties, "rPr"));
        if mark.is_some_and(|mark| tree.child(mark, "del").is_some()) {
            self.carried = Some(paragraph);
            return;
        }
        self.push(tree, paragraph, kind, draft);
    }

    /// Adds a paragraph that is whole.
    fn push(
        &mut self,
        tree: &Tree,
        paragraph: Paragraph,
        kind: Option<BlockKind>,
        draft: &mut Draft,
    ) {
        let found = paragraph.kind.unwrap_or(BlockKind::Paragraph);
        if let Some(range) = paragraph.range
            && (found != BlockKind::Boilerplate || self.boilerplate)
        {
            draft.push_bytes(found, &paragraph.text, self.part, range);
        }
        for text_box in paragraph.boxes {
            self.story(tree, text_box, kind, draft);
        }
    }

    fn kind_of(&self, tree: &Tree, node: NodeIndex) -> Option<BlockKind> {
        let properties = tree.child(node, "pPr")?;
        let style = tree.child(properties, "pStyle");
        let id = style.and_then(|style| tree.attribute(style, "val"));
        let by_style = id.and_then(|id| self.styles.get(id).copied().or_else(|| kind_of_style(id)));
        let is_numbered = tree.child(properties, "numPr").is_some();
        // A numbered heading is a heading.
        by_style.or(is_numbered.then_some(BlockKind::ListItem))
    }

    fn runs(&mut self, tree: &Tree, node: NodeIndex, paragraph: &mut Paragraph) {
        for &child in tree.children(node) {
            let mut push = |words: &str| {
                paragraph.text.push_str(words);
                paragraph.range = Some(up_to(paragraph.range, tree.node(child).range));
            };
            match tree.name(child) {
                "t" => {
                    for &words in tree.children(child) {
                        if let Content::Text(words) = &tree.node(words).content {
                            push(words);
                        }
                    }
                }
                "tab" | "ptab" => push(" "),
                "br" | "cr" => push("\n"),
                "noBreakHyphen" => push("\u{2011}"),
                "sym" => {
                    let value = |name| tree.attribute(child, name).unwrap_or("");
                    if let Some(sign) = sign(value("font"), value("char")) {
                        push(sign.encode_utf8(&mut [0; 4]));
                    }
                }
                // `rt` is how the characters beside it are read.
                "del" | "moveFrom" | "pPr" | "rPr" | "instrText" | "delText" | "Fallback"
                | "rt" => {}
                "footnoteReference" => self.note(tree, child, "footnote"),
                "endnoteReference" => self.note(tree, child, "endnote"),
                "txbxContent" => paragraph.boxes.push(child),
                "r" if is_hidden(tree, child) => {}
                _ => self.runs(tree, child, paragraph),
            }
        }
    }

    fn note(&mut self, tree: &Tree, reference: NodeIndex, kind: &'static str) {
        if let Some(id) = tree.attribute(reference, "id") {
            self.notes.push((kind, id.to_owned()));
        }
    }
}

fn is_hidden(tree: &Tree, run: NodeIndex) -> bool {
    let vanish = tree
        .child(run, "rPr")
        .and_then(|properties| tree.child(properties, "vanish"));
    vanish.is_some_and(|vanish| !matches!(tree.attribute(vanish, "val"), Some("0" | "false")))
}

fn is_deleted_row(tree: &Tree, row: NodeIndex) -> bool {
    let properties = tree.child(row, "trPr");
    properties.is_some_and(|properties| tree.child(properties, "del").is_some())
}

fn is_heading_row(tree: &Tree, row: NodeIndex) -> bool {
    let properties = tree.child(row, "trPr");
    let heading = properties.and_then(|properties| tree.child(properties, "tblHeader"));
    heading.is_some_and(|heading| !matches!(tree.attribute(heading, "val"), Some("0" | "false")))
}

/// How many columns a cell has, and whether it goes on with the one above.
fn extent(tree: &Tree, cell: NodeIndex) -> (usize, bool) {
    let property = |name| tree.child(tree.child(cell, "tcPr")?, name);
    let span = property("gridSpan").and_then(|span| tree.attribute(span, "val"));
    let columns = span.and_then(|span| span.parse().ok()).unwrap_or(1);
    let is_merged =
        property("vMerge").is_some_and(|merge| tree.attribute(merge, "val") != Some("restart"));
    (columns, is_merged)
}
