//! Office documents and books: parts of XML in a container.
//!
//! They share their bones: a part that says what the others are, text whose
//! structure is in style names and kinds of shapes, and properties of the document in
//! a part of their own. Running heads, tables of contents, comments and what tracked
//! changes deleted are not text.

pub(crate) mod docx;
pub(crate) mod epub;
pub(crate) mod odt;
mod opc;
pub(crate) mod pptx;
mod style;
mod symbol;
pub(crate) mod xlsx;

pub(crate) use style::kind_of_style;

/// The keywords of a document as programs keep them: in one text, with commas or
/// semicolons between them.
pub(crate) fn keywords(text: &str) -> Vec<String> {
    let words = text.split([',', ';']).map(str::trim);
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}
