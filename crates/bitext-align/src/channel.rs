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

use std::sync::Arc;

use bitext_anchor::{NameDistance, PreparedName};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::cognate::cognates;
use crate::corridor::Corridor;
use crate::lexicon::compound::Parts;
use crate::lexicon::{Meaning, Meanings, Translations, add_source_meanings, add_target_meanings};
use crate::runs::Runs;
use crate::script::WordScript;
use crate::side::{HashedWord, Side, UnitType};

/// How many channels there are.
pub(crate) const CHANNELS: usize = 4;

/// The channels' names in their order, which is also that of their features.
pub(crate) const CHANNEL_NAMES: [&str; CHANNELS] = ["number", "identical", "name", "lexicon"];

/// The channel of names.
const NAME: usize = 2;

/// The channel of the lexicon.
const LEXICON: usize = 3;

/// A word with a match this strong in a link is explained, and teaches nothing.
const MATCHED: f32 = 0.3;

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
    /// For each unit type the channels in which it matches anything, a bit
    /// each, and those in which it is eligible.
    channels: Vec<(u8, u8)>,
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
    pub(crate) fn source_matcher(&self) -> Matcher<'_> {
        Matcher::new(&self.source, &self.target)
    }

    /// The target side's matches in the source.
    pub(crate) fn target_matcher(&self) -> Matcher<'_> {
        Matcher::new(&self.target, &self.source)
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
    fn new(near: &'a [ChannelSide; CHANNELS], far: &'a [ChannelSide; CHANNELS]) -> Self {
        let types = near.first().map_or(0, |channel| channel.keys.len());
        let mut channels = vec![(0, 0); types];
        for (at, channel) in near.iter().enumerate() {
            let units = channel.keys.iter().zip(&channel.eligible);
            for (place, (&key, &eligible)) in channels.iter_mut().zip(units) {
                if key != NO_KEY && !channel.matches.of(key as usize).is_empty() {
                    place.0 |= 1 << at;
                }
                place.1 |= u8::from(eligible) << at;
            }
        }
        Self {
            near,
            far,
            channels,
        }
    }
}

