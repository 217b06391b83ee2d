//! Links and ladders: what an aligner says about two segmented texts.
//!
//! A *ladder* (hunalign's word) is a monotone alignment of a whole bitext. It
//! covers every segment of both sides exactly once and in order, so it is fully
//! given by its *rungs*, the cut points between consecutive links.

use std::fmt;

use thiserror::Error;

/// A run of segment indices, half-open and possibly empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentRange {
    /// Index of the first segment.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

impl SegmentRange {
    /// The run `start..end`; an end before the start counts as empty.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// How many segments.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The indices in order.
    #[must_use]
    pub fn indices(self) -> std::ops::Range<usize> {
        self.start..self.end
    }
}

/// A probability between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Probability(f64);

/// A number that is no probability.
#[derive(Debug, Error, PartialEq)]
#[error("{0} is not a probability between 0 and 1")]
pub struct ProbabilityError(f64);

impl Probability {
    /// Certainty.
    pub const ONE: Self = Self(1.0);
    /// Impossibility.
    pub const ZERO: Self = Self(0.0);

    /// Checks that `value` lies between 0 and 1.
    ///
    /// # Errors
    /// If it lies outside or is not a number.
    pub fn try_new(value: f64) -> Result<Self, ProbabilityError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(ProbabilityError(value))
        }
    }

    /// The nearest probability to `value`; not a number counts as 0. For sums
    /// that rounding may carry a hair past 1.
    #[must_use]
    pub fn saturating(value: f64) -> Self {
        if value.is_nan() {
            Self::ZERO
        } else {
            Self(value.clamp(0.0, 1.0))
        }
    }

    /// The number itself.
    #[must_use]
    pub fn value(self) -> f64 {
        self.0
    }
}

/// The shape of a link: how many source and target segments it joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkType {
    /// Number of source segments.
    pub source: usize,
    /// Number of target segments.
    pub target: usize,
}

impl fmt::Display for LinkType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.source, self.target)
    }
}

/// The smallest correspondence: `source` and `target` segments that translate
/// each other. Either side may be empty, never both.
///
/// The probability is that of the link as a whole being right; for a segment
/// without counterpart, of its being rightly left alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    source: SegmentRange,
    target: SegmentRange,
    probability: Probability,
}

/// A link with nothing on either side.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("a link needs a segment on one side at least")]
pub struct LinkError;

impl Link {
    /// A link of two runs of segments.
    ///
    /// # Errors
    /// If both are empty.
    pub fn try_new(
        source: SegmentRange,
        target: SegmentRange,
        probability: Probability,
    ) -> Result<Self, LinkError> {
        if source.is_empty() && target.is_empty() {
            return Err(LinkError);
        }
        Ok(Self {
            source,
            target,
            probability,
        })
    }

    /// The source segments.
    #[must_use]
    pub fn source(&self) -> SegmentRange {
        self.source
    }

    /// The target segments.
    #[must_use]
    pub fn target(&self) -> SegmentRange {
        self.target
    }

    /// How sure the link is.
    #[must_use]
    pub fn probability(&self) -> Probability {
        self.probability
    }

    /// The same link, as sure as that.
    #[must_use]
    pub fn with_probability(self, probability: Probability) -> Self {
        Self {
            probability,
            ..self
        }
    }

    /// Its shape.
    #[must_use]
    pub fn link_type(&self) -> LinkType {
        LinkType {
            source: self.source.len(),
            target: self.target.len(),
        }
    }

    /// Whether one side is empty: an untranslated segment.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.source.is_empty() || self.target.is_empty()
    }

    /// The same link seen from the other side.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        Self {
            source: self.target,
            target: self.source,
            probability: self.probability,
        }
    }
}

/// A monotone alignment that covers both sides exactly once and in order.
///
/// ```
/// use bitext_core::{Ladder, Link, Probability, SegmentRange};
/// let link = |a: usize, b, c: usize, d| {
///     Link::try_new(SegmentRange::new(a, b), SegmentRange::new(c, d), Probability::ONE)
/// };
/// let ladder = Ladder::try_new(vec![link(0, 1, 0, 1)?, link(1, 3, 1, 2)?], 3, 2)?;
/// assert_eq!(ladder.rungs(), [(0, 0), (1, 1), (3, 2)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    links: Vec<Link>,
    source_length: usize,
    target_length: usize,
}

/// Why links make no ladder.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum LadderError {
    /// A link does not start where the one before it ended.
    #[error(
        "link {index} does not start at ({source_start}, {target_start}), where the one before it ends"
    )]
    Gap {
        /// Which link, from 0.
        index: usize,
        /// Source index it should start at.
        source_start: usize,
        /// Target index it should start at.
        target_start: usize,
    },
    /// The last link ends before or past the end of a side.
    #[error(
        "the ladder ends at ({source_end}, {target_end}), the bitext at ({source_length}, {target_length})"
    )]
    Length {
        /// Where the source side of the last link ends.
        source_end: usize,
        /// Where the target side of the last link ends.
        target_end: usize,
        /// Number of source segments.
        source_length: usize,
        /// Number of target segments.
        target_length: usize,
    },
}

impl Ladder {
    /// Checks that `links` cover `source_length` and `target_length` segments
    /// once and in order. No links over two empty sides are a ladder too.
    ///
    /// # Errors
    /// If a segment is left out, covered twice, or out of order.
    pub fn try_new(
        links: Vec<Link>,
        source_length: usize,
        target_length: usize,
    ) -> Result<Self, LadderError> {
        let (mut source_end, mut target_end) = (0, 0);
        for (index, link) in links.iter().enumerate() {
            if (link.source.start, link.target.start) != (source_end, target_end) {
                return Err(LadderError::Gap {
                    index,
                    source_start: source_end,
                    target_start: target_end,
                });
            }
            (source_end, target_end) = (link.source.end, link.target.end);
        }
        if (source_end, target_end) != (source_length, target_length) {
            return Err(LadderError::Length {
                source_end,
                target_end,
                source_length,
                target_length,
            });
        }
        Ok(Self {
            links,
            source_length,
            target_length,
        })
    }

