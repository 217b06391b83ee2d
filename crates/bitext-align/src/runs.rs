//! Short lists by number, all in one block of memory.

use std::ops::Range;

/// For each number from 0 a run of items.
#[derive(Clone, Debug)]
pub(crate) struct Runs<T> {
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Runs<T> {
    /// No runs, and no memory.
    fn default() -> Self {
        Self {
            starts: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl<T: Copy + Default> Runs<T> {
    /// `count` runs of the items given with their number; items of one number
    /// keep their order.
    pub(crate) fn new(count: usize, items: &[(u32, T)]) -> Self {
        let mut starts = vec![0u32; count + 1];
        for &(number, _) in items {
            starts[number as usize + 1] += 1;
        }
        for number in 0..count {
            starts[number + 1] += starts[number];
        }
        let mut next = starts.clone();
        let mut sorted = vec![T::default(); items.len()];
        for &(number, item) in items {
            let place = &mut next[number as usize];
            sorted[*place as usize] = item;
            *place += 1;
        }
        Self {
            starts,
            items: sorted,
        }
    }

    /// No runs, and room for so many runs and items.
    pub(crate) fn with_capacity(runs: usize, items: usize) -> Self {
        Self {
            starts: Vec::with_capacity(runs + 1),
            items: Vec::with_capacity(items),
        }
    }

    /// Adds a run at the end.
    pub(crate) fn push(&mut self, items: impl IntoIterator<Item = T>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        self.items.extend(items);
        self.starts.push(self.items.len() as u32);
    }

    /// How many runs.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Every item with its number.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u32, T)> {
        (0..self.len()).flat_map(|number| {
            let items = self.of(number).iter();
            items.map(move |&item| (number as u32, item))
        })
    }

    /// All items, in the order of their numbers.
    pub(crate) fn items(&self) -> &[T] {
        &self.items
    }

    /// Where the items of a number stand among all.
    #[inline]
    pub(crate) fn place(&self, number: usize) -> Range<usize> {
        self.starts[number] as usize..self.starts[number + 1] as usize
    }

    /// The items of a number.
    #[inline]
    pub(crate) fn of(&self, number: usize) -> &[T] {
        &self.items[self.place(number)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_number_keep_their_order() {
        let runs = Runs::new(3, &[(2, 'a'), (0, 'b'), (2, 'c')]);
        assert_eq!(
            (runs.of(0), runs.of(1), runs.of(2)),
            (&['b'][..], &[][..], &['a', 'c'][..])
        );
        assert_eq!(Runs::<char>::default().len(), 0);
        let mut grown = Runs::default();
        grown.push([1, 2]);
        grown.push([3]);
        assert_eq!(
            (grown.len(), grown.of(0), grown.of(1)),
            (2, &[1, 2][..], &[3][..])
        );
    }
}
