//! Where the features of a link go: into a vector, or straight into scores.
//!
//! Training and `--explain` want the numbers themselves; alignment wants only
//! their weighted sums under both passes. Both are told the same features by
//! the same code, so that they cannot drift apart.

use crate::feature::{self, COUNT, Features};
use crate::weights::Weights;

/// Takes the features of one link, each at most once; features it is not told
/// are 0.
pub(crate) trait Sink {
    /// The link has this much of a feature.
    fn add(&mut self, feature: usize, value: f32);
}

impl Sink for Features {
    #[inline]
    fn add(&mut self, feature: usize, value: f32) {
        self[feature] = value;
    }
}

/// The weights of both passes side by side.
pub(crate) type PairedWeights = [[f32; 2]; COUNT];

/// Pairs the weights of the passes.
pub(crate) fn paired(weights: &Weights) -> PairedWeights {
    std::array::from_fn(|at| [weights.first.features[at], weights.second.features[at]])
}

/// Sums up the scores of a link under both passes.
pub(crate) struct Scorer<'w> {
    weights: &'w PairedWeights,
    /// Score in pass 1 and in pass 2.
    pub(crate) scores: [f32; 2],
    /// The coverage of the link in all channels.
    pub(crate) coverage: f32,
}

impl<'w> Scorer<'w> {
    /// A scorer at 0.
    pub(crate) fn new(weights: &'w PairedWeights) -> Self {
        Self {
            weights,
            scores: [0.0; 2],
            coverage: 0.0,
        }
    }
}

impl Sink for Scorer<'_> {
    #[inline]
    fn add(&mut self, feature: usize, value: f32) {
        let [first, second] = self.weights[feature];
        self.scores[0] += first * value;
        self.scores[1] += second * value;
        if feature == feature::ALL_COVERAGE {
            self.coverage = value;
        }
    }
}
