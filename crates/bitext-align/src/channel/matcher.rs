//! Seen from one side: what a unit matches among some lines of the other.
//!
//! Nearly all matches of a unit are far from where it is asked for, and finding
//! that out is most of the work of a long text, most of that waiting for memory.
//! So the other text is seen as 64 blocks of lines, and a match says in which of
//! them it is before anything else is looked at; in a short text a block is one
//! line.

use std::ops::Range;

use super::{CHANNELS, ChannelSide, Channels, NO_KEY};
use crate::side::{Side, UnitType};

/// All channels of a bitext, seen from one side.
pub(crate) struct Matcher<'a> {
    near: &'a [ChannelSide; CHANNELS],
    far: &'a [ChannelSide; CHANNELS],
    /// What is asked most of each unit type.
    units: Vec<UnitView>,
    /// For each channel its matches, in their order.
    matches: [Vec<PlacedMatch>; CHANNELS],
    /// Number of lines of the other side, at least 1.
    far_lines: u64,
}

/// How many blocks of lines there are.
const BLOCKS: u64 = 64;

/// Some lines of the other side in which matches are looked for.
pub(crate) struct Reach {
    lines: Range<usize>,
    /// The blocks that they are in, a bit each.
    blocks: u64,
    /// The share of the text in front of them, in parts of 2^32.
    share: u64,
}

/// A match and where the other key is.
struct PlacedMatch {
    /// The blocks with lines that hold the other key, a bit each.
    blocks: u64,
    strength: f32,
    /// Where its lines stand among those of all keys.
    lines: (u32, u32),
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
    pub(crate) fn source_matcher(&self, source: &Side, target: &Side) -> Matcher<'_> {
        Matcher::new(source, &self.source, &self.target, target.len())
    }

    /// The target side's matches in the source.
    pub(crate) fn target_matcher(&self, source: &Side, target: &Side) -> Matcher<'_> {
        Matcher::new(target, &self.target, &self.source, source.len())
    }
}

impl<'a> Matcher<'a> {
    fn new(
        side: &Side,
        near: &'a [ChannelSide; CHANNELS],
        far: &'a [ChannelSide; CHANNELS],
        far_lines: usize,
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
        let far_lines = far_lines.max(1) as u64;
        Self {
            near,
            far,
            units,
            matches: std::array::from_fn(|at| place_matches(&near[at], &far[at], far_lines)),
            far_lines,
        }
    }
}

/// The block that a line is in, of a text of so many lines.
fn block(line: u64, lines: u64) -> u64 {
    if lines <= BLOCKS {
        line
    } else {
        line * BLOCKS / lines
    }
}

/// The matches of a channel with their places.
fn place_matches(near: &ChannelSide, far: &ChannelSide, far_lines: u64) -> Vec<PlacedMatch> {
    let blocks_of = |key: usize| {
        let lines = far.lines.of(key).iter();
        lines.fold(0, |blocks, &line| {
            blocks | 1 << block(line.into(), far_lines)
        })
    };
    let blocks: Vec<u64> = (0..far.lines.len()).map(blocks_of).collect();
    let matches = near.matches.items().iter();
    matches
        .map(|&(other, strength)| {
            let place = far.lines.place(other as usize);
            PlacedMatch {
                blocks: blocks[other as usize],
                strength,
                lines: (place.start as u32, place.end as u32),
            }
        })
        .collect()
}

impl Matcher<'_> {
    /// Some lines of the other side, to look for matches in.
    pub(crate) fn reach(&self, lines: Range<usize>) -> Reach {
        let block = |line: usize| block(line as u64, self.far_lines);
        let blocks = if lines.is_empty() {
            0
        } else {
            let (first, last) = (block(lines.start), block(lines.end - 1));
            u64::MAX << first & u64::MAX >> (BLOCKS - 1 - last)
        };
        Reach {
            blocks,
            share: ((lines.start as u64) << 32) / self.far_lines,
            lines,
        }
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
        let all_lines = self.far[channel].lines.items();
        for found in &self.matches[channel][place] {
            if found.blocks & reach.blocks == 0 {
                continue;
            }
            let lines = &all_lines[found.lines.0 as usize..found.lines.1 as usize];
            let guess = (lines.len() as u64 * reach.share) >> 32;
            let first = lower_bound(lines, guess as usize, reach.lines.start as u32);
            for &line in &lines[first..] {
                if line as usize >= reach.lines.end {
                    break;
                }
                visit(line as usize, found.strength);
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
