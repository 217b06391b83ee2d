//! What stands inside `source` and `target`: text, codes, and marked segments.

use std::collections::HashMap;
use std::io::BufRead;

use bitext_core::{Attribute, CodeKind, InlineCode, InlineText, Subflow};

use crate::ReadError;
use crate::markup::{Element, Markup, MarkupReader};
use crate::xml::{is_allowed, push_attribute};

/// Native markup that inline elements of XLIFF 2 refer to, by id.
pub(super) type OriginalData = HashMap<String, String>;

/// A segment inside a text (`mrk mtype="seg"`): its number and its text.
pub(super) type MarkedSegments = Vec<(String, InlineText)>;

/// Puts a text together.
#[derive(Default)]
struct Builder {
    text: String,
    codes: Vec<InlineCode>,
    /// Names of pairs whose first half has been seen.
    pairs: HashMap<String, u32>,
}

/// What an end tag closes.
enum Open {
    /// An element that counts for nothing, or is a code by itself.
    Nothing,
    /// A pair of codes: its number and the content of its second half.
    Pair(u32, String),
    /// A marked stretch.
    Highlight,
}

/// Reads the content of the element whose start was read last, to its end.
pub(super) fn inline_text<R: BufRead>(
    reader: &mut MarkupReader<R>,
    data: &OriginalData,
    segments: &mut MarkedSegments,
) -> Result<InlineText, ReadError> {
    let depth = reader.depth();
    let mut builder = Builder::default();
    let mut open = Vec::new();
    loop {
        match reader.next()? {
            Markup::Text(text) => builder.text.push_str(&text),
            Markup::Start(element) => {
                let is_segment = element.name == "mrk" && element.attribute("mtype") == Some("seg");
                if is_segment {
                    let mid = element.attribute("mid").unwrap_or_default().to_owned();
                    let text = inline_text(reader, data, segments)?;
                    segments.push((mid, text));
                } else if is_deleted(&element) {
                    reader.skip()?;
                } else {
                    reader.charge(referred_length(&element, data))?;
                    open.extend(builder.start(&element, reader, data)?);
                }
            }
            Markup::End(_) if reader.depth() < depth => break,
            Markup::End(name) => match open.pop() {
                Some(Open::Pair(pair, content)) => {
                    let end = InlineCode::new(builder.text.len(), CodeKind::End, content);
                    builder.codes.push(end.in_pair(pair));
                }
                Some(Open::Highlight) => {
                    let position = builder.text.len();
                    let content = format!("</{name}>");
                    let end = InlineCode::new(position, CodeKind::HighlightEnd, content);
                    builder.codes.push(end);
                }
                _ => {}
            },
            Markup::Eof => break,
        }
        reader.check_length(builder.text.len())?;
    }
    builder.isolate();
    InlineText::try_new(builder.text, builder.codes)
        .map_err(|error| reader.malformed(error.to_string()))
}

/// Whether it is text that a reviewer has deleted in Trados Studio with changes
/// tracked; what is left is what the file is meant to say.
fn is_deleted(element: &Element) -> bool {
    let kinds = ["x-sdl-deleted", "x-sdl-feedback-deleted"];
    let kind = element.attribute("mtype");
    element.name == "mrk" && kind.is_some_and(|kind| kinds.contains(&kind))
}

/// How much native markup a code takes over from where its unit has it.
fn referred_length(element: &Element, data: &OriginalData) -> usize {
    let names = ["dataRef", "dataRefStart", "dataRefEnd"].into_iter();
    let referred = names.filter_map(|name| data.get(element.attribute(name)?));
    referred.map(String::len).sum()
}

impl Builder {
    /// Takes an inline element; `None` if it has been read to its end.
    fn start<R: BufRead>(
        &mut self,
        element: &Element,
        reader: &mut MarkupReader<R>,
        data: &OriginalData,
    ) -> Result<Option<Open>, ReadError> {
        let referred = |name: &str| {
            let id = element.attribute(name)?;
            data.get(id).cloned()
        };
        let content = || referred("dataRef").unwrap_or_else(|| tag(element, true));
        let id = |name: &str| element.attribute(name).unwrap_or_default();
        match element.name.as_str() {
            "g" | "pc" => {
                let pair = self.pair(&format!("{} {}", element.name, id("id")));
                let content = referred("dataRefStart").unwrap_or_else(|| tag(element, false));
                self.push(CodeKind::Begin, content, element, Some(pair));
                let end = referred("dataRefEnd").unwrap_or_else(|| format!("</{}>", element.name));
                return Ok(Some(Open::Pair(pair, end)));
            }
            // Inserted by a reviewer, or commented on: plain text in a memory.
            "mrk" if id("mtype").starts_with("x-sdl-") => {}
            "mrk" => {
                self.push(CodeKind::HighlightBegin, tag(element, false), element, None);
                return Ok(Some(Open::Highlight));
            }
            "x" => self.push(CodeKind::Standalone, content(), element, None),
            "bx" | "sc" => {
                let name = element.attribute("rid").unwrap_or(id("id"));
                let pair = self.pair(&format!("b {name}"));
                self.push(CodeKind::Begin, content(), element, Some(pair));
            }
            "ex" | "ec" => {
                let start = element.attribute("rid").or(element.attribute("startRef"));
                let pair = self.pair(&format!("b {}", start.unwrap_or(id("id"))));
                self.push(CodeKind::End, content(), element, Some(pair));
            }
            "bpt" | "ept" => {
                let name = element.attribute("rid").unwrap_or(id("id"));
                let pair = self.pair(&format!("p {name}"));
                let kind = if element.name == "bpt" {
                    CodeKind::Begin
                } else {
                    CodeKind::End
                };
                self.native(kind, element, reader, Some(pair))?;
                return Ok(None);
            }
            "it" => {
                self.native(CodeKind::Isolated, element, reader, None)?;
                return Ok(None);
            }
            "ph" if data.is_empty() && element.attribute("dataRef").is_none() => {
                self.native(CodeKind::Standalone, element, reader, None)?;
                return Ok(None);
            }
            "ph" => self.push(CodeKind::Standalone, content(), element, None),
            "cp" => {
                let hex = u32::from_str_radix(id("hex"), 16).ok();
                let character = hex.and_then(char::from_u32);
                self.text.extend(character.filter(|&c| is_allowed(c)));
            }
            "sm" | "em" => self.push(CodeKind::Standalone, tag(element, true), element, None),
            _ => {}
        }
        Ok(Some(Open::Nothing))
    }

