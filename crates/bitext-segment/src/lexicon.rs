//! The abbreviations of a language, each with the types that say how it behaves.
//!
//! `abbreviations.txt` of a pack holds sections named after the types, and in
//! each section abbreviations parted by commas or line breaks; `#` starts a
//! comment. An abbreviation may stand in several sections: Russian `г.` comes
//! before a place name (`г. Омск`) and after a year (`1934 г.`).
//!
//! An abbreviation in small letters also matches `Capitalised` and `ALL CAPS`;
//! one with a capital (`No.`, `Art.`) matches as it is written or in all caps,
//! so that the words `no` and `art` are left alone. A single small letter matches
//! as a capital only where it is of type `number`, for a capital letter is an
//! initial. `-str.` matches every word that ends so. Spaces inside (`т. е.`)
//! may be there or not in the text.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::character::{is_alphanumeric, is_lowercase, is_uppercase};

/// The types of an abbreviation, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Types(u16);

impl Types {
    /// Before the name of a person: `Mr.`, `проф.`
    pub(crate) const TITLE: Self = Self(1);
    /// Before a number: `No.`, `p.`, `ст.`
    pub(crate) const NUMBER: Self = Self(1 << 1);
    /// Before the name of a place: `Mt.`, `ул.`
    pub(crate) const PLACE: Self = Self(1 << 2);
    /// Never last in a sentence: `e.g.`, `т. е.`
    pub(crate) const INNER: Self = Self(1 << 3);
    /// After a name, as part of it: `Inc.`, `Jr.`
    pub(crate) const NAME: Self = Self(1 << 4);
    /// Free to end a sentence; a capital after it starts a new one: `etc.`
    pub(crate) const END: Self = Self(1 << 5);
    /// After a number: `km.`, `руб.`
    pub(crate) const UNIT: Self = Self(1 << 6);
    /// A month: `Sept.`, `янв.`
    pub(crate) const MONTH: Self = Self(1 << 7);
    /// A name made of initials that often stands before a noun: `U.S.`
    pub(crate) const ACRONYM: Self = Self(1 << 8);
    /// A time of day: `a.m.`
    pub(crate) const TIME: Self = Self(1 << 9);
    /// The first letters of a first name: `Дж.`
    pub(crate) const INITIAL: Self = Self(1 << 10);
    /// A name that ends in a mark of its own: `Yahoo!`
    pub(crate) const MARK: Self = Self(1 << 11);
    /// An ordinary word as well: `прав.`, `полк.`
    pub(crate) const WORD: Self = Self(1 << 12);

    /// Every type under the name it has in `abbreviations.txt`.
    pub(crate) const NAMES: [(&'static str, Self); 13] = [
        ("title", Self::TITLE),
        ("number", Self::NUMBER),
        ("place", Self::PLACE),
        ("inner", Self::INNER),
        ("name", Self::NAME),
        ("end", Self::END),
        ("unit", Self::UNIT),
        ("month", Self::MONTH),
        ("acronym", Self::ACRONYM),
        ("time", Self::TIME),
        ("initial", Self::INITIAL),
        ("mark", Self::MARK),
        ("word", Self::WORD),
    ];

    /// Whether it has any of the types of `other`.
    pub(crate) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is no type, which means: no abbreviation.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The types of both.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What is known under one spelling in small letters.
#[derive(Debug, Default)]
struct Entry {
    /// Types whatever the case.
    any_case: Types,
    /// Types of spellings that hold a capital.
    exact: Vec<(Box<str>, Types)>,
    /// Words that belong behind it (`долл. США`): no break between the two.
    followers: Vec<Box<str>>,
}

/// All abbreviations of a language.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    entries: FxHashMap<Box<str>, Entry>,
    /// The beginnings of abbreviations of several parts, with one part more
    /// than has been read when they are looked up: `i.d`, `i.d.r`.
    beginnings: FxHashSet<Box<str>>,
    /// The last parts of abbreviations of several parts.
    last_parts: FxHashSet<Box<str>>,
    /// Endings of compound words and their types.
    endings: Vec<(Box<str>, Types)>,
}

/// What is wrong with a line of `abbreviations.txt`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LexiconError {
    /// Which line, from 1.
    pub(crate) line: usize,
    /// What is wrong with it.
    pub(crate) reason: String,
}

