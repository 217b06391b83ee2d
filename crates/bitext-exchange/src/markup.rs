//! XML an event at a time, within bounds.
//!
//! What comes in may be hostile, so nothing in it can cost more than its own
//! size: a document type is passed over and its entities are not defined, an
//! element may lie only so deep, and a single tag or text be only so long. The
//! rest is convenience: names come without their prefix, empty elements as a
//! start and an end, text with its references resolved, and every fault with
//! the line it stands in.

use std::io::{self, BufRead, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::{Place, ReadError};

/// How deep elements may lie; real files stay below twenty.
const DEEPEST: usize = 200;

/// The longest tag or text between two tags, in bytes.
pub(crate) const LONGEST: u64 = 64 << 20;

/// The most bytes of one unit, with what it says once and has in several places
/// counted for each of them.
const LARGEST_UNIT: u64 = 16 << 20;

/// A start tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// Its name without the prefix.
    pub(crate) name: String,
    /// Its attributes in order, names as written: `xml:lang`.
    pub(crate) attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of the attribute called `name`, prefix included.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// A piece of an XML file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
    /// A start tag; an end of that name follows.
    Start(Element),
    /// An end tag.
    End(String),
    /// Text, possibly not all there is up to the next tag.
    Text(String),
    /// The end of the file, after the last element.
    Eof,
}

/// Reads XML from `R`.
pub(crate) struct MarkupReader<R> {
    reader: Reader<Watched<R>>,
    buffer: Vec<u8>,
    depth: usize,
    has_root: bool,
    /// The byte at which a unit being read has to end, and before it by what was
    /// charged.
    unit_end: u64,
}

impl<R: BufRead> MarkupReader<R> {
    pub(crate) fn new(inner: R) -> Self {
        let mut reader = Reader::from_reader(Watched {
            inner,
            place: Place { line: 1, byte: 0 },
            budget: LONGEST,
        });
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
            has_root: false,
            unit_end: u64::MAX,
        }
    }

    /// From here on everything is kept until [`MarkupReader::end_unit`], so it has
    /// to end soon.
    pub(crate) fn begin_unit(&mut self) {
        self.unit_end = self.place().byte + LARGEST_UNIT;
    }

    /// What was kept has been handed on.
    pub(crate) fn end_unit(&mut self) {
        self.unit_end = u64::MAX;
    }

    /// Counts bytes of a unit that stand in the file once and are kept once more.
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.unit_end = self.unit_end.saturating_sub(bytes as u64);
        self.check_unit()
    }

    fn check_unit(&self) -> Result<(), ReadError> {
        if self.place().byte > self.unit_end {
            let limit = LARGEST_UNIT >> 20;
            return Err(self.malformed(format!("a unit of more than {limit} MiB")));
        }
        Ok(())
    }

    /// What is read from.
    pub(crate) fn inner_mut(&mut self) -> &mut R {
        &mut self.reader.get_mut().inner
    }

    /// How far reading has come.
    pub(crate) fn place(&self) -> Place {
        self.reader.get_ref().place
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// The file breaks a rule at the present place.
    pub(crate) fn malformed(&self, what: impl Into<String>) -> ReadError {
        let (what, place) = (what.into(), self.place());
        ReadError::Malformed { what, place }
    }

    /// The next piece; comments and processing instructions are passed over.
    pub(crate) fn next(&mut self) -> Result<Markup, ReadError> {
        loop {
            self.check_unit()?;
            let watched = self.reader.get_mut();
            watched.budget = LONGEST;
            let place = watched.place;
            self.buffer.clear();
            let malformed = |what: String| ReadError::Malformed { what, place };
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(quick_xml::Error::Io(cause)) if cause.kind() == io::ErrorKind::InvalidData => {
                    return Err(malformed(cause.to_string()));
                }
                Err(quick_xml::Error::Io(cause)) => {
                    let source = io::Error::new(cause.kind(), cause.to_string());
                    return Err(ReadError::Read { place, source });
                }
                Err(error) => return Err(malformed(error.to_string())),
            };
            match event {
                Event::Start(start) => {
                    if self.depth == DEEPEST {
                        let what = format!("elements lie more than {DEEPEST} deep");
                        return Err(malformed(what));
                    }
                    if self.depth == 0 && self.has_root {
                        return Err(malformed("a second root element".to_owned()));
                    }
                    self.has_root = true;
                    self.depth += 1;
                    return element(&start).map(Markup::Start).map_err(malformed);
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Markup::End(end.local_name().as_ref().to_owned()));
                }
                Event::Text(text) if self.depth > 0 => {
                    return Ok(Markup::Text(text.xml10_content().into_owned()));
                }
                Event::CData(text) if self.depth > 0 => {
                    return Ok(Markup::Text(text.xml10_content().into_owned()));
                }
                Event::GeneralRef(reference) if self.depth > 0 => {
                    return resolved(&reference).map(Markup::Text).map_err(malformed);
                }
                Event::Text(text) => {
                    let is_blank = |c: char| c.is_whitespace() || c == '\u{feff}';
                    if !text.chars().all(is_blank) {
                        return Err(malformed("text outside of all elements".to_owned()));
                    }
                }
                Event::Eof if self.depth > 0 => {
                    return Err(malformed("the file ends inside an element".to_owned()));
                }
                Event::Eof if !self.has_root => {
                    return Err(malformed("there is no XML element in it".to_owned()));
                }
                Event::Eof => return Ok(Markup::Eof),
                _ => {}
            }
        }
    }

    /// Passes over the rest of the element whose start tag was read last.
    pub(crate) fn skip(&mut self) -> Result<(), ReadError> {
        let depth = self.depth;
        while self.depth >= depth {
            self.next()?;
        }
        Ok(())
    }

    /// The text of the element whose start tag was read last, without the tags
    /// inside it.
    pub(crate) fn text(&mut self) -> Result<String, ReadError> {
        let depth = self.depth;
        let mut text = String::new();
        while self.depth >= depth {
            if let Markup::Text(piece) = self.next()? {
                text.push_str(&piece);
            }
            self.check_length(text.len())?;
        }
        Ok(text)
    }

    /// Refuses what has grown longer than any text is.
    pub(crate) fn check_length(&self, length: usize) -> Result<(), ReadError> {
        if length as u64 > LONGEST {
            return Err(self.malformed(format!("a text of more than {LONGEST} bytes")));
        }
        Ok(())
    }
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| format!("malformed attribute: {error}"))?;
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|error| format!("malformed attribute: {error}"))?;
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element {
        name: start.local_name().as_ref().to_owned(),
        attributes,
    })
}

