//! From two sides to the features of every link in a corridor.
//!
//! For a channel, M is half the weight matched on both sides of a link and U
//! half the weight that is eligible there and goes unmatched; the features are
//! ln(1 + M), ln(1 + U) and the coverage M / (M + U + 2). *Bare* links have
//! hardly any match; *asymmetry* compares what goes unmatched on the two
//! sides; the *weakest line* of an n-m link says whether every line earns its
//! place; what goes unmatched together at the *front*, *back* or in the *middle* is
//! compared in the same way (see [`crate::stretch`]). All of it is symmetric, so that
//! swapping the sides mirrors the result.

use std::ops::Range;

use bitext_core::SegmentedText;
use rustc_hash::FxHashMap;

use crate::boundary;
use crate::channel::{CHANNELS, Channels, Matcher};
use crate::corridor::Corridor;
use crate::evidence::{
    ALL, ALL_ELIGIBLE, Gatherer, LANES, LineEvidence, Spans, Sums, eligible_mass,
};
use crate::feature::{self, COUNT, Features};
use crate::item_number::ItemNumbers;
use crate::lattice::{LINK_1_1, LINK_TYPES, LONGEST, SOURCE_NULL, TARGET_NULL};
use crate::length::Lengths;
use crate::math::ln;
use crate::punctuation::{self, SharedMarks};
use crate::side::Side;
use crate::sink::Sink;
use crate::stretch::Unmatched;
use crate::weights::Knowledge;
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
    marks: SharedMarks,
    pub(crate) item_numbers: ItemNumbers,
    /// Which weights are right for it.
    pub(crate) knowledge: Knowledge,
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
    /// Compares two sides; `built_in` says whether a lexicon comes with their
    /// languages.
    pub(crate) fn new(
        source: &'a Side,
        target: &'a Side,
        channels: &'a Channels,
        texts: (&SegmentedText, &SegmentedText),
        built_in: bool,
    ) -> Self {
        let from_source = channels.source_matcher(source);
        let from_target = channels.target_matcher(target);
        let mass = |side: &Side, matcher: &Matcher<'_>| {
            (0..side.len())
                .map(|line| eligible_mass(side, matcher, line))
                .collect::<Vec<_>>()
        };
        let source_mass = mass(source, &from_source);
        let target_mass = mass(target, &from_target);
        let mut known = FxHashMap::default();
        let mut number = |segment| {
            let next = known.len() as u32;
            *known.entry(segment).or_insert(next)
        };
        let source_text = texts.0.texts().map(&mut number).collect();
        let target_text = texts.1.texts().map(&mut number).collect();
        Self {
            lengths: Lengths::new(source, target),
            marks: SharedMarks::new(&source.profiles, &target.profiles),
            item_numbers: ItemNumbers::new(texts.0, texts.1),
            knowledge: match (channels.has_lexicon(), built_in) {
                (true, true) => Knowledge::Lexicon,
                (true, false) => Knowledge::Learned,
                (false, _) => Knowledge::None,
            },
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

    /// To work out what source lines find on the target side.
    pub(crate) fn gather_source(&self) -> Gatherer<'_> {
        Gatherer::new(self.source, self.target, &self.from_source)
    }

    /// To work out what target lines find on the source side.
    pub(crate) fn gather_target(&self) -> Gatherer<'_> {
        Gatherer::new(self.target, self.source, &self.from_target)
    }

    /// Calls `visit` for every link that starts in the given rows and ends
    /// inside the corridor, absurdly uneven joins left out.
    pub(crate) fn for_each_link(
        &self,
        corridor: &Corridor,
        rows: Range<usize>,
        mut visit: impl FnMut(&Site<'_, Window<'_>>),
    ) {
        let mut window = Window::new(self, corridor, rows.clone());
        for i in rows {
            window.move_to(i);
            // Where links of each number of source lines may end.
            let ends: [Range<usize>; LONGEST + 1] = std::array::from_fn(|a| {
                let inside = i + a < corridor.rows();
                if inside { corridor.row(i + a) } else { 0..0 }
            });
            for (cell, j) in (corridor.start(i)..).zip(corridor.row(i)) {
                for (link_type, &(a, b)) in LINK_TYPES.iter().enumerate() {
                    if !ends[a].contains(&(j + b)) {
                        continue;
                    }
                    let span = Span { i, j, a, b };
                    if a + b > 2 && !self.lengths.plausible(span) {
                        continue;
                    }
                    visit(&Site {
                        comparison: self,
                        evidence: &window,
                        span,
                        link_type,
                        cell,
                    });
                }
            }
        }
    }

    /// To work out the features of single links.
    pub(crate) fn single_links(&self) -> SingleLinks<'_> {
        SingleLinks {
            comparison: self,
            from_source: self.gather_source(),
            from_target: self.gather_target(),
        }
    }
}

