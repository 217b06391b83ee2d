//! Texts with codes as the content of `source` and `target`.
//!
//! A code whose content is a tag of the very XLIFF being written goes back as
//! that tag, as long as the tags still nest; any other content is native markup,
//! which 1.2 has inside `bpt`, `ept`, `ph` and `it`, and 2.1 beside the text.

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;

use bitext_core::{CodeKind, InlineCode, InlineText};

use super::Version;
use super::inline_reader::tag;
use crate::markup::{Element, Markup, MarkupReader};
use crate::xml::{push_attribute, push_content};

/// Native markup of a unit, in 2.1 beside its texts; the id of each is `d` and its
/// number from 1.
#[derive(Default)]
pub(super) struct NativeData {
    in_order: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl NativeData {
    /// The id of `content`.
    fn id(&mut self, content: &str) -> String {
        let number = self.numbers.get(content).copied().unwrap_or_else(|| {
            self.in_order.push(content.to_owned());
            self.numbers.insert(content.to_owned(), self.in_order.len());
            self.in_order.len()
        });
        format!("d{number}")
    }

    /// Appends the element with all of it, if there is any.
    pub(super) fn push(&self, out: &mut String, indent: &str) {
        if self.in_order.is_empty() {
            return;
        }
        let _ = writeln!(out, "{indent}<originalData>");
        for (content, number) in self.in_order.iter().zip(1..) {
            let _ = write!(out, "{indent}  <data id=\"d{number}\">");
            push_content(out, content);
            out.push_str("</data>\n");
        }
        let _ = writeln!(out, "{indent}</originalData>");
    }
}

/// Numbers for the codes of a source and its target: what is the same on both
/// sides has the same number, so that tools can tell what a translator moved.
pub(super) fn numbers(source: &InlineText, target: &InlineText) -> (Vec<u32>, Vec<u32>) {
    let mut next = 0;
    let ours = of_side(source.codes(), &mut next, &mut Free::new());
    let mut free = Free::new();
    for (code, number) in source.codes().iter().zip(ours.iter().copied()) {
        if !matches!(code.kind, CodeKind::End | CodeKind::HighlightEnd) {
            free.entry((code.kind, &code.content))
                .or_default()
                .push_back(number);
        }
    }
    let theirs = of_side(target.codes(), &mut next, &mut free);
    (ours, theirs)
}

/// The numbers of codes that wait for their like on the other side, in order.
type Free<'code> = HashMap<(CodeKind, &'code str), VecDeque<u32>>;

fn of_side<'code>(codes: &'code [InlineCode], next: &mut u32, free: &mut Free<'code>) -> Vec<u32> {
    let mut numbers: Vec<u32> = Vec::with_capacity(codes.len());
    // The number of the last beginning of each pair.
    let mut begun: HashMap<Option<u32>, u32> = HashMap::new();
    for code in codes {
        let partner = begun.get(&code.pair).copied();
        let partner = partner.filter(|_| code.kind == CodeKind::End);
        let number = partner.or_else(|| {
            let waiting = free.get_mut(&(code.kind, code.content.as_str()));
            waiting.and_then(VecDeque::pop_front)
        });
        let number = number.unwrap_or_else(|| {
            *next += 1;
            *next
        });
        if code.kind == CodeKind::Begin {
            begun.insert(code.pair, number);
        }
        numbers.push(number);
    }
    numbers
}

/// Appends a text.
pub(super) fn push_inline(
    out: &mut String,
    text: &InlineText,
    numbers: &[u32],
    version: Version,
    data: &mut NativeData,
) {
    let codes = text.codes();
    let as_tags = verbatim(codes, version);
    let mut at = 0;
    for (index, code) in codes.iter().enumerate() {
        push_content(out, &text.text()[at..code.position]);
        at = code.position;
        let number = numbers.get(index).copied().unwrap_or(0);
        match (&as_tags[index], version) {
            (Some(tag), _) => out.push_str(tag),
            (None, Version::One) => push_native(out, code, number),
            (None, Version::Two) => push_reference(out, code, number, data),
        }
    }
    push_content(out, &text.text()[at..]);
}

/// The tags that go back as they were: for each code its tag, if it is one.
fn verbatim(codes: &[InlineCode], version: Version) -> Vec<Option<String>> {
    let mut tags: Vec<Option<String>> = vec![None; codes.len()];
    let mut open: Vec<(usize, Element)> = Vec::new();
    for (index, code) in codes.iter().enumerate() {
        match code.kind {
            CodeKind::Begin | CodeKind::HighlightBegin => {
                let Some((element, is_empty)) = parsed(&code.content) else {
                    continue;
                };
                if is_empty && allowed_alone(version).contains(&element.name.as_str()) {
                    tags[index] = Some(tag(&element, true));
                } else if !is_empty && allowed_around(version).contains(&element.name.as_str()) {
                    open.push((index, element));
                }
            }
            CodeKind::End | CodeKind::HighlightEnd => {
                if let Some((element, true)) = parsed(&code.content)
                    && allowed_alone(version).contains(&element.name.as_str())
                {
                    tags[index] = Some(tag(&element, true));
                    continue;
                }
                // An end that does not fit the last beginning would break the
                // nesting of the file, so both go another way.
                let fits = open.last().is_some_and(|(begin, element)| {
                    let is_end = code.content == format!("</{}>", element.name);
                    let is_highlight = code.kind == CodeKind::HighlightEnd;
                    is_end && (is_highlight || codes[*begin].pair == code.pair)
                });
                if fits && let Some((begin, element)) = open.pop() {
                    tags[begin] = Some(tag(&element, false));
                    tags[index] = Some(format!("</{}>", element.name));
                } else {
                    open.clear();
                }
            }
            _ => {
                if let Some((element, true)) = parsed(&code.content)
                    && allowed_alone(version).contains(&element.name.as_str())
                {
                    tags[index] = Some(tag(&element, true));
                }
            }
        }
    }
    tags
}

