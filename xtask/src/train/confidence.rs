//! `cargo xtask confidence-train`: how far the lattice's probabilities are to be trusted.
//!
//! What weights say of texts that they were learned from is no measure of what they
//! say of others, so each *fold* names weights and the sets that those have not seen.
//! For every kind of knowledge, of links with two sides and of nulls, a logistic
//! regression learns from the ladders of all folds which links are right. Sets count as
//! their recipe says, however many links they have, and a quadratic penalty holds the
//! weights near those that leave every probability as it is.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;
use std::str::FromStr;

use argmin::core::{CostFunction, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use bitext_align::confidence::{CLUES, Clues, Confidence};
use bitext_align::evaluate::{Rung, Score};
use bitext_align::{Knowledge, Weights, training};
use bitext_core::Link;
use bitext_lang::PackLibrary;
use clap::Args;
use rayon::prelude::*;

use super::data::{self, GoldSet};
use super::recipe::Recipe;
use super::{aligner, eprintln_line};

/// Most steps of the optimiser; it converges in fewer.
const STEPS: u64 = 500;

/// What to learn from and where to put the weights.
#[derive(Args)]
pub(crate) struct ConfidenceArguments {
    /// A file of weights of the lattice, and the sets that these were not learned from, parted
    /// by commas; the sets as `train` takes them
    #[arg(required = true, value_name = "WEIGHTS,SET,…")]
    folds: Vec<Fold>,
    /// Where the weights go
    #[arg(long, short)]
    output: PathBuf,
    /// Strength of the quadratic penalty, beside a mean loss of each set
    #[arg(long, default_value_t = 0.001)]
    penalty: f64,
}

/// Weights of the lattice, and sets that they have not seen.
#[derive(Clone)]
struct Fold {
    weights: PathBuf,
    sets: Vec<Recipe>,
}

impl FromStr for Fold {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (weights, sets) = text
            .split_once(',')
            .ok_or("a fold names weights and sets")?;
        Ok(Self {
            weights: weights.into(),
            sets: sets.split(',').map(str::parse).collect::<Result<_, _>>()?,
        })
    }
}

/// Links of one set to learn from.
struct Sample {
    name: String,
    /// How much its links count together.
    weight: f64,
    /// What is known of the text, whether the link is a null, its clues, whether it is right.
    links: Vec<(Knowledge, bool, Clues, bool)>,
}

impl Sample {
    fn named(&self) -> String {
        format!("{} {}", self.name, self.weight)
    }
}

/// Runs the task.
pub(crate) fn confidence(arguments: &ConfidenceArguments) -> Result<(), Box<dyn Error>> {
    let packs = PackLibrary::built_in();
    let mut samples = Vec::new();
    for fold in &arguments.folds {
        let weights = Weights::parse(&fs::read_to_string(&fold.weights)?)?;
        for recipe in &fold.sets {
            let set = recipe.make(data::read_set(&recipe.folder)?);
            samples.push(sample(&packs, &set, &weights, recipe.weight)?);
        }
    }
    let mut confidence = Confidence::of_the_lattice();
    for knowledge in Knowledge::ALL {
        for null in [false, true] {
            let start = *confidence.weights(knowledge, null);
            let objective = Objective::new(&samples, (knowledge, null), arguments.penalty);
            if objective.links.is_empty() {
                continue;
            }
            confidence.set_weights(knowledge, null, signed(objective, start)?);
        }
    }
    let names: BTreeSet<String> = samples.iter().map(Sample::named).collect();
    let origin = format!(
        "How far probabilities are to be trusted: a clue, and its weight for links with two\n\
         sides and for nulls, with a large lexicon, with a learned or small one, and without.\n\
         Made by `cargo xtask confidence-train`; do not edit.\n\
         Sets, which the weights of the lattice were not learned from, and how much each\n\
         counts: {}.\n\
         Quadratic penalty {}.",
        names.into_iter().collect::<Vec<_>>().join(", "),
        arguments.penalty,
    );
    Ok(fs::write(&arguments.output, confidence.to_text(&origin))?)
}