/// The character behind `&name;`. Only the five entities that XML itself has are
/// known; what a document type defines is never expanded.
fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, String> {
    let name: &str = reference;
    match reference.resolve_char_ref() {
        Ok(Some(character)) => return Ok(character.to_string()),
        Ok(None) => {}
        Err(error) => return Err(format!("`&{name};` is no character: {error}")),
    }
    match quick_xml::escape::resolve_xml_entity(name) {
        Some(text) => Ok(text.to_owned()),
        None => Err(format!(
            "the entity `&{name};` is not one of XML's own; entities of a document type are not expanded"
        )),
    }
}

/// A reader that knows its place, and fails once an event is too long.
struct Watched<R> {
    inner: R,
    place: Place,
    budget: u64,
}

impl<R: BufRead> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Watched<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.budget == 0 {
            let what = format!("a tag or text of more than {LONGEST} bytes");
            return Err(io::Error::other(what));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        // What is consumed has been filled before, so this reads nothing.
        if let Ok(available) = self.inner.fill_buf() {
            let passed = available.get(..count).unwrap_or(available);
            self.place.line += memchr::memchr_iter(b'\n', passed).count() as u64;
        }
        self.place.byte += count as u64;
        self.budget = self.budget.saturating_sub(count as u64);
        self.inner.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(xml: &str) -> Result<Vec<Markup>, String> {
        let mut reader = MarkupReader::new(xml.as_bytes());
        let mut pieces = Vec::new();
        loop {
            match reader.next() {
                Ok(Markup::Eof) => return Ok(pieces),
                Ok(piece) => pieces.push(piece),
                Err(error) => return Err(error.to_string()),
            }
        }
    }

    #[test]
    fn names_lose_their_prefix_and_references_are_resolved() {
        let found = pieces("<x:a b='1&amp;2'>Ё&lt;&#1105;<c/><![CDATA[&]]></x:a>").unwrap();
        let text: String = found
            .iter()
            .filter_map(|piece| match piece {
                Markup::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(text, "Ё<ё&");
        let Markup::Start(element) = &found[0] else {
            panic!("{found:?}")
        };
        assert_eq!(element.attribute("b"), Some("1&2"));
        assert_eq!(found.last(), Some(&Markup::End("a".to_owned())));
    }

    #[test]
    fn hostile_files_are_refused_with_the_line() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]>\n<a>&b;</a>";
        assert!(pieces(bomb).unwrap_err().contains("line 2"), "{bomb}");
        let deep = format!("{}{}", "<a>".repeat(201), "</a>".repeat(201));
        assert!(pieces(&deep).unwrap_err().contains("deep"));
        assert!(pieces("<a>\n<b>").unwrap_err().contains("ends inside"));
        assert!(pieces("").unwrap_err().contains("no XML"));
        assert!(pieces("<a></b>").is_err());
        assert!(pieces("<a b='&x;'/>").is_err());
    }
}
