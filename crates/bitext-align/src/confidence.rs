//! How far to trust what the lattice says of a link.
//!
//! The lattice takes its evidence for independent and is too sure where there is
//! little of it: to it a short heading between sure neighbours is as probable as a
//! long sentence. So the probability of every link of the ladder is weighed once
//! more, by its log-odds and a few clues to how much it rests on. Which links are
//! found does not change, nor does the verdict.
//!
//! The weights are those of a logistic regression (Platt 1999, *Probabilistic
//! Outputs for Support Vector Machines*, with more than one input) on links of texts
//! that the weights of the lattice were not learned from; see the head of
//! `data/confidence.tsv`.

use bitext_core::{Ladder, LadderError, Link, Probability};
use thiserror::Error;

use crate::feature::{self, Features};
use crate::math::{exp, ln, ln_double};
use crate::sink::Sink;
use crate::weights::Knowledge;

/// The weights that come with the crate.
const BUILT_IN: &str = include_str!("../data/confidence.tsv");

/// What the confidence in a link rests on, in this order: 1; the log-odds of its
/// probability; its *size*, which is ln(1 + M + U), half the weight of all its units that
/// match and of those that do not, or of a null the logarithm of its length against the
/// mean; log-odds times size; and some features.
pub const CLUES: [&str; 4 + FEATURES] = [
    "constant",
    "log-odds",
    "size",
    "log-odds.size",
    "all.matched",
    "all.unmatched",
    "all.coverage",
    "asymmetry",
    "weakest-line",
    "length.ratio",
    "end-mark.different",
    "number.unmatched",
    "type.1-1",
];

/// Features that are clues too.
const FEATURES: usize = 9;

/// Log-odds beyond these say no more.
const MOST_LOG_ODDS: f64 = 10.0;

/// The clues to one link.
pub type Clues = [f64; CLUES.len()];

/// What a link rests on, as far as clues go.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Basis {
    null_length: f32,
    is_copy: bool,
    features: [f32; FEATURES],
}

impl Basis {
    /// What features say.
    pub(crate) fn of(features: &Features) -> Self {
        let mut basis = Self::default();
        for (feature, &value) in features.iter().enumerate() {
            basis.note(feature, value);
        }
        basis
    }

    /// The coverage in all channels.
    pub(crate) fn coverage(&self) -> f32 {
        self.features[2]
    }

    #[inline]
    fn note(&mut self, feature: usize, value: f32) {
        let clue = match feature {
            feature::ALL_MATCHED => 0,
            feature::ALL_UNMATCHED => 1,
            feature::ALL_COVERAGE => 2,
            feature::ASYMMETRY => 3,
            feature::WEAKEST_LINE => 4,
            feature::LENGTH_RATIO => 5,
            feature::END_MARK_DIFFERENT => 6,
            feature::NUMBER_UNMATCHED => 7,
            feature::TYPE_1_1 => 8,
            feature::NULL_LENGTH => {
                self.null_length = value;
                return;
            }
            feature::COPY => {
                self.is_copy = value > 0.0;
                return;
            }
            _ => return,
        };
        self.features[clue] = value;
    }

    fn clues(&self, link: &Link) -> Clues {
        let size = if link.is_null() {
            self.null_length
        } else {
            let amount = |logarithm: f32| exp(f64::from(logarithm)) as f32;
            let [matched, unmatched, ..] = self.features;
            ln(amount(matched) + amount(unmatched) - 1.0)
        };
        let (size, log_odds) = (f64::from(size), log_odds(link.probability().value()));
        let mut clues = [0.0; CLUES.len()];
        clues[..4].copy_from_slice(&[1.0, log_odds, size, log_odds * size]);
        for (clue, &feature) in clues[4..].iter_mut().zip(&self.features) {
            *clue = f64::from(feature);
        }
        clues
    }
}

/// Notes what a link rests on while it is scored.
pub(crate) struct Noting<'a, S> {
    scorer: &'a mut S,
    basis: &'a mut Basis,
}

impl<'a, S> Noting<'a, S> {
    pub(crate) fn new(scorer: &'a mut S, basis: &'a mut Basis) -> Self {
        Self { scorer, basis }
    }
}

impl<S: Sink> Sink for Noting<'_, S> {
    #[inline]
    fn add(&mut self, feature: usize, value: f32) {
        self.scorer.add(feature, value);
        self.basis.note(feature, value);
    }
}

/// A link of a ladder, with the probability that the lattice gives it, and the clues
/// to how far that is to be trusted.
#[derive(Clone, Debug, PartialEq)]
pub struct ClueLink {
    /// The link.
    pub link: Link,
    /// Its clues.
    pub clues: Clues,
}

