//! Which of several units that say the same is kept.
//!
//! Units are the same if their keys are, and a key is eight bytes, so a memory of
//! any size that fits on a disk can be looked through. Where not the first one
//! wins, the memory is read twice: [`Duplicates::add`] for each unit, then
//! [`Duplicates::keeps`] for each again.
//!
//! A region that a tag leaves open is any region (see `tags`). The key has the
//! languages without regions, and units of one key go into the first group whose tags
//! theirs do not gainsay.

use std::hash::{DefaultHasher, Hash};

use bitext_core::{LanguageTag, TranslationUnit, Variant};
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::Fingerprint;
use crate::filter::{last_date, probability};
use crate::tags::Tags;

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
    /// As they are, codes included.
    #[default]
    Exact,
    /// By their letters and digits alone, in any case: white space, punctuation
    /// and codes do not count, but where they part two numbers. Texts without
    /// letters and digits are compared by all they have.
    Near,
}

/// Groups of one key that are looked through; no text comes in more kinds of one
/// language.
const MOST_GROUPS: usize = 100;

/// The unit of a group that is kept. There is one of these for each different unit, so
/// it is small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kept {
    number: u64,
    /// The tags of the group, by their number among [`Tags`].
    tags: usize,
}

/// Finds duplicates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duplicates {
    same_by: SameBy,
    winner: Winner,
    likeness: Likeness,
    source_language: Option<LanguageTag>,
    winners: FxHashMap<Fingerprint, Kept>,
    /// By what they win, where it is not by being the first.
    ranks: FxHashMap<Fingerprint, String>,
    tags: Tags,
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
            ..Self::default()
        }
    }

    /// Looks at the next unit; whether it is the first with its key.
    pub fn add(&mut self, unit: &TranslationUnit) -> bool {
        let rank = match self.winner {
            Winner::First => None,
            Winner::Newest => Some(last_date(unit).unwrap_or_default().to_owned()),
            // As text, so that both ranks compare alike; four digits are all that
            // units say.
            Winner::Best => Some(format!("{:.6}", probability(unit).unwrap_or(0.0))),
        };
        let (group, tags) = self.group(unit);
        let number = self.added;
        self.added += 1;
        let is_first = !self.winners.contains_key(&group);
        let kept = self.winners.entry(group).or_insert(Kept { number, tags });
        if let Some(rank) = rank {
            let best = self.ranks.entry(group).or_default();
            if rank > *best {
                *best = rank;
                kept.number = number;
            }
        }
        is_first
    }

    /// Whether the next unit, in the order in which they were added, is the one
    /// that is kept.
    pub fn keeps(&mut self, unit: &TranslationUnit) -> bool {
        let number = self.asked;
        self.asked += 1;
        let (group, _) = self.group(unit);
        let winner = self.winners.get(&group);
        winner.is_some_and(|kept| kept.number == number)
    }

    /// The group of a unit, which there may not be yet, and its tags. Groups come
    /// one behind the other, so a unit finds the same one each time.
    fn group(&mut self, unit: &TranslationUnit) -> (Fingerprint, usize) {
        let variants = self.compared(unit);
        let mut hasher = DefaultHasher::new();
        for variant in &variants {
            variant.language.primary().hash(&mut hasher);
            match self.likeness {
                Likeness::Exact => Fingerprint::of_segment(&variant.segment, &mut hasher),
                Likeness::Near => letters(variant.segment.text()).hash(&mut hasher),
            }
        }
        let key = Fingerprint::from(hasher);
        let tags = self
            .tags
            .number(variants.iter().map(|variant| &variant.language));
        let group = |number: usize| match number {
            0 => key,
            _ => Fingerprint::of(&(key, number)),
        };
        let mut groups = (0..MOST_GROUPS).map(group);
        let found = groups.find(|group| {
            let known = self.winners.get(group);
            known.is_none_or(|kept| self.tags.go_together(kept.tags, tags))
        });
        // Behind the last one tags must be the same.
        let found = found.unwrap_or_else(|| group(MOST_GROUPS.saturating_add(tags)));
        (found, tags)
    }

    /// The variants that have to be the same: all of them where those that matter say
    /// nothing.
    fn compared<'unit>(&self, unit: &'unit TranslationUnit) -> Vec<&'unit Variant> {
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
        let wanted: Vec<&Variant> = wanted.map(|(_, variant)| variant).collect();
        let is_empty = |variant: &&Variant| variant.segment.text().trim().is_empty();
        if wanted.iter().all(is_empty) {
            return unit.variants.iter().collect();
        }
        wanted
    }
}

