//! The built-in lexicon of a language pair, for callers outside the aligner.

use bitext_core::LanguageTag;

use super::PairLexicon;
use super::distilled::LexiconError;

/// Which stems of one language may translate which stems of another.
///
/// ```
/// use bitext_align::Lexicon;
/// use bitext_core::LanguageTag;
/// use bitext_lang::PackLibrary;
/// let (en, ru) = (LanguageTag::try_new("en")?, LanguageTag::try_new("ru")?);
/// let lexicon = Lexicon::built_in(&en, &ru)?.ok_or("no lexicon")?;
/// let russian = PackLibrary::built_in().get(&ru)?;
/// let mut found = Vec::new();
/// lexicon.for_each_translation("water", |stem, _| found.push(stem.to_owned()));
/// assert!(found.contains(&russian.stem("вода").into_owned()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Lexicon(PairLexicon);

impl Lexicon {
    /// The lexicon that comes with the crate; `None` if there is none for the
    /// pair, neither of its own nor through English.
    ///
    /// # Errors
    /// If a built-in file is damaged.
    pub fn built_in(
        source: &LanguageTag,
        target: &LanguageTag,
    ) -> Result<Option<Self>, LexiconError> {
        Ok(PairLexicon::built_in(source, target)?.map(Self))
    }

    /// Whether it knows most words of most texts, as those made of dictionaries or an
    /// encoder do, and those made of interface strings alone do not.
    #[must_use]
    pub fn is_large(&self) -> bool {
        self.0.is_large()
    }

    /// Calls `visit(target stem, strength)` for each entry of a source stem;
    /// strengths lie between 0 and 1, and a stem may come up more than once.
    pub fn for_each_translation(&self, stem: &str, mut visit: impl FnMut(&str, f32)) {
        self.0.for_each_translation(stem, &mut visit);
    }

    /// Length in bytes of the longest source word that `text` begins with; 0 if
    /// the lexicon knows none.
    #[must_use]
    pub fn source_prefix(&self, text: &str) -> usize {
        self.0.source_words().longest_prefix(text)
    }

    /// The same for target words.
    #[must_use]
    pub fn target_prefix(&self, text: &str) -> usize {
        self.0.target_words().longest_prefix(text)
    }
}
