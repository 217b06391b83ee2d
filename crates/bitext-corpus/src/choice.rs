//! Which candidates are taken: the surest first, and one pair of a story.

use std::cmp::Ordering;

use bitext_core::Probability;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::convention::without_number;
use crate::feature::Feature;
use crate::pairing::{DocumentPair, Unpaired};
use crate::report::Report;
use crate::scoring::Candidate;

/// Pairs at least this probable are sure.
pub(crate) const SURE: f64 = 0.9;

/// A candidate at least this probable is worth naming though it is no pair.
const NEAR_MISS: f64 = 0.05;

/// A version that shares at least this part of what the fullest one shares is whole.
const AS_GOOD_AS_MOST: f32 = 0.8;

/// Two pairs are versions of one story if one document of the one shares with one of
/// the other at least this part of what the lesser pair shares.
const LEAST_ACROSS: f32 = 0.6;

/// Names that are believed at least so far tell which versions belong together.
const TELLING_NAME: f32 = 1.0;

/// Whether the names of two documents say that they belong together, in a feed where
/// names are to be believed.
fn is_named(candidate: &Candidate) -> bool {
    candidate.features[Feature::ConventionName as usize] >= TELLING_NAME
}

/// Sorts candidates: the most probable first, but what is sure between the same
/// two stories by telling names, by what it shares, and by its probability where that is
/// equal.
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
            .then(is_named(other).cmp(&is_named(one)))
            .then(other.mass.total_cmp(&one.mass))
            .then(other.probability.total_cmp(&one.probability))
            .then(a.cmp(&b))
    });
}

/// Of the pairs between two stories the best one, and the best of those that tell
/// something else, by place among the candidates; the result is in order of the
/// candidates.
///
/// Reports of a trial or a war share their background, night after night, so that their
/// sentences make one story of them. But an earlier version says to the counterpart of
/// the later one as good as all it says to its own, and another report does not. Where
/// neither times nor numbers make one of them a later version, also not those at the ends
/// of their names, each document of a telling name has a counterpart of its own.
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
    let mut by_story = taken;
    by_story.sort_unstable_by_key(|&place| (story(place), place));
    let is_undated = |report: &Report| report.published.is_none() && report.update.is_none();
    let stands_alone = |place: usize| {
        let candidate = &candidates[place];
        let (near, far) = (candidate.source as usize, candidate.target as usize);
        is_named(candidate) && is_undated(&source[near]) && is_undated(&target[far])
    };
    let across = Across::new(candidates, &by_story);
    let versions = by_story.chunk_by(|&a, &b| story(a) == story(b));
    let mut kept = Vec::new();
    for versions in versions {
        let mut left = versions.to_vec();
        while let Some(best) = best_version(candidates, &left, source, target) {
            let gone = across.versions_of(best);
            let path = |place: usize| &*source[candidates[place].source as usize].path;
            let has_own = |other: usize| {
                stands_alone(other)
                    && stands_alone(best)
                    && without_number(path(other)) != without_number(path(best))
            };
            let is_gone = |other: usize| other == best || gone.contains(&other) && !has_own(other);
            left.retain(|&other| !is_gone(other));
            kept.push(best);
        }
    }
    kept.sort_unstable();
    kept
}

/// What the documents of pairs share across: with those of other pairs.
struct Across<'a> {
    candidates: &'a [Candidate],
    /// Candidates by their target document.
    by_target: FxHashMap<u32, Vec<usize>>,
    /// The pair of each source and target document.
    of_source: FxHashMap<u32, usize>,
    of_target: FxHashMap<u32, usize>,
}

impl<'a> Across<'a> {
    fn new(candidates: &'a [Candidate], pairs: &[usize]) -> Self {
        let mut by_target: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (place, candidate) in candidates.iter().enumerate() {
            by_target.entry(candidate.target).or_default().push(place);
        }
        let pairs_of = |document: fn(&Candidate) -> u32| {
            let pairs = pairs
                .iter()
                .map(|&pair| (document(&candidates[pair]), pair));
            pairs.collect()
        };
        Self {
            candidates,
            by_target,
            of_source: pairs_of(|candidate| candidate.source),
            of_target: pairs_of(|candidate| candidate.target),
        }
    }

    /// The pairs of which one document shares with one of `best` as good as what the
    /// lesser pair shares.
    fn versions_of(&self, best: usize) -> FxHashSet<usize> {
        let Candidate { source, target, .. } = self.candidates[best];
        let first = self
            .candidates
            .partition_point(|other| other.source < source);
        let of_source = self.candidates[first..].iter();
        let of_source = of_source.take_while(|other| other.source == source);
        let by_target = of_source.map(|other| (self.of_target.get(&other.target), other.mass));
        let of_target = self.by_target.get(&target).into_iter().flatten();
        let of_target = of_target.map(|&place| &self.candidates[place]);
        let by_source = of_target.map(|other| (self.of_source.get(&other.source), other.mass));
        let mass = |pair: usize| self.candidates[pair].mass;
        let shared = by_target.chain(by_source);
        shared
            .filter_map(|(pair, across)| Some((*pair?, across)))
            .filter(|&(pair, across)| across >= LEAST_ACROSS * mass(pair).min(mass(best)))
            .map(|(pair, _)| pair)
            .collect()
    }
}

