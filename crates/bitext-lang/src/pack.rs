//! One language's pack: its settings, its files, its normal forms.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use bitext_core::LanguageTag;
use rust_stemmers::{Algorithm, Stemmer};
use serde::Deserialize;
use thiserror::Error;

use crate::frequencies::Frequencies;
use crate::library::Layer;
use crate::readings::Readings;

/// The pack of one language.
pub struct LanguagePack {
    tag: LanguageTag,
    layers: Vec<Layer>,
    is_fallback: bool,
    settings: Settings,
    stemmer: Option<Stemmer>,
    frequencies: OnceLock<Frequencies>,
}

/// `pack.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// English name of the language.
    name: String,
    /// How its words are written and told apart.
    #[serde(default)]
    script: Script,
    /// Snowball stemmer by its English name, if there is one.
    stemmer: Option<String>,
    /// Without a stemmer: how many first letters of a word stand for it.
    prefix: Option<usize>,
    /// Words that shrink to an apostrophe in front of another (`l'`, `d'`),
    /// without it.
    #[serde(default)]
    elisions: Vec<String>,
    /// Letters between the parts of a compound, an empty string for none; no
    /// entry at all if words are not joined.
    #[serde(default)]
    compound_links: Vec<String>,
    /// Letters that count as others (`ё` as `е`).
    #[serde(default)]
    fold: BTreeMap<char, String>,
}

/// How a language is written, as far as tokens care.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Script {
    /// Latin letters.
    #[default]
    Latin,
    /// Cyrillic letters.
    Cyrillic,
    /// Arabic letters.
    Arabic,
    /// Korean syllables.
    Hangul,
    /// A script without spaces between words.
    Unspaced,
    /// Any other.
    Other,
}

/// Why a pack cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PackError {
    /// A file of the pack is malformed.
    #[error("language pack `{tag}`: `{file}`: {reason}")]
    Malformed {
        /// The pack.
        tag: LanguageTag,
        /// The file in it.
        file: String,
        /// What is wrong, with the line where there is one.
        reason: String,
    },
}

/// The file of readings.
const READINGS: &str = "readings.txt";

impl LanguagePack {
    pub(crate) fn try_new(
        tag: LanguageTag,
        layers: Vec<Layer>,
        is_fallback: bool,
    ) -> Result<Self, PackError> {
        let fault = |reason: String| PackError::Malformed {
            tag: tag.clone(),
            file: "pack.toml".to_owned(),
            reason,
        };
        let text = layers.iter().find_map(|layer| layer.get("pack.toml"));
        let text = text.ok_or_else(|| fault("is missing".to_owned()))?;
        let settings: Settings = toml::from_str(text).map_err(|error| fault(error.to_string()))?;
        let stemmer = match settings.stemmer.as_deref() {
            None => None,
            Some(name) => {
                let algorithm = snowball(name);
                let unknown = || fault(format!("there is no Snowball stemmer `{name}`"));
                Some(Stemmer::create(algorithm.ok_or_else(unknown)?))
            }
        };
        let frequencies = OnceLock::new();
        Ok(Self {
            tag,
            layers,
            is_fallback,
            settings,
            stemmer,
            frequencies,
        })
    }

    /// The language that was asked for.
    #[must_use]
    pub fn tag(&self) -> &LanguageTag {
        &self.tag
    }

    /// English name of the language.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// How the language is written.
    #[must_use]
    pub fn script(&self) -> Script {
        self.settings.script
    }

    /// Whether nothing is known of the language, so that the general pack `und`
    /// stands in for it.
    #[must_use]
    pub fn is_fallback(&self) -> bool {
        self.is_fallback
    }

