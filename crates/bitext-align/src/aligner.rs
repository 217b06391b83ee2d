//! The aligner: what it prepares once for a language pair, and the two passes.

use std::fmt;
use std::sync::Arc;

use bitext_anchor::AnchorExtractor;
use bitext_core::{Ladder, LadderError, Link, LinkError, SegmentRange, SegmentedText};
use bitext_lang::{LanguagePack, PackError, Readings};
use thiserror::Error;

use crate::adapt::DocumentPriors;
use crate::chance::FEWEST_SEGMENTS;
use crate::channel::Channels;
use crate::coarse::narrow;
use crate::corridor::Corridor;
use crate::explain::{LinkExplanation, explain};
use crate::forms::FormTables;
use crate::lexicon::compound::Parts;
use crate::lexicon::distilled::LexiconError;
use crate::lexicon::induced::{Beside, InducedLexicon, StemPair};
use crate::lexicon::{
    LearnedLexicon, Lexicons, Meaning, PairLexicon, Translations, add_source_meanings,
    add_target_meanings,
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

/// A lexicon is learned from links at least this probable.
const SURE_TO_LEARN: f64 = 0.8;

/// What it takes to learn words from a text.
struct Lessons {
    /// How many sure links it must have.
    least_links: usize,
    /// How often it is learned from, each time from the ladder before.
    times: usize,
}

/// Beside a lexicon a short text teaches too little for what it costs.
const LESSONS_WITH_LEXICON: Lessons = Lessons {
    least_links: 60,
    times: 1,
};

/// Without one every word helps, and as the first ladder is poor, the second teaches
/// more and better.
const LESSONS_WITHOUT_LEXICON: Lessons = Lessons {
    least_links: 15,
    times: 2,
};

/// With so much evidence for each segment that the shorter side could link, texts that a
/// small lexicon compares are translations: none of 1,686 pairs of other chapters and help
/// pages in twelve pairs of languages had more than 2.7.
///
/// With less they are judged without it. How often words come up is not known for languages
/// with a small lexicon, so that words which every text has weigh as much as others, and of
/// unrelated texts of six sentences one in three seemed to be translations by them.
const BEYOND_DOUBT: f64 = 3.0;

/// Aligns bitexts of one language pair.
///
/// Made once, used for any number of documents, from any number of threads;
/// the same two texts give the same ladder whatever the number of threads.
pub struct Aligner {
    source: Language,
    target: Language,
    lexicon: Lexicons,
    weights: Weights,
    /// The same without the built-in lexicon, if that is a small one: it says whether
    /// texts translate each other that may or may not.
    judge: Option<Box<Aligner>>,
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

/// What is prepared for one language.
struct Language {
    pack: Arc<LanguagePack>,
    anchors: AnchorExtractor,
    forms: Arc<FormTables>,
    readings: Readings,
}

/// Settings of an [`Aligner`].
#[derive(Debug)]
pub struct AlignerBuilder {
    source: Arc<LanguagePack>,
    target: Arc<LanguagePack>,
    lexicon: bool,
    learned: Option<Arc<LearnedLexicon>>,
    weights: Weights,
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
    /// Whether the two texts translate each other at all.
    pub verdict: Verdict,
    /// Untranslated text of one side that seems to translate untranslated text
    /// of the other, elsewhere: suggestions, for a ladder cannot cross itself.
    /// In the order of the source; adjacent finds are joined.
    pub moved: Vec<MovedText>,
}

impl AlignerBuilder {
    /// Uses other weights than the built-in ones.
    #[must_use]
    pub fn weights(mut self, weights: Weights) -> Self {
        self.weights = weights;
        self
    }

    /// Leaves the built-in lexicon of the language pair out.
    #[must_use]
    pub fn without_lexicon(mut self) -> Self {
        self.lexicon = false;
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
        let built_in = if self.lexicon {
            PairLexicon::built_in(self.source.tag(), self.target.tag())?
        } else {
            None
        };
        let is_small = built_in.as_ref().is_some_and(|one| !one.is_large());
        let judge = is_small.then(|| {
            let judge = Self {
                source: Arc::clone(&self.source),
                target: Arc::clone(&self.target),
                lexicon: false,
                learned: self.learned.clone(),
                weights: self.weights.clone(),
            };
            judge.build().map(Box::new)
        });
        Ok(Aligner {
            judge: judge.transpose()?,
            lexicon: Lexicons {
                built_in,
                learned: self.learned,
            },
            source: language(self.source)?,
            target: language(self.target)?,
            weights: self.weights,
        })
    }
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
        AlignerBuilder {
            source: Arc::clone(source),
            target: Arc::clone(target),
            lexicon: true,
            learned: None,
            weights: Weights::built_in(),
        }
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
        let (mut alignment, channels, untaught) = self.align_sides(&sides, texts)?;
        let fewest = source.len().min(target.len());
        if untaught.knowledge != Knowledge::Lexicon && fewest >= FEWEST_SEGMENTS {
            let evidence = untaught.extent.evidence;
            let translates = match &self.judge {
                Some(_) if evidence >= BEYOND_DOUBT => true,
                Some(judge) => {
                    judge.align(source, target)?.verdict.kind != VerdictKind::NoTranslation
                }
                None => self.exceeds_chance(source, target, evidence)?,
            };
            alignment.verdict.settle(translates);
        }
        if let Some(alone) = Alone::of(&alignment.ladder) {
            let comparison = self.comparison(&sides, &channels, texts);
            let weights = &self.model(&comparison).second;
            alignment.moved = find_moved(&comparison, &channels, alone, weights);
        }
        Ok(alignment)
    }

    /// Aligns two sides; from a first ladder of a long text words are learned, and it
    /// is decided once more. Returns the channels of the last decision too, and the
    /// verdict on the first.
    fn align_sides(
        &self,
        sides: &(Side, Side),
        texts: (&SegmentedText, &SegmentedText),
    ) -> Result<(Alignment, Channels, Verdict), AlignError> {
        let mut channels = untaught_channels(sides);
        let comparison = self.comparison(sides, &channels, texts);
        let (decision, corridor) = self.decide_guided(&comparison, &channels)?;
        let near = decision.likely(&corridor);
        let mut alignment = decision.alignment(&corridor)?;
        let first = alignment.verdict;
        let mut untaught = None;
        let Lessons { least_links, times } = self.lessons();
        for _ in 0..times {
            if let Some(untaught) = untaught.take() {
                channels.unteach(untaught);
            }
            let Some(learned) = learn(&alignment.ladder, sides, &channels, least_links) else {
                break;
            };
            let (near_side, far_side) = sides;
            let known = self.translations();
            untaught = Some(channels.teach(near_side, far_side, known, &Beside(&learned)));
            let comparison = self.comparison(sides, &channels, texts);
            alignment = decide(&comparison, &near, self.model(&comparison))?.alignment(&near)?;
        }
        Ok((alignment, channels, first))
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
        let (_, channels, _) = self.align_sides(&sides, texts)?;
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

    /// The stems of the two sides of every sure link of a ladder that the lexicon
    /// leaves unmatched there; [`LearnedLexicon::learn`] learns from them.
    #[must_use]
    pub fn sure_links(
        &self,
        source: &SegmentedText,
        target: &SegmentedText,
        ladder: &Ladder,
    ) -> Vec<(Vec<String>, Vec<String>)> {
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

/// The lexicon that the sure links of a ladder teach, if there are so many.
fn learn(
    ladder: &Ladder,
    sides: &(Side, Side),
    channels: &Channels,
    least_links: usize,
) -> Option<InducedLexicon> {
    (sure_links(ladder).count() >= least_links).then(|| {
        let links = sure_stems(ladder, sides, channels);
        InducedLexicon::learn(&links, &sides.0.stem_texts(), &sides.1.stem_texts())
    })
}

/// The links of a ladder that a lexicon may be learned from.
fn sure_links(ladder: &Ladder) -> impl Iterator<Item = &Link> {
    let sure = |link: &&Link| !link.is_null() && link.probability().value() >= SURE_TO_LEARN;
    ladder.links().iter().filter(sure)
}

/// Stems of the two sides of every sure link that the lexicon leaves unmatched
/// there, numbers left out.
fn sure_stems(ladder: &Ladder, sides: &(Side, Side), channels: &Channels) -> Vec<StemPair> {
    let units = |side: &Side, lines: SegmentRange| {
        let units = lines.indices().flat_map(|line| side.units(line));
        units.copied().collect::<Vec<u32>>()
    };
    let stems = |side: &Side, units: Vec<u32>| {
        let stems = units.iter();
        stems
            .filter_map(|&unit| side.types[unit as usize].stem)
            .collect::<Vec<u32>>()
    };
    let mut unmatched = channels.unmatched();
    sure_links(ladder)
        .map(|link| {
            let near = units(&sides.0, link.source());
            let far = units(&sides.1, link.target());
            let (near, far) = unmatched.of(near, far);
            (stems(&sides.0, near), stems(&sides.1, far))
        })
        .collect()
}
