//! Channels: the ways in which units of the two sides can match.
//!
//! | channel | a source unit and a target unit match if |
//! | --- | --- |
//! | number | their language-free values are equal |
//! | identical | they are written alike, in a script foreign to one side or known to both |
//! | name | they may sound alike, to a degree |
//! | lexicon | the lexicon translates the one stem by the other, to a degree |
//!
//! Types are compared once, not occurrences. What comes out is sparse: for each
//! unit type a list of lines of the other side with a strength.
//!
//! A unit is *eligible* in a channel if its going unmatched there speaks
//! against a link: a number that has no counterpart does, a word in Latin
//! letters between two languages in Latin letters does not.

use bitext_anchor::NameIndex;
use rustc_hash::FxHashMap;

use crate::lexicon::Translations;
use crate::side::{Side, WordScript};

/// How many channels there are.
pub(crate) const CHANNELS: usize = 4;

/// The channels' names in their order, which is also that of their features.
pub(crate) const CHANNEL_NAMES: [&str; CHANNELS] = ["number", "identical", "name", "lexicon"];

/// Names less alike than this do not match.
const LEAST_NAME_SIMILARITY: f32 = 0.65;

/// No key: the unit takes no part in a channel.
const NO_KEY: u32 = u32::MAX;

/// A type's matches in one channel: which key of the other side, how strongly.
type Match = (u32, f32);

/// One side's view of one channel.
#[derive(Default)]
struct ChannelSide {
    /// Key of each unit type.
    keys: Vec<u32>,
    /// Whether each unit type is eligible.
    eligible: Vec<bool>,
    /// Lines that hold each key, ascending.
    lines: Vec<Vec<u32>>,
    /// Matches of each key on the other side.
    matches: Vec<Vec<Match>>,
}

/// All channels of a bitext, seen from one side.
pub(crate) struct Matcher<'a> {
    near: &'a [ChannelSide; CHANNELS],
    far: &'a [ChannelSide; CHANNELS],
}

/// The channels of a bitext.
pub(crate) struct Channels {
    source: [ChannelSide; CHANNELS],
    target: [ChannelSide; CHANNELS],
}

impl Channels {
    /// Compares the unit types of both sides in every channel.
    pub(crate) fn new(source: &Side, target: &Side, lexicon: Option<&dyn Translations>) -> Self {
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
        channels.with_lexicon(source, target, lexicon)
    }

    /// The same channels of the same sides with another lexicon.
    pub(crate) fn with_lexicon(
        mut self,
        source: &Side,
        target: &Side,
        lexicon: Option<&dyn Translations>,
    ) -> Self {
        self.put(
            CHANNELS - 1,
            lexicon_channel(source, target, lexicon),
            source,
            target,
        );
        self
    }

    /// Whether the lexicon knows any word of the texts.
    pub(crate) fn has_lexicon(&self) -> bool {
        self.source
            .last()
            .is_some_and(|lexicon| !lexicon.matches.is_empty())
    }

    fn put(
        &mut self,
        channel: usize,
        (mut near, mut far): (ChannelSide, ChannelSide),
        source: &Side,
        target: &Side,
    ) {
        index_lines(source, &mut near);
        index_lines(target, &mut far);
        self.source[channel] = near;
        self.target[channel] = far;
    }

