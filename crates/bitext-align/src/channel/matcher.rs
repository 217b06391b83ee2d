//! Seen from one side: what a unit matches among some lines of the other.
//!
//! Nearly all matches of a unit are far from where it is asked for, and finding
//! that out is most of the work of a long text, most of that waiting for memory.
//! So a match says where it begins and ends before anything else is looked at.

use std::ops::Range;

use super::{CHANNELS, ChannelSide, Channels, Match, NO_KEY};
use crate::side::{Side, UnitType};

/// All channels of a bitext, seen from one side.
pub(crate) struct Matcher<'a> {
    near: &'a [ChannelSide; CHANNELS],
    far: &'a [ChannelSide; CHANNELS],
    /// What is asked most of each unit type.
    units: Vec<UnitView>,
    /// For each channel its matches, in their order.
    matches: [Vec<PlacedMatch>; CHANNELS],
}

/// A match and where the other key is, so that a look at its lines, which are all
/// over memory, is needed only where they may be near.
struct PlacedMatch {
    strength: f32,
    /// The first line that holds the other key, and one past the last.
    first: u32,
    end: u32,
    /// Where its lines stand among those of all keys.
    lines: (u32, u32),
}

/// A unit type as the channels see it.
#[derive(Clone, Copy)]
pub(crate) struct UnitView {
    /// How telling it is.
    pub(crate) weight: f32,
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
            matching: 0,
            eligible: 0,
        };
        let mut units: Vec<UnitView> = side.types.iter().map(view).collect();
        for (at, channel) in near.iter().enumerate() {
            let keys = channel.keys.iter().zip(&channel.eligible);
            for (unit, (&key, &eligible)) in units.iter_mut().zip(keys) {
                if key != NO_KEY && !channel.matches.of(key as usize).is_empty() {
                    unit.matching |= 1 << at;
                }
                unit.eligible |= u8::from(eligible) << at;
            }
        }
        Self {
            near,
            far,
            units,
            matches: std::array::from_fn(|at| {
                let matches = near[at].matches.items().iter();
                matches
                    .map(|found| PlacedMatch::new(found, &far[at]))
                    .collect()
            }),
        }
    }
}

impl Matcher<'_> {
    /// What is asked most of a unit type.
    #[inline]
    pub(crate) fn unit(&self, unit: u32) -> UnitView {
        self.units[unit as usize]
    }

    /// Calls `visit(line, strength)` for every line of the other side in
    /// `window` that holds a match of the unit type; lines may repeat.
    pub(crate) fn for_each_match(
        &self,
        channel: usize,
        unit: u32,
        window: &Range<usize>,
        mut visit: impl FnMut(usize, f32),
    ) {
        let near = &self.near[channel];
        let key = near.keys[unit as usize];
        if key == NO_KEY {
            return;
        }
        let all_lines = self.far[channel].lines.items();
        for found in &self.matches[channel][near.matches.place(key as usize)] {
            if found.end as usize <= window.start || found.first as usize >= window.end {
                continue;
            }
            let lines = &all_lines[found.lines.0 as usize..found.lines.1 as usize];
            let first = lower_bound(lines, found.first, window.start as u32);
            for &line in &lines[first..] {
                if line as usize >= window.end {
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

impl PlacedMatch {
    fn new(&(other, strength): &Match, far: &ChannelSide) -> Self {
        let lines = far.lines.of(other as usize);
        let place = far.lines.place(other as usize);
        Self {
            strength,
            first: lines.first().copied().unwrap_or(0),
            end: lines.last().map_or(0, |last| last + 1),
            lines: (place.start as u32, place.end as u32),
        }
    }
}

impl UnitView {
    /// Whether it is eligible in a channel.
    pub(crate) fn is_eligible(self, channel: usize) -> bool {
        self.eligible >> channel & 1 != 0
    }

    /// Whether it is eligible in any channel.
    pub(crate) fn is_eligible_anywhere(self) -> bool {
        self.eligible != 0
    }

    /// The channels in which it matches anything, ascending.
    #[inline]
    pub(crate) fn matching_channels(self) -> impl Iterator<Item = usize> {
        let mut channels = self.matching;
        std::iter::from_fn(move || {
            let next = channels.trailing_zeros() as usize;
            channels &= channels.wrapping_sub(1);
            (next < CHANNELS).then_some(next)
        })
    }
}

/// The index of the first of some ascending lines that is not before `wanted`;
/// the first line is known, the last is not before it.
///
/// Words are spread over a text, so the place of a line among those of a word is
/// about its place in the text; from there it is a few steps, all in the same
/// part of memory.
fn lower_bound(lines: &[u32], first: u32, wanted: u32) -> usize {
    if wanted <= first || lines.len() < 2 {
        return 0;
    }
    let last = lines[lines.len() - 1];
    let share = u64::from(wanted - first) * (lines.len() as u64 - 1) / u64::from(last - first);
    let guess = share as usize;
    // Double the step until the place lies between two lines.
    let (mut low, mut high) = (guess, guess);
    let mut step = 1;
    if lines[guess] < wanted {
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
            let (first, last) = (lines[0], lines[lines.len() - 1]);
            for wanted in (0..1_100).chain([8_999_999, 9_000_000]) {
                if wanted <= last {
                    let expected = lines.partition_point(|&line| line < wanted);
                    assert_eq!(lower_bound(lines, first, wanted), expected);
                }
            }
        }
    }
}
