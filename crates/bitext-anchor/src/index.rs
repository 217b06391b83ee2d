//! One name against all names of the other side.
//!
//! The one idea: names that are alike begin alike, with the same sound or one
//! that is confused with it, or have the same skeleton of consonants; so names
//! lie in buckets by first sound and by skeleton, and only the buckets that
//! can hold a match are compared.

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
    by_first_sound: Vec<Vec<u32>>,
    by_skeleton: FxHashMap<Sounds, Vec<u32>>,
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
        let mut candidates: Vec<u32> = Vec::new();
        for (letter, names) in (b'a'..).zip(&self.by_first_sound) {
            if letter == first || COSTS.confusable(letter, first) {
                candidates.extend_from_slice(names);
            }
        }
        if let Some(names) = self.by_skeleton.get(&key.skeleton) {
            candidates.extend_from_slice(names);
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
            .into_iter()
            .filter_map(|index| {
                let index = usize::try_from(index).ok()?;
                let similarity = name_similarity(key, self.keys.get(index)?);
                (similarity >= minimum).then_some((index, similarity))
            })
            .collect()
    }
}
