//! The alignment lattice: every ladder of two texts is one path through it.
//!
//! A node is a rung, a pair of cut points (i, j). An edge is a link; it leads
//! from (i, j) to (i + a, j + b), where `a-b` is its type. A path remembers
//! only what kind of link it came by: a real one, a source null (1-0) or a
//! target null (0-1). The first null of a gap costs *open*, going over from
//! source to target nulls costs *switch*, and a source null never follows a
//! target null, so each ladder has exactly one path (a semi-Markov conditional
//! random field after Sarawagi & Cohen 2004).
//!
//! Time and memory are linear in the cells of the corridor. Sums run in the
//! linear domain in double precision, where leaving a line alone counts as 1;
//! each row is divided by its largest value so that long texts neither overflow
//! nor vanish.

mod sums;

use crate::corridor::Corridor;
use crate::math::exp;

/// The link types of the lattice as (source, target) counts: nulls first.
pub(crate) const LINK_TYPES: [(usize, usize); TYPES] = [
    (1, 0),
    (0, 1),
    (1, 1),
    (1, 2),
    (2, 1),
    (2, 2),
    (1, 3),
    (3, 1),
    (1, 4),
    (4, 1),
    (2, 3),
    (3, 2),
    (1, 5),
    (5, 1),
    (3, 3),
];

/// How many link types there are.
pub(crate) const TYPES: usize = 15;

/// Index of the plain link, 1-1.
pub(crate) const LINK_1_1: usize = 2;

/// Most segments a link has on one side.
pub(crate) const LONGEST: usize = 5;

/// See [`most_beside`].
const MOST_BESIDE: [usize; LONGEST + 1] = {
    let mut most = [0; LONGEST + 1];
    let mut at = 0;
    while at < TYPES {
        let (a, b) = LINK_TYPES[at];
        if a > 0 && b > most[a] {
            most[a] = b;
        }
        at += 1;
    }
    most
};

/// Most segments on the other side of a link that has so many on one; 0 beside none,
/// since a null joins nothing.
#[inline]
pub(crate) fn most_beside(count: usize) -> usize {
    MOST_BESIDE[count]
}

/// Index of the source null, 1-0.
pub(crate) const SOURCE_NULL: usize = 0;

/// Index of the target null, 0-1.
pub(crate) const TARGET_NULL: usize = 1;

/// The score of an edge that does not exist.
pub(crate) const FORBIDDEN: f32 = -1e30;

/// How the path came to a node.
const AFTER_LINK: usize = 0;
const AFTER_SOURCE_NULL: usize = 1;
const AFTER_TARGET_NULL: usize = 2;
const STATES: usize = 3;

/// The state an edge of a type leads to.
fn state_after(link_type: usize) -> usize {
    match link_type {
        SOURCE_NULL => AFTER_SOURCE_NULL,
        TARGET_NULL => AFTER_TARGET_NULL,
        _ => AFTER_LINK,
    }
}

/// Log-scores of the steps between states.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Transitions {
    /// The first null of a gap.
    pub(crate) open: f32,
    /// From source nulls to target nulls inside a gap.
    pub(crate) switch: f32,
}

impl Transitions {
    /// The same steps in a lattice whose scores are multiplied by a factor.
    pub(crate) fn scaled(self, factor: f32) -> Self {
        Self {
            open: self.open * factor,
            switch: self.switch * factor,
        }
    }

    /// Log-score from one state to another, for Viterbi; the target-null to
    /// source-null step is forbidden.
    fn score(self, from: usize, to: usize) -> f32 {
        match (from, to) {
            (AFTER_LINK, AFTER_SOURCE_NULL | AFTER_TARGET_NULL) => self.open,
            (AFTER_SOURCE_NULL, AFTER_TARGET_NULL) => self.switch,
            (AFTER_TARGET_NULL, AFTER_SOURCE_NULL) => FORBIDDEN,
            _ => 0.0,
        }
    }

    /// All of them, `[from][to]`.
    fn table(self) -> [[f32; STATES]; STATES] {
        std::array::from_fn(|from| std::array::from_fn(|to| self.score(from, to)))
    }

    /// The same as factors, `[from][to]`.
    fn factors(self) -> [[f64; STATES]; STATES] {
        std::array::from_fn(|from| {
            std::array::from_fn(|to| {
                let score = self.score(from, to);
                if score <= FORBIDDEN {
                    0.0
                } else {
                    exp(f64::from(score))
                }
            })
        })
    }
}

