//! Where the features of a link go: into a vector, or straight into scores.
//!
//! Training and `--explain` want the numbers themselves; alignment wants only
//! their weighted sums. Both are told the same features by the same code, so that
//! they cannot drift apart.

use crate::feature::{COUNT, Features};
use crate::weights::{Model, Traits};

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

/// The weights of both passes, and the growth of the second, side by side: as
/// many numbers as a vector unit holds.
pub(crate) type JoinedWeights = [[f32; 4]; COUNT];

/// Puts the weights of the passes side by side.
pub(crate) fn joined(weights: &Model) -> JoinedWeights {
    std::array::from_fn(|at| weights.columns().map(|column| column.features[at]))
}

/// Sums up the scores of a link under both passes.
pub(crate) struct Scorer<'w> {
    weights: &'w JoinedWeights,
    sums: [f32; 4],
}

impl<'w> Scorer<'w> {
    /// A scorer at 0.
    pub(crate) fn new(weights: &'w JoinedWeights) -> Self {
        Self {
            weights,
            sums: [0.0; 4],
        }
    }

    /// The score in pass 1, in pass 2, and what the latter gains for each point
    /// of every trait of the document.
    pub(crate) fn scores(&self) -> (f32, f32, Traits) {
        let [first, second, literal, gaps] = self.sums;
        (first, second, [literal, gaps])
    }
}

impl Sink for Scorer<'_> {
    #[inline]
    fn add(&mut self, feature: usize, value: f32) {
        for (score, weight) in self.sums.iter_mut().zip(self.weights[feature]) {
            *score += weight * value;
        }
    }
}
