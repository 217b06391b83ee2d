//! The review table as an Excel workbook (Office Open XML, ISO/IEC 29500), out
//! and back.
//!
//! Out: every text is a cell of text, never a formula, whatever it begins with;
//! the heading stays in view, rows can be filtered, statuses are chosen from a
//! list, and colours follow probability and status by rules of the sheet, so they
//! change as the reviewer works. Rows are written as they come, so memory stays
//! flat; behind the last row that a sheet can hold, the next sheet begins.
//!
//! Back: whatever program saved it and in whatever order its columns are. Cells
//! merged downwards join their rows, as does the status `join above`.

mod cells;
mod parts;
mod reader;
mod sheet;
mod writer;

pub(crate) use reader::WorkbookSheets;
pub(crate) use writer::XlsxWriter;

/// Most characters of a cell, in UTF-16 units.
const LONGEST_CELL: usize = 32_767;

/// Most rows of a sheet.
const MOST_ROWS: usize = 1 << 20;
