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
    /// By start of the span, then by its length.
    sums: Vec<Sums>,
}

impl LineEvidence {
    /// The sums over the span of `length` lines of the other side from `start`,
    /// which must lie in the window asked for.
    #[inline]
    pub(crate) fn over(&self, start: usize, length: usize) -> &Sums {
        &self.sums[(start - self.window.start) * LONGEST + (length - 1)]
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

/// Lane of the union over units that are eligible nowhere, while a line is worked
/// on; in the end it becomes part of [`ALL`].
const OTHER: usize = ALL;

/// Room for the work, reused from line to line.
#[derive(Default)]
pub(crate) struct Scratch {
    /// Best match of the unit at hand in each other line, by lane; padded by
    /// `LONGEST` zeros on both sides.
    best: Vec<Sums>,
    units: Vec<u32>,
    /// Evidence done with, whose memory serves once more.
    spare: Vec<Vec<Sums>>,
}

impl Scratch {
    /// Takes evidence back that nobody needs any more.
    pub(crate) fn recycle(&mut self, evidence: LineEvidence) {
        self.spare.push(evidence.sums);
    }
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
    let reach = window.start..(window.end + LONGEST - 1).min(far_length);
    let Scratch { best, units, spare } = scratch;
    best.clear();
    best.resize(reach.len() + 2 * LONGEST, [0.0; LANES]);
    let mut sums = spare.pop().unwrap_or_default();
    sums.clear();
    sums.resize(window.len() * LONGEST, [0.0; LANES]);
    units.clear();
    units.extend_from_slice(side.units(line));
    units.sort_unstable();
    for repeats in units.chunk_by(|one, other| one == other) {
        let unit = repeats[0];
        let weight = side.types[unit as usize].weight * repeats.len() as f32;
        if weight <= 0.0 {
            continue;
        }
        let union = match matcher.eligible_anywhere(unit) {
            true => ALL_ELIGIBLE,
            false => OTHER,
        };
        let (mut first, mut end) = (usize::MAX, 0);
        for channel in matcher.matching_channels(unit) {
            matcher.for_each_match(channel, unit, &reach, |line, strength| {
                let place = line - reach.start + LONGEST;
                let lanes = &mut best[place];
                lanes[channel] = lanes[channel].max(strength);
                lanes[union] = lanes[union].max(strength);
                (first, end) = (first.min(place), end.max(place + 1));
            });
        }
        if first < end {
            add_spans(&mut sums, best, first..end, weight);
            best[first..end].fill([0.0; LANES]);
        }
    }
    for sum in &mut sums {
        sum[ALL] += sum[ALL_ELIGIBLE];
    }
    LineEvidence { window, sums }
}

/// Adds the maxima over all spans that meet the touched places, times the
/// weight, to the sums.
#[inline]
fn add_spans(sums: &mut [Sums], best: &[Sums], touched: Range<usize>, weight: f32) {
    let (by_start, _) = sums.as_chunks_mut::<LONGEST>();
    // Places are padded by `LONGEST`, starts of spans are not; spans of up to
    // `LONGEST` lines that start this much earlier still meet the first place.
    let first = (touched.start - (LONGEST - 1)).max(LONGEST);
    let end = touched.end.min(LONGEST + by_start.len());
    if let [only] = best[touched.clone()] {
        let gain = only.map(|most| most * weight);
        for start in first..end {
            for sum in &mut by_start[start - LONGEST][touched.start - start..] {
                add(sum, &gain);
            }
        }
        return;
    }
    for start in first..end {
        let mut most = [0.0f32; LANES];
        let spans = by_start[start - LONGEST].iter_mut();
        for (sum, place) in spans.zip(&best[start..start + LONGEST]) {
            for (most, &value) in most.iter_mut().zip(place) {
                *most = if value > *most { value } else { *most };
            }
            add(sum, &most.map(|most| most * weight));
        }
    }
}

#[inline]
fn add(sum: &mut Sums, gain: &Sums) {
    for (sum, gain) in sum.iter_mut().zip(gain) {
        *sum += gain;
    }
}