/// Aligns a set and looks up which links are right.
fn sample(
    packs: &PackLibrary,
    set: &GoldSet,
    weights: &Weights,
    weight: f64,
) -> Result<Sample, Box<dyn Error>> {
    let aligner = aligner(packs, set, weights, &Confidence::of_the_lattice())?;
    let links = set.documents.par_iter().map(|document| {
        let (source, target) = document.texts().map_err(|error| error.to_string())?;
        let (knowledge, found) =
            training::clues(&aligner, &source, &target).map_err(|error| error.to_string())?;
        let rung = |link: &Link| (link.source().indices(), link.target().indices());
        let gold: Vec<Rung> = document.gold.links().iter().map(rung).collect();
        let rungs: Vec<Rung> = found.iter().map(|one| rung(&one.link)).collect();
        let right = Score::default().add_links(&gold, &rungs);
        let links = found.into_iter().zip(right);
        let links = links.map(|(one, right)| (knowledge, one.link.is_null(), one.clues, right));
        Ok(links.collect())
    });
    let links = links.collect::<Result<Vec<Vec<_>>, String>>()?.concat();
    let right = links.iter().filter(|(.., right)| *right).count();
    eprintln_line(&format!(
        "{}: {} links, {right} right",
        set.name,
        links.len()
    ));
    Ok(Sample {
        name: set.name.clone(),
        weight,
        links,
    })
}

/// The mean logistic loss, and its slope.
#[derive(Clone)]
struct Objective {
    /// How much the link counts, its clues, whether it is right.
    links: Rc<Vec<(f64, Clues, bool)>>,
    penalty: f64,
    /// Which clues weigh anything.
    used: [bool; CLUES.len()],
}

impl Objective {
    fn new(samples: &[Sample], kind: (Knowledge, bool), penalty: f64) -> Self {
        let links = samples.iter().flat_map(|sample| {
            let links = sample.links.iter();
            let links = links.filter(move |(knowledge, null, ..)| (*knowledge, *null) == kind);
            let count = sample.weight / sample.links.len().max(1) as f64;
            links.map(move |&(_, _, clues, right)| (count, clues, right))
        });
        Self {
            links: Rc::new(links.collect()),
            penalty,
            used: [true; CLUES.len()],
        }
    }

    /// How far the weights are from those of the lattice.
    fn excess(weights: &[f64]) -> impl Iterator<Item = f64> {
        let log_odds = CLUES
            .iter()
            .map(|&name| f64::from(u8::from(name == "log-odds")));
        weights
            .iter()
            .zip(log_odds)
            .map(|(weight, own)| weight - own)
    }
}

impl CostFunction for Objective {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, weights: &Self::Param) -> Result<f64, argmin::core::Error> {
        let loss = self.links.iter().map(|(count, clues, right)| {
            let sum: f64 = weights.iter().zip(clues).map(|(a, b)| a * b).sum();
            let against = if *right { -sum } else { sum };
            // ln(1 + e^x) without overflow.
            count * (against.max(0.0) + (-against.abs()).exp().ln_1p())
        });
        let excess: f64 = Self::excess(weights).map(|excess| excess * excess).sum();
        Ok(loss.sum::<f64>() + 0.5 * self.penalty * excess)
    }
}

impl Gradient for Objective {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, weights: &Self::Param) -> Result<Vec<f64>, argmin::core::Error> {
        let mut slope: Vec<f64> = Self::excess(weights)
            .map(|excess| self.penalty * excess)
            .collect();
        for (count, clues, right) in &*self.links {
            let sum: f64 = weights.iter().zip(clues).map(|(a, b)| a * b).sum();
            let difference = 1.0 / (1.0 + (-sum).exp()) - f64::from(u8::from(*right));
            for (slope, clue) in slope.iter_mut().zip(clues) {
                *slope += count * difference * clue;
            }
        }
        for (slope, used) in slope.iter_mut().zip(self.used) {
            *slope *= f64::from(u8::from(used));
        }
        Ok(slope)
    }
}