impl Matcher<'_> {
    /// Whether a unit type is eligible in a channel.
    pub(crate) fn eligible(&self, channel: usize, unit: u32) -> bool {
        self.channels[unit as usize].1 >> channel & 1 != 0
    }

    /// Whether a unit type is eligible in any channel.
    pub(crate) fn eligible_anywhere(&self, unit: u32) -> bool {
        self.channels[unit as usize].1 != 0
    }

    /// The channels in which a unit type matches anything, ascending.
    #[inline]
    pub(crate) fn matching_channels(&self, unit: u32) -> impl Iterator<Item = usize> {
        let mut channels = self.channels[unit as usize].0;
        std::iter::from_fn(move || {
            let next = channels.trailing_zeros() as usize;
            channels &= channels.wrapping_sub(1);
            (next < CHANNELS).then_some(next)
        })
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
        for &(other, strength) in near.matches.of(key as usize) {
            let lines = self.far[channel].lines.of(other as usize);
            // Most units are rare, and a few steps beat a search.
            let first = if lines.len() <= 8 {
                let before = |line: &&u32| (**line as usize) < window.start;
                lines.iter().take_while(before).count()
            } else {
                lines.partition_point(|&line| (line as usize) < window.start)
            };
            for &line in &lines[first..] {
                if line as usize >= window.end {
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
    /// call.
    pub(crate) fn for_each_match(
        &mut self,
        source: &Side,
        line: usize,
        window: &std::ops::Range<usize>,
        mut visit: impl FnMut(usize, u32),
    ) {
        for channel in 0..CHANNELS {
            let near = &self.channels.source[channel];
            let far = &self.channels.target[channel];
            let (passed, asked) = (&mut self.passed[channel], &mut self.asked[channel]);
            for &unit in source.units(line) {
                let key = near.keys[unit as usize];
                if key == NO_KEY || asked[key as usize] == line as u32 {
                    continue;
                }
                asked[key as usize] = line as u32;
                for &(other, weight) in self.pairs[channel].of(key as usize) {
                    let lines = far.lines.of(other as usize);
                    let passed = &mut passed[other as usize];
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

impl ChannelSide {
    /// The names by key.
    fn names<'side>(&self, side: &'side Side) -> Vec<&'side PreparedName> {
        let mut names = Vec::with_capacity(self.matches.len());
        for (unit, &key) in side.types.iter().zip(&self.keys) {
            // Keys are given out in the order of the types.
            if key as usize == names.len() {
                names.extend(unit.name());
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

/// A channel side under construction: keys are given out in order of use.
struct Keys<Key> {
    ids: FxHashMap<Key, u32>,
    in_order: Vec<Key>,
    keys: Vec<u32>,
    eligible: Vec<bool>,
}

impl<Key: std::hash::Hash + Eq + Copy> Keys<Key> {
    /// Room for the keys of a side.
    fn new(side: &Side) -> Self {
        Self {
            ids: FxHashMap::default(),
            in_order: Vec::new(),
            keys: Vec::with_capacity(side.types.len()),
            eligible: Vec::with_capacity(side.types.len()),
        }
    }

    fn push(&mut self, key: Option<Key>, eligible: bool) {
        self.eligible.push(eligible && key.is_some());
        let Some(key) = key else {
            self.keys.push(NO_KEY);
            return;
        };
        let next = self.in_order.len() as u32;
        let id = *self.ids.entry(key).or_insert(next);
        if id == next {
            self.in_order.push(key);
        }
        self.keys.push(id);
    }

    /// The finished side with its matches, (own key, (other key, strength)).
    fn into_side(self, matches: &[(u32, Match)]) -> ChannelSide {
        ChannelSide {
            matches: Runs::new(self.in_order.len(), matches),
            keys: self.keys,
            eligible: self.eligible,
            lines: Runs::default(),
        }
    }
}

/// Both sides with their matches, (source key, target key, strength).
fn matched<Key: std::hash::Hash + Eq + Copy>(
    source: Keys<Key>,
    target: Keys<Key>,
    found: &[(u32, u32, f32)],
) -> (ChannelSide, ChannelSide) {
    let (forward, backward) = both_ways(found);
    (source.into_side(&forward), target.into_side(&backward))
}

/// Matches as each side sees them.
fn both_ways(found: &[(u32, u32, f32)]) -> (KeyMatches, KeyMatches) {
    let matches = found.iter();
    matches
        .map(|&(near, far, strength)| ((near, (far, strength)), (far, (near, strength))))
        .unzip()
}

/// Joins two sides whose keys match where they are equal.
fn join_equal<Key: std::hash::Hash + Eq + Copy>(
    source: Keys<Key>,
    target: Keys<Key>,
) -> (ChannelSide, ChannelSide) {
    let shared = equal_keys(&source, &target);
    matched(source, target, &shared)
}

/// Keys that both sides have, in the source's order.
fn equal_keys<Key: std::hash::Hash + Eq + Copy>(
    source: &Keys<Key>,
    target: &Keys<Key>,
) -> Vec<(u32, u32, f32)> {
    let keys = (0..).zip(&source.in_order);
    keys.filter_map(|(near, key)| target.ids.get(key).map(|&far| (near, far, 1.0)))
        .collect()
}

fn number(source: &Side, target: &Side) -> (ChannelSide, ChannelSide) {
    let keys = |side: &Side| {
        let mut keys = Keys::new(side);
        for unit in &side.types {
            keys.push(unit.atom, true);
        }
        keys
    };
    join_equal(keys(source), keys(target))
}

fn identical(source: &Side, target: &Side) -> (ChannelSide, ChannelSide) {
    if source.script == target.script {
        let (near, far) = (telling_words(source), telling_words(target));
        let mut found = equal_keys(&near, &far);
        found.extend(cognates(&near.in_order, &far.in_order));
        return matched(near, far, &found);
    }
    join_equal(words_across(source, target), words_across(target, source))
}

/// The words of a side that have enough letters to tell something.
fn telling_words(side: &Side) -> Keys<&str> {
    let mut keys = Keys::new(side);
    for unit in &side.types {
        let telling = unit.folded().chars().nth(2).is_some();
        keys.push(telling.then_some(unit.folded()), false);
    }
    keys
}

/// The words of a side that are in the other side's script, which should turn
/// up there, and those that do turn up there.
fn words_across<'side>(side: &'side Side, other: &'side Side) -> Keys<HashedWord<'side>> {
    let words = other.types.iter().map(UnitType::hashed);
    let elsewhere: FxHashSet<HashedWord<'_>> = words.collect();
    let mut keys = Keys::new(side);
    for unit in &side.types {
        let present = unit.script != WordScript::None && unit.stem.is_some();
        let takes_part =
            present && (unit.script == other.script || elsewhere.contains(&unit.hashed()));
        keys.push(takes_part.then(|| unit.hashed()), true);
    }
    keys
}

/// Names with the same consonants; others are compared where they meet, see
/// [`Channels::meet_names`].
fn name(source: &Side, target: &Side) -> (ChannelSide, ChannelSide) {
    let eligible = source.script != target.script;
    let side = |side: &Side| {
        let mut keys = Keys::new(side);
        for unit in &side.types {
            keys.push(unit.name().map(PreparedName::number), eligible);
        }
        keys.into_side(&[])
    };
    let (mut left, mut right) = (side(source), side(target));
    let (names, others) = (left.names(source), right.names(target));
    let mut by_consonants: FxHashMap<u128, Vec<u32>> = FxHashMap::default();
    for (at, other) in (0..).zip(&others) {
        if let Some(consonants) = other.consonants() {
            by_consonants.entry(consonants).or_default().push(at);
        }
    }
    let mut found = Vec::new();
    for (at, name) in (0..).zip(&names) {
        let alike = name
            .consonants()
            .and_then(|consonants| by_consonants.get(&consonants));
        for &other in alike.into_iter().flatten() {
            let similarity = name.similarity(others[other as usize]);
            if similarity >= LEAST_NAME_SIMILARITY {
                found.push((at, other, name_strength(similarity)));
            }
        }
    }
    left.put_matches(found.iter().map(|&(near, far, s)| (near, (far, s))));
    right.put_matches(found.iter().map(|&(near, far, s)| (far, (near, s))));
    (left, right)
}

fn name_strength(similarity: f32) -> f32 {
    let above = (similarity - LEAST_NAME_SIMILARITY) / (1.0 - LEAST_NAME_SIMILARITY);
    (0.5 + 0.5 * above).min(1.0)
}

/// The lexicon's view of a side: its keys are the stems that the lexicon knows,
/// whole or by their parts, and for each key what it means.
struct KnownStems {
    /// Key of each unit type.
    keys: Vec<u32>,
    meanings: Vec<Meanings>,
}

impl KnownStems {
    /// `meanings_of` has what a stem means, nothing if no lexicon knows it.
    fn new(side: &Side, meanings_of: impl Fn(u32) -> Option<Meanings>) -> Self {
        let mut known: Vec<Option<u32>> = vec![None; side.stems.len()];
        let mut meanings = Vec::with_capacity(side.stems.len());
        let mut key = |stem: u32| {
            *known[stem as usize].get_or_insert_with(|| match meanings_of(stem) {
                Some(found) => {
                    meanings.push(found);
                    meanings.len() as u32 - 1
                }
                None => NO_KEY,
            })
        };
        let stems = side.types.iter().map(|unit| unit.stem);
        let keys = stems.map(|stem| stem.map_or(NO_KEY, &mut key)).collect();
        Self { keys, meanings }
    }

    /// The finished side with its matches.
    fn into_side(self, matches: &[(u32, Match)]) -> ChannelSide {
        ChannelSide {
            matches: Runs::new(self.meanings.len(), matches),
            eligible: self.keys.iter().map(|&key| key != NO_KEY).collect(),
            keys: self.keys,
            lines: Runs::default(),
        }
    }

    /// By the lexicons of the aligner.
    fn by_aligner(side: &Side) -> Self {
        Self::new(side, |stem| {
            let known = !side.parts[stem as usize].is_empty();
            known.then(|| Arc::clone(&side.meanings[stem as usize]))
        })
    }
}

/// What a stem means by the aligner's lexicons and one learned from the text;
/// `knows` says what either of them knows, `add` adds what parts mean to one.
fn meanings_beside(
    side: &Side,
    stem: u32,
    knows: &dyn Fn(&str) -> bool,
    aligner: Option<&dyn Translations>,
    learned: &dyn Translations,
    add: impl Fn(&dyn Translations, &Parts, &mut Vec<(Meaning, f32)>),
) -> Option<Meanings> {
    let parts = side.known_parts(stem, knows);
    if parts.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    add(learned, &parts, &mut found);
    let own = &side.meanings[stem as usize];
    if Arc::ptr_eq(&parts, &side.parts[stem as usize]) {
        if found.is_empty() {
            return Some(Arc::clone(own));
        }
        found.extend_from_slice(own);
    } else if let Some(aligner) = aligner {
        add(aligner, &parts, &mut found);
    }
    Some(found.into())
}

fn lexicon_channel([near, far]: [KnownStems; 2]) -> (ChannelSide, ChannelSide) {
    // For each meaning the target keys that have it.
    let count = far.meanings.len();
    let mut numbers: FxHashMap<Meaning, u32> =
        FxHashMap::with_capacity_and_hasher(count, FxBuildHasher);
    let mut meant = Vec::with_capacity(count);
    for (key, meanings) in (0..).zip(&far.meanings) {
        for &(meaning, share) in meanings.iter() {
            let next = numbers.len() as u32;
            meant.push((*numbers.entry(meaning).or_insert(next), (key, share)));
        }
    }
    let meant: Runs<Match> = Runs::new(numbers.len(), &meant);
    let mut found: Vec<(u32, u32, f32)> = Vec::new();
    for (key, meanings) in (0..).zip(&near.meanings) {
        let start = found.len();
        for (meaning, strength) in meanings.iter() {
            let Some(&number) = numbers.get(meaning) else {
                continue;
            };
            let others = meant.of(number as usize).iter();
            found.extend(others.map(|&(other, share)| (key, other, strength * share)));
        }
        // Of several ways from a word to another the strongest counts.
        found[start..].sort_unstable_by(|a, b| a.1.cmp(&b.1).then(b.2.total_cmp(&a.2)));
    }
    found.dedup_by_key(|&mut (near, far, _)| (near, far));
    let (forward, backward) = both_ways(&found);
    (near.into_side(&forward), far.into_side(&backward))
}
