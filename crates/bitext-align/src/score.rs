//! From two sides to the features of every link in a corridor.
//!
//! For a channel, M is half the weight matched on both sides of a link and U
//! half the weight that is eligible there and goes unmatched; the features are
//! ln(1 + M), ln(1 + U) and the coverage M / (M + U + 2). *Bare* links have
//! hardly any match; *asymmetry* compares what goes unmatched on the two
//! sides; the *weakest line* of an n-m link says whether every line earns its
//! place. Lengths are compared after Gale & Church (1993), with the expected
//! ratio taken from the whole bitext; all length features are symmetric, so
//! that swapping the sides mirrors the result.

use std::collections::VecDeque;
use std::ops::Range;

use bitext_core::SegmentedText;
use rustc_hash::FxHashMap;

use crate::channel::{CHANNELS, Channels, Matcher};
use crate::corridor::Corridor;
use crate::evidence::{
    ALL, ALL_ELIGIBLE, LANES, LineEvidence, Scratch, Sums, eligible_mass, line_evidence,
};
use crate::feature::{self, COUNT, Features};
use crate::lattice::{LINK_TYPES, LONGEST, SOURCE_NULL, TARGET_NULL};
use crate::math::ln;
use crate::punctuation::{END_MARK, MARKS, YES_OR_NO};
use crate::side::Side;

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

/// Two sides and all that is needed to compare spans of them.
pub(crate) struct Comparison<'a> {
    source: &'a Side,
    target: &'a Side,
    from_source: Matcher<'a>,
    from_target: Matcher<'a>,
    source_mass: Vec<Sums>,
    target_mass: Vec<Sums>,
    source_text: Vec<u32>,
    target_text: Vec<u32>,
    lengths: Lengths,
}

/// Length sums and ratios of the whole bitext.
struct Lengths {
    source_characters: Vec<f64>,
    target_characters: Vec<f64>,
    source_words: Vec<f64>,
    target_words: Vec<f64>,
    character_ratio: f32,
    word_ratio: f32,
    source_mean: f32,
    target_mean: f32,
}

impl Lengths {
    fn new(source: &Side, target: &Side) -> Self {
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
        let source_words = sums(&source.words);
        let target_words = sums(&target.words);
        let ratio = |near: &[f64], far: &[f64]| {
            let total = |sums: &[f64]| sums.last().copied().unwrap_or(0.0) + 1.0;
            (total(far) / total(near)) as f32
        };
        let character_ratio = ratio(&source_characters, &target_characters);
        let word_ratio = ratio(&source_words, &target_words);
        let mean = |sums: &[f64]| {
            (sums.last().copied().unwrap_or(0.0) / (sums.len().max(2) - 1) as f64) as f32
        };
        Self {
            source_mean: mean(&source_characters),
            target_mean: mean(&target_characters),
            source_characters,
            target_characters,
            source_words,
            target_words,
            character_ratio,
            word_ratio,
        }
    }
}

impl Lengths {
    /// Whether a joined link is not absurdly uneven.
    fn plausible(&self, span: Span) -> bool {
        let Span { i, j, a, b } = span;
        let smoothing = RATIO_SMOOTHING * self.character_ratio.sqrt();
        let source = (self.source_characters[i + a] - self.source_characters[i]) as f32;
        let target = (self.target_characters[j + b] - self.target_characters[j]) as f32;
        let (near, far) = (
            source * self.character_ratio + smoothing,
            target + smoothing,
        );
        near < far * LONGEST_RATIO && far < near * LONGEST_RATIO
    }
}

