//! What the language pack says about segmentation, read once.
//!
//! | file | holds |
//! | --- | --- |
//! | `abbreviations.txt` | abbreviations by type, see [`crate::lexicon`] |
//! | `segmentation.toml` | settings and word lists, see [`Settings`] |
//! | `case.txt` | how words are usually written, see [`crate::case`] |
//! | `segmentation-weights.txt` | the linear model, see [`crate::model`] |

use bitext_lang::{LanguagePack, PackError};
use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::case::{Case, CaseTable};
use crate::character::{STOPS, STOPS_AND_SPACE, Stops};
use crate::lexicon::{Lexicon, LexiconError, Types, fold_into};
use crate::model::Weights;
use crate::spaces::Spaces;
use crate::{SegmentError, SegmentOptions};

/// `segmentation.toml`. Words are in small letters.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct Settings {
    /// Words of closed classes that start sentences and hardly ever continue
    /// a name: pronouns, articles, prepositions, conjunctions.
    pub(crate) starters: Vec<String>,
    /// Verbs that name the speaker after a quotation.
    speech_verbs: Vec<String>,
    /// Nouns that take a letter as their name: plan, vitamin.
    letter_nouns: Vec<String>,
    /// Words that number the parts of a text: chapter, table.
    part_nouns: Vec<String>,
    /// Numbers of parts in words: `Chapter One`.
    part_numerals: Vec<String>,
    /// Words that a number follows which is no ordinal: page, at (of the clock).
    number_nouns: Vec<String>,
    /// Whether a full stop after a number makes it an ordinal (`3. Oktober`).
    pub(crate) ordinals: bool,
    /// Words with a capital wherever they stand: `I`.
    always_capital: Vec<String>,
    /// Words that show the word before them to be a time zone: `Astana time`.
    after_time: Vec<String>,
    /// Words between the numbers and names of a time or date: `early`, `утром`.
    time_words: Vec<String>,
    /// Nouns that take a title in quotation marks: film, newspaper.
    title_nouns: Vec<String>,
    /// What goes on with the sentence behind a closing quotation mark, without
    /// a space (`「行くよ。」と言った。`).
    after_quote: Vec<String>,
    /// Whether initials may follow the family name (`Иванов И. И.`).
    initials_last: bool,
    /// For a language whose sentences end with a space.
    pub(crate) spaces: Option<Spaces>,
}

/// Everything known about a language.
#[derive(Debug)]
pub(crate) struct Knowledge {
    lexicon: Lexicon,
    cases: CaseTable,
    weights: Weights,
    starters: FxHashSet<Box<str>>,
    speech_verbs: FxHashSet<Box<str>>,
    letter_nouns: FxHashSet<Box<str>>,
    part_nouns: FxHashSet<Box<str>>,
    part_numerals: FxHashSet<Box<str>>,
    number_nouns: FxHashSet<Box<str>>,
    always_capital: Vec<String>,
    after_time: Vec<String>,
    time_words: FxHashSet<Box<str>>,
    title_nouns: FxHashSet<Box<str>>,
    pub(crate) after_quote: Vec<String>,
    pub(crate) ordinals: bool,
    pub(crate) initials_last: bool,
    /// What its spaces say, if its sentences end with one.
    pub(crate) spaces: Option<Spaces>,
}

impl Settings {
    pub(crate) fn of(pack: &LanguagePack) -> Result<Self, SegmentError> {
        Ok(pack.toml("segmentation.toml")?.unwrap_or_default())
    }
}

impl Knowledge {
    /// Reads the files of a pack, and what the caller adds to them.
    pub(crate) fn try_new(
        pack: &LanguagePack,
        options: &SegmentOptions,
    ) -> Result<Self, SegmentError> {
        let mut lexicon = Lexicon::default();
        if let Some(text) = pack.file(ABBREVIATIONS) {
            let added = lexicon.add(text);
            added.map_err(|error| malformed(pack, &error))?;
        }
        let added = lexicon.add(&options.abbreviations);
        added.map_err(
            |LexiconError { line, reason }| SegmentError::Abbreviations { line, reason },
        )?;
        let mut cases = CaseTable::default();
        cases.add(pack.file("case.txt").unwrap_or(""));
        cases.add(&options.case_table);
        let settings = Settings::of(pack)?;
        Ok(Self {
            lexicon,
            cases,
            weights: Weights::read(pack.file(WEIGHTS).unwrap_or(""))
                .map_err(|reason| pack.malformed(WEIGHTS, reason))?,
            starters: set(settings.starters),
            speech_verbs: set(settings.speech_verbs),
            letter_nouns: set(settings.letter_nouns),
            part_nouns: set(settings.part_nouns),
            part_numerals: set(settings.part_numerals),
            number_nouns: set(settings.number_nouns),
            always_capital: settings.always_capital,
            after_time: settings.after_time,
            time_words: set(settings.time_words),
            title_nouns: set(settings.title_nouns),
            after_quote: settings.after_quote,
            ordinals: settings.ordinals,
            initials_last: settings.initials_last,
            spaces: settings.spaces,
        })
    }

