//! One side of a bitext, ready to be compared: units, lengths, profiles.
//!
//! A *unit* is the smallest piece of evidence: a word, or an atom of an anchor
//! (the 11, the April and the 2018 of a date are three). Units are interned by
//! type, so that each distinct word is stemmed, looked up and compared once,
//! however often it comes up.
//!
//! A unit's weight says how telling it is: `ln((N + 31) / (df + 30·(1 − e^(−20p))))`
//! of N lines, the number df of lines it comes up in, and its share p of
//! running text in the language. A word that is rare in the language but
//! frequent here still counts little, and so does a frequent word that this
//! text happens to use once.

mod builder;
mod words;

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use bitext_anchor::{AnchorExtractor, Atom, PreparedName};
use bitext_core::SegmentedText;
use bitext_lang::{LanguagePack, Script};

use crate::boundary::Boundaries;
use crate::forms::{FormTables, Lent, StemForm, StemView, WordForm};
use crate::lexicon::compound::{Parts, known_characters, known_parts};
use crate::lexicon::{Meaning, Segmentable};
use crate::punctuation::Profile;
use crate::runs::Runs;
use crate::script::WordScript;
use crate::spelled::SpelledNames;

use builder::Builder;

/// One side of a bitext.
pub(crate) struct Side {
    pack: Arc<LanguagePack>,
    /// What is known of its words.
    forms: Lent,
    /// Where the units of each segment start in `units`, and the end.
    starts: Vec<u32>,
    /// Type of each unit.
    units: Vec<u32>,
    /// The distinct units.
    pub(crate) types: Vec<UnitType>,
    /// Segments that hold each distinct unit, ascending.
    pub(crate) lines: Runs<u32>,
    /// The distinct stems.
    stems: Vec<SideStem>,
    /// Characters of each segment and one.
    pub(crate) characters: Vec<f32>,
    /// Punctuation of each segment.
    pub(crate) profiles: Vec<Profile>,
    /// Whether each segment stands on its own.
    pub(crate) boundaries: Boundaries,
    /// Whether each segment opens a block, and one past the end.
    pub(crate) opens_block: Vec<bool>,
    /// Whether blocks say anything: some hold more than one segment.
    pub(crate) has_blocks: bool,
    /// Whether some words are names that the other side spells.
    pub(crate) has_spelled_names: bool,
    /// Script of most of its words.
    pub(crate) script: WordScript,
}

/// A distinct unit.
pub(crate) struct UnitType {
    /// How telling it is.
    pub(crate) weight: f32,
    /// Index of its stem, for words.
    pub(crate) stem: Option<u32>,
    /// Its language-free value, for atoms of anchors.
    pub(crate) atom: Option<Atom>,
    /// Number of the word, for words, addresses and tags.
    form: Option<u32>,
    /// Script of the word.
    pub(crate) script: WordScript,
    /// Short hash of the folded word.
    pub(crate) hash: u32,
    /// How the word may sound, by its number in `forms`, if it can be a name.
    name: u32,
}

/// A distinct stem.
struct SideStem {
    /// Its number in `forms`.
    form: u32,
    view: StemView,
}

/// A word with its hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct HashedWord<'a> {
    hash: u64,
    word: &'a str,
}

impl Hash for HashedWord<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// What a side needs to know of its language.
pub(crate) struct SideLanguage<'a> {
    pub(crate) pack: &'a Arc<LanguagePack>,
    pub(crate) anchors: &'a AnchorExtractor,
    /// Words of a script without spaces, where a lexicon knows them.
    pub(crate) words: Option<&'a dyn Segmentable>,
    /// Names that the other side spells, for a script without letters.
    pub(crate) spelled: Option<&'a SpelledNames<'a>>,
    /// The words met before.
    pub(crate) forms: &'a Arc<FormTables>,
    /// Whether the aligner's lexicons know a stem.
    pub(crate) knows: &'a dyn Fn(&str) -> bool,
    /// What the known parts of a word mean to them.
    pub(crate) meanings: &'a dyn Fn(&Parts) -> Vec<(Meaning, f32)>,
}

impl Side {
    /// Reads the units of every segment.
    pub(crate) fn new(text: &SegmentedText, language: &SideLanguage<'_>) -> Self {
        Builder::new(language, text).read()
    }

    /// Number of segments.
    pub(crate) fn len(&self) -> usize {
        self.characters.len()
    }

    /// The word of a unit; none for atoms that are none.
    pub(crate) fn form(&self, unit: &UnitType) -> Option<&WordForm> {
        unit.form.map(|form| self.forms.word(form))
    }

    /// The word of a unit in small letters with folding; empty if it is none.
    pub(crate) fn folded(&self, unit: &UnitType) -> &str {
        self.form(unit).map_or("", |form| self.folded_form(form))
    }

    /// A word of this side in small letters with folding.
    pub(crate) fn folded_form(&self, form: &WordForm) -> &str {
        self.forms.folded(form)
    }

    /// The same, to be compared with many.
    pub(crate) fn hashed(&self, unit: &UnitType) -> HashedWord<'_> {
        let form = self.form(unit);
        HashedWord {
            hash: form.map_or(0, |form| form.hash),
            word: form.map_or("", |form| self.folded_form(form)),
        }
    }

    /// How the word of a unit may sound, if it can be a name.
    pub(crate) fn name(&self, unit: &UnitType) -> Option<&PreparedName> {
        self.forms.name(unit.name)
    }

    /// How many distinct stems.
    pub(crate) fn stem_count(&self) -> usize {
        self.stems.len()
    }

    /// A stem and what the aligner's lexicons know of it.
    pub(crate) fn stem(&self, stem: u32) -> &StemForm {
        self.forms.stem(self.stems[stem as usize].form)
    }

    /// What a stem means to the aligner's lexicons, if they know it.
    pub(crate) fn meanings(&self, stem: u32) -> Option<&[(Meaning, f32)]> {
        self.forms.meanings(self.stems[stem as usize].view)
    }

    /// All stems in the order of their numbers.
    pub(crate) fn stem_texts(&self) -> Vec<&str> {
        let stems = self.stems.iter();
        stems
            .map(|stem| &*self.forms.stem(stem.form).text)
            .collect()
    }

    /// The stems that `knows` knows among a stem's own and its parts.
    ///
    /// `knows` must know what the aligner's lexicons know, and may know more.
    pub(crate) fn known_parts(&self, stem: u32, knows: &dyn Fn(&str) -> bool) -> Parts {
        let StemForm { text: stem, parts } = self.stem(stem);
        match parts.as_ref() {
            // A word that is known as a whole is not cut.
            [(whole, _)] if whole == stem && self.pack.script() != Script::Unspaced => {
                Arc::clone(parts)
            }
            _ => parts_of(&self.pack, stem, knows),
        }
    }

    /// Types of the units of segment `index`, repeats included.
    pub(crate) fn units(&self, index: usize) -> &[u32] {
        &self.units[self.starts[index] as usize..self.starts[index + 1] as usize]
    }
}

/// The stems that `knows` knows among a stem's own and its parts. A word of a
/// script without spaces stands, a little, for its characters too.
fn parts_of(pack: &LanguagePack, stem: &Arc<str>, knows: &dyn Fn(&str) -> bool) -> Parts {
    if pack.script() == Script::Unspaced {
        return known_characters(stem, knows);
    }
    let stem_of = |word: &str| pack.stem(word).into_owned();
    known_parts(stem, pack.compound_links(), knows, &stem_of)
}
