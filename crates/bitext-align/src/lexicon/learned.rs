//! A lexicon learned from a whole batch of bitexts, and lexicons as one.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::induced::{InducedLexicon, StemPair};
use super::{LEARNED, Meaning, PairLexicon, Translations};

/// A lexicon learned from the sure links of many bitexts.
///
/// Where no lexicon comes with a language pair, one document teaches few words;
/// all documents of a batch teach most of those that matter in it.
#[derive(Debug, Default)]
pub struct LearnedLexicon(InducedLexicon);

impl LearnedLexicon {
    /// Learns from links, each given by the stems of its two sides, as
    /// [`Aligner::sure_links`](crate::Aligner::sure_links) has them. The same
    /// links in the same order give the same lexicon; no links give an empty
    /// one.
    #[must_use]
    pub fn learn(links: &[(Vec<String>, Vec<String>)]) -> Self {
        let (mut source, mut target) = (Stems::default(), Stems::default());
        let pairs: Vec<StemPair> = links
            .iter()
            .map(|(near, far)| (source.ids(near), target.ids(far)))
            .collect();
        Self(InducedLexicon::learn(&pairs, &source.list, &target.list))
    }
}

/// Stems numbered in the order in which they come up.
#[derive(Default)]
struct Stems {
    list: Vec<String>,
    ids: FxHashMap<String, u32>,
}

impl Stems {
    fn ids(&mut self, stems: &[String]) -> Vec<u32> {
        let id = |stem: &String| match self.ids.get(stem) {
            Some(&id) => id,
            None => {
                let id = self.list.len() as u32;
                self.list.push(stem.clone());
                self.ids.insert(stem.clone(), id);
                id
            }
        };
        stems.iter().map(id).collect()
    }
}

/// What an aligner knows of words before it sees a text.
pub(crate) struct Lexicons {
    pub(crate) built_in: Option<PairLexicon>,
    pub(crate) learned: Option<Arc<LearnedLexicon>>,
}

impl Lexicons {
    pub(crate) fn is_empty(&self) -> bool {
        self.built_in.is_none() && self.learned.is_none()
    }

    /// Each lexicon with what is added to its meanings.
    fn each(&self) -> impl Iterator<Item = (&dyn Translations, Meaning)> {
        let built_in = self
            .built_in
            .as_ref()
            .map(|found| (found as &dyn Translations, 0));
        let learned = self
            .learned
            .as_ref()
            .map(|found| (&found.0 as &dyn Translations, LEARNED));
        built_in.into_iter().chain(learned)
    }
}

impl Translations for Lexicons {
    fn knows_source(&self, stem: &str) -> bool {
        self.each().any(|(lexicon, _)| lexicon.knows_source(stem))
    }

    fn knows_target(&self, stem: &str) -> bool {
        self.each().any(|(lexicon, _)| lexicon.knows_target(stem))
    }

    fn source_meanings(&self, stem: &str, visit: &mut dyn FnMut(Meaning, f32)) {
        for (lexicon, added) in self.each() {
            lexicon.source_meanings(stem, &mut |meaning, strength| {
                visit(added | meaning, strength);
            });
        }
    }

    fn target_meanings(&self, stem: &str, visit: &mut dyn FnMut(Meaning)) {
        for (lexicon, added) in self.each() {
            lexicon.target_meanings(stem, &mut |meaning| visit(added | meaning));
        }
    }
}
