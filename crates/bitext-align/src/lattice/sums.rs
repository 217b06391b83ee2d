//! Sums over all paths of a lattice: forward, backward, and from both the
//! probability of every edge.

use super::{
    AFTER_LINK, AFTER_SOURCE_NULL, AFTER_TARGET_NULL, FORBIDDEN, LINK_TYPES, LONGEST, Lattice,
    Posteriors, SOURCE_NULL, STATES, TARGET_NULL, TYPES, state_after,
};
use crate::math::{exp, ln_double};

/// Backward sums stop here. Those of places that no path of any weight reaches may
/// grow without end, and what is infinite times nothing is no number.
const MOST: f64 = 1e250;

impl Lattice<'_> {
    /// The probability of every edge, by forward–backward. `None` if no path
    /// leads through the corridor.
    pub(crate) fn posteriors(&self) -> Option<Posteriors> {
        let corridor = self.corridor;
        let factors = self.transitions.factors();
        let (source_sums, target_sums) = self.null_sums();
        // From here to the end `edges` holds exp(score), then probabilities.
        let mut edges = vec![0.0f32; self.scores.len()];
        for i in 0..corridor.rows() {
            let row = corridor.row(i);
            let cells = corridor.start(i)..corridor.start(i) + row.len();
            let edges = edges[cells.start * TYPES..cells.end * TYPES].chunks_exact_mut(TYPES);
            let scores = self.scores[cells.start * TYPES..cells.end * TYPES].chunks_exact(TYPES);
            for ((j, edges), scores) in row.zip(edges).zip(scores) {
                let links = edges.iter_mut().zip(scores).zip(LINK_TYPES);
                for ((edge, &score), (a, b)) in links {
                    if score > FORBIDDEN / 2.0 {
                        let alone = source_sums[i + a] - source_sums[i] + target_sums[j + b]
                            - target_sums[j];
                        *edge = exp(f64::from(score) - alone).clamp(1e-37, 1e37) as f32;
                    }
                }
            }
        }
        let (forward, row_scale) = self.forward(&edges, &factors);
        let end = corridor.cell(corridor.source_length(), corridor.target_length())?;
        let total: f64 = forward[end].iter().sum();
        if total <= 0.0 || !total.is_finite() {
            return None;
        }
        let alone = [&source_sums, &target_sums].map(|sums| sums.last().copied().unwrap_or(0.0));
        let log_partition = alone[0]
            + alone[1]
            + ln_double(total)
            + row_scale.iter().map(|&scale| ln_double(scale)).sum::<f64>();
        let steps = self.backward(&mut edges, &forward, &row_scale, &factors, total);
        Some(Posteriors {
            log_partition,
            edges,
            steps,
        })
    }

    /// The scores of the nulls of the first lines of either side, summed up; the
    /// mean where they depend on the place of the empty side.
    ///
    /// Every path takes each line once. So if links count by how much better
    /// they are than their lines left alone, all paths change by one factor,
    /// and a run of a thousand nulls comes to 1 and does not vanish.
    fn null_sums(&self) -> (Vec<f64>, Vec<f64>) {
        let corridor = self.corridor;
        let mut source = vec![(0.0, 0u32); corridor.source_length()];
        let mut target = vec![(0.0, 0u32); corridor.target_length()];
        let add = |sum: Option<&mut (f64, u32)>, score: f32| {
            if let (Some(sum), true) = (sum, score > FORBIDDEN / 2.0) {
                *sum = (sum.0 + f64::from(score), sum.1 + 1);
            }
        };
        for i in 0..corridor.rows() {
            let cells = self.scores[corridor.start(i) * TYPES..].chunks_exact(TYPES);
            for (j, scores) in corridor.row(i).zip(cells) {
                add(source.get_mut(i), scores[SOURCE_NULL]);
                add(target.get_mut(j), scores[TARGET_NULL]);
            }
        }
        let sums = |scores: Vec<(f64, u32)>| {
            let mut sums = Vec::with_capacity(scores.len() + 1);
            sums.push(0.0);
            let mut sum = 0.0;
            for (score, count) in scores {
                sum += score / f64::from(count.max(1));
                sums.push(sum);
            }
            sums
        };
        (sums(source), sums(target))
    }

    /// Forward sums, each row divided by its largest value, and those values.
    fn forward(
        &self,
        weights: &[f32],
        factors: &[[f64; STATES]; STATES],
    ) -> (Vec<[f64; STATES]>, Vec<f64>) {
        let corridor = self.corridor;
        let mut sums = vec![[0.0; STATES]; corridor.cells()];
        let mut row_scale = vec![1.0; corridor.rows()];
        if let Some(origin) = corridor.cell(0, 0) {
            sums[origin][AFTER_LINK] = 1.0;
        }
        for (i, scale) in row_scale.iter_mut().enumerate() {
            let row = corridor.row(i);
            let first = corridor.start(i);
            let last = first + row.len();
            for cell in first..last.saturating_sub(1) {
                let weight = f64::from(weights[cell * TYPES + TARGET_NULL]);
                if weight > 0.0 {
                    let here = sums[cell];
                    sums[cell + 1][AFTER_TARGET_NULL] +=
                        weight * weigh(&here, factors, AFTER_TARGET_NULL);
                }
            }
            let largest = sums[first..last]
                .iter()
                .flatten()
                .copied()
                .fold(0.0, f64::max);
            if largest > 0.0 {
                *scale = largest;
                let pending = (i + LONGEST).min(corridor.rows() - 1);
                let pending_end = corridor.start(pending) + corridor.row(pending).len();
                for sum in sums[first..pending_end].iter_mut().flatten() {
                    *sum /= largest;
                }
            }
            let ahead = corridor.ahead(i);
            for (offset, j) in row.enumerate() {
                let here = sums[first + offset];
                let any: f64 = here.iter().sum();
                if any <= 0.0 {
                    continue;
                }
                let weights = &weights[(first + offset) * TYPES..][..TYPES];
                for ((link_type, &(a, b)), &weight) in LINK_TYPES.iter().enumerate().zip(weights) {
                    if link_type == TARGET_NULL || weight == 0.0 {
                        continue;
                    }
                    let Some(next) = ahead[a].cell(j + b) else {
                        continue;
                    };
                    let weight = f64::from(weight);
                    let state = state_after(link_type);
                    let come = if state == AFTER_LINK {
                        any
                    } else {
                        weigh(&here, factors, state)
                    };
                    sums[next][state] += weight * come;
                }
            }
        }
        (sums, row_scale)
    }

    /// Backward sums; turns `edges` from exp(score) into probabilities on the
    /// way and returns the expected numbers of *open* and *switch* steps.
    fn backward(
        &self,
        edges: &mut [f32],
        forward: &[[f64; STATES]],
        row_scale: &[f64],
        factors: &[[f64; STATES]; STATES],
        total: f64,
    ) -> [f64; 2] {
        let corridor = self.corridor;
        let mut sums = vec![[0.0; STATES]; corridor.cells()];
        let mut steps = [0.0; 2];
        let end = (corridor.source_length(), corridor.target_length());
        for i in (0..corridor.rows()).rev() {
            let row = corridor.row(i);
            let first = corridor.start(i);
            // Rows ahead are scaled by the product of the rows between.
            let ahead = corridor.ahead(i);
            let mut scales = [1.0; LONGEST + 1];
            for a in 1..=LONGEST {
                let scale = row_scale.get(i + a).copied().unwrap_or(1.0);
                scales[a] = scales[a - 1] / scale;
            }
            for j in row.clone().rev() {
                let cell = first + (j - row.start);
                if (i, j) == end {
                    sums[cell] = [1.0; STATES];
                    continue;
                }
                let here = forward[cell];
                let mut into = [0.0; STATES];
                let edges = &mut edges[cell * TYPES..][..TYPES];
                for ((link_type, &(a, b)), edge) in LINK_TYPES.iter().enumerate().zip(edges) {
                    if *edge == 0.0 {
                        continue;
                    }
                    let next = ahead[a].cell(j + b);
                    let state = state_after(link_type);
                    let rest = next.map_or(0.0, |next| sums[next][state]);
                    let onward = (f64::from(*edge) * (rest * scales[a])).min(MOST);
                    let come = weigh(&here, factors, state);
                    *edge = (onward * come / total) as f32;
                    if state != AFTER_LINK {
                        steps[0] += onward * here[AFTER_LINK] * factors[AFTER_LINK][state] / total;
                    }
                    if state == AFTER_TARGET_NULL {
                        steps[1] += onward
                            * here[AFTER_SOURCE_NULL]
                            * factors[AFTER_SOURCE_NULL][AFTER_TARGET_NULL]
                            / total;
                    }
                    for (from, sum) in into.iter_mut().enumerate() {
                        *sum += factors[from][state] * onward;
                    }
                }
                sums[cell] = into.map(|sum| sum.min(MOST));
            }
        }
        steps
    }
}

/// The sum over the states a node was reached in, each by its factor to `to`.
fn weigh(here: &[f64; STATES], factors: &[[f64; STATES]; STATES], to: usize) -> f64 {
    (0..STATES).map(|from| here[from] * factors[from][to]).sum()
}
