//! How alike two names are.
//!
//! The one idea: names are compared as they sound, letter by letter, by a
//! Levenshtein distance in which vowels are cheap to swap, confusable
//! consonants cheaper than others, and the better of the whole word and the
//! word without its ending counts. Costs are whole numbers from
//! `data/similarity.toml`, so the result is the same on every machine. Time is
//! the product of the two lengths, at most 24 sounds each.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::name::{NameKey, Sounds, is_vowel};

/// `data/similarity.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Settings {
    vowel_swap: u16,
    vowel_gap: u16,
    consonant_gap: u16,
    consonant_swap: u16,
    skeleton_score: u16,
    skeleton_length: usize,
    confusable: BTreeMap<String, u16>,
    skeleton: BTreeMap<char, char>,
}

/// Sounds are the letters a to z.
const SOUNDS: usize = 26;

/// The settings as tables over pairs of sounds.
pub(crate) struct Costs {
    swap: [[u16; SOUNDS]; SOUNDS],
    gap: [u16; SOUNDS],
    class: [u8; SOUNDS],
    /// For each sound the others that may stand for it at less than the cost of
    /// a gap, a bit each, and what the cheapest of them costs.
    cheap_swaps: [(u32, u16); SOUNDS],
    skeleton_score: u16,
    skeleton_length: usize,
}

pub(crate) static COSTS: LazyLock<Costs> = LazyLock::new(|| {
    let settings = toml::from_str(include_str!("../data/similarity.toml"));
    match settings {
        Ok(settings) => Costs::new(&settings),
        Err(error) => panic!("the built-in `similarity.toml` is malformed: {error}"),
    }
});

/// A sound as an index.
fn sound(byte: u8) -> usize {
    usize::from(byte.wrapping_sub(b'a')).min(SOUNDS - 1)
}

impl Costs {
    fn new(settings: &Settings) -> Self {
        let letters = || b'a'..=b'z';
        let mut costs = Self {
            swap: [[settings.consonant_swap; SOUNDS]; SOUNDS],
            gap: [settings.consonant_gap; SOUNDS],
            class: std::array::from_fn(|index| b'a' + u8::try_from(index).unwrap_or(0)),
            cheap_swaps: [(0, 0); SOUNDS],
            skeleton_score: settings.skeleton_score,
            skeleton_length: settings.skeleton_length,
        };
        for one in letters() {
            costs.swap[sound(one)][sound(one)] = 0;
            if is_vowel(one) {
                costs.gap[sound(one)] = settings.vowel_gap;
                for other in letters().filter(|&other| is_vowel(other) && other != one) {
                    costs.swap[sound(one)][sound(other)] = settings.vowel_swap;
                }
            }
        }
        for (pair, &cost) in &settings.confusable {
            if let [one, other] = *pair.as_bytes() {
                costs.swap[sound(one)][sound(other)] = cost;
                costs.swap[sound(other)][sound(one)] = cost;
            }
        }
        for (&from, &to) in &settings.skeleton {
            if let (Ok(from), Ok(to)) = (u8::try_from(from), u8::try_from(to)) {
                costs.class[sound(from)] = to;
            }
        }
        for (at, place) in costs.cheap_swaps.iter_mut().enumerate() {
            let gap = costs.gap[at];
            *place = (0, gap);
            for (other, &swap) in costs.swap[at].iter().enumerate() {
                if other != at && swap < gap {
                    *place = (place.0 | 1 << other, place.1.min(swap));
                }
            }
        }
        costs
    }

    /// The least that the sounds in `missing` cost, in per cent of an edit, if
    /// the other name has the sounds in `other` and none of the missing ones.
    pub(crate) fn least(&self, mut missing: u32, other: u32) -> u16 {
        let mut least = 0;
        while missing != 0 {
            let at = missing.trailing_zeros() as usize;
            missing &= missing - 1;
            let Some(&(cheap, swap)) = self.cheap_swaps.get(at) else {
                continue;
            };
            least += if cheap & other == 0 {
                self.gap[at]
            } else {
                swap
            };
        }
        least
    }

    /// The consonant that stands for this one in skeletons.
    pub(crate) fn class(&self, byte: u8) -> u8 {
        self.class[sound(byte)]
    }

    /// Whether one sound may be written for the other at less than full cost.
    pub(crate) fn confusable(&self, one: u8, other: u8) -> bool {
        self.swap[sound(one)][sound(other)] < 100
    }

