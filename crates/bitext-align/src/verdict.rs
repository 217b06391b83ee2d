//! Are these two texts translations of each other at all?
//!
//! The lattice of a true pair is far more probable than the path on which no
//! segment has a counterpart; that of two unrelated texts hardly is. The
//! logarithm of that ratio, a segment, and how well lines are covered by their
//! best counterparts, on the whole and in the closest links, tell translations,
//! partial translations and others apart.

use bitext_core::{Ladder, SegmentRange};

use crate::lattice::{FORBIDDEN, Lattice, SOURCE_NULL, TARGET_NULL, TYPES};
use crate::weights::Knowledge;

/// Links at least this probable count as sure.
const SURE: f64 = 0.9;

/// The share of the segments that the shorter side could link whose links are
/// looked at most closely: most of what is left of a translation that lost half,
/// and more than chance makes alike in unrelated texts.
const CLOSEST: f64 = 0.4;

/// What speaks for a translation: the evidence for each segment that the shorter
/// side could link (the shorter, for a text that gained foreign paragraphs is
/// still a translation of what it was); how well lines are covered on the whole;
/// and how well in the closest links. Learned by logistic regression from 3,088
/// right pairs (news, novels, help pages and chapters of the Bible in nine pairs of
/// languages; they count six times as much) and 6,060 wrong ones (each source with the
/// next document's target and the third's): of the right ones 1 is refused, a help page
/// under noise; of the wrong ones 20 pass, support chats and help pages that share
/// formulas. (That was with 2.0 for the evidence and 3.4 for a whole translation; weights
/// learned since give right pairs under noise less evidence by a sixth, and both were
/// moved until as many right pairs were refused, and called partial, as before.)
/// Without a built-in lexicon the evidence is compared with that of chance, see
/// [`crate::chance`]; of texts with too few segments for that the second sum has to tell,
/// learned likewise from the English–Russian texts, their joined ones, and chapters of
/// the Bible in eight pairs of languages.
const SUPPORT: Support = Support {
    evidence: 2.35,
    calibration: 8.3,
    closest: 14.6,
    constant: -7.4,
    whole: 3.0,
};
const SUPPORT_WITHOUT_LEXICON: Support = Support {
    evidence: 6.2,
    calibration: -10.7,
    closest: 13.7,
    constant: -13.8,
    whole: 3.4,
};

/// Weights of the sum that is above 0 for texts that translate each other.
struct Support {
    evidence: f64,
    calibration: f64,
    closest: f64,
    constant: f64,
    /// With so much evidence and twice the share of sure segments, measured likewise, a
    /// translation is a whole one.
    whole: f64,
}

impl Support {
    /// For texts of which so much is known.
    fn of(knowledge: Knowledge) -> &'static Self {
        match knowledge {
            Knowledge::Lexicon => &SUPPORT,
            Knowledge::Learned | Knowledge::None => &SUPPORT_WITHOUT_LEXICON,
        }
    }
}

/// What a verdict rests on beside the ladder.
pub(crate) struct Grounds {
    /// log(Z / Z of nulls alone).
    pub(crate) log_ratio: f64,
    /// How well lines are covered by their best counterparts, against the usual.
    pub(crate) calibration: f32,
    /// The best coverage of every source and target line.
    pub(crate) best_coverage: Vec<f32>,
    /// Which weights are right for the texts.
    pub(crate) knowledge: Knowledge,
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
    /// How much is translated.
    pub(crate) extent: Extent,
    /// What was known of the two languages.
    pub(crate) knowledge: Knowledge,
}

/// How much of what could be linked, of the shorter side, is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Extent {
    /// log(Z / Z of nulls alone) for each of its segments.
    pub(crate) evidence: f64,
    /// The share of them that is surely linked.
    sure_share: f64,
}

impl Extent {
    /// What two texts that translate each other are.
    fn kind(self, support: &Support) -> VerdictKind {
        if self.evidence + 2.0 * self.sure_share < support.whole {
            VerdictKind::Partial
        } else {
            VerdictKind::Translation
        }
    }
}

impl Verdict {
    /// The verdict on a ladder.
    pub(crate) fn new(ladder: &Ladder, grounds: &Grounds) -> Self {
        let segments = (ladder.source_length() + ladder.target_length()).max(1) as f64;
        let evidence = grounds.log_ratio / segments;
        let sure: usize = ladder
            .links()
            .iter()
            .filter(|link| !link.is_null() && link.probability().value() >= SURE)
            .map(|link| link.source().len() + link.target().len())
            .sum();
        let sure_share = sure as f64 / segments;
        let shorter = ladder.source_length().min(ladder.target_length()).max(1) as f64;
        let linkable = segments / (2.0 * shorter);
        let extent = Extent {
            evidence: evidence * linkable,
            sure_share: sure_share * linkable,
        };
        let weights = Support::of(grounds.knowledge);
        let support = weights.evidence * extent.evidence
            + weights.calibration * f64::from(grounds.calibration)
            + weights.closest * closeness(ladder, &grounds.best_coverage)
            + weights.constant;
        let mut verdict = Self {
            kind: VerdictKind::NoTranslation,
            evidence,
            sure_share,
            extent,
            knowledge: grounds.knowledge,
        };
        verdict.settle(support >= 0.0);
        verdict
    }

    /// Settles what the texts are, now that it is known whether they translate each
    /// other.
    pub(crate) fn settle(&mut self, translates: bool) {
        self.kind = match translates {
            true => self.extent.kind(Support::of(self.knowledge)),
            false => VerdictKind::NoTranslation,
        };
    }
}

/// The mean of coverage times probability over the closest links, whose number
/// is a share of the shorter side's segments. Of a join the best line counts.
fn closeness(ladder: &Ladder, best_coverage: &[f32]) -> f64 {
    let (source, target) = best_coverage.split_at(ladder.source_length());
    let best = |lines: &[f32]| lines.iter().copied().fold(0.0, f32::max);
    let links = ladder.links().iter().filter(|link| !link.is_null());
    let mut close: Vec<f64> = links
        .map(|link| {
            let near = best(&source[link.source().indices()]);
            let far = best(&target[link.target().indices()]);
            let joins = link.source().len() + link.target().len() > 2;
            let coverage = if joins { near.max(far) } else { near.min(far) };
            f64::from(coverage) * link.probability().value()
        })
        .collect();
    close.sort_unstable_by(|one, other| other.total_cmp(one));
    let shorter = ladder.source_length().min(ladder.target_length());
    let count = ((shorter as f64 * CLOSEST).ceil() as usize).max(1);
    close.iter().take(count).sum::<f64>() / count as f64
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
