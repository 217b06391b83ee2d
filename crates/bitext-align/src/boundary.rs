//! Whether a segment stands on its own, seen at the boundary behind it.
//!
//! A segmenter that cuts at `Prof.` or at a semicolon leaves pieces that look
//! unfinished: the next one goes on in small letters, the last one ends with a
//! comma, a bracket or a quotation is still open. A link that joins such pieces is natural,
//! and one that ends in the middle of them is not, unless the other side is
//! cut there too.

use std::ops::Range;

use bitext_core::{Segment, SegmentedText};
use bitext_lang::Token;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::feature;
use crate::punctuation::marks;
use crate::quotation::{Quotation, Step};
use crate::sink::Sink;

/// Ways in which a boundary may be unfinished.
const KINDS: usize = 4;
/// The segment in front ends with a mark that ends no sentence.
const OPEN_END: usize = 0;
/// The segment behind begins in small letters, or with a mark that closes.
const CONTINUED: usize = 1;
/// A bracket opened in front is closed behind.
const ENCLOSED: usize = 2;
/// A quotation opened in front is closed behind.
const QUOTED: usize = 3;

/// For each kind, the features of joins across it, ends of links at it on one
/// side only, and nulls beside it.
const FEATURES: [[usize; 3]; KINDS] = [
    [
        feature::OPEN_END_JOINED,
        feature::OPEN_END_DIFFERENT,
        feature::OPEN_END_NULL,
    ],
    [
        feature::CONTINUED_JOINED,
        feature::CONTINUED_DIFFERENT,
        feature::CONTINUED_NULL,
    ],
    [
        feature::ENCLOSED_JOINED,
        feature::ENCLOSED_DIFFERENT,
        feature::ENCLOSED_NULL,
    ],
    [
        feature::QUOTED_JOINED,
        feature::QUOTED_DIFFERENT,
        feature::QUOTED_NULL,
    ],
];

/// A bracket or quotation that stays open for more segments than this was never
/// closed.
const LONGEST_BRACKET: usize = 4;
const LONGEST_QUOTATION: usize = 8;

/// The longest label, in bytes; how often at least one comes, and the segments
/// there may be for each time.
const LONGEST_LABEL: usize = 32;
const LEAST_LABELS: usize = 3;
const SEGMENTS_A_LABEL: usize = 20;

/// What a boundary looks like, by kind.
type Boundary = [bool; KINDS];

/// The boundaries of a side: one in front of each segment and one at the end.
#[derive(Debug, Default)]
pub(crate) struct Boundaries(Vec<Boundary>);

/// Reads the boundaries of a text, segment by segment. A block that holds one
/// segment only, as all do in a text of lines, says nothing of where sentences
/// end; where some hold more, nothing is unfinished across the end of a block.
pub(crate) struct BoundaryReader<'text> {
    segments: &'text [Segment],
    has_blocks: bool,
    labels: FxHashSet<&'text str>,
    boundaries: Vec<Boundary>,
    /// The segment to be read next.
    next: usize,
    /// Whether the segment in front ends with a mark that ends no sentence.
    open_end: bool,
    /// Where the bracket and the quotation at hand were opened.
    opened: Option<usize>,
    quoted_from: Option<usize>,
    quotation: Quotation,
}

impl<'text> BoundaryReader<'text> {
    /// Before the first segment of a text.
    pub(crate) fn new(text: &'text SegmentedText) -> Self {
        let segments = text.segments();
        Self {
            segments,
            has_blocks: segments.windows(2).any(|two| two[0].block == two[1].block),
            labels: labels(text),
            boundaries: vec![[false; KINDS]; segments.len() + 1],
            next: 0,
            open_end: false,
            opened: None,
            quoted_from: None,
            quotation: Quotation::default(),
        }
    }

    /// Reads the next segment.
    pub(crate) fn read(&mut self, text: &str, tokens: &[Token]) {
        let index = self.next;
        self.next += 1;
        let segment = text.trim();
        let block = |index: usize| self.segments[index].block;
        if index > 0 && (!self.has_blocks || block(index) == block(index - 1)) {
            self.boundaries[index][OPEN_END] = self.open_end;
            self.boundaries[index][CONTINUED] = continues(segment);
        } else {
            self.opened = None;
            self.quoted_from = None;
            self.quotation = Quotation::default();
        }
        self.open_end = segment.ends_with(is_open_end) || self.labels.contains(segment);
        for (at, mark) in marks(text, tokens) {
            match mark {
                '(' | '（' | '[' => self.opened = Some(index),
                ')' | '）' | ']' => {
                    let from = self.opened.take();
                    self.enclose(from, ENCLOSED, LONGEST_BRACKET);
                }
                _ if Quotation::may_step(mark) => {
                    let before = text[..at].chars().next_back().unwrap_or(' ');
                    match self
                        .quotation
                        .step(mark, before, &text[at + mark.len_utf8()..])
                    {
                        Some(Step::Opens) => self.quoted_from = Some(index),
                        Some(Step::Closes) => {
                            let from = self.quoted_from.take();
                            self.enclose(from, QUOTED, LONGEST_QUOTATION);
                        }
                        None => {}
                    }
                }
                _ => {}
            }
        }
    }

    /// Notes what was opened in a segment and is closed in the one at hand.
    fn enclose(&mut self, from: Option<usize>, kind: usize, longest: usize) {
        let index = self.next - 1;
        let from = from.unwrap_or(index);
        if index - from <= longest {
            for boundary in &mut self.boundaries[from + 1..=index] {
                boundary[kind] = true;
            }
        }
    }

