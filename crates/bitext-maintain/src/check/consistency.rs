//! One source, several translations: which is the odd one out?

use std::cmp::Reverse;
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
    /// By source and translation: how often, and in which unit first.
    translations: HashMap<(Fingerprint, Fingerprint), (u64, Reverse<u64>)>,
    units: u64,
}

impl Consistency {
    /// Looks at the next unit. White space around a text does not count.
    pub fn add(&mut self, source: &str, target: &str) {
        self.units += 1;
        let pair = (
            Fingerprint::of(source.trim()),
            Fingerprint::of(target.trim()),
        );
        let first = (0, Reverse(self.units));
        self.translations.entry(pair).or_insert(first).0 += 1;
    }

    /// Counts a unit that is no pair, so that the numbers stay right.
    pub fn skip(&mut self) {
        self.units += 1;
    }

    /// The translations that differ from the usual one of their source, which is
    /// the most frequent, and of several the first; by their first unit.
    #[must_use]
    pub fn odd_ones_out(&self) -> BTreeMap<u64, OddOneOut> {
        let mut usual: HashMap<Fingerprint, (u64, Reverse<u64>)> = HashMap::new();
        for (&(source, _), &seen) in &self.translations {
            let most = usual.entry(source).or_insert(seen);
            *most = seen.max(*most);
        }
        let mut odd = BTreeMap::new();
        for ((source, _), &(count, Reverse(unit))) in &self.translations {
            let Some(&(usual_count, Reverse(usual_unit))) = usual.get(source) else {
                continue;
            };
            if unit != usual_unit {
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

    /// Quadratic time would take minutes.
    #[test]
    fn one_source_may_have_many_translations() {
        let mut consistency = Consistency::default();
        for number in 0..200_000 {
            consistency.add("Open", &number.to_string());
        }
        assert_eq!(consistency.odd_ones_out().len(), 199_999);
    }
}
