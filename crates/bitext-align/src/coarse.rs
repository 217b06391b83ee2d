//! From a wide corridor to a narrow one: where can the ladder run at all?
//!
//! Scoring a link takes a hundred times as long as counting what two lines
//! share. So a coarse lattice comes first: each pair of lines gains the share of
//! its weight that matches, and a path collects the gains of the pairs it steps
//! over diagonally; all other steps are free. A rung through which the best
//! path loses more than a few pairs' gains is no place for a ladder, and the
//! rows of those that are left make the corridor (pruning by max-marginals,
//! Weiss & Taskar 2010). Where lines share nothing, every way is as good as any
//! other and the corridor stays wide.
//!
//! Sums are whole numbers, so that they depend neither on the order of the
//! matches nor on which side is called the source.

use std::ops::Range;

use crate::channel::{Channels, Postings};
use crate::corridor::Corridor;
use crate::score::Comparison;
use crate::side::Side;

/// Whole numbers to a weight of 1.
const SCALE: f32 = 64.0;

/// The gain of a pair of lines that match completely.
const WHOLE_GAIN: u32 = 256;

/// What chance alone matches of two lines' weight, in the same unit.
const CHANCE: u32 = 16;

/// Weight added to that of a pair of lines, so that short lines gain less.
const SMOOTHING: u32 = 8 * SCALE as u32;

/// Pairs of units lighter than this together are everywhere and tell nothing.
const LIGHTEST: f32 = 2.0;

/// A rung that costs the path more than this much gain is left out. Twice as
/// much finds the same ladders on the development data, and half of it changes
/// F1 by no more than 0.01.
const LOSS: i32 = WHOLE_GAIN as i32 / 2;

/// No path leads here.
const NOWHERE: i32 = i32::MIN / 4;

/// Rows as wide as this, in all, are searched however little they share; longer
/// texts get [`LEAST_WIDTH`] where they share nothing.
const MOST_CELLS: usize = 1_000_000;
const LEAST_WIDTH: usize = 24;

/// What the coarse lattice says of a corridor.
pub(crate) struct Narrowed {
    /// The rungs that a ladder may use.
    pub(crate) corridor: Corridor,
    /// Whether a best path touches the edge of the wide corridor, so that a
    /// better one may lie outside.
    pub(crate) is_tight: bool,
}

/// The rungs of `outer` that a ladder may use.
pub(crate) fn narrow(
    channels: &Channels,
    comparison: &Comparison<'_>,
    outer: &Corridor,
) -> Narrowed {
    let gains = gains(channels, comparison, outer);
    let before = best_before(outer, &gains);
    let Kept { best, mut near } = kept_rows(outer, &gains, &before);
    let width = LEAST_WIDTH.max(MOST_CELLS / outer.rows());
    for row in &mut near {
        if row.len() > width {
            let start = row.start + (row.len() - width) / 2;
            *row = start..start + width;
        }
    }
    Narrowed {
        corridor: outer.through(near),
        is_tight: outer.is_tight(&best),
    }
}

/// The gain of lines i and j for every rung (i, j) of the corridor.
fn gains(channels: &Channels, comparison: &Comparison<'_>, outer: &Corridor) -> Vec<i32> {
    let Comparison {
        source,
        target,
        from_source,
        item_numbers,
        ..
    } = comparison;
    let mass = |side: &Side| -> Vec<u32> {
        (0..side.len())
            .map(|line| {
                let weights = side.units(line).iter();
                weights
                    .map(|&unit| whole(side.types[unit as usize].weight))
                    .sum()
            })
            .collect()
    };
    let (source_mass, target_mass) = (mass(source), mass(target));
    let mut postings = Postings::new(channels, source, target, |strength, weight| {
        (weight >= LIGHTEST).then(|| whole(strength * weight))
    });
    let mut gains = vec![0; outer.cells()];
    let mut shared = Vec::new();
    for (i, &mass) in source_mass.iter().enumerate() {
        let row = outer.row(i);
        let window = row.start..row.end.min(target.len());
        shared.clear();
        shared.resize(window.len(), 0u32);
        postings.for_each_match(source, from_source, i, &window, |line, weight| {
            shared[line - window.start] += weight;
        });
        let gains = &mut gains[outer.start(i)..];
        let others = &target_mass[window.clone()];
        let places = window.clone().zip(gains.iter_mut());
        for (((j, gain), &shared), &other) in places.zip(&shared).zip(others) {
            if shared > 0 && !item_numbers.contradict(i, j) {
                let share = (shared.min(mass + other) * WHOLE_GAIN) / (mass + other + SMOOTHING);
                *gain = share.saturating_sub(CHANCE) as i32;
            }
        }
    }
    gains
}

fn whole(weight: f32) -> u32 {
    (weight * SCALE) as u32
}

