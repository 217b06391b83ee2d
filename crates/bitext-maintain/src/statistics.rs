//! What is in a memory, in numbers.

use std::collections::BTreeMap;

use bitext_core::{History, InlineText, TranslationUnit, Variant, attribute};
use serde::Serialize;

use crate::Duplicates;

/// The most different values that are counted by name; those that come later are
/// counted together, so that a file with a million user names stays small.
const NAMES: usize = 1000;

/// Under which name those are counted.
const OTHERS: &str = "(others)";

/// The numbers of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LanguageStatistics {
    /// Variants in it.
    pub tuv: u64,
    /// Of these, without text.
    pub empty: u64,
    /// Stretches between white space.
    pub words: u64,
    /// Unicode characters.
    pub characters: u64,
}

/// The numbers of a memory. Serialised, the field names are those of TMX where it
/// has one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Statistics {
    /// Units.
    pub tu: u64,
    /// Variants.
    pub tuv: u64,
    /// Units with text in two variants or more.
    pub pairs: u64,
    /// Variants without text.
    pub empty: u64,
    /// Units whose texts a unit before them had, regions left open.
    pub duplicates: u64,
    /// By language.
    pub languages: BTreeMap<String, LanguageStatistics>,
    /// Inline codes in all texts.
    pub inline_codes: u64,
    /// Units and variants by the tool that made them.
    pub creation_tools: BTreeMap<String, u64>,
    /// Units and variants by who made or last changed them.
    pub users: BTreeMap<String, u64>,
    /// Units by the year in which they, or a variant of theirs, were last changed.
    pub years: BTreeMap<String, u64>,
    /// Properties of units and variants by name.
    pub properties: BTreeMap<String, u64>,
    /// Notes on units and variants.
    pub notes: u64,
    /// The earliest date.
    pub first_date: Option<String>,
    /// The latest date.
    pub last_date: Option<String>,
    #[serde(skip)]
    seen: Duplicates,
}

impl Statistics {
    /// Counts a unit.
    pub fn add(&mut self, unit: &TranslationUnit) {
        self.tu += 1;
        self.notes += unit.notes.len() as u64;
        if !unit.variants.is_empty() && !self.seen.add(unit) {
            self.duplicates += 1;
        }
        for property in &unit.properties {
            count(&mut self.properties, &property.name);
        }
        if let Some(tool) = attribute(&unit.attributes, "creationtool") {
            count(&mut self.creation_tools, tool);
        }
        self.add_history(&unit.history);
        let mut with_text = 0;
        let mut last = unit.history.last_date();
        for variant in &unit.variants {
            with_text += u64::from(self.add_variant(variant));
            last = last.max(variant.history.last_date());
        }
        self.pairs += u64::from(with_text >= 2);
        if let Some(year) = last.and_then(|date| date.get(..4)) {
            count(&mut self.years, year);
        }
    }

    /// Counts a variant; whether it has text.
    fn add_variant(&mut self, variant: &Variant) -> bool {
        self.tuv += 1;
        self.notes += variant.notes.len() as u64;
        for property in &variant.properties {
            count(&mut self.properties, &property.name);
        }
        if let Some(tool) = attribute(&variant.attributes, "creationtool") {
            count(&mut self.creation_tools, tool);
        }
        self.add_history(&variant.history);
        self.inline_codes += codes_in(&variant.segment);
        let text = variant.segment.text();
        let is_empty = text.trim().is_empty();
        self.empty += u64::from(is_empty);
        let tag = variant.language.as_str();
        if !self.languages.contains_key(tag) {
            let new = LanguageStatistics::default();
            self.languages.insert(tag.to_owned(), new);
        }
        if let Some(language) = self.languages.get_mut(tag) {
            language.tuv += 1;
            language.empty += u64::from(is_empty);
            language.words += text.split_whitespace().count() as u64;
            language.characters += text.chars().count() as u64;
        }
        !is_empty
    }

    fn add_history(&mut self, history: &History) {
        if let Some(user) = history.changed_by.as_ref().or(history.created_by.as_ref()) {
            count(&mut self.users, user);
        }
        for date in history.created.iter().chain(&history.changed) {
            if self.first_date.as_ref().is_none_or(|first| date < first) {
                self.first_date = Some(date.clone());
            }
            if self.last_date.as_ref().is_none_or(|last| date > last) {
                self.last_date = Some(date.clone());
            }
        }
    }
}

fn codes_in(text: &InlineText) -> u64 {
    let codes = text.codes().iter();
    codes
        .map(|code| {
            1 + code
                .subflows
                .iter()
                .map(|sub| codes_in(&sub.text))
                .sum::<u64>()
        })
        .sum()
}

fn count(counts: &mut BTreeMap<String, u64>, name: &str) {
    if let Some(number) = counts.get_mut(name) {
        *number += 1;
        return;
    }
    let name = if counts.len() < NAMES { name } else { OTHERS };
    *counts.entry(name.to_owned()).or_default() += 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::LanguageTag;

    fn variant(tag: &str, text: &str) -> Variant {
        Variant::plain(LanguageTag::try_new(tag).unwrap(), text)
    }

    #[test]
    fn units_are_counted_by_what_they_say() {
        let mut statistics = Statistics::default();
        let mut unit = TranslationUnit::pair(variant("en", "Two words"), variant("ru", "Слова"));
        unit.variants[1].history.changed = Some("20200101T000000Z".to_owned());
        unit.variants[1].history.changed_by = Some("ann".to_owned());
        statistics.add(&unit);
        statistics.add(&unit);
        statistics.add(&TranslationUnit::pair(
            variant("en", "One"),
            variant("ru", " "),
        ));
        assert_eq!((statistics.tu, statistics.tuv, statistics.pairs), (3, 6, 2));
        assert_eq!((statistics.duplicates, statistics.empty), (1, 1));
        assert_eq!(statistics.languages["en"].words, 5);
        assert_eq!(statistics.languages["ru"].characters, 11);
        assert_eq!(statistics.users["ann"], 2);
        assert_eq!(statistics.years["2020"], 2);
        assert_eq!(statistics.last_date.as_deref(), Some("20200101T000000Z"));
    }

    #[test]
    fn a_million_names_are_not_kept() {
        let mut counts = BTreeMap::new();
        for number in 0..3000 {
            count(&mut counts, &number.to_string());
        }
        assert_eq!(counts.len(), NAMES + 1);
        assert_eq!(counts[OTHERS], 2000);
    }
}
