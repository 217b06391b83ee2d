//! A report as one HTML page: pairs side by side, coloured by how sure they are.
//!
//! The page is whole in itself: no file, font or script comes from elsewhere, and
//! a content security policy forbids it. Texts are escaped and never become
//! markup. What both sides of a pair share (numbers, names in Latin letters) is
//! highlighted, so that the eye finds what does not fit; a small script of ours
//! filters by doubt and by words.

use std::collections::BTreeSet;
use std::io::Write;

use bitext_core::{TranslationUnit, Variant};

use crate::pair::Pairing;
use crate::xml::{push_attribute, push_content};
use crate::{UnitSink, UnitWriteOptions, UnitWriter, WriteError, property};

const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");

/// Writes units as a report.
pub(crate) struct HtmlWriter {
    sink: UnitSink,
    pairing: Pairing,
    options: UnitWriteOptions,
    rows: usize,
}

impl HtmlWriter {
    pub(crate) fn new(sink: UnitSink, options: UnitWriteOptions) -> Self {
        Self {
            sink,
            pairing: Pairing::new(&options.header),
            options,
            rows: 0,
        }
    }

    fn head(&self) -> String {
        let mut head =
            String::from("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        head.push_str(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>bitext report</title>\n<style>\n",
        );
        head.push_str(STYLE);
        head.push_str(
            "</style>\n</head>\n<body>\n<header>\n<h1>Alignment report</h1>\n<p id=\"counts\"></p>\n\
             <label>Show <select id=\"doubt\">\
             <option value=\"2\">all</option>\
             <option value=\"0.9\">below 0.9</option>\
             <option value=\"0.5\">below 0.5</option>\
             <option value=\"-1\">left alone</option></select></label>\n\
             <label>with <input id=\"words\" type=\"search\" placeholder=\"words\"></label>\n\
             </header>\n<table>\n<thead><tr><th>#</th><th>sure</th>",
        );
        for (name, tag) in [
            ("source", self.pairing.source()),
            ("target", self.pairing.target()),
        ] {
            head.push_str("<th>");
            head.push_str(name);
            if let Some(tag) = tag {
                head.push_str(" [");
                push_content(&mut head, self.options.language_map.written(tag).as_str());
                head.push(']');
            }
            head.push_str("</th>");
        }
        head.push_str("<th>where from</th></tr></thead>\n<tbody>\n");
        head
    }

    fn begin(&mut self) -> Result<(), WriteError> {
        if self.rows == 0 {
            let head = self.head();
            self.sink.write_all(head.as_bytes())?;
        }
        Ok(())
    }
}

impl UnitWriter for HtmlWriter {
    fn write_unit(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        let Some(pair) = self.pairing.of(unit) else {
            return Err(WriteError::Refused {
                reason: "it has a variant in neither of the two languages".to_owned(),
            });
        };
        self.begin()?;
        self.rows += 1;
        let probability = unit.property(property::PROBABILITY).unwrap_or_default();
        let is_alone = pair.source.is_none() || pair.target.is_none();
        let grade = match probability.parse::<f64>() {
            _ if is_alone => "alone",
            Ok(value) if value < 0.5 => "bad",
            Ok(value) if value < 0.9 => "doubtful",
            _ => "good",
        };
        let mut row = String::from("<tr");
        push_attribute(&mut row, "class", grade);
        push_attribute(&mut row, "data-p", probability);
        row.push_str(&format!("><td>{}</td><td>", self.rows));
        push_content(&mut row, probability);
        if let Some(kind) = unit.property(property::LINK_TYPE) {
            row.push_str("<br><small>");
            push_content(&mut row, kind);
            row.push_str("</small>");
        }
        row.push_str("</td>");
        let shared = shared(pair.source_text(), pair.target_text());
        for side in [pair.source, pair.target] {
            push_side(&mut row, side, &shared);
        }
        row.push_str("<td><small>");
        push_origin(&mut row, unit);
        row.push_str("</small></td></tr>\n");
        Ok(self.sink.write_all(row.as_bytes())?)
    }