/// What sign the weight of a clue has, if it means what it says: what matches speaks for a
/// link, and what does not speaks against it. (To a null all but four clues are 0.)
fn sign(clue: &str) -> Option<f64> {
    match clue {
        "log-odds" | "all.matched" | "all.coverage" | "weakest-line" => Some(1.0),
        "all.unmatched" | "asymmetry" | "length.ratio" | "end-mark.different"
        | "number.unmatched" => Some(-1.0),
        _ => None,
    }
}

/// Clues whose weights have the wrong sign make up for others, and not so in other texts;
/// they are left out, the furthest from its sense first, until there are none.
fn signed(mut objective: Objective, start: Clues) -> Result<Clues, Box<dyn Error>> {
    loop {
        let weights = minimise(objective.clone(), start)?;
        let wrongs = CLUES.iter().zip(weights).enumerate();
        let wrongs = wrongs.map(|(at, (clue, weight))| (at, -weight * sign(clue).unwrap_or(0.0)));
        let worst = wrongs.max_by(|one, other| one.1.total_cmp(&other.1));
        match worst {
            Some((clue, wrong)) if wrong > 0.0 => {
                eprintln_line(&format!("without `{}`, which had {wrong:.3}", CLUES[clue]));
                objective.used[clue] = false;
            }
            _ => return Ok(weights),
        }
    }
}

fn minimise(objective: Objective, start: Clues) -> Result<Clues, Box<dyn Error>> {
    let count = objective.links.len();
    let before = objective.cost(&start.to_vec())?;
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 8);
    let result = Executor::new(objective, solver)
        .configure(|state| state.param(start.to_vec()).max_iters(STEPS))
        .run()?;
    let state = result.state();
    eprintln_line(&format!(
        "{count} links: loss {before:.4} to {:.4} in {} steps",
        state.get_best_cost(),
        state.get_iter(),
    ));
    let best = state
        .get_best_param()
        .ok_or("the optimiser found nothing")?;
    Ok(best.as_slice().try_into()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Links whose log-odds tell the truth, and whose coverage lies about it.
    fn objective() -> Objective {
        let links = (0..400).map(|at| {
            let log_odds = f64::from(at % 9) - 4.0;
            let mut clues = [0.0; CLUES.len()];
            (clues[0], clues[1]) = (1.0, log_odds);
            let expected = 1.0 / (1.0 + (-log_odds).exp());
            let right = f64::from(at * 37 % 100) < 100.0 * expected;
            clues[6] = f64::from(u8::from(!right));
            (Knowledge::None, false, clues, right)
        });
        let sample = Sample {
            name: "made".to_owned(),
            weight: 1.0,
            links: links.collect(),
        };
        Objective::new(&[sample], (Knowledge::None, false), 0.01)
    }

    #[test]
    fn the_slope_is_that_of_the_loss() {
        let objective = objective();
        let at: Vec<f64> = (0..CLUES.len()).map(|clue| 0.1 * clue as f64).collect();
        let slope = objective.gradient(&at).unwrap();
        for clue in 0..CLUES.len() {
            let beside = |step: f64| {
                let mut beside = at.clone();
                beside[clue] += step;
                objective.cost(&beside).unwrap()
            };
            let expected = (beside(1e-5) - beside(-1e-5)) / 2e-5;
            assert!((slope[clue] - expected).abs() < 1e-6, "{}", CLUES[clue]);
        }
    }

    #[test]
    fn a_clue_of_the_wrong_sign_is_left_out() {
        let start = *Confidence::of_the_lattice().weights(Knowledge::None, false);
        assert!(minimise(objective(), start).unwrap()[6] < 0.0);
        let weights = signed(objective(), start).unwrap();
        assert_eq!(weights[6], 0.0);
        assert!((weights[1] - 1.0).abs() < 0.3, "{}", weights[1]);
    }

    #[test]
    fn a_fold_names_weights_and_sets() {
        let fold: Fold = "w.tsv,news:noisy*2=0.5,books".parse().unwrap();
        assert_eq!((fold.sets.len(), fold.sets[0].weight), (2, 0.5));
        assert!("w.tsv".parse::<Fold>().is_err());
    }
}
