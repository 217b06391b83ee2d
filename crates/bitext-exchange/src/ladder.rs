//! The ladder format of hunalign.
//!
//! A rung a line, `source<TAB>target<TAB>score`: where a link begins, in numbers
//! of segments from 0, and how good it is. The last line is the end of both
//! texts. Consecutive rungs bound a link, so a ladder is written whole or not at
//! all: links cannot be left out of it.

use std::io::{self, Write};

use crate::{LinkRecord, LinkWriter};

/// Writes links as hunalign's ladder; the score is the link's probability.
#[derive(Debug)]
pub struct LadderWriter<W: Write> {
    writer: W,
    end: (usize, usize),
}

impl<W: Write> LadderWriter<W> {
    /// A writer of the links of one ladder, in order.
    pub fn new(writer: W) -> Self {
        Self {
            writer,
            end: (0, 0),
        }
    }
}

impl<W: Write> LinkWriter for LadderWriter<W> {
    fn write(&mut self, record: &LinkRecord) -> io::Result<()> {
        let link = &record.link;
        self.end = (link.source().end, link.target().end);
        let (source, target) = (link.source().start, link.target().start);
        writeln!(
            self.writer,
            "{source}\t{target}\t{:.4}",
            link.probability().value()
        )
    }

    fn finish(&mut self) -> io::Result<()> {
        writeln!(self.writer, "{}\t{}\t1.0000", self.end.0, self.end.1)?;
        self.writer.flush()
    }
}
