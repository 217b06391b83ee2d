//! Text with inline codes as the content of `seg`.

use std::collections::HashSet;
use std::fmt::Write as _;

use bitext_core::{Attribute, CodeKind, InlineCode, InlineText};

use super::names::is_known;
use crate::xml::{push_attribute, push_content};

/// Whether every pair of codes is whole: one begin, one end, in that order.
pub(super) fn is_paired(segment: &InlineText) -> bool {
    let mut begun: HashSet<u32> = HashSet::new();
    let mut open: HashSet<u32> = HashSet::new();
    let is_in_order = segment.codes().iter().all(|code| match code.kind {
        CodeKind::Begin => code
            .pair
            .is_some_and(|pair| begun.insert(pair) && open.insert(pair)),
        CodeKind::End => code.pair.is_some_and(|pair| open.remove(&pair)),
        _ => true,
    });
    is_in_order && open.is_empty()
}

/// Appends `range` of the text with its codes; codes outside of the range move
/// to its ends.
pub(super) fn push_segment(text: &mut String, segment: &InlineText, start: usize, end: usize) {
    let words = segment.text();
    let mut at = start;
    let mut highlights = 0_usize;
    for code in segment.codes() {
        let position = code.position.clamp(start, end);
        push_content(text, &words[at..position]);
        at = position;
        match code.kind {
            CodeKind::HighlightBegin => {
                highlights += 1;
                text.push_str("<hi");
                push_attributes(text, "hi", &code.attributes);
                text.push('>');
            }
            CodeKind::HighlightEnd if highlights > 0 => {
                highlights -= 1;
                text.push_str("</hi>");
            }
            CodeKind::HighlightEnd => {}
            _ => push_code(text, code),
        }
    }
    push_content(text, &words[at..end]);
    for _ in 0..highlights {
        text.push_str("</hi>");
    }
}

fn push_code(text: &mut String, code: &InlineCode) {
    let element = match code.kind {
        CodeKind::Begin => "bpt",
        CodeKind::End => "ept",
        CodeKind::Isolated => "it",
        CodeKind::Unknown => "ut",
        _ => "ph",
    };
    let _ = write!(text, "<{element}");
    match code.kind {
        CodeKind::Begin | CodeKind::End => {
            let _ = write!(text, " i=\"{}\"", code.pair.unwrap_or(0));
        }
        CodeKind::Isolated if code.attribute("pos").is_none() => {
            let is_end = code.content.starts_with("</");
            let half = if is_end { "end" } else { "begin" };
            let _ = write!(text, " pos=\"{half}\"");
        }
        _ => {}
    }
    push_attributes(text, element, &code.attributes);
    if code.content.is_empty() && code.subflows.is_empty() {
        text.push_str("/>");
        return;
    }
    text.push('>');
    let mut at = 0;
    for subflow in &code.subflows {
        // A position that fits no character would be a mistake of the caller's;
        // the subflow then follows what is written already.
        let position = subflow.position.max(at);
        if let Some(before) = code.content.get(at..position) {
            push_content(text, before);
            at = position;
        }
        text.push_str("<sub");
        push_attributes(text, "sub", &subflow.attributes);
        text.push('>');
        push_segment(text, &subflow.text, 0, subflow.text.text().len());
        text.push_str("</sub>");
    }
    push_content(text, code.content.get(at..).unwrap_or_default());
    let _ = write!(text, "</{element}>");
}

/// Appends those attributes that TMX has on `element`.
pub(super) fn push_attributes(text: &mut String, element: &str, attributes: &[Attribute]) {
    for attribute in attributes {
        if is_known(element, &attribute.name) {
            push_attribute(text, &attribute.name, &attribute.value);
        }
    }
}
