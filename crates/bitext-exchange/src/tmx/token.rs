//! A TMX file as a run of tags and texts, with references resolved and
//! everything that XML does not allow either refused or repaired.
//!
//! The parser underneath is quick-xml, which hands out slices of its buffer;
//! here they are copied once into buffers that are used again, so that a token
//! costs no allocation.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::encoding::EncodingError;
use quick_xml::errors::{Error as XmlError, IllFormedError};
use quick_xml::events::{BytesStart, Event};

use super::element::Element;
use super::reference::{Resolved, resolve, unescape};
use super::tag::{Tag, is_tag};
use crate::utf8_stream::Utf8Stream;
use crate::xml::{code_point, forbidden, is_allowed};
use crate::{Findings, Place, ReadError, Severity, Strictness};

/// Attributes of one tag: each is looked for among the others.
const MOST_ATTRIBUTES: usize = 256;

/// The most bytes a unit may have; one that is longer lacks its end.
const UNIT_LIMIT: u64 = 64 << 20;

/// What comes next in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A tag opens; an empty element is followed by its end.
    Start(Element),
    /// A tag closes.
    End(Element),
    /// Text, or a part of it, in [`Tokens::text`].
    Text,
    /// A reference to an entity that nobody expands; its name in
    /// [`Tokens::text`].
    Entity,
    /// The end of the file.
    Eof,
}

/// The tokens of a file.
pub(super) struct Tokens {
    xml: Reader<Utf8Stream>,
    /// Byte at which that parser began.
    base: u64,
    buffer: Vec<u8>,
    strictness: Strictness,
    pub(super) findings: Findings,
    /// Text of the last text token, name of the last entity.
    pub(super) text: String,
    /// Name of the last end tag, if it is not of TMX.
    pub(super) end_name: String,
    /// The last start tag.
    pub(super) tag: Tag,
    /// Prefix of the root element with its colon, which the others have too.
    prefix: String,
    /// Byte at which the last token began.
    start: u64,
    /// First half of a character that was written as two references.
    surrogate: Option<u32>,
    has_doctype: bool,
    /// A token that was found within another.
    pending: Option<Token>,
    /// Byte behind which a unit counts as endless.
    limit: u64,
    /// Whether the last token was too long and is passed over.
    has_resumed: bool,
}

impl Tokens {
    pub(super) fn new(
        input: Box<dyn BufRead + Send>,
        strictness: Strictness,
    ) -> Result<Self, ReadError> {
        let stream = Utf8Stream::new(input, strictness).map_err(ReadError::Open)?;
        Ok(Self {
            base: stream.position(),
            xml: parser(stream, strictness),
            buffer: Vec::new(),
            strictness,
            findings: Findings::default(),
            text: String::new(),
            end_name: String::new(),
            tag: Tag::default(),
            prefix: String::new(),
            start: 0,
            surrogate: None,
            has_doctype: false,
            pending: None,
            limit: u64::MAX,
            has_resumed: false,
        })
    }

    /// Allows for another unit, which begins here.
    pub(super) fn begin_unit(&mut self) {
        self.limit = self.start + UNIT_LIMIT;
    }

    /// Nothing of unlimited length can follow.
    pub(super) fn end_unit(&mut self) {
        self.limit = u64::MAX;
    }

    pub(super) fn is_lenient(&self) -> bool {
        self.strictness == Strictness::Lenient
    }

    /// Byte at which the last token began.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// How far the file has been read.
    fn position(&self) -> u64 {
        self.base + self.xml.buffer_position()
    }

    pub(super) fn place(&mut self, byte: u64) -> Place {
        self.xml.get_mut().place(byte)
    }

    /// What is wrong at the last token, as an error.
    pub(super) fn malformed(&mut self, what: impl Into<String>) -> ReadError {
        let place = self.place(self.start);
        ReadError::Malformed {
            what: what.into(),
            place,
        }
    }

    /// Lists something found at `byte`.
    pub(super) fn find(&mut self, severity: Severity, byte: u64, message: impl FnOnce() -> String) {
        let place = if self.findings.keeps(severity) {
            self.place(byte)
        } else {
            Place::default()
        };
        self.findings.add(severity, place, message);
    }