/// Weights of the clues, of links with two sides and of nulls, by what lexicon speaks
/// for a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Confidence {
    models: [[Clues; 2]; Knowledge::ALL.len()],
}

/// Why a file of such weights cannot be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("confidence weights, line {line}: {reason}")]
pub struct ConfidenceError {
    line: usize,
    reason: String,
}

impl Confidence {
    /// The weights that come with the crate.
    #[must_use]
    pub fn built_in() -> Self {
        // A test reads the built-in file, so the default never shows.
        Self::parse(BUILT_IN).unwrap_or_else(|_| Self::of_the_lattice())
    }

    /// Weights that leave every probability as the lattice has it.
    #[must_use]
    pub fn of_the_lattice() -> Self {
        let mut as_it_is = [0.0; CLUES.len()];
        as_it_is[1] = 1.0;
        Self {
            models: [[as_it_is; 2]; Knowledge::ALL.len()],
        }
    }

    /// The weights for links with two sides, or for nulls, of documents of which so
    /// much is known.
    #[must_use]
    pub fn weights(&self, knowledge: Knowledge, null: bool) -> &Clues {
        &self.models[knowledge as usize][usize::from(null)]
    }

    /// Puts other weights in their place.
    pub fn set_weights(&mut self, knowledge: Knowledge, null: bool, weights: Clues) {
        self.models[knowledge as usize][usize::from(null)] = weights;
    }

    /// Reads a file of weights.
    ///
    /// # Errors
    /// If a line is malformed or names no clue, or a clue is named twice or not at all.
    pub fn parse(text: &str) -> Result<Self, ConfidenceError> {
        let mut confidence = Self::of_the_lattice();
        let mut named = [false; CLUES.len()];
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fault = |reason: String| ConfidenceError {
                line: index + 1,
                reason,
            };
            let mut fields = line.split('\t');
            let name = fields.next().unwrap_or_default();
            let clue = CLUES.iter().position(|&known| known == name);
            let clue = clue.ok_or_else(|| fault(format!("there is no clue `{name}`")))?;
            if std::mem::replace(&mut named[clue], true) {
                return Err(fault(format!("the clue `{name}` again")));
            }
            for weights in confidence.models.as_flattened_mut() {
                let text = fields
                    .next()
                    .ok_or_else(|| fault("expected a name and six weights".to_owned()))?;
                let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
                weights[clue] = value.ok_or_else(|| fault(format!("`{text}` is no number")))?;
            }
            if fields.next().is_some() {
                return Err(fault("expected a name and six weights".to_owned()));
            }
        }
        match named.iter().position(|&named| !named) {
            None => Ok(confidence),
            Some(clue) => Err(ConfidenceError {
                line: text.lines().count(),
                reason: format!("the clue `{}` is missing", CLUES[clue]),
            }),
        }
    }

    /// The weights as a file, under comment lines that tell their origin.
    #[must_use]
    pub fn to_text(&self, origin: &str) -> String {
        let mut text: String = origin.lines().map(|line| format!("# {line}\n")).collect();
        for (clue, name) in CLUES.iter().enumerate() {
            text.push_str(name);
            for weights in self.models.as_flattened() {
                text.push_str(&format!("\t{:.4}", weights[clue]));
            }
            text.push('\n');
        }
        text
    }

    /// The ladder with the probabilities that its links deserve, which rest on `basis`.
    pub(crate) fn weigh(
        &self,
        knowledge: Knowledge,
        ladder: &Ladder,
        basis: &[Basis],
    ) -> Result<Ladder, LadderError> {
        debug_assert_eq!(ladder.links().len(), basis.len(), "a basis for each link");
        let links = ladder.links().iter().zip(basis).map(|(link, basis)| {
            let weights = self.weights(knowledge, link.is_null());
            let sum: f64 = weights
                .iter()
                .zip(basis.clues(link))
                .map(|(a, b)| a * b)
                .sum();
            let weighed = 1.0 / (1.0 + exp(-sum));
            // Two lines that are the same need not be long to belong together, and are too
            // rare in what the weights are learned from.
            let probability = match basis.is_copy {
                true => weighed.max(link.probability().value()),
                false => weighed,
            };
            link.with_probability(Probability::saturating(probability))
        });
        let (sources, targets) = (ladder.source_length(), ladder.target_length());
        Ladder::try_new(links.collect(), sources, targets)
    }
}

/// The links of a ladder, which rest on `basis`, with their clues.
pub(crate) fn clues(ladder: &Ladder, basis: &[Basis]) -> impl Iterator<Item = ClueLink> {
    let links = ladder.links().iter().zip(basis);
    links.map(|(link, basis)| ClueLink {
        link: *link,
        clues: basis.clues(link),
    })
}

