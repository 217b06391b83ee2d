//! How channels are made: every type of unit gets a key in a channel or none, and
//! keys are matched once, however many types and lines share them.

use std::sync::Arc;

use bitext_anchor::PreparedName;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::{ChannelSide, KeyMatches, LEAST_NAME_SIMILARITY, Match, NO_KEY};
use crate::cognate::cognates;
use crate::lexicon::compound::Parts;
use crate::lexicon::{Meaning, Translations};
use crate::numbering::Numbering;
use crate::runs::Runs;
use crate::script::WordScript;
use crate::side::{HashedWord, Side};

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
            ids: FxHashMap::with_capacity_and_hasher(side.types.len() / 8, FxBuildHasher),
            in_order: Vec::with_capacity(side.types.len() / 8),
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

pub(super) fn number(source: &Side, target: &Side) -> (ChannelSide, ChannelSide) {
    let keys = |side: &Side| {
        let mut keys = Keys::new(side);
        for unit in &side.types {
            keys.push(unit.atom, true);
        }
        keys
    };
    join_equal(keys(source), keys(target))
}

pub(super) fn identical(source: &Side, target: &Side) -> (ChannelSide, ChannelSide) {
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
        let folded = side.folded(unit);
        keys.push(folded.chars().nth(2).is_some().then_some(folded), false);
    }
    keys
}

/// The words of a side that are in the other side's script, which should turn
/// up there, and those that do turn up there.
fn words_across<'side>(side: &'side Side, other: &'side Side) -> Keys<HashedWord<'side>> {
    // Words that are written alike are in one script, names apart that one side
    // has in characters.
    let all = side.has_spelled_names || other.has_spelled_names;
    let strangers = other.types.iter();
    let strangers = strangers.filter(|unit| all || unit.script != other.script);
    // Most sides have few or none, and most words are told from them by their
    // hashes alone.
    let mut hashes = FxHashSet::default();
    let mut elsewhere = FxHashSet::default();
    for unit in strangers {
        hashes.insert(unit.hash);
        elsewhere.insert(other.hashed(unit));
    }
    let mut keys = Keys::new(side);
    for unit in &side.types {
        let present = unit.script != WordScript::None && unit.stem.is_some();
        let takes_part = present
            && (unit.script == other.script
                || hashes.contains(&unit.hash) && elsewhere.contains(&side.hashed(unit)));
        keys.push(takes_part.then(|| side.hashed(unit)), true);
    }
    keys
}

