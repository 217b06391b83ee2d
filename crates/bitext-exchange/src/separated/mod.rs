//! CSV and TSV: the table of units as lines of text.
//!
//! CSV follows RFC 4180 with LF for line ends: fields with the delimiter, a quote
//! or a line break stand in quotes. TSV is written the same way, but as few
//! programs know quotes there, they are used only where a field could not be read
//! otherwise, and understood only below headings: in other TSV files a quote is a
//! quote. What delimits the fields is found out from the first lines; `;` is what
//! Excel writes in half of Europe.
//!
//! Spreadsheets run a cell of CSV that begins with `=`, `+`, `-` or `@` as a
//! formula, and a memory is often somebody else's text. Such a cell is written
//! with an apostrophe before it, which is taken away below headings of ours. TSV
//! is for programs, which would take the apostrophe for text.

mod records;

use std::collections::VecDeque;
use std::io::Write;

use bitext_core::TranslationUnit;

use self::records::Records;
use crate::fused::Advance;
use crate::table::{Cell, Column, Heading, Opening, Row, TableReader, TableWriter};
use crate::{
    Findings, MemoryHeader, ReadError, Severity, Strictness, UnitReadOptions, UnitSink, UnitSource,
    UnitWriteOptions, UnitWriter, WriteError,
};

/// Reads the units of a CSV or TSV file.
pub(crate) struct SeparatedReader {
    records: Records,
    table: TableReader,
    /// Records that were read ahead.
    rows: VecDeque<Row>,
    /// Whether bitext wrote it, with apostrophes before what looks like formulas.
    has_guards: bool,
    strictness: Strictness,
}

impl SeparatedReader {
    /// Opens a file; `delimiter` is what counts if the first lines have none.
    pub(crate) fn new(
        source: UnitSource,
        delimiter: char,
        options: &UnitReadOptions,
    ) -> Result<Self, ReadError> {
        let mut records = Records::open(source, delimiter, options)?;
        let delimiter = records.delimiter;
        let row = records.next()?.ok_or(ReadError::Empty)?;
        let (heading, rows) = match Heading::of_row(&row.cells, options) {
            Some(heading) => (heading, VecDeque::new()),
            None => {
                let heading = heading_of_data(&row, delimiter);
                let mut rows = VecDeque::from([row]);
                (
                    heading_of_texts(heading, &mut records, &mut rows, options)?,
                    rows,
                )
            }
        };
        let mut opening = Opening { heading, rows };
        let mut findings = Findings::default();
        opening.find_languages(&mut || records.next(), options, &mut findings)?;
        let Opening { heading, rows } = opening;
        let has_guards = delimiter != '\t' && heading.names_both_languages;
        let mut table = TableReader::new(heading, options).map_err(|side| ReadError::Language {
            what: format!("neither its headings nor its texts say in which language the {side} is"),
        })?;
        table.findings_mut().append(findings);
        Ok(Self {
            records,
            table,
            rows,
            has_guards,
            strictness: options.strictness,
        })
    }
}

impl Advance for SeparatedReader {
    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        loop {
            self.records.lines().report(self.table.findings_mut());
            let mut row = match self.rows.pop_front() {
                Some(row) => row,
                None => match self.records.next()? {
                    Some(row) => row,
                    None => return Ok(self.table.finish()),
                },
            };
            if self.has_guards {
                row.cells.iter_mut().for_each(remove_guard);
            }
            match self.table.row(&row) {
                Ok(Some(unit)) => return Ok(Some(unit)),
                Ok(None) => {}
                Err(what) if self.strictness == Strictness::Lenient => {
                    let findings = self.table.findings_mut();
                    findings.add(Severity::Skipped, row.place, || what);
                }
                Err(what) => {
                    let place = row.place;
                    return Err(ReadError::Malformed { what, place });
                }
            }
        }
    }

    fn header(&self) -> &MemoryHeader {
        self.table.header()
    }

    fn findings(&self) -> &Findings {
        self.table.findings()
    }
}