    /// The ladder whose cut points are `rungs`; all links are certain.
    ///
    /// Rungs at (0, 0) and at the end are added if missing, repeated ones fold
    /// into one. This is how hunalign's ladder files are meant.
    ///
    /// # Errors
    /// If the rungs go back, or past the end.
    pub fn from_rungs(
        rungs: &[(usize, usize)],
        source_length: usize,
        target_length: usize,
    ) -> Result<Self, LadderError> {
        let mut links = Vec::with_capacity(rungs.len());
        let mut last = (0, 0);
        for &rung in rungs.iter().chain([&(source_length, target_length)]) {
            if rung.0 < last.0 || rung.1 < last.1 {
                let (source_start, target_start) = last;
                return Err(LadderError::Gap {
                    index: links.len(),
                    source_start,
                    target_start,
                });
            }
            let source = SegmentRange::new(last.0, rung.0);
            let target = SegmentRange::new(last.1, rung.1);
            // Equal rungs bound nothing, and a link of nothing does not exist.
            if let Ok(link) = Link::try_new(source, target, Probability::ONE) {
                links.push(link);
            }
            last = rung;
        }
        Self::try_new(links, source_length, target_length)
    }

    /// The links in order.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// The cut points, from (0, 0) to the two lengths.
    #[must_use]
    pub fn rungs(&self) -> Vec<(usize, usize)> {
        let ends = self
            .links
            .iter()
            .map(|link| (link.source.end, link.target.end));
        std::iter::once((0, 0)).chain(ends).collect()
    }

    /// Number of source segments.
    #[must_use]
    pub fn source_length(&self) -> usize {
        self.source_length
    }

    /// Number of target segments.
    #[must_use]
    pub fn target_length(&self) -> usize {
        self.target_length
    }

    /// The same ladder with the sides swapped.
    ///
    /// Where a run of source nulls meets a run of target nulls the source ones
    /// come first again, so that a ladder stays in its one canonical order.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let mut links: Vec<Link> = Vec::with_capacity(self.links.len());
        let mut index = 0;
        while index < self.links.len() {
            let run = self.links[index..]
                .iter()
                .take_while(|link| link.is_null())
                .count();
            if run == 0 {
                links.push(self.links[index].mirrored());
                index += 1;
                continue;
            }
            let nulls = &self.links[index..index + run];
            let (sources, targets): (Vec<_>, Vec<_>) = nulls
                .iter()
                .map(Link::mirrored)
                .partition(|link| link.target.is_empty());
            // After swapping, the source nulls go first, so each null's empty
            // side moves to the place where its neighbours now stand.
            let source_end = sources.last().map(|link| link.source.end);
            let target_start = targets.first().map(|link| link.target.start);
            for mut link in sources {
                if let Some(at) = target_start {
                    link.target = SegmentRange::new(at, at);
                }
                links.push(link);
            }
            for mut link in targets {
                if let Some(at) = source_end {
                    link.source = SegmentRange::new(at, at);
                }
                links.push(link);
            }
            index += run;
        }
        Self {
            links,
            source_length: self.target_length,
            target_length: self.source_length,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(source: std::ops::Range<usize>, target: std::ops::Range<usize>) -> Link {
        Link::try_new(
            SegmentRange::new(source.start, source.end),
            SegmentRange::new(target.start, target.end),
            Probability::ONE,
        )
        .unwrap()
    }

    #[test]
    fn a_ladder_covers_both_sides_once_and_in_order() {
        assert!(Ladder::try_new(vec![link(0..1, 0..2), link(1..2, 2..2)], 2, 2).is_ok());
        assert!(matches!(
            Ladder::try_new(vec![link(0..1, 0..1), link(2..3, 1..2)], 3, 2),
            Err(LadderError::Gap { index: 1, .. })
        ));
        assert!(matches!(
            Ladder::try_new(vec![link(0..1, 0..1)], 1, 2),
            Err(LadderError::Length { .. })
        ));
        assert!(Ladder::try_new(vec![], 0, 0).is_ok());
    }

    #[test]
    fn rungs_and_links_say_the_same() {
        let ladder = Ladder::try_new(
            vec![link(0..1, 0..2), link(1..2, 2..2), link(2..3, 2..3)],
            3,
            3,
        )
        .unwrap();
        assert_eq!(Ladder::from_rungs(&ladder.rungs(), 3, 3).unwrap(), ladder);
        assert!(Ladder::from_rungs(&[(2, 1), (1, 2)], 3, 3).is_err());
    }

    #[test]
    fn mirroring_keeps_source_nulls_first() {
        let ladder = Ladder::try_new(
            vec![link(0..2, 0..0), link(2..2, 0..1), link(2..3, 1..2)],
            3,
            2,
        )
        .unwrap();
        let mirror = ladder.mirrored();
        assert_eq!(
            mirror.links(),
            [link(0..1, 0..0), link(1..1, 0..2), link(1..2, 2..3)]
        );
        assert!(Ladder::try_new(mirror.links().to_vec(), 2, 3).is_ok());
        assert_eq!(mirror.mirrored(), ladder);
    }

    #[test]
    fn probabilities_stay_in_their_range() {
        assert!(Probability::try_new(1.01).is_err());
        assert!(Probability::try_new(f64::NAN).is_err());
        assert_eq!(Probability::saturating(1.000_001), Probability::ONE);
    }
}
