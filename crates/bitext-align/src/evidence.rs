//! Evidence sums: how much of a line is matched by each span of the other side.
//!
//! A link joins whole lines, and a unit of it counts as matched to the degree
//! of its best match anywhere on the other side of the link. For a line and a
//! span of other lines that is a maximum over the span for each unit, summed
//! over the units by weight. The sums of a link are then plain sums over its
//! lines, so each (line, span) pair is worked out once, exactly, however many
//! links share it.

use std::ops::Range;

use crate::channel::{CHANNELS, Matcher, Reach};
use crate::lattice::LONGEST;
use crate::side::Side;
use crate::stretch::{Stretches, Unmatched};

/// Lanes of a sum: the channels, their union, the union over eligible units
/// only, and padding to a round number.
pub(crate) const LANES: usize = 8;

/// Lane of the union of all channels.
pub(crate) const ALL: usize = CHANNELS;

/// Lane of the union, counting only units eligible somewhere.
pub(crate) const ALL_ELIGIBLE: usize = CHANNELS + 1;

/// A sum for each lane.
pub(crate) type Sums = [f32; LANES];

/// The spans of the other side that a line may be linked to.
#[derive(Default)]
pub(crate) struct Spans {
    /// Where spans may start.
    window: Range<usize>,
    /// How long those from each start may be; 0 where none starts.
    longest: Vec<usize>,
}

impl Spans {
    /// Those of up to `length` lines from one start.
    pub(crate) fn from(start: usize, length: usize) -> Self {
        Self {
            window: start..start + 1,
            longest: vec![length],
        }
    }

    /// None yet, and room for starts in `window`.
    pub(crate) fn clear(&mut self, window: Range<usize>) {
        self.longest.clear();
        self.longest.resize(window.len(), 0);
        self.window = window;
    }

    /// From `start`, which must lie in the window, spans may be at least so long.
    #[inline]
    pub(crate) fn allow(&mut self, start: usize, length: usize) {
        let longest = &mut self.longest[start - self.window.start];
        *longest = length.max(*longest);
    }

    /// The lines of all spans.
    fn reach(&self) -> Range<usize> {
        let ends = self.window.clone().zip(&self.longest);
        let end = ends.map(|(start, &length)| start + length).max();
        self.window.start..end.unwrap_or(self.window.start)
    }
}

/// What one line finds in spans of the other side.
#[derive(Default)]
pub(crate) struct LineEvidence {
    /// Where the first span starts.
    first: usize,
    /// By start of the span, then by its length.
    sums: Vec<Sums>,
    /// What the span leaves unmatched in the line, likewise.
    unmatched: Vec<Unmatched>,
    /// Where in the line its matches stand.
    pub(crate) stretches: Stretches,
}

impl LineEvidence {
    /// The sums over the span of `length` lines of the other side from `start`,
    /// which must be one of those asked for.
    #[inline]
    pub(crate) fn over(&self, start: usize, length: usize) -> &Sums {
        &self.sums[self.place(start, length)]
    }

    /// The stretches of the line that the same span leaves unmatched.
    #[inline]
    pub(crate) fn unmatched(&self, start: usize, length: usize) -> Unmatched {
        self.unmatched[self.place(start, length)]
    }

    #[inline]
    fn place(&self, start: usize, length: usize) -> usize {
        (start - self.first) * LONGEST + (length - 1)
    }
}

/// Weight that a line's units have in each lane: the most its sums can reach,
/// counting only eligible units.
pub(crate) fn eligible_mass(side: &Side, matcher: &Matcher<'_>, line: usize) -> Sums {
    let mut mass = [0.0; LANES];
    for &unit in side.units(line) {
        let unit = matcher.unit(unit);
        if unit.is_eligible_anywhere() {
            for channel in unit.eligible_channels() {
                mass[channel] += unit.weight;
            }
            mass[ALL] += unit.weight;
            mass[ALL_ELIGIBLE] += unit.weight;
        }
    }
    mass
}

