//! Which units of the one language match which of the other.
//!
//! As in the aligner, evidence comes through channels: figures and dates that
//! are equal, words written alike, names that sound alike, and words that the
//! lexicon translates. Each distinct unit is compared once; what comes out is a
//! sparse table, by source type and by target type.

use bitext_align::Lexicon;
use bitext_anchor::{NameIndex, NameKey};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::profile::UnitKey;
use crate::side::Side;

/// Names less alike than this are no match.
const LEAST_LIKENESS: f32 = 0.7;

/// Lexicon entries weaker than this lead to too many documents.
const LEAST_STRENGTH: f32 = 0.15;

/// How two units match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Channel {
    /// Equal figures, dates, times, terms.
    Anchor,
    /// Written alike.
    Identical,
    /// Sound alike.
    Name,
    /// Translate each other by the lexicon.
    Lexicon,
}

/// A match of a source type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    pub(crate) target: u32,
    pub(crate) strength: f32,
    pub(crate) channel: Channel,
}

/// The matches of every source type, ascending by target type.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    by_source: Vec<Vec<Match>>,
    /// Whether there is a lexicon, and whether it knows a type at all.
    pub(crate) has_lexicon: bool,
    pub(crate) source_known: Vec<bool>,
    pub(crate) target_known: Vec<bool>,
}

impl Matches {
    /// Compares all types of two sides.
    pub(crate) fn new(source: &Side, target: &Side, lexicon: Option<&Lexicon>) -> Self {
        let folded: FxHashMap<&str, u32> = (0u32..)
            .zip(&target.types)
            .filter(|(_, unit)| !unit.folded.is_empty())
            .map(|(id, unit)| (&*unit.folded, id))
            .collect();
        let named: Vec<(u32, NameKey)> = (0u32..)
            .zip(&target.types)
            .filter_map(|(id, unit)| Some((id, unit.name?)))
            .collect();
        let keys: Vec<NameKey> = named.iter().map(|&(_, key)| key).collect();
        let names = NameIndex::new(&keys);
        let of_type = |index: usize| {
            let unit = &source.types[index];
            let mut found = Vec::new();
            let mut known = false;
            match &unit.key {
                UnitKey::Atom(_) => {
                    found.extend(target.find(&unit.key).map(|id| Match {
                        target: id,
                        strength: 1.0,
                        channel: Channel::Anchor,
                    }));
                }
                UnitKey::Stem(stem) => {
                    if let Some(&id) = folded.get(&*unit.folded) {
                        found.push(Match {
                            target: id,
                            strength: 1.0,
                            channel: Channel::Identical,
                        });
                    }
                    if let Some(name) = &unit.name {
                        let alike = names.matches(name, LEAST_LIKENESS).into_iter();
                        found.extend(alike.map(|(at, likeness)| Match {
                            target: named[at].0,
                            strength: likeness,
                            channel: Channel::Name,
                        }));
                    }
                    if let Some(lexicon) = lexicon {
                        lexicon.for_each_translation(stem, |other, strength| {
                            known = true;
                            let id = target.find_stem(other);
                            if let Some(id) = id.filter(|_| strength >= LEAST_STRENGTH) {
                                found.push(Match {
                                    target: id,
                                    strength,
                                    channel: Channel::Lexicon,
                                });
                            }
                        });
                    }
                }
            }
            (strongest(found), known)
        };
        let (by_source, source_known): (Vec<_>, Vec<_>) =
            (0..source.types.len()).into_par_iter().map(of_type).unzip();
        let mut target_known = vec![false; target.types.len()];
        for found in by_source.iter().flatten() {
            if found.channel == Channel::Lexicon {
                target_known[found.target as usize] = true;
            }
        }
        Self {
            by_source,
            has_lexicon: lexicon.is_some(),
            source_known,
            target_known,
        }
    }

    /// The matches of a source type, ascending by target type.
    pub(crate) fn of(&self, source: u32) -> &[Match] {
        &self.by_source[source as usize]
    }
}

/// Of several matches with one target the strongest, ascending by target; on
/// ties the channel listed first.
fn strongest(mut found: Vec<Match>) -> Vec<Match> {
    found.sort_by(|a, b| {
        let strength = b.strength.total_cmp(&a.strength);
        a.target
            .cmp(&b.target)
            .then(strength)
            .then(a.channel.cmp(&b.channel))
    });
    found.dedup_by_key(|found| found.target);
    found
}