impl Lexicon {
    /// Adds the abbreviations of a text in the format above.
    pub(crate) fn add(&mut self, text: &str) -> Result<(), LexiconError> {
        for entry in entries(text)? {
            match entry {
                Listed::Abbreviation(spelling, types) => self.insert(spelling, types),
                Listed::Phrase(head, follower) => {
                    let entry = self.entry_mut(&bare(head));
                    entry.followers.push(follower.into());
                }
            }
        }
        Ok(())
    }

    /// The types of `word`, which stands before a mark; `buffer` is scratch.
    pub(crate) fn types(&self, word: &str, buffer: &mut String) -> Types {
        let Some(entry) = self.entry(word, buffer) else {
            let mut endings = self.endings.iter();
            let found = endings.find(|(ending, _)| buffer.ends_with(&**ending));
            return found.map_or(Types::default(), |&(_, types)| types);
        };
        if is_initials(word) {
            // `С. Ли` is somebody's name, `С. 15` a page.
            let exact = entry
                .exact
                .iter()
                .filter(|(spelling, _)| **spelling == *word);
            let number = Types(entry.any_case.0 & Types::NUMBER.0);
            return exact.fold(number, |types, &(_, more)| types.with(more));
        }
        let exact = entry.exact.iter().filter(|(spelling, _)| {
            **spelling == *word
                || (word.chars().nth(1).is_some() && !word.chars().any(is_lowercase))
        });
        exact.fold(entry.any_case, |types, &(_, more)| types.with(more))
    }

    /// Whether an abbreviation of several parts may end with `word`.
    pub(crate) fn ends_compound(&self, word: &str, buffer: &mut String) -> bool {
        buffer.clear();
        let last = word.rsplit('.').next().unwrap_or(word);
        fold_into(last, buffer);
        self.last_parts.contains(buffer.as_str())
    }

    /// Whether an abbreviation of several parts starts with `parts`.
    pub(crate) fn is_beginning(&self, parts: &str, buffer: &mut String) -> bool {
        buffer.clear();
        fold_into(parts, buffer);
        self.beginnings.contains(buffer.as_str())
    }

    /// Whether `next`, the text after `word` and its mark, starts with a word
    /// that belongs behind it.
    pub(crate) fn is_phrase(&self, word: &str, next: &str, buffer: &mut String) -> bool {
        self.entry(word, buffer).is_some_and(|entry| {
            entry.followers.iter().any(|follower| {
                next.strip_prefix(&**follower)
                    .is_some_and(|rest| !rest.starts_with(is_alphanumeric))
            })
        })
    }

    fn entry(&self, word: &str, buffer: &mut String) -> Option<&Entry> {
        buffer.clear();
        fold_into(word, buffer);
        self.entries.get(buffer.as_str())
    }

    fn insert(&mut self, spelling: &str, types: Types) {
        let spelling = bare(spelling);
        if let Some(ending) = spelling.strip_prefix('-') {
            let known = self
                .endings
                .iter_mut()
                .find(|(known, _)| **known == *ending);
            match known {
                Some((_, known)) => *known = known.with(types),
                None => self.endings.push((ending.into(), types)),
            }
            return;
        }
        let has_capital = spelling.chars().any(is_uppercase);
        let mut folded = String::new();
        fold_into(&spelling, &mut folded);
        if let Some(at) = folded.rfind(['.', ' ']) {
            self.last_parts.insert(folded[at + 1..].into());
        }
        for (at, _) in folded.match_indices('.').skip(1) {
            self.beginnings.insert(folded[..at].into());
        }
        if folded.contains('.') {
            self.beginnings.insert(folded.into_boxed_str());
        }
        let entry = self.entry_mut(&spelling);
        if has_capital {
            entry.exact.push((spelling.into_boxed_str(), types));
        } else {
            entry.any_case = entry.any_case.with(types);
        }
    }

    fn entry_mut(&mut self, spelling: &str) -> &mut Entry {
        let mut key = String::new();
        fold_into(spelling, &mut key);
        self.entries.entry(key.into_boxed_str()).or_default()
    }
}

/// What a section lists.
pub(crate) enum Listed<'text> {
    /// An abbreviation as it is written, and its type.
    Abbreviation(&'text str, Types),
    /// An abbreviation without its last full stop, and the word that belongs
    /// behind it.
    Phrase(&'text str, &'text str),
}

