//! The end of a file, which the readers of all formats remember alike.
//!
//! A format says how to advance by one unit; that nothing comes behind the end,
//! nor behind an error, is seen to here.

use bitext_core::TranslationUnit;

use crate::{Findings, MemoryHeader, ReadError, UnitReader};

/// Reads the units of a format.
pub(crate) trait Advance: Send {
    /// The next unit; `None` at the end. It is not asked again behind the end or
    /// an error.
    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError>;

    /// See [`UnitReader::header`].
    fn header(&self) -> &MemoryHeader;

    /// See [`UnitReader::findings`].
    fn findings(&self) -> &Findings;
}

/// The reader of a format as its callers see it.
pub(crate) fn fused(reader: impl Advance + 'static) -> Box<dyn UnitReader> {
    Box::new(Fused {
        reader,
        is_done: false,
    })
}

struct Fused<R> {
    reader: R,
    is_done: bool,
}

impl<R: Advance> UnitReader for Fused<R> {
    fn next_unit(&mut self) -> Option<Result<TranslationUnit, ReadError>> {
        if self.is_done {
            return None;
        }
        let next = self.reader.advance();
        self.is_done = !matches!(next, Ok(Some(_)));
        next.transpose()
    }

    fn header(&self) -> &MemoryHeader {
        self.reader.header()
    }

    fn findings(&self) -> &Findings {
        self.reader.findings()
    }
}