    /// The types of the abbreviation `word`, without its mark.
    pub(crate) fn types(&self, word: &str, buffer: &mut String) -> Types {
        self.lexicon.types(word, buffer)
    }

    /// Whether `next` starts with a word that belongs behind `word`.
    pub(crate) fn is_phrase(&self, word: &str, next: &str, buffer: &mut String) -> bool {
        self.lexicon.is_phrase(word, next, buffer)
    }

    /// Whether an abbreviation of several parts may end with `word`.
    pub(crate) fn ends_compound(&self, word: &str, buffer: &mut String) -> bool {
        self.lexicon.ends_compound(word, buffer)
    }

    /// Whether an abbreviation of several parts starts with `parts`.
    pub(crate) fn is_beginning(&self, parts: &str, buffer: &mut String) -> bool {
        self.lexicon.is_beginning(parts, buffer)
    }

    /// How `word` is usually written, whatever it looks like here.
    pub(crate) fn case(&self, word: &str, buffer: &mut String) -> Case {
        fold(word, buffer);
        if self.starters.contains(buffer.as_str()) {
            return Case::Starter;
        }
        self.cases.get(buffer)
    }

    /// Where something may happen in a text.
    pub(crate) fn stops(&self) -> &'static Stops {
        match self.spaces {
            Some(_) => &STOPS_AND_SPACE,
            None => &STOPS,
        }
    }

    /// The linear model.
    pub(crate) fn weights(&self) -> &Weights {
        &self.weights
    }

    pub(crate) fn is_speech_verb(&self, word: &str, buffer: &mut String) -> bool {
        fold(word, buffer);
        self.speech_verbs.contains(buffer.as_str())
    }

    /// Whether a verb of speech is anywhere in `clause`, whose script has no spaces.
    pub(crate) fn has_speech_verb(&self, clause: &str) -> bool {
        let starts = clause.char_indices().map(|(at, _)| &clause[at..]);
        starts
            .flat_map(|rest| {
                // The verbs are a letter or two.
                let ends = rest
                    .char_indices()
                    .map(|(at, letter)| at + letter.len_utf8());
                ends.take(2).map(|end| &rest[..end])
            })
            .any(|piece| self.speech_verbs.contains(piece))
    }

    pub(crate) fn is_always_capital(&self, word: &str, buffer: &mut String) -> bool {
        fold(word, buffer);
        self.always_capital.iter().any(|known| known == buffer)
    }

    pub(crate) fn is_after_time(&self, word: &str) -> bool {
        self.after_time.iter().any(|known| known == word)
    }

    pub(crate) fn is_of_time(&self, word: &str, buffer: &mut String) -> bool {
        fold(word, buffer);
        self.time_words.contains(buffer.as_str())
    }

    pub(crate) fn is_title_noun(&self, word: &str, buffer: &mut String) -> bool {
        fold(word, buffer);
        self.title_nouns.contains(buffer.as_str())
    }

    pub(crate) fn is_number_noun(&self, word: &str, buffer: &mut String) -> bool {
        fold(word, buffer);
        self.number_nouns.contains(buffer.as_str())
    }

    /// Whether a word numbers the parts of a text: `Table 3`.
    pub(crate) fn numbers_parts(&self, word: &str, buffer: &mut String) -> bool {
        fold(word, buffer);
        self.part_nouns.contains(buffer.as_str())
    }

    /// Whether a word tells the number of a part of a text: `Chapter One`.
    pub(crate) fn is_part_numeral(&self, word: &str, buffer: &mut String) -> bool {
        fold(word, buffer);
        self.part_numerals.contains(buffer.as_str())
    }

    pub(crate) fn is_letter_noun(&self, word: &str, buffer: &mut String) -> bool {
        fold(word, buffer);
        self.letter_nouns.contains(buffer.as_str())
    }
}

const WEIGHTS: &str = "segmentation-weights.txt";
pub(crate) const ABBREVIATIONS: &str = "abbreviations.txt";

/// What is wrong with the abbreviations of a pack.
pub(crate) fn malformed(pack: &LanguagePack, error: &LexiconError) -> PackError {
    let LexiconError { line, reason } = error;
    pack.malformed(ABBREVIATIONS, format!("line {line}: {reason}"))
}

fn fold(word: &str, buffer: &mut String) {
    buffer.clear();
    fold_into(word, buffer);
}

fn set(words: Vec<String>) -> FxHashSet<Box<str>> {
    words.into_iter().map(String::into_boxed_str).collect()
}