    /// Distances in per cent of an edit between the beginnings of two words:
    /// each word has a short one and a long one, given by their lengths, the
    /// long one the whole word. The result is `[length of one][of other]`.
    fn distances(
        &self,
        (one, ones): (&[u8], [usize; 2]),
        (other, others): (&[u8], [usize; 2]),
    ) -> [[u16; 2]; 2] {
        let mut row = [0_u16; Sounds::CAPACITY + 1];
        let mut gaps = [0_u16; Sounds::CAPACITY];
        for (at, &byte) in other.iter().enumerate() {
            gaps[at] = self.gap[sound(byte)];
            row[at + 1] = row[at] + gaps[at];
        }
        let mut found = [[0; 2]; 2];
        for (above, &left) in one.iter().enumerate() {
            let gap = self.gap[sound(left)];
            let swaps = &self.swap[sound(left)];
            let mut diagonal = row[0];
            row[0] += gap;
            let mut before = row[0];
            for ((&right, &own), place) in other.iter().zip(&gaps).zip(&mut row[1..]) {
                let swapped = diagonal + swaps[sound(right)];
                diagonal = *place;
                before = swapped.min(diagonal + gap).min(before + own);
                *place = before;
            }
            for (length, found) in ones.into_iter().zip(&mut found) {
                if length == above + 1 {
                    *found = others.map(|length| row[length]);
                }
            }
        }
        found
    }

    /// Similarity of two words as they sound, 0 to 100.
    fn likeness(&self, one: &Sounds, other: &Sounds) -> u16 {
        let (one, other) = (one.as_bytes(), other.as_bytes());
        if one == other {
            return 100;
        }
        let (near, far) = (one.len(), other.len());
        if !comparable(near, far) {
            return 0;
        }
        let [_, [_, distance]] = self.distances((one, [near; 2]), (other, [far; 2]));
        graded(distance, near.max(far))
    }

    /// The best likeness of two names, each with or without its ending.
    fn best_likeness(&self, a: &NameKey, b: &NameKey) -> u16 {
        let stem = |name: &NameKey| name.full.as_bytes().starts_with(name.stem.as_bytes());
        if [b.stem, b.full].contains(&a.stem) || [b.stem, b.full].contains(&a.full) {
            return 100;
        }
        if !stem(a) || !stem(b) {
            // An ending that leaves other sounds in its place.
            let pairs = [
                (&a.stem, &b.stem),
                (&a.full, &b.full),
                (&a.full, &b.stem),
                (&a.stem, &b.full),
            ];
            let likeness = pairs.map(|(one, other)| self.likeness(one, other));
            return likeness.into_iter().max().unwrap_or(0);
        }
        let lengths = |name: &NameKey| [name.stem.len(), name.full.len()];
        let (ones, others) = (lengths(a), lengths(b));
        let pairs = || ones.map(|one| others.map(|other| (one, other)));
        let possible = |(one, other): (usize, usize)| comparable(one, other);
        if !pairs().into_iter().flatten().any(possible) {
            return 0;
        }
        // All four are beginnings of the whole names, and fall off on the way.
        let found = self.distances((a.full.as_bytes(), ones), (b.full.as_bytes(), others));
        let alike = |((one, other), distance)| {
            let possible = comparable(one, other);
            possible.then(|| graded(distance, one.max(other)))
        };
        let all = pairs()
            .into_iter()
            .flatten()
            .zip(found.into_iter().flatten());
        all.filter_map(alike).max().unwrap_or(0)
    }
}

/// Whether words of those lengths can be alike without being equal: two
/// letters have no room for a difference.
fn comparable(one: usize, other: usize) -> bool {
    one.min(other) >= 3 && one.abs_diff(other) <= 4
}

/// The likeness at a distance in per cent of an edit, 0 to 100.
fn graded(distance: u16, longest: usize) -> u16 {
    let longest = u16::try_from(longest).unwrap_or(u16::MAX);
    100_u16.saturating_sub(distance.div_ceil(longest))
}

/// How alike two names sound, from 0 to 1; 1 means equal up to an ending.
///
/// Names with equal consonants in equal order (three at least) reach 0.9;
/// others are graded by weighted edit distance relative to the longer name.
/// Symmetric; names of one or two sounds are alike only if equal.
#[must_use]
pub fn name_similarity(a: &NameKey, b: &NameKey) -> f32 {
    let costs = &*COSTS;
    let mut best = costs.best_likeness(a, b);
    let long = a.skeleton.len() >= costs.skeleton_length;
    if best < costs.skeleton_score && long && a.skeleton == b.skeleton {
        best = costs.skeleton_score;
    }
    f32::from(best) / 100.0
}
