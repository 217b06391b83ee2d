//! Tables one after the other to units: the sheets of a workbook, the tables of a
//! document.

use std::collections::VecDeque;

use bitext_core::TranslationUnit;

use super::{Column, Heading, Opening, Row, TableReader};
use crate::fused::Advance;
use crate::{Findings, MemoryHeader, Place, ReadError, Severity, Strictness, UnitReadOptions};

/// Tables that come one after the other, each a row at a time.
pub(crate) trait Sheets: Send {
    /// Whether numbers are kept with as many digits as a program likes.
    const HAS_NUMBERS: bool;

    /// Whether a table without headings may go on with the one before.
    const GOES_ON: bool;

    /// Goes on to the next table; its name as messages have it: ``sheet `Terms` ``.
    fn next_sheet(&mut self) -> Result<Option<String>, ReadError>;

    /// The next row of the table.
    fn next_row(&mut self) -> Result<Option<Row>, ReadError>;

    /// What is wrong if no table has texts in two languages; `count` of tables were
    /// looked at.
    fn without_texts(count: usize) -> ReadError;
}

/// Reads the units of all tables that have texts in two languages.
pub(crate) struct SheetsReader<S> {
    sheets: S,
    options: UnitReadOptions,
    /// The table being read.
    table: Option<Table>,
    /// The headings of the last table with texts.
    before: Option<Heading>,
    header: MemoryHeader,
    findings: Findings,
}

struct Table {
    reader: TableReader,
    /// Rows that were read ahead.
    rows: VecDeque<Row>,
    /// The column of probabilities.
    probability: Option<usize>,
}

impl<S: Sheets> SheetsReader<S> {
    pub(crate) fn new(sheets: S, options: &UnitReadOptions) -> Result<Self, ReadError> {
        let mut reader = Self {
            sheets,
            options: options.clone(),
            table: None,
            before: None,
            header: MemoryHeader::default(),
            findings: Findings::default(),
        };
        let mut count = 0;
        while let Some(name) = reader.sheets.next_sheet()? {
            count += 1;
            if reader.begin(&name)? {
                return Ok(reader);
            }
        }
        Err(S::without_texts(count))
    }

    /// Begins with a table called `name`; whether it has texts.
    fn begin(&mut self, name: &str) -> Result<bool, ReadError> {
        let before = self.before.as_ref().filter(|_| S::GOES_ON);
        let mut next = || self.sheets.next_row();
        let opening = Opening::read(&mut next, before, &self.options, &mut self.findings)?;
        let Some(mut opening) = opening else {
            let what = || format!("the {name} has no columns of texts in two languages");
            self.findings.add(Severity::Noted, Place::default(), what);
            return Ok(false);
        };
        opening.find_languages(&mut next, &self.options, &mut self.findings)?;
        let Opening { heading, rows } = opening;
        let probability = heading.place(Column::Probability);
        let before = Heading {
            unknown: Vec::new(),
            ..heading.clone()
        };
        let reader = match TableReader::new(heading, &self.options) {
            Ok(reader) => reader,
            Err(side) => {
                let what = format!(
                    "neither headings nor texts of its {name} say in which language the {side} is"
                );
                // Beside a table that is clear it is one that holds something else.
                if self.header == MemoryHeader::default() {
                    return Err(ReadError::Language { what });
                }
                let passed_over = || format!("{what}; it is passed over");
                self.findings
                    .add(Severity::Noted, Place::default(), passed_over);
                return Ok(false);
            }
        };
        self.before = Some(before);
        if self.header == MemoryHeader::default() {
            self.header = reader.header().clone();
        }
        self.table = Some(Table {
            reader,
            rows,
            probability,
        });
        Ok(true)
    }

    /// The next row of the table being read.
    fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        let ahead = self.table.as_mut().and_then(|table| table.rows.pop_front());
        let row = match ahead {
            Some(row) => Some(row),
            None => self.sheets.next_row()?,
        };
        Ok(row.map(|mut row| {
            let place = self.table.as_ref().and_then(|table| table.probability);
            let cell = place.and_then(|place| row.cells.get_mut(place));
            if let Some(cell) = cell
                && let Ok(number) = cell.parse::<f64>()
                && S::HAS_NUMBERS
            {
                *cell = format!("{number:.4}");
            }
            row
        }))
    }
}

impl<S: Sheets> Advance for SheetsReader<S> {
    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        loop {
            if self.table.is_none() {
                let Some(name) = self.sheets.next_sheet()? else {
                    return Ok(None);
                };
                self.begin(&name)?;
                continue;
            }
            let row = self.next_row()?;
            let Some(table) = &mut self.table else {
                continue;
            };
            let unit = match &row {
                Some(row) => table.reader.row(row),
                None => Ok(table.reader.finish()),
            };
            self.findings
                .append(std::mem::take(table.reader.findings_mut()));
            if row.is_none() {
                self.table = None;
            }
            match (unit, row) {
                (Ok(Some(unit)), _) => return Ok(Some(unit)),
                (Err(what), Some(row)) => {
                    let what = format!("{}: {what}", row.name);
                    if self.options.strictness == Strictness::Strict {
                        let place = row.place;
                        return Err(ReadError::Malformed { what, place });
                    }
                    self.findings.add(Severity::Skipped, row.place, || what);
                }
                _ => {}
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
