//! Lines with their places and of bounded length.
//!
//! Files of lines do not say in which encoding they are. One that is not UTF-8 is
//! refused with the encoding that it seems to be in; a lenient reader takes it for
//! that, and says so.

use std::io::{self, BufRead, Read};

use crate::utf8_stream::Utf8Stream;
use crate::{Findings, Place, ReadError, Strictness, UnitSource};

/// The longest line, in bytes.
const LONGEST: u64 = 64 << 20;

/// Reads lines without their ends.
pub(crate) struct LineReader {
    stream: Utf8Stream,
    line: Vec<u8>,
    place: Place,
    next: Place,
    /// Whether the line is read already, but not handed out.
    is_peeked: bool,
}

impl LineReader {
    /// Finds out the encoding from the first bytes.
    pub(crate) fn new(source: UnitSource, strictness: Strictness) -> Result<Self, ReadError> {
        let stream = Utf8Stream::new(source.into_stream(), strictness).map_err(ReadError::Open)?;
        let byte = stream.position();
        Ok(Self {
            stream,
            line: Vec::new(),
            place: Place::default(),
            next: Place { line: 1, byte },
            is_peeked: false,
        })
    }

    /// Adds what was odd about the encoding.
    pub(crate) fn report(&mut self, findings: &mut Findings) {
        self.stream.report(findings);
    }

    /// Where the last line begins.
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// Whether a carriage return stands before the end of the last line.
    pub(crate) fn has_return(&self) -> bool {
        self.line.ends_with(b"\r\n")
    }

    /// The file breaks a rule in the last line.
    pub(crate) fn malformed(&self, what: impl Into<String>) -> ReadError {
        let (what, place) = (what.into(), self.place);
        ReadError::Malformed { what, place }
    }

    /// The next line, which stays to be read.
    pub(crate) fn peek(&mut self) -> Result<Option<&str>, ReadError> {
        self.is_peeked = self.is_peeked || self.read()?;
        self.is_peeked.then(|| self.text()).transpose()
    }

    /// The next line.
    pub(crate) fn next(&mut self) -> Result<Option<&str>, ReadError> {
        let has_line = std::mem::take(&mut self.is_peeked) || self.read()?;
        has_line.then(|| self.text()).transpose()
    }

    /// Reads a line; whether there was one.
    fn read(&mut self) -> Result<bool, ReadError> {
        self.line.clear();
        self.place = self.next;
        let mut bounded = Read::take(&mut self.stream, LONGEST);
        let outcome = bounded.read_until(b'\n', &mut self.line);
        let count = outcome.map_err(|error| self.unreadable(error))?;
        if count as u64 == LONGEST {
            return Err(self.malformed(format!("a line of more than {LONGEST} bytes")));
        }
        self.next.line += 1;
        self.next.byte += count as u64;
        Ok(count > 0)
    }

    /// Why a line cannot be read on behind what there is of it.
    fn unreadable(&self, source: io::Error) -> ReadError {
        let place = Place {
            byte: self.place.byte + self.line.len() as u64,
            ..self.place
        };
        if source.kind() != io::ErrorKind::InvalidData {
            return ReadError::Read { place, source };
        }
        match self.stream.likely_encoding() {
            Some(name) => ReadError::Unfit {
                what: format!("{source} ({place}); it seems to be {name}"),
                hint: "pass `--lenient` to read it as that, or save it as UTF-8",
            },
            None => ReadError::Malformed {
                what: source.to_string(),
                place,
            },
        }
    }

    /// The last line without its end.
    fn text(&self) -> Result<&str, ReadError> {
        let mut bytes = self.line.as_slice();
        bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        std::str::from_utf8(bytes).map_err(|error| self.malformed(error.to_string()))
    }
}
