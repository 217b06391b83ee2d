//! Moved text: what stands elsewhere on the other side.
//!
//! A ladder is monotone, so a paragraph that an editor moved is left alone on
//! both sides. Here untranslated segments of the two sides are compared with
//! each other as if they stood side by side; only pairs that share a rare
//! match, or touch a pair that does, are looked at.

use std::collections::BTreeSet;

use bitext_core::{Ladder, Probability, SegmentRange};

use crate::channel::Channels;
use crate::feature::NULL;
use crate::lattice::LINK_1_1;
use crate::math::exp;
use crate::passes::dot;
use crate::score::Comparison;
use crate::weights::PassWeights;

/// Log-odds against any two untranslated segments being a moved pair.
const RELUCTANCE: f32 = 3.0;

/// Less probable pairs are not suggested.
const LEAST_PROBABILITY: f64 = 0.9;

/// At most this many pairs are looked at.
const MOST_CANDIDATES: usize = 4_096;

/// Source and target segments that seem to translate each other although they
/// stand in different places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MovedText {
    /// The source segments.
    pub source: SegmentRange,
    /// The target segments.
    pub target: SegmentRange,
    /// The least probability of a pair in it.
    pub probability: Probability,
}

/// Which segments of either side a ladder leaves alone.
pub(crate) struct Alone {
    source: Vec<bool>,
    target: Vec<bool>,
}

impl Alone {
    /// None if there are none on one side, so that nothing can have moved.
    pub(crate) fn of(ladder: &Ladder) -> Option<Self> {
        let mut source = vec![false; ladder.source_length()];
        let mut target = vec![false; ladder.target_length()];
        for link in ladder.links().iter().filter(|link| link.is_null()) {
            source[link.source().indices()].fill(true);
            target[link.target().indices()].fill(true);
        }
        (source.contains(&true) && target.contains(&true)).then_some(Self { source, target })
    }
}

/// Finds moved text among the segments left alone.
pub(crate) fn find_moved(
    comparison: &Comparison<'_>,
    channels: &Channels,
    mut alone: Alone,
    weights: &PassWeights,
) -> Vec<MovedText> {
    let mut candidates = BTreeSet::new();
    for (i, j, _) in channels.guides() {
        for (i, j) in [
            (i, j),
            (i.wrapping_sub(1), j.wrapping_sub(1)),
            (i + 1, j + 1),
        ] {
            let is_alone = |side: &[bool], at: usize| side.get(at).copied().unwrap_or(false);
            if is_alone(&alone.source, i) && is_alone(&alone.target, j) {
                candidates.insert((i, j));
            }
        }
        if candidates.len() >= MOST_CANDIDATES {
            break;
        }
    }
    let nulls = 2.0 * (weights.features[NULL] + weights.steps[0]);
    let mut links = comparison.single_links();
    let mut pairs: Vec<(f64, usize, usize)> = candidates
        .into_iter()
        .map(|(i, j)| {
            let score = dot(&links.features_of(i, j, LINK_1_1), weights);
            let odds = exp(f64::from(score - nulls - RELUCTANCE));
            (odds / (1.0 + odds), i, j)
        })
        .filter(|pair| pair.0 >= LEAST_PROBABILITY)
        .collect();
    // The surest first, each segment once; ties in the order of the texts.
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut chosen: Vec<(usize, usize, f64)> = Vec::new();
    for (probability, i, j) in pairs {
        if alone.source[i] && alone.target[j] {
            (alone.source[i], alone.target[j]) = (false, false);
            chosen.push((i, j, probability));
        }
    }
    chosen.sort_by_key(|&(i, j, _)| (i, j));
    join_neighbours(&chosen)
}

fn join_neighbours(pairs: &[(usize, usize, f64)]) -> Vec<MovedText> {
    let mut found: Vec<MovedText> = Vec::new();
    for &(i, j, probability) in pairs {
        let probability = Probability::saturating(probability);
        if let Some(last) = found.last_mut()
            && (last.source.end, last.target.end) == (i, j)
        {
            last.source.end += 1;
            last.target.end += 1;
            if probability < last.probability {
                last.probability = probability;
            }
            continue;
        }
        let (source, target) = (SegmentRange::new(i, i + 1), SegmentRange::new(j, j + 1));
        found.push(MovedText {
            source,
            target,
            probability,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_pairs_become_one_block() {
        let found = join_neighbours(&[(3, 10, 0.99), (4, 11, 0.95), (5, 20, 0.97)]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].source, SegmentRange::new(3, 5));
        assert_eq!(found[0].target, SegmentRange::new(10, 12));
        assert_eq!(found[0].probability, Probability::saturating(0.95));
    }
}
