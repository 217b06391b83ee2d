//! The aligner: what it prepares once for a language pair, and the two passes.

use std::fmt;
use std::sync::Arc;

use bitext_anchor::AnchorExtractor;
use bitext_core::{Ladder, LadderError, Link, LinkError, Probability, SegmentRange, SegmentedText};
use bitext_lang::{LanguagePack, PackError};
use rayon::prelude::*;
use thiserror::Error;

use crate::adapt::DocumentPriors;
use crate::channel::Channels;
use crate::corridor::Corridor;
use crate::explain::{LinkExplanation, explain};
use crate::feature::{self, Features};
use crate::lattice::{
    Edge, FORBIDDEN, LINK_1_1, LINK_TYPES, Lattice, Posteriors, SOURCE_NULL, TARGET_NULL, TYPES,
};
use crate::lexicon::distilled::LexiconError;
use crate::lexicon::induced::{Both, InducedLexicon, StemPair};
use crate::lexicon::{PairLexicon, Translations};
use crate::score::Comparison;
use crate::side::{Side, SideLanguage};
use crate::verdict::{self, Verdict};
use crate::weights::{PassWeights, Weights};

/// A corridor is widened at most this much; past that the edge is the texts'
/// own doing.
const WIDEST: usize = 8;

/// A lexicon is learned from links at least this probable, if there are this
/// many of them.
const SURE_TO_LEARN: f64 = 0.8;
const LEAST_LINKS_TO_LEARN: usize = 60;

/// Rows that one thread scores at a time. Only speed depends on it.
const ROWS_A_TASK: usize = 128;

/// Aligns bitexts of one language pair.
///
/// Made once, used for any number of documents, from any number of threads;
/// the same two texts give the same ladder whatever the number of threads.
pub struct Aligner {
    source: Language,
    target: Language,
    lexicon: Option<PairLexicon>,
    weights: Weights,
}

impl fmt::Debug for Aligner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Aligner")
            .field("source", self.source.pack.tag())
            .field("target", self.target.pack.tag())
            .field("lexicon", &self.lexicon.is_some())
            .finish_non_exhaustive()
    }
}

/// What is prepared for one language.
struct Language {
    pack: Arc<LanguagePack>,
    anchors: AnchorExtractor,
}

/// Settings of an [`Aligner`].
#[derive(Debug)]
pub struct AlignerBuilder {
    source: Arc<LanguagePack>,
    target: Arc<LanguagePack>,
    lexicon: bool,
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

    /// Prepares the aligner.
    ///
    /// # Errors
    /// If a language pack or the lexicon is malformed.
    pub fn build(self) -> Result<Aligner, AlignError> {
        let language = |pack: Arc<LanguagePack>| -> Result<Language, PackError> {
            Ok(Language {
                anchors: AnchorExtractor::try_new(&pack)?,
                pack,
            })
        };
        let lexicon = if self.lexicon {
            PairLexicon::built_in(self.source.tag(), self.target.tag())?
        } else {
            None
        };
        Ok(Aligner {
            lexicon,
            source: language(self.source)?,
            target: language(self.target)?,
            weights: self.weights,
        })
    }
}

