//! A workbook as tables, sheet by sheet and row by row.

use super::sheet::{Merges, Rows, Workbook};
use crate::table::{Row, Sheets};
use crate::{Place, ReadError, UnitSource};

/// The sheets of a workbook.
pub(crate) struct WorkbookSheets {
    workbook: Workbook,
    next_sheet: usize,
    sheet: Option<Sheet>,
}

/// The sheet being read.
struct Sheet {
    name: String,
    rows: Rows,
    merges: Merges,
}

impl WorkbookSheets {
    pub(crate) fn open(source: UnitSource) -> Result<Self, ReadError> {
        Ok(Self {
            workbook: Workbook::open(source)?,
            next_sheet: 0,
            sheet: None,
        })
    }
}

impl Sheets for WorkbookSheets {
    const HAS_NUMBERS: bool = true;
    const GOES_ON: bool = false;

    fn next_sheet(&mut self) -> Result<Option<String>, ReadError> {
        if let Some(sheet) = self.sheet.take() {
            self.workbook.close(sheet.rows);
        }
        let index = self.next_sheet;
        let Some(name) = self.workbook.names().nth(index).map(str::to_owned) else {
            return Ok(None);
        };
        self.next_sheet += 1;
        let (rows, merges) = self.workbook.rows(index)?;
        let name = format!("sheet `{name}`");
        self.sheet = Some(Sheet {
            name: name.clone(),
            rows,
            merges,
        });
        Ok(Some(name))
    }

    fn next_row(&mut self) -> Result<Option<Row>, ReadError> {
        let Some(sheet) = &mut self.sheet else {
            return Ok(None);
        };
        let Some(row) = sheet.rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Row {
            merged: sheet.merges.in_row(row.number),
            is_heading: false,
            place: Place {
                line: row.number as u64 + 1,
                byte: 0,
            },
            name: format!("{}, row {}", sheet.name, row.number + 1),
            cells: row.cells,
        }))
    }

    fn without_texts(_: usize) -> ReadError {
        ReadError::Unfit {
            what: "no sheet of it has columns `source` and `target`, headings that are \
                   languages, or two columns whose texts show their languages"
                .to_owned(),
            hint: "head the columns of texts with `source [en]` and `target [ru]`, or another \
                   two languages",
        }
    }
}
