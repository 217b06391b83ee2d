//! The punctuation profile of a segment: marks that translators tend to keep.
//!
//! The counts of a segment are packed into the bytes of one word, so that the
//! marks of a link are added up by plain addition and a link without marks is
//! known at a glance.

use bitext_core::is_end_mark;
use bitext_lang::{Token, TokenKind};

use crate::feature;
use crate::sink::Sink;

/// Counts are cut off here: five lines of it still fit a byte.
const MOST: u64 = 40;

/// Equal and different counts above this say no more.
const TELLING: f32 = 3.0;

/// A text that uses a mark so many times more seldom than the other does not use it
/// as the other does, if the other has it in so many lines.
const MORE_SELDOM: usize = 8;
const LEAST_LINES: usize = 5;

/// Bytes of a profile, in the order of their features; quotation marks count
/// by halves, dashes and capitals are there or not.
const QUESTION: usize = 0;
const EXCLAMATION: usize = 1;
const QUOTATION: usize = 2;
const BRACKET: usize = 3;
const COLON: usize = 4;
const ELLIPSIS: usize = 5;
const DASH: usize = 6;
const CAPITALS: usize = 7;

/// Where the features of each byte start.
const FEATURES: [usize; 8] = [
    feature::QUESTION_EQUAL,
    feature::EXCLAMATION_EQUAL,
    feature::QUOTATION_EQUAL,
    feature::BRACKET_EQUAL,
    feature::COLON_EQUAL,
    feature::ELLIPSIS_EQUAL,
    feature::DASH_EQUAL,
    feature::CAPITALS_EQUAL,
];

/// The marks of a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    counts: u64,
    /// Whether it ends in an end mark.
    ends: bool,
}

impl Profile {
    /// The profile of a segment with its tokens.
    pub(crate) fn of(text: &str, tokens: &[Token]) -> Self {
        let mut counts = [0u64; 8];
        let mut dots = 0;
        for (at, mark) in marks(text, tokens) {
            let before = || text[..at].chars().next_back().unwrap_or(' ');
            let rest = || &text[at + mark.len_utf8()..];
            match mark {
                '?' | '？' | '؟' => counts[QUESTION] += 1,
                '!' | '！' => counts[EXCLAMATION] += 1,
                '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '『' | '』' => {
                    counts[QUOTATION] += 1;
                }
                '\'' | '‘' if opens_quotation(before(), rest()) => {
                    counts[QUOTATION] += 2;
                }
                '(' | '（' => counts[BRACKET] += 1,
                ':' | '：' => counts[COLON] += 1,
                '…' => counts[ELLIPSIS] += 1,
                '.' => {
                    dots = if before() == '.' { dots + 1 } else { 1 };
                    counts[ELLIPSIS] += u64::from(dots == 3);
                }
                '-' | '–' | '—' => {
                    let spaced = rest().chars().next().is_none_or(char::is_whitespace);
                    counts[DASH] |= u64::from(spaced && before().is_whitespace());
                }
                _ => {}
            }
        }
        let text = text.trim();
        let lower = text.chars().any(char::is_lowercase);
        counts[CAPITALS] = u64::from(!lower && text.chars().any(char::is_uppercase));
        let packed = counts
            .iter()
            .rev()
            .fold(0, |packed, &count| packed << 8 | count.min(MOST));
        Self {
            counts: packed,
            ends: text.chars().next_back().is_some_and(ends_line),
        }
    }

    /// The marks of a run of lines; its end is that of the last.
    fn sum(lines: &[Self]) -> Self {
        let counts = lines.iter().map(|line| line.counts).sum();
        Self {
            counts,
            ends: lines.last().is_some_and(|line| line.ends),
        }
    }
}

/// The marks that both of two texts use. Thai ends its sentences without any, old
/// Korean books ask without question marks: there it says nothing of a link that
/// one side has a mark and the other has not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SharedMarks {
    /// The bytes of profiles that can be compared, all their bits set.
    counts: u64,
    /// Whether ends can be compared.
    ends: bool,
}

impl SharedMarks {
    /// Of two texts with such lines.
    pub(crate) fn new(near: &[Profile], far: &[Profile]) -> Self {
        let shared = |has: &dyn Fn(&Profile) -> bool| {
            let count = |lines: &[Profile]| lines.iter().filter(|line| has(line)).count();
            let (one, other) = (count(near), count(far));
            // As shares of the lines, over one denominator.
            let (one_share, other_share) = (one * far.len(), other * near.len());
            let (less, more) = (one_share.min(other_share), one_share.max(other_share));
            one.max(other) < LEAST_LINES || less * MORE_SELDOM >= more
        };
        let mark = |at: usize| 0xff << (8 * at);
        let counts = (0..FEATURES.len()).map(mark);
        Self {
            counts: counts
                .filter(|mark| shared(&|line| line.counts & mark != 0))
                .sum(),
            ends: shared(&|line| line.ends),
        }
    }
}

