//! XLSX: workbooks (ECMA-376), the texts of their cells, sheet by sheet and row by
//! row.
//!
//! Numbers, dates and what formulas come to are no text. Cells mostly name their text
//! in a list of the workbook, which many of them may do: so each time counts as if it
//! had been unpacked anew.

use bitext_core::{BlockKind, TextRange};

use crate::container::Container;
use crate::draft::Draft;
use crate::fault::Fault;
use crate::markup::{Content, NodeIndex, Tree};
use crate::office::opc::{main_part, properties, referred, relations};

pub(crate) fn read(container: &mut Container<'_>) -> Result<Draft, Fault> {
    let main = main_part(container, "xl/workbook.xml")?;
    let known = relations(container, &main)?;
    let tree = container.xml(&main)?;
    let shared = known
        .values()
        .find(|relation| relation.kind == "sharedStrings");
    let shared: Vec<String> = match shared {
        Some(relation) => {
            let tree = container.xml(&relation.part)?;
            tree.all(0, "si").map(|item| text_of(&tree, item)).collect()
        }
        None => Vec::new(),
    };
    let mut draft = Draft {
        metadata: properties(container)?,
        ..Draft::default()
    };
    for sheet in tree.all(0, "sheet") {
        let is_hidden = tree
            .attribute(sheet, "state")
            .is_some_and(|state| state != "visible");
        let relation = referred(&tree, sheet, &known);
        // Sheets may be charts and macros, too.
        let relation = relation.filter(|relation| relation.kind == "worksheet" && !is_hidden);
        let Some(relation) = relation else {
            continue;
        };
        let tree = container.xml(&relation.part)?;
        draft.parts.push(relation.part.clone());
        let part = draft.parts.len() - 1;
        for cell in tree.all(0, "c") {
            let range = tree.node(cell).range;
            match tree.attribute(cell, "t") {
                Some("inlineStr") => {
                    let text = tree.child(cell, "is").map(|item| text_of(&tree, item));
                    push(&mut draft, &text.unwrap_or_default(), part, range);
                }
                Some("s") => {
                    let index = tree.first_text(cell, "v");
                    let index = index.and_then(|index| index.parse::<usize>().ok());
                    if let Some(text) = index.and_then(|index| shared.get(index)) {
                        container.count(text.len())?;
                        push(&mut draft, text, part, range);
                    }
                }
                _ => {}
            }
        }
    }
    Ok(draft)
}

/// Adds the lines of a cell, which are its paragraphs.
fn push(draft: &mut Draft, text: &str, part: usize, range: TextRange) {
    for line in text.lines() {
        draft.push_bytes(BlockKind::Cell, line, part, range);
    }
}

/// The text of a cell, in runs or not, without what says how it is pronounced.
fn text_of(tree: &Tree, item: NodeIndex) -> String {
    let mut text = String::new();
    let runs = tree
        .children(item)
        .iter()
        .flat_map(|&child| match tree.name(child) {
            "t" => vec![child],
            "r" => tree.children_named(child, "t").collect(),
            _ => Vec::new(),
        });
    for run in runs {
        for &child in tree.children(run) {
            if let Content::Text(words) = &tree.node(child).content {
                text.push_str(words);
            }
        }
    }
    text
}
