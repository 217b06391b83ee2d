//! Tab-separated links: `source indices<TAB>target indices<TAB>probability<TAB>source text<TAB>target text`.
//!
//! Indices count segments from 0 and are joined by commas; a side without a
//! segment is empty.

use std::io::{self, Write};

use bitext_core::SegmentRange;

use crate::text::one_line;
use crate::{LinkRecord, LinkWriter};

/// Writes a link a line, with its texts.
#[derive(Debug)]
pub struct TsvWriter<W: Write> {
    writer: W,
}

impl<W: Write> TsvWriter<W> {
    /// A writer without a heading line.
    pub fn new(writer: W) -> Self {
        Self { writer }
    }
}

fn indices(range: SegmentRange) -> String {
    let numbers: Vec<String> = range.indices().map(|index| index.to_string()).collect();
    numbers.join(",")
}

impl<W: Write> LinkWriter for TsvWriter<W> {
    fn write(&mut self, record: &LinkRecord) -> io::Result<()> {
        writeln!(
            self.writer,
            "{}\t{}\t{:.4}\t{}\t{}",
            indices(record.link.source()),
            indices(record.link.target()),
            record.link.probability().value(),
            one_line(&record.source_text),
            one_line(&record.target_text),
        )
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
