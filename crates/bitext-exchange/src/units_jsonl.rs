//! Units as JSON, an object a line, with everything they hold.
//!
//! The first line, `{"format":"bitext-units","version":1,…}`, names the languages;
//! files without it are read as well, and so are files put one behind the other,
//! with such a line in between. The fields of a unit are those of module
//! `record`. The lines that `bitext align --format jsonl` writes, a link each, are
//! read too: their texts become a unit, the rest its properties.

use std::io::Write;

use bitext_core::{LanguageTag, Property, TranslationUnit, Variant};
use serde::{Deserialize, Serialize};

use crate::fused::Advance;
use crate::lines::LineReader;
use crate::record::UnitRecord;
use crate::{
    Findings, MemoryHeader, ReadError, Severity, Strictness, UnitReadOptions, UnitSink, UnitSource,
    UnitWriteOptions, UnitWriter, WriteError, property,
};

/// What the first line calls the format.
const FORMAT: &str = "bitext-units";

/// The version that is written, and the newest that is read.
const VERSION: u32 = 1;

/// A line of the file: the head, a unit, or a link.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Line {
    format: Option<String>,
    version: Option<u32>,
    source_language: Option<String>,
    target_language: Option<String>,
    creation_tool: Option<String>,
    creation_tool_version: Option<String>,
    source_text: Option<String>,
    target_text: Option<String>,
    r#type: Option<String>,
    probability: Option<f64>,
    source_bytes: Option<[usize; 2]>,
    target_bytes: Option<[usize; 2]>,
    #[serde(flatten)]
    unit: UnitRecord,
}

#[derive(Serialize)]
struct Head<'header> {
    format: &'static str,
    version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_language: Option<&'header str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_language: Option<&'header str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creation_tool: Option<&'header str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    creation_tool_version: Option<&'header str>,
}

/// Reads units from JSON lines.
pub(crate) struct JsonlUnitReader {
    lines: LineReader,
    header: MemoryHeader,
    findings: Findings,
    strictness: Strictness,
}

impl JsonlUnitReader {
    pub(crate) fn new(source: UnitSource, options: &UnitReadOptions) -> Result<Self, ReadError> {
        let header = MemoryHeader {
            source_language: options.source_language.clone(),
            target_language: options.target_language.clone(),
            ..MemoryHeader::default()
        };
        let mut reader = Self {
            lines: LineReader::new(source, options.strictness)?,
            header,
            findings: Findings::default(),
            strictness: options.strictness,
        };
        reader.read_head()?;
        Ok(reader)
    }

    /// Reads the head if there is one, for the header is asked for before the
    /// first unit.
    fn read_head(&mut self) -> Result<(), ReadError> {
        let first = loop {
            match self.lines.peek()? {
                Some(text) if text.trim().is_empty() => self.lines.next()?,
                Some(text) => break text,
                None => return Ok(()),
            };
        };
        match serde_json::from_str::<Line>(first) {
            Ok(line) if line.format.is_some() => {
                self.lines.next()?;
                self.take_head(line)
            }
            _ => Ok(()),
        }
    }

    fn take_head(&mut self, head: Line) -> Result<(), ReadError> {
        self.check_head(&head)?;
        let header = &mut self.header;
        for (side, language) in [
            (&mut header.source_language, head.source_language),
            (&mut header.target_language, head.target_language),
        ] {
            if let Some(language) = language {
                let tag = LanguageTag::try_new(&language);
                *side = Some(tag.map_err(|error| self.lines.malformed(error.to_string()))?);
            }
        }
        self.header.creation_tool = head.creation_tool;
        self.header.creation_tool_version = head.creation_tool_version;
        Ok(())
    }

    fn check_head(&self, head: &Line) -> Result<(), ReadError> {
        let format = head.format.as_deref().unwrap_or_default();
        if format != FORMAT {
            let what = format!("a file of `{format}`, not of `{FORMAT}`");
            return Err(self.lines.malformed(what));
        }
        if let Some(version) = head.version.filter(|&version| version > VERSION) {
            let what = format!("version {version} of `{FORMAT}`; this program reads {VERSION}");
            return Err(self.lines.malformed(what));
        }
        Ok(())
    }

