//! Are these two texts translations of each other at all?
//!
//! The lattice of a true pair is far more probable than the path on which no
//! segment has a counterpart; that of two unrelated texts hardly is. The
//! logarithm of that ratio, a segment, and the share of segments in sure links
//! tell translations, partial translations and others apart.

use bitext_core::{Ladder, SegmentRange};

use crate::lattice::{FORBIDDEN, Lattice, SOURCE_NULL, TARGET_NULL, TYPES};

/// Links at least this probable count as sure.
const SURE: f64 = 0.9;

/// Evidence and twice the share of sure segments, for each segment that the
/// shorter side could link: below the first two texts are no translations, from
/// the second on whole ones. Measured against the shorter side, for a text that
/// gained foreign paragraphs is still a translation of what it was. Of 1,212
/// right pairs of the English–Russian development data none lies below 1.7, of
/// as many wrong ones (each source with the next document's target) 4 reach it,
/// all of them support chats that share formulas.
const LEAST_PARTIAL: f64 = 1.7;
const LEAST_TRANSLATION: f64 = 3.4;

/// What the two texts are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerdictKind {
    /// They translate each other.
    Translation,
    /// Parts of them do.
    Partial,
    /// They do not.
    NoTranslation,
}

/// The verdict on a bitext and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// What the texts are to each other.
    pub kind: VerdictKind,
    /// log(Z / Z of nulls alone) for each segment of either side.
    pub evidence: f64,
    /// Share of segments, of both sides, in links of probability 0.9 or more
    /// that have two sides.
    pub sure_share: f64,
}

impl Verdict {
    /// The verdict on a ladder; `log_ratio` is log(Z / Z of nulls alone).
    pub(crate) fn new(ladder: &Ladder, log_ratio: f64) -> Self {
        let segments = (ladder.source_length() + ladder.target_length()).max(1) as f64;
        let evidence = log_ratio / segments;
        let sure: usize = ladder
            .links()
            .iter()
            .filter(|link| !link.is_null() && link.probability().value() >= SURE)
            .map(|link| link.source().len() + link.target().len())
            .sum();
        let sure_share = sure as f64 / segments;
        let shorter = ladder.source_length().min(ladder.target_length()).max(1) as f64;
        let height = (evidence + 2.0 * sure_share) * segments / (2.0 * shorter);
        let kind = if height < LEAST_PARTIAL {
            VerdictKind::NoTranslation
        } else if height < LEAST_TRANSLATION {
            VerdictKind::Partial
        } else {
            VerdictKind::Translation
        };
        Self {
            kind,
            evidence,
            sure_share,
        }
    }
}

/// Runs of segments without counterpart, by side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UntranslatedRuns {
    /// Of the source.
    pub source: Vec<SegmentRange>,
    /// Of the target.
    pub target: Vec<SegmentRange>,
}

/// The runs of at least `least` neighbouring segments that a ladder leaves
/// without counterpart: which parts of a partial translation are missing.
#[must_use]
pub fn untranslated_runs(ladder: &Ladder, least: usize) -> UntranslatedRuns {
    let mut runs = UntranslatedRuns::default();
    for link in ladder.links().iter().filter(|link| link.is_null()) {
        let (side, range) = if link.target().is_empty() {
            (&mut runs.source, link.source())
        } else {
            (&mut runs.target, link.target())
        };
        match side.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => side.push(range),
        }
    }
    runs.source.retain(|run| run.len() >= least);
    runs.target.retain(|run| run.len() >= least);
    runs
}

/// Score of the path of source nulls and then target nulls.
pub(crate) fn all_nulls(lattice: &Lattice<'_>) -> f64 {
    let corridor = lattice.corridor;
    let (sources, targets) = (corridor.source_length(), corridor.target_length());
    let mut score = 0.0;
    // Null scores do not depend on the place of the empty side, so any edge of
    // the row or column that stays inside the corridor will do.
    for i in 0..sources {
        let cells = corridor.start(i)..corridor.start(i) + corridor.row(i).len();
        let scores = cells.map(|cell| lattice.scores[cell * TYPES + SOURCE_NULL]);
        score += f64::from(scores.fold(FORBIDDEN, f32::max));
    }
    let mut row = 0;
    for j in 0..targets {
        while corridor.row(row).end <= j + 1 {
            row += 1;
        }
        let cell = corridor.cell(row, j).unwrap_or(corridor.start(row));
        score += f64::from(lattice.scores[cell * TYPES + TARGET_NULL]);
    }
    let opens = f64::from(u8::from(sources + targets > 0));
    let switches = f64::from(u8::from(sources > 0 && targets > 0));
    score
        + opens * f64::from(lattice.transitions.open)
        + switches * f64::from(lattice.transitions.switch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_nulls_are_named_by_side() {
        let rungs = [(1, 1), (2, 1), (3, 1), (4, 1), (4, 2), (5, 3), (6, 3)];
        let ladder = Ladder::from_rungs(&rungs, 6, 3).unwrap();
        let runs = untranslated_runs(&ladder, 2);
        assert_eq!(runs.source, [SegmentRange::new(1, 4)]);
        assert!(runs.target.is_empty());
        assert_eq!(
            untranslated_runs(&ladder, 1).target,
            [SegmentRange::new(1, 2)]
        );
    }
}