    fn variants_left_out(&self) -> u64 {
        self.pairing.left_out()
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        self.begin()?;
        let foot = format!("</tbody>\n</table>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
        self.sink.write_all(foot.as_bytes())?;
        self.sink.commit()
    }
}

/// Where the texts come from, and what was remarked.
fn push_origin(row: &mut String, unit: &TranslationUnit) {
    let sides = [
        (property::SOURCE_DOCUMENT, property::SOURCE_BYTES),
        (property::TARGET_DOCUMENT, property::TARGET_BYTES),
    ];
    for (document, bytes) in sides {
        for name in [document, bytes] {
            if let Some(value) = unit.property(name) {
                push_content(row, value);
                row.push(' ');
            }
        }
        row.push_str("<br>");
    }
    for note in &unit.notes {
        push_content(row, &note.text);
        row.push_str("<br>");
    }
}

/// A cell with the text of a side: its anchors marked, its codes shown.
fn push_side(row: &mut String, side: Option<&Variant>, shared: &BTreeSet<String>) {
    row.push_str("<td");
    if let Some(variant) = side {
        push_attribute(row, "lang", variant.language.as_str());
    }
    row.push_str(" dir=\"auto\">");
    let Some(variant) = side else {
        row.push_str("</td>");
        return;
    };
    let text = variant.segment.text();
    let mut at = 0;
    for code in variant.segment.codes() {
        push_marked(row, &text[at..code.position], shared);
        row.push_str("<code>");
        push_content(row, &code.content);
        row.push_str("</code>");
        at = code.position;
    }
    push_marked(row, &text[at..], shared);
    row.push_str("</td>");
}

fn push_marked(row: &mut String, text: &str, shared: &BTreeSet<String>) {
    let mut at = 0;
    for (start, word) in anchors(text) {
        // A name may be written in other letters on the other side, but a number
        // without its like deserves a look.
        let class = if shared.contains(&form(word)) {
            "<mark>"
        } else if word.chars().any(char::is_numeric) {
            "<mark class=\"alone\">"
        } else {
            continue;
        };
        push_content(row, &text[at..start]);
        row.push_str(class);
        push_content(row, word);
        row.push_str("</mark>");
        at = start + word.len();
    }
    push_content(row, &text[at..]);
}

/// What both texts have.
fn shared(source: &str, target: &str) -> BTreeSet<String> {
    let forms = |text| anchors(text).map(|(_, word)| form(word));
    let source: BTreeSet<String> = forms(source).collect();
    forms(target).filter(|form| source.contains(form)).collect()
}

/// Words with digits, and words of Latin letters with a capital: what a
/// translation is likely to keep. In a text of Latin letters most sentences begin
/// with such a word, so a lone capital counts only behind the first word.
fn anchors(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric();
    let mut at = 0;
    let words = std::iter::from_fn(move || {
        let start = at + text[at..].find(is_part)?;
        let rest = &text[start..];
        let mut end = 0;
        for (offset, character) in rest.char_indices() {
            let next = rest[offset + character.len_utf8()..].chars().next();
            // Groups and decimals stay one number: 1,000.5 and 11:30.
            let joins = matches!(character, '.' | ',' | ':' | '-' | '\u{a0}' | '\u{202f}')
                && rest[..offset].ends_with(|c: char| c.is_ascii_digit())
                && next.is_some_and(|c| c.is_ascii_digit());
            if !is_part(character) && !joins {
                break;
            }
            end = offset + character.len_utf8();
        }
        at = start + end;
        Some((start, &rest[..end]))
    });
    words.filter(|&(start, word)| {
        let has_digit = word.chars().any(char::is_numeric);
        let is_name = word.len() > 1
            && start > 0
            && word.is_ascii()
            && word.starts_with(|c: char| c.is_ascii_uppercase());
        has_digit || is_name
    })
}

/// The form in which two anchors are the same: digits without their grouping.
fn form(word: &str) -> String {
    if word.chars().any(char::is_numeric) {
        word.chars().filter(|c| c.is_alphanumeric()).collect()
    } else {
        word.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_what_a_translation_keeps() {
        let found = |text| anchors(text).map(|(_, word)| word).collect::<Vec<_>>();
        assert_eq!(
            found("In 1,000.5 days, NASA flies at 11:30."),
            ["1,000.5", "NASA", "11:30"]
        );
        let shared = shared("NASA: pay 1,000 to Ann", "НАСА: 1\u{a0}000 рублей, Ann");
        assert_eq!(shared.into_iter().collect::<Vec<_>>(), ["1000", "ann"]);
    }
}
