//! `cargo xtask pair-train`: weights for pairing documents, from feeds whose
//! pairs are known.
//!
//! A feed is a folder with a folder of texts for each of two languages, named by
//! their tags, and `gold.tsv`, a pair of paths a line; `times.tsv` may give paths
//! and publish times. Each feed is used twice, with times and without, so that
//! one set of weights serves both. Feeds may be in several pairs of languages.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bitext_core::{LanguageTag, Timestamp};
use bitext_corpus::training::{Example, feature_names, second_only, weights};
use bitext_corpus::{Pairer, PairingModel, Profile, PublishTime, Report, Reports};
use bitext_document::{ReadOptions, read_document};
use bitext_lang::PackLibrary;
use clap::Args;
use rayon::prelude::*;

#[derive(Args)]
pub(crate) struct PairTrainArguments {
    /// Feeds to learn from
    #[arg(required = true)]
    feeds: Vec<PathBuf>,
    /// Feeds to measure on
    #[arg(long, num_args = 1..)]
    held_out: Vec<PathBuf>,
    /// Learn the weights for languages without a lexicon: ignore those there are
    #[arg(long)]
    without_lexicon: bool,
    /// Strength of the pull towards zero
    #[arg(long, default_value_t = 1.0)]
    l2: f64,
    /// File of weights to write; only measures if not given
    #[arg(long, short)]
    output: Option<PathBuf>,
    /// What to say of the data in the head of the file
    #[arg(long, default_value = "feeds with known pairs")]
    origin: String,
    /// Measure the built-in weights and learn nothing
    #[arg(long)]
    measure: bool,
    /// Print the pairs that are wrong or missing in the held-out feeds
    #[arg(long)]
    errors: bool,
}

/// A source and a target language.
type Languages = (LanguageTag, LanguageTag);

/// A pairer for each pair of languages.
struct Pairers(BTreeMap<Languages, Pairer>);

impl Pairers {
    fn of(&self, feed: &Feed) -> &Pairer {
        &self.0[&feed.languages]
    }

    fn get(
        &mut self,
        languages: &Languages,
        without_lexicon: bool,
    ) -> Result<&Pairer, Box<dyn Error>> {
        if !self.0.contains_key(languages) {
            let packs = PackLibrary::built_in();
            let pairer = Pairer::try_new(&packs.get(&languages.0)?, &packs.get(&languages.1)?)?;
            let pairer = match without_lexicon {
                true => pairer.without_lexicon(),
                false => pairer,
            };
            self.0.insert(languages.clone(), pairer);
        }
        Ok(&self.0[languages])
    }

    fn with(self, model: &PairingModel) -> Self {
        let pairers = self.0.into_iter();
        Self(
            pairers
                .map(|(languages, pairer)| (languages, pairer.model(model.clone())))
                .collect(),
        )
    }
}

/// A feed in memory.
struct Feed {
    name: String,
    languages: Languages,
    source: Vec<(Report, Profile)>,
    target: Vec<(Report, Profile)>,
    gold: BTreeSet<(usize, usize)>,
}

impl Feed {
    /// The reports of both sides, with their publish times or without.
    fn sides(&self, with_times: bool) -> (Reports, Reports) {
        let side = |documents: &[(Report, Profile)]| {
            let mut reports = Reports::default();
            for (report, profile) in documents {
                let mut report = report.clone();
                report.published = report.published.filter(|_| with_times);
                reports.add(report, profile.clone());
            }
            reports
        };
        (side(&self.source), side(&self.target))
    }
}

pub(crate) fn train(arguments: &PairTrainArguments) -> Result<(), Box<dyn Error>> {
    let mut pairers = Pairers(BTreeMap::new());
    let mut load = |paths: &[PathBuf]| -> Result<Vec<Feed>, Box<dyn Error>> {
        let feeds = paths.iter();
        feeds
            .map(|path| {
                let languages = languages(path)?;
                load(
                    path,
                    &languages,
                    pairers.get(&languages, arguments.without_lexicon)?,
                )
            })
            .collect()
    };
    let (feeds, held_out) = (load(&arguments.feeds)?, load(&arguments.held_out)?);
    if !arguments.measure {
        let model;
        (pairers, model) = learn(&feeds, pairers, arguments);
        let text = model.to_text(&format!(
            "Weights of the model that pairs documents: feature, weight of the pair alone,\n\
             weight among its rivals. Learned by `cargo xtask pair-train` from\n{}.\n\
             Weights of `convention.…` are set by hand.",
            arguments.origin
        ));
        match &arguments.output {
            Some(path) => fs::write(path, text)?,
            None => io::stdout().lock().write_all(text.as_bytes())?,
        }
    }
    for (kind, feeds) in [("learned", &feeds), ("held out", &held_out)] {
        for feed in feeds {
            for with_times in [false, true] {
                measure(
                    io::stdout().lock(),
                    arguments,
                    pairers.of(feed),
                    feed,
                    (kind, with_times),
                )?;
            }
        }
    }
    Ok(())
}

