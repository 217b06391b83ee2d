//! Versions: which documents of one language tell one story.
//!
//! A wire sends a report as it grows: a first version of three paragraphs, then
//! five, then a correction. Most sentences of the shorter version stand word for
//! word in the longer one, which chance and common topics do not bring about. So
//! an index of sentences, those that half the feed shares left out, finds the
//! versions, and what belongs together is joined into stories.

use rustc_hash::FxHashMap;

use crate::side::Side;

/// A sentence in more documents than this is a formula.
const FORMULA: usize = 20;

/// This share of the shorter version's sentences stands in the longer one.
const LEAST_SHARE: f64 = 0.4;

/// And at least this many of them.
const LEAST_SHARED: usize = 2;

/// For each document of a side the number of its story: that of the first
/// document of the story. `told_alike` names documents that are known to be
/// versions of each other otherwise.
pub(crate) fn stories(side: &Side, told_alike: &[(usize, usize)]) -> Vec<usize> {
    let mut story: Vec<usize> = (0..side.documents.len()).collect();
    for &(one, other) in told_alike {
        join(&mut story, one, other);
    }
    let mut holders: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
    for (index, document) in (0u32..).zip(&side.documents) {
        for &sentence in &document.sentences {
            holders.entry(sentence).or_default().push(index);
        }
    }
    for (index, document) in (0u32..).zip(&side.documents) {
        let mut shared: FxHashMap<u32, usize> = FxHashMap::default();
        for sentence in &document.sentences {
            let others = holders.get(sentence).map_or(&[][..], |found| &found[..]);
            if others.len() > FORMULA {
                continue;
            }
            for &other in others.iter().filter(|&&other| other < index) {
                *shared.entry(other).or_default() += 1;
            }
        }
        let mut others: Vec<(u32, usize)> = shared.into_iter().collect();
        others.sort_unstable();
        for (other, count) in others {
            let lengths = (
                document.sentences.len(),
                side.documents[other as usize].sentences.len(),
            );
            let shorter = lengths.0.min(lengths.1);
            let enough = count >= LEAST_SHARED.min(shorter.max(1));
            if enough && count as f64 >= LEAST_SHARE * shorter as f64 {
                join(&mut story, index as usize, other as usize);
            }
        }
    }
    (0..story.len()).map(|at| root(&mut story, at)).collect()
}

fn root(story: &mut [usize], mut at: usize) -> usize {
    while story[at] != at {
        story[at] = story[story[at]];
        at = story[at];
    }
    at
}

/// Joins two stories under the earlier document.
fn join(story: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(story, one), root(story, other));
    story[one.max(other)] = one.min(other);
}