/// What a link's lines find on the other side.
pub(crate) trait Evidence {
    /// The evidence of a source line of the link.
    fn source(&self, line: usize) -> &LineEvidence;
    /// The evidence of a target line of the link.
    fn target(&self, line: usize) -> &LineEvidence;
}

/// Works out the features of links one by one.
pub(crate) struct SingleLinks<'a> {
    comparison: &'a Comparison<'a>,
    from_source: Gatherer<'a>,
    from_target: Gatherer<'a>,
}

impl SingleLinks<'_> {
    /// The features of a link from rung (i, j).
    pub(crate) fn features_of(&mut self, i: usize, j: usize, link_type: usize) -> Features {
        let (a, b) = LINK_TYPES[link_type];
        let span = Span { i, j, a, b };
        let alone = self.evidence(span);
        let mut features = [0.0; COUNT];
        Site {
            comparison: self.comparison,
            evidence: &alone,
            span,
            link_type,
            cell: 0,
        }
        .describe(&mut features);
        for done in alone.source {
            self.from_source.recycle(done);
        }
        for done in alone.target {
            self.from_target.recycle(done);
        }
        features
    }

    fn evidence(&mut self, span: Span) -> LinkEvidence {
        let Span { i, j, a, b } = span;
        // Nulls rest on nothing.
        let (sources, targets) = if a == 0 || b == 0 { (0, 0) } else { (a, b) };
        let (across, back) = (Spans::from(j, b), Spans::from(i, a));
        let sources = i..i + sources;
        let targets = j..j + targets;
        LinkEvidence {
            span,
            source: sources
                .map(|line| self.from_source.of_line(line, &across))
                .collect(),
            target: targets
                .map(|line| self.from_target.of_line(line, &back))
                .collect(),
        }
    }
}

/// The evidence of one link alone.
struct LinkEvidence {
    span: Span,
    source: Vec<LineEvidence>,
    target: Vec<LineEvidence>,
}

impl Evidence for LinkEvidence {
    fn source(&self, line: usize) -> &LineEvidence {
        &self.source[line - self.span.i]
    }

    fn target(&self, line: usize) -> &LineEvidence {
        &self.target[line - self.span.j]
    }
}

/// A link in its place, ready to be described.
pub(crate) struct Site<'a, E> {
    comparison: &'a Comparison<'a>,
    evidence: &'a E,
    span: Span,
    /// Index of its type.
    pub(crate) link_type: usize,
    /// Index of the rung it starts from.
    pub(crate) cell: usize,
}

