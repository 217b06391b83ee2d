//! Evidence sums: how much of a line is matched by each span of the other side.
//!
//! A link joins whole lines, and a unit of it counts as matched to the degree
//! of its best match anywhere on the other side of the link. For a line and a
//! span of other lines that is a maximum over the span for each unit, summed
//! over the units by weight. The sums of a link are then plain sums over its
//! lines, so each (line, span) pair is worked out once, exactly, however many
//! links share it.

use std::ops::Range;

use crate::channel::{CHANNELS, Matcher};
use crate::lattice::LONGEST;
use crate::side::Side;

/// Lanes of a sum: the channels, their union, the union over eligible units
/// only, and padding to a round number.
pub(crate) const LANES: usize = 8;

/// Lane of the union of all channels.
pub(crate) const ALL: usize = CHANNELS;

/// Lane of the union, counting only units eligible somewhere.
pub(crate) const ALL_ELIGIBLE: usize = CHANNELS + 1;

/// A sum for each lane.
pub(crate) type Sums = [f32; LANES];

/// What one line finds in spans of the other side.
pub(crate) struct LineEvidence {
    window: Range<usize>,
    sums: Vec<Sums>,
}

impl LineEvidence {
    /// The sums over the span of `length` lines of the other side from `start`,
    /// which must lie in the window asked for.
    #[inline]
    pub(crate) fn over(&self, start: usize, length: usize) -> &Sums {
        &self.sums[(length - 1) * self.window.len() + (start - self.window.start)]
    }
}

/// Weight that a line's units have in each lane: the most its sums can reach,
/// counting only eligible units.
pub(crate) fn eligible_mass(side: &Side, matcher: &Matcher<'_>, line: usize) -> Sums {
    let mut mass = [0.0; LANES];
    for &unit in side.units(line) {
        let weight = side.types[unit as usize].weight;
        let mut anywhere = false;
        for (channel, sum) in mass.iter_mut().enumerate().take(CHANNELS) {
            if matcher.eligible(channel, unit) {
                *sum += weight;
                anywhere = true;
            }
        }
        if anywhere {
            mass[ALL] += weight;
            mass[ALL_ELIGIBLE] += weight;
        }
    }
    mass
}

/// Planes of sums while a line is worked on: the channels, the union over
/// eligible units and that over the others. A plane has a number for each span,
/// so that a unit is added to many spans at a time.
const PLANES: usize = CHANNELS + 2;

/// Plane of the union over eligible units.
const ELIGIBLE: usize = CHANNELS;

/// Plane of the union over other units.
const OTHER: usize = CHANNELS + 1;

/// Room for the work, reused from line to line.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Best match of the unit at hand in each other line, a row a channel and
    /// one for the union; padded by `LONGEST` zeros on both sides.
    best: [Vec<f32>; CHANNELS + 1],
    /// Sums by length of span, then by start.
    planes: [Vec<f32>; PLANES],
    /// Maximum over the spans of the length at hand, by start.
    running: Vec<f32>,
    units: Vec<u32>,
}

