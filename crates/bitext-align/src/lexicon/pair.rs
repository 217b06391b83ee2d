//! The lexicon of a language pair: as it stands, turned round, or joined.
//!
//! Files exist for English and another language. A pair without English is
//! joined through it: a word and its translation share an English word, at the
//! product of both strengths.

use bitext_core::LanguageTag;

use super::distilled::{Backward, DistilledLexicon, LexiconError};
use super::words::WordList;
use super::{Meaning, Segmentable, Translations};

/// The lexicons of the crate by pair, made by `build.rs`.
static BUILT_IN: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/lexicons.rs"));

/// The language through which others are joined.
const PIVOT: &str = "en";

/// A lexicon with fewer stems, of both languages, knows few words of most texts: those
/// made of dictionaries or an encoder have 26,000 and more, those made of interface
/// strings alone 5,000 to 9,000.
const LARGE: usize = 18_000;

/// Joined entries weaker than this are left out.
const LEAST_JOINED: f32 = 0.2;

/// Whether a lexicon knows most words of most texts.
fn is_large(lexicon: &DistilledLexicon<'_>) -> bool {
    lexicon.source.len() + lexicon.target.len() >= LARGE
}

/// Translations from one language to another.
#[derive(Debug)]
pub(crate) enum PairLexicon {
    /// A file from the source to the target language.
    Direct(DistilledLexicon<'static>),
    /// A file from the target to the source language.
    Reversed(DistilledLexicon<'static>, Backward),
    /// Two files with the pivot language.
    Joined(Box<Joined>),
}

/// Two lexicons from the pivot language.
#[derive(Debug)]
pub(crate) struct Joined {
    /// To the source language, and back.
    near: DistilledLexicon<'static>,
    back: Backward,
    /// To the target language.
    far: DistilledLexicon<'static>,
}

impl PairLexicon {
    /// The built-in lexicon of a pair of languages, if there is one. Regions
    /// and scripts of the tags do not matter.
    ///
    /// # Errors
    /// If a built-in file is damaged.
    pub(crate) fn built_in(
        source: &LanguageTag,
        target: &LanguageTag,
    ) -> Result<Option<Self>, LexiconError> {
        let (source, target) = (source.described_as(), target.described_as());
        let load = |near: &str, far: &str| {
            let name = format!("{near}-{far}");
            let file = BUILT_IN.iter().find(|(pair, _)| *pair == name);
            file.map(|(_, bytes)| DistilledLexicon::open(bytes))
                .transpose()
        };
        if let Some(direct) = load(source, target)? {
            return Ok(Some(Self::Direct(direct)));
        }
        if let Some(reversed) = load(target, source)? {
            let backward = reversed.backward();
            return Ok(Some(Self::Reversed(reversed, backward)));
        }
        if source == target {
            return Ok(None);
        }
        match (load(PIVOT, source)?, load(PIVOT, target)?) {
            // What two small ones have in common is little, and much of it chance.
            (Some(near), Some(far)) if is_large(&near) || is_large(&far) => {
                let back = near.backward();
                Ok(Some(Self::Joined(Box::new(Joined { near, back, far }))))
            }
            _ => Ok(None),
        }
    }

    /// The lexicon in the bytes of a file, from the source to the target language.
    ///
    /// # Errors
    /// If it is damaged.
    pub(crate) fn open(packed: &'static [u8]) -> Result<Self, LexiconError> {
        DistilledLexicon::open(packed).map(Self::Direct)
    }

    /// Whether it knows most words of most texts. To a text a small one is what a lexicon
    /// learned from texts is: what it does not know says nothing.
    pub(crate) fn is_large(&self) -> bool {
        match self {
            Self::Direct(lexicon) | Self::Reversed(lexicon, _) => is_large(lexicon),
            Self::Joined(both) => is_large(&both.near) && is_large(&both.far),
        }
    }

    /// The words of the source language.
    pub(crate) fn source_words(&self) -> &dyn Segmentable {
        self.source_list()
    }

    /// The words of the target language.
    pub(crate) fn target_words(&self) -> &dyn Segmentable {
        self.target_list()
    }

    fn source_list(&self) -> &WordList<'static> {
        match self {
            Self::Direct(lexicon) => &lexicon.source,
            Self::Reversed(lexicon, _) => &lexicon.target,
            Self::Joined(both) => &both.near.target,
        }
    }

    fn target_list(&self) -> &WordList<'static> {
        match self {
            Self::Direct(lexicon) => &lexicon.target,
            Self::Reversed(lexicon, _) => &lexicon.source,
            Self::Joined(both) => &both.far.target,
        }
    }
}

/// The entries of the built-in lexicon of a pair of languages: source stem,
/// target stem and strength, ascending by source stem; none if there is no
/// lexicon. For those who look into the data or make texts from it.
///
/// # Errors
/// If a built-in file is damaged.
pub fn built_in_lexicon(
    source: &LanguageTag,
    target: &LanguageTag,
) -> Result<Vec<(String, String, f32)>, LexiconError> {
    let mut entries = Vec::new();
    if let Some(lexicon) = PairLexicon::built_in(source, target)? {
        let words = lexicon.source_list();
        for word in (0..words.len()).map(|index| words.word(index)) {
            lexicon.for_each_translation(&word, &mut |translation, strength| {
                entries.push((word.to_string(), translation.to_owned(), strength));
            });
        }
    }
    Ok(entries)
}

impl Translations for PairLexicon {
    fn knows_source(&self, stem: &str) -> bool {
        self.source_list().find(stem).is_some()
    }

    fn knows_target(&self, stem: &str) -> bool {
        self.target_list().find(stem).is_some()
    }

    fn source_meanings(&self, stem: &str, visit: &mut dyn FnMut(Meaning, f32)) {
        self.for_each_entry(stem, &mut |other, strength| {
            visit(other as Meaning, strength);
        });
    }

    fn target_meanings(&self, stem: &str, visit: &mut dyn FnMut(Meaning)) {
        if let Some(word) = self.target_list().find(stem) {
            visit(word as Meaning);
        }
    }
}

impl PairLexicon {
    /// Calls `visit(target stem, strength)` for each entry of a source stem; a
    /// target stem may come up more than once.
    pub(crate) fn for_each_translation(&self, stem: &str, visit: &mut dyn FnMut(&str, f32)) {
        let words = self.target_list();
        self.for_each_entry(stem, &mut |other, strength| {
            visit(&words.word(other), strength);
        });
    }

    /// The same with the index of the target stem.
    fn for_each_entry(&self, stem: &str, visit: &mut dyn FnMut(usize, f32)) {
        let Some(word) = self.source_list().find(stem) else {
            return;
        };
        match self {
            Self::Direct(lexicon) => lexicon.forward(word, visit),
            Self::Reversed(_, backward) => {
                for &(other, strength) in backward.of(word) {
                    visit(other as usize, strength);
                }
            }
            Self::Joined(both) => {
                let Joined { near, back, far } = both.as_ref();
                for &(pivot, first) in back.of(word) {
                    let pivot = near.source.word(pivot as usize);
                    let Some(shared) = far.source.find(&pivot) else {
                        continue;
                    };
                    far.forward(shared, |other, second| {
                        if first * second >= LEAST_JOINED {
                            visit(other, first * second);
                        }
                    });
                }
            }
        }
    }
}
