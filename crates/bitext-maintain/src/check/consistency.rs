//! One source, several translations: which is the odd one out?

use std::collections::{BTreeMap, HashMap};

use crate::Fingerprint;

/// A translation that differs from the usual one of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OddOneOut {
    /// Number of the unit, from 1.
    pub unit: u64,
    /// Number of a unit that has the usual translation.
    pub usual: u64,
    /// How many units have this translation, and how many the usual one.
    pub counts: (u64, u64),
}

/// Collects pairs and says which translations stand against others of the same
/// source. Keeps a few bytes of each.
#[derive(Clone, Debug, Default)]
pub struct Consistency {
    /// By source: each translation, how often, and in which unit first.
    translations: HashMap<Fingerprint, Vec<(Fingerprint, u64, u64)>>,
    units: u64,
}

impl Consistency {
    /// Looks at the next unit. White space around a text does not count.
    pub fn add(&mut self, source: &str, target: &str) {
        self.units += 1;
        let targets = self
            .translations
            .entry(Fingerprint::of(source.trim()))
            .or_default();
        let target = Fingerprint::of(target.trim());
        match targets.iter_mut().find(|(other, _, _)| *other == target) {
            Some((_, count, _)) => *count += 1,
            None => targets.push((target, 1, self.units)),
        }
    }

    /// Counts a unit that is no pair, so that the numbers stay right.
    pub fn skip(&mut self) {
        self.units += 1;
    }

    /// The translations that differ from the usual one of their source, which is
    /// the most frequent, and of several the first; by their first unit.
    #[must_use]
    pub fn odd_ones_out(&self) -> BTreeMap<u64, OddOneOut> {
        let mut odd = BTreeMap::new();
        for targets in self
            .translations
            .values()
            .filter(|targets| targets.len() > 1)
        {
            let usual = targets
                .iter()
                .max_by_key(|(_, count, unit)| (*count, std::cmp::Reverse(*unit)));
            let Some(&(_, usual_count, usual_unit)) = usual else {
                continue;
            };
            for &(_, count, unit) in targets.iter().filter(|(_, _, unit)| *unit != usual_unit) {
                let found = OddOneOut {
                    unit,
                    usual: usual_unit,
                    counts: (count, usual_count),
                };
                odd.insert(unit, found);
            }
        }
        odd
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_odd_one_is_the_rarer_one() {
        let mut consistency = Consistency::default();
        consistency.add("Open", "Öffnen");
        consistency.add("Close", "Schließen");
        consistency.add("Open", "Aufmachen");
        consistency.skip();
        consistency.add("Open", "Aufmachen ");
        let odd: Vec<_> = consistency.odd_ones_out().into_values().collect();
        let expected = OddOneOut {
            unit: 1,
            usual: 3,
            counts: (1, 2),
        };
        assert_eq!(odd, [expected]);
    }
}
