//! The content of `seg`: words, and codes at places in them.

use std::collections::HashSet;

use bitext_core::{Attribute, CodeKind, InlineCode, InlineText, Subflow};

use super::element::Element;
use super::reader::TmxReader;
use super::token::Token;
use crate::{ReadError, Severity};

/// How deep codes and the texts inside them may nest. People nest two levels.
const DEPTH: usize = 32;

/// A text as far as it has been read.
#[derive(Default)]
struct Builder {
    text: String,
    codes: Vec<InlineCode>,
    /// The greatest number that a pair has so far.
    last_pair: u32,
    open: OpenPairs,
    highlights: usize,
}

/// Pairs that were begun and not ended.
#[derive(Default)]
struct OpenPairs {
    /// In the order in which they were begun; some have been ended since.
    begun: Vec<u32>,
    open: HashSet<u32>,
}

impl OpenPairs {
    fn begin(&mut self, pair: u32) {
        self.begun.push(pair);
        self.open.insert(pair);
    }

    fn end(&mut self, pair: u32) {
        self.open.remove(&pair);
    }

    /// The one begun last.
    fn last(&mut self) -> Option<u32> {
        while let Some(&pair) = self.begun.last() {
            if self.open.contains(&pair) {
                return Some(pair);
            }
            self.begun.pop();
        }
        None
    }
}

impl Builder {
    fn push(&mut self, code: InlineCode) {
        self.codes.push(code);
    }

    fn free_pair(&self) -> u32 {
        self.last_pair.saturating_add(1)
    }
}

impl TmxReader {
    /// Reads the text of the `seg` whose start tag is at hand.
    pub(super) fn read_segment(&mut self) -> Result<InlineText, ReadError> {
        self.read_inline(Element::Seg, DEPTH)
    }

    fn read_inline(&mut self, element: Element, depth: usize) -> Result<InlineText, ReadError> {
        let mut builder = Builder::default();
        loop {
            match self.tokens.next()? {
                Token::Text if builder.text.is_empty() && builder.codes.is_empty() => {
                    // The usual segment is one text, which gets a buffer that fits.
                    builder.text = self.tokens.text.as_str().to_owned();
                }
                Token::Text => builder.text.push_str(&self.tokens.text),
                Token::Entity => {
                    let content = format!("&{};", self.tokens.text);
                    let position = builder.text.len();
                    builder.push(InlineCode::new(position, CodeKind::Standalone, content));
                }
                Token::End(other) if other == element => break,
                Token::Start(Element::Tu) => return Err(self.unclosed_unit()),
                Token::Start(Element::Hi) => {
                    let mut code =
                        InlineCode::new(builder.text.len(), CodeKind::HighlightBegin, "");
                    code.attributes = self.attributes_of_tag();
                    builder.highlights += 1;
                    builder.push(code);
                }
                Token::End(Element::Hi) if builder.highlights > 0 => {
                    builder.highlights -= 1;
                    let position = builder.text.len();
                    builder.push(InlineCode::new(position, CodeKind::HighlightEnd, ""));
                }
                Token::Start(
                    found @ (Element::Bpt | Element::Ept | Element::Ph | Element::It | Element::Ut),
                ) => self.read_code(found, &mut builder, depth)?,
                // Its words belong to the text, whatever it is doing here.
                Token::Start(Element::Sub) => {
                    let byte = self.tokens.start();
                    self.tokens
                        .repair(byte, || "a `sub` stands outside of a code".to_owned())?;
                }
                Token::Start(_) => self.keep_foreign_tag(&mut builder)?,
                Token::End(found) => self.end_foreign_tag(found, element, &mut builder)?,
                Token::Eof => return Err(self.ended_inside()),
            }
        }
        let Builder { text, codes, .. } = builder;
        // Codes are put down in order at the length of the text so far.
        InlineText::try_new(text, codes).map_err(|error| self.tokens.malformed(error.to_string()))
    }