/// Lane of the union over units that are eligible nowhere, while a line is worked
/// on; in the end it becomes part of [`ALL`].
const OTHER: usize = ALL;

/// Works out the evidence of the lines of one side, one after another.
pub(crate) struct Gatherer<'a> {
    near: &'a Side,
    far: &'a Side,
    matcher: &'a Matcher<'a>,
    /// The lines of the other side that the line at hand may be linked to.
    reach: Reach,
    scratch: Scratch,
}

/// Room for the work, reused from line to line.
#[derive(Default)]
struct Scratch {
    /// Best match of the unit at hand in each other line, by lane; padded by
    /// `LONGEST` zeros on both sides.
    best: Vec<Sums>,
    /// What each other line adds to every span that it is in; padded likewise.
    alone: Vec<Sums>,
    /// The units with a match anywhere, ascending, and their places in the line: a unit in
    /// the upper half, its place in the lower.
    units: Vec<u64>,
    /// Evidence done with, whose memory serves once more.
    spare: Vec<LineEvidence>,
}

impl<'a> Gatherer<'a> {
    /// A gatherer that has done nothing yet; the matcher is the near side's.
    pub(crate) fn new(near: &'a Side, far: &'a Side, matcher: &'a Matcher<'a>) -> Self {
        Self {
            near,
            far,
            reach: matcher.reach(),
            matcher,
            scratch: Scratch::default(),
        }
    }

    /// Takes evidence back that nobody needs any more.
    pub(crate) fn recycle(&mut self, evidence: LineEvidence) {
        self.scratch.spare.push(evidence);
    }

    /// Works out the evidence of one line for some spans; quickest if line and
    /// spans ascend from call to call.
    ///
    /// A match with no other of its unit near counts in every span that its line
    /// is in, so such matches are summed by line first and by span in the end;
    /// where a unit matches several lines that one span can hold, the best of
    /// each span is looked for. Sums are exact (see [`on_grid`]) and do not
    /// depend on the order or on what other spans are asked for.
    pub(crate) fn of_line(&mut self, line: usize, spans: &Spans) -> LineEvidence {
        let reach = spans.reach();
        self.matcher
            .move_to(&mut self.reach, self.far, reach.clone());
        let matcher = self.matcher;
        let Scratch {
            best,
            alone,
            units,
            spare,
        } = &mut self.scratch;
        for places in [&mut *best, &mut *alone] {
            places.clear();
            let most = reach.len().max(spans.longest.len());
            places.resize(most + 2 * LONGEST, [0.0; LANES]);
        }
        let LineEvidence {
            mut sums,
            mut unmatched,
            mut stretches,
            ..
        } = spare.pop().unwrap_or_default();
        sums.clear();
        sums.resize(spans.longest.len() * LONGEST, [0.0; LANES]);
        units.clear();
        // All are looked at before any is worked on, so that the waits overlap.
        let weights = self.near.units(line).iter().enumerate().map(|(at, &unit)| {
            let view = matcher.unit(unit);
            if !view.matches_nothing() {
                units.push(u64::from(unit) << 32 | at as u64);
            }
            view.eligible_weight()
        });
        stretches.start(weights, reach.clone());
        units.sort_unstable();
        let unit_of = |placed: u64| (placed >> 32) as u32;
        for same in units.chunk_by(|&one, &other| unit_of(one) == unit_of(other)) {
            let unit = unit_of(same[0]);
            let view = matcher.unit(unit);
            let weight = view.weight * same.len() as f32;
            if weight <= 0.0 {
                continue;
            }
            let standing = stretches.place(same.iter().map(|&placed| placed as u32 as usize));
            let union = match view.is_eligible_anywhere() {
                true => ALL_ELIGIBLE,
                false => OTHER,
            };
            let (mut first, mut end) = (usize::MAX, 0);
            for channel in view.matching_channels() {
                matcher.for_each_match(channel, unit, &self.reach, |line, strength| {
                    stretches.note(standing, line, strength * view.weight);
                    let place = line - reach.start + LONGEST;
                    let gain = on_grid(strength * weight);
                    let lanes = &mut best[place];
                    lanes[channel] = larger(gain, lanes[channel]);
                    lanes[union] = larger(gain, lanes[union]);
                    (first, end) = (first.min(place), end.max(place + 1));
                });
            }
            while let Some(near) = next_group(best, &mut first, end, union) {
                for place in near.clone() {
                    let line = place - LONGEST + reach.start;
                    stretches.weigh(standing, line, best[place][union]);
                }
                if near.len() == 1 {
                    add(&mut alone[near.start], &best[near.start]);
                } else {
                    add_spans(&mut sums, &spans.longest, best, near.clone());
                }
                best[near].fill([0.0; LANES]);
            }
        }
        add_alone(&mut sums, &spans.longest, alone);
        find_unmatched(&mut unmatched, spans, &stretches);
        LineEvidence {
            first: spans.window.start,
            sums,
            unmatched,
            stretches,
        }
    }
}

