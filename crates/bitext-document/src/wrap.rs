//! Lines that are pieces of paragraphs: text hard-wrapped at a column.
//!
//! Whoever wraps text at a column breaks a line exactly where the next word
//! would not have fitted. So in wrapped text nearly every line that has another
//! below it is *full* in that sense, and in text with a paragraph a line hardly
//! any is. Full lines are joined to what follows; a blank line, an indent, a
//! list marker or a line with room left ends the paragraph. Where a line ends
//! because of what the next one is, an item, a row of a table or the text of a tag,
//! it says nothing about the column.

use std::collections::BTreeMap;

use bitext_core::{TextRange, is_justified, is_unspaced, is_wide};

use crate::blocks::{Line, ends_sentence};

/// Columns that people wrap at, with some room.
const COLUMNS: std::ops::RangeInclusive<usize> = 45..=110;

/// Room that a line wrapped for looks, or to keep a word whole, may have left.
const SLACK: usize = 12;

/// Fewest line breaks inside paragraphs that make a habit.
const ENOUGH_BREAKS: usize = 4;

/// Joins the lines of hard-wrapped paragraphs; other text comes back as it is.
pub(crate) fn unwrap_lines(text: &str, lines: Vec<Line>) -> Vec<Line> {
    let Some(width) = wrap_width(text, &lines) else {
        return lines;
    };
    let mut joined: Vec<Line> = Vec::new();
    // The last line of the paragraph so far, which says whether it goes on.
    let mut tail: Option<Line> = None;
    for line in lines {
        let goes_on = tail.is_some_and(|tail| continues(text, tail, line, width));
        match joined.last_mut() {
            Some(paragraph) if goes_on => {
                paragraph.range = TextRange::new(paragraph.range.start, line.range.end);
            }
            _ => joined.push(line),
        }
        tail = Some(line);
    }
    joined
}

fn continues(text: &str, tail: Line, line: Line, width: usize) -> bool {
    if !may_continue(text, tail, line) {
        return false;
    }
    let starts_small = line
        .range
        .of(text)
        .chars()
        .next()
        .is_some_and(char::is_lowercase);
    is_full(text, tail, line, width, SLACK) || starts_small && !ends_sentence(tail.range.of(text))
}

/// Whether `line` may go on from `tail` if that is full: it does not if it is an item
/// of a list or a reply or farther in, nor if one of the two is a row of a table. Behind
/// an unfinished sentence a dash is a dash.
fn may_continue(text: &str, tail: Line, line: Line) -> bool {
    let dashed = line.range.of(text).starts_with(['-', '–', '—']);
    if line.after_blank
        || line.is_item(text)
        || is_row(text, line)
        || dashed && ends_sentence(tail.range.of(text))
    {
        return false;
    }
    let hangs = || Some(line.indent) == hanging_indent(text, tail);
    (!is_row(text, tail) && line.indent <= tail.indent + 1) || hangs()
}

/// Whether a line is a row of a table, its cells parted by gaps, or a rule.
fn is_row(text: &str, line: Line) -> bool {
    let line = line.range.of(text);
    // Behind a list marker there may be a gap as well.
    let words = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    words.is_empty() || words.contains('\t') || words.contains("   ") && !is_justified(words)
}

/// The column at which the text of an item or of a tag and what it means begins, and
/// further lines of it.
fn hanging_indent(text: &str, item: Line) -> Option<usize> {
    let words = item.range.of(text);
    let (marker, rest) = words.split_once(char::is_whitespace)?;
    let is_marker = item.is_item(text) || matches!(marker, "-" | "–" | "—");
    let width = |marker: &str, rest: &str| {
        let gap = rest.len() - rest.trim_start().len();
        item.indent + marker.chars().count() + gap
    };
    if is_marker {
        return Some(width(marker, rest) + 1);
    }
    let at = words.find("  ")?;
    let (tag, rest) = words.split_at(at);
    Some(width(tag, rest))
}

/// Whether the first word of `next` would not have fitted on `line`.
fn is_full(text: &str, line: Line, next: Line, width: usize, slack: usize) -> bool {
    let word = first_word(next.range.of(text));
    line.indent + columns(line.range.of(text)) + 1 + columns(word) + slack > width
}

/// What stands before the first place where a line may break.
fn first_word(line: &str) -> &str {
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek();
        if is_unspaced(letter) || next.is_none_or(|(_, next)| next.is_whitespace()) {
            return &line[..at + letter.len_utf8()];
        }
    }
    line
}

/// How wide a text is on a terminal.
fn columns(text: &str) -> usize {
    let is_hangul = |c| matches!(c, '\u{1100}'..='\u{115f}' | '\u{ac00}'..='\u{d7a3}');
    let width = |c| 1 + usize::from(is_wide(c) || is_hangul(c));
    text.chars().map(width).sum()
}

/// The column the text is wrapped at, if it is.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    justified_width(text, lines).or_else(|| ragged_width(text, lines))
}

/// The column at which the lines end whose words are spread to end there. Whatever else
/// a text holds, nobody does that by hand.
fn justified_width(text: &str, lines: &[Line]) -> Option<usize> {
    let mut ends: BTreeMap<usize, usize> = BTreeMap::new();
    for &line in lines {
        if is_justified(line.range.of(text)) {
            *ends
                .entry(line.indent + columns(line.range.of(text)))
                .or_default() += 1;
        }
    }
    let all: usize = ends.values().sum();
    let (&width, &count) = ends.iter().max_by_key(|&(&width, &count)| (count, width))?;
    // Nor does anybody who writes a paragraph on a line.
    let end = |line: &&Line| line.indent + columns(line.range.of(text));
    let overlong = lines
        .iter()
        .filter(|line| end(line) > width + SLACK)
        .count();
    let is_habit = count >= ENOUGH_BREAKS && 2 * count >= all && 10 * overlong <= lines.len();
    (is_habit && COLUMNS.contains(&width)).then_some(width)
}

/// The column at which most lines are full that have another below them.
fn ragged_width(text: &str, lines: &[Line]) -> Option<usize> {
    let breaks: Vec<(Line, Line)> = lines
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|&(line, next)| may_continue(text, line, next))
        .collect();
    if breaks.len() < ENOUGH_BREAKS {
        return None;
    }
    let mut widths: Vec<usize> = breaks
        .iter()
        .map(|&(line, _)| line.indent + columns(line.range.of(text)))
        .collect();
    widths.sort_unstable();
    // A few overlong lines (addresses, tables) do not set the column.
    let width = widths[(widths.len() - 1) * 19 / 20];
    if !COLUMNS.contains(&width) {
        return None;
    }
    let count = |holds: &dyn Fn(Line, Line) -> bool| {
        breaks
            .iter()
            .filter(|&&(line, next)| holds(line, next))
            .count()
    };
    let full = count(&|line, next| is_full(text, line, next, width, SLACK / 2));
    let open = count(&|line, _| !ends_sentence(line.range.of(text)));
    (10 * full >= 7 * breaks.len() && 2 * open >= breaks.len()).then_some(width)
}
