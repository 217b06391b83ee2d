//! One name against all names of the other side.
//!
//! The one idea: names that are alike begin alike, with the same sound or one
//! that is confused with it, or have the same skeleton of consonants; so names
//! lie in buckets by first sound and by skeleton, and only the buckets that
//! can hold a match are compared. Of those, most are ruled out by the set of
//! their sounds: every sound that one name has and the other lacks costs
//! something, and the sum is a lower bound of the distance.

use rustc_hash::FxHashMap;

use crate::name::{NameKey, Sounds, is_vowel};
use crate::similarity::{COSTS, name_similarity};

/// The names of one side, prepared for look-up.
///
/// ```
/// use bitext_anchor::{AnchorExtractor, NameIndex};
/// use bitext_core::LanguageTag;
/// use bitext_lang::PackLibrary;
/// let packs = PackLibrary::built_in();
/// let english = AnchorExtractor::try_new(&packs.get(&LanguageTag::try_new("en")?)?)?;
/// let russian = AnchorExtractor::try_new(&packs.get(&LanguageTag::try_new("ru")?)?)?;
/// let keys: Vec<_> = ["Пескову", "Захаровой"]
///     .iter()
///     .filter_map(|name| russian.name_key(name))
///     .collect();
/// let index = NameIndex::new(&keys);
/// let peskov = english.name_key("Peskov").ok_or("no name")?;
/// assert_eq!(index.matches(&peskov, 0.7), [(0, 1.0)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct NameIndex {
    keys: Vec<NameKey>,
    sets: Vec<SoundSets>,
    by_first_sound: Vec<Vec<u32>>,
    by_skeleton: FxHashMap<Sounds, Vec<u32>>,
}

/// The sounds of a name, a bit each, with and without its ending.
#[derive(Clone, Copy, Debug)]
struct SoundSets {
    full: u32,
    stem: u32,
    length: u16,
}

impl SoundSets {
    fn of(key: &NameKey) -> Self {
        let set = |sounds: &Sounds| {
            sounds
                .as_bytes()
                .iter()
                .fold(0, |set, byte| set | 1 << (byte.wrapping_sub(b'a') & 31))
        };
        let length = u16::try_from(key.full.len()).unwrap_or(u16::MAX);
        Self {
            full: set(&key.full),
            stem: set(&key.stem),
            length,
        }
    }

    /// Whether two names may be alike enough that their distance, in per cent
    /// of an edit, is at most `share` per cent of the longer one's length.
    fn may_match(self, other: Self, share: u16) -> bool {
        let allowed = share.saturating_mul(self.length.max(other.length));
        let costs = &*COSTS;
        costs.least(self.stem & !other.full, other.full) <= allowed
            && costs.least(other.stem & !self.full, self.full) <= allowed
    }
}

/// Buckets: one for each letter; all vowels share that of `a`.
const BUCKETS: usize = 26;

fn bucket(key: &NameKey) -> u8 {
    match key.full.as_bytes().first() {
        Some(&byte) if is_vowel(byte) => b'a',
        Some(&byte) => byte,
        None => b'a',
    }
}

impl NameIndex {
    /// Prepares names; results refer to them by their index in `keys`.
    #[must_use]
    pub fn new(keys: &[NameKey]) -> Self {
        let mut by_first_sound = vec![Vec::new(); BUCKETS];
        let mut by_skeleton: FxHashMap<Sounds, Vec<u32>> = FxHashMap::default();
        for (index, key) in (0..).zip(keys) {
            by_first_sound[usize::from(bucket(key) - b'a')].push(index);
            if key.skeleton.len() >= 2 {
                by_skeleton.entry(key.skeleton).or_default().push(index);
            }
        }
        Self {
            sets: keys.iter().map(SoundSets::of).collect(),
            keys: keys.to_vec(),
            by_first_sound,
            by_skeleton,
        }
    }

    /// The names at least `minimum` alike to `key`, ascending by index, each
    /// with its similarity.
    #[must_use]
    pub fn matches(&self, key: &NameKey, minimum: f32) -> Vec<(usize, f32)> {
        let first = bucket(key);
        let set = SoundSets::of(key);
        // Rounded up, so that no match is lost.
        let share = ((1.0 - minimum.clamp(0.0, 1.0)) * 100.0).ceil() as u16;
        let mut candidates: Vec<u32> = Vec::new();
        for (letter, names) in (b'a'..).zip(&self.by_first_sound) {
            if letter == first || COSTS.confusable(letter, first) {
                let possible = |&&name: &&u32| {
                    let other = self.sets.get(name as usize);
                    other.is_some_and(|&other| set.may_match(other, share))
                };
                candidates.extend(names.iter().filter(possible));
            }
        }
        if let Some(names) = self.by_skeleton.get(&key.skeleton) {
            candidates.extend_from_slice(names);
        }
        candidates.sort_unstable();
        candidates.dedup();
        self.compared(key, &candidates, minimum)
    }

