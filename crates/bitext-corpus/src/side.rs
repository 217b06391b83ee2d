//! All documents of one language, with their units numbered and weighed.
//!
//! Each distinct unit is a *type*, so that it is compared with the other
//! language once, however many documents hold it. Its weight is that of the
//! aligner with documents for lines: `ln((N + 31) / (df + 30·(1 − e^(−wp))))`
//! of N documents, the number df of those it comes up in, its share p of running
//! text and the words w of a report. A word that is frequent in the language
//! thus counts little even in a feed of five reports.

use std::sync::Arc;

use bitext_align::math::{exp, ln};
use bitext_anchor::{Atom, NameKey};
use bitext_lang::LanguagePack;

use crate::profile::{Profile, UnitIds, UnitKey};

/// Documents of the language at large that stand behind those at hand.
const PRIOR_DOCUMENTS: f64 = 30.0;

/// Words in an average report.
const WORDS_A_DOCUMENT: f64 = 250.0;

/// Share of reports that mention a small number, a month or a weekday.
const SMALL_NUMBER_SHARE: f64 = 0.3;

/// A distinct unit of a side.
#[derive(Debug)]
pub(crate) struct UnitType {
    pub(crate) key: UnitKey,
    pub(crate) shown: Arc<str>,
    pub(crate) folded: Arc<str>,
    /// How telling it is.
    pub(crate) weight: f32,
    /// How it sounds, if it is written like a name or in a script without capitals.
    pub(crate) name: Option<NameKey>,
    capitals: u32,
    others: u32,
    documents: u32,
}

impl UnitType {
    /// In how many documents it comes up.
    pub(crate) fn document_count(&self) -> u32 {
        self.documents
    }

    /// Whether it is mostly written with a capital, as names are.
    fn stands_out(&self) -> bool {
        self.capitals > self.others
    }

    /// Whether it is a name by its capital, and not only sounds like one.
    pub(crate) fn is_name(&self) -> bool {
        self.name.is_some() && self.stands_out()
    }

    /// Whether its script has no capitals.
    fn is_caseless(&self) -> bool {
        let first = self.folded.chars().next();
        first.is_some_and(|letter| !letter.is_uppercase() && !letter.is_lowercase())
    }

    /// Whether it is an atom of a number, date, time or sum.
    pub(crate) fn is_figure(&self) -> bool {
        matches!(
            self.key,
            UnitKey::Atom(
                Atom::Number(_) | Atom::Ordinal(_) | Atom::Fraction { .. } | Atom::Time { .. }
            )
        )
    }
}

/// One document by its types.
#[derive(Debug)]
pub(crate) struct DocumentUnits {
    /// Types, ascending, each with the place where it first comes up.
    pub(crate) units: Vec<(u32, f32)>,
    pub(crate) sentences: Vec<u64>,
    pub(crate) outlines: Vec<u64>,
    pub(crate) characters: usize,
}

/// One language's documents.
#[derive(Debug, Default)]
pub(crate) struct Side {
    pub(crate) types: Vec<UnitType>,
    pub(crate) documents: Vec<DocumentUnits>,
    ids: UnitIds,
}

impl Side {
    /// Takes in a document.
    pub(crate) fn add(&mut self, profile: Profile) {
        let mut units = Vec::with_capacity(profile.units.len());
        for unit in profile.units {
            let place = unit.place;
            let id = match self.ids.get(&unit.key) {
                Some(id) => id,
                None => {
                    // A unit for which there is no number left counts for nothing.
                    let Ok(id) = u32::try_from(self.types.len()) else {
                        continue;
                    };
                    self.ids.insert(&unit.key, id);
                    self.types.push(UnitType {
                        key: unit.key,
                        shown: unit.shown,
                        folded: unit.folded,
                        weight: 0.0,
                        name: unit.name,
                        capitals: 0,
                        others: 0,
                        documents: 0,
                    });
                    id
                }
            };
            let known = &mut self.types[id as usize];
            known.capitals += unit.capitals;
            known.others += unit.others;
            known.documents += 1;
            if known.name.is_none() {
                known.name = unit.name;
            }
            units.push((id, place));
        }
        units.sort_unstable_by_key(|&(id, _)| id);
        self.documents.push(DocumentUnits {
            units,
            sentences: profile.sentences,
            outlines: profile.outlines,
            characters: profile.characters,
        });
    }

    /// The type of a unit.
    pub(crate) fn find(&self, key: &UnitKey) -> Option<u32> {
        self.ids.get(key)
    }

    /// The type of a stem.
    pub(crate) fn find_stem(&self, stem: &str) -> Option<u32> {
        self.ids.stem(stem)
    }

    /// Weighs every type and keeps as names only what is mostly written so, or in a
    /// script without capitals and no frequent word.
    pub(crate) fn weigh(&mut self, pack: &LanguagePack) {
        let total = self.documents.len() as f64 + PRIOR_DOCUMENTS + 1.0;
        for unit in &mut self.types {
            let share = match &unit.key {
                UnitKey::Stem(stem) => {
                    1.0 - exp(-WORDS_A_DOCUMENT * f64::from(pack.frequency(stem)))
                }
                UnitKey::Atom(atom) => share_of(atom),
            };
            let may_be_name = unit.stands_out() || unit.is_caseless() && share == 0.0;
            if !may_be_name {
                unit.name = None;
            }
            let expected = f64::from(unit.documents) + PRIOR_DOCUMENTS * share;
            unit.weight = ln((total / expected) as f32).max(0.0);
        }
    }
}

/// In what share of reports an atom is to be expected.
fn share_of(atom: &Atom) -> f64 {
    match atom {
        Atom::Number(number) if number.to_integer().is_some_and(|value| value <= 31) => {
            SMALL_NUMBER_SHARE
        }
        Atom::Ordinal(rank) if *rank <= 10 => SMALL_NUMBER_SHARE,
        Atom::Month(_) | Atom::Weekday(_) | Atom::Percent | Atom::Scale(_) | Atom::Zone(_) => {
            SMALL_NUMBER_SHARE
        }
        Atom::Fraction { .. } | Atom::Currency(_) => 0.1,
        _ => 0.0,
    }
}
