//! The model: weights of the features, as data.
//!
//! Two logistic regressions. The first looks at a pair by itself; the second
//! adds by how much the pair beats the next best one of either document, so that
//! its outcome is the probability that the two are each other's version. The
//! file has a line a feature: name, weight in the first, weight in the second;
//! lines with `#` say where the weights come from.

use bitext_align::math::exp;
use thiserror::Error;

use crate::feature::{COUNT, Features, NAMES, index_of};

/// The weights that come with the crate: for languages that a lexicon ties together,
/// and for others.
const WITH_LEXICON: &str = include_str!("../data/pairing.tsv");
const WITHOUT_LEXICON: &str = include_str!("../data/pairing-without-lexicon.tsv");

/// Weights of both regressions.
#[derive(Clone, Debug, PartialEq)]
pub struct PairingModel {
    pub(crate) alone: [f32; COUNT],
    pub(crate) among: [f32; COUNT],
}

/// Why a file of weights cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("pairing weights, line {line}: {reason}")]
pub struct PairingModelError {
    line: usize,
    reason: String,
}

impl PairingModel {
    /// The model that comes with the crate, for languages with a lexicon or without.
    #[must_use]
    pub fn built_in(has_lexicon: bool) -> Self {
        let text = match has_lexicon {
            true => WITH_LEXICON,
            false => WITHOUT_LEXICON,
        };
        match Self::parse(text) {
            Ok(model) => model,
            Err(error) => unreachable!("a test reads the built-in {error}"),
        }
    }

    /// Reads a file of weights; features it does not name weigh nothing.
    ///
    /// # Errors
    /// If a line is malformed or names no feature.
    pub fn parse(text: &str) -> Result<Self, PairingModelError> {
        let mut model = Self {
            alone: [0.0; COUNT],
            among: [0.0; COUNT],
        };
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fault = |reason: String| PairingModelError {
                line: index + 1,
                reason,
            };
            let fields: Vec<&str> = line.split('\t').collect();
            let &[name, alone, among] = fields.as_slice() else {
                return Err(fault("expected a name and two weights".to_owned()));
            };
            let place = index_of(name).ok_or_else(|| fault(format!("no feature `{name}`")))?;
            for (weights, field) in [(&mut model.alone, alone), (&mut model.among, among)] {
                let value = field.parse::<f32>().ok().filter(|value| value.is_finite());
                weights[place] = value.ok_or_else(|| fault(format!("`{field}` is no number")))?;
            }
        }
        Ok(model)
    }

    /// The model from the weights of both regressions, in the order of
    /// [`feature_names`](crate::training::feature_names); missing ones are 0.
    #[must_use]
    pub fn from_weights(alone: &[f64], among: &[f64]) -> Self {
        let weights =
            |from: &[f64]| std::array::from_fn(|at| from.get(at).map_or(0.0, |&w| w as f32));
        Self {
            alone: weights(alone),
            among: weights(among),
        }
    }

    /// The model as a file, under comment lines that tell its origin.
    #[must_use]
    pub fn to_text(&self, origin: &str) -> String {
        let mut text = String::new();
        for line in origin.lines() {
            text.push_str(&format!("# {line}\n"));
        }
        for ((name, alone), among) in NAMES.iter().zip(self.alone).zip(self.among) {
            text.push_str(&format!("{name}\t{alone:.4}\t{among:.4}\n"));
        }
        text
    }
}

/// The weighted sum of features.
pub(crate) fn score(weights: &Features, features: &Features) -> f32 {
    weights.iter().zip(features).map(|(a, b)| a * b).sum()
}

/// A score as a probability.
pub(crate) fn probability(score: f32) -> f64 {
    1.0 / (1.0 + exp(-f64::from(score)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_model_is_well_formed() {
        assert!(PairingModel::parse(WITH_LEXICON).is_ok());
        assert!(PairingModel::parse(WITHOUT_LEXICON).is_ok());
    }

    #[test]
    fn what_is_written_is_read() {
        let mut model = PairingModel::built_in(true);
        model.alone[2] = -1.25;
        assert_eq!(PairingModel::parse(&model.to_text("made up")), Ok(model));
        let error = PairingModel::parse("bias\t1\t2\nmood\t1\t1").unwrap_err();
        assert_eq!(
            error.to_string(),
            "pairing weights, line 2: no feature `mood`"
        );
    }
}
