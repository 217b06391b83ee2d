//! Lines of UTF-8, with their places and of bounded length.

use std::io::{self, BufRead, Read};

use crate::utf8_stream::Utf8Stream;
use crate::{Place, ReadError, Strictness};

/// The longest line, in bytes.
const LONGEST: u64 = 64 << 20;

/// A stream of any encoding as UTF-8. Why it cannot be decoded, if it cannot, is
/// what the first read says.
fn decoded(stream: Box<dyn BufRead + Send>) -> Box<dyn BufRead + Send> {
    match Utf8Stream::new(stream, Strictness::Strict) {
        Ok(stream) => Box::new(stream),
        Err(error) => Box::new(io::BufReader::new(Failing(Some(error)))),
    }
}

/// A reader that says once why it cannot read, and then ends.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Reads lines without their ends.
pub(crate) struct LineReader {
    stream: Box<dyn BufRead + Send>,
    line: Vec<u8>,
    place: Place,
    next: Place,
    /// Whether the line is read already, but not handed out.
    is_peeked: bool,
}

impl LineReader {
    /// Reads UTF-8, or UTF-16 if it begins with a byte order mark, as what Excel
    /// calls Unicode text does.
    pub(crate) fn new(mut stream: Box<dyn BufRead + Send>) -> Self {
        let head = stream.fill_buf().unwrap_or_default();
        let is_utf_16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
        let stream = if is_utf_16 { decoded(stream) } else { stream };
        Self {
            stream,
            line: Vec::new(),
            place: Place::default(),
            next: Place { line: 1, byte: 0 },
            is_peeked: false,
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

    /// The next line, which stays to be read.
    pub(crate) fn peek(&mut self) -> Result<Option<&str>, ReadError> {
        self.is_peeked = self.is_peeked || self.read()?;
        self.is_peeked.then(|| self.text()).transpose()
    }

    /// The next line; a byte order mark is no part of the first.
    pub(crate) fn next(&mut self) -> Result<Option<&str>, ReadError> {
        let has_line = std::mem::take(&mut self.is_peeked) || self.read()?;
        has_line.then(|| self.text()).transpose()
    }

    /// Reads a line; whether there was one.
    fn read(&mut self) -> Result<bool, ReadError> {
        self.line.clear();
        self.place = self.next;
        let place = self.place;
        let fault = |source: io::Error| ReadError::Read { place, source };
        let mut bounded = Read::take(&mut self.stream, LONGEST);
        let count = bounded.read_until(b'\n', &mut self.line).map_err(fault)?;
        if count as u64 == LONGEST {
            return Err(self.malformed(format!("a line of more than {LONGEST} bytes")));
        }
        self.next.line += 1;
        self.next.byte += count as u64;
        Ok(count > 0)
    }

    /// The last line without its end.
    fn text(&self) -> Result<&str, ReadError> {
        let place = self.place;
        let mut bytes = self.line.as_slice();
        bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        if place.byte == 0 {
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        std::str::from_utf8(bytes).map_err(|error| ReadError::Malformed {
            what: "bytes that are not UTF-8; save it as UTF-8".to_owned(),
            place: Place {
                byte: place.byte + error.valid_up_to() as u64,
                ..place
            },
        })
    }
}