/// What a text in the format above lists, in order.
pub(crate) fn entries(text: &str) -> Result<Vec<Listed<'_>>, LexiconError> {
    let mut entries = Vec::new();
    let mut section = None;
    for (index, line) in text.lines().enumerate() {
        let fault = |reason: String| LexiconError {
            line: index + 1,
            reason,
        };
        let line = line.split('#').next().unwrap_or("").trim();
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = Some(Section::named(name).ok_or_else(|| {
                let names: Vec<_> = Types::NAMES.iter().map(|&(name, _)| name).collect();
                let names = names.join(", ");
                fault(format!(
                    "there is no type `{name}`; types are {names} and phrase"
                ))
            })?);
            continue;
        }
        for spelling in line.split(',').map(str::trim).filter(|s| !s.is_empty()) {
            let section =
                section.ok_or_else(|| fault(format!("`{spelling}` stands before any [type]")))?;
            entries.push(match section {
                Section::Type(types) => Listed::Abbreviation(spelling, types),
                Section::Phrase => {
                    let parts = spelling.rsplit_once(". ").ok_or_else(|| {
                        fault(format!(
                            "phrase `{spelling}` has no word after an abbreviation"
                        ))
                    })?;
                    Listed::Phrase(parts.0, parts.1.trim())
                }
            });
        }
    }
    Ok(entries)
}

/// What a section of the file holds.
#[derive(Clone, Copy)]
enum Section {
    Type(Types),
    Phrase,
}

impl Section {
    fn named(name: &str) -> Option<Self> {
        if name == "phrase" {
            return Some(Self::Phrase);
        }
        let mut types = Types::NAMES.iter();
        types
            .find(|&&(known, _)| known == name)
            .map(|&(_, types)| Self::Type(types))
    }
}

/// An abbreviation as it is looked up: without its last mark and without the
/// spaces behind the others (`т.е` for `т. е.`).
fn bare(spelling: &str) -> String {
    let words: Vec<&str> = spelling.split_whitespace().collect();
    let dense = words.join(" ").replace(". ", ".");
    dense.trim_end_matches(['.', '!', '?']).to_owned()
}

/// Whether a word is made of single capital letters: `С`, `P.P`.
fn is_initials(word: &str) -> bool {
    word.split('.').all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(is_uppercase) && letters.next().is_none()
    })
}

/// Appends `word` in small letters.
pub(crate) fn fold_into(word: &str, buffer: &mut String) {
    for letter in word.chars() {
        if letter.is_ascii() {
            buffer.push(letter.to_ascii_lowercase());
        } else if matches!(letter, '\u{430}'..='\u{45f}') {
            buffer.push(letter);
        } else if matches!(letter, '’' | '׳') {
            buffer.push('\'');
        } else if letter == '״' {
            buffer.push('"');
        } else {
            buffer.extend(letter.to_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon(text: &str) -> Lexicon {
        let mut lexicon = Lexicon::default();
        lexicon.add(text).unwrap();
        lexicon
    }

    #[test]
    fn capitals_in_an_entry_are_kept_apart_from_the_small_word() {
        let lexicon = lexicon("[number]\nNo., p.\n[inner]\nт. е.");
        let types = |word| lexicon.types(word, &mut String::new());
        assert_eq!(types("No"), Types::NUMBER);
        assert_eq!(types("NO"), Types::NUMBER);
        assert_eq!(types("no"), Types::default());
        assert_eq!(types("P"), Types::NUMBER);
        assert_eq!(types("т.е"), Types::INNER);
    }

    #[test]
    fn a_phrase_needs_its_last_word() {
        let lexicon = lexicon("[phrase]\nдолл. США");
        let mut buffer = String::new();
        assert!(lexicon.is_phrase("долл", "США и Канады", &mut buffer));
        assert!(!lexicon.is_phrase("долл", "Сша", &mut buffer));
    }

    #[test]
    fn errors_name_the_line() {
        let fault = |text| Lexicon::default().add(text).unwrap_err();
        assert_eq!(fault("# none\nMr.").line, 2);
        assert!(fault("[titel]").reason.contains("titel"));
        assert_eq!(fault("[phrase]\nдолл. США,\nСША").line, 3);
    }
}
