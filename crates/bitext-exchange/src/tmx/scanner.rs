//! Where the pieces of a TMX file begin and end.
//!
//! Nearly all of a memory is plain tags, white space and text, so those are
//! recognised here, in the buffer where they lie. Whatever else XML has –
//! comments, document types, attributes in odd spellings – is rare, and quick-xml
//! decides about it. A piece that ends beyond the buffer is looked at again once
//! the buffer is longer, which at least doubles each time.

use std::io;

use quick_xml::Reader;
use quick_xml::errors::{Error as XmlError, IllFormedError, SyntaxError};
use quick_xml::events::Event;

use super::tag::{Read, Tag, is_name, is_space};
use crate::utf8_stream::Utf8Stream;
use crate::{Place, Strictness};

/// How many bytes decide what `<!` begins: `<!DOCTYPE`.
const LONGEST_BEGIN: usize = 9;

/// What the file has next. Its content is [`Scanner::content`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A tag that opens, which has been read into the [`Tag`].
    Start,
    /// A tag that opens and closes, too.
    Empty,
    /// What stands between angle brackets like a tag, and is none that can be
    /// read without more ado: it is odd, or no tag at all.
    OddStart,
    /// The same, ended by `/>`.
    OddEmpty,
    /// The name in a tag that closes.
    End,
    /// Text up to a tag or reference.
    Text,
    /// The content of a CDATA section.
    Literal,
    /// The name of a reference.
    Reference,
    /// An ampersand that begins no reference, and the text behind it.
    Ampersand,
    /// A document type.
    Doctype,
    /// A comment, a processing instruction or a declaration.
    Other,
    /// The end of the file.
    Eof,
}

/// Why there is no next piece.
pub(super) enum Fault {
    /// The file cannot be read on, or a token is too long.
    Input(io::Error),
    /// It is not in its encoding.
    Encoding(String, Place),
    /// It is not XML.
    Xml(XmlError),
}

/// The pieces of a file.
pub(super) struct Scanner {
    pub(super) stream: Utf8Stream,
    is_lenient: bool,
    /// Names of the elements that are open, one behind the other, and where each
    /// begins; a lenient reader does not compare them.
    names: String,
    open: Vec<usize>,
    /// Where the last piece begins.
    start: u64,
    /// How many bytes before the end of the last piece its content begins and
    /// ends.
    content: (usize, usize),
    /// Nothing can be read behind the last fault.
    is_done: bool,
}

impl Scanner {
    pub(super) fn new(stream: Utf8Stream, strictness: Strictness) -> Self {
        Self {
            start: stream.position(),
            stream,
            is_lenient: strictness == Strictness::Lenient,
            names: String::new(),
            open: Vec::new(),
            content: (0, 0),
            is_done: false,
        }
    }

    /// Where the last piece begins.
    #[inline]
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// The content of the last piece.
    #[inline]
    pub(super) fn content(&self) -> &str {
        let (start, end) = self.content;
        let content = self.stream.consumed(start);
        &content[..start - end]
    }

    /// The next piece; if `skips_space`, the next that is more than white space
    /// before a tag.
    pub(super) fn next(&mut self, tag: &mut Tag, skips_space: bool) -> Result<Piece, Fault> {
        if self.is_done {
            self.start = self.stream.position();
            self.content = (0, 0);
            return Ok(Piece::Eof);
        }
        let bytes = self.stream.rest().as_bytes();
        if skips_space {
            let space = bytes.iter().take_while(|&&byte| is_space(byte)).count();
            if bytes.get(space) == Some(&b'<') {
                self.stream.pass(space);
            }
        }
        self.start = self.stream.position();
        let piece = self.piece(tag);
        // Where XML is broken in a way that ends within a token, more can follow.
        self.is_done = match &piece {
            Ok(piece) => *piece == Piece::Eof,
            Err(Fault::Xml(XmlError::IllFormed(_))) => false,
            Err(_) => true,
        };
        piece
    }

