//! Seen from one side: what a unit matches among some lines of the other.
//!
//! Nearly all matches of a unit are far from where it is asked for, and finding
//! that out is most of the work of a long text. So whoever sweeps over the lines
//! keeps for each word of the other text the last line of those at hand that
//! holds it: one number tells that a match is elsewhere, and all those numbers
//! stay in fast memory.

use std::ops::Range;

use super::{CHANNELS, ChannelSide, Channels, NO_KEY};
use crate::side::{Side, UnitType};

/// All channels of a bitext, seen from one side.
pub(crate) struct Matcher<'a> {
    near: &'a [ChannelSide; CHANNELS],
    far: &'a [ChannelSide; CHANNELS],
    /// What is asked most of each unit type.
    units: Vec<UnitView>,
}

/// Some lines of the other side in which matches are looked for.
pub(crate) struct Reach {
    lines: Range<usize>,
    /// The share of the text in front of them, in parts of 2^32.
    share: u64,
    /// For each channel and key of the other side one more than the last line at
    /// hand that holds it; less than the first line at hand if none does.
    last: [Vec<u32>; CHANNELS],
}

/// A unit type as the channels see it.
#[derive(Clone, Copy)]
pub(crate) struct UnitView {
    /// How telling it is.
    pub(crate) weight: f32,
    /// Where its matches stand in the first channel in which it has any.
    first: (u32, u32),
    /// The channels in which it matches anything, a bit each.
    matching: u8,
    /// The channels in which it is eligible, a bit each.
    eligible: u8,
}

impl Channels {
    /// The source side's matches in the target.
    pub(crate) fn source_matcher(&self, source: &Side) -> Matcher<'_> {
        Matcher::new(source, &self.source, &self.target)
    }

    /// The target side's matches in the source.
    pub(crate) fn target_matcher(&self, target: &Side) -> Matcher<'_> {
        Matcher::new(target, &self.target, &self.source)
    }
}

impl<'a> Matcher<'a> {
    fn new(
        side: &Side,
        near: &'a [ChannelSide; CHANNELS],
        far: &'a [ChannelSide; CHANNELS],
    ) -> Self {
        let view = |unit: &UnitType| UnitView {
            weight: unit.weight,
            first: (0, 0),
            matching: 0,
            eligible: 0,
        };
        let mut units: Vec<UnitView> = side.types.iter().map(view).collect();
        for (at, channel) in near.iter().enumerate() {
            let keys = channel.keys.iter().zip(&channel.eligible);
            for (unit, (&key, &eligible)) in units.iter_mut().zip(keys) {
                unit.eligible |= u8::from(eligible) << at;
                if key == NO_KEY {
                    continue;
                }
                let place = channel.matches.place(key as usize);
                if !place.is_empty() {
                    if unit.matching == 0 {
                        unit.first = (place.start as u32, place.end as u32);
                    }
                    unit.matching |= 1 << at;
                }
            }
        }
        Self { near, far, units }
    }
}

