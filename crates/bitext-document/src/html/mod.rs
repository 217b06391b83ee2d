//! Web pages: the article without what the site wraps around it.
//!
//! The one idea: **where most of the prose is, there is the article.** A page
//! is taken apart into passages (`flow`), navigation and notices are told by
//! their elements, names and links, and the smallest element that holds nearly
//! all of the remaining prose is the text (`article`). Boxes under a label
//! (`boxes`), rows of things that look alike (`rows`) and what stands around the
//! prose (`edges`) go too. What the page says about itself comes from its head,
//! its JSON-LD and its marked-up times (`metadata`). Every rule looks at
//! structure; the few words that help are in `data/html-boilerplate.txt`.

mod article;
mod boxes;
mod edges;
mod elements;
mod flow;
mod held;
mod json_ld;
mod metadata;
mod names;
mod rows;
mod tables;

use bitext_core::{BlockKind, Origin, TextRange};

use crate::draft::Draft;
use crate::fault::Fault;
use crate::html::flow::Passage;
use crate::markup::{NodeIndex, Tree, parse_html};
use crate::table::Table;

/// Which part of a page is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Scope {
    /// The article, as on a page of a site.
    Article,
    /// All that is visible, as in a chapter of a book or an entry of a feed.
    Everything,
}

/// The document of a decoded page.
pub(crate) fn read_page(text: &str, boilerplate: bool) -> Result<Draft, Fault> {
    let tree = parse_html(text);
    tree.check_size(0)?;
    let mut draft = Draft {
        metadata: metadata::of_page(&tree),
        ..Draft::default()
    };
    let page = flow::page(&tree, 0, Scope::Article);
    let stated = draft.metadata.headline.take();
    let (chosen, headline) = article::choose(&tree, page, stated.as_deref());
    draft.metadata.headline = stated.or(headline);
    append(&mut draft, &chosen, 0, boilerplate);
    if draft.blocks.is_empty() {
        return Err(Fault::Blank);
    }
    Ok(draft)
}

/// The tables of a decoded page, those of the site around an article included.
pub(crate) fn read_tables(text: &str) -> Result<Vec<Table>, Fault> {
    let tree = parse_html(text);
    tree.check_size(0)?;
    Ok(tables::tables(&tree))
}

/// Adds everything visible in a piece of HTML, which is a part of its file.
pub(crate) fn append_everything(draft: &mut Draft, tree: &Tree, part: usize) {
    let passages = flow::passages(tree, 0, Scope::Everything);
    append(draft, &passages, part, false);
}

/// Adds everything visible below a node of a tree that is a part of its file.
pub(crate) fn append_below(draft: &mut Draft, tree: &Tree, node: NodeIndex, part: usize) {
    let passages = flow::passages(tree, node, Scope::Everything);
    append(draft, &passages, part, false);
}

/// Adds a text that may be a piece of HTML or plain lines, from some bytes of
/// its file.
pub(crate) fn append_piece(draft: &mut Draft, words: &str, range: TextRange) {
    let origin = Origin::Bytes { part: 0, range };
    let has_tags = words.contains("</")
        || words.contains("/>")
        || words.contains("<p")
        || words.contains("<br");
    if has_tags || words.contains('&') {
        let tree = parse_html(words);
        for passage in flow::passages(&tree, 0, Scope::Everything) {
            draft.push(passage.kind, &passage.text, origin);
        }
        return;
    }
    for block in crate::blocks::paragraphs(words) {
        let text = block
            .range
            .of(words)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        draft.push(block.kind, &text, origin);
    }
}

fn append(draft: &mut Draft, passages: &[Passage], part: usize, boilerplate: bool) {
    for passage in passages {
        let range = passage.range;
        let origin = Origin::Bytes { part, range };
        if !passage.is_dropped {
            draft.push(passage.kind, &passage.text, origin);
        } else if boilerplate {
            draft.push(BlockKind::Boilerplate, &passage.text, origin);
        }
    }
}
