//! TMX 1.4b, streaming.
//!
//! The format is simple; what makes a file useful is what the tools do with it.
//! OmegaT refuses files that are invalid by the schema and stops applying units
//! with a bare `file` property; Poedit imports nothing if `srclang` and the
//! variant's tag differ by a letter; several tools take the first variant for
//! the source; white space at the ends of a segment lowers match rates. So all
//! of that is settled here and not left to the caller. A unit is checked and
//! put together in memory before its first byte is written: one that is refused
//! leaves the file as it was, and the caller may go on with the next.

use std::fmt::Write as _;
use std::io::Write;

use bitext_core::{CodeKind, InlineCode, InlineText, Property, TranslationUnit, Variant};

use crate::xml::{attribute, code_point, content, forbidden};
use crate::{TmxError, TmxHeader};

/// Property names that OmegaT takes for the context a unit is bound to.
const CONTEXT_NAMES: [&str; 5] = ["file", "id", "next", "path", "prev"];

/// Writes translation units as TMX 1.4b.
///
/// ```
/// use bitext_core::{LanguageTag, TranslationUnit, Variant};
/// use bitext_exchange::{TmxHeader, TmxWriter};
/// let (en, ru) = (LanguageTag::try_new("en")?, LanguageTag::try_new("ru")?);
/// let mut writer = TmxWriter::new(Vec::new(), TmxHeader::new(en.clone()))?;
/// writer.write(&TranslationUnit {
///     variants: vec![Variant::plain(en, "Good morning."), Variant::plain(ru, "Доброе утро.")],
///     ..TranslationUnit::default()
/// })?;
/// let file = String::from_utf8(writer.finish()?)?;
/// assert!(file.contains("<tuv xml:lang=\"ru\">\n        <seg>Доброе утро.</seg>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TmxWriter<W: Write> {
    writer: W,
    header: TmxHeader,
    units: u64,
    written: u64,
}

impl<W: Write> TmxWriter<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// If a text of the header has a character that XML does not allow, its date
    /// is malformed, or the file cannot be written.
    pub fn new(mut writer: W, header: TmxHeader) -> Result<Self, TmxError> {
        writer.write_all(opening(&header)?.as_bytes())?;
        Ok(Self {
            writer,
            header,
            units: 0,
            written: 0,
        })
    }

    /// Writes one unit: the source variant first, then the others in order.
    ///
    /// # Errors
    /// If the unit has less than two variants, none in the source language, an
    /// empty one, a forbidden character, a malformed date or half a pair of
    /// codes; then nothing of it is written. Or if the file cannot be written.
    pub fn write(&mut self, unit: &TranslationUnit) -> Result<(), TmxError> {
        self.units += 1;
        let text = self.rendered(unit)?;
        self.writer.write_all(text.as_bytes())?;
        self.written += 1;
        Ok(())
    }

    /// How many units have been written.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Ends the file and gives the writer back.
    ///
    /// # Errors
    /// If the end cannot be written.
    pub fn finish(mut self) -> Result<W, TmxError> {
        self.writer.write_all(b"  </body>\n</tmx>\n")?;
        self.writer.flush()?;
        Ok(self.writer)
    }

    fn rendered(&self, unit: &TranslationUnit) -> Result<String, TmxError> {
        let number = self.units;
        if unit.variants.len() < 2 {
            let count = unit.variants.len();
            return Err(TmxError::TooFewVariants { number, count });
        }
        let source = &self.header.source_language;
        let is_source = |variant: &&Variant| variant.language == *source;
        let first = unit.variants.iter().position(|variant| is_source(&variant));
        let Some(first) = first else {
            let language = source.clone();
            return Err(TmxError::NoSourceVariant { number, language });
        };
        let place = format!("translation unit {number}");
        let mut text = String::from("    <tu");
        for (name, date) in [
            ("creationdate", &unit.created),
            ("changedate", &unit.changed),
        ] {
            if let Some(date) = date {
                push_date(&mut text, name, date, &place)?;
            }
        }
        text.push_str(">\n");
        push_remarks(&mut text, "      ", &unit.notes, &unit.properties, &place)?;
        let others = (0..unit.variants.len()).filter(|&index| index != first);
        for index in std::iter::once(first).chain(others) {
            self.push_variant(&mut text, &unit.variants[index])?;
        }
        text.push_str("    </tu>\n");
        Ok(text)
    }

    fn push_variant(&self, text: &mut String, variant: &Variant) -> Result<(), TmxError> {
        let number = self.units;
        let language = self.header.language_map.written(&variant.language);
        let place = format!("translation unit {number}, variant `{language}`,");
        let empty = variant.segment.text().trim().is_empty();
        if empty && variant.segment.codes().is_empty() {
            let language = variant.language.clone();
            return Err(TmxError::EmptyVariant { number, language });
        }
        let _ = writeln!(
            text,
            "      <tuv xml:lang=\"{}\">",
            attribute(language.as_str())
        );
        push_remarks(
            text,
            "        ",
            &variant.notes,
            &variant.properties,
            &place,
        )?;
        text.push_str("        <seg>");
        check(variant.segment.text(), &place)?;
        if !push_segment(text, &variant.segment, &place)? {
            let language = variant.language.clone();
            return Err(TmxError::UnpairedCode { number, language });
        }
        text.push_str("</seg>\n      </tuv>\n");
        Ok(())
    }
}

