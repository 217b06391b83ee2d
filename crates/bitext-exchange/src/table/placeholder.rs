//! Inline codes as numbered placeholders, `{1}`, that a person can move about.
//!
//! Numbers are others than those that the words themselves have in braces, so that a
//! text about `{1}` stays one. What a person leaves out is left out, and if it
//! was half of a pair, the other half stands alone.

use std::collections::{HashMap, VecDeque};

use bitext_core::{CodeKind, InlineText};

use crate::record::CodeRecord;

/// Numbers of more digits are none of ours.
const BEYOND_ALL: usize = 1_000_000;

/// `text` with a placeholder for each code, and the number of the first.
pub(crate) fn with_placeholders(text: &InlineText) -> (String, usize) {
    let first = first_free(text);
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

/// The first of as many numbers as there are codes, above those in the text or, where
/// that makes numbers too long to be found again, between them.
fn first_free(text: &InlineText) -> usize {
    let mut taken: Vec<usize> = numbers(text.text()).map(|(.., number)| number).collect();
    taken.sort_unstable();
    let count = text.codes().len();
    let above = taken.last().map_or(1, |last| last + 1);
    if above + count <= BEYOND_ALL {
        return above;
    }
    let mut first = 1;
    for number in taken {
        if (first..first + count).contains(&number) {
            first = number + 1;
        }
    }
    first
}

/// Text whose placeholders stand for `codes`, of which each has the number of its
/// placeholder for a position; and the numbers that are not to be found.
pub(crate) fn without_placeholders(
    marked: &str,
    codes: Vec<CodeRecord>,
) -> (String, Vec<CodeRecord>, Vec<usize>) {
    // Of several codes with one number the first is the first to be found.
    let mut waiting: HashMap<usize, VecDeque<CodeRecord>> = HashMap::new();
    let numbered: Vec<usize> = codes.iter().map(|code| code.position).collect();
    for code in codes {
        waiting.entry(code.position).or_default().push_back(code);
    }
    let mut text = String::with_capacity(marked.len());
    let mut found: Vec<CodeRecord> = Vec::new();
    let mut at = 0;
    for (start, end, number) in numbers(marked) {
        let Some(mut code) = waiting.get_mut(&number).and_then(VecDeque::pop_front) else {
            continue;
        };
        text.push_str(&marked[at..start]);
        at = end;
        code.position = text.len();
        found.push(code);
    }
    text.push_str(&marked[at..]);
    let mut is_left = |number: &usize| {
        let left = waiting.get_mut(number).and_then(VecDeque::pop_front);
        left.is_some()
    };
    let missing = numbered.into_iter().filter(|number| is_left(number));
    let missing: Vec<usize> = missing.collect();
    isolate(&mut found);
    (text, found, missing)
}

/// Halves without their other half behind, or in front of them, stand alone.
fn isolate(codes: &mut [CodeRecord]) {
    let mut whole = vec![false; codes.len()];
    // The beginnings of each pair that wait for their end.
    let mut open: HashMap<Option<u32>, Vec<usize>> = HashMap::new();
    for (index, code) in codes.iter().enumerate() {
        match code.kind.as_str() {
            "begin" => open.entry(code.pair).or_default().push(index),
            "end" => {
                if let Some(begin) = open.get_mut(&code.pair).and_then(Vec::pop) {
                    whole[begin] = true;
                    whole[index] = true;
                }
            }
            _ => {}
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
        let (_, codes) = text.into_parts();
        let text = InlineText::try_new("{2} {999999}".to_owned(), codes).unwrap();
        assert_eq!(
            with_placeholders(&text),
            ("{3}{2} {{4}999999}".to_owned(), 3)
        );
    }

    #[test]
    fn open_braces_are_words() {
        let found: Vec<_> = numbers("{{1} {1234567} {} {x} {654321}").collect();
        assert_eq!(found, [(1, 4, 1), (22, 30, 654_321)]);
        // Quadratic time would take minutes.
        assert_eq!(numbers(&"{".repeat(4_000_000)).count(), 0);
    }

    /// Quadratic time would take minutes.
    #[test]
    fn many_codes_are_found_in_linear_time() {
        let numbers = 1..200_000;
        let codes: Vec<_> = numbers
            .clone()
            .map(|number| code(number, "begin", None))
            .collect();
        let marked: String = numbers
            .rev()
            .map(|number| format!("{{{number}}}"))
            .collect();
        let (text, found, missing) = without_placeholders(&marked, codes);
        assert_eq!(
            (text.as_str(), found.len(), missing.len()),
            ("", 199_999, 0)
        );
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
