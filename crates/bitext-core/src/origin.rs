//! Where in its file a block was found.

use crate::TextRange;

/// The place in a file that a block was read from.
///
/// Text that was gathered from markup is not a stretch of its file any more,
/// so each block keeps the place of its first to its last character there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// Bytes of a part of the file, once that part is decoded into UTF-8.
    Bytes {
        /// Which part, as an index for [`Document::part`](crate::Document::part);
        /// 0 for a file that is one part.
        part: usize,
        /// The bytes there.
        range: TextRange,
    },
    /// A place on a page.
    Page {
        /// Which page, from 1.
        page: u32,
        /// Distance of the first line from the left edge, in points.
        left: i32,
        /// Distance of the first line from the top edge, in points.
        top: i32,
    },
}
