//! Weights from gold ladders: the likelihood of a semi-Markov CRF and its slope.
//!
//! The loss of a document is log Z over all ladders less log Z over those that
//! agree with its gold; its slope in each weight is the expected sum of the
//! feature over all ladders less that over the agreeing ones. Whoever trains
//! brings an optimiser (see `xtask train`) and hands it [`Corpus::loss`].

use bitext_core::{Ladder, SegmentedText};
use rayon::prelude::*;

use crate::adapt::DocumentPriors;
use crate::aligner::{AlignError, Aligner};
use crate::confidence::ClueLink;
use crate::corridor::Corridor;
use crate::feature::{self, COUNT, Features};
use crate::lattice::{
    FORBIDDEN, LINK_1_1, LINK_TYPES, Lattice, Posteriors, SOURCE_NULL, TARGET_NULL, TYPES,
    Transitions,
};
use crate::passes::dot;
use crate::score::Comparison;
use crate::weights::{Knowledge, Model, PassWeights, STEPS, TRAITS, Weights};

/// Number of weights of a pass: features and steps.
const WEIGHTS: usize = COUNT + STEPS.len();

/// Number of parameters of a pass: its weights, and how each grows with every
/// trait of a document, which is 0 in the first pass.
const PARAMETERS: usize = (1 + TRAITS) * WEIGHTS;

/// Rungs further than this from the gold are left out of long documents.
const HALF_WIDTH: usize = 15;

/// Documents of up to this many cells are trained on whole.
const WHOLE_CELLS: usize = 20_000;

/// A document to learn from.
#[derive(Debug)]
pub struct Example {
    /// The source side.
    pub source: SegmentedText,
    /// The target side.
    pub target: SegmentedText,
    /// The right answer.
    pub gold: Ladder,
    /// How much the document counts.
    pub weight: f64,
}

/// Which pass is being trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// The first pass, which knows nothing of the document.
    First,
    /// The second, which knows its rates of gaps and joins.
    Second,
}

/// Documents with the features of all their links.
pub struct Corpus {
    documents: Vec<Prepared>,
}

struct Prepared {
    corridor: Corridor,
    /// Place of each link in the lattice, ascending.
    edges: Vec<u32>,
    features: Vec<Features>,
    /// Whether each link agrees with the gold.
    golden: Vec<bool>,
    priors: DocumentPriors,
    gold_links: usize,
    knowledge: Knowledge,
    weight: f64,
}

/// What a text counts before it has taught words: its ladder is only a first one, and
/// the same weights must do for short texts, which teach nothing.
const UNTAUGHT_WEIGHT: f64 = 0.3;

impl Corpus {
    /// Works out the features of all examples, as the aligner sees them in the end:
    /// from a long text it learns words, with the weights it has. A text whose words
    /// are all learned gives another document, which is the text before that.
    ///
    /// # Errors
    /// If a lattice is malformed.
    pub fn prepare(aligner: &Aligner, examples: &[Example]) -> Result<Self, AlignError> {
        let documents = examples.par_iter().map(|example| prepare(aligner, example));
        Ok(Self {
            documents: documents
                .collect::<Result<Vec<_>, _>>()?
                .into_iter()
                .flatten()
                .collect(),
        })
    }

    /// Adds another corpus's documents, of another language pair perhaps.
    pub fn append(&mut self, mut other: Self) {
        self.documents.append(&mut other.documents);
    }

    /// How many documents, and how many links they hold.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (
            self.documents.len(),
            self.documents
                .iter()
                .map(|document| document.edges.len())
                .sum(),
        )
    }

    /// How many gold links the documents of which so much is known hold, each as
    /// often as its document counts.
    #[must_use]
    pub fn gold_links(&self, knowledge: Knowledge) -> f64 {
        let weighed = |document: &Prepared| document.weight * document.gold_links as f64;
        self.known(knowledge).map(weighed).sum()
    }

    fn known(&self, knowledge: Knowledge) -> impl Iterator<Item = &Prepared> {
        let documents = self.documents.iter();
        documents.filter(move |document| document.knowledge == knowledge)
    }

    /// Takes each document's priors from the best ladder under the weights of
    /// pass 1, as the aligner does between its passes.
    pub fn adapt(&mut self, weights: &Weights) {
        self.documents
            .par_iter_mut()
            .for_each(|document| document.adapt(&weights.of(document.knowledge).first));
    }

    /// The loss of the documents of which so much is known under `parameters` and
    /// its slope; documents whose gold no ladder agrees with are left out.
    #[must_use]
    pub fn loss(&self, pass: Pass, knowledge: Knowledge, parameters: &[f64]) -> (f64, Vec<f64>) {
        let weights = model_of(parameters);
        let documents: Vec<&Prepared> = self.known(knowledge).collect();
        let parts: Vec<(f64, Vec<f64>)> = documents
            .into_par_iter()
            .map(|document| document.loss(pass, &weights))
            .collect();
        // Summed in the order of documents, so that threads do not show.
        let mut total = 0.0;
        let mut slope = vec![0.0; PARAMETERS];
        for (loss, part) in parts {
            total += loss;
            for (sum, value) in slope.iter_mut().zip(part) {
                *sum += value;
            }
        }
        (total, slope)
    }
}

