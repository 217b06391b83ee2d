//! A TMX file as a run of tags and texts, with references resolved and
//! everything that XML does not allow either refused or repaired.

use std::io::BufRead;

use quick_xml::errors::{Error as XmlError, IllFormedError};
use quick_xml::events::attributes::Attributes;

use super::element::Element;
use super::reference::{Resolved, resolve, unescape};
use super::scanner::{Fault, Piece, Scanner};
use super::tag::{Tag, is_tag};
use crate::utf8_stream::Utf8Stream;
use crate::xml::{code_point, forbidden, is_allowed};
use crate::{Findings, Place, ReadError, Severity, Strictness};

/// Attributes of one tag: each is looked for among the others.
const MOST_ATTRIBUTES: usize = 256;

/// The most bytes a unit may have; one that is longer lacks its end.
const UNIT_LIMIT: u64 = 64 << 20;

const BARE_AMPERSAND: &str = "there is a `&` in the text, which must be written `&amp;`";

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
    scanner: Scanner,
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
            scanner: Scanner::new(stream, strictness),
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

    pub(super) fn place(&self, byte: u64) -> Place {
        self.scanner.stream.place(byte)
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
        self.advance(false)
    }

    /// The next token that is more than white space between two tags.
    pub(super) fn next_beyond_space(&mut self) -> Result<Token, ReadError> {
        self.advance(true)
    }

    fn advance(&mut self, skips_space: bool) -> Result<Token, ReadError> {
        self.has_resumed = false;
        if let Some(token) = self.pending.take() {
            return Ok(token);
        }
        loop {
            if self.scanner.stream.position() > self.limit {
                self.start = self.scanner.stream.position();
                self.limit = u64::MAX;
                let limit = UNIT_LIMIT >> 20;
                return Err(self.malformed(format!("a unit is longer than {limit} MiB")));
            }
            let piece = self.scanner.next(&mut self.tag, skips_space);
            self.start = self.scanner.start();
            let token = match piece {
                Ok(piece) => self.token(piece),
                Err(fault) => Err(self.failure(fault)),
            };
            if token.is_err() && self.scanner.stream.take_over_limit() && self.is_lenient() {
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

    /// Passes over the rest of a token that is too long.
    fn resume(&mut self) -> Result<(), ReadError> {
        let place = self.place(self.start);
        let skipped = self.scanner.resume();
        skipped.map_err(|source| ReadError::Read { place, source })?;
        self.has_resumed = true;
        Ok(())
    }

    fn token(&mut self, piece: Piece) -> Result<Option<Token>, ReadError> {
        if self.surrogate.is_some() && piece != Piece::Reference {
            self.surrogate = None;
            self.repair(self.start, || "half a character is missing".to_owned())?;
        }
        Ok(Some(match piece {
            Piece::Start => Token::Start(self.element(self.tag.name())),
            Piece::Empty => self.empty_token(),
            Piece::OddStart => {
                let raw = self.scanner.content().to_owned();
                if !is_tag(&raw) {
                    return self.stray_angle(&raw).map(Some);
                }
                self.read_tag(&raw)?;
                Token::Start(self.element(self.tag.name()))
            }
            Piece::OddEmpty => {
                let raw = self.scanner.content().to_owned();
                self.read_tag(&raw)?;
                self.empty_token()
            }
            Piece::End => {
                let name = self.scanner.content();
                let element = self.element(name);
                if element == Element::Other {
                    name.clone_into(&mut self.end_name);
                }
                Token::End(element)
            }
            Piece::Text | Piece::Literal => self.text_token()?,
            Piece::Ampersand => {
                self.repair(self.start, || BARE_AMPERSAND.to_owned())?;
                self.text_token()?
            }
            Piece::Reference => return self.reference(),
            Piece::Doctype => {
                self.has_doctype = true;
                return Ok(None);
            }
            Piece::Other => return Ok(None),
            Piece::Eof => Token::Eof,
        }))
    }

    /// The tag at hand, whose end is the next token.
    fn empty_token(&mut self) -> Token {
        self.tag.is_empty = true;
        let element = self.element(self.tag.name());
        if element == Element::Other {
            self.tag.name().clone_into(&mut self.end_name);
        }
        self.pending = Some(Token::End(element));
        Token::Start(element)
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

    /// Reads a tag that is not plain.
    fn read_tag(&mut self, raw: &str) -> Result<(), ReadError> {
        let mut tag = std::mem::take(&mut self.tag);
        tag.begin(raw);
        let read = self.read_attributes(raw, &mut tag);
        self.tag = tag;
        read
    }

    fn read_attributes(&mut self, raw: &str, tag: &mut Tag) -> Result<(), ReadError> {
        let mut value = String::new();
        let mut attributes = Attributes::new(raw, tag.name().len());
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
            if tag.attribute_count() >= MOST_ATTRIBUTES {
                let what = format!("a tag has more than {MOST_ATTRIBUTES} attributes");
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
            value.clear();
            if !unescape(&attribute.value, &mut value) {
                let message = || format!("the attribute `{name}` has an unknown reference");
                self.repair(self.start, message)?;
            }
            if let Some((_, character)) = forbidden(&value) {
                self.repair(self.start, || control(character))?;
                value.retain(is_allowed);
            }
            tag.push(name, &value);
        }
        Ok(())
    }

    /// The text at hand, with its line ends made line feeds.
    fn text_token(&mut self) -> Result<Token, ReadError> {
        self.text.clear();
        let mut rest = self.scanner.content();
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

    fn reference(&mut self) -> Result<Option<Token>, ReadError> {
        let resolved = resolve(self.scanner.content());
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
        if let Resolved::Character(character) = resolved
            && is_allowed(character)
        {
            self.text.push(character);
            return Ok(Some(Token::Text));
        }
        let name = self.scanner.content().to_owned();
        match resolved {
            Resolved::Character(character) => {
                self.repair(self.start, || control(character))?;
                return Ok(None);
            }
            Resolved::Surrogate(value) => {
                let message = format!("`&{name};` is half a character (U+{value:04X})");
                self.repair(self.start, || message)?;
                self.surrogate = (value < 0xdc00).then_some(value);
                return Ok(None);
            }
            Resolved::Html(character) => {
                let message = format!("`&{name};` belongs to HTML, not to XML");
                self.repair(self.start, || message)?;
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

    fn failure(&self, fault: Fault) -> ReadError {
        let place = self.place(self.start);
        let what = match fault {
            Fault::Input(cause) if cause.kind() == std::io::ErrorKind::InvalidData => {
                cause.to_string()
            }
            Fault::Input(source) => return ReadError::Read { place, source },
            Fault::Encoding(what, place) => return ReadError::Malformed { what, place },
            Fault::Xml(XmlError::IllFormed(IllFormedError::MismatchedEndTag {
                expected,
                found,
            })) => format!("`</{found}>` closes `<{expected}>`"),
            Fault::Xml(XmlError::IllFormed(IllFormedError::UnclosedReference)) => {
                BARE_AMPERSAND.to_owned()
            }
            Fault::Xml(other) => other.to_string(),
        };
        ReadError::Malformed { what, place }
    }

    fn report_encoding(&mut self) {
        self.scanner.stream.report(&mut self.findings);
    }
}

fn control(character: char) -> String {
    let name = code_point(character);
    format!("the character {name} is there, which XML does not allow")
}