/// Scores of every edge inside a corridor.
pub(crate) struct Lattice<'a> {
    /// The nodes there are.
    pub(crate) corridor: &'a Corridor,
    /// `TYPES` scores a cell; [`FORBIDDEN`] where the edge leaves the corridor.
    pub(crate) scores: &'a [f32],
    /// Scores between states.
    pub(crate) transitions: Transitions,
}

/// An edge of the lattice: where it starts and its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) source: usize,
    pub(crate) target: usize,
    pub(crate) link_type: usize,
}

/// What forward–backward says of a lattice.
pub(crate) struct Posteriors {
    /// Logarithm of the sum over all paths.
    pub(crate) log_partition: f64,
    /// Probability of every edge, `TYPES` a cell.
    pub(crate) edges: Vec<f32>,
    /// Expected number of *open* and *switch* steps, for training.
    pub(crate) steps: [f64; 2],
}

impl Lattice<'_> {
    /// The best path, by Viterbi; on ties the type listed first wins. `None`
    /// if no path leads through the corridor.
    pub(crate) fn best_path(&self) -> Option<Vec<Edge>> {
        let corridor = self.corridor;
        let mut best = vec![[FORBIDDEN; STATES]; corridor.cells()];
        let mut back = vec![[u8::MAX; STATES]; corridor.cells()];
        best[corridor.cell(0, 0)?][AFTER_LINK] = 0.0;
        let steps = self.transitions.table();
        for i in 0..corridor.rows() {
            let ahead = corridor.ahead(i);
            for (cell, j) in (corridor.start(i)..).zip(corridor.row(i)) {
                let here = best[cell];
                let arrive: [(f32, u8); STATES] = std::array::from_fn(|to| {
                    let mut found = (FORBIDDEN, 0u8);
                    for (from, &score) in here.iter().enumerate() {
                        let total = score + steps[from][to];
                        // No branch: which is better cannot be guessed.
                        let better = total > found.0;
                        found.0 = if better { total } else { found.0 };
                        found.1 = if better { from as u8 } else { found.1 };
                    }
                    found
                });
                if arrive[AFTER_LINK].0 <= FORBIDDEN / 2.0 {
                    continue;
                }
                let scores = &self.scores[cell * TYPES..][..TYPES];
                for ((link_type, &(a, b)), &score) in LINK_TYPES.iter().enumerate().zip(scores) {
                    if score <= FORBIDDEN / 2.0 {
                        continue;
                    }
                    let Some(next) = ahead[a].cell(j + b) else {
                        continue;
                    };
                    let state = state_after(link_type);
                    let total = arrive[state].0 + score;
                    if total > best[next][state] {
                        best[next][state] = total;
                        back[next][state] = (link_type as u8) * STATES as u8 + arrive[state].1;
                    }
                }
            }
        }
        self.trace(&best, &back)
    }

    fn trace(&self, best: &[[f32; STATES]], back: &[[u8; STATES]]) -> Option<Vec<Edge>> {
        let corridor = self.corridor;
        let (mut i, mut j) = (corridor.source_length(), corridor.target_length());
        let end = best[corridor.cell(i, j)?];
        let mut state = (1..STATES).fold(0, |top, s| if end[s] > end[top] { s } else { top });
        if end[state] <= FORBIDDEN / 2.0 {
            return None;
        }
        let mut path = Vec::with_capacity(i + j);
        while i + j > 0 {
            let step = back[corridor.cell(i, j)?][state];
            if step == u8::MAX {
                return None;
            }
            let link_type = usize::from(step) / STATES;
            state = usize::from(step) % STATES;
            let (a, b) = LINK_TYPES[link_type];
            (i, j) = (i - a, j - b);
            path.push(Edge {
                source: i,
                target: j,
                link_type,
            });
        }
        path.reverse();
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every path through a small lattice, by brute force.
    fn all_paths(lattice: &Lattice<'_>) -> Vec<(f64, Vec<Edge>)> {
        fn walk(
            lattice: &Lattice<'_>,
            (i, j, state): (usize, usize, usize),
            score: f64,
            path: &mut Vec<Edge>,
            found: &mut Vec<(f64, Vec<Edge>)>,
        ) {
            let corridor = lattice.corridor;
            if (i, j) == (corridor.source_length(), corridor.target_length()) {
                found.push((score, path.clone()));
                return;
            }
            let cell = corridor.cell(i, j).unwrap();
            for (link_type, &(a, b)) in LINK_TYPES.iter().enumerate() {
                let edge = lattice.scores[cell * TYPES + link_type];
                let step = lattice.transitions.score(state, state_after(link_type));
                if edge <= FORBIDDEN / 2.0 || step <= FORBIDDEN / 2.0 {
                    continue;
                }
                path.push(Edge {
                    source: i,
                    target: j,
                    link_type,
                });
                let total = score + f64::from(edge) + f64::from(step);
                walk(
                    lattice,
                    (i + a, j + b, state_after(link_type)),
                    total,
                    path,
                    found,
                );
                path.pop();
            }
        }
        let mut found = Vec::new();
        walk(
            lattice,
            (0, 0, AFTER_LINK),
            0.0,
            &mut Vec::new(),
            &mut found,
        );
        found
    }

    fn scored(corridor: &Corridor) -> Vec<f32> {
        let mut seed = 7u32;
        let mut scores = vec![FORBIDDEN; corridor.cells() * TYPES];
        for i in 0..corridor.rows() {
            for j in corridor.row(i) {
                let cell = corridor.cell(i, j).unwrap();
                for (link_type, &(a, b)) in LINK_TYPES.iter().enumerate() {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    if corridor.cell(i + a, j + b).is_some() {
                        scores[cell * TYPES + link_type] = (seed >> 16) as f32 / 16_384.0 - 2.0;
                    }
                }
            }
        }
        scores
    }

    #[test]
    fn sums_and_best_path_agree_with_brute_force() {
        for (n, m) in [(3, 3), (4, 2), (0, 2), (2, 0), (1, 4)] {
            let corridor = Corridor::full(n, m);
            let scores = scored(&corridor);
            let transitions = Transitions {
                open: -0.7,
                switch: 0.4,
            };
            let lattice = Lattice {
                corridor: &corridor,
                scores: &scores,
                transitions,
            };
            let paths = all_paths(&lattice);
            let total: f64 = paths.iter().map(|(score, _)| score.exp()).sum();
            let posteriors = lattice.posteriors().unwrap();
            assert!((posteriors.log_partition - total.ln()).abs() < 1e-4);
            for i in 0..corridor.rows() {
                for j in corridor.row(i) {
                    for link_type in 0..TYPES {
                        let edge = Edge {
                            source: i,
                            target: j,
                            link_type,
                        };
                        let through = paths.iter().filter(|(_, path)| path.contains(&edge));
                        let expected = through.map(|(score, _)| score.exp()).sum::<f64>() / total;
                        let cell = corridor.cell(i, j).unwrap();
                        let found = f64::from(posteriors.edges[cell * TYPES + link_type]);
                        let found = if expected == 0.0 && found < 1e-6 {
                            0.0
                        } else {
                            found
                        };
                        assert!(
                            (expected - found).abs() < 1e-4,
                            "{edge:?}: {expected} {found}"
                        );
                    }
                }
            }
            let best = paths.iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
            assert_eq!(lattice.best_path().unwrap(), best.1, "{n}×{m}");
        }
    }

    #[test]
    fn a_corridor_without_a_way_through_has_no_path() {
        let corridor = Corridor::full(1, 1);
        let scores = vec![FORBIDDEN; corridor.cells() * TYPES];
        let transitions = Transitions::default();
        let lattice = Lattice {
            corridor: &corridor,
            scores: &scores,
            transitions,
        };
        assert!(lattice.best_path().is_none());
        assert!(lattice.posteriors().is_none());
    }

    #[test]
    fn long_lattices_neither_overflow_nor_vanish() {
        let corridor = Corridor::full(400, 400);
        let mut scores = scored(&corridor);
        for score in scores.iter_mut().filter(|score| **score > FORBIDDEN / 2.0) {
            *score *= 8.0;
        }
        let transitions = Transitions {
            open: -1.0,
            switch: 0.0,
        };
        let lattice = Lattice {
            corridor: &corridor,
            scores: &scores,
            transitions,
        };
        assert!(lattice.posteriors().unwrap().log_partition.is_finite());
    }
}
