//! Names in a reduced phonetic alphabet that all languages share.
//!
//! The one idea: each language spells sounds in its own way (*Захаровой*,
//! *Zakharova*, *Sacharowa*, *Zajárova*), but into one small alphabet, where
//! `kh` and `х` and German `ch` are all `h`, they map alike. Rules are data:
//! letter groups and what they sound like, the pack's own ahead of the general
//! ones that cover all Latin and Cyrillic letters; letters of scripts that no
//! rule speaks of are transliterated into Latin ones first. Then endings of
//! inflection are taken off, and the consonants alone make the skeleton.

use std::collections::BTreeMap;
use std::fmt;

use any_ascii::any_ascii;
use bitext_lang::{LanguagePack, PackError};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use crate::schema::Names;
use crate::similarity::COSTS;

/// A name as it sounds: whole, without its ending, and its consonants.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NameKey {
    pub(crate) full: Sounds,
    pub(crate) stem: Sounds,
    pub(crate) skeleton: Sounds,
}

impl fmt::Debug for NameKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            full,
            stem,
            skeleton,
        } = self;
        write!(formatter, "{full:?}/{stem:?}/{skeleton:?}")
    }
}

impl NameKey {
    /// Whether a word with these sounds is seldom like another by chance.
    pub(crate) fn is_telling(&self) -> bool {
        match self.skeleton.len() {
            ..2 => false,
            2 => self.full.len() >= TELLING_SOUNDS,
            _ => true,
        }
    }
}

/// So many sounds tell a word with two consonants from others.
const TELLING_SOUNDS: usize = 5;

/// Up to 24 letters a to z, without a heap; what comes after is dropped.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Sounds {
    bytes: [u8; Self::CAPACITY],
    length: u8,
}

impl Sounds {
    pub(crate) const CAPACITY: usize = 24;

    pub(crate) fn len(&self) -> usize {
        usize::from(self.length)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len()]
    }

    /// All sounds as one number, five bits each; no two runs have the same.
    pub(crate) fn packed(&self) -> u128 {
        let sounds = self.as_bytes().iter();
        sounds.fold(0, |packed, &byte| packed << 5 | u128::from(byte - b'a' + 1))
    }

    /// Adds a sound; the same one twice in a row counts once.
    fn push(&mut self, byte: u8) {
        let length = self.len();
        let repeated = length > 0 && self.bytes[length - 1] == byte;
        if length < Self::CAPACITY && !repeated && byte.is_ascii_lowercase() {
            self.bytes[length] = byte;
            self.length += 1;
        }
    }

    /// These sounds with the last `cut` taken off and `added` put on.
    fn replaced(&self, cut: usize, added: &[u8]) -> Self {
        let mut sounds = Self::default();
        let kept = self.as_bytes().len().saturating_sub(cut);
        let kept = self.as_bytes()[..kept].iter();
        kept.chain(added).for_each(|&byte| sounds.push(byte));
        sounds
    }
}

impl fmt::Debug for Sounds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letters = self.as_bytes().iter().map(|&byte| char::from(byte));
        letters
            .into_iter()
            .try_for_each(|letter| write!(formatter, "{letter}"))
    }
}

