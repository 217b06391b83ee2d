//! Rows and cells of RTF, which has marks for their ends only.
//!
//! A table is rows that follow one another. What a row is like stands before it,
//! and holds for the next ones until it is said anew.

use crate::table::Tables;

/// The table being read.
#[derive(Debug, Default)]
pub(super) struct Grid {
    is_open: bool,
    is_in_row: bool,
    is_heading: bool,
    /// For each cell of a row whether it goes on with the one above.
    merged: Vec<bool>,
    /// The same for the cell that is being described.
    is_merged: bool,
    /// Cells of the open row that have begun.
    cells: usize,
}

impl Grid {
    /// Takes in a word that describes the rows to come.
    pub(super) fn define(&mut self, word: &str) {
        match word {
            "trowd" => {
                self.merged.clear();
                self.is_merged = false;
                self.is_heading = false;
            }
            "trhdr" => self.is_heading = true,
            "clvmrg" => self.is_merged = true,
            _ => self.merged.push(std::mem::take(&mut self.is_merged)),
        }
    }

    /// Begins what a row needs before words can stand in it: a cell, or nothing more
    /// than itself.
    pub(super) fn enter(&mut self, tables: &mut Tables, with_cell: bool) {
        if !self.is_open {
            tables.begin();
            self.is_open = true;
        }
        if !self.is_in_row {
            tables.row(self.is_heading);
            self.is_in_row = true;
            self.cells = 0;
        }
        if with_cell && !tables.is_in_cell() {
            let is_merged = self.merged.get(self.cells).copied();
            tables.cell(1, is_merged.unwrap_or(false));
            self.cells += 1;
        }
    }

    /// Ends a cell, or the row.
    pub(super) fn leave(&mut self, tables: &mut Tables, is_cell: bool) {
        tables.end_cell();
        self.is_in_row &= is_cell;
    }

    /// Ends the table, if one is open.
    pub(super) fn end(&mut self, tables: &mut Tables) {
        if std::mem::take(&mut self.is_open) {
            tables.end();
        }
        self.is_in_row = false;
    }
}
