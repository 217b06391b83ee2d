//! Finds the numbers of things by their hashes.
//!
//! Looking words up is the work of every token, and nearly all of it is waiting
//! for memory. So what is looked for stands in one place of eight bytes: the
//! number and enough of the hash that a look at the thing itself is needed only
//! to be sure. Searches do not depend on each other, so that many made in a row
//! wait together.

/// Numbers by hash; the things they stand for are kept elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    /// A power of two of places, or none.
    places: Vec<Place>,
    taken: usize,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    hash: u32,
    /// `FREE` if nothing is here.
    number: u32,
}

/// The number of no thing.
const FREE: u32 = u32::MAX;

const FEWEST_PLACES: usize = 64;

impl Numbering {
    /// Room for so many numbers.
    pub(crate) fn with_capacity(count: usize) -> Self {
        let places = (2 * count).next_power_of_two().max(FEWEST_PLACES);
        Self {
            places: vec![Place::NONE; places],
            taken: 0,
        }
    }

    /// The number of the thing that has this hash and that `is_it` is sure of.
    #[inline]
    pub(crate) fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.places.len().wrapping_sub(1);
        let mut at = hash as usize & mask;
        loop {
            let place = self.places.get(at)?;
            if place.number == FREE {
                return None;
            }
            if place.hash == hash && is_it(place.number) {
                return Some(place.number);
            }
            at = (at + 1) & mask;
        }
    }

    /// Adds the number of a thing that is not there.
    pub(crate) fn insert(&mut self, hash: u32, number: u32) {
        // A quarter of the places stays free, so that searches are short.
        if 4 * (self.taken + 1) > 3 * self.places.len() {
            let larger = Self::with_capacity(self.places.len().max(FEWEST_PLACES));
            for place in std::mem::replace(self, larger).places {
                if place.number != FREE {
                    self.put(place);
                }
            }
        }
        self.put(Place { hash, number });
    }

    fn put(&mut self, new: Place) {
        let mask = self.places.len() - 1;
        let mut at = new.hash as usize & mask;
        while self.places[at].number != FREE {
            at = (at + 1) & mask;
        }
        self.places[at] = new;
        self.taken += 1;
    }
}

impl Place {
    const NONE: Self = Self {
        hash: 0,
        number: FREE,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_among_things_of_one_hash() {
        let mut numbers = Numbering::default();
        assert_eq!(numbers.find(7, |_| true), None);
        for number in 0..1_000 {
            numbers.insert(number % 10, number);
        }
        for number in 0..1_000 {
            let found = numbers.find(number % 10, |found| found == number);
            assert_eq!(found, Some(number));
        }
        assert_eq!(numbers.find(10, |_| true), None);
        assert_eq!(numbers.find(3, |found| found == 4), None);
    }
}
