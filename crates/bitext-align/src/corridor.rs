//! The corridor: which rungs the lattice looks at.
//!
//! Short texts get the whole rectangle. Long ones get a band around a path of
//! rare anchors, so that time and memory grow with the length of the text and
//! not with its square.

use std::ops::Range;

/// A band of rungs: for each source cut point i a run of target cut points.
///
/// Both ends of every run ascend with i, and (0, 0) and the far end are in.
#[derive(Clone, Debug)]
pub(crate) struct Corridor {
    rows: Vec<Range<usize>>,
    starts: Vec<usize>,
    cells: usize,
    target_length: usize,
}

impl Corridor {
    /// All rungs of texts of that many segments.
    pub(crate) fn full(source_length: usize, target_length: usize) -> Self {
        Self::from_rows(vec![0..target_length + 1; source_length + 1], target_length)
    }

    /// The rungs within `half_width` target cut points of a path of rungs,
    /// which ascends from (0, 0) to the end; between rungs the path is straight.
    pub(crate) fn around(rungs: &[(usize, usize)], half_width: usize) -> Self {
        let &(source_length, target_length) = rungs.last().unwrap_or(&(0, 0));
        let mut rows: Vec<Range<usize>> = Vec::with_capacity(source_length + 1);
        for pair in rungs.windows(2) {
            let ((i, j), (next_i, next_j)) = (pair[0], pair[1]);
            for row in i..=next_i {
                let along = |at: usize| j + (next_j - j) * (at - i) / (next_i - i).max(1);
                // A rung that leads straight up widens the row it stands in.
                let first = if next_i == i { j } else { along(row) };
                let last = if next_i == i { next_j } else { along(row) };
                let low = first.saturating_sub(half_width);
                let high = (last + half_width + 1).min(target_length + 1);
                match rows.get_mut(row) {
                    Some(known) => *known = known.start.min(low)..known.end.max(high),
                    None => rows.push(low..high),
                }
            }
        }
        if rows.is_empty() {
            rows.push(0..target_length + 1);
        }
        Self::from_rows(rows, target_length)
    }

    /// A corridor of the given rows of target cut points.
    pub(crate) fn from_rows(rows: Vec<Range<usize>>, target_length: usize) -> Self {
        let mut starts = Vec::with_capacity(rows.len());
        let mut cells = 0;
        for row in &rows {
            starts.push(cells);
            cells += row.len();
        }
        Self {
            rows,
            starts,
            cells,
            target_length,
        }
    }

    /// How many rungs.
    pub(crate) fn cells(&self) -> usize {
        self.cells
    }

    /// How many rows: source segments and one.
    pub(crate) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Number of source segments.
    pub(crate) fn source_length(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    /// Number of target segments.
    pub(crate) fn target_length(&self) -> usize {
        self.target_length
    }

    /// The target cut points of row `i`.
    pub(crate) fn row(&self, i: usize) -> Range<usize> {
        self.rows[i].clone()
    }

    /// Index of the first cell of row `i`.
    pub(crate) fn start(&self, i: usize) -> usize {
        self.starts[i]
    }

    /// Index of the rung (i, j), if it lies in the corridor.
    #[inline]
    pub(crate) fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let row = self.rows.get(i)?;
        (row.start <= j && j < row.end).then(|| self.starts[i] + (j - row.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_holds_its_path_and_both_ends() {
        let rungs = [(0, 0), (1, 1), (1, 9), (20, 12), (21, 12)];
        let corridor = Corridor::around(&rungs, 2);
        for (i, j) in rungs {
            assert!(corridor.cell(i, j).is_some(), "({i}, {j})");
        }
        assert!(corridor.cell(10, 0).is_none());
        for i in 1..corridor.rows() {
            assert!(corridor.row(i).start >= corridor.row(i - 1).start);
            assert!(corridor.row(i).end >= corridor.row(i - 1).end);
        }
        assert_eq!(corridor.target_length(), 12);
    }
}
