//! Which source document goes with which target document.
//!
//! The surest pair is taken first, then the surest of what is left; a document
//! goes into one pair. Of the pairs that tell one story, several versions of it
//! on both sides, the best one stays, and the other versions are named as such.

use std::sync::Arc;

use bitext_align::{Lexicon, LexiconError};
use bitext_anchor::AnchorExtractor;
use bitext_core::Probability;
use bitext_lang::{LanguagePack, PackError};
use thiserror::Error;

use crate::channel::Matches;
use crate::choice::{best_versions, rank, unpaired};
use crate::convention::{Conventions, Marks, path_key};
use crate::evidence::{Expansion, Meeting};
use crate::model::PairingModel;
use crate::profile::{FormCache, Profile, Profiler, SideOf};
use crate::reason::{Reason, reasons};
use crate::report::{Report, Reports};
use crate::scoring::{Candidate, Feed};
use crate::second_look::{Bearing, Correspondence, look_again};
use crate::side::Side;
use crate::version::stories;

/// Why documents cannot be paired.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PairingError {
    /// A language pack is malformed.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A built-in lexicon is damaged.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
}

/// Pairs the documents of two languages.
///
/// Made once for a pair of languages; profiles may be made from any number of
/// threads.
pub struct Pairer {
    source: Profiler,
    target: Profiler,
    lexicon: Option<Arc<Lexicon>>,
    model: PairingModel,
    least: f64,
}

/// A source and a target document that are versions of one report.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentPair {
    /// Index of the source document.
    pub source: usize,
    /// Index of the target document.
    pub target: usize,
    /// How probable it is that they belong together.
    pub probability: Probability,
    /// What speaks for it, the strongest first.
    pub reasons: Vec<Reason>,
}

/// Why a document has no partner.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Unpaired {
    /// It is another version of the document of its own side with this index,
    /// which is paired.
    VersionOf(usize),
    /// The document of the other side that comes closest, and how probable it
    /// is that both belong together.
    Closest(usize, Probability),
    /// Nothing on the other side is like it.
    Alone,
}

/// What became of the documents of two sides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pairing {
    /// The pairs, by source document.
    pub pairs: Vec<DocumentPair>,
    /// Source documents without partner, ascending.
    pub source_unpaired: Vec<(usize, Unpaired)>,
    /// Target documents without partner, ascending.
    pub target_unpaired: Vec<(usize, Unpaired)>,
}

impl std::fmt::Debug for Pairer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Pairer")
            .field("source", self.source.pack.tag())
            .field("target", self.target.pack.tag())
            .finish_non_exhaustive()
    }
}

/// Two sides, ready to be scored.
pub(crate) struct Prepared {
    pub(crate) source: Side,
    pub(crate) target: Side,
    pub(crate) reports: (Vec<Report>, Vec<Report>),
    /// The story of each document.
    pub(crate) stories: (Vec<usize>, Vec<usize>),
    pub(crate) matches: Matches,
    pub(crate) conventions: Conventions,
}

impl Prepared {
    /// Every candidate pair.
    pub(crate) fn score(&mut self, model: &PairingModel) -> Vec<Candidate> {
        let times = |side: &[Report]| side.iter().map(|report| report.published).collect();
        let times: (Vec<_>, Vec<_>) = (times(&self.reports.0), times(&self.reports.1));
        let feed = Feed {
            source: &self.source,
            target: &self.target,
            matches: &self.matches,
            times: (&times.0, &times.1),
            stories: (&self.stories.0, &self.stories.1),
        };
        feed.score(&mut self.conventions, model)
    }
}

