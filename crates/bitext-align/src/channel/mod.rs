//! Channels: the ways in which units of the two sides can match.
//!
//! | channel | a source unit and a target unit match if |
//! | --- | --- |
//! | number | their language-free values are equal |
//! | identical | they are written alike, in a script foreign to one side or known to both; in a script of both, cognates to a degree |
//! | name | they may sound alike, to a degree |
//! | lexicon | the lexicon translates the one stem by the other, to a degree |
//!
//! Types are compared once, not occurrences. What comes out is sparse: for each
//! unit type a list of lines of the other side with a strength.
//!
//! A unit is *eligible* in a channel if its going unmatched there speaks
//! against a link: a number that has no counterpart does, a word in Latin
//! letters between two languages in Latin letters does not.

mod build;
mod postings;

use bitext_anchor::{NameDistance, PreparedName};
use rustc_hash::FxHashSet;

use crate::corridor::Corridor;
use crate::lexicon::{Translations, add_source_meanings, add_target_meanings};
use crate::runs::Runs;
use crate::side::{Side, UnitType};

use build::{KnownStems, identical, lexicon_channel, meanings_beside, name, name_strength, number};
pub(crate) use postings::Postings;

/// How many channels there are.
pub(crate) const CHANNELS: usize = 4;

/// The channels' names in their order, which is also that of their features.
pub(crate) const CHANNEL_NAMES: [&str; CHANNELS] = ["number", "identical", "name", "lexicon"];

/// The channel of names.
const NAME: usize = 2;

/// The channel of the lexicon.
const LEXICON: usize = 3;

/// Names less alike than this do not match.
const LEAST_NAME_SIMILARITY: f32 = 0.65;

/// No key: the unit takes no part in a channel.
const NO_KEY: u32 = u32::MAX;

/// A type's matches in one channel: which key of the other side, how strongly.
type Match = (u32, f32);

/// Matches with the key they are of.
type KeyMatches = Vec<(u32, Match)>;

/// One side's view of one channel.
#[derive(Default)]
struct ChannelSide {
    /// Key of each unit type.
    keys: Vec<u32>,
    /// Whether each unit type is eligible.
    eligible: Vec<bool>,
    /// Lines that hold each key, ascending.
    lines: Runs<u32>,
    /// Matches of each key on the other side.
    matches: Runs<Match>,
}

/// All channels of a bitext, seen from one side.
pub(crate) struct Matcher<'a> {
    near: &'a [ChannelSide; CHANNELS],
    far: &'a [ChannelSide; CHANNELS],
    /// What is asked most of each unit type.
    units: Vec<UnitView>,
    /// For each channel its matches, in their order.
    matches: [Vec<PlacedMatch>; CHANNELS],
}

/// A match and where the other key is. Most matches are elsewhere, and this says
/// so without a look at their lines, which are all over memory.
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

/// The channels of a bitext.
pub(crate) struct Channels {
    source: [ChannelSide; CHANNELS],
    target: [ChannelSide; CHANNELS],
}

impl Channels {
    /// Compares the unit types of both sides in every channel.
    pub(crate) fn new(source: &Side, target: &Side) -> Self {
        let mut channels = Self {
            source: Default::default(),
            target: Default::default(),
        };
        let pairs = [
            number(source, target),
            identical(source, target),
            name(source, target),
        ];
        for (channel, pair) in pairs.into_iter().enumerate() {
            channels.put(channel, pair, source, target);
        }
        let known = [source, target].map(KnownStems::by_aligner);
        channels.put(LEXICON, lexicon_channel(known), source, target);
        channels
    }

    /// The same channels of the same sides with one more lexicon, learned from
    /// the text, beside those of the aligner.
    pub(crate) fn with_lexicon(
        mut self,
        source: &Side,
        target: &Side,
        aligner: Option<&dyn Translations>,
        learned: &dyn Translations,
    ) -> Self {
        let known = [
            KnownStems::new(source, |stem| {
                let knows = |stem: &str| {
                    aligner.is_some_and(|aligner| aligner.knows_source(stem))
                        || learned.knows_source(stem)
                };
                meanings_beside(source, stem, &knows, aligner, learned, add_source_meanings)
            }),
            KnownStems::new(target, |stem| {
                let knows = |stem: &str| {
                    aligner.is_some_and(|aligner| aligner.knows_target(stem))
                        || learned.knows_target(stem)
                };
                meanings_beside(target, stem, &knows, aligner, learned, add_target_meanings)
            }),
        ];
        let channel = lexicon_channel(known);
        self.put(LEXICON, channel, source, target);
        self
    }

