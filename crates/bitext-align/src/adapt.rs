//! What the first pass teaches the second: how noisy and how free this document
//! is.
//!
//! One constant for deletions suits no document: a literal translation has
//! none, an abridged one has many. From the first ladder two rates are taken,
//! of unbalanced gaps and of joined links, each as its log-odds against a
//! usual document; the weights of pass 2 say how far they shift the scores of
//! nulls and joins. Only gaps with more lines on one side than on the other
//! count: a pair of nulls that should have been one link must not raise the
//! estimate of noise that made it two nulls. What kind of document it is, by two
//! traits, decides which weights pass 2 has.

use crate::feature;
use crate::lattice::{Edge, LINK_TYPES, SOURCE_NULL, TARGET_NULL, Transitions};
use crate::math::ln;
use crate::weights::{PassWeights, Traits};

/// Rate of gaps and of joins in a usual document, and how many links that
/// expectation counts for: few where one document's rates shift its own scores,
/// more where they say what kind of document it is.
const USUAL_RATE: f32 = 0.06;
const PRIOR_LINKS: f32 = 2.0;
const PRIOR_LINKS_OF_KIND: f32 = 20.0;

/// The share of lines whose best coverage is taken for calibration, and its
/// usual value there.
const CALIBRATION_QUANTILE: f64 = 0.7;
const USUAL_COVERAGE: f32 = 0.45;

/// What the log-odds of joins and of gaps weigh beside coverage when it is asked
/// how literal a translation is.
const JOINS_ARE_FREE: f32 = 0.14;
const GAPS_ARE_NOT: f32 = 0.1;

/// Traits beyond those of the documents that weights are learned from count as
/// these: what grows there is a guess.
const LITERALNESS: (f32, f32) = (-0.45, 0.4);
const GAPS: (f32, f32) = (-1.0, 1.8);

/// Gaps shape weights not at all in a translation no more literal than the first,
/// and fully in one that is as literal as the second. How free translations with
/// gaps differ from others is not known: there are no books with gaps to learn
/// from, and what holds for news does harm there.
const GAPS_COUNT: (f32, f32) = (-0.22, -0.07);

/// Points of the trait for each point of log-odds of gaps, which brings the two
/// traits to one scale.
const GAPS_SCALE: f32 = 0.3;

/// How much sharper than the lattice says the probabilities of a document are:
/// with usual coverage, for each point of coverage above it, and the bounds of
/// it. Learned from news and books alike, the weights leave the one too unsure
/// and the other too sure. Measured on English–Russian news under noise and on German–French and
/// Chinese–English books with gold links (temperature scaling; Guo et al. 2017,
/// On Calibration of Modern Neural Networks).
const SHARPNESS_BY_COVERAGE: f32 = 2.0;
const USUAL_SHARPNESS: f32 = 1.05;
const LEAST_SHARPNESS: f32 = 1.0;
const MOST_SHARPNESS: f32 = 1.3;

/// Quantities of one document that shift the scores of pass 2.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct DocumentPriors {
    /// Log-odds of unbalanced gaps against the usual.
    pub(crate) gap_rate: f32,
    /// Log-odds of joined links against the usual.
    pub(crate) merge_rate: f32,
    /// How well lines are covered by their best counterpart, against the usual:
    /// low where the lexicon is weak or the language informal.
    pub(crate) calibration: f32,
    /// What the weights of pass 2 grow with. The first is how literal the
    /// translation is: one that is close to the words covers its lines well and
    /// joins few of them, a free one covers less and joins more; where much is
    /// left out, some of the joins are the gaps' doing. The second is how much is
    /// left out, as far as the translation is literal.
    pub(crate) traits: Traits,
}