fn log_odds(probability: f64) -> f64 {
    let least = exp(-MOST_LOG_ODDS);
    let probability = probability.clamp(least, 1.0 - least);
    ln_double(probability) - ln_double(1.0 - probability)
}

#[cfg(test)]
mod tests {
    use bitext_core::{LanguageTag, SegmentRange, SegmentedText};
    use bitext_lang::PackLibrary;

    use super::*;
    use crate::aligner::{Aligner, untaught_channels};
    use crate::feature::COUNT;
    use crate::passes::edges;

    #[test]
    fn the_built_in_weights_are_whole() {
        let confidence = Confidence::parse(BUILT_IN).unwrap();
        assert_ne!(confidence, Confidence::of_the_lattice());
        assert_eq!(
            Confidence::parse(&confidence.to_text("origin")).unwrap(),
            confidence
        );
    }

    #[test]
    fn clues_have_the_names_of_their_features() {
        for (at, name) in CLUES[4..].iter().enumerate() {
            let mut features = [0.0; COUNT];
            features[feature::index_of(name).unwrap()] = 1.0;
            assert_eq!(Basis::of(&features).features[at], 1.0);
        }
    }

    #[test]
    fn more_probable_links_are_trusted_more_whatever_their_size() {
        for [links, nulls] in &Confidence::built_in().models {
            for size in [0.0, 1.0, 4.0, 8.0] {
                assert!(links[1] + links[3] * size > 0.0);
            }
            for size in [-4.0, 0.0, 4.0] {
                assert!(nulls[1] + nulls[3] * size > 0.0);
            }
        }
    }

    #[test]
    fn what_is_noted_while_scoring_is_what_is_worked_out_alone() {
        let source = SegmentedText::from_lines(&[
            "The museum opens on 3 May.",
            "Tickets cost 12 euros.",
            "There is a café. It sells cakes.",
            "Dogs must wait outside.",
        ]);
        let target = SegmentedText::from_lines(&[
            "Das Museum öffnet am 3. Mai.",
            "Eintrittskarten kosten 12 Euro.",
            "Es gibt ein Café.",
            "Dort gibt es Kuchen.",
        ]);
        let packs = PackLibrary::built_in();
        let pack = |name: &str| packs.get(&LanguageTag::try_new(name).unwrap()).unwrap();
        let aligner = Aligner::builder(&pack("en"), &pack("de")).build().unwrap();
        let sides = aligner.sides(&source, &target);
        let channels = untaught_channels(&sides);
        let comparison = aligner.comparison(&sides, &channels, (&source, &target));
        let (decision, corridor) = aligner.decide_guided(&comparison, &channels).unwrap();
        let basis = decision.basis(&comparison, &corridor);
        let ladder = decision.alignment(&corridor).unwrap().lattice;
        assert!(ladder.links().iter().any(|link| !link.is_null()));
        let mut links = comparison.single_links();
        for (edge, noted) in edges(&ladder).iter().zip(basis) {
            let features = links.features_of(edge.source, edge.target, edge.link_type);
            assert_eq!(noted, Basis::of(&features));
        }
    }

    #[test]
    fn the_weights_of_the_lattice_leave_its_probabilities() {
        let link = Link::try_new(
            SegmentRange::new(0, 1),
            SegmentRange::new(0, 1),
            Probability::saturating(0.83),
        );
        let ladder = Ladder::try_new(vec![link.unwrap()], 1, 1).unwrap();
        let confidence = Confidence::of_the_lattice();
        let weighed = confidence.weigh(Knowledge::None, &ladder, &[Basis::default()]);
        let probability = weighed.unwrap().links()[0].probability().value();
        assert!((probability - 0.83).abs() < 1e-9);
    }

    #[test]
    fn faults_name_the_line() {
        let error = |text| Confidence::parse(text).unwrap_err().to_string();
        assert!(error("").ends_with("the clue `constant` is missing"));
        let twice = "size\t1\t2\t3\t4\t5\t6\n".repeat(2);
        let again = "confidence weights, line 2: the clue `size` again";
        assert_eq!(Confidence::parse(&twice).unwrap_err().to_string(), again);
        let six = "expected a name and six weights";
        assert_eq!(
            error("# x\nsize\t1\n"),
            format!("confidence weights, line 2: {six}")
        );
        assert_eq!(
            error("size\t1\t2\t3\t4\t5\t6\t7"),
            format!("confidence weights, line 1: {six}")
        );
        assert_eq!(
            error("sise\t1\t2\t3\t4\t5\t6"),
            "confidence weights, line 1: there is no clue `sise`"
        );
    }
}
