//! XLIFF 1.2 and 2.1 both ways, and SDLXLIFF, which is XLIFF 1.2 with more to it.
//!
//! One reader knows all of them, since what differs is names: a unit is a
//! `trans-unit` or one of its `mrk mtype="seg"` (1.2), or a `segment` (2.x).
//! Native markup is the content of a code; where the file has only a reference to
//! it (`g`, `x`, `pc` …), the tag itself is the content, and the writer puts it
//! back as it was.
//!
//! | kept | where |
//! | --- | --- |
//! | texts, inline codes, notes | where XLIFF has them |
//! | the source document | `original` of the file element |
//! | properties | `context` (1.2), `mda:meta` (2.1) |
//! | status | `approved` and `state`; a state of the file's own is the property [`property::XLIFF_STATE`](crate::property::XLIFF_STATE) |
//!
//! Not kept: dates and users, attributes, and variants beyond the two languages.
//! Not read: the skeleton and `alt-trans`, which is reported.

mod inline_reader;
mod inline_writer;
mod packed;
mod reader;
mod state;
mod writer;

pub(crate) use packed::unpacked;
pub(crate) use reader::XliffReader;
pub(crate) use writer::XliffWriter;

/// Which XLIFF is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// 1.2.
    One,
    /// 2.1.
    Two,
}

/// What units without a name are called in a file, and a number behind it.
const NAMELESS: &str = "bitext-";

/// Whether an id is one that the writer has made up.
fn is_made_up(id: &str) -> bool {
    let digits = id.strip_prefix(NAMELESS).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
