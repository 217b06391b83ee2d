//! Candidates: the few target documents worth comparing with a source document.
//!
//! An inverted index leads from each target type to the documents that hold it.
//! Every match of a source document's types adds weight to those documents, the
//! rarest types first; those that come up in many of them cost much and tell little,
//! and are skipped once as many documents have been met as there are. But where rare
//! types are few, common ones are all there is: of ten cities' weather on every day of
//! a year each name and each figure stands in a hundred reports, and only together
//! they tell one from the others.

use rayon::prelude::*;

use crate::channel::Matches;
use crate::side::{DocumentUnits, Side};

/// How many target documents are compared with each source document.
const CANDIDATES: usize = 24;

/// A type in more documents than this, and in more than this share of them, is common.
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
                let mut met = 0;
                for (holders, shared) in
                    rarest_first(document, (source, target), matches, &postings)
                {
                    met += holders.len();
                    if holders.len() > common && met > target.documents.len() {
                        break;
                    }
                    scores.add(holders, shared);
                }
                scores.take_best(&lengths)
            },
        )
        .collect()
}

/// The target documents that hold a match of each type of a document, and what it
/// weighs; those of the rarest types first.
fn rarest_first<'p>(
    document: &DocumentUnits,
    (source, target): (&Side, &Side),
    matches: &Matches,
    postings: &'p [Vec<u32>],
) -> Vec<(&'p [u32], f32)> {
    let mut found: Vec<(&[u32], f32)> = Vec::new();
    for &(id, _) in &document.units {
        let weight = source.types[id as usize].weight;
        found.extend(matches.of(id).iter().map(|found| {
            let other = target.types[found.target as usize].weight;
            let holders = &postings[found.target as usize][..];
            (holders, weight.min(other) * found.strength)
        }));
    }
    found.retain(|(_, shared)| *shared > 0.0);
    // Stable, so that the sums do not depend on anything but the documents.
    found.sort_by_key(|(holders, _)| holders.len());
    found
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pairer;
    use bitext_core::LanguageTag;
    use bitext_lang::PackLibrary;

    /// A report on each of 729 journeys: a figure stands in every ninth one.
    fn journeys(report: impl Fn(usize, usize, usize) -> String) -> Vec<String> {
        let places = (0..729).map(|number| (number % 9, number / 9 % 9, number / 81));
        places
            .map(|(people, cars, sacks)| report(100 + people, 200 + cars, 300 + sacks))
            .collect()
    }

    #[test]
    fn reports_in_which_nothing_is_rare_are_found_by_what_comes_together() {
        let packs = PackLibrary::built_in();
        let pack = |tag| packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap();
        let (near, far) = (pack("en"), pack("ru"));
        let pairer = Pairer::try_new(&near, &far).unwrap();
        let (mut source, mut target) = (Side::default(), Side::default());
        for report in journeys(|people, cars, sacks| {
            format!("The ferry carried {people} people, {cars} cars and {sacks} sacks.")
        }) {
            source.add(pairer.source_profile(report.lines()));
        }
        for report in journeys(|people, cars, sacks| {
            format!("Паром перевёз {people} человек, {cars} машин и {sacks} мешков.")
        }) {
            target.add(pairer.target_profile(report.lines()));
        }
        source.weigh(&near);
        target.weigh(&far);
        let matches = Matches::new(&source, &target, None);
        let found = candidates(&source, &target, &matches);
        let has_own = |(number, found): &(u32, Vec<u32>)| found.contains(number);
        assert_eq!((0..).zip(found).filter(has_own).count(), 729);
    }
}