    fn piece(&mut self, tag: &mut Tag) -> Result<Piece, Fault> {
        match self.stream.rest().as_bytes() {
            [b'<', b'/', ..] => self.end(),
            [b'<', first, ..] if first.is_ascii_alphabetic() => self.tag(tag),
            [b'<', ..] => self.rare(),
            [b'&', ..] => self.reference(),
            [_, ..] => self.text(),
            [] => {
                self.content = (0, 0);
                if self.extend()? {
                    self.piece(tag)
                } else {
                    Ok(Piece::Eof)
                }
            }
        }
    }

    /// Takes `length` bytes as a piece whose content begins `before` bytes behind
    /// its start and ends `behind` bytes before its end.
    fn take(&mut self, length: usize, (before, behind): (usize, usize)) {
        self.stream.pass(length);
        self.content = (length - before, behind);
    }

    fn extend(&mut self) -> Result<bool, Fault> {
        self.stream
            .extend()
            .map_err(|error| match self.stream.fault_place() {
                Some(place) => Fault::Encoding(error.to_string(), place),
                None => Fault::Input(error),
            })
    }

    /// Makes the rest of the stream at least twice as long as it is, if there is
    /// so much; whether it is longer.
    fn double(&mut self) -> Result<bool, Fault> {
        let length = self.stream.rest().len();
        while self.stream.rest().len() < 2 * length && self.extend()? {}
        Ok(self.stream.rest().len() > length)
    }

    fn text(&mut self) -> Result<Piece, Fault> {
        let mut known = 0;
        loop {
            let rest = &self.stream.rest().as_bytes()[known..];
            let found = memchr::memchr2(b'<', b'&', rest);
            let length = known + found.unwrap_or(rest.len());
            if found.is_some() || !self.extend()? {
                self.take(length, (0, 0));
                return Ok(Piece::Text);
            }
            known = length;
        }
    }

    fn reference(&mut self) -> Result<Piece, Fault> {
        loop {
            let rest = &self.stream.rest().as_bytes()[1..];
            let found = memchr::memchr3(b';', b'&', b'<', rest);
            if found.is_none() && self.double()? {
                continue;
            }
            let rest = &self.stream.rest().as_bytes()[1..];
            let end = found.unwrap_or(rest.len());
            // `R&D and so on; more` has no reference in it.
            let name = &rest[..end];
            let is_name = !name.is_empty() && !name.iter().any(|&byte| is_space(byte));
            if rest.get(end) == Some(&b';') && is_name {
                self.take(end + 2, (1, 1));
                return Ok(Piece::Reference);
            }
            self.take(end + 1, (0, 0));
            if self.is_lenient {
                return Ok(Piece::Ampersand);
            }
            return Err(Fault::Xml(IllFormedError::UnclosedReference.into()));
        }
    }

    fn tag(&mut self, tag: &mut Tag) -> Result<Piece, Fault> {
        match tag.read(&self.stream.rest()[1..]) {
            Read::Whole { length } => {
                self.take(length + 1, (0, 0));
                if tag.is_empty {
                    return Ok(Piece::Empty);
                }
                self.open(tag.name());
                Ok(Piece::Start)
            }
            Read::Cut if self.double()? => self.tag(tag),
            Read::Cut | Read::Odd => self.rare(),
        }
    }

    fn end(&mut self) -> Result<Piece, Fault> {
        let rest = &self.stream.rest().as_bytes()[2..];
        let name = rest.iter().take_while(|&&byte| is_name(byte));
        let length = name.count();
        if rest.get(length) != Some(&b'>') {
            return self.rare();
        }
        self.take(length + 3, (2, 1));
        self.close(length)
    }

    fn open(&mut self, name: &str) {
        if !self.is_lenient {
            self.open.push(self.names.len());
            self.names.push_str(name);
        }
    }