fn allowed_alone(version: Version) -> &'static [&'static str] {
    match version {
        Version::One => &["x", "bx", "ex"],
        Version::Two => &["ph", "sc", "ec", "sm", "em"],
    }
}

fn allowed_around(version: Version) -> &'static [&'static str] {
    match version {
        Version::One => &["g", "mrk"],
        Version::Two => &["pc", "mrk"],
    }
}

/// The tag that `content` is, and whether it is an empty one.
fn parsed(content: &str) -> Option<(Element, bool)> {
    let inside = content.strip_prefix('<')?;
    let is_empty = inside.ends_with("/>");
    let name_end = inside.find(|c: char| !c.is_ascii_alphabetic())?;
    let whole = if is_empty {
        content.to_owned()
    } else {
        format!("{content}</{}>", &inside[..name_end])
    };
    let mut reader = MarkupReader::new(whole.as_bytes());
    let Ok(Markup::Start(element)) = reader.next() else {
        return None;
    };
    let is_alone = matches!(reader.next(), Ok(Markup::End(_)))
        && matches!(reader.next(), Ok(Markup::Eof))
        && element
            .attribute("id")
            .or(element.attribute("mtype"))
            .is_some();
    is_alone.then_some((element, is_empty))
}

/// A code in XLIFF 1.2, with its native markup inside.
fn push_native(out: &mut String, code: &InlineCode, number: u32) {
    let element = match code.kind {
        CodeKind::Begin | CodeKind::HighlightBegin => "bpt",
        CodeKind::End | CodeKind::HighlightEnd => "ept",
        CodeKind::Isolated => "it",
        _ => "ph",
    };
    let _ = write!(out, "<{element} id=\"{number}\"");
    if element == "it" {
        let is_end = code.content.starts_with("</");
        let half = if is_end { "close" } else { "open" };
        let _ = write!(out, " pos=\"{half}\"");
    }
    out.push('>');
    let mut at = 0;
    for subflow in &code.subflows {
        let position = subflow.position.max(at);
        if let Some(before) = code.content.get(at..position) {
            push_content(out, before);
            at = position;
        }
        out.push_str("<sub>");
        let (inner, _) = numbers(&subflow.text, &InlineText::default());
        push_inline(
            out,
            &subflow.text,
            &inner,
            Version::One,
            &mut NativeData::default(),
        );
        out.push_str("</sub>");
    }
    push_content(out, code.content.get(at..).unwrap_or_default());
    let _ = write!(out, "</{element}>");
}

/// A code in XLIFF 2.1, with a reference to its native markup.
fn push_reference(out: &mut String, code: &InlineCode, number: u32, data: &mut NativeData) {
    let mut content = code.content.clone();
    for subflow in &code.subflows {
        // What is inside native markup has no place of its own beside the text.
        if content.is_char_boundary(subflow.position) {
            content.insert_str(subflow.position, subflow.text.text());
        }
    }
    let reference = data.id(&content);
    match code.kind {
        CodeKind::Begin | CodeKind::HighlightBegin => {
            let _ = write!(out, "<sc id=\"{number}\"");
        }
        CodeKind::End | CodeKind::HighlightEnd => {
            let _ = write!(out, "<ec startRef=\"{number}\"");
        }
        CodeKind::Isolated if code.content.starts_with("</") => {
            let _ = write!(out, "<ec id=\"{number}\" isolated=\"yes\"");
        }
        CodeKind::Isolated => {
            let _ = write!(out, "<sc id=\"{number}\" isolated=\"yes\"");
        }
        _ => {
            let _ = write!(out, "<ph id=\"{number}\"");
        }
    }
    push_attribute(out, "dataRef", &reference);
    out.push_str("/>");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quadratic time would take minutes.
    #[test]
    fn many_codes_are_numbered_alike_on_both_sides() {
        let codes = (0..200_000).map(|number| {
            let content = number.to_string();
            InlineCode::new(0, CodeKind::Standalone, content)
        });
        let text = InlineText::try_new(String::new(), codes.collect()).unwrap();
        let (ours, theirs) = numbers(&text, &text);
        assert_eq!(ours, theirs);
        assert_eq!(ours.last(), Some(&200_000));
    }
}