/// Of the pairs of one story, in order, the latest of those that share as good as most,
/// or are the last update by their number. A correction takes back what the version
/// before it says, though it shares no more and mostly has no number; a digest that is
/// sent later does not. Where times are not known, numbers alone tell what is later.
fn best_version(
    candidates: &[Candidate],
    versions: &[usize],
    source: &[Report],
    target: &[Report],
) -> Option<usize> {
    let reports = |place: usize| {
        let candidate = &candidates[place];
        let (near, far) = (candidate.source as usize, candidate.target as usize);
        (&source[near], &target[far])
    };
    let update = |place: usize| {
        let (near, far) = reports(place);
        let number = |report: &Report| u64::from(report.update.unwrap_or(0));
        number(near) + number(far)
    };
    let time = |place: usize| {
        let (near, far) = reports(place);
        let (near, far) = (near.published?, far.published?);
        Some(near.seconds.saturating_add(far.seconds))
    };
    let mass = |place: usize| candidates[place].mass;
    let last = versions.iter().map(|&place| update(place)).max()?;
    let masses = versions.iter().map(|&place| mass(place));
    let most = masses.max_by(f32::total_cmp)?;
    let has_times = versions.iter().all(|&place| time(place).is_some());
    let later = |a: usize, b: usize| match has_times {
        true => time(a).cmp(&time(b)),
        false => Ordering::Equal,
    };
    let is_last = |place: usize| last > 0 && update(place) == last;
    let eligible = versions.iter().copied();
    let eligible =
        eligible.filter(|&place| is_last(place) || mass(place) >= AS_GOOD_AS_MOST * most);
    // Of equals the last one counts, which is the first of those turned round.
    eligible.rev().max_by(|&a, &b| {
        later(a, b)
            .then(update(a).cmp(&update(b)))
            .then(mass(a).total_cmp(&mass(b)))
    })
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
    use crate::PublishTime;

    /// Documents that share `masses` with their own counterparts, and `across` of the
    /// lesser one's with each other's.
    fn candidates_of(masses: [f32; 4], across: f32) -> Vec<Candidate> {
        let pairs = (0..4).flat_map(|source| (0..4).map(move |target| (source, target)));
        pairs
            .map(|(source, target)| {
                let mut candidate = Candidate::default();
                (candidate.source, candidate.target) = (source, target);
                let share = if source == target { 1.0 } else { across };
                candidate.mass = share * masses[source as usize].min(masses[target as usize]);
                candidate
            })
            .collect()
    }

    /// Which of four documents of one story stay paired with their counterparts.
    fn best_of(candidates: &[Candidate], reports: &[Report]) -> Vec<usize> {
        let stories = (vec![0; 4], vec![0; 4]);
        let taken = vec![0, 5, 10, 15];
        let kept = best_versions(candidates, taken, &stories, reports, reports);
        kept.into_iter().map(|place| place / 5).collect()
    }

    #[test]
    fn reports_that_share_their_background_all_stay() {
        let reports = vec![Report::default(); 4];
        let found = |across| best_of(&candidates_of([50.0, 60.0, 55.0, 40.0], across), &reports);
        assert_eq!(found(0.4), [0, 1, 2, 3]);
        assert_eq!(found(0.9), [1]);
    }

    #[test]
    fn undated_documents_of_telling_names_are_no_versions_of_each_other() {
        let mut candidates = candidates_of([50.0, 60.0, 55.0, 40.0], 0.9);
        for place in [0, 5, 10] {
            candidates[place].features[Feature::ConventionName as usize] = 1.5;
        }
        let named = |paths: [&str; 4]| -> Vec<Report> {
            let report = |path: &str| Report {
                path: path.to_owned(),
                ..Report::default()
            };
            paths.into_iter().map(report).collect()
        };
        let mut reports = named(["pier.txt", "ferry.txt", "storm.txt", "dam.txt"]);
        assert_eq!(best_of(&candidates, &reports), [0, 1, 2]);
        reports[2].update = Some(2);
        assert_eq!(best_of(&candidates, &reports), [2]);
        let reports = named(["dam-v1.txt", "dam-v2.txt", "dam-v3.txt", "dam.txt"]);
        assert_eq!(best_of(&candidates, &reports), [1]);
    }

    #[test]
    fn the_latest_of_the_whole_versions_is_paired() {
        // A first version, the whole report, its correction, and a digest.
        let candidates = candidates_of([20.0, 60.0, 59.0, 30.0], 0.9);
        let at = |hour: i64, update: Option<u32>| {
            let mut report = Report::default();
            let (seconds, slack) = (3600 * hour, 0);
            report.published = Some(PublishTime { seconds, slack });
            report.update = update;
            report
        };
        let best = |reports: &[Report]| best_of(&candidates, reports);
        assert_eq!(best(&[1, 2, 3, 4].map(|hour| at(hour, None))), [2]);
        assert_eq!(best(&vec![Report::default(); 4]), [1]);
        // The correction has no number, nor has the digest.
        let numbers = [Some(1), Some(2), None, None];
        let sent: Vec<Report> = (1..).zip(numbers).map(|(hour, n)| at(hour, n)).collect();
        assert_eq!(best(&sent), [2]);
        let untimed = numbers.map(|update| Report {
            update,
            ..Report::default()
        });
        assert_eq!(best(&untimed), [1]);
        // Wires number updates as they like, as by the minute.
        let minute = |minute: u32| Some(2_611_281_530 + minute);
        assert_eq!(best(&[0, 1, 2, 3].map(|place| at(9, minute(place)))), [3]);
    }

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