/// Letters and digits of a text in small letters, numbers apart; all of the text if it
/// has none.
fn letters(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_apart = false;
    for character in text.nfc().flat_map(char::to_lowercase) {
        // A mark may make another word: `ขาว` is white, `ข่าว` is news.
        if !character.is_alphanumeric() && !is_combining_mark(character) {
            is_apart = true;
            continue;
        }
        if is_apart && character.is_numeric() && kept.ends_with(char::is_numeric) {
            kept.push(' ');
        }
        kept.push(character);
        is_apart = false;
    }
    if kept.is_empty() {
        text.trim().to_owned()
    } else {
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::{CodeKind, InlineCode, InlineText};

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
    fn tagged(source: &str, target: &str) -> TranslationUnit {
        let tag = |text: &str| LanguageTag::try_new(text).unwrap();
        TranslationUnit::pair(
            Variant::plain(tag(source), "Chat"),
            Variant::plain(tag(target), "Chat"),
        )
    }

    #[test]
    fn near_texts_have_the_same_letters_and_numbers() {
        let is_near = |one: &str, other: &str| letters(one) == letters(other);
        assert!(is_near("Tea, please!", "tea please"));
        assert!(is_near("1 000.5 %", "1,000.5%"));
        assert!(is_near("caf\u{e9}", "cafe\u{301}"));
        assert!(!is_near("ขาว", "ข่าว"));
        assert!(!is_near("कम", "क्म"));
        assert!(!is_near("1.5 V", "15 V"));
        assert!(!is_near("→", "☺"));
    }

    #[test]
    fn units_without_what_is_compared_are_not_the_same() {
        let units = [unit("", "Чай", "1"), unit("", "Кофе", "1")];
        let mut by_source = Duplicates::new(SameBy::Source, Winner::First, Likeness::Exact, None);
        assert!(units.iter().all(|unit| by_source.add(unit)));
        let single = |text: &str| {
            let mut unit = unit(text, "", "1");
            unit.variants.truncate(1);
            unit
        };
        let mut by_target = Duplicates::new(SameBy::Target, Winner::First, Likeness::Exact, None);
        assert!(by_target.add(&single("Tea")) && by_target.add(&single("Coffee")));
    }

    #[test]
    fn a_region_left_open_is_any_region() {
        let units = [
            tagged("en-US", "pt-BR"),
            tagged("en", "pt-BR"),
            tagged("en", "pt-PT"),
            tagged("en-GB", "pt-BR"),
            tagged("en-GB", "pt"),
            tagged("pt-BR", "en-US"),
        ];
        let mut duplicates = Duplicates::default();
        let added: Vec<bool> = units.iter().map(|unit| duplicates.add(unit)).collect();
        assert_eq!(added, [true, false, true, true, false, true]);
        let kept: Vec<bool> = units.iter().map(|unit| duplicates.keeps(unit)).collect();
        assert_eq!(kept, added);
    }

    /// Quadratic time would take minutes.
    #[test]
    fn one_text_may_come_under_many_tags() {
        let mut duplicates = Duplicates::default();
        let unit = |number: u32| tagged("en", &format!("de-x-{number}"));
        assert!((0..100_000).all(|number| duplicates.add(&unit(number))));
        assert!((0..1000).all(|number| !duplicates.add(&unit(number))));
        assert!((0..100_000).all(|number| duplicates.keeps(&unit(number))));
    }

    #[test]
    fn codes_count_unless_near() {
        let mut coded = tagged("en", "de");
        let code = InlineCode::new(0, CodeKind::Standalone, "<br/>");
        coded.variants[0].segment = InlineText::try_new("Chat".to_owned(), vec![code]).unwrap();
        let mut exact = Duplicates::default();
        assert!(exact.add(&tagged("en", "de")) && exact.add(&coded));
        let mut near = Duplicates::new(SameBy::Both, Winner::First, Likeness::Near, None);
        assert!(near.add(&tagged("en", "de")) && !near.add(&coded));
    }
}
