//! Learning the weights of the model from feeds whose pairs are known.

use crate::feature::NAMES;
use crate::model::PairingModel;
use crate::{Pairer, Reports};

/// A candidate pair of a feed with known pairs.
#[derive(Clone, Debug)]
pub struct Example {
    /// Values of the features, in the order of [`feature_names`].
    pub features: Vec<f64>,
    /// Whether the two belong together.
    pub is_pair: bool,
}

/// Names of the features.
#[must_use]
pub fn feature_names() -> &'static [&'static str] {
    NAMES
}

/// Names of the features that the first regression may not use, since they are
/// made of its outcome.
#[must_use]
pub fn second_only() -> &'static [&'static str] {
    &["margin.source", "margin.target", "content"]
}

/// The weights of a model, first and second regression.
#[must_use]
pub fn weights(model: &PairingModel) -> (Vec<f64>, Vec<f64>) {
    let doubles = |weights: &[f32]| weights.iter().map(|&weight| f64::from(weight)).collect();
    (doubles(&model.alone), doubles(&model.among))
}

impl Pairer {
    /// Every candidate pair of a feed; `is_pair` knows the right ones by index.
    pub fn examples(
        &self,
        source: Reports,
        target: Reports,
        is_pair: impl Fn(usize, usize) -> bool,
    ) -> Vec<Example> {
        let candidates = self.prepare(source, target).score(self.weights());
        let examples = candidates.iter().map(|candidate| Example {
            features: candidate.features.iter().map(|&x| f64::from(x)).collect(),
            is_pair: is_pair(candidate.source as usize, candidate.target as usize),
        });
        examples.collect()
    }
}