    fn read_code(
        &mut self,
        element: Element,
        builder: &mut Builder,
        depth: usize,
    ) -> Result<(), ReadError> {
        let kind = match element {
            Element::Bpt => CodeKind::Begin,
            Element::Ept => CodeKind::End,
            Element::It => CodeKind::Isolated,
            Element::Ut => CodeKind::Unknown,
            _ => CodeKind::Standalone,
        };
        let mut code = InlineCode::new(builder.text.len(), kind, "");
        code.attributes = self.attributes_of_tag();
        if code.attribute("x").is_none() {
            // What other tools call `id` says which codes of two texts belong
            // together, and that is `x`.
            let mut attributes = code.attributes.iter_mut();
            if let Some(id) = attributes.find(|attribute| attribute.name == "id") {
                "x".clone_into(&mut id.name);
            }
        }
        if matches!(kind, CodeKind::Begin | CodeKind::End) {
            self.pair_up(&mut code, builder)?;
        }
        loop {
            match self.tokens.next()? {
                Token::Text => code.content.push_str(&self.tokens.text),
                Token::Entity => {
                    code.content.push('&');
                    code.content.push_str(&self.tokens.text);
                    code.content.push(';');
                }
                Token::End(other) if other == element => break,
                Token::Start(Element::Sub) => {
                    if depth == 0 {
                        return Err(self.tokens.malformed("codes nest too deeply"));
                    }
                    let attributes = self.attributes_of_tag();
                    let position = code.content.len();
                    let text = self.read_inline(Element::Sub, depth - 1)?;
                    code.subflows.push(Subflow {
                        position,
                        text,
                        attributes,
                    });
                }
                Token::Start(Element::Tu) => return Err(self.unclosed_unit()),
                Token::End(Element::Seg | Element::Tuv | Element::Tu) => {
                    let name = element.name();
                    return Err(self.tokens.malformed(format!("a `{name}` is not closed")));
                }
                // Markup that was not escaped; it is the content all the same.
                Token::Start(_) => {
                    self.report_markup();
                    code.content.push_str(&self.tokens.tag.markup());
                    if self.tokens.tag.is_empty {
                        self.tokens.next()?;
                    }
                }
                Token::End(other) => {
                    let name = self.tokens.end_tag(other);
                    code.content.push_str(&format!("</{name}>"));
                }
                Token::Eof => return Err(self.ended_inside()),
            }
        }
        builder.push(code);
        Ok(())
    }

    /// Gives a code its number, which some files leave out or write in letters.
    fn pair_up(&mut self, code: &mut InlineCode, builder: &mut Builder) -> Result<(), ReadError> {
        let written = code.attribute("i").map(str::to_owned);
        let number = written
            .as_deref()
            .and_then(|value| value.trim().parse().ok());
        let is_begin = code.kind == CodeKind::Begin;
        if number.is_some() {
            code.attributes.retain(|attribute| attribute.name != "i");
        } else {
            let byte = self.tokens.start();
            let message = || "a `bpt` or `ept` has no number `i`".to_owned();
            self.tokens.repair(byte, message)?;
        }
        let begun = || builder.open.last().filter(|_| !is_begin);
        let pair = number.or_else(begun).unwrap_or_else(|| builder.free_pair());
        builder.last_pair = builder.last_pair.max(pair);
        if is_begin {
            builder.open.begin(pair);
        } else {
            builder.open.end(pair);
        }
        code.pair = Some(pair);
        Ok(())
    }

    /// A tag that TMX does not have stands in a text.
    fn report_markup(&mut self) {
        let name: String = self.tokens.tag.raw.split_whitespace().take(1).collect();
        let byte = self.tokens.start();
        self.tokens.find(Severity::Repaired, byte, || {
            let name: String = name.chars().take(64).collect();
            format!("the element `{name}` is not of TMX; it is kept as a code")
        });
    }

    /// A tag in the text that TMX does not have: `<b>`.
    fn keep_foreign_tag(&mut self, builder: &mut Builder) -> Result<(), ReadError> {
        self.report_markup();
        let content = self.tokens.tag.markup();
        let position = builder.text.len();
        if self.tokens.tag.is_empty {
            builder.push(InlineCode::new(position, CodeKind::Standalone, content));
            // Its end, which is the next token.
            return self.tokens.next().map(drop);
        }
        let mut code = InlineCode::new(position, CodeKind::Isolated, content);
        code.attributes.push(Attribute::new("pos", "begin"));
        builder.push(code);
        Ok(())
    }

    fn end_foreign_tag(
        &mut self,
        found: Element,
        inside: Element,
        builder: &mut Builder,
    ) -> Result<(), ReadError> {
        match found {
            Element::Tuv | Element::Tu | Element::Seg | Element::Body | Element::Tmx => {
                let name = inside.name();
                Err(self.tokens.malformed(format!("a `{name}` is not closed")))
            }
            Element::Other => {
                let content = format!("</{}>", self.tokens.end_name);
                let mut code = InlineCode::new(builder.text.len(), CodeKind::Isolated, content);
                code.attributes.push(Attribute::new("pos", "end"));
                builder.push(code);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