fn opening(header: &TmxHeader) -> Result<String, TmxError> {
    let place = "the header";
    let source = header.language_map.written(&header.source_language);
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n  <header",
    );
    for (name, value) in [
        ("creationtool", header.creation_tool.as_str()),
        ("creationtoolversion", &header.creation_tool_version),
        ("segtype", header.segment_type.name()),
        ("o-tmf", "bitext"),
        ("adminlang", header.admin_language.as_str()),
        ("srclang", source.as_str()),
        ("datatype", &header.data_type),
    ] {
        check(value, place)?;
        let _ = write!(text, " {name}=\"{}\"", attribute(value));
    }
    if let Some(date) = &header.creation_date {
        push_date(&mut text, "creationdate", date, place)?;
    }
    if header.notes.is_empty() && header.properties.is_empty() {
        text.push_str("/>\n");
    } else {
        text.push_str(">\n");
        push_remarks(&mut text, "    ", &header.notes, &header.properties, place)?;
        text.push_str("  </header>\n");
    }
    text.push_str("  <body>\n");
    Ok(text)
}

fn push_date(text: &mut String, name: &str, date: &str, place: &str) -> Result<(), TmxError> {
    let is_digits =
        |range: std::ops::Range<usize>| date.as_bytes()[range].iter().all(u8::is_ascii_digit);
    let well_formed = date.len() == 16
        && date.is_ascii()
        && is_digits(0..8)
        && &date[8..9] == "T"
        && is_digits(9..15)
        && date.ends_with('Z');
    if !well_formed {
        let (place, date) = (place.to_owned(), date.to_owned());
        return Err(TmxError::Date { place, date });
    }
    let _ = write!(text, " {name}=\"{date}\"");
    Ok(())
}

fn push_remarks(
    text: &mut String,
    indent: &str,
    notes: &[String],
    properties: &[Property],
    place: &str,
) -> Result<(), TmxError> {
    for note in notes {
        check(note, place)?;
        let _ = writeln!(text, "{indent}<note>{}</note>", content(note));
    }
    for Property { name, value } in properties {
        check(name, place)?;
        check(value, place)?;
        let prefix = if CONTEXT_NAMES.contains(&name.as_str()) {
            "x-"
        } else {
            ""
        };
        let name = attribute(name);
        let value = content(value);
        let _ = writeln!(text, "{indent}<prop type=\"{prefix}{name}\">{value}</prop>");
    }
    Ok(())
}

/// Writes text and codes without white space at either end; whether the pairs
/// of codes are whole.
fn push_segment(text: &mut String, segment: &InlineText, place: &str) -> Result<bool, TmxError> {
    let words = segment.text();
    let start = words.len() - words.trim_start().len();
    let end = words.trim_end().len().max(start);
    let mut at = start;
    let mut open: Vec<u32> = Vec::new();
    let mut seen: Vec<u32> = Vec::new();
    for code in segment.codes() {
        let position = code.position.clamp(start, end);
        text.push_str(&content(&words[at..position]));
        at = position;
        check(&code.content, place)?;
        match (code.kind, code.pair) {
            (CodeKind::Begin, Some(pair)) if !seen.contains(&pair) => {
                seen.push(pair);
                open.push(pair);
            }
            (CodeKind::End, Some(pair)) if open.contains(&pair) => {
                open.retain(|&other| other != pair);
            }
            (CodeKind::Begin | CodeKind::End, _) => return Ok(false),
            _ => {}
        }
        push_code(text, code);
    }
    text.push_str(&content(&words[at..end]));
    Ok(open.is_empty())
}

fn push_code(text: &mut String, code: &InlineCode) {
    let native = content(&code.content);
    let pair = code.pair.unwrap_or(0);
    let _ = match code.kind {
        CodeKind::Begin => write!(text, "<bpt i=\"{pair}\">{native}</bpt>"),
        CodeKind::End => write!(text, "<ept i=\"{pair}\">{native}</ept>"),
        CodeKind::Isolated => {
            let half = if code.content.starts_with("</") {
                "end"
            } else {
                "begin"
            };
            write!(text, "<it pos=\"{half}\">{native}</it>")
        }
        _ => write!(text, "<ph>{native}</ph>"),
    };
}

fn check(text: &str, place: &str) -> Result<(), TmxError> {
    match forbidden(text) {
        None => Ok(()),
        Some((offset, character)) => Err(TmxError::Character {
            place: place.trim_end_matches(',').to_owned(),
            character: code_point(character),
            offset,
        }),
    }
}