impl DocumentPriors {
    /// Estimates the priors from a first ladder and from the best coverage of
    /// every line of either side.
    pub(crate) fn estimate(path: &[Edge], best_coverage: &[f32]) -> Self {
        let (mut unbalanced, mut paired, mut links, mut joined) = (0.0, 0.0, 0.0, 0.0);
        let mut gap = [0usize; 2];
        let mut close = |gap: &mut [usize; 2]| {
            let [sources, targets] = std::mem::take(gap);
            unbalanced += f32::from(u8::from(sources != targets));
            paired += sources.min(targets) as f32;
        };
        for edge in path {
            match edge.link_type {
                SOURCE_NULL => gap[0] += 1,
                TARGET_NULL => gap[1] += 1,
                link_type => {
                    close(&mut gap);
                    links += 1.0;
                    let (a, b) = LINK_TYPES[link_type];
                    joined += f32::from(u8::from(a + b > 2));
                }
            }
        }
        close(&mut gap);
        let opportunities = f32::max(links + paired, unbalanced);
        let mut best_coverage = best_coverage.to_vec();
        best_coverage.sort_unstable_by(f32::total_cmp);
        let at = (best_coverage.len() as f64 * CALIBRATION_QUANTILE) as usize;
        let quantile = best_coverage.get(at.min(best_coverage.len().saturating_sub(1)));
        let calibration = quantile.copied().unwrap_or(USUAL_COVERAGE) - USUAL_COVERAGE;
        let joins = log_odds(joined, links, PRIOR_LINKS_OF_KIND);
        let gaps = log_odds(unbalanced, opportunities, PRIOR_LINKS_OF_KIND);
        let literalness = calibration - JOINS_ARE_FREE * joins + GAPS_ARE_NOT * gaps;
        Self {
            gap_rate: log_odds(unbalanced, opportunities, PRIOR_LINKS),
            merge_rate: log_odds(joined, links, PRIOR_LINKS),
            calibration,
            traits: [
                literalness.clamp(LITERALNESS.0, LITERALNESS.1),
                GAPS_SCALE * gaps.clamp(GAPS.0, GAPS.1) * share_that_is_literal(literalness),
            ],
        }
    }

    /// The features these priors add to a link of a type: what to multiply the
    /// weights of `GAP_RATE`, `MERGE_RATE` and `CALIBRATION` by.
    pub(crate) fn features(&self, link_type: usize) -> [(usize, f32); 3] {
        let (a, b) = LINK_TYPES[link_type];
        let null = a == 0 || b == 0;
        let joins = !null && a + b > 2;
        [
            (feature::GAP_RATE, if null { self.gap_rate } else { 0.0 }),
            (
                feature::MERGE_RATE,
                if joins { self.merge_rate } else { 0.0 },
            ),
            (
                feature::CALIBRATION,
                if null {
                    0.0
                } else {
                    self.calibration * (a + b) as f32 / 2.0
                },
            ),
        ]
    }

    /// What the priors add to the score of a link of a type.
    pub(crate) fn shift(&self, link_type: usize, weights: &PassWeights) -> f32 {
        self.features(link_type)
            .iter()
            .map(|&(feature, value)| weights.features[feature] * value)
            .sum()
    }

    /// What to multiply all scores by before they become probabilities. The
    /// best ladder stays the same.
    pub(crate) fn sharpness(&self) -> f32 {
        (USUAL_SHARPNESS + SHARPNESS_BY_COVERAGE * self.calibration)
            .clamp(LEAST_SHARPNESS, MOST_SHARPNESS)
    }

    /// The scores of steps between states.
    pub(crate) fn transitions(&self, weights: &PassWeights) -> Transitions {
        weights.transitions(self.gap_rate)
    }
}

/// How far what news teaches of gaps holds for a document.
fn share_that_is_literal(literalness: f32) -> f32 {
    let (free, literal) = GAPS_COUNT;
    ((literalness - free) / (literal - free)).clamp(0.0, 1.0)
}

/// Log-odds of `count` in `total`, smoothed towards the usual rate by as many
/// links as `prior` says, and measured against it.
fn log_odds(count: f32, total: f32, prior: f32) -> f32 {
    let smoothed = count + prior * USUAL_RATE;
    let rest = (total + prior - smoothed).max(1e-6);
    ln(smoothed / rest) - ln(USUAL_RATE / (1.0 - USUAL_RATE))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(types: &[usize]) -> Vec<Edge> {
        types
            .iter()
            .map(|&link_type| Edge {
                source: 0,
                target: 0,
                link_type,
            })
            .collect()
    }

    #[test]
    fn paired_nulls_do_not_count_as_noise() {
        let links = [2; 10];
        let with_pair: Vec<usize> = [&links[..], &[0, 1]].concat();
        let with_gap: Vec<usize> = [&links[..], &[0]].concat();
        let rate = |types: &[usize]| DocumentPriors::estimate(&path(types), &[]).gap_rate;
        assert!(rate(&with_pair) <= rate(&links));
        assert!(rate(&with_gap) > rate(&links));
    }

    #[test]
    fn an_empty_document_is_a_usual_one() {
        let priors = DocumentPriors::estimate(&[], &[]);
        assert!(priors.gap_rate.abs() < 1e-5 && priors.calibration == 0.0);
    }
}
