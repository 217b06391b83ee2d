//! The aligner: what it prepares once for a language pair, and the two passes.

use std::fmt;
use std::sync::Arc;

use bitext_anchor::AnchorExtractor;
use bitext_core::{Ladder, LadderError, LinkError, SegmentedText};
use bitext_lang::{LanguagePack, PackError};
use thiserror::Error;

use crate::adapt::DocumentPriors;
use crate::builder::{AlignerBuilder, Language};
use crate::chance::FEWEST_SEGMENTS;
use crate::channel::Channels;
use crate::coarse::narrow;
use crate::confidence::{Basis, ClueLink, Confidence, clues};
use crate::corridor::Corridor;
use crate::explain::{LinkExplanation, explain};
use crate::lessons::{
    LESSONS_WITH_LEXICON, LESSONS_WITHOUT_LEXICON, Lessons, learn, sure_stems, teaches,
};
use crate::lexicon::compound::Parts;
use crate::lexicon::distilled::LexiconError;
use crate::lexicon::induced::Beside;
use crate::lexicon::{
    Lexicons, Meaning, PairLexicon, Translations, add_source_meanings, add_target_meanings,
};
use crate::moved::{Alone, MovedText, find_moved};
use crate::passes::{Decision, decide, edges, score};
use crate::score::Comparison;
use crate::side::{Side, SideLanguage};
use crate::spelled::SpelledNames;
use crate::verdict::{Verdict, VerdictKind};
use crate::weights::{Knowledge, Model, Weights};

/// A corridor is widened at most this much; past that the edge is the texts'
/// own doing.
const WIDEST: usize = 8;

/// How much wider than a first corridor the one is in which names are compared.
const NAMES_MEET: usize = 2;

/// Half-width of the corridor around a ladder that is explained.
const NARROW: usize = 8;

/// With so much evidence for each segment that the shorter side could link, texts of more
/// than three segments that a small lexicon compares are translations: none of 1,166 pairs
/// of other chapters and help pages in thirteen pairs of languages had more than 1.6, none
/// of 240 unrelated reports of four and six sentences as much as this (with 2.0, 22 of them
/// passed; all that by the weights before those that know where matches stand).
///
/// With less they are judged without it. How often words come up is not known for languages
/// with a small lexicon, so that words which every text has weigh as much as others, and of
/// unrelated texts of six sentences one in three seemed to be translations by them.
const BEYOND_DOUBT: f64 = 2.5;

/// Aligns bitexts of one language pair.
///
/// Made once, used for any number of documents, from any number of threads;
/// the same two texts give the same ladder whatever the number of threads.
pub struct Aligner {
    pub(crate) source: Language,
    pub(crate) target: Language,
    pub(crate) lexicon: Lexicons,
    pub(crate) weights: Weights,
    /// The same without the built-in lexicon, if that is a small one: it says whether
    /// texts translate each other that may or may not.
    pub(crate) judge: Option<Box<Aligner>>,
    pub(crate) confidence: Confidence,
}

impl fmt::Debug for Aligner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Aligner")
            .field("source", self.source.pack.tag())
            .field("target", self.target.pack.tag())
            .field("lexicon", &self.lexicon.built_in.is_some())
            .finish_non_exhaustive()
    }
}

