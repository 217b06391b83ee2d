//! The header of a TMX file.

use bitext_core::Attribute;

use super::element::Element;
use super::reader::TmxReader;
use super::token::Token;
use super::unit_reader::is_namespace;
use crate::{MemoryHeader, ReadError, SegmentType, UserEncoding};

impl TmxReader {
    /// Reads the header, whose start tag is at hand.
    pub(super) fn read_header(&mut self) -> Result<(), ReadError> {
        self.header = self.header_of_tag();
        loop {
            let token = self.tokens.next();
            let Some(token) = self.unless_too_long(token)? else {
                continue;
            };
            match token {
                Token::End(Element::Header) => return Ok(()),
                Token::Start(Element::Prop) => {
                    let property = self.read_property();
                    let property = self.unless_too_long(property)?;
                    self.header.properties.extend(property);
                }
                Token::Start(Element::Note) => {
                    let note = self.read_note();
                    let note = self.unless_too_long(note)?;
                    self.header.notes.extend(note);
                }
                Token::Start(Element::Ude) => {
                    let encoding = self.read_encoding()?;
                    self.header.encodings.push(encoding);
                }
                // A header that is not closed, before the body.
                Token::Start(Element::Body | Element::Tu) => {
                    return Err(self.tokens.malformed("the `header` is not closed"));
                }
                Token::Start(_) => {
                    self.report_foreign("header");
                    self.skip_element()?;
                }
                Token::Text => self.expect_white_space()?,
                Token::End(_) | Token::Entity => {}
                Token::Eof => {
                    return Err(self.tokens.malformed("the file ends inside its `header`"));
                }
            }
        }
    }

    fn header_of_tag(&mut self) -> MemoryHeader {
        let mut header = MemoryHeader::default();
        let mut segment_type = None;
        let mut source_language = None;
        let tag = std::mem::take(&mut self.tokens.tag);
        for (name, value) in tag.attributes() {
            let value = value.to_owned();
            match name {
                "creationtool" => header.creation_tool = Some(value),
                "creationtoolversion" => header.creation_tool_version = Some(value),
                "segtype" => segment_type = Some(value),
                "o-tmf" => header.original_format = Some(value),
                "adminlang" => header.admin_language = Some(self.language(&value)),
                "srclang" => source_language = Some(value),
                "datatype" => header.data_type = Some(value),
                _ => {
                    let (history, attributes) = (&mut header.history, &mut header.attributes);
                    self.take_attribute((name, &value), history, attributes);
                }
            }
        }
        self.tokens.tag = tag;
        match source_language {
            Some(value) if value.trim().eq_ignore_ascii_case("*all*") => {}
            Some(value) => header.source_language = Some(self.language(&value)),
            None => self.note(|| "the header does not say which language is the source".to_owned()),
        }
        if let Some(name) = segment_type {
            match SegmentType::from_name(&name) {
                Some(kind) => header.segment_type = kind,
                None => {
                    self.note(|| format!("the header has the unknown `segtype` `{name}`"));
                    header.attributes.push(Attribute::new("segtype", name));
                }
            }
        }
        header
    }

    fn read_encoding(&mut self) -> Result<UserEncoding, ReadError> {
        let mut encoding = UserEncoding {
            attributes: self.attributes_of_tag(),
            maps: Vec::new(),
        };
        loop {
            match self.tokens.next()? {
                Token::End(Element::Ude) => return Ok(encoding),
                Token::Start(Element::Map) => {
                    let map = self.attributes_of_tag();
                    encoding.maps.push(map);
                }
                Token::Start(_) => self.skip_element()?,
                Token::Eof => return Err(self.tokens.malformed("the file ends inside its `ude`")),
                Token::End(_) | Token::Text | Token::Entity => {}
            }
        }
    }

    /// The attributes of the tag at hand, but for name spaces.
    pub(super) fn attributes_of_tag(&self) -> Vec<Attribute> {
        let attributes = self.tokens.tag.attributes();
        attributes
            .filter(|&(name, _)| !is_namespace(name))
            .map(|(name, value)| Attribute::new(name, value))
            .collect()
    }
}
