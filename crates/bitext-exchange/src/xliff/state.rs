//! How far a translation is: the words that XLIFF has for it, and ours.

use bitext_core::{Property, TranslationUnit};

use super::Version;
use crate::property;

/// Below this probability a translation needs a look.
const DOUBTFUL: f64 = 0.9;

/// States of a target in XLIFF 1.2, and what each is in 2.x.
const STATES: [(&str, &str); 10] = [
    ("new", "initial"),
    ("needs-translation", "initial"),
    ("needs-adaptation", "initial"),
    ("needs-l10n", "initial"),
    ("needs-review-translation", "translated"),
    ("needs-review-adaptation", "translated"),
    ("needs-review-l10n", "translated"),
    ("translated", "translated"),
    ("signed-off", "reviewed"),
    ("final", "final"),
];

/// Whether a reviewer has accepted the unit.
pub(super) fn is_accepted(unit: &TranslationUnit) -> bool {
    unit.property(property::STATUS) == Some("accepted")
}

/// The state to be written for a unit.
pub(super) fn written(unit: &TranslationUnit, version: Version) -> String {
    if let Some(state) = unit.property(property::XLIFF_STATE) {
        let known = STATES
            .iter()
            .find(|(one, two)| *one == state || *two == state);
        return match (version, known) {
            (Version::Two, Some((_, two))) => (*two).to_owned(),
            (Version::One, Some((one, _))) if state != *one => (*one).to_owned(),
            (Version::One, _) if known.is_some() || state.starts_with("x-") => state.to_owned(),
            _ => derived(unit, version).to_owned(),
        };
    }
    derived(unit, version).to_owned()
}

/// The state that status and probability stand for.
fn derived(unit: &TranslationUnit, version: Version) -> &'static str {
    let probability = unit.property(property::PROBABILITY);
    let probability = probability.and_then(|value| value.parse::<f64>().ok());
    let is_doubtful = probability.is_some_and(|probability| probability < DOUBTFUL);
    match (version, is_accepted(unit), is_doubtful) {
        (Version::One, false, true) => "needs-review-translation",
        (Version::One, ..) => "translated",
        (Version::Two, true, _) => "reviewed",
        (Version::Two, false, true) => "initial",
        (Version::Two, ..) => "translated",
    }
}

/// Puts the state that a file gives on a unit, unless it says no more than the
/// unit does already.
pub(super) fn keep(unit: &mut TranslationUnit, state: Option<&str>, version: Version) {
    let Some(state) = state else {
        return;
    };
    if version == Version::Two && state == "reviewed" && unit.property(property::STATUS).is_none() {
        let accepted = Property::new(property::STATUS, "accepted");
        unit.properties.push(accepted);
    }
    if state != derived(unit, version) {
        let state = Property::new(property::XLIFF_STATE, state);
        unit.properties.push(state);
    }
}