/// Works out the evidence of one line for all spans that start in `window`.
///
/// Every sum is taken in the order of the line's units, so that it does not
/// depend on the window.
pub(crate) fn line_evidence(
    side: &Side,
    matcher: &Matcher<'_>,
    line: usize,
    window: Range<usize>,
    far_length: usize,
    scratch: &mut Scratch,
) -> LineEvidence {
    let width = window.len();
    let reach = window.start..(window.end + LONGEST - 1).min(far_length);
    let padded = reach.len() + 2 * LONGEST;
    for row in &mut scratch.best {
        row.clear();
        row.resize(padded, 0.0);
    }
    for plane in &mut scratch.planes {
        plane.clear();
        plane.resize(width * LONGEST, 0.0);
    }
    scratch.units.clear();
    scratch.units.extend_from_slice(side.units(line));
    scratch.units.sort_unstable();
    let mut at = 0;
    while at < scratch.units.len() {
        let unit = scratch.units[at];
        let repeats = scratch.units[at..]
            .iter()
            .take_while(|&&other| other == unit)
            .count();
        at += repeats;
        let weight = side.types[unit as usize].weight * repeats as f32;
        if weight <= 0.0 {
            continue;
        }
        let (mut first, mut end) = (usize::MAX, 0);
        let mut used = [false; CHANNELS];
        for channel in matcher.matching_channels(unit) {
            let (rows, union) = scratch.best.split_at_mut(ALL);
            let (row, union) = (&mut rows[channel], &mut union[0]);
            matcher.for_each_match(channel, unit, &reach, |line, strength| {
                let place = line - reach.start + LONGEST;
                row[place] = row[place].max(strength);
                union[place] = union[place].max(strength);
                (first, end) = (first.min(place), end.max(place + 1));
                used[channel] = true;
            });
        }
        if first >= end {
            continue;
        }
        let touched = first..end;
        let union_plane = match matcher.eligible_anywhere(unit) {
            true => ELIGIBLE,
            false => OTHER,
        };
        let (own, unions) = scratch.planes.split_at_mut(CHANNELS);
        let union_plane = &mut unions[union_plane - CHANNELS];
        let running = &mut scratch.running;
        let alone = used.iter().filter(|&&used| used).count() == 1;
        for channel in (0..CHANNELS).filter(|&channel| used[channel]) {
            let best = &mut scratch.best[channel];
            let plane = &mut own[channel];
            if alone {
                // The only channel is the union, so they go together.
                let planes = [plane, union_plane.as_mut_slice()];
                add_spans(planes, best, running, &touched, width, weight);
            } else {
                add_spans([plane], best, running, &touched, width, weight);
            }
            best[touched.clone()].fill(0.0);
        }
        let union = &mut scratch.best[ALL];
        if !alone {
            add_spans([union_plane], union, running, &touched, width, weight);
        }
        union[touched].fill(0.0);
    }
    let sums = woven(&scratch.planes, width * LONGEST);
    LineEvidence { window, sums }
}

/// The lanes of every span from its planes.
fn woven(planes: &[Vec<f32>; PLANES], spans: usize) -> Vec<Sums> {
    let mut sums = vec![[0.0; LANES]; spans];
    for (channel, plane) in planes.iter().take(CHANNELS).enumerate() {
        for (sum, &value) in sums.iter_mut().zip(plane) {
            sum[channel] = value;
        }
    }
    let unions = planes[ELIGIBLE].iter().zip(&planes[OTHER]);
    for (sum, (&eligible, &other)) in sums.iter_mut().zip(unions) {
        sum[ALL] = eligible + other;
        sum[ALL_ELIGIBLE] = eligible;
    }
    sums
}

/// Adds the maxima over all spans that meet the touched places of a row, times
/// the weight, to some planes.
#[inline]
fn add_spans<const N: usize>(
    mut planes: [&mut [f32]; N],
    best: &[f32],
    running: &mut Vec<f32>,
    touched: &Range<usize>,
    width: usize,
    weight: f32,
) {
    if touched.len() == 1 {
        // Places are padded by `LONGEST`, starts of spans are not.
        let place = touched.start;
        let end = (place + 1 - LONGEST).min(width);
        let value = best[place] * weight;
        for length in 1..=LONGEST {
            let first = (place + 1).saturating_sub(length + LONGEST).min(end);
            for plane in &mut planes {
                let row = &mut plane[(length - 1) * width..length * width];
                for sum in &mut row[first..end] {
                    *sum += value;
                }
            }
        }
        return;
    }
    // Spans of up to `LONGEST` lines that start this much earlier still meet
    // the first touched place.
    let first = (touched.start - (LONGEST - 1)).max(LONGEST);
    let end = touched.end.min(LONGEST + width);
    if first >= end {
        return;
    }
    running.clear();
    running.resize(end - first, 0.0);
    for length in 1..=LONGEST {
        let ends = &best[first + length - 1..end + length - 1];
        for (most, &value) in running.iter_mut().zip(ends) {
            *most = if value > *most { value } else { *most };
        }
        for plane in &mut planes {
            let row = &mut plane[(length - 1) * width..length * width];
            let row = &mut row[first - LONGEST..end - LONGEST];
            for (sum, &most) in row.iter_mut().zip(running.iter()) {
                *sum += most * weight;
            }
        }
    }
}
