//! Candidates: the few target documents worth comparing with a source document.
//!
//! An inverted index leads from each target type to the documents that hold it.
//! Every match of a source document's types adds weight to those documents;
//! types that come up in too many of them are skipped, for they cost much and
//! tell little. So the work grows with the documents, not with their pairs.

use rayon::prelude::*;

use crate::channel::Matches;
use crate::side::{DocumentUnits, Side};

/// How many target documents are compared with each source document.
const CANDIDATES: usize = 24;

/// A type in more documents than this, and in more than this share of them,
/// finds none.
const COMMON: usize = 60;
const COMMON_SHARE: f64 = 0.02;

/// For each source document the target documents that share most with it,
/// ascending.
pub(crate) fn candidates(source: &Side, target: &Side, matches: &Matches) -> Vec<Vec<u32>> {
    let postings = postings(target);
    let share = (target.documents.len() as f64 * COMMON_SHARE) as usize;
    let common = share.max(COMMON);
    let lengths: Vec<f32> = target
        .documents
        .iter()
        .map(|document| weight_of(target, document).sqrt().max(1.0))
        .collect();
    source
        .documents
        .par_iter()
        .map_init(
            || Scores::new(target.documents.len()),
            |scores, document| {
                for &(id, _) in &document.units {
                    let weight = source.types[id as usize].weight;
                    for found in matches.of(id) {
                        let holders = &postings[found.target as usize];
                        let other = target.types[found.target as usize].weight;
                        if holders.len() <= common {
                            scores.add(holders, weight.min(other) * found.strength);
                        }
                    }
                }
                scores.take_best(&lengths)
            },
        )
        .collect()
}

fn weight_of(side: &Side, document: &DocumentUnits) -> f32 {
    let units = document.units.iter();
    units.map(|&(id, _)| side.types[id as usize].weight).sum()
}

/// The documents that hold each type, ascending.
fn postings(side: &Side) -> Vec<Vec<u32>> {
    let mut postings: Vec<Vec<u32>> = side
        .types
        .iter()
        .map(|unit| Vec::with_capacity(unit.document_count() as usize))
        .collect();
    for (index, document) in (0u32..).zip(&side.documents) {
        for &(id, _) in &document.units {
            postings[id as usize].push(index);
        }
    }
    postings
}

/// What the target documents share with one source document; the memory is used
/// again for the next.
struct Scores {
    scores: Vec<f32>,
    /// Documents whose score is not 0.
    touched: Vec<u32>,
    ranked: Vec<(f32, u32)>,
}

impl Scores {
    fn new(documents: usize) -> Self {
        Self {
            scores: vec![0.0; documents],
            touched: Vec::new(),
            ranked: Vec::new(),
        }
    }

    fn add(&mut self, holders: &[u32], shared: f32) {
        if shared <= 0.0 {
            return;
        }
        for &holder in holders {
            let score = &mut self.scores[holder as usize];
            if *score == 0.0 {
                self.touched.push(holder);
            }
            *score += shared;
        }
    }

    /// The documents that share most for their length, ascending; forgets all.
    fn take_best(&mut self, lengths: &[f32]) -> Vec<u32> {
        self.ranked.clear();
        for holder in self.touched.drain(..) {
            let score = std::mem::take(&mut self.scores[holder as usize]);
            self.ranked.push((score / lengths[holder as usize], holder));
        }
        let by_score = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if self.ranked.len() > CANDIDATES {
            self.ranked.select_nth_unstable_by(CANDIDATES, by_score);
            self.ranked.truncate(CANDIDATES);
        }
        let mut best: Vec<u32> = self.ranked.iter().map(|&(_, holder)| holder).collect();
        best.sort_unstable();
        best
    }
}
