//! Lines that are pieces of paragraphs: text hard-wrapped at a column.
//!
//! Whoever wraps text at a column breaks a line exactly where the next word
//! would not have fitted. So in wrapped text nearly every line that has another
//! below it is *full* in that sense, and in text with a paragraph a line hardly
//! any is. Full lines are joined to what follows; a blank line, an indent, a
//! list marker or a line with room left ends the paragraph.

use bitext_core::TextRange;

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
    if line.after_blank || line.is_item(text) || line.indent > tail.indent + 1 {
        return false;
    }
    let starts_small = line
        .range
        .of(text)
        .chars()
        .next()
        .is_some_and(char::is_lowercase);
    is_full(text, tail, line, width, SLACK) || starts_small
}

/// Whether the first word of `next` would not have fitted on `line`.
fn is_full(text: &str, line: Line, next: Line, width: usize, slack: usize) -> bool {
    let word = next.range.of(text).split_whitespace().next().unwrap_or("");
    line.indent + characters(text, line) + 1 + word.chars().count() + slack > width
}

fn characters(text: &str, line: Line) -> usize {
    line.range.of(text).chars().count()
}

/// The column the text is wrapped at, if it is.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    let breaks: Vec<(Line, Line)> = lines
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(_, next)| !next.after_blank)
        .collect();
    if breaks.len() < ENOUGH_BREAKS {
        return None;
    }
    let mut widths: Vec<usize> = breaks
        .iter()
        .map(|&(line, _)| line.indent + characters(text, line))
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