    fn push(&mut self, kind: CodeKind, content: String, element: &Element, pair: Option<u32>) {
        let mut code = InlineCode::new(self.text.len(), kind, content);
        code.pair = pair;
        code.attributes = attributes(element);
        self.codes.push(code);
    }

    /// A code whose content stands between its tags; if there is none, the tag
    /// is all there is.
    fn native<R: BufRead>(
        &mut self,
        kind: CodeKind,
        element: &Element,
        reader: &mut MarkupReader<R>,
        pair: Option<u32>,
    ) -> Result<(), ReadError> {
        let depth = reader.depth();
        let (mut content, mut subflows) = (String::new(), Vec::new());
        while reader.depth() >= depth {
            match reader.next()? {
                Markup::Text(text) => content.push_str(&text),
                Markup::Start(inner) if inner.name == "sub" => {
                    let position = content.len();
                    let text = inline_text(reader, &OriginalData::new(), &mut Vec::new())?;
                    let attributes = Vec::new();
                    subflows.push(Subflow {
                        position,
                        text,
                        attributes,
                    });
                }
                _ => {}
            }
            reader.check_length(content.len())?;
        }
        let is_bare = content.is_empty() && subflows.is_empty() && element.name == "ph";
        if is_bare {
            content = tag(element, true);
        }
        self.push(kind, content, element, pair);
        if let Some(code) = self.codes.last_mut() {
            code.subflows = subflows;
        }
        Ok(())
    }

    /// The number of the pair that the file calls `name`.
    fn pair(&mut self, name: &str) -> u32 {
        let next = u32::try_from(self.pairs.len() + 1).unwrap_or(u32::MAX);
        *self.pairs.entry(name.to_owned()).or_insert(next)
    }

    /// Halves without their other half stand alone.
    fn isolate(&mut self) {
        // The first beginning and the last end of each pair.
        let mut begins: HashMap<Option<u32>, usize> = HashMap::new();
        let mut ends: HashMap<Option<u32>, usize> = HashMap::new();
        for (index, code) in self.codes.iter().enumerate() {
            match code.kind {
                CodeKind::Begin => {
                    begins.entry(code.pair).or_insert(index);
                }
                CodeKind::End => {
                    ends.insert(code.pair, index);
                }
                _ => {}
            }
        }
        for (index, code) in self.codes.iter_mut().enumerate() {
            let is_whole = match code.kind {
                CodeKind::Begin => ends.get(&code.pair).is_some_and(|&end| end > index),
                CodeKind::End => begins.get(&code.pair).is_some_and(|&begin| begin < index),
                _ => true,
            };
            if !is_whole {
                code.kind = CodeKind::Isolated;
                code.pair = None;
            }
        }
    }
}

/// What a memory can use of an inline element: the number that joins codes of
/// both sides, and the kind.
fn attributes(element: &Element) -> Vec<Attribute> {
    let mut kept = Vec::new();
    let id = element.attribute("id").unwrap_or_default();
    if !id.is_empty() && id.len() < 10 && id.bytes().all(|byte| byte.is_ascii_digit()) {
        kept.push(Attribute::new("x", id));
    }
    let kind = element.attribute("ctype").or(element.attribute("mtype"));
    kept.extend(kind.map(|kind| Attribute::new("type", kind)));
    kept
}

/// The tag of an element without prefixes, which would mean nothing elsewhere.
pub(super) fn tag(element: &Element, is_empty: bool) -> String {
    let mut tag = format!("<{}", element.name);
    for (name, value) in &element.attributes {
        if !name.contains(':') && name != "xmlns" {
            push_attribute(&mut tag, name, value);
        }
    }
    tag.push_str(if is_empty { "/>" } else { ">" });
    tag
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    /// Quadratic time would take minutes.
    #[test]
    fn many_codes_find_their_other_halves() {
        const PAIRS: usize = 100_000;
        let mut xml = "<source>".to_owned();
        for id in 0..PAIRS {
            write!(xml, "<bpt id=\"{id}\">b</bpt>").unwrap();
        }
        for id in (0..PAIRS).rev() {
            write!(xml, "<ept id=\"{id}\">/b</ept>").unwrap();
        }
        xml.push_str("<ept id=\"none\">/i</ept></source>");
        let mut reader = MarkupReader::new(xml.as_bytes());
        assert!(matches!(reader.next().unwrap(), Markup::Start(_)));
        let text = inline_text(&mut reader, &OriginalData::new(), &mut Vec::new()).unwrap();
        let codes = text.codes();
        assert_eq!(codes.len(), 2 * PAIRS + 1);
        let (begins, ends) = codes.split_at(PAIRS);
        assert!(begins.iter().all(|code| code.kind == CodeKind::Begin));
        assert_eq!(begins[0].pair, ends[PAIRS - 1].pair);
        assert_eq!(ends[PAIRS - 1].kind, CodeKind::End);
        assert_eq!(ends[PAIRS].kind, CodeKind::Isolated);
    }
}