/// Why no aligner can be made, or no ladder found.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AlignError {
    /// A language pack is malformed.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// A built-in lexicon is damaged.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// The lattice holds no ladder: a bug, since nulls always lead through.
    #[error("no ladder leads through {source_length} source and {target_length} target segments")]
    NoLadder {
        /// Number of source segments.
        source_length: usize,
        /// Number of target segments.
        target_length: usize,
    },
    /// The ladder found is malformed: a bug.
    #[error(transparent)]
    Ladder(#[from] LadderError),
    /// A link found is malformed: a bug.
    #[error(transparent)]
    Link(#[from] LinkError),
}

/// What the aligner says of a bitext.
#[derive(Clone, Debug)]
pub struct Alignment {
    /// The links, each with its probability.
    pub ladder: Ladder,
    /// The same links with the probabilities that the lattice gives them; what they are
    /// worth is told by those of `ladder`, see [`crate::confidence`].
    pub lattice: Ladder,
    /// Whether the two texts translate each other at all.
    pub verdict: Verdict,
    /// Untranslated text of one side that seems to translate untranslated text
    /// of the other, elsewhere: suggestions, for a ladder cannot cross itself.
    /// In the order of the source; adjacent finds are joined.
    pub moved: Vec<MovedText>,
}

/// What is found of two sides.
struct Found {
    /// With the probabilities of the lattice only.
    alignment: Alignment,
    /// What each of its links rests on.
    basis: Vec<Basis>,
    /// The verdict before words were learned from the text.
    untaught: Verdict,
    /// The channels that it was found with.
    channels: Channels,
}

impl Aligner {
    /// The anchor extractors of the source and of the target language, for
    /// callers that need anchors too: making one reads much data.
    #[must_use]
    pub fn anchors(&self) -> (&AnchorExtractor, &AnchorExtractor) {
        (&self.source.anchors, &self.target.anchors)
    }

    /// An aligner from the language of one pack to that of another.
    #[must_use]
    pub fn builder(source: &Arc<LanguagePack>, target: &Arc<LanguagePack>) -> AlignerBuilder {
        AlignerBuilder::new(source, target)
    }

    /// Aligns two segmented texts.
    ///
    /// An empty side gives a ladder of nulls. On ties the link type listed
    /// first in the lattice wins, so the answer is always the same.
    ///
    /// # Errors
    /// Only if an invariant of the lattice is violated.
    pub fn align(
        &self,
        source: &SegmentedText,
        target: &SegmentedText,
    ) -> Result<Alignment, AlignError> {
        let texts = (source, target);
        let sides = self.sides(source, target);
        let found = self.align_sides(&sides, texts)?;
        let mut alignment = found.alignment;
        alignment.verdict = self.settled(alignment.verdict, found.untaught, texts)?;
        if let Some(alone) = Alone::of(&alignment.lattice) {
            let comparison = self.comparison(&sides, &found.channels, texts);
            let weights = &self.model(&comparison).second;
            alignment.moved = find_moved(&comparison, &found.channels, alone, weights);
        }
        let (confidence, knowledge) = (&self.confidence, alignment.verdict.knowledge);
        alignment.ladder = confidence.weigh(knowledge, &alignment.lattice, &found.basis)?;
        Ok(alignment)
    }

    /// The verdict on two texts, once it is known whether they translate each other at all:
    /// without a large lexicon that takes more than the ladder.
    fn settled(
        &self,
        mut verdict: Verdict,
        untaught: Verdict,
        (source, target): (&SegmentedText, &SegmentedText),
    ) -> Result<Verdict, AlignError> {
        if untaught.knowledge == Knowledge::Lexicon {
            return Ok(verdict);
        }
        let evidence = untaught.extent.evidence;
        let fewest = source.len().min(target.len());
        let is_short = fewest < FEWEST_SEGMENTS;
        verdict.settle(match &self.judge {
            Some(_) if evidence >= BEYOND_DOUBT && fewest > FEWEST_SEGMENTS => true,
            // Of very short texts both have to be convinced.
            Some(_) if is_short && verdict.kind == VerdictKind::NoTranslation => false,
            Some(judge) => judge.verdict(source, target)?.kind != VerdictKind::NoTranslation,
            None if is_short => return Ok(verdict),
            None => self.exceeds_chance(source, target, evidence)?,
        });
        Ok(verdict)
    }

    /// The verdict alone.
    fn verdict(
        &self,
        source: &SegmentedText,
        target: &SegmentedText,
    ) -> Result<Verdict, AlignError> {
        let texts = (source, target);
        let found = self.align_sides(&self.sides(source, target), texts)?;
        self.settled(found.alignment.verdict, found.untaught, texts)
    }

    /// Aligns two sides; from a first ladder of a long text words are learned, and it
    /// is decided once more.
    fn align_sides(
        &self,
        sides: &(Side, Side),
        texts: (&SegmentedText, &SegmentedText),
    ) -> Result<Found, AlignError> {
        let mut channels = untaught_channels(sides);
        let comparison = self.comparison(sides, &channels, texts);
        let (decision, corridor) = self.decide_guided(&comparison, &channels)?;
        let near = decision.likely(&corridor);
        let mut basis = decision.basis(&comparison, &corridor);
        let mut alignment = decision.alignment(&corridor)?;
        let untaught = alignment.verdict;
        let mut taught = None;
        let Lessons { least_links, times } = self.lessons();
        for _ in 0..times {
            if !teaches(&alignment.lattice, least_links) {
                break;
            }
            if let Some(taught) = taught.take() {
                channels.unteach(taught);
            }
            let learned = learn(&alignment.lattice, sides, &channels);
            let (near_side, far_side) = sides;
            let known = self.translations();
            taught = Some(channels.teach(near_side, far_side, known, &Beside(&learned)));
            let comparison = self.comparison(sides, &channels, texts);
            let decision = decide(&comparison, &near, self.model(&comparison))?;
            basis = decision.basis(&comparison, &near);
            alignment = decision.alignment(&near)?;
        }
        Ok(Found {
            alignment,
            untaught,
            basis,
            channels,
        })
    }

    fn lessons(&self) -> Lessons {
        match self.has_lexicon() {
            true => LESSONS_WITH_LEXICON,
            false => LESSONS_WITHOUT_LEXICON,
        }
    }

    pub(crate) fn comparison<'a>(
        &self,
        sides: &'a (Side, Side),
        channels: &'a Channels,
        texts: (&SegmentedText, &SegmentedText),
    ) -> Comparison<'a> {
        Comparison::new(&sides.0, &sides.1, channels, texts, self.has_lexicon())
    }

    /// Both passes in a corridor of rare matches that is wide enough.
    pub(crate) fn decide_guided(
        &self,
        comparison: &Comparison<'_>,
        channels: &Channels,
    ) -> Result<(Decision, Corridor), AlignError> {
        let lengths = (comparison.source.len(), comparison.target.len());
        let mut widening = 1;
        loop {
            let outer = corridor(channels, lengths.0, lengths.1, widening);
            let narrowed = narrow(channels, comparison, &outer);
            if widening >= WIDEST || !narrowed.is_tight {
                let corridor = narrowed.corridor;
                let decision = decide(comparison, &corridor, self.model(comparison))?;
                return Ok((decision, corridor));
            }
            widening *= 2;
        }
    }

    /// The links of two texts as the lattice has them, with the clues to how far each is
    /// to be trusted.
    pub(crate) fn clues(
        &self,
        source: &SegmentedText,
        target: &SegmentedText,
    ) -> Result<(Knowledge, Vec<ClueLink>), AlignError> {
        let texts = (source, target);
        let sides = self.sides(source, target);
        let found = self.align_sides(&sides, texts)?;
        let links = clues(&found.alignment.lattice, &found.basis).collect();
        Ok((found.alignment.verdict.knowledge, links))
    }

    /// The evidence behind every link of a ladder.
    #[must_use]
    pub fn explain(
        &self,
        source: &SegmentedText,
        target: &SegmentedText,
        ladder: &Ladder,
    ) -> Vec<LinkExplanation> {
        let sides = self.sides(source, target);
        let mut channels = Channels::new(&sides.0, &sides.1);
        let near = Corridor::around(&ladder.rungs(), NARROW);
        channels.meet_names(&sides.0, &sides.1, &near);
        let comparison = self.comparison(&sides, &channels, (source, target));
        let model = self.model(&comparison);
        let coverage = score(&comparison, &near, model).best_coverage;
        let weights = model.second_at(DocumentPriors::estimate(&edges(ladder), &coverage).traits);
        explain(&comparison, &channels, &sides.0, &sides.1, ladder, &weights)
    }

    /// The weights that are right for two texts.
    fn model(&self, comparison: &Comparison<'_>) -> &Model {
        self.weights.of(comparison.knowledge)
    }

    /// Compares two texts as they are compared in the end, with what they teach of
    /// words, and hands the comparison to `work`; before it, where all words are
    /// learned, the comparison that the lessons were drawn from.
    pub(crate) fn compare(
        &self,
        source: &SegmentedText,
        target: &SegmentedText,
        mut work: impl FnMut(&Comparison<'_>),
    ) -> Result<(), AlignError> {
        let texts = (source, target);
        let sides = self.sides(source, target);
        let channels = self.align_sides(&sides, texts)?.channels;
        let comparison = self.comparison(&sides, &channels, texts);
        if comparison.knowledge == Knowledge::Learned {
            work(&self.comparison(&sides, &untaught_channels(&sides), texts));
        }
        work(&comparison);
        Ok(())
    }

    pub(crate) fn sides(&self, source: &SegmentedText, target: &SegmentedText) -> (Side, Side) {
        let lexicon = self.lexicon.built_in.as_ref();
        let knows_source = |stem: &str| self.lexicon.knows_source(stem);
        let knows_target = |stem: &str| self.lexicon.knows_target(stem);
        let near = SideLanguage {
            pack: &self.source.pack,
            anchors: &self.source.anchors,
            words: lexicon.map(PairLexicon::source_words),
            spelled: None,
            forms: &self.source.forms,
            knows: &knows_source,
            meanings: &|parts| self.meanings(parts, add_source_meanings),
        };
        let far = SideLanguage {
            pack: &self.target.pack,
            anchors: &self.target.anchors,
            words: lexicon.map(PairLexicon::target_words),
            spelled: None,
            forms: &self.target.forms,
            knows: &knows_target,
            meanings: &|parts| self.meanings(parts, add_target_meanings),
        };
        // The side that spells its names is read first.
        if self.source.readings.is_empty() {
            let near_side = Side::new(source, &near);
            let names = SpelledNames::new(&near_side, &self.target.readings, near.knows);
            let spelled = Some(&names);
            let far_side = Side::new(target, &SideLanguage { spelled, ..far });
            (near_side, far_side)
        } else {
            let far_side = Side::new(target, &far);
            let names = SpelledNames::new(&far_side, &self.source.readings, far.knows);
            let spelled = Some(&names);
            let near_side = Side::new(source, &SideLanguage { spelled, ..near });
            (near_side, far_side)
        }
    }

    /// What the known parts of a word mean to the aligner's lexicons.
    fn meanings(
        &self,
        parts: &Parts,
        add: impl Fn(&dyn Translations, &Parts, &mut Vec<(u32, f32)>),
    ) -> Vec<(Meaning, f32)> {
        let mut found = Vec::new();
        add(&self.lexicon, parts, &mut found);
        found
    }

    fn translations(&self) -> Option<&dyn Translations> {
        let some = !self.lexicon.is_empty();
        some.then_some(&self.lexicon as &dyn Translations)
    }

    /// Whether a built-in lexicon serves the two languages that knows most words of most
    /// texts.
    #[must_use]
    pub fn has_lexicon(&self) -> bool {
        let built_in = self.lexicon.built_in.as_ref();
        built_in.is_some_and(PairLexicon::is_large)
    }

    /// The stems of the two sides of every sure link of an alignment of two texts that the
    /// lexicon leaves unmatched there;
    /// [`LearnedLexicon::learn`](crate::LearnedLexicon::learn) learns from them.
    #[must_use]
    pub fn sure_links(
        &self,
        source: &SegmentedText,
        target: &SegmentedText,
        alignment: &Alignment,
    ) -> Vec<(Vec<String>, Vec<String>)> {
        let ladder = &alignment.lattice;
        let sides = self.sides(source, target);
        let channels = Channels::new(&sides.0, &sides.1);
        let words = |stems: &[u32], side: &Side| -> Vec<String> {
            let words = stems.iter().map(|&stem| side.stem(stem).text.to_string());
            words.collect()
        };
        sure_stems(ladder, &sides, &channels)
            .iter()
            .map(|(near, far)| (words(near, &sides.0), words(far, &sides.1)))
            .collect()
    }
}

/// What matches on two sides before words have been learned from them.
pub(crate) fn untaught_channels(sides: &(Side, Side)) -> Channels {
    let (near, far) = sides;
    let mut channels = Channels::new(near, far);
    let reach = corridor(&channels, near.len(), far.len(), NAMES_MEET);
    channels.meet_names(near, far, &reach);
    channels
}

/// The corridor of two texts along the rare matches of their channels.
fn corridor(channels: &Channels, sources: usize, targets: usize, widening: usize) -> Corridor {
    Corridor::guided(|| channels.guides(), sources, targets, widening)
}