    /// Compares the name that is the content, of `length` bytes, with that of the
    /// element that is open.
    fn close(&mut self, length: usize) -> Result<Piece, Fault> {
        if self.is_lenient {
            return Ok(Piece::End);
        }
        let (start, _) = self.content;
        let found = &self.stream.consumed(start)[..length];
        let fault = match self.open.pop() {
            Some(start) if self.names[start..] == *found => {
                self.names.truncate(start);
                return Ok(Piece::End);
            }
            Some(start) => {
                let expected = self.names.split_off(start);
                let found = found.to_owned();
                IllFormedError::MismatchedEndTag { expected, found }
            }
            None => IllFormedError::UnmatchedEndTag(found.to_owned()),
        };
        Err(Fault::Xml(fault.into()))
    }

    /// Whatever begins with `<` and is no plain tag.
    fn rare(&mut self) -> Result<Piece, Fault> {
        loop {
            let rest = self.stream.rest();
            let mut xml = Reader::from_str(rest);
            let config = xml.config_mut();
            config.check_end_names = false;
            config.allow_unmatched_ends = true;
            let event = xml.read_event();
            let length = usize::try_from(xml.buffer_position()).unwrap_or(rest.len());
            let (piece, content) = match event {
                Ok(Event::Start(tag)) => (Piece::OddStart, (1, 1, tag.name().as_ref().len())),
                Ok(Event::Empty(_)) => (Piece::OddEmpty, (1, 2, 0)),
                Ok(Event::End(name)) => {
                    let name = name.name().as_ref().len();
                    (Piece::End, (2, length - 2 - name, name))
                }
                Ok(Event::CData(_)) => (Piece::Literal, (9, 3, 0)),
                Ok(Event::DocType(_)) => (Piece::Doctype, (0, 0, 0)),
                Ok(_) => (Piece::Other, (0, 0, 0)),
                Err(error) => {
                    let is_cut = matches!(&error, XmlError::Syntax(error) if is_cut(rest, error));
                    if is_cut && self.double()? {
                        continue;
                    }
                    let rest = self.stream.rest().len();
                    self.stream.pass(if is_cut { rest } else { length });
                    return Err(Fault::Xml(error));
                }
            };
            let (before, behind, name) = content;
            self.take(length, (before, behind));
            match piece {
                Piece::OddStart => {
                    let (start, _) = self.content;
                    let name = self.stream.consumed(start)[..name].to_owned();
                    self.open(&name);
                }
                Piece::End => return self.close(name),
                _ => {}
            }
            return Ok(piece);
        }
    }

    /// Passes over the rest of a token that is too long, and goes on behind it.
    pub(super) fn resume(&mut self) -> io::Result<()> {
        let rest = self.stream.rest();
        let mark = match rest.as_bytes() {
            [b'<', b'!', b'-', b'-', ..] => "-->",
            [b'<', b'!', b'[', ..] => "]]>",
            _ => "<",
        };
        self.stream.skip_to(mark)?;
        self.is_done = false;
        Ok(())
    }
}

/// Whether the only thing wrong may be that `rest` ends too early.
fn is_cut(rest: &str, error: &SyntaxError) -> bool {
    let bytes = rest.as_bytes();
    match error {
        SyntaxError::InvalidBangMarkup => bytes.len() < LONGEST_BEGIN,
        // `<?>` and the like are whole, and wrong.
        SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl => !bytes.starts_with(b"<?>"),
        SyntaxError::UnclosedComment => bytes.len() < 4 || bytes.starts_with(b"<!--"),
        SyntaxError::UnclosedCData => {
            bytes.len() < LONGEST_BEGIN || bytes.starts_with(b"<![CDATA[")
        }
        SyntaxError::UnclosedDoctype => {
            let begin = bytes.get(..LONGEST_BEGIN);
            begin.is_none_or(|begin| begin.eq_ignore_ascii_case(b"<!DOCTYPE"))
        }
        _ => true,
    }
}
