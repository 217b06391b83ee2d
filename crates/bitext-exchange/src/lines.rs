//! Lines of UTF-8, with their places and of bounded length.

use std::io::{self, BufRead, Read};

use crate::{Place, ReadError};

/// The longest line, in bytes.
const LONGEST: u64 = 64 << 20;

/// Reads lines without their ends.
pub(crate) struct LineReader {
    stream: Box<dyn BufRead + Send>,
    line: Vec<u8>,
    place: Place,
    next: Place,
}

impl LineReader {
    pub(crate) fn new(stream: Box<dyn BufRead + Send>) -> Self {
        Self {
            stream,
            line: Vec::new(),
            place: Place::default(),
            next: Place { line: 1, byte: 0 },
        }
    }

    /// Where the last line begins.
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// The file breaks a rule in the last line.
    pub(crate) fn malformed(&self, what: impl Into<String>) -> ReadError {
        let (what, place) = (what.into(), self.place);
        ReadError::Malformed { what, place }
    }

    /// The next line; a byte order mark is no part of the first.
    pub(crate) fn next(&mut self) -> Result<Option<&str>, ReadError> {
        self.line.clear();
        self.place = self.next;
        let place = self.place;
        let fault = |source: io::Error| ReadError::Read { place, source };
        let mut bounded = Read::take(&mut self.stream, LONGEST);
        let count = bounded.read_until(b'\n', &mut self.line).map_err(fault)?;
        if count == 0 {
            return Ok(None);
        }
        if count as u64 == LONGEST {
            return Err(self.malformed(format!("a line of more than {LONGEST} bytes")));
        }
        self.next.line += 1;
        self.next.byte += count as u64;
        let mut bytes = self.line.as_slice();
        bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        if place.byte == 0 {
            if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
                return Err(self.malformed("it is UTF-16; save it as UTF-8"));
            }
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(error) => Err(ReadError::Malformed {
                what: "bytes that are not UTF-8; save it as UTF-8".to_owned(),
                place: Place {
                    byte: place.byte + error.valid_up_to() as u64,
                    ..place
                },
            }),
        }
    }
}
