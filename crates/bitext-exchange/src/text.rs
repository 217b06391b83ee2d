//! The text of a segment as it goes into a file: one line, nothing invisible
//! around it.

use bitext_core::{is_justified, is_unspaced};

/// `text` on one line: each run of white space with a line break or tab in it
/// becomes a space (nothing between two characters of a script without spaces), as does
/// each run of spaces of a text of several lines or a justified one; a word that was
/// divided at the end of a line is whole again; control characters and byte order marks
/// are left out, the ends trimmed. All else stays as it was.
///
/// ```
/// use bitext_exchange::one_line;
/// assert_eq!(one_line("The  ferry  stays in  port to\u{2010}\n day."), "The ferry stays in port today.");
/// assert_eq!(one_line("渡轮停在\n港口。"), "渡轮停在港口。");
/// ```
#[must_use]
pub fn one_line(text: &str) -> String {
    if is_one_line(text) {
        return text.to_owned();
    }
    let is_spread = text.contains('\n') || is_justified(text);
    let mut line = String::with_capacity(text.len());
    // White space seen and not yet written, and whether it breaks the line.
    let mut pending = String::new();
    let mut breaks = false;
    for character in text.chars() {
        if character.is_whitespace() {
            breaks |= !matches!(
                character,
                ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
            );
            pending.push(character);
            continue;
        }
        if character.is_control() || is_mark(character) {
            continue;
        }
        if !line.is_empty() {
            if breaks && is_divided(&line, character) {
                line.pop();
            } else if !breaks && is_spread && pending.starts_with("  ") {
                line.push(' ');
            } else if !breaks {
                line.push_str(&pending);
            } else if !(line.ends_with(is_unspaced) && is_unspaced(character)) {
                line.push(' ');
            }
        }
        pending.clear();
        breaks = false;
        line.push(character);
    }
    line
}

/// Whether nothing is to be done, as with most segments: a look costs a fraction of
/// writing the text anew.
fn is_one_line(text: &str) -> bool {
    let is_plain = |c: char| c == ' ' || !(c.is_control() || c.is_whitespace() || is_mark(c));
    text.chars().all(is_plain)
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.contains("  ")
}

/// Whether a line ends in the first part of a word that goes on with `character`: in
/// small letters, or as capitals from capitals.
fn is_divided(line: &str, character: char) -> bool {
    let Some(part) = line.strip_suffix(DIVIDES) else {
        return false;
    };
    character.is_lowercase() || character.is_uppercase() && part.ends_with(char::is_uppercase)
}

/// Hyphens that programs write where they divide words: the soft one, and that of
/// Unicode, which no keyboard has.
const DIVIDES: [char; 2] = ['\u{ad}', '\u{2010}'];

/// Byte order marks, and characters that are none.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_joined_and_the_rest_stays() {
        assert_eq!(one_line("  Раз,\r\n  два.\n"), "Раз, два.");
        assert_eq!(
            one_line("10\u{a0}000  рублей\tв год"),
            "10\u{a0}000  рублей в год"
        );
        assert_eq!(one_line("漢字\n漢字。\nA"), "漢字漢字。 A");
        assert_eq!(one_line("ภาษา\nไทย"), "ภาษาไทย");
        assert_eq!(one_line("\u{feff}a\u{2}b\n\u{1a}"), "ab");
        assert_eq!(one_line("\n"), "");
        assert_eq!(
            one_line("The  ferry\n stays in  port to‐\n  day"),
            "The ferry stays in port today"
        );
        assert_eq!(one_line("Hoist rope  500 h"), "Hoist rope  500 h");
    }
}