/// Learns a model; the pairers come back with it.
fn learn(
    feeds: &[Feed],
    pairers: Pairers,
    arguments: &PairTrainArguments,
) -> (Pairers, PairingModel) {
    let l2 = arguments.l2;
    let examples = |pairers: &Pairers| -> Vec<Example> {
        let both = feeds.iter().flat_map(|feed| [(feed, false), (feed, true)]);
        both.flat_map(|(feed, with_times)| {
            let (source, target) = feed.sides(with_times);
            let pairer = pairers.of(feed);
            pairer.examples(source, target, |near, far| feed.gold.contains(&(near, far)))
        })
        .collect()
    };
    let built_in = PairingModel::built_in(!arguments.without_lexicon);
    let (mut alone, mut among) = weights(&built_in);
    fit(&mut alone, &examples(&pairers), second_only(), l2);
    // The second regression learns from margins that the first makes.
    let pairers = pairers.with(&PairingModel::from_weights(&alone, &among));
    fit(&mut among, &examples(&pairers), &[], l2);
    let model = PairingModel::from_weights(&alone, &among);
    (pairers.with(&model), model)
}

/// Fits a logistic regression by Newton's method. Features that are the same in
/// every example keep their weight, as do those in `without`, at zero.
fn fit(weights: &mut [f64], examples: &[Example], without: &[&str], l2: f64) {
    let names = feature_names();
    let varies = |at: usize| {
        let first = examples.first().map_or(0.0, |example| example.features[at]);
        names[at] == "bias" || examples.iter().any(|example| example.features[at] != first)
    };
    let excluded = |at: &usize| without.contains(&names[*at]);
    for at in (0..names.len()).filter(excluded) {
        weights[at] = 0.0;
    }
    let used: Vec<usize> = (0..names.len())
        .filter(|at| !excluded(at) && varies(*at))
        .collect();
    for &at in &used {
        weights[at] = 0.0;
    }
    for _ in 0..30 {
        let size = used.len();
        let mut gradient = vec![0.0; size];
        let mut curvature = vec![vec![0.0; size]; size];
        for (row, &at) in used.iter().enumerate() {
            let pull = if names[at] == "bias" { 0.0 } else { l2 };
            gradient[row] = -pull * weights[at];
            curvature[row][row] = pull + 1e-9;
        }
        for example in examples {
            let x: Vec<f64> = used.iter().map(|&at| example.features[at]).collect();
            let score: f64 = weights
                .iter()
                .zip(&example.features)
                .map(|(w, x)| w * x)
                .sum();
            let p = 1.0 / (1.0 + (-score).exp());
            let error = f64::from(u8::from(example.is_pair)) - p;
            for row in 0..size {
                gradient[row] += error * x[row];
                for column in 0..size {
                    curvature[row][column] += p * (1.0 - p) * x[row] * x[column];
                }
            }
        }
        let step = solve(curvature, gradient);
        let mut largest = 0.0f64;
        for (&at, step) in used.iter().zip(step) {
            let step = step.clamp(-4.0, 4.0);
            weights[at] += step;
            largest = largest.max(step.abs());
        }
        if largest < 1e-6 {
            break;
        }
    }
}

