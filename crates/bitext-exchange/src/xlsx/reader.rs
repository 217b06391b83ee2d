//! A workbook to units, sheet by sheet and row by row.

use std::collections::BTreeMap;

use bitext_core::TranslationUnit;

use super::sheet::{Merges, Rows, Workbook};
use crate::fused::Advance;
use crate::table::{Column, Heading, Row, TableReader};
use crate::{
    Findings, MemoryHeader, Place, ReadError, Severity, Strictness, UnitReadOptions, UnitSource,
};

/// How many rows a heading may have above it.
const HEADING_WITHIN: usize = 20;

/// Reads the units of a workbook.
pub(crate) struct XlsxReader {
    workbook: Workbook,
    options: UnitReadOptions,
    next_sheet: usize,
    sheet: Option<Sheet>,
    header: MemoryHeader,
    findings: Findings,
}

/// The sheet being read.
struct Sheet {
    name: String,
    rows: Rows,
    /// First and last rows of the cells that are merged downwards, of the source
    /// and of the target.
    merges: [BTreeMap<usize, usize>; 2],
    /// The column of probabilities.
    probability: Option<usize>,
    table: TableReader,
}

impl XlsxReader {
    pub(crate) fn new(source: UnitSource, options: &UnitReadOptions) -> Result<Self, ReadError> {
        let mut reader = Self {
            workbook: Workbook::open(source)?,
            options: options.clone(),
            next_sheet: 0,
            sheet: None,
            header: MemoryHeader::default(),
            findings: Findings::default(),
        };
        if !reader.open_sheet()? {
            return Err(ReadError::Unfit {
                what: "no sheet of it has columns `source` and `target`, or headings that are \
                       languages"
                    .to_owned(),
                hint: "head the columns of texts with `source [en]` and `target [ru]`, or another \
                       two languages",
            });
        }
        Ok(reader)
    }

    /// Opens the next sheet that has texts; whether there is one.
    fn open_sheet(&mut self) -> Result<bool, ReadError> {
        loop {
            let index = self.next_sheet;
            let Some(name) = self.workbook.names().nth(index).map(str::to_owned) else {
                return Ok(false);
            };
            self.next_sheet += 1;
            let (mut rows, merges) = self.workbook.rows(index)?;
            let Some(heading) = heading(&mut rows)? else {
                self.workbook.close(rows);
                let what = || format!("the sheet `{name}` has no columns of texts");
                self.findings.add(Severity::Noted, Place::default(), what);
                continue;
            };
            let place = |wanted| {
                let mut columns = heading.columns.iter();
                columns.position(|column| *column == Some(wanted))
            };
            let sides = [Column::Source, Column::Target].map(place);
            let probability = place(Column::Probability);
            let table = TableReader::new(heading, &self.options);
            let table = table.map_err(|side| ReadError::Language {
                what: format!(
                    "the headings of its sheet `{name}` do not say in which language the {side} is"
                ),
            })?;
            if self.header == MemoryHeader::default() {
                self.header = table.header().clone();
            }
            self.sheet = Some(Sheet {
                name,
                rows,
                merges: sides.map(|side| of_column(&merges, side)),
                probability,
                table,
            });
            return Ok(true);
        }
    }

    fn close_sheet(&mut self) {
        if let Some(mut sheet) = self.sheet.take() {
            drain(&mut self.findings, sheet.table.findings_mut());
            self.workbook.close(sheet.rows);
        }
    }
}

/// Moves what a sheet's table has found to the findings of the workbook.
fn drain(all: &mut Findings, sheet: &mut Findings) {
    for finding in std::mem::take(sheet).kept() {
        all.add(finding.severity, finding.place, || finding.message.clone());
    }
}

/// The heading of a sheet; `None` if there is none among its first rows.
fn heading(rows: &mut Rows) -> Result<Option<Heading>, ReadError> {
    for _ in 0..HEADING_WITHIN {
        let Some(row) = rows.next()? else {
            break;
        };
        let heading = Heading::of_row(&row.cells);
        if heading.is_some() {
            return Ok(heading);
        }
    }
    Ok(None)
}

/// The merges in one column, by their first rows.
fn of_column(merges: &Merges, column: Option<usize>) -> BTreeMap<usize, usize> {
    let here = merges.iter().filter(|(other, ..)| Some(*other) == column);
    here.map(|&(_, first, last)| (first, last)).collect()
}

impl Sheet {
    fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        let Some(mut row) = self.rows.next()? else {
            return Ok(None);
        };
        let probability = self.probability.and_then(|index| row.cells.get_mut(index));
        if let Some(cell) = probability
            && let Ok(number) = cell.parse::<f64>()
        {
            // Spreadsheets write as many digits as they like.
            *cell = format!("{number:.4}");
        }
        Ok(Some(Row {
            is_merged: self.is_merged(row.number),
            place: Place {
                line: row.number as u64 + 1,
                byte: 0,
            },
            name: format!("sheet `{}`, row {}", self.name, row.number + 1),
            cells: row.cells,
        }))
    }

    /// Whether a text cell of the row is merged with the one above it.
    fn is_merged(&self, row: usize) -> bool {
        self.merges.iter().any(|merges| {
            let above = merges.range(..row).next_back();
            above.is_some_and(|(_, &last)| row <= last)
        })
    }
}

impl Advance for XlsxReader {
    fn advance(&mut self) -> Result<Option<TranslationUnit>, ReadError> {
        loop {
            let Some(sheet) = &mut self.sheet else {
                if !self.open_sheet()? {
                    return Ok(None);
                }
                continue;
            };
            let Some(row) = sheet.next_row()? else {
                let last = sheet.table.finish();
                self.close_sheet();
                if last.is_some() {
                    return Ok(last);
                }
                continue;
            };
            let unit = sheet.table.row(&row);
            drain(&mut self.findings, sheet.table.findings_mut());
            match unit {
                Ok(Some(unit)) => return Ok(Some(unit)),
                Ok(None) => {}
                Err(what) => {
                    let what = format!("{}: {what}", row.name);
                    if self.options.strictness == Strictness::Strict {
                        let place = row.place;
                        return Err(ReadError::Malformed { what, place });
                    }
                    self.findings.add(Severity::Skipped, row.place, || what);
                }
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