/// A link type in place: the lines it would join.
#[derive(Clone, Copy)]
struct Span {
    i: usize,
    j: usize,
    a: usize,
    b: usize,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(
        source: &'a Side,
        target: &'a Side,
        channels: &'a Channels,
        texts: (&SegmentedText, &SegmentedText),
    ) -> Self {
        let from_source = channels.from_source();
        let from_target = channels.from_target();
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
                features[feature::NULL_LENGTH] =
                    null_length(self.source.characters[span.i], self.lengths.source_mean);
            }
            TARGET_NULL => {
                features[feature::NULL] = 1.0;
                features[feature::NULL_LENGTH] =
                    null_length(self.target.characters[span.j], self.lengths.target_mean);
            }
            _ => {
                features[type_feature(span)] = 1.0;
                self.length_features(span, &mut features);
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

    fn length_features(&self, span: Span, features: &mut Features) {
        let Span { i, j, a, b } = span;
        let lengths = &self.lengths;
        let sum = |sums: &[f64], at: usize, count: usize| (sums[at + count] - sums[at]) as f32;
        let ratio = lengths.character_ratio;
        let source = sum(&lengths.source_characters, i, a);
        let target = sum(&lengths.target_characters, j, b);
        let mean = (source + target / ratio) / 2.0;
        // With the ratio to the power of 3/2 the deviation only changes its
        // sign when the sides are swapped.
        let spread = (LENGTH_VARIANCE * mean.max(1.0) * ratio * ratio.sqrt()).sqrt();
        let deviation = (target - source * ratio) / spread;
        features[feature::LENGTH_SQUARED] = (deviation * deviation).min(25.0) / 2.0;
        features[feature::LENGTH_DEVIATION] = deviation.abs().min(8.0);
        let smoothing = LENGTH_SMOOTHING * ratio.sqrt();
        let log_ratio = ln((target + smoothing) / (source * ratio + smoothing));
        features[feature::LENGTH_RATIO] = (log_ratio * log_ratio).min(4.0);
        let expected = (sum(&lengths.source_words, i, a) * lengths.word_ratio).max(0.5);
        let found = sum(&lengths.target_words, j, b).max(0.5);
        // Mean of the Poisson deviances of either side given the other.
        let surprise = (found - expected) * ln(found / expected) / lengths.word_ratio.sqrt();
        features[feature::LENGTH_WORDS] = (surprise / 2.0).min(20.0);
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

/// How long a line is beside the mean line of its side, as a logarithm.
fn null_length(characters: f32, mean: f32) -> f32 {
    ln((characters + LENGTH_SMOOTHING) / (mean + LENGTH_SMOOTHING))
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

/// The line evidence that the row at hand needs, and no more.
struct Window<'a> {
    comparison: &'a Comparison<'a>,
    corridor: &'a Corridor,
    rows: Range<usize>,
    source_first: usize,
    source: VecDeque<LineEvidence>,
    target_first: usize,
    target: VecDeque<LineEvidence>,
    scratch: Scratch,
}

impl<'a> Window<'a> {
    fn new(comparison: &'a Comparison<'a>, corridor: &'a Corridor, rows: Range<usize>) -> Self {
        Self {
            comparison,
            corridor,
            source_first: rows.start,
            source: VecDeque::new(),
            target_first: corridor.row(rows.start).start,
            target: VecDeque::new(),
            scratch: Scratch::default(),
            rows,
        }
    }

    fn source(&self, line: usize) -> &LineEvidence {
        &self.source[line - self.source_first]
    }

    fn target(&self, line: usize) -> &LineEvidence {
        &self.target[line - self.target_first]
    }

    /// Makes the evidence for links that start in row `i` ready. Rows must be
    /// visited in order.
    fn move_to(&mut self, i: usize) {
        let Comparison {
            source,
            target,
            from_source,
            from_target,
            ..
        } = self.comparison;
        while self.source_first < i && self.source.pop_front().is_some() {
            self.source_first += 1;
        }
        self.source_first = self.source_first.max(i);
        while self.source_first + self.source.len() < (i + LONGEST).min(source.len()) {
            let line = self.source_first + self.source.len();
            let first = (line + 1).saturating_sub(LONGEST).max(self.rows.start);
            let last = line.min(self.rows.end - 1);
            let starts = self.corridor.row(first).start..self.corridor.row(last).end;
            let evidence = line_evidence(
                source,
                from_source,
                line,
                starts,
                target.len(),
                &mut self.scratch,
            );
            self.source.push_back(evidence);
        }
        let row = self.corridor.row(i);
        while self.target_first < row.start && self.target.pop_front().is_some() {
            self.target_first += 1;
        }
        self.target_first = self.target_first.max(row.start);
        let needed = (row.end + LONGEST - 1).min(target.len());
        while self.target_first + self.target.len() < needed {
            let line = self.target_first + self.target.len();
            let starts = self.rows_that_reach(line);
            let evidence = line_evidence(
                target,
                from_target,
                line,
                starts,
                source.len(),
                &mut self.scratch,
            );
            self.target.push_back(evidence);
        }
    }

    /// The rows from which some link can reach target line `line`.
    fn rows_that_reach(&self, line: usize) -> Range<usize> {
        let earliest = (line + 1).saturating_sub(LONGEST);
        let rows = self.rows.clone();
        let first = partition(rows.clone(), |row| self.corridor.row(row).end <= earliest);
        let end = partition(rows, |row| self.corridor.row(row).start <= line);
        first..end.max(first)
    }
}

/// The first of `rows` for which `before` no longer holds.
fn partition(rows: Range<usize>, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (rows.start, rows.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1
        } else {
            high = middle
        }
    }
    low
}
