//! Line breaks that end nothing: text wrapped at a fixed width.
//!
//! The pass over the text takes every line break for an end. So a soft line
//! break is turned into spaces of the same length beforehand, in a copy; all
//! offsets stay what they were. Whether a break is soft when unwrapping: it is
//! if the first word of the next line would not have fitted into this one.

use std::borrow::Cow;

use bitext_core::decimal_digit;

use crate::LineMode;
use crate::character::is_bullet;

/// Nobody wraps text wider than this, in characters.
const WIDEST: usize = 160;

/// `text` with its soft line breaks as spaces.
pub(crate) fn softened(text: &str, mode: LineMode) -> Cow<'_, str> {
    if mode == LineMode::EveryLine || !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let width = match mode {
        LineMode::Unwrap => text.lines().map(length).max().unwrap_or(0),
        _ => 0,
    };
    if width > WIDEST {
        return Cow::Borrowed(text);
    }
    let mut softened = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let bare = line.trim_end_matches(['\n', '\r']);
        softened.push_str(bare);
        let ending = &line[bare.len()..];
        let is_soft = lines.peek().is_some_and(|next| {
            let is_blank = bare.trim().is_empty() || next.trim().is_empty();
            let fits = || length(bare) + 1 + length(first_word(next)) <= width;
            !is_blank && !opens_item(next) && (mode == LineMode::BlankLine || !fits())
        });
        if is_soft {
            softened.extend(ending.chars().map(|_| ' '));
        } else {
            softened.push_str(ending);
        }
    }
    Cow::Owned(softened)
}

fn length(line: &str) -> usize {
    line.trim_end().chars().count()
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or("")
}

fn opens_item(line: &str) -> bool {
    let line = line.trim_start();
    let is_no_digit = |letter| decimal_digit(letter).is_none();
    let (digits, rest) = line.split_at(line.find(is_no_digit).unwrap_or(line.len()));
    line.starts_with(is_bullet)
        || line.starts_with("- ")
        || line.starts_with("* ")
        || (1..=3).contains(&digits.chars().count()) && rest.starts_with([')', '.'])
}

/// A block's text with its line breaks as spaces, byte for byte: a reader makes
/// one block of the lines of a hard-wrapped paragraph.
pub(crate) fn joined_lines(block: &str) -> Cow<'_, str> {
    if block.contains(['\n', '\r']) {
        Cow::Owned(block.replace(['\n', '\r'], " "))
    } else {
        Cow::Borrowed(block)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_full_lines_are_joined_when_unwrapping() {
        let text = "Ferry sinks\nThe ferry went down in a\nstorm on Sunday night.\n\n- Nine are\n- missing";
        let expected =
            "Ferry sinks\nThe ferry went down in a storm on Sunday night.\n\n- Nine are\n- missing";
        assert_eq!(softened(text, LineMode::Unwrap), expected);
        assert_eq!(softened(text, LineMode::EveryLine), text);
    }

    #[test]
    fn offsets_stay() {
        let text = "Один\r\nдва\r\n\r\nтри";
        let softened = softened(text, LineMode::BlankLine);
        assert_eq!(softened, "Один  два\r\n\r\nтри");
        assert_eq!(softened.len(), text.len());
    }
}
