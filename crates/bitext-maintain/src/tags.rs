//! The language tags of units, and which of them may mean the same.
//!
//! A tag that names a language only says less than one with a region, not something
//! else: most clients fill a project in `en-US` from a memory in `en`. So `en`, `ru`
//! and `en-US`, `ru-RU` go together, while `pt-BR` and `pt-PT` are two languages.

use bitext_core::LanguageTag;
use rustc_hash::FxHashMap;

/// The tags that units have, numbered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tags {
    numbers: FxHashMap<Vec<LanguageTag>, usize>,
    all: Vec<Vec<LanguageTag>>,
    /// Those of the unit before, which most units have too.
    last: usize,
}

impl Tags {
    /// The number of some tags, in their order.
    pub(crate) fn number<'t>(
        &mut self,
        tags: impl Iterator<Item = &'t LanguageTag> + Clone,
    ) -> usize {
        if self
            .all
            .get(self.last)
            .is_some_and(|last| tags.clone().eq(last))
        {
            return self.last;
        }
        let tags: Vec<LanguageTag> = tags.cloned().collect();
        self.last = match self.numbers.get(&tags) {
            Some(&number) => number,
            None => {
                self.all.push(tags.clone());
                self.numbers.insert(tags, self.all.len() - 1);
                self.all.len() - 1
            }
        };
        self.last
    }

    /// Whether one is the other but for regions that it leaves open.
    pub(crate) fn go_together(&self, one: usize, other: usize) -> bool {
        let tags = |number: usize| self.all.get(number).into_iter().flatten();
        let mut pairs = tags(one).zip(tags(other));
        one == other || pairs.all(|(one, other)| one.covers(other) || other.covers(one))
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}
