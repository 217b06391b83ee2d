//! Markup as a tree: one kind of tree for HTML and for XML.
//!
//! The one idea: **nodes live in one list and know their bytes**. A node is an
//! index, and parents stand before their children. Both parsers bound how deep a
//! node may lie, so that readers may go down by recursion without a threat to the
//! stack. Neither resolves anything outside the file.

mod html_parser;
mod tree;
mod xml_parser;

pub(crate) use html_parser::{parse_html, parse_xhtml};
pub(crate) use tree::{Content, Element, NodeIndex, Tree};
pub(crate) use xml_parser::parse_xml;