impl Aligner {
    /// An aligner from the language of one pack to that of another.
    #[must_use]
    pub fn builder(source: &Arc<LanguagePack>, target: &Arc<LanguagePack>) -> AlignerBuilder {
        AlignerBuilder {
            source: Arc::clone(source),
            target: Arc::clone(target),
            lexicon: true,
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
        let alignment = self.align_with(texts, &sides, self.translations())?;
        let links = sure_stems(&alignment.ladder, &sides);
        if links.len() < LEAST_LINKS_TO_LEARN {
            return Ok(alignment);
        }
        let induced = InducedLexicon::learn(&links, &sides.0.stems, &sides.1.stems);
        let both = Both {
            first: self.translations(),
            second: &induced,
        };
        self.align_with(texts, &sides, Some(&both))
    }

    /// Both passes with a lexicon, in a corridor that is wide enough.
    fn align_with(
        &self,
        texts: (&SegmentedText, &SegmentedText),
        (source, target): &(Side, Side),
        lexicon: Option<&dyn Translations>,
    ) -> Result<Alignment, AlignError> {
        let channels = Channels::new(source, target, lexicon);
        let comparison = Comparison::new(source, target, &channels, texts);
        let guides = channels.guides();
        let mut widening = 1;
        loop {
            let corridor = Corridor::guided(&guides, source.len(), target.len(), widening);
            let decision = self.decide(&comparison, &corridor)?;
            let rungs = decision.path.iter().map(|edge| (edge.source, edge.target));
            if widening >= WIDEST || !corridor.is_tight(rungs) {
                return decision.alignment(&corridor);
            }
            widening *= 2;
        }
    }

    /// Both passes inside a corridor.
    fn decide(
        &self,
        comparison: &Comparison<'_>,
        corridor: &Corridor,
    ) -> Result<Decision, AlignError> {
        let no_ladder = || AlignError::NoLadder {
            source_length: corridor.source_length(),
            target_length: corridor.target_length(),
        };
        let mut scores = score(comparison, corridor, &self.weights);
        let first = Lattice {
            corridor,
            scores: &scores.first,
            transitions: self.weights.first.transitions(0.0),
        };
        let path = first.best_path().ok_or_else(no_ladder)?;
        let priors = DocumentPriors::estimate(&path, std::mem::take(&mut scores.best_coverage));
        scores.first = Vec::new();

        shift(&mut scores.second, &priors, &self.weights.second);
        let second = Lattice {
            corridor,
            scores: &scores.second,
            transitions: priors.transitions(&self.weights.second),
        };
        let path = second.best_path().ok_or_else(no_ladder)?;
        let posteriors = second.posteriors().ok_or_else(no_ladder)?;
        let all_nulls = verdict::all_nulls(&second);
        Ok(Decision {
            path,
            posteriors,
            all_nulls,
        })
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
        let channels = Channels::new(&sides.0, &sides.1, self.translations());
        let comparison = Comparison::new(&sides.0, &sides.1, &channels, (source, target));
        explain(
            &comparison,
            &channels,
            &sides.0,
            &sides.1,
            ladder,
            &self.weights.second,
        )
    }

    /// Compares two texts and hands the comparison to `work`.
    pub(crate) fn compare(
        &self,
        source: &SegmentedText,
        target: &SegmentedText,
        work: impl FnOnce(&Comparison<'_>),
    ) {
        let sides = self.sides(source, target);
        let channels = Channels::new(&sides.0, &sides.1, self.translations());
        work(&Comparison::new(
            &sides.0,
            &sides.1,
            &channels,
            (source, target),
        ));
    }

    fn sides(&self, source: &SegmentedText, target: &SegmentedText) -> (Side, Side) {
        let side = |text: &SegmentedText, language: &Language, words| {
            let language = SideLanguage {
                pack: &language.pack,
                anchors: &language.anchors,
                words,
            };
            Side::new(text, &language)
        };
        let lexicon = self.lexicon.as_ref();
        (
            side(source, &self.source, lexicon.map(PairLexicon::source_words)),
            side(target, &self.target, lexicon.map(PairLexicon::target_words)),
        )
    }

    fn translations(&self) -> Option<&dyn Translations> {
        self.lexicon
            .as_ref()
            .map(|lexicon| lexicon as &dyn Translations)
    }
}

/// Stems of the two sides of every sure link, numbers left out.
fn sure_stems(ladder: &Ladder, sides: &(Side, Side)) -> Vec<StemPair> {
    let stems = |side: &Side, lines: SegmentRange| {
        let units = lines.indices().flat_map(|line| side.units(line));
        units
            .filter_map(|&unit| side.types[unit as usize].stem)
            .collect::<Vec<u32>>()
    };
    let sure = |link: &&Link| !link.is_null() && link.probability().value() >= SURE_TO_LEARN;
    let links = ladder.links().iter().filter(sure);
    links
        .map(|link| {
            (
                stems(&sides.0, link.source()),
                stems(&sides.1, link.target()),
            )
        })
        .collect()
}

/// What the passes found in a corridor.
struct Decision {
    path: Vec<Edge>,
    posteriors: Posteriors,
    all_nulls: f64,
}

impl Decision {
    fn alignment(self, corridor: &Corridor) -> Result<Alignment, AlignError> {
        let ladder = ladder(&self.path, &self.posteriors, corridor)?;
        let evidence = self.posteriors.log_partition - self.all_nulls;
        let verdict = Verdict::new(&ladder, evidence);
        Ok(Alignment { ladder, verdict })
    }
}

/// Scores of every edge of a corridor under the weights of both passes.
pub(crate) struct Scores {
    pub(crate) first: Vec<f32>,
    /// Still without the document's priors.
    pub(crate) second: Vec<f32>,
    /// The best coverage of every source and target line by a 1-1 link.
    pub(crate) best_coverage: Vec<f32>,
}

/// Scores a corridor, a task for each stretch of rows.
pub(crate) fn score(comparison: &Comparison<'_>, corridor: &Corridor, weights: &Weights) -> Scores {
    let mut first = vec![FORBIDDEN; corridor.cells() * TYPES];
    let mut second = vec![FORBIDDEN; corridor.cells() * TYPES];
    let mut tasks = Vec::new();
    let (mut rest_first, mut rest_second) = (first.as_mut_slice(), second.as_mut_slice());
    for start in (0..corridor.rows()).step_by(ROWS_A_TASK) {
        let end = (start + ROWS_A_TASK).min(corridor.rows());
        let cells = corridor.start(end - 1) + corridor.row(end - 1).len() - corridor.start(start);
        let (mine_first, later) = rest_first.split_at_mut(cells * TYPES);
        rest_first = later;
        let (mine_second, later) = rest_second.split_at_mut(cells * TYPES);
        rest_second = later;
        tasks.push((start..end, mine_first, mine_second));
    }
    let best: Vec<Vec<(usize, usize, f32)>> = tasks
        .into_par_iter()
        .map(|(rows, first, second)| {
            let origin = corridor.start(rows.start);
            let mut best = Vec::new();
            comparison.for_each_link(corridor, rows, |cell, place, link_type, features| {
                let at = (cell - origin) * TYPES + link_type;
                first[at] = dot(features, &weights.first);
                second[at] = dot(features, &weights.second);
                if link_type == LINK_1_1 {
                    best.push((place.0, place.1, features[feature::ALL_COVERAGE]));
                }
            });
            best
        })
        .collect();
    let mut best_coverage = vec![0.0f32; corridor.source_length() + corridor.target_length()];
    for (i, j, coverage) in best.into_iter().flatten() {
        for line in [i, corridor.source_length() + j] {
            best_coverage[line] = best_coverage[line].max(coverage);
        }
    }
    Scores {
        first,
        second,
        best_coverage,
    }
}

/// The weighted sum, taken in eight lanes so that it runs on vector units; the
/// order of additions is fixed, and with it the result.
pub(crate) fn dot(features: &Features, weights: &PassWeights) -> f32 {
    const LANES: usize = 8;
    let mut sums = [0.0f32; LANES];
    let (values, values_rest) = features.as_chunks::<LANES>();
    let (factors, factors_rest) = weights.features.as_chunks::<LANES>();
    for (values, factors) in values.iter().zip(factors) {
        for lane in 0..LANES {
            sums[lane] += values[lane] * factors[lane];
        }
    }
    for (lane, (value, factor)) in values_rest.iter().zip(factors_rest).enumerate() {
        sums[lane] += value * factor;
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

/// Adds the document's priors to the scores of pass 2.
pub(crate) fn shift(scores: &mut [f32], priors: &DocumentPriors, weights: &PassWeights) {
    let shifts: [f32; TYPES] = std::array::from_fn(|kind| priors.shift(kind, weights));
    for cell in scores.chunks_exact_mut(TYPES) {
        for (score, shift) in cell.iter_mut().zip(shifts) {
            if *score > FORBIDDEN {
                *score += shift;
            }
        }
    }
}

/// Turns a path into a ladder, each link with its probability. That of a null
/// is the probability of its segment having no counterpart, wherever the empty
/// side stands.
fn ladder(
    path: &[Edge],
    posteriors: &Posteriors,
    corridor: &Corridor,
) -> Result<Ladder, AlignError> {
    let mut source_null = vec![0.0; corridor.source_length() + 1];
    let mut target_null = vec![0.0; corridor.target_length() + 1];
    for (i, source_null) in source_null.iter_mut().enumerate() {
        for j in corridor.row(i) {
            let cell = corridor.start(i) + (j - corridor.row(i).start);
            *source_null += f64::from(posteriors.edges[cell * TYPES + SOURCE_NULL]);
            target_null[j] += f64::from(posteriors.edges[cell * TYPES + TARGET_NULL]);
        }
    }
    let mut links = Vec::with_capacity(path.len());
    for edge in path {
        let (a, b) = LINK_TYPES[edge.link_type];
        let probability = match edge.link_type {
            SOURCE_NULL => source_null[edge.source],
            TARGET_NULL => target_null[edge.target],
            link_type => corridor.cell(edge.source, edge.target).map_or(0.0, |cell| {
                f64::from(posteriors.edges[cell * TYPES + link_type])
            }),
        };
        links.push(Link::try_new(
            SegmentRange::new(edge.source, edge.source + a),
            SegmentRange::new(edge.target, edge.target + b),
            Probability::saturating(probability),
        )?);
    }
    Ok(Ladder::try_new(
        links,
        corridor.source_length(),
        corridor.target_length(),
    )?)
}
