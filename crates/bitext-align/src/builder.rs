//! The settings of an aligner, and what it prepares from them.

use std::sync::Arc;

use bitext_anchor::AnchorExtractor;
use bitext_lang::{LanguagePack, PackError, Readings};

use crate::aligner::{AlignError, Aligner};
use crate::confidence::Confidence;
use crate::forms::FormTables;
use crate::lexicon::{LearnedLexicon, Lexicons, PairLexicon};
use crate::weights::Weights;

/// What is prepared for one language.
pub(crate) struct Language {
    pub(crate) pack: Arc<LanguagePack>,
    pub(crate) anchors: AnchorExtractor,
    pub(crate) forms: Arc<FormTables>,
    pub(crate) readings: Readings,
}

/// Which lexicon of the two languages is used.
#[derive(Clone, Copy, Debug)]
enum LexiconChoice {
    BuiltIn,
    None,
    Packed(&'static [u8]),
}

/// Settings of an [`Aligner`].
#[derive(Debug)]
pub struct AlignerBuilder {
    source: Arc<LanguagePack>,
    target: Arc<LanguagePack>,
    lexicon: LexiconChoice,
    learned: Option<Arc<LearnedLexicon>>,
    weights: Weights,
    confidence: Confidence,
}

impl AlignerBuilder {
    pub(crate) fn new(source: &Arc<LanguagePack>, target: &Arc<LanguagePack>) -> Self {
        Self {
            source: Arc::clone(source),
            target: Arc::clone(target),
            lexicon: LexiconChoice::BuiltIn,
            learned: None,
            weights: Weights::built_in(),
            confidence: Confidence::built_in(),
        }
    }

    /// Uses other weights than the built-in ones.
    #[must_use]
    pub fn weights(mut self, weights: Weights) -> Self {
        self.weights = weights;
        self
    }

    /// Uses other weights for the confidence in links than the built-in ones.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Leaves the built-in lexicon of the language pair out.
    #[must_use]
    pub fn without_lexicon(mut self) -> Self {
        self.lexicon = LexiconChoice::None;
        self
    }

    /// Uses a packed lexicon from the source to the target language, as
    /// [`pack_lexicon`](crate::pack_lexicon) makes it, in place of the built-in one. A small
    /// one, of fewer than 18,000 stems on both sides, is used as those are that come with
    /// some languages. What is read at run time has to be leaked, for aligners share it.
    #[must_use]
    pub fn lexicon(mut self, packed: &'static [u8]) -> Self {
        self.lexicon = LexiconChoice::Packed(packed);
        self
    }

    /// Adds a lexicon learned from other texts.
    #[must_use]
    pub fn learned(mut self, lexicon: Arc<LearnedLexicon>) -> Self {
        self.learned = Some(lexicon);
        self
    }

    /// Prepares the aligner.
    ///
    /// # Errors
    /// If a language pack or the lexicon is malformed.
    pub fn build(self) -> Result<Aligner, AlignError> {
        let language = |pack: Arc<LanguagePack>| -> Result<Language, PackError> {
            Ok(Language {
                anchors: AnchorExtractor::try_new(&pack)?,
                forms: Arc::default(),
                readings: pack.readings()?,
                pack,
            })
        };
        let lexicon = match self.lexicon {
            LexiconChoice::BuiltIn => PairLexicon::built_in(self.source.tag(), self.target.tag())?,
            LexiconChoice::None => None,
            LexiconChoice::Packed(packed) => Some(PairLexicon::open(packed)?),
        };
        let is_small = lexicon.as_ref().is_some_and(|one| !one.is_large());
        let judge = is_small.then(|| {
            let judge = Self {
                source: Arc::clone(&self.source),
                target: Arc::clone(&self.target),
                lexicon: LexiconChoice::None,
                learned: self.learned.clone(),
                weights: self.weights.clone(),
                confidence: self.confidence.clone(),
            };
            judge.build().map(Box::new)
        });
        Ok(Aligner {
            judge: judge.transpose()?,
            confidence: self.confidence,
            lexicon: Lexicons {
                built_in: lexicon,
                learned: self.learned,
            },
            source: language(self.source)?,
            target: language(self.target)?,
            weights: self.weights,
        })
    }
}
