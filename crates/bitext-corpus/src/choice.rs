//! Which candidates are taken: the surest first, and one pair of a story.

use bitext_core::Probability;
use rustc_hash::FxHashMap;

use crate::pairing::{DocumentPair, Unpaired};
use crate::report::Report;
use crate::scoring::Candidate;

/// Pairs at least this probable are sure.
pub(crate) const SURE: f64 = 0.9;

/// A candidate at least this probable is worth naming though it is no pair.
const NEAR_MISS: f64 = 0.05;

/// Sorts candidates: the most probable first, but what is sure between the same
/// two stories by what it shares, and by its probability where that is equal.
///
/// A cut version matches its counterpart as surely as the whole one does, so of
/// sure pairs the probability cannot tell which version is the better.
pub(crate) fn rank(
    order: &mut [usize],
    candidates: &[Candidate],
    stories: &(Vec<usize>, Vec<usize>),
) {
    let story = |place: usize| {
        let candidate = &candidates[place];
        (
            stories.0[candidate.source as usize],
            stories.1[candidate.target as usize],
        )
    };
    let mut best: FxHashMap<(usize, usize), f64> = FxHashMap::default();
    for &place in order.iter() {
        let so_far = best.entry(story(place)).or_default();
        *so_far = so_far.max(candidates[place].probability);
    }
    let key = |place: usize| match candidates[place].probability {
        sure if sure >= SURE => best[&story(place)],
        unsure => unsure,
    };
    order.sort_by(|&a, &b| {
        let by_key = key(b).total_cmp(&key(a));
        let (one, other) = (&candidates[a], &candidates[b]);
        by_key
            .then(story(a).cmp(&story(b)))
            .then(other.mass.total_cmp(&one.mass))
            .then(other.probability.total_cmp(&one.probability))
            .then(a.cmp(&b))
    });
}

/// Of the pairs between two stories the best one, by place among the
/// candidates; the result is in order of the candidates.
pub(crate) fn best_versions(
    candidates: &[Candidate],
    taken: Vec<usize>,
    stories: &(Vec<usize>, Vec<usize>),
    source: &[Report],
    target: &[Report],
) -> Vec<usize> {
    let story = |place: usize| {
        let candidate = &candidates[place];
        (
            stories.0[candidate.source as usize],
            stories.1[candidate.target as usize],
        )
    };
    // The last update wins, then the later one, then the one that shares most.
    let rank = |place: usize| {
        let candidate = &candidates[place];
        let (near, far) = (
            &source[candidate.source as usize],
            &target[candidate.target as usize],
        );
        let update = near.update.unwrap_or(0) + far.update.unwrap_or(0);
        (update, candidate.mass)
    };
    let mut kept = taken;
    kept.sort_by(|&a, &b| {
        let ((update_a, mass_a), (update_b, mass_b)) = (rank(a), rank(b));
        story(a)
            .cmp(&story(b))
            .then(update_b.cmp(&update_a))
            .then(mass_b.total_cmp(&mass_a))
            .then(a.cmp(&b))
    });
    kept.dedup_by_key(|place| story(*place));
    kept.sort_unstable();
    kept
}

pub(crate) fn unpaired(
    candidates: &[Candidate],
    pairs: &[DocumentPair],
    stories: &(Vec<usize>, Vec<usize>),
    of_source: bool,
) -> Vec<(usize, Unpaired)> {
    let stories = if of_source { &stories.0 } else { &stories.1 };
    let here = |near: usize, far: usize| if of_source { near } else { far };
    let mut paired = vec![false; stories.len()];
    let mut of_story = vec![None; stories.len()];
    for pair in pairs {
        let document = here(pair.source, pair.target);
        paired[document] = true;
        of_story[stories[document]].get_or_insert(document);
    }
    let mut closest: Vec<Option<&Candidate>> = vec![None; stories.len()];
    for candidate in candidates {
        let document = here(candidate.source as usize, candidate.target as usize);
        let best = &mut closest[document];
        if best.is_none_or(|best| candidate.probability > best.probability) {
            *best = Some(candidate);
        }
    }
    let alone = (0..stories.len()).filter(|&document| !paired[document]);
    alone
        .map(|document| {
            let version = of_story[stories[document]].map(Unpaired::VersionOf);
            let near = closest[document].filter(|best| best.probability >= NEAR_MISS);
            let near = near.map(|best| {
                let other = here(best.target as usize, best.source as usize);
                Unpaired::Closest(other, Probability::saturating(best.probability))
            });
            (document, version.or(near).unwrap_or(Unpaired::Alone))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_version_goes_before_a_cut_one_that_is_as_sure() {
        let candidate = |source, probability, mass| {
            let mut candidate = Candidate::default();
            candidate.source = source;
            candidate.probability = probability;
            candidate.mass = mass;
            candidate
        };
        let candidates = [
            candidate(0, 0.9997, 30.0),
            candidate(1, 0.9995, 60.0),
            candidate(2, 0.6, 90.0),
        ];
        let mut order = vec![0, 1, 2];
        let stories = (vec![0, 0, 0], vec![0]);
        rank(&mut order, &candidates, &stories);
        assert_eq!(order, [1, 0, 2]);
        // Other stories are told apart by their probability alone.
        let stories = (vec![0, 1, 2], vec![0]);
        rank(&mut order, &candidates, &stories);
        assert_eq!(order, [0, 1, 2]);
    }
}