/// Looks up what every span leaves unmatched.
fn find_unmatched(unmatched: &mut Vec<Unmatched>, spans: &Spans, stretches: &Stretches) {
    unmatched.clear();
    for (start, &length) in spans.window.clone().zip(&spans.longest) {
        let ends = start + 1..start + 1 + length;
        unmatched.extend(ends.map(|end| stretches.unmatched(start..end)));
        unmatched.resize(unmatched.len() + LONGEST - length, Unmatched::default());
    }
}

/// The next places from `first` on that hold a match, none of them further from
/// the one before than a span reaches.
#[inline]
fn next_group(best: &[Sums], first: &mut usize, end: usize, union: usize) -> Option<Range<usize>> {
    while *first < end && best[*first][union] == 0.0 {
        *first += 1;
    }
    if *first >= end {
        return None;
    }
    let (start, mut last) = (*first, *first);
    while *first < end && *first - last < LONGEST {
        if best[*first][union] > 0.0 {
            last = *first;
        }
        *first += 1;
    }
    Some(start..last + 1)
}

/// Adds the maxima over all spans that meet the places of a group to the sums.
#[inline]
fn add_spans(sums: &mut [Sums], longest: &[usize], best: &[Sums], group: Range<usize>) {
    let (by_start, _) = sums.as_chunks_mut::<LONGEST>();
    // Places are padded by `LONGEST`, starts of spans are not; spans of up to
    // `LONGEST` lines that start this much earlier still meet the first place.
    let first = (group.start - (LONGEST - 1)).max(LONGEST);
    let end = group.end.min(LONGEST + by_start.len());
    for start in first..end {
        let mut most = [0.0f32; LANES];
        let length = longest[start - LONGEST];
        let spans = by_start[start - LONGEST].iter_mut().take(length);
        for (span, place) in spans.zip(&best[start..]) {
            for lane in 0..LANES {
                most[lane] = larger(place[lane], most[lane]);
            }
            add(span, &most);
        }
    }
}

/// The larger of two numbers, neither of which is no number: one instruction.
#[inline]
fn larger(one: f32, other: f32) -> f32 {
    if one > other { one } else { other }
}

/// Adds to every span what each of its lines, padded by `LONGEST` places, adds
/// alone; then all sums are there, and units eligible nowhere join the others.
#[inline]
fn add_alone(sums: &mut [Sums], longest: &[usize], alone: &[Sums]) {
    let (by_start, _) = sums.as_chunks_mut::<LONGEST>();
    for (start, (spans, &length)) in (LONGEST..).zip(by_start.iter_mut().zip(longest)) {
        let mut sum = [0.0; LANES];
        for (span, place) in spans.iter_mut().take(length).zip(&alone[start..]) {
            add(&mut sum, place);
            add(span, &sum);
            span[ALL] += span[ALL_ELIGIBLE];
        }
    }
}