impl Pairer {
    /// Prepares pairing of one language with another.
    ///
    /// # Errors
    /// If a language pack or the lexicon is malformed.
    pub fn try_new(
        source: &Arc<LanguagePack>,
        target: &Arc<LanguagePack>,
    ) -> Result<Self, PairingError> {
        // What a small one knows are words that every text has, too.
        let lexicon = Lexicon::built_in(source.tag(), target.tag())?.filter(Lexicon::is_large);
        let lexicon = lexicon.map(Arc::new);
        let profiler = |pack: &Arc<LanguagePack>, side| -> Result<Profiler, PackError> {
            Ok(Profiler {
                forms: FormCache::default(),
                anchors: AnchorExtractor::try_new(pack)?,
                pack: Arc::clone(pack),
                lexicon: lexicon.clone(),
                side,
            })
        };
        Ok(Self {
            source: profiler(source, SideOf::Source)?,
            target: profiler(target, SideOf::Target)?,
            model: PairingModel::built_in(lexicon.is_some()),
            lexicon,
            least: 0.5,
        })
    }

    /// Pairs as if no lexicon came with the two languages.
    #[must_use]
    pub fn without_lexicon(mut self) -> Self {
        self.lexicon = None;
        self.source.lexicon = None;
        self.target.lexicon = None;
        self.model = PairingModel::built_in(false);
        self
    }

    /// Uses another model than the built-in one.
    #[must_use]
    pub fn model(mut self, model: PairingModel) -> Self {
        self.model = model;
        self
    }

    /// Pairs only what is at least this probable; 0.5 if not set.
    #[must_use]
    pub fn least_probability(mut self, least: Probability) -> Self {
        self.least = least.value();
        self
    }

    /// The profile of a source text, given as its blocks.
    pub fn source_profile<'text>(&self, blocks: impl Iterator<Item = &'text str>) -> Profile {
        self.source.profile(blocks)
    }

    /// The profile of a target text, given as its blocks.
    pub fn target_profile<'text>(&self, blocks: impl Iterator<Item = &'text str>) -> Profile {
        self.target.profile(blocks)
    }

    /// Pairs the documents of two sides by what is known of them.
    ///
    /// On ties the earlier document wins. An empty side leaves the other one
    /// alone.
    #[must_use]
    pub fn pair(&self, source: Reports, target: Reports) -> Pairing {
        self.pair_asking(source, target, |_, _| None)
    }

    /// Pairs the documents of two sides, and asks where they leave a doubt: what the
    /// source and the target document of these indices are to each other, once
    /// aligned. `None` if that cannot be told.
    #[must_use]
    pub fn pair_asking(
        &self,
        source: Reports,
        target: Reports,
        ask: impl Fn(usize, usize) -> Option<Correspondence> + Sync,
    ) -> Pairing {
        let mut prepared = self.prepare(source, target);
        let mut candidates = prepared.score(&self.model);
        look_again(&mut candidates, Bearing::new(self.lexicon.is_some()), ask);
        let (source, target) = (&prepared.reports.0, &prepared.reports.1);
        let stories = &prepared.stories;
        let taken = self.take(&candidates, stories);
        let kept = best_versions(&candidates, taken, stories, source, target);
        let pairs: Vec<DocumentPair> = kept
            .iter()
            .map(|&place| {
                let candidate = &candidates[place];
                let (near, far) = (candidate.source as usize, candidate.target as usize);
                let expansion = Expansion::new(&prepared.source.documents[near], &prepared.matches);
                let sides = (&prepared.source, &prepared.target);
                let other = &prepared.target.documents[far];
                let meeting = Meeting::new(sides, &prepared.matches, &expansion, other);
                DocumentPair {
                    source: near,
                    target: far,
                    probability: Probability::saturating(candidate.probability),
                    reasons: reasons(candidate, &meeting, sides, (&source[near], &target[far])),
                }
            })
            .collect();
        let unpaired = |of_source: bool| unpaired(&candidates, &pairs, stories, of_source);
        let (source_unpaired, target_unpaired) = (unpaired(true), unpaired(false));
        Pairing {
            pairs,
            source_unpaired,
            target_unpaired,
        }
    }

    /// Candidates to be taken, by place: the most probable first, each document
    /// once.
    fn take(&self, candidates: &[Candidate], stories: &(Vec<usize>, Vec<usize>)) -> Vec<usize> {
        let mut order: Vec<usize> = (0..candidates.len())
            .filter(|&place| candidates[place].probability >= self.least)
            .collect();
        rank(&mut order, candidates, stories);
        let mut free = (vec![true; stories.0.len()], vec![true; stories.1.len()]);
        order.retain(|&place| {
            let candidate = &candidates[place];
            let (near, far) = (candidate.source as usize, candidate.target as usize);
            let is_free = free.0[near] && free.1[far];
            if is_free {
                free.0[near] = false;
                free.1[far] = false;
            }
            is_free
        });
        order
    }

    pub(crate) fn prepare(&self, source: Reports, target: Reports) -> Prepared {
        let conventions = Conventions::new(
            &marks(&source.reports, &self.source.pack),
            &marks(&target.reports, &self.target.pack),
        );
        let reports = (source.reports, target.reports);
        let (mut source, mut target) = (source.side, target.side);
        source.weigh(&self.source.pack);
        target.weigh(&self.target.pack);
        let matches = Matches::new(&source, &target, self.lexicon.as_deref());
        let stories = (stories(&source, &reports.0), stories(&target, &reports.1));
        Prepared {
            source,
            target,
            reports,
            stories,
            matches,
            conventions,
        }
    }

    pub(crate) fn weights(&self) -> &PairingModel {
        &self.model
    }
}