/// The links of two texts as the lattice has them, with the clues to how far each is to
/// be trusted, and what is known of the texts.
///
/// # Errors
/// Only if an invariant of the lattice is violated.
pub fn clues(
    aligner: &Aligner,
    source: &SegmentedText,
    target: &SegmentedText,
) -> Result<(Knowledge, Vec<ClueLink>), AlignError> {
    aligner.clues(source, target)
}

/// The parameters of a pass as one list, for an optimiser.
#[must_use]
pub fn parameters(weights: &Weights, pass: Pass, knowledge: Knowledge) -> Vec<f64> {
    let none = PassWeights::default();
    let model = weights.of(knowledge);
    let (weights, growth) = match pass {
        Pass::First => (&model.first, [&none; TRAITS]),
        Pass::Second => (&model.second, model.growth.each_ref()),
    };
    let columns = [weights].into_iter().chain(growth);
    let all = columns.flat_map(|column| column.features.iter().chain(&column.steps));
    all.map(|&weight| f64::from(weight)).collect()
}

/// Puts trained parameters back into their pass.
pub fn set_parameters(weights: &mut Weights, pass: Pass, knowledge: Knowledge, parameters: &[f64]) {
    let trained = model_of(parameters);
    let model = weights.of_mut(knowledge);
    match pass {
        Pass::First => model.first = trained.second,
        Pass::Second => (model.second, model.growth) = (trained.second, trained.growth),
    }
}

/// Parameters of a pass as weights of the second one.
fn model_of(parameters: &[f64]) -> Model {
    let mut model = Model::default();
    let columns = [&mut model.second].into_iter().chain(&mut model.growth);
    let places = columns.flat_map(|column| column.features.iter_mut().chain(&mut column.steps));
    for (place, &parameter) in places.zip(parameters) {
        *place = parameter as f32;
    }
    model
}

fn prepare(aligner: &Aligner, example: &Example) -> Result<Vec<Prepared>, AlignError> {
    let (source, target) = (&example.source, &example.target);
    let corridor = if (source.len() + 1) * (target.len() + 1) <= WHOLE_CELLS {
        Corridor::full(source.len(), target.len())
    } else {
        Corridor::around(&example.gold.rungs(), HALF_WIDTH)
    };
    let mask = gold_mask(&corridor, &example.gold);
    let mut documents = Vec::new();
    aligner.compare(source, target, |comparison: &Comparison<'_>| {
        let mut edges = Vec::new();
        let mut features = Vec::new();
        comparison.for_each_link(&corridor, 0..corridor.rows(), |site| {
            edges.push((site.cell * TYPES + site.link_type) as u32);
            let mut values = [0.0; COUNT];
            site.describe(&mut values);
            features.push(values);
        });
        documents.push(Prepared {
            corridor: corridor.clone(),
            golden: edges.iter().map(|&edge| mask[edge as usize]).collect(),
            edges,
            features,
            priors: DocumentPriors::default(),
            gold_links: example.gold.links().len(),
            knowledge: comparison.knowledge,
            weight: example.weight,
        });
    })?;
    if let [untaught, _] = &mut documents[..] {
        untaught.weight *= UNTAUGHT_WEIGHT;
    }
    Ok(documents)
}

