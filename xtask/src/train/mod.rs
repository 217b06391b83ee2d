//! `cargo xtask train`: the aligner's weights from gold bitexts.
//!
//! Pass 1 is trained first; its ladders give every document its priors, on
//! which pass 2 is trained. The loss is that of [`bitext_align::training`] with
//! a quadratic penalty, minimised by L-BFGS.

mod confidence;
mod data;
mod noise;
mod recipe;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use argmin::core::{CostFunction, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use bitext_align::evaluate::Score;
use bitext_align::training::{self, Corpus, Example, Pass};
use bitext_align::{Aligner, Confidence, Knowledge, Verdict, VerdictKind, Weights};
use bitext_core::{Ladder, Link, SegmentRange, SegmentedTextError};
use bitext_lang::PackLibrary;
use clap::Args;
pub(crate) use confidence::{ConfidenceArguments, confidence};
use data::{GoldDocument, GoldSet, Lexicon, Line};
use rayon::prelude::*;
use recipe::Recipe;

/// What to train on and where to put the weights.
#[derive(Args)]
pub(crate) struct TrainArguments {
    /// Folders of gold bitexts, what to make of each, and how much its documents count: `FOLDER`,
    /// `FOLDER=3`, `FOLDER:joined:noisy*10:bare=2`; see [`Recipe`]
    sets: Vec<Recipe>,
    /// Manifest of a corpus in the layout of `corpora/`, and how much its documents count
    #[arg(long, num_args = 1..)]
    corpus: Vec<Recipe>,
    /// Folders of gold bitexts, or manifests of corpora, that only measure; recipes like the others
    #[arg(long, num_args = 1..)]
    held_out: Vec<Recipe>,
    /// Where the weights go
    #[arg(long, short)]
    output: Option<PathBuf>,
    /// Weights to start from, and to measure if there is nothing to train
    #[arg(long)]
    start: Option<PathBuf>,
    /// How far to trust probabilities when measuring, as `confidence-train` writes it
    #[arg(long)]
    confidence: Option<PathBuf>,
    /// Strength of the quadratic penalty
    #[arg(long, default_value_t = 1.0)]
    penalty: f64,
    /// Print the verdicts on right and wrong document pairs of each set that only measures, and of those without a lexicon
    #[arg(long)]
    verdicts: bool,
    /// Print this many wrong links of each set that only measures
    #[arg(long, default_value_t = 0)]
    errors: usize,
    /// Most steps of the optimiser in each pass; 0 only measures
    #[arg(long, default_value_t = 60)]
    steps: u64,
}

/// Runs the task.
pub(crate) fn train(arguments: &TrainArguments) -> Result<(), Box<dyn Error>> {
    let packs = PackLibrary::built_in();
    let mut weights = match &arguments.start {
        Some(path) => Weights::parse(&fs::read_to_string(path)?)?,
        None => Weights::built_in(),
    };
    let confidence = match &arguments.confidence {
        Some(path) => Confidence::parse(&fs::read_to_string(path)?)?,
        None => Confidence::built_in(),
    };
    let mut sets = Vec::new();
    for recipe in &arguments.sets {
        sets.push((recipe.make(data::read_set(&recipe.folder)?), recipe.weight));
    }
    for corpus in &arguments.corpus {
        let made = data::read_corpus(&corpus.folder)?.into_iter();
        sets.extend(made.map(|set| (corpus.make(set), corpus.weight)));
    }
    if arguments.steps > 0 {
        let mut corpus: Option<Corpus> = None;
        for (set, weight) in &sets {
            let prepared = prepare(&packs, set, *weight, &weights)?;
            match &mut corpus {
                Some(corpus) => corpus.append(prepared),
                None => corpus = Some(prepared),
            }
        }
        let mut corpus = corpus.ok_or("no set to train on")?;
        let (documents, links) = corpus.size();
        eprintln_line(&format!("{documents} documents, {links} possible links"));
        for pass in [Pass::First, Pass::Second] {
            if pass == Pass::Second {
                corpus.adapt(&weights);
            }
            for knowledge in Knowledge::ALL {
                if corpus.gold_links(knowledge) > 0.0 {
                    let trained = minimise(&corpus, pass, knowledge, &weights, arguments)?;
                    training::set_parameters(&mut weights, pass, knowledge, &trained);
                }
            }
        }
        if let Some(output) = &arguments.output {
            fs::write(output, weights.to_text(&origin(&sets, arguments.penalty)))?;
        }
    }
    for (set, _) in &sets {
        if arguments.verdicts && matches!(set.lexicon, Lexicon::None) {
            measure_verdicts(&packs, set, &weights)?;
        }
        measure(&packs, set, (&weights, &confidence), "trained on", 0)?;
    }
    for recipe in &arguments.held_out {
        let sets = match recipe.folder.is_file() {
            true => data::read_corpus(&recipe.folder)?,
            false => vec![data::read_set(&recipe.folder)?],
        };
        for set in sets.into_iter().map(|set| recipe.make(set)) {
            if arguments.verdicts {
                measure_verdicts(&packs, &set, &weights)?;
            }
            measure(
                &packs,
                &set,
                (&weights, &confidence),
                "held out",
                arguments.errors,
            )?;
        }
    }
    Ok(())
}

/// Progress goes to standard error.
#[expect(
    clippy::print_stderr,
    reason = "a maintainer's command reports its progress"
)]
fn eprintln_line(text: &str) {
    eprintln!("{text}");
}

