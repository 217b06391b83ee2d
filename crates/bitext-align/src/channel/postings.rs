//! What channels are asked for beside links: matches by line, for a sweep over
//! the lines in order, and the words of a link that nothing matches.

use super::{CHANNELS, ChannelSide, Channels, LEXICON, Matcher, NO_KEY};
use crate::runs::Runs;
use crate::side::Side;

/// A word with a match this strong in a link is explained, and teaches nothing.
const MATCHED: f32 = 0.3;

/// Matches by line, for a sweep over the source lines in order.
pub(crate) struct Postings<'a> {
    channels: &'a Channels,
    /// For each channel and source key: (target key, what the match weighs).
    pairs: [Runs<(u32, u32)>; CHANNELS],
    /// For each channel and target key: how many of its lines lie before the
    /// window.
    passed: [Vec<u32>; CHANNELS],
    /// For each channel and source key: the last line that asked for it.
    asked: [Vec<u32>; CHANNELS],
}

impl<'a> Postings<'a> {
    /// Weighs every match by `weigh(strength, weight of both units)`; matches
    /// that weigh nothing are left out.
    pub(crate) fn new(
        channels: &'a Channels,
        source: &Side,
        target: &Side,
        weigh: impl Fn(f32, f32) -> Option<u32>,
    ) -> Self {
        let pairs = |channel: usize| {
            let (near, far) = (&channels.source[channel], &channels.target[channel]);
            let (near_weights, far_weights) = (near.key_weights(source), far.key_weights(target));
            let mut pairs = Vec::new();
            for (key, &weight) in near_weights.iter().enumerate() {
                for &(other, strength) in near.matches.of(key) {
                    let both = weight + far_weights[other as usize];
                    if let Some(weighed) = weigh(strength, both) {
                        pairs.push((key as u32, (other, weighed)));
                    }
                }
            }
            Runs::new(near.matches.len(), &pairs)
        };
        Self {
            pairs: std::array::from_fn(pairs),
            passed: std::array::from_fn(|at| vec![0; channels.target[at].lines.len()]),
            asked: std::array::from_fn(|at| vec![NO_KEY; channels.source[at].lines.len()]),
            channels,
        }
    }

    /// Calls `visit(target line, weight)` for every match of a source line in
    /// `window`; lines repeat. Both ends of the window must ascend from call to
    /// call. `matcher` says in which channels a unit matches anything.
    pub(crate) fn for_each_match(
        &mut self,
        source: &Side,
        matcher: &Matcher<'_>,
        line: usize,
        window: &std::ops::Range<usize>,
        mut visit: impl FnMut(usize, u32),
    ) {
        for &unit in source.units(line) {
            for channel in matcher.unit(unit).matching_channels() {
                let key = self.channels.source[channel].keys[unit as usize];
                let asked = &mut self.asked[channel][key as usize];
                if *asked == line as u32 {
                    continue;
                }
                *asked = line as u32;
                let far = &self.channels.target[channel];
                for &(other, weight) in self.pairs[channel].of(key as usize) {
                    let lines = far.lines.of(other as usize);
                    let passed = &mut self.passed[channel][other as usize];
                    while lines
                        .get(*passed as usize)
                        .is_some_and(|&line| (line as usize) < window.start)
                    {
                        *passed += 1;
                    }
                    for &line in &lines[*passed as usize..] {
                        if line as usize >= window.end {
                            break;
                        }
                        visit(line as usize, weight);
                    }
                }
            }
        }
    }
}

/// Finds what the lexicon leaves unmatched.
pub(crate) struct Unmatched<'a> {
    near: &'a ChannelSide,
    far: &'a ChannelSide,
    /// For each target key the link that last had it, and that last matched it.
    present: Vec<(u32, u32)>,
    link: u32,
}

impl Channels {
    /// To be asked for the links of a ladder.
    pub(crate) fn unmatched(&self) -> Unmatched<'_> {
        let (near, far) = (&self.source[LEXICON], &self.target[LEXICON]);
        Unmatched {
            near,
            far,
            present: vec![(0, 0); far.matches.len()],
            link: 0,
        }
    }
}

impl Unmatched<'_> {
    /// Those of the units of a link that no unit of the other side matches.
    pub(crate) fn of(&mut self, mut near: Vec<u32>, mut far: Vec<u32>) -> (Vec<u32>, Vec<u32>) {
        self.link += 1;
        let link = self.link;
        for &unit in &far {
            if let Some(present) = self.present.get_mut(self.far.keys[unit as usize] as usize) {
                present.0 = link;
            }
        }
        near.retain(|&unit| {
            let key = self.near.keys[unit as usize];
            let mut alone = true;
            if key != NO_KEY {
                for &(other, strength) in self.near.matches.of(key as usize) {
                    let present = &mut self.present[other as usize];
                    if present.0 == link && strength >= MATCHED {
                        present.1 = link;
                        alone = false;
                    }
                }
            }
            alone
        });
        far.retain(|&unit| {
            let present = self.present.get(self.far.keys[unit as usize] as usize);
            present.is_none_or(|present| present.1 != link)
        });
        (near, far)
    }
}
