//! Units to XLIFF.

use std::fmt::Write as _;
use std::io::Write;

use bitext_core::{InlineText, Property, TranslationUnit, attribute};

use super::inline_writer::{NativeData, numbers, push_inline};
use super::{NAMELESS, Version, is_made_up, state};
use crate::pair::{Pair, Pairing};
use crate::xml::{code_point, forbidden, push_attribute, push_content};
use crate::{UnitSink, UnitWriteOptions, UnitWriter, WriteError, property};

/// Names of contexts that XLIFF 1.2 has itself; others begin with `x-`.
const CONTEXTS: [&str; 9] = [
    "database",
    "element",
    "elementtitle",
    "linenumber",
    "numparams",
    "paramnotes",
    "record",
    "recordtitle",
    "sourcefile",
];

/// Writes units as XLIFF.
pub(crate) struct XliffWriter {
    sink: UnitSink,
    version: Version,
    pairing: Pairing,
    options: UnitWriteOptions,
    /// The document whose `file` is open, and how many were before.
    file: Option<String>,
    files: usize,
    units: usize,
}

impl XliffWriter {
    pub(crate) fn new(sink: UnitSink, version: Version, options: UnitWriteOptions) -> Self {
        Self {
            sink,
            version,
            pairing: Pairing::new(&options.header),
            options,
            file: None,
            files: 0,
            units: 0,
        }
    }

    /// Begins the file element of a document, unless it is open.
    fn open(&mut self, document: &str) -> Result<(), WriteError> {
        if self.file.as_deref() == Some(document) {
            return Ok(());
        }
        let mut text = String::new();
        match self.file {
            None => self.push_head(&mut text),
            Some(_) => text.push_str(self.file_end()),
        }
        self.files += 1;
        text.push_str("  <file");
        match self.version {
            Version::One => {
                push_attribute(&mut text, "original", document);
                push_attribute(&mut text, "datatype", "plaintext");
                self.push_languages(&mut text, "source-language", "target-language");
                text.push_str(">\n    <body>\n");
            }
            Version::Two => {
                push_attribute(&mut text, "id", &format!("f{}", self.files));
                if !document.is_empty() {
                    push_attribute(&mut text, "original", document);
                }
                text.push_str(">\n");
            }
        }
        self.file = Some(document.to_owned());
        Ok(self.sink.write_all(text.as_bytes())?)
    }

    fn push_head(&self, text: &mut String) {
        text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        match self.version {
            Version::One => text.push_str(
                "<xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">\n",
            ),
            Version::Two => {
                text.push_str(
                    "<xliff version=\"2.1\" xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" \
                     xmlns:mda=\"urn:oasis:names:tc:xliff:metadata:2.0\"",
                );
                self.push_languages(text, "srcLang", "trgLang");
                text.push_str(">\n");
            }
        }
    }

    fn push_languages(&self, text: &mut String, source: &str, target: &str) {
        let sides = [
            (source, self.pairing.source()),
            (target, self.pairing.target()),
        ];
        for (name, tag) in sides {
            match tag {
                Some(tag) => {
                    let written = self.options.language_map.written(tag);
                    push_attribute(text, name, written.as_str());
                }
                // Only the target's language may stay unsaid.
                None if name == source => push_attribute(text, name, "und"),
                None => {}
            }
        }
    }