fn aligner(
    packs: &PackLibrary,
    set: &GoldSet,
    weights: &Weights,
    confidence: &Confidence,
) -> Result<Aligner, Box<dyn Error>> {
    let (source, target) = (packs.get(&set.languages.0)?, packs.get(&set.languages.1)?);
    let builder = Aligner::builder(&source, &target);
    let builder = match set.lexicon {
        Lexicon::BuiltIn => builder,
        Lexicon::None => builder.without_lexicon(),
        Lexicon::Packed(packed) => builder.lexicon(packed),
    };
    let builder = builder.weights(weights.clone());
    Ok(builder.confidence(confidence.clone()).build()?)
}

fn prepare(
    packs: &PackLibrary,
    set: &GoldSet,
    weight: f64,
    weights: &Weights,
) -> Result<Corpus, Box<dyn Error>> {
    let examples: Vec<Example> = set
        .documents
        .iter()
        .map(|document| {
            let (source, target) = document.texts()?;
            Ok(Example {
                source,
                target,
                gold: document.gold.clone(),
                weight,
            })
        })
        .collect::<Result<_, SegmentedTextError>>()?;
    Ok(Corpus::prepare(
        &aligner(packs, set, weights, &Confidence::built_in())?,
        &examples,
    )?)
}

/// The loss as the optimiser sees it. It asks for value and slope apart, so the
/// last answer is kept.
struct Objective<'a> {
    corpus: &'a Corpus,
    pass: Pass,
    knowledge: Knowledge,
    penalty: f64,
    last: Mutex<Option<Answer>>,
}

/// Parameters, and the loss and its slope there.
type Answer = (Vec<f64>, f64, Vec<f64>);

impl Objective<'_> {
    fn at(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        let mut last = self
            .last
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((known, loss, slope)) = last.as_ref()
            && known == parameters
        {
            return (*loss, slope.clone());
        }
        let (mut loss, mut slope) = self.corpus.loss(self.pass, self.knowledge, parameters);
        for (sum, parameter) in slope.iter_mut().zip(parameters) {
            loss += 0.5 * self.penalty * parameter * parameter;
            *sum += self.penalty * parameter;
        }
        // Taken for each gold link, so that the optimiser's first step, which
        // is as long as the slope, stays near the start.
        let links = self.corpus.gold_links(self.knowledge).max(1.0);
        loss /= links;
        slope.iter_mut().for_each(|sum| *sum /= links);
        *last = Some((parameters.to_vec(), loss, slope.clone()));
        (loss, slope)
    }
}

impl CostFunction for Objective<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, parameters: &Self::Param) -> Result<f64, argmin::core::Error> {
        Ok(self.at(parameters).0)
    }
}

impl Gradient for Objective<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, parameters: &Self::Param) -> Result<Vec<f64>, argmin::core::Error> {
        Ok(self.at(parameters).1)
    }
}

fn minimise(
    corpus: &Corpus,
    pass: Pass,
    knowledge: Knowledge,
    weights: &Weights,
    arguments: &TrainArguments,
) -> Result<Vec<f64>, Box<dyn Error>> {
    let objective = Objective {
        corpus,
        pass,
        knowledge,
        penalty: arguments.penalty,
        last: Mutex::new(None),
    };
    let start = training::parameters(weights, pass, knowledge);
    let before = objective.at(&start).0;
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 8);
    let result = Executor::new(objective, solver)
        .configure(|state| state.param(start).max_iters(arguments.steps))
        .run()?;
    let state = result.state();
    eprintln_line(&format!(
        "{pass:?} pass, {}: loss {before:.4} to {:.4} a link in {} steps ({})",
        match knowledge {
            Knowledge::Lexicon => "with lexicon",
            Knowledge::Learned => "with a learned one",
            Knowledge::None => "without",
        },
        state.get_best_cost(),
        state.get_iter(),
        state.get_termination_status(),
    ));
    Ok(state
        .get_best_param()
        .ok_or("the optimiser found nothing")?
        .clone())
}

fn origin(sets: &[(GoldSet, f64)], penalty: f64) -> String {
    let mut text = String::from(
        "Weights of the aligner: feature, weight in pass 1, weight in pass 2, its growth\n\
         with literalness and with gaps; the same four with a learned lexicon only, and\n\
         without any.\n\
         Made by `cargo xtask train`; do not edit.\n",
    );
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for (set, _) in sets {
        *names.entry(set.name.clone()).or_default() += set.documents.len();
    }
    let list: Vec<String> = names
        .iter()
        .map(|(name, documents)| format!("{name} ({documents})"))
        .collect();
    text.push_str(&format!(
        "Gold documents: {}. Quadratic penalty {penalty}.",
        list.join(", ")
    ));
    text
}