/// Tells the sink how far the marks of two runs of lines agree, of those that
/// their texts share.
#[inline]
pub(crate) fn describe(
    shared: SharedMarks,
    near: &[Profile],
    far: &[Profile],
    sink: &mut impl Sink,
) {
    let (near, far) = (Profile::sum(near), Profile::sum(far));
    match (near.ends, far.ends) {
        _ if !shared.ends => {}
        (true, true) => sink.add(feature::END_MARK_EQUAL, 1.0),
        (false, false) => {}
        _ => sink.add(feature::END_MARK_DIFFERENT, 1.0),
    }
    let mut marks = (near.counts | far.counts) & shared.counts;
    while marks != 0 {
        let mark = marks.trailing_zeros() as usize / 8;
        marks &= !(0xff << (8 * mark));
        let count = |profile: Profile| (profile.counts >> (8 * mark)) as u8;
        let (a, b) = (count(near), count(far));
        let (mut a, mut b) = (f32::from(a), f32::from(b));
        match mark {
            QUOTATION => (a, b) = (a / 2.0, b / 2.0),
            DASH | CAPITALS => (a, b) = (a.min(1.0), b.min(1.0)),
            _ => {}
        }
        sink.add(FEATURES[mark], a.min(b).min(TELLING));
        sink.add(FEATURES[mark] + 1, (a - b).abs().min(TELLING));
    }
}

/// The letters of a segment that are no parts of words, with their places: its
/// marks, and what addresses and numbers are made of.
pub(crate) fn marks(text: &str, tokens: &[Token]) -> impl Iterator<Item = (usize, char)> {
    let others = tokens
        .iter()
        .filter(|token| !matches!(token.kind, TokenKind::Word | TokenKind::Unspaced));
    others.flat_map(move |token| {
        let letters = token.range.of(text).char_indices();
        letters.map(move |(at, letter)| (token.range.start + at, letter))
    })
}

/// Whether a single quotation mark between `before` and `rest` opens a
/// quotation. Its other half looks like an apostrophe, so that the opening one
/// counts for both; a single letter behind it is a short word (`'t`).
pub(crate) fn opens_quotation(before: char, rest: &str) -> bool {
    let mut letters = rest.chars();
    let begins_word = letters.next().is_some_and(char::is_alphanumeric)
        && letters.next().is_some_and(|second| !second.is_whitespace());
    begins_word && (before.is_whitespace() || matches!(before, '(' | '—' | '–'))
}

/// Whether a line may end so: as a sentence does, or with what it quotes or announces.
fn ends_line(letter: char) -> bool {
    is_end_mark(letter)
        || matches!(
            letter,
            '"' | '»' | '”' | '」' | '』' | ':' | ';' | '：' | '；'
        )
}

#[cfg(test)]
mod tests {
    use bitext_lang::tokens;

    use super::*;

    fn features(near: &[&str], far: &[&str]) -> feature::Features {
        let profiles = |lines: &[&str]| {
            lines
                .iter()
                .map(|line| Profile::of(line, &tokens(line).collect::<Vec<_>>()))
                .collect::<Vec<_>>()
        };
        let mut features = [0.0; feature::COUNT];
        let (near, far) = (profiles(near), profiles(far));
        describe(SharedMarks::new(&near, &far), &near, &far, &mut features);
        features
    }

    #[test]
    fn marks_of_both_scripts_count_alike() {
        let found = features(
            &["\"Why (now)?\" he asked: silence..."],
            &["«Почему (сейчас)?» — спросил он: тишина…"],
        );
        for mark in [QUESTION, QUOTATION, BRACKET, COLON, ELLIPSIS] {
            assert_eq!(
                (found[FEATURES[mark]], found[FEATURES[mark] + 1]),
                (1.0, 0.0)
            );
        }
        assert_eq!(
            (found[FEATURES[DASH]], found[FEATURES[DASH] + 1]),
            (0.0, 1.0)
        );
        assert_eq!(found[feature::END_MARK_EQUAL], 1.0);
    }

    #[test]
    fn single_marks_quote_where_they_open_a_word() {
        let found = features(
            &["'Why?' she asked. It's the boys' dog."],
            &["“为什么？”她问。"],
        );
        assert_eq!(found[FEATURES[QUOTATION]], 1.0);
        assert_eq!(found[FEATURES[QUOTATION] + 1], 0.0);
    }

    #[test]
    fn marks_that_one_text_does_without_say_nothing() {
        let thai = ["ใคร", "อะไร (หนึ่ง)", "ที่ไหน", "เมื่อไร", "อย่างไร"];
        let english = ["Who?", "What (one)?", "Where?", "When?", "How?"];
        let found = features(&thai, &english);
        assert_eq!(found[feature::END_MARK_DIFFERENT], 0.0);
        assert_eq!(found[feature::QUESTION_DIFFERENT], 0.0);
        assert_eq!(found[feature::BRACKET_EQUAL], 1.0);
        // Too little to tell a text that does without from one that lacks lines.
        let found = features(&thai[..4], &english[..4]);
        assert_eq!(found[feature::END_MARK_DIFFERENT], 1.0);
        assert_eq!(found[feature::QUESTION_DIFFERENT], 3.0);
    }

    #[test]
    fn marks_of_joined_lines_add_up() {
        let found = features(&["What? Who?"], &["Что?", "Кто?"]);
        assert_eq!(found[feature::QUESTION_EQUAL], 2.0);
        let found = features(&["READ MORE"], &["Читайте также"]);
        assert_eq!(found[feature::CAPITALS_DIFFERENT], 1.0);
    }
}