    fn file_end(&self) -> &'static str {
        match self.version {
            Version::One => "    </body>\n  </file>\n",
            Version::Two => "  </file>\n",
        }
    }

    /// A unit as XML.
    fn rendered(&self, unit: &TranslationUnit, pair: Pair<'_>) -> String {
        let empty = InlineText::default();
        let source = pair.source.map_or(&empty, |side| &side.segment);
        let target = pair.target.map(|side| &side.segment);
        match self.version {
            Version::One => self.rendered_one(unit, source, target),
            Version::Two => self.rendered_two(unit, source, target),
        }
    }

    /// The id of the present unit, and its name if that is none for XML.
    fn id<'unit>(&self, unit: &'unit TranslationUnit) -> (String, Option<&'unit str>) {
        let made_up = || format!("{NAMELESS}{}", self.units);
        match unit.id.as_deref() {
            Some(id) if is_token(id) && !is_made_up(id) => (id.to_owned(), None),
            name => (made_up(), name),
        }
    }

    fn rendered_one(
        &self,
        unit: &TranslationUnit,
        source: &InlineText,
        target: Option<&InlineText>,
    ) -> String {
        let (id, name) = self.id(unit);
        let mut text = String::from("      <trans-unit");
        push_attribute(&mut text, "id", &id);
        if let Some(name) = name {
            push_attribute(&mut text, "resname", name);
        }
        if target.is_some() && state::is_accepted(unit) {
            push_attribute(&mut text, "approved", "yes");
        }
        push_attribute(&mut text, "xml:space", "preserve");
        text.push_str(">\n        <source>");
        let none = InlineText::default();
        let (source_numbers, target_numbers) = numbers(source, target.unwrap_or(&none));
        let mut data = NativeData::default();
        push_inline(&mut text, source, &source_numbers, Version::One, &mut data);
        text.push_str("</source>\n");
        if let Some(target) = target {
            text.push_str("        <target");
            push_attribute(&mut text, "state", &state::written(unit, Version::One));
            text.push('>');
            push_inline(&mut text, target, &target_numbers, Version::One, &mut data);
            text.push_str("</target>\n");
        }
        let properties: Vec<&Property> = kept(unit).collect();
        if !properties.is_empty() {
            text.push_str("        <context-group purpose=\"information\">\n");
            for property in properties {
                let prefix = if property.name.starts_with("x-")
                    || CONTEXTS.contains(&property.name.as_str())
                {
                    ""
                } else {
                    "x-"
                };
                text.push_str("          <context");
                let name = format!("{prefix}{}", property.name);
                push_attribute(&mut text, "context-type", &name);
                text.push('>');
                push_content(&mut text, &property.value);
                text.push_str("</context>\n");
            }
            text.push_str("        </context-group>\n");
        }
        push_notes(&mut text, unit, "        ", "from");
        text.push_str("      </trans-unit>\n");
        text
    }

    fn rendered_two(
        &self,
        unit: &TranslationUnit,
        source: &InlineText,
        target: Option<&InlineText>,
    ) -> String {
        let (id, name) = self.id(unit);
        let mut text = String::from("    <unit");
        push_attribute(&mut text, "id", &id);
        if let Some(name) = name {
            push_attribute(&mut text, "name", name);
        }
        push_attribute(&mut text, "xml:space", "preserve");
        text.push_str(">\n");
        let properties: Vec<&Property> = kept(unit).collect();
        if !properties.is_empty() {
            text.push_str("      <mda:metadata>\n        <mda:metaGroup category=\"bitext\">\n");
            for property in properties {
                text.push_str("          <mda:meta");
                push_attribute(&mut text, "type", &property.name);
                text.push('>');
                push_content(&mut text, &property.value);
                text.push_str("</mda:meta>\n");
            }
            text.push_str("        </mda:metaGroup>\n      </mda:metadata>\n");
        }
        if !unit.notes.is_empty() {
            text.push_str("      <notes>\n");
            push_notes(&mut text, unit, "        ", "");
            text.push_str("      </notes>\n");
        }
        let none = InlineText::default();
        let (source_numbers, target_numbers) = numbers(source, target.unwrap_or(&none));
        let mut data = NativeData::default();
        let mut segment = String::from("      <segment");
        if target.is_some() {
            push_attribute(&mut segment, "state", &state::written(unit, Version::Two));
        }
        segment.push_str(">\n        <source>");
        push_inline(
            &mut segment,
            source,
            &source_numbers,
            Version::Two,
            &mut data,
        );
        segment.push_str("</source>\n");
        if let Some(target) = target {
            segment.push_str("        <target>");
            push_inline(
                &mut segment,
                target,
                &target_numbers,
                Version::Two,
                &mut data,
            );
            segment.push_str("</target>\n");
        }
        segment.push_str("      </segment>\n    </unit>\n");
        data.push(&mut text, "      ");
        text.push_str(&segment);
        text
    }
}

/// The properties that are written as such.
fn kept(unit: &TranslationUnit) -> impl Iterator<Item = &Property> {
    let properties = unit.properties.iter();
    properties.filter(|property| property.name != property::XLIFF_STATE)
}

fn push_notes(text: &mut String, unit: &TranslationUnit, indent: &str, from: &str) {
    for note in &unit.notes {
        let _ = write!(text, "{indent}<note");
        if let Some(author) = attribute(&note.attributes, "from").filter(|_| !from.is_empty()) {
            push_attribute(text, from, author);
        }
        text.push('>');
        push_content(text, &note.text);
        text.push_str("</note>\n");
    }
}

/// Whether XML takes it for a name token, as ids have to be.
fn is_token(id: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    !id.is_empty() && id.chars().all(is_part)
}

/// The first character of a unit that XML does not have.
fn forbidden_in(unit: &TranslationUnit, pair: Pair<'_>) -> Option<char> {
    let sides = [pair.source, pair.target];
    let segments = sides.into_iter().flatten().flat_map(|side| {
        let codes = side
            .segment
            .codes()
            .iter()
            .map(|code| code.content.as_str());
        codes.chain([side.segment.text()])
    });
    let properties = unit.properties.iter();
    let properties = properties.flat_map(|property| [property.name.as_str(), &property.value]);
    let notes = unit.notes.iter().map(|note| note.text.as_str());
    let mut texts = segments
        .chain(properties)
        .chain(notes)
        .chain(unit.id.as_deref());
    texts.find_map(forbidden).map(|(_, character)| character)
}

impl UnitWriter for XliffWriter {
    fn write_unit(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        let refused = |reason: String| Err(WriteError::Refused { reason });
        let Some(pair) = self.pairing.of(unit).filter(|pair| pair.source.is_some()) else {
            return refused("it has no variant in the source language".to_owned());
        };
        if let Some(character) = forbidden_in(unit, pair) {
            let name = code_point(character);
            return refused(format!(
                "it has the character {name}, which XML does not allow"
            ));
        }
        let document = unit.property(property::SOURCE_DOCUMENT).unwrap_or_default();
        self.open(document)?;
        self.units += 1;
        let text = self.rendered(unit, pair);
        Ok(self.sink.write_all(text.as_bytes())?)
    }

    fn variants_left_out(&self) -> u64 {
        self.pairing.left_out()
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        if self.file.is_none() {
            // A file element is the least that XLIFF has to have.
            self.open("")?;
        }
        let end = format!("{}</xliff>\n", self.file_end());
        self.sink.write_all(end.as_bytes())?;
        self.sink.commit()
    }
}
