//! The corridor: which rungs the lattice looks at.
//!
//! Short texts get the whole rectangle. Long ones get a band around a path of
//! rare matches, so that time and memory grow with the length of the text and
//! not with its square. The path is the heaviest chain of matches that ascends
//! on both sides; matches that leap off the chain's course and back are chance
//! and dropped. The band is as wide as the chain is thin: where matches are far
//! apart anything may happen between them. Whoever finds the best ladder
//! touching the edge of the band asks for a wider one.

use std::ops::Range;

use crate::lattice::LONGEST;

/// Up to this many rungs the whole rectangle is cheaper than finding a path.
const WHOLE_CELLS: usize = 2_500;

/// Half-width of the band beside a match, and at least everywhere.
const BASE_HALF_WIDTH: usize = 6;
const LEAST_HALF_WIDTH: usize = 12;

/// Long texts whose matches are too far apart for more than this many rungs in
/// all get a band of this half-width there.
const MOST_CELLS: usize = 4_000_000;
const MOST_HALF_WIDTH: usize = 40;

/// A match this far off the course of both its neighbours is a leap.
const LEAP: f64 = 8.0;

/// A path this close to the edge asks for a wider band.
const EDGE: usize = 4;

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

/// One row of a corridor.
pub(crate) struct Row {
    row: Range<usize>,
    /// Index of its first cell.
    start: usize,
}

impl Row {
    /// Index of its cell at target cut point `j`, if it has one.
    #[inline]
    pub(crate) fn cell(&self, j: usize) -> Option<usize> {
        self.row
            .contains(&j)
            .then(|| self.start + (j - self.row.start))
    }
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

    /// The corridor of two texts whose rare matches `guides` finds: (source line,
    /// target line, weight), ascending; short texts do not ask. `widening` multiplies the width; from
    /// 1 on it grows until a ladder fits.
    pub(crate) fn guided(
        guides: impl FnOnce() -> Vec<(usize, usize, f32)>,
        source_length: usize,
        target_length: usize,
        widening: usize,
    ) -> Self {
        if (source_length + 1).saturating_mul(target_length + 1) <= WHOLE_CELLS {
            return Self::full(source_length, target_length);
        }
        let slope = target_length as f64 / source_length.max(1) as f64;
        let most = MOST_HALF_WIDTH.max(MOST_CELLS / (2 * source_length));
        let mut stops = vec![(0, 0)];
        stops.extend(without_leaps(
            &heaviest_chain(&guides(), target_length),
            slope,
        ));
        stops.push((source_length, target_length));
        let mut rows: Vec<Range<usize>> = Vec::with_capacity(source_length + 1);
        for pair in stops.windows(2) {
            let ((i, j), (next_i, next_j)) = (pair[0], pair[1]);
            let gap = (next_i - i).max(next_j - j);
            let half = widening * (BASE_HALF_WIDTH + gap / 2).max(LEAST_HALF_WIDTH);
            let half = half.min(most);
            for row in i..=next_i {
                let along = j + (next_j - j) * (row - i) / (next_i - i).max(1);
                let (low, high) = if next_i == i {
                    (j, next_j)
                } else {
                    (along, along)
                };
                let low = low.saturating_sub(half);
                let high = (high + half + 1).min(target_length + 1);
                match rows.get_mut(row) {
                    Some(known) => *known = known.start.min(low)..known.end.max(high),
                    None => rows.push(low..high),
                }
            }
        }
        // Both ends of the rows must ascend.
        for row in 1..rows.len() {
            rows[row].end = rows[row].end.max(rows[row - 1].end);
        }
        for row in (0..rows.len().saturating_sub(1)).rev() {
            rows[row].start = rows[row].start.min(rows[row + 1].start);
        }
        Self::from_rows(rows, target_length)
    }

