//! TMX 1.4b out.
//!
//! The format is simple; what makes a file useful is what the tools do with it.
//! OmegaT refuses files that are invalid by the schema and stops applying units
//! with a bare `file` property; Poedit imports nothing if `srclang` and the
//! variant's tag differ by a letter; several tools take the first variant for
//! the source; white space at the ends of a segment lowers match rates. So all
//! of that is settled here and not left to the caller. A unit is checked and
//! put together in memory before its first byte is written: one that is refused
//! leaves the file as it was, and the caller may go on with the next.

use std::io::Write;

use bitext_core::{
    Attribute, History, InlineText, LanguageTag, Note, Property, TranslationUnit, Variant,
};

use super::TmxError;
use super::names::{FOREIGN_ATTRIBUTE, is_known};
use super::segment_writer::{is_paired, push_attributes, push_segment};
use crate::xml::{code_point, forbidden, push_attribute, push_content};
use crate::{Fidelity, MemoryHeader, TmxLevel, UnitSink, UnitWriteOptions, UnitWriter, WriteError};

/// Property names that OmegaT takes for the context a unit is bound to.
const CONTEXT_NAMES: [&str; 5] = ["file", "id", "next", "path", "prev"];

/// What `srclang` says where units differ in their source language.
const ANY_LANGUAGE: &str = "*all*";

/// Writes translation units as TMX 1.4b.
///
/// ```
/// use bitext_core::{LanguageTag, TranslationUnit, Variant};
/// use bitext_exchange::{MemoryHeader, TmxWriter, UnitWriteOptions};
/// let (en, ru) = (LanguageTag::try_new("en")?, LanguageTag::try_new("ru")?);
/// let mut options = UnitWriteOptions::default();
/// options.header = MemoryHeader::new(en.clone());
/// let mut writer = TmxWriter::new(Vec::new(), options)?;
/// writer.write(&TranslationUnit::pair(
///     Variant::plain(en, "Good morning."),
///     Variant::plain(ru, "Доброе утро."),
/// ))?;
/// let file = String::from_utf8(writer.finish()?)?;
/// assert!(file.contains("<tuv xml:lang=\"ru\">\n        <seg>Доброе утро.</seg>"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TmxWriter<W: Write> {
    writer: W,
    options: UnitWriteOptions,
    /// The unit being put together; kept to be used again.
    text: String,
    units: u64,
    written: u64,
}

impl<W: Write> TmxWriter<W> {
    /// Writes the header. All seven attributes that TMX requires are written,
    /// with what [`MemoryHeader::new`] says where the header is silent.
    ///
    /// # Errors
    /// If a text of the header has a character that XML does not allow, its date
    /// is malformed, or the file cannot be written.
    pub fn new(mut writer: W, options: UnitWriteOptions) -> Result<Self, TmxError> {
        writer.write_all(opening(&options)?.as_bytes())?;
        Ok(Self {
            writer,
            options,
            text: String::new(),
            units: 0,
            written: 0,
        })
    }

    /// Writes one unit: the source variant first, then the others in order.
    ///
    /// # Errors
    /// If the unit has no variant, a forbidden character or a malformed date;
    /// and, where the file is to be [`Fidelity::Tidy`], if it has less than two
    /// variants, none in the source language, an empty one, or half a pair of
    /// codes. Then nothing of it is written. Or if the file cannot be written.
    pub fn write(&mut self, unit: &TranslationUnit) -> Result<(), TmxError> {
        self.units += 1;
        self.text.clear();
        let (options, number) = (&self.options, self.units);
        UnitText {
            text: &mut self.text,
            options,
            number,
        }
        .push(unit)?;
        self.writer.write_all(self.text.as_bytes())?;
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
}

impl UnitWriter for TmxWriter<UnitSink> {
    fn write_unit(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        Ok(self.write(unit)?)
    }

    fn finish(self: Box<Self>) -> Result<(), WriteError> {
        (*self).finish()?.commit()
    }
}

/// A unit on its way into text.
struct UnitText<'writer> {
    text: &'writer mut String,
    options: &'writer UnitWriteOptions,
    number: u64,
}

