//! PPTX: presentations (ECMA-376), slide by slide in their order.
//!
//! Shapes come in the order of the file, which is that of drawing and nearly always
//! that of reading. What the master repeats on every slide, and what speakers note
//! for themselves, is no text of the slides.

use bitext_core::{BlockKind, TextRange};

use crate::container::Container;
use crate::draft::{Draft, up_to};
use crate::fault::Fault;
use crate::markup::{Content, NodeIndex, Tree};
use crate::office::opc::{main_part, properties, referred, relations};

pub(crate) fn read(container: &mut Container<'_>, boilerplate: bool) -> Result<Draft, Fault> {
    let main = main_part(container, "ppt/presentation.xml")?;
    let known = relations(container, &main)?;
    let tree = container.xml(&main)?;
    let mut draft = Draft {
        metadata: properties(container)?,
        ..Draft::default()
    };
    for reference in tree.all(0, "sldId") {
        let Some(slide) = referred(&tree, reference, &known) else {
            continue;
        };
        let tree = container.xml(&slide.part)?;
        draft.parts.push(slide.part.clone());
        let mut reader = Reader {
            tree: &tree,
            part: draft.parts.len() - 1,
            boilerplate,
        };
        reader.shapes(0, None, &mut draft);
    }
    Ok(draft)
}

struct Reader<'tree> {
    tree: &'tree Tree,
    part: usize,
    boilerplate: bool,
}

impl Reader<'_> {
    /// Adds the paragraphs of the shapes below a node.
    fn shapes(&mut self, node: NodeIndex, kind: Option<BlockKind>, draft: &mut Draft) {
        for &child in self.tree.children(node) {
            match self.tree.name(child) {
                "sp" => self.shapes(child, kind.or(self.placeholder(child)), draft),
                "tbl" => {
                    draft.tables.begin();
                    self.shapes(child, kind, draft);
                    draft.tables.end();
                }
                "tr" => {
                    draft.tables.row(false);
                    self.shapes(child, kind, draft);
                }
                "tc" => {
                    // Cells that another spans stand in the file, too.
                    let merge = self.tree.attribute(child, "vMerge");
                    let is_merged = matches!(merge, Some("1" | "true"));
                    draft.tables.cell(1, is_merged);
                    self.shapes(child, Some(BlockKind::Cell), draft);
                }
                "p" => self.paragraph(child, kind.unwrap_or(BlockKind::Paragraph), draft),
                // What older programs see in its place.
                "Fallback" => {}
                _ => self.shapes(child, kind, draft),
            }
        }
    }

    /// What a shape is to its slide.
    fn placeholder(&self, shape: NodeIndex) -> Option<BlockKind> {
        let properties = self.tree.child(shape, "nvSpPr")?;
        let placeholder = self.tree.first(properties, "ph")?;
        match self.tree.attribute(placeholder, "type")? {
            "title" | "ctrTitle" | "subTitle" => Some(BlockKind::Heading),
            "dt" | "ftr" | "hdr" | "sldNum" => Some(BlockKind::Boilerplate),
            _ => None,
        }
    }

    fn paragraph(&self, node: NodeIndex, kind: BlockKind, draft: &mut Draft) {
        if kind == BlockKind::Boilerplate && !self.boilerplate {
            return;
        }
        let (mut text, mut range) = (String::new(), None);
        self.runs(node, &mut text, &mut range);
        if let Some(range) = range {
            draft.push_bytes(kind, &text, self.part, range);
        }
    }

    fn runs(&self, node: NodeIndex, text: &mut String, range: &mut Option<TextRange>) {
        for &child in self.tree.children(node) {
            match &self.tree.node(child).content {
                Content::Text(words) if self.tree.name(node) == "t" => text.push_str(words),
                Content::Text(_) => continue,
                Content::Element(element) if element.name == "br" => text.push('\n'),
                // The number of the slide.
                Content::Element(element) if element.name == "fld" => {
                    if element.attribute("type") != Some("slidenum") {
                        self.runs(child, text, range);
                    }
                    continue;
                }
                Content::Element(_) => {
                    self.runs(child, text, range);
                    continue;
                }
            }
            *range = Some(up_to(*range, self.tree.node(child).range));
        }
    }
}