    /// What a lenient reader repairs and a strict one stops at.
    pub(super) fn repair(
        &mut self,
        byte: u64,
        message: impl FnOnce() -> String,
    ) -> Result<(), ReadError> {
        if self.is_lenient() {
            self.find(Severity::Repaired, byte, message);
            return Ok(());
        }
        let place = self.place(byte);
        Err(ReadError::Malformed {
            what: message(),
            place,
        })
    }

    /// The next token.
    ///
    /// # Errors
    /// If the file cannot be read on, or is not well-formed; a lenient reader
    /// gets an error only where nothing can be read behind it, or where
    /// [`Tokens::has_resumed`].
    pub(super) fn next(&mut self) -> Result<Token, ReadError> {
        self.has_resumed = false;
        if let Some(token) = self.pending.take() {
            return Ok(token);
        }
        loop {
            self.start = self.position();
            if self.start > self.limit {
                self.limit = u64::MAX;
                let limit = UNIT_LIMIT >> 20;
                return Err(self.malformed(format!("a unit is longer than {limit} MiB")));
            }
            self.xml.get_mut().renew();
            self.buffer.clear();
            // Taken out, so that the event may borrow it while `self` is used.
            let mut buffer = std::mem::take(&mut self.buffer);
            let event = self.xml.read_event_into(&mut buffer);
            let token = match event {
                Ok(event) => self.token(event),
                Err(error) => Err(self.failure(error)),
            };
            self.buffer = buffer;
            if token.is_err() && self.xml.get_mut().take_over_limit() && self.is_lenient() {
                self.resume()?;
            }
            self.report_encoding();
            if let Some(token) = token? {
                return Ok(token);
            }
        }
    }

    /// Whether the last token failed because it is too long, and reading can go
    /// on behind it.
    pub(super) fn has_resumed(&self) -> bool {
        self.has_resumed
    }

    /// Passes over the rest of a token that is too long. The parser takes an
    /// error of its input for the end of the file, so that another one goes on.
    fn resume(&mut self) -> Result<(), ReadError> {
        let begun = self.buffer.strip_prefix(b"<").unwrap_or(&self.buffer);
        let mark: &[u8] = match begun {
            [b'!', b'-', b'-', ..] => b"-->",
            [b'!', b'[', ..] => b"]]>",
            _ => b"<",
        };
        let nothing = Utf8Stream::new(Box::new(std::io::empty()), self.strictness);
        let nothing = nothing.map_err(ReadError::Open)?;
        let mut stream = std::mem::replace(self.xml.get_mut(), nothing);
        let place = stream.place(self.start);
        let skipped = stream.skip_to(mark);
        skipped.map_err(|source| ReadError::Read { place, source })?;
        self.base = stream.position();
        self.xml = parser(stream, self.strictness);
        self.has_resumed = true;
        Ok(())
    }

    fn token(&mut self, event: Event<'_>) -> Result<Option<Token>, ReadError> {
        if self.surrogate.is_some() && !matches!(event, Event::GeneralRef(_)) {
            self.surrogate = None;
            self.repair(self.start, || "half a character is missing".to_owned())?;
        }
        Ok(Some(match event {
            Event::Start(tag) if !is_tag(&tag) => return self.stray_angle(&tag).map(Some),
            Event::Start(tag) => {
                let element = self.element(tag.name().as_ref());
                self.read_tag(&tag)?;
                Token::Start(element)
            }
            Event::End(tag) => {
                let element = self.element(tag.name().as_ref());
                if element == Element::Other {
                    tag.name().as_ref().clone_into(&mut self.end_name);
                }
                Token::End(element)
            }
            Event::Text(text) => {
                if text.starts_with('&') {
                    // The parser lets one pass that begins no reference.
                    let message = "there is a `&` in the text, which must be written `&amp;`";
                    self.repair(self.start, || message.to_owned())?;
                }
                self.text_token(&text)?
            }
            Event::CData(text) => self.text_token(&text)?,
            Event::GeneralRef(name) => return self.reference(&name),
            Event::DocType(_) => {
                self.has_doctype = true;
                return Ok(None);
            }
            Event::Empty(tag) => {
                let element = self.element(tag.name().as_ref());
                self.read_tag(&tag)?;
                self.tag.is_empty = true;
                if element == Element::Other {
                    tag.name().as_ref().clone_into(&mut self.end_name);
                }
                self.pending = Some(Token::End(element));
                Token::Start(element)
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) => return Ok(None),
            Event::Eof => Token::Eof,
        }))
    }

