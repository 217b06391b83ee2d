//! What the name of a style says about a paragraph.
//!
//! Word and Writer name their built-in styles in English inside the file,
//! whatever language the program speaks.

use bitext_core::BlockKind;

/// The kind of block that a built-in style stands for.
pub(crate) fn kind_of_style(name: &str) -> Option<BlockKind> {
    let small = name
        .to_lowercase()
        .replace("_20_", " ")
        .replace(['_', '-'], " ");
    let starts = |words: &[&str]| words.iter().any(|word| small.starts_with(word));
    if starts(&[
        "toc",
        "contents",
        "index",
        "table of figures",
        "header",
        "footer",
    ]) {
        Some(BlockKind::Boilerplate)
    } else if starts(&["heading", "title", "subtitle"]) {
        Some(BlockKind::Heading)
    } else if starts(&["caption", "illustration", "figure", "drawing"]) || small == "table" {
        Some(BlockKind::Caption)
    } else if starts(&["quot", "intense quote", "block text"]) {
        Some(BlockKind::Quotation)
    } else if starts(&["list", "numbering"]) {
        Some(BlockKind::ListItem)
    } else if starts(&["footnote", "endnote"]) {
        Some(BlockKind::Footnote)
    } else if starts(&["preformatted", "html preformatted", "source text"]) {
        Some(BlockKind::Preformatted)
    } else {
        None
    }
}