/// Names with the same consonants; others are compared where they meet, see
/// [`Channels::meet_names`].
pub(super) fn name(source: &Side, target: &Side) -> (ChannelSide, ChannelSide) {
    let eligible = source.script != target.script;
    let side = |side: &Side| {
        let mut keys = Keys::new(side);
        for unit in &side.types {
            // Without capitals any word may be a name, and most are none.
            let eligible = eligible && unit.script != WordScript::Other;
            keys.push(side.name(unit).map(PreparedName::number), eligible);
        }
        keys.into_side(&[])
    };
    let (mut left, mut right) = (side(source), side(target));
    let (names, others) = (left.names(source), right.names(target));
    let consonants = (0..).zip(&others);
    let mut by_consonants: Vec<(u128, u32)> = consonants
        .filter_map(|(at, other)| Some((other.consonants()?, at)))
        .collect();
    by_consonants.sort_unstable();
    let mut found = Vec::with_capacity(names.len());
    for (at, name) in (0..).zip(&names) {
        let Some(consonants) = name.consonants() else {
            continue;
        };
        let first = by_consonants.partition_point(|&(other, _)| other < consonants);
        let alike = by_consonants[first..].iter();
        for &(_, other) in alike.take_while(|&&(other, _)| other == consonants) {
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

pub(super) fn name_strength(similarity: f32) -> f32 {
    let above = (similarity - LEAST_NAME_SIMILARITY) / (1.0 - LEAST_NAME_SIMILARITY);
    (0.5 + 0.5 * above).min(1.0)
}

/// The lexicon's view of a side: its keys are the stems that the lexicon knows,
/// whole or by their parts, and for each key what it means.
pub(super) struct KnownStems {
    /// Key of each unit type.
    keys: Vec<u32>,
    /// Where the meanings of each key end.
    ends: Vec<u32>,
    /// Copied together, since the search that follows would wait for each.
    meanings: Vec<(Meaning, f32)>,
}

impl KnownStems {
    /// `add_meanings` adds what a stem means, and says whether any lexicon knows
    /// it.
    pub(super) fn new(
        side: &Side,
        mut add_meanings: impl FnMut(u32, &mut Vec<(Meaning, f32)>) -> bool,
    ) -> Self {
        const UNASKED: u32 = NO_KEY - 1;
        let mut known = vec![UNASKED; side.stem_count()];
        let mut ends = Vec::with_capacity(side.stem_count());
        let mut meanings = Vec::with_capacity(4 * side.stem_count());
        let mut key = |stem: u32| {
            let known = &mut known[stem as usize];
            if *known == UNASKED {
                *known = NO_KEY;
                if add_meanings(stem, &mut meanings) {
                    *known = ends.len() as u32;
                    ends.push(meanings.len() as u32);
                }
            }
            *known
        };
        let stems = side.types.iter().map(|unit| unit.stem);
        let keys = stems.map(|stem| stem.map_or(NO_KEY, &mut key)).collect();
        Self {
            keys,
            ends,
            meanings,
        }
    }

    /// By the lexicons of the aligner.
    pub(super) fn by_aligner(side: &Side) -> Self {
        Self::new(side, |stem, meanings| {
            let found = side.meanings(stem);
            meanings.extend_from_slice(found.unwrap_or_default());
            found.is_some()
        })
    }

    /// Every key with what it means.
    fn meanings(&self) -> impl Iterator<Item = (u32, &[(Meaning, f32)])> {
        let mut start = 0;
        (0..).zip(&self.ends).map(move |(key, &end)| {
            let meanings = &self.meanings[start..end as usize];
            start = end as usize;
            (key, meanings)
        })
    }

    /// The finished side with its matches.
    fn into_side(self, matches: &[(u32, Match)]) -> ChannelSide {
        ChannelSide {
            matches: Runs::new(self.ends.len(), matches),
            eligible: self.keys.iter().map(|&key| key != NO_KEY).collect(),
            keys: self.keys,
            lines: Runs::default(),
        }
    }
}

/// Adds what a stem means by the aligner's lexicons and one learned from the
/// text; `knows` says what either of them knows, `add` adds what parts mean to
/// one.
pub(super) fn add_meanings_beside(
    side: &Side,
    stem: u32,
    knows: &dyn Fn(&str) -> bool,
    aligner: Option<&dyn Translations>,
    learned: &dyn Translations,
    add: impl Fn(&dyn Translations, &Parts, &mut Vec<(Meaning, f32)>),
    found: &mut Vec<(Meaning, f32)>,
) -> bool {
    let parts = side.known_parts(stem, knows);
    if parts.is_empty() {
        return false;
    }
    add(learned, &parts, found);
    if Arc::ptr_eq(&parts, &side.stem(stem).parts) {
        found.extend_from_slice(side.meanings(stem).unwrap_or_default());
    } else if let Some(aligner) = aligner {
        add(aligner, &parts, found);
    }
    true
}

pub(super) fn lexicon_channel([near, far]: [KnownStems; 2]) -> (ChannelSide, ChannelSide) {
    // For each meaning the target keys that have it.
    let mut numbers = Numbering::with_capacity(far.meanings.len());
    let mut count = 0;
    let mut meant = Vec::with_capacity(far.meanings.len());
    for (key, meanings) in far.meanings() {
        for &(meaning, share) in meanings {
            let hash = hash_of(meaning);
            let number = numbers.find(hash, |_| true).unwrap_or_else(|| {
                numbers.insert(hash, count);
                count += 1;
                count - 1
            });
            meant.push((number, (key, share)));
        }
    }
    let meant: Runs<Match> = Runs::new(count as usize, &meant);
    let mut found: Vec<(u32, u32, f32)> = Vec::with_capacity(2 * near.ends.len());
    for (key, meanings) in near.meanings() {
        let start = found.len();
        for &(meaning, strength) in meanings {
            let Some(number) = numbers.find(hash_of(meaning), |_| true) else {
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

/// The hash of a meaning; no two have the same.
fn hash_of(meaning: Meaning) -> u32 {
    const ODD: u32 = 0x9e37_79b1;
    meaning.wrapping_mul(ODD).rotate_left(16)
}