    /// Whether rungs, given as a run for each row, come so close to the edge that
    /// better ones may lie outside.
    pub(crate) fn is_tight(&self, rungs: &[Range<usize>]) -> bool {
        self.rows.iter().zip(rungs).any(|(row, found)| {
            let low = row.start > 0 && found.start < row.start + EDGE;
            let high = row.end <= self.target_length && found.end - 1 + EDGE >= row.end;
            low || high
        })
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

    /// The corridor of a few rungs of each row of this one: made wider where its
    /// rows would not hang together or not reach both ends.
    pub(crate) fn through(&self, mut rows: Vec<Range<usize>>) -> Self {
        if let Some(first) = rows.first_mut() {
            first.start = 0;
        }
        if let Some(last) = rows.last_mut() {
            last.end = self.target_length + 1;
        }
        for row in 1..rows.len() {
            rows[row].end = rows[row].end.max(rows[row - 1].end);
        }
        for row in (0..rows.len().saturating_sub(1)).rev() {
            let next = rows[row + 1].start;
            rows[row].start = rows[row].start.min(next);
            rows[row].end = rows[row].end.max(next + 1);
        }
        Self::from_rows(rows, self.target_length)
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

    /// Row `i` and those that a link from it can lead to; rows past the end have
    /// no cells.
    pub(crate) fn ahead(&self, i: usize) -> [Row; LONGEST + 1] {
        std::array::from_fn(|a| {
            let row = self.rows.get(i + a).cloned().unwrap_or(0..0);
            let start = self.starts.get(i + a).copied().unwrap_or(0);
            Row { row, start }
        })
    }

    /// Index of the rung (i, j), if it lies in the corridor.
    #[inline]
    pub(crate) fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let row = self.rows.get(i)?;
        (row.start <= j && j < row.end).then(|| self.starts[i] + (j - row.start))
    }
}

/// The heaviest chain of matches that ascends strictly on both sides, by a
/// Fenwick tree of prefix maxima: O(k log m) for k matches.
fn heaviest_chain(guides: &[(usize, usize, f32)], target_length: usize) -> Vec<(usize, usize)> {
    let mut tree: Vec<(f64, Option<usize>)> = vec![(0.0, None); target_length + 2];
    let mut before = vec![None; guides.len()];
    let mut best: (f64, Option<usize>) = (0.0, None);
    let mut start = 0;
    while start < guides.len() {
        // Matches of one source line must not follow each other.
        let row = guides[start].0;
        let end = start
            + guides[start..]
                .iter()
                .take_while(|guide| guide.0 == row)
                .count();
        let mut added = Vec::with_capacity(end - start);
        for at in start..end {
            let (_, column, weight) = guides[at];
            let mut found = (0.0, None);
            let mut node = column;
            while node > 0 {
                if tree[node].0 > found.0 {
                    found = tree[node];
                }
                node &= node - 1;
            }
            before[at] = found.1;
            added.push((at, column, found.0 + f64::from(weight)));
        }
        for (at, column, weight) in added {
            if weight > best.0 {
                best = (weight, Some(at));
            }
            let mut node = column + 1;
            while node < tree.len() {
                if weight > tree[node].0 {
                    tree[node] = (weight, Some(at));
                }
                node += node & node.wrapping_neg();
            }
        }
        start = end;
    }
    let mut chain = Vec::new();
    let mut at = best.1;
    while let Some(index) = at {
        chain.push((guides[index].0, guides[index].1));
        at = before[index];
    }
    chain.reverse();
    chain
}

/// The chain without matches that leap off its course and back.
fn without_leaps(chain: &[(usize, usize)], slope: f64) -> Vec<(usize, usize)> {
    let off = |a: (usize, usize), b: (usize, usize)| {
        let diagonal = |(i, j): (usize, usize)| j as f64 - i as f64 * slope;
        (diagonal(a) - diagonal(b)).abs() > LEAP
    };
    let leaps = |at: usize| {
        let (here, before, after) = (chain[at], at.checked_sub(1), chain.get(at + 1));
        before.is_none_or(|before| off(here, chain[before]))
            && after.is_none_or(|&after| off(here, after))
    };
    (0..chain.len())
        .filter(|&at| !leaps(at))
        .map(|at| chain[at])
        .collect()
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

    #[test]
    fn the_chain_is_the_heaviest_and_ascends() {
        let guides = [
            (0, 0, 1.0),
            (1, 5, 1.0),
            (2, 1, 1.0),
            (2, 2, 0.5),
            (3, 3, 1.0),
            (4, 6, 1.0),
        ];
        assert_eq!(heaviest_chain(&guides, 8), [(0, 0), (2, 1), (3, 3), (4, 6)]);
        assert!(heaviest_chain(&[], 8).is_empty());
    }

    #[test]
    fn a_match_that_leaps_off_course_is_dropped() {
        let chain = [(0, 0), (10, 10), (11, 90), (92, 91), (95, 95)];
        assert_eq!(
            without_leaps(&chain, 1.0),
            [(0, 0), (10, 10), (92, 91), (95, 95)]
        );
    }

    #[test]
    fn a_guided_corridor_follows_its_guides_and_ascends() {
        // The target lacks source lines 100 to 299.
        let guides: Vec<_> = (0..500)
            .filter(|i| !(100..300).contains(i) && i % 3 == 0)
            .map(|i| (i, if i < 100 { i } else { i - 200 }, 1.0))
            .collect();
        let corridor = Corridor::guided(|| guides.clone(), 500, 300, 1);
        for &(i, j, _) in &guides {
            assert!(corridor.cell(i, j).is_some());
        }
        assert!(corridor.cells() < 60_000, "{}", corridor.cells());
        for row in 1..corridor.rows() {
            assert!(corridor.row(row).start >= corridor.row(row - 1).start);
            assert!(corridor.row(row).end >= corridor.row(row - 1).end);
        }
        let on_course: Vec<_> = (0..corridor.rows())
            .map(|i| (corridor.row(i).start + corridor.row(i).end) / 2)
            .map(|j| j..j + 1)
            .collect();
        assert!(!corridor.is_tight(&on_course));
        let mut astray = on_course;
        astray[50] = corridor.row(50).end - 1..corridor.row(50).end;
        assert!(corridor.is_tight(&astray));
    }

    #[test]
    fn rows_hang_together_and_reach_both_ends() {
        let outer = Corridor::full(3, 30);
        let narrow = outer.through(vec![2..4, 10..12, 3..5, 20..22]);
        let rows: Vec<_> = (0..narrow.rows()).map(|i| narrow.row(i)).collect();
        assert_eq!(rows.first().map(|row| row.start), Some(0));
        assert_eq!(rows.last().map(|row| row.end), Some(31));
        for pair in rows.windows(2) {
            assert!(pair[1].start < pair[0].end && pair[0].start <= pair[1].start);
            assert!(pair[0].end <= pair[1].end);
        }
    }
}
