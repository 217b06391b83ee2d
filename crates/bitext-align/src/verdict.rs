//! Are these two texts translations of each other at all?
//!
//! The lattice of a true pair is far more probable than the path on which no
//! segment has a counterpart; that of two unrelated texts hardly is. The
//! logarithm of that ratio, a segment, the share of segments in sure links, and
//! how well lines are covered by their best counterparts tell translations,
//! partial translations and others apart.

use bitext_core::{Ladder, SegmentRange};

use crate::lattice::{FORBIDDEN, Lattice, SOURCE_NULL, TARGET_NULL, TYPES};
use crate::weights::Knowledge;

/// Links at least this probable count as sure.
const SURE: f64 = 0.9;

/// What the evidence and the share of sure segments weigh, both for each segment
/// that the shorter side could link: measured against the shorter side, for a
/// text that gained foreign paragraphs is still a translation of what it was.
/// Then what the calibration weighs: unrelated texts are covered badly by
/// whatever they are compared with. Learned by logistic regression from 1,628
/// right pairs of the English–Russian and Chinese–English development data and
/// 1,622 wrong ones (each source with the next document's target): 5 right ones
/// are refused, most of them with half of their segments gone, 3 wrong ones
/// pass, all of them support chats that share formulas. Without a lexicon
/// coverage tells nothing; there, of 807 wrong pairs 6 pass, and of 269 right
/// ones with half of their segments gone 40 are refused.
const SUPPORT: Support = Support {
    evidence: 1.66,
    sure: 4.23,
    calibration: 20.0,
    constant: -1.3,
};
const SUPPORT_WITHOUT_LEXICON: Support = Support {
    evidence: 1.0,
    sure: 2.0,
    calibration: 0.0,
    constant: -1.7,
};

/// Evidence and twice the share of sure segments, measured likewise: from here
/// on a translation is a whole one.
const LEAST_TRANSLATION: f64 = 3.4;

/// Weights of the sum that is above 0 for texts that translate each other.
struct Support {
    evidence: f64,
    sure: f64,
    calibration: f64,
    constant: f64,
}

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
    pub(crate) fn new(
        ladder: &Ladder,
        log_ratio: f64,
        calibration: f32,
        knowledge: Knowledge,
    ) -> Self {
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
        let linkable = segments / (2.0 * shorter);
        let (evidence_each, sure_each) = (evidence * linkable, sure_share * linkable);
        let weights = match knowledge {
            Knowledge::Lexicon => SUPPORT,
            Knowledge::None => SUPPORT_WITHOUT_LEXICON,
        };
        let support = weights.evidence * evidence_each
            + weights.sure * sure_each
            + weights.calibration * f64::from(calibration)
            + weights.constant;
        let kind = if support < 0.0 {
            VerdictKind::NoTranslation
        } else if evidence_each + 2.0 * sure_each < LEAST_TRANSLATION {
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