/// The columns of a file that begins with data: two texts, or the links that
/// `bitext align --format tsv` writes.
fn heading_of_data(row: &Row, delimiter: char) -> Result<Heading, ReadError> {
    if row.cells.len() == 2 {
        return Ok(Heading::of_texts(0, 1));
    }
    let is_indices = |cell: &String| cell.bytes().all(|b| b.is_ascii_digit() || b == b',');
    let is_link = delimiter == '\t'
        && row.cells.len() == 5
        && row.cells[..2].iter().all(is_indices)
        && row.cells[2].parse::<f64>().is_ok();
    if is_link {
        let columns = vec![
            None,
            None,
            Some(Column::Probability),
            Some(Column::Source),
            Some(Column::Target),
        ];
        return Ok(Heading {
            columns,
            ..Heading::default()
        });
    }
    Err(ReadError::Unfit {
        what: format!(
            "its first line heads no columns `source` and `target`, nor two languages, and has {} \
             fields where texts without headings are two",
            row.cells.len()
        ),
        hint: "head the columns of texts with `source [en]` and `target [ru]`, or another two \
               languages",
    })
}

/// The same, and where neither is the case, two columns whose texts show their
/// languages; a glossary of OmegaT has a third one of remarks.
fn heading_of_texts(
    heading: Result<Heading, ReadError>,
    records: &mut Records,
    rows: &mut VecDeque<Row>,
    options: &UnitReadOptions,
) -> Result<Heading, ReadError> {
    match heading {
        Ok(heading) => Ok(heading),
        Err(error) => {
            Opening::columns_of_texts(&mut || records.next(), rows, options)?.ok_or(error)
        }
    }
}

/// Writes units as lines of CSV or TSV.
pub(crate) struct SeparatedWriter {
    sink: UnitSink,
    table: TableWriter,
    delimiter: char,
    byte_order_mark: bool,
    has_heading: bool,
}

impl SeparatedWriter {
    pub(crate) fn new(sink: UnitSink, delimiter: char, options: UnitWriteOptions) -> Self {
        Self {
            sink,
            delimiter,
            byte_order_mark: options.byte_order_mark,
            has_heading: false,
            table: TableWriter::new(options),
        }
    }

    fn heading(&mut self) -> Result<(), WriteError> {
        if !std::mem::replace(&mut self.has_heading, true) {
            if self.byte_order_mark {
                self.sink.write_all("\u{feff}".as_bytes())?;
            }
            let headings = self.table.headings();
            let shown = headings.iter().map(String::as_str);
            self.record(shown.collect::<Vec<_>>().as_slice())?;
        }
        Ok(())
    }

    /// Writes a record without the column `checksum`, which only serves reviews.
    fn record(&mut self, cells: &[&str]) -> Result<(), WriteError> {
        let mut line = String::new();
        for (column, cell) in Column::ALL.iter().zip(cells) {
            if *column == Column::Checksum {
                continue;
            }
            if *column != Column::Id {
                line.push(self.delimiter);
            }
            let guarded;
            let cell = if self.delimiter != '\t' && is_like_formula(cell) {
                guarded = format!("{GUARD}{cell}");
                &guarded
            } else {
                *cell
            };
            push_field(&mut line, cell, self.delimiter);
        }
        line.push('\n');
        Ok(self.sink.write_all(line.as_bytes())?)
    }
}

/// What stands before a text that a spreadsheet would take for a formula.
const GUARD: char = '\'';

/// Whether a spreadsheet would run the text, or it looks like one that is guarded
/// already; another guard keeps that one from being taken away.
fn is_like_formula(cell: &str) -> bool {
    cell.trim_start_matches(GUARD)
        .starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn remove_guard(cell: &mut String) {
    if cell.starts_with(GUARD) && is_like_formula(cell) {
        cell.remove(0);
    }
}

fn push_field(line: &mut String, cell: &str, delimiter: char) {
    let is_tsv = delimiter == '\t';
    let breaks = cell.contains(['\n', '\r', delimiter]);
    let has_quote = if is_tsv {
        cell.starts_with('"')
    } else {
        cell.contains('"')
    };
    let has_edge = !is_tsv && cell.trim() != cell;
    if breaks || has_quote || has_edge {
        line.push('"');
        line.push_str(&cell.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(cell);
    }
}

impl UnitWriter for SeparatedWriter {
    fn write_unit(&mut self, unit: &TranslationUnit) -> Result<(), WriteError> {
        let Some(row) = self.table.row(unit) else {
            return Err(WriteError::Refused {
                reason: "it has a variant in neither of the two languages".to_owned(),
            });
        };
        self.heading()?;
        let cells: Vec<&str> = row.iter().map(Cell::as_str).collect();
        self.record(&cells)
    }

    fn finish(mut self: Box<Self>) -> Result<(), WriteError> {
        self.heading()?;
        self.sink.commit()
    }
}
