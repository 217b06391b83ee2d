//! From probabilities to a ladder: the one with the most right links to expect.
//!
//! The most probable path as a whole is not the path of the most right links: it
//! may owe a doubtful link to a neighbour that needs it. So each link counts with
//! what its probability is above a threshold, each null likewise, and the path of
//! the greatest sum is the answer (decoding for the least expected loss, Kumar &
//! Byrne 2004; for alignments of proteins Do et al. 2005). For F1 the best
//! threshold is half of the F1 that is reached, so somewhat below one half; and a
//! link gives two lines or more their place where a null gives one.

use crate::corridor::Corridor;
use crate::lattice::{
    Edge, FORBIDDEN, Lattice, Posteriors, SOURCE_NULL, TARGET_NULL, TYPES, Transitions,
};

/// Links less probable than this cost what they are less.
const LINK_THRESHOLD: f32 = 0.4;

/// The same for lines left alone.
const NULL_THRESHOLD: f32 = 0.5;

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
/// On ties the link type listed first wins. `None` if no path leads through the
/// corridor.
pub(crate) fn expected_path(
    posteriors: &Posteriors,
    nulls: &NullProbabilities,
    corridor: &Corridor,
) -> Option<Vec<Edge>> {
    let mut gains = vec![FORBIDDEN; posteriors.edges.len()];
    for i in 0..corridor.rows() {
        for (cell, j) in (corridor.start(i)..).zip(corridor.row(i)) {
            let places = cell * TYPES..(cell + 1) * TYPES;
            let edges = posteriors.edges[places.clone()].iter();
            for ((kind, gain), &probability) in gains[places].iter_mut().enumerate().zip(edges) {
                *gain = match kind {
                    SOURCE_NULL => nulls.source[i] as f32 - NULL_THRESHOLD,
                    TARGET_NULL => nulls.target[j] as f32 - NULL_THRESHOLD,
                    _ if probability > 0.0 => probability - LINK_THRESHOLD,
                    _ => FORBIDDEN,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::{LINK_1_1, LINK_TYPES};

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
        let path = expected_path(&posteriors, &nulls, &corridor).unwrap();
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
    fn where_nothing_is_likely_every_line_still_has_its_place() {
        let found = links(&[]);
        assert_eq!(found.len(), 4);
    }
}