    fn compared(&self, key: &NameKey, candidates: &[u32], minimum: f32) -> Vec<(usize, f32)> {
        let candidates = candidates.iter().filter_map(|&index| {
            let index = usize::try_from(index).ok()?;
            let similarity = name_similarity(key, self.keys.get(index)?);
            (similarity >= minimum).then_some((index, similarity))
        });
        candidates.collect()
    }
}

/// A name prepared to be compared with many: [`PreparedName::may_match`] rules
/// out most of them at a glance.
#[derive(Clone, Copy, Debug)]
pub struct PreparedName {
    key: NameKey,
    sets: SoundSets,
    bucket: u32,
    /// The buckets that can hold a match.
    neighbours: u32,
    packed: (u128, u128),
    consonants: u128,
}

/// How far names may be apart, see [`PreparedName::may_match`].
#[derive(Clone, Copy, Debug)]
pub struct NameDistance {
    /// In per cent of an edit for each sound of the longer name.
    share: u16,
}

impl NameDistance {
    /// The distance of names that are at least `minimum` alike, rounded up, so
    /// that no match is lost.
    #[must_use]
    pub fn at_most(minimum: f32) -> Self {
        Self {
            share: ((1.0 - minimum.clamp(0.0, 1.0)) * 100.0).ceil() as u16,
        }
    }
}

impl PreparedName {
    /// Prepares a name.
    #[must_use]
    pub fn new(key: &NameKey) -> Self {
        let first = bucket(key);
        let bit = |letter: u8| 1 << (letter - b'a');
        let near = |letter: &u8| *letter == first || COSTS.confusable(*letter, first);
        Self {
            key: *key,
            sets: SoundSets::of(key),
            bucket: bit(first),
            neighbours: (b'a'..=b'z')
                .filter(near)
                .fold(0, |set, letter| set | bit(letter)),
            packed: (key.full.packed(), key.stem.packed()),
            consonants: key.skeleton.packed(),
        }
    }

    /// A number for each name, with and without its ending; equal for equal
    /// names only.
    #[must_use]
    pub fn number(&self) -> (u128, u128) {
        self.packed
    }

    /// A number for each run of consonants; `None` if the name has less than
    /// two of them.
    #[must_use]
    pub fn consonants(&self) -> Option<u128> {
        (self.key.skeleton.len() >= 2).then_some(self.consonants)
    }

    /// Whether another name may be within that distance; names that only share
    /// their consonants are not told.
    #[must_use]
    #[inline]
    pub fn may_match(&self, other: &Self, distance: NameDistance) -> bool {
        self.neighbours & other.bucket != 0 && self.sets.may_match(other.sets, distance.share)
    }

    /// How alike the two names are.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> f32 {
        name_similarity(&self.key, &other.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AnchorExtractor;
    use bitext_core::LanguageTag;
    use bitext_lang::PackLibrary;

    #[test]
    fn the_index_finds_what_comparing_every_pair_finds() {
        let packs = PackLibrary::built_in();
        let keys = |language: &str, names: &str| -> Vec<NameKey> {
            let pack = packs.get(&LanguageTag::try_new(language).unwrap()).unwrap();
            let extractor = AnchorExtractor::try_new(&pack).unwrap();
            names
                .split(' ')
                .filter_map(|name| extractor.name_key(name))
                .collect()
        };
        let near = keys(
            "en",
            "Peskov Zakharova Guterres Hughes Washington Xi Johnson Scholz Macron Trump",
        );
        let far = keys(
            "ru",
            "Пескову Захаровой Гутерриша Хьюза Вашингтоне Си Джонсон Шольцем Макроном Трамп Песков Псков Лавров",
        );
        let index = NameIndex::new(&far);
        for minimum in [0.5, 0.65, 0.8] {
            for key in &near {
                let found = index.matches(key, minimum);
                let other = bucket(key);
                let expected: Vec<_> = far
                    .iter()
                    .enumerate()
                    .filter(|(_, name)| {
                        let letter = bucket(name);
                        letter == other
                            || COSTS.confusable(letter, other)
                            || name.skeleton == key.skeleton
                    })
                    .map(|(at, name)| (at, name_similarity(key, name)))
                    .filter(|&(_, similarity)| similarity >= minimum)
                    .collect();
                assert_eq!(found, expected);
            }
        }
    }
}
