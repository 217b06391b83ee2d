//! Which units to keep.

use bitext_core::{History, LanguageTag, TranslationUnit};
use regex::Regex;

/// Property that holds the probability of an aligned unit.
pub(crate) const PROBABILITY: &str = "x-bitext-probability";

/// Conditions that a unit must meet, all of them. One that is not set is met.
///
/// ```
/// use bitext_core::{LanguageTag, TranslationUnit, Variant};
/// use bitext_maintain::Filter;
/// let (en, ru) = (LanguageTag::try_new("en")?, LanguageTag::try_new("ru")?);
/// let unit = TranslationUnit::pair(Variant::plain(en.clone(), "Tea"), Variant::plain(ru, "Чай"));
/// let mut filter = Filter::default();
/// filter.languages = vec![en];
/// assert!(filter.keeps(&unit));
/// filter.languages.push(LanguageTag::try_new("de")?);
/// assert!(!filter.keeps(&unit));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Filter {
    /// There is text in each of these languages, or in a regional form of it.
    pub languages: Vec<LanguageTag>,
    /// Last changed (or else made) at this date or later, `20180411` or longer.
    pub since: Option<String>,
    /// Last changed (or else made) before this date.
    pub before: Option<String>,
    /// Made or changed by this user.
    pub user: Option<String>,
    /// Has a property of this name, and this value if there is one.
    pub property: Option<(String, Option<String>)>,
    /// The text of some variant matches.
    pub text: Option<Regex>,
    /// Aligned with at least this probability; a unit without one is kept.
    pub min_probability: Option<f64>,
}

impl Filter {
    /// Whether `unit` meets every condition.
    #[must_use]
    pub fn keeps(&self, unit: &TranslationUnit) -> bool {
        self.keeps_languages(unit)
            && self.keeps_date(unit)
            && self.keeps_user(unit)
            && self.keeps_property(unit)
            && self.text.as_ref().is_none_or(|pattern| {
                let texts = unit.variants.iter().map(|variant| variant.segment.text());
                texts.into_iter().any(|text| pattern.is_match(text))
            })
            && self.min_probability.is_none_or(|minimum| {
                probability(unit).is_none_or(|probability| probability >= minimum)
            })
    }

    fn keeps_languages(&self, unit: &TranslationUnit) -> bool {
        self.languages.iter().all(|language| {
            let mut variants = unit.variants.iter();
            variants.any(|variant| {
                language.covers(&variant.language) && !variant.segment.text().trim().is_empty()
            })
        })
    }

    fn keeps_date(&self, unit: &TranslationUnit) -> bool {
        if self.since.is_none() && self.before.is_none() {
            return true;
        }
        // A unit without any date is of no time.
        let Some(date) = last_date(unit) else {
            return false;
        };
        self.since.as_deref().is_none_or(|since| date >= since)
            && self.before.as_deref().is_none_or(|before| date < before)
    }

    fn keeps_user(&self, unit: &TranslationUnit) -> bool {
        self.user.as_ref().is_none_or(|user| {
            histories(unit).any(|history| {
                history.created_by.as_ref() == Some(user)
                    || history.changed_by.as_ref() == Some(user)
            })
        })
    }

    fn keeps_property(&self, unit: &TranslationUnit) -> bool {
        self.property.as_ref().is_none_or(|(name, value)| {
            let variants = unit.variants.iter().flat_map(|variant| &variant.properties);
            let mut properties = unit.properties.iter().chain(variants);
            properties.any(|property| {
                property.name == *name
                    && value.as_ref().is_none_or(|value| property.value == *value)
            })
        })
    }
}

/// When the unit or a variant of it was last changed or, failing that, made.
pub(crate) fn last_date(unit: &TranslationUnit) -> Option<&str> {
    histories(unit).filter_map(History::last_date).max()
}

/// The probability that an aligned unit is right, if it says so.
pub(crate) fn probability(unit: &TranslationUnit) -> Option<f64> {
    unit.property(PROBABILITY)?.parse().ok()
}

fn histories(unit: &TranslationUnit) -> impl Iterator<Item = &History> {
    std::iter::once(&unit.history).chain(unit.variants.iter().map(|variant| &variant.history))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::{Property, Variant};

    #[test]
    fn conditions_hold_together() {
        let tag = |text: &str| LanguageTag::try_new(text).unwrap();
        let mut unit = TranslationUnit::pair(
            Variant::plain(tag("en"), "Tea at five"),
            Variant::plain(tag("ru"), "Чай в пять"),
        );
        unit.variants[1].history.changed = Some("20200301T000000Z".to_owned());
        unit.variants[1].history.changed_by = Some("ann".to_owned());
        unit.properties.push(Property::new(PROBABILITY, "0.7"));
        let keeps = |change: &dyn Fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            filter.keeps(&unit)
        };
        assert!(keeps(&|_| {}));
        assert!(keeps(&|filter| filter.since = Some("20200301".to_owned())));
        assert!(!keeps(&|filter| filter.before = Some("20200301".to_owned())));
        assert!(keeps(&|filter| filter.user = Some("ann".to_owned())));
        assert!(!keeps(&|filter| filter.user = Some("bob".to_owned())));
        assert!(keeps(&|filter| filter.text = Regex::new("(?i)чай").ok()));
        assert!(!keeps(&|filter| filter.min_probability = Some(0.8)));
        assert!(keeps(
            &|filter| filter.property = Some((PROBABILITY.to_owned(), None))
        ));
        assert!(!keeps(&|filter| {
            filter.property = Some((PROBABILITY.to_owned(), Some("1".to_owned())));
        }));
    }
}
