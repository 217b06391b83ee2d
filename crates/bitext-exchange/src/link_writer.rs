//! Links to files, a link at a time: what the formats have in common.

use std::io;

use bitext_core::{Link, TextRange};

/// A link with the texts it joins.
#[derive(Clone, Debug)]
pub struct LinkRecord {
    /// The link.
    pub link: Link,
    /// Source text on one line; empty if there is no source segment.
    pub source_text: String,
    /// Target text on one line; empty if there is no target segment.
    pub target_text: String,
    /// Where the source text stands in its document; `None` without one.
    pub source_range: Option<TextRange>,
    /// Where the target text stands in its document; `None` without one.
    pub target_range: Option<TextRange>,
}

/// Writes links in one format.
pub trait LinkWriter {
    /// Writes one link.
    ///
    /// # Errors
    /// If it cannot be written.
    fn write(&mut self, record: &LinkRecord) -> io::Result<()>;

    /// Writes a suggestion that is no link of the ladder: text that seems to
    /// stand elsewhere on the other side. Formats without room for it leave it
    /// out.
    ///
    /// # Errors
    /// If it cannot be written.
    fn suggest_moved(&mut self, _record: &LinkRecord) -> io::Result<()> {
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// If the end cannot be written.
    fn finish(&mut self) -> io::Result<()>;
}