impl UnitText<'_> {
    fn push(&mut self, unit: &TranslationUnit) -> Result<(), TmxError> {
        let first = self.source_variant(unit)?;
        let place = || format!("translation unit {}", self.number);
        check_history(&unit.history, &place)?;
        let texts = unit
            .id
            .iter()
            .chain(unit.attributes.iter().map(|found| &found.value));
        check_all(texts, &place)?;
        let text = &mut *self.text;
        text.push_str("    <tu");
        if let Some(id) = &unit.id {
            push_attribute(text, "tuid", id);
        }
        push_history(text, &unit.history);
        for Attribute { name, value } in &unit.attributes {
            match LanguageTag::try_new(value) {
                Ok(tag) if name == "srclang" => {
                    push_attribute(text, name, self.options.language_map.written(&tag).as_str());
                }
                _ if is_known("tu", name) => push_attribute(text, name, value),
                _ => {}
            }
        }
        text.push_str(">\n");
        let remarks = Remarks {
            indent: "      ",
            element: "tu",
            attributes: &unit.attributes,
            notes: &unit.notes,
            properties: &unit.properties,
            fidelity: self.options.fidelity,
        };
        remarks.push(text, &place)?;
        let others = (0..unit.variants.len()).filter(|&index| index != first);
        for index in std::iter::once(first).chain(others) {
            self.push_variant(&unit.variants[index])?;
        }
        self.text.push_str("    </tu>\n");
        Ok(())
    }

    /// Index of the variant that goes first.
    fn source_variant(&self, unit: &TranslationUnit) -> Result<usize, TmxError> {
        let (number, count) = (self.number, unit.variants.len());
        let is_tidy = self.options.fidelity == Fidelity::Tidy;
        if count == 0 || (is_tidy && count < 2) {
            return Err(TmxError::TooFewVariants { number, count });
        }
        let Some(source) = &self.options.header.source_language else {
            return Ok(0);
        };
        let first = unit
            .variants
            .iter()
            .position(|variant| variant.language == *source);
        match first {
            Some(first) => Ok(first),
            None if is_tidy => Err(TmxError::NoSourceVariant {
                number,
                language: source.clone(),
            }),
            None => Ok(0),
        }
    }

    fn push_variant(&mut self, variant: &Variant) -> Result<(), TmxError> {
        let (number, options) = (self.number, self.options);
        let language = options.language_map.written(&variant.language);
        let place = || format!("translation unit {number}, variant `{language}`,");
        let is_tidy = options.fidelity == Fidelity::Tidy;
        let words = variant.segment.text();
        let (mut start, mut end) = (0, words.len());
        if is_tidy {
            start = words.len() - words.trim_start().len();
            end = words.trim_end().len().max(start);
            if start == end {
                let language = variant.language.clone();
                return Err(TmxError::EmptyVariant { number, language });
            }
            if options.level == TmxLevel::Level2 && !is_paired(&variant.segment) {
                let language = variant.language.clone();
                return Err(TmxError::UnpairedCode { number, language });
            }
        }
        check_segment(&variant.segment, &place)?;
        check_history(&variant.history, &place)?;
        check_all(variant.attributes.iter().map(|found| &found.value), &place)?;
        let text = &mut *self.text;
        text.push_str("      <tuv");
        push_attribute(text, "xml:lang", language.as_str());
        push_history(text, &variant.history);
        push_attributes(text, "tuv", &variant.attributes);
        text.push_str(">\n");
        let remarks = Remarks {
            indent: "        ",
            element: "tuv",
            attributes: &variant.attributes,
            notes: &variant.notes,
            properties: &variant.properties,
            fidelity: options.fidelity,
        };
        remarks.push(text, &place)?;
        text.push_str("        <seg>");
        match options.level {
            TmxLevel::Level1 => push_content(text, &words[start..end]),
            TmxLevel::Level2 => push_segment(text, &variant.segment, start, end),
        }
        text.push_str("</seg>\n      </tuv>\n");
        Ok(())
    }
}

fn opening(options: &UnitWriteOptions) -> Result<String, TmxError> {
    let place = || "the header".to_owned();
    let header = &options.header;
    let source = header.source_language.as_ref();
    let source = source.map_or(ANY_LANGUAGE, |tag| {
        options.language_map.written(tag).as_str()
    });
    let admin = header.admin_language.as_ref();
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n  <header",
    );
    let or = |value: &'_ Option<String>, default: &str| -> String {
        value.clone().unwrap_or_else(|| default.to_owned())
    };
    for (name, value) in [
        ("creationtool", or(&header.creation_tool, "bitext")),
        (
            "creationtoolversion",
            or(&header.creation_tool_version, env!("CARGO_PKG_VERSION")),
        ),
        ("segtype", header.segment_type.name().to_owned()),
        ("o-tmf", or(&header.original_format, "unknown")),
        (
            "adminlang",
            admin.map_or("en", LanguageTag::as_str).to_owned(),
        ),
        ("srclang", source.to_owned()),
        ("datatype", or(&header.data_type, "unknown")),
    ] {
        check(&value, &place)?;
        push_attribute(&mut text, name, &value);
    }
    check_history(&header.history, &place)?;
    push_history(&mut text, &header.history);
    check_all(header.attributes.iter().map(|found| &found.value), &place)?;
    push_attributes(&mut text, "header", &header.attributes);
    let remarks = Remarks {
        indent: "    ",
        element: "header",
        attributes: &header.attributes,
        notes: &header.notes,
        properties: &header.properties,
        // What OmegaT takes for a context, it takes from units alone.
        fidelity: Fidelity::Faithful,
    };
    let mut inner = String::new();
    remarks.push(&mut inner, &place)?;
    push_encodings(&mut inner, header, &place)?;
    if inner.is_empty() {
        text.push_str("/>\n");
    } else {
        text.push_str(">\n");
        text.push_str(&inner);
        text.push_str("  </header>\n");
    }
    text.push_str("  <body>\n");
    Ok(text)
}

