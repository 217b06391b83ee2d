//! From two sides to the features of every link in a corridor.
//!
//! For a channel, M is half the weight matched on both sides of a link and U
//! half the weight that is eligible there and goes unmatched; the features are
//! ln(1 + M), ln(1 + U) and the coverage M / (M + U + 2). *Bare* links have
//! hardly any match; *asymmetry* compares what goes unmatched on the two
//! sides; the *weakest line* of an n-m link says whether every line earns its
//! place. All of it is symmetric, so that swapping the sides mirrors the result.

use std::ops::Range;

use bitext_core::SegmentedText;
use rustc_hash::FxHashMap;

use crate::channel::{CHANNELS, Channels, Matcher};
use crate::corridor::Corridor;
use crate::evidence::{ALL, ALL_ELIGIBLE, LANES, Sums, eligible_mass};
use crate::feature::{self, COUNT, Features};
use crate::lattice::{LINK_TYPES, SOURCE_NULL, TARGET_NULL};
use crate::length::Lengths;
use crate::math::ln;
use crate::punctuation::{END_MARK, MARKS, YES_OR_NO};
use crate::side::Side;
use crate::window::Window;

/// Two sides and all that is needed to compare spans of them.
pub(crate) struct Comparison<'a> {
    pub(crate) source: &'a Side,
    pub(crate) target: &'a Side,
    pub(crate) from_source: Matcher<'a>,
    pub(crate) from_target: Matcher<'a>,
    source_mass: Vec<Sums>,
    target_mass: Vec<Sums>,
    source_text: Vec<u32>,
    target_text: Vec<u32>,
    lengths: Lengths,
}

