//! Which of several units that say the same is kept.
//!
//! Units are the same if their keys are, and a key is eight bytes, so a memory of
//! any size that fits on a disk can be looked through. Where not the first one
//! wins, the memory is read twice: [`Duplicates::add`] for each unit, then
//! [`Duplicates::keeps`] for each again.

use std::collections::HashMap;

use bitext_core::{LanguageTag, TranslationUnit};

use crate::Fingerprint;
use crate::filter::{last_date, probability};

/// What units have in common that count as the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SameBy {
    /// The text in the source language: one translation is kept for each.
    Source,
    /// The text in every other language.
    Target,
    /// All texts.
    #[default]
    Both,
}

/// Which of them is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Winner {
    /// The first.
    #[default]
    First,
    /// The one changed (or else made) last; of several, the first.
    Newest,
    /// The one with the highest probability; of several, the first.
    Best,
}

/// How texts are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Likeness {
    /// As they are.
    #[default]
    Exact,
    /// By their letters and digits alone, in any case: white space, punctuation
    /// and codes do not count.
    Near,
}

/// Finds duplicates.
#[derive(Clone, Debug)]
pub struct Duplicates {
    same_by: SameBy,
    winner: Winner,
    likeness: Likeness,
    source_language: Option<LanguageTag>,
    /// Number of the unit that wins, and by what.
    winners: HashMap<Fingerprint, (u64, String)>,
    added: u64,
    asked: u64,
}

impl Duplicates {
    /// For a memory with that source language; without one, the first variant of
    /// each unit is its source.
    #[must_use]
    pub fn new(
        same_by: SameBy,
        winner: Winner,
        likeness: Likeness,
        source_language: Option<LanguageTag>,
    ) -> Self {
        Self {
            same_by,
            winner,
            likeness,
            source_language,
            winners: HashMap::new(),
            added: 0,
            asked: 0,
        }
    }

    /// Looks at the next unit; whether it is the first with its key.
    pub fn add(&mut self, unit: &TranslationUnit) -> bool {
        let rank = match self.winner {
            Winner::First => String::new(),
            Winner::Newest => last_date(unit).unwrap_or_default().to_owned(),
            // As text, so that both ranks compare alike; four digits are all that
            // units say.
            Winner::Best => format!("{:.6}", probability(unit).unwrap_or(0.0)),
        };
        let key = self.key(unit);
        let number = self.added;
        self.added += 1;
        match self.winners.get_mut(&key) {
            None => {
                self.winners.insert(key, (number, rank));
                true
            }
            Some(best) => {
                if rank > best.1 {
                    *best = (number, rank);
                }
                false
            }
        }
    }

    /// Whether the next unit, in the order in which they were added, is the one
    /// that is kept.
    pub fn keeps(&mut self, unit: &TranslationUnit) -> bool {
        let number = self.asked;
        self.asked += 1;
        let winner = self.winners.get(&self.key(unit));
        winner.is_some_and(|&(kept, _)| kept == number)
    }

    fn key(&self, unit: &TranslationUnit) -> Fingerprint {
        let source = self.source_language.as_ref();
        let index = source.and_then(|tag| {
            let mut variants = unit.variants.iter();
            variants.position(|variant| variant.language.same_language(tag))
        });
        let index = index.unwrap_or(0);
        let wanted = unit
            .variants
            .iter()
            .enumerate()
            .filter(|&(other, _)| match self.same_by {
                SameBy::Source => other == index,
                SameBy::Target => other != index,
                SameBy::Both => true,
            });
        let parts: Vec<(&str, String)> = wanted
            .map(|(_, variant)| {
                let text = variant.segment.text();
                let text = match self.likeness {
                    Likeness::Exact => text.to_owned(),
                    Likeness::Near => letters(text),
                };
                (variant.language.as_str(), text)
            })
            .collect();
        Fingerprint::of(&parts)
    }
}

/// Letters and digits of a text, in small letters.
fn letters(text: &str) -> String {
    let kept = text.chars().filter(|character| character.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::Variant;

    fn unit(source: &str, target: &str, date: &str) -> TranslationUnit {
        let tag = |text: &str| LanguageTag::try_new(text).unwrap();
        let mut unit = TranslationUnit::pair(
            Variant::plain(tag("en"), source),
            Variant::plain(tag("ru"), target),
        );
        unit.history.created = Some(date.to_owned());
        unit
    }

    fn kept(same_by: SameBy, winner: Winner, likeness: Likeness) -> Vec<usize> {
        let units = [
            unit("Tea", "Чай", "20200101T000000Z"),
            unit("Tea", "Чаёк", "20210101T000000Z"),
            unit("tea.", "Чай", "20190101T000000Z"),
            unit("Tea", "Чай", "20220101T000000Z"),
        ];
        let mut duplicates = Duplicates::new(same_by, winner, likeness, None);
        for unit in &units {
            duplicates.add(unit);
        }
        let kept = units
            .iter()
            .map(|unit| duplicates.keeps(unit))
            .collect::<Vec<_>>();
        (0..units.len()).filter(|&index| kept[index]).collect()
    }

    #[test]
    fn one_of_the_same_is_kept() {
        use {Likeness::*, SameBy::*, Winner::*};
        assert_eq!(kept(Both, First, Exact), [0, 1, 2]);
        assert_eq!(kept(Both, Newest, Exact), [1, 2, 3]);
        assert_eq!(kept(Both, First, Near), [0, 1]);
        assert_eq!(kept(Source, First, Exact), [0, 2]);
        assert_eq!(kept(Target, Newest, Exact), [1, 3]);
    }
}