/// Which edges a ladder that agrees with the gold may use. Gold links of types
/// the lattice lacks may be cut into any smaller ones.
fn gold_mask(corridor: &Corridor, gold: &Ladder) -> Vec<bool> {
    let mut mask = vec![false; corridor.cells() * TYPES];
    let mut allow = |i: usize, j: usize, link_type: usize| {
        if let Some(cell) = corridor.cell(i, j) {
            mask[cell * TYPES + link_type] = true;
        }
    };
    for link in gold.links() {
        let (source, target) = (link.source(), link.target());
        let shape = (source.len(), target.len());
        if target.is_empty() {
            for i in source.indices() {
                for j in corridor.row(i) {
                    allow(i, j, SOURCE_NULL);
                }
            }
        } else if source.is_empty() {
            for j in target.indices() {
                for i in 0..corridor.rows() {
                    allow(i, j, TARGET_NULL);
                }
            }
        } else if let Some(link_type) = LINK_TYPES.iter().position(|&known| known == shape) {
            allow(source.start, target.start, link_type);
        } else {
            for (link_type, &(a, b)) in LINK_TYPES.iter().enumerate() {
                for i in source.start..(source.end + 1).saturating_sub(a) {
                    for j in target.start..(target.end + 1).saturating_sub(b) {
                        allow(i, j, link_type);
                    }
                }
            }
        }
    }
    mask
}

impl Prepared {
    fn scores(&self, weights: &PassWeights, golden_only: bool) -> Vec<f32> {
        let mut scores = vec![FORBIDDEN; self.corridor.cells() * TYPES];
        for ((&edge, features), &golden) in self.edges.iter().zip(&self.features).zip(&self.golden)
        {
            if golden || !golden_only {
                scores[edge as usize] = dot(features, weights);
            }
        }
        scores
    }

    fn posteriors(
        &self,
        weights: &PassWeights,
        transitions: Transitions,
        golden_only: bool,
    ) -> Option<Posteriors> {
        let scores = self.scores(weights, golden_only);
        Lattice {
            corridor: &self.corridor,
            scores: &scores,
            transitions,
        }
        .posteriors()
    }

    fn adapt(&mut self, weights: &PassWeights) {
        let scores = self.scores(weights, false);
        let transitions = weights.transitions(0.0);
        let lattice = Lattice {
            corridor: &self.corridor,
            scores: &scores,
            transitions,
        };
        let path = lattice.best_path().unwrap_or_default();
        let priors = DocumentPriors::estimate(&path, &self.best_coverage());
        self.priors = priors;
        for (&edge, features) in self.edges.iter().zip(&mut self.features) {
            for (feature, value) in priors.features(edge as usize % TYPES) {
                features[feature] = value;
            }
        }
    }

    fn best_coverage(&self) -> Vec<f32> {
        let corridor = &self.corridor;
        let mut best = vec![0.0f32; corridor.source_length() + corridor.target_length()];
        let places = (0..corridor.rows()).flat_map(|i| corridor.row(i).map(move |j| (i, j)));
        let places: Vec<(usize, usize)> = places.collect();
        for (&edge, features) in self.edges.iter().zip(&self.features) {
            if edge as usize % TYPES == LINK_1_1 {
                let (i, j) = places[edge as usize / TYPES];
                for line in [i, corridor.source_length() + j] {
                    best[line] = best[line].max(features[feature::ALL_COVERAGE]);
                }
            }
        }
        best
    }

    fn loss(&self, pass: Pass, model: &Model) -> (f64, Vec<f64>) {
        let mut slope = vec![0.0; PARAMETERS];
        let priors = match pass {
            Pass::First => DocumentPriors::default(),
            Pass::Second => self.priors,
        };
        let weights = &model.second_at(priors.traits);
        let transitions = weights.transitions(priors.gap_rate);
        let all = self.posteriors(weights, transitions, false);
        let agreeing = self.posteriors(weights, transitions, true);
        let (Some(all), Some(agreeing)) = (all, agreeing) else {
            return (0.0, slope);
        };
        for (&edge, features) in self.edges.iter().zip(&self.features) {
            let difference = all.edges[edge as usize] - agreeing.edges[edge as usize];
            if difference.abs() > 1e-7 {
                let difference = f64::from(difference) * self.weight;
                for (sum, &value) in slope.iter_mut().zip(features) {
                    *sum += difference * f64::from(value);
                }
            }
        }
        for step in 0..2 {
            let difference = (all.steps[step] - agreeing.steps[step]) * self.weight;
            slope[COUNT + step] = difference;
            slope[COUNT + 2 + step] = difference * f64::from(priors.gap_rate);
        }
        let (own, growth) = slope.split_at_mut(WEIGHTS);
        for (growth, value) in growth.chunks_exact_mut(WEIGHTS).zip(priors.traits) {
            for (sum, own) in growth.iter_mut().zip(&*own) {
                *sum = own * f64::from(value);
            }
        }
        (
            (all.log_partition - agreeing.log_partition) * self.weight,
            slope,
        )
    }
}
