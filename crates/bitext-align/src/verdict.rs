//! Are these two texts translations of each other at all?
//!
//! The lattice of a true pair is far more probable than the path on which no
//! segment has a counterpart; that of two unrelated texts hardly is. The
//! logarithm of that ratio, a segment, and the share of segments in sure links
//! tell translations, partial translations and others apart.

use bitext_core::Ladder;

use crate::lattice::{FORBIDDEN, Lattice, SOURCE_NULL, TARGET_NULL, TYPES};

/// Links at least this probable count as sure.
const SURE: f64 = 0.9;

/// Evidence a segment at which two texts are taken for translations, and below
/// which for none; right pairs of the development data start at 5.8, wrong ones
/// end at 1.0.
const TRANSLATION_EVIDENCE: f64 = 3.0;
const NO_TRANSLATION_EVIDENCE: f64 = 1.5;

/// Share of segments in sure links that a translation reaches, and that
/// unrelated texts stay below.
const TRANSLATION_SHARE: f64 = 0.5;
const NO_TRANSLATION_SHARE: f64 = 0.2;

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
        let kind = if evidence >= TRANSLATION_EVIDENCE && sure_share >= TRANSLATION_SHARE {
            VerdictKind::Translation
        } else if evidence < NO_TRANSLATION_EVIDENCE || sure_share < NO_TRANSLATION_SHARE {
            VerdictKind::NoTranslation
        } else {
            VerdictKind::Partial
        };
        Self {
            kind,
            evidence,
            sure_share,
        }
    }
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
