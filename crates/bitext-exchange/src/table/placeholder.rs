//! Inline codes as numbered placeholders, `{1}`, that a person can move about.
//!
//! Numbers begin above any that the words themselves have in braces, so that a
//! text about `{1}` stays one. What a person leaves out is left out, and if it
//! was half of a pair, the other half stands alone.

use bitext_core::{CodeKind, InlineText};

use crate::record::CodeRecord;

/// `text` with a placeholder for each code, and the number of the first.
pub(crate) fn with_placeholders(text: &InlineText) -> (String, usize) {
    let first = numbers(text.text()).map(|(_, _, number)| number).max();
    let first = first.unwrap_or(0) + 1;
    let mut marked = String::with_capacity(text.text().len() + 4 * text.codes().len());
    let mut at = 0;
    for (index, code) in text.codes().iter().enumerate() {
        marked.push_str(&text.text()[at..code.position]);
        marked.push_str(&format!("{{{}}}", first + index));
        at = code.position;
    }
    marked.push_str(&text.text()[at..]);
    (marked, first)
}

/// Text whose placeholders stand for `codes`, of which each has the number of its
/// placeholder for a position; and the numbers that are not to be found.
pub(crate) fn without_placeholders(
    marked: &str,
    mut codes: Vec<CodeRecord>,
) -> (String, Vec<CodeRecord>, Vec<usize>) {
    let mut text = String::with_capacity(marked.len());
    let mut found: Vec<CodeRecord> = Vec::new();
    let mut at = 0;
    for (start, end, number) in numbers(marked) {
        let Some(index) = codes.iter().position(|code| code.position == number) else {
            continue;
        };
        text.push_str(&marked[at..start]);
        at = end;
        let mut code = codes.remove(index);
        code.position = text.len();
        found.push(code);
    }
    text.push_str(&marked[at..]);
    let missing: Vec<usize> = codes.iter().map(|code| code.position).collect();
    isolate(&mut found);
    (text, found, missing)
}

/// Halves without their other half behind, or in front of them, stand alone.
fn isolate(codes: &mut [CodeRecord]) {
    let mut whole = vec![false; codes.len()];
    for end in 0..codes.len() {
        if codes[end].kind != "end" {
            continue;
        }
        let begin = (0..end)
            .rev()
            .find(|&i| !whole[i] && codes[i].kind == "begin" && codes[i].pair == codes[end].pair);
        if let Some(begin) = begin {
            whole[begin] = true;
            whole[end] = true;
        }
    }
    for (code, whole) in codes.iter_mut().zip(whole) {
        if !whole && matches!(code.kind.as_str(), "begin" | "end") {
            code.kind = crate::record::kind_name(CodeKind::Isolated).to_owned();
            code.pair = None;
        }
    }
}

/// Every number in braces: its start, its end and itself.
fn numbers(text: &str) -> impl Iterator<Item = (usize, usize, usize)> {
    text.match_indices('{').filter_map(|(start, _)| {
        let inside = &text[start + 1..];
        // Six digits at most: many braces without an end would be slow.
        let length = inside.bytes().take(7).position(|byte| byte == b'}')?;
        let digits = &inside[..length];
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Some((start, start + length + 2, digits.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bitext_core::InlineCode;

    fn code(number: usize, kind: &str, pair: Option<u32>) -> CodeRecord {
        CodeRecord {
            position: number,
            kind: kind.to_owned(),
            pair,
            content: String::new(),
            subflows: Vec::new(),
            attributes: Vec::new(),
        }
    }

    #[test]
    fn codes_become_numbers_above_those_of_the_words() {
        let codes = vec![
            InlineCode::new(0, CodeKind::Standalone, "<br/>"),
            InlineCode::new(5, CodeKind::Standalone, "<br/>"),
        ];
        let text = InlineText::try_new("см. {3}".to_owned(), codes).unwrap();
        assert_eq!(with_placeholders(&text), ("{4}см.{5} {3}".to_owned(), 4));
    }

    #[test]
    fn open_braces_are_words() {
        let found: Vec<_> = numbers("{{1} {1234567} {} {x} {654321}").collect();
        assert_eq!(found, [(1, 4, 1), (22, 30, 654_321)]);
        // Quadratic time would take minutes.
        assert_eq!(numbers(&"{".repeat(4_000_000)).count(), 0);
    }

    #[test]
    fn moved_and_lost_placeholders_take_their_codes_along() {
        let codes = vec![code(1, "begin", Some(1)), code(2, "end", Some(1))];
        let (text, found, missing) = without_placeholders("a {2}b{1}", codes);
        assert_eq!((text.as_str(), missing.len()), ("a b", 0));
        let kinds: Vec<_> = found
            .iter()
            .map(|c| (c.position, c.kind.as_str()))
            .collect();
        assert_eq!(kinds, [(2, "isolated"), (3, "isolated")]);
        let codes = vec![code(1, "begin", Some(1)), code(2, "end", Some(1))];
        let (text, found, missing) = without_placeholders("{1}b {1} {9}", codes);
        assert_eq!((text.as_str(), missing), ("b {1} {9}", vec![2]));
        assert_eq!(found[0].kind, "isolated");
    }
}