/// The most that a path to each rung collects.
fn best_before(outer: &Corridor, gains: &[i32]) -> Vec<i32> {
    let mut best = vec![NOWHERE; outer.cells()];
    best[0] = 0;
    for i in 0..outer.rows() {
        let row = outer.row(i);
        let first = outer.start(i);
        if i > 0 {
            let above = outer.row(i - 1);
            let above_first = outer.start(i - 1);
            let (done, rest) = best.split_at_mut(first);
            let above_best = &done[above_first..];
            let above_gains = &gains[above_first..first];
            let (from, to) = (row.start.max(above.start), row.end.min(above.end));
            if from < to {
                let over = &above_best[from - above.start..to - above.start];
                rest[from - row.start..to - row.start].copy_from_slice(over);
            }
            let (from, to) = (row.start.max(above.start + 1), row.end.min(above.end + 1));
            if from < to {
                let steps = above_best[from - 1 - above.start..].iter();
                let steps = steps.zip(&above_gains[from - 1 - above.start..]);
                let places = &mut rest[from - row.start..to - row.start];
                for (place, (&best, &gain)) in places.iter_mut().zip(steps) {
                    *place = (*place).max(best + gain);
                }
            }
        }
        for cell in first + 1..first + row.len() {
            best[cell] = best[cell].max(best[cell - 1]);
        }
    }
    best
}

/// What is left of every row.
struct Kept {
    /// The rungs of all best paths.
    best: Vec<Range<usize>>,
    /// The rungs that cost little enough.
    near: Vec<Range<usize>>,
}

/// Which rungs cost how much: sweeps from the end, where the most that a path
/// collects from each rung on is known for two rows.
fn kept_rows(outer: &Corridor, gains: &[i32], before: &[i32]) -> Kept {
    let total = before.last().copied().unwrap_or(0);
    let mut kept = Kept {
        best: vec![0..0; outer.rows()],
        near: vec![0..0; outer.rows()],
    };
    let mut below: Vec<i32> = Vec::new();
    let mut after: Vec<i32> = Vec::new();
    let mut costs: Vec<i32> = Vec::new();
    for i in (0..outer.rows()).rev() {
        let row = outer.row(i);
        let first = outer.start(i);
        after.clear();
        after.resize(row.len(), NOWHERE);
        if i + 1 == outer.rows() {
            if let Some(end) = after.last_mut() {
                *end = 0;
            }
        } else {
            // Straight down, then diagonally; ends of rows ascend.
            let next = outer.row(i + 1);
            let shared = next.start.max(row.start)..next.end.min(row.end);
            if !shared.is_empty() {
                let rests = &below[shared.start - next.start..shared.end - next.start];
                after[shared.start - row.start..shared.end - row.start].copy_from_slice(rests);
            }
            let from = row.start.max(next.start.saturating_sub(1));
            let to = row.end.min(next.end - 1);
            if from < to {
                let rests = &below[from + 1 - next.start..];
                let gains = &gains[first + from - row.start..];
                let places = &mut after[from - row.start..to - row.start];
                for ((place, &rest), &gain) in places.iter_mut().zip(rests).zip(gains) {
                    *place = (*place).max(rest + gain);
                }
            }
        }
        for at in (0..row.len().saturating_sub(1)).rev() {
            after[at] = after[at].max(after[at + 1]);
        }
        // What every rung costs, and of which rungs that is little enough.
        let rungs = after.iter().zip(&before[first..]);
        costs.extend(rungs.map(|(after, before)| total - (before + after)));
        let within = |loss: i32| {
            let first = costs.iter().position(|&cost| cost <= loss);
            let last = costs.iter().rposition(|&cost| cost <= loss);
            // A best path crosses every row.
            let (first, last) = first.zip(last).unwrap_or((0, 0));
            row.start + first..row.start + last + 1
        };
        kept.best[i] = within(0);
        kept.near[i] = within(LOSS);
        costs.clear();
        std::mem::swap(&mut below, &mut after);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rungs_far_from_every_good_path_are_dropped() {
        let outer = Corridor::full(40, 40);
        let mut gains = vec![0; outer.cells()];
        for line in 0..40 {
            if let Some(cell) = outer.cell(line, line) {
                gains[cell] = 100;
            }
        }
        let kept = kept_rows(&outer, &gains, &best_before(&outer, &gains));
        assert_eq!(kept.best[20], 20..21);
        // One line's gain may be lost.
        assert_eq!(kept.near[20], 19..22);
    }

    #[test]
    fn where_nothing_is_shared_every_way_is_kept() {
        let outer = Corridor::full(10, 10);
        let gains = vec![0; outer.cells()];
        let kept = kept_rows(&outer, &gains, &best_before(&outer, &gains));
        assert!(kept.best.iter().all(|row| *row == (0..11)));
    }
}
