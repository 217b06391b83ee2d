//! Every candidate pair with its features and scores.
//!
//! Three rounds over the candidates: features of the pair alone, of which the
//! usual length ratio and the belief in file names are then estimated; the first
//! score; and, once every pair has it, the margins over the next best pair of
//! either document, and with them the probability. Only another story can be
//! that next best: a document sent twice is no doubt about what it tells.

use rayon::prelude::*;

use crate::candidate::candidates;
use crate::channel::Matches;
use crate::convention::Conventions;
use crate::evidence::{Expansion, Meeting};
use crate::feature::{Feature, Features};
use crate::model::{PairingModel, probability, score};
use crate::side::Side;
use crate::time::PublishTime;
use crate::version::near_in_time;
use bitext_align::math::ln;

/// A pair with a smaller share matched says nothing on lengths or file names.
const LEAST_COVERED: f32 = 0.15;

/// With fewer pairs than this, lengths are taken to be equal.
const FEWEST_LENGTHS: usize = 5;

/// Margins are cut off here: surer than sure teaches nothing.
const LARGEST_MARGIN: f32 = 6.0;

/// So is the score itself, where margins are at their largest anyway.
const LARGEST_CONTENT: f32 = 5.0;

/// A pair that beats its rivals by less says nothing on file names.
const CLEAR_MARGIN: f32 = 2.0;

/// A score that any pair has to beat.
const NO_PAIR: f32 = -4.0;

const HOUR: f64 = 3600.0;

/// A source and a target document that may belong together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidate {
    pub(crate) source: u32,
    pub(crate) target: u32,
    pub(crate) features: Features,
    /// Weight that both share.
    pub(crate) mass: f32,
    length: f32,
    content: f32,
    pub(crate) probability: f64,
    /// See [`Meeting::facts`].
    pub(crate) facts: f32,
    /// Whether the two were aligned and some of their lines correspond.
    pub(crate) corresponds: bool,
}

/// Two sides about to be paired.
pub(crate) struct Feed<'a> {
    pub(crate) source: &'a Side,
    pub(crate) target: &'a Side,
    pub(crate) matches: &'a Matches,
    pub(crate) times: (&'a [Option<PublishTime>], &'a [Option<PublishTime>]),
    /// The story of each document.
    pub(crate) stories: (&'a [usize], &'a [usize]),
}

