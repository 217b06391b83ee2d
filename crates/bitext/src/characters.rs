//! Two alignments of one bitext compared by characters, whatever their segments.
//!
//! A link gives every character of one side a stretch of the other side as its
//! counterpart. A character is as right as its two stretches overlap (Dice: twice
//! the common part by the sum of both), fully right if both alignments leave it
//! alone; the score is the mean over the characters of both sides. White space
//! does not count, so that it does not matter how lines were cut. A wrong
//! segment boundary costs as much as it moves, and no more.

use std::ops::Range;

/// Counterparts by stretches of non-white characters: (here, there), `here`
/// ascending and covering a side, `there` empty for a stretch left alone.
pub(crate) type Stretches = Vec<(Range<usize>, Range<usize>)>;

/// Sums that can be added up over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct CharacterScore {
    right: f64,
    characters: usize,
}

impl CharacterScore {
    /// Adds one side of a bitext.
    pub(crate) fn add_side(&mut self, gold: &Stretches, test: &Stretches) {
        let (mut g, mut t) = (0, 0);
        while let (Some((gold_here, gold_there)), Some((test_here, test_there))) =
            (gold.get(g), test.get(t))
        {
            let start = gold_here.start.max(test_here.start);
            let end = gold_here.end.min(test_here.end);
            if end > start {
                self.characters += end - start;
                self.right += (end - start) as f64 * dice(gold_there, test_there);
            }
            if gold_here.end <= test_here.end {
                g += 1;
            }
            if test_here.end <= gold_here.end {
                t += 1;
            }
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.right += other.right;
        self.characters += other.characters;
    }

    /// The mean, 0 without characters.
    pub(crate) fn value(self) -> f64 {
        if self.characters == 0 {
            0.0
        } else {
            self.right / self.characters as f64
        }
    }
}

fn dice(a: &Range<usize>, b: &Range<usize>) -> f64 {
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let common = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    2.0 * common as f64 / (a.len() + b.len()) as f64
}

/// The stretches of either side by links of (source, target) character ranges;
/// a range may be empty, not both.
pub(crate) fn stretches(links: &[(Range<usize>, Range<usize>)]) -> (Stretches, Stretches) {
    let target = links
        .iter()
        .map(|(source, target)| (target.clone(), source.clone()));
    (covering(links.iter().cloned()), covering(target))
}

fn covering(pairs: impl Iterator<Item = (Range<usize>, Range<usize>)>) -> Stretches {
    let mut side: Stretches = pairs.filter(|(here, _)| !here.is_empty()).collect();
    side.sort_by_key(|(here, _)| here.start);
    side
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(gold: &[(Range<usize>, Range<usize>)], test: &[(Range<usize>, Range<usize>)]) -> f64 {
        let (gold, test) = (stretches(gold), stretches(test));
        let mut score = CharacterScore::default();
        score.add_side(&gold.0, &test.0);
        score.add_side(&gold.1, &test.1);
        score.value()
    }

    #[test]
    fn a_join_costs_what_it_covers_too_much() {
        let gold = [(0..10, 0..10), (10..20, 10..20)];
        assert_eq!(score(&gold, &gold), 1.0);
        let joined = [(0..20, 0..20)];
        assert!((score(&gold, &joined) - 2.0 / 3.0).abs() < 1e-9);
        let alone = [(0..10, 0..10), (10..20, 10..10), (20..20, 10..20)];
        assert!((score(&gold, &alone) - 0.5).abs() < 1e-9);
        assert!((score(&alone, &gold) - 0.5).abs() < 1e-9);
        assert_eq!(score(&[], &[]), 0.0);
    }
}
