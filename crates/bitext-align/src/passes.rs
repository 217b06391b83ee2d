//! The two passes over one corridor: scores, best path, probabilities.
//!
//! Both passes read the same features, so one sweep over the corridor scores
//! it under the weights of both. What the first ladder teaches of the document
//! shifts whole link types only, and is added to the second scores afterwards.

use std::ops::Range;

use bitext_core::{Ladder, Link, Probability, SegmentRange};
use rayon::prelude::*;

use crate::adapt::DocumentPriors;
use crate::aligner::{AlignError, Alignment};
use crate::confidence::{Basis, Noting};
use crate::corridor::Corridor;
use crate::expected::{NullProbabilities, expected_path};
use crate::feature::Features;
use crate::lattice::{
    Edge, FORBIDDEN, LINK_1_1, LINK_TYPES, Lattice, Posteriors, SOURCE_NULL, TARGET_NULL, TYPES,
};
use crate::score::{Comparison, SingleLinks};
use crate::sink::{Scorer, joined};
use crate::verdict::{self, Grounds, Verdict};
use crate::weights::{Model, PassWeights, Traits};

/// Rows that one thread scores at a time. Only speed depends on it.
const ROWS_A_TASK: usize = 128;

/// Rungs less probable than this are not looked at again when a lexicon has been
/// learned from the text.
const LEAST_LIKELY: f32 = 1e-5;

/// Both passes inside a corridor.
pub(crate) fn decide(
    comparison: &Comparison<'_>,
    corridor: &Corridor,
    weights: &Model,
) -> Result<Decision, AlignError> {
    let no_ladder = || AlignError::NoLadder {
        source_length: corridor.source_length(),
        target_length: corridor.target_length(),
    };
    let mut scores = score(comparison, corridor, weights);
    let first = Lattice {
        corridor,
        scores: &scores.first,
        transitions: weights.first.transitions(0.0),
    };
    let path = first.best_path().ok_or_else(no_ladder)?;
    let priors = DocumentPriors::estimate(&path, &scores.best_coverage);
    scores.first = Vec::new();

    let weights = weights.second_at(priors.traits);
    settle(&mut scores, &priors, &weights);
    let second = Lattice {
        corridor,
        scores: &scores.second,
        transitions: priors.transitions(&weights),
    };
    let all_nulls = verdict::all_nulls(&second);

    let sharpness = priors.sharpness();
    let transitions = second.transitions.scaled(sharpness);
    for score in &mut scores.second {
        *score *= sharpness;
    }
    let second = Lattice {
        corridor,
        scores: &scores.second,
        transitions,
    };
    let posteriors = second.posteriors().ok_or_else(no_ladder)?;
    let nulls = NullProbabilities::new(&posteriors, corridor);
    let path = expected_path(scores.second, &posteriors, &nulls, corridor).ok_or_else(no_ladder)?;
    let log_ratio = posteriors.log_partition / f64::from(sharpness) - all_nulls;
    Ok(Decision {
        path,
        posteriors,
        nulls,
        grounds: Grounds {
            log_ratio,
            calibration: priors.calibration,
            best_coverage: scores.best_coverage,
            knowledge: comparison.knowledge,
        },
        plain: scores.plain,
    })
}

/// What the passes found in a corridor.
pub(crate) struct Decision {
    path: Vec<Edge>,
    posteriors: Posteriors,
    nulls: NullProbabilities,
    grounds: Grounds,
    plain: Vec<Basis>,
}

impl Decision {
    /// The rungs of the corridor that some likely path leads through.
    pub(crate) fn likely(&self, corridor: &Corridor) -> Corridor {
        let mut rows: Vec<Range<usize>> = Vec::with_capacity(corridor.rows());
        for i in 0..corridor.rows() {
            let row = corridor.row(i);
            let cells = self.posteriors.edges[corridor.start(i) * TYPES..].chunks_exact(TYPES);
            let likely = |edges: &[f32]| edges.iter().sum::<f32>() >= LEAST_LIKELY;
            let mut found = row.clone().zip(cells).filter(|(_, edges)| likely(edges));
            let first = found.next().map(|(j, _)| j);
            let last = found.next_back().map(|(j, _)| j).or(first);
            rows.push(match first.zip(last) {
                Some((first, last)) => first..last + 1,
                // Inside a join.
                None => {
                    let before = rows.last().map_or(row.start, |row| row.end - 1);
                    before..before + 1
                }
            });
        }
        corridor.through(rows)
    }

    /// What each link of the ladder rests on.
    pub(crate) fn basis(&self, comparison: &Comparison<'_>, corridor: &Corridor) -> Vec<Basis> {
        let noted = |edge: &Edge| match edge.link_type {
            LINK_1_1 => self
                .plain
                .get(corridor.cell(edge.source, edge.target)?)
                .copied(),
            _ => None,
        };
        let links = || comparison.single_links();
        let of_edge = |links: &mut SingleLinks<'_>, edge: &Edge| {
            noted(edge).unwrap_or_else(|| {
                Basis::of(&links.features_of(edge.source, edge.target, edge.link_type))
            })
        };
        if self.path.len() > ROWS_A_TASK {
            self.path.par_iter().map_init(links, of_edge).collect()
        } else {
            let mut links = links();
            let path = self.path.iter();
            path.map(|edge| of_edge(&mut links, edge)).collect()
        }
    }

    pub(crate) fn alignment(self, corridor: &Corridor) -> Result<Alignment, AlignError> {
        let ladder = ladder(&self, corridor)?;
        let verdict = Verdict::new(&ladder, &self.grounds);
        Ok(Alignment {
            lattice: ladder.clone(),
            ladder,
            verdict,
            moved: Vec::new(),
        })
    }
}