/// A link type in place: the lines it would join.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    pub(crate) i: usize,
    pub(crate) j: usize,
    pub(crate) a: usize,
    pub(crate) b: usize,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(
        source: &'a Side,
        target: &'a Side,
        channels: &'a Channels,
        texts: (&SegmentedText, &SegmentedText),
    ) -> Self {
        let from_source = channels.source_matcher();
        let from_target = channels.target_matcher();
        let mass = |side: &Side, matcher: &Matcher<'_>| {
            (0..side.len())
                .map(|line| eligible_mass(side, matcher, line))
                .collect::<Vec<_>>()
        };
        let source_mass = mass(source, &from_source);
        let target_mass = mass(target, &from_target);
        let mut known = FxHashMap::default();
        let mut number = |text: &SegmentedText| {
            let mut ids = Vec::with_capacity(text.len());
            for segment in text.texts() {
                let next = known.len() as u32;
                ids.push(*known.entry(segment.to_owned()).or_insert(next));
            }
            ids
        };
        let source_text = number(texts.0);
        let target_text = number(texts.1);
        Self {
            lengths: Lengths::new(source, target),
            source,
            target,
            from_source,
            from_target,
            source_mass,
            target_mass,
            source_text,
            target_text,
        }
    }

    /// Calls `visit(cell, (i, j), link type, features)` for every link that starts in
    /// the given rows and ends inside the corridor, absurdly uneven joins left out.
    pub(crate) fn for_each_link(
        &self,
        corridor: &Corridor,
        rows: Range<usize>,
        mut visit: impl FnMut(usize, (usize, usize), usize, &Features),
    ) {
        let mut window = Window::new(self, corridor, rows.clone());
        for i in rows {
            window.move_to(i);
            for j in corridor.row(i) {
                let Some(cell) = corridor.cell(i, j) else {
                    continue;
                };
                for (link_type, &(a, b)) in LINK_TYPES.iter().enumerate() {
                    if corridor.cell(i + a, j + b).is_none() {
                        continue;
                    }
                    let span = Span { i, j, a, b };
                    if a + b > 2 && !self.lengths.plausible(span) {
                        continue;
                    }
                    visit(
                        cell,
                        (i, j),
                        link_type,
                        &self.features(span, link_type, &window),
                    );
                }
            }
        }
    }

    /// The features of one link, worked out alone; for `--explain`.
    pub(crate) fn features_of(&self, i: usize, j: usize, link_type: usize) -> Features {
        let (a, b) = LINK_TYPES[link_type];
        let rows = (0..=self.source.len()).map(|row| {
            if (i..=i + a).contains(&row) {
                j..(j + b + 1).min(self.target.len() + 1)
            } else {
                j..j + 1
            }
        });
        let corridor = Corridor::from_rows(rows.collect(), self.target.len());
        let mut found = [0.0; COUNT];
        let wanted = corridor.cell(i, j);
        self.for_each_link(&corridor, i..i + 1, |cell, _, kind, features| {
            if Some(cell) == wanted && kind == link_type {
                found = *features;
            }
        });
        found
    }

    fn features(&self, span: Span, link_type: usize, window: &Window<'_>) -> Features {
        let mut features = [0.0; COUNT];
        match link_type {
            SOURCE_NULL => {
                features[feature::NULL] = 1.0;
                features[feature::NULL_LENGTH] = self.lengths.source_length(self.source, span.i);
            }
            TARGET_NULL => {
                features[feature::NULL] = 1.0;
                features[feature::NULL_LENGTH] = self.lengths.target_length(self.target, span.j);
            }
            _ => {
                features[type_feature(span)] = 1.0;
                self.lengths.features(span, &mut features);
                self.match_features(span, window, &mut features);
                self.punctuation_features(span, &mut features);
                self.block_features(span, &mut features);
                if link_type == crate::lattice::LINK_1_1
                    && self.source_text[span.i] == self.target_text[span.j]
                {
                    features[feature::COPY] = 1.0;
                }
            }
        }
        features
    }

    fn match_features(&self, span: Span, window: &Window<'_>, features: &mut Features) {
        let Span { i, j, a, b } = span;
        let mut matched = [0.0; LANES];
        let mut mass = [0.0; LANES];
        let mut weakest: f32 = 1.0;
        let mut unmatched = [0.0; 2];
        let mut add = |sums: &Sums, line_mass: &Sums, joined: usize, side: &mut f32| {
            for lane in 0..LANES {
                matched[lane] += sums[lane];
                mass[lane] += line_mass[lane];
            }
            let left = line_mass[ALL] - sums[ALL_ELIGIBLE];
            *side += left;
            if joined > 1 {
                weakest = weakest.min(sums[ALL] / (sums[ALL] + left + 1.0));
            }
        };
        let [source_left, target_left] = &mut unmatched;
        for line in i..i + a {
            add(
                window.source(line).over(j, b),
                &self.source_mass[line],
                a,
                source_left,
            );
        }
        for line in j..j + b {
            add(
                window.target(line).over(i, a),
                &self.target_mass[line],
                b,
                target_left,
            );
        }
        if a + b > 2 {
            features[feature::WEAKEST_LINE] = weakest;
        }
        let [source_left, target_left] = unmatched.map(|left: f32| left.max(0.0));
        features[feature::ASYMMETRY] = (ln(1.0 + source_left) - ln(1.0 + target_left)).abs();
        for channel in 0..CHANNELS {
            // A channel whose units are not eligible has no unmatched weight.
            let left = if mass[channel] > 0.0 {
                mass[channel] - matched[channel]
            } else {
                0.0
            };
            coverage(
                matched[channel],
                left,
                feature::NUMBER_MATCHED + 3 * channel,
                features,
            );
        }
        coverage(
            matched[ALL],
            source_left + target_left,
            feature::ALL_MATCHED,
            features,
        );
        features[feature::BARE] = f32::from(u8::from(matched[ALL] < 1.0));
    }

    fn punctuation_features(&self, span: Span, features: &mut Features) {
        let Span { i, j, a, b } = span;
        for mark in 0..MARKS {
            let sum = |side: &Side, at: usize, count: usize| {
                let last = &side.profiles[at + count - 1];
                if mark == END_MARK {
                    return last[mark];
                }
                let total: f32 = side.profiles[at..at + count]
                    .iter()
                    .map(|profile| profile[mark])
                    .sum();
                if mark >= YES_OR_NO {
                    total.min(1.0)
                } else {
                    total
                }
            };
            let (near, far) = (sum(self.source, i, a), sum(self.target, j, b));
            features[feature::QUESTION_EQUAL + 2 * mark] = near.min(far).min(3.0);
            features[feature::QUESTION_DIFFERENT + 2 * mark] = (near - far).abs().min(3.0);
        }
    }

    fn block_features(&self, span: Span, features: &mut Features) {
        let Span { i, j, a, b } = span;
        if !self.source.has_blocks || !self.target.has_blocks {
            return;
        }
        let (near, far) = (self.source.opens_block[i], self.target.opens_block[j]);
        features[feature::BLOCK_START_EQUAL] = f32::from(u8::from(near && far));
        features[feature::BLOCK_START_DIFFERENT] = f32::from(u8::from(near != far));
        let inner = |side: &Side, at: usize, count: usize| {
            side.opens_block[at + 1..at + count]
                .iter()
                .filter(|&&opens| opens)
                .count()
        };
        let joined = inner(self.source, i, a) + inner(self.target, j, b);
        features[feature::BLOCK_JOINED] = joined.min(3) as f32;
    }
}

/// Puts ln(1 + M), ln(1 + U) and coverage at `first` and the two places after;
/// M and U are half the weights given.
fn coverage(matched: f32, unmatched: f32, first: usize, features: &mut Features) {
    let (matched, unmatched) = (matched / 2.0, (unmatched / 2.0).max(0.0));
    features[first] = ln(1.0 + matched);
    features[first + 1] = ln(1.0 + unmatched);
    features[first + 2] = matched / (matched + unmatched + 2.0);
}

fn type_feature(span: Span) -> usize {
    match (span.a.min(span.b), span.a.max(span.b)) {
        (1, 1) => feature::TYPE_1_1,
        (1, 2) => feature::TYPE_1_2,
        (2, 2) => feature::TYPE_2_2,
        (1, 3) => feature::TYPE_1_3,
        (1, 4) => feature::TYPE_1_4,
        (2, 3) => feature::TYPE_2_3,
        (1, 5) => feature::TYPE_1_5,
        _ => feature::TYPE_3_3,
    }
}