    /// Compares the names that meet in a corridor by how they sound, so that the
    /// work grows with the length of the texts and not with its square.
    pub(crate) fn meet_names(&mut self, source: &Side, target: &Side, corridor: &Corridor) {
        let (near, far) = (&self.source[NAME], &self.target[NAME]);
        let (sources, targets) = (near.names(source), far.names(target));
        let (starts, met) = far.by_line(target);
        let mut compared = FxHashSet::default();
        let mut found = Vec::new();
        for (key, (other, strength)) in near.matches.all() {
            compared.insert((key, other));
            found.push((key, other, strength));
        }
        let distance = NameDistance::at_most(LEAST_NAME_SIMILARITY);
        let (near_starts, names) = near.by_line(source);
        // Rows ascend at both ends, so each name need look at the part of its
        // reach only that lies behind all it saw before.
        let mut reached = vec![0; sources.len()];
        for line in 0..source.len() {
            let reach = corridor.row(line).start..corridor.row(line + 1).end.min(target.len());
            for &key in &names[near_starts[line] as usize..near_starts[line + 1] as usize] {
                let name = sources[key as usize];
                let start = reach.start.max(reached[key as usize]);
                if start >= reach.end {
                    continue;
                }
                reached[key as usize] = reach.end;
                for &other in &met[starts[start] as usize..starts[reach.end] as usize] {
                    let candidate = targets[other as usize];
                    if !name.may_match(candidate, distance) || !compared.insert((key, other)) {
                        continue;
                    }
                    let similarity = name.similarity(candidate);
                    if similarity >= LEAST_NAME_SIMILARITY {
                        found.push((key, other, name_strength(similarity)));
                    }
                }
            }
        }
        found.sort_unstable_by_key(|&(near, far, _)| (near, far));
        self.source[NAME].put_matches(found.iter().map(|&(near, far, s)| (near, (far, s))));
        self.target[NAME].put_matches(found.iter().map(|&(near, far, s)| (far, (near, s))));
    }

    /// Whether the lexicon knows any word of either text.
    pub(crate) fn has_lexicon(&self) -> bool {
        let known = [&self.source[LEXICON], &self.target[LEXICON]];
        known.iter().any(|side| side.matches.len() > 0)
    }

    fn put(
        &mut self,
        channel: usize,
        (mut near, mut far): (ChannelSide, ChannelSide),
        source: &Side,
        target: &Side,
    ) {
        near.index_lines(source);
        far.index_lines(target);
        self.source[channel] = near;
        self.target[channel] = far;
    }

    /// The source side's matches in the target.
    pub(crate) fn source_matcher(&self, source: &Side) -> Matcher<'_> {
        Matcher::new(source, &self.source, &self.target)
    }

    /// The target side's matches in the source.
    pub(crate) fn target_matcher(&self, target: &Side) -> Matcher<'_> {
        Matcher::new(target, &self.target, &self.source)
    }
}

/// Keys that come up in more lines than this on either side point nowhere.
const RAREST_LINES: usize = 2;

/// Matches weaker than this are no guide through a long text.
const GUIDE_STRENGTH: f32 = 0.6;