impl Matcher<'_> {
    /// No lines of the other side yet, to look for matches in.
    pub(crate) fn reach(&self) -> Reach {
        Reach {
            lines: 0..0,
            share: 0,
            last: std::array::from_fn(|at| vec![0; self.far[at].lines.len()]),
        }
    }

    /// Moves a reach to other lines of the other side, which costs least if both
    /// ends ascend from call to call.
    pub(crate) fn move_to(&self, reach: &mut Reach, far: &Side, lines: Range<usize>) {
        let ascends = lines.start >= reach.lines.start && lines.end >= reach.lines.end;
        let new = match ascends {
            true => lines.start.max(reach.lines.end)..lines.end,
            // What was noted of later lines is looked at in vain, and no more.
            false => lines.clone(),
        };
        for (channel, last) in self.far.iter().zip(&mut reach.last) {
            for line in new.clone() {
                for &unit in far.units(line) {
                    let key = channel.keys[unit as usize];
                    if key != NO_KEY {
                        last[key as usize] = line as u32 + 1;
                    }
                }
            }
        }
        reach.share = ((lines.start as u64) << 32) / far.len().max(1) as u64;
        reach.lines = lines;
    }

    /// What is asked most of a unit type.
    #[inline]
    pub(crate) fn unit(&self, unit: u32) -> UnitView {
        self.units[unit as usize]
    }

    /// Calls `visit(line, strength)` for every line of the other side within
    /// `reach` that holds a match of the unit type in a channel in which it has
    /// any; lines may repeat.
    #[inline]
    pub(crate) fn for_each_match(
        &self,
        channel: usize,
        unit: u32,
        reach: &Reach,
        mut visit: impl FnMut(usize, f32),
    ) {
        let view = &self.units[unit as usize];
        let place = if view.matching.trailing_zeros() as usize == channel {
            view.first.0 as usize..view.first.1 as usize
        } else {
            let near = &self.near[channel];
            near.matches.place(near.keys[unit as usize] as usize)
        };
        let all_lines = &self.far[channel].lines;
        let last = &reach.last[channel];
        for &(other, strength) in &self.near[channel].matches.items()[place] {
            if last[other as usize] as usize <= reach.lines.start {
                continue;
            }
            let lines = all_lines.of(other as usize);
            let guess = (lines.len() as u64 * reach.share) >> 32;
            let first = lower_bound(lines, guess as usize, reach.lines.start as u32);
            for &line in &lines[first..] {
                if line as usize >= reach.lines.end {
                    break;
                }
                visit(line as usize, strength);
            }
        }
    }

    /// The matches of a unit type as (key of the other side, strength), for
    /// `--explain`.
    pub(crate) fn matching_units(&self, channel: usize, unit: u32, other: u32) -> Option<f32> {
        let key = self.near[channel].keys[unit as usize];
        let wanted = self.far[channel].keys[other as usize];
        if key == NO_KEY || wanted == NO_KEY {
            return None;
        }
        let matches = self.near[channel].matches.of(key as usize);
        matches
            .iter()
            .find(|&&(found, _)| found == wanted)
            .map(|&(_, strength)| strength)
    }
}

impl UnitView {
    /// Whether it is eligible in any channel.
    pub(crate) fn is_eligible_anywhere(self) -> bool {
        self.eligible != 0
    }

    /// How telling it is if it is eligible anywhere, else 0.
    #[inline]
    pub(crate) fn eligible_weight(self) -> f32 {
        if self.is_eligible_anywhere() {
            self.weight
        } else {
            0.0
        }
    }

    /// Whether it matches nothing in any channel.
    #[inline]
    pub(crate) fn matches_nothing(self) -> bool {
        self.matching == 0
    }

    /// The channels in which it is eligible, ascending.
    #[inline]
    pub(crate) fn eligible_channels(self) -> impl Iterator<Item = usize> {
        channels(self.eligible)
    }

    /// The channels in which it matches anything, ascending.
    #[inline]
    pub(crate) fn matching_channels(self) -> impl Iterator<Item = usize> {
        channels(self.matching)
    }
}

/// The channels of a set of bits, ascending.
#[inline]
fn channels(mut set: u8) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let next = set.trailing_zeros() as usize;
        set &= set.wrapping_sub(1);
        (next < CHANNELS).then_some(next)
    })
}

/// The index of the first of some ascending lines that is not before `wanted`.
///
/// Words are spread over a text, so the place of a line among those of a word is
/// about its place in the text, the `guess`; from there it is a few steps, all in
/// the same part of memory.
fn lower_bound(lines: &[u32], guess: usize, wanted: u32) -> usize {
    // Double the step until the place lies between two lines.
    let (mut low, mut high) = (guess, guess);
    let mut step = 1;
    if lines.get(guess).is_some_and(|&line| line < wanted) {
        while high < lines.len() && lines[high] < wanted {
            low = high + 1;
            high += step;
            step *= 2;
        }
        high = high.min(lines.len());
    } else {
        while low > 0 && lines[low - 1] >= wanted {
            high = low - 1;
            low = low.saturating_sub(step);
            step *= 2;
        }
    }
    low + lines[low..high].partition_point(|&line| line < wanted)
}

#[cfg(test)]
mod tests {
    use super::lower_bound;

    #[test]
    fn a_line_is_found_among_those_of_a_word() {
        let even: Vec<u32> = (10..200).step_by(7).collect();
        let crowded = [1, 2, 3, 4, 5, 1_000, 1_001, 9_000_000];
        for lines in [&even[..], &crowded, &[5], &[5, 5_000_000]] {
            for wanted in (0..1_100).chain([8_999_999, 9_000_000, 9_000_001]) {
                let expected = lines.partition_point(|&line| line < wanted);
                for guess in 0..=lines.len() {
                    assert_eq!(lower_bound(lines, guess, wanted), expected);
                }
            }
        }
    }
}
