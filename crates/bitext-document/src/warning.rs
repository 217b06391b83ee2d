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
    /// There are more pages than are read.
    #[error("it has {pages} pages; those after page {limit} are left out")]
    PagesLeftOut {
        /// How many there are.
        pages: usize,
        /// How many are read.
        limit: usize,
    },
}