    /// A `<` that stands in the text as it is: `a < b</seg`.
    fn stray_angle(&mut self, raw: &str) -> Result<Token, ReadError> {
        let message = || "there is a `<` in the text, which must be written `&lt;`".to_owned();
        self.repair(self.start, message)?;
        self.text.clear();
        self.text.push('<');
        let (text, rest) = raw.split_once('<').unwrap_or((raw, ""));
        self.text.push_str(text);
        match rest.strip_prefix('/') {
            // The end tag that the stray sign swallowed.
            Some(name) if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                self.pending = Some(Token::End(self.element(name)));
            }
            _ if rest.is_empty() => self.text.push('>'),
            _ => return Err(self.malformed("there is a `<` in the text")),
        }
        self.text.retain(is_allowed);
        Ok(Token::Text)
    }

    fn element(&self, name: &str) -> Element {
        if self.prefix.is_empty() {
            return Element::from_name(name);
        }
        let local = name.strip_prefix(self.prefix.as_str()).unwrap_or(name);
        Element::from_name(local)
    }

    /// The name that the last end tag, of `element`, has in the file.
    pub(super) fn end_tag(&self, element: Element) -> &str {
        match element {
            Element::Other => &self.end_name,
            _ => element.name(),
        }
    }

    /// Takes `prefix` for the one that TMX's elements have in this file.
    pub(super) fn set_prefix(&mut self, prefix: &str) {
        prefix.clone_into(&mut self.prefix);
    }

    fn read_tag(&mut self, start: &BytesStart<'_>) -> Result<(), ReadError> {
        let mut tag = std::mem::take(&mut self.tag);
        tag.clear();
        tag.raw.push_str(start);
        let mut attributes = start.attributes();
        attributes.with_checks(false);
        for attribute in attributes {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    let message = || format!("a tag has a broken attribute: {error}");
                    self.repair(self.start, message)?;
                    continue;
                }
            };
            let name = attribute.key.as_ref();
            if tag.ends.len() >= MOST_ATTRIBUTES {
                let what = format!("a tag has more than {MOST_ATTRIBUTES} attributes");
                self.tag = tag;
                return Err(self.malformed(what));
            }
            if tag.attribute(name).is_some() {
                self.repair(self.start, || {
                    format!("the attribute `{name}` is there twice")
                })?;
                continue;
            }
            if attribute.value.contains('<') {
                let message = || format!("the attribute `{name}` has a `<` in it");
                self.repair(self.start, message)?;
            }
            tag.text.push_str(name);
            let value_start = tag.text.len();
            if !unescape(&attribute.value, &mut tag.text) {
                let message = || format!("the attribute `{name}` has an unknown reference");
                self.repair(self.start, message)?;
            }
            if let Some((_, character)) = forbidden(&tag.text[value_start..]) {
                self.repair(self.start, || control(character))?;
                let kept: String = tag.text[value_start..]
                    .chars()
                    .filter(|&c| is_allowed(c))
                    .collect();
                tag.text.truncate(value_start);
                tag.text.push_str(&kept);
            }
            tag.ends.push((value_start, tag.text.len()));
        }
        self.tag = tag;
        Ok(())
    }

    /// A text as it stands in the file, with its line ends made line feeds.
    fn text_token(&mut self, raw: &str) -> Result<Token, ReadError> {
        self.text.clear();
        let mut rest = raw;
        while let Some(at) = memchr::memchr(b'\r', rest.as_bytes()) {
            self.text.push_str(&rest[..at]);
            self.text.push('\n');
            rest = &rest[at + 1..];
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
        self.text.push_str(rest);
        self.check_text()?;
        Ok(Token::Text)
    }

    /// Takes out the characters that XML does not have.
    fn check_text(&mut self) -> Result<(), ReadError> {
        if let Some((offset, character)) = forbidden(&self.text) {
            self.repair(self.start + offset as u64, || control(character))?;
            self.text.retain(is_allowed);
        }
        Ok(())
    }

    fn reference(&mut self, name: &str) -> Result<Option<Token>, ReadError> {
        let resolved = resolve(name);
        if let Some(high) = self.surrogate.take() {
            if let Resolved::Surrogate(low @ 0xdc00..=0xdfff) = resolved
                && let Some(whole) =
                    char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            {
                self.text.clear();
                self.text.push(whole);
                return Ok(Some(Token::Text));
            }
            self.repair(self.start, || "half a character is missing".to_owned())?;
        }
        self.text.clear();
        match resolved {
            Resolved::Character(character) if is_allowed(character) => self.text.push(character),
            Resolved::Character(character) => {
                self.repair(self.start, || control(character))?;
                return Ok(None);
            }
            Resolved::Surrogate(value) => {
                let message = || format!("`&{name};` is half a character (U+{value:04X})");
                self.repair(self.start, message)?;
                self.surrogate = (value < 0xdc00).then_some(value);
                return Ok(None);
            }
            Resolved::Html(character) => {
                let message = || format!("`&{name};` belongs to HTML, not to XML");
                self.repair(self.start, message)?;
                self.text.push(character);
            }
            Resolved::Unknown => {
                let name: String = name.chars().take(64).collect();
                let message =
                    || format!("the entity `&{name};` is not expanded, but kept as a code");
                if self.has_doctype {
                    // The document type may well declare it, which is never read.
                    self.find(Severity::Repaired, self.start, message);
                } else {
                    self.repair(self.start, message)?;
                }
                self.text.push_str(&name);
                return Ok(Some(Token::Entity));
            }
        }
        Ok(Some(Token::Text))
    }

    fn failure(&mut self, error: XmlError) -> ReadError {
        let at = self.place(self.base + self.xml.error_position());
        match error {
            XmlError::Io(cause) if cause.kind() == std::io::ErrorKind::InvalidData => {
                // The stream's own words, which name the place where it matters.
                ReadError::Malformed {
                    what: cause.to_string(),
                    place: at,
                }
            }
            XmlError::Io(cause) => ReadError::Read {
                place: at,
                source: std::io::Error::new(cause.kind(), cause.to_string()),
            },
            XmlError::Encoding(EncodingError::Utf8(cause)) => {
                let byte = self.start + cause.valid_up_to() as u64;
                ReadError::Malformed {
                    what: "there are bytes that are not UTF-8".to_owned(),
                    place: self.place(byte),
                }
            }
            XmlError::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
                let what = format!("`</{found}>` closes `<{expected}>`");
                ReadError::Malformed { what, place: at }
            }
            other => ReadError::Malformed {
                what: other.to_string(),
                place: at,
            },
        }
    }

    fn report_encoding(&mut self) {
        if self.xml.get_mut().notes.is_empty() {
            return;
        }
        for note in std::mem::take(&mut self.xml.get_mut().notes) {
            self.findings
                .add(Severity::Repaired, note.place, || note.message);
        }
    }
}

/// A parser that begins at the next byte of `stream`.
fn parser(stream: Utf8Stream, strictness: Strictness) -> Reader<Utf8Stream> {
    let mut xml = Reader::from_reader(stream);
    let config = xml.config_mut();
    let is_lenient = strictness == Strictness::Lenient;
    config.check_end_names = !is_lenient;
    config.allow_unmatched_ends = is_lenient;
    config.allow_dangling_amp = is_lenient;
    xml
}

fn control(character: char) -> String {
    let name = code_point(character);
    format!("the character {name} is there, which XML does not allow")
}
