//! The tables of documents: a glossary or a contract in two columns, and what CAT
//! tools write for reviewers who have nothing but a word processor.
//!
//! `bitext-document` finds the tables; what their columns are is decided as for any
//! other table of units.

use std::io::Read;
use std::vec::IntoIter;

use bitext_document::{ReadOptions, Table, TableRow, read_tables};

use crate::table::{Row, Sheets};
use crate::{Place, ReadError, UnitSource};

/// The tables of a document.
pub(crate) struct DocumentTables {
    tables: IntoIter<Table>,
    /// The number of the table being read, from 1.
    number: usize,
    rows: IntoIter<TableRow>,
    /// How many rows of it have been read.
    row: usize,
}

impl DocumentTables {
    pub(crate) fn open(source: UnitSource) -> Result<Self, ReadError> {
        let name = source.path().file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let limits = ReadOptions::default();
        let mut bytes = Vec::new();
        let mut stream = source.into_stream().take(limits.max_bytes + 1);
        stream.read_to_end(&mut bytes).map_err(ReadError::Open)?;
        if bytes.len() as u64 > limits.max_bytes {
            return Err(ReadError::Unfit {
                what: format!("it is larger than {} MiB", limits.max_bytes >> 20),
                hint: "split the document, or save its tables as .xlsx",
            });
        }
        let tables = read_tables(&name, bytes, &limits).map_err(|error| ReadError::Unfit {
            what: error.to_string().replace(&format!("`{name}`"), "it"),
            hint: "open it in the program it is from and save it again",
        })?;
        Ok(Self {
            tables: tables.into_iter(),
            number: 0,
            rows: Vec::new().into_iter(),
            row: 0,
        })
    }
}

impl Sheets for DocumentTables {
    const HAS_NUMBERS: bool = false;
    const GOES_ON: bool = true;

    fn next_sheet(&mut self) -> Result<Option<String>, ReadError> {
        let Some(table) = self.tables.next() else {
            return Ok(None);
        };
        self.number += 1;
        self.rows = table.rows.into_iter();
        self.row = 0;
        Ok(Some(format!("table {}", self.number)))
    }

    fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        let Some(row) = self.rows.next() else {
            return Ok(None);
        };
        self.row += 1;
        let mut cells = Vec::new();
        let mut merged = Vec::new();
        for cell in row.cells {
            if cell.is_merged {
                merged.push(cell.column);
            }
            cells.resize(cell.column, String::new());
            cells.push(cell.text);
        }
        Ok(Some(Row {
            cells,
            place: Place::default(),
            name: format!("table {}, row {}", self.number, self.row),
            merged,
            is_heading: row.is_heading,
        }))
    }

    fn without_texts(count: usize) -> ReadError {
        if count == 0 {
            return ReadError::Unfit {
                what: "there is no table in it that units could be read from".to_owned(),
                hint: "a document is aligned with its translation: `bitext align`",
            };
        }
        ReadError::Unfit {
            what: "no table of it has columns `source` and `target`, headings that are \
                   languages, or two columns whose texts show their languages"
                .to_owned(),
            hint: "head the columns of texts with two languages, as `English` and `Russian`, or \
                   name the languages with `--source-language` and `--target-language`",
        }
    }
}
