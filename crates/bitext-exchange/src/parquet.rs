//! Units as a Parquet file, for those who work on memories as data.
//!
//! A row a unit, with its two texts and where they come from; the columns are
//! those of [`SCHEMA`]. Inline codes, notes and other properties are left out.
//! Rows are gathered in groups of bounded size, so memory stays flat, and the same
//! units give the same bytes.

use std::io;
use std::sync::Arc;

use bitext_core::TranslationUnit;
use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use crate::pair::Pairing;
use crate::{UnitSink, UnitWriteOptions, UnitWriter, WriteError, property};

/// The columns, in order.
const SCHEMA: &str = "message bitext {
  OPTIONAL BYTE_ARRAY id (STRING);
  REQUIRED BYTE_ARRAY source_language (STRING);
  REQUIRED BYTE_ARRAY target_language (STRING);
  REQUIRED BYTE_ARRAY source_text (STRING);
  REQUIRED BYTE_ARRAY target_text (STRING);
  OPTIONAL BYTE_ARRAY link_type (STRING);
  OPTIONAL BYTE_ARRAY status (STRING);
  OPTIONAL BYTE_ARRAY source_document (STRING);
  OPTIONAL BYTE_ARRAY target_document (STRING);
  OPTIONAL BYTE_ARRAY source_date (STRING);
  OPTIONAL BYTE_ARRAY target_date (STRING);
  OPTIONAL BYTE_ARRAY created (STRING);
  OPTIONAL BYTE_ARRAY changed (STRING);
  OPTIONAL DOUBLE probability;
  OPTIONAL INT64 source_start;
  OPTIONAL INT64 source_end;
  OPTIONAL INT64 target_start;
  OPTIONAL INT64 target_end;
}";

/// How many of the columns are text; they come first.
const TEXTS: usize = 13;

/// Which of them every row has.
const REQUIRED: std::ops::Range<usize> = 1..5;

/// Most rows of a group.
const MOST_ROWS: usize = 50_000;

/// Most bytes of text in a group.
const MOST_BYTES: usize = 32 << 20;

/// Writes units as a Parquet file.
pub(crate) struct ParquetWriter {
    writer: SerializedFileWriter<UnitSink>,
    pairing: Pairing,
    options: UnitWriteOptions,
    group: Group,
}

/// Rows that wait to be written, by column.
#[derive(Default)]
struct Group {
    texts: [Vec<Option<String>>; TEXTS],
    probabilities: Vec<Option<f64>>,
    offsets: [Vec<Option<i64>>; 4],
    bytes: usize,
}

impl ParquetWriter {
    pub(crate) fn new(sink: UnitSink, options: UnitWriteOptions) -> Result<Self, WriteError> {
        let schema = parse_message_type(SCHEMA).map_err(fault)?;
        let properties = WriterProperties::builder()
            .set_created_by(format!("bitext version {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::SNAPPY)
            .build();
        let writer = SerializedFileWriter::new(sink, Arc::new(schema), Arc::new(properties));
        Ok(Self {
            writer: writer.map_err(fault)?,
            pairing: Pairing::new(&options.header),
            options,
            group: Group::default(),
        })
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        let group = std::mem::take(&mut self.group);
        if group.probabilities.is_empty() {
            return Ok(());
        }
        let mut rows = self.writer.next_row_group().map_err(fault)?;
        group.write(&mut rows).map_err(fault)?;
        rows.close().map_err(fault)?;
        Ok(())
    }
}

fn fault(error: ParquetError) -> WriteError {
    let cause = match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause.to_string()),
        },
        other => io::Error::other(other.to_string()),
    };
    WriteError::Write(cause)
}

impl Group {
    fn write(self, rows: &mut SerializedRowGroupWriter<'_, UnitSink>) -> Result<(), ParquetError> {
        for (index, column) in self.texts.into_iter().enumerate() {
            let (levels, values) = split(column);
            let values: Vec<ByteArray> = values
                .into_iter()
                .map(|text| ByteArray::from(text.into_bytes()))
                .collect();
            let levels = (!REQUIRED.contains(&index)).then_some(levels);
            if let Some(mut writer) = rows.next_column()? {
                let typed = writer.typed::<ByteArrayType>();
                typed.write_batch(&values, levels.as_deref(), None)?;
                writer.close()?;
            }
        }
        let (levels, values) = split(self.probabilities);
        if let Some(mut writer) = rows.next_column()? {
            let typed = writer.typed::<DoubleType>();
            typed.write_batch(&values, Some(&levels), None)?;
            writer.close()?;
        }
        for column in self.offsets {
            let (levels, values) = split(column);
            if let Some(mut writer) = rows.next_column()? {
                let typed = writer.typed::<Int64Type>();
                typed.write_batch(&values, Some(&levels), None)?;
                writer.close()?;
            }
        }
        Ok(())
    }
}

/// Which rows have a value (1) and which have none (0), and the values.
fn split<T>(column: Vec<Option<T>>) -> (Vec<i16>, Vec<T>) {
    let levels = column.iter().map(|value| i16::from(value.is_some()));
    (levels.collect(), column.into_iter().flatten().collect())
}

/// Start and end of `1024-1107`.
fn range(unit: &TranslationUnit, name: &str) -> [Option<i64>; 2] {
    let ends = unit.property(name).and_then(|value| value.split_once('-'));
    match ends.map(|(start, end)| (start.parse().ok(), end.parse().ok())) {
        Some((Some(start), Some(end))) => [Some(start), Some(end)],
        _ => [None, None],
    }
}

impl UnitWriter for ParquetWriter {
    fn write_unit(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        let pair = self.pairing.of(unit);
        let sides = pair.and_then(|pair| Some((pair.source?, pair.target?)));
        let Some((source, target)) = sides else {
            return Err(WriteError::Refused {
                reason: "it lacks a variant in one of the two languages".to_owned(),
            });
        };
        let map = &self.options.language_map;
        let property = |name| unit.property(name).map(str::to_owned);
        let texts = [
            unit.id.clone(),
            Some(map.written(&source.language).as_str().to_owned()),
            Some(map.written(&target.language).as_str().to_owned()),
            Some(source.segment.text().to_owned()),
            Some(target.segment.text().to_owned()),
            property(property::LINK_TYPE),
            property(property::STATUS),
            property(property::SOURCE_DOCUMENT),
            property(property::TARGET_DOCUMENT),
            property(property::SOURCE_DATE),
            property(property::TARGET_DATE),
            unit.history.created.clone(),
            unit.history.changed.clone(),
        ];
        let group = &mut self.group;
        for (column, text) in group.texts.iter_mut().zip(texts) {
            group.bytes += text.as_ref().map_or(0, String::len);
            column.push(text);
        }
        let probability = unit.property(property::PROBABILITY);
        let probability = probability.and_then(|value| value.parse().ok());
        group.probabilities.push(probability);
        let ranges = [property::SOURCE_BYTES, property::TARGET_BYTES].map(|name| range(unit, name));
        let offsets = ranges.into_iter().flatten();
        for (column, offset) in group.offsets.iter_mut().zip(offsets) {
            column.push(offset);
        }
        if group.probabilities.len() >= MOST_ROWS || group.bytes >= MOST_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn variants_left_out(&self) -> u64 {
        self.pairing.left_out()
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        self.flush()?;
        self.writer.into_inner().map_err(fault)?.commit()
    }
}
