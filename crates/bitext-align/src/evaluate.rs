//! Ladders against gold ladders: precision, recall and F1.
//!
//! The measures are those of the field (Thompson & Koehn 2019, *Vecalign*): a
//! link is *strictly* right if the same link is in the gold, *laxly* right if
//! it shares a source segment and a target segment with some gold link.
//! Precision counts every link of the test, nulls included; recall only gold
//! links with two sides, against test links with two sides. Counts are summed
//! over documents before ratios are taken.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use bitext_core::{Ladder, LinkType};

/// Source and target segments of a link.
pub type Rung = (Range<usize>, Range<usize>);

/// Counts that can be summed over documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    precision_strict: Ratio,
    precision_lax: Ratio,
    recall_strict: Ratio,
    recall_lax: Ratio,
    plain: Overlap,
    unaligned: Overlap,
    by_type: BTreeMap<(usize, usize), Overlap>,
    calibration: [Bin; BINS],
}

/// Bins of the calibration table.
const BINS: usize = 10;

/// Test links of similar probability.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bin {
    /// How many links.
    pub links: usize,
    /// How many of them are strictly right.
    pub right: usize,
    /// Sum of their probabilities.
    pub probability: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Ratio {
    hits: usize,
    of: usize,
}

impl Ratio {
    fn value(self) -> f64 {
        if self.of == 0 {
            0.0
        } else {
            self.hits as f64 / self.of as f64
        }
    }
}

/// Two sets and what they share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Overlap {
    shared: usize,
    gold: usize,
    test: usize,
}

impl Overlap {
    fn f1(self) -> f64 {
        let all = self.gold + self.test;
        if all == 0 {
            0.0
        } else {
            2.0 * self.shared as f64 / all as f64
        }
    }
}

/// The figures of a [`Score`], each between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Strictly right links among those of the test.
    pub precision_strict: f64,
    /// Gold links that the test has.
    pub recall_strict: f64,
    /// Harmonic mean of the two.
    pub f1_strict: f64,
    /// Laxly right links among those of the test.
    pub precision_lax: f64,
    /// Gold links that share segments with a test link.
    pub recall_lax: f64,
    /// Harmonic mean of the two.
    pub f1_lax: f64,
    /// Strict F1 over 1-1 links alone.
    pub f1_plain: f64,
    /// F1 over the segments that the gold leaves alone; `None` if it leaves none.
    pub f1_unaligned: Option<f64>,
}

impl Score {
    /// Adds a document: its gold ladder and the ladder to be judged.
    pub fn add(&mut self, gold: &Ladder, test: &Ladder) {
        let links = |ladder: &Ladder| {
            let links = ladder.links().iter();
            links
                .map(|link| (link.source().indices(), link.target().indices()))
                .collect::<Vec<_>>()
        };
        let (gold_links, test_links) = (links(gold), links(test));
        let strict = self.add_links(&gold_links, &test_links);
        for (link, right) in test.links().iter().zip(strict) {
            self.add_probability(link.probability().value(), right);
        }
    }

    /// Adds a test link to the calibration table: its probability, from 0 to 1,
    /// and whether it is strictly right.
    pub fn add_probability(&mut self, probability: f64, right: bool) {
        let bin = ((probability * BINS as f64) as usize).min(BINS - 1);
        let bin = &mut self.calibration[bin];
        bin.links += 1;
        bin.right += usize::from(right);
        bin.probability += probability;
    }

    /// Adds a document given as links alone, in any order; returns which test
    /// links are strictly right.
    pub fn add_links(&mut self, gold: &[Rung], test: &[Rung]) -> Vec<bool> {
        let two_sided = |links: &[Rung]| {
            links
                .iter()
                .filter(|link| has_both(link))
                .cloned()
                .collect::<Vec<_>>()
        };
        let (gold_two, test_two) = (two_sided(gold), two_sided(test));
        let right = hits(
            gold,
            test,
            &mut self.precision_strict,
            &mut self.precision_lax,
        );
        hits(
            &test_two,
            &gold_two,
            &mut self.recall_strict,
            &mut self.recall_lax,
        );
        let of_type = |links: &[Rung]| {
            let mut types: BTreeMap<(usize, usize), BTreeSet<(usize, usize)>> = BTreeMap::new();
            for link in links {
                let place = (link.0.start, link.1.start);
                types
                    .entry((link.0.len(), link.1.len()))
                    .or_default()
                    .insert(place);
            }
            types
        };
        let (gold_types, test_types) = (of_type(gold), of_type(test));
        let none = BTreeSet::new();
        for kind in gold_types
            .keys()
            .chain(test_types.keys())
            .collect::<BTreeSet<_>>()
        {
            if kind.0 == 0 || kind.1 == 0 {
                continue;
            }
            let gold = gold_types.get(kind).unwrap_or(&none);
            let test = test_types.get(kind).unwrap_or(&none);
            let overlap = self.by_type.entry(*kind).or_default();
            overlap.shared += gold.intersection(test).count();
            overlap.gold += gold.len();
            overlap.test += test.len();
        }
        self.plain = self.by_type.get(&(1, 1)).copied().unwrap_or_default();
        let (gold_alone, test_alone) = (unaligned(gold), unaligned(test));
        self.unaligned.shared += gold_alone.intersection(&test_alone).count();
        self.unaligned.gold += gold_alone.len();
        self.unaligned.test += test_alone.len();
        right
    }

