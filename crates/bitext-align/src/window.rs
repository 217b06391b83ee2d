//! The line evidence that a row of links needs, made when first needed and
//! dropped when done with, so that memory does not grow with the text.

use std::collections::VecDeque;
use std::ops::Range;

use crate::corridor::Corridor;
use crate::evidence::{Gatherer, LineEvidence, Spans};
use crate::lattice::{LONGEST, most_beside};
use crate::score::{Comparison, Evidence};

/// The line evidence that the row at hand needs, and no more.
pub(crate) struct Window<'a> {
    corridor: &'a Corridor,
    rows: Range<usize>,
    from_source: Gatherer<'a>,
    source_first: usize,
    source_length: usize,
    source: VecDeque<LineEvidence>,
    from_target: Gatherer<'a>,
    target_first: usize,
    target_length: usize,
    target: VecDeque<LineEvidence>,
    /// The spans that the line at hand may be linked to.
    spans: Spans,
}

impl<'a> Window<'a> {
    /// A window over the given rows, before the first.
    pub(crate) fn new(
        comparison: &'a Comparison<'a>,
        corridor: &'a Corridor,
        rows: Range<usize>,
    ) -> Self {
        Self {
            corridor,
            from_source: comparison.gather_source(),
            source_first: rows.start,
            source_length: comparison.source.len(),
            source: VecDeque::new(),
            from_target: comparison.gather_target(),
            target_first: corridor.row(rows.start).start,
            target_length: comparison.target.len(),
            target: VecDeque::new(),
            spans: Spans::default(),
            rows,
        }
    }

    /// Makes the evidence for links that start in row `i` ready. Rows must be
    /// visited in order.
    pub(crate) fn move_to(&mut self, i: usize) {
        while self.source_first < i
            && let Some(done) = self.source.pop_front()
        {
            self.from_source.recycle(done);
            self.source_first += 1;
        }
        self.source_first = self.source_first.max(i);
        while self.source_first + self.source.len() < (i + LONGEST).min(self.source_length) {
            let line = self.source_first + self.source.len();
            self.find_spans_of_source(line);
            self.source
                .push_back(self.from_source.of_line(line, &self.spans));
        }
        let row = self.corridor.row(i);
        while self.target_first < row.start
            && let Some(done) = self.target.pop_front()
        {
            self.from_target.recycle(done);
            self.target_first += 1;
        }
        self.target_first = self.target_first.max(row.start);
        let needed = (row.end + LONGEST - 1).min(self.target_length);
        while self.target_first + self.target.len() < needed {
            let line = self.target_first + self.target.len();
            self.find_spans_of_target(line);
            self.target
                .push_back(self.from_target.of_line(line, &self.spans));
        }
    }

    /// Finds the spans of target lines that links from the rows join a source line to;
    /// spans may be found that are longer than those.
    fn find_spans_of_source(&mut self, line: usize) {
        let corridor = self.corridor;
        let first = (line + 1).saturating_sub(LONGEST).max(self.rows.start);
        let last = line.min(self.rows.end - 1);
        self.spans
            .clear(corridor.row(first).start..corridor.row(last).end);
        for i in first..=last {
            for a in line - i + 1..=LONGEST.min(corridor.rows() - 1 - i) {
                let end = corridor.row(i + a).end;
                let row = corridor.row(i);
                for j in row.start..row.end.min(end - 1) {
                    self.spans.allow(j, most_beside(a).min(end - 1 - j));
                }
            }
        }
    }

    /// The same of source lines for a target line.
    fn find_spans_of_target(&mut self, line: usize) {
        let corridor = self.corridor;
        let starts = self.rows_that_reach(line);
        self.spans.clear(starts.clone());
        for i in starts {
            let row = corridor.row(i);
            let first = (line + 1).saturating_sub(LONGEST).max(row.start);
            for j in first..row.end.min(line + 1) {
                for b in line - j + 1..=LONGEST {
                    let most = most_beside(b).min(corridor.rows() - 1 - i);
                    let ends_inside = |&a: &usize| corridor.row(i + a).start <= j + b;
                    if let Some(length) = (1..=most).rev().find(ends_inside) {
                        self.spans.allow(i, length);
                    }
                }
            }
        }
    }

    /// The rows from which some link can reach target line `line`.
    fn rows_that_reach(&self, line: usize) -> Range<usize> {
        let earliest = (line + 1).saturating_sub(LONGEST);
        let rows = self.rows.clone();
        let first = partition(rows.clone(), |row| self.corridor.row(row).end <= earliest);
        let end = partition(rows, |row| self.corridor.row(row).start <= line);
        first..end.max(first)
    }
}

impl Evidence for Window<'_> {
    #[inline]
    fn source(&self, line: usize) -> &LineEvidence {
        &self.source[line - self.source_first]
    }

    #[inline]
    fn target(&self, line: usize) -> &LineEvidence {
        &self.target[line - self.target_first]
    }
}

/// The first of `rows` for which `before` no longer holds.
fn partition(rows: Range<usize>, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (rows.start, rows.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