pub(crate) fn is_vowel(sound: u8) -> bool {
    matches!(sound, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// `romanisation.toml`, which the general pack holds for all languages.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Romanisation {
    sounds: BTreeMap<String, String>,
}

/// One rule: a letter group, where in the word it stands, what it sounds like.
#[derive(Debug)]
struct Rule {
    group: Box<str>,
    at_start: bool,
    at_end: bool,
    sounds: Box<[u8]>,
}

/// An ending of inflection, in sounds, and what stays in its place.
#[derive(Debug)]
struct Ending {
    sounds: Box<[u8]>,
    stays: Box<[u8]>,
}

/// The rules of a pack, prepared.
#[derive(Debug)]
pub(crate) struct Romaniser {
    /// By first letter; longest group first, the pack's own ahead of general ones.
    rules: FxHashMap<char, Vec<Rule>>,
    /// Endings on the sounds and what stays, longest first.
    endings: Vec<Ending>,
}

/// An ending comes off only if this many sounds stay.
const SHORTEST_STEM: usize = 3;

impl Romaniser {
    pub(crate) fn try_new(pack: &LanguagePack, names: &Names) -> Result<Self, PackError> {
        let general: Romanisation = pack.toml("romanisation.toml")?.unwrap_or_default();
        let mut rules: FxHashMap<char, Vec<Rule>> = FxHashMap::default();
        let tables = [
            ("names.toml", &names.sounds),
            ("romanisation.toml", &general.sounds),
        ];
        for (file, table) in tables {
            for (pattern, sounds) in table {
                let group = pattern.trim_start_matches('^').trim_end_matches('$');
                let fault =
                    |reason: &str| pack.malformed(file, format!("entry `{pattern}`: {reason}"));
                let first = group.chars().next().ok_or_else(|| fault("no letters"))?;
                if !sounds.bytes().all(|byte| byte.is_ascii_lowercase()) {
                    return Err(fault("sounds are letters a to z"));
                }
                rules.entry(first).or_default().push(Rule {
                    group: group.into(),
                    at_start: pattern.starts_with('^'),
                    at_end: pattern.ends_with('$'),
                    sounds: sounds.as_bytes().into(),
                });
            }
        }
        for list in rules.values_mut() {
            // Stable, so that the pack's rules stay ahead of general ones;
            // rules tied to a place are more specific than others.
            list.sort_by_key(|rule| {
                let tied = u8::from(rule.at_start) + u8::from(rule.at_end);
                std::cmp::Reverse((rule.group.len(), tied))
            });
        }
        let mut endings: Vec<Ending> = names
            .endings
            .iter()
            .map(|(ending, stays)| Ending {
                sounds: ending.as_bytes().into(),
                stays: stays.as_bytes().into(),
            })
            .collect();
        endings.sort_by_key(|ending| std::cmp::Reverse(ending.sounds.len()));
        Ok(Self { rules, endings })
    }

    /// The key of a folded word; `None` if fewer than two sounds are in it.
    pub(crate) fn key(&self, folded: &str) -> Option<NameKey> {
        let full = self.sounds(folded);
        if full.len() < 2 {
            return None;
        }
        let stem = self.stem(&full);
        let mut skeleton = Sounds::default();
        for &byte in stem.as_bytes() {
            if !is_vowel(byte) {
                skeleton.push(COSTS.class(byte));
            }
        }
        Some(NameKey {
            full,
            stem,
            skeleton,
        })
    }

    fn sounds(&self, folded: &str) -> Sounds {
        let mut sounds = Sounds::default();
        self.add_sounds(folded, &mut sounds);
        sounds
    }

    fn add_sounds(&self, folded: &str, sounds: &mut Sounds) {
        let mut at = 0;
        while let Some(letter) = folded[at..].chars().next() {
            let rest = &folded[at..];
            let fitting = self.rules.get(&letter).and_then(|rules| {
                rules.iter().find(|rule| {
                    rest.starts_with(&*rule.group)
                        && (!rule.at_start || at == 0)
                        && (!rule.at_end || rest.len() == rule.group.len())
                })
            });
            match fitting {
                Some(rule) => {
                    rule.sounds.iter().for_each(|&byte| sounds.push(byte));
                    at += rule.group.len();
                }
                None if self.is_foreign(letter) => {
                    let end = rest.find(|letter| !self.is_foreign(letter));
                    let run = &rest[..end.unwrap_or(rest.len())];
                    // Letter groups such as `sh` have rules.
                    self.add_sounds(&any_ascii(run).to_ascii_lowercase(), sounds);
                    at += run.len();
                }
                None => {
                    self.push_bare(letter, sounds);
                    at += letter.len_utf8();
                }
            }
        }
    }

    /// Whether no rule says how a letter sounds, nor its base letter's.
    fn is_foreign(&self, letter: char) -> bool {
        !letter.is_ascii()
            && !self.rules.contains_key(&letter)
            && !letter.nfd().next().is_some_and(|base| {
                base != letter && (base.is_ascii_lowercase() || self.rules.contains_key(&base))
            })
    }

    /// A letter without a rule: its base letter's sound, accents taken off.
    fn push_bare(&self, letter: char, sounds: &mut Sounds) {
        if letter.is_ascii_lowercase() {
            sounds.push(u8::try_from(letter).unwrap_or(0));
        } else if !letter.is_ascii() {
            let Some(base) = letter.nfd().next().filter(|&base| base != letter) else {
                return;
            };
            let alone =
                |rule: &&Rule| rule.group.chars().eq([base]) && !rule.at_start && !rule.at_end;
            match self
                .rules
                .get(&base)
                .and_then(|rules| rules.iter().find(alone))
            {
                Some(rule) => rule.sounds.iter().for_each(|&byte| sounds.push(byte)),
                None => sounds.push(u8::try_from(base).unwrap_or(0)),
            }
        }
    }

    fn stem(&self, full: &Sounds) -> Sounds {
        for Ending { sounds, stays } in &self.endings {
            let left = (full.len() + stays.len()).saturating_sub(sounds.len());
            if full.as_bytes().ends_with(sounds) && left >= SHORTEST_STEM {
                return full.replaced(sounds.len(), stays);
            }
        }
        *full
    }
}