impl<E: Evidence> Site<'_, E> {
    /// The rung it starts from.
    pub(crate) fn rung(&self) -> (usize, usize) {
        (self.span.i, self.span.j)
    }

    /// Tells the sink every feature of the link.
    #[inline]
    pub(crate) fn describe(&self, sink: &mut impl Sink) {
        let Comparison {
            source,
            target,
            lengths,
            marks,
            ..
        } = self.comparison;
        let Span { i, j, a, b } = self.span;
        match self.link_type {
            SOURCE_NULL => {
                sink.add(feature::NULL, 1.0);
                sink.add(feature::NULL_LENGTH, lengths.source_length(source, i));
                boundary::describe_null(&source.boundaries, i, sink);
            }
            TARGET_NULL => {
                sink.add(feature::NULL, 1.0);
                sink.add(feature::NULL_LENGTH, lengths.target_length(target, j));
                boundary::describe_null(&target.boundaries, j, sink);
            }
            link_type => {
                sink.add(type_feature(self.span), 1.0);
                lengths.describe(self.span, sink);
                self.describe_matches(sink);
                self.describe_stretches(sink);
                let (near, far) = (&source.profiles[i..i + a], &target.profiles[j..j + b]);
                punctuation::describe(*marks, near, far, sink);
                self.describe_blocks(sink);
                self.comparison.item_numbers.describe(i, j, sink);
                let (near, far) = (&source.boundaries, &target.boundaries);
                boundary::describe(near, &(i..i + a), far, &(j..j + b), sink);
                let (near, far) = (
                    self.comparison.source_text[i],
                    self.comparison.target_text[j],
                );
                if link_type == LINK_1_1 && near == far {
                    sink.add(feature::COPY, 1.0);
                }
            }
        }
    }

    #[inline]
    fn describe_matches(&self, sink: &mut impl Sink) {
        let Span { i, j, a, b } = self.span;
        let Comparison {
            source_mass,
            target_mass,
            ..
        } = self.comparison;
        let mut matched = [0.0; LANES];
        let mut mass = [0.0; LANES];
        let mut weakest: f32 = 1.0;
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
        let (mut source_left, mut target_left) = (0.0, 0.0);
        for (line, line_mass) in (i..).zip(&source_mass[i..i + a]) {
            let sums = self.evidence.source(line).over(j, b);
            add(sums, line_mass, a, &mut source_left);
        }
        for (line, line_mass) in (j..).zip(&target_mass[j..j + b]) {
            let sums = self.evidence.target(line).over(i, a);
            add(sums, line_mass, b, &mut target_left);
        }
        if a + b > 2 {
            sink.add(feature::WEAKEST_LINE, weakest);
        }
        let (source_left, target_left) = (source_left.max(0.0), target_left.max(0.0));
        // For each channel and for all of them: half of what is matched and half
        // of what goes unmatched. A channel whose units are not eligible has no
        // unmatched weight.
        let mut halves = [[0.0; CHANNELS + 1]; 2];
        for channel in 0..CHANNELS {
            halves[0][channel] = matched[channel] / 2.0;
            if mass[channel] > 0.0 {
                let left = mass[channel] - matched[channel];
                halves[1][channel] = (left / 2.0).max(0.0);
            }
        }
        halves[0][ALL] = matched[ALL] / 2.0;
        halves[1][ALL] = (source_left + target_left) / 2.0;
        // All logarithms at a time, so that they run on vector units.
        let [matches, unmatched] = &halves;
        let mut logarithms = [1.0; LOGARITHMS];
        for at in 0..=CHANNELS {
            logarithms[at] = 1.0 + matches[at];
            logarithms[UNMATCHED + at] = 1.0 + unmatched[at];
        }
        logarithms[SOURCE_LEFT] = 1.0 + source_left;
        logarithms[TARGET_LEFT] = 1.0 + target_left;
        let logarithms = logarithms.map(ln);
        sink.add(
            feature::ASYMMETRY,
            (logarithms[SOURCE_LEFT] - logarithms[TARGET_LEFT]).abs(),
        );
        // Most links have nothing in most channels.
        for at in 0..=CHANNELS {
            let first = feature::NUMBER_MATCHED + 3 * at;
            if matches[at] > 0.0 {
                let coverage = matches[at] / (matches[at] + unmatched[at] + 2.0);
                sink.add(first, logarithms[at]);
                sink.add(first + 2, coverage);
            }
            if unmatched[at] > 0.0 {
                sink.add(first + 1, logarithms[UNMATCHED + at]);
            }
        }
        if matched[ALL] < 1.0 {
            sink.add(feature::BARE, 1.0);
        }
    }

    /// Whether what goes unmatched stands together, and whether joined lines follow
    /// each other on the other side.
    #[inline]
    fn describe_stretches(&self, sink: &mut impl Sink) {
        let Span { i, j, a, b } = self.span;
        let sources = (i..i + a).map(|line| self.evidence.source(line));
        let targets = (j..j + b).map(|line| self.evidence.target(line));
        let near = Unmatched::joined(sources.clone().map(|line| line.unmatched(j, b)));
        let far = Unmatched::joined(targets.clone().map(|line| line.unmatched(i, a)));
        // At a time, as above.
        let pairs = [
            near.front,
            far.front,
            near.back,
            far.back,
            near.middle,
            far.middle,
        ];
        let logarithms = pairs.map(|weight| ln(1.0 + weight));
        let (pairs, _) = logarithms.as_chunks();
        let features = (feature::FRONT_UNMATCHED..).step_by(2);
        for (feature, &[near, far]) in features.zip(pairs) {
            sink.add(feature, near + far);
            sink.add(feature + 1, f32::abs(near - far));
        }
        let steps = (a - 1) * b + a * (b - 1);
        if steps > 0 {
            let steps_of = |line: &LineEvidence, others: Range<usize>| {
                others.map(|other| line.stretches.step(other)).sum::<f32>()
            };
            let across: f32 = sources.map(|line| steps_of(line, j..j + b - 1)).sum();
            let back: f32 = targets.map(|line| steps_of(line, i..i + a - 1)).sum();
            sink.add(feature::JOIN_ORDER, (across + back) / steps as f32);
        }
    }

    #[inline]
    fn describe_blocks(&self, sink: &mut impl Sink) {
        let Span { i, j, a, b } = self.span;
        let Comparison { source, target, .. } = self.comparison;
        if !source.has_blocks || !target.has_blocks {
            return;
        }
        match (source.opens_block[i], target.opens_block[j]) {
            (true, true) => sink.add(feature::BLOCK_START_EQUAL, 1.0),
            (false, false) => {}
            _ => sink.add(feature::BLOCK_START_DIFFERENT, 1.0),
        }
        let inner = |side: &Side, at: usize, count: usize| {
            side.opens_block[at + 1..at + count]
                .iter()
                .filter(|&&opens| opens)
                .count()
        };
        let joined = inner(source, i, a) + inner(target, j, b);
        if joined > 0 {
            sink.add(feature::BLOCK_JOINED, joined.min(3) as f32);
        }
    }
}

/// Places of the logarithms of a link: of what is matched in each channel and in
/// all, of what is not, and of what goes unmatched on either side.
const UNMATCHED: usize = CHANNELS + 1;
const SOURCE_LEFT: usize = 2 * UNMATCHED;
const TARGET_LEFT: usize = SOURCE_LEFT + 1;
const LOGARITHMS: usize = TARGET_LEFT + 1;

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
