//! The tables of a page, wherever they stand on it.

use crate::html::Scope;
use crate::html::elements::{NEVER, is_hidden};
use crate::html::flow::passages;
use crate::markup::{NodeIndex, Tree};
use crate::table::{Table, Tables};

/// The tables of a page from its top to its end.
pub(crate) fn tables(tree: &Tree) -> Vec<Table> {
    let mut walk = Walk {
        tree,
        holds_table: holds_table(tree),
        tables: Tables::default(),
        covered: Vec::new(),
        left: tree.len(),
    };
    walk.visit(0);
    walk.tables.finish()
}

/// For each node whether a table lies in it, itself not counted.
fn holds_table(tree: &Tree) -> Vec<bool> {
    let mut holds = vec![false; tree.len()];
    for table in tree.all(0, "table") {
        for above in tree.ancestors(table).skip(1) {
            if std::mem::replace(&mut holds[above], true) {
                break;
            }
        }
    }
    holds
}

struct Walk<'tree> {
    tree: &'tree Tree,
    holds_table: Vec<bool>,
    tables: Tables,
    /// For each open table and each column of it, how many rows a cell further up
    /// still spans.
    covered: Vec<Vec<usize>>,
    /// How many cells may still be covered: a page can claim any number.
    left: usize,
}

impl Walk<'_> {
    // As deep as the tree, which has a limit.
    fn visit(&mut self, node: NodeIndex) {
        let Some(element) = self.tree.element(node) else {
            return;
        };
        let name = element.name.as_str();
        if NEVER.contains(&name) || is_hidden(element) {
            return;
        }
        match name {
            "table" => {
                self.tables.begin();
                self.covered.push(Vec::new());
                self.children(node);
                self.covered.pop();
                self.tables.end();
            }
            "tr" => {
                self.tables.row(self.is_heading(node));
                self.row(node);
            }
            _ => self.children(node),
        }
    }

    fn children(&mut self, node: NodeIndex) {
        for &child in self.tree.children(node) {
            self.visit(child);
        }
    }

    fn is_heading(&self, row: NodeIndex) -> bool {
        let children = self.tree.children(row).iter();
        let mut cells = children.map(|&child| self.tree.name(child));
        self.tree.name(self.tree.parent(row)) == "thead"
            || (cells.clone().any(|name| name == "th") && cells.all(|name| name != "td"))
    }

    fn row(&mut self, row: NodeIndex) {
        let mut column = 0;
        for &child in self.tree.children(row) {
            if matches!(self.tree.name(child), "td" | "th") {
                column = self.covered_cells(column);
                column = self.cell(child, column);
            }
        }
        self.covered_cells(column);
        self.tables.end_cell();
    }

    /// Adds the cells from `column` on that cells further up span; gives the first
    /// column behind them.
    fn covered_cells(&mut self, mut column: usize) -> usize {
        while let Some(rows) = self
            .covered
            .last_mut()
            .and_then(|covered| covered.get_mut(column))
            .filter(|rows| **rows > 0)
        {
            *rows -= 1;
            column += 1;
            if let Some(left) = self.left.checked_sub(1) {
                self.left = left;
                self.tables.cell(1, true);
            }
        }
        column
    }

    /// Adds a cell; gives the first column behind it.
    fn cell(&mut self, cell: NodeIndex, column: usize) -> usize {
        let span = |name| {
            let number = self.tree.attribute(cell, name)?;
            number.trim().parse::<usize>().ok()
        };
        // As far as browsers go.
        let columns = span("colspan").unwrap_or(1).clamp(1, 1000);
        let rows = span("rowspan").unwrap_or(1).clamp(1, 65_534);
        self.tables.cell(columns, false);
        if let Some(covered) = self.covered.last_mut().filter(|_| rows > 1) {
            let end = column + columns;
            covered.resize(covered.len().max(end), 0);
            covered[column..end].fill(rows - 1);
        }
        if self.holds_table[cell] {
            self.children(cell);
        } else {
            for passage in passages(self.tree, cell, Scope::Everything) {
                self.tables.paragraph(&passage.text);
            }
        }
        column + columns
    }
}
