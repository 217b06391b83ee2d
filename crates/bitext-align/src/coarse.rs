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

/// A rung that costs the path more than this much gain is left out. Half of it
/// still finds the same ladders on the development data, to 0.01 of F1.
const LOSS: i32 = WHOLE_GAIN as i32;

/// Rungs added at both ends of every row.
const MARGIN: usize = 1;

/// No path leads here.
const NOWHERE: i32 = i32::MIN / 4;

/// The rungs of `outer` that a ladder may use, as a corridor.
pub(crate) fn narrow(
    channels: &Channels,
    source: &Side,
    target: &Side,
    outer: &Corridor,
) -> Corridor {
    let gains = gains(channels, source, target, outer);
    let before = best_before(outer, &gains);
    let rows = kept_rows(outer, &gains, &before);
    Corridor::from_rows(ascending(rows), outer.target_length())
}

/// The gain of lines i and j for every rung (i, j) of the corridor.
fn gains(channels: &Channels, source: &Side, target: &Side, outer: &Corridor) -> Vec<i32> {
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
        postings.for_each_match(source, i, &window, |line, weight| {
            shared[line - window.start] += weight;
        });
        let gains = &mut gains[outer.start(i)..];
        let others = &target_mass[window.clone()];
        for ((gain, &shared), &other) in gains.iter_mut().zip(&shared).zip(others) {
            if shared > 0 {
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
            for j in row.start..row.end.min(above.end + 1) {
                let place = &mut rest[j - row.start];
                if j < above.end {
                    *place = (*place).max(above_best[j - above.start]);
                }
                if j > above.start {
                    let at = j - 1 - above.start;
                    *place = (*place).max(above_best[at] + above_gains[at]);
                }
            }
        }
        for cell in first + 1..first + row.len() {
            best[cell] = best[cell].max(best[cell - 1]);
        }
    }
    best
}

/// For every row the rungs that cost little enough: sweeps from the end, where
/// the most that a path collects from each rung on is known for two rows.
fn kept_rows(outer: &Corridor, gains: &[i32], before: &[i32]) -> Vec<Range<usize>> {
    let total = before.last().copied().unwrap_or(0);
    let mut rows = vec![0..0; outer.rows()];
    let mut below: Vec<i32> = Vec::new();
    let mut after: Vec<i32> = Vec::new();
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
            let next = outer.row(i + 1);
            for j in row.clone() {
                let place = &mut after[j - row.start];
                if next.contains(&j) {
                    *place = below[j - next.start];
                }
                if next.contains(&(j + 1)) {
                    let gain = gains[first + j - row.start];
                    *place = (*place).max(below[j + 1 - next.start] + gain);
                }
            }
        }
        for at in (0..row.len().saturating_sub(1)).rev() {
            after[at] = after[at].max(after[at + 1]);
        }
        let costs = before[first..].iter().zip(&after);
        let mut kept = costs
            .enumerate()
            .filter(|&(_, (before, after))| total - (before + after) <= LOSS)
            .map(|(at, _)| row.start + at);
        // The best path itself crosses every row.
        let start = kept.next().unwrap_or(row.start);
        let end = kept.next_back().unwrap_or(start) + 1;
        rows[i] = start.saturating_sub(MARGIN).max(row.start)..(end + MARGIN).min(row.end);
        std::mem::swap(&mut below, &mut after);
    }
    rows
}

/// Rows whose ends ascend, widened where they did not.
fn ascending(mut rows: Vec<Range<usize>>) -> Vec<Range<usize>> {
    for row in 1..rows.len() {
        rows[row].end = rows[row].end.max(rows[row - 1].end);
    }
    for row in (0..rows.len().saturating_sub(1)).rev() {
        rows[row].start = rows[row].start.min(rows[row + 1].start);
    }
    rows
}