    /// The boundaries of all segments.
    pub(crate) fn finish(self) -> Boundaries {
        Boundaries(self.boundaries)
    }
}

impl Boundaries {
    /// How many boundaries of each kind lie inside a run of segments.
    fn inside(&self, run: &Range<usize>, counts: &mut [u8; KINDS]) {
        for boundary in &self.0[run.start + 1..run.end] {
            for (count, &found) in counts.iter_mut().zip(boundary) {
                *count += u8::from(found);
            }
        }
    }
}

/// Tells the sink what the boundaries in and behind a link say.
#[inline]
pub(crate) fn describe(
    near: &Boundaries,
    source: &Range<usize>,
    far: &Boundaries,
    target: &Range<usize>,
    sink: &mut impl Sink,
) {
    if source.len() + target.len() > 2 {
        let mut counts = [0; KINDS];
        near.inside(source, &mut counts);
        far.inside(target, &mut counts);
        for (count, features) in counts.into_iter().zip(FEATURES) {
            if count > 0 {
                sink.add(features[0], f32::from(count));
            }
        }
    }
    let ends = near.0[source.end].iter().zip(&far.0[target.end]);
    for ((near, far), features) in ends.zip(FEATURES) {
        if near != far {
            sink.add(features[1], 1.0);
        }
    }
}

/// Tells the sink what the boundaries around a null say.
#[inline]
pub(crate) fn describe_null(boundaries: &Boundaries, line: usize, sink: &mut impl Sink) {
    let around = boundaries.0[line].iter().zip(&boundaries.0[line + 1]);
    for ((&front, &behind), features) in around.zip(FEATURES) {
        if front || behind {
            sink.add(features[2], f32::from(u8::from(front) + u8::from(behind)));
        }
    }
}

/// The one-word segments that come again and again: who speaks, question or
/// answer, what kind of entry. What follows belongs to them.
fn labels(text: &SegmentedText) -> FxHashSet<&str> {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for segment in text.texts().map(str::trim) {
        if segment.len() <= LONGEST_LABEL && is_one_word(segment) {
            *counts.entry(segment).or_default() += 1;
        }
    }
    counts.retain(|_, count| *count >= LEAST_LABELS && *count * SEGMENTS_A_LABEL >= text.len());
    counts.into_keys().collect()
}

/// Whether a segment is letters and a full stop.
fn is_one_word(segment: &str) -> bool {
    let word = segment.strip_suffix('.').unwrap_or("");
    !word.is_empty() && word.chars().all(char::is_alphabetic)
}

/// Whether a segment looks like the rest of the one in front.
fn continues(segment: &str) -> bool {
    let first = segment.chars().next();
    first.is_some_and(|letter| {
        letter.is_lowercase()
            || matches!(
                letter,
                ')' | ']'
                    | '}'
                    | '»'
                    | '”'
                    | '’'
                    | ','
                    | '.'
                    | ';'
                    | ':'
                    | '!'
                    | '?'
                    | '）'
                    | '」'
                    | '』'
                    | '，'
                    | '。'
                    | '、'
                    | '；'
            )
    })
}

/// Whether a mark leaves the sentence open.
fn is_open_end(letter: char) -> bool {
    matches!(
        letter,
        ',' | ';'
            | ':'
            | '-'
            | '–'
            | '—'
            | '('
            | '，'
            | '、'
            | '；'
            | '：'
            | '،'
            | '؛'
            | '፣'
            | '፤'
    )
}

#[cfg(test)]
mod tests {
    use bitext_lang::tokens;

    use super::*;

    fn boundaries(lines: &[&str]) -> Vec<Boundary> {
        let text = SegmentedText::from_lines(lines);
        let mut reader = BoundaryReader::new(&text);
        for segment in text.texts() {
            reader.read(segment, &tokens(segment).collect::<Vec<_>>());
        }
        reader.finish().0
    }

    #[test]
    fn pieces_of_a_sentence_are_seen() {
        let found = boundaries(&[
            "Le livre (voir les Alpes, p.",
            "85) ; ",
            "la carte,",
            "Paris.",
            "Fin.",
        ]);
        assert_eq!(found[0], [false; KINDS]);
        assert_eq!(found[1], [false, false, true, false]);
        assert_eq!(found[2], [true, true, false, false]);
        assert_eq!(found[3], [true, false, false, false]);
        assert_eq!(found[4], [false; KINDS]);
        assert_eq!(found[5], [false; KINDS]);
    }

    #[test]
    fn a_quotation_runs_on_until_it_is_closed() {
        let found = boundaries(&["He said: “No.", "Never.”", "And left.", "“Well."]);
        let quoted: Vec<bool> = found.iter().map(|boundary| boundary[QUOTED]).collect();
        assert_eq!(quoted, [false, true, false, false, false]);
    }

    #[test]
    fn a_label_belongs_to_what_follows() {
        let talk = ["Question.", "Why?", "Answer.", "So it is."].repeat(4);
        let open = |lines: &[&str]| -> Vec<bool> {
            let found = boundaries(lines);
            found.iter().map(|boundary| boundary[OPEN_END]).collect()
        };
        let found = open(&talk);
        assert_eq!(found[..5], [false, true, false, true, false]);
        // One that hardly ever comes is a sentence.
        let novel: Vec<&str> = [&["Yes."; 3][..], &["He said nothing more."; 60]].concat();
        assert!(!open(&novel).contains(&true));
    }
}
