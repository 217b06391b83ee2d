//! The length features: how surprising is this pair of lengths?
//!
//! After Gale & Church (1993): the target length is normal around `c` times the
//! source length, with `c` taken from the whole bitext. Beside the deviation
//! stands the ratio. All are symmetric, so that swapping the sides mirrors the
//! result. Constant time a link, from prefix sums.

use crate::feature;
use crate::math::ln;
use crate::score::Span;
use crate::side::Side;
use crate::sink::Sink;

/// Variance of the target length for each source character, from Gale & Church.
const LENGTH_VARIANCE: f32 = 6.8;

/// Added to lengths before their ratio is taken, so that very short lines do
/// not stand out.
const LENGTH_SMOOTHING: f32 = 3.0;

/// Joined links whose one side is this many times longer than expected are not
/// looked at; lengths are smoothed by more here, for short lines vary. Of 1,543
/// joined links in the development gold none is longer by more than 2.9.
const LONGEST_RATIO: f32 = 3.0;
const RATIO_SMOOTHING: f32 = 20.0;

/// Length sums and ratios of the whole bitext.
pub(crate) struct Lengths {
    source_characters: Vec<f64>,
    target_characters: Vec<f64>,
    character_ratio: f32,
    /// Square root of the ratio.
    root_ratio: f32,
    /// Variance of the deviation for each character.
    variance: f32,
    source_mean: f32,
    target_mean: f32,
}

impl Lengths {
    /// Sums up both sides.
    pub(crate) fn new(source: &Side, target: &Side) -> Self {
        let sums = |values: &[f32]| {
            let mut sum = 0.0;
            std::iter::once(0.0)
                .chain(values.iter().map(move |&value| {
                    sum += f64::from(value);
                    sum
                }))
                .collect::<Vec<f64>>()
        };
        let source_characters = sums(&source.characters);
        let target_characters = sums(&target.characters);
        let ratio = |near: &[f64], far: &[f64]| {
            let total = |sums: &[f64]| sums.last().copied().unwrap_or(0.0) + 1.0;
            (total(far) / total(near)) as f32
        };
        let character_ratio = ratio(&source_characters, &target_characters);
        let root_ratio = character_ratio.sqrt();
        let mean = |sums: &[f64]| {
            (sums.last().copied().unwrap_or(0.0) / (sums.len().max(2) - 1) as f64) as f32
        };
        Self {
            source_mean: mean(&source_characters),
            target_mean: mean(&target_characters),
            source_characters,
            target_characters,
            character_ratio,
            root_ratio,
            variance: LENGTH_VARIANCE * character_ratio * root_ratio,
        }
    }
}

impl Lengths {
    /// Whether a joined link is not absurdly uneven.
    pub(crate) fn plausible(&self, span: Span) -> bool {
        let Span { i, j, a, b } = span;
        let smoothing = RATIO_SMOOTHING * self.root_ratio;
        let source = (self.source_characters[i + a] - self.source_characters[i]) as f32;
        let target = (self.target_characters[j + b] - self.target_characters[j]) as f32;
        let (near, far) = (
            source * self.character_ratio + smoothing,
            target + smoothing,
        );
        near < far * LONGEST_RATIO && far < near * LONGEST_RATIO
    }

    /// Tells the sink the length features of a link.
    #[inline]
    pub(crate) fn describe(&self, span: Span, sink: &mut impl Sink) {
        let Span { i, j, a, b } = span;
        let sum = |sums: &[f64], at: usize, count: usize| (sums[at + count] - sums[at]) as f32;
        let ratio = self.character_ratio;
        let source = sum(&self.source_characters, i, a);
        let target = sum(&self.target_characters, j, b);
        let mean = (source + target / ratio) / 2.0;
        // With the ratio to the power of 3/2 the deviation only changes its
        // sign when the sides are swapped.
        let spread = (mean.max(1.0) * self.variance).sqrt();
        let deviation = (target - source * ratio) / spread;
        sink.add(
            feature::LENGTH_SQUARED,
            (deviation * deviation).min(25.0) / 2.0,
        );
        sink.add(feature::LENGTH_DEVIATION, deviation.abs().min(8.0));
        let smoothing = LENGTH_SMOOTHING * self.root_ratio;
        let log_ratio = ln((target + smoothing) / (source * ratio + smoothing));
        sink.add(feature::LENGTH_RATIO, (log_ratio * log_ratio).min(4.0));
    }

    /// How long source segment `i` is beside the mean one, as a logarithm.
    pub(crate) fn source_length(&self, side: &Side, i: usize) -> f32 {
        relative_length(side.characters[i], self.source_mean)
    }

    /// The same of target segment `j`.
    pub(crate) fn target_length(&self, side: &Side, j: usize) -> f32 {
        relative_length(side.characters[j], self.target_mean)
    }
}

fn relative_length(characters: f32, mean: f32) -> f32 {
    ln((characters + LENGTH_SMOOTHING) / (mean + LENGTH_SMOOTHING))
}
