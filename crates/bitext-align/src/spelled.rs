//! Names of a script without letters, found by how the other side spells them.
//!
//! A Chinese novel has 佩珍, its translation Peizhen; no lexicon has either.
//! But the other side says which names to look for: a run of characters whose
//! readings, joined, spell a capitalised word that no lexicon knows is taken
//! for that name. One character is too little to go by (*He*, *Ma*, *Song* are
//! words too), unless a longer name follows it, as a given name follows a
//! surname.

use bitext_anchor::PreparedName;
use bitext_lang::Readings;

use crate::script::WordScript;
use crate::side::Side;

/// Most characters of a name.
const LONGEST: usize = 4;

/// Fewest letters of a name.
const SHORTEST_SPELLING: usize = 4;

/// The names of one side by their spelling, for the characters of the other.
pub(crate) struct SpelledNames<'a> {
    readings: &'a Readings,
    /// Ascending.
    names: Vec<SpelledName<'a>>,
}

/// A name as one side spells it.
pub(crate) struct SpelledName<'a> {
    /// Its letters alone, a to z.
    letters: String,
    /// In small letters with folding.
    pub(crate) folded: &'a str,
    /// How it sounds.
    pub(crate) sound: &'a PreparedName,
}

impl<'a> SpelledNames<'a> {
    /// The names of `side` that `knows` does not know; none if there are no
    /// readings to spell by.
    pub(crate) fn new(
        side: &'a Side,
        readings: &'a Readings,
        knows: &dyn Fn(&str) -> bool,
    ) -> Self {
        let mut names = Vec::new();
        if !readings.is_empty() {
            let spelled = side.types.iter().filter_map(|unit| {
                let sound = side
                    .name(unit)
                    .filter(|_| unit.script == WordScript::Latin)?;
                let folded = side.folded(unit);
                let letters: String = folded
                    .chars()
                    .filter(|letter| !matches!(letter, '\'' | '’' | '-'))
                    .collect();
                let plain = letters.bytes().all(|byte| byte.is_ascii_lowercase());
                (plain && unit.stem.is_none_or(|stem| !knows(&side.stem(stem).text))).then_some(
                    SpelledName {
                        letters,
                        folded,
                        sound,
                    },
                )
            });
            names.extend(spelled);
            names.sort_unstable_by(|a, b| (&a.letters, a.folded).cmp(&(&b.letters, b.folded)));
            names.dedup_by(|later, kept| later.letters == kept.letters);
        }
        Self { readings, names }
    }

    /// The name that a text begins with and its length in bytes. Of several
    /// the one of most characters, then the first by its letters.
    pub(crate) fn at(&self, text: &str) -> Option<(usize, &SpelledName<'a>)> {
        if self.names.is_empty() {
            return None;
        }
        let mut letters = String::new();
        if let Some(found) = self.longest(text, text, 0, &mut letters) {
            return Some(found);
        }
        // A surname, whose given name comes next.
        let first = text.chars().next()?;
        let given = &text[first.len_utf8()..];
        self.longest(given, given, 0, &mut letters)?;
        let surname = self
            .readings
            .of(first)
            .find_map(|reading| self.spelled(reading));
        surname.map(|name| (first.len_utf8(), name))
    }

    /// The longest name that continues `letters` with the characters of `rest`.
    fn longest(
        &self,
        whole: &str,
        rest: &str,
        characters: usize,
        letters: &mut String,
    ) -> Option<(usize, &SpelledName<'a>)> {
        let character = rest.chars().next().filter(|_| characters < LONGEST)?;
        let rest = &rest[character.len_utf8()..];
        let mut best: Option<(usize, &SpelledName<'a>)> = None;
        for reading in self.readings.of(character) {
            let kept = letters.len();
            letters.push_str(reading);
            if self.any_begins(letters) {
                let here = || {
                    let long = characters > 0 && letters.len() >= SHORTEST_SPELLING;
                    let name = self.spelled(letters).filter(|_| long)?;
                    Some((whole.len() - rest.len(), name))
                };
                let here = here();
                let found = self.longest(whole, rest, characters + 1, letters).or(here);
                if let Some(found) = found
                    && best.is_none_or(|best| best.0 < found.0)
                {
                    best = Some(found);
                }
            }
            letters.truncate(kept);
        }
        best
    }

    fn spelled(&self, letters: &str) -> Option<&SpelledName<'a>> {
        let found = self
            .names
            .binary_search_by(|name| name.letters.as_str().cmp(letters));
        found.ok().map(|at| &self.names[at])
    }

    fn any_begins(&self, letters: &str) -> bool {
        let at = self
            .names
            .partition_point(|name| name.letters.as_str() < letters);
        self.names
            .get(at)
            .is_some_and(|name| name.letters.starts_with(letters))
    }
}