fn marks(reports: &[Report], pack: &LanguagePack) -> Vec<Marks> {
    let of_report = |report: &Report| {
        let mut keys: Vec<String> = std::iter::once(&report.path)
            .chain(&report.addresses)
            .filter_map(|path| path_key(path, pack.tag()))
            .collect();
        keys.sort();
        keys.dedup();
        Marks {
            keys,
            story: report.story.clone(),
            addresses: report.addresses.clone(),
            translations: report.translations.clone(),
        }
    };
    reports.iter().map(of_report).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::LanguageTag;
    use bitext_lang::PackLibrary;

    fn pairer() -> Pairer {
        let packs = PackLibrary::built_in();
        let pack = |tag| packs.get(&LanguageTag::try_new(tag).unwrap()).unwrap();
        Pairer::try_new(&pack("en"), &pack("ru")).unwrap()
    }

    fn named(path: &str) -> Report {
        Report {
            path: path.to_owned(),
            ..Report::default()
        }
    }

    #[test]
    fn links_and_names_settle_what_the_texts_leave_open() {
        let pairer = pairer();
        let english = "The museum in the old town opens on Sunday. Entry is free for children.";
        let russian = "Музей в старом городе открывается в воскресенье. Вход для детей свободный.";
        let pair = |mut source: Vec<Report>, target: Vec<Report>| {
            let (mut near, mut far) = (Reports::default(), Reports::default());
            for report in source.drain(..) {
                near.add(report, pairer.source_profile(english.lines()));
            }
            for report in target {
                far.add(report, pairer.target_profile(russian.lines()));
            }
            let pairing = pairer.pair(near, far);
            let probability = pairing
                .pairs
                .first()
                .map_or(0.0, |pair| pair.probability.value());
            (pairing, probability)
        };
        let (_, plain) = pair(vec![named("a.txt")], vec![named("x.txt")]);
        let (_, by_name) = pair(vec![named("7_en.txt")], vec![named("7_ru.txt")]);
        assert!(by_name > plain, "{by_name} {plain}");
        let mut page = named("a.html");
        page.translations = vec!["https://example.org/ru/museum".to_owned()];
        let mut other = named("y.html");
        other.addresses = vec!["https://example.org/ru/museum/".to_owned()];
        let (pairing, _) = pair(vec![page], vec![named("x.html"), other]);
        assert_eq!(pairing.pairs[0].target, 1);
        assert_eq!(pairing.pairs[0].reasons[0], Reason::Linked);
    }

    #[test]
    fn nothing_pairs_with_nothing() {
        let empty = pairer().pair(Reports::default(), Reports::default());
        assert_eq!(empty, Pairing::default());
        let mut one = Reports::default();
        one.add(named("a"), pairer().source_profile(std::iter::empty()));
        let alone = pairer().pair(one, Reports::default());
        assert_eq!(alone.source_unpaired, [(0, Unpaired::Alone)]);
    }
}
