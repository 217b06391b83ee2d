//! From probabilities to a ladder: the one with the most right to expect.
//!
//! The most probable path as a whole is not the path with the most right links: it
//! may owe a doubtful link to a neighbour that needs it. So every link counts with
//! what its probability is above a threshold, for each pair of lines in it, nulls
//! likewise, and the path of the greatest sum is the answer (decoding for the
//! least expected loss, Kumar & Byrne 2004; for alignments of proteins Do et al.
//! 2005). For F1 the best threshold is half of the F1 that is reached, so
//! somewhat below one half. A line left alone counts as much as a pair: nothing
//! in a memory is worse than what should have been left alone.

use crate::corridor::Corridor;
use crate::lattice::{
    Edge, FORBIDDEN, LINK_TYPES, Lattice, Posteriors, SOURCE_NULL, TARGET_NULL, TYPES, Transitions,
};

/// Links less probable than this cost what they are less.
const LINK_THRESHOLD: f32 = 0.4;

/// The same for lines left alone.
const NULL_THRESHOLD: f32 = 0.5;

/// What a point of an edge's score counts beside probabilities: next to nothing,
/// but where lines repeat so often that no link is likely it decides.
const SCORE_SHARE: f32 = 1e-3;

/// The probability of every line to have no counterpart, wherever the empty side
/// stands.
pub(crate) struct NullProbabilities {
    /// For every source segment, and 0 at the end.
    pub(crate) source: Vec<f64>,
    /// For every target segment, and 0 at the end.
    pub(crate) target: Vec<f64>,
}

impl NullProbabilities {
    pub(crate) fn new(posteriors: &Posteriors, corridor: &Corridor) -> Self {
        let mut source = vec![0.0; corridor.source_length() + 1];
        let mut target = vec![0.0; corridor.target_length() + 1];
        for (i, source) in source.iter_mut().enumerate() {
            for (cell, j) in (corridor.start(i)..).zip(corridor.row(i)) {
                *source += f64::from(posteriors.edges[cell * TYPES + SOURCE_NULL]);
                target[j] += f64::from(posteriors.edges[cell * TYPES + TARGET_NULL]);
            }
        }
        Self { source, target }
    }
}

/// The path of the most right links and nulls to expect, by their probabilities.
/// `gains` has the scores that the probabilities come from; on ties the link type
/// listed first wins. `None` if no path leads through the corridor.
pub(crate) fn expected_path(
    mut gains: Vec<f32>,
    posteriors: &Posteriors,
    nulls: &NullProbabilities,
    corridor: &Corridor,
) -> Option<Vec<Edge>> {
    let pairs: [f32; TYPES] = std::array::from_fn(pairs_of_lines);
    for i in 0..corridor.rows() {
        for (cell, j) in (corridor.start(i)..).zip(corridor.row(i)) {
            let places = cell * TYPES..(cell + 1) * TYPES;
            let edges = &posteriors.edges[places.clone()];
            let mut worth: [f32; TYPES] =
                std::array::from_fn(|kind| pairs[kind] * (edges[kind] - LINK_THRESHOLD));
            worth[SOURCE_NULL] = nulls.source[i] as f32 - NULL_THRESHOLD;
            worth[TARGET_NULL] = nulls.target[j] as f32 - NULL_THRESHOLD;
            // Worked out for all edges: which of them exist cannot be guessed.
            for (gain, worth) in gains[places].iter_mut().zip(worth) {
                let right = SCORE_SHARE * *gain + worth;
                *gain = if *gain > FORBIDDEN / 2.0 {
                    right
                } else {
                    *gain
                };
            }
        }
    }
    let free = Transitions {
        open: 0.0,
        switch: 0.0,
    };
    Lattice {
        corridor,
        scores: &gains,
        transitions: free,
    }
    .best_path()
}

/// How many pairs of lines a link of this type takes.
fn pairs_of_lines(link_type: usize) -> f32 {
    let (source, target) = LINK_TYPES[link_type];
    (source + target) as f32 / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::LINK_1_1;

    /// The links of two lines a side whose edges have these probabilities:
    /// (i, j, source lines, target lines, probability).
    fn links(edges: &[(usize, usize, usize, usize, f32)]) -> Vec<(usize, usize, usize)> {
        let corridor = Corridor::full(2, 2);
        let mut posteriors = Posteriors {
            log_partition: 0.0,
            edges: vec![0.0; corridor.cells() * TYPES],
            steps: [0.0; 2],
        };
        for &(i, j, a, b, probability) in edges {
            let kind = LINK_TYPES
                .iter()
                .position(|&known| known == (a, b))
                .unwrap();
            let cell = corridor.cell(i, j).unwrap();
            posteriors.edges[cell * TYPES + kind] = probability;
        }
        let nulls = NullProbabilities::new(&posteriors, &corridor);
        let allowed = vec![0.0; posteriors.edges.len()];
        let path = expected_path(allowed, &posteriors, &nulls, &corridor).unwrap();
        path.iter()
            .map(|edge| (edge.source, edge.target, edge.link_type))
            .collect()
    }

    #[test]
    fn a_likely_link_does_not_drag_a_doubtful_one_along() {
        let found = links(&[
            (0, 0, 1, 1, 0.9),
            (1, 1, 1, 1, 0.3),
            (1, 1, 1, 0, 0.4),
            (1, 1, 0, 1, 0.3),
            (1, 2, 1, 0, 0.3),
            (2, 1, 0, 1, 0.4),
        ]);
        assert_eq!(found[0], (0, 0, LINK_1_1));
        assert!(
            found[1..].iter().all(|link| link.2 != LINK_1_1),
            "{found:?}"
        );
    }

    #[test]
    fn pairs_side_by_side_count_as_much_as_one_join_of_them() {
        let pairs = [(0, 0, 1, 1, 0.46), (1, 1, 1, 1, 0.46), (0, 0, 2, 2, 0.45)];
        assert_eq!(links(&pairs), [(0, 0, LINK_1_1), (1, 1, LINK_1_1)]);
        let join = [(0, 0, 1, 1, 0.44), (1, 1, 1, 1, 0.44), (0, 0, 2, 2, 0.45)];
        assert_eq!(links(&join).len(), 1);
    }
}