#[inline]
fn add(sum: &mut Sums, gain: &Sums) {
    for lane in 0..LANES {
        sum[lane] += gain[lane];
    }
}

/// The nearest multiple of 2^-12, so that sums below 4,096 are exact and
/// therefore the same in whatever order they are taken. For values below 1,024.
#[inline]
pub(crate) fn on_grid(value: f32) -> f32 {
    /// Numbers of this size are 2^-12 apart.
    const FINE: f32 = (3 << 10) as f32;
    (value + FINE) - FINE
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use bitext_core::{LanguageTag, SegmentedText};
    use bitext_lang::PackLibrary;

    use super::*;
    use crate::Aligner;
    use crate::score::Comparison;

    /// The sums by their definition: for every unit of the line the best match
    /// among the lines of the span.
    fn by_definition(
        (side, far): (&Side, &Side),
        matcher: &Matcher<'_>,
        line: usize,
        span: &Range<usize>,
    ) -> Sums {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for &unit in side.units(line) {
            *counts.entry(unit).or_default() += 1;
        }
        let mut within = matcher.reach();
        matcher.move_to(&mut within, far, span.clone());
        let mut sums = [0.0; LANES];
        for (unit, count) in counts {
            let weight = side.types[unit as usize].weight * count as f32;
            let mut union = 0.0f32;
            for channel in matcher.unit(unit).matching_channels() {
                let mut best = 0.0f32;
                matcher.for_each_match(channel, unit, &within, |_, strength| {
                    best = best.max(on_grid(strength * weight));
                });
                sums[channel] += best;
                union = union.max(best);
            }
            sums[ALL] += union;
            if matcher.unit(unit).is_eligible_anywhere() {
                sums[ALL_ELIGIBLE] += union;
            }
        }
        sums
    }

    #[test]
    fn sums_are_those_of_the_best_match_in_every_span() {
        // Words that come again near and far, and numbers and names beside them.
        let source = SegmentedText::from_lines(&[
            "The president met the president of Poland in Warsaw on 11 April.",
            "The ministers talked about the budget, the budget and the budget.",
            "Nothing.",
            "The budget of 2018 has 340 pages.",
            "The president left Warsaw.",
            "Poland thanked the president.",
        ]);
        let target = SegmentedText::from_lines(&[
            "Президент встретился с президентом Польши в Варшаве 11 апреля.",
            "Министры говорили о бюджете.",
            "О бюджете 2018 года президент не говорил.",
            "В бюджете 340 страниц.",
            "Ничего.",
            "Президент покинул Варшаву.",
            "Польша поблагодарила президента и министров за бюджет.",
        ]);
        let packs = PackLibrary::built_in();
        let pack = |name: &str| packs.get(&LanguageTag::try_new(name).unwrap()).unwrap();
        let aligner = Aligner::builder(&pack("en"), &pack("ru")).build().unwrap();
        let check = |comparison: &Comparison<'_>| {
            let (source, target) = (comparison.source, comparison.target);
            let matcher = &comparison.from_source;
            // Windows go back and forth, and not all spans are asked for.
            let mut gatherer = Gatherer::new(source, target, matcher);
            let mut spans = Spans::default();
            for line in 0..source.len() {
                for (window, most) in [(0..target.len(), LONGEST), (2..5, 2), (0..7, 3)] {
                    let length = |start: usize| (most - start % 2).min(target.len() - start);
                    spans.clear(window.clone());
                    for start in window.clone() {
                        spans.allow(start, length(start));
                    }
                    let evidence = gatherer.of_line(line, &spans);
                    for start in window {
                        for length in 1..=length(start) {
                            let span = start..start + length;
                            let expected = by_definition((source, target), matcher, line, &span);
                            assert_eq!(evidence.over(start, length), &expected);
                        }
                    }
                    gatherer.recycle(evidence);
                }
            }
        };
        aligner.compare(&source, &target, check).unwrap();
    }
}