    /// The source side's matches in the target.
    pub(crate) fn source_matcher(&self) -> Matcher<'_> {
        Matcher {
            near: &self.source,
            far: &self.target,
        }
    }

    /// The target side's matches in the source.
    pub(crate) fn target_matcher(&self) -> Matcher<'_> {
        Matcher {
            near: &self.target,
            far: &self.source,
        }
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
            for (lines, matches) in near.lines.iter().zip(&near.matches) {
                if lines.is_empty() || lines.len() > RAREST_LINES {
                    continue;
                }
                for &(other, strength) in matches {
                    let others = &far.lines[other as usize];
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

impl Matcher<'_> {
    /// Whether a unit type is eligible in a channel.
    pub(crate) fn eligible(&self, channel: usize, unit: u32) -> bool {
        self.near[channel].eligible[unit as usize]
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
        for &(other, strength) in &near.matches[key as usize] {
            let lines = &self.far[channel].lines[other as usize];
            let first = lines.partition_point(|&line| (line as usize) < window.start);
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
        let matches = &self.near[channel].matches[key as usize];
        matches
            .iter()
            .find(|&&(found, _)| found == wanted)
            .map(|&(_, strength)| strength)
    }
}

/// Fills in which lines hold each key.
fn index_lines(side: &Side, channel: &mut ChannelSide) {
    let mut lines = vec![Vec::new(); channel.matches.len()];
    for segment in 0..side.len() {
        for &unit in side.units(segment) {
            let key = channel.keys[unit as usize];
            if key == NO_KEY {
                continue;
            }
            let lines: &mut Vec<u32> = &mut lines[key as usize];
            if lines.last() != Some(&(segment as u32)) {
                lines.push(segment as u32);
            }
        }
    }
    channel.lines = lines;
}

/// A channel side under construction: keys are given out in order of use.
struct Keys<Key> {
    ids: FxHashMap<Key, u32>,
    keys: Vec<u32>,
    eligible: Vec<bool>,
}

impl<Key: std::hash::Hash + Eq + Clone> Keys<Key> {
    fn new() -> Self {
        Self {
            ids: FxHashMap::default(),
            keys: Vec::new(),
            eligible: Vec::new(),
        }
    }

    fn push(&mut self, key: Option<Key>, eligible: bool) {
        self.eligible.push(eligible && key.is_some());
        let Some(key) = key else {
            self.keys.push(NO_KEY);
            return;
        };
        let next = self.ids.len() as u32;
        self.keys.push(*self.ids.entry(key).or_insert(next));
    }

    /// The finished side, its matches still to come.
    fn into_side(self) -> ChannelSide {
        let count = self.ids.len();
        ChannelSide {
            keys: self.keys,
            eligible: self.eligible,
            lines: Vec::new(),
            matches: vec![Vec::new(); count],
        }
    }
}

/// Joins two sides whose keys match where they are equal.
fn join_equal<Key: std::hash::Hash + Eq + Clone>(
    source: Keys<Key>,
    target: Keys<Key>,
) -> (ChannelSide, ChannelSide) {
    let shared: Vec<(u32, u32)> = source
        .ids
        .iter()
        .filter_map(|(key, &near)| target.ids.get(key).map(|&far| (near, far)))
        .collect();
    let (mut left, mut right) = (source.into_side(), target.into_side());
    for (near, far) in shared {
        left.matches[near as usize].push((far, 1.0));
        right.matches[far as usize].push((near, 1.0));
    }
    (left, right)
}

fn number(source: &Side, target: &Side) -> (ChannelSide, ChannelSide) {
    let keys = |side: &Side| {
        let mut keys = Keys::new();
        for unit in &side.types {
            keys.push(unit.atom, true);
        }
        keys
    };
    join_equal(keys(source), keys(target))
}

fn identical(source: &Side, target: &Side) -> (ChannelSide, ChannelSide) {
    if source.script == target.script {
        let keys = |side: &Side| {
            let mut keys = Keys::new();
            for unit in &side.types {
                let telling = unit.folded.chars().nth(2).is_some();
                keys.push(telling.then(|| unit.folded.clone()), false);
            }
            keys
        };
        return join_equal(keys(source), keys(target));
    }
    let words = |side: &Side| -> rustc_hash::FxHashSet<String> {
        side.types.iter().map(|unit| unit.folded.clone()).collect()
    };
    let (in_source, in_target) = (words(source), words(target));
    let keys = |side: &Side, elsewhere: &rustc_hash::FxHashSet<String>, foreign: WordScript| {
        let mut keys = Keys::new();
        for unit in &side.types {
            let present = unit.script != WordScript::None && unit.stem.is_some();
            // A word in the other side's script should turn up there.
            let takes_part =
                present && (unit.script == foreign || elsewhere.contains(&unit.folded));
            keys.push(takes_part.then(|| unit.folded.clone()), true);
        }
        keys
    };
    join_equal(
        keys(source, &in_target, target.script),
        keys(target, &in_source, source.script),
    )
}

fn name(source: &Side, target: &Side) -> (ChannelSide, ChannelSide) {
    let eligible = source.script != target.script;
    let side = |side: &Side| {
        let mut keys = Keys::new();
        let mut names = Vec::new();
        for unit in &side.types {
            let fresh = unit
                .name
                .as_ref()
                .filter(|name| !keys.ids.contains_key(*name));
            names.extend(fresh.cloned());
            keys.push(unit.name, eligible);
        }
        (keys.into_side(), names)
    };
    let ((mut left, near), (mut right, far)) = (side(source), side(target));
    let index = NameIndex::new(&far);
    for (at, name) in near.iter().enumerate() {
        for (other, similarity) in index.matches(name, LEAST_NAME_SIMILARITY) {
            let above = (similarity - LEAST_NAME_SIMILARITY) / (1.0 - LEAST_NAME_SIMILARITY);
            let strength = (0.5 + 0.5 * above).min(1.0);
            left.matches[at].push((other as u32, strength));
            right.matches[other].push((at as u32, strength));
        }
    }
    (left, right)
}

fn lexicon_channel(
    source: &Side,
    target: &Side,
    lexicon: Option<&dyn Translations>,
) -> (ChannelSide, ChannelSide) {
    let side = |side: &Side, knows: &dyn Fn(&str) -> bool| {
        let mut known = vec![None; side.stems.len()];
        let mut keys = Keys::new();
        for unit in &side.types {
            let stem = unit.stem.filter(|&stem| {
                let stem = stem as usize;
                *known[stem].get_or_insert_with(|| knows(&side.stems[stem]))
            });
            keys.push(stem, true);
        }
        keys
    };
    let Some(lexicon) = lexicon else {
        return (
            side(source, &|_| false).into_side(),
            side(target, &|_| false).into_side(),
        );
    };
    let near = side(source, &|stem| lexicon.knows_source(stem));
    let far = side(target, &|stem| lexicon.knows_target(stem));
    let by_stem: FxHashMap<&str, u32> = far
        .ids
        .iter()
        .map(|(&stem, &key)| (target.stems[stem as usize].as_str(), key))
        .collect();
    let mut found = Vec::new();
    for (&stem, &key) in &near.ids {
        lexicon.for_each_translation(
            &source.stems[stem as usize],
            &mut |translation, strength| {
                if let Some(&other) = by_stem.get(translation) {
                    found.push((key, other, strength));
                }
            },
        );
    }
    found.sort_unstable_by_key(|&(near, far, _)| (near, far));
    let (mut left, mut right) = (near.into_side(), far.into_side());
    for (near, far, strength) in found {
        left.matches[near as usize].push((far, strength));
        right.matches[far as usize].push((near, strength));
    }
    (left, right)
}