impl Channels {
    /// Places where rare units of both sides match: (source line, target line,
    /// how telling), ascending, places hit more than once added up.
    pub(crate) fn guides(&self) -> Vec<(usize, usize, f32)> {
        let mut found = Vec::new();
        for (near, far) in self.source.iter().zip(&self.target) {
            for key in 0..near.lines.len() {
                let lines = near.lines.of(key);
                if lines.is_empty() || lines.len() > RAREST_LINES {
                    continue;
                }
                for &(other, strength) in near.matches.of(key) {
                    let others = far.lines.of(other as usize);
                    if strength < GUIDE_STRENGTH || others.len() > RAREST_LINES {
                        continue;
                    }
                    let weight = strength / (lines.len() * others.len().max(1)) as f32;
                    for &i in lines {
                        found.extend(others.iter().map(|&j| (i as usize, j as usize, weight)));
                    }
                }
            }
        }
        found.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        found.dedup_by(|later, kept| {
            let same = (later.0, later.1) == (kept.0, kept.1);
            if same {
                kept.2 += later.2;
            }
            same
        });
        found
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

/// The index of the first of some ascending lines that is not before `wanted`.
///
/// Words are spread over a text, so the place of a line among those of a word is
/// about its place in the text; from there it is a few steps, all in the same
/// part of memory.
fn lower_bound(lines: &[u32], wanted: u32) -> usize {
    let (Some(&first), Some(&last)) = (lines.first(), lines.last()) else {
        return 0;
    };
    if wanted <= first {
        return 0;
    }
    if wanted > last {
        return lines.len();
    }
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
        window: &std::ops::Range<usize>,
        mut visit: impl FnMut(usize, f32),
    ) {
        let near = &self.near[channel];
        let key = near.keys[unit as usize];
        if key == NO_KEY {
            return;
        }
        let place = near.matches.place(key as usize);
        let all_lines = self.far[channel].lines.items();
        for found in &self.matches[channel][place] {
            if found.end as usize <= window.start || found.first as usize >= window.end {
                continue;
            }
            let lines = &all_lines[found.lines.0 as usize..found.lines.1 as usize];
            let first = lower_bound(lines, window.start as u32);
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

impl ChannelSide {
    /// The names by key.
    fn names<'side>(&self, side: &'side Side) -> Vec<&'side PreparedName> {
        let mut names = Vec::with_capacity(self.matches.len());
        for (unit, &key) in side.types.iter().zip(&self.keys) {
            // Keys are given out in the order of the types.
            if key as usize == names.len() {
                names.extend(side.name(unit));
            }
        }
        names
    }

    /// The greatest weight of a unit type of each key.
    fn key_weights(&self, side: &Side) -> Vec<f32> {
        let mut weights = vec![0.0f32; self.matches.len()];
        for (unit, &key) in side.types.iter().zip(&self.keys) {
            if key != NO_KEY {
                let weight = &mut weights[key as usize];
                *weight = weight.max(unit.weight);
            }
        }
        weights
    }

    /// The keys of every line, repeats included: where each line's start, and
    /// the keys.
    fn by_line(&self, side: &Side) -> (Vec<u32>, Vec<u32>) {
        let mut starts = vec![0];
        let mut found = Vec::new();
        for line in 0..side.len() {
            let keys = side
                .units(line)
                .iter()
                .map(|&unit| self.keys[unit as usize]);
            found.extend(keys.filter(|&key| key != NO_KEY));
            starts.push(found.len() as u32);
        }
        (starts, found)
    }

    fn put_matches(&mut self, matches: impl Iterator<Item = (u32, Match)>) {
        let matches: Vec<_> = matches.collect();
        self.matches = Runs::new(self.matches.len(), &matches);
    }

    /// Fills in which lines hold each key.
    fn index_lines(&mut self, side: &Side) {
        let mut lines = Vec::new();
        let mut last = vec![NO_KEY; self.matches.len()];
        for segment in 0..side.len() {
            for &unit in side.units(segment) {
                let key = self.keys[unit as usize];
                if key == NO_KEY || last[key as usize] == segment as u32 {
                    continue;
                }
                last[key as usize] = segment as u32;
                lines.push((key, segment as u32));
            }
        }
        self.lines = Runs::new(self.matches.len(), &lines);
    }
}

#[cfg(test)]
mod tests {
    use super::lower_bound;

    #[test]
    fn a_line_is_found_among_those_of_a_word() {
        let even: Vec<u32> = (10..200).step_by(7).collect();
        let crowded = [1, 2, 3, 4, 5, 1_000, 1_001, 9_000_000];
        for lines in [&even[..], &crowded, &[5], &[]] {
            for wanted in (0..1_100).chain([8_999_999, 9_000_000, 9_000_001]) {
                let expected = lines.partition_point(|&line| line < wanted);
                assert_eq!(
                    lower_bound(lines, wanted),
                    expected,
                    "{wanted} in {lines:?}"
                );
            }
        }
    }
}