    /// The ratios.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let mean = |a: f64, b: f64| {
            if a + b > 0.0 {
                2.0 * a * b / (a + b)
            } else {
                0.0
            }
        };
        let precision_strict = self.precision_strict.value();
        let recall_strict = self.recall_strict.value();
        let precision_lax = self.precision_lax.value();
        let recall_lax = self.recall_lax.value();
        Figures {
            precision_strict,
            recall_strict,
            f1_strict: mean(precision_strict, recall_strict),
            precision_lax,
            recall_lax,
            f1_lax: mean(precision_lax, recall_lax),
            f1_plain: self.plain.f1(),
            f1_unaligned: (self.unaligned.gold > 0).then(|| self.unaligned.f1()),
        }
    }

    /// Strict F1 of each two-sided link type, with the gold's number of links.
    #[must_use]
    pub fn by_type(&self) -> Vec<(LinkType, f64, usize)> {
        let types = self.by_type.iter();
        types
            .map(|(&(source, target), &overlap)| {
                (LinkType { source, target }, overlap.f1(), overlap.gold)
            })
            .collect()
    }

    /// Links of each tenth of probability, from 0–0.1 to 0.9–1.
    #[must_use]
    pub fn calibration(&self) -> &[Bin] {
        &self.calibration
    }

    /// Expected calibration error: the mean distance, over links, between the
    /// probability of a bin and the share of its links that are right.
    #[must_use]
    pub fn calibration_error(&self) -> f64 {
        let links: usize = self.calibration.iter().map(|bin| bin.links).sum();
        let distance = |bin: &Bin| (bin.probability - bin.right as f64).abs();
        self.calibration.iter().map(distance).sum::<f64>() / links.max(1) as f64
    }
}

fn has_both(link: &Rung) -> bool {
    !link.0.is_empty() && !link.1.is_empty()
}

/// Counts which candidates are in the reference; returns the strict answers.
fn hits(reference: &[Rung], candidates: &[Rung], strict: &mut Ratio, lax: &mut Ratio) -> Vec<bool> {
    let key = |link: &Rung| {
        // A null's empty side may stand anywhere.
        let side = |range: &Range<usize>| {
            if range.is_empty() {
                (0, 0)
            } else {
                (range.start, range.end)
            }
        };
        (side(&link.0), side(&link.1))
    };
    let known: BTreeSet<_> = reference.iter().map(key).collect();
    let mut linked: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
    for link in reference {
        for source in link.0.clone() {
            linked.entry(source).or_default().push(link.1.clone());
        }
    }
    let mut right = Vec::with_capacity(candidates.len());
    for link in candidates {
        strict.of += 1;
        lax.of += 1;
        let exact = known.contains(&key(link));
        right.push(exact);
        if exact {
            strict.hits += 1;
            lax.hits += 1;
        } else if link.0.clone().any(|source| {
            linked.get(&source).is_some_and(|targets| {
                targets
                    .iter()
                    .any(|t| t.start.max(link.1.start) < t.end.min(link.1.end))
            })
        }) {
            lax.hits += 1;
        }
    }
    right
}

/// Segments without counterpart: (side, index).
fn unaligned(links: &[Rung]) -> BTreeSet<(u8, usize)> {
    let mut alone = BTreeSet::new();
    for link in links {
        if link.1.is_empty() {
            alone.extend(link.0.clone().map(|index| (0, index)));
        }
        if link.0.is_empty() {
            alone.extend(link.1.clone().map(|index| (1, index)));
        }
    }
    alone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_ladder_with_one_wrong_join() {
        let gold = Ladder::from_rungs(&[(1, 1), (2, 2), (3, 2), (4, 3)], 4, 3).unwrap();
        let test = Ladder::from_rungs(&[(1, 1), (3, 2), (4, 3)], 4, 3).unwrap();
        let mut score = Score::default();
        score.add(&gold, &test);
        let figures = score.figures();
        assert_eq!(figures.precision_strict, 2.0 / 3.0);
        assert_eq!(figures.recall_strict, 2.0 / 3.0);
        assert_eq!(figures.precision_lax, 1.0);
        assert_eq!(figures.f1_unaligned, Some(0.0));
        assert_eq!(figures.f1_plain, 0.8);
    }

    #[test]
    fn a_ladder_equals_itself() {
        let gold = Ladder::from_rungs(&[(1, 0), (1, 1), (3, 2)], 3, 2).unwrap();
        let mut score = Score::default();
        score.add(&gold, &gold);
        let figures = score.figures();
        assert_eq!((figures.f1_strict, figures.f1_unaligned), (1.0, Some(1.0)));
        assert_eq!(score.calibration_error(), 0.0);
        assert_eq!(score.calibration()[9].links, 3);
    }
}
