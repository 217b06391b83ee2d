//! What news agencies send: reports with metadata around them.
//!
//! NewsML-G2, NITF and ninjs are the IPTC's formats in XML and JSON; IPTC 7901
//! and ANPA 1312 are their ancestors, text between control characters; RSS and
//! Atom are the web's. A file may hold several reports, each a document.

pub(crate) mod control;
mod date;
pub(crate) mod feed;
pub(crate) mod newsml;
pub(crate) mod ninjs;
pub(crate) mod nitf;
pub(crate) mod text;
pub(crate) mod update;

pub(crate) use date::parse_date;