/// Prints how far apart the verdicts on right and on wrong pairs lie; wrong
/// pairs are each source with the target of the next document.
fn measure_verdicts(
    packs: &PackLibrary,
    set: &GoldSet,
    weights: &Weights,
) -> Result<(), Box<dyn Error>> {
    let aligner = aligner(packs, set, weights, &Confidence::built_in())?;
    let documents = &set.documents;
    let verdicts = |shift: usize| {
        (0..documents.len())
            .into_par_iter()
            .map(|at| {
                let near = documents[at].texts().map_err(|error| error.to_string())?.0;
                let other = (at + shift) % documents.len();
                let far = documents[other]
                    .texts()
                    .map_err(|error| error.to_string())?
                    .1;
                let alignment = aligner
                    .align(&near, &far)
                    .map_err(|error| error.to_string())?;
                Ok(alignment.verdict)
            })
            .collect::<Result<Vec<Verdict>, String>>()
    };
    for (role, shift) in [("right", 0), ("wrong", 1)] {
        let verdicts = verdicts(shift)?;
        let quantiles = |value: fn(&Verdict) -> f64| {
            let mut values: Vec<f64> = verdicts.iter().map(value).collect();
            values.sort_by(f64::total_cmp);
            let at = |share: f64| values[((values.len() - 1) as f64 * share) as usize];
            format!(
                "{:.2} {:.2} {:.2} {:.2} {:.2}",
                at(0.0),
                at(0.01),
                at(0.5),
                at(0.99),
                at(1.0)
            )
        };
        let count = |kind| verdicts.iter().filter(|found| found.kind == kind).count();
        let refused = count(VerdictKind::NoTranslation);
        let partial = count(VerdictKind::Partial);
        eprintln_line(&format!(
            "{:16} {role} pairs {}: {refused} refused, {partial} partial; evidence {}; sure share {} (minimum, 1 %, median, 99 %, maximum)",
            set.name,
            verdicts.len(),
            quantiles(|verdict| verdict.evidence),
            quantiles(|verdict| verdict.sure_share),
        ));
    }
    Ok(())
}

/// A gold link that was missed, and what was found in its place.
fn show(document: &GoldDocument, ladder: &Ladder, gold: &Link) -> String {
    let lines = |link: &Link| {
        let side = |lines: &[Line], range: SegmentRange| {
            let texts: Vec<&str> = lines[range.indices()]
                .iter()
                .map(|line| line.text.as_str())
                .collect();
            format!("{:?} {}", range.indices(), texts.join(" | "))
        };
        format!(
            "{:.2}\n      {}\n      {}",
            link.probability().value(),
            side(&document.source, link.source()),
            side(&document.target, link.target())
        )
    };
    let mut text = format!("gold {}", lines(gold));
    let touches = |a: SegmentRange, b: SegmentRange| a.start < b.end && b.start < a.end;
    for link in ladder.links() {
        if touches(link.source(), gold.source()) || touches(link.target(), gold.target()) {
            text.push_str(&format!("\n  got {}", lines(link)));
        }
    }
    text
}

fn measure(
    packs: &PackLibrary,
    set: &GoldSet,
    (weights, confidence): (&Weights, &Confidence),
    role: &str,
    errors: usize,
) -> Result<(), Box<dyn Error>> {
    let aligner = aligner(packs, set, weights, confidence)?;
    let ladders = set
        .documents
        .par_iter()
        .map(|document| {
            let (source, target) = document.texts().map_err(|error| error.to_string())?;
            let alignment = aligner
                .align(&source, &target)
                .map_err(|error| error.to_string())?;
            Ok(alignment.ladder)
        })
        .collect::<Result<Vec<_>, String>>()?;
    let mut score = Score::default();
    for (document, ladder) in set.documents.iter().zip(&ladders) {
        score.add(&document.gold, ladder);
    }
    let wrong =
        set.documents
            .iter()
            .zip(&ladders)
            .flat_map(|(document, ladder)| {
                let missed = document.gold.links().iter().filter(|link| {
                    !ladder.links().iter().any(|found| {
                        (found.source(), found.target()) == (link.source(), link.target())
                    })
                });
                missed.map(move |link| show(document, ladder, link))
            });
    wrong.take(errors).for_each(|text| eprintln_line(&text));
    let figures = score.figures();
    let sure = score.calibration().last().copied().unwrap_or_default();
    let links: usize = score.calibration().iter().map(|bin| bin.links).sum();
    eprintln_line(&format!(
        "{role} {:16} strict F1 {:6.2}  1-1 {:6.2}  alone {:>6}  p ≥ 0.9: {:5.1} % of links, {:6.2} % right  calibration error {:.4}",
        set.name,
        100.0 * figures.f1_strict,
        100.0 * figures.f1_plain,
        figures
            .f1_unaligned
            .map_or("-".to_owned(), |value| format!("{:.2}", 100.0 * value)),
        100.0 * sure.links as f64 / links.max(1) as f64,
        100.0 * sure.right as f64 / sure.links.max(1) as f64,
        score.calibration_error(),
    ));
    Ok(())
}