/// Solves a linear system by elimination with pivots.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for column in 0..size {
        let pivot = (column..size)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let head = matrix[column].clone();
        for row in column + 1..size {
            let factor = matrix[row][column] / head[column];
            for (cell, above) in matrix[row].iter_mut().zip(&head).skip(column) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|at| matrix[row][at] * right[at]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

fn measure(
    mut output: impl Write,
    arguments: &PairTrainArguments,
    pairer: &Pairer,
    feed: &Feed,
    (kind, times): (&str, bool),
) -> io::Result<()> {
    let (source, target) = feed.sides(times);
    let start = std::time::Instant::now();
    let pairing = pairer.pair(source, target);
    let elapsed = start.elapsed().as_secs_f64();
    let found: BTreeSet<(usize, usize)> = pairing
        .pairs
        .iter()
        .map(|pair| (pair.source, pair.target))
        .collect();
    let right = found.intersection(&feed.gold).count() as f64;
    let (precision, recall) = (
        right / found.len().max(1) as f64,
        right / feed.gold.len().max(1) as f64,
    );
    let sum: f64 = pairing
        .pairs
        .iter()
        .map(|pair| pair.probability.value())
        .sum();
    writeln!(
        output,
        "{kind:<9} {:<12} {:<10} P {:.4}  R {:.4}  F1 {:.4}  expected right {:.1}, right {right}, {elapsed:.2} s",
        feed.name,
        if times { "times" } else { "no times" },
        precision,
        recall,
        2.0 * right / (found.len() + feed.gold.len()).max(1) as f64,
        sum,
    )?;
    if arguments.errors {
        for pair in &pairing.pairs {
            if !feed.gold.contains(&(pair.source, pair.target)) {
                let reasons: Vec<String> = pair.reasons.iter().map(ToString::to_string).collect();
                writeln!(
                    output,
                    "  wrong   {} {} {:.3} {}",
                    feed.source[pair.source].0.path,
                    feed.target[pair.target].0.path,
                    pair.probability.value(),
                    reasons.join("; ")
                )?;
            }
        }
        for &(near, far) in feed.gold.difference(&found) {
            let (near_path, far_path) = (&feed.source[near].0.path, &feed.target[far].0.path);
            let state = pairing.source_unpaired.iter().find(|(at, _)| *at == near);
            writeln!(output, "  missing {near_path} {far_path} {state:?}")?;
        }
    }
    Ok(())
}

/// The rows of a table of two columns.
fn rows(path: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let text =
        fs::read_to_string(path).map_err(|error| format!("`{}`: {error}", path.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let row = |line: &str| match line.split_once('\t') {
        Some((one, other)) => Ok((one.to_owned(), other.to_owned())),
        None => Err(format!("`{}`: `{line}` has no tab", path.display()).into()),
    };
    lines.map(row).collect()
}

/// The languages of a feed, which are the folders of its first known pair.
fn languages(folder: &Path) -> Result<Languages, Box<dyn Error>> {
    let gold = folder.join("gold.tsv");
    let rows = rows(&gold)?;
    let tag = |path: &str| LanguageTag::try_new(path.split_once('/')?.0).ok();
    let first = rows.first();
    let found = first.and_then(|(near, far)| Some((tag(near)?, tag(far)?)));
    found.ok_or_else(|| {
        format!(
            "`{}`: the first line is not `en/a.txt`, a tab and `ru/b.txt`",
            gold.display()
        )
        .into()
    })
}

fn load(folder: &Path, languages: &Languages, pairer: &Pairer) -> Result<Feed, Box<dyn Error>> {
    let mut times = BTreeMap::new();
    let times_path = folder.join("times.tsv");
    if times_path.exists() {
        for (path, time) in rows(&times_path)? {
            let parsed = time.parse::<Timestamp>();
            let parsed =
                parsed.map_err(|error| format!("`{}`: `{time}`: {error}", times_path.display()))?;
            times.insert(path, PublishTime::from(parsed));
        }
    }
    let side = |language: &LanguageTag,
                is_source: bool|
     -> Result<Vec<(Report, Profile)>, Box<dyn Error>> {
        let mut names: Vec<String> = fs::read_dir(folder.join(language.as_str()))?
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<_>>()?;
        names.sort();
        let read = |name: &String| -> Result<(Report, Profile), String> {
            let path = format!("{language}/{name}");
            let read = read_document(&folder.join(&path), &ReadOptions::default())
                .map_err(|error| error.to_string())?;
            let document = &read.document;
            let blocks = (0..document.blocks().len()).map(|at| document.block_text(at));
            let profile = if is_source {
                pairer.source_profile(blocks)
            } else {
                pairer.target_profile(blocks)
            };
            let report = Report {
                published: times.get(&path).copied(),
                path,
                ..Report::default()
            };
            Ok((report, profile))
        };
        let reports: Result<Vec<(Report, Profile)>, String> = names.par_iter().map(read).collect();
        Ok(reports?)
    };
    let (source, target) = (side(&languages.0, true)?, side(&languages.1, false)?);
    let find = |side: &[(Report, Profile)], path: &str| {
        let place = side.iter().position(|(report, _)| report.path == path);
        place.ok_or_else(|| format!("`{}`: no `{path}`", folder.display()))
    };
    let mut gold = BTreeSet::new();
    for (near, far) in rows(&folder.join("gold.tsv"))? {
        gold.insert((find(&source, &near)?, find(&target, &far)?));
    }
    Ok(Feed {
        name: folder
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned()),
        languages: languages.clone(),
        source,
        target,
        gold,
    })
}
