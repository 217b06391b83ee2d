//! What a reader left out on purpose, so that nobody takes a part for the whole.

use thiserror::Error;

/// Text of a file that was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadWarning {
    /// A page shows more letters than are read of one page.
    #[error("page {page} shows more than {limit} letters; what follows them is left out")]
    PageCut {
        /// Its number, from 1.
        page: usize,
        /// How many are read.
        limit: usize,
    },
    /// Lines of a file that has a document a line are none.
    #[error(
        "line {line} is no JSON object{}; what is none is left out",
        if *others == 0 { String::new() } else { format!(", nor are {others} behind it") }
    )]
    LinesLeftOut {
        /// The first of them, from 1.
        line: usize,
        /// How many others there are.
        others: usize,
    },
    /// There are more pages than are read.
    #[error("it has {pages} pages; those after page {limit} are left out")]
    PagesLeftOut {
        /// How many there are.
        pages: usize,
        /// How many are read.
        limit: usize,
    },
}