impl Feed<'_> {
    /// All candidates, by source and then target document.
    pub(crate) fn score(
        &self,
        conventions: &mut Conventions,
        model: &PairingModel,
    ) -> Vec<Candidate> {
        let mut found = self.compare(conventions);
        let length = usual_length(
            &found,
            self.source.documents.len(),
            self.target.documents.len(),
        );
        for candidate in &mut found {
            let far = (candidate.length - length).abs();
            candidate.features[Feature::Length as usize] = far.min(2.0);
            candidate.features[Feature::LengthFar as usize] = (far - 0.3).clamp(0.0, 2.0);
            self.set_times(candidate);
            candidate.content = score(&model.alone, &candidate.features);
        }
        let (best, rival) = self.two_best(&found, true);
        conventions.measure(|source, target| {
            let place = best[source as usize]?;
            let candidate = &found[place];
            let story = |target: u32| self.stories.1[target as usize];
            let rival = rival[source as usize].map_or(NO_PAIR, |rival| found[rival].content);
            let is_covered = candidate.features[Feature::Covered as usize] >= LEAST_COVERED;
            (is_covered && candidate.content - rival >= CLEAR_MARGIN)
                .then(|| story(candidate.target) == story(target))
        });
        for candidate in &mut found {
            let (source, target) = (candidate.source, candidate.target);
            let is_covered = candidate.features[Feature::Covered as usize] >= LEAST_COVERED;
            let mut set = |feature: Feature, value: f32| {
                candidate.features[feature as usize] = value;
            };
            // Names alone may be of another story that has taken the place.
            let most = if is_covered { f32::INFINITY } else { 1.0 };
            let named = conventions.named(source, target).min(most);
            set(Feature::ConventionName, named);
            let flag = |yes: bool| f32::from(u8::from(yes));
            let times = (self.times.0[source as usize], self.times.1[target as usize]);
            set(
                Feature::ConventionStory,
                flag(conventions.same_story(source, target) && near_in_time(times.0, times.1)),
            );
            set(
                Feature::ConventionLink,
                flag(conventions.linked(source, target)),
            );
            candidate.content = score(&model.alone, &candidate.features);
        }
        self.set_margins(&mut found);
        for candidate in &mut found {
            candidate.probability = probability(score(&model.among, &candidate.features));
        }
        found
    }

    /// Compares each source document with its candidates.
    fn compare(&self, conventions: &Conventions) -> Vec<Candidate> {
        let mut by_source = candidates(self.source, self.target, self.matches);
        for (source, target) in conventions.pairs() {
            let targets = &mut by_source[source as usize];
            if let Err(place) = targets.binary_search(&target) {
                targets.insert(place, target);
            }
        }
        let of_source = |(index, targets): (usize, &Vec<u32>)| {
            let document = &self.source.documents[index];
            let expansion = Expansion::new(document, self.matches);
            let sides = (self.source, self.target);
            let compared = targets.iter().map(|&target| {
                let other = &self.target.documents[target as usize];
                let meeting = Meeting::new(sides, self.matches, &expansion, other);
                let (features, mass) = meeting.features();
                Candidate {
                    source: index as u32,
                    target,
                    features,
                    mass,
                    length: meeting.length(),
                    content: 0.0,
                    probability: 0.0,
                    facts: meeting.facts(),
                    corresponds: false,
                }
            });
            compared.collect::<Vec<_>>()
        };
        let compared: Vec<Vec<Candidate>> =
            by_source.par_iter().enumerate().map(of_source).collect();
        compared.into_iter().flatten().collect()
    }

    fn set_times(&self, candidate: &mut Candidate) {
        let (source, target) = self.times;
        let times = (
            source[candidate.source as usize],
            target[candidate.target as usize],
        );
        let (Some(near), Some(far)) = times else {
            return;
        };
        let lag = lag(near, far) as f64 / HOUR;
        let mut set = |feature: Feature, value: f32| candidate.features[feature as usize] = value;
        set(Feature::Time, 1.0);
        set(Feature::TimeLag, ln(1.0 + lag as f32));
        set(
            Feature::TimeFar,
            ((lag - 24.0) / 24.0).clamp(0.0, 5.0) as f32,
        );
    }

    /// For each document of one side the places of its best candidate and of the
    /// best that tells another story; on ties the earlier one.
    fn two_best(
        &self,
        found: &[Candidate],
        of_source: bool,
    ) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
        let documents = if of_source {
            self.source.documents.len()
        } else {
            self.target.documents.len()
        };
        let (mut first, mut second) = (vec![None; documents], vec![None; documents]);
        for (place, candidate) in found.iter().enumerate() {
            let document = if of_source {
                candidate.source
            } else {
                candidate.target
            } as usize;
            let beats = |other: Option<usize>| {
                other.is_none_or(|other: usize| candidate.content > found[other].content)
            };
            let same_story = first[document].is_some_and(|first: usize| {
                self.other_story(&found[first], of_source) == self.other_story(candidate, of_source)
            });
            if beats(first[document]) {
                let displaced = first[document].replace(place);
                if !same_story {
                    second[document] = displaced;
                }
            } else if !same_story && beats(second[document]) {
                second[document] = Some(place);
            }
        }
        (first, second)
    }

    /// The story that a document of one side would be paired with.
    fn other_story(&self, candidate: &Candidate, of_source: bool) -> usize {
        if of_source {
            self.stories.1[candidate.target as usize]
        } else {
            self.stories.0[candidate.source as usize]
        }
    }

    fn set_margins(&self, found: &mut [Candidate]) {
        for of_source in [true, false] {
            let (first, second) = self.two_best(found, of_source);
            let best_stories: Vec<Option<usize>> = first
                .iter()
                .map(|place| place.map(|place| self.other_story(&found[place], of_source)))
                .collect();
            let contents: Vec<f32> = found.iter().map(|candidate| candidate.content).collect();
            for candidate in found.iter_mut() {
                let (document, feature) = if of_source {
                    (candidate.source as usize, Feature::SourceMargin)
                } else {
                    (candidate.target as usize, Feature::TargetMargin)
                };
                let story = self.other_story(candidate, of_source);
                let rival = if best_stories[document] == Some(story) {
                    second[document]
                } else {
                    first[document]
                };
                let rival = rival.map_or(NO_PAIR, |rival| contents[rival].max(NO_PAIR));
                candidate.features[feature as usize] =
                    (candidate.content - rival).clamp(-LARGEST_MARGIN, LARGEST_MARGIN);
            }
        }
        for candidate in found {
            candidate.features[Feature::Content as usize] = candidate
                .content
                .clamp(-2.0 * LARGEST_MARGIN, LARGEST_CONTENT);
        }
    }
}

/// Seconds between two times, as far as they must lie apart.
pub(crate) fn lag(one: PublishTime, other: PublishTime) -> i64 {
    let slack = i64::from(one.slack) + i64::from(other.slack);
    ((one.seconds - other.seconds).abs() - slack).max(0)
}

/// The median length ratio of pairs that are each other's best by share matched.
fn usual_length(found: &[Candidate], sources: usize, targets: usize) -> f32 {
    let covered = |candidate: &Candidate| candidate.features[Feature::Covered as usize];
    let (mut by_source, mut by_target) = (vec![None; sources], vec![None; targets]);
    for (place, candidate) in found.iter().enumerate() {
        let better = |other: Option<usize>| {
            other.is_none_or(|other: usize| covered(candidate) > covered(&found[other]))
        };
        let (source, target) = (candidate.source as usize, candidate.target as usize);
        if better(by_source[source]) {
            by_source[source] = Some(place);
        }
        if better(by_target[target]) {
            by_target[target] = Some(place);
        }
    }
    let mutual = by_source.iter().flatten().filter(|&&place| {
        by_target[found[place].target as usize] == Some(place)
            && covered(&found[place]) >= LEAST_COVERED
    });
    let mut lengths: Vec<f32> = mutual.map(|&place| found[place].length).collect();
    if lengths.len() < FEWEST_LENGTHS {
        return 0.0;
    }
    lengths.sort_by(f32::total_cmp);
    lengths[lengths.len() / 2]
}
