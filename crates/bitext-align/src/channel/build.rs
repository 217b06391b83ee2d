//! How channels are made: every type of unit gets a key in a channel or none, and
//! keys are matched once, however many types and lines share them.

use std::borrow::Cow;
use std::sync::Arc;

use bitext_anchor::PreparedName;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::{ChannelSide, KeyMatches, LEAST_NAME_SIMILARITY, Match, NO_KEY};
use crate::cognate::cognates;
use crate::forms::StemForm;
use crate::lexicon::compound::Parts;
use crate::lexicon::{Meaning, Translations};
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
    let elsewhere: FxHashSet<HashedWord<'_>> = strangers.map(|unit| other.hashed(unit)).collect();
    let mut keys = Keys::new(side);
    for unit in &side.types {
        let present = unit.script != WordScript::None && unit.stem.is_some();
        let takes_part = present
            && (unit.script == other.script
                || !elsewhere.is_empty() && elsewhere.contains(&side.hashed(unit)));
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
            keys.push(side.name(unit).map(PreparedName::number), eligible);
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

pub(super) fn name_strength(similarity: f32) -> f32 {
    let above = (similarity - LEAST_NAME_SIMILARITY) / (1.0 - LEAST_NAME_SIMILARITY);
    (0.5 + 0.5 * above).min(1.0)
}

/// The lexicon's view of a side: its keys are the stems that the lexicon knows,
/// whole or by their parts, and for each key what it means.
pub(super) struct KnownStems<'a> {
    /// Key of each unit type.
    keys: Vec<u32>,
    meanings: Vec<StemMeanings<'a>>,
}

/// What a stem means, with strengths.
type StemMeanings<'a> = Cow<'a, [(Meaning, f32)]>;

impl<'a> KnownStems<'a> {
    /// `meanings_of` has what a stem means, nothing if no lexicon knows it.
    pub(super) fn new(side: &Side, meanings_of: impl Fn(u32) -> Option<StemMeanings<'a>>) -> Self {
        let mut known: Vec<Option<u32>> = vec![None; side.stem_count()];
        let mut meanings = Vec::with_capacity(side.stem_count());
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
    pub(super) fn by_aligner(side: &'a Side) -> Self {
        Self::new(side, |stem| {
            let stem = side.stem(stem);
            (!stem.parts.is_empty()).then(|| Cow::Borrowed(&*stem.meanings))
        })
    }
}

/// What a stem means by the aligner's lexicons and one learned from the text;
/// `knows` says what either of them knows, `add` adds what parts mean to one.
pub(super) fn meanings_beside<'a>(
    side: &'a Side,
    stem: u32,
    knows: &dyn Fn(&str) -> bool,
    aligner: Option<&dyn Translations>,
    learned: &dyn Translations,
    add: impl Fn(&dyn Translations, &Parts, &mut Vec<(Meaning, f32)>),
) -> Option<StemMeanings<'a>> {
    let parts = side.known_parts(stem, knows);
    if parts.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    add(learned, &parts, &mut found);
    let StemForm {
        parts: own_parts,
        meanings: own,
        ..
    } = side.stem(stem);
    if Arc::ptr_eq(&parts, own_parts) {
        if found.is_empty() {
            return Some(Cow::Borrowed(&**own));
        }
        found.extend_from_slice(own);
    } else if let Some(aligner) = aligner {
        add(aligner, &parts, &mut found);
    }
    Some(found.into())
}

pub(super) fn lexicon_channel([near, far]: [KnownStems<'_>; 2]) -> (ChannelSide, ChannelSide) {
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