    /// A file of the pack by name, from the most specific layer that has it.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&str> {
        self.layers
            .iter()
            .find_map(|layer| layer.get(name))
            .map(Cow::as_ref)
    }

    /// A file of TOML, read into `T`; `None` if no layer has it.
    ///
    /// # Errors
    /// If the file is not what `T` expects.
    pub fn toml<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<Option<T>, PackError> {
        let Some(text) = self.file(name) else {
            return Ok(None);
        };
        let parsed = toml::from_str(text);
        parsed
            .map(Some)
            .map_err(|error| self.malformed(name, error.to_string()))
    }

    /// How the characters of the language are read, from `readings.txt`; none
    /// if there is no such file.
    ///
    /// # Errors
    /// If the file is malformed.
    pub fn readings(&self) -> Result<Readings, PackError> {
        let text = self.file(READINGS).unwrap_or("");
        Readings::parse(text).map_err(|reason| self.malformed(READINGS, reason))
    }

    /// The error of a malformed file of this pack.
    #[must_use]
    pub fn malformed(&self, file: &str, reason: impl Into<String>) -> PackError {
        PackError::Malformed {
            tag: self.tag.clone(),
            file: file.to_owned(),
            reason: reason.into(),
        }
    }

    /// Letters that may stand between the parts of a compound, the empty string
    /// among them; empty if the language does not join its words.
    #[must_use]
    pub fn compound_links(&self) -> &[String] {
        &self.settings.compound_links
    }

    /// Words that shrink in front of another, in small letters and without their
    /// apostrophe: `l`, `d`, `qu`.
    #[must_use]
    pub fn elisions(&self) -> &[String] {
        &self.settings.elisions
    }

    /// A word without the shrunken one in front of it: `avion` of `l'avion`.
    #[must_use]
    pub fn without_elision<'word>(&self, word: &'word str) -> &'word str {
        if self.settings.elisions.is_empty() {
            return word;
        }
        let Some(at) = word.find(['\'', '’', 'ʼ']) else {
            return word;
        };
        let (shrunken, rest) = word.split_at(at);
        let rest = rest.trim_start_matches(['\'', '’', 'ʼ']);
        let listed = self
            .settings
            .elisions
            .iter()
            .any(|known| *known == shrunken.to_lowercase());
        if listed && !rest.is_empty() {
            rest
        } else {
            word
        }
    }

    /// A word in the form in which words are compared: small letters, straight
    /// apostrophes, the pack's letter folding applied.
    #[must_use]
    pub fn fold(&self, word: &str) -> String {
        let mut folded = String::with_capacity(word.len());
        for letter in word.chars() {
            self.fold_letter(letter, &mut folded);
        }
        folded
    }

    /// Adds a letter to `folded` as [`LanguagePack::fold`] does.
    pub fn fold_letter(&self, letter: char, folded: &mut String) {
        let mut push = |letter: char| match self.settings.fold.get(&letter) {
            Some(text) => folded.push_str(text),
            None => folded.push(letter),
        };
        match letter {
            '’' | 'ʼ' => push('\''),
            // Soft hyphens are layout, and stress marks over Cyrillic vowels
            // a reading aid.
            '\u{ad}' | '\u{301}' => {}
            _ if letter.is_ascii() => push(letter.to_ascii_lowercase()),
            _ => letter.to_lowercase().for_each(push),
        }
    }

    /// The stem of a folded word: by Snowball where the language has it, else
    /// its first letters; words of scripts without spaces stay whole.
    #[must_use]
    pub fn stem<'word>(&self, folded: &'word str) -> Cow<'word, str> {
        if let Some(stemmer) = &self.stemmer {
            return stemmer.stem(folded);
        }
        match self.settings.prefix {
            Some(letters) => match folded.char_indices().nth(letters) {
                Some((end, _)) => Cow::Borrowed(&folded[..end]),
                None => Cow::Borrowed(folded),
            },
            None => Cow::Borrowed(folded),
        }
    }

    /// How often a stem comes up in running text of the language, as a share of
    /// all tokens; 0 for stems that are not frequent enough to be listed in
    /// `frequencies.txt`.
    #[must_use]
    pub fn frequency(&self, stem: &str) -> f32 {
        let table = self.frequencies.get_or_init(|| {
            let file = "frequencies.txt";
            let text = self.layers.iter().find_map(|layer| layer.get(file));
            Frequencies::new(text.cloned().unwrap_or_default())
        });
        table.share(stem)
    }
}

impl fmt::Debug for LanguagePack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("LanguagePack")
            .field("tag", &self.tag)
            .field("name", &self.settings.name)
            .field("is_fallback", &self.is_fallback)
            .finish_non_exhaustive()
    }
}

/// The Snowball algorithm of that English name.
fn snowball(name: &str) -> Option<Algorithm> {
    Some(match name {
        "arabic" => Algorithm::Arabic,
        "danish" => Algorithm::Danish,
        "dutch" => Algorithm::Dutch,
        "english" => Algorithm::English,
        "finnish" => Algorithm::Finnish,
        "french" => Algorithm::French,
        "german" => Algorithm::German,
        "greek" => Algorithm::Greek,
        "hungarian" => Algorithm::Hungarian,
        "italian" => Algorithm::Italian,
        "norwegian" => Algorithm::Norwegian,
        "portuguese" => Algorithm::Portuguese,
        "romanian" => Algorithm::Romanian,
        "russian" => Algorithm::Russian,
        "spanish" => Algorithm::Spanish,
        "swedish" => Algorithm::Swedish,
        "tamil" => Algorithm::Tamil,
        "turkish" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::PackLibrary;
    use bitext_core::LanguageTag;

    #[test]
    fn folding_and_stemming_join_the_forms_of_a_word() {
        let packs = PackLibrary::built_in();
        let russian = packs.get(&LanguageTag::try_new("ru").unwrap()).unwrap();
        assert_eq!(russian.fold("Её"), "ее");
        let stem = |word: &str| russian.stem(&russian.fold(word)).into_owned();
        assert_eq!(stem("Переговоры"), stem("переговорам"));
        let english = packs.get(&LanguageTag::try_new("en").unwrap()).unwrap();
        assert_eq!(english.fold("Don’t"), "don't");
        assert_eq!(english.stem("talks"), "talk");
    }
}
