//! The weights of the features, as data.
//!
//! One set serves every language pair and genre. The file has a line a feature:
//! its name, its weight in pass 1 and its weight in pass 2, parted by tabs;
//! lines that start with `#` say where the weights come from.

use thiserror::Error;

use crate::feature::{self, COUNT};
use crate::lattice::Transitions;

/// The weights that come with the crate.
const BUILT_IN: &str = include_str!("../data/weights.tsv");

/// Names of the weights of steps between states, which are no features of a
/// link, in the order of [`PassWeights::steps`].
pub(crate) const STEPS: [&str; 4] = ["open", "switch", "gap-rate.open", "gap-rate.switch"];

/// Weights of one pass.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PassWeights {
    /// A weight for each feature.
    pub(crate) features: [f32; COUNT],
    /// Weights of the steps; see [`STEPS`].
    pub(crate) steps: [f32; STEPS.len()],
}

impl Default for PassWeights {
    fn default() -> Self {
        Self {
            features: [0.0; COUNT],
            steps: [0.0; STEPS.len()],
        }
    }
}

impl PassWeights {
    /// The scores of the steps in a document of that gap rate.
    pub(crate) fn transitions(&self, gap_rate: f32) -> Transitions {
        let [open, switch, open_by_rate, switch_by_rate] = self.steps;
        Transitions {
            open: open + open_by_rate * gap_rate,
            switch: switch + switch_by_rate * gap_rate,
        }
    }

    fn by_name(&mut self, name: &str) -> Option<&mut f32> {
        if let Some(step) = STEPS.iter().position(|&known| known == name) {
            return self.steps.get_mut(step);
        }
        self.features.get_mut(feature::index_of(name)?)
    }
}

/// The weights of both passes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    pub(crate) first: PassWeights,
    pub(crate) second: PassWeights,
}

/// Why a weights file cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("weights, line {line}: {reason}")]
pub struct WeightsError {
    line: usize,
    reason: String,
}

impl Weights {
    /// The weights that come with the crate.
    #[must_use]
    pub fn built_in() -> Self {
        // A test reads the built-in file, so the default never shows.
        Self::parse(BUILT_IN).unwrap_or_default()
    }

    /// Reads a weights file; features it does not name weigh nothing.
    ///
    /// # Errors
    /// If a line is malformed or names no feature.
    pub fn parse(text: &str) -> Result<Self, WeightsError> {
        let mut weights = Self::default();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fault = |reason: String| WeightsError {
                line: index + 1,
                reason,
            };
            let fields: Vec<&str> = line.split('\t').collect();
            let &[name, first, second] = fields.as_slice() else {
                return Err(fault(
                    "expected a name and two weights, parted by tabs".to_owned(),
                ));
            };
            for (pass, text) in [(&mut weights.first, first), (&mut weights.second, second)] {
                let value = text.parse::<f32>().ok().filter(|value| value.is_finite());
                let value = value.ok_or_else(|| fault(format!("`{text}` is no number")))?;
                let unknown = || fault(format!("there is no feature `{name}`"));
                *pass.by_name(name).ok_or_else(unknown)? = value;
            }
        }
        Ok(weights)
    }

    /// The weights as a file, under comment lines that tell their origin.
    #[must_use]
    pub fn to_text(&self, origin: &str) -> String {
        let mut text = String::new();
        for line in origin.lines() {
            text.push_str(&format!("# {line}\n"));
        }
        let passes = [&self.first, &self.second];
        let features = feature::NAMES
            .iter()
            .enumerate()
            .map(|(at, name)| (name, passes.map(|pass| pass.features[at])));
        let steps = STEPS
            .iter()
            .enumerate()
            .map(|(at, name)| (name, passes.map(|pass| pass.steps[at])));
        for (name, [first, second]) in features.chain(steps) {
            text.push_str(&format!("{name}\t{first:.4}\t{second:.4}\n"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_weights_are_whole() {
        let weights = Weights::parse(BUILT_IN).unwrap();
        for name in feature::NAMES.iter().chain(&STEPS) {
            assert!(
                BUILT_IN.contains(&format!("\n{name}\t")),
                "{name} has no weight"
            );
        }
        assert_eq!(Weights::parse(&weights.to_text("origin")).unwrap(), weights);
    }

    #[test]
    fn faults_name_the_line() {
        let error = Weights::parse("# x\nnull\t1\n").unwrap_err();
        assert_eq!(
            error.to_string(),
            "weights, line 2: expected a name and two weights, parted by tabs"
        );
        let error = Weights::parse("nonsense\t1\t2").unwrap_err();
        assert_eq!(
            error.to_string(),
            "weights, line 1: there is no feature `nonsense`"
        );
    }
}