/// Scores of every edge of a corridor under the weights of both passes.
pub(crate) struct Scores {
    pub(crate) first: Vec<f32>,
    /// Still without the document's priors.
    pub(crate) second: Vec<f32>,
    /// What the second scores gain for each point of every trait.
    pub(crate) growth: Vec<Traits>,
    /// The best coverage of every source and target line by a 1-1 link.
    pub(crate) best_coverage: Vec<f32>,
    /// What the 1-1 link from each rung rests on. Most of a ladder is 1-1, and to work it out
    /// once more takes as long as all the other links of a line.
    plain: Vec<Basis>,
}

/// Rows to be scored, and the places of what is found.
struct Task<'a> {
    rows: Range<usize>,
    first: &'a mut [f32],
    second: &'a mut [f32],
    growth: &'a mut [Traits],
    plain: &'a mut [Basis],
}

/// Cuts a corridor's scores into tasks, one for each stretch of rows.
fn tasks<'a>(corridor: &Corridor, scores: &'a mut Scores) -> Vec<Task<'a>> {
    let mut tasks = Vec::new();
    let (mut first, mut second) = (scores.first.as_mut_slice(), scores.second.as_mut_slice());
    let (mut growth, mut plain) = (scores.growth.as_mut_slice(), scores.plain.as_mut_slice());
    for start in (0..corridor.rows()).step_by(ROWS_A_TASK) {
        let end = (start + ROWS_A_TASK).min(corridor.rows());
        let cells = corridor.start(end - 1) + corridor.row(end - 1).len() - corridor.start(start);
        tasks.push(Task {
            rows: start..end,
            first: first.split_off_mut(..cells * TYPES).unwrap_or_default(),
            second: second.split_off_mut(..cells * TYPES).unwrap_or_default(),
            growth: growth.split_off_mut(..cells * TYPES).unwrap_or_default(),
            plain: plain.split_off_mut(..cells).unwrap_or_default(),
        });
    }
    tasks
}

/// Scores a corridor, a task for each stretch of rows.
pub(crate) fn score(comparison: &Comparison<'_>, corridor: &Corridor, weights: &Model) -> Scores {
    let weights = joined(weights);
    let edges = corridor.cells() * TYPES;
    let mut scores = Scores {
        first: vec![FORBIDDEN; edges],
        second: vec![FORBIDDEN; edges],
        growth: vec![Traits::default(); edges],
        best_coverage: vec![0.0; corridor.source_length() + corridor.target_length()],
        plain: vec![Basis::default(); corridor.cells()],
    };
    let work = |task: Task<'_>| {
        let origin = corridor.start(task.rows.start);
        let mut best = Vec::new();
        comparison.for_each_link(corridor, task.rows, |site| {
            let mut scorer = Scorer::new(&weights);
            if site.link_type == LINK_1_1 {
                let basis = &mut task.plain[site.cell - origin];
                site.describe(&mut Noting::new(&mut scorer, basis));
                let (i, j) = site.rung();
                best.push((i, j, basis.coverage()));
            } else {
                site.describe(&mut scorer);
            }
            let at = (site.cell - origin) * TYPES + site.link_type;
            (task.first[at], task.second[at], task.growth[at]) = scorer.scores();
        });
        best
    };
    let tasks = tasks(corridor, &mut scores);
    let best: Vec<Vec<(usize, usize, f32)>> = if tasks.len() > 1 {
        tasks.into_par_iter().map(work).collect()
    } else {
        // A short text is scored before threads have been started.
        tasks.into_iter().map(work).collect()
    };
    for (i, j, coverage) in best.into_iter().flatten() {
        for line in [i, corridor.source_length() + j] {
            scores.best_coverage[line] = scores.best_coverage[line].max(coverage);
        }
    }
    scores
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

/// Fits the scores of pass 2 to the document: `weights` are those of its traits,
/// and the priors shift whole link types.
fn settle(scores: &mut Scores, priors: &DocumentPriors, weights: &PassWeights) {
    let shifts: [f32; TYPES] = std::array::from_fn(|kind| priors.shift(kind, weights));
    let cells = scores.second.chunks_exact_mut(TYPES);
    for (cell, growth) in cells.zip(scores.growth.chunks_exact(TYPES)) {
        for ((score, growth), shift) in cell.iter_mut().zip(growth).zip(shifts) {
            // Worked out for all edges: which of them exist cannot be guessed.
            let [literal, gaps] = priors.traits;
            let settled = *score + (growth[0] * literal + growth[1] * gaps + shift);
            *score = if *score > FORBIDDEN { settled } else { *score };
        }
    }
    scores.growth = Vec::new();
}

/// The path of a ladder.
pub(crate) fn edges(ladder: &Ladder) -> Vec<Edge> {
    let links = ladder.links().iter();
    links
        .filter_map(|link| {
            let counts = (link.source().len(), link.target().len());
            let link_type = LINK_TYPES.iter().position(|&known| known == counts)?;
            Some(Edge {
                source: link.source().indices().start,
                target: link.target().indices().start,
                link_type,
            })
        })
        .collect()
}

/// Turns a path into a ladder, each link with its probability. That of a null
/// is the probability of its segment having no counterpart, wherever the empty
/// side stands.
fn ladder(decision: &Decision, corridor: &Corridor) -> Result<Ladder, AlignError> {
    let Decision {
        path,
        posteriors,
        nulls,
        ..
    } = decision;
    let mut links = Vec::with_capacity(path.len());
    for edge in path {
        let (a, b) = LINK_TYPES[edge.link_type];
        let probability = match edge.link_type {
            SOURCE_NULL => nulls.source[edge.source],
            TARGET_NULL => nulls.target[edge.target],
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