fn push_encodings(
    text: &mut String,
    header: &MemoryHeader,
    place: &impl Fn() -> String,
) -> Result<(), TmxError> {
    // An encoding without entries would make the file invalid, and says nothing.
    for encoding in header
        .encodings
        .iter()
        .filter(|found| !found.maps.is_empty())
    {
        check_all(encoding.attributes.iter().map(|found| &found.value), place)?;
        text.push_str("    <ude");
        push_attributes(text, "ude", &encoding.attributes);
        text.push_str(">\n");
        for map in &encoding.maps {
            check_all(map.iter().map(|found| &found.value), place)?;
            text.push_str("      <map");
            push_attributes(text, "map", map);
            text.push_str("/>\n");
        }
        text.push_str("    </ude>\n");
    }
    Ok(())
}

/// Notes and properties of an element, and its attributes that TMX does not
/// have, which go on as properties.
struct Remarks<'unit> {
    indent: &'static str,
    element: &'static str,
    attributes: &'unit [Attribute],
    notes: &'unit [Note],
    properties: &'unit [Property],
    fidelity: Fidelity,
}

impl Remarks<'_> {
    fn push(&self, text: &mut String, place: &impl Fn() -> String) -> Result<(), TmxError> {
        for note in self.notes {
            check(&note.text, place)?;
            check_all(note.attributes.iter().map(|found| &found.value), place)?;
            text.push_str(self.indent);
            text.push_str("<note");
            push_attributes(text, "note", &note.attributes);
            text.push('>');
            push_content(text, &note.text);
            text.push_str("</note>\n");
        }
        for property in self.properties {
            let is_context = CONTEXT_NAMES.contains(&property.name.as_str());
            let prefix = match self.fidelity {
                Fidelity::Tidy if is_context => "x-",
                _ => "",
            };
            let Property {
                name,
                value,
                attributes,
            } = property;
            check_all(attributes.iter().map(|found| &found.value), place)?;
            self.push_property(text, (prefix, name), value, attributes, place)?;
        }
        let foreign = self.attributes.iter();
        for Attribute { name, value } in
            foreign.filter(|found| !is_known(self.element, &found.name))
        {
            self.push_property(text, (FOREIGN_ATTRIBUTE, name), value, &[], place)?;
        }
        Ok(())
    }

    fn push_property(
        &self,
        text: &mut String,
        (prefix, name): (&str, &str),
        value: &str,
        attributes: &[Attribute],
        place: &impl Fn() -> String,
    ) -> Result<(), TmxError> {
        check(name, place)?;
        check(value, place)?;
        text.push_str(self.indent);
        text.push_str("<prop");
        if prefix.is_empty() {
            push_attribute(text, "type", name);
        } else {
            push_attribute(text, "type", &format!("{prefix}{name}"));
        }
        push_attributes(text, "prop", attributes);
        text.push('>');
        push_content(text, value);
        text.push_str("</prop>\n");
        Ok(())
    }
}

fn push_history(text: &mut String, history: &History) {
    for (name, value) in [
        ("creationdate", &history.created),
        ("creationid", &history.created_by),
        ("changedate", &history.changed),
        ("changeid", &history.changed_by),
    ] {
        if let Some(value) = value {
            push_attribute(text, name, value);
        }
    }
}

fn check_history(history: &History, place: &impl Fn() -> String) -> Result<(), TmxError> {
    check_all(history.created_by.iter().chain(&history.changed_by), place)?;
    let mut dates = history.created.iter().chain(&history.changed);
    match dates.find(|date| !is_date(date)) {
        None => Ok(()),
        Some(date) => Err(TmxError::Date {
            place: place().trim_end_matches(',').to_owned(),
            date: date.clone(),
        }),
    }
}

/// Whether `date` is of the form `20180411T113000Z`.
pub(super) fn is_date(date: &str) -> bool {
    let bytes = date.as_bytes();
    bytes.len() == 16
        && bytes[8] == b'T'
        && bytes[15] == b'Z'
        && bytes[..8]
            .iter()
            .chain(&bytes[9..15])
            .all(u8::is_ascii_digit)
}

fn check_segment(segment: &InlineText, place: &impl Fn() -> String) -> Result<(), TmxError> {
    check(segment.text(), place)?;
    for code in segment.codes() {
        check(&code.content, place)?;
        check_all(code.attributes.iter().map(|found| &found.value), place)?;
        for subflow in &code.subflows {
            check_all(subflow.attributes.iter().map(|found| &found.value), place)?;
            check_segment(&subflow.text, place)?;
        }
    }
    Ok(())
}

fn check_all<'unit>(
    texts: impl IntoIterator<Item = &'unit String>,
    place: &impl Fn() -> String,
) -> Result<(), TmxError> {
    texts.into_iter().try_for_each(|text| check(text, place))
}

fn check(text: &str, place: &impl Fn() -> String) -> Result<(), TmxError> {
    match forbidden(text) {
        None => Ok(()),
        Some((offset, character)) => Err(TmxError::Character {
            place: place().trim_end_matches(',').to_owned(),
            character: code_point(character),
            offset,
        }),
    }
}
