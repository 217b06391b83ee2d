//! Links as JSON, an object a line.
//!
//! | field | is |
//! | --- | --- |
//! | `source`, `target` | indices of the segments, from 0 |
//! | `type` | link type, `2-1` |
//! | `probability` | from 0 to 1, four decimals |
//! | `source_text`, `target_text` | the texts on one line |
//! | `source_bytes`, `target_bytes` | start and end of the text in its document as UTF-8; null without one |
//! | `suggestion` | `moved` for text that seems to stand elsewhere on the other side and is no link; absent for links |

use std::io::{self, Write};

use bitext_core::TextRange;
use serde::Serialize;

use crate::{LinkRecord, LinkWriter};

/// Writes a link a line, as a JSON object.
#[derive(Debug)]
pub struct JsonlWriter<W: Write> {
    writer: W,
}

#[derive(Serialize)]
struct Line<'record> {
    source: Vec<usize>,
    target: Vec<usize>,
    r#type: String,
    probability: f64,
    source_text: &'record str,
    target_text: &'record str,
    source_bytes: Option<[usize; 2]>,
    target_bytes: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<&'static str>,
}

impl<W: Write> JsonlWriter<W> {
    /// A writer of JSON lines.
    pub fn new(writer: W) -> Self {
        Self { writer }
    }

    fn line(&mut self, record: &LinkRecord, suggestion: Option<&'static str>) -> io::Result<()> {
        let bytes = |range: Option<TextRange>| range.map(|range| [range.start, range.end]);
        let line = Line {
            source: record.link.source().indices().collect(),
            target: record.link.target().indices().collect(),
            r#type: record.link.link_type().to_string(),
            probability: (record.link.probability().value() * 1e4).round() / 1e4,
            source_text: &record.source_text,
            target_text: &record.target_text,
            source_bytes: bytes(record.source_range),
            target_bytes: bytes(record.target_range),
            suggestion,
        };
        serde_json::to_writer(&mut self.writer, &line).map_err(io::Error::from)?;
        self.writer.write_all(b"\n")
    }
}

impl<W: Write> LinkWriter for JsonlWriter<W> {
    fn write(&mut self, record: &LinkRecord) -> io::Result<()> {
        self.line(record, None)
    }

    fn suggest_moved(&mut self, record: &LinkRecord) -> io::Result<()> {
        self.line(record, Some("moved"))
    }

    fn finish(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
