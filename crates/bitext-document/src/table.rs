//! The tables of a document: rows of cells with their texts.
//!
//! Readers say where tables, rows and cells begin while they hand over blocks, and
//! each block inside a cell is also a paragraph of it. A document's text is shaped
//! for reading; that of a cell is kept to the letter, line breaks and invisible
//! characters included, since a memory may be made of it.

/// Most columns of a table; whatever spans more is cut off.
const MOST_COLUMNS: usize = 1 << 10;

/// A table of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its rows from the top, those without text included.
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableRow {
    /// Its cells from the first column to the last.
    pub cells: Vec<TableCell>,
    /// Whether the document calls it a heading.
    pub is_heading: bool,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableCell {
    /// Its column, from 0; the first of those that it spans.
    pub column: usize,
    /// Its paragraphs and their lines, parted by line feeds.
    pub text: String,
    /// Whether it goes on with the cell above.
    pub is_merged: bool,
}

/// Tables in the making.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// Each with its number in the order of beginnings.
    done: Vec<(usize, Table)>,
    /// Those that are open, the innermost last.
    open: Vec<Open>,
    /// How many have begun.
    begun: usize,
}

/// A table whose end is still to come.
#[derive(Debug, Default)]
struct Open {
    table: Table,
    /// How many began before it.
    number: usize,
    /// Columns of the last row that are taken.
    width: usize,
    /// Whether words belong to its last cell.
    is_in_cell: bool,
    /// Whether other tables stand in it.
    has_inner: bool,
}

impl Tables {
    /// Begins a table, inside the open cell if there is one.
    pub(crate) fn begin(&mut self) {
        if let Some(outer) = self.open.last_mut() {
            outer.has_inner = true;
        }
        self.open.push(Open {
            number: self.begun,
            ..Open::default()
        });
        self.begun += 1;
    }

    /// Ends the innermost table. One that holds others may only say where they stand;
    /// a contract in two columns may have a small table in one of its cells.
    pub(crate) fn end(&mut self) {
        let ended = self.open.pop();
        let ended = ended.filter(|open| !open.has_inner || has_texts_side_by_side(&open.table));
        self.done
            .extend(ended.map(|open| (open.number, open.table)));
    }

    /// Begins a row, which ends the one before.
    pub(crate) fn row(&mut self, is_heading: bool) {
        if let Some(open) = self.open.last_mut() {
            open.table.rows.push(TableRow {
                is_heading,
                ..TableRow::default()
            });
            open.width = 0;
            open.is_in_cell = false;
        }
    }

    /// Begins a cell over so many columns, which ends the one before; `is_merged` if
    /// it goes on with the cell above.
    pub(crate) fn cell(&mut self, columns: usize, is_merged: bool) {
        let Some(open) = self.open.last_mut() else {
            return;
        };
        let Some(row) = open.table.rows.last_mut() else {
            return;
        };
        open.is_in_cell = open.width < MOST_COLUMNS;
        if open.is_in_cell {
            row.cells.push(TableCell {
                column: open.width,
                text: String::new(),
                is_merged,
            });
            open.width = open.width.saturating_add(columns.max(1));
        }
    }

    /// Ends the cell, so that words belong to none.
    pub(crate) fn end_cell(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.is_in_cell = false;
        }
    }

    /// Whether a cell is open.
    pub(crate) fn is_in_cell(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_in_cell)
    }

    /// Adds a paragraph to the open cell, if there is one.
    pub(crate) fn paragraph(&mut self, words: &str) {
        let words = words.trim();
        let open = self.open.last_mut().filter(|open| open.is_in_cell);
        let row = open.and_then(|open| open.table.rows.last_mut());
        let Some(cell) = row.and_then(|row| row.cells.last_mut()) else {
            return;
        };
        if !cell.text.is_empty() && !words.is_empty() {
            cell.text.push('\n');
        }
        cell.text.push_str(words);
    }

    /// The tables in the order of their beginnings, those that only hold others left
    /// out.
    pub(crate) fn finish(mut self) -> Vec<Table> {
        while !self.open.is_empty() {
            self.end();
        }
        self.done.sort_by_key(|(number, _)| *number);
        self.done.into_iter().map(|(_, table)| table).collect()
    }
}

/// Whether some row has words of its own in two cells.
fn has_texts_side_by_side(table: &Table) -> bool {
    let texts = |row: &TableRow| {
        row.cells
            .iter()
            .filter(|cell| !cell.text.is_empty())
            .count()
    };
    table.rows.iter().any(|row| texts(row) > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_their_columns() {
        let mut tables = Tables::default();
        tables.paragraph("before");
        tables.begin();
        tables.row(true);
        tables.cell(2, false);
        tables.paragraph("wide");
        tables.cell(1, false);
        tables.paragraph(" a\nb ");
        tables.paragraph("c\u{ad}d");
        tables.row(false);
        tables.cell(1, true);
        tables.end_cell();
        tables.paragraph("between");
        let found = tables.finish();
        let cell = |column, text: &str, is_merged| TableCell {
            column,
            text: text.to_owned(),
            is_merged,
        };
        let rows = &found[0].rows;
        let first = [cell(0, "wide", false), cell(2, "a\nb\nc\u{ad}d", false)];
        assert_eq!(rows[0].cells, first);
        assert_eq!(rows[1].cells, [cell(0, "", true)]);
        assert!(rows[0].is_heading && !rows[1].is_heading);
    }

    #[test]
    fn a_table_of_texts_may_hold_another() {
        let mut tables = Tables::default();
        let row = |tables: &mut Tables, texts: [&str; 2]| {
            tables.row(false);
            for text in texts {
                tables.cell(1, false);
                tables.paragraph(text);
            }
        };
        tables.begin();
        row(&mut tables, ["Price", "Цена"]);
        row(&mut tables, ["Details", ""]);
        tables.begin();
        row(&mut tables, ["Bank", "1"]);
        tables.end();
        tables.paragraph("Реквизиты");
        let found = tables.finish();
        let texts = |table: &Table| {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.map(|cell| cell.text.clone()).collect::<Vec<_>>()
        };
        assert_eq!(texts(&found[0]), ["Price", "Цена", "Details", "Реквизиты"]);
        assert_eq!(texts(&found[1]), ["Bank", "1"]);
    }

    #[test]
    fn a_table_for_layout_is_none() {
        let mut tables = Tables::default();
        tables.begin();
        tables.row(false);
        tables.cell(usize::MAX, false);
        tables.begin();
        tables.row(false);
        tables.cell(1, false);
        tables.paragraph("inside");
        tables.end();
        tables.cell(1, false);
        tables.paragraph("beyond all columns");
        let found = tables.finish();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].rows[0].cells[0].text, "inside");
    }
}