    /// The unit of a line; `None` for a link with an empty side.
    fn unit(&self, line: Line) -> Result<Option<TranslationUnit>, String> {
        let is_link = line.source_text.is_some() || line.target_text.is_some();
        let says_variants = line.unit.variants.is_some();
        let mut unit = line.unit.into_unit()?;
        if !unit.variants.is_empty() || (says_variants && !is_link) {
            return Ok(Some(unit));
        }
        let (Some(source), Some(target)) = (line.source_text, line.target_text) else {
            let what = "neither `variants` nor `source_text` and `target_text`";
            return Err(what.to_owned());
        };
        if source.is_empty() || target.is_empty() {
            return Ok(None);
        }
        let language = |given: Option<String>, known: &Option<LanguageTag>, side: &str| match given
        {
            Some(tag) => LanguageTag::try_new(&tag).map_err(|error| error.to_string()),
            None => known
                .clone()
                .ok_or_else(|| format!("no line says in which language the {side} is")),
        };
        let header = &self.header;
        let source_language = language(line.source_language, &header.source_language, "source")?;
        let target_language = language(line.target_language, &header.target_language, "target")?;
        unit.variants = vec![
            Variant::plain(source_language, source),
            Variant::plain(target_language, target),
        ];
        let range = |bytes: [usize; 2]| format!("{}-{}", bytes[0], bytes[1]);
        let properties = [
            (
                property::PROBABILITY,
                line.probability.map(|value| format!("{value:.4}")),
            ),
            (property::LINK_TYPE, line.r#type),
            (property::SOURCE_BYTES, line.source_bytes.map(range)),
            (property::TARGET_BYTES, line.target_bytes.map(range)),
        ];
        let known = properties
            .into_iter()
            .filter_map(|(name, value)| Some(Property::new(name, value?)));
        unit.properties.extend(known);
        Ok(Some(unit))
    }
}

impl Advance for JsonlUnitReader {
    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        loop {
            self.lines.report(&mut self.findings);
            let Some(text) = self.lines.next()? else {
                return Ok(None);
            };
            if text.trim().is_empty() {
                continue;
            }
            let line = serde_json::from_str::<Line>(text).map_err(|error| error.to_string());
            let unit = match line {
                // Another file was put behind the first one; its units say their
                // languages themselves.
                Ok(line) if line.format.is_some() => {
                    self.check_head(&line)?;
                    continue;
                }
                Ok(line) => self.unit(line),
                Err(error) => Err(error),
            };
            let place = self.lines.place();
            match unit {
                Ok(Some(unit)) => return Ok(Some(unit)),
                Ok(None) => self.findings.add(Severity::Skipped, place, || {
                    "a link without text on one side is left out".to_owned()
                }),
                Err(what) if self.strictness == Strictness::Lenient => {
                    self.findings.add(Severity::Skipped, place, || what);
                }
                Err(what) => return Err(self.lines.malformed(what)),
            }
        }
    }

    fn header(&self) -> &MemoryHeader {
        &self.header
    }

    fn findings(&self) -> &Findings {
        &self.findings
    }
}

/// Writes units as JSON lines.
pub(crate) struct JsonlUnitWriter {
    sink: UnitSink,
    options: UnitWriteOptions,
}

impl JsonlUnitWriter {
    pub(crate) fn new(mut sink: UnitSink, options: UnitWriteOptions) -> Result<Self, WriteError> {
        let header = &options.header;
        let written = |tag: &Option<LanguageTag>| {
            let tag = tag.as_ref().map(|tag| options.language_map.written(tag));
            tag.map(|tag| tag.as_str().to_owned())
        };
        let (source, target) = (
            written(&header.source_language),
            written(&header.target_language),
        );
        let head = Head {
            format: FORMAT,
            version: VERSION,
            source_language: source.as_deref(),
            target_language: target.as_deref(),
            creation_tool: header.creation_tool.as_deref(),
            creation_tool_version: header.creation_tool_version.as_deref(),
        };
        write_line(&mut sink, &head)?;
        Ok(Self { sink, options })
    }
}

fn write_line(sink: &mut UnitSink, line: &impl Serialize) -> Result<(), WriteError> {
    serde_json::to_writer(&mut *sink, line).map_err(std::io::Error::from)?;
    Ok(sink.write_all(b"\n")?)
}

impl UnitWriter for JsonlUnitWriter {
    fn write_unit(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        let mut record = UnitRecord::of(unit);
        for (variant, side) in record.variants.iter_mut().flatten().zip(&unit.variants) {
            let written = self.options.language_map.written(&side.language);
            variant.language = written.as_str().to_owned();
        }
        write_line(&mut self.sink, &record)
    }

    fn finish(self: Box<Self>) -> Result<(), WriteError> {
        self.sink.commit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{create_units, open_units, units};

    fn write(path: &std::path::Path) {
        let options = UnitWriteOptions {
            header: MemoryHeader::new(LanguageTag::try_new("en").unwrap()),
            ..UnitWriteOptions::default()
        };
        let mut writer = create_units(path, None, options).unwrap();
        writer.write_unit(&TranslationUnit::default()).unwrap();
        writer.finish().unwrap();
    }

    #[test]
    fn the_head_is_known_before_the_first_unit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        write(&path);
        let reader = open_units(&path, None, &UnitReadOptions::default()).unwrap();
        let header = reader.header();
        assert_eq!(header.source_language, LanguageTag::try_new("en").ok());
        assert_eq!(header.creation_tool.as_deref(), Some("bitext"));
    }

    #[test]
    fn files_put_one_behind_the_other_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        write(&path);
        let twice = std::fs::read_to_string(&path).unwrap().repeat(2);
        std::fs::write(&path, twice).unwrap();
        let mut reader = open_units(&path, None, &UnitReadOptions::default()).unwrap();
        assert_eq!(units(reader.as_mut()).map(Result::unwrap).count(), 2);
    }

    #[test]
    fn a_unit_without_variants_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        let empty = TranslationUnit {
            id: Some("7".to_owned()),
            ..TranslationUnit::default()
        };
        let mut writer = create_units(&path, None, UnitWriteOptions::default()).unwrap();
        writer.write_unit(&empty).unwrap();
        writer.finish().unwrap();
        let mut reader = open_units(&path, None, &UnitReadOptions::default()).unwrap();
        let read: Vec<_> = units(reader.as_mut()).map(Result::unwrap).collect();
        assert_eq!(read, [empty]);
    }
}
